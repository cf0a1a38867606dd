"""Announcing a file, and where it stands."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from assess.core.rules import N_, RuleBroken
from assess.models import Evidence, Upload, User, Visit, db
from assess.services import sync
from assess.services.evidence import rules
from assess.services.evidence.rules import Announcement

RECEIVING, KEPT, REFUSED = "receiving", "kept", "refused"
#: The refusal after which the same file may come again from its beginning.
DIFFERENT = N_("What arrived is not what the device announced. Send it again; if this repeats, take the photo again.")


@dataclass(frozen=True, slots=True)
class Status:
    """Where a file stands. `offset` is how many bytes have arrived, `broken` why it was refused."""

    id: uuid.UUID
    status: str
    sha256: str = ""
    size: int = 0
    offset: int = 0
    broken: RuleBroken | None = None


def announce(visit: Visit, file: Announcement, *, by: User, at: datetime, person_bytes: int) -> Status:
    """Take note of a file that is going to come, or tell how far it is; refused before any byte is sent (P7).

    Announcing again is harmless. Bytes that this criterion has already are the same piece under another id: kept.
    """
    sync.lock(visit)
    try:
        if known := _known(visit, file):
            return known
        rules.check(visit, file, by=by, at=at, person_bytes=person_bytes)
    except RuleBroken as broken:
        return Status(file.id, REFUSED, broken=broken)
    row = db.session.get(Upload, file.id) or Upload(id=file.id, visit_id=visit.id, announced_at=at)
    for name in ("criterion", "kind", "sha256", "size", "caption", "no_person", "device", "claimed_at"):
        setattr(row, name, getattr(file, name))
    row.author_id, row.touched_at, row.refusal, row.received = file.author, at, "", 0
    if same_bytes(visit.id, file.sha256, file.criterion):
        row.received = row.size
    db.session.add(row)
    db.session.flush()
    return status_of_upload(row)


def _known(visit: Visit, file: Announcement) -> Status | None:
    """The status of an id that was announced before; None for a new one, and for one that starts again."""
    row = db.session.get(Evidence, file.id) or db.session.get(Upload, file.id)
    if row is None:
        return None
    if (row.visit_id, row.criterion, row.sha256, row.size) != (visit.id, file.criterion, file.sha256, file.size):
        raise RuleBroken(N_("This id belongs to another file already. Add the file again, so that it gets a new one."))
    if isinstance(row, Upload):
        return None if row.refusal == DIFFERENT else status_of_upload(row)
    return Status(row.id, KEPT, row.sha256, row.size, row.size)


def status_of(visit: Visit, id: uuid.UUID) -> Status | None:
    """Where a file of this visit stands; None when nobody has announced it."""
    if piece := piece_of(visit, id):
        return Status(id, KEPT, piece.sha256, piece.size, piece.size)
    row = db.session.get(Upload, id)
    return status_of_upload(row) if row is not None and row.visit_id == visit.id else None


def status_of_upload(row: Upload) -> Status:
    if row.refusal:
        return Status(row.id, REFUSED, broken=RuleBroken(row.refusal))
    status = KEPT if row.received >= row.size else RECEIVING
    return Status(row.id, status, row.sha256, row.size, row.received)


def piece_of(visit: Visit, id: uuid.UUID) -> Evidence | None:
    """The piece under its own id, or under that of an announcement of the same bytes."""
    piece = db.session.get(Evidence, id)
    if piece is not None:
        return piece if piece.visit_id == visit.id else None
    row = db.session.get(Upload, id)
    if row is None or row.visit_id != visit.id or row.received < row.size:
        return None
    return same_bytes(visit.id, row.sha256, row.criterion)


def same_bytes(visit_id: uuid.UUID, sha256: str, criterion: str) -> Evidence | None:
    """The piece of this visit and criterion that was sent with these bytes."""
    query = select(Evidence).where(
        Evidence.visit_id == visit_id, Evidence.sha256 == sha256, Evidence.criterion == criterion
    )
    return db.session.scalars(query).one_or_none()
