"""The only clock of pages and API."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

MEXICO = ZoneInfo("America/Mexico_City")


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    """The date in central Mexico: what people on site would write."""
    return day_of(now())


def day_of(at: datetime) -> date:
    """The date in central Mexico at that instant."""
    return at.astimezone(MEXICO).date()
