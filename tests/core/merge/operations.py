"""Operations for the tests of merging."""

from __future__ import annotations

from datetime import UTC, datetime

from assess.core.merge import Operation

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def make_op(id: str, value, base: str | None = None, **facts) -> Operation:
    facts = {"visit": "v", "criterion": "P1.1", "field": "level", "device": "tablet", "author": "ana"} | facts
    return Operation(id=id, value=value, base=base, **({"claimed_at": NOON} | facts))
