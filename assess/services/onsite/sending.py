"""What a device sends: who may, what is only kept for a coordinator, and when it begins fieldwork."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, func, select

from assess.access import Forbidden, Hidden, can, check, scope
from assess.core.merge import PROFILE
from assess.core.merge import Operation as Change
from assess.core.rules import RuleBroken
from assess.core.visit import Status
from assess.models import Operation, User, Visit, db
from assess.services import sync, visits
from assess.services.onsite import checkouts

RIGHT_LOST, OUT_OF_SCOPE = "right_lost", "out_of_scope"
_LAST = select(func.max(Operation.seq)).where(Operation.visit_id == bindparam("visit"))


def admit(
    visit_id: uuid.UUID, user: User, *, from_device: bool, clock_offset: int | None
) -> tuple[Visit, sync.Delivery]:
    """The visit, and how what this person sends for it is taken.

    Whoever was given the visit on a device may always send what they made there: what they have no right to any more
    waits for a coordinator (P6). Raises Hidden or Forbidden for everybody else without the right to score.
    """
    visit = sync.find(visit_id)
    if visit is None:
        raise Hidden
    try:
        check(user, "visit.score", visit)
    except (Hidden, Forbidden):
        if not (from_device and checkouts.is_holder(visit_id, user)):
            raise
        reason = RIGHT_LOST if scope(user, "visit.score").is_empty else OUT_OF_SCOPE
        return visit, sync.Delivery(clock_offset, keeps=True, hold=reason)
    return visit, sync.Delivery(clock_offset, keeps=from_device)


def begin(
    visit: Visit,
    changes: Sequence[Change],
    *,
    by: User,
    at: datetime,
    clock_offset: int | None,
    day_of: Callable[[datetime], date],
) -> None:
    """The first answer from a device begins the fieldwork of a planned visit, as the team does on its page: whoever
    prepared the visit at the office may have no network when it starts. Counts of the profile do not begin it.

    What keeps it from starting is told with the operations themselves, which are not answers of an open visit then.
    `day_of` gives the date of an instant where the visit takes place.
    """
    answers = [change for change in changes if change.criterion != PROFILE]
    if visit.status != Status.PLANNED or not answers:
        return
    if visit.member(by.id) is None or not can(by, "visit.start", visit):
        return
    counted = {change.field for change in changes if change.criterion == PROFILE}
    on = day_of(_began(answers, clock_offset, at))
    try:
        visits.start(visit, visited_on=on, by=by, at=at, today=day_of(at), counted=counted)
    except RuleBroken:
        return


def _began(answers: Sequence[Change], clock_offset: int | None, at: datetime) -> datetime:
    """When the first answer was given, by the device's clock put right; now where that cannot be (P13)."""
    if clock_offset is None:
        return at
    try:
        first = min(change.claimed_at for change in answers) - timedelta(milliseconds=clock_offset)
    except OverflowError:
        return at
    return first if at - checkouts.LASTS <= first <= at else at


def last_seq(visit: Visit, receipts: Sequence[sync.Receipt]) -> int:
    """The number of the visit's last operation, 0 before the first; `receipts` are those just given under its lock."""
    new = [receipt.seq for receipt in receipts if receipt.seq and receipt.status in (sync.APPLIED, sync.CONFLICT)]
    return max(new) if new else db.session.connection().execute(_LAST, {"visit": visit.id}).scalar_one() or 0
