"""The instrument model: domains hold standards, standards hold criteria (DESIGN section 5, method R1-R8).

Records are frozen and complete: whoever builds one (the loader of `standards/`, a test) has already checked it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from assess.core.text import Text

SPECIFICATION = "SS-1.0"
AGE_GROUPS = ("0-1", "1-5", "6-11", "12-17")
VERIFICATION_METHODS = (
    "document",
    "observation",
    "staff_interview",
    "child_interview",
    "family_interview",
    "record_sample",
    "measurement",
)
CONFIDENCE = ("seen", "recalled", "derived")
LEVELS = (0, 1, 2, 3)


@dataclass(frozen=True, slots=True)
class MeasureInput:
    """One number that the assessor enters; its id is shared by every measure of the visit that names it."""

    id: str
    label: Text
    unit: Text

    @property
    def below_zero(self) -> bool:
        """Whether the number may be negative: only a temperature."""
        return self.unit.en == "°C"


@dataclass(frozen=True, slots=True)
class Measure:
    """How a measured criterion gets its level (method R7).

    Either `direction` with three `thresholds` (t1, t2, t3), or `operator` with one `threshold`
    (two numbers, low and high, for "between").
    `zero` says what a denominator of 0 means: "no_cases" (empty sample, NA), "no_resource" (people without the
    resource, level 0) or "no_population" (nobody to serve, NA); 0 / 0 is NA in all three.
    `per` is "visit", "shift" or "room": with the last two each input is a list and the worst value counts.
    """

    inputs: tuple[MeasureInput, ...]
    formula: str
    unit: Text
    direction: str | None = None
    thresholds: tuple[Fraction, ...] = ()
    operator: str | None = None
    threshold: tuple[Fraction, ...] = ()
    zero: str = "no_cases"
    per: str = "visit"
    confidence: str = "derived"


@dataclass(frozen=True, slots=True)
class Criterion:
    """The smallest thing that gets a level. `code` is permanent: never renumbered, never reused (R8)."""

    code: str
    title: Text | None
    text: Text
    source: str
    confidence: str
    guidance: Text | None = None
    verify: tuple[str, ...] = ()
    critical: bool = False
    weight: Fraction = Fraction(1)
    applies_to: tuple[str, ...] = ()
    age_groups: tuple[str, ...] = ()
    levels: tuple[tuple[int, Text], ...] = ()
    relevant: str | None = None
    measure: Measure | None = None

    @property
    def name(self) -> Text:
        """What lists and headings call it: the title, or the requirement where an instrument has no titles."""
        return self.title or self.text


@dataclass(frozen=True, slots=True)
class Standard:
    id: str
    title: Text
    intent: Text | None
    weight: Fraction
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Domain:
    id: str
    title: Text
    weight: Fraction
    limiting: bool
    standards: tuple[Standard, ...]

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        return tuple(c for s in self.standards for c in s.criteria)


@dataclass(frozen=True)
class Instrument:
    """One version of an instrument, ready to score with.

    `facility_types` is the union of the types its criteria apply to; `sha256` identifies the content. `minimums` marks
    a set of legal minimums, whose counts of met, partly met and not met are reported beside the score (R6).
    """

    id: str
    version: str
    specification: str
    status: str
    title: Text
    citation: str
    domains: tuple[Domain, ...]
    note: Text | None = None
    confidence_levels: tuple[tuple[str, Text], ...] = ()
    sha256: str = field(default="", compare=False)
    minimums: bool = False

    @cached_property
    def criteria(self) -> dict[str, Criterion]:
        """Every criterion by code, in the order of the file."""
        return {c.code: c for d in self.domains for c in d.criteria}

    @cached_property
    def domain_of(self) -> dict[str, Domain]:
        """The domain of every criterion code."""
        return {c.code: d for d in self.domains for c in d.criteria}

    @cached_property
    def facility_types(self) -> frozenset[str]:
        return frozenset(kind for c in self.criteria.values() for kind in c.applies_to)

    def walk(self) -> Iterator[tuple[Domain, Standard, Criterion]]:
        for domain in self.domains:
            for standard in domain.standards:
                for criterion in standard.criteria:
                    yield domain, standard, criterion
