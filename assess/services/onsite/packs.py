"""A pack: all that a device needs to work on one visit without a network (docs/sync.md, section 4)."""

from __future__ import annotations

from typing import Any

from assess.core.merge import NOTE_LIMIT, digest
from assess.core.rules import N_
from assess.models import Facility, User, Visit
from assess.services import plans
from assess.services.focus import instrument_of
from assess.services.onsite import travelling
from assess.services.onsite.barred import Barred
from assess.services.onsite.states import Reading
from assess.services.visits import findings

JSON = dict[str, Any]
LIMITS = {
    "batch": 200,
    "batch_bytes": 262_144,
    "chunk": 262_144,
    "photo_bytes": 15_728_640,
    "file_bytes": 15_728_640,
    "visit_bytes": 314_572_800,
    "visit_files": 400,
    "note": NOTE_LIMIT,
}


def build(visit: Visit, reading: Reading, *, for_: User) -> JSON:
    """The pack of a visit for one person of its team, but for the instrument and what the moment adds.

    No address, telephone or position is in it (P39). Barred for somebody who is not of the team.
    """
    require_member(visit, for_)
    return {
        "seq": reading.seq,
        "digest": digest(reading.state),
        "visit": _visit(visit),
        "facility": _facility(visit.facility),
        "me": travelling.me_json(visit, for_),
        "team": travelling.team_json(visit),
        "operations": [travelling.operation_json(change) for change in reading.heads()],
        "evidence": travelling.evidence_json(travelling.evidence_of(visit, for_)),
        "earlier": _earlier(visit),
        "actions": _actions(visit),
        "limits": LIMITS,
    }


def require_member(visit: Visit, user: User) -> None:
    if visit.member(user.id) is None:
        raise Barred(N_("Only the team of this visit takes it along. Ask its lead to add you."), code="forbidden")


def _visit(visit: Visit) -> JSON:
    return {
        "id": str(visit.id),
        "status": visit.status,
        "kind": visit.kind,
        "announced": visit.announced,
        "planned_on": visit.planned_on.isoformat(),
        "visited_on": visit.visited_on.isoformat(),
        "facility_type": visit.facility_type,
        "note": visit.note,
    }


def _facility(facility: Facility) -> JSON:
    state = facility.state
    return {
        "id": str(facility.id),
        "name": facility.name,
        "type": {"es": facility.type.name_es, "en": facility.type.name_en},
        "state": {"code": state.code, "es": state.name_es, "en": state.name_en},
        "municipality": facility.municipality.name if facility.municipality else None,
        "capacity": facility.capacity,
    }


def _earlier(visit: Visit) -> JSON:
    return {
        code: {"value": one.value, "visited_on": one.visited_on.isoformat(), "note": one.note}
        for code, one in findings(visit, instrument_of(visit).criteria).items()
    }


def _actions(visit: Visit) -> JSON:
    seen = instrument_of(visit).criteria
    open_ = plans.open_actions(visit.facility_id, visit.instrument_version.instrument_id)
    return {
        code: {"number": one.number, "state": one.state, "due_on": one.due_on.isoformat(), "what": one.what}
        for code, one in open_.items()
        if code in seen
    }
