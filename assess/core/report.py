"""The reports that page, PDF and API render: one frozen record, so the three cannot disagree (DESIGN section 2).

Texts of instruments are `Text`; everything else is codes, dates, exact scores and their shown text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from assess.core.explanation import Explanation
from assess.core.profile import Profile
from assess.core.text import Text


@dataclass(frozen=True, slots=True)
class FacilityFacts:
    """What a scorecard says about the facility. Never an address, a telephone or a position (P39)."""

    id: str
    name: str
    type: Text
    state: Text
    state_code: str
    municipality: str
    capacity: int | None
    profile: Profile | None


@dataclass(frozen=True, slots=True)
class DomainLine:
    """`previous` is the domain's exact score at the visit before; `change` is rounded half up, signed (R3)."""

    id: str
    title: Text
    score: Fraction | None
    shown: str | None
    rating: str
    capped: bool
    limiting: bool
    coverage: Fraction
    previous: Fraction | None = None
    change: str | None = None


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion in a list: a critical failure, a strength, a priority or a row of the full report."""

    code: str
    name: Text
    text: Text
    domain: str
    standard: str
    critical: bool
    value: int | str | None
    level: int | None
    note: str = ""
    methods: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    na_reason: str | None = None


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One final full visit on the trend line.

    `like_for_like` is its score over the criteria that it shares with the visit before it, and `change` the signed
    difference of that visit over the same criteria; None where the two are not comparable (R8). `shared` is the score
    over the criteria that all visits back from the last one share, as far back as they are comparable.
    """

    visited_on: date
    score: Fraction | None
    shown: str | None
    rating: str
    specification: str
    version: str
    kind: str
    visit_id: str
    like_for_like: Fraction | None = None
    change: str | None = None
    shared: Fraction | None = None


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One action of the improvement plan as printed (R10)."""

    id: str
    number: int
    code: str
    criterion: Text
    critical: bool
    baseline: int
    target: int
    priority: str
    state: str
    what: str
    who: str
    due_on: date
    overdue: bool
    verified_on: date | None
    recurring: int
    extensions: int


@dataclass(frozen=True, slots=True)
class PlanReport:
    """All actions of a facility under one instrument, and the measures of R10 (exact shares, None when none is due)."""

    actions: tuple[ActionLine, ...]
    agreed_on: date | None
    counts: tuple[tuple[str, int], ...]
    due: int
    verified: int
    closure: Fraction | None
    progress: Fraction | None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Everything a scorecard shows, on screen, on paper and as JSON.

    Scores are exact; `shown` texts are cut to one decimal (R3). `low` and `high` are (shown score, letter).
    `provisional` is true until the visit is final: such a scorecard is never official. `change` is that of the score
    since the full visit before, and None where another specification counted it.
    """

    facility: FacilityFacts
    visit_id: str
    kind: str
    visited_on: date
    final_at: datetime | None
    revision: int
    provisional: bool
    instrument: Text
    instrument_id: str
    instrument_version: str
    instrument_official: bool
    specification: str
    score: Fraction | None
    shown: str | None
    band: str | None
    rating: str
    capped_by: tuple[str, ...]
    at_most: str | None
    coverage: Fraction | None
    coverage_shown: str | None
    answered: int
    in_scope: int
    low: tuple[str | None, str]
    high: tuple[str | None, str]
    explanation: Explanation
    domains: tuple[DomainLine, ...]
    critical: tuple[CriterionLine, ...]
    strengths: tuple[CriterionLine, ...]
    priorities: tuple[CriterionLine, ...]
    trend: tuple[TrendPoint, ...]
    change: str | None
    previous_on: date | None
    next_visit_by: date | None
    counts_met: tuple[int, int, int] | None
    plan: PlanReport
    note: str
    issued_on: date
    demo: bool
    criteria: tuple[CriterionLine, ...] = ()
    titles: tuple[tuple[str, Text], ...] = ()
