"""How operations came in, and keeping those that cannot be applied now until a person decides (P6, P7, P10, P18)."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from assess.core.merge import Operation as Change
from assess.core.merge import as_json
from assess.models import QuarantinedOperation, User, Visit, db

ID_REUSE = "id_reuse"


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where a batch comes from.

    `keeps`: what its author may not record is kept in quarantine instead of being rejected, since the person was given
    the visit to take along. `hold`: the reason for which nothing of it is applied. `forced`: a coordinator applies it.
    """

    clock_offset: int | None = None
    carried_by_id: uuid.UUID | None = None
    keeps: bool = False
    hold: str = ""
    forced: bool = False


#: From a page of the service, which has no store of its own.
AT_THE_DESK = Delivery()


class Holding:
    """What waits in quarantine under the ids of a batch, and what the batch adds to it."""

    def __init__(self, visit: Visit, by: User, at: datetime, delivery: Delivery, ids: Collection[uuid.UUID]) -> None:
        self.visit, self.by, self.at, self.delivery = visit, by, at, delivery
        self.rows: dict[tuple[str, str], QuarantinedOperation] = {}
        self.added = 0
        if ids and (delivery.keeps or delivery.hold):
            query = select(QuarantinedOperation).where(QuarantinedOperation.id.in_(ids))
            self.rows = {(str(row.id), row.sha256): row for row in db.session.scalars(query)}

    def reason_of(self, change: Change, sha256: str) -> str:
        """Why this very operation waits already; empty when it does not."""
        row = self.rows.get((change.id, sha256))
        return row.reason if row is not None and row.visit_id == self.visit.id else ""

    def add(self, change: Change, sha256: str, reason: str) -> None:
        row = QuarantinedOperation(
            id=uuid.UUID(change.id),
            sha256=sha256,
            visit_id=self.visit.id,
            author_id=self.by.id,
            device=change.device,
            content=as_json(change),
            reason=reason,
            received_at=self.at,
            clock_offset=self.delivery.clock_offset,
            carried_by_id=self.delivery.carried_by_id,
        )
        db.session.add(row)
        self.rows[change.id, sha256] = row
        self.added += 1
