"""What somebody outside the authorities may know: no cell and no difference of cells points at a place (P40)."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from random import Random

import pytest

from assess.core.rules import RuleBroken
from assess.models import db
from assess.services import accounts, comparisons
from tests.conftest import NOON, TODAY
from tests.services.comparisons.country import compare, row
from tests.services.comparisons.test_states import V13


@pytest.fixture
def observer(make_user):
    return make_user("observer")


def test_v13_as_the_public_sees_it(country, observer):
    country.states(V13)
    found = compare(observer)
    merged = row(found, "06")
    assert (merged.codes, merged.share) == (("07", "06"), Fraction(10, 24))
    assert found.public


@pytest.mark.parametrize(
    ("role", "public"),
    [("observer", True), ("assessor", False), ("lead_assessor", False), ("state_authority", False)],
)
def test_only_who_works_there_gets_the_numbers_of_small_states(role, public, make_user):
    assert comparisons.is_public(make_user(role, "07")) == public


def test_whoever_is_observer_and_authority_gets_the_internal_view(observer):
    accounts.grant(observer, "state_authority", state_code="05", by=None, at=NOON)
    assert not comparisons.is_public(observer)


def test_the_operator_of_the_command_line_gets_the_internal_view():
    assert not comparisons.is_public(None)


def test_a_stratum_is_shown_for_the_country_alone(country, observer):
    country.states({"05": (6, 6)})
    country.states({"07": (2, 6)}, facts={"type_code": "albergue_familiar", "sector": "public"})
    found = compare(observer, sector="public")
    assert (found.rows, found.national.share, found.national.codes) == ((), Fraction(2, 6), ())


def test_a_stratum_is_hidden_where_the_rest_of_the_country_would_be_too_small(country, observer):
    country.states({"05": (30, 30)})
    country.states({"07": (1, 3)}, facts={"type_code": "albergue_familiar", "sector": "public"})
    assert compare(observer).national.assessed == 33
    for sector in ("public", "private"):
        found = compare(observer, sector=sector).national
        assert (found.assessed, found.share, found.gate) == (None, None, "hidden")


def test_a_facility_of_unknown_size_is_not_given_away_by_the_known_sizes(country, observer):
    country.states({"05": (12, 12)})
    country.assess("05", facts={"size": None})
    assert compare(observer, size="medium").national.assessed is None
    assert compare(size="medium").national.assessed == 12


def test_one_stratum_at_a_time(observer):
    with pytest.raises(RuleBroken) as caught:
        compare(observer, sector="public", size="small")
    assert caught.value.field == "sector"


def test_no_closure_of_fewer_than_five_facilities(country, observer):
    places = [country.assess("05") for _ in range(6)]
    for place in places[:4]:
        country.act(place, ("verified", TODAY, 0))
    assert row(compare(observer), "05").closure is None
    assert compare(observer, sector="private").national.closure is None
    country.act(places[4], ("agreed", TODAY, 0))
    assert row(compare(observer), "05").closure == Fraction(4, 5)
    assert compare(observer, sector="private").national.closure == Fraction(4, 5)


def cells(observer, **chosen) -> dict[str, int]:
    """Rated facilities of every row that shows its letters; "" is the country."""
    found = compare(observer, **chosen)
    return {one.code: sum(one.counts[:4]) for one in (found.national, *found.rows) if one.counts is not None}


def random_country(country, seed: int) -> None:
    pick = Random(seed)
    kinds = [{"type_code": "cas_publico", "sector": "public"}, {"type_code": "cas_privado", "sector": "private"}]
    for _ in range(pick.randint(6, 40)):
        facts = pick.choices(kinds, (1, 4))[0] | {"size": pick.choices(("small", "medium", None), (6, 2, 1))[0]}
        country.assess(pick.choice(("05", "07", "06", "09")), rating=pick.choice(("B", "B", "C", "NR")), facts=facts)
    db.session.flush()


@pytest.mark.parametrize("seed", range(12))
def test_no_cell_and_no_difference_of_cells_points_at_fewer_than_five(seed, country, observer):
    random_country(country, seed)
    whole = cells(observer)
    states = {code: number for code, number in whole.items() if code}
    assert min(whole.values(), default=5) >= 5
    for size in range(1, len(states) + 1):
        for some in combinations(states, size):
            rest = whole[""] - sum(states[code] for code in some)
            assert rest == 0 or rest >= 5, (states, some)
    for dimension, values in STRATA.items():
        shown = [n for value in values for n in cells(observer, **{dimension: value}).values()]
        sums = [sum(some) for size in range(1, len(shown) + 1) for some in combinations(shown, size)]
        assert all(whole[""] - n == 0 or whole[""] - n >= 5 for n in sums), (dimension, shown, whole)


STRATA = {
    "sector": ("public", "private"),
    "size": ("small", "medium", "large"),
    "type_code": ("cas_publico", "cas_privado"),
}
