from math import isclose

import hypothesis.strategies as st
import pytest
from hypothesis import given

from assess.core.comparison import (
    Z_95,
    Z_998,
    cell,
    funnel_flag,
    funnel_limits,
    gate,
    mean_interval,
    rounded,
    wilson,
)


def span(limits, scale=100):
    return "-".join(rounded(scale * limit) for limit in limits)


@pytest.mark.parametrize(
    ("k", "n", "interval", "alert", "alarm", "flag"),
    [
        (18, 24, "55.1-88.0", "38.3-77.7", "26.9-89.1", "inside"),
        (7, 20, "18.1-56.7", "36.4-79.6", "23.9-92.1", "look"),
        (3, 4, "30.1-95.4", "9.6-100.0", "0.0-100.0", None),
        (30, 52, "44.2-70.1", "44.6-71.4", "36.8-79.2", "inside"),
    ],
    ids=["S1", "S2", "S3", "S4"],
)
def test_v13_intervals_limits_and_flags(k, n, interval, alert, alarm, flag):
    assert span(wilson(k, n)) == interval
    assert span(funnel_limits(0.58, n, Z_95)) == alert
    assert span(funnel_limits(0.58, n, Z_998)) == alarm
    assert funnel_flag(k / n, 0.58, n) == flag


def test_v13_mean_with_a_finite_population():
    assert span(mean_interval(12, 30, 68.2, 9.4, 2.201), scale=1) == "63.5-72.9"


def test_far_outside_the_funnel_asks_for_a_review():
    assert funnel_flag(0.1, 0.58, 20) == "review"
    assert funnel_flag(1.0, 0.58, 40) == "review"


@given(n=st.integers(1, 5_000), data=st.data())
def test_wilsons_interval_holds_its_share_and_solves_its_equation(n, data):
    k = data.draw(st.integers(0, n))
    low, high = wilson(k, n)
    assert 0 <= low <= k / n <= high <= 1
    for limit in {low, high} - {0.0, 1.0}:
        # Wilson's limits are the shares p for which k lies exactly z standard errors away from n p.
        assert isclose((k / n - limit) ** 2, Z_95**2 * limit * (1 - limit) / n, rel_tol=1e-6, abs_tol=1e-12)


@pytest.mark.parametrize(("k", "n"), [(0, 0), (3, 2), (-1, 4)])
def test_an_impossible_share_is_a_fault_of_the_caller(k, n):
    with pytest.raises(ValueError, match="a share needs"):
        wilson(k, n)


@pytest.mark.parametrize("population", [12, 9, 1])
def test_when_everybody_was_visited_the_mean_is_certain(population):
    assert mean_interval(12, population, 68.2, 9.4, 2.201) == (68.2, 68.2)


def test_a_mean_stays_between_0_and_100():
    assert mean_interval(5, 500, 97.0, 20.0, 2.776)[1] == 100.0
    assert mean_interval(5, 500, 3.0, 20.0, 2.776)[0] == 0.0


@pytest.mark.parametrize(
    ("n", "shown"), [(0, "hidden"), (4, "hidden"), (5, "indicative"), (9, "indicative"), (10, "shown")]
)
def test_few_facilities_are_held_back(n, shown):
    assert gate(n) == shown


def test_v15_the_index_of_childrens_voice_needs_five_answers():
    index = cell(14, 18)
    assert index.share * 18 == 14
    assert span((index.low, index.high)) == "54.8-91.0"
    assert cell(4, 4) is None
    assert cell(5, 5).high == 1.0
    assert cell(9, 9, at_least=10) is None
    assert cell(0, 0, at_least=0) is None


@pytest.mark.parametrize(
    ("value", "text"), [(0.25, "0.3"), (0.05, "0.1"), (57.69, "57.7"), (100, "100.0"), (0.0, "0.0")]
)
def test_statistics_are_rounded_half_up(value, text):
    assert rounded(value) == text
