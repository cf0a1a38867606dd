"""Taking a piece away and putting it back: operations on "@evidence", so that devices agree and nothing is deleted."""

from __future__ import annotations

from datetime import datetime

from assess.core.merge import EVIDENCE, REMOVED
from assess.models import User, Visit
from assess.services import sync
from assess.services.evidence import rules
from assess.services.evidence.reading import Piece
from assess.services.visits.changes import change


def set_removed(visit: Visit, piece: Piece, removed: bool, *, by: User, at: datetime) -> None:
    """Every id that the piece goes by. RuleBroken when this person may not, or evidence is closed."""
    sync.lock(visit)
    rules.check_may_add(visit, piece.row.criterion, by.id)
    state = sync.fields_of(visit, EVIDENCE, for_=by)
    changes = []
    for id in map(str, piece.ids):
        now = state.get((EVIDENCE, id))
        value = REMOVED if removed else None
        if now is not None and not now.conflict and now.value == value:
            continue
        heads = [op.id for op in now.heads] if now else []
        changes.append(
            change(visit, EVIDENCE, id, value, by=by, at=at, base=heads[0] if heads else None, resolves=heads[1:])
        )
    for receipt in sync.receive(visit, changes, by=by, at=at):
        if receipt.broken:
            raise receipt.broken
