from dataclasses import replace

import pytest

from assess.core.applicability import in_scope, is_limited, out_of_scope
from assess.core.entry import Entry
from assess.core.profile import Profile
from assess.core.scoring import plain_entries, result
from tests.core.shapes import BASE, T, instrument_of, make_criterion, make_domain, make_instrument

PUBLIC = Profile("cas_publico")
INSTRUMENT = make_instrument(
    make_domain("A", make_criterion("all"), make_criterion("private", applies_to=("cas_privado", "procuraduria"))),
    make_domain(
        "B",
        make_criterion("babies", age_groups=("0-1",), critical=True),
        make_criterion("young", age_groups=("0-1", "1-5")),
        make_criterion("detail", relevant='level("all") >= 1 and disability > 0'),
    ),
)


def test_without_a_profile_everything_is_in_scope():
    assert in_scope(INSTRUMENT, None) == ("all", "private", "babies", "young", "detail")


def test_criteria_of_other_types_are_filtered_out_with_their_reason():
    assert out_of_scope(INSTRUMENT, PUBLIC) == {"private": "other_type"}
    assert "private" in in_scope(INSTRUMENT, Profile("procuraduria"))


@pytest.mark.parametrize(
    ("counts", "filtered"),
    [
        ({}, []),
        ({"girls_0": 0}, []),
        ({"girls_0": 0, "boys_0": 0}, ["babies"]),
        ({"girls_0": 0, "boys_0": 1}, []),
        ({"girls_0": 0, "boys_0": 0, "girls_1_5": 0}, ["babies"]),
        ({"girls_0": 0, "boys_0": 0, "girls_1_5": 0, "boys_1_5": 0}, ["babies", "young"]),
    ],
)
def test_an_age_group_is_left_out_only_when_nobody_of_it_is_known_to_be_there(counts, filtered):
    outside = out_of_scope(INSTRUMENT, replace(PUBLIC, **counts))

    assert [code for code, reason in outside.items() if reason == "no_children_of_age"] == filtered


@pytest.mark.parametrize(
    ("disability", "level", "is_in_scope"),
    [(3, 1, True), (3, 0, False), (0, 1, False), (None, 1, True), (3, None, True), (0, None, False)],
)
def test_a_condition_takes_a_criterion_away_only_when_it_is_certainly_false(disability, level, is_in_scope):
    found = in_scope(INSTRUMENT, replace(PUBLIC, disability=disability), {"all": Entry(level)})

    assert ("detail" in found) is is_in_scope


def test_what_is_out_of_scope_counts_nowhere_even_when_it_was_answered():
    profile = replace(PUBLIC, girls_0=0, boys_0=0)
    answers = {"all": 3, "private": 0, "babies": 0, "young": 3, "detail": 3}

    found = result(INSTRUMENT, plain_entries(answers), profile)

    assert (found.score, found.rating, found.in_scope, found.critical_zero) == (100, "A", 3, ())
    assert [one.code for one in found.criteria] == ["all", "young", "detail"]


def test_a_domain_that_is_wholly_out_of_scope_is_left_out():
    instrument = make_instrument(
        make_domain("A", make_criterion("a")), make_domain("B", make_criterion("b", applies_to=("cas_privado",)))
    )

    assert [domain.id for domain in result(instrument, plain_entries({"a": 3}), PUBLIC).domains] == ["A"]


@pytest.mark.parametrize(("not_applicable", "limited"), [(0, False), (1, False), (2, True), (5, True)])
def test_more_than_a_fifth_not_applicable_is_a_limited_scope(not_applicable, limited):
    assert is_limited(not_applicable, 5) is limited


def test_a_domain_with_many_not_applicable_is_flagged_even_when_nothing_is_left_of_it():
    found = result(instrument_of(T), plain_entries(BASE | dict.fromkeys(("Q1.1", "Q1.2", "Q1.3", "Q1.4"), "NA")))

    assert found.limited_scope == ("Q",)
    assert not found.domain("P").limited_scope
