"""Who holds a pack of which visit, and how many changes a device announced that have not arrived (P4, P6)."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import lazyload

from assess.core.rules import N_
from assess.models import Checkout, Device, Operation, QuarantinedOperation, User, Visit, db
from assess.services import audit
from assess.services.onsite.barred import Barred
from assess.services.onsite.devices import TOUCH

#: After this a pack must be renewed before it is read (P25).
LASTS = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Announced:
    """What a device says in the headers of a request: operations recorded in the visit, and those with a receipt."""

    made: int
    settled: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Changes that a device announced and that have not arrived, as of its last contact."""

    device: Device
    visit: Visit
    missing: int
    seen_at: datetime


def find(visit_id: uuid.UUID, device: Device) -> Checkout | None:
    return db.session.get(Checkout, (visit_id, device.id), options=[lazyload(Checkout.device)])


def is_holder(visit_id: uuid.UUID, user: User) -> bool:
    """Whether this person was given the visit on some device, whatever became of their rights since."""
    query = select(Checkout.visit_id).where(Checkout.visit_id == visit_id, Checkout.user_id == user.id).limit(1)
    return db.session.scalar(query) is not None


def issue(visit: Visit, device: Device, *, at: datetime) -> Checkout:
    """Note that the device gets a pack now; audited, since it carries the answers of a visit out of the house."""
    checkout = _row(visit.id, device, at=at)
    checkout.issued_at, checkout.expires_at, checkout.seen_at = at, at + LASTS, at
    db.session.flush()
    audit.record("pack.issue", by=device.user, at=at, thing=visit, device=str(device.id))
    return checkout


def note(
    visit_id: uuid.UUID, device: Device, announced: Announced | None, *, receipts: int = 0, at: datetime
) -> Checkout:
    """Keep what the device announces; `receipts` are those that this very request gives.

    `made` never falls: a device that says less than before has lost something. A device without a pack of this visit
    gets a note of its own, expired from the start.
    """
    checkout = _row(visit_id, device, at=at)
    if announced is not None:
        made = max(checkout.made, announced.made)
        settled = min(made, announced.settled + receipts)
        if (made, settled) != (checkout.made, checkout.settled):
            checkout.made, checkout.settled, checkout.seen_at = made, settled, at
    if at - checkout.seen_at > TOUCH:
        checkout.seen_at = at
    db.session.flush()
    return checkout


def _row(visit_id: uuid.UUID, device: Device, *, at: datetime) -> Checkout:
    found = find(visit_id, device)
    if found is not None:
        return found
    row = Checkout(
        visit_id=visit_id,
        device_id=device.id,
        device=device,
        user_id=device.user_id,
        issued_at=at,
        expires_at=at,
        made=0,
        settled=0,
        seen_at=at,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # another request of the same device was faster
        return db.session.get_one(Checkout, (visit_id, device.id), populate_existing=True)
    return row


def require_fresh(checkout: Checkout | None, *, at: datetime) -> Checkout:
    """The checkout while it may be read. Barred once it has expired; operations are taken all the same (P25)."""
    if checkout is None or checkout.expires_at <= at:
        raise Barred(N_("The copy of this visit on this device has expired. Prepare it again."), code="pack_expired")
    return checkout


def gaps_of_person(user: User) -> list[Gap]:
    """What the person's devices announced and did not bring, in any visit."""
    return _gaps(Checkout.user_id == user.id)


def gaps_of_visit(visit: Visit) -> list[Gap]:
    return _gaps(Checkout.visit_id == visit.id)


def gaps_of_devices(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Gap]]:
    """The gaps of some devices, by device; those without any are left out."""
    found: dict[uuid.UUID, list[Gap]] = {}
    for gap in _gaps(Checkout.device_id.in_(ids)) if ids else ():
        found.setdefault(gap.device.id, []).append(gap)
    return found


def _gaps(which: ColumnElement[bool]) -> list[Gap]:
    """The counters of the device count until more has arrived by another way: after a cut, by hand, by handover."""
    query = (
        select(Checkout, Visit)
        .join(Visit, Visit.id == Checkout.visit_id)
        .where(which, Checkout.made > Checkout.settled)
        .order_by(Checkout.seen_at, Checkout.device_id)
    )
    open_ = [(checkout, visit) for checkout, visit in db.session.execute(query)]
    stored = _arrived([checkout for checkout, _visit in open_])
    found = []
    for checkout, visit in open_:
        arrived = max(checkout.settled, stored.get((checkout.visit_id, str(checkout.device_id)), 0))
        if checkout.made > arrived:
            found.append(Gap(checkout.device, visit, checkout.made - arrived, checkout.seen_at))
    return found


def _arrived(open_: Sequence[Checkout]) -> dict[tuple[uuid.UUID, str], int]:
    """Operations of each device that are stored or wait in quarantine, by visit and device."""
    counts: dict[tuple[uuid.UUID, str], int] = {}
    if not open_:
        return counts
    kept = ((Operation, true()), (QuarantinedOperation, QuarantinedOperation.state != "applied"))
    for table, which in kept:
        query = (
            select(table.visit_id, table.device, func.count(func.distinct(table.id)))
            .where(table.visit_id.in_({c.visit_id for c in open_}), table.device.in_({str(c.device_id) for c in open_}))
            .where(which)
            .group_by(table.visit_id, table.device)
        )
        for visit_id, device, count in db.session.execute(query):
            counts[visit_id, device] = counts.get((visit_id, device), 0) + count
    return counts
