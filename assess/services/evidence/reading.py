"""What evidence a visit has: pieces, the ids that they go by, and how many count."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, select

from assess.core.merge import EVIDENCE, REMOVED, Current, Key
from assess.core.rules import N_, RuleBroken
from assess.models import Evidence, Upload, User, Visit, db
from assess.services import sync
from assess.services.evidence.places import blob_key, sum_of
from assess.services.sync.alone import is_alone
from assess.storage import Missing, Storage

#: Built once, because every answer saved asks them: columns alone, and most visits have none.
_PLAIN = select(Evidence.id, Evidence.criterion, Evidence.sha256, Evidence.author_id).where(
    Evidence.visit_id == bindparam("visit")
)
_OTHERS = (
    select(Upload.criterion, Upload.sha256, Upload.id)
    .where(Upload.visit_id == bindparam("visit"), Upload.received >= Upload.size)
    .order_by(Upload.id)
)


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
    rows = [row for row in found if for_ is None or sees(visit, row.author_id, for_)]
    if not rows:
        return []
    others, gone = _other_ids(visit), removed_ids(visit, state, for_=for_)
    named = [(row, (row.id, *others.get((row.criterion, row.sha256), ()))) for row in rows]
    return [Piece(row, ids, gone.issuperset(ids)) for row, ids in named]


def sees(visit: Visit, author_id: uuid.UUID, user: User) -> bool:
    """Whether somebody who may read evidence sees that of this author.

    In a calibration visit each of the team sees their own alone (R13).
    """
    return not is_alone(visit) or author_id == user.id or visit.member(user.id) is None


def counts(visit: Visit, *, state: Mapping[Key, Current] | None = None, for_: User | None = None) -> dict[str, int]:
    """Criterion -> how many pieces are kept and not removed; criteria without any are left out."""
    rows = [row for row in _plain(visit) if for_ is None or sees(visit, row.author_id, for_)]
    if not rows:
        return {}
    gone, found = removed_ids(visit, state, for_=for_), dict[str, int]()
    others = _other_ids(visit) if gone else {}
    for row in rows:
        if not gone.issuperset((row.id, *others.get((row.criterion, row.sha256), ()))):
            found[row.criterion] = found.get(row.criterion, 0) + 1
    return found


def _plain(visit: Visit) -> list[Row[Any]]:
    db.session.flush()
    return list(db.session.connection().execute(_PLAIN, {"visit": visit.id}))


def absent(visit: Visit, ids: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    """Those of `ids` that are not kept, under their own id or as the same bytes, in the order given (P16)."""
    kept = {row.id for row in _plain(visit)}
    kept |= {id for others in _other_ids(visit).values() for id in others}
    return [id for id in ids if id not in kept]


def removed_ids(
    visit: Visit, state: Mapping[Key, Current] | None = None, *, for_: User | None = None
) -> set[uuid.UUID]:
    """The ids that operations on "@evidence" have taken away; two values for one leave it where it is."""
    known = sync.fields_of(visit, EVIDENCE, for_=for_) if state is None else state
    return {
        uuid.UUID(field)
        for (criterion, field), now in known.items()
        if criterion == EVIDENCE and now.value == REMOVED and not now.conflict
    }


def _other_ids(visit: Visit) -> dict[tuple[str, str], list[uuid.UUID]]:
    """(criterion, sha256) -> the ids of announcements of bytes that were there already."""
    db.session.flush()
    found: dict[tuple[str, str], list[uuid.UUID]] = {}
    for criterion, sha256, id in db.session.connection().execute(_OTHERS, {"visit": visit.id}):
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
