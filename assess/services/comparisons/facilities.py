"""Behind a state's row: its facilities by name, for whoever may read their results (R11)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, select

from assess.access import Hidden, scope, visible
from assess.core.plan import OPEN
from assess.models import Action, Facility, FacilityCurrent, Plan, User, db
from assess.services.comparisons.population import Population

PER_PAGE = 50
#: A statement takes so many ids at once.
BATCH = 1000
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
    return Lines(_read(compared, query), page, pages, total)


def each(compared: Population, code: str, *, by: User) -> Sequence[FacilityLine]:
    """All of them by name. Raises Hidden in a state where `by` may read nothing: its facilities are not theirs."""
    found = _read(compared, _query(compared, code, by, "name"))
    if not found and not scope(by, "result.read").holds(code, None):
        raise Hidden
    return found


def _read(compared: Population, query: Select[Any]) -> tuple[FacilityLine, ...]:
    """The lines of a query; open actions are counted for these alone."""
    rows: list[tuple[Any, ...]] = [tuple(row) for row in db.session.execute(query)]
    actions: dict[uuid.UUID, int] = {}
    for start in range(0, len(rows), BATCH):
        ids = [row[0] for row in rows[start : start + BATCH]]
        conditions = (*_open(compared), Action.facility_id.in_(ids))
        counted = select(Action.facility_id, func.count()).where(*conditions).group_by(Action.facility_id)
        actions |= {facility_id: number for facility_id, number in db.session.execute(counted)}
    return tuple(FacilityLine(*(*row, actions.get(row[0], 0))) for row in rows)


def _open(compared: Population) -> tuple[Any, ...]:
    """Conditions on Action: open, and of a plan under the instrument."""
    plans = select(Plan.id).where(Plan.id == Action.plan_id, Plan.instrument_id == compared.instrument_id)
    return (Action.state.in_(sorted(OPEN)), plans.exists())


def _conditions(compared: Population, code: str, by: User) -> tuple[Any, ...]:
    return (*compared.registered(), Facility.state_code == code, visible(by, "result.read", Facility))


def _query(compared: Population, code: str, by: User, sort: str) -> Select[Any]:
    actions = select(func.count()).where(*_open(compared), Action.facility_id == Facility.id)
    columns = {
        "name": Facility.search_name,
        "rating": FacilityCurrent.rating,
        "score": FacilityCurrent.score_e4,
        "visited": FacilityCurrent.visited_on,
        "critical": FacilityCurrent.critical_failures,
        "actions": actions.correlate(Facility).scalar_subquery(),
    }
    column: Any = columns.get(sort.removeprefix("-"), Facility.search_name)
    order = column.desc().nulls_last() if sort.startswith("-") else column.asc().nulls_last()
    shown: tuple[Any, ...] = (
        Facility.id,
        Facility.name,
        Facility.type_code,
        Facility.size,
        FacilityCurrent.visited_on,
        FacilityCurrent.rating,
        FacilityCurrent.shown,
        FacilityCurrent.critical_failures,
        FacilityCurrent.critical_missing,
    )
    return (
        select(*shown)
        .outerjoin(FacilityCurrent, and_(FacilityCurrent.facility_id == Facility.id, *compared.results()))
        .where(*_conditions(compared, code, by))
        .order_by(order, Facility.search_name, Facility.id)
    )
