"""The facilities behind a state's row, for whoever may read their results."""

from __future__ import annotations

import pytest

from assess.access import Hidden
from assess.services import comparisons
from assess.services.comparisons import PER_PAGE, Filters
from tests.conftest import TODAY
from tests.services.comparisons.country import PRUEBA


@pytest.fixture
def compared(app):
    return comparisons.population(Filters(PRUEBA), on=TODAY)


def names(compared, code, user, **how):
    return [one.name for one in comparisons.lines(compared, code, by=user, **how).items]


@pytest.mark.parametrize("role", ["assessor", "lead_assessor", "state_authority"])
def test_names_are_shown_in_ones_own_state_only(role, country, compared, make_user):
    here = country.assess("05")
    country.assess("07")
    user = make_user(role, "05")
    assert (names(compared, "05", user), names(compared, "07", user)) == ([here.name], [])


def test_the_country_sees_names_everywhere_and_an_observer_nowhere(country, compared, national, make_user):
    place = country.assess("07")
    assert names(compared, "07", national) == [place.name]
    assert names(compared, "07", make_user("observer")) == []


def test_all_of_a_foreign_state_are_hidden_and_an_empty_one_of_ones_own_is_empty(country, compared, make_user):
    country.assess("05")
    user = make_user("state_authority", "07")
    assert list(comparisons.each(compared, "07", by=user)) == []
    with pytest.raises(Hidden):
        comparisons.each(compared, "05", by=user)


def test_a_line_holds_the_latest_result_and_what_is_open(country, compared, national):
    seen = country.assess("05", critical_failures=2, critical_missing=1, facts={"name": "Aula Ejemplo"})
    country.register("05", name="Zaguán Ejemplo")
    country.act(seen, ("agreed", TODAY, 0), ("verified", TODAY, 0), ("proposed", TODAY, 0))
    first, last = comparisons.lines(compared, "05", by=national).items
    assert (first.rating, first.shown, first.critical_failures, first.critical_missing) == ("B", "70.0", 2, 1)
    assert (first.visited_on, first.open_actions) == (TODAY, 2)
    assert (last.rating, last.visited_on, last.open_actions) == (None, None, 0)


@pytest.mark.parametrize("sort", ["rating", "-rating", "score", "-score", "visited", "-visited", "critical"])
def test_without_a_result_a_facility_comes_last_however_the_list_is_sorted(sort, country, compared, national):
    country.register("05", name="Aula Ejemplo")
    country.assess("05", facts={"name": "Mesa Ejemplo"})
    assert names(compared, "05", national, sort=sort) == ["Mesa Ejemplo", "Aula Ejemplo"]


def test_the_highest_score_comes_first_when_asked_for(country, compared, national):
    country.assess("05", score_e4=500_000, facts={"name": "A"})
    country.assess("05", score_e4=900_000, facts={"name": "B"})
    assert names(compared, "05", national, sort="-score") == ["B", "A"]
    assert names(compared, "05", national, sort="nonsense") == ["A", "B"]


def test_whoever_has_the_most_to_do_comes_first_when_asked_for(country, compared, national):
    for name, number in {"A": 1, "B": 3, "C": 2}.items():
        country.act(country.assess("05", facts={"name": name}), *[("agreed", TODAY, 0)] * number)
    assert names(compared, "05", national, sort="-actions") == ["B", "C", "A"]


def test_lists_are_cut_into_pages_and_a_page_beyond_the_end_is_the_last(country, compared, national):
    for n in range(PER_PAGE + 1):
        country.register("05", name=f"Casa {n:03}")
    found = comparisons.lines(compared, "05", by=national, page=9)
    assert (found.page, found.pages, found.total, found.first, found.last) == (2, 2, 51, 51, 51)
    assert len(list(comparisons.each(compared, "05", by=national))) == 51
