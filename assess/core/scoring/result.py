"""From entries to a `Result`: count each criterion, filter, add up, and give letters (method R1-R7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from assess.core.applicability import filtered, is_limited
from assess.core.entry import NA, Entry, Inputs
from assess.core.evidence import EMPTY, judged
from assess.core.instrument import SPECIFICATION, Instrument
from assess.core.measure import Measured, level_of
from assess.core.profile import Profile
from assess.core.result import Bound, CriterionResult, DomainResult, Result, StandardResult
from assess.core.rules import N_, RuleBroken
from assess.core.scoring.letters import NOT_RATED, Letters, at_most, band, overall, worst
from assess.core.scoring.sums import DomainSum, PlannedDomain, Row, StandardSum, plan_of, ratio

#: R6: with less than this share answered, a domain or a visit is not rated.
LEAST_COVERAGE = Fraction(4, 5)
Measures = Mapping[str, Measured]


def result(
    instrument: Instrument,
    entries: Mapping[str, Entry],
    profile: Profile | None = None,
    inputs: Inputs | None = None,
) -> Result:
    """Score a visit. Raises RuleBroken for a code not in the instrument, a value that is no level, a refused input.

    `entries` by code, absent means unanswered; `profile` None takes every criterion as in scope; `inputs` are the
    numbers of the measured criteria by input id.
    """
    plan = plan_of(instrument)
    _refuse_unknown(instrument, entries)
    measures = {c.code: level_of(c.measure, inputs) for c in plan.measured if c.measure} if inputs else {}
    found = {code: _counted(row, entries.get(code), measures.get(code)) for code, row in plan.rows.items()}
    if profile is not None:
        levels = {code: one.level for code, one in found.items()}
        outside = filtered(instrument.criteria.values(), profile, levels)
        found = {code: one for code, one in found.items() if code not in outside}
    sums = [_sum(domain, found, measures) for domain in plan.domains]
    return _assembled(sums, tuple(found.values()))


def _refuse_unknown(instrument: Instrument, entries: Mapping[str, Entry]) -> None:
    if unknown := entries.keys() - instrument.criteria.keys():
        message = N_("{code} is not a criterion of {instrument}. Check the code, or remove it.")
        raise RuleBroken(
            message, field=min(unknown), code=min(unknown), instrument=f"{instrument.id} {instrument.version}"
        )


def _counted(row: Row, entry: Entry | None, measured: Measured | None) -> CriterionResult:
    """As `counted`; an answer that counts for what was recorded, with nothing to remark, is ready made."""
    if measured is None and (entry is None or entry.plain):
        value = entry.value if entry else None
        # By type as well: 2.0 and True find the places of 2 and 1, and are no levels.
        if value is None or type(value) in (int, str):
            ready = row.ready.get(value)
            if ready is not None:
                return ready
    value, level, marks = judged(row.criterion, entry or EMPTY, measured)
    if marks or value != level:
        return CriterionResult(row.criterion.code, value, level, tuple(marks))
    return row.ready[value]


def _sum(planned: PlannedDomain, found: Mapping[str, CriterionResult], measures: Measures) -> DomainSum:
    total = DomainSum(planned.domain, planned.weight)
    for standard in planned.standards:
        part = StandardSum(standard.standard.id, standard.weight)
        for row in standard.rows:
            one = found.get(row.criterion.code)
            if one is None:
                continue
            total.criteria += 1
            if one.value == NA:
                measured = measures.get(one.code)
                total.not_applicable += measured is None or measured.level is None
                if one.not_applicable:
                    continue
            total.add(part, row, one.level)
        total.standards.append(part)
    return total


def _assembled(sums: Sequence[DomainSum], criteria: tuple[CriterionResult, ...]) -> Result:
    present = [one for one in sums if one.in_scope]
    domains = tuple(_domain(one) for one in present)
    answered, in_scope = sum(one.answered for one in present), sum(one.in_scope for one in present)
    coverage = Fraction(answered, in_scope) if in_scope else None
    zeros = tuple(code for one in present for code in one.zeros)
    letters = [Letters(one.id, one.limiting, one.rating, one.cap) for one in domains]
    score = _mean(present, [one.score for one in domains])
    rating, capped_by = (NOT_RATED, ()) if score is None else overall(score, letters, len(zeros))
    if coverage is None or coverage < LEAST_COVERAGE or any(d.limiting and d.rating == NOT_RATED for d in domains):
        rating = NOT_RATED
    return Result(
        specification=SPECIFICATION,
        domains=domains,
        score=score,
        band=None if score is None else band(score),
        rating=rating,
        capped_by=capped_by,
        at_most=at_most(letters, len(zeros)),
        answered=answered,
        in_scope=in_scope,
        coverage=coverage,
        low=_bound(present, [one.low for one in domains], 0),
        high=_bound(present, [one.high for one in domains], 3),
        critical_zero=zeros,
        critical_one=tuple(code for one in present for code in one.ones),
        criteria=criteria,
        limited_scope=tuple(one.domain.id for one in sums if is_limited(one.not_applicable, one.criteria)),
    )


def _domain(total: DomainSum) -> DomainResult:
    score, coverage = total.score(None), ratio(total.answered, total.in_scope)
    is_complete = total.answered == total.in_scope
    covered = total.answered * LEAST_COVERAGE.denominator >= total.in_scope * LEAST_COVERAGE.numerator
    rated = score is not None and covered and not total.critical_missing
    letter, cap = None if score is None else band(score), total.cap(None)
    return DomainResult(
        id=total.domain.id,
        score=score,
        band=letter,
        rating=worst(letter, cap) if rated and letter else NOT_RATED,
        cap=cap,
        limiting=total.domain.limiting,
        answered=total.answered,
        in_scope=total.in_scope,
        coverage=coverage,
        standards=tuple(StandardResult(s.id, s.score(), s.answered, s.in_scope) for s in total.standards),
        low=score if is_complete else total.score(0),
        high=score if is_complete else total.score(3),
        limited_scope=is_limited(total.not_applicable, total.criteria),
    )


def _mean(sums: Sequence[DomainSum], scores: Sequence[Fraction | None]) -> Fraction | None:
    """The weighted mean of the domains that have a score (R3)."""
    top, bottom, weights = 0, 1, 0
    for one, score in zip(sums, scores, strict=True):
        if score is not None:
            top = top * score.denominator + one.weight * score.numerator * bottom
            bottom *= score.denominator
            weights += one.weight
    return Fraction(top, bottom * weights) if weights else None


def _bound(sums: Sequence[DomainSum], scores: Sequence[Fraction | None], fill: int) -> Bound:
    """The whole visit with every missing answer taken as `fill`; nothing is left to be NR (R6)."""
    score = _mean(sums, scores)
    if score is None:
        return Bound(None, None, NOT_RATED)
    letters = [
        Letters(one.domain.id, one.domain.limiting, worst(band(domain_score), one.cap(fill)), one.cap(fill))
        for one, domain_score in zip(sums, scores, strict=True)
        if domain_score is not None
    ]
    zeros = sum(len(one.zeros) + (one.critical_missing if fill == 0 else 0) for one in sums)
    return Bound(score, band(score), overall(score, letters, zeros)[0])
