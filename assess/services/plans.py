"""Improvement plans: findings become actions, people carry them out, assessors judge them (R10)."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import lazyload, selectinload

from assess.access import can
from assess.core import plan as method
from assess.core import visit as life
from assess.core.instrument import Instrument
from assess.core.report import ActionLine, PlanReport
from assess.core.result import Result
from assess.core.rules import N_, RuleBroken
from assess.core.text import Text
from assess.models import Action, ActionEvent, InstrumentVersion, Plan, User, Visit, VisitResult, db
from assess.services import audit
from assess.services.focus import instrument_of

TEXT_LIMIT = 2000
#: Visits from which no action follows and that judge none.
NO_INSPECTION = ("self_assessment", "calibration")

#: What the person has to write with a step; it stays in the record of the action.
NEEDS_TEXT = {
    "report_done": N_("Write what was done and where the evidence is."),
    "verify": N_("Write what you checked and what you found."),
    "extend": N_("Write why this action needs more time."),
    "reopen": N_("Write why this action is opened again."),
    "cancel": N_("Write why this action is cancelled."),
}


def of_facility(facility_id: uuid.UUID, instrument_id: str) -> Plan | None:
    query = select(Plan).where(Plan.facility_id == facility_id, Plan.instrument_id == instrument_id)
    return db.session.scalar(query)


def open_actions(facility_id: uuid.UUID, instrument_id: str) -> dict[str, Action]:
    """The action still to be done or checked, by criterion code."""
    plan = of_facility(facility_id, instrument_id)
    return {a.criterion: a for a in plan.actions if a.state in method.OPEN} if plan else {}


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
    _add_event(action, "verify", by=by, at=at, today=today, level=level, visit=visit)


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
    _add_event(action, "propose", by=by, at=at, today=today, visit=visit, due_on=proposal.due_on)
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
    action.what = _text(what, "what")
    return action


def take_step(
    action: Action,
    verb: str,
    *,
    revision: int,
    by: User,
    at: datetime,
    today: date,
    text: str = "",
    due_on: date | None = None,
    level: int | None = None,
    who: str | None = None,
    what: str | None = None,
    resources: str | None = None,
    evidence_expected: str | None = None,
) -> None:
    """One step in the life of an action, with the details that come with it.

    RuleBroken when the action has moved on since the page was opened, or the step does not fit. A later date than the
    one proposed is the authority's to grant.
    """
    if revision != action.revision:
        raise RuleBroken(N_("Somebody else changed this action. Check its present state, then send your change again."))
    later = due_on is not None and due_on > action.due_on
    if verb == "agree" and later and not can(by, "action.extend", action):
        raise RuleBroken(N_("Only the authority grants a later date than the one proposed."), field="due_on")
    details = {"who": who, "what": what, "resources": resources, "evidence_expected": evidence_expected}
    for name, value in details.items():
        if value is not None:
            setattr(action, name, _text(value, name))
    if verb in ("agree", "start", "report_done") and not action.who:
        raise RuleBroken(N_("Write who is in charge of this action."), field="who")
    if verb in NEEDS_TEXT and not text.strip():
        raise RuleBroken(NEEDS_TEXT[verb], field="text")
    _add_event(action, verb, by=by, at=at, today=today, text=_text(text, "text"), due_on=due_on, level=level)
    if verb == "agree":
        action.plan.agreed_on = today


def _text(value: str, field: str) -> str:
    if len(value) > TEXT_LIMIT:
        raise RuleBroken(N_("Use at most {n} characters here."), field=field, n=TEXT_LIMIT)
    return value.strip()


def _add_event(
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
) -> None:
    event = ActionEvent(
        verb=verb,
        visit_id=visit.id if visit else None,
        level=level,
        full_visit=visit is not None and visit.kind == "full",
        text=text,
        due_on=due_on,
        happened_on=today,
        by_id=by.id,
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


def report(facility_id: uuid.UUID, instrument: Instrument, *, on: date) -> PlanReport:
    """The plan as page, print and API show it on a day: open actions first by urgency, then the closed ones."""
    plan = of_facility(facility_id, instrument.id)
    actions = _with_events(plan) if plan else []
    found = method.measures([state_of(a) for a in actions], on)
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


def _with_events(plan: Plan) -> list[Action]:
    """The actions of a plan with all their events, in two queries however many there are."""
    query = select(Action).where(Action.plan_id == plan.id).options(lazyload(Action.plan), selectinload(Action.events))
    return list(db.session.scalars(query))


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
