"""Accounts on the page: opened, given rights, closed; the first password is shown once."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from assess.models import Session, User, db
from assess.services import accounts
from tests.conftest import PASSWORD


@pytest.fixture
def admin(as_, make_user):
    return as_(make_user("admin"))


@pytest.fixture
def ana(make_user):
    return make_user("assessor", "05", email="ana@example.org")


def post(browser, path, **data):
    return browser.post(path, data={"csrf_token": browser.csrf, **data})


def first_password(answer):
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return re.search(r'id="first-password">([^<]+)<', answer.get_data(as_text=True))[1]


NEW = {"name": "Eva Ejemplo", "email": "eva@example.org", "role": "observer", "state_code": "", "facility": ""}


def test_an_account_is_opened_with_a_right_and_a_password_shown_once(admin):
    password = first_password(post(admin, "/accounts/new", **NEW))
    eva = accounts.by_email("eva@example.org")
    assert accounts.is_password(eva, password)
    assert eva.must_change_password
    assert [g.role for g in eva.grants] == ["observer"]
    assert password not in admin.get(f"/accounts/{eva.id}").get_data(as_text=True)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"email": "eva"}, "no es un correo electrónico"),
        ({"name": " "}, "Escriba el nombre de la persona."),
        ({"role": ""}, "Elija un rol."),
        ({"role": "king"}, "role"),
        ({"role": "director"}, "La dirección es siempre de un centro"),
        ({"role": "director", "facility": "Casa Ninguna"}, "No hay un centro con el folio o nombre"),
        ({"role": "state_authority"}, "necesita su entidad"),
        ({"role": "admin", "state_code": "05"}, "todo el país"),
    ],
)
def test_an_account_that_cannot_be_keeps_what_was_entered_and_leaves_nothing(admin, wrong, sentence):
    answer = post(admin, "/accounts/new", **(NEW | wrong))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in page
    assert f'value="{(NEW | wrong)["email"]}"' in page
    assert accounts.by_email("eva@example.org") is None


def test_a_director_is_given_the_facility_by_name_or_folio(admin, make_facility):
    place = make_facility(name="Casa Ejemplo Única", folio="F-1")
    make_facility(name="Casa Gemela", folio="F-2")
    make_facility("07", name="Casa Gemela", folio="F-3")
    post(admin, "/accounts/new", **(NEW | {"role": "director", "facility": "casa ejemplo unica"}))
    assert accounts.by_email("eva@example.org").grants[0].facility_id == place.id
    twins = NEW | {"role": "director", "email": "zoe@example.org", "facility": "Casa Gemela"}
    assert "F-2, F-3" in post(admin, "/accounts/new", **twins).get_data(as_text=True)
    assert post(admin, "/accounts/new", **(twins | {"facility": "F-3"})).status_code == 200


def test_a_right_is_added_and_taken_away_and_each_ends_the_sessions(admin, ana, as_):
    browser = as_(ana)
    assert post(admin, f"/accounts/{ana.id}/grants", role="observer", state_code="", facility="").status_code == 302
    assert browser.get("/password").status_code == 302
    added = next(g for g in db.session.get(User, ana.id).grants if g.role == "observer")
    assert post(admin, f"/accounts/{ana.id}/grants/{added.id}/revoke").status_code == 302
    assert post(admin, f"/accounts/{ana.id}/grants/{added.id}/revoke").status_code == 422
    assert [g.role for g in db.session.get(User, ana.id).grants] == ["assessor"]


def test_the_same_right_again_is_refused_beside_the_role(admin, ana):
    answer = post(admin, f"/accounts/{ana.id}/grants", role="assessor", state_code="05", facility="")
    assert answer.status_code == 422
    assert "ya tiene este permiso" in answer.get_data(as_text=True)


def test_closing_and_opening_again(admin, ana, as_):
    browser = as_(ana)
    assert post(admin, f"/accounts/{ana.id}/disable").status_code == 302
    assert browser.get("/password").status_code == 302
    assert "Esta cuenta está cerrada" in admin.get(f"/accounts/{ana.id}").get_data(as_text=True)
    assert post(admin, f"/accounts/{ana.id}/enable").status_code == 302
    assert db.session.get(User, ana.id).active


def test_a_reset_shows_a_new_password_once_and_ends_sessions(admin, ana, as_):
    browser = as_(ana)
    password = first_password(post(admin, f"/accounts/{ana.id}/reset-password"))
    assert browser.get("/password").status_code == 302
    assert accounts.is_password(db.session.get(User, ana.id), password)
    assert not accounts.is_password(db.session.get(User, ana.id), PASSWORD)


def test_sessions_are_listed_and_ended(admin, ana, as_):
    browser = as_(ana)
    assert "Werkzeug" in admin.get(f"/accounts/{ana.id}").get_data(as_text=True)
    assert post(admin, f"/accounts/{ana.id}/end-sessions").status_code == 302
    assert browser.get("/password").status_code == 302
    assert db.session.scalars(select(Session).where(Session.user_id == ana.id)).all() == []


@pytest.mark.parametrize("verb", ["disable", "reset-password"])
def test_one_s_own_account_is_left_alone_with_a_sentence(as_, make_user, verb):
    me = make_user("admin")
    browser = as_(me)
    answer = post(browser, f"/accounts/{me.id}/{verb}")
    assert answer.status_code == 422
    assert browser.get("/accounts").status_code == 200


def test_the_list_is_searched_filtered_and_paged(admin, ana, make_user):
    page = admin.get("/accounts?q=ana%40").get_data(as_text=True)
    assert "ana@example.org" in page
    assert "1 cuenta" in page
    assert "Ninguna cuenta coincide" in admin.get("/accounts?q=%25").get_data(as_text=True)
    assert "ana@example.org" not in admin.get("/accounts?role=observer").get_data(as_text=True)
    for query in ("role=king", "page=0", f"page={10**30}"):
        assert admin.get(f"/accounts?{query}").status_code == 200


def test_reading_by_get_is_all_that_a_get_can_do(admin, ana):
    for verb in ("disable", "enable", "reset-password", "end-sessions", "grants"):
        assert admin.get(f"/accounts/{ana.id}/{verb}").status_code == 405
