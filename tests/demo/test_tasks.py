"""Every person of the demo finds the work that the command line promises them."""

from __future__ import annotations

import re

import pytest
import time_machine
from sqlalchemy import select

from assess.demo.people import PASSWORD
from assess.models import Action, Facility, User, Visit, db
from tests.demo.conftest import AT, opened
from tests.instruments import token_of


@pytest.fixture
def enter(made, copied):
    """enter("lider@example.org"): a browser signed in on the day of the demo, in a country of its own."""
    with opened(copied(made)) as app, time_machine.travel(AT, tick=True):

        def sign_in(email):
            browser = app.test_client()
            token = token_of(browser.get("/sign-in").get_data(as_text=True))
            answer = browser.post("/sign-in", data={"email": email, "password": PASSWORD, "csrf_token": token})
            assert answer.status_code == 302
            browser.csrf = token_of(browser.get("/password").get_data(as_text=True))
            return browser

        yield sign_in


def post(browser, path, **data):
    return browser.post(path, data={"csrf_token": browser.csrf, **data})


def visit_of(status, **more):
    query = select(Visit).where(Visit.status == status, Visit.state_code == "05")
    visits = [v for v in db.session.scalars(query) if all(getattr(v, k) == x for k, x in more.items())]
    return visits[0]


def test_each_first_page_opens(enter):
    for role in ("evaluadora", "lider", "direccion", "estatal", "nacional", "proteccion", "admin", "observadora"):
        answer = enter(f"{role}@example.org").get("/", follow_redirects=True)
        assert answer.status_code == 200, role
        assert "Demostración." in answer.get_data(as_text=True), role


def test_the_assessor_scores_today_s_visit(enter):
    browser, visit = enter("evaluadora@example.org"), visit_of("fieldwork", visited_on=AT.date())
    page = browser.get(f"/visits/{visit.id}/criteria/GM-1.1.01").get_data(as_text=True)
    submission = re.search(r'name="submission" value="([^"]+)"', page)[1]
    bases = dict(re.findall(r'name="(base-[^"]+)" value="([^"]*)"', page))
    path = f"/visits/{visit.id}/criteria/GM-1.1.01"
    answer = post(browser, path, submission=submission, level="2", methods="document", **bases)
    assert answer.status_code == 302
    assert db.session.get(Visit, visit.id).status == "fieldwork"


def test_the_lead_closes_fieldwork_and_sends_it_to_review(enter):
    browser = enter("lider@example.org")
    visit = visit_of("fieldwork", visited_on=AT.date().replace(day=21))
    assert post(browser, f"/visits/{visit.id}/close-fieldwork").status_code == 302
    assert post(browser, f"/visits/{visit.id}/send-to-review").status_code == 302
    assert db.session.get(Visit, visit.id).status == "quality_review"


def test_the_state_authority_makes_a_visit_final(enter):
    browser, visit = enter("estatal@example.org"), visit_of("quality_review")
    assert post(browser, f"/visits/{visit.id}/finalise").status_code == 302
    assert db.session.get(Visit, visit.id).status == "final"


def test_the_director_reads_the_result_and_reports_an_action(enter):
    browser = enter("direccion@example.org")
    facility = db.session.scalar(select(Facility).where(Facility.name == "Casa Ejemplo Norte"))
    visit = db.session.scalar(select(Visit).where(Visit.facility_id == facility.id, Visit.status == "final"))
    assert browser.get(f"/results/{visit.id}").status_code == 200
    actions = select(Action).where(Action.facility_id == facility.id, Action.state.in_(("agreed", "in_progress")))
    action = db.session.scalars(actions).first()
    text = "Se hizo el simulacro nocturno y se subió el acta firmada."
    fields = {"report_done-text": text, "report_done-revision": action.revision}
    answer = post(browser, f"/actions/{action.id}/report-done", **fields)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    assert db.session.get(Action, action.id).state == "reported_done"


@pytest.mark.parametrize("who", ["nacional", "observadora"])
def test_the_states_are_compared(enter, who):
    page = enter(f"{who}@example.org").get("/comparison").get_data(as_text=True)
    assert "Coahuila" in page


def test_the_protection_officer_sees_the_failures_of_the_state(enter):
    browser = enter("proteccion@example.org")
    visit = db.session.scalar(select(Visit).where(Visit.state_code == "05", Visit.status == "final"))
    assert browser.get(f"/results/{visit.id}").status_code == 200
    assert browser.get("/facilities").status_code == 200


def test_the_administrator_opens_an_account(enter):
    browser = enter("admin@example.org")
    answer = post(
        browser, "/accounts/new", name="Nueva Ejemplo", email="nueva@example.org", role="observer", state_code=""
    )
    assert answer.status_code == 200
    assert db.session.scalar(select(User).where(User.email == "nueva@example.org")).must_change_password
