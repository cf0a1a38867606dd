"""What is counted for each state, and how small rows are put together before the public sees them (method R11)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, fields

from assess.core.comparison.statistics import HIDDEN, SHOWN_FROM, gate


@dataclass(frozen=True, slots=True)
class DomainTally:
    """Scores of one domain: how many and their sum in ten-thousandths of a point."""

    id: str
    n: int
    score_sum: int


@dataclass(frozen=True, slots=True)
class StateTally:
    """Whole numbers about one state (or another stratum), from the latest full external visits within 24 months.

    `a` to `nr` count facilities by rating; `clear` those without critical failure. `score_sum` and `score_squares` add
    up the scores of the rated ones, in ten-thousandths of a point and their squares. `age_days` is the median age of
    the results. A merged row has several codes and names.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    registered: int = 0
    a: int = 0
    b: int = 0
    c: int = 0
    d: int = 0
    nr: int = 0
    clear: int = 0
    score_sum: int = 0
    score_squares: int = 0
    actions_due: int = 0
    actions_verified: int = 0
    age_days: int | None = None
    domains: tuple[DomainTally, ...] = ()

    @property
    def rated(self) -> int:
        return self.a + self.b + self.c + self.d

    @property
    def assessed(self) -> int:
        """Rated or not: a facility that could not be rated was visited all the same."""
        return self.rated + self.nr

    @property
    def order(self) -> str:
        """Sorts as a Spanish reader expects: México before Michoacán."""
        letters = unicodedata.normalize("NFD", " ".join(self.names))
        return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


_SUMMED = tuple(f.name for f in fields(StateTally) if f.name not in ("codes", "names", "age_days", "domains"))


def merged(tallies: Iterable[StateTally]) -> StateTally:
    """One row out of several, ordered by name. Medians do not add up, so its age is unknown."""
    parts = sorted(tallies, key=lambda t: t.order)
    if len(parts) == 1:
        return parts[0]
    domains: dict[str, DomainTally] = {}
    for tally in parts:
        for one in tally.domains:
            sofar = domains.get(one.id, DomainTally(one.id, 0, 0))
            domains[one.id] = DomainTally(one.id, sofar.n + one.n, sofar.score_sum + one.score_sum)
    return StateTally(
        codes=tuple(code for t in parts for code in t.codes),
        names=tuple(name for t in parts for name in t.names),
        **{name: sum(getattr(t, name) for t in parts) for name in _SUMMED},
        domains=tuple(domains.values()),
    )


def total(tallies: Iterable[StateTally], age_days: int | None = None) -> StateTally:
    """The national row: everything added up, without codes or names; `age_days` is the national median."""
    whole = merged([StateTally((), ()), StateTally((), ()), *tallies])
    numbers = {name: getattr(whole, name) for name in _SUMMED}
    return StateTally((), (), **numbers, age_days=age_days, domains=whole.domains)


def suppressed(tallies: Iterable[StateTally]) -> tuple[StateTally, ...]:
    """The rows of a public view: no hidden row can be computed from the total (R11).

    A row with fewer than 5 rated facilities will be hidden. Subtracting what is shown from the total gives the sum of
    the hidden rows: it must be of 5 rated facilities at least, and so of two rows at least. Otherwise they are merged
    with the next smallest row. States where nobody was visited hide nothing and protect nobody.
    """
    rows = sorted(tallies, key=lambda t: (t.rated, t.assessed, t.order))
    hidden = [t for t in rows if t.assessed and gate(t.rated) == HIDDEN]
    others = [t for t in rows if t.assessed and gate(t.rated) != HIDDEN]
    nobody = [t for t in rows if not t.assessed]
    if hidden and others and sum(t.rated for t in hidden) < SHOWN_FROM:
        together = merged([*hidden, others.pop(0)])
        hidden, others = [], [together, *others]
    return tuple(sorted([*nobody, *hidden, *others], key=lambda t: t.order))
