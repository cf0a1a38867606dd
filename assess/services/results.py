"""Making a visit final: the stored result, the facility's current row, and both made anew by command (R3-R6, R11)."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, func, select

from assess.core import visit as life
from assess.core.entry import Inputs
from assess.core.merge import Current, Key, digest, inputs_of, profile_of
from assess.core.profile import Profile
from assess.core.result import Result
from assess.core.shown import shown
from assess.models import DomainScore, FacilityCurrent, InstrumentVersion, User, Visit, VisitResult, db, new_id
from assess.services import audit, current, plans, sync, visits


def finalise(visit: Visit, *, by: User, at: datetime, today: date) -> VisitResult:
    """Approve a visit: store its result, bring the plan and the facility's current row in line, all in one go.

    RuleBroken while anything is missing: whatever way a gap came about, no result is stored over it.
    """
    sync.lock(visit)
    target = life.next_status(visit.status, "finalise")
    visits.require_complete(visit)
    visit.status, visit.final_at, visit.final_by_id, visit.revision = target.value, at, by.id, 1
    state = sync.state_of(visit)
    result = visits.provisional(visit, state)
    stored = _store(visit, result, state, at)
    plans.after_final(visit, result, by=by, at=at, today=today)
    audit.record("visit.finalise", by=by, at=at, thing=visit, rating=stored.rating, sha256=stored.sha256)
    return stored


def store(visit: Visit, *, at: datetime) -> VisitResult:
    """Write the result of the visit's present revision, and the facility's current row if it is the latest."""
    state = sync.state_of(visit)
    return _store(visit, visits.provisional(visit, state), state, at)


def _store(visit: Visit, result: Result, state: dict[Key, Current], at: datetime) -> VisitResult:
    row = row_of(visit, result, state, at)
    db.session.add(row)
    db.session.flush()
    current.refresh(visit.facility_id, visit.instrument_version.instrument_id)
    return row


def row_of(visit: Visit, result: Result, state: dict[Key, Current], at: datetime) -> VisitResult:
    """The row of a result; its sha256 is over everything that the result says and rests on."""
    profile, inputs = profile_of(state, visit.facility_type), inputs_of(state)
    row = VisitResult(
        id=new_id(),
        visit_id=visit.id,
        revision=visit.revision,
        facility_id=visit.facility_id,
        instrument_version_id=visit.instrument_version_id,
        created_at=at,
        **columns(result, profile, inputs),
    )
    row.domains = [DomainScore(**one) for one in domain_columns(result)]
    row.sha256 = fingerprint(row)
    return row


def columns(result: Result, profile: Profile, inputs: Inputs) -> dict[str, Any]:
    """The columns of a VisitResult that come from the method."""
    return {
        "specification": result.specification,
        "score": result.score,
        "shown": None if result.score is None else shown(result.score),
        "band": result.band,
        "rating": result.rating,
        "capped_by": list(result.capped_by),
        "at_most": result.at_most,
        "answered": result.answered,
        "in_scope": result.in_scope,
        "coverage": result.coverage,
        "low": result.low.score,
        "low_rating": result.low.rating,
        "high": result.high.score,
        "high_rating": result.high.rating,
        "critical_zero": list(result.critical_zero),
        "critical_one": list(result.critical_one),
        "limited_scope": list(result.limited_scope),
        "criteria": {c.code: [c.value, c.level, list(c.marks)] for c in result.criteria},
        "profile": asdict(profile),
        "inputs": {name: _numbers(value) for name, value in sorted(inputs.items())},
    }


def _numbers(value: Fraction | tuple[Fraction, ...]) -> str | list[str]:
    return [str(v) for v in value] if isinstance(value, tuple) else str(value)


def domain_columns(result: Result) -> list[dict[str, Any]]:
    return [
        {
            "domain": d.id,
            "position": n,
            "score": d.score,
            "shown": None if d.score is None else shown(d.score),
            "band": d.band,
            "rating": d.rating,
            "cap": d.cap,
            "limiting": d.limiting,
            "answered": d.answered,
            "in_scope": d.in_scope,
            "low": d.low,
            "high": d.high,
            "limited_scope": d.limited_scope,
            "standards": [
                [s.id, None if s.score is None else str(s.score), s.answered, s.in_scope] for s in d.standards
            ],
        }
        for n, d in enumerate(result.domains)
    ]


#: Made anew at each storing; everything else of the row is part of its fingerprint.
_NOT_HASHED = frozenset({"id", "sha256", "created_at", "result_id"})


def fingerprint(row: VisitResult) -> str:
    """Hexadecimal SHA-256 of the canonical JSON of the whole result, domains included."""

    def plain(part: Any) -> dict[str, Any]:
        names = (c.key for c in type(part).__mapper__.column_attrs if c.key not in _NOT_HASHED)
        values = ((name, getattr(part, name)) for name in names)
        return {k: str(v) if isinstance(v, Fraction | uuid.UUID) else v for k, v in values}

    content = {**plain(row), "domains": [plain(d) for d in row.domains]}
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def of_visit(visit: Visit, revision: int | None = None) -> VisitResult | None:
    """The stored result of a visit: the newest revision, or the one asked for."""
    query = select(VisitResult).where(VisitResult.visit_id == visit.id)
    if revision is not None:
        query = query.where(VisitResult.revision == revision)
    return db.session.scalar(query.order_by(VisitResult.revision.desc()).limit(1))


def rebuild(*, at: datetime) -> Iterator[tuple[Visit, bool]]:
    """Recompute every stored result from the answers, then every current row; yields each visit and whether it held.

    It held when the answers are what the operations add up to, the stored row is what was written, and scoring the
    answers anew gives the same. A result that does not hold is a fault of the program or of the data: it is reported,
    never silently replaced.
    """
    for visit in db.session.scalars(select(Visit).where(_has_result()).order_by(Visit.visited_on, Visit.id)).all():
        yield visit, _holds(visit, at)
    _rebuild_current()
    audit.record("results.rebuild", by=None, at=at)  # running servers see by it that rows may have changed


def count() -> int:
    """How many visits have a result."""
    return db.session.scalar(select(func.count()).select_from(Visit).where(_has_result())) or 0


def _has_result() -> ColumnElement[bool]:
    return Visit.status.in_([s.value for s in life.WITH_RESULT])


def _holds(visit: Visit, at: datetime) -> bool:
    stored, state = of_visit(visit), sync.state_of(visit)
    if stored is None or digest(state) != digest(sync.state_from_operations(visit)):
        return False
    fresh = row_of(visit, visits.provisional(visit, state), state, at)
    return stored.sha256 == fresh.sha256 == fingerprint(stored)


def _rebuild_current() -> None:
    """Every pair of facility and instrument that has a row or should have one."""
    db.session.flush()
    visited = select(Visit.facility_id, InstrumentVersion.instrument_id).join(Visit.instrument_version)
    standing = select(FacilityCurrent.facility_id, FacilityCurrent.instrument_id)
    pairs = {tuple(pair) for pair in (*db.session.execute(visited.distinct()), *db.session.execute(standing))}
    for facility_id, instrument_id in sorted(pairs):
        current.refresh(facility_id, instrument_id)
