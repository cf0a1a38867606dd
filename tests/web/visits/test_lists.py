"""The list of visits: what I have to do, and everything in reach."""

from datetime import timedelta

import pytest

from assess.http.clock import today
from assess.models import db
from tests.conftest import STATE_B, TODAY


def names(page, where="tbody th a"):
    return [link.get_text() for link in page.select(where)]


def test_my_visits_stand_in_the_order_of_what_is_to_do(make_visit, cast, desk, make_facility):
    lead = cast.lead_assessor
    make_visit(place=make_facility(name="Más tarde"), lead=lead, started=False, on=today() + timedelta(days=3))
    make_visit({"P1.1": 3}, place=make_facility(name="Sin terminar"), lead=lead, on=today() - timedelta(days=2))
    make_visit(place=make_facility(name="Es hoy"), lead=lead, started=False, on=today())

    page = desk(lead).read("/visits")

    assert names(page, "ul.visits h3") == ["Es hoy", "Más tarde", "Sin terminar"]
    assert "1 " in page.select("ul.visits .note")[-1].get_text()


def test_nobody_sees_visits_of_another_state(make_visit, cast, desk, make_facility):
    make_visit(place=make_facility(STATE_B, name="Ajena"), lead=cast.other.lead_assessor)
    make_visit(lead=cast.lead_assessor)

    assert names(desk(cast.assessor).read("/visits")) == ["Casa Ejemplo Norte"]
    assert len(names(desk(cast.national_authority).read("/visits"))) == 2


NORTH, OTHER = "Casa Ejemplo Norte", "Albergue Él"
QUERIES = {
    "status=planned": [OTHER],
    "status=fieldwork": [NORTH],
    "kind=urgent": [],
    "text=ALBERGUE+el": [OTHER],
    "text=nadie": [],
    "instrument=prueba&text=casa": [NORTH],
    "instrument=otra": [],
    "state=07": [],
    "page=999999": [],
    "page=x": [OTHER, NORTH],
}


@pytest.mark.parametrize("query", QUERIES)
def test_filters_narrow_the_list(make_visit, cast, desk, make_facility, query):
    make_visit(lead=cast.lead_assessor)
    place = make_facility(name=OTHER)
    make_visit(place=place, lead=cast.lead_assessor, started=False, on=TODAY + timedelta(days=1))

    assert names(desk(cast.assessor).read(f"/visits?{query}")) == QUERIES[query]


def test_a_long_list_comes_in_pages(make_visit, cast, desk, make_facility):
    for n in range(27):
        make_visit(place=make_facility(name=f"Casa {n}"), lead=cast.lead_assessor, started=False)
    db.session.commit()
    browser = desk(cast.assessor)

    assert [len(names(browser.read(f"/visits?page={page}"))) for page in (1, 2)] == [25, 2]
