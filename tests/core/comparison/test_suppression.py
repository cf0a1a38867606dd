import hypothesis.strategies as st
from hypothesis import given, settings

from assess.core.comparison import DomainTally, build, merged, suppressed, total
from tests.core.comparison.tallies import V13, make_tally


def codes(tallies):
    return [t.codes for t in tallies]


def test_v13_the_only_hidden_row_is_merged_with_the_next_smallest():
    rows = suppressed(V13)
    assert codes(rows) == [("S1",), ("S2", "S3"), ("S4",)]
    assert (rows[1].clear, rows[1].assessed) == (10, 24)


def test_two_hidden_rows_that_together_are_large_enough_stay_apart():
    rows = [make_tally("A", 3), make_tally("B", 2), make_tally("C", 30)]
    assert codes(suppressed(rows)) == [("A",), ("B",), ("C",)]


def test_two_hidden_rows_that_together_are_still_few_are_merged_too():
    rows = [make_tally("A", 1), make_tally("B", 1), make_tally("C", 30), make_tally("D", 12)]
    assert codes(suppressed(rows)) == [("A", "B", "D"), ("C",)]


def test_a_state_where_nobody_was_visited_protects_nobody():
    rows = [make_tally("A", 3), make_tally("B", 0), make_tally("C", 30)]
    assert codes(suppressed(rows)) == [("A", "C"), ("B",)]


def test_a_row_of_facilities_that_could_not_be_rated_counts_as_small():
    rows = [make_tally("A", b=2, nr=8), make_tally("C", 30)]
    assert codes(suppressed(rows)) == [("A", "C")]


def test_alone_there_is_nothing_to_merge_with():
    assert codes(suppressed([make_tally("A", 3)])) == [("A",)]
    assert suppressed([]) == ()


def test_merging_adds_up_every_counter_and_forgets_the_median():
    one = make_tally("B", 6, 4, nr=1, actions_due=3, age_days=90, domains=(DomainTally("P", 6, 10),))
    other = make_tally("A", 5, 5, actions_verified=2, domains=(DomainTally("P", 5, 7), DomainTally("Q", 1, 1)))
    both = merged([one, other])
    assert (both.codes, both.names, both.age_days) == (("A", "B"), ("A", "B"), None)
    assert (both.assessed, both.clear, both.nr, both.actions_due, both.actions_verified) == (12, 9, 1, 3, 2)
    assert both.domains == (DomainTally("P", 11, 17), DomainTally("Q", 1, 1))
    assert both.score_squares == one.score_squares + other.score_squares


def test_the_national_row_adds_up_everything_under_no_name():
    whole = total(V13, age_days=200)
    assert (whole.codes, whole.assessed, whole.clear, whole.age_days) == ((), 100, 58, 200)
    assert total([]).assessed == 0


@settings(max_examples=400, deadline=None)
@given(sizes=st.lists(st.tuples(st.integers(0, 14), st.integers(0, 6)), max_size=8))
def test_no_hidden_row_can_be_computed_from_the_total(sizes):
    tallies = [make_tally(f"S{n}", rated, min(rated, n), nr=nr) for n, (rated, nr) in enumerate(sizes)]
    comparison = build(tallies, t_quantile=lambda df: 2.0, public=True)

    assert sorted(code for row in comparison.rows for code in row.codes) == sorted(t.codes[0] for t in tallies)
    visited = {t.codes[0]: t for t in tallies if t.assessed}
    hidden = [row for row in comparison.rows if row.gate == "hidden" and visited.keys() & set(row.codes)]
    for row in hidden:
        assert (row.assessed, row.coverage, row.counts, row.share, row.mean) == (None,) * 5
    if comparison.national.counts is None or not hidden:
        return
    shown = [row.counts for row in comparison.rows if row.counts]
    rest = [whole - sum(parts) for whole, *parts in zip(comparison.national.counts, *shown, strict=True)]
    assert len(hidden) >= 2
    assert sum(rest[:4]) >= 5
