"""Judging a batch, storing what may be stored, and noting where two values stand side by side."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm.attributes import set_committed_value

from assess.access import can
from assess.core.merge import PSEUDO, Current, Key, validate_operation
from assess.core.merge import Operation as Change
from assess.core.merge import sha256 as digest_of
from assess.core.merge import state as fold
from assess.core.rules import N_, RuleBroken
from assess.models import Conflict, User, Visit, db
from assess.services import audit
from assess.services.focus import instrument_of
from assess.services.sync.alone import is_alone, sees
from assess.services.sync.delivery import AT_THE_DESK, ID_REUSE, Delivery, Holding
from assess.services.sync.reading import change_of, touched
from assess.services.sync.rights import NOT_LEAD, NotAllowed, check_writable
from assess.services.sync.writing import add_operations, put_answers

APPLIED, DUPLICATE, CONFLICT, REJECTED = "applied", "duplicate", "conflict", "rejected"
QUARANTINED = "quarantined"

#: Built once, as in `reading`.
_STATUS = select(Visit.status).where(Visit.id == bindparam("visit")).with_for_update()
_OPEN_CONFLICTS = select(Conflict).where(Conflict.visit_id == bindparam("visit"), Conflict.settled_at.is_(None))


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one operation. `broken` is the rule that a rejected one broke; `seq` its place in the order.

    A rejected one has neither `seq` nor `sha256`: nothing of it was kept. One in quarantine has no place in the order
    and says in `held` why it waits (`naming.HELD`).
    """

    id: str
    status: str
    sha256: str
    seq: int | None = None
    broken: RuleBroken | None = None
    held: str = ""


def receive(
    visit: Visit,
    changes: Sequence[Change],
    *,
    by: User,
    at: datetime,
    amending: bool = False,
    delivery: Delivery = AT_THE_DESK,
) -> list[Receipt]:
    """Take in a batch of one author for one visit; receipts in the order of the batch. The caller commits before it
    answers.

    Ids and bases are UUIDs in their canonical form. `by` is the author, whoever brought the batch. `amending`: an
    approved amendment, which alone may change answers that are closed.
    """
    lock(visit)
    batch = _Batch(visit, by, at, changes, amending, delivery)
    taken = [batch.take(change) for change in changes]
    batch.write()
    return [one.receipt() for one in taken]


def lock(visit: Visit) -> None:
    """Queue behind whoever is changing this visit, and see where it stands now."""
    db.session.flush()  # what has been changed and not yet written would be lost
    set_committed_value(visit, "status", db.session.connection().execute(_STATUS, {"visit": visit.id}).scalar_one())


@dataclass(slots=True)
class _Stored:
    """An operation that is kept, or will be when the batch is written: only then it has a `seq`."""

    visit_id: uuid.UUID
    sha256: str
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class _Taken:
    """What was decided about one operation."""

    change: Change
    status: str
    sha256: str = ""
    stored: _Stored | None = None
    broken: RuleBroken | None = None
    held: str = ""

    def receipt(self) -> Receipt:
        seq = self.stored.seq if self.stored else None
        return Receipt(self.change.id, self.status, self.sha256, seq, self.broken, self.held)


