"""Adding to what happened to an action, and reading what it all adds up to."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import selectinload

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


#: Somebody has taken the action on and no assessor has judged it since.
UNDER_WAY = ("agreed", "in_progress", "reported_done")


def moved() -> ColumnElement[bool]:
    """Whether the date of an action under way may be another than the one first promised: only its events tell."""
    reopened = exists().where(ActionEvent.action_id == Action.id, ActionEvent.verb == "reopen")
    return and_(Action.state.in_(UNDER_WAY), or_(Action.extensions > 0, reopened))


def standing(actions: Iterable[Action]) -> Iterator[method.ActionState]:
    """The states of actions for `core.plan.measures`, reading events only where the columns do not say enough.

    Fit for shares and counts: the days on which rounds began, which only the events know, are not filled in.
    """
    by_id = {action.id: action for action in actions}
    query = select(Action).where(Action.id.in_(by_id), moved()).options(selectinload(Action.events))
    told = {action.id: state_of(action) for action in db.session.scalars(query)}
    for id, action in by_id.items():
        yield told.get(id) or _plain_state(action)


def _plain_state(action: Action) -> method.ActionState:
    judged = action.state not in ("proposed", "cancelled", *UNDER_WAY)
    return method.ActionState(
        action.state,
        action.baseline,
        action.target,
        due_on=action.due_on,
        first_due_on=action.due_on,
        started_on=action.created_at.date(),
        level=action.baseline,
        outcome=action.state if judged else None,
        verified_on=action.verified_on,
        extensions=action.extensions,
        recurring=action.recurring,
    )
