"""What evidence a visit has: pieces, the ids that they go by, and how many count."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from assess.core.merge import Current, Key
from assess.core.rules import N_, RuleBroken
from assess.models import Evidence, Upload, User, Visit, db
from assess.services import sync
from assess.services.evidence.places import blob_key, sum_of
from assess.storage import Missing, Storage

#: The criterion whose fields are ids of evidence, and the value that takes one away.
EVIDENCE, REMOVED = "@evidence", "removed"

#: Built once, because every answer saved asks it, and most visits have none.
_ANY = select(Evidence.id).where(Evidence.visit_id == bindparam("visit")).limit(1)


@dataclass(frozen=True, slots=True)
class Piece:
    """Evidence with every id that it goes by; it is there while one of them has not been removed."""

    row: Evidence
    ids: tuple[uuid.UUID, ...]
    removed: bool


def pieces(
    visit: Visit, criterion: str | None = None, *, state: Mapping[Key, Current] | None = None, for_: User | None = None
) -> list[Piece]:
    """All evidence of a visit, or of one criterion, in the order in which it came; removed pieces too.

    `state` when the answers have been read already; with `for_` only what that person sees (`sees`).
    """
    query = select(Evidence).where(Evidence.visit_id == visit.id)
    if criterion is not None:
        query = query.where(Evidence.criterion == criterion)
    found = db.session.scalars(query.order_by(Evidence.received_at, Evidence.id))
    rows = [row for row in found if for_ is None or sees(visit, row, for_)]
    if not rows:
        return []
    others, gone = _other_ids(visit), removed_ids(visit, state)
    named = [(row, (row.id, *others.get((row.criterion, row.sha256), ()))) for row in rows]
    return [Piece(row, ids, gone.issuperset(ids)) for row, ids in named]


def sees(visit: Visit, row: Evidence, user: User) -> bool:
    """Whether somebody who may read evidence sees this piece: in a calibration visit the team see their own (R13)."""
    return visit.kind != "calibration" or row.author_id == user.id or visit.member(user.id) is None


def counts(visit: Visit, *, state: Mapping[Key, Current] | None = None, for_: User | None = None) -> dict[str, int]:
    """Criterion -> how many pieces are kept and not removed; criteria without any are left out."""
    found: dict[str, int] = {}
    if db.session.connection().execute(_ANY, {"visit": visit.id}).first() is None:
        return found
    for piece in pieces(visit, state=state, for_=for_):
        if not piece.removed:
            found[piece.row.criterion] = found.get(piece.row.criterion, 0) + 1
    return found


def absent(visit: Visit, ids: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    """Those of `ids` that are not kept, under their own id or as the same bytes, in the order given (P16)."""
    kept = {id for piece in pieces(visit) for id in piece.ids}
    return [id for id in ids if id not in kept]


def removed_ids(visit: Visit, state: Mapping[Key, Current] | None = None) -> set[uuid.UUID]:
    """The ids that operations on "@evidence" have taken away; two values for one leave it where it is."""
    known = sync.fields_of(visit, EVIDENCE) if state is None else state
    return {
        uuid.UUID(field)
        for (criterion, field), now in known.items()
        if criterion == EVIDENCE and now.value == REMOVED and not now.conflict
    }


def _other_ids(visit: Visit) -> dict[tuple[str, str], list[uuid.UUID]]:
    """(criterion, sha256) -> the ids of announcements of bytes that were there already."""
    query = select(Upload.criterion, Upload.sha256, Upload.id).where(
        Upload.visit_id == visit.id, Upload.received >= Upload.size
    )
    found: dict[tuple[str, str], list[uuid.UUID]] = {}
    for criterion, sha256, id in db.session.execute(query.order_by(Upload.id)):
        found.setdefault((criterion, sha256), []).append(id)
    return found


def content_of(storage: Storage, row: Evidence) -> bytes:
    """The bytes that were made of a piece. RuleBroken when they are not what was kept."""
    return _whole(storage, row.stored_sha256)


def thumbnail_of(storage: Storage, row: Evidence) -> bytes:
    """The small picture of a piece that has one."""
    return _whole(storage, row.thumbnail_sha256)


def _whole(storage: Storage, sha256: str) -> bytes:
    try:
        content = storage.get(blob_key(sha256))
    except Missing:
        content = b""
    if sum_of(content) != sha256:
        raise RuleBroken(
            N_("This file is missing or damaged in our store. Tell the administrator, and keep it on the device.")
        )
    return content
