"""What the team is shown beside a criterion: the last finding of an inspection, with its day and note."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from assess.core import visit as life
from assess.models import Answer, InstrumentVersion, Visit, VisitResult, db

#: Visits that find nothing official.
NO_INSPECTION = ("self_assessment", "calibration")
#: How many visits are looked through for the last finding.
LOOKED_AT = 4


@dataclass(frozen=True, slots=True)
class Finding:
    """One criterion as an earlier visit left it."""

    value: int | str
    visited_on: date
    note: str


def finding(visit: Visit, code: str) -> Finding | None:
    """The level, NA or NE of the latest final visit before this one that looked at the criterion."""
    return findings(visit, (code,)).get(code)


def findings(visit: Visit, codes: Collection[str]) -> dict[str, Finding]:
    """The same for many criteria, in two queries; codes that no earlier visit looked at are left out.

    A code is permanent (R8), so any version of the same instrument counts.
    """
    earlier = _earlier(visit)
    found: dict[str, tuple[uuid.UUID, date, int | str]] = {}
    for code in codes:
        for id, visited_on, criteria in earlier:
            value = criteria.get(code, [None])[0]
            if value is not None:
                found[code] = (id, visited_on, value)
                break
    notes = _notes({(id, code) for code, (id, _on, _value) in found.items()})
    return {code: Finding(value, on, notes.get((id, code), "")) for code, (id, on, value) in found.items()}


def _earlier(visit: Visit) -> list[tuple[uuid.UUID, date, Mapping[str, Any]]]:
    """The latest final visits before this one, newest first, with what each found."""
    query = (
        select(Visit.id, Visit.visited_on, VisitResult.criteria)
        .join(VisitResult, (VisitResult.visit_id == Visit.id) & (VisitResult.revision == Visit.revision))
        .join(InstrumentVersion, InstrumentVersion.id == Visit.instrument_version_id)
        .where(
            Visit.facility_id == visit.facility_id,
            Visit.id != visit.id,
            Visit.visited_on <= visit.visited_on,
            Visit.kind.not_in(NO_INSPECTION),
            Visit.status.in_([s.value for s in life.WITH_RESULT]),
            InstrumentVersion.instrument_id == visit.instrument_version.instrument_id,
        )
        .order_by(Visit.visited_on.desc(), Visit.id.desc())
        .limit(LOOKED_AT)
    )
    return [(id, on, criteria) for id, on, criteria in db.session.execute(query)]


def _notes(places: Collection[tuple[uuid.UUID, str]]) -> dict[tuple[uuid.UUID, str], str]:
    """What was noted at those visits and criteria; nothing where two notes stand side by side."""
    if not places:
        return {}
    visits, codes = {id for id, _code in places}, {code for _id, code in places}
    query = select(Answer.visit_id, Answer.criterion, Answer.fields["note"])
    query = query.where(Answer.visit_id.in_(visits), Answer.criterion.in_(codes))
    return {
        (id, code): str(heads[0]["value"] or "")
        for id, code, heads in db.session.execute(query)
        if (id, code) in places and heads and len(heads) == 1
    }
