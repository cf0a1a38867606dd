"""What one person sees of a visit: everybody's answers, or in a calibration visit their own alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from assess.core.merge import Current, Key
from assess.core.merge import Operation as Change
from assess.core.merge import state as fold
from assess.models import Operation, User, Visit, db
from assess.services import sync
from assess.services.sync.alone import sees, viewpoint
from assess.services.sync.reading import COLUMNS

_OPERATIONS = select(*COLUMNS).where(Operation.visit_id == bindparam("visit")).order_by(Operation.seq)


@dataclass(frozen=True, slots=True)
class Reading:
    """The operations of a visit that one person sees, by id, and what they add up to."""

    changes: Mapping[str, Change]
    state: dict[Key, Current]
    #: The last number of the visit; 0 before its first operation.
    seq: int

    def heads(self) -> list[Change]:
        """The operations that nobody has replaced, as they were stored."""
        return [self.changes[op.id] for current in self.state.values() for op in current.heads]


def read(visit: Visit, *, for_: User) -> Reading:
    db.session.flush()
    rows = db.session.connection().execute(_OPERATIONS, {"visit": visit.id}).all()
    whose = viewpoint(visit, for_)
    seen = {str(row.id): sync.change_of(row) for row in rows if sees(visit, row, whose)}
    return Reading(seen, fold(seen.values()), (rows[-1].seq or 0) if rows else 0)
