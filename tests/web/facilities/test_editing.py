"""Registering, correcting and closing, climbed rung by rung."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from assess.models import Facility, db
from assess.services import facilities
from tests.conftest import NOON, STATE_A, STATE_B

NEW = {"name": "Casa Nueva", "type_code": "cas_privado", "state_code": STATE_A, "municipality": "Saltillo"}
PAPER = {"status": "revoked", "number": "A-1"}
COUNT = {"valid_on": "2026-11-01", "girls_6_11": "9"}
CLOSING = {"closed_on": "2026-11-01", "reason": "Fin"}
FORMS = {"edit": NEW, "close": CLOSING, "profile/new": COUNT, "legal/authorisation": PAPER}


def send(browser, to, /, **values):
    return browser.post(to, data={"csrf_token": browser.csrf} | values)


def at(facility, end=""):
    return f"/facilities/{facility.id}" + (f"/{end}" if end else "")


def form(answer):
    """What the form on a page holds."""
    page = BeautifulSoup(answer.text, "html5lib")
    found = {each["name"]: each.get("value", "") for each in page.select("form.form input[name]")}
    found |= {each["name"]: each.text.strip() for each in page.select("form.form textarea")}
    picked = page.select("form.form option[selected]")
    return found | {each.find_parent("select")["name"]: each["value"] for each in picked}


def errors(answer):
    return [each["id"].removesuffix("-error") for each in BeautifulSoup(answer.text, "html5lib").select(".error[id]")]


def named(name):
    return db.session.scalar(select(Facility).where(Facility.name == name))


def test_an_authority_registers_a_facility_in_its_state(as_, cast):
    answer = send(as_(cast.state_authority), "/facilities/new", **NEW)
    assert answer.status_code == 302
    assert answer.location == at(named("Casa Nueva"))


def test_only_authorities_register(client, as_, cast):
    assert client.get("/facilities/new").status_code == 302
    assert send(as_(cast.lead_assessor), "/facilities/new", **NEW).status_code == 403
    assert named("Casa Nueva") is None


def test_a_state_outside_ones_scope_is_refused_with_everything_kept(as_, cast):
    there = {"state_code": STATE_B, "municipality": "Tapachula"}
    answer = send(as_(cast.state_authority), "/facilities/new", **NEW | there)
    assert (answer.status_code, errors(answer), named("Casa Nueva")) == (422, ["state_code"], None)
    assert (form(answer)["name"], form(answer)["municipality"]) == ("Casa Nueva", "Tapachula")


def test_every_fault_of_a_form_is_told_at_once(as_, cast):
    answer = send(as_(cast.national_authority), "/facilities/new", **NEW | {"capacity": "x", "opened_on": "2087-01-01"})
    assert (answer.status_code, errors(answer)) == (422, ["capacity", "opened_on"])
    assert (form(answer)["capacity"], form(answer)["opened_on"]) == ("x", "2087-01-01")


@pytest.mark.parametrize("missing", ["name", "type_code", "state_code"])
def test_what_is_required_is_asked_for(as_, cast, missing):
    answer = send(as_(cast.national_authority), "/facilities/new", **{k: v for k, v in NEW.items() if k != missing})
    assert (answer.status_code, errors(answer)) == (422, [missing])


def test_a_correction_is_saved(as_, cast):
    browser = as_(cast.state_authority)
    held = form(browser.get(at(cast.facility, "edit")))
    answer = send(browser, at(cast.facility, "edit"), **held | {"capacity": "31", "csrf_token": browser.csrf})
    assert (answer.status_code, cast.facility.capacity, cast.facility.revision) == (302, 31, 2)


def test_the_second_of_two_corrections_is_told_and_loses_nothing(as_, cast):
    browser = as_(cast.state_authority)
    held = form(browser.get(at(cast.facility, "edit"))) | {"csrf_token": browser.csrf}
    facilities.change_facility(cast.facility, {"capacity": 40}, None, by=None, at=NOON)
    answer = send(browser, at(cast.facility, "edit"), **held | {"director_name": "Ana"})
    assert (answer.status_code, cast.facility.capacity, form(answer)["director_name"]) == (422, 40, "Ana")
    assert "40" in BeautifulSoup(answer.text, "html5lib").select_one(".msg.warn").text
    again = send(browser, at(cast.facility, "edit"), **form(answer) | {"csrf_token": browser.csrf})
    assert (again.status_code, cast.facility.director_name) == (302, "Ana")


@pytest.mark.parametrize("revision", ["", "x", "-1", "99", "9" * 30])
def test_a_correction_without_its_true_revision_is_refused(as_, cast, revision):
    answer = send(as_(cast.state_authority), at(cast.facility, "edit"), **NEW | {"revision": revision})
    assert (answer.status_code, cast.facility.name) == (422, "Casa Ejemplo Norte")


@pytest.mark.parametrize(
    "field", ["state_code", "search_name", "residents", "size", "closed_on", "closed_reason", "id", "created_at"]
)
def test_unknown_fields_of_a_form_change_nothing(as_, cast, field):
    before = getattr(cast.facility, field)
    values = NEW | {"revision": "1", field: STATE_B}
    assert send(as_(cast.national_authority), at(cast.facility, "edit"), **values).status_code == 302
    assert (getattr(cast.facility, field), cast.facility.revision) == (
        "casa nueva" if field == "search_name" else before,
        2,
    )


@pytest.mark.parametrize("end", FORMS)
def test_each_form_is_for_its_own_people(client, as_, cast, end):
    address, values = at(cast.facility, end), FORMS[end]
    assert client.get(address).status_code == 302
    assert as_(cast.state_authority).get(address).status_code == 200
    assert send(as_(cast.assessor), address, **values).status_code == 403
    assert send(as_(cast.other.state_authority), address, **values).status_code == 404
    assert (cast.facility.revision, len(cast.facility.profiles)) == (1, 1)


@pytest.mark.parametrize("end", FORMS)
def test_a_form_without_its_token_changes_nothing(as_, cast, end):
    assert as_(cast.state_authority).post(at(cast.facility, end), data=FORMS[end]).status_code == 400
    assert (cast.facility.revision, len(cast.facility.profiles)) == (1, 1)


def test_closing_and_reopening(as_, cast):
    browser = as_(cast.state_authority)
    assert send(browser, at(cast.facility, "close"), **FORMS["close"]).status_code == 302
    assert cast.facility.closed_on == date(2026, 11, 1)
    assert browser.get(at(cast.facility, "reopen")).status_code == 405
    assert send(browser, at(cast.facility, "reopen")).status_code == 302
    assert cast.facility.is_open
    assert send(browser, at(cast.facility, "reopen")).status_code == 422


def test_reopening_is_for_the_authority_of_the_state(as_, cast):
    facilities.close_facility(cast.facility, date(2026, 1, 1), "Fin", by=None, at=NOON)
    assert send(as_(cast.director), at(cast.facility, "reopen")).status_code == 403
    assert send(as_(cast.other.state_authority), at(cast.facility, "reopen")).status_code == 404
    assert not cast.facility.is_open


def test_a_closing_in_the_future_is_refused_with_its_reason_kept(as_, cast):
    late = {"closed_on": "2087-01-01", "reason": "Fin del convenio"}
    answer = send(as_(cast.state_authority), at(cast.facility, "close"), **late)
    assert (answer.status_code, errors(answer), form(answer)["reason"]) == (422, ["closed_on"], "Fin del convenio")


def test_a_director_records_who_lives_there(as_, cast):
    assert send(as_(cast.director), at(cast.facility, "profile/new"), **COUNT).status_code == 302
    assert (cast.facility.residents, cast.facility.size) == (9, "small")


@pytest.mark.parametrize(
    ("field", "value"),
    [("girls_0", "-1"), ("boys_0", "dos"), ("unaccompanied", "99"), ("valid_on", "2087-01-01"), ("valid_on", "hoy")],
)
def test_a_wrong_count_is_refused_at_its_field_and_kept(as_, cast, field, value):
    answer = send(as_(cast.director), at(cast.facility, "profile/new"), **COUNT | {field: value})
    assert (answer.status_code, errors(answer), form(answer)[field]) == (422, [field], value)
    assert form(answer)["girls_6_11"] == "9"


def test_a_legal_status_is_saved_and_shown_again(as_, cast):
    browser = as_(cast.state_authority)
    assert send(browser, at(cast.facility, "legal/authorisation"), revision="1", **PAPER).status_code == 302
    assert form(browser.get(at(cast.facility, "legal/authorisation")))["number"] == "A-1"
    assert browser.get(at(cast.facility, "legal/supervision")).status_code == 404


def test_a_wrong_paper_is_refused_at_its_field_and_kept(as_, cast):
    values = PAPER | {"revision": "1", "issued_on": "2026-02-02", "expires_on": "2026-01-01"}
    answer = send(as_(cast.state_authority), at(cast.facility, "legal/authorisation"), **values)
    assert (answer.status_code, errors(answer), form(answer)["number"]) == (422, ["expires_on"], "A-1")
