import json

import pytest

from assess.core.rules import RuleBroken
from assess.services.scoring import score_files
from tests.core.shapes import T, instrument_of
from tests.core.vectors import CASES, VECTORS

INSTRUMENT = instrument_of(T)


@pytest.mark.parametrize("name", CASES)
def test_a_file_of_plain_answers_gives_the_vector_of_the_method(name):
    shape, answers = CASES[name]

    found = score_files(instrument_of(shape), json.loads(json.dumps(answers)))

    assert found == {key: value for key, value in VECTORS[name].items() if key != "id"}


def test_no_answers_at_all_are_scored_as_not_rated():
    overall = score_files(INSTRUMENT, {})["overall"]

    assert (overall["rating"], overall["score"], overall["exact"], overall["coverage"]) == ("NR", None, None, "0.0")


def test_everything_not_applicable_has_no_score_and_no_coverage():
    found = score_files(INSTRUMENT, dict.fromkeys(INSTRUMENT.criteria, "NA"))

    assert found["domains"] == {}
    assert (found["overall"]["rating"], found["overall"]["coverage"]) == ("NR", None)


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"P1.1": 4}, "P1.1: 4 is not a level. Use 0, 1, 2 or 3, NA if it does not apply, or leave it empty."),
        ({"P1.1": "na"}, 'P1.1: "na" is not a level. Write 0, 1, 2 or 3 without quotes, "NA", or null.'),
        ({"P1.1": "2"}, 'P1.1: "2" is not a level. Write 0, 1, 2 or 3 without quotes, "NA", or null.'),
        ({"P1.1": 2.0}, 'P1.1: 2.0 is not a level. Write a whole number 0, 1, 2 or 3, "NA", or null.'),
        ({"P1.1": True}, 'P1.1: True is not a level. Write a whole number 0, 1, 2 or 3, "NA", or null.'),
        ({"P1.1": [2]}, 'P1.1: [2] is not a level. Write a whole number 0, 1, 2 or 3, "NA", or null.'),
        ({"p1.1": 2}, "p1.1 is not a criterion of test 1. Did you mean P1.1?"),
        ({"zzzzz": 2}, "zzzzz is not a criterion of test 1. Check the code, or remove it."),
        ([2, 3], 'The answers must be one object of codes and levels, for example {"P1.1": 2}.'),
        (None, 'The answers must be one object of codes and levels, for example {"P1.1": 2}.'),
    ],
)
def test_bad_answers_are_refused_with_the_code_and_the_way_out(answers, message):
    with pytest.raises(RuleBroken) as refused:
        score_files(INSTRUMENT, answers)

    assert str(refused.value) == message
