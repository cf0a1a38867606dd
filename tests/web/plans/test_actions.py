"""One action: what the page tells, and each step as its role may take it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assess.core.plan import STEPS
from assess.models import db
from assess.services import plans
from tests.conftest import NOON, TODAY


@pytest.fixture
def action(final, facility):
    """P1.1 at level 1: high priority, due 30 days after the visit."""
    final()
    return plans.of_facility(facility.id, "prueba").actions[0]


def step(action, verb, by, **facts):
    plans.take_step(action, verb, revision=action.revision, by=by, at=NOON, today=TODAY, **facts)


def post(browser, action, verb, **facts):
    data = {"csrf_token": browser.csrf, f"{verb}-revision": str(action.revision)}
    data |= {f"{verb}-{name}": value for name, value in facts.items()}
    return browser.post(f"/actions/{action.id}/{verb.replace('_', '-')}", data=data)


def again(action):
    db.session.expire_all()
    return action


def test_the_page_tells_the_finding_and_how_late_it_is(as_, action, director):
    page = as_(director).get(f"/actions/{action.id}").text

    assert "Hay personal despierto toda la noche." in page
    assert "Visto en el recorrido" in page
    assert "1 → 3" in page
    assert "venció hace 11 días" in page
    assert "debe conocerlo la supervisión." in page


def test_a_director_agrees_and_the_plan_shows_it(as_, action, director):
    answer = post(as_(director), action, "agree", who="Dirección", due_on=action.due_on.isoformat(), what="Contratar")

    assert (answer.status_code, answer.location) == (302, f"/actions/{action.id}")
    assert (again(action).state, action.who, action.what) == ("agreed", "Dirección", "Contratar")


def test_the_whole_way_through_the_pages(as_, action, director, final):
    browser = as_(director)
    post(browser, action, "agree", who="Dirección", due_on=action.due_on.isoformat())
    post(browser, again(action), "start")
    post(browser, again(action), "report_done", text="Contratada; el contrato está en el archivo.")
    answer = post(as_(final.lead), again(action), "verify", level="3", text="Revisé el contrato y el rol.")

    assert answer.status_code == 302
    assert (again(action).state, action.verified_on) == ("verified", TODAY)
    page = browser.get(f"/actions/{action.id}").text
    assert "Contratada; el contrato está en el archivo." in page
    assert page.count('<li class="done">') == 5


def test_a_check_without_a_level_leaves_the_action_as_it_was(as_, action, director, final):
    step(action, "agree", director, who="Dirección")

    answer = post(as_(final.lead), action, "verify", level="NE", text="No hubo acceso al archivo.")

    assert (answer.status_code, again(action).state, action.events[-1].level) == (302, "agreed", None)


def test_the_authority_extends_reopens_assigns_and_cancels(as_, action, director, final):
    step(action, "agree", director, who="Dirección")
    browser = as_(final.authority)
    later = TODAY + timedelta(days=40)

    post(browser, action, "extend", due_on=later.isoformat(), text="La contratación pasó al siguiente mes.")
    assert (again(action).due_on, action.extensions) == (later, 1)
    post(browser, action, "assign", who="Recursos humanos")
    assert again(action).who == "Recursos humanos"
    step(action, "verify", final.lead, level=3, text="Revisado.")
    post(browser, again(action), "reopen", due_on=later.isoformat(), text="Volvió a faltar.")
    assert (again(action).state, action.recurring) == ("in_progress", 1)
    post(browser, action, "cancel", text="El centro cierra.")
    assert again(action).state == "cancelled"
    assert '<form class="form"' not in browser.get(f"/actions/{action.id}").text


MAY = {
    "director": {"agree", "assign", "start", "report_done"},
    "state_authority": {"agree", "assign", "start", "extend", "reopen", "cancel"},
    "national_authority": {"agree", "assign", "start", "extend", "reopen", "cancel"},
    "assessor": {"verify", "reopen"},
    "lead_assessor": {"verify", "reopen"},
    "protection_officer": set(),
}


@pytest.mark.parametrize("role", MAY)
def test_every_step_belongs_to_its_roles(as_, action, cast, role):
    browser = as_(getattr(cast, role))

    statuses = {verb: post(browser, action, verb, text="").status_code for verb in STEPS}

    # An empty form is refused as such (422); a step that needs nothing is refused by the state (422).
    assert statuses == {verb: 422 if verb in MAY[role] else 403 for verb in STEPS}


@pytest.mark.parametrize("role", ["director", "state_authority", "assessor", "lead_assessor", "protection_officer"])
def test_to_strangers_the_action_does_not_exist(as_, action, cast, role):
    browser = as_(getattr(cast.other, role))

    assert browser.get(f"/actions/{action.id}").status_code == 404
    allowed = {post(browser, action, verb).status_code for verb in MAY[role]}
    assert allowed <= {404}


@pytest.mark.parametrize("role", ["admin", "observer"])
def test_for_who_reads_no_plans_the_action_does_not_exist(as_, action, cast, role):
    assert as_(getattr(cast, role)).get(f"/actions/{action.id}").status_code == 404


def test_a_step_is_sent_and_never_fetched(as_, action, director):
    browser = as_(director)

    assert {browser.get(f"/actions/{action.id}/{v.replace('_', '-')}").status_code for v in STEPS} == {405}


def test_what_was_typed_stays_when_it_is_refused(as_, action, director):
    answer = post(as_(director), action, "agree", who="", due_on="mañana", what="Contratar a dos personas")

    assert answer.status_code == 422
    assert "Contratar a dos personas" in answer.text
    assert 'value="mañana"' in answer.text
    assert "Escriba quién es responsable" in answer.text
    assert "por ejemplo, 2027-01-31" in answer.text


@pytest.mark.parametrize("due_on", ["2087-01-01", "2026-11-20", "2020-01-01"])
def test_a_date_that_cannot_be_is_refused_beside_its_field(as_, action, director, final, due_on):
    step(action, "agree", director, who="Dirección")

    answer = post(as_(final.authority), action, "extend", due_on=due_on, text="Más tiempo")

    assert answer.status_code == 422
    assert f"La fecha {due_on} no" in answer.text
    assert 'id="extend-due_on-error"' in answer.text


def test_a_director_is_told_who_grants_a_later_date(as_, action, director):
    later = (action.due_on + timedelta(days=60)).isoformat()

    answer = post(as_(director), action, "agree", who="Dirección", due_on=later)

    assert (answer.status_code, again(action).state) == (422, "proposed")
    assert "Solo la autoridad concede una fecha posterior" in answer.text


@pytest.mark.parametrize("level", ["4", "-1", "", "tres"])
def test_a_level_that_does_not_exist_is_refused(as_, action, final, level):
    answer = post(as_(final.lead), action, "verify", level=level, text="Revisado.")

    assert (answer.status_code, again(action).state) == (422, "proposed")
    assert "Revisado." in answer.text


def test_the_second_of_two_people_is_told_and_loses_nothing(as_, action, director, final):
    browser = as_(director)
    seen = action.revision
    step(action, "agree", final.authority, who="Dirección")
    data = {"csrf_token": browser.csrf, "assign-revision": str(seen), "assign-who": "Trabajo social"}

    answer = browser.post(f"/actions/{action.id}/assign", data=data)

    assert (answer.status_code, again(action).who) == (422, "Dirección")
    assert "Otra persona cambió esta acción." in answer.text
    assert 'value="Trabajo social"' in answer.text
    assert f'name="assign-revision" type="hidden" value="{action.revision}"' in answer.text


def test_what_the_second_person_typed_is_shown_even_where_the_step_is_over(as_, action, director, final):
    browser = as_(director)
    seen = action.revision
    step(action, "agree", final.authority, who="Dirección")
    data = {"csrf_token": browser.csrf, "agree-revision": str(seen), "agree-what": "Mi propuesta", "agree-who": "Yo"}

    answer = browser.post(f"/actions/{action.id}/agree", data=data | {"agree-due_on": "2026-11-30"})

    assert answer.status_code == 422
    assert "Mi propuesta" in answer.text


@pytest.mark.parametrize("revision", ["", "x", "٣", "9" * 30])
def test_a_revision_that_is_no_number_fits_none(as_, action, director, revision):
    browser = as_(director)
    data = {"csrf_token": browser.csrf, "assign-revision": revision, "assign-who": "Yo"}

    assert browser.post(f"/actions/{action.id}/assign", data=data).status_code == 422


def test_whoever_reported_it_cannot_verify_it_even_with_both_rights(as_, action, final, make_user, facility):
    from assess.services import accounts

    both = make_user("director", facility=facility)
    accounts.grant(both, "assessor", state_code="05", facility=None, by=None, at=NOON)
    step(action, "agree", both, who="Yo")
    step(action, "report_done", both, text="Hecho; está en el archivo.")

    answer = post(as_(both), action, "verify", level="3", text="Todo bien.")

    assert (answer.status_code, again(action).state) == (422, "reported_done")
    assert "no puede verificarla" in answer.text


def test_a_text_without_end_is_refused(as_, action, director):
    step(action, "agree", director, who="Dirección")

    answer = post(as_(director), action, "report_done", text="x" * 2001)

    assert answer.status_code == 422
    assert "como máximo 2000 caracteres" in answer.text


def test_a_page_that_is_not_there_is_404(as_, director):
    assert as_(director).get("/actions/01a2022c-1907-7530-a157-a8fbda13a707").status_code == 404
