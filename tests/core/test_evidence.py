from dataclasses import replace
from fractions import Fraction as F

import pytest

from assess.core.entry import Entry
from assess.core.evidence import check_recorded, check_value, counted, missing_for_close
from assess.core.measure import Measured
from assess.core.rules import RuleBroken
from tests.core.shapes import make_criterion

NOTE = "Two of the nine files lack a plan."
PLAIN = make_criterion("A", verify=("document", "observation"))
CRITICAL = make_criterion("C", verify=("document", "observation"), critical=True)
MEASURED = make_criterion("M", verify=("record_sample", "measurement"))
SEEN = Entry(2, methods=("document",))


@pytest.mark.parametrize(
    ("verify", "methods", "level"),
    [
        (("document", "observation"), ("document",), 2),
        (("document", "observation"), (), 2),
        (("document", "observation"), ("document", "document"), 2),
        (("document", "observation"), ("document", "a guess"), 2),
        (("document", "observation"), ("document", "staff_interview"), 3),
        (("document",), ("document",), 3),
        (("document", "document"), ("document",), 3),
        ((), (), 3),
    ],
)
def test_level_3_counts_as_2_until_a_second_method_is_recorded(verify, methods, level):
    found = counted(make_criterion("A", verify=verify), Entry(3, methods=methods))

    assert (found.value, found.level) == (3, level)
    assert ("second_method_missing" in found.marks) is (level == 2)


@pytest.mark.parametrize("level", [0, 1])
@pytest.mark.parametrize(
    ("note", "marks"), [("x" * 19, ("note_missing",)), (" " * 30, ("note_missing",)), ("x" * 20, ())]
)
def test_level_0_or_1_needs_a_note_of_20_characters(level, note, marks):
    assert counted(PLAIN, Entry(level, note=note)).marks == marks


def test_level_2_needs_no_note():
    assert counted(PLAIN, Entry(2)).marks == ()


@pytest.mark.parametrize(
    ("support", "marks"),
    [
        ({}, ("evidence_missing",)),
        ({"note": "  "}, ("evidence_missing",)),
        ({"methods": ("document",)}, ()),
        ({"note": "Seen"}, ()),
        ({"evidence": 1}, ()),
    ],
)
def test_any_level_of_a_critical_criterion_needs_a_method_a_note_or_a_file(support, marks):
    assert counted(CRITICAL, Entry(2, **support)).marks == marks


def test_other_criteria_need_no_evidence():
    assert counted(PLAIN, Entry(2)).level == 2


@pytest.mark.parametrize(
    ("methods", "alone"),
    [(("child_interview",), True), (("child_interview", "document"), False), (("document",), False), ((), False)],
)
def test_a_childs_words_are_never_the_only_support(methods, alone):
    found = counted(PLAIN, Entry(2, methods=methods))

    assert (found.level, "child_words_only" in found.marks) == (2, alone)


def test_plain_answers_carry_no_evidence_and_no_marks():
    for value in (0, 1, 2, 3, "NA", "NE", None):
        found = counted(CRITICAL, Entry(value, plain=True))

        assert (found.value, found.marks) == (value, ())
        assert found.level == (value if isinstance(value, int) else None)


@pytest.mark.parametrize(
    ("criterion", "facts", "marks"),
    [
        (PLAIN, {}, ("na_reason_missing", "na_text_missing")),
        (PLAIN, {"na_reason": "because", "na_text": "None"}, ("na_reason_missing",)),
        (PLAIN, {"na_reason": "other", "na_text": " "}, ("na_text_missing",)),
        (PLAIN, {"na_reason": "other", "na_text": "No babies live here"}, ()),
        (CRITICAL, {"na_reason": "other", "na_text": "No babies live here"}, ("na_not_approved",)),
        (CRITICAL, {"na_reason": "other", "na_text": "No babies live here", "approved": True}, ()),
    ],
)
def test_not_applicable_needs_a_reason_and_for_a_critical_criterion_an_approval(criterion, facts, marks):
    found = counted(criterion, Entry("NA", **facts))

    assert found.marks == marks
    assert found.not_applicable is ("na_not_approved" not in marks)


@pytest.mark.parametrize(("note", "marks"), [("", ("ne_reason_missing",)), ("The store was locked.", ())])
def test_not_assessed_needs_its_reason(note, marks):
    found = counted(PLAIN, Entry("NE", note=note))

    assert (found.level, found.marks) == (None, marks)


