"""Operations drawn at random: devices that edit apart, in any order, repeated, in conflict and in circles."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from random import Random

from assess.core.entry import NA, NA_REASONS, NE
from assess.core.instrument import VERIFICATION_METHODS, Instrument
from assess.core.merge import EVIDENCE, EXIT, INPUTS, PROFILE, REMOVED, Operation
from assess.core.profile import COUNTS
from tests.twin.answers import NOTES, NUMBERS
from tests.twin.instruments import some

ANSWER_FIELDS = ("level", "level", "note", "methods", "na_reason", "na_text", "approved", "lowered")
ZONES = (UTC, timezone(timedelta(hours=-6)), timezone(timedelta(hours=5, minutes=45)))


def uuid_of(draw: Random) -> str:
    return str(uuid.UUID(int=draw.getrandbits(128)))


def operations(draw: Random, instrument: Instrument) -> list[Operation]:
    """The operations of one visit; few fields, so that devices meet."""
    keys = [_key(draw, instrument) for _ in range(draw.randint(1, 5))]
    made: list[Operation] = []
    for _ in range(draw.randint(0, 14)):
        made.append(_operation(draw, instrument, *draw.choice(keys), made))
    if made and draw.random() < 0.1:
        made = _circle(draw, made)
    return made


def arrived(draw: Random, ops: Sequence[Operation]) -> list[Operation]:
    """In another order, some of them again."""
    again = [*ops, *draw.sample(ops, draw.randint(0, len(ops)))]
    draw.shuffle(again)
    return again


def _key(draw: Random, instrument: Instrument) -> tuple[str, str]:
    kind = draw.random()
    asked = [one.id for c in instrument.criteria.values() if c.measure for one in c.measure.inputs]
    if kind < 0.15:
        return PROFILE, draw.choice(("capacity", *COUNTS))
    if kind < 0.35 and asked:
        return INPUTS, draw.choice(asked)
    if kind < 0.4:
        return draw.choice(((EXIT, "remarks"), (EXIT, "team_agrees"), (EVIDENCE, uuid_of(draw))))
    return draw.choice(list(instrument.criteria)), draw.choice(ANSWER_FIELDS)


def _operation(draw: Random, instrument: Instrument, code: str, field: str, made: list[Operation]) -> Operation:
    before = [op.id for op in made if (op.criterion, op.field) == (code, field)]
    seen = draw.choice((before[-1:], before[:1], before[-2:], draw.sample(before, draw.randint(0, len(before))), []))
    base, *resolves = seen or [uuid_of(draw) if draw.random() < 0.1 else None]
    return Operation(
        id=uuid_of(draw),
        visit="0190f0c4-0000-7000-8000-000000000000",
        criterion=code,
        field=field,
        value=value(draw, code, field),
        base=base,
        device=draw.choice(("tableta", "teléfono 2", "😀", "a\u2028b")),
        author=draw.choice(("ana", "luz")),
        claimed_at=instant(draw),
        resolves=tuple(resolves),
    )


def instant(draw: Random) -> datetime:
    """Any second of a century, with any or no part of one, in any zone."""
    at = datetime(1990, 1, 1, tzinfo=draw.choice(ZONES)) + timedelta(seconds=draw.randrange(100 * 365 * 86_400))
    return at.replace(microsecond=draw.choice((0, 999, 250_000, draw.randrange(1_000_000))))


def value(draw: Random, code: str, field: str) -> object:
    """One of few values that may be stored, so that equal ones meet."""
    if draw.random() < 0.1:
        return None
    if code == PROFILE:
        return draw.choice((0, 1, 12, 99_999))
    if code == INPUTS:
        number = draw.choice(("12", 12, "12.0", "0", "-0", "3.50", draw.choice(NUMBERS)))
        return draw.choice((number, [number, "9"], ("12", None), ["12", number]))
    if code == EVIDENCE:
        return REMOVED
    return draw.choice(
        {
            "level": (0, 1, 2, 3, NA, NE),
            "methods": ([], ["document", "observation"], ["observation", "document"], some(draw, VERIFICATION_METHODS)),
            "na_reason": NA_REASONS[:2],
            "approved": (True, False),
            "team_agrees": (True, False),
        }.get(field, (NOTES[5], NOTES[5], draw.choice(NOTES)))
    )


def _circle(draw: Random, made: list[Operation]) -> list[Operation]:
    """Operations that replace each other, as only a broken or hostile client makes them."""
    first = draw.choice(made)
    group = [op for op in made if (op.criterion, op.field) == (first.criterion, first.field)]
    last = draw.choice(group)
    return [replace(op, base=last.id) if op is first else op for op in made]


def operation_json(op: Operation) -> dict[str, object]:
    """As the queue of the page holds it."""
    facts = {name: getattr(op, name) for name in ("id", "visit", "criterion", "field", "base", "device", "author")}
    return facts | {"value": op.value, "at": op.claimed_at.isoformat(), "resolves": list(op.resolves)}
