import pytest

from assess.core.condition import parse
from assess.core.profile import Profile
from assess.core.rules import RuleBroken

PROFILE = Profile("cas_publico", capacity=20, girls_12_17=3, boys_12_17=0, disability=0, unaccompanied=4)
LEVELS = {"GM-1": 2, "GM-2": 0, "GM-3": None}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("girls_12_17 + boys_12_17 > 0", True),
        ("disability > 0", False),
        ("not disability > 0", True),
        ("unaccompanied >= 4 and disability == 0", True),
        ("disability > 0 or unaccompanied != 4", False),
        ("children <= capacity / 2", True),
        ("facility_type == 'cas_publico'", True),
        ('"cas_privado" == facility_type', False),
        ("facility_type != 'cas_publico'", False),
        ("level('GM-1') >= 1", True),
        ('level["GM-2"] > 0', False),
        ("(disability > 0 or unaccompanied > 0) and level('GM-1') < 3", True),
        ("-disability < 1", True),
    ],
)
def test_conditions_ask_the_profile_and_other_answers(text, holds):
    assert parse(text).holds(PROFILE, LEVELS) is holds


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("level('GM-3') >= 1", None),
        ("girls_0 > 0", None),
        ("girls_0 > 0 and disability > 0", False),
        ("girls_0 > 0 or unaccompanied > 0", True),
        ("girls_0 > 0 or disability > 0", None),
        ("not girls_0 > 0", None),
        ("children / disability > 2", None),
    ],
)
def test_a_fact_that_is_not_known_leaves_the_answer_open_unless_it_is_certain(text, holds):
    assert parse(text).holds(PROFILE, LEVELS) is holds


def test_without_a_profile_only_answers_are_known():
    assert parse("disability > 0").holds(None, {}) is None
    assert parse("level('GM-1') == 2").holds(None, LEVELS) is True


def test_a_condition_tells_what_it_depends_on():
    condition = parse("disability > 0 and level('GM-1') >= 1 and level('GM-2') + disability > 0")

    assert (condition.names, condition.codes) == (("disability",), ("GM-1", "GM-2"))


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("disability", 1, "a comparison is needed"),
        ("disability + 1", 1, "a comparison is needed"),
        ("toys > 0", 1, "toys is not a fact of the profile"),
        ("disability > 0 and toys > 0", 20, "toys is not a fact of the profile"),
        ("facility_type > 3", 15, "compare facility_type with a type in quotes"),
        ("facility_type + 1 > 3", 15, "compare facility_type with a type in quotes"),
        ("disability == 'many'", 12, "compare facility_type with a type in quotes"),
        ("(disability > 0) > 1", 13, "a number is needed"),
        ("disability and children > 0", 1, "a comparison is needed"),
        ("level(GM) > 0", 7, "write the code in quotes"),
        ("level('GM' > 0", 12, r"\) is missing"),
        ("level > 0", 7, r"\( is missing"),
        ("facility_type == cas_publico", 15, "compare facility_type with a type in quotes"),
        ("1 < children < 3", 14, "< was not expected"),
    ],
)
def test_what_is_not_a_condition_is_refused_with_the_place(text, position, words):
    with pytest.raises(RuleBroken, match=words) as refused:
        parse(text)

    assert refused.value.params["position"] == position
