"""Dates that deadlines are made of. Holidays are data: whoever knows the country passes them in."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from datetime import date, timedelta

_SATURDAY = 5


def is_working_day(on: date, holidays: Collection[date] = ()) -> bool:
    """Monday to Friday and not a holiday."""
    return on.weekday() < _SATURDAY and on not in holidays


def add_working_days(on: date, days: int, holidays: Collection[date] = ()) -> date:
    """The `days`-th working day after `on`; the day itself does not count, and 0 gives `on` back.

    Raises ValueError when `days` is negative.
    """
    if days < 0:
        raise ValueError(f"working days are counted forwards, got {days}")
    free = frozenset(holidays)
    while days:
        on += timedelta(days=1)
        days -= is_working_day(on, free)
    return on


def add_months(on: date, months: int) -> date:
    """The same day `months` later; where that month is too short, its last day (31 August + 6 is 28 February)."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))
