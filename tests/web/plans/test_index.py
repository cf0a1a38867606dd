"""The actions of all facilities that a person may see."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from assess.access import visible
from assess.models import Action, db
from assess.services import plans, standards
from assess.services.plans import agenda
from tests.conftest import NOON, TODAY
from tests.core.shapes import BASE
from tests.web.plans.conftest import FIRST, SECOND


def codes(page):
    return re.findall(r'<th scope="row"><a href="/actions/[^"]+">([A-Z0-9.]+), ', page)


def get(as_, person, query=""):
    answer = as_(person).get(f"/plans/{query}")
    assert answer.status_code == 200
    return answer.text


def act(action, verb, by, **facts):
    plans.take_step(action, verb, revision=action.revision, by=by, at=NOON, today=TODAY, **facts)


@pytest.fixture
def actions(final, facility):
    final()
    return {a.criterion: a for a in plans.of_facility(facility.id, "prueba").actions}


def test_the_most_urgent_come_first(as_, actions, final):
    assert codes(get(as_, final.authority)) == ["P1.1", "P1.2", "Q1.1", "Q1.2"]


def test_open_ones_are_shown_unless_others_are_asked_for(as_, actions, final):
    act(actions["Q1.2"], "cancel", final.authority, text="Se atiende en otro plan.")

    assert "Q1.2" not in codes(get(as_, final.authority))
    assert "Q1.2" in codes(get(as_, final.authority, "?state="))
    assert codes(get(as_, final.authority, "?state=cancelled")) == ["Q1.2"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?priority=medium", ["Q1.1"]),
        ("?overdue=y", ["P1.1", "P1.2"]),
        ("?overdue=y&priority=low", []),
        ("?text=norte+EJEMPLO", ["P1.1", "P1.2", "Q1.1", "Q1.2"]),
        ("?text=sur", []),
        ("?text=%25", []),
        ("?state=agreed", []),
    ],
)
def test_filters_narrow_the_list(as_, actions, final, query, expected):
    assert codes(get(as_, final.authority, query)) == expected


@pytest.mark.parametrize("query", ["?state=nada&priority=x&page=-3", "?page=999", "?page=x", "?text=" + "x" * 5000])
def test_what_the_filters_do_not_know_does_no_harm(as_, actions, final, query):
    get(as_, final.authority, query)


def test_nobody_sees_actions_of_another_state(as_, actions, cast, final, make_facility):
    there = make_facility("07", name="Casa Lejana")
    final(place=there)

    assert "Casa Lejana" not in get(as_, cast.state_authority)
    assert "Casa Ejemplo Norte" not in get(as_, cast.other.state_authority)
    assert "Casa Lejana" in get(as_, cast.national_authority)
    assert codes(get(as_, cast.national_authority, "?state_code=07")) == ["P1.1", "P1.2", "Q1.1", "Q1.2"]


def test_a_director_sees_the_actions_of_the_own_facility(as_, actions, director, final, make_facility):
    final(place=make_facility(name="Casa Vecina"))

    page = get(as_, director)

    assert "Casa Vecina" not in page
    assert len(codes(page)) == 4


def test_long_lists_come_in_pages(as_, final, make_facility):
    low = dict.fromkeys(BASE, 0) | {"P1.1": 2}
    for n in range(6):
        final(low, place=make_facility(name=f"Casa {n}"))

    first = get(as_, final.authority)

    assert len(codes(first)) == 50
    assert len(codes(get(as_, final.authority, "?page=2"))) == 4
    assert "1–50 de 54" in first


def test_nothing_to_do_says_so(as_, final):
    assert "No hay acciones abiertas" in get(as_, final.authority)


def test_a_filter_that_finds_nothing_offers_a_way_out(as_, actions, final):
    page = get(as_, final.authority, "?text=zzz")

    assert "Ninguna acción corresponde a estos filtros" in page
    assert "Ver todas las acciones" in page


def totals(person):
    return agenda.totals(visible(person, "plan.read", Action), TODAY)


def measured(facility):
    """The same by the method itself, from all events."""
    from assess.core.plan import measures

    found = measures([plans.state_of(a) for a in plans.of_facility(facility.id, "prueba").actions], TODAY)
    return found.due, found.verified


def test_totals_are_those_of_the_method(actions, final, facility, director):
    later = TODAY + timedelta(days=90)
    act(actions["P1.1"], "agree", director, who="Yo")
    act(actions["P1.1"], "extend", final.authority, due_on=later, text="Más tiempo.")
    act(actions["Q1.2"], "verify", final.lead, level=3, text="Visto.")
    act(actions["Q1.1"], "agree", director, who="Yo")
    act(actions["Q1.1"], "extend", final.authority, due_on=later, text="Más tiempo.")

    found = totals(final.authority)

    # P1.1 was due and is still due though extended; Q1.1 was extended before it was due.
    assert (found.due, found.verified, found.overdue, found.open) == (3, 1, 1, 3)
    assert (found.due, found.verified) == measured(facility)
    assert str(found.closure) == "1/3"


def test_what_was_reopened_is_due_when_it_was_promised_anew(actions, final, facility):
    act(actions["P1.2"], "verify", final.lead, level=3, text="Visto.")
    act(actions["P1.2"], "reopen", final.lead, due_on=TODAY + timedelta(days=30), text="Volvió.")
    db.session.flush()

    assert (totals(final.authority).due, totals(final.authority).verified) == measured(facility)


def test_regressed_and_reopened_keeps_its_judgement(final, facility):
    final(BASE | {"P1.1": 1}, FIRST)
    final(BASE | {"P1.1": 0}, SECOND)
    action = plans.of_facility(facility.id, "prueba").actions[0]
    act(action, "reopen", final.lead, due_on=TODAY + timedelta(days=30), text="Se vuelve a empezar.")

    assert (totals(final.authority).due, totals(final.authority).verified) == measured(facility)
    report = plans.report(facility.id, standards.get("prueba"), on=TODAY)
    assert (report.due, report.verified) == measured(facility)
