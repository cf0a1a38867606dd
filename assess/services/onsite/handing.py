"""Work that its author cannot send: handed over by the device, or carried in from a saved copy (P5, P6)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from assess.access import Forbidden, can
from assess.core.merge import Operation as Change
from assess.core.rules import N_, RuleBroken
from assess.models import Checkout, Device, User, Visit, db
from assess.services import audit, sync
from assess.services.onsite import checkouts, devices
from assess.services.onsite.barred import Barred

ACCOUNT_CLOSED, DEVICE_REVOKED, HANDED_OVER = "account_closed", "device_revoked", "handed_over"
DEVICE_UNKNOWN = "device_unknown"


def by_token(id: uuid.UUID, token: str) -> Device:
    """The device with that token, lost or not. Barred with the same words for an unknown one and a wrong token."""
    device = db.session.get(Device, id)
    if not devices.is_token(device, token) or device is None:
        raise Barred(N_("This device is not known here. Save a copy and give it to the coordinator."), code="no_device")
    return device


def hand_over(device: Device, visit_id: uuid.UUID, changes: Sequence[Change], *, at: datetime) -> list[sync.Receipt]:
    """Keep what a device holds of a visit for a coordinator. Rejected when it was never given that visit."""
    visit = sync.find(visit_id)
    if visit is None or not checkouts.is_holder(visit_id, device.user):
        never = RuleBroken(N_("This device was never given that visit. Save a copy and give it to the coordinator."))
        return [sync.Receipt(change.id, sync.REJECTED, "", broken=never) for change in changes]
    delivery = sync.Delivery(device.clock_offset, keeps=True, hold=_reason(device))
    receipts = sync.receive(visit, changes, by=device.user, at=at, delivery=delivery)
    audit.record("device.hand_over", by=None, at=at, thing=visit, device=str(device.id), n=len(changes))
    return receipts


def _reason(device: Device) -> str:
    if not device.user.active:
        return ACCOUNT_CLOSED
    return DEVICE_REVOKED if device.revoked_at else HANDED_OVER


def check_carrier(visit: Visit, carrier: User) -> None:
    """Forbidden unless this person is of the team or may decide about what waits."""
    if visit.member(carrier.id) is None and not can(carrier, "visit.quarantine", visit):
        raise Forbidden


def carry(visit: Visit, changes: Sequence[Change], *, by: User, at: datetime) -> list[sync.Receipt]:
    """Take in a saved copy that `by` has brought: as its authors', with the devices that made it (P5).

    What an author may not record, and what comes from a device that never held the visit as that author's, waits in
    quarantine: nobody puts words into another's mouth with a file. Receipts in the order of the batch.
    """
    sync.lock(visit)
    known = _holders(visit)
    people = {id: db.session.get(User, id) for id in {uuid.UUID(change.author) for change in changes}}
    receipts: dict[int, sync.Receipt] = {}
    for author_id, person in sorted(people.items()):
        for hold in ("", DEVICE_UNKNOWN):
            places = [
                place
                for place, change in enumerate(changes)
                if change.author == str(author_id) and ((change.device, author_id) not in known) == bool(hold)
            ]
            batch = [changes[place] for place in places]
            receipts |= dict(zip(places, _carried(visit, batch, person, hold, by=by, at=at), strict=True))
    audit.record("visit.carry", by=by, at=at, thing=visit, n=len(changes), authors=sorted(map(str, people)))
    return [receipts[place] for place in range(len(changes))]


def _carried(
    visit: Visit, batch: Sequence[Change], person: User | None, hold: str, *, by: User, at: datetime
) -> list[sync.Receipt]:
    if person is None:
        nobody = RuleBroken(N_("Nobody here has the id of this author. Ask the administrator about their account."))
        return [sync.Receipt(change.id, sync.REJECTED, "", broken=nobody) for change in batch]
    if not batch:
        return []
    if not hold and not can(person, "visit.score", visit):
        hold = ACCOUNT_CLOSED if not person.active else "right_lost"
    return sync.receive(visit, batch, by=person, at=at, delivery=sync.Delivery(None, by.id, keeps=True, hold=hold))


def _holders(visit: Visit) -> set[tuple[str, uuid.UUID]]:
    """Which devices hold the visit, as whose."""
    query = select(Checkout.device_id, Checkout.user_id).where(Checkout.visit_id == visit.id)
    return {(str(device_id), user_id) for device_id, user_id in db.session.execute(query)}
