"""The final full visits of a facility side by side, and what may be compared between them (R8)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, lazyload

from assess.core.report import TrendPoint
from assess.core.versions import EQUIVALENT, LEAST_CORE, SAME, LikeForLike, like_for_like, mapping
from assess.models import Crosswalk, InstrumentVersion, Visit, VisitResult, db
from assess.services import standards
from assess.services.current import full_and_final

Levels = dict[str, int]


@dataclass(frozen=True, slots=True)
class Final:
    """What the trend needs of a final visit and the result of one of its revisions."""

    visit_id: uuid.UUID
    visited_on: date
    kind: str
    version: str
    version_id: uuid.UUID
    result_id: uuid.UUID
    specification: str
    score: Fraction | None
    shown: str | None
    rating: str
    levels: Levels


def finals(facility_id: uuid.UUID, instrument_id: str) -> list[Final]:
    """The final full visits of a facility under an instrument, by the day on site, oldest first (see `current`)."""
    query = (
        select(Visit, VisitResult)
        .join(VisitResult, (VisitResult.visit_id == Visit.id) & (VisitResult.revision == Visit.revision))
        .join(InstrumentVersion, InstrumentVersion.id == Visit.instrument_version_id)
        .where(*full_and_final(facility_id, instrument_id))
        .order_by(Visit.visited_on, Visit.id)
        .options(
            contains_eager(Visit.instrument_version),
            lazyload(Visit.facility),
            lazyload(Visit.members),
            lazyload(VisitResult.domains),
        )
    )
    return [final_of(visit, row) for visit, row in db.session.execute(query)]


def final_of(visit: Visit, row: VisitResult) -> Final:
    """The same for one visit and any of its results."""
    return Final(
        visit.id,
        visit.visited_on,
        visit.kind,
        visit.instrument_version.version,
        visit.instrument_version_id,
        row.id,
        row.specification,
        row.score,
        row.shown,
        row.rating,
        levels_of(row.criteria),
    )


def levels_of(criteria: Mapping[str, Sequence[Any]]) -> Levels:
    """The levels that counted, by code, as a result stores them."""
    return {code: level for code, (_value, level, _marks) in criteria.items() if level is not None}


def trend(visits: Sequence[Final]) -> tuple[TrendPoint, ...]:
    """The points of visits given oldest first, each like-for-like with the one before it."""
    points = [_point(one) for one in visits]
    for at in range(1, len(visits)):
        found = _compared(visits[at - 1], visits[at])
        if found is not None and found.comparable:
            points[at] = replace(points[at], like_for_like=found.second, change=found.change)
    scores = _shared(visits)
    first = len(points) - len(scores)
    return tuple(replace(p, shared=scores[n - first] if n >= first else None) for n, p in enumerate(points))


def _point(one: Final) -> TrendPoint:
    return TrendPoint(
        visited_on=one.visited_on,
        score=one.score,
        shown=one.shown,
        rating=one.rating,
        specification=one.specification,
        version=one.version,
        kind=one.kind,
        visit_id=str(one.visit_id),
    )


def _compared(first: Final, second: Final) -> LikeForLike | None:
    """None for two specifications, whose levels do not mean the same."""
    if first.specification != second.specification:
        return None
    return like_for_like(first.levels, second.levels, relations_between(first.version_id, second.version_id))


def _shared(visits: Sequence[Final]) -> list[Fraction]:
    """The scores of the last visits over one common core, which is at least 60 % of what each of them levelled.

    Empty when fewer than two visits have such a core.
    """
    run: list[Final] = []
    core: set[str] = set()
    for one in reversed(visits):
        smaller = core & _comparable(one, run[-1]) & one.levels.keys() if run else set(one.levels)
        if not _large_enough(smaller, [*run, one]):
            break
        core = smaller
        run.append(one)
    if len(run) < 2:
        return []
    return [Fraction(100 * sum(one.levels[code] for code in core), 3 * len(core)) for one in reversed(run)]


def _comparable(earlier: Final, later: Final) -> set[str]:
    if earlier.specification != later.specification:
        return set()
    relations = relations_between(earlier.version_id, later.version_id)
    return {code for code, relation in relations.items() if relation in (SAME, EQUIVALENT)}


def _large_enough(core: set[str], visits: Sequence[Final]) -> bool:
    return bool(core) and all(len(core) >= LEAST_CORE * len(one.levels) for one in visits)


def relations_between(old: uuid.UUID, new: uuid.UUID) -> dict[str, str]:
    """How each code of one version stands to the other, with the crosswalk that its authors stated (R8)."""
    if old == new:
        return dict.fromkeys(standards.get_version(old).criteria, SAME)
    stated = select(Crosswalk).where(Crosswalk.from_version_id == old, Crosswalk.to_version_id == new)
    crosswalk = {row.code: row.relation for row in db.session.scalars(stated)}
    return mapping(standards.get_version(old), standards.get_version(new), crosswalk)
