"""The visits that a person can take along."""

from __future__ import annotations

from sqlalchemy import select

from assess.access import visible
from assess.core.visit import Status
from assess.models import User, Visit, VisitMember, db

#: From here on nothing is recorded on site any more.
TAKEN_ALONG = (Status.PLANNED.value, Status.FIELDWORK.value)


def visits_of(user: User) -> list[Visit]:
    """Of the person's teams, planned or in fieldwork, where the person may still score; the next one first."""
    query = (
        select(Visit)
        .join(VisitMember, VisitMember.visit_id == Visit.id)
        .where(
            VisitMember.user_id == user.id,
            Visit.status.in_(TAKEN_ALONG),
            visible(user, "visit.score", Visit),
        )
        .order_by(Visit.visited_on, Visit.id)
    )
    return list(db.session.scalars(query))
