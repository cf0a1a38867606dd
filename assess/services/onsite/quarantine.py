"""Operations that wait for a coordinator: applied as their author's, proposed as an amendment, or dismissed (P6, P18).

Nobody decides about what they made themselves.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import func, select

from assess.core import visit as life
from assess.core.merge import PROFILE
from assess.core.merge import Operation as Change
from assess.core.merge import state as fold
from assess.core.rules import N_, RuleBroken
from assess.models import QuarantinedOperation, User, Visit, db
from assess.services import amendments, audit, sync
from assess.services.sync.delivery import ID_REUSE

WAITING, APPLIED, PROPOSED, DISMISSED = "waiting", "applied", "proposed", "dismissed"
REASON_LIMIT = 500


def of_visit(visit: Visit) -> list[QuarantinedOperation]:
    """Everything that was ever kept of a visit: what waits first, then in the order of arrival."""
    query = select(QuarantinedOperation).where(QuarantinedOperation.visit_id == visit.id)
    rows = db.session.scalars(query.order_by(QuarantinedOperation.received_at, QuarantinedOperation.id))
    return sorted(rows, key=lambda row: row.state != WAITING)


def chosen(visit: Visit, ids: Collection[tuple[uuid.UUID, str]]) -> list[QuarantinedOperation]:
    """Those of the visit that wait and are named by id and sha256. RuleBroken when one of them waits no more."""
    sync.lock(visit)
    rows = [row for row in of_visit(visit) if (row.id, row.sha256) in set(ids)]
    if not rows:
        raise RuleBroken(N_("Choose at least one change."))
    if any(row.state != WAITING for row in rows):
        raise RuleBroken(N_("Somebody has decided about one of these already. Look at the list and choose again."))
    return rows


def counts(visit_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many operations wait, by visit; visits without any are left out."""
    query = (
        select(QuarantinedOperation.visit_id, func.count())
        .where(QuarantinedOperation.visit_id.in_(visit_ids), QuarantinedOperation.state == WAITING)
        .group_by(QuarantinedOperation.visit_id)
    )
    return {id: count for id, count in db.session.execute(query)} if visit_ids else {}


def apply(visit: Visit, rows: Sequence[QuarantinedOperation], *, by: User, at: datetime) -> None:
    """Record them as their authors', as if they had come in time. RuleBroken once the answers are closed."""
    _check_decider(rows, by)
    if any(not _is_open(visit, row) for row in rows):
        raise RuleBroken(N_("The answers of this visit are closed. Propose these changes as an amendment instead."))

    def delivered(row: QuarantinedOperation) -> tuple[str, int, str]:
        offset = row.clock_offset if row.clock_offset is not None else 0
        return str(row.author_id), offset, str(row.carried_by_id)

    for _same, group in groupby(sorted(rows, key=delivered), key=delivered):
        together = list(group)
        first = together[0]
        delivery = sync.Delivery(first.clock_offset, first.carried_by_id, forced=True)
        changes = [_under_its_id(row) for row in together]
        for receipt in sync.receive(visit, changes, by=first.author, at=at, delivery=delivery):
            if receipt.broken:
                raise receipt.broken
    _resolve(visit, rows, APPLIED, by=by, at=at)


def propose(visit: Visit, rows: Sequence[QuarantinedOperation], *, reason: str, by: User, at: datetime) -> None:
    """Ask for them as one amendment of closed answers, which another person decides (P18)."""
    _check_decider(rows, by)
    corrections = []
    for (criterion, field), now in fold(_change(replaced) for replaced in rows).items():
        if now.conflict:
            raise RuleBroken(
                N_("These changes hold two values for one field of {criterion}. Propose one of them at a time."),
                criterion=criterion,
            )
        corrections.append((criterion, field, now.value))
    amendments.propose(visit, corrections, reason=reason, by=by, at=at, late=True)
    _resolve(visit, rows, PROPOSED, by=by, at=at)


def dismiss(visit: Visit, rows: Sequence[QuarantinedOperation], *, reason: str, by: User, at: datetime) -> None:
    """Leave them out and say why; they stay readable in the list."""
    _check_decider(rows, by)
    if not reason.strip():
        raise RuleBroken(N_("Write why these changes are left out: their author reads it."), field="reason")
    if len(reason.strip()) > REASON_LIMIT:
        raise RuleBroken(N_("Use at most {n} characters here."), field="reason", n=REASON_LIMIT)
    for row in rows:
        row.refusal = reason.strip()
    _resolve(visit, rows, DISMISSED, by=by, at=at)


def _check_decider(rows: Iterable[QuarantinedOperation], by: User) -> None:
    if any(row.author_id == by.id for row in rows):
        raise RuleBroken(N_("Nobody decides about their own changes. Ask another lead or the authority."))


def _is_open(visit: Visit, row: QuarantinedOperation) -> bool:
    is_profile = row.content["criterion"] == PROFILE
    return life.profile_open(visit.status) if is_profile else life.answers_open(visit.status)


def _resolve(visit: Visit, rows: Sequence[QuarantinedOperation], state: str, *, by: User, at: datetime) -> None:
    for row in rows:
        row.state, row.resolved_at, row.resolved_by_id = state, at, by.id
    db.session.flush()
    authors = sorted({str(row.author_id) for row in rows})
    ids = [str(row.id) for row in rows]
    audit.record(f"quarantine.{state}", by=by, at=at, thing=visit, authors=authors, operations=ids)


def _under_its_id(row: QuarantinedOperation) -> Change:
    """The operation; where its id was taken, under one that follows from its content."""
    change = _change(row)
    return replace(change, id=str(uuid.uuid5(row.id, row.sha256))) if row.reason == ID_REUSE else change


def _change(row: QuarantinedOperation) -> Change:
    """The operation as it travelled."""
    content: dict[str, Any] = dict(row.content)
    content["claimed_at"] = datetime.fromisoformat(content["claimed_at"])
    content["resolves"] = tuple(content["resolves"])
    return Change(**content)
