"""What holds for every visit: agreement with the reference, and the promises that caps and gaps make."""

from __future__ import annotations

import gc
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.core.entry import Entry
from assess.core.profile import Profile
from assess.core.scoring import plain_entries, result, vector_json
from assess.core.scoring.sums import _PLANS
from tests.core.drawn import thorough, visits
from tests.core.reference import result as reference
from tests.core.shapes import BASE, T, instrument_of, make_criterion, make_domain, make_instrument, make_measure

LETTERS = "ABCD"


def scored(shape, answers):
    return result(instrument_of(shape), plain_entries(answers))


@thorough
@given(visits())
def test_every_score_is_that_of_the_reference_function(visit):
    shape, answers = visit
    ours, theirs = scored(shape, answers), reference(shape, answers)

    assert (ours.score, ours.rating) == (theirs["score"], theirs["rating"])
    assert (ours.band, list(ours.capped_by), ours.at_most) == (
        theirs.get("band"),
        theirs.get("capped_by", []),
        theirs.get("at_most"),
    )
    assert theirs.get("coverage") in (None, ours.coverage)
    assert {d.id: (d.score, d.rating, d.cap, d.coverage) for d in ours.domains} == {
        id: (d["score"], d["rating"], d["cap"], d["coverage"]) for id, d in theirs["domains"].items()
    }


@thorough
@given(visits())
def test_the_bounds_are_those_of_the_reference_function(visit):
    shape, answers = visit
    ours = scored(shape, answers)

    for bound, fill in ((ours.low, 0), (ours.high, 3)):
        theirs = reference(shape, answers, fill)
        assert (bound.score, bound.band, bound.rating) == (theirs["score"], theirs.get("band"), theirs["rating"])
    for domain in ours.domains:
        assert domain.low == reference(shape, answers, 0)["domains"][domain.id]["score"]
        assert domain.high == reference(shape, answers, 3)["domains"][domain.id]["score"]


@thorough
@given(visits(), st.data())
def test_a_better_answer_never_lowers_the_number_nor_the_letter(visit, data):
    shape, answers = visit
    raisable = [code for code, value in answers.items() if value != "NA" and value < 3]
    if not raisable:
        return
    code = data.draw(st.sampled_from(raisable))

    before, after = scored(shape, answers), scored(shape, answers | {code: answers[code] + 1})

    assert after.score >= before.score
    assert (after.rating == "NR") is (before.rating == "NR")
    assert after.rating <= before.rating
    assert LETTERS.index(after.at_most or "A") <= LETTERS.index(before.at_most or "A")
    assert after.low.rating <= before.low.rating
    assert after.high.rating <= before.high.rating


@thorough
@given(visits(), st.data())
def test_the_bounds_contain_every_way_of_filling_the_gaps(visit, data):
    shape, answers = visit
    codes = [code for d in shape for s in d["standards"] for code, _, _ in s["criteria"]]
    filled = answers | {code: data.draw(st.integers(0, 3)) for code in codes if code not in answers}

    found, whole = scored(shape, answers), scored(shape, filled)

    if whole.score is not None:
        assert found.low.score <= whole.score <= found.high.score
        assert found.high.rating <= whole.rating <= found.low.rating
        assert whole.rating >= (found.at_most or "A")


@thorough
@given(visits(), st.randoms(use_true_random=False))
def test_the_order_of_the_answers_does_not_matter(visit, random):
    shape, answers = visit
    shuffled = list(answers.items())
    random.shuffle(shuffled)

    assert scored(shape, dict(shuffled)) == scored(shape, answers)


@thorough
@given(visits())
def test_caps_change_the_letter_and_never_the_number(visit):
    shape, answers = visit
    harmless = [
        {
            **domain,
            "limiting": False,
            "standards": [{**s, "criteria": [(c, w, False) for c, w, _ in s["criteria"]]} for s in domain["standards"]],
        }
        for domain in shape
    ]

    assert scored(harmless, answers).score == scored(shape, answers).score


@thorough
@given(visits(answer=st.just("NA")))
def test_a_visit_where_nothing_applies_has_no_score_and_no_letter(visit):
    found = scored(*visit)

    assert (found.score, found.rating, found.domains, found.coverage) == (None, "NR", (), None)
    assert (found.low.rating, found.high.score) == ("NR", None)


