from datetime import date

import pytest

from assess.core.calendar import add_months, add_working_days, is_working_day

FRIDAY = date(2026, 11, 20)
MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (FRIDAY, 0, FRIDAY),
        (FRIDAY, 1, MONDAY),
        (FRIDAY, 5, date(2026, 11, 27)),
        (date(2026, 11, 21), 1, MONDAY),
        (MONDAY, 42, date(2027, 1, 20)),
    ],
)
def test_working_days_skip_the_weekend_and_the_first_day(start, days, end):
    assert add_working_days(start, days) == end


def test_a_holiday_is_not_a_working_day():
    assert not is_working_day(MONDAY, [MONDAY])
    assert add_working_days(FRIDAY, 1, [MONDAY]) == date(2026, 11, 24)


def test_working_days_are_never_counted_backwards():
    with pytest.raises(ValueError, match="forwards"):
        add_working_days(FRIDAY, -1)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 3, 31), 12, date(2027, 3, 31)),
    ],
)
def test_months_end_on_the_last_day_where_the_day_is_missing(start, months, end):
    assert add_months(start, months) == end
