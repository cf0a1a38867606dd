"""The page of the country: what each reader finds, in every state that the country can be in."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from assess import geo
from assess.reference.search_key import search_key
from tests.services.comparisons.test_states import V13

PAGE = "/comparison?instrument=prueba"


@pytest.fixture
def reader(as_, national, country):
    """reader(address): the page as a national authority sees it in English."""
    browser = as_(national)
    browser.post("/language", data={"csrf_token": browser.csrf, "language": "en"})

    def read(address: str = PAGE, code: int = 200) -> BeautifulSoup:
        answer = browser.get(address)
        assert answer.status_code == code, answer.get_data(as_text=True)[:400]
        return BeautifulSoup(answer.get_data(as_text=True), "html.parser")

    return read


def words(part) -> str:
    return " ".join(part.get_text(" ").split())


def rows(page) -> dict[str, str]:
    """First cell -> text of the row, in the order of the table."""
    found = [tr for tr in page.select("table.states tbody tr")]
    return {words(tr.th): words(tr) for tr in found}


def test_three_sentences_say_what_the_pictures_show(country, reader):
    country.states(V13)
    country.register("05")
    lead = words(reader().select_one(".lead"))
    assert "100 of 101 registered facilities have a full visit in the last 24 months (99.0 %)." in lead
    assert "58.0 % of those assessed have no critical failure. With 95% confidence: 48.2–67.2." in lead
    assert "Chiapas : worth a look." in lead


def test_each_state_has_its_share_interval_and_mean_or_the_reason_why_not(country, reader):
    country.states(V13)
    found = rows(reader())
    assert len(found) == 33
    assert found["Coahuila"].startswith("Coahuila 24 24 100.0 % B: 24 75.0 55.1–88.0 70.0")
    assert found["Colima"].startswith("Colima 4 4 100.0 % Too few facilities to compare")
    assert "No facility is registered" in found["Jalisco"]


def test_five_to_nine_are_called_indicative(country, reader):
    country.states({"05": (5, 5)})
    assert "ind." in rows(reader())["Coahuila"]


def test_less_than_half_visited_is_marked_and_told(country, reader):
    country.states({"05": (6, 6)})
    for _ in range(7):
        country.register("05")
    page = reader()
    assert "46.1 %" in [words(mark) for mark in page.select("table.states .late")]
    assert "may not stand for all" in words(page.select_one(".lead"))


def test_tiles_map_and_funnel_agree_with_the_table(country, reader):
    country.states(V13)
    page = reader()
    titles = [title.get_text() for title in page.select("svg.tiles title, svg.map title, svg.funnel title")]
    assert titles.count("Coahuila: 75.0 %, n = 24") == 3
    assert titles.count("Colima: Too few facilities to compare") == 2
    assert geo.CREDIT in words(page)


@pytest.mark.parametrize(
    ("measure", "title"),
    [("mean", "Coahuila: 70.0, n = 24"), ("coverage", "Coahuila: 100.0 %, n = 24"), ("x", "Coahuila: 75.0 %, n = 24")],
)
def test_the_reader_chooses_what_the_map_shows(measure, title, country, reader):
    country.states(V13)
    page = reader(f"{PAGE}&measure={measure}")
    assert title in [one.get_text() for one in page.select("svg.map title")]


def test_rows_come_by_name_and_are_never_numbered(country, reader):
    country.states(V13)
    found = [name for name in rows(reader()) if name != "Whole country"]
    assert found == sorted(found, key=search_key)
    assert not [name for name in found if re.match(r"\d", name)]


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("-share", "Coahuila"),
        ("share", "Chiapas"),
        ("-assessed", "Mexico City"),
        ("-name", "Zacatecas"),
        ("'--", "Aguascalientes"),
    ],
)
def test_sorting_by_a_column_puts_hidden_rows_last(sort, first, country, reader):
    country.states(V13)
    assert list(rows(reader(f"{PAGE}&sort={sort}")))[1] == first


def test_filters_narrow_the_page_and_stay_in_its_links(country, reader):
    country.states({"05": (5, 5), "07": (5, 5)}, facts={"size": "large"})
    page = reader(f"{PAGE}&size=large&sector=private")
    assert "10 of 10" in words(page.select_one(".lead"))
    state = page.select_one("table.states tbody a")["href"]
    csv = next(a["href"] for a in page.select("a") if a["href"].startswith("/comparison/states.csv"))
    assert all("size=large" in link and "sector=private" in link for link in (state, csv))
    assert page.select_one("select[name=size] option[selected]")["value"] == "large"


@pytest.mark.parametrize(
    "query", ["instrument=nada", "instrument=prueba&size=huge", "instrument=prueba&type=procuraduria"]
)
def test_a_choice_that_is_not_there_is_refused_beside_its_field_and_kept(query, reader):
    page = reader(f"/comparison?{query}", 422)
    name, value = query.split("&")[-1].split("=")
    assert value in words(page.select_one(f"#{name}-error"))
    assert page.select_one(f"select[name={name}] option[selected]")["value"] == value


def test_the_refused_page_keeps_the_instrument_that_is_compared(reader):
    page = reader("/comparison?size=huge", 422)
    assert page.select_one("select[name=instrument] option[selected]")["value"] == "prueba"


def test_an_empty_country_says_what_comes_first(reader):
    page = reader()
    assert "No facility of this kind is registered" in words(page)
    assert not page.select("table.states, svg.tiles")


def test_a_country_without_results_shows_what_is_registered(country, reader):
    country.register("05")
    page = reader()
    assert "0 of 1 registered facility has a full visit" in words(page)
    assert "it takes five" in words(page)
    assert not page.select("svg.tiles, svg.funnel")
    assert "None assessed in 24 months" in rows(page)["Coahuila"]


def test_one_facility_alone_shows_no_figure(country, reader):
    country.assess("05", critical_failures=1)
    page = reader()
    assert "Too few facilities to compare" in rows(page)["Coahuila"]
    assert not page.select("svg.funnel")


def test_all_not_rated_shows_letters_and_no_mean(country, reader):
    for _ in range(12):
        country.assess("05", rating="NR", score_e4=None, shown=None, critical_missing=1)
    found = rows(reader())["Coahuila"]
    assert found.startswith("Coahuila 12 12 100.0 % NR: 12 0.0 0.0–24.2 —")


def test_the_public_reads_merged_rows_and_no_numbers_of_small_states(country, as_, make_user):
    country.states(V13)
    page = BeautifulSoup(as_(make_user("observer")).get(PAGE).get_data(as_text=True), "html.parser")
    found = rows(page)
    assert "Chiapas + Colima" in found
    assert "41.6" in found["Chiapas + Colima"]
    assert "Colima" not in found


def test_no_page_of_the_comparison_names_a_facility_to_an_observer(country, as_, make_user):
    for n in range(12):
        country.assess("05", facts={"name": f"Casa Secreta {n}"})
    browser = as_(make_user("observer"))
    for address in (PAGE, "/comparison/states.csv?instrument=prueba", "/comparison/05?instrument=prueba"):
        answer = browser.get(address)
        assert answer.status_code == 200
        assert "Secreta" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "address", ["/comparison", "/comparison/states.csv", "/comparison/05", "/comparison/05/facilities.csv"]
)
def test_signed_out_readers_are_sent_to_sign_in(address, client):
    assert "/sign-in" in client.get(address).headers["Location"]


@pytest.mark.parametrize("role", ["director", "protection_officer", "admin"])
def test_who_may_not_compare_is_refused(role, cast, as_):
    browser = as_(getattr(cast, role))
    assert browser.get(PAGE).status_code == 403


def test_nothing_here_changes_anything(as_, national):
    browser = as_(national)
    assert browser.post("/comparison", data={"csrf_token": browser.csrf}).status_code == 405


def test_both_languages_fill_the_page(country, as_, national):
    country.states(V13)
    browser = as_(national)
    browser.post("/language", data={"csrf_token": browser.csrf, "language": "es"})
    page = words(BeautifulSoup(browser.get(PAGE).get_data(as_text=True), "html.parser").main)
    assert "58.0 % de los evaluados no tienen fallas en criterios críticos." in page
    assert "Muy pocos centros para comparar" in page
    assert not [word for word in ("facilities", "country", "without") if word in page]
