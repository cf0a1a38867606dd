"""One recorded change and its canonical bytes, which any client can make for itself."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime

#: Pseudo criteria: the counts of the visit's profile, and the numbers that measures are computed from.
PROFILE = "@profile"
INPUTS = "@inputs"
#: The exit meeting, and which pieces of evidence were taken away again.
EXIT = "@exit"
EVIDENCE = "@evidence"
#: None of these is a criterion that earns a level.
PSEUDO = (PROFILE, INPUTS, EXIT, EVIDENCE)
#: The value of a piece on `EVIDENCE` that was taken away; None puts it back.
REMOVED = "removed"

Value = int | str | list[str | None] | tuple[str | None, ...] | None


@dataclass(frozen=True, slots=True)
class Operation:
    """One change of one field of one criterion, made on a device and never altered.

    `id` is made by the device. `base` is the operation whose value the author saw (None: nothing yet) and `resolves`
    are further ones that the author saw and replaces. `claimed_at` is the device's clock, kept as what it claimed;
    `seq` is the server's number, None until received: neither decides anything here.
    """

    id: str
    visit: str
    criterion: str
    field: str
    value: Value
    base: str | None
    device: str
    author: str
    claimed_at: datetime
    seq: int | None = None
    resolves: tuple[str, ...] = ()


def json_bytes(value: object) -> bytes:
    """Canonical JSON: keys sorted, no spaces, UTF-8, nothing escaped that need not be (as in RFC 8785)."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode()


def as_json(op: Operation) -> dict[str, object]:
    """The operation as it travels. `claimed_at` is UTC, cut to milliseconds, with Z; `seq` is not part of it."""
    at = op.claimed_at.astimezone(UTC).isoformat(timespec="milliseconds")
    return {
        "author": op.author,
        "base": op.base,
        "claimed_at": at.replace("+00:00", "Z"),
        "criterion": op.criterion,
        "device": op.device,
        "field": op.field,
        "id": op.id,
        "resolves": list(op.resolves),
        "value": list(op.value) if isinstance(op.value, tuple) else op.value,
        "visit": op.visit,
    }


def canonical(op: Operation) -> bytes:
    """The bytes that `sha256` is taken of: `as_json` with sorted keys, UTF-8, no spaces.

    >>> canonical(Operation("7", "v", "A1", "level", 2, None, "tablet", "ana", datetime(2026, 11, 22, 9, tzinfo=UTC)))
    b'{"author":"ana","base":null,"claimed_at":"2026-11-22T09:00:00.000Z","criterion":"A1","device":"tablet","field":\
"level","id":"7","resolves":[],"value":2,"visit":"v"}'
    """
    return json_bytes(as_json(op))


def sha256(op: Operation) -> str:
    """Hexadecimal SHA-256 of `canonical(op)`: what a receipt repeats and what tells a repeat from a reused id (P10)."""
    return hashlib.sha256(canonical(op)).hexdigest()
