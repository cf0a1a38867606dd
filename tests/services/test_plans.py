"""What final visits do to the improvement plan, and the steps that people take in it (R10)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assess.core.rules import RuleBroken
from assess.models import Action, db
from assess.services import plans, standards
from tests.conftest import NOON
from tests.core.shapes import BASE
from tests.services import journey

FIRST, SECOND, THIRD = date(2026, 3, 10), date(2026, 6, 10), date(2026, 9, 10)
GOOD = dict.fromkeys(BASE, 3)


@pytest.fixture
def final(facility, make_user, national):
    lead = make_user("lead_assessor", facility.state_code)

    def make(levels, on=FIRST, **facts):
        return journey.final(facility, levels, on, lead=lead, by=national, **facts)

    make.lead = lead
    return make


@pytest.fixture
def director(facility, make_user):
    return make_user("director", facility=facility)


def actions(facility) -> list[Action]:
    plan = plans.of_facility(facility.id, "prueba")
    return plan.actions if plan else []


def one(facility, code="P1.1") -> Action:
    [found] = [a for a in actions(facility) if a.criterion == code]
    return found


def step(action, verb, by, on=SECOND, **facts):
    facts.setdefault("revision", action.revision)
    plans.take_step(action, verb, by=by, at=journey.instant(on), today=on, **facts)


def taken_on(action, director):
    step(action, "agree", director, FIRST, who="Dirección")
    step(action, "start", director, FIRST)


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


def test_the_whole_way_from_agreement_to_verification(final, facility, director):
    final(GOOD | {"P1.1": 1})
    action = one(facility)

    step(action, "agree", director, FIRST, who="Dirección", what="Contratar a una persona para la noche")
    step(action, "start", director)
    step(action, "report_done", director, text="Contratada el 1 de abril; el contrato está en el archivo.")
    step(action, "verify", final.lead, text="Revisé el contrato y el rol de turnos.", level=3)

    assert (action.state, action.who, action.verified_on) == ("verified", "Dirección", SECOND)
    assert [e.verb for e in action.events] == ["propose", "agree", "start", "report_done", "verify"]
    assert action.plan.agreed_on == FIRST


def test_whoever_opened_the_page_before_somebody_elses_change_is_told(final, facility, director):
    final(GOOD | {"P1.1": 1})
    action = one(facility)
    seen = action.revision
    step(action, "agree", director, who="Dirección")

    with pytest.raises(RuleBroken, match="Somebody else changed this action"):
        step(action, "start", director, revision=seen)

    assert action.state == "agreed"


def test_a_director_may_agree_to_an_earlier_date_but_not_to_a_later_one(final, facility, director, national):
    final(GOOD | {"P1.1": 1})
    action = one(facility)

    with pytest.raises(RuleBroken, match="Only the authority grants a later date") as refused:
        step(action, "agree", director, FIRST, who="Dirección", due_on=action.due_on + timedelta(days=1))
    assert (refused.value.field, action.state) == ("due_on", "proposed")

    step(action, "agree", director, FIRST, who="Dirección", due_on=action.due_on - timedelta(days=1))
    assert action.state == "agreed"


def test_the_authority_grants_a_later_date(final, facility, national):
    final(GOOD | {"P1.1": 1})
    later = one(facility).due_on + timedelta(days=10)

    step(one(facility), "agree", national, FIRST, who="Dirección", due_on=later)

    assert one(facility).due_on == later


def test_nothing_is_agreed_without_somebody_in_charge(final, facility, director):
    final(GOOD | {"P1.1": 1})

    with pytest.raises(RuleBroken, match="Write who is in charge") as refused:
        step(one(facility), "agree", director)

    assert refused.value.field == "who"


@pytest.mark.parametrize("verb", ["report_done", "extend", "cancel", "verify"])
def test_the_record_asks_for_words(final, facility, director, national, verb):
    final(GOOD | {"P1.1": 1})
    taken_on(one(facility), director)
    facts = {"extend": {"due_on": SECOND + timedelta(days=60)}, "verify": {"level": 3}}.get(verb, {})

    with pytest.raises(RuleBroken) as refused:
        step(one(facility), verb, national, text="  ", **facts)

    assert (refused.value.field, one(facility).state) == ("text", "in_progress")


def test_whoever_reported_an_action_done_never_verifies_it(final, facility, director):
    final(GOOD | {"P1.1": 1})
    taken_on(one(facility), director)
    step(one(facility), "report_done", director, text="Hecho; el acta está en el archivo.")

    with pytest.raises(RuleBroken, match="cannot verify it"):
        step(one(facility), "verify", director, text="Todo bien.", level=3)


def test_reopening_what_was_verified_counts_as_recurring(final, facility, director):
    final(GOOD | {"P1.1": 1})
    taken_on(one(facility), director)
    step(one(facility), "verify", final.lead, text="Revisado en sitio.", level=3)

    step(one(facility), "reopen", final.lead, text="Ya no hay turno de noche.", due_on=THIRD)

    assert (one(facility).state, one(facility).recurring, one(facility).due_on) == ("in_progress", 1, THIRD)


def test_a_text_without_end_is_refused(final, facility, national):
    final(GOOD | {"P1.1": 1})

    with pytest.raises(RuleBroken, match="at most 2000 characters"):
        step(one(facility), "cancel", national, text="x" * 2001)


def test_the_team_adds_an_action_where_the_method_asks_for_none(final, facility):
    visit = final(GOOD | {"Q1.1": 2})

    action = plans.propose_by_hand(
        visit, "Q1.1", what="Variar el menú", due_on=THIRD, by=final.lead, at=NOON, today=SECOND
    )

    assert (action.baseline, action.target, action.priority, action.what) == (2, 3, "low", "Variar el menú")


@pytest.mark.parametrize(("code", "sentence"), [("Z9", "no criterion Z9"), ("Q1.1", "already"), ("Q1.2", "nothing to")])
def test_an_action_by_hand_needs_a_finding_without_an_open_action(final, code, sentence):
    visit = final(GOOD | {"Q1.1": 1})

    with pytest.raises(RuleBroken, match=sentence):
        plans.propose_by_hand(visit, code, what="Algo", due_on=THIRD, by=final.lead, at=NOON, today=SECOND)


def test_the_report_puts_open_actions_first_by_urgency(final, facility, director):
    final(GOOD | {"P1.1": 1, "P1.2": 0, "Q1.1": 1})
    taken_on(one(facility), director)
    step(one(facility), "verify", final.lead, FIRST, text="Revisado.", level=3)

    report = plans.report(facility.id, standards.get("prueba"), on=FIRST + timedelta(days=31))

    assert [(a.code, a.state, a.overdue) for a in report.actions] == [
        ("P1.2", "proposed", True),
        ("Q1.1", "proposed", False),
        ("P1.1", "verified", False),
    ]
    assert (report.due, report.verified, str(report.closure)) == (2, 1, "1/2")
    assert dict(report.counts)["proposed"] == 2


def test_the_report_reads_any_number_of_actions_with_as_many_questions(final, facility, counted_queries):
    final(dict.fromkeys(BASE, 0))
    instrument = standards.get("prueba")
    db.session.expire_all()

    with counted_queries() as few:
        plans.report(facility.id, instrument, on=SECOND)

    assert len(actions(facility)) == 9
    assert len(few) <= 4


@pytest.fixture
def counted_queries(app):
    """Counts the statements that reach the database inside a with-block."""
    from contextlib import contextmanager

    from sqlalchemy import event

    @contextmanager
    def counting():
        seen = []

        def note(_connection, _cursor, statement, *_rest):
            seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return counting
