"""GET /api/v1/comparison: the figures of the page, described in the OpenAPI document."""

from __future__ import annotations

import pytest
import time_machine

from assess.api.comparison import ComparisonOfStates
from assess.api.openapi import document
from tests.conftest import NOON
from tests.services.comparisons.country import Country
from tests.services.comparisons.test_states import V13

ADDRESS = "/api/v1/comparison?instrument=prueba"


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def country(make_user) -> Country:
    return Country(make_user("lead_assessor", "05"))


def ask(browser, address=ADDRESS, code=200):
    answer = browser.get(address)
    assert answer.status_code == code
    return answer.get_json()


def test_the_answer_holds_the_figures_and_fits_its_description(country, national, as_):
    country.states(V13)
    found = ask(as_(national), f"{ADDRESS}&domains=1")
    told = ComparisonOfStates.model_validate(found)
    assert told.national.without_critical_failure.share == 0.58
    coahuila = next(row for row in told.states if row.codes == ["05"])
    assert (coahuila.ratings["B"], coahuila.domains, coahuila.funnel.flag) == (24, {"P": 80.0, "Q": 60.0}, "inside")
    hidden = next(row for row in told.states if row.codes == ["06"])
    assert (hidden.assessed, hidden.mean, hidden.without_critical_failure, hidden.domains) == (4, None, None, {})


def test_an_observer_gets_the_public_view(country, make_user, as_):
    country.states(V13)
    found = ask(as_(make_user("observer")))
    assert found["view"] == "public"
    assert ["07", "06"] in [row["codes"] for row in found["states"]]


def test_a_wrong_choice_names_its_field(national, as_):
    refused = ask(as_(national), f"{ADDRESS}&size=huge", 422)
    assert refused["field"] == "size"
    assert "small" in refused["message"]


def test_strangers_are_told_to_sign_in_and_others_refused(client, cast, as_):
    assert client.get(ADDRESS).status_code == 401
    assert as_(cast.director).get(ADDRESS).status_code == 403


def test_the_address_is_described(app):
    described = document(app)["paths"]["/api/v1/comparison"]["get"]
    assert {one["name"] for one in described["parameters"]} >= {"instrument", "type", "size", "sector"}
