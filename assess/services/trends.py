"""The final full visits of a facility side by side, and what may be compared between them (R8)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from sqlalchemy import select

from assess.core.report import TrendPoint
from assess.core.versions import EQUIVALENT, LEAST_CORE, SAME, LikeForLike, like_for_like, mapping
from assess.models import Crosswalk, Visit, VisitResult, db
from assess.services import standards

Pair = tuple[Visit, VisitResult]
Levels = dict[str, int]


def trend(pairs: Sequence[Pair]) -> tuple[TrendPoint, ...]:
    """The points of visits given oldest first, each like-for-like with the one before it."""
    points = [_point(visit, row) for visit, row in pairs]
    for at in range(1, len(pairs)):
        found = _compared(pairs[at - 1], pairs[at])
        if found is not None and found.comparable:
            points[at] = replace(points[at], like_for_like=found.second, change=found.change)
    scores = _shared(pairs)
    first = len(points) - len(scores)
    return tuple(replace(p, shared=scores[n - first] if n >= first else None) for n, p in enumerate(points))


def _point(visit: Visit, row: VisitResult) -> TrendPoint:
    return TrendPoint(
        visited_on=visit.visited_on,
        score=row.score,
        shown=row.shown,
        rating=row.rating,
        specification=row.specification,
        version=visit.instrument_version.version,
        kind=visit.kind,
        visit_id=str(visit.id),
    )


def levels_of(row: VisitResult) -> Levels:
    """The levels that counted, by code."""
    return {code: level for code, (_value, level, _marks) in row.criteria.items() if level is not None}


def _compared(first: Pair, second: Pair) -> LikeForLike | None:
    """None for two specifications, whose levels do not mean the same."""
    if first[1].specification != second[1].specification:
        return None
    relations = relations_between(first[1].instrument_version_id, second[1].instrument_version_id)
    return like_for_like(levels_of(first[1]), levels_of(second[1]), relations)


def _shared(pairs: Sequence[Pair]) -> list[Fraction]:
    """The scores of the last visits over one common core, which is at least 60 % of what each of them levelled.

    Empty when fewer than two visits have such a core.
    """
    run: list[tuple[VisitResult, Levels]] = []
    core: set[str] = set()
    for _visit, row in reversed(pairs):
        levels = levels_of(row)
        smaller = core & _comparable(row, run[-1][0]) & levels.keys() if run else set(levels)
        if not _large_enough(smaller, [one for _row, one in run] + [levels]):
            break
        core = smaller
        run.append((row, levels))
    if len(run) < 2:
        return []
    return [Fraction(100 * sum(levels[code] for code in core), 3 * len(core)) for _row, levels in reversed(run)]


def _comparable(earlier: VisitResult, later: VisitResult) -> set[str]:
    if earlier.specification != later.specification:
        return set()
    relations = relations_between(earlier.instrument_version_id, later.instrument_version_id)
    return {code for code, relation in relations.items() if relation in (SAME, EQUIVALENT)}


def _large_enough(core: set[str], visits: Sequence[Levels]) -> bool:
    return bool(core) and all(len(core) >= LEAST_CORE * len(levels) for levels in visits)


def relations_between(old: uuid.UUID, new: uuid.UUID) -> dict[str, str]:
    """How each code of one version stands to the other, with the crosswalk that its authors stated (R8)."""
    if old == new:
        return dict.fromkeys(standards.get_version(old).criteria, SAME)
    stated = select(Crosswalk).where(Crosswalk.from_version_id == old, Crosswalk.to_version_id == new)
    crosswalk = {row.code: row.relation for row in db.session.scalars(stated)}
    return mapping(standards.get_version(old), standards.get_version(new), crosswalk)
