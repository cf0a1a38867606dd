"""Whether the store still holds what the rows name, and what lies there that no row names (P15).

Nothing here reads or removes bytes inside a transaction but `remove`, which has to keep new rows back while it does.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import Row, delete, func, or_, select, text, update

from assess.models import Evidence, Upload, db
from assess.services.evidence.places import BLOBS, PARTS, blob_key, sum_of
from assess.storage import UNFINISHED, Missing, Storage, Stored

#: What nobody names is left alone for so long: a row may be about to come.
ORPHAN_AGE = timedelta(hours=24)
#: An upload that nobody has touched for so long begins anew when its device comes back.
UPLOAD_AGE = timedelta(days=14)
_COLUMNS = (Evidence.id, Evidence.visit_id, Evidence.stored_sha256, Evidence.thumbnail_sha256)


@dataclass(frozen=True, slots=True)
class Hole:
    """A row without its exact bytes: they are "missing" or "damaged"."""

    id: uuid.UUID
    visit_id: uuid.UUID
    sha256: str
    what: str


def due(share: Fraction) -> list[Row[Any]]:
    """That share of all pieces which was looked at longest ago; never none when there are any."""
    total = db.session.scalar(select(func.count()).select_from(Evidence)) or 0
    order = (Evidence.verified_at.is_not(None), Evidence.verified_at, Evidence.id)
    query = select(*_COLUMNS).order_by(*order).limit(math.ceil(total * share))
    return list(db.session.execute(query))


def holes(storage: Storage, rows: Iterable[Row[Any]]) -> Iterator[Hole]:
    """What is wrong with these rows, found by reading every byte."""
    for row in rows:
        for sha256 in filter(None, (row.stored_sha256, row.thumbnail_sha256)):
            try:
                content = storage.get(blob_key(sha256))
            except Missing:
                yield Hole(row.id, row.visit_id, sha256, "missing")
                continue
            if sum_of(content) != sha256:
                yield Hole(row.id, row.visit_id, sha256, "damaged")


def note_verified(ids: Sequence[uuid.UUID], *, at: datetime) -> None:
    """These have been read and are whole."""
    db.session.execute(update(Evidence).where(Evidence.id.in_(ids)).values(verified_at=at))


def forget_stale_uploads(*, at: datetime) -> int:
    """Drop what was announced and has stopped coming; its parts are orphans then. How many."""
    stale = delete(Upload).where(Upload.received < Upload.size, Upload.touched_at < at - UPLOAD_AGE)
    return int(db.session.execute(stale).rowcount)  # type: ignore[attr-defined]


def old(storage: Storage, *, at: datetime) -> Iterator[Stored]:
    """Everything in the store that is old enough to be an orphan."""
    for prefix in (BLOBS, PARTS, UNFINISHED):
        yield from (stored for stored in storage.list(prefix) if at - stored.at > ORPHAN_AGE)


def unnamed(objects: Sequence[Stored]) -> list[Stored]:
    """Those that no row names."""
    names = {stored.key.rsplit("/", 1)[1] for stored in objects if stored.key.startswith(BLOBS)}
    rows = select(Evidence.stored_sha256, Evidence.thumbnail_sha256).where(
        or_(Evidence.stored_sha256.in_(names), Evidence.thumbnail_sha256.in_(names))
    )
    named = {sha256 for row in db.session.execute(rows) for sha256 in row}
    ids = {id for stored in objects if (id := _upload_of(stored.key))}
    coming = select(Upload.id).where(Upload.id.in_(ids), Upload.refusal == "", Upload.received < Upload.size)
    uploads = set(db.session.scalars(coming))
    return [one for one in objects if one.key.rsplit("/", 1)[1] not in named and _upload_of(one.key) not in uploads]


def _upload_of(key: str) -> uuid.UUID | None:
    """The upload that a part belongs to; None for what is no part of one."""
    name = key.removeprefix(PARTS).split("/", 1)[0]
    try:
        return uuid.UUID(name) if key.startswith(PARTS) else None
    except ValueError:
        return None


def remove(storage: Storage, orphan: Stored, *, at: datetime) -> bool:
    """Remove an orphan, unless a row has come for it or it was written again. Whether it is gone.

    Whoever keeps a piece looks for its bytes after writing its row: they wait here, or find that the bytes have gone.
    """
    if db.session.connection().dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE evidence, upload IN SHARE MODE"))  # SQLite has one writer anyway
    found = storage.find(orphan.key)
    if found is None or at - found.at <= ORPHAN_AGE or not unnamed([found]):
        return False
    storage.delete(orphan.key)
    return True
