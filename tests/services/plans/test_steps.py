"""The steps that people take in the improvement plan (R10)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assess.core.rules import RuleBroken
from assess.services import plans
from tests.conftest import NOON
from tests.services.plans.taking import FIRST, GOOD, SECOND, THIRD, one, step, taken_on


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
