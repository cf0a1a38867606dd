"""The current row of a facility under an instrument: what its latest final full visit says (R11)."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import ColumnElement, delete, select

from assess.core import visit as life
from assess.core.profile import Profile, size_band
from assess.core.result import CriterionResult
from assess.models import FacilityCurrent, InstrumentVersion, Visit, VisitResult, db
from assess.services import standards

#: Where a score in points becomes a whole number of ten-thousandths (models.results.FacilityCurrent).
E4 = 10_000


def full_and_final(facility_id: uuid.UUID, instrument_id: str) -> tuple[ColumnElement[bool], ...]:
    """The conditions that make a `Visit` joined with its `InstrumentVersion` count for comparison (R11)."""
    return (
        Visit.facility_id == facility_id,
        InstrumentVersion.instrument_id == instrument_id,
        Visit.kind.in_(life.COUNTS_FOR_COMPARISON),
        Visit.status.in_([s.value for s in life.WITH_RESULT]),
    )


def latest(facility_id: uuid.UUID, instrument_id: str) -> tuple[Visit, VisitResult] | None:
    """The last final full visit with the result of its newest revision.

    The order is that of the days on site, never that of approval; of two on one day the one planned later is the later.
    """
    query = (
        select(Visit, VisitResult)
        .join(VisitResult, (VisitResult.visit_id == Visit.id) & (VisitResult.revision == Visit.revision))
        .join(InstrumentVersion, InstrumentVersion.id == Visit.instrument_version_id)
        .where(*full_and_final(facility_id, instrument_id))
        .order_by(Visit.visited_on.desc(), Visit.id.desc())
        .limit(1)
    )
    found = db.session.execute(query).first()
    return (found[0], found[1]) if found else None


def refresh(facility_id: uuid.UUID, instrument_id: str) -> None:
    """Make the current row say what the latest final full visit says; without such a visit there is no row."""
    db.session.execute(
        delete(FacilityCurrent).where(
            FacilityCurrent.facility_id == facility_id, FacilityCurrent.instrument_id == instrument_id
        )
    )
    if found := latest(facility_id, instrument_id):
        db.session.add(FacilityCurrent(**columns(*found)))
    db.session.flush()


def columns(visit: Visit, stored: VisitResult) -> dict[str, Any]:
    """What comparisons count about a facility."""
    profile = Profile(**stored.profile)
    return {
        "facility_id": visit.facility_id,
        "instrument_id": visit.instrument_version.instrument_id,
        "visit_id": visit.id,
        "visited_on": visit.visited_on,
        "state_code": visit.state_code,
        "type_code": visit.facility_type,
        "sector": visit.facility.sector,
        "size": size_band(profile.children if profile.children is not None else profile.capacity),
        "rating": stored.rating,
        "score_e4": None if stored.score is None else int(stored.score * E4),
        "shown": stored.shown,
        "critical_failures": len(stored.critical_zero) + len(stored.critical_one),
        "critical_missing": critical_missing(stored),
        "domains": {d.domain: [None if d.score is None else int(d.score * E4), d.rating] for d in stored.domains},
    }


def critical_missing(stored: VisitResult) -> int:
    """How many critical criteria in scope have no level: unanswered, not assessed, or NA without approval (R2)."""
    known = standards.get_version(stored.instrument_version_id).criteria
    found = (
        CriterionResult(code, value, level, tuple(marks)) for code, (value, level, marks) in stored.criteria.items()
    )
    return sum(known[one.code].critical and one.level is None and not one.not_applicable for one in found)
