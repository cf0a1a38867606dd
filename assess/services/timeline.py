"""What happened at a facility, newest first: its final visits, and the announced ones to come."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import and_, or_, select

from assess.core import visit as life
from assess.models import FacilityCurrent, Visit, VisitResult, db


@dataclass(frozen=True, slots=True)
class Entry:
    """A visit with its result; None for one that is still to come or not yet final."""

    visit: Visit
    result: VisitResult | None


def of_facility(facility_id: uuid.UUID, limit: int = 20) -> list[Entry]:
    """The last final visits with their results, and before them those that were announced to the facility.

    An unannounced visit is not told of before it is final.
    """
    final = Visit.status.in_([s.value for s in life.WITH_RESULT])
    announced = and_(Visit.announced, Visit.status.not_in([s.value for s in life.LOCKED]))
    query = (
        select(Visit, VisitResult)
        .outerjoin(VisitResult, (VisitResult.visit_id == Visit.id) & (VisitResult.revision == Visit.revision) & final)
        .where(Visit.facility_id == facility_id, or_(final, announced))
        .order_by(Visit.visited_on.desc(), Visit.id.desc())
        .limit(limit)
    )
    return [Entry(visit, result) for visit, result in db.session.execute(query)]


def standing(facility_id: uuid.UUID) -> list[FacilityCurrent]:
    """The current row of each instrument that a facility was assessed with, the last visited first."""
    query = select(FacilityCurrent).where(FacilityCurrent.facility_id == facility_id)
    return list(db.session.scalars(query.order_by(FacilityCurrent.visited_on.desc(), FacilityCurrent.instrument_id)))
