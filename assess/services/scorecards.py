"""Filling the scorecard that page, PDF and API render (core.report)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from assess.core import visit as life
from assess.core.entry import Entry
from assess.core.explanation import explain
from assess.core.instrument import Instrument
from assess.core.merge import entries, profile_of
from assess.core.profile import Profile
from assess.core.report import CriterionLine, DomainLine, FacilityFacts, Scorecard
from assess.core.result import CriterionResult, Result
from assess.core.rules import N_, RuleBroken
from assess.core.shown import change, percent_shown, shown
from assess.core.text import Text
from assess.models import Answer, DomainScore, Facility, FacilityType, Visit, VisitResult, db
from assess.services import plans, results, stored, sync, trends, visits
from assess.services.focus import instrument_of
from assess.services.sync.alone import is_alone

#: How many strengths and priorities a scorecard names.
NAMED = 3


def build(visit: Visit, *, on: date, demo: bool, full: bool = False, revision: int | None = None) -> Scorecard:
    """The scorecard of a visit as of `on`: the stored result when it is final, else a provisional one.

    `full` adds every criterion in scope with its note and methods. `revision` asks for an earlier result of an amended
    visit, with the answers of that time; RuleBroken when there is none.
    """
    row, instrument = _result_row(visit, revision), instrument_of(visit)
    if row is None:
        state = sync.state_of(visit)
        result, profile = visits.provisional(visit, state), profile_of(state, visit.facility_type)
        answers = entries(state)
    else:
        result, profile, answers = stored.result_of(row), stored.profile_of(row), _answers_of(visit, row)
    lines = _lines(instrument, result, answers)
    finals = _earlier(visit, row)
    before = _before(visit, finals, result.specification)
    return Scorecard(
        facility=facts_of(visit.facility, profile, visit.facility_type),
        visit_id=str(visit.id),
        kind=visit.kind,
        visited_on=visit.visited_on,
        final_at=visit.final_at if row else None,
        revision=row.revision if row else visit.revision,
        provisional=row is None,
        instrument=instrument.title,
        instrument_id=instrument.id,
        instrument_version=instrument.version,
        instrument_official=instrument.status == "official",
        specification=result.specification,
        score=result.score,
        shown=_shown(result.score),
        band=result.band,
        rating=result.rating,
        capped_by=result.capped_by,
        at_most=result.at_most,
        coverage=result.coverage,
        coverage_shown=None if result.coverage is None else percent_shown(result.coverage),
        answered=result.answered,
        in_scope=result.in_scope,
        low=(_shown(result.low.score), result.low.rating),
        high=(_shown(result.high.score), result.high.rating),
        explanation=explain(instrument, result),
        domains=_domains(instrument, result, _domain_scores(before)),
        critical=tuple(lines[code] for code in (*result.critical_zero, *result.critical_one)),
        strengths=strengths(result.criteria, lines),
        priorities=priorities(result.criteria, lines),
        trend=trends.trend(finals),
        change=_change(before.score if before else None, result.score),
        previous_on=before.visited_on if before else None,
        next_visit_by=_next_visit_by(visit, result) if row else None,
        counts_met=_counts_met(instrument, result),
        plan=plans.report(visit.facility_id, instrument, on=on),
        note=visit.note,
        issued_on=on,
        demo=demo,
        criteria=tuple(lines.values()) if full else (),
        titles=_titles(instrument),
    )


def _titles(instrument: Instrument) -> tuple[tuple[str, Text], ...]:
    """The names of domains and standards by id."""
    domains = [(d.id, d.title) for d in instrument.domains]
    return (*domains, *((s.id, s.title) for d in instrument.domains for s in d.standards))


def _result_row(visit: Visit, revision: int | None) -> VisitResult | None:
    if not visit.is_final:
        return None
    row = results.of_visit(visit, revision)
    if row is None:
        raise RuleBroken(
            N_("This visit has no result with the number {revision}. Choose one of those listed."), revision=revision
        )
    return row


def _answers_of(visit: Visit, row: VisitResult) -> dict[str, Entry]:
    """The answers of a final visit; of an earlier revision as they stood when its result was stored."""
    if row.revision != visit.revision or is_alone(visit):
        return entries(sync.state_from_operations(visit, until=row.created_at))
    query = select(Answer.criterion, Answer.fields).where(Answer.visit_id == visit.id)
    return {code: _entry(fields) for code, fields in db.session.execute(query)}


def _entry(fields: Mapping[str, Any]) -> Entry:
    """What a scorecard shows of an answer. Nothing is in conflict any more: fieldwork would not have closed."""
    values = {name: heads[0]["value"] for name, heads in fields.items() if heads}
    return Entry(
        note=values.get("note") or "",
        methods=tuple(values.get("methods") or ()),
        na_reason=values.get("na_reason"),
    )


def _shown(score: Fraction | None) -> str | None:
    return None if score is None else shown(score)


def facts_of(facility: Facility, profile: Profile | None = None, type_code: str | None = None) -> FacilityFacts:
    """What may be printed about a facility: no address, no telephone, no position (P39)."""
    kind = db.session.get(FacilityType, type_code or facility.type_code)
    capacity = profile.capacity if profile and profile.capacity is not None else facility.capacity
    return FacilityFacts(
        id=str(facility.id),
        name=facility.name,
        type=kind.name if kind else Text(facility.type_code, facility.type_code),
        state=facility.state.name,
        state_code=facility.state_code,
        municipality=facility.municipality.name if facility.municipality else "",
        capacity=capacity,
        profile=profile,
    )


def _lines(instrument: Instrument, result: Result, answers: Mapping[str, Entry]) -> dict[str, CriterionLine]:
    """Every criterion in scope, in the order of the instrument."""
    found = {one.code: one for one in result.criteria}
    nothing = Entry()
    lines = {}
    for domain, standard, criterion in instrument.walk():
        one = found.get(criterion.code)
        if one is None:
            continue
        entry = answers.get(criterion.code, nothing)
        lines[criterion.code] = CriterionLine(
            code=criterion.code,
            name=criterion.name,
            text=criterion.text,
            domain=domain.id,
            standard=standard.id,
            critical=criterion.critical,
            value=one.value,
            level=one.level,
            note=entry.note,
            methods=entry.methods,
            marks=one.marks,
            na_reason=entry.na_reason,
        )
    return lines


def _domains(instrument: Instrument, result: Result, earlier: Mapping[str, Fraction | None]) -> tuple[DomainLine, ...]:
    titles = {d.id: d.title for d in instrument.domains}
    return tuple(
        DomainLine(
            id=d.id,
            title=titles[d.id],
            score=d.score,
            shown=_shown(d.score),
            rating=d.rating,
            capped=d.rating not in ("NR", d.band),
            limiting=d.limiting,
            coverage=d.coverage,
            previous=earlier.get(d.id),
            change=_change(earlier.get(d.id), d.score),
        )
        for d in result.domains
    )


def _change(before: Fraction | None, now: Fraction | None) -> str | None:
    return None if before is None or now is None else change(before, now)


def strengths(found: Sequence[CriterionResult], lines: Mapping[str, CriterionLine]) -> tuple[CriterionLine, ...]:
    """Fully met criteria, critical ones first; in the order of the instrument among equals."""
    met = [lines[c.code] for c in found if c.level == 3]
    return tuple(sorted(met, key=lambda line: not line.critical)[:NAMED])


def priorities(found: Sequence[CriterionResult], lines: Mapping[str, CriterionLine]) -> tuple[CriterionLine, ...]:
    """What to do first: critical failures, then the lowest levels; in the order of the instrument among equals."""
    low = [lines[c.code] for c in found if c.level is not None and c.level < (3 if lines[c.code].critical else 2)]
    return tuple(sorted(low, key=lambda line: (not (line.critical and (line.level or 0) < 2), line.level))[:NAMED])


def _counts_met(instrument: Instrument, result: Result) -> tuple[int, int, int] | None:
    """For legal minimums (R6): how many are met (2 or 3), partly met (1) and not met (0); None for others."""
    if not instrument.minimums:
        return None
    found = [c.level for c in result.criteria if c.level is not None]
    return sum(v >= 2 for v in found), sum(v == 1 for v in found), sum(v == 0 for v in found)


def _next_visit_by(visit: Visit, result: Result) -> date | None:
    """Only a full visit gives the letter that sets the date (R9, R10)."""
    full = visit.kind in life.COUNTS_FOR_COMPARISON
    return life.next_visit_by(result.rating, visit.visited_on) if full else None


def _earlier(visit: Visit, row: VisitResult | None) -> list[trends.Final]:
    """The final full visits up to this one, which comes last with the revision asked for when it is one of them."""
    found = trends.finals(visit.facility_id, visit.instrument_version.instrument_id)
    before = [one for one in found if (one.visited_on, one.visit_id.int) < (visit.visited_on, visit.id.int)]
    if row is not None and visit.kind in life.COUNTS_FOR_COMPARISON:
        return [*before, trends.final_of(visit, row)]
    return before


def _before(visit: Visit, finals: Sequence[trends.Final], specification: str) -> trends.Final | None:
    """The full visit before this one, unless another specification counted its points (R8)."""
    others = [one for one in finals if one.visit_id != visit.id]
    return others[-1] if others and others[-1].specification == specification else None


def _domain_scores(before: trends.Final | None) -> dict[str, Fraction | None]:
    if before is None:
        return {}
    query = select(DomainScore.domain, DomainScore.score).where(DomainScore.result_id == before.result_id)
    return {domain: score for domain, score in db.session.execute(query)}
