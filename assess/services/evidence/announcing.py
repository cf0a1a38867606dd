"""Announcing a file, and where it stands."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, bindparam, select

from assess.core.rules import N_, RuleBroken
from assess.models import Evidence, Upload, User, Visit, db
from assess.services import sync
from assess.services.evidence import rules
from assess.services.evidence.rules import Announcement

RECEIVING, KEPT, REFUSED = "receiving", "kept", "refused"
#: The refusal after which the same file may come again from its beginning.
DIFFERENT = N_("What arrived is not what the device announced. Send it again; if this repeats, take the photo again.")
#: Built once: a visit brings dozens of files, and each asks them several times.
_KEPT = select(Evidence.visit_id, Evidence.criterion, Evidence.sha256, Evidence.size).where(
    Evidence.id == bindparam("id")
)
_SAME = select(Evidence.id).where(
    Evidence.visit_id == bindparam("visit"),
    Evidence.sha256 == bindparam("sha256"),
    Evidence.criterion == bindparam("criterion"),
)


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
    row = db.session.get(Upload, file.id)
    try:
        if known := _known(visit, file, row):
            return known
        rules.check(visit, file, by=by, at=at, person_bytes=person_bytes)
    except RuleBroken as broken:
        return Status(file.id, REFUSED, broken=broken)
    row = row or Upload(id=file.id, visit_id=visit.id, announced_at=at)
    for name in ("criterion", "kind", "sha256", "size", "caption", "no_person", "device", "claimed_at"):
        setattr(row, name, getattr(file, name))
    row.author_id, row.touched_at, row.refusal, row.received = file.author, at, "", 0
    if same_bytes(visit.id, file.sha256, file.criterion):
        row.received = row.size
    db.session.add(row)
    db.session.flush()
    return status_of_upload(row)


def _known(visit: Visit, file: Announcement, upload: Upload | None) -> Status | None:
    """The status of an id that was announced before; None for a new one, and for one that starts again."""
    row = upload or _kept(file.id)
    if row is None:
        return None
    if (row.visit_id, row.criterion, row.sha256, row.size) != (visit.id, file.criterion, file.sha256, file.size):
        raise RuleBroken(N_("This id belongs to another file already. Add the file again, so that it gets a new one."))
    if upload is not None:
        return None if upload.refusal == DIFFERENT else status_of_upload(upload)
    return Status(file.id, KEPT, row.sha256, row.size, row.size)


def status_of(visit: Visit, id: uuid.UUID) -> Status | None:
    """Where a file of this visit stands; None when nobody has announced it."""
    upload = db.session.get(Upload, id)
    if upload is not None:
        return status_of_upload(upload) if upload.visit_id == visit.id else None
    row = _kept(id)
    return Status(id, KEPT, row.sha256, row.size, row.size) if row is not None and row.visit_id == visit.id else None


def status_of_upload(row: Upload) -> Status:
    if row.refusal:
        return Status(row.id, REFUSED, broken=RuleBroken(row.refusal))
    status = KEPT if row.received >= row.size else RECEIVING
    return Status(row.id, status, row.sha256, row.size, row.received)


def piece_of(visit: Visit, id: uuid.UUID) -> Evidence | None:
    """The piece under its own id, or under that of an announcement of the same bytes."""
    piece = db.session.get(Evidence, id)
    if piece is None:
        upload = db.session.get(Upload, id)
        if upload is None or upload.received < upload.size:
            return None
        piece = db.session.get(Evidence, same_bytes(upload.visit_id, upload.sha256, upload.criterion))
    return piece if piece is not None and piece.visit_id == visit.id else None


def same_bytes(visit_id: uuid.UUID, sha256: str, criterion: str) -> uuid.UUID | None:
    """The piece of this visit and criterion that was sent with these bytes."""
    told = {"visit": visit_id, "sha256": sha256, "criterion": criterion}
    id: uuid.UUID | None = db.session.connection().execute(_SAME, told).scalar_one_or_none()
    return id


def _kept(id: uuid.UUID) -> Row[uuid.UUID, str, str, int] | None:
    return db.session.connection().execute(_KEPT, {"id": id}).one_or_none()
