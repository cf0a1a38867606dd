"""The checker: what clients were told, held against what the database holds, byte for byte (after Jepsen).

A receipt is a promise: the operation is there, once, as it was sent, at the place in the order that was told. "Refused"
means that it is not there. No answer, a cut one and "later" (5xx) mean nothing: it may be there or not, but if it
is, it is there once and unaltered. The sums are computed anew from the stored columns; what a column says of itself
proves nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, create_engine, select

from assess.models import Operation, QuarantinedOperation
from assess.models.database import writing
from tests.field.device import SETTLED, Device, canonical

#: What the service records by itself, such as the counts of a facility at the start of a visit, nobody sent.
SERVER = "server"
STORED = frozenset(SETTLED) - {"quarantined"}


@dataclass
class Told:
    """One operation that a client made, and what it knows of it; `receipt` None while it knows nothing."""

    sum: str
    receipt: dict[str, Any] | None


@dataclass
class Held:
    """What a database holds: (id, sum of its content, sum that its column tells, seq) of every operation."""

    operations: list[tuple[str, str, str, int]] = field(default_factory=list)
    #: (id, sum of its content) of what waits for a person.
    quarantined: list[tuple[str, str]] = field(default_factory=list)


def told_by(devices: Iterable[Device]) -> dict[str, Told]:
    """What clients know now. Taken before the database is read: what they learn later is not counted."""
    found = {}
    for device in devices:
        receipts = dict(device.ledger.receipts)
        for id, made in dict(device.ledger.made).items():
            found[id] = Told(hashlib.sha256(canonical(made)).hexdigest(), receipts.get(id))
    return found


def held_at(address: str) -> Held:
    """What the database at `address` holds."""
    engine, token = create_engine(address), writing.set(False)
    try:
        with engine.connect() as connection:
            return held(connection)
    finally:
        writing.reset(token)
        engine.dispose()


def held(connection: Connection) -> Held:
    sent = connection.execute(select(Operation.__table__).where(Operation.device != SERVER))
    operations = [(str(row.id), _sum(row), row.sha256, row.seq) for row in sent]
    waiting = connection.execute(select(QuarantinedOperation.__table__))
    return Held(operations, [(str(row.id), _sum_of(row.content)) for row in waiting])


def _sum(row: Any) -> str:
    at = row.claimed_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return _sum_of(
        {
            "author": str(row.author_id),
            "base": str(row.base) if row.base else None,
            "claimed_at": at,
            "criterion": row.criterion,
            "device": row.device,
            "field": row.field,
            "id": str(row.id),
            "resolves": row.resolves or [],
            "value": row.value,
            "visit": str(row.visit_id),
        }
    )


def _sum_of(content: dict[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def faults(
    told: dict[str, Told], held: Held, *, same_order: bool = True, since: Collection[str] = frozenset()
) -> list[str]:
    """Every broken promise, a sentence each; none when there is none. `same_order` False: a restored backup gives what
    devices offered again other places in the order. `since`: ids made after `told` was taken, by devices at work."""
    return list(_faults(told, held, same_order, since))


def _faults(told: dict[str, Told], held: Held, same_order: bool, since: Collection[str]) -> Iterator[str]:
    for id, count in Counter(id for id, *_rest in held.operations).items():
        if count > 1:
            yield f"{id}: doubled"
        if id not in told and id not in since:
            yield f"{id}: nobody sent it"
    for seq, count in Counter(seq for *_rest, seq in held.operations).items():
        if count > 1:
            yield f"place {seq} in the order is taken {count} times"
    there = {id: (sum, column, seq) for id, sum, column, seq in held.operations}
    waiting = {id: sum for id, sum in held.quarantined}
    for id, one in told.items():
        yield from _judged(id, one, there.get(id), waiting.get(id), same_order)


def misfolded(visits: Mapping[str, SimpleNamespace]) -> list[str]:
    """Visits, as `country.Look.visit` found them, whose answers are not what their operations add up to."""
    wrong = [visit for visit, seen in visits.items() if seen.digest != seen.rebuilt]
    return [f"{visit}: the answers are not what the operations add up to" for visit in wrong]


def _judged(
    id: str, one: Told, stored: tuple[str, str, int] | None, waits: str | None, same_order: bool
) -> Iterator[str]:
    status = one.receipt["status"] if one.receipt else None
    if status in STORED and stored is None:
        yield f"{id}: acknowledged and lost"
    if status == "quarantined" and waits is None and stored is None:
        yield f"{id}: acknowledged as waiting and lost"
    if status == "rejected" and (stored or waits):
        yield f"{id}: refused and stored all the same"
    if stored and waits:
        yield f"{id}: stored twice"
    if (stored and stored[:2] != (one.sum, one.sum)) or (waits and waits != one.sum):
        yield f"{id}: altered"
    if same_order and stored and status in STORED and one.receipt and one.receipt["seq"] != stored[2]:
        yield f"{id}: moved in the order"
