"""Signing in and out: one answer for every failure, and rights that end at once (P25, P33)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from sqlalchemy import select

from assess.http import identity
from assess.models import AuditEntry, Session, User, db
from assess.services import accounts
from assess.web.home import inside
from tests.conftest import PASSWORD, STATE_B
from tests.instruments import token_of

NEW = "tres barcas y una luna"


def post_sign_in(browser, email, password, target=""):
    page = browser.get("/sign-in")
    data = {"email": email, "password": password, "csrf_token": token_of(page.get_data(as_text=True))}
    return browser.post(f"/sign-in{target}", data=data)


def is_in(browser):
    return browser.get("/password").status_code == 200


@pytest.fixture
def user(make_user):
    return make_user("assessor", "05", email="ana@example.org")


def test_signing_in_leads_to_the_page_that_was_asked_for(client, user):
    answer = post_sign_in(client, " Ana@Example.org ", PASSWORD, "?next=/password")
    assert (answer.status_code, answer.location) == (302, "/password")
    assert is_in(client)


def test_a_signed_out_person_is_sent_to_sign_in_and_back(client):
    answer = client.get("/instruments?version=1")
    assert (answer.status_code, answer.location) == (302, "/sign-in?next=/instruments?version%3D1")


def _said(answer):
    page = answer.get_data(as_text=True)
    return page[page.index("<main") : page.index("</main>")]


def test_the_answer_is_the_same_for_an_unknown_address_a_wrong_password_and_a_closed_account(client, user, make_user):
    closed = make_user("assessor", "05", email="eva@example.org")
    accounts.disable(closed, by=None, at=datetime.now(UTC))
    tries = [("ana@example.org", "x" * 14), ("eva@example.org", PASSWORD), ("zoe@example.org", PASSWORD)]
    answers = [post_sign_in(client, *attempt) for attempt in tries]
    assert {answer.status_code for answer in answers} == {422}
    said = {
        _said(answer).replace(email, "").replace(token_of(answer.get_data(as_text=True)), "")
        for answer, (email, _password) in zip(answers, tries, strict=True)
    }
    assert len(said) == 1


def test_an_unknown_address_costs_a_hash_too(user, monkeypatch):
    stand_in, checked = accounts._nobody(), []
    monkeypatch.setattr(accounts, "hasher", SimpleNamespace(verify=lambda stored, _password: checked.append(stored)))
    accounts.is_password(None, "x")
    assert checked == [stand_in]


def test_a_refused_sign_in_keeps_the_address_and_not_the_password(client, user):
    page = post_sign_in(client, "ana@example.org", "una clave que no es").get_data(as_text=True)
    assert 'value="ana@example.org"' in page
    assert "una clave que no es" not in page


def test_a_refused_sign_in_is_in_the_audit_chain_without_address(client, user):
    post_sign_in(client, "ana@example.org", "x" * 14)
    entry = db.session.scalar(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1))
    assert (entry.action, entry.actor_id, entry.details) == ("session.open.refused", None, {})


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "x"]
)
def test_nobody_is_sent_to_another_site(client, user, target):
    answer = post_sign_in(client, "ana@example.org", PASSWORD, f"?next={target}")
    assert answer.location == "/"
    assert inside(target) is None


def test_signing_in_gives_a_new_csrf_token_and_a_new_session(client, user):
    before = token_of(client.get("/sign-in").get_data(as_text=True))
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    post_sign_in(client, "ana@example.org", PASSWORD)
    with client.session_transaction() as session:
        assert "planted" not in session
    assert client.post("/sign-out", data={"csrf_token": before}).status_code == 400
    assert is_in(client)


def test_signing_out_kills_a_copied_cookie(as_, app, user):
    browser, copy = as_(user), app.test_client()
    copy.set_cookie("assess", browser.get_cookie("assess").value)
    assert is_in(copy)
    browser.post("/sign-out", data={"csrf_token": browser.csrf})
    assert not is_in(copy)
    assert not is_in(browser)


def test_the_database_holds_no_token_that_opens_a_session(as_, user):
    browser = as_(user)
    with browser.session_transaction() as session:
        token = session["_user_id"]
    assert token not in db.session.scalars(select(Session.token_hash)).all()


def _change_password(user, browser, admin):
    accounts.set_password(user, NEW, by=admin, at=datetime.now(UTC))


def _disable(user, browser, admin):
    accounts.disable(user, by=admin, at=datetime.now(UTC))


def _grant(user, browser, admin):
    accounts.grant(user, "assessor", state_code=STATE_B, by=admin, at=datetime.now(UTC))


def _revoke(user, browser, admin):
    accounts.revoke(user, user.grants[0].id, by=admin, at=datetime.now(UTC))


@pytest.mark.parametrize("change", [_change_password, _disable, _grant, _revoke])
def test_a_change_of_rights_ends_every_open_session_at_once(as_, user, make_user, change):
    browsers = [as_(user) for _ in range(3)]
    change(user, browsers[0], make_user("admin"))
    db.session.commit()
    assert [is_in(browser) for browser in browsers] == [False] * 3


def test_a_closed_account_is_out_even_where_its_session_was_not_deleted(as_, user):
    browser = as_(user)
    db.session.get(User, user.id).active = False
    assert not is_in(browser)


@pytest.mark.parametrize(
    ("role", "state", "idle", "absolute"),
    [
        ("assessor", "05", timedelta(hours=8), timedelta(days=7)),
        ("director", None, timedelta(hours=8), timedelta(days=7)),
        ("observer", None, timedelta(hours=8), timedelta(days=7)),
        ("state_authority", "05", timedelta(minutes=30), timedelta(hours=12)),
        ("national_authority", None, timedelta(minutes=30), timedelta(hours=12)),
        ("admin", None, timedelta(minutes=30), timedelta(hours=12)),
    ],
)
def test_sessions_run_out_by_role(as_, make_user, facility, role, state, idle, absolute):
    person = make_user(role, state, facility if role == "director" else None)
    began = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
    with time_machine.travel(began, tick=False) as clock:
        idler, busy = as_(person), as_(person)
        clock.move_to(began + idle - timedelta(seconds=90))
        assert is_in(idler)
        clock.move_to(began + 2 * idle - timedelta(seconds=91))
        assert is_in(idler), "each use begins the wait anew"
        clock.shift(idle)
        assert not is_in(idler)
        clock.move_to(began)
        while clock_now() < began + absolute - idle / 2:
            assert is_in(busy)
            clock.shift(idle / 2)
        assert is_in(busy)
        clock.move_to(began + absolute)
        assert not is_in(busy)


def clock_now():
    return datetime.now(UTC)


def test_five_wrong_passwords_close_the_door_for_a_while_in_both_languages(client, user):
    with time_machine.travel(datetime(2026, 11, 22, 15, tzinfo=UTC), tick=False) as clock:
        for _ in range(5):
            assert post_sign_in(client, "ana@example.org", "x" * 14).status_code == 422
        refused = post_sign_in(client, "ana@example.org", PASSWORD)
        assert refused.status_code == 429
        assert "Demasiados intentos" in refused.get_data(as_text=True)
        token = token_of(client.get("/sign-in").get_data(as_text=True))
        english = client.post(
            "/sign-in", data={"email": "ana@example.org", "csrf_token": token}, headers={"Accept-Language": "en"}
        )
        assert (english.status_code, "Too many attempts" in english.get_data(as_text=True)) == (429, True)
        clock.shift(301)
        assert post_sign_in(client, "ana@example.org", PASSWORD).status_code == 302


def test_the_door_closes_for_the_account_and_not_for_others(client, user, make_user, app):
    make_user("assessor", "05", email="eva@example.org")
    for _ in range(6):
        post_sign_in(client, "ANA@example.org ", "x" * 14)
    assert post_sign_in(client, "ana@example.org", PASSWORD).status_code == 429
    assert post_sign_in(app.test_client(), "eva@example.org", PASSWORD).status_code == 302


def test_a_password_that_somebody_else_chose_leads_to_the_password_page(as_, user, client):
    accounts.set_password(user, PASSWORD, by=None, at=datetime.now(UTC), temporary=True)
    browser = as_(user)
    for path in ("/", "/instruments", "/instruments/prueba"):
        assert browser.get(path).location == "/password"
    data = {"csrf_token": browser.csrf, "current": PASSWORD, "password": NEW, "again": NEW}
    assert browser.post("/password", data=data).status_code == 302
    assert browser.get("/instruments").status_code == 200
    assert not db.session.get(User, user.id).must_change_password


def test_changing_the_password_keeps_this_session_and_ends_the_others(as_, user):
    here, there = as_(user), as_(user)
    data = {"csrf_token": here.csrf, "current": PASSWORD, "password": NEW, "again": NEW}
    assert here.post("/password", data=data).location == "/"
    assert (is_in(here), is_in(there)) == (True, False)


@pytest.mark.parametrize(
    ("current", "password", "again", "sentence"),
    [
        ("otra cosa que no es", NEW, NEW, "Esta no es su contraseña actual."),
        (PASSWORD, NEW, NEW + "s", "Las dos contraseñas son distintas."),
        (PASSWORD, "corta", "corta", "Use al menos 12 caracteres."),
        (PASSWORD, PASSWORD, PASSWORD, "Esta ya es su contraseña."),
        (PASSWORD, "", "", "Escriba una contraseña nueva."),
    ],
)
def test_a_password_that_cannot_be_taken_is_refused_with_a_sentence(as_, user, current, password, again, sentence):
    browser = as_(user)
    data = {"csrf_token": browser.csrf, "current": current, "password": password, "again": again}
    answer = browser.post("/password", data=data)
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert accounts.is_password(db.session.get(User, user.id), PASSWORD)


def test_the_language_is_kept_over_signing_in_and_out(client, user):
    token = token_of(client.get("/sign-in").get_data(as_text=True))
    client.post("/language", data={"language": "en", "csrf_token": token, "next": "/sign-in"})
    post_sign_in(client, "ana@example.org", PASSWORD)
    page = client.get("/password").get_data(as_text=True)
    assert '<html lang="en"' in page
    client.post("/sign-out", data={"csrf_token": token_of(page)})
    assert '<html lang="en"' in client.get("/sign-in").get_data(as_text=True)


def test_a_signed_in_choice_of_language_follows_the_person_to_another_browser(as_, user):
    browser = as_(user)
    browser.post("/language", data={"language": "en", "csrf_token": browser.csrf})
    assert '<html lang="en"' in as_(user).get("/password").get_data(as_text=True)


@pytest.mark.parametrize(("chosen", "target"), [("fr", ""), ("en", "//evil.example"), ("", "https://evil.example")])
def test_the_language_switch_leads_nowhere_else(client, chosen, target):
    token = token_of(client.get("/sign-in").get_data(as_text=True))
    answer = client.post("/language", data={"language": chosen, "next": target, "csrf_token": token})
    assert answer.location == "/"


def test_what_changes_something_needs_its_token(as_, user):
    browser = as_(user)
    assert browser.post("/sign-out").status_code == 400
    assert browser.post("/sign-out", data={"csrf_token": "x"}).status_code == 400
    assert is_in(browser)


def test_a_session_that_ends_while_it_is_noted_is_no_fault(as_, user, monkeypatch):
    note = identity._touch

    def ended_meanwhile(session, now):
        note(session, now)
        accounts.end_sessions(user)
        db.session.commit()

    with time_machine.travel(datetime(2026, 11, 22, 15, tzinfo=UTC), tick=False) as clock:
        browser = as_(user)
        clock.shift(120)
        monkeypatch.setattr(identity, "_touch", ended_meanwhile)
        assert browser.get("/password").status_code == 302
