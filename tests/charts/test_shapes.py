from fractions import Fraction

import pytest

from assess.charts.shapes import polyline, shown, within


@pytest.mark.parametrize(("value", "text"), [(Fraction(200, 3), "66.67"), (10.0, "10"), (-0.001, "0"), (1.5, "1.5")])
def test_coordinates_are_short(value, text):
    assert str(shown(value)) == text


@pytest.mark.parametrize(("value", "held"), [(-3, 0), (104, 100), (50, 50)])
def test_values_outside_the_scale_are_held_at_its_ends(value, held):
    assert within(value) == held


def test_a_polyline_moves_to_its_first_point_and_draws_to_the_others():
    assert polyline([(0, 1), (2.5, Fraction(1, 3))]) == "M0 1L2.5 0.33"
    assert polyline([]) == ""
