"""Corrections after fieldwork is closed: proposed by the team, decided by somebody else, never silent (R9)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from assess.core import visit as life
from assess.core.merge import Current, base_of, validate_operation
from assess.core.rules import N_, RuleBroken
from assess.models import Amendment, User, Visit, db
from assess.services import audit, desk, results, sync, visits
from assess.services.focus import instrument_of
from assess.services.visits import change

DEVICE = "amendment"
REASON_LENGTH = 20
TEXT_LIMIT = 2000
#: Answers are locked and the visit still counts: only then is an amendment the way to correct one.
OPEN_TO = (
    life.Status.FIELDWORK_CLOSED,
    life.Status.QUALITY_REVIEW,
    life.Status.REPLY_OPEN,
    life.Status.REPLY_RESOLVED,
    life.Status.FINAL,
    life.Status.PUBLISHED,
)

#: (criterion, field, new value)
Correction = tuple[str, str, Any]


def of_visit(visit: Visit) -> list[Amendment]:
    """Every amendment of a visit in the order of proposal."""
    query = select(Amendment).where(Amendment.visit_id == visit.id).order_by(Amendment.created_at, Amendment.id)
    return list(db.session.scalars(query))


def propose(
    visit: Visit, corrections: Sequence[Correction], *, reason: str, by: User, at: datetime, late: bool = False
) -> Amendment:
    """Ask for a correction of closed answers. RuleBroken when it cannot be one, or says too little about why.

    `late`: the team recorded it in time and it came too late; who passes it on need not be of the team.
    """
    sync.lock(visit)
    if not late:
        visits.require_team(visit, by)
    _check_open(visit)
    _check_reason(reason)
    instrument = instrument_of(visit)
    state = sync.fields_of(visit, *{criterion for criterion, _field, _value in corrections})
    changes = []
    for criterion, field, value in corrections:
        validate_operation(change(visit, criterion, field, value, by=by, at=at, device=DEVICE), instrument)
        before = _plain(state.get((criterion, field)))
        if not desk.same_value(field, value, before):
            changes.append({"criterion": criterion, "field": field, "before": before, "after": value})
    if not changes:
        raise RuleBroken(N_("This is what the visit says already. Enter the corrected value."), field="value")
    amendment = Amendment(
        visit=visit, visit_id=visit.id, reason=reason.strip(), changes=changes, proposed_by_id=by.id, created_at=at
    )
    db.session.add(amendment)
    db.session.flush()
    audit.record("amendment.propose", by=by, at=at, thing=visit, codes=sorted({c["criterion"] for c in changes}))
    return amendment


def approve(amendment: Amendment, *, by: User, at: datetime) -> None:
    """Put the corrected values in force; a final visit gets a new revision of its result beside the old one.

    RuleBroken when the answer has changed since the proposal, or would no longer be complete.
    """
    visit = amendment.visit
    _decide(amendment, "approved", by=by, at=at)
    _check_open(visit)
    state = sync.fields_of(visit, *{one["criterion"] for one in amendment.changes})
    changes = []
    for one in amendment.changes:
        current = state.get((one["criterion"], one["field"]))
        if not desk.same_value(one["field"], _plain(current), one["before"]):
            message = N_("The answer has changed since this was proposed. Reject it and have it proposed again.")
            raise RuleBroken(message)
        base, resolves = base_of(current)
        changes.append(
            change(
                visit, one["criterion"], one["field"], one["after"],
                by=by, at=at, base=base, resolves=resolves, device=DEVICE,
            )
        )  # fmt: skip
    for receipt in sync.receive(visit, changes, by=by, at=at, amending=True):
        if receipt.broken:
            raise receipt.broken
    visits.require_complete(visit)
    if visit.is_final:
        visit.revision += 1
        amendment.revision = visit.revision
        db.session.flush()
        results.store(visit, at=at)
    audit.record("amendment.approve", by=by, at=at, thing=visit, revision=visit.revision)


def reject(amendment: Amendment, *, reason: str, by: User, at: datetime) -> None:
    """Leave the answers as they are and say why."""
    if not reason.strip():
        raise RuleBroken(N_("Write why it is rejected: the team reads it."), field="reason")
    if len(reason) > TEXT_LIMIT:
        raise RuleBroken(N_("Use at most {n} characters here."), field="reason", n=TEXT_LIMIT)
    _decide(amendment, "rejected", by=by, at=at)
    amendment.refusal = reason.strip()
    audit.record("amendment.reject", by=by, at=at, thing=amendment.visit)


def _check_open(visit: Visit) -> None:
    if visit.status in (life.Status.PLANNED, life.Status.FIELDWORK):
        raise RuleBroken(N_("Fieldwork is not closed yet: change the answer itself."))
    if visit.status not in OPEN_TO:
        raise RuleBroken(N_("This visit was cancelled or is void. Nothing about it changes any more."))


def _check_reason(reason: str) -> None:
    if len(reason.strip()) < REASON_LENGTH:
        raise RuleBroken(
            N_("Write at least {n} characters about why this correction is needed."), field="reason", n=REASON_LENGTH
        )
    if len(reason) > TEXT_LIMIT:
        raise RuleBroken(N_("Use at most {n} characters here."), field="reason", n=TEXT_LIMIT)


def _decide(amendment: Amendment, state: str, *, by: User, at: datetime) -> None:
    """Note who decided. RuleBroken for the proposer, and when it has been decided already."""
    sync.lock(amendment.visit)
    db.session.refresh(amendment, ["state"])
    if amendment.state != "proposed":
        raise RuleBroken(N_("This amendment has been decided already."))
    if by.id == amendment.proposed_by_id:
        raise RuleBroken(N_("Whoever proposes an amendment never decides it. Ask another person of the authority."))
    amendment.state, amendment.decided_by_id, amendment.decided_at = state, by.id, at
    db.session.flush()


def _plain(current: Current | None) -> Any:
    """The value of a field as JSON keeps it; None when nothing was recorded."""
    if current is None or current.value == "":
        return None
    return list(current.value) if isinstance(current.value, tuple) else current.value
