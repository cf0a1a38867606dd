from fractions import Fraction as F

import pytest

from assess.core.shown import change, exact, percent_shown, shown


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (F(5000, 77), "64.9"),
        (F(65), "65.0"),
        (F(64999, 1000), "64.9"),
        (F(0), "0.0"),
        (F(100), "100.0"),
        (F(-35, 100), "−0.3"),
        (F(-1, 100), "0.0"),
    ],
)
def test_a_score_is_cut_and_never_rounded(value, text):
    assert shown(value) == text


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        (F(50), F(566, 10), "+6.6"),
        (F(50), F(475, 10), "−2.5"),
        (F(50), F(50), "0.0"),
        (F(0), F(5, 100), "+0.1"),
        (F(5, 100), F(0), "−0.1"),
        (F(0), F(4, 100), "0.0"),
        (F(4, 100), F(0), "0.0"),
        (F(11, 21) * 100, F(16, 27) * 100, "+6.9"),
    ],
)
def test_a_change_is_rounded_half_up_from_exact_values_and_signed(first, second, text):
    assert change(first, second) == text


def test_a_share_is_shown_as_a_percentage():
    assert (percent_shown(F(2, 3)), percent_shown(F(1))) == ("66.6", "100.0")


def test_an_exact_value_is_a_fraction_or_a_whole_number():
    assert (exact(F(1925, 27)), exact(F(75))) == ("1925/27", "75")
