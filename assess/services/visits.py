"""The life of a visit: plan, start, close, review, end (R9). Answers go through `services.sync`."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from assess.access import can
from assess.core import visit as life
from assess.core.evidence import BLOCKING, UNANSWERED
from assess.core.merge import PROFILE, Current, Key, entries, inputs_of, profile_of
from assess.core.merge import Operation as Change
from assess.core.profile import COUNTS
from assess.core.result import Result
from assess.core.rules import N_, RuleBroken
from assess.core.scoring import result
from assess.models import Action, Conflict, Facility, FacilityProfile, InstrumentVersion, User, Visit, VisitMember, db
from assess.models.database import new_id
from assess.services import audit, current, standards, sync
from assess.services.focus import instrument_of

SERVER_DEVICE = "server"


def plan_visit(
    facility: Facility,
    version: InstrumentVersion,
    *,
    kind: str,
    planned_on: date,
    announced: bool,
    lead: User,
    assessors: Sequence[User] = (),
    focus: Sequence[str] = (),
    by: User,
    at: datetime,
    today: date,
) -> Visit:
    """A planned visit with its team. RuleBroken when the date, the instrument or somebody of the team does not fit."""
    life.check_visit_date(planned_on, today, started=False, field="planned_on")
    if not facility.is_open:
        raise RuleBroken(N_("This facility is closed, so no visit can be planned."), field="facility")
    if facility.type_code not in version.facility_types.split():
        raise RuleBroken(
            N_("This instrument has no criteria for this type of facility. Choose another instrument."),
            field="instrument",
        )
    instrument = standards.get_version(version.id)
    if kind == "focused" and not focus:
        raise RuleBroken(N_("A focused visit needs at least one domain: choose it."), field="focus")
    if unknown := set(focus) - {d.id for d in instrument.domains}:
        raise RuleBroken(N_("There is no domain {codes}."), field="focus", codes=", ".join(sorted(unknown)))
    visit = Visit(
        id=new_id(),
        facility=facility,
        state_code=facility.state_code,
        instrument_version=version,
        kind=kind,
        status=life.Status.PLANNED.value,
        announced=announced,
        planned_on=planned_on,
        visited_on=planned_on,
        focus=list(focus),
        facility_type=facility.type_code,
        created_by_id=by.id,
        created_at=at,
    )
    set_team(visit, lead=lead, assessors=assessors)
    db.session.add(visit)
    db.session.flush()
    audit.record("visit.plan", by=by, at=at, thing=visit, kind=kind)
    return visit


def set_team(visit: Visit, *, lead: User, assessors: Sequence[User] = ()) -> None:
    """Who goes: one lead, any number of assessors, each with the right to score where the facility is."""
    if not can(lead, "visit.close_fieldwork", visit):
        raise RuleBroken(N_("{name} cannot lead visits in this state."), field="lead", name=lead.name)
    for person in assessors:
        if not can(person, "visit.score", visit):
            raise RuleBroken(N_("{name} cannot assess in this state."), field="assessors", name=person.name)
    team = {lead.id: "lead", **{p.id: "assessor" for p in assessors if p.id != lead.id}}
    kept = {m.user_id: m for m in visit.members if m.user_id in team}
    visit.members = [
        kept.get(user_id) or VisitMember(visit_id=visit.id, user_id=user_id, domains=[]) for user_id in team
    ]
    for member in visit.members:
        member.part = team[member.user_id]


def candidates(facility: Facility, permission: str) -> list[User]:
    """The active people who hold `permission` for a facility, by name."""
    people = db.session.scalars(select(User).where(User.active).order_by(User.name))
    return [person for person in people if can(person, permission, facility)]


def start(visit: Visit, *, visited_on: date, by: User, at: datetime, today: date) -> None:
    """Begin fieldwork: the version is fixed and the facility's newest profile becomes the visit's own copy."""
    require_team(visit, by)
    life.check_visit_date(visited_on, today)
    visit.status = life.next_status(visit.status, "start").value
    visit.started_at, visit.visited_on = at, visited_on
    visit.facility_type = visit.facility.type_code
    if visit.kind == "follow_up":
        visit.focus = follow_up_codes(visit)
    db.session.flush()
    _copy_profile(visit, by, at)
    audit.record("visit.start", by=by, at=at, thing=visit)


def follow_up_codes(visit: Visit) -> list[str]:
    """What a follow-up visit looks at (R9): every critical criterion and every criterion with an open action."""
    instrument = standards.get_version(visit.instrument_version_id)
    open_ = select(Action.criterion).where(
        Action.facility_id == visit.facility_id, Action.state.not_in(("verified", "cancelled"))
    )
    actions = set(db.session.scalars(open_))
    return [c.code for c in instrument.criteria.values() if c.critical or c.code in actions]


def _copy_profile(visit: Visit, by: User, at: datetime) -> None:
    newest = db.session.scalar(
        select(FacilityProfile)
        .where(FacilityProfile.facility_id == visit.facility_id, FacilityProfile.valid_on <= visit.visited_on)
        .order_by(FacilityProfile.valid_on.desc())
        .limit(1)
    )
    values = {name: getattr(newest, name) for name in COUNTS} if newest else {}
    values["capacity"] = (newest.capacity if newest else None) or visit.facility.capacity
    changes = [change(visit, PROFILE, name, value, by=by, at=at) for name, value in values.items() if value is not None]
    sync.receive(visit, changes, by=by, at=at)


def change(
    visit: Visit,
    criterion: str,
    field: str,
    value: object,
    *,
    by: User,
    at: datetime,
    base: str | None = None,
    device: str = SERVER_DEVICE,
    resolves: Sequence[str] = (),
    id: uuid.UUID | None = None,
) -> Change:
    """An operation made on the server, for the desk form and for copies."""
    return Change(
        id=str(id or new_id()),
        visit=str(visit.id),
        criterion=criterion,
        field=field,
        value=value,  # type: ignore[arg-type]
        base=base,
        device=device,
        author=str(by.id),
        claimed_at=at,
        resolves=tuple(resolves),
    )


def require_team(visit: Visit, by: User) -> None:
    if visit.member(by.id) is None:
        raise RuleBroken(N_("Only the team of this visit may do this. Ask the lead to add you."))


def provisional(visit: Visit, state: dict[Key, Current] | None = None) -> Result:
    """What the answers earn as they stand. Never a rating until the visit is final."""
    state = sync.state_of(visit) if state is None else state
    profile = profile_of(state, visit.facility_type)
    instrument = instrument_of(visit)
    known = {code: entry for code, entry in entries(state).items() if code in instrument.criteria}
    return result(instrument, known, profile, inputs_of(state))


def missing(visit: Visit, state: dict[Key, Current] | None = None) -> dict[str, tuple[str, ...]]:
    """What each criterion in scope still needs before fieldwork can close: code -> what (evidence rules of R1, R2)."""
    state = sync.state_of(visit) if state is None else state
    conflicts = {criterion for (criterion, _field), current in state.items() if current.conflict}
    needs: dict[str, tuple[str, ...]] = {}
    for found in provisional(visit, state).criteria:
        gaps: tuple[str, ...] = (
            ("conflict",) if found.code in conflicts else (UNANSWERED,) if found.value is None else ()
        )
        gaps += tuple(mark for mark in found.marks if mark in BLOCKING)
        if gaps:
            needs[found.code] = gaps
    return needs


def close_fieldwork(visit: Visit, *, by: User, at: datetime) -> None:
    """Lock the answers. RuleBroken naming the gaps while anything in scope is missing or in conflict."""
    require_team(visit, by)
    target = life.next_status(visit.status, "close_fieldwork")
    if gaps := missing(visit):
        raise RuleBroken(
            N_("{n} criteria are not complete yet: {codes}. Open the list of what is missing and finish them."),
            n=len(gaps),
            codes=", ".join(list(gaps)[:8]) + (" …" if len(gaps) > 8 else ""),
        )
    visit.status, visit.closed_at = target.value, at
    audit.record("visit.close_fieldwork", by=by, at=at, thing=visit)


def send_to_review(visit: Visit, *, by: User, at: datetime) -> None:
    visit.status = life.next_status(visit.status, "send_to_review").value
    audit.record("visit.send_to_review", by=by, at=at, thing=visit)


def return_to_fieldwork(visit: Visit, *, reason: str, by: User, at: datetime) -> None:
    """The review found something: the team answers again. The reason stays with the visit."""
    life.check_reason("return_to_fieldwork", reason)
    visit.status = life.next_status(visit.status, "return_to_fieldwork").value
    visit.closed_at, visit.ended_reason = None, reason.strip()
    audit.record("visit.return_to_fieldwork", by=by, at=at, thing=visit)


def end(visit: Visit, verb: str, *, reason: str, by: User, at: datetime) -> None:
    """Cancel a visit before its draft was sent, or declare it void afterwards; it is kept and not counted."""
    life.check_reason(verb, reason)
    visit.status = life.next_status(visit.status, verb).value
    visit.ended_reason = reason.strip()
    db.session.flush()
    current.refresh(visit.facility_id, visit.instrument_version.instrument_id)
    audit.record(f"visit.{verb}", by=by, at=at, thing=visit)


def open_conflicts(visit: Visit) -> list[Conflict]:
    """Fields with two values that nobody has chosen between yet."""
    query = select(Conflict).where(Conflict.visit_id == visit.id, Conflict.settled_at.is_(None))
    return list(db.session.scalars(query.order_by(Conflict.criterion, Conflict.field)))
