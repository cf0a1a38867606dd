"""Operations that may not be stored, drawn at random among some that may."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from assess.core.instrument import Instrument
from assess.core.merge import EVIDENCE, EXIT, INPUTS, NOTE_LIMIT, PROFILE, REMOVED, Operation
from assess.core.merge.validation import EXIT_FIELDS, FIELDS, NAME_LIMIT, PLACES_LIMIT
from assess.core.profile import COUNTS
from tests.core.merge.operations import NOON
from tests.twin.operations import value
from tests.twin.server import CODES

#: All that `validate_operation` says; the first three codes are those of `check_recorded`.
EVERY_CODE = {"None", *list(CODES.values())[3:]}

HALF = "\ud83d"
# fmt: off
TEXTS = ("", "Nota", "x" * NAME_LIMIT, "x" * (NAME_LIMIT + 1), "x" * NOTE_LIMIT, "x" * (NOTE_LIMIT + 1),
         "😀" * NOTE_LIMIT, "a\0b", HALF, "😀")
NUMBERS = ("1", "1.5", "1,5", "-1", "-0", "1e3", " 1", "1\n", "", ".5", "5.", "1" * 9, "1" * 10,
           "0." + "1" * 6, "0." + "1" * 7, "١", 7, -7, 10**9, 2.5)
ODD = (None, True, False, 0, 3, 4, -1, 2.5, "2", "NA", "NE", "na", [], {}, ["document"], ["asked"],
       [None], {"a": 1}, "other", 99_999, 100_000)
# fmt: on
IDS = (
    "0190f0c4-0000-7000-8000-00000000000a",
    "0190F0C4-0000-7000-8000-00000000000A",
    "0190f0c400007000800000000000000a",
)
NAMES = ("level", "nota", "constructor", "__proto__", "toString", "", "capacity")


def operation(draw: Random, instrument: Instrument) -> Operation:
    """One change of any kind, right or wrong in its value, its field, its criterion or its device."""
    code = draw.choice(
        (PROFILE, INPUTS, EXIT, EVIDENCE, *draw.sample(list(instrument.criteria), min(3, len(instrument.criteria))))
    )
    field = _field(draw, code, instrument)
    op = Operation("1", "v", code, field, _value(draw, code, field), None, "tableta", "ana", NOON)
    if draw.random() < 0.05:
        op = replace(op, criterion=draw.choice(("", "no.such", "@other", "__proto__", HALF)))
    if draw.random() < 0.05:
        op = replace(op, device=draw.choice(("a\0", HALF, "😀")))
    return op


def _field(draw: Random, code: str, instrument: Instrument) -> str:
    asked = [one.id for c in instrument.criteria.values() if c.measure for one in c.measure.inputs]
    if draw.random() < 0.1:
        return draw.choice(NAMES)
    if code == PROFILE:
        return draw.choice(("capacity", *COUNTS))
    fields = {INPUTS: asked or ["a"], EXIT: tuple(EXIT_FIELDS), EVIDENCE: IDS}
    return draw.choice(fields.get(code, tuple(FIELDS)))


def _value(draw: Random, code: str, field: str) -> object:
    if draw.random() < 0.3:
        near = {"methods": (["asked"], ["document", None], "document")}.get(field, (100_000, -1, 1.5))
        return draw.choice(near if field == "methods" or code == PROFILE else ODD)
    if code == INPUTS:
        count = draw.choice((0, 1, 2, 3, PLACES_LIMIT, PLACES_LIMIT + 1))
        return draw.choice((draw.choice(NUMBERS), [draw.choice((*NUMBERS, None)) for _ in range(count)], ["1"] * count))
    if code == EVIDENCE:
        return draw.choice((None, REMOVED))
    if field.endswith("_agrees"):
        return draw.choice((True, False))
    if field in ("note", "na_text", "lowered", *EXIT_FIELDS):
        return draw.choice(TEXTS)
    return value(draw, code, field) if field in FIELDS or code == PROFILE else draw.choice(ODD)
