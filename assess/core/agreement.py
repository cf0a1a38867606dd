"""How far two assessors agree on the same criteria, and who may assess alone (method R13)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assess.core.entry import NA
from assess.core.instrument import LEVELS

#: R13: the bar for certification.
KAPPA_FROM = Fraction(61, 100)
SHARED_FROM = 60
CRITICAL_EXACT_FROM = Fraction(9, 10)

Value = int | str | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two assessors on the same visit, scored before they talked.

    `shared` criteria have a level from both; `exact`, `within_one`, `kappa` and `difference` are over those, and None
    without any. `kappa` is None too when nothing could have differed by chance (both gave one and the same level
    throughout). `difference` is the mean of second minus first, in levels: below zero the second is stricter.
    `applicability` is the share of criteria that both filled in on which they agree whether it has a level, is NA or
    is NE. `critical_exact` is the exact agreement on the `critical_shared` critical criteria.
    """

    shared: int
    exact: Fraction | None
    within_one: Fraction | None
    kappa: Fraction | None
    difference: Fraction | None
    answered: int
    applicability: Fraction | None
    critical_shared: int
    critical_exact: Fraction | None

    @property
    def certified(self) -> bool:
        """R13: kappa from 0.61 over at least 60 shared criteria, and 90% exact on the critical ones."""
        return (
            self.shared >= SHARED_FROM
            and self.kappa is not None
            and self.kappa >= KAPPA_FROM
            and self.critical_exact is not None
            and self.critical_exact >= CRITICAL_EXACT_FROM
        )


def agreement(first: Mapping[str, Value], second: Mapping[str, Value], critical: Collection[str] = ()) -> Agreement:
    """Compare two sets of values (0-3, "NA", "NE"; None or absent: not filled in) by criterion code."""
    both = [code for code, value in first.items() if value is not None and second.get(code) is not None]
    pairs = {code: pair for code in both if (pair := _levels(first[code], second[code]))}
    decisive = [pair for code, pair in pairs.items() if code in critical]
    same = sum(_class_of(first[code]) == _class_of(second[code]) for code in both)
    levels = list(pairs.values())
    return Agreement(
        shared=len(levels),
        exact=_share(sum(a == b for a, b in levels), len(levels)),
        within_one=_share(sum(abs(a - b) <= 1 for a, b in levels), len(levels)),
        kappa=weighted_kappa(matrix(levels)),
        difference=_share(sum(b - a for a, b in levels), len(levels)),
        answered=len(both),
        applicability=_share(same, len(both)),
        critical_shared=len(decisive),
        critical_exact=_share(sum(a == b for a, b in decisive), len(decisive)),
    )


def matrix(pairs: Collection[tuple[int, int]]) -> list[list[int]]:
    """How often each pair of levels occurs: rows are the first assessor's, columns the second's."""
    counts = [[0 for _ in LEVELS] for _ in LEVELS]
    for a, b in pairs:
        counts[a][b] += 1
    return counts


def weighted_kappa(counts: Sequence[Sequence[int]]) -> Fraction | None:
    """Cohen's kappa with quadratic weights (Cohen 1968), exact: 1 - n Σ(i-j)² O_ij / Σ(i-j)² row_i column_j.

    None where the expected disagreement is zero: an empty table, or one level alone on both sides.
    """
    rows = [sum(row) for row in counts]
    columns = [sum(column) for column in zip(*counts, strict=True)]
    cells = [(i, j) for i in range(len(rows)) for j in range(len(columns))]
    observed = sum((i - j) ** 2 * counts[i][j] for i, j in cells)
    expected = sum((i - j) ** 2 * rows[i] * columns[j] for i, j in cells)
    return 1 - Fraction(sum(rows) * observed, expected) if expected else None


def _levels(one: Value, other: Value) -> tuple[int, int] | None:
    return (one, other) if isinstance(one, int) and isinstance(other, int) else None


def _class_of(value: Value) -> str:
    if isinstance(value, int):
        return "level"
    return NA if value == NA else "NE"


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None
