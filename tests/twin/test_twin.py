"""The device scores and merges as the server does: the same canonical bytes for every drawn case (P17, P18)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from random import Random

import pytest

from assess.core.entry import Entry
from assess.core.evidence import BLOCKING
from assess.core.instrument import Instrument
from assess.core.merge.operation import json_bytes
from assess.core.scoring import plain_entries
from assess.core.shown import change, exact, percent_shown, shown
from assess.exporters.pack_instrument import instrument_json
from assess.standards.build import content_of
from assess.standards.bundled import files
from assess.standards.check import Loaded, read
from tests.core.shapes import instrument_of
from tests.core.vectors import CASES, VECTORS
from tests.twin import answers, operations, refusals
from tests.twin.device import Device, device
from tests.twin.instruments import TYPES
from tests.twin.instruments import instrument as drawn_instrument
from tests.twin.server import refusal, scored, visited

SCORED = 10_000
MERGED = 3_000
REFUSED = 5_000
ON_BUNDLED = 1_200
DRAWN_INSTRUMENTS = 400


@cache
def bundled() -> tuple[Loaded, ...]:
    return tuple(read(file) for file in files())


class Cases:
    """Each case goes to the device as it is drawn; beside it stands what the server says of it."""

    def __init__(self, device: Device) -> None:
        self.device, self.draw = device, device.draw
        self.expected: list[bytes] = []
        self.instruments: list[Instrument] = []

    def add(self, kind: str, given: object, outcome: object) -> None:
        self.device.ask({kind: given})
        self.expected.append(json_bytes(outcome))

    def take(self, instrument: Instrument, carried: object = None) -> int:
        number = len(self.instruments)
        self.instruments.append(instrument)
        self.add("instrument", carried or instrument_json(instrument), number)
        return number

    def check(self, tally: Counter[str], wanted: set[str]) -> None:
        """What was drawn shows all that is wanted, and both sides say the same of it."""
        assert wanted - set(tally) == set(), f"seed {self.device.seed} draws too little: {tally}"
        self.device.must_have_said(self.expected)


@pytest.fixture
def cases() -> Iterator[Cases]:
    with device() as one:
        yield Cases(one)


def drawn(cases: Cases) -> list[int]:
    return [cases.take(drawn_instrument(cases.draw, number)) for number in range(DRAWN_INSTRUMENTS)]


def types_of(instrument: Instrument) -> tuple[str, ...]:
    return tuple(sorted(instrument.facility_types)) or TYPES


def add_score(cases: Cases, number: int, tally: Counter[str]) -> None:
    draw, instrument = cases.draw, cases.instruments[number]
    entries = answers.entries(draw, instrument)
    profile = answers.profile(draw, types_of(instrument))
    inputs = answers.inputs(draw, instrument)
    if draw.random() < 0.01:
        code = draw.choice(("no.such", *entries)) if entries else "no.such"
        entries[code] = Entry(draw.choice((4, -1, "na", "", "3", True)))
    if draw.random() < 0.01 and inputs:
        inputs[draw.choice(list(inputs))] = Fraction(-1, 2)
    outcome = scored(instrument, entries, profile, inputs)
    given = {
        "instrument": number,
        "entries": {code: answers.entry_json(one) for code, one in entries.items()},
        "profile": answers.profile_json(profile),
        "inputs": answers.inputs_json(inputs),
    }
    cases.add("score", given, outcome)
    tally.update(seen_in(outcome))


def seen_in(outcome) -> set[str]:
    """What a case shows, for the sum of them to show everything."""
    if "refused" in outcome:
        return {"refused"}
    result = outcome["result"]
    marks = {mark for one in result["criteria"] for mark in one["marks"]}
    names = {"capped_by", "critical_one", "limited_scope", "at_most"}
    measured = {f"measured {one['level']} {one['na_reason']}" for one in outcome["measured"]}
    refused = {f"not recordable {one['refused']}" for one in outcome["measured"]}
    return {result["rating"], *marks, *(name for name in names if result[name]), *measured, *refused}


EVERYTHING = {
    *("A", "B", "C", "D", "NR", "refused", "capped_by", "critical_one", "limited_scope", "at_most"),
    *(mark for mark in BLOCKING if mark != "unanswered"),
    *("second_method_missing", "child_words_only", "lowered", "small_sample"),
    *(f"measured {level} None" for level in (0, 1, 2, 3, None)),
    *("measured NA population_absent", "measured NA no_event_in_period"),
    *(f"not recordable {code}" for code in ("measured_na", "lowering_needs_reason", "not_the_measured_level")),
}


def add_vectors(cases: Cases) -> None:
    for shape, levels in CASES.values():
        entries = plain_entries(levels)
        instrument = instrument_of(shape)
        given = {"entries": {code: answers.entry_json(one) for code, one in entries.items()}}
        outcome = scored(instrument, entries, None, {})
        number = cases.take(instrument)
        cases.add("score", {"instrument": number, "profile": None, "inputs": {}} | given, outcome)


def test_every_vector_of_the_method_comes_out_exactly_on_the_device(cases):
    add_vectors(cases)

    told = [json.loads(answer) for answer in cases.device.answers()]

    results = [one for one in told if isinstance(one, dict)]
    assert [{"id": name} | one["vector"] for name, one in zip(CASES, results, strict=True)] == [
        VECTORS[name] for name in CASES
    ]
    v5 = results[list(CASES).index("V5 missing")]["result"]
    for bound in ("low", "high"):
        wanted = VECTORS[f"V5 {bound} bound"]["overall"]
        assert list(v5[bound].values()) == [wanted["letter_by_score"], wanted["rating"], wanted["exact"]]


def test_ten_thousand_answer_sets_have_the_same_result_to_the_byte_on_device_and_server(cases):
    tally = Counter()
    add_vectors(cases)
    numbers = [cases.take(one.instrument) for one in bundled()]
    numbers += [cases.take(one.instrument, json.loads(content_of(one.document))) for one in bundled()]
    for turn in range(ON_BUNDLED):
        add_score(cases, numbers[turn % len(numbers)], tally)
    small = drawn(cases)
    for turn in range(SCORED - ON_BUNDLED - len(CASES)):
        add_score(cases, small[turn % len(small)], tally)

    assert len(cases.expected) == SCORED + len(cases.instruments)
    cases.check(tally, EVERYTHING)


def test_three_thousand_sets_of_operations_add_up_to_the_same_state_in_any_order(cases):
    draw, tally = cases.draw, Counter()
    numbers = [*drawn(cases), *(cases.take(one.instrument) for one in bundled())]
    for turn in range(MERGED):
        number = numbers[turn % len(numbers)]
        instrument = cases.instruments[number]
        ops = operations.operations(draw, instrument)
        facility_type = draw.choice(types_of(instrument))
        evidence = {code: draw.randint(0, 2) for code in instrument.criteria if draw.random() < 0.5}
        carried = [operations.operation_json(op) for op in operations.arrived(draw, ops)]
        given = {"instrument": number, "facility_type": facility_type, "operations": carried, "evidence": evidence}
        outcome = visited(instrument, facility_type, ops, evidence)
        cases.add("visit", given, outcome)
        tally.update({gap for _, gaps in outcome["missing"] for gap in gaps})
        tally.update({f"heads {len(one['heads'])} conflict {bool(one['conflict'])}" for one in outcome["state"]})

    cases.check(tally, {"conflict", "unanswered", "heads 2 conflict True", "heads 2 conflict False"})


def test_device_and_server_refuse_the_same_operations_for_the_same_reason(cases):
    tally = Counter()
    numbers = [*drawn(cases), *(cases.take(one.instrument) for one in bundled())]
    for turn in range(REFUSED):
        number = numbers[turn % len(numbers)]
        op = refusals.operation(cases.draw, cases.instruments[number])
        code = refusal(op, cases.instruments[number])
        cases.add("refusal", {"instrument": number, "operation": operations.operation_json(op)}, code)
        tally[str(code)] += 1

    cases.check(tally, refusals.EVERY_CODE)


def test_numbers_are_written_alike(cases):
    for _ in range(40):
        pairs = [(_fraction(cases.draw), _fraction(cases.draw)) for _ in range(100)]
        told = [[shown(a), percent_shown(a), change(a, b), exact(a)] for a, b in pairs]
        cases.add("figures", [[str(a), str(b)] for a, b in pairs], told)

    cases.device.must_have_said(cases.expected)


def test_any_json_has_the_same_canonical_bytes(cases):
    for _ in range(500):
        value = _value(cases.draw, 4)
        cases.add("canonical", value, [json_bytes(value).decode()])

    cases.device.must_have_said(cases.expected)


def _fraction(draw: Random) -> Fraction:
    """Also on and beside the tenths and half tenths where cutting and rounding decide."""
    near = Fraction(draw.randint(-2_000, 2_000), draw.choice((20, 10, 1)))
    return near + draw.choice((0, 0, Fraction(1, 10**9), Fraction(-1, 10**9), Fraction(draw.randint(-99, 99), 97)))


LETTERS = (*'aZ_1ñ字"/\\\n\x00\x1f\x7f', "\u2028", "\ud7ff", "\ue000", "\uffff", "\U0001f600", "\U0010ffff")


def _value(draw: Random, depth: int):
    if depth and draw.random() < 0.7:
        parts = [_value(draw, depth - 1) for _ in range(draw.randint(0, 5))]
        return parts if draw.random() < 0.4 else {_letters(draw): part for part in parts}
    return draw.choice((None, True, False, 0, -1, 2**53 - 1, 1 - 2**53, _letters(draw)))


def _letters(draw: Random) -> str:
    return "".join(draw.choice(LETTERS) for _ in range(draw.randint(0, 4)))
