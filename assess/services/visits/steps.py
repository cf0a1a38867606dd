"""The steps of a visit after its plan (R9). Answers go through `services.sync`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select

from assess.core import visit as life
from assess.core.merge import PROFILE, base_of
from assess.core.plan import OPEN
from assess.core.profile import COUNTS
from assess.core.rules import N_, RuleBroken
from assess.models import Action, FacilityProfile, Plan, User, Visit, db
from assess.services import audit, current, standards, sync
from assess.services.visits.changes import SERVER_DEVICE, change
from assess.services.visits.standing import require_complete

#: As the column of the reason holds it.
REASON_LIMIT = 500


def start(
    visit: Visit, *, visited_on: date, by: User, at: datetime, today: date, counted: Collection[str] = ()
) -> None:
    """Begin fieldwork: the version is fixed and the facility's newest profile becomes the visit's own copy.

    `counted` are counts that the team is about to record itself.
    """
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
    copy_profile(visit, by=by, at=at, but=counted)
    audit.record("visit.start", by=by, at=at, thing=visit)


def follow_up_codes(visit: Visit) -> list[str]:
    """What a follow-up visit looks at (R9): every critical criterion and every criterion with an open action."""
    instrument = standards.get_version(visit.instrument_version_id)
    open_ = select(Action.criterion).join(Plan, Plan.id == Action.plan_id)
    open_ = open_.where(Plan.facility_id == visit.facility_id, Plan.instrument_id == instrument.id)
    actions = set(db.session.scalars(open_.where(Action.state.in_(OPEN))))
    return [c.code for c in instrument.criteria.values() if c.critical or c.code in actions]


def copy_profile(visit: Visit, *, by: User, at: datetime, but: Collection[str] = ()) -> None:
    """Bring the visit's own profile in line with the facility's newest one of that day, without the counts `but`.

    What a person has recorded stays; an earlier copy that nobody has touched is replaced.
    """
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
    now = {name: one for (criterion, name), one in sync.state_of(visit).items() if criterion == PROFILE}
    copies = []
    for name, value in values.items():
        stands = now.get(name)
        copied = stands is None or all(op.device == SERVER_DEVICE for op in stands.heads)
        if value is None or name in but or not copied or (stands is not None and stands.value == value):
            continue
        base, resolves = base_of(stands)
        copies.append(change(visit, PROFILE, name, value, by=by, at=at, base=base, resolves=resolves))
    sync.receive(visit, copies, by=by, at=at)


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
