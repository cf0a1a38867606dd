"""From stored rows back to the records of the method: what was final is read, never computed again (P18)."""

from __future__ import annotations

from fractions import Fraction

from assess.core.entry import Inputs
from assess.core.profile import Profile
from assess.core.result import Bound, CriterionResult, DomainResult, Result, StandardResult
from assess.models import DomainScore, VisitResult


def result_of(row: VisitResult) -> Result:
    """The result as it was stored. Bounds carry no band: nobody shows one."""
    return Result(
        specification=row.specification,
        domains=tuple(_domain(d) for d in row.domains),
        score=row.score,
        band=row.band,
        rating=row.rating,
        capped_by=tuple(row.capped_by),
        at_most=row.at_most,
        answered=row.answered,
        in_scope=row.in_scope,
        coverage=row.coverage,
        low=Bound(row.low, None, row.low_rating),
        high=Bound(row.high, None, row.high_rating),
        critical_zero=tuple(row.critical_zero),
        critical_one=tuple(row.critical_one),
        limited_scope=tuple(row.limited_scope),
        criteria=tuple(
            CriterionResult(code, value, level, tuple(marks)) for code, (value, level, marks) in row.criteria.items()
        ),
    )


def _domain(row: DomainScore) -> DomainResult:
    standards = tuple(
        StandardResult(id, None if score is None else Fraction(score), answered, in_scope)
        for id, score, answered, in_scope in row.standards
    )
    return DomainResult(
        id=row.domain,
        score=row.score,
        band=row.band,
        rating=row.rating,
        cap=row.cap,
        limiting=row.limiting,
        answered=row.answered,
        in_scope=row.in_scope,
        coverage=Fraction(row.answered, row.in_scope) if row.in_scope else Fraction(1),
        standards=standards,
        low=row.low,
        high=row.high,
        limited_scope=row.limited_scope,
    )


def profile_of(row: VisitResult) -> Profile:
    return Profile(**row.profile)


def inputs_of(row: VisitResult) -> Inputs:
    return {
        name: tuple(Fraction(v) for v in value) if isinstance(value, list) else Fraction(value)
        for name, value in row.inputs.items()
    }
