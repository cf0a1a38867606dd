"""Bytes coming in. No function here touches both the database and the store: what is slow runs outside transactions.

The order that P15 asks for: `expect` (database) -> `keep_part`, or for the last part `complete` (store and process)
-> `advance`, `refuse` or `keep` (database). Whatever dies between two of them leaves nothing that counts.
"""

from __future__ import annotations

import hashlib
import tempfile
import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from assess import imaging
from assess.core.rules import N_, RuleBroken
from assess.models import Evidence, Upload, User, Visit, db
from assess.services import audit, sync
from assess.services.evidence import rules
from assess.services.evidence.announcing import DIFFERENT, KEPT, Status, same_bytes, status_of, status_of_upload
from assess.services.evidence.places import PARTS, blob_key, part_key, sum_of
from assess.storage import Missing, Storage, Unavailable

CHUNK = 256 * 1024
_REFUSALS = {
    "unreadable": N_("This file is damaged and cannot be read. Take the photo again, or save the file anew."),
    "unknown": N_("This is not a JPEG, PNG or WebP picture, nor a PDF. Save it as one of these and add it again."),
    "pixels": N_("This picture has more than 50 million pixels. Make it smaller and add it again."),
    "effort": N_("This file takes too much time or memory to read. Make it smaller, or save it as JPEG."),
    "active": N_("This PDF holds scripts, attachments or actions. Print it into a new PDF and add that one."),
    "locked": N_("This PDF is protected by a password. Save it without one and add it again."),
}


class WrongOffset(Exception):
    """The bytes do not follow on those that arrived; `offset` is where to go on."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class Unannounced(Exception):
    """Nobody has announced this file, or too long ago."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a file, and what the file is to be in the end."""

    visit_id: uuid.UUID
    id: uuid.UUID
    kind: str
    sha256: str
    size: int
    offset: int
    length: int

    @property
    def is_last(self) -> bool:
        return self.offset + self.length == self.size


def expect(visit: Visit, id: uuid.UUID, offset: int, length: int) -> Part | Status:
    """What the bytes at `offset` belong to; the status of a file that needs no more. Raises WrongOffset, Unannounced,
    and RuleBroken for bytes beyond the announced end."""
    row = db.session.get(Upload, id)
    if row is None or row.visit_id != visit.id or row.refusal or row.received >= row.size:
        if (known := status_of(visit, id)) is None:
            raise Unannounced
        return known
    rules.check_open(visit)
    if offset != row.received:
        raise WrongOffset(row.received)
    if not length or offset + length > row.size:
        raise RuleBroken(N_("These bytes go beyond the announced size. Announce the file again under a new id."))
    return Part(visit.id, id, row.kind, row.sha256, row.size, offset, length)


def keep_part(storage: Storage, part: Part, content: bytes) -> None:
    """Put a part that is not the last where it survives a power cut."""
    storage.put(part_key(part.id, part.offset), content)


def advance(part: Part, *, at: datetime) -> Status:
    """Count a part in, once it is safe."""
    row = _locked(part)
    if row is None:
        raise Unannounced
    if row.received == part.offset:
        row.received, row.touched_at = part.offset + part.length, at
    return status_of_upload(row)


def complete(storage: Storage, part: Part, last: bytes) -> imaging.Made:
    """Our own file of all that arrived, safe in the store. Raises RuleBroken for what cannot be taken, WrongOffset
    when parts have gone, and Unavailable or Busy when it is worth trying again."""
    digest = hashlib.sha256()
    try:
        with tempfile.TemporaryFile() as whole:
            for piece in (*_parts(storage, part), last):
                whole.write(piece)
                digest.update(piece)
            if digest.hexdigest() != part.sha256:
                raise RuleBroken(DIFFERENT)
            made = imaging.remake(part.kind, whole)
    except imaging.Refused as refused:
        raise RuleBroken(_REFUSALS[refused.code]) from refused
    except OSError as error:
        raise Unavailable(str(error)) from error
    for content in filter(None, (made.thumbnail, made.content)):
        storage.put(blob_key(sum_of(content)), content)
    return made


def _parts(storage: Storage, part: Part) -> list[bytes]:
    found, offset = [], 0
    while offset < part.offset:
        try:
            found.append(storage.get(part_key(part.id, offset)))
        except Missing:
            raise WrongOffset(0) from None
        offset += len(found[-1])
    if offset != part.offset:
        raise WrongOffset(0)
    return found


def start_again(part: Part) -> None:
    """Parts have gone or do not fit: the device sends the file from its beginning."""
    if (row := _locked(part)) is not None:
        row.received = 0


def refuse(part: Part, broken: RuleBroken, *, at: datetime) -> Status:
    """Note why the file cannot be taken, so that the device learns it however often it asks."""
    row = _locked(part)
    if row is None:
        raise Unannounced
    row.refusal, row.touched_at = broken.message, at
    return status_of_upload(row)


def keep(visit: Visit, part: Part, made: imaging.Made, storage: Storage, *, by: User, at: datetime) -> Status:
    """Write the row, last of all. Raises RuleBroken when the visit has been closed to evidence meanwhile, and
    Unavailable when the bytes were cleaned away before the row came."""
    sync.lock(visit)
    row = _locked(part)
    if row is None:
        if (known := status_of(visit, part.id)) is None:
            raise Unannounced
        return known
    rules.check_open(visit)
    if same_bytes(visit.id, row.sha256, row.criterion):
        row.received = row.size
        return status_of_upload(row)
    piece = _piece(row, made, at)
    db.session.add(piece)
    db.session.delete(row)
    db.session.flush()
    # cleaning waits for this row or has come before it: what is there now stays
    for sha256, size in ((piece.stored_sha256, piece.stored_size), (piece.thumbnail_sha256, len(made.thumbnail))):
        found = storage.find(blob_key(sha256)) if sha256 else None
        if sha256 and (found is None or found.size != size):
            raise Unavailable(f"{sha256} has gone")
    audit.record("evidence.keep", by=by, at=at, thing=visit, evidence=str(piece.id), author=str(piece.author_id))
    return Status(piece.id, KEPT, piece.sha256, piece.size, piece.size)


def _piece(row: Upload, made: imaging.Made, at: datetime) -> Evidence:
    same = ("id", "visit_id", "criterion", "kind", "sha256", "size", "caption", "no_person", "author_id", "device")
    return Evidence(
        **{name: getattr(row, name) for name in (*same, "claimed_at")},
        stored_sha256=sum_of(made.content),
        stored_size=len(made.content),
        media_type=made.media_type,
        thumbnail_sha256=sum_of(made.thumbnail) if made.thumbnail else "",
        received_at=at,
        verified_at=at,
    )


def _locked(part: Part) -> Upload | None:
    query = select(Upload).where(Upload.id == part.id, Upload.visit_id == part.visit_id)
    return db.session.scalars(query.with_for_update().execution_options(populate_existing=True)).one_or_none()


def forget_parts(storage: Storage, part: Part) -> None:
    """Remove what arrived in parts, once nobody needs it; what this leaves is cleaned later."""
    for stored in storage.list(f"{PARTS}{part.id}/"):
        storage.delete(stored.key)
