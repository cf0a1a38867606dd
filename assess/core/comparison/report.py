"""The comparison that page, CSV and command line show: frozen rows with their uncertainty (method R11)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import sqrt

from assess.core.comparison.statistics import (
    HIDDEN,
    Z_95,
    Z_998,
    funnel_flag,
    funnel_limits,
    gate,
    mean_interval,
    wilson,
)
from assess.core.comparison.tally import DomainTally, StateTally, suppressed, total

#: Ten-thousandths of a point in a point.
POINT = 10_000
LOW_COVERAGE = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class DomainMean:
    """The mean score of a domain in points; None under 5 facilities."""

    id: str
    mean: float | None


@dataclass(frozen=True, slots=True)
class StateRow:
    """One line of the comparison, in the order in which R11 shows it.

    Shares are exact and of one, their limits are floats of one, scores are in points. Where `gate` is "hidden" every
    figure after `age_days` is None or empty, and in a public view `assessed`, `coverage` and `age_days` are None too.
    `counts` are A, B, C, D, NR. `clear` of `assessed` have no critical failure. `flag` is that of `funnel_flag`.
    A merged row has several codes and names, the national row none.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    registered: int
    assessed: int | None
    coverage: Fraction | None
    low_coverage: bool
    age_days: int | None
    gate: str
    counts: tuple[int, int, int, int, int] | None = None
    clear: int | None = None
    share: Fraction | None = None
    share_low: float | None = None
    share_high: float | None = None
    mean: float | None = None
    sd: float | None = None
    mean_low: float | None = None
    mean_high: float | None = None
    domains: tuple[DomainMean, ...] = ()
    closure: Fraction | None = None
    flag: str | None = None
    alert_limits: tuple[float, float] | None = None
    alarm_limits: tuple[float, float] | None = None

    @property
    def code(self) -> str:
        return "+".join(self.codes)

    @property
    def name(self) -> str:
        return " + ".join(self.names)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Rows by name; there are no ranks. `national` holds the share that the funnel stands around."""

    rows: tuple[StateRow, ...]
    national: StateRow
    public: bool


def build(
    tallies: Iterable[StateTally],
    *,
    t_quantile: Callable[[int], float],
    age_days: int | None = None,
    public: bool = False,
) -> Comparison:
    """The comparison of some states. `t_quantile` gives the 97.5% point of Student's t for degrees of freedom.

    `age_days` is the national median age of results. A public view holds rows back and merges them (`suppressed`).
    """
    known = tuple(tallies)
    for tally in known:
        _check(tally)
    view = _View(public, t_quantile)
    national = view.row(total(known, age_days), None)
    parts = suppressed(known) if public else sorted(known, key=lambda t: t.order)
    share = None if national.share is None else float(national.share)
    return Comparison(tuple(view.row(tally, share) for tally in parts), national, public)


def _check(tally: StateTally) -> None:
    """ValueError for counters that contradict each other: a fault of whoever counted, not of a user."""
    if not 0 <= tally.clear <= tally.assessed:
        raise ValueError(f"{tally.codes}: {tally.clear} without critical failure of {tally.assessed} assessed")
    if _spread(tally) < 0:
        raise ValueError(f"{tally.codes}: the squares {tally.score_squares} do not fit the sum {tally.score_sum}")


@dataclass(frozen=True, slots=True)
class _View:
    public: bool
    t_quantile: Callable[[int], float]

    def row(self, tally: StateTally, p0: float | None) -> StateRow:
        """The row of a tally; `p0` is the national share, None where no funnel can be drawn."""
        held_back = gate(tally.rated if self.public else tally.assessed)
        silent = self.public and held_back == HIDDEN and tally.assessed > 0
        coverage = Fraction(tally.assessed, tally.registered) if tally.registered else None
        row = StateRow(
            codes=tally.codes,
            names=tally.names,
            registered=tally.registered,
            assessed=None if silent else tally.assessed,
            coverage=None if silent else coverage,
            low_coverage=not silent and coverage is not None and coverage < LOW_COVERAGE,
            age_days=None if silent else tally.age_days,
            gate=held_back,
        )
        return row if held_back == HIDDEN else self._with_figures(row, tally, p0)

    def _with_figures(self, row: StateRow, tally: StateTally, p0: float | None) -> StateRow:
        n = tally.assessed
        share = Fraction(tally.clear, n)
        low, high = wilson(tally.clear, n)
        row = replace(
            row,
            counts=(tally.a, tally.b, tally.c, tally.d, tally.nr),
            clear=tally.clear,
            share=share,
            share_low=low,
            share_high=high,
            domains=tuple(DomainMean(one.id, _domain_mean(one)) for one in tally.domains),
            closure=Fraction(tally.actions_verified, tally.actions_due) if tally.actions_due else None,
        )
        if p0 is not None:
            alert, alarm = funnel_limits(p0, n, Z_95), funnel_limits(p0, n, Z_998)
            row = replace(row, flag=funnel_flag(float(share), p0, n), alert_limits=alert, alarm_limits=alarm)
        return self._with_mean(row, tally)

    def _with_mean(self, row: StateRow, tally: StateTally) -> StateRow:
        """The mean of the rated facilities, held back by itself where few of those assessed could be rated."""
        n = tally.rated
        if gate(n) == HIDDEN:
            return row
        mean = tally.score_sum / (n * POINT)
        sd = sqrt(_spread(tally) / (n * (n - 1))) / POINT
        low, high = mean_interval(n, tally.registered, mean, sd, self.t_quantile(n - 1))
        return replace(row, mean=mean, sd=sd, mean_low=low, mean_high=high)


def _spread(tally: StateTally) -> int:
    """n times the sum of squared distances from the mean, in whole numbers: nothing cancels out."""
    return tally.rated * tally.score_squares - tally.score_sum**2


def _domain_mean(one: DomainTally) -> float | None:
    return None if gate(one.n) == HIDDEN else one.score_sum / (one.n * POINT)
