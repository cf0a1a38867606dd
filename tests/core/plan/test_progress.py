from datetime import timedelta
from fractions import Fraction

import pytest

from assess.core.plan import (
    STATES,
    critical_fell,
    enforcement_review,
    escalation,
    follow_up_judgement,
    measures,
    overdue,
    overdue_days,
)
from tests.core.plan.events import START, day, happened, live


def checked(level, on=50):
    return live(happened("verify", on, level=level))


#: V12: 16 due, of which 9 verified, 3 partial, 3 not done and 1 regressed.
V12 = [checked(3)] * 9 + [checked(2)] * 3 + [checked(1)] * 3 + [checked(0)]


def test_v12_closure_and_progress_are_exact():
    found = measures(V12, day(60))
    assert (found.due, found.verified, found.partial, found.not_done, found.regressed) == (16, 9, 3, 3, 1)
    assert (found.closure, found.progress) == (Fraction(9, 16), Fraction(21, 32))


def test_v12_the_follow_up_visit_improved_unless_a_critical_criterion_fell():
    found = measures(V12, day(60))
    facts = {"verified": found.verified, "regressed": found.regressed, "progress": found.progress}
    assert follow_up_judgement(critical_fell=False, **facts) == "improved"
    assert follow_up_judgement(critical_fell=True, **facts) == "declined"


@pytest.mark.parametrize(
    ("verified", "regressed", "progress", "judgement"),
    [
        (3, 0, Fraction(3, 5), "improved"),
        (3, 0, Fraction(59, 100), "sustained"),
        (1, 2, Fraction(9, 10), "declined"),
        (2, 2, Fraction(1, 2), "sustained"),
        (0, 0, None, "sustained"),
    ],
)
def test_a_follow_up_visit_is_judged_by_progress_and_falls(verified, regressed, progress, judgement):
    found = follow_up_judgement(critical_fell=False, verified=verified, regressed=regressed, progress=progress)
    assert found == judgement


def test_only_a_critical_criterion_known_twice_can_fall():
    before = {"P1": 2, "P2": 2, "Q1": None, "Q2": 1}
    assert critical_fell(before, {"P1": 1}, ["P1"])
    assert not critical_fell(before, {"P1": 2, "P2": 0, "Q1": 0, "Q2": None}, ["P1", "Q1", "Q2", "Q9"])


def test_an_unchecked_action_is_due_and_not_failed():
    found = measures([checked("NE"), checked(3)], day(91))
    assert (found.due, found.unchecked, found.not_done, found.closure) == (2, 1, 0, Fraction(1, 2))


def test_what_is_not_yet_promised_is_not_due():
    assert measures([live()], day(89)).due == 0
    assert measures([live()], day(90)).due == 1


def test_an_extension_takes_nothing_out_of_what_is_due():
    extended = live(happened("agree", 1), happened("extend", 80, 300))
    assert measures([extended], day(95)).due == 1


def test_an_empty_plan_has_no_shares():
    found = measures([live(happened("cancel", 1, text="Closed."))], day(400))
    assert found.due == 0
    assert (found.closure, found.progress, found.on_time, found.median_days, found.recurrence) == (None,) * 5


def test_on_time_and_the_median_tell_early_from_late():
    late = live(happened("verify", 91, level=3))
    found = measures([checked(3, on=90), late, checked(1)], day(100))
    assert (found.on_time, found.median_days) == (Fraction(1, 3), Fraction(181, 2))


def test_recurrence_is_what_came_back_among_what_was_closed():
    back = live(happened("verify", 50, level=3), happened("verify", 70, level=2))
    found = measures([back, checked(3), checked(3), checked(1)], day(100))
    assert found.recurrence == Fraction(1, 3)


def test_a_verified_action_that_was_reopened_is_no_longer_closed():
    reopened = live(happened("verify", 50, level=3), happened("reopen", 60, 70))
    assert measures([reopened], day(80)).verified == 0


@pytest.mark.parametrize("state", STATES)
def test_only_a_check_or_a_cancellation_stops_the_clock(state):
    late = START + timedelta(days=3)
    assert overdue(START, state, late) == (state not in ("verified", "cancelled"))
    assert not overdue(START, state, START)
    assert overdue_days(START, state, late) == (3 if overdue(START, state, late) else 0)


@pytest.mark.parametrize(
    ("priority", "days", "told"),
    [
        ("immediate", 0, ()),
        ("immediate", 1, ("supervisor",)),
        ("immediate", 2, ("supervisor", "authority")),
        ("high", 6, ()),
        ("high", 7, ("supervisor",)),
        ("high", 14, ("supervisor", "authority")),
        ("medium", 29, ()),
        ("medium", 59, ("supervisor",)),
        ("medium", 60, ("supervisor", "authority")),
        ("low", 500, ()),
    ],
)
def test_the_longer_overdue_the_higher_it_goes(priority, days, told):
    assert escalation(priority, days) == told


@pytest.mark.parametrize(
    ("regressions", "ratings", "review"),
    [(2, "A", True), (1, "DCD", True), (1, "DC", False), (0, "", False)],
)
def test_a_second_fall_or_a_second_d_asks_for_an_enforcement_review(regressions, ratings, review):
    assert enforcement_review(critical_regressions=regressions, full_visit_ratings=ratings) == review
