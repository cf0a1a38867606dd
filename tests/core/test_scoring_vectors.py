"""The method's own test vectors, V1-V9, and the two answers to bad input."""

from __future__ import annotations

import pytest

from assess.core.rules import RuleBroken
from assess.core.scoring import plain_entries, result, vector_json
from tests.core.shapes import BASE, T, instrument_of
from tests.core.vectors import CASES, GAPS, V5, VECTORS


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