@pytest.mark.parametrize(
    ("entry", "missing"),
    [
        (None, ("unanswered",)),
        (Entry(), ("unanswered",)),
        (Entry(note=NOTE), ("unanswered",)),
        (Entry(0), ("note_missing", "evidence_missing")),
        (Entry(0, note=NOTE), ()),
        (Entry(3, methods=("document",)), ()),
        (Entry(2, methods=("child_interview",)), ()),
        (Entry("NA"), ("na_reason_missing", "na_text_missing", "na_not_approved")),
        (Entry("NE"), ("ne_reason_missing",)),
    ],
)
def test_what_is_missing_before_fieldwork_may_close(entry, missing):
    assert missing_for_close(CRITICAL, entry) == missing


@pytest.mark.parametrize("value", [4, -1, True, 2.0, "na", "", "3"])
def test_what_is_no_level_is_refused(value):
    with pytest.raises(RuleBroken, match="A: .* is not a level"):
        check_value("A", value)


# --- measured criteria (R7) ---


@pytest.mark.parametrize(
    ("recorded", "lowered", "level", "marks"),
    [
        (None, "", 2, ()),
        (2, "", 2, ()),
        (1, "The sample left out the babies.", 1, ("lowered",)),
        (1, "", 2, ("measure_differs",)),
        (0, "The sample left out the babies.", 2, ("measure_differs",)),
        (3, "It felt better than that.", 2, ("measure_differs",)),
        ("NA", "Nobody", 2, ("measure_differs",)),
        ("NE", "", 2, ("measure_differs",)),
    ],
)
def test_the_measured_level_counts_unless_it_was_lowered_by_one_with_a_reason(recorded, lowered, level, marks):
    entry = Entry(recorded, note=NOTE, lowered=lowered, methods=("document",))

    found = counted(MEASURED, entry, Measured(2, F(75)))

    assert (found.level, found.marks) == (level, marks)


@pytest.mark.parametrize(
    ("recorded", "lowered", "words"),
    [
        (1, "  ", "Write the reason for lowering it to 1"),
        (0, "Much worse", "0 cannot be recorded"),
        (3, "Better", "never raised"),
        ("NA", "", "NA cannot be recorded"),
        (4, "", "is not a level"),
    ],
)
def test_a_value_that_the_measure_does_not_allow_is_refused_when_it_is_saved(recorded, lowered, words):
    with pytest.raises(RuleBroken, match=words) as refused:
        check_recorded("M", Entry(recorded, lowered=lowered), Measured(2, F(75)))

    assert refused.value.field == "M"


def test_a_level_where_there_is_nothing_to_measure_is_refused():
    with pytest.raises(RuleBroken, match="the measured numbers give NA"):
        check_recorded("M", Entry(2), Measured("NA"))


@pytest.mark.parametrize(
    ("entry", "measured"),
    [
        (Entry(2), Measured(2)),
        (Entry(1, lowered="The sample left out the babies."), Measured(2)),
        (Entry(), Measured(2)),
        (Entry("NA"), Measured("NA")),
        (Entry(3), Measured(None)),
    ],
    ids=["equal", "lowered", "empty", "NA by the numbers", "a number is missing"],
)
def test_a_value_that_the_measure_allows_is_saved(entry, measured):
    check_recorded("M", entry, measured)


def test_without_all_numbers_the_recorded_level_counts_like_any_other():
    assert counted(MEASURED, SEEN, Measured(None, missing=("a",))) == counted(MEASURED, SEEN)


def test_a_measurement_is_one_of_two_methods():
    assert counted(MEASURED, Entry(methods=("record_sample",)), Measured(3)).level == 3
    assert counted(MEASURED, None, Measured(3)).level == 2


def test_a_measurement_is_evidence_for_a_critical_criterion():
    critical = replace(MEASURED, critical=True)

    assert missing_for_close(critical, None, Measured(2)) == ()


def test_numbers_that_give_not_applicable_need_neither_reason_nor_approval():
    found = counted(replace(MEASURED, critical=True), None, Measured("NA", na_reason="population_absent"))

    assert (found.value, found.marks, found.not_applicable) == ("NA", (), True)


def test_a_measured_level_may_rest_on_few_cases():
    assert counted(MEASURED, None, Measured(2, F(75), small_sample=True)).marks == ("small_sample",)


def test_a_measured_level_that_somebody_contradicts_keeps_the_visit_open():
    assert missing_for_close(MEASURED, Entry(3), Measured(2)) == ("measure_differs",)
