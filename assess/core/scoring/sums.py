"""What a visit adds up to, in whole numbers: one pass over the criteria serves the score and both bounds (R3, R6).

What depends on the instrument alone, a `Plan`, is worked out once and kept for as long as the instrument lives.
"""

from __future__ import annotations

import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from math import lcm

from assess.core.entry import NA, NE, Entry
from assess.core.evidence import counted
from assess.core.instrument import LEVELS, Criterion, Domain, Instrument, Standard
from assess.core.result import CriterionResult


@dataclass(frozen=True, slots=True)
class Row:
    """A criterion and its whole-number weight; `ready` holds what each plain answer counts for."""

    criterion: Criterion
    weight: int
    ready: Mapping[int | str | None, CriterionResult]


@dataclass(frozen=True, slots=True)
class PlannedStandard:
    standard: Standard
    weight: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class PlannedDomain:
    domain: Domain
    weight: int
    standards: tuple[PlannedStandard, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """An instrument with whole numbers for weights: among siblings only their ratio matters."""

    domains: tuple[PlannedDomain, ...]
    rows: Mapping[str, Row]
    measured: tuple[Criterion, ...]


@lru_cache(maxsize=4096)
def ratio(top: int, bottom: int) -> Fraction:
    """The fraction. Standards and coverage give few different ones, and reducing one anew takes longer."""
    return Fraction(top, bottom)


_PLANS: dict[int, Plan] = {}


def plan_of(instrument: Instrument) -> Plan:
    """The plan, kept by identity: to hash or compare a whole instrument would cost more than to score with it."""
    plan = _PLANS.get(id(instrument))
    if plan is None:
        plan = _PLANS[id(instrument)] = _planned(instrument)
        weakref.finalize(instrument, _PLANS.pop, id(instrument), None).atexit = False
    return plan


def _planned(instrument: Instrument) -> Plan:
    weights = _whole([domain.weight for domain in instrument.domains])
    domains = tuple(
        PlannedDomain(domain, weight, _standards(domain))
        for domain, weight in zip(instrument.domains, weights, strict=True)
    )
    rows = {row.criterion.code: row for domain in domains for standard in domain.standards for row in standard.rows}
    return Plan(domains, rows, tuple(row.criterion for row in rows.values() if row.criterion.measure))


def _standards(domain: Domain) -> tuple[PlannedStandard, ...]:
    weights = _whole([standard.weight for standard in domain.standards])
    return tuple(PlannedStandard(s, w, _rows(s)) for s, w in zip(domain.standards, weights, strict=True))


def _rows(standard: Standard) -> tuple[Row, ...]:
    weights = _whole([criterion.weight for criterion in standard.criteria])
    answers = (*LEVELS, NA, NE, None)
    return tuple(
        Row(criterion, weight, {value: counted(criterion, Entry(value, plain=True)) for value in answers})
        for criterion, weight in zip(standard.criteria, weights, strict=True)
    )


def _whole(weights: Sequence[Fraction]) -> list[int]:
    unit = lcm(*(weight.denominator for weight in weights))
    return [int(weight * unit) for weight in weights]


@dataclass(slots=True)
class StandardSum:
    """`points` is the sum of weight x level; `known` and `missing` are the weights with and without a level."""

    id: str
    weight: int
    points: int = 0
    known: int = 0
    missing: int = 0
    answered: int = 0
    in_scope: int = 0

    def share(self, fill: int | None) -> tuple[int, int]:
        """Points earned and points possible; missing answers are left out (None) or taken as `fill`, 0 or 3."""
        if fill is None:
            return self.points, 3 * self.known
        return self.points + fill * self.missing, 3 * (self.known + self.missing)

    def score(self) -> Fraction | None:
        """0-100, None without a level (R3)."""
        points, possible = self.share(None)
        return ratio(100 * points, possible) if possible else None


@dataclass(slots=True)
class DomainSum:
    """A domain's standards and the codes of its critical criteria at 0, at 1 and without a level.

    `criteria` counts what is in scope with NA, `not_applicable` the NA that an assessor chose.
    """

    domain: Domain
    weight: int
    standards: list[StandardSum] = field(default_factory=list)
    zeros: list[str] = field(default_factory=list)
    ones: list[str] = field(default_factory=list)
    critical_missing: int = 0
    criteria: int = 0
    not_applicable: int = 0
    answered: int = 0
    in_scope: int = 0

    def add(self, part: StandardSum, row: Row, level: int | None) -> None:
        """Count one criterion that applies."""
        self.in_scope += 1
        part.in_scope += 1
        if level is None:
            part.missing += row.weight
            self.critical_missing += row.criterion.critical
            return
        self.answered += 1
        part.answered += 1
        part.known += row.weight
        part.points += row.weight * level
        if row.criterion.critical and level < 2:
            (self.ones if level else self.zeros).append(row.criterion.code)

    def score(self, fill: int | None) -> Fraction | None:
        """The weighted mean of the standards that have a score, 0-100 (R3); None when none has."""
        top, bottom, weights = 0, 1, 0
        for part in self.standards:
            points, possible = part.share(fill)
            if possible:
                top, bottom = top * possible + part.weight * points * bottom, bottom * possible
                weights += part.weight
        return Fraction(100 * top, bottom * weights) if weights else None

    def cap(self, fill: int | None) -> str:
        """The best letter that its critical criteria leave possible (R5.1)."""
        if self.zeros or (fill == 0 and self.critical_missing):
            return "D"
        return "C" if self.ones else "A"
