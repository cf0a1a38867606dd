"""What the team is shown beside a criterion: the last finding of an inspection, with its day and note."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from assess.core import visit as life
from assess.models import Answer, InstrumentVersion, Visit, VisitResult, db

#: Visits that find nothing official.
NO_INSPECTION = ("self_assessment", "calibration")


@dataclass(frozen=True, slots=True)
class Finding:
    """One criterion as an earlier visit left it."""

    value: int | str
    visited_on: date
    note: str


def finding(visit: Visit, code: str) -> Finding | None:
    """The level, NA or NE of the latest final visit before this one that looked at the criterion.

    A code is permanent (R8), so any version of the same instrument counts.
    """
    query = (
        select(Visit, VisitResult.criteria)
        .join(VisitResult, (VisitResult.visit_id == Visit.id) & (VisitResult.revision == Visit.revision))
        .join(InstrumentVersion, InstrumentVersion.id == Visit.instrument_version_id)
        .where(
            Visit.facility_id == visit.facility_id,
            Visit.id != visit.id,
            Visit.visited_on <= visit.visited_on,
            Visit.kind.not_in(NO_INSPECTION),
            Visit.status.in_([s.value for s in life.WITH_RESULT]),
            InstrumentVersion.instrument_id == visit.instrument_version.instrument_id,
        )
        .order_by(Visit.visited_on.desc(), Visit.id.desc())
        .limit(4)
    )
    for earlier, criteria in db.session.execute(query):
        value = criteria.get(code, [None])[0]
        if value is not None:
            return Finding(value, earlier.visited_on, _note(earlier, code))
    return None


def _note(visit: Visit, code: str) -> str:
    answer = db.session.get(Answer, (visit.id, code))
    heads = answer.fields.get("note") if answer else None
    return str(heads[0]["value"] or "") if heads and len(heads) == 1 else ""
