"""Counters for the tests of comparison."""

from __future__ import annotations

from assess.core.comparison import StateTally


def make_tally(code: str, assessed: int = 0, clear: int = 0, **facts) -> StateTally:
    """A state whose facilities are all rated B at 70.0 points unless told otherwise."""
    facts = {"b": assessed, "registered": max(assessed, 1)} | facts
    rated = sum(facts.get(letter, 0) for letter in "abcd")
    facts = {"score_sum": rated * 700_000, "score_squares": rated * 700_000**2} | facts
    return StateTally((code,), (facts.pop("name", code),), clear=clear, **facts)


#: V13 of the method: facilities without critical failure, of those assessed.
V13 = [make_tally("S1", 24, 18), make_tally("S2", 20, 7), make_tally("S3", 4, 3), make_tally("S4", 52, 30)]
