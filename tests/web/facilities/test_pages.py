"""The list and the homes of facilities: everything for who may see it, nothing for a stranger."""

from datetime import date

import pytest
from bs4 import BeautifulSoup

from assess.services import facilities
from tests import instruments
from tests.conftest import NOON, STATE_B
from tests.services import journey

PLACE = {
    "address": "Calle Marcada 7",
    "telephone": "844 555 0101",
    "email": "casa.marcada@example.org",
    "latitude": "25.4232",
    "longitude": "-101.0053",
}
MARKS = ("Calle Marcada", "555 0101", "casa.marcada", "25.4232", "-101.0053")


def soup(answer):
    return BeautifulSoup(answer.get_data(as_text=True), "html5lib")


def rows(answer):
    return [row.find("th").get_text(strip=True) for row in soup(answer).select("tbody tr")]


def test_the_list_shows_the_facilities_of_ones_scope(as_, cast):
    assert rows(as_(cast.assessor).get("/facilities")) == ["Casa Ejemplo Norte"]
    assert rows(as_(cast.other.director).get("/facilities")) == ["Casa Ejemplo Sur"]
    assert rows(as_(cast.national_authority).get("/facilities")) == ["Casa Ejemplo Norte", "Casa Ejemplo Sur"]


def test_the_list_is_for_who_may_read_facilities(client, as_, cast):
    assert client.get("/facilities").status_code == 302
    assert as_(cast.observer).get("/facilities").status_code == 403
    assert as_(cast.assessor).post("/facilities").status_code in (400, 405)


@pytest.mark.parametrize(
    "query",
    ["page=x", "page=-3", "page=99999999999", "sort=%00", "legal=:", "legal=a", "text=%25_", "state=%F1", "size=huge"],
)
def test_a_query_that_makes_no_sense_is_no_failure(as_, cast, query):
    assert as_(cast.national_authority).get("/facilities?" + query).status_code == 200


def test_a_search_without_a_find_offers_the_way_back(as_, cast):
    page = soup(as_(cast.national_authority).get("/facilities?text=nadie"))
    assert page.select_one(".blank a")["href"] == "/facilities"


def test_filters_stay_in_the_links_of_columns_and_pages(as_, cast):
    page = soup(as_(cast.national_authority).get("/facilities?text=casa&state=05&sort=name"))
    assert page.select_one("th a.sort")["href"] == "/facilities?text=casa&state=05&sort=-name"
    assert page.select_one("#text")["value"] == "casa"


@pytest.fixture
def rated(make_visit, cast):
    """A final visit of the facility: 71.2, B."""
    visit = make_visit(instruments.BASE, lead=cast.lead_assessor)
    journey.close(visit, lead=cast.lead_assessor)
    journey.approve(visit, by=cast.national_authority)


def test_the_letter_is_for_who_may_read_results(as_, cast, rated):
    letter, address = 'main use[href="#r-b"]', f"/facilities/{cast.facility.id}"
    assert soup(as_(cast.assessor).get("/facilities")).select_one(letter)
    assert not soup(as_(cast.admin).get("/facilities")).select_one(letter)
    assert not soup(as_(cast.admin).get(address)).select_one(letter)
    assert "71.2" in as_(cast.director).get(address).text


def test_earlier_counts_stay_in_sight(as_, cast):
    facilities.record_profile(cast.facility, date(2026, 1, 1), {"girls_6_11": 7}, by=None, at=NOON)
    page = soup(as_(cast.assessor).get(f"/facilities/{cast.facility.id}"))
    assert [each.get_text(" ", strip=True) for each in page.select("details.more li")] == ["1 ene 2024 20"]


def test_a_home_is_for_its_own_people(client, as_, cast):
    address = f"/facilities/{cast.facility.id}"
    assert client.get(address).status_code == 302
    assert as_(cast.other.assessor).get(address).status_code == 404
    assert as_(cast.observer).get(address).status_code == 404
    assert "Casa Ejemplo Norte" in as_(cast.director).get(address).text


def test_what_does_not_exist_and_what_is_hidden_look_the_same(as_, cast):
    browser = as_(cast.other.assessor)
    hidden = browser.get(f"/facilities/{cast.facility.id}")
    absent = browser.get(f"/facilities/{STATE_B:0>8}-0000-7000-8000-000000000000")
    assert (hidden.status_code, soup(hidden).main) == (absent.status_code, soup(absent).main)


def test_the_place_is_shown_to_who_needs_it_alone(as_, cast):
    facilities.change_facility(cast.facility, PLACE, None, by=None, at=NOON)
    address = f"/facilities/{cast.facility.id}"
    assert all(mark in as_(cast.assessor).get(address).text for mark in MARKS)
    for page in (address, "/facilities", "/facilities/export.csv"):
        assert not any(mark in as_(cast.admin).get(page).text for mark in MARKS)
    assert not any(mark in as_(cast.assessor).get("/facilities").text for mark in MARKS)


def test_the_home_tells_papers_counts_and_visits(as_, cast, make_visit):
    make_visit(started=False)
    facilities.set_legal_status(cast.facility, "authorisation", {"status": "revoked"}, by=None, at=NOON)
    text = soup(as_(cast.assessor).get(f"/facilities/{cast.facility.id}")).main.get_text(" ", strip=True)
    for part in ("Revocada", "24", "20", "Visita completa", "Programada"):
        assert part in text


def test_buttons_are_for_who_may_press_them(as_, cast):
    address = f"/facilities/{cast.facility.id}"
    assert f"{address}/edit" in as_(cast.state_authority).get(address).text
    page = as_(cast.director).get(address).text
    assert f"{address}/edit" not in page
    assert f"{address}/profile/new" in page
