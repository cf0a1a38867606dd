from dataclasses import replace
from fractions import Fraction as F

import pytest

from assess.core.rules import RuleBroken
from assess.core.scoring import plain_entries, result
from assess.core.shown import change, percent_shown, shown
from assess.core.versions import Difference, diff, levels, like_for_like, mapping
from tests.core.shapes import make_criterion, make_domain, make_instrument, make_measure, text

FIRST = {"c1": 1, "c2": 2, "c3": 0, "c4": 3, "c5": 2, "c6": 1, "c7": 2, "c8": "NA"}
SECOND = {"c1": 2, "c2": 2, "c3": 2, "c4": 3, "c5": 1, "c6": 3, "c8": 2, "n1": 0, "n2": 1}


def version(*codes: str, **changed):
    return make_instrument(make_domain("D", *(changed.get(c) or make_criterion(c) for c in codes)))


V1, V2 = version(*FIRST), version(*SECOND)
RELATIONS = mapping(V1, V2)


def test_vector_11_each_visit_keeps_its_own_score():
    first, second = (result(v, plain_entries(a)).score for v, a in ((V1, FIRST), (V2, SECOND)))

    assert (shown(first), shown(second), change(first, second)) == ("52.3", "59.2", "+6.9")


def test_vector_11_the_common_core_is_compared_like_for_like():
    found = like_for_like(FIRST, SECOND, RELATIONS)

    assert found.comparable
    assert found.core == ("c1", "c2", "c3", "c4", "c5", "c6")
    assert (shown(found.first), shown(found.second), found.change) == ("50.0", "72.2", "+22.2")
    assert tuple(percent_shown(share) for share in found.shares) == ("85.7", "66.6")


def test_the_levels_of_a_result_are_what_is_compared():
    first, second = (levels(result(v, plain_entries(a))) for v, a in ((V1, FIRST), (V2, SECOND)))

    assert like_for_like(first, second, RELATIONS) == like_for_like(FIRST, SECOND, RELATIONS)


@pytest.mark.parametrize(("new_ones", "comparable"), [(4, True), (5, False)])
def test_visits_with_less_than_60_percent_in_common_are_not_comparable(new_ones, comparable):
    second = {f"c{n}": 2 for n in range(1, 7)} | {f"n{n}": 2 for n in range(new_ones)}

    first = {f"c{n}": 1 for n in range(1, 7)}

    found = like_for_like(first, second, dict.fromkeys(FIRST, "same"))

    assert found.comparable is comparable
    assert like_for_like(second, first, dict.fromkeys(FIRST, "same")).comparable is comparable
    assert (found.change is None) is not comparable


def test_visits_with_nothing_in_common_are_not_comparable():
    assert like_for_like({}, {}, {}).shares == (0, 0)
    assert not like_for_like({}, {"c1": 3}, {"c1": "same"}).comparable


def test_changed_criteria_stay_out_of_the_core_and_equivalent_ones_in():
    answers = {"c1": 1, "c2": 2, "c3": 3}

    found = like_for_like(answers, answers, {"c1": "changed", "c2": "equivalent", "c3": "same"})

    assert found.core == ("c2", "c3")


def test_weights_count_only_when_they_are_given():
    found = like_for_like({"a": 0, "b": 3}, {"a": 3, "b": 3}, {"a": "same", "b": "same"}, {"a": F(3), "b": F(1)})

    assert (found.first, found.second, found.change) == (25, 100, "+75.0")


MEASURE = make_measure("100 * a / b", direction="higher_is_better", thresholds=(50, 75, 95))


@pytest.mark.parametrize(
    ("facts", "relation"),
    [
        ({}, "same"),
        ({"guidance": text("Look twice")}, "same"),
        ({"text": text("Other words")}, "changed"),
        ({"levels": ((0, text("None")),)}, "changed"),
        ({"measure": MEASURE}, "changed"),
    ],
    ids=["equal", "guidance only", "requirement", "level descriptors", "measure"],
)
def test_what_decides_the_meaning_of_a_level_makes_a_criterion_changed(facts, relation):
    assert mapping(version("c"), version("c", c=make_criterion("c", **facts))) == {"c": relation}


def test_new_and_retired_codes_are_named():
    assert mapping(version("a", "b"), version("b", "c")) == {"a": "retired", "b": "same", "c": "new"}


def test_the_crosswalk_of_the_authors_decides_what_wording_cannot():
    new = version("c", c=make_criterion("c", text=text("The same in plainer words")))

    assert mapping(version("c"), new, {"c": "equivalent"}) == {"c": "equivalent"}


@pytest.mark.parametrize(
    ("crosswalk", "message"),
    [
        ({"z": "same"}, "z is in neither version"),
        ({"b": "alike"}, "b: alike is not a relation"),
        ({"a": "same"}, "a is retired between these versions"),
        ({"b": "new"}, "b is same between these versions"),
    ],
)
def test_a_crosswalk_that_cannot_be_true_is_refused(crosswalk, message):
    with pytest.raises(RuleBroken, match=message):
        mapping(version("a", "b"), version("b", "c"), crosswalk)


def test_equal_versions_do_not_differ():
    assert diff(V1, version(*FIRST)) == ()


def test_a_diff_names_domains_standards_and_criteria_with_the_facts_that_changed():
    old = version("a", "b")
    domain = old.domains[0]
    standard = replace(domain.standards[0], weight=F(2), criteria=(make_criterion("b", critical=True),))
    new = make_instrument(replace(domain, limiting=True, standards=(standard,)))

    assert diff(old, new) == (
        Difference("domain", "D", "changed", ("limiting",)),
        Difference("standard", "D1", "changed", ("weight",)),
        Difference("criterion", "a", "retired"),
        Difference("criterion", "b", "same", ("critical",)),
    )


def test_a_criterion_that_moves_to_another_standard_is_in_the_diff():
    old = make_instrument(make_domain("D", make_criterion("a")), make_domain("E", make_criterion("b")))
    new = make_instrument(make_domain("D", make_criterion("a"), make_criterion("b")))

    assert Difference("criterion", "b", "same", ("standard",)) in diff(old, new)
    assert Difference("domain", "E", "retired") in diff(old, new)
