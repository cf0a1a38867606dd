"""What a device says a visit consists of, and the server's word on whether it holds just that (P16)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from assess.access import can
from assess.core import visit as life
from assess.core.merge import digest
from assess.core.rules import N_, RuleBroken
from assess.models import Device, Manifest, Operation, QuarantinedOperation, User, Visit, db
from assess.services import evidence, visits
from assess.services.onsite import states

RECEIVING, COMPLETE = "receiving", "complete"
#: After this a visit that is still on its way is told to people.
NOTICE_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Sent:
    """A manifest as it arrives; ids are UUIDs in their canonical form."""

    digest: str
    operations: Sequence[str]
    evidence: Sequence[str]
    instrument_sha256: str
    closes: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """What has not arrived. `digest` is True while everything that was named is there and the states still differ."""

    operations: tuple[str, ...]
    evidence: tuple[str, ...]
    digest: bool

    @property
    def is_nothing(self) -> bool:
        return not (self.operations or self.evidence or self.digest)


@dataclass(frozen=True, slots=True)
class Word:
    """The server's word on a manifest; `refusal` is what the method still asks for when it should have been closed."""

    manifest: Manifest
    missing: Missing
    refusal: RuleBroken | None = None


def receive(visit: Visit, device: Device, sent: Sent, *, at: datetime) -> Word:
    """Keep what the device says the visit consists of and judge it. RuleBroken for another instrument."""
    if sent.instrument_sha256 != visit.instrument_version.sha256:
        raise RuleBroken(
            N_("This was scored with another version of the instrument. Prepare the visit again on this device.")
        )
    row = find(visit.id, device)
    if row is None:
        row = Manifest(visit_id=visit.id, device_id=device.id, device=device)
        db.session.add(row)
    row.user_id, row.received_at = device.user_id, at
    row.digest, row.instrument_sha256, row.closes = sent.digest, sent.instrument_sha256, sent.closes
    row.operations, row.evidence = list(sent.operations), list(sent.evidence)
    row.state, row.completed_at = RECEIVING, None
    return _judge(row, visit, device.user, at=at)


def find(visit_id: uuid.UUID, device: Device) -> Manifest | None:
    return db.session.get(Manifest, (visit_id, device.id))


def waiting(visit: Visit) -> list[Manifest]:
    """The manifests of a visit that are not complete yet, the oldest first."""
    query = select(Manifest).where(Manifest.visit_id == visit.id, Manifest.state == RECEIVING)
    return list(db.session.scalars(query.order_by(Manifest.received_at, Manifest.device_id)))


def reconsider(visit: Visit, *, at: datetime) -> None:
    """To be called whenever operations or evidence have arrived: what is complete now becomes so, and is closed."""
    for row in waiting(visit):
        _judge(row, visit, row.device.user, at=at)


def missing(row: Manifest, visit: Visit, user: User) -> Missing:
    """What of a manifest is not here. Quarantined operations are: a person decides about them."""
    stored = set(db.session.scalars(select(Operation.id).where(Operation.visit_id == visit.id)))
    held = select(QuarantinedOperation.id).where(QuarantinedOperation.visit_id == visit.id)
    stored |= set(db.session.scalars(held))
    operations = tuple(id for id in row.operations if uuid.UUID(id) not in stored)
    pieces = tuple(str(id) for id in evidence.absent(visit, map(uuid.UUID, row.evidence)))
    differs = not operations and digest(states.read(visit, for_=user).state) != row.digest
    return Missing(operations, pieces, differs)


def _judge(row: Manifest, visit: Visit, user: User, *, at: datetime) -> Word:
    db.session.flush()
    found = missing(row, visit, user)
    if not found.is_nothing:
        return Word(row, found)
    row.state, row.completed_at = COMPLETE, at
    db.session.flush()
    return Word(row, found, _close(visit, user, at=at) if row.closes else None)


def _close(visit: Visit, user: User, *, at: datetime) -> RuleBroken | None:
    """Close fieldwork as its lead does on the page; the rule that does not allow it yet is the answer."""
    if visit.status != life.Status.FIELDWORK:
        return None
    if not can(user, "visit.close_fieldwork", visit):
        return RuleBroken(N_("Only the lead closes fieldwork. What you recorded is complete."))
    try:
        visits.close_fieldwork(visit, by=user, at=at)
    except RuleBroken as broken:
        return broken
    return None
