"""Behind a state's row: its facilities by name, for whoever may read their results (R11)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, select

from assess.access import Hidden, scope, visible
from assess.core.plan import OPEN
from assess.models import Action, Facility, FacilityCurrent, Plan, User, db
from assess.services.comparisons.population import Population

PER_PAGE = 50
SORTS = ("name", "rating", "score", "visited", "critical", "actions")


@dataclass(frozen=True, slots=True)
class FacilityLine:
    """One facility; `visited_on` to `critical_missing` are None without a full external visit in the window."""

    facility_id: uuid.UUID
    name: str
    type_code: str
    size: str | None
    visited_on: date | None
    rating: str | None
    shown: str | None
    critical_failures: int | None
    critical_missing: int | None
    open_actions: int


@dataclass(frozen=True, slots=True)
class Lines:
    """One page of facilities; `first` and `last` count from 1, 0 when there is none."""

    items: Sequence[FacilityLine]
    page: int
    pages: int
    total: int

    @property
    def first(self) -> int:
        return (self.page - 1) * PER_PAGE + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.page * PER_PAGE, self.total)


def lines(compared: Population, code: str, *, by: User, sort: str = "name", page: int = 1) -> Lines:
    """The registered facilities of a state that `by` may read results of; none for who may read none."""
    total = db.session.scalar(select(func.count()).select_from(Facility).where(*_conditions(compared, code, by))) or 0
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(1, page), pages)
    query = _query(compared, code, by, sort).offset((page - 1) * PER_PAGE).limit(PER_PAGE)
    return Lines(tuple(FacilityLine(*row) for row in db.session.execute(query)), page, pages, total)


def each(compared: Population, code: str, *, by: User) -> Iterator[FacilityLine]:
    """All of them by name. Raises Hidden in a state where `by` may read nothing: its facilities are not theirs."""
    found = [FacilityLine(*row) for row in db.session.execute(_query(compared, code, by, "name"))]
    if not found and not scope(by, "result.read").holds(code, None):
        raise Hidden
    return iter(found)


def _conditions(compared: Population, code: str, by: User) -> tuple[Any, ...]:
    return (*compared.registered(), Facility.state_code == code, visible(by, "result.read", Facility))


def _query(compared: Population, code: str, by: User, sort: str) -> Select[Any]:
    actions = func.coalesce(_open_actions(compared), 0).label("actions")
    failures = FacilityCurrent.critical_failures
    columns = {
        "name": Facility.search_name,
        "rating": FacilityCurrent.rating,
        "score": FacilityCurrent.score_e4,
        "visited": FacilityCurrent.visited_on,
        "critical": failures,
        "actions": actions,
    }
    column: Any = columns.get(sort.removeprefix("-"), Facility.search_name)
    order = column.desc().nulls_last() if sort.startswith("-") else column.asc().nulls_last()
    return (
        select(
            Facility.id,
            Facility.name,
            Facility.type_code,
            Facility.size,
            FacilityCurrent.visited_on,
            FacilityCurrent.rating,
            FacilityCurrent.shown,
            failures,
            FacilityCurrent.critical_missing,
            actions,
        )
        .outerjoin(FacilityCurrent, and_(FacilityCurrent.facility_id == Facility.id, *compared.results()))
        .where(*_conditions(compared, code, by))
        .order_by(order, Facility.search_name, Facility.id)
    )


def _open_actions(compared: Population) -> Any:
    """How many actions of the facility's plan under this instrument are open."""
    return (
        select(func.count())
        .select_from(Action)
        .join(Plan, Action.plan_id == Plan.id)
        .where(
            Plan.facility_id == Facility.id,
            Plan.instrument_id == compared.instrument_id,
            Action.state.in_(sorted(OPEN)),
        )
        .correlate(Facility)
        .scalar_subquery()
    )
