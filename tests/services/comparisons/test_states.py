"""The states counted through a real database: V13, the gates, ages, means and closure."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import event

from assess import geo
from assess.core.comparison import rounded
from assess.models import db
from assess.services import comparisons, facilities, standards
from assess.services.comparisons import Filters
from tests.conftest import NOON, TODAY
from tests.services import journey
from tests.services.comparisons.country import PRUEBA, SHAPE, compare, row

#: V13 of the method in four real states.
V13 = {"05": (18, 24), "07": (7, 20), "06": (3, 4), "09": (30, 52)}
LATER = TODAY + timedelta(days=1)


def test_v13_as_an_authority_sees_it(country, national):
    country.states(V13)
    found = compare(national)
    assert found.national.share == Fraction(58, 100)
    assert [(row(found, c).gate, row(found, c).share, row(found, c).flag) for c in V13] == [
        ("shown", Fraction(18, 24), "inside"),
        ("shown", Fraction(7, 20), "look"),
        ("hidden", None, None),
        ("shown", Fraction(30, 52), "inside"),
    ]
    limits = [
        100 * limit for code in ("05", "07") for limit in (row(found, code).share_low, row(found, code).share_high)
    ]
    assert [rounded(limit) for limit in limits] == ["55.1", "88.0", "18.1", "56.7"]
    assert (row(found, "06").assessed, len(found.rows), found.public) == (4, 32, False)


@pytest.mark.parametrize(("assessed", "gate"), [(4, "hidden"), (5, "indicative"), (9, "indicative"), (10, "shown")])
def test_the_gates(assessed, gate, country):
    country.states({"05": (assessed, assessed)})
    found = row(compare(), "05")
    assert (found.gate, found.share is None) == (gate, gate == "hidden")


def test_a_critical_criterion_that_nobody_judged_is_no_sign_of_safety(country):
    for missing in (0, 0, 0, 0, 1):
        country.assess("05", critical_missing=missing)
    found = row(compare(), "05")
    assert (found.clear, found.assessed) == (4, 5)


def test_the_median_age_of_a_state_and_of_the_country(country):
    for code, ages in {"05": (10, 30, 41, 100), "07": (3,)}.items():
        for days in ages:
            country.assess(code, on=TODAY - timedelta(days=days))
    found = compare()
    assert (row(found, "05").age_days, row(found, "07").age_days, found.national.age_days) == (35, 3, 30)


def test_the_mean_is_of_the_rated_alone(country):
    scores = (712_963, 649_350, 888_888, 400_000, 925_925)
    for score in scores:
        country.assess("05", score_e4=score)
    country.assess("05", rating="NR", score_e4=100_000)
    found = row(compare(), "05")
    assert found.mean == pytest.approx(sum(scores) / 50_000)
    assert (found.counts, found.assessed) == ((0, 5, 0, 0, 1), 6)


def test_the_spread_of_perfect_scores_fits_into_the_database(country):
    for score in (1_000_000, 1_000_000, 1_000_000, 1_000_000, 0):
        country.assess("05", score_e4=score)
    assert row(compare(), "05").sd == pytest.approx(44.72, abs=0.01)


def test_all_not_rated_have_a_distribution_and_no_mean(country):
    for _ in range(5):
        country.assess("05", rating="NR", score_e4=None, shown=None, critical_missing=2)
    found = row(compare(), "05")
    assert (found.counts, found.mean, found.share) == ((0, 0, 0, 0, 5), None, 0)


def test_domain_means_leave_out_what_was_not_rated(country):
    for score in (400_000, 500_000, 600_000, 700_000, 800_000):
        country.assess("05", domains={"P": [score, "B"], "Q": [score, "NR"], "R": [None, "NR"]})
    found = comparisons.compare(Filters(PRUEBA), by=None, on=TODAY, domains=True)
    assert [(d.id, d.mean) for d in row(found, "05").domains] == [("P", 60.0)]
    assert row(compare(), "05").domains == ()


def test_closure_is_verified_among_due_and_an_extension_hides_no_delay(country):
    places = [country.assess("05") for _ in range(5)]
    country.act(places[0], ("verified", LATER, 0), ("agreed", TODAY, 0), ("agreed", LATER, 0))
    country.act(places[1], ("not_done", LATER, 0), ("in_progress", LATER, 1), ("cancelled", TODAY, 0))
    assert row(compare(), "05").closure == Fraction(1, 4)


@pytest.mark.parametrize("chosen", [{}, {"sector": "private"}])
def test_closure_leaves_out_other_instruments_and_closed_facilities(chosen, country):
    standards.load_version(journey.shaped(SHAPE), by=None, at=NOON)
    places = [country.assess("05") for _ in range(6)]
    country.act(places[0], ("verified", TODAY, 0))
    country.act(places[1], ("agreed", TODAY, 0), instrument="forma")
    country.act(places[5], ("agreed", TODAY, 0))
    facilities.close_facility(places[5], TODAY, "Fin del convenio.", by=None, at=NOON)
    found = compare(**chosen)
    assert (row(found, "05").closure, row(found, "07").closure) == (1, None)


def test_low_coverage_is_warned_of(country):
    country.assess("05")
    country.register("05")
    assert not row(compare(), "05").low_coverage
    country.register("05")
    assert row(compare(), "05").low_coverage


def test_an_empty_country_has_32_rows_and_no_figures(app):
    found = compare()
    assert len(found.rows) == 32
    assert (found.national.registered, found.national.assessed, found.national.share) == (0, 0, None)


def test_states_are_named_in_the_language_of_the_reader(app):
    found = comparisons.compare(Filters(PRUEBA), by=None, on=TODAY, language="en")
    assert row(found, "09").name == geo.state("09").name.en


def test_answers_and_results_are_never_read(country, national):
    country.states({"05": (5, 6)})
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: asked.append(given[2].lower()))
    comparisons.compare(Filters(PRUEBA), by=national, on=TODAY, domains=True)
    words = " ".join(asked)
    assert "from facility_current" in words
    assert not [name for name in ("answer", "operation", "visit_result", "domain_result") if name in words]
    assert len(asked) <= 10


def test_what_was_counted_is_kept_until_something_happens(country, national):
    country.states({"05": (5, 6)})
    compare(national)
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: asked.append(given[2].lower()))
    assert row(compare(national), "05").assessed == 6
    assert "facility_current" not in " ".join(asked)
    country.assess("05")
    assert row(compare(national), "05").assessed == 7


def test_the_quantile_is_that_of_printed_tables():
    assert [round(comparisons.t_quantile(n), 3) for n in (4, 11, 30)] == [2.776, 2.201, 2.042]
