"""What a visit earned: exact scores, letters, caps, coverage and bounds (method R3-R6). Written by `core.scoring`."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from assess.core.entry import NA

RATINGS = ("A", "B", "C", "D", "NR")
TWO_CRITICAL_ZERO = "two_critical_zero"


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """`value` is the recorded 0-3, "NA", "NE" or None; `level` is what counts after R1 and R7 (None: no level).

    `marks` names what the rules changed or miss: "second_method_missing" (3 counted as 2), "note_missing",
    "evidence_missing", "na_reason_missing", "na_text_missing", "na_not_approved" (counts as unanswered),
    "ne_reason_missing", "child_words_only", "lowered", "measure_differs" (the computed level counts), "small_sample".
    """

    code: str
    value: int | str | None
    level: int | None
    marks: tuple[str, ...] = ()

    @property
    def not_applicable(self) -> bool:
        """Whether it leaves numerator, denominator and coverage: NA, and approved where it must be (R2)."""
        return self.value == NA and "na_not_approved" not in self.marks


@dataclass(frozen=True, slots=True)
class StandardResult:
    id: str
    score: Fraction | None
    answered: int
    in_scope: int


@dataclass(frozen=True, slots=True)
class DomainResult:
    """`cap` is the letter cap lent by its critical criteria ("A" when none); `low`/`high` are the bounds of R6."""

    id: str
    score: Fraction | None
    band: str | None
    rating: str
    cap: str
    limiting: bool
    answered: int
    in_scope: int
    coverage: Fraction
    standards: tuple[StandardResult, ...] = ()
    low: Fraction | None = None
    high: Fraction | None = None
    limited_scope: bool = False


@dataclass(frozen=True, slots=True)
class Bound:
    """The whole result if every missing answer were 0 (low) or 3 (high), caps applied (R6)."""

    score: Fraction | None
    band: str | None
    rating: str


@dataclass(frozen=True, slots=True)
class Result:
    """`score` is None when nothing in scope has a level; then `rating` is "NR".

    `domains` leaves out domains that are wholly NA or out of scope (R6). `capped_by` lists domain ids and
    "two_critical_zero". `at_most` is the best letter still possible after the critical answers known (R6).
    `criteria` holds those in scope; `limited_scope` the domains, left out or not, with more than a fifth NA (R2).
    """

    specification: str
    domains: tuple[DomainResult, ...]
    score: Fraction | None
    band: str | None
    rating: str
    capped_by: tuple[str, ...]
    at_most: str | None
    answered: int
    in_scope: int
    coverage: Fraction | None
    low: Bound
    high: Bound
    critical_zero: tuple[str, ...] = ()
    critical_one: tuple[str, ...] = ()
    criteria: tuple[CriterionResult, ...] = ()
    limited_scope: tuple[str, ...] = ()

    def domain(self, id: str) -> DomainResult | None:
        return next((d for d in self.domains if d.id == id), None)
