"""How numbers, dates and texts look. Templates format with these and do no arithmetic."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from flask import Flask

from assess.core.text import Text
from assess.http.language import language
from assess.wording import LOCALES

MEXICO = ZoneInfo("America/Mexico_City")


def _locale() -> str:
    return LOCALES[language()]


def day(value: date | datetime | None) -> str:
    """22 nov 2026; an instant is told by the day it had in central Mexico."""
    if isinstance(value, datetime):
        value = value.astimezone(MEXICO).date()
    return "—" if value is None else format_date(value, "d MMM y", locale=_locale()).replace(".", "")


def moment(value: datetime | None) -> str:
    """22 nov 2026, 10:42 in central Mexico."""
    if value is None:
        return "—"
    return format_datetime(value, "d MMM y, HH:mm", tzinfo=MEXICO, locale=_locale()).replace(".", "")


def number(value: int | float | Fraction | None, digits: int = 0) -> str:
    if value is None:
        return "—"
    pattern = "#,##0" if not digits else "#,##0." + "0" * digits
    return str(format_decimal(float(value), pattern, locale=_locale()))


def share(value: float | Fraction | None) -> str:
    """A share 0..1 as a percentage cut to one decimal (R3): 56.2 %."""
    if value is None:
        return "—"
    tenths = int(Fraction(value) * 1000)
    return f"{tenths // 10}.{tenths % 10} %"


def text(value: Text | str | None) -> str:
    """A bilingual text in the reader's language."""
    return "" if value is None else value if isinstance(value, str) else value[language()]


def init_app(app: Flask) -> None:
    filters: dict[str, Any] = {"day": day, "moment": moment, "number": number, "share": share, "text": text}
    app.jinja_env.filters.update(filters)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
