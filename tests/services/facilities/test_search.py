"""Facilities are found by what people remember of them, and only by those who may see them."""

from datetime import date

import pytest

from assess.services import facilities
from assess.services.facilities import Criteria, search
from assess.services.facilities.search import PER_PAGE
from tests.conftest import NOON, STATE_A, STATE_B


@pytest.fixture
def three(make_facility):
    north = make_facility(name="Casa Peñón", municipality="Saltillo", folio="RN-7")
    south = make_facility(STATE_B, name="Albergue Río", type_code="albergue_familiar", sector="public", capacity=80)
    closed = make_facility(name="Casa Vieja")
    facilities.close_facility(closed, date(2026, 1, 1), "Fin", by=None, at=NOON)
    facilities.set_legal_status(south, "authorisation", {"status": "revoked"}, by=None, at=NOON)
    facilities.record_profile(south, date(2026, 1, 1), {"girls_6_11": 60}, by=None, at=NOON)
    return north, south, closed


def names(user, **criteria):
    return [each.name for each in search(user, Criteria(**criteria)).items]


@pytest.mark.parametrize(
    ("criteria", "found"),
    [
        ({}, ["Albergue Río", "Casa Peñón"]),
        ({"text": "penon"}, ["Casa Peñón"]),
        ({"text": "PEÑÓN casa"}, ["Casa Peñón"]),
        ({"text": "rn 7"}, ["Casa Peñón"]),
        ({"text": "saltillo"}, ["Casa Peñón"]),
        ({"text": "100%"}, []),
        ({"text": "' OR 1=1"}, []),
        ({"state_code": STATE_B}, ["Albergue Río"]),
        ({"type_code": "cas_privado"}, ["Casa Peñón"]),
        ({"sector": "public"}, ["Albergue Río"]),
        ({"size": "large"}, ["Albergue Río"]),
        ({"legal": "authorisation:revoked"}, ["Albergue Río"]),
        ({"legal": "authorisation:valid"}, []),
        ({"standing": "closed"}, ["Casa Vieja"]),
        ({"standing": "all"}, ["Albergue Río", "Casa Peñón", "Casa Vieja"]),
        ({"sort": "-name"}, ["Casa Peñón", "Albergue Río"]),
        ({"sort": "state"}, ["Albergue Río", "Casa Peñón"]),
        ({"sort": "capacity"}, ["Casa Peñón", "Albergue Río"]),
        ({"sort": "drop table"}, ["Albergue Río", "Casa Peñón"]),
    ],
)
def test_each_question_finds_what_it_asks_for(three, national, criteria, found):
    assert names(national, **criteria) == found


def test_nobody_finds_what_is_outside_their_scope(three, make_user):
    assert names(make_user("assessor", STATE_A)) == ["Casa Peñón"]
    assert names(make_user("director", facility=three[1])) == ["Albergue Río"]
    assert names(make_user("director", facility=three[1]), text="penon") == []
    assert names(make_user("observer")) == []


def test_a_page_beyond_the_end_gives_the_last_one(make_facility, national):
    for number in range(PER_PAGE + 2):
        facilities.add_facility(
            {"state_code": STATE_A, "name": f"Casa {number:03}", "type_code": "cas_privado"}, by=None, at=NOON
        )
    found = search(national, Criteria(page=99))
    assert (found.page, found.pages, found.total) == (2, 2, PER_PAGE + 2)
    assert (found.first, found.last) == (PER_PAGE + 1, PER_PAGE + 2)
