"""Adding to what happened to an action, and reading what it all adds up to."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from assess.core import plan as method
from assess.models import Action, ActionEvent, User, Visit, db
from assess.services import audit


def add_event(
    action: Action,
    verb: str,
    *,
    by: User,
    at: datetime,
    today: date,
    text: str = "",
    due_on: date | None = None,
    level: int | None = None,
    visit: Visit | None = None,
    judged_by: uuid.UUID | None = None,
) -> None:
    """`judged_by` is who found the level, where that is not who does this."""
    event = ActionEvent(
        verb=verb,
        visit_id=visit.id if visit else None,
        level=level,
        full_visit=visit is not None and visit.kind == "full",
        text=text,
        due_on=due_on,
        happened_on=today,
        by_id=judged_by or by.id,
        at=at,
    )
    state = method.action_state(
        [*map(event_of, action.events), event_of(event)], baseline=action.baseline, target=action.target
    )
    action.events.append(event)
    action.state, action.due_on, action.verified_on = state.state, state.due_on, state.verified_on
    action.extensions, action.recurring = state.extensions, state.recurring
    action.revision += 1
    db.session.flush()
    audit.record(f"action.{verb}", by=by, at=at, thing=action, state=state.state, level=level)


def event_of(row: ActionEvent) -> method.Event:
    """The core record of a stored event."""
    return method.Event(
        verb=row.verb,
        on=row.happened_on,
        by=str(row.by_id) if row.by_id else "",
        level=row.level,
        due_on=row.due_on,
        text=row.text,
        full_visit=row.full_visit,
    )


def state_of(action: Action) -> method.ActionState:
    """What the events of an action add up to."""
    return method.action_state(map(event_of, action.events), baseline=action.baseline, target=action.target)
