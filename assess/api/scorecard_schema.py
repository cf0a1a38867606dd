"""What the API tells of a scorecard, as pydantic models (core.report.Scorecard)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, BaseModel, Field

from assess.api.schemas import Body, Texts

Rating = Literal["A", "B", "C", "D", "NR"]


class Exact(Body):
    """A score in points: exact as a fraction, and as it is shown, cut to one decimal."""

    exact: str
    shown: str


class ProfileOut(Body):
    """Counts of the visit's own copy of the profile; null where nobody recorded them."""

    facility_type: str
    capacity: int | None
    girls_0: int | None
    girls_1_5: int | None
    girls_6_11: int | None
    girls_12_17: int | None
    boys_0: int | None
    boys_1_5: int | None
    boys_6_11: int | None
    boys_12_17: int | None
    unaccompanied: int | None
    disability: int | None
    staff_morning: int | None
    staff_afternoon: int | None
    staff_night: int | None


class FacilityOut(Body):
    """Never an address, a telephone or a position."""

    id: str
    name: str
    type: Texts
    state: Texts
    state_code: str
    municipality: str
    capacity: int | None
    profile: ProfileOut | None


class DomainOut(Body):
    id: str
    title: Texts
    score: Exact | None
    rating: Rating
    capped: bool
    limiting: bool
    coverage: str = Field(description="Exact share between 0 and 1")
    previous: Exact | None
    change: str | None


class CriterionOut(Body):
    code: str
    name: Texts
    text: Texts
    domain: str
    standard: str
    critical: bool
    value: int | str | None
    level: int | None
    note: str
    methods: list[str]
    marks: list[str]
    na_reason: str | None


class TrendOut(Body):
    visited_on: date
    score: Exact | None
    rating: Rating
    specification: str
    version: str
    kind: str
    visit_id: str
    like_for_like: Exact | None
    change: str | None
    shared: Exact | None


class ActionOut(Body):
    id: str
    number: int
    code: str
    criterion: Texts
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


class PlanOut(Body):
    actions: list[ActionOut]
    agreed_on: date | None
    counts: dict[str, int]
    due: int
    verified: int
    closure: str | None
    progress: str | None


class ReasonOut(BaseModel):
    """A rule or criterion that decided (core.explanation.Reason)."""

    rule: str
    code: str


class ExplanationOut(Body):
    """The sentences in each language, cause first, and the codes that they were made of."""

    es: list[str]
    en: list[str]
    reasons: list[ReasonOut]
    lifts: list[ReasonOut]


class BoundOut(Body):
    shown: str | None
    rating: Rating


class ScorecardOut(Body):
    facility: FacilityOut
    visit_id: str
    kind: str
    visited_on: date
    final_at: AwareDatetime | None
    revision: int
    provisional: bool
    instrument: Texts
    instrument_id: str
    instrument_version: str
    instrument_official: bool
    specification: str
    score: Exact | None
    band: str | None
    rating: Rating
    capped_by: list[str]
    at_most: str | None
    coverage: str | None
    coverage_shown: str | None
    answered: int
    in_scope: int
    low: BoundOut
    high: BoundOut
    explanation: ExplanationOut
    domains: list[DomainOut]
    critical: list[CriterionOut]
    strengths: list[CriterionOut]
    priorities: list[CriterionOut]
    trend: list[TrendOut]
    change: str | None
    previous_on: date | None
    next_visit_by: date | None
    counts_met: tuple[int, int, int] | None
    plan: PlanOut
    note: str
    issued_on: date
    demo: bool
    criteria: list[CriterionOut]
    titles: dict[str, Texts]


class RevisionQuery(Body):
    revision: int | None = Field(default=None, description="Without it the newest result of the visit")
