"""The table of the states as the page shows it: ready texts, in the order that the reader chose. There are no ranks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from assess.charts import Drawing
from assess.core.comparison import INDICATIVE, Comparison, StateRow, rounded
from assess.core.shown import percent_shown
from assess.exporters.comparison_words import why_hidden
from assess.http.language import wording
from assess.web.comparison.pictures import distribution, interval

#: More names than this are a number.
NAMED = 6
DAYS_OF_A_MONTH = 30.4375
SORTS = ("name", "registered", "assessed", "coverage", "share", "mean", "age", "closure")


@dataclass(frozen=True, slots=True)
class Line:
    """One row; texts are None where the figure may not be told, and `hidden` says why."""

    places: tuple[tuple[str, str], ...]
    registered: int
    assessed: int | None
    coverage: str | None
    low_coverage: bool
    hidden: str
    indicative: bool
    distribution: tuple[Drawing, str] | None
    share: str | None
    interval: tuple[Drawing, str] | None
    span: str | None
    mean: str | None
    mean_span: str | None
    age: str | None
    closure: str | None


def line(row: StateRow, national: StateRow) -> Line:
    """`places` pairs each code with its name: more than one where the public view merges."""
    return Line(
        places=tuple(zip(row.codes, row.names, strict=True)),
        registered=row.registered,
        assessed=row.assessed,
        coverage=None if row.coverage is None else f"{percent_shown(row.coverage)} %",
        low_coverage=row.low_coverage,
        hidden=why_hidden(row, wording()),
        indicative=row.gate == INDICATIVE,
        distribution=distribution(row),
        share=None if row.share is None else percent_shown(row.share),
        interval=interval(row, national),
        span=_span(row.share_low, row.share_high, 100),
        mean=None if row.mean is None else rounded(row.mean),
        mean_span=_span(row.mean_low, row.mean_high, 1),
        age=None if row.age_days is None else rounded(row.age_days / DAYS_OF_A_MONTH),
        closure=None if row.closure is None else f"{percent_shown(row.closure)} %",
    )


def _span(low: float | None, high: float | None, scale: int) -> str | None:
    return None if low is None or high is None else f"{rounded(scale * low)}–{rounded(scale * high)}"


def lines(found: Comparison, sort: str) -> list[Line]:
    """Every state; what has no figure comes last whatever the direction. Equal ones stay in the order of names."""
    name, falling = sort.removeprefix("-"), sort.startswith("-")
    rows = list(found.rows)
    if name in _VALUES:
        value = _VALUES[name]
        known = [row for row in rows if value(row) is not None]
        rows = sorted(known, key=value, reverse=falling) + [row for row in rows if value(row) is None]
    elif falling:
        rows.reverse()
    return [line(row, found.national) for row in rows]


_VALUES: Mapping[str, Any] = {
    "registered": lambda row: row.registered,
    "assessed": lambda row: row.assessed,
    "coverage": lambda row: row.coverage,
    "share": lambda row: row.share,
    "mean": lambda row: row.mean,
    "age": lambda row: row.age_days,
    "closure": lambda row: row.closure,
}


@dataclass(frozen=True, slots=True)
class Flags:
    """Names of the states outside the limits of the funnel; those that it does not show, or how many there are."""

    review_below: str
    review_above: str
    look: str
    hidden: str
    many_hidden: int
    any_judged: bool


def flags(found: Comparison) -> Flags:
    share = found.national.share or 0
    review = [row for row in found.rows if row.flag == "review" and row.share is not None]
    hidden = [row.name for row in found.rows if row.share is None and row.registered and row.assessed != 0]
    return Flags(
        review_below=listed([row.name for row in review if row.share is not None and row.share < share]),
        review_above=listed([row.name for row in review if row.share is not None and row.share > share]),
        look=listed([row.name for row in found.rows if row.flag == "look"]),
        hidden=listed(hidden) if len(hidden) <= NAMED else "",
        many_hidden=len(hidden) if len(hidden) > NAMED else 0,
        any_judged=any(row.flag is not None for row in found.rows),
    )


def listed(names: list[str]) -> str:
    """Names as a sentence lists them: "Chiapas, Oaxaca and Puebla"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s", first=", ".join(names[:-1]), last=names[-1])
