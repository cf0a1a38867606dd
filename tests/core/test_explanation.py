"""Which rules and criteria an explanation names, and that what it says would lift the letter is scored anew."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from assess.core.entry import Entry
from assess.core.explanation import explain
from assess.core.profile import Profile
from assess.core.scoring import plain_entries, result
from tests.core.drawn import thorough, visits
from tests.core.shapes import BASE, T, instrument_of, make_criterion, make_domain, make_instrument
from tests.core.vectors import CASES, V5, XYZ, X, Y, Z


def explained(shape, answers):
    instrument = instrument_of(shape)
    return explain(instrument, result(instrument, plain_entries(answers)))


def steps(shape, answers):
    return [(r.rule, r.code, r.letter, r.criterion or r.domain) for r in explained(shape, answers).reasons]


@pytest.mark.parametrize(
    ("name", "reasons"),
    [
        ("V1 basic", [("R4", "by_score", "B", None)]),
        (
            "V3 critical 0 in limiting domain",
            [
                ("R4", "would_be", "B", None),
                ("R5.2", "limiting_domain", "D", "P"),
                ("R5.1", "critical_zero", None, "P1.1"),
            ],
        ),
        (
            "V4 critical 1 in limiting domain",
            [
                ("R4", "would_be", "A", None),
                ("R5.2", "limiting_domain", "C", "P"),
                ("R5.1", "critical_one", None, "P1.1"),
            ],
        ),
        ("V5 missing", [("R4", "would_be", "B", None), ("R6", "coverage_short", "NR", None)]),
        (
            "V5c missing, with a critical 0",
            [
                ("R4", "would_be", "C", None),
                ("R6", "coverage_short", "NR", None),
                ("R6", "at_most", "D", None),
                ("R5.1", "critical_zero", None, "P1.1"),
            ],
        ),
        (
            "V8 two critical zeros",
            [
                ("R4", "would_be", "B", None),
                ("R5.4", "two_critical_zero", "D", None),
                ("R5.1", "critical_zero", None, "x1"),
                ("R5.1", "critical_zero", None, "y1"),
            ],
        ),
        (
            "V9 one critical zero, non-limiting",
            [
                ("R4", "would_be", "A", None),
                ("R5.3", "other_domain", "C", "X"),
                ("R5.1", "critical_zero", None, "x1"),
            ],
        ),
    ],
)
def test_each_vector_is_explained_by_the_rules_and_criteria_that_decided(name, reasons):
    assert steps(*CASES[name]) == reasons


def test_a_domain_that_is_low_by_score_and_by_a_critical_failure_is_told_both():
    answers = dict.fromkeys(BASE, 3) | dict.fromkeys(("P1.1", "P1.2", "P1.3", "P2.1", "P2.2"), 0)

    assert [code for _, code, _, _ in steps([{**T[0], "weight": 1}, {**T[1], "weight": 3}], answers)] == [
        "would_be",
        "limiting_domain",
        "critical_zero",
        "domain_score",
    ]


def test_a_missing_critical_answer_in_a_limiting_domain_is_named():
    answers = {code: 3 for code in BASE if code != "P1.1"}

    assert steps(T, answers)[1:] == [("R6", "critical_missing", None, "P1.1")]


def test_two_known_zeros_are_what_a_gap_cannot_hide():
    reasons = explained([X, Y, Z], {"x1": 0, "y1": 0}).reasons

    assert [(r.code, r.criterion) for r in reasons[-3:]] == [
        ("at_most", None),
        ("critical_zero", "x1"),
        ("critical_zero", "y1"),
    ]


def test_lifts_are_what_scoring_gives_with_the_criterion_at_2():
    found = explained([X, Y, Z], XYZ | {"y1": 0})

    assert [(one.code, one.criterion, one.letter, one.number) for one in found.lifts] == [
        ("lift", "x1", "C", "85.1"),
        ("lift", "y1", "C", "85.1"),
        ("lift_together", "x1", "A", "92.5"),
        ("lift_together", "y1", "A", "92.5"),
    ]


def test_lifting_all_is_told_only_when_it_gives_more_than_lifting_one():
    answers = {"x1": 0, "x2": 1, "x3": 2, "y1": 0, "y2": 1, "y3": 2, "z1": 2, "z2": 2}

    assert [(one.code, one.letter) for one in explained([X, Y, Z], answers).lifts] == [("lift", "C"), ("lift", "C")]


def test_no_lift_is_promised_where_the_score_keeps_the_letter_down():
    found = explained([{**X, "limiting": True}, Z], {"x1": 0, "x2": 0, "x3": 0, "z1": 3, "z2": 3})

    assert found.reasons[1].code == "limiting_domain"
    assert found.lifts == ()


def test_a_lift_leaves_out_of_scope_what_was_out_of_scope():
    private = make_criterion("p", applies_to=("cas_privado",))
    instrument = make_instrument(
        make_domain("A", make_criterion("a", critical=True), *(make_criterion(f"b{n}") for n in range(9)), private)
    )
    answers = dict.fromkeys(instrument.criteria, 3) | {"a": 0, "p": 0}
    found = result(instrument, plain_entries(answers), Profile("cas_publico"))

    assert [(one.letter, one.number) for one in explain(instrument, found).lifts] == [("A", "96.6")]


def test_a_result_read_back_without_its_criteria_has_no_lifts():
    instrument = instrument_of([X, Y, Z])
    found = replace(result(instrument, plain_entries(XYZ)), criteria=())

    assert explain(instrument, found).lifts == ()


def test_what_was_counted_as_two_and_a_limited_scope_are_remarked():
    criteria = [make_criterion(f"a{n}", verify=("document", "observation")) for n in range(4)]
    instrument = make_instrument(make_domain("A", *criteria))
    entries = {
        "a0": Entry(3),
        "a1": Entry("NA", na_reason="other", na_text="No kitchen"),
        "a2": Entry(2),
        "a3": Entry(2),
    }

    reasons = explain(instrument, result(instrument, entries)).reasons

    assert [(r.rule, r.code, r.criterion or r.domain) for r in reasons[1:]] == [
        ("R1", "counted_as_two", "a0"),
        ("R2", "limited_scope", "A"),
    ]


def test_nothing_assessed_is_said_first():
    assert steps(T, {}) == [("R6", "nothing_assessed", "NR", None)]


def test_a_gap_without_a_known_failure_excludes_no_letter():
    assert "at_most" not in [code for _, code, _, _ in steps(T, V5)]


@thorough
@given(visits())
def test_every_visit_can_be_explained_and_every_cap_is_named(visit):
    shape, answers = visit
    instrument = instrument_of(shape)
    found = result(instrument, plain_entries(answers))

    told = explain(instrument, found)

    assert told.reasons
    named = {reason.domain or reason.code for reason in told.reasons}
    assert found.rating == "NR" or named.issuperset(found.capped_by)
    assert all(lift.letter < found.rating for lift in told.lifts)
