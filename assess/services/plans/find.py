"""Plans and actions in the database."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from assess.core import plan as method
from assess.models import Action, Answer, Plan, db


def of_facility(facility_id: uuid.UUID, instrument_id: str) -> Plan | None:
    query = select(Plan).where(Plan.facility_id == facility_id, Plan.instrument_id == instrument_id)
    return db.session.scalar(query)


def open_actions(facility_id: uuid.UUID, instrument_id: str) -> dict[str, Action]:
    """The action still to be done or checked, by criterion code."""
    plan = of_facility(facility_id, instrument_id)
    return {a.criterion: a for a in plan.actions if a.state in method.OPEN} if plan else {}


def finding_note(action: Action) -> str:
    """What the team wrote about the criterion at the visit whose finding this action is; empty without a note."""
    answer = db.session.get(Answer, (action.visit_id, action.criterion))
    heads = answer.fields.get("note", []) if answer else []
    return str(heads[0]["value"] or "") if len(heads) == 1 else ""
