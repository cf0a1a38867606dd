"""Finding facilities: always inside what the person may see."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import contains_eager

from assess.access import visible
from assess.core.profile import SIZE_BANDS
from assess.models import Facility, FacilityCurrent, FacilityType, LegalStatus, Municipality, State, User, db
from assess.models.facilities import LEGAL_AXES, SECTORS
from assess.services.facilities.text import search_name

PER_PAGE = 50
_PORTION = 500
STANDINGS = ("open", "closed", "all")
SORTS = ("name", "state", "type", "capacity", "residents")
#: A word shorter than this would mean half of all municipalities.
_PLACE_WORD = 3


@dataclass(frozen=True, slots=True)
class Criteria:
    """What to look for; an empty text asks nothing. `legal` is "axis:status"; `sort` one of SORTS, with "-" falling."""

    text: str = ""
    state_code: str = ""
    type_code: str = ""
    sector: str = ""
    size: str = ""
    legal: str = ""
    standing: str = "open"
    sort: str = "name"
    page: int = 1
    language: str = "es"


@dataclass(frozen=True, slots=True)
class Found:
    """One page of facilities; `first` and `last` count from 1, 0 when there is none."""

    items: Sequence[Facility]
    page: int
    pages: int
    total: int

    @property
    def first(self) -> int:
        return (self.page - 1) * PER_PAGE + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.page * PER_PAGE, self.total)


def search(user: User, criteria: Criteria) -> Found:
    """The facilities that `user` may read and `criteria` ask for. A page beyond the end gives the last one."""
    conditions = _conditions(user, criteria)
    total = db.session.scalar(select(func.count()).select_from(Facility).where(*conditions)) or 0
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(1, criteria.page), pages)
    shown = _sorted(select(Facility.id), criteria).where(*conditions).offset((page - 1) * PER_PAGE).limit(PER_PAGE)
    return Found(_in_order(db.session.scalars(shown).all()), page, pages, total)


def each(user: User, criteria: Criteria) -> Iterator[Facility]:
    """All of them, in the same order, read in portions."""
    ids = db.session.scalars(_sorted(select(Facility.id), criteria).where(*_conditions(user, criteria))).all()
    for start in range(0, len(ids), _PORTION):
        yield from _in_order(ids[start : start + _PORTION])


def _in_order(ids: Sequence[uuid.UUID]) -> list[Facility]:
    """Those facilities with their names; only now, since a page far down would join every row it skips."""
    rows = {row.id: row for row in db.session.scalars(_with_names().where(Facility.id.in_(ids)))}
    return [rows[id] for id in ids if id in rows]


def current_results(user: User, facility_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, FacilityCurrent]:
    """The newest current result of each facility, for who may read results there."""
    query = (
        select(FacilityCurrent)
        .where(FacilityCurrent.facility_id.in_(facility_ids), visible(user, "result.read", FacilityCurrent))
        .order_by(FacilityCurrent.visited_on, FacilityCurrent.instrument_id)
    )
    return {row.facility_id: row for row in db.session.scalars(query)}


def _with_names() -> Select[Any]:
    """Facilities with state, type and municipality in the same statement."""
    return (
        select(Facility)
        .join(Facility.state)
        .join(Facility.type)
        .outerjoin(Facility.municipality)
        .options(contains_eager(Facility.state), contains_eager(Facility.type), contains_eager(Facility.municipality))
    )


def _conditions(user: User, criteria: Criteria) -> list[ColumnElement[bool]]:
    found = [visible(user, "facility.read", Facility)]
    found += [_has_word(word) for word in search_name(criteria.text).split()]
    for column, value in ((Facility.state_code, criteria.state_code), (Facility.type_code, criteria.type_code)):
        if value:
            found.append(column == value)
    if criteria.sector in SECTORS:
        found.append(Facility.sector == criteria.sector)
    if criteria.size in SIZE_BANDS:
        found.append(Facility.size == criteria.size)
    if criteria.standing in ("open", "closed"):
        found.append(Facility.closed_on.is_(None) if criteria.standing == "open" else Facility.closed_on.is_not(None))
    return found + _legal(criteria.legal)


def _legal(text: str) -> list[ColumnElement[bool]]:
    axis, _, status = text.partition(":")
    if axis not in LEGAL_AXES:
        return []
    same = (LegalStatus.facility_id == Facility.id, LegalStatus.axis == axis, LegalStatus.status == status)
    return [exists().where(*same)]


def _has_word(word: str) -> ColumnElement[bool]:
    """In the name, the folio or the name of the municipality."""
    parts = [
        Facility.search_name.contains(word, autoescape=True),
        Facility.folio.contains(word.upper(), autoescape=True),
    ]
    if len(word) >= _PLACE_WORD and (codes := _municipalities_named(word)):
        parts.append(Facility.municipality_code.in_(codes))
    return or_(*parts)


def _municipalities_named(word: str) -> list[str]:
    rows = db.session.execute(select(Municipality.code, Municipality.name)).all()
    return [code for code, name in rows if word in search_name(name)]


def _sorted(query: Select[Any], criteria: Criteria) -> Select[Any]:
    name, falls = criteria.sort.removeprefix("-"), criteria.sort.startswith("-")
    if name not in SORTS or name == "name":  # without "nulls last" the order is that of the index
        return query.order_by(Facility.search_name.desc() if falls else Facility.search_name, Facility.id)
    if name in ("state", "type"):
        query = query.join(Facility.state if name == "state" else Facility.type)
    english = criteria.language == "en"
    column: Any = {
        "state": State.name_en if english else State.name_es,
        "type": FacilityType.name_en if english else FacilityType.name_es,
        "capacity": Facility.capacity,
        "residents": Facility.residents,
    }[name]
    order = column.desc() if falls else column.asc()
    return query.order_by(order.nulls_last(), Facility.search_name, Facility.id)
