from fractions import Fraction
from statistics import mean, stdev

import pytest

from assess.core.comparison import DomainTally, build, rounded
from tests.core.comparison.tallies import V13, make_tally


def t_quantile(df: int) -> float:
    """From a printed table of Student's t, 97.5%."""
    return {4: 2.776, 7: 2.365, 11: 2.201}.get(df, 1.99)


def compare(*tallies, **facts):
    return build(tallies, t_quantile=t_quantile, **facts)


def row_of(tally, **facts):
    (row,) = compare(tally, **facts).rows
    return row


def test_v13_as_an_authority_sees_it():
    comparison = compare(*V13)
    assert comparison.national.share == Fraction(58, 100)
    assert [(r.code, r.gate, r.flag) for r in comparison.rows] == [
        ("S1", "shown", "inside"),
        ("S2", "shown", "look"),
        ("S3", "hidden", None),
        ("S4", "shown", "inside"),
    ]
    shares = [r.share and rounded(float(100 * r.share)) for r in comparison.rows]
    assert shares == ["75.0", "35.0", None, "57.7"]
    assert comparison.rows[2].assessed == 4


def test_v13_as_the_public_sees_it():
    comparison = compare(*V13, public=True)
    assert [(r.code, r.share) for r in comparison.rows] == [
        ("S1", Fraction(3, 4)),
        ("S2+S3", Fraction(10, 24)),
        ("S4", Fraction(30, 52)),
    ]
    assert comparison.rows[1].name == "S2 + S3"


def test_v13_the_funnel_stands_around_the_national_share():
    row = compare(*V13).rows[1]
    assert [rounded(100 * limit) for limit in row.alert_limits + row.alarm_limits] == ["36.4", "79.6", "23.9", "92.1"]


def test_rows_come_by_name_as_a_spanish_reader_sorts_and_carry_no_rank():
    names = ["Querétaro", "México", "Michoacán", "Ciudad de México", "Nuevo León", "Oaxaca"]
    rows = compare(*(make_tally(str(n), 10 + n, name=name) for n, name in enumerate(names))).rows
    assert [r.name for r in rows] == ["Ciudad de México", "México", "Michoacán", "Nuevo León", "Oaxaca", "Querétaro"]


def test_under_five_an_authority_sees_how_many_and_nothing_else():
    row = row_of(make_tally("A", 4, 4, registered=8, age_days=30, actions_due=2, domains=(DomainTally("P", 4, 9),)))
    assert (row.gate, row.assessed, row.coverage, row.age_days) == ("hidden", 4, Fraction(1, 2), 30)
    assert (row.counts, row.clear, row.share, row.mean, row.closure, row.flag) == (None,) * 6
    assert row.domains == ()


def test_five_to_nine_are_indicative_and_get_no_flag():
    row = row_of(make_tally("A", 9, 0))
    assert (row.gate, row.flag, row.counts) == ("indicative", None, (0, 9, 0, 0, 0))


def test_mean_and_spread_come_out_of_whole_numbers():
    scores = [71.2963, 64.935, 88.8888, 40.0, 92.5925, 71.2962, 50.0, 66.6666]
    e4 = [round(score * 10_000) for score in scores]
    row = row_of(make_tally("A", 8, registered=20, score_sum=sum(e4), score_squares=sum(x * x for x in e4)))
    assert row.mean == pytest.approx(mean(scores))
    assert row.sd == pytest.approx(stdev(scores))
    half = 2.365 * stdev(scores) / 8**0.5 * (12 / 19) ** 0.5
    assert (row.mean_low, row.mean_high) == pytest.approx((mean(scores) - half, mean(scores) + half))


def test_equal_scores_have_no_spread():
    row = row_of(make_tally("A", 5, registered=50))
    assert (row.mean, row.sd, row.mean_low, row.mean_high) == (70.0, 0.0, 70.0, 70.0)


def test_a_mean_needs_five_that_could_be_rated():
    row = row_of(make_tally("A", b=4, nr=3, clear=4))
    assert (row.gate, row.share, row.mean) == ("indicative", Fraction(4, 7), None)


def test_a_domain_needs_five_scores_of_its_own():
    row = row_of(make_tally("A", 6, domains=(DomainTally("P", 6, 3_000_000), DomainTally("Q", 4, 9))))
    assert [(d.id, d.mean) for d in row.domains] == [("P", 50.0), ("Q", None)]


def test_closure_is_verified_among_due():
    assert row_of(make_tally("A", 6, actions_due=16, actions_verified=9)).closure == Fraction(9, 16)
    assert row_of(make_tally("A", 6)).closure is None


@pytest.mark.parametrize(("registered", "warned"), [(21, True), (20, False), (10, False)])
def test_under_half_visited_warns_that_they_may_not_stand_for_all(registered, warned):
    assert row_of(make_tally("A", 10, registered=registered)).low_coverage == warned


def test_a_state_without_facilities_has_no_coverage():
    row = row_of(make_tally("A", registered=0))
    assert (row.coverage, row.low_coverage, row.assessed, row.gate) == (None, False, 0, "hidden")


def test_no_states_make_an_empty_comparison():
    comparison = compare()
    assert comparison.rows == ()
    assert (comparison.national.assessed, comparison.national.share) == (0, None)


def test_the_national_row_counts_hidden_states_too():
    comparison = compare(make_tally("A", 3, 3), make_tally("B", 4, 0), age_days=120)
    assert (comparison.national.assessed, comparison.national.share) == (7, Fraction(3, 7))
    assert comparison.national.age_days == 120


@pytest.mark.parametrize("facts", [{"clear": 7}, {"clear": -1}, {"score_squares": 0}])
def test_counters_that_contradict_each_other_are_a_fault_of_the_caller(facts):
    with pytest.raises(ValueError, match="A"):
        compare(make_tally("A", 6, **facts))
