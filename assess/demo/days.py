"""Hours of demo days, in central Mexico."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

MEXICO = ZoneInfo("America/Mexico_City")


def instant(on: date, hour: int = 10) -> datetime:
    """The instant, in UTC like every instant that is stored."""
    return datetime.combine(on, time(hour), MEXICO).astimezone(UTC)
