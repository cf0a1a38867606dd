"""The method's own test vectors, V1-V9, and the two answers to bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assess.core.rules import RuleBroken
from assess.core.scoring import plain_entries, result, vector_json
from tests.core.shapes import BASE, T, domain_shape, instrument_of

VECTORS = {vector["id"]: vector for vector in json.loads(Path(__file__).with_name("vectors.json").read_text())}
V5 = {code: level for code, level in BASE.items() if code not in ("P1.2", "Q1.3", "Q1.4")}
GAPS = dict.fromkeys(("P1.2", "Q1.3", "Q1.4"))
X = domain_shape("X", (1, [("x1", 1, True), ("x2", 1, False), ("x3", 1, False)]))
Y = domain_shape("Y", (1, [("y1", 1, True), ("y2", 1, False), ("y3", 1, False)]))
Z = domain_shape("Z", (1, [("z1", 1, False), ("z2", 1, False)]), limiting=True)
XYZ = {"x1": 0, "x2": 3, "x3": 3, "y1": 3, "y2": 3, "y3": 3, "z1": 3, "z2": 3}


def one_domain(count: int) -> list[dict]:
    return [domain_shape("B", (1, [(f"b{n}", 1, False) for n in range(count)]))]


def levels(twos: int, ones: int) -> dict[str, int]:
    return {f"b{n}": 2 if n < twos else 1 for n in range(twos + ones)}


CASES = {
    "V1 basic": (T, BASE),
    "V2 not applicable": (T, BASE | dict.fromkeys(("P2.1", "P2.2", "Q1.4"), "NA")),
    "V3 critical 0 in limiting domain": (T, BASE | {"P1.1": 0, "P1.2": 3, "P2.1": 3, "P2.2": 3}),
    "V4 critical 1 in limiting domain": (T, dict.fromkeys(BASE, 3) | {"P1.1": 1}),
    "V5 missing": (T, V5),
    "V5c missing, with a critical 0": (T, V5 | {"P1.1": 0}),
    "V6 just under a threshold": (one_domain(77), levels(73, 4)),
    "V7 exactly on a threshold": (one_domain(20), levels(19, 1)),
    "V8 two critical zeros": ([X, Y, Z], XYZ | {"y1": 0}),
    "V9 one critical zero, non-limiting": ([X, Y, Z], XYZ),
}


@pytest.mark.parametrize("name", CASES)
def test_every_vector_of_the_method_comes_out_exactly(name):
    shape, answers = CASES[name]

    assert {"id": name} | vector_json(result(instrument_of(shape), plain_entries(answers))) == VECTORS[name]


@pytest.mark.parametrize(("bound", "name"), [("low", "V5 low bound"), ("high", "V5 high bound")])
def test_the_bounds_of_a_visit_with_gaps_are_those_of_the_method(bound, name):
    expected = VECTORS[name]["overall"]

    found = getattr(result(instrument_of(T), plain_entries(V5)), bound)

    assert (str(found.score), found.band, found.rating) == (
        expected["exact"],
        expected["letter_by_score"],
        expected["rating"],
    )


def test_no_vector_is_left_untested():
    assert set(CASES) | {"V5 low bound", "V5 high bound"} == set(VECTORS)


def test_an_empty_answer_counts_like_one_that_is_not_there():
    instrument = instrument_of(T)

    assert result(instrument, plain_entries(V5 | GAPS)) == result(instrument, plain_entries(V5))


@pytest.mark.parametrize("value", [4, -1, True, 2.0, "na", "3", "A"])
def test_anything_but_a_level_is_refused_and_names_its_criterion(value):
    with pytest.raises(RuleBroken, match=r"Q1\.3: .* is not a level") as refused:
        result(instrument_of(T), plain_entries(BASE | {"Q1.3": value}))

    assert refused.value.field == "Q1.3"


def test_a_code_that_is_not_in_the_instrument_is_refused():
    with pytest.raises(RuleBroken, match=r"Q9\.9 is not a criterion of test 1"):
        result(instrument_of(T), plain_entries(BASE | {"Q9.9": 2}))
