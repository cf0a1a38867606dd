from datetime import date

import pytest

from assess.core.plan import Proposal, due_on, priority_of, proposals, safe_by, target_of
from assess.core.result import Bound, CriterionResult, Result
from tests.core.shapes import make_criterion, make_domain, make_instrument

FRIDAY = date(2026, 11, 20)
INSTRUMENT = make_instrument(
    make_domain("P", make_criterion("P1", critical=True), make_criterion("P2"), limiting=True),
    make_domain("Q", make_criterion("Q1", critical=True), make_criterion("Q2"), make_criterion("Q3")),
)


def result_of(**levels):
    lines = tuple(CriterionResult(code, level, level) for code, level in levels.items())
    none = Bound(None, None, "NR")
    return Result("SS-1.0", (), None, None, "NR", (), None, 0, 0, None, none, none, criteria=lines)


@pytest.mark.parametrize(
    ("level", "critical", "limiting", "priority"),
    [
        (0, True, False, "immediate"),
        (0, True, True, "immediate"),
        (1, True, False, "high"),
        (0, False, True, "high"),
        (0, False, False, "medium"),
        (2, True, True, "medium"),
        (1, False, True, "low"),
        (1, False, False, "low"),
        (2, False, True, None),
        (3, True, True, None),
        (3, False, False, None),
    ],
)
def test_the_level_and_the_criterion_set_the_priority(level, critical, limiting, priority):
    assert priority_of(level, critical=critical, limiting=limiting) == priority


@pytest.mark.parametrize(
    ("priority", "due"),
    [
        ("immediate", date(2026, 11, 27)),
        ("high", date(2026, 12, 20)),
        ("medium", date(2027, 2, 18)),
        ("low", date(2027, 5, 19)),
    ],
)
def test_each_priority_has_its_time(priority, due):
    assert due_on(priority, FRIDAY) == due


def test_a_holiday_gives_an_immediate_action_one_day_more():
    assert due_on("immediate", FRIDAY, [date(2026, 11, 23)]) == date(2026, 11, 30)


def test_a_safe_measure_is_asked_for_within_24_hours():
    assert safe_by("immediate", FRIDAY) == date(2026, 11, 21)
    assert safe_by("high", FRIDAY) is None


def test_critical_criteria_must_reach_three_and_others_two():
    assert (target_of(critical=True), target_of(critical=False)) == (3, 2)


def test_proposals_come_most_urgent_first_and_in_the_order_of_the_instrument():
    found = proposals(INSTRUMENT, result_of(Q3=1, Q2=0, Q1=0, P2=0, P1=2), FRIDAY)
    assert [(p.code, p.priority) for p in found] == [
        ("Q1", "immediate"),
        ("P2", "high"),
        ("P1", "medium"),
        ("Q2", "medium"),
        ("Q3", "low"),
    ]
    assert found[0] == Proposal("Q1", 0, 3, "immediate", date(2026, 11, 27), date(2026, 11, 21))


def test_a_critical_criterion_at_two_must_still_reach_three():
    (found,) = proposals(INSTRUMENT, result_of(P1=2), FRIDAY)
    assert (found.baseline, found.target, found.priority) == (2, 3, "medium")


def test_nothing_is_proposed_for_what_is_good_enough_unknown_or_already_in_the_plan():
    assert proposals(INSTRUMENT, result_of(P1=3, P2=2, Q1=None, Q2=0), FRIDAY, known={"Q2"}) == ()


def test_the_level_that_counted_decides():
    counted = CriterionResult("P1", 3, 2, ("second_method_missing",))
    result = result_of()
    object.__setattr__(result, "criteria", (counted,))
    assert [p.baseline for p in proposals(INSTRUMENT, result, FRIDAY)] == [2]
