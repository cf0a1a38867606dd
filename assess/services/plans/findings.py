"""What final visits do to a plan: judge what was to be done, propose what is to be done now."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import func, select

from assess.core import plan as method
from assess.core import visit as life
from assess.core.result import Result
from assess.core.rules import N_, RuleBroken
from assess.models import Action, InstrumentVersion, Plan, User, Visit, VisitResult, db
from assess.services.focus import instrument_of
from assess.services.plans.events import add_event
from assess.services.plans.find import of_facility, open_actions
from assess.services.plans.steps import written

#: Visits from which no action follows and that judge none.
NO_INSPECTION = ("self_assessment", "calibration")


def after_final(visit: Visit, result: Result, *, by: User, at: datetime, today: date) -> None:
    """What a final visit does to the plan: judge what was to be done, then propose actions for new findings.

    A visit that becomes final after a later one says nothing about what that one has seen since.
    """
    if visit.kind in NO_INSPECTION:
        return
    instrument = instrument_of(visit)
    plan = of_facility(visit.facility_id, instrument.id)
    if plan is None:
        plan = Plan(facility_id=visit.facility_id, instrument_id=instrument.id, created_at=at)
        db.session.add(plan)
        db.session.flush()
    seen_since = _levelled_after(visit, instrument.id)
    levels = {c.code: c.level for c in result.criteria if c.code not in seen_since}
    for action in plan.actions:
        _judge(action, visit, levels.get(action.criterion), by=by, at=at, today=today)
    known = seen_since | {a.criterion for a in plan.actions if a.state in method.OPEN}
    for proposal in method.proposals(instrument, result, today, known=known):
        propose(plan, visit, proposal, by=by, at=at, today=today)


def _levelled_after(visit: Visit, instrument_id: str) -> set[str]:
    """The codes that a final inspection after this visit gave a level."""
    query = (
        select(VisitResult.criteria)
        .join(Visit, (Visit.id == VisitResult.visit_id) & (Visit.revision == VisitResult.revision))
        .join(Visit.instrument_version)
        .where(
            Visit.facility_id == visit.facility_id,
            InstrumentVersion.instrument_id == instrument_id,
            Visit.visited_on > visit.visited_on,
            Visit.kind.not_in(NO_INSPECTION),
            Visit.status.in_([s.value for s in life.WITH_RESULT]),
        )
    )
    return {code for found in db.session.scalars(query) for code, (_v, level, _m) in found.items() if level is not None}


def _judge(action: Action, visit: Visit, level: int | None, *, by: User, at: datetime, today: date) -> None:
    """The team's finding on an action: open ones, and verified ones that have fallen back (R10).

    Where nobody has taken a proposal on yet, only what changes it counts: that it is met, worse, or found again by the
    next full visit.
    """
    if level is None or action.state == "cancelled" or (action.state == "verified" and level >= action.target):
        return
    unchanged = action.baseline <= level < action.target
    if action.state == "proposed" and unchanged and visit.kind != "full":
        return
    add_event(action, "verify", by=by, at=at, today=today, level=level, visit=visit, judged_by=_lead_of(visit))


def _lead_of(visit: Visit) -> uuid.UUID | None:
    return next((m.user_id for m in visit.members if m.part == "lead"), None)


def propose(plan: Plan, visit: Visit, proposal: method.Proposal, *, by: User, at: datetime, today: date) -> Action:
    """A new action for a finding of a visit, numbered on from the last one of the plan."""
    last = db.session.scalar(select(func.max(Action.number)).where(Action.plan_id == plan.id)) or 0
    action = Action(
        plan=plan,
        facility_id=plan.facility_id,
        state_code=visit.state_code,
        number=last + 1,
        criterion=proposal.code,
        visit_id=visit.id,
        baseline=proposal.baseline,
        target=proposal.target,
        priority=proposal.priority,
        state="proposed",
        due_on=proposal.due_on,
        created_at=at,
    )
    db.session.add(action)
    db.session.flush()
    add_event(action, "propose", by=by, at=at, today=today, visit=visit, due_on=proposal.due_on)
    return action


def propose_by_hand(visit: Visit, code: str, *, what: str, due_on: date, by: User, at: datetime, today: date) -> Action:
    """An action that the team adds where the method asks for none, such as on a level 2 (R10)."""
    instrument = instrument_of(visit)
    if code not in instrument.criteria:
        raise RuleBroken(N_("There is no criterion {code} in this visit."), field="code", code=code)
    if code in open_actions(visit.facility_id, instrument.id):
        raise RuleBroken(N_("{code} already has an open action. Change that one."), field="code", code=code)
    plan = of_facility(visit.facility_id, instrument.id)
    if plan is None or not visit.is_final:
        raise RuleBroken(N_("A plan begins when the result of a visit is final."), field="code")
    stored = db.session.scalar(
        select(VisitResult).where(VisitResult.visit_id == visit.id, VisitResult.revision == visit.revision)
    )
    level = stored.criteria.get(code, [None, None])[1] if stored else None
    if level is None or level > 2:
        raise RuleBroken(
            N_("{code} has no level under 3 in this visit, so there is nothing to improve."), field="code", code=code
        )
    proposal = method.Proposal(code, level, max(level + 1, 2), "low", due_on, None)
    action = propose(plan, visit, proposal, by=by, at=at, today=today)
    action.what = written(what, "what")
    return action
