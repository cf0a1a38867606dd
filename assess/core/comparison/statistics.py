"""Intervals, funnel limits and the gates below which nothing is shown (method R11, R12). Floats are allowed here."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import sqrt

#: The 97.5% and 99.9% points of the normal distribution; the method prints them as 1.960 and 3.090.
Z_95 = 1.959963984540054
Z_998 = 3.090232306167813

HIDDEN, INDICATIVE, SHOWN = "hidden", "indicative", "shown"
SHOWN_FROM = 5
FIRM_FROM = 10


def wilson(k: int, n: int, z: float = Z_95) -> tuple[float, float]:
    """Wilson's interval for a share of k in n, as shares of one, within 0 to 1 (Wilson 1927).

    Raises ValueError unless 0 <= k <= n and n > 0.
    """
    if not 0 <= k <= n or n == 0:
        raise ValueError(f"a share needs 0 <= k <= n and n > 0, got {k} of {n}")
    share, square = k / n, z * z
    middle = share + square / (2 * n)
    half = z * sqrt(share * (1 - share) / n + square / (4 * n * n))
    whole = 1 + square / n
    # At the ends the formula gives exactly 0 and 1; floating point misses them by a hair.
    low = 0.0 if k == 0 else (middle - half) / whole
    high = 1.0 if k == n else (middle + half) / whole
    return max(0.0, low), min(1.0, high)


def funnel_limits(p0: float, n: int, z: float) -> tuple[float, float]:
    """Where the share of a group of n is expected around the national share `p0`, within 0 to 1 (R11)."""
    half = z * sqrt(p0 * (1 - p0) / n)
    return max(0.0, p0 - half), min(1.0, p0 + half)


def funnel_flag(share: float, p0: float, n: int) -> str | None:
    """ "inside", "look" (outside 95%), "review" (outside 99.8%: data and practice first); None below n = 10."""
    if n < FIRM_FROM:
        return None
    for z, flag in ((Z_998, "review"), (Z_95, "look")):
        low, high = funnel_limits(p0, n, z)
        if not low <= share <= high:
            return flag
    return "inside"


def mean_interval(n: int, population: int, mean: float, sd: float, t: float) -> tuple[float, float]:
    """The interval of a mean score, in points, within 0 to 100, for n visited of `population` registered.

    `t` is the quantile for n - 1 degrees of freedom. The finite-population factor makes the interval vanish when
    everybody was visited, and it stays so when the register has shrunk below n since.
    """
    factor = sqrt((population - n) / (population - 1)) if population > n else 0.0
    half = t * sd / sqrt(n) * factor
    return max(0.0, mean - half), min(100.0, mean + half)


def gate(n: int) -> str:
    """R11: "hidden" under 5, "indicative" from 5 to 9, "shown" from 10."""
    if n < SHOWN_FROM:
        return HIDDEN
    return INDICATIVE if n < FIRM_FROM else SHOWN


@dataclass(frozen=True, slots=True)
class Cell:
    """A share that may be shown: k of n, exact, with its Wilson interval."""

    k: int
    n: int
    share: Fraction
    low: float
    high: float


def cell(k: int, n: int, at_least: int = SHOWN_FROM) -> Cell | None:
    """The share of k in n with its interval; None where fewer than `at_least` answered (R12: 5; R11 public: 10)."""
    return None if n < max(at_least, 1) else Cell(k, n, Fraction(k, n), *wilson(k, n))


def rounded(value: float) -> str:
    """A statistic with one decimal, half up: intervals and comparison tables, never a score (scores are cut, R3)."""
    return str(Decimal(repr(float(value))).quantize(Decimal("0.1"), ROUND_HALF_UP))
