"""Which facilities and which visits a comparison is of."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assess import paths
from assess.core.rules import RuleBroken
from assess.models import FacilityCurrent, db
from assess.services import comparisons, facilities, results, standards
from assess.services.comparisons import Filters
from assess.standards.check import read
from tests.conftest import NOON, TODAY
from tests.services import journey
from tests.services.comparisons.country import PRUEBA, SHAPE, compare, row

TWO = [
    {
        "id": "P",
        "weight": 1,
        "limiting": False,
        "standards": [{"weight": 1, "criteria": [("P1", 1, True), ("P2", 1, True), ("P3", 1, False)]}],
    }
]


def load(name: str) -> None:
    """One of the bundled instruments."""
    standards.load_version(read(paths.STANDARDS / f"{name}.yaml"), by=None, at=NOON)


@pytest.mark.parametrize(
    ("on", "counts"),
    [(date(2024, 11, 20), 1), (date(2024, 11, 19), 0), (TODAY, 1), (TODAY + timedelta(days=1), 0)],
)
def test_the_window_is_24_months_to_the_day(on, counts, country):
    country.assess("05", on=on)
    found = row(compare(), "05")
    assert (found.registered, found.assessed) == (1, counts)


def test_the_window_begins_with_the_last_day_of_a_month_that_lacks_the_day(country):
    country.assess("05", on=date(2026, 2, 28))
    assert row(compare(on=date(2028, 2, 29)), "05").assessed == 1


def test_a_closed_facility_counts_neither_as_registered_nor_as_assessed(country):
    closed = country.assess("05")
    country.assess("05")
    facilities.close_facility(closed, TODAY, "Fin del convenio.", by=None, at=NOON)
    found = row(compare(), "05")
    assert (found.registered, found.assessed) == (1, 1)
    narrowed = row(compare(sector="private"), "05")
    assert (narrowed.registered, narrowed.assessed) == (1, 1)


def test_a_facility_of_another_kind_is_never_compared(country):
    country.assess("05")
    country.assess("05", facts={"type_code": "espacio_amigable"})
    found = row(compare(), "05")
    assert (found.registered, found.assessed) == (1, 1)


def test_results_under_another_instrument_do_not_count(country):
    standards.load_version(journey.shaped(SHAPE), by=None, at=NOON)
    country.assess("05", instrument="forma")
    found = row(compare(), "05")
    assert (found.registered, found.assessed) == (1, 0)


def finalised(facility, make_user, levels, shape=SHAPE, **how):
    """A visit from plan to final result through the services."""
    standards.load_version(journey.shaped(shape), by=None, at=NOON)
    lead, authority = make_user("lead_assessor", "05"), make_user("state_authority", "05")
    visit = journey.start(facility, standards.newest("forma"), TODAY, lead=lead, **how)
    journey.answer(visit, levels, by=lead, at=journey.instant(TODAY))
    journey.close(visit, lead=lead)
    results.finalise(visit, by=authority, at=journey.instant(TODAY), today=TODAY)
    return visit


@pytest.mark.parametrize("kind", ["follow_up", "self_assessment", "focused", "urgent", "calibration"])
def test_only_full_external_visits_count(kind, facility, make_user):
    finalised(facility, make_user, {"P1": 3}, kind=kind, focus=("P",) if kind == "focused" else ())
    found = comparisons.compare(Filters("forma"), by=None, on=TODAY).national
    assert (found.registered, found.assessed) == (1, 0)


def test_what_finalising_writes_is_what_is_counted(facility, make_user):
    finalised(facility, make_user, {"P1": 3})
    assert comparisons.compare(Filters("forma"), by=None, on=TODAY).national.assessed == 1


def test_finalising_counts_the_critical_criteria_that_nobody_judged(facility, make_user):
    finalised(facility, make_user, {"P1": 3, "P2": "NE", "P3": "NE"}, TWO)
    current = db.session.get(FacilityCurrent, (facility.id, "forma"))
    assert (current.critical_failures, current.critical_missing) == (0, 1)


def test_strata_follow_the_register_as_it_stands(country):
    moved = country.assess("05", facts={"type_code": "albergue_familiar"})
    moved.sector = "public"
    country.done()
    private, public = compare(sector="private").national, compare(sector="public").national
    assert (private.registered, private.assessed) == (0, 0)
    assert (public.registered, public.assessed) == (1, 1)


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({"type_code": "cas_publico"}, 1),
        ({"sector": "private"}, 2),
        ({"size": "medium"}, 2),
        ({"size": "large"}, 1),
        ({"size": "small"}, 0),
        ({"size": "medium", "sector": "public"}, 1),
    ],
)
def test_each_stratum_narrows_registered_and_assessed_alike(chosen, expected, country):
    country.assess("05")
    country.assess("05", facts={"size": "large"})
    country.assess("07", facts={"type_code": "cas_publico", "sector": "public"})
    country.assess("07", facts={"size": None, "type_code": "albergue_familiar", "sector": "public"})
    found = compare(**chosen).national
    assert (found.registered, found.assessed) == (expected, expected)


def test_groups_of_facilities_are_never_mixed(country):
    load("leaving-care-1.0.0")
    country.register("05", type_code="programa_egreso")
    country.register("05")
    of = {group: comparisons.compare(Filters("leaving-care", group=group), by=None, on=TODAY) for group in GROUPS}
    assert {group: found.national.registered for group, found in of.items()} == {"programme": 1, "residential": 1}


GROUPS = ("programme", "residential")


def test_without_a_choice_the_group_with_the_most_results_is_shown(country):
    load("leaving-care-1.0.0")
    assert comparisons.population(Filters("leaving-care"), on=TODAY).group == "residential"
    country.assess("05", instrument="leaving-care", facts={"type_code": "programa_egreso"})
    assert comparisons.population(Filters("leaving-care"), on=TODAY).group == "programme"


def test_a_type_brings_its_group(app):
    load("leaving-care-1.0.0")
    found = comparisons.population(Filters("leaving-care", type_code="programa_egreso"), on=TODAY)
    assert (found.group, found.strata) == ("programme", ())


@pytest.mark.parametrize(
    ("filters", "field", "words"),
    [
        (Filters("nada"), "instrument", "nada"),
        (Filters(PRUEBA, type_code="nada"), "type", "cas_privado"),
        (Filters(PRUEBA, type_code="procuraduria"), "type", "prueba"),
        (Filters(PRUEBA, group="space"), "group", "residential"),
        (Filters(PRUEBA, size="huge"), "size", "small"),
        (Filters(PRUEBA, sector="x' OR 1=1 --"), "sector", "public"),
    ],
)
def test_a_choice_that_is_not_there_names_its_field_and_the_way_out(filters, field, words, app):
    with pytest.raises(RuleBroken) as caught:
        comparisons.population(filters, on=TODAY)
    assert caught.value.field == field
    assert words in str(caught.value.params)


def test_without_an_instrument_the_one_with_the_most_results_is_compared(country):
    standards.load_version(journey.shaped(SHAPE), by=None, at=NOON)
    country.assess("05", instrument="forma")
    assert comparisons.population(Filters(), on=TODAY).instrument_id == "forma"


def test_without_any_result_the_instrument_for_the_most_types_is_compared(app):
    for name in ("leaving-care-1.0.0", "minimos-legales-cas-2026-11"):
        load(name)
    assert comparisons.population(Filters(), on=TODAY).instrument_id == "minimos-legales-cas"
