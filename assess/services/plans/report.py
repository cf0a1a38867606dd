"""The plan as page, print and API show it."""

from __future__ import annotations

import uuid
from datetime import date

from assess.core import plan as method
from assess.core.instrument import Instrument
from assess.core.report import ActionLine, PlanReport
from assess.core.text import Text
from assess.models import Action
from assess.services.plans.events import standing
from assess.services.plans.find import of_facility


def report(facility_id: uuid.UUID, instrument: Instrument, *, on: date) -> PlanReport:
    """The plan as page, print and API show it on a day: open actions first by urgency, then the closed ones."""
    plan = of_facility(facility_id, instrument.id)
    actions = list(plan.actions) if plan else []
    found = method.measures(standing(actions), on)
    order = {name: n for n, name in enumerate(method.PRIORITIES)}
    actions.sort(key=lambda a: (a.state not in method.OPEN, order[a.priority], a.due_on, a.number))
    counts = {state: sum(a.state == state for a in actions) for state in method.STATES}
    return PlanReport(
        actions=tuple(_line(a, instrument, on) for a in actions),
        agreed_on=plan.agreed_on if plan else None,
        counts=tuple(counts.items()),
        due=found.due,
        verified=found.verified,
        closure=found.closure,
        progress=found.progress,
    )


def _line(action: Action, instrument: Instrument, on: date) -> ActionLine:
    criterion = instrument.criteria.get(action.criterion)
    return ActionLine(
        id=str(action.id),
        number=action.number,
        code=action.criterion,
        criterion=criterion.name if criterion else Text(action.criterion, action.criterion),
        critical=bool(criterion and criterion.critical),
        baseline=action.baseline,
        target=action.target,
        priority=action.priority,
        state=action.state,
        what=action.what,
        who=action.who,
        due_on=action.due_on,
        overdue=method.overdue(action.due_on, action.state, on),
        verified_on=action.verified_on,
        recurring=action.recurring,
        extensions=action.extensions,
    )
