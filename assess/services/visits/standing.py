"""Where the answers of a visit stand: what they earn so far, and what is missing."""

from __future__ import annotations

from sqlalchemy import select

from assess.core.evidence import BLOCKING, UNANSWERED
from assess.core.merge import INPUTS, PROFILE, Current, Key, entries, inputs_of, profile_of
from assess.core.result import Result
from assess.core.rules import N_, RuleBroken
from assess.core.scoring import result
from assess.models import Conflict, Visit, db
from assess.services import sync
from assess.services.focus import instrument_of


def provisional(visit: Visit, state: dict[Key, Current] | None = None) -> Result:
    """What the answers earn as they stand. Never a rating until the visit is final."""
    state = sync.state_of(visit) if state is None else state
    profile = profile_of(state, visit.facility_type)
    instrument = instrument_of(visit)
    known = {code: entry for code, entry in entries(state).items() if code in instrument.criteria}
    return result(instrument, known, profile, inputs_of(state))


def missing(visit: Visit, state: dict[Key, Current] | None = None) -> dict[str, tuple[str, ...]]:
    """What each criterion in scope still needs before fieldwork can close: code -> what (evidence rules of R1, R2).

    "@profile" and "@inputs" stand among the codes while they hold two values for one number.
    """
    state = sync.state_of(visit) if state is None else state
    conflicts = {criterion for (criterion, _field), current in state.items() if current.conflict}
    needs: dict[str, tuple[str, ...]] = {shared: ("conflict",) for shared in (PROFILE, INPUTS) if shared in conflicts}
    for found in provisional(visit, state).criteria:
        gaps: tuple[str, ...] = (
            ("conflict",) if found.code in conflicts else (UNANSWERED,) if found.value is None else ()
        )
        gaps += tuple(mark for mark in found.marks if mark in BLOCKING)
        if gaps:
            needs[found.code] = gaps
    return needs


def require_complete(visit: Visit) -> None:
    """RuleBroken naming the gaps while anything in scope is missing or in conflict: no visit goes on without it."""
    if gaps := missing(visit):
        raise RuleBroken(
            N_("{n} criteria are not complete yet: {codes}. Open the list of what is missing and finish them."),
            n=len(gaps),
            codes=", ".join(list(gaps)[:8]) + (" …" if len(gaps) > 8 else ""),
        )


def open_conflicts(visit: Visit) -> list[Conflict]:
    """Fields with two values that nobody has chosen between yet."""
    query = select(Conflict).where(Conflict.visit_id == visit.id, Conflict.settled_at.is_(None))
    return list(db.session.scalars(query.order_by(Conflict.criterion, Conflict.field)))
