"""The list and the homes of facilities: everything for who may see it, nothing for a stranger."""

from datetime import date

import pytest
from bs4 import BeautifulSoup

from assess.models import FacilityCurrent, db
from assess.services import facilities
from tests.conftest import NOON, STATE_B

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
def rated(facility):
    """rated(visit): the facility's current result, from that visit."""

    def rate(visit):
        row = FacilityCurrent(facility_id=facility.id, instrument_id="prueba", visit_id=visit.id)
        row.visited_on, row.rating, row.score_e4, row.shown = date(2026, 10, 1), "C", 749000, "74.9"
        row.state_code, row.type_code, row.sector, row.size = (
            facility.state_code,
            facility.type_code,
            "private",
            "medium",
        )
        row.critical_failures, row.critical_missing, row.domains = 0, 0, {}
        db.session.add(row)

    return rate


def test_the_letter_is_for_who_may_read_results(as_, cast, make_visit, rated):
    rated(make_visit(started=False))
    assert soup(as_(cast.assessor).get("/facilities")).select_one('td use[href="#r-c"]')
    assert not soup(as_(cast.admin).get("/facilities")).select_one('td use[href="#r-c"]')
    assert not soup(as_(cast.admin).get(f"/facilities/{cast.facility.id}")).select_one('main use[href="#r-c"]')
    assert "74.9" in as_(cast.director).get(f"/facilities/{cast.facility.id}").text


def test_a_home_is_for_its_own_people(client, as_, cast):
    address = f"/facilities/{cast.facility.id}"
    assert client.get(address).status_code == 302
    assert as_(cast.other.assessor).get(address).status_code == 404
    assert as_(cast.observer).get(address).status_code == 403
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
