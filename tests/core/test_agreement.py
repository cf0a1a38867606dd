from fractions import Fraction

import hypothesis.strategies as st
import pytest
from hypothesis import given

from assess.core.agreement import agreement, matrix, weighted_kappa

#: V14: rows assessor 1, columns assessor 2.
V14 = [[6, 2, 0, 0], [1, 9, 3, 0], [0, 2, 14, 3], [0, 0, 2, 18]]
PAIRS = [(i, j) for i in range(4) for j in range(4) for _ in range(V14[i][j])]


def compare(pairs, critical=()):
    first = {f"c{n}": a for n, (a, _) in enumerate(pairs)}
    second = {f"c{n}": b for n, (_, b) in enumerate(pairs)}
    return agreement(first, second, critical)


def test_v14_agreement_is_exact():
    found = compare(PAIRS)
    assert matrix(PAIRS) == V14
    assert (found.shared, found.exact, found.within_one) == (60, Fraction(47, 60), 1)
    assert found.kappa == Fraction(561, 626)


#: The first ten criteria of V14 hold three disagreements, the last ten none.
@pytest.mark.parametrize(
    ("critical", "exact", "certified"),
    [(range(50, 60), 1, True), (range(10), Fraction(7, 10), False), ((), None, False)],
)
def test_v14_is_certified_when_the_critical_criteria_agree(critical, exact, certified):
    found = compare(PAIRS, {f"c{n}" for n in critical})
    assert (found.critical_shared, found.critical_exact, found.certified) == (len(critical), exact, certified)


def test_nine_of_ten_critical_criteria_are_enough():
    assert compare([*PAIRS, (2, 3)], {"c60", *(f"c{n}" for n in range(51, 60))}).certified


def test_fifty_nine_criteria_are_too_few_to_certify():
    pairs = [(0, 0)] * 29 + [(3, 3)] * 30
    assert not compare(pairs, {"c0"}).certified
    assert compare([*pairs, (1, 1)], {"c0"}).certified


def test_a_low_kappa_does_not_certify():
    pairs = [(3, 3)] * 40 + [(1, 2)] * 10 + [(2, 0)] * 10
    found = compare(pairs, {"c0"})
    assert found.kappa < Fraction(61, 100)
    assert not found.certified


def test_the_second_assessor_is_stricter_below_zero():
    assert compare([(3, 2), (2, 2), (1, 0), (3, 3)]).difference == Fraction(-1, 2)


def test_na_and_ne_are_left_out_and_reported_as_applicability():
    found = compare([(3, 3), ("NA", "NA"), ("NA", 2), (1, "NE"), ("NE", "NA"), (None, 3), (2, None)])
    assert (found.shared, found.exact) == (1, 1)
    assert (found.answered, found.applicability) == (5, Fraction(2, 5))


def test_a_criterion_that_only_one_filled_in_is_not_compared():
    assert agreement({"a": 1, "b": 2}, {"b": 2, "c": 3}).answered == 1


def test_nothing_shared_has_no_figures():
    found = compare([("NA", 3)])
    assert (found.shared, found.exact, found.within_one, found.kappa, found.difference) == (0, None, None, None, None)
    assert not found.certified


def test_one_level_throughout_has_no_kappa():
    assert compare([(3, 3)] * 80, {"c0"}).kappa is None


levels = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=40)


@given(pairs=levels)
def test_kappa_is_one_only_for_equal_levels_and_the_same_both_ways(pairs):
    kappa = weighted_kappa(matrix(pairs))
    assert kappa == weighted_kappa(matrix([(b, a) for a, b in pairs]))
    if kappa is not None:
        assert -1 <= kappa <= 1
        assert (kappa == 1) == all(a == b for a, b in pairs)