class _Batch:
    """The rows that a batch touches, read once."""

    def __init__(
        self, visit: Visit, by: User, at: datetime, changes: Sequence[Change], amending: bool, delivery: Delivery
    ) -> None:
        self.visit, self.by, self.at, self.amending, self.delivery = visit, by, at, amending, delivery
        self.instrument = instrument_of(visit)
        ids = {uuid.UUID(c.id) for c in changes}
        self.holding = Holding(visit, by, at, delivery, ids)
        codes = {c.criterion for c in changes} & {*PSEUDO, *self.instrument.criteria}
        #: The operations that are kept by id, and those of this visit by the field they are about.
        self.known: dict[str, _Stored] = {}
        self.changes: dict[str, dict[str, list[Change]]] = {code: {} for code in codes}
        for row in touched(visit, ids, codes):
            if row.id in ids:
                self.known[str(row.id)] = _Stored(row.visit_id, row.sha256, row.seq)
            if row.visit_id == visit.id and row.criterion in codes and sees(visit, row, by.id):
                self.changes[row.criterion].setdefault(row.field, []).append(change_of(row))
        #: What the batch adds: rows to write, and what the fields now add up to.
        self.rows: list[dict[str, Any]] = []
        self.now: dict[Key, Current] = {}

    @cached_property
    def conflicts(self) -> dict[Key, Conflict]:
        """The fields of the visit that wait for a choice; most batches touch none and never ask."""
        rows = db.session.scalars(_OPEN_CONFLICTS, {"visit": self.visit.id})
        return {(c.criterion, c.field): c for c in rows}

    def take(self, change: Change) -> _Taken:
        try:
            sha256 = _digest(change)
            known = self.known.get(change.id)
            if known and known.sha256 == sha256 and known.visit_id == self.visit.id:
                return _Taken(change, DUPLICATE, sha256, known)
            if reason := self.holding.reason_of(change, sha256):
                return _Taken(change, QUARANTINED, sha256, held=reason)
            validate_operation(change, self.instrument)
            self._check(change, known)
        except NotAllowed as refused:
            if not self.delivery.keeps:
                return _Taken(change, REJECTED, broken=refused)
            return self._hold(change, sha256, refused.reason)
        except RuleBroken as broken:
            return _Taken(change, REJECTED, broken=broken)
        if self.delivery.hold:
            return self._hold(change, sha256, self.delivery.hold)
        stored = self._store(change, sha256)
        current = self._merge(change)
        return _Taken(change, CONFLICT if current.conflict else APPLIED, sha256, stored)

    def write(self) -> None:
        """Store what was taken."""
        for row, seq in zip(self.rows, add_operations(self.visit, self.rows), strict=True):
            self.known[str(row["id"])].seq = seq
        if self.holding.added:
            audit.record("operation.quarantine", by=self.by, at=self.at, thing=self.visit, n=self.holding.added)
        if not is_alone(self.visit):  # else what is answered differs from one to the other: operations tell it
            self._put_answers()
        db.session.flush()

    def _put_answers(self) -> None:
        codes = dict.fromkeys(criterion for criterion, _field in self.now)
        put_answers(self.visit, {code: self._fields(code) for code in codes})

    def _fields(self, code: str) -> dict[str, Current]:
        groups = sorted(self.changes[code].items())
        return {field: self.now.get((code, field)) or fold(ops)[code, field] for field, ops in groups}

    def _check(self, change: Change, known: _Stored | None) -> None:
        """NotAllowed unless the author may record this now, under this id."""
        if self.delivery.hold:
            return
        free = self.amending or self.delivery.forced
        if not free:
            check_writable(self.visit, change, self.instrument, self.by)
        if known:
            message = N_("Operation {id} arrived twice with different contents. Save it again under a new id.")
            raise NotAllowed(message, reason=ID_REUSE, field=change.criterion, id=change.id)
        replaced = {change.base, *change.resolves}
        seen = tuple(op for op in self.changes[change.criterion].get(change.field, ()) if op.id in replaced)
        if seen and Current(seen).conflict and not (free or self._may_settle()):
            message = N_("Only the lead of the visit chooses between two answers.")
            raise NotAllowed(message, reason=NOT_LEAD, field=change.criterion)

    def _may_settle(self) -> bool:
        return is_alone(self.visit) or can(self.by, "visit.settle", self.visit)

    def _hold(self, change: Change, sha256: str, reason: str) -> _Taken:
        self.holding.add(change, sha256, reason)
        return _Taken(change, QUARANTINED, sha256, held=reason)

    def _store(self, change: Change, sha256: str) -> _Stored:
        self.rows.append(
            {
                "id": uuid.UUID(change.id),
                "visit_id": self.visit.id,
                "criterion": change.criterion,
                "field": change.field,
                "value": list(change.value) if isinstance(change.value, tuple) else change.value,
                "base": uuid.UUID(change.base) if change.base else None,
                "resolves": list(change.resolves),
                "device": change.device,
                "author_id": self.by.id,
                "claimed_at": change.claimed_at,
                "received_at": self.at,
                "sha256": sha256,
                "clock_offset": self.delivery.clock_offset,
                "carried_by_id": self.delivery.carried_by_id,
            }
        )
        stored = self.known[change.id] = _Stored(self.visit.id, sha256)
        return stored

    def _merge(self, change: Change) -> Current:
        key = (change.criterion, change.field)
        group = self.changes[change.criterion].setdefault(change.field, [])
        stood = self.now.get(key) or (fold(group)[key] if len(group) > 1 else None)
        group.append(change)
        current = self.now[key] = fold(group)[key] if len(group) > 1 else Current((change,))
        if (current.conflict or (stood and stood.conflict)) and not is_alone(self.visit):
            self._note_conflict(key, current)
        return current

    def _note_conflict(self, key: Key, current: Current) -> None:
        row, heads = self.conflicts.get(key), [op.id for op in current.conflict]
        if heads and row is None:
            row = Conflict(visit_id=self.visit.id, criterion=key[0], field=key[1], heads=heads, raised_at=self.at)
            db.session.add(row)
            self.conflicts[key] = row
        elif heads and row is not None:
            row.heads = heads
        elif row is not None:
            row.settled_at, row.settled_by_id = self.at, self.by.id
            del self.conflicts[key]


def _digest(change: Change) -> str:
    """The sha256 of an operation. RuleBroken for one that has no canonical bytes, such as half a surrogate pair."""
    try:
        return digest_of(change)
    except (TypeError, ValueError, OverflowError):
        raise RuleBroken(
            N_("This operation holds characters or numbers that cannot be stored. Enter the answer again.")
        ) from None
