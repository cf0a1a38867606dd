"""The only clock of the pages."""

from __future__ import annotations

from datetime import UTC, date, datetime

from assess.web.filters import MEXICO


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    """The date in central Mexico: what people on site would write."""
    return now().astimezone(MEXICO).date()
