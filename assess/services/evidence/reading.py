"""What evidence a visit has: pieces, the ids that they go by, and how many count."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from assess.models import Evidence, Upload, Visit, db
from assess.services import sync

#: The criterion whose fields are ids of evidence, and the value that takes one away.
EVIDENCE, REMOVED = "@evidence", "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Evidence with every id that it goes by; it is there while one of them has not been removed."""

    row: Evidence
    ids: tuple[uuid.UUID, ...]
    removed: bool


def pieces(visit: Visit, criterion: str | None = None) -> list[Piece]:
    """All evidence of a visit, or of one criterion, in the order in which it came; removed pieces too."""
    query = select(Evidence).where(Evidence.visit_id == visit.id)
    if criterion is not None:
        query = query.where(Evidence.criterion == criterion)
    rows = db.session.scalars(query.order_by(Evidence.received_at, Evidence.id)).all()
    if not rows:
        return []
    others, gone = _other_ids(visit), removed_ids(visit)
    named = [(row, (row.id, *others.get((row.criterion, row.sha256), ()))) for row in rows]
    return [Piece(row, ids, gone.issuperset(ids)) for row, ids in named]


def counts(visit: Visit) -> dict[str, int]:
    """Criterion -> how many pieces are kept and not removed; criteria without any are left out."""
    found: dict[str, int] = {}
    for piece in pieces(visit):
        if not piece.removed:
            found[piece.row.criterion] = found.get(piece.row.criterion, 0) + 1
    return found


def absent(visit: Visit, ids: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    """Those of `ids` that are not kept, under their own id or as the same bytes, in the order given (P16)."""
    kept = {id for piece in pieces(visit) for id in piece.ids}
    return [id for id in ids if id not in kept]


def removed_ids(visit: Visit) -> set[uuid.UUID]:
    """The ids that operations on "@evidence" have taken away; two values for one leave it where it is."""
    state = sync.fields_of(visit, EVIDENCE)
    return {uuid.UUID(field) for (_criterion, field), now in state.items() if now.value == REMOVED and not now.conflict}


def _other_ids(visit: Visit) -> dict[tuple[str, str], list[uuid.UUID]]:
    """(criterion, sha256) -> the ids of announcements of bytes that were there already."""
    query = select(Upload.criterion, Upload.sha256, Upload.id).where(
        Upload.visit_id == visit.id, Upload.received >= Upload.size
    )
    found: dict[tuple[str, str], list[uuid.UUID]] = {}
    for criterion, sha256, id in db.session.execute(query.order_by(Upload.id)):
        found.setdefault((criterion, sha256), []).append(id)
    return found
