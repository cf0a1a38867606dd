"""Judging a batch, storing what may be stored, and noting where two values stand side by side."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from assess.access import can
from assess.core import visit as life
from assess.core.instrument import Instrument
from assess.core.merge import INPUTS, PROFILE, Current, Key, validate_operation
from assess.core.merge import Operation as Change
from assess.core.merge import sha256 as digest_of
from assess.core.merge import state as fold
from assess.core.rules import N_, RuleBroken
from assess.models import Answer, Conflict, Operation, User, Visit, db
from assess.services.focus import instrument_of
from assess.services.sync.reading import COLUMNS, change_of, put_field

APPLIED, DUPLICATE, CONFLICT, REJECTED = "applied", "duplicate", "conflict", "rejected"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one operation. `broken` is the rule that a rejected one broke; `seq` its place in the order.

    A rejected one has neither `seq` nor `sha256`: nothing of it was kept.
    """

    id: str
    status: str
    sha256: str
    seq: int | None = None
    broken: RuleBroken | None = None


def receive(
    visit: Visit, changes: Sequence[Change], *, by: User, at: datetime, amending: bool = False
) -> list[Receipt]:
    """Take in a batch for one visit; receipts in the order of the batch. The caller commits before it answers.

    Ids and bases are UUIDs in their canonical form. `amending`: an approved amendment, which alone may change answers
    that are closed.
    """
    lock(visit)
    batch = _Batch(visit, by, at, changes, amending)
    taken = [batch.take(change) for change in changes]
    db.session.flush()
    return [one.receipt() for one in taken]


def lock(visit: Visit) -> None:
    """Queue behind whoever is changing this visit, and see where it stands now."""
    db.session.flush()  # a refresh drops what has been changed and not yet written
    db.session.refresh(visit, ["status"], with_for_update=True)


@dataclass(frozen=True, slots=True)
class _Taken:
    """What was decided about one operation; its row gets a `seq` when it is written."""

    change: Change
    status: str
    sha256: str = ""
    row: Operation | None = None
    broken: RuleBroken | None = None

    def receipt(self) -> Receipt:
        return Receipt(self.change.id, self.status, self.sha256, self.row.seq if self.row else None, self.broken)


class _Batch:
    """The rows that a batch touches, read once."""

    def __init__(self, visit: Visit, by: User, at: datetime, changes: Sequence[Change], amending: bool) -> None:
        self.visit, self.by, self.at, self.amending = visit, by, at, amending
        self.instrument = instrument_of(visit)
        ids = {uuid.UUID(c.id) for c in changes}
        codes = {c.criterion for c in changes} & {PROFILE, INPUTS, *self.instrument.criteria}
        self.known = {str(o.id): o for o in db.session.scalars(select(Operation).where(Operation.id.in_(ids)))}
        of_visit = Operation.visit_id == visit.id
        rows = db.session.execute(select(*COLUMNS).where(of_visit, Operation.criterion.in_(codes)))
        self.changes: dict[Key, list[Change]] = {}
        for row in rows:
            self.changes.setdefault((row.criterion, row.field), []).append(change_of(row))
        answers = select(Answer).where(Answer.visit_id == visit.id, Answer.criterion.in_(codes))
        self.answers = {a.criterion: a for a in db.session.scalars(answers)}
        open_ = select(Conflict).where(Conflict.visit_id == visit.id, Conflict.settled_at.is_(None))
        self.conflicts = {(c.criterion, c.field): c for c in db.session.scalars(open_)}

    def take(self, change: Change) -> _Taken:
        try:
            sha256 = _digest(change)
            if known := self.known.get(change.id):
                return self._again(known, change, sha256)
            self._check(change)
        except RuleBroken as broken:
            return _Taken(change, REJECTED, broken=broken)
        row = self._store(change, sha256)
        current = self._merge(change)
        return _Taken(change, CONFLICT if current.conflict else APPLIED, sha256, row)

    def _check(self, change: Change) -> None:
        if not self.amending:
            check_writable(self.visit, change, self.instrument, self.by)
        validate_operation(change, self.instrument)
        replaced = {change.base, *change.resolves}
        seen = tuple(op for op in self.changes.get((change.criterion, change.field), ()) if op.id in replaced)
        if seen and Current(seen).conflict and not (self.amending or can(self.by, "visit.settle", self.visit)):
            raise RuleBroken(N_("Only the lead of the visit chooses between two answers."), field=change.criterion)

    def _again(self, known: Operation, change: Change, sha256: str) -> _Taken:
        if known.sha256 == sha256 and known.visit_id == self.visit.id:
            return _Taken(change, DUPLICATE, sha256, known)
        raise RuleBroken(
            N_("Operation {id} arrived twice with different contents. Save it again under a new id."),
            field=change.criterion,
            id=change.id,
        )

    def _store(self, change: Change, sha256: str) -> Operation:
        row = Operation(
            id=uuid.UUID(change.id),
            visit_id=self.visit.id,
            criterion=change.criterion,
            field=change.field,
            value=list(change.value) if isinstance(change.value, tuple) else change.value,
            base=uuid.UUID(change.base) if change.base else None,
            resolves=list(change.resolves),
            device=change.device,
            author_id=self.by.id,
            claimed_at=change.claimed_at,
            received_at=self.at,
            sha256=sha256,
        )
        db.session.add(row)
        self.known[change.id] = row
        return row

    def _merge(self, change: Change) -> Current:
        key = (change.criterion, change.field)
        group = self.changes.setdefault(key, [])
        group.append(change)
        current = fold(group)[key]
        answer = self.answers.get(change.criterion)
        if answer is None:
            answer = Answer(visit_id=self.visit.id, criterion=change.criterion, fields={})
            self.answers[change.criterion] = answer
            db.session.add(answer)
        put_field(answer, change.field, current)
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


def check_writable(visit: Visit, change: Change, instrument: Instrument, by: User) -> None:
    """RuleBroken unless this person may record this change in this visit now."""
    profile = change.criterion == PROFILE
    if not (life.profile_open(visit.status) if profile else life.answers_open(visit.status)):
        raise RuleBroken(
            N_("The answers of this visit are closed. Propose an amendment to correct one."), field=change.criterion
        )
    if change.field == "approved" and can(by, "visit.approve_na", visit):
        return
    member = visit.member(by.id)
    if member is None or member.part == "reviewer":
        raise RuleBroken(N_("Only the team of this visit records answers. Ask its lead to add you."))
    domain = instrument.domain_of.get(change.criterion)
    if member.domains and domain is not None and domain.id not in member.domains and member.part != "lead":
        raise RuleBroken(
            N_("{code} belongs to a domain of another member of the team. Ask the lead to assign it to you."),
            field=change.criterion,
            code=change.criterion,
        )
    if change.field == "approved":
        raise RuleBroken(N_("Only the lead or the authority approves “not applicable” on a critical criterion."))
