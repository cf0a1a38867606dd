"""The check of every fault run: what devices were told, held against what the database holds (after Jepsen).

"Not answered" is not "failed": an operation without a receipt may be there or not. One with a receipt must be there,
once, with just the value that was sent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from types import SimpleNamespace

from tests.field.device import Device, canonical


def faults(devices: Iterable[Device], visits: dict[str, SimpleNamespace]) -> list[str]:
    """Every difference between the ledgers and what `country.Look.visit` found, a sentence each; empty when none."""
    found: list[str] = []
    known: set[str] = set()
    for device in devices:
        for id, operation in device.ledger.made.items():
            known.add(id)
            found += _judged(id, operation, device.ledger.receipts.get(id), visits[operation["visit"]])
    for visit, seen in visits.items():
        if seen.digest != seen.rebuilt:
            found.append(f"{visit}: the answers are not what the operations add up to")
        twice = set(seen.operations) & set(seen.quarantined)
        found += [f"{id}: stored twice" for id in twice]
    return found


def _judged(id: str, operation: dict, receipt: dict | None, seen: SimpleNamespace) -> list[str]:
    stored = id in seen.operations
    if receipt and receipt["status"] == "rejected":
        return [f"{id}: stored although it was rejected"] if stored else []
    if receipt and receipt["status"] == "quarantined":
        return [] if id in seen.quarantined else [f"{id}: acknowledged as quarantined and not there"]
    if receipt and not stored and id not in seen.quarantined:
        return [f"{id}: acknowledged and lost"]
    if not stored:
        return []
    if seen.sums[id] != hashlib.sha256(canonical(operation)).hexdigest() or seen.operations[id] != operation["value"]:
        return [f"{id}: stored with another content"]
    return []