@pytest.mark.parametrize(
    ("level", "critical", "score", "rating"),
    [
        (0, False, 0, "D"),
        (1, False, F(100, 3), "D"),
        (2, False, F(200, 3), "B"),
        (3, True, 100, "A"),
        (1, True, F(100, 3), "D"),
    ],
)
def test_one_criterion_alone_is_a_whole_visit(level, critical, score, rating):
    found = result(
        make_instrument(make_domain("A", make_criterion("a", critical=critical))), plain_entries({"a": level})
    )

    assert (found.score, found.rating, found.coverage) == (score, rating, 1)


@thorough
@given(visits())
def test_the_scores_of_standards_add_up_to_their_domain(visit):
    shape, answers = visit
    for domain in scored(shape, answers).domains:
        weights = {
            f"{domain.id}{n}": s["weight"]
            for d in shape
            if d["id"] == domain.id
            for n, s in enumerate(d["standards"], 1)
        }
        known = [s for s in domain.standards if s.score is not None]
        total = sum(weights[s.id] for s in known)

        assert domain.score == (sum(weights[s.id] * s.score for s in known) / total if known else None)
        assert domain.answered == sum(s.answered for s in domain.standards)
        assert domain.in_scope == sum(s.in_scope for s in domain.standards)


def test_critical_failures_are_listed_by_level():
    found = scored(T, BASE | {"P1.1": 1})

    assert (found.critical_zero, found.critical_one) == ((), ("P1.1",))


def test_a_visit_without_any_answer_still_has_its_bounds():
    found = scored(T, {})

    assert (found.score, found.rating, found.coverage, found.at_most) == (None, "NR", 0, None)
    assert (found.low.score, found.low.rating, found.high.score, found.high.rating) == (0, "D", 100, "A")


def test_unapproved_na_of_a_critical_criterion_counts_as_unanswered():
    instrument = instrument_of(T)
    entries = plain_entries(BASE)

    waiting = result(instrument, entries | {"P1.1": Entry("NA", na_reason="other", na_text="None here")})
    approved = result(
        instrument, entries | {"P1.1": Entry("NA", na_reason="other", na_text="None here", approved=True)}
    )

    assert (waiting.rating, waiting.domain("P").rating, waiting.coverage) == ("NR", "NR", F(8, 9))
    assert (approved.rating, approved.coverage) == ("B", 1)


def test_no_carers_and_twenty_children_are_level_0_and_never_na():
    measure = make_measure("children / carers", operator="<=", threshold=(8,), zero="no_resource", per="shift")
    criterion = make_criterion("ratio", critical=True, measure=measure)
    instrument = make_instrument(make_domain("S", criterion, limiting=True))
    inputs = {"children": F(20), "carers": (F(3), F(3), F(0))}

    found = result(instrument, {}, Profile("cas_publico", staff_night=0), inputs)

    assert (found.score, found.rating, found.critical_zero) == (0, "D", ("ratio",))


def test_measured_na_leaves_the_sums_and_is_not_the_assessors():
    measure = make_measure("100 * good / sample", direction="higher_is_better", thresholds=(50, 75, 95))
    instrument = make_instrument(make_domain("A", make_criterion("m", measure=measure), make_criterion("a")))

    found = result(instrument, plain_entries({"a": 3}), inputs={"good": F(0), "sample": F(0)})

    assert (found.score, found.in_scope, found.limited_scope) == (100, 1, ())


def test_a_condition_on_a_measured_criterion_reads_the_measured_level():
    measure = make_measure("a", direction="higher_is_better", thresholds=(1, 2, 3))
    detail = make_criterion("detail", relevant='level("m") >= 2')
    instrument = make_instrument(make_domain("A", make_criterion("m", measure=measure), detail))

    def codes(value):
        return [c.code for c in result(instrument, {}, Profile("cas_publico"), {"a": F(value)}).criteria]

    assert (codes(1), codes(2)) == (["m"], ["m", "detail"])


def test_the_vector_shape_writes_nothing_where_there_is_no_number():
    overall = vector_json(scored(T, {}))["overall"]

    assert (overall["exact"], overall["score"], overall["letter_by_score"]) == (None, None, None)


def test_what_is_kept_about_an_instrument_goes_with_it():
    instrument = instrument_of(T)
    result(instrument, {})
    key = id(instrument)
    assert key in _PLANS

    del instrument
    gc.collect()

    assert key not in _PLANS
