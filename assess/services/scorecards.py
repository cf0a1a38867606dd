"""Filling the scorecard that page, PDF and API render (core.report)."""

from __future__ import annotations

import uuid
from datetime import date
from fractions import Fraction

from sqlalchemy import select

from assess.core import visit as life
from assess.core.entry import Entry
from assess.core.explanation import explain
from assess.core.instrument import Instrument
from assess.core.merge import entries, profile_of
from assess.core.profile import Profile
from assess.core.report import CriterionLine, DomainLine, FacilityFacts, Scorecard, TrendPoint
from assess.core.result import CriterionResult, Result
from assess.core.shown import change, percent_shown, shown
from assess.core.text import Text
from assess.core.versions import levels, like_for_like, mapping
from assess.models import Crosswalk, Facility, FacilityType, InstrumentVersion, Visit, VisitResult, db
from assess.services import plans, results, standards, stored, sync, visits
from assess.services.focus import instrument_of

#: How many strengths and priorities a scorecard names.
NAMED = 3


def build(visit: Visit, *, on: date, demo: bool, full: bool = False) -> Scorecard:
    """The scorecard of a visit as of `on`: the stored result when it is final, else a provisional one.

    `full` adds every criterion in scope with its note and methods.
    """
    row = results.of_visit(visit) if visit.is_final else None
    state = sync.state_of(visit)
    instrument, answers = instrument_of(visit), entries(state)
    known = {code: entry for code, entry in answers.items() if code in instrument.criteria}
    result = stored.result_of(row) if row else visits.provisional(visit, state)
    profile = stored.profile_of(row) if row else profile_of(state, visit.facility_type)
    lines = {c.code: _line(instrument, c, known.get(c.code)) for c in result.criteria}
    trend = trend_of(visit)
    before = _before(visit)
    return Scorecard(
        facility=_facts(visit, profile),
        visit_id=str(visit.id),
        kind=visit.kind,
        visited_on=visit.visited_on,
        final_at=visit.final_at if row else None,
        revision=visit.revision,
        provisional=row is None,
        instrument=instrument.title,
        instrument_id=instrument.id,
        instrument_version=instrument.version,
        instrument_official=instrument.status == "official",
        specification=result.specification,
        score=result.score,
        shown=None if result.score is None else shown(result.score),
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
        explanation=explain(instrument, result, known),
        domains=_domains(instrument, result, before),
        critical=tuple(lines[code] for code in (*result.critical_zero, *result.critical_one)),
        strengths=_strengths(result.criteria, lines),
        priorities=_priorities(result.criteria, lines),
        trend=trend,
        change=_change(before, result),
        previous_on=_previous(visit).visited_on if before else None,
        next_visit_by=life.next_visit_by(result.rating, visit.visited_on) if row else None,
        counts_met=_counts_met(instrument, result),
        plan=plans.report(visit.facility_id, instrument, on=on),
        note=visit.note,
        issued_on=on,
        demo=demo,
        criteria=tuple(lines.values()) if full else (),
        titles=tuple((part.id, part.title) for d in instrument.domains for part in (d, *d.standards)),
    )


def _shown(score: Fraction | None) -> str | None:
    return None if score is None else shown(score)


def _facts(visit: Visit, profile: Profile) -> FacilityFacts:
    facility = visit.facility
    return facts_of(facility, profile, visit.facility_type)


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


def _line(instrument: Instrument, found: CriterionResult, entry: Entry | None) -> CriterionLine:
    criterion, domain = instrument.criteria[found.code], instrument.domain_of[found.code]
    standard = next(s for s in domain.standards if criterion in s.criteria)
    return CriterionLine(
        code=found.code,
        name=criterion.name,
        text=criterion.text,
        domain=domain.id,
        standard=standard.id,
        critical=criterion.critical,
        value=found.value,
        level=found.level,
        note=entry.note if entry else "",
        methods=entry.methods if entry else (),
        marks=found.marks,
        na_reason=entry.na_reason if entry else None,
    )


def _domains(instrument: Instrument, result: Result, before: Result | None) -> tuple[DomainLine, ...]:
    titles = {d.id: d.title for d in instrument.domains}
    lines = []
    for d in result.domains:
        was = before.domain(d.id) if before else None
        earlier = was.score if was else None
        lines.append(
            DomainLine(
                id=d.id,
                title=titles[d.id],
                score=d.score,
                shown=_shown(d.score),
                rating=d.rating,
                capped=d.rating not in ("NR", d.band),
                limiting=d.limiting,
                coverage=d.coverage,
                previous=earlier,
                change=change(earlier, d.score) if earlier is not None and d.score is not None else None,
            )
        )
    return tuple(lines)


