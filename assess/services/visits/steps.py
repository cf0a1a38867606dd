"""The steps of a visit after its plan (R9). Answers go through `services.sync`."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from assess.core import visit as life
from assess.core.merge import PROFILE
from assess.core.plan import OPEN
from assess.core.profile import COUNTS
from assess.core.rules import N_, RuleBroken
from assess.models import Action, FacilityProfile, Plan, User, Visit, db
from assess.services import audit, current, standards, sync
from assess.services.visits.changes import change
from assess.services.visits.standing import require_complete

#: As the column of the reason holds it.
REASON_LIMIT = 500


def start(visit: Visit, *, visited_on: date, by: User, at: datetime, today: date) -> None:
    """Begin fieldwork: the version is fixed and the facility's newest profile becomes the visit's own copy."""
    sync.lock(visit)
    require_team(visit, by)
    target = life.next_status(visit.status, "start")
    life.check_visit_date(visited_on, today)
    visit.status = target.value
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
    open_ = select(Action.criterion).join(Plan, Plan.id == Action.plan_id)
    open_ = open_.where(Plan.facility_id == visit.facility_id, Plan.instrument_id == instrument.id)
    actions = set(db.session.scalars(open_.where(Action.state.in_(OPEN))))
    return [c.code for c in instrument.criteria.values() if c.critical or c.code in actions]


def _copy_profile(visit: Visit, by: User, at: datetime) -> None:
    newest = db.session.scalar(
        select(FacilityProfile)
        .where(FacilityProfile.facility_id == visit.facility_id, FacilityProfile.valid_on <= visit.visited_on)
        .order_by(FacilityProfile.valid_on.desc())
        .limit(1)
    )
    values = {name: getattr(newest, name) for name in COUNTS} if newest else {}
    values["capacity"] = newest.capacity if newest else None
    if values["capacity"] is None:
        values["capacity"] = visit.facility.capacity
    filled_in = {name for criterion, name in sync.state_of(visit) if criterion == PROFILE}
    wanted = {name: value for name, value in values.items() if value is not None and name not in filled_in}
    sync.receive(visit, [change(visit, PROFILE, name, v, by=by, at=at) for name, v in wanted.items()], by=by, at=at)


def require_team(visit: Visit, by: User) -> None:
    if visit.member(by.id) is None:
        raise RuleBroken(N_("Only the team of this visit may do this. Ask the lead to add you."))


def close_fieldwork(visit: Visit, *, by: User, at: datetime) -> None:
    """Lock the answers. RuleBroken naming the gaps while anything in scope is missing or in conflict."""
    sync.lock(visit)
    require_team(visit, by)
    target = life.next_status(visit.status, "close_fieldwork")
    require_complete(visit)
    visit.status, visit.closed_at = target.value, at
    audit.record("visit.close_fieldwork", by=by, at=at, thing=visit)


def send_to_review(visit: Visit, *, by: User, at: datetime) -> None:
    sync.lock(visit)
    visit.status = life.next_status(visit.status, "send_to_review").value
    audit.record("visit.send_to_review", by=by, at=at, thing=visit)


def check_reason(verb: str, reason: str) -> None:
    """RuleBroken unless a reason was written where `verb` needs one, short enough to stay with the visit."""
    life.check_reason(verb, reason)
    if len(reason.strip()) > REASON_LIMIT:
        raise RuleBroken(N_("Use at most {n} characters here."), field="reason", n=REASON_LIMIT)


def return_to_fieldwork(visit: Visit, *, reason: str, by: User, at: datetime) -> None:
    """The review found something: the team answers again. The reason stays with the visit."""
    sync.lock(visit)
    check_reason("return_to_fieldwork", reason)
    visit.status = life.next_status(visit.status, "return_to_fieldwork").value
    visit.closed_at, visit.ended_reason = None, reason.strip()
    audit.record("visit.return_to_fieldwork", by=by, at=at, thing=visit)


def end(visit: Visit, verb: str, *, reason: str, by: User, at: datetime) -> None:
    """Cancel a visit before its draft was sent, or declare it void afterwards; it is kept and not counted."""
    sync.lock(visit)
    check_reason(verb, reason)
    visit.status = life.next_status(visit.status, verb).value
    visit.ended_reason = reason.strip()
    db.session.flush()
    current.refresh(visit.facility_id, visit.instrument_version.instrument_id)
    audit.record(f"visit.{verb}", by=by, at=at, thing=visit)
