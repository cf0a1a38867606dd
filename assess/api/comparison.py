"""GET /api/v1/comparison: the comparison of the states, as the page shows it, for other programs."""

from __future__ import annotations

from datetime import date
from typing import Literal

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from pydantic import Field

from assess.api.schemas import Body
from assess.exporters.comparison_json import comparison_json
from assess.http.clock import today
from assess.http.language import language
from assess.http.permissions import me, permission
from assess.services import comparisons

bp = Blueprint("api_comparison", __name__, url_prefix="/api/v1/comparison")

Interval = tuple[float, float]


class ComparisonQuery(Body):
    instrument: str = Field(default="", description="Its id; without it the one with the most results")
    group: str = Field(default="", description="residential, space, programme or authority")
    type: str = Field(default="", description="Code of a type of facility")
    size: str = Field(default="", description="small (to 15 children), medium (16 to 30) or large")
    sector: str = Field(default="", description="public or private")
    domains: str = Field(default="", description="1 adds the domain means")


class Clear(Body):
    """Facilities without critical failure, their share of one and its Wilson interval at 95 %."""

    facilities: int
    share: float
    interval: Interval


class Mean(Body):
    """Points, with the 95 % interval for a finite population."""

    score: float
    interval: Interval


class Funnel(Body):
    flag: Literal["inside", "look", "review"] | None
    limits_95: Interval
    limits_998: Interval


class ComparedStates(Body):
    """A row: one state, several put together, or the country (no codes). What may not be told is null."""

    codes: list[str]
    names: list[str]
    registered: int
    assessed: int | None
    coverage: float | None
    low_coverage: bool
    median_age_days: int | None
    gate: Literal["hidden", "indicative", "shown"]
    ratings: dict[str, int] | None
    without_critical_failure: Clear | None
    mean: Mean | None
    domains: dict[str, float | None]
    closure: float | None
    funnel: Funnel | None


class ComparedVersion(Body):
    id: str
    version: str


class ComparisonOfStates(Body):
    """Of the latest full external visits from `since` to `on`; `view` says whether small states are held back."""

    on: date
    since: date
    instrument: ComparedVersion
    group: str
    types: list[str]
    size: str | None
    sector: str | None
    method: str
    view: Literal["public", "internal"]
    national: ComparedStates
    states: list[ComparedStates]


@bp.get("")
@permission("comparison.read")
def show() -> ResponseReturnValue:
    """The states on this day; a choice that is not there answers 422 with its field and a sentence."""
    names = {"instrument": "instrument_id", "group": "group", "type": "type_code", "size": "size", "sector": "sector"}
    filters = comparisons.Filters(**{field: request.args.get(name, "")[:80] for name, field in names.items()})
    compared = comparisons.population(filters, on=today())
    domains = request.args.get("domains", "") not in ("", "0")
    found = comparisons.compare_population(compared, by=me(), language=language(), domains=domains)
    return jsonify({**comparisons.described(compared), **comparison_json(found)})