def _strengths(found: tuple[CriterionResult, ...], lines: dict[str, CriterionLine]) -> tuple[CriterionLine, ...]:
    """Fully met criteria, critical ones first."""
    met = [lines[c.code] for c in found if c.level == 3]
    return tuple(sorted(met, key=lambda line: not line.critical)[:NAMED])


def _priorities(found: tuple[CriterionResult, ...], lines: dict[str, CriterionLine]) -> tuple[CriterionLine, ...]:
    """What to do first: critical failures, then the lowest levels; in the order of the instrument among equals."""
    low = [lines[c.code] for c in found if c.level is not None and c.level < (3 if lines[c.code].critical else 2)]
    return tuple(sorted(low, key=lambda line: (not (line.critical and (line.level or 0) < 2), line.level))[:NAMED])


def _counts_met(instrument: Instrument, result: Result) -> tuple[int, int, int] | None:
    """For legal minimums (R6): how many are met, partly met and not met; None for other instruments."""
    if not is_legal_minimum(instrument):
        return None
    found = [c.level for c in result.criteria if c.level is not None]
    return sum(v >= 2 for v in found), sum(v == 1 for v in found), sum(v == 0 for v in found)


def is_legal_minimum(instrument: Instrument) -> bool:
    """Whether every domain id begins with "ML-": the bundled set of legal minimums."""
    return all(d.id.startswith("ML-") for d in instrument.domains)


def _finals(facility_id: uuid.UUID, instrument_id: str) -> list[tuple[Visit, VisitResult]]:
    """The final visits of a facility under an instrument with their newest result, oldest first."""
    query = (
        select(Visit, VisitResult)
        .join(VisitResult, (VisitResult.visit_id == Visit.id) & (VisitResult.revision == Visit.revision))
        .join(InstrumentVersion, InstrumentVersion.id == Visit.instrument_version_id)
        .where(
            Visit.facility_id == facility_id,
            InstrumentVersion.instrument_id == instrument_id,
            Visit.kind.in_(life.COUNTS_FOR_COMPARISON),
            Visit.status.in_([s.value for s in life.WITH_RESULT]),
        )
        .order_by(Visit.visited_on, Visit.final_at)
    )
    return [(visit, row) for visit, row in db.session.execute(query)]


def _earlier(visit: Visit) -> list[tuple[Visit, VisitResult]]:
    """The final full visits up to this one, itself included when it is one of them."""
    finals = _finals(visit.facility_id, visit.instrument_version.instrument_id)
    return [(v, row) for v, row in finals if v.visited_on <= visit.visited_on or v.id == visit.id]


def _previous_pair(visit: Visit) -> tuple[Visit, VisitResult] | None:
    others = [pair for pair in _earlier(visit) if pair[0].id != visit.id]
    return others[-1] if others else None


def _previous(visit: Visit) -> Visit:
    pair = _previous_pair(visit)
    assert pair is not None
    return pair[0]


def _before(visit: Visit) -> Result | None:
    """The result of the full visit before this one, when both were scored under one specification."""
    pair = _previous_pair(visit)
    return stored.result_of(pair[1]) if pair else None


def _change(before: Result | None, result: Result) -> str | None:
    if before is None or before.score is None or result.score is None:
        return None
    return change(before.score, result.score)


def trend_of(visit: Visit) -> tuple[TrendPoint, ...]:
    """The final full visits up to this one; each like-for-like with the one before it where versions allow (R8)."""
    points, last = [], None
    for one, row in _earlier(visit):
        result = stored.result_of(row)
        points.append(
            TrendPoint(
                visited_on=one.visited_on,
                score=row.score,
                shown=row.shown,
                rating=row.rating,
                specification=row.specification,
                version=one.instrument_version.version,
                kind=one.kind,
                visit_id=str(one.id),
                like_for_like=_comparable(last, (one, result)) if last else None,
            )
        )
        last = (one, result)
    return tuple(points)


def _comparable(first: tuple[Visit, Result], second: tuple[Visit, Result]) -> Fraction | None:
    relations = relations_between(first[0].instrument_version_id, second[0].instrument_version_id)
    return like_for_like(levels(first[1]), levels(second[1]), relations).second


def relations_between(old: uuid.UUID, new: uuid.UUID) -> dict[str, str]:
    """How each code of one version stands to the other, with the crosswalk that its authors stated (R8)."""
    stated = select(Crosswalk).where(Crosswalk.from_version_id == old, Crosswalk.to_version_id == new)
    crosswalk = {row.code: row.relation for row in db.session.scalars(stated)} if old != new else {}
    return mapping(standards.get_version(old), standards.get_version(new), crosswalk)
