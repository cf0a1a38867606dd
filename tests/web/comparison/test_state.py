"""The page of one state and the CSV of its facilities: everybody the aggregate, only the state's own people names."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from tests.services.comparisons.country import PRUEBA

PAGE, FILE = f"/comparison/05?instrument={PRUEBA}", f"/comparison/05/facilities.csv?instrument={PRUEBA}"


@pytest.fixture
def secret(country):
    """Twelve facilities in Coahuila, all of one name and number."""
    for n in range(12):
        country.assess("05", facts={"name": f"Casa Secreta {n:02}"}, shown="70.0")


def text(browser, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("role", ["state_authority", "assessor", "lead_assessor"])
def test_people_of_the_state_see_the_aggregate_and_the_names(role, secret, cast, as_):
    page = text(as_(getattr(cast, role)), PAGE)
    assert "Casa Secreta 00" in page
    assert "100.0 %" in page


@pytest.mark.parametrize("role", ["state_authority", "assessor", "lead_assessor", "observer"])
def test_people_of_another_state_see_the_aggregate_without_names(role, secret, cast, as_):
    page = text(as_(getattr(cast.other, role)), PAGE)
    assert "Secreta" not in page
    assert "70.0" in page


def test_the_country_sees_every_name(secret, cast, as_):
    assert "Casa Secreta 11" in text(as_(cast.national_authority), PAGE)


@pytest.mark.parametrize(
    ("who", "expected"),
    [("national_authority", 200), ("state_authority", 200), ("assessor", 200), ("observer", 403), ("admin", 403)],
)
def test_the_file_of_facilities_is_for_who_may_read_results(who, expected, secret, cast, as_):
    assert as_(getattr(cast, who)).get(FILE).status_code == expected


@pytest.mark.parametrize("who", ["state_authority", "assessor", "director", "protection_officer"])
def test_the_file_of_a_foreign_state_does_not_exist(who, secret, cast, as_):
    assert as_(getattr(cast.other, who)).get(FILE).status_code == 404


@pytest.mark.parametrize("code", ["33", "00", "xx", "5'"])
def test_a_state_that_is_not_there_is_not_found(code, cast, as_):
    browser = as_(cast.national_authority)
    assert browser.get(f"/comparison/{code}").status_code == 404
    assert browser.get(f"/comparison/{code}/facilities.csv").status_code == 404


def test_a_wrong_choice_is_refused_with_a_sentence(cast, as_):
    browser = as_(cast.national_authority)
    assert browser.get("/comparison/05?instrument=nada").status_code == 422
    assert browser.get("/comparison/05/facilities.csv?instrument=nada").status_code == 422


def test_domain_means_stand_beside_the_country(secret, country, cast, as_):
    for _ in range(12):
        country.assess("07", domains={"P": [400_000, "B"], "Q": [200_000, "D"]})
    page = text(as_(cast.national_authority), PAGE)
    assert "80.0; país, 60.0" in page
    assert "60.0; país, 40.0" in page


def test_a_facility_without_a_visit_says_so_and_pages_are_kept_in_bounds(country, cast, as_):
    country.register("05", name="Casa Nueva")
    browser = as_(cast.national_authority)
    assert "Sin evaluar en los últimos 24 meses" in text(browser, PAGE)
    for page in ("0", "-1", "99999999999", "x", "٣"):
        assert "Casa Nueva" in text(browser, f"{PAGE}&page={page}")


PAYLOADS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "＝1+1", " =1+1", "'=1"]


@pytest.mark.parametrize("name", PAYLOADS)
def test_no_name_becomes_a_formula(name, country, cast, as_):
    country.register("05", name=name)
    answer = as_(cast.national_authority).get(FILE)
    cells = [cell for row in csv.reader(StringIO(answer.get_data().decode("utf-8-sig"))) for cell in row]
    assert not [cell for cell in cells if cell.lstrip()[:1] in ("=", "+", "-", "@", "＝")]


def test_the_file_of_facilities_holds_what_the_page_shows(country, cast, as_):
    seen = country.assess("05", critical_failures=2, facts={"name": "Aula Ejemplo"})
    country.register("05", name="Zaguán Ejemplo")
    answer = as_(cast.national_authority).get(FILE)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="facilities-05-')
    _facts, _head, *rows = csv.reader(StringIO(answer.get_data().decode("utf-8-sig")))
    found = {row[0]: row[3:] for row in rows}
    assert found[seen.name] == ["2026-11-20", "B", "70.0", "2", "0", "0"]
    assert found["Zaguán Ejemplo"] == ["", "", "", "", "", "0"]
