"""What final visits do to the improvement plan (R10)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assess.services import plans, standards
from tests.conftest import NOON
from tests.services import journey
from tests.services.plans.taking import FIRST, GOOD, SECOND, THIRD, actions, one, step, taken_on


@pytest.mark.parametrize(
    ("code", "level", "priority", "days", "target"),
    [
        ("P1.1", 0, "immediate", 7, 3),  # five working days from a Tuesday
        ("P1.1", 1, "high", 30, 3),
        ("P1.1", 2, "medium", 90, 3),
        ("P1.2", 0, "high", 30, 2),
        ("Q1.1", 0, "medium", 90, 2),
        ("P1.2", 1, "low", 180, 2),
        ("Q1.1", 1, "low", 180, 2),
    ],
)
def test_a_finding_becomes_a_proposal_as_the_method_says(final, facility, code, level, priority, days, target):
    final(GOOD | {code: level})

    [action] = actions(facility)
    assert (action.criterion, action.baseline, action.target) == (code, level, target)
    assert (action.priority, action.state) == (priority, "proposed")
    assert action.due_on == FIRST + timedelta(days=days)


def test_deadlines_run_from_the_day_of_approval(facility, final, national):
    visit = journey.start(facility, standards.newest("prueba"), FIRST, lead=final.lead)
    journey.answer(visit, GOOD | {"P1.1": 1}, by=final.lead, at=NOON)
    journey.close(visit, lead=final.lead)

    journey.approve(visit, by=national, on=SECOND)

    assert one(facility).due_on == SECOND + timedelta(days=30)


def test_mostly_met_and_not_critical_asks_for_no_action(final, facility):
    final(GOOD | {"P1.2": 2, "Q1.1": 2})

    assert actions(facility) == []


def test_proposals_are_numbered_by_urgency_and_then_as_the_instrument_runs(final, facility):
    final(GOOD | {"Q1.2": 1, "Q1.1": 1, "P1.2": 0, "P1.1": 0})

    assert [(a.number, a.criterion) for a in actions(facility)] == [(1, "P1.1"), (2, "P1.2"), (3, "Q1.1"), (4, "Q1.2")]


@pytest.mark.parametrize("kind", ["self_assessment", "calibration"])
def test_what_is_no_inspection_starts_no_action(final, facility, kind):
    final(GOOD | {"P1.1": 0}, kind=kind)

    assert actions(facility) == []


@pytest.mark.parametrize(
    ("code", "baseline", "found", "state"),
    [
        ("P1.1", 1, 3, "verified"),
        ("P1.1", 1, 2, "partial"),
        ("P1.1", 1, 1, "not_done"),
        ("P1.1", 1, 0, "regressed"),
        ("Q1.1", 0, 1, "partial"),
        ("Q1.1", 0, 2, "verified"),
        ("Q1.1", 1, 0, "regressed"),
    ],
)
def test_the_next_visit_judges_what_was_taken_on(final, facility, director, code, baseline, found, state):
    final(GOOD | {code: baseline})
    taken_on(one(facility, code), director)

    final(GOOD | {code: found}, SECOND)

    action = one(facility, code)
    assert (action.state, action.events[-1].level, action.events[-1].full_visit) == (state, found, True)
    assert action.verified_on == (SECOND if state == "verified" else None)


def test_the_judgement_is_the_teams_and_not_that_of_whoever_approves(final, facility, director):
    final(GOOD | {"P1.1": 1})
    taken_on(one(facility), director)

    visit = final(GOOD, SECOND)

    event = one(facility).events[-1]
    assert (event.by_id, event.visit_id) == (final.lead.id, visit.id)


def test_what_could_not_be_checked_stays_as_it_was(final, facility, director):
    final(GOOD | {"P1.1": 1})
    taken_on(one(facility), director)
    before = one(facility).revision

    final(GOOD | {"P1.1": "NE"}, SECOND)

    assert (one(facility).state, one(facility).revision) == ("in_progress", before)


def test_what_was_verified_and_fell_back_has_regressed_and_counts_as_recurring(final, facility, director):
    final(GOOD | {"P1.1": 1})
    taken_on(one(facility), director)
    final(GOOD, SECOND)

    final(GOOD | {"P1.1": 2}, THIRD)

    assert (one(facility).state, one(facility).recurring, one(facility).verified_on) == ("regressed", 1, None)


def test_what_stays_verified_is_left_in_peace(final, facility, director):
    final(GOOD | {"P1.1": 1})
    taken_on(one(facility), director)
    final(GOOD, SECOND)
    before = one(facility).revision

    final(GOOD, THIRD)

    assert one(facility).revision == before


def test_an_open_action_is_not_proposed_again(final, facility):
    final(GOOD | {"P1.1": 1, "Q1.1": 1})

    final(GOOD | {"P1.1": 1, "Q1.1": 0, "Q1.2": 1}, SECOND)

    assert [a.criterion for a in actions(facility)] == ["P1.1", "Q1.1", "Q1.2"]


def test_a_closed_action_is_proposed_anew_when_the_finding_comes_back(final, facility, national):
    final(GOOD | {"Q1.1": 0})
    step(one(facility, "Q1.1"), "cancel", national, text="Se atenderá en el plan estatal.")

    final(GOOD | {"Q1.1": 0}, SECOND)

    assert [(a.criterion, a.state) for a in actions(facility)] == [("Q1.1", "cancelled"), ("Q1.1", "proposed")]


@pytest.mark.parametrize(
    ("kind", "found", "state"),
    [
        ("follow_up", 1, "proposed"),
        ("full", 1, "not_done"),
        ("follow_up", 3, "verified"),
        ("follow_up", 0, "regressed"),
    ],
)
def test_a_proposal_that_nobody_took_on_is_judged_only_when_that_says_something(final, facility, kind, found, state):
    final(GOOD | {"P1.1": 1})
    levels = {"P1.1": found} if kind == "follow_up" else GOOD | {"P1.1": found}

    final(levels, SECOND, kind=kind)

    assert one(facility).state == state


def test_two_full_visits_below_target_make_it_recurring(final, facility):
    final(GOOD | {"P1.1": 1})

    final(GOOD | {"P1.1": 1}, SECOND)

    assert one(facility).recurring == 1


def test_an_older_visit_approved_late_says_nothing_about_what_was_seen_since(final, facility):
    final(GOOD | {"P1.1": 1}, SECOND)

    final(GOOD | {"P1.1": 0, "Q1.1": 0}, FIRST)

    assert [(a.criterion, a.state, a.baseline) for a in actions(facility)] == [("P1.1", "proposed", 1)]


def test_the_finding_of_an_action_is_what_the_team_wrote(final, facility):
    final(GOOD | {"P1.1": 1})

    assert plans.finding_note(one(facility)) == journey.NOTE
