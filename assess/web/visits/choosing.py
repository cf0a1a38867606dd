"""Two answers to one question: both side by side, and the lead's choice."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from assess import naming
from assess.access import Hidden, can, obtain
from assess.core import visit as life
from assess.core.merge import PSEUDO, Operation
from assess.core.rules import RuleBroken
from assess.http.clock import now
from assess.http.language import wording
from assess.http.permissions import me, permission
from assess.models import Conflict, Visit, db
from assess.models import Operation as OperationRow
from assess.services import accounts, visits
from assess.services.onsite import devices
from assess.web.visits import bp
from assess.web.visits.pages import input_labels


@bp.get("/<uuid:visit_id>/conflicts/<uuid:conflict_id>")
@permission("visit.read")
def conflict(visit_id: uuid.UUID, conflict_id: uuid.UUID) -> ResponseReturnValue:
    """Both values with who, where and when; the history keeps them all."""
    visit = obtain(me(), "visit.read", Visit, visit_id)
    return _page(visit, _conflict(visit, conflict_id))


@bp.post("/<uuid:visit_id>/conflicts/<uuid:conflict_id>")
@permission("visit.settle")
def settle(visit_id: uuid.UUID, conflict_id: uuid.UUID) -> ResponseReturnValue:
    """The lead keeps one of the values."""
    visit = obtain(me(), "visit.settle", Visit, visit_id)
    one = _conflict(visit, conflict_id)
    chosen, seen = request.form.get("chosen", ""), request.form.get("seen", "").split()
    try:
        visits.settle(visit, one, chosen, seen, by=me(), at=now())
    except RuleBroken as broken:
        db.session.rollback()
        return _page(visit, one, wording().broken(broken))
    db.session.commit()
    flash(_("The chosen answer counts. The other one stays in the history."), "ok")
    if one.criterion in PSEUDO:
        return redirect(url_for("visits.show", visit_id=visit.id))
    return redirect(url_for("visits.criterion", visit_id=visit.id, code=one.criterion))


def _conflict(visit: Visit, conflict_id: uuid.UUID) -> Conflict:
    one = db.session.get(Conflict, conflict_id)
    if one is None or one.visit_id != visit.id:
        raise Hidden
    return one


def _page(visit: Visit, one: Conflict, refusal: str = "") -> ResponseReturnValue:
    standing, w = visits.standing_of(visit), wording()
    current = standing.state.get((one.criterion, one.field))
    heads = current.conflict if current else ()
    names = {str(id): name for id, name in accounts.names({uuid.UUID(op.author) for op in heads}).items()}
    ids = [uuid.UUID(op.id) for op in heads]
    rows = {str(row.id): row for row in db.session.scalars(select(OperationRow).where(OperationRow.id.in_(ids)))}
    labels = devices.labels({op.device for op in heads})
    page = render_template(
        "visits/conflict.html",
        visit=visit,
        conflict=one,
        refusal=refusal,
        criterion=standing.instrument.criteria.get(one.criterion),
        place=naming.place(w, one.criterion),
        field=naming.field(w, one.criterion, one.field, input_labels(standing)),
        sides=[_side(visit, op, names, rows[op.id], labels) for op in heads],
        seen=" ".join(op.id for op in heads),
        may_settle=can(me(), "visit.settle", visit)
        and visit.member(me().id) is not None
        and life.answers_open(visit.status),
    )
    return page, 422 if refusal else 200


def _side(
    visit: Visit, op: Operation, names: dict[str, str], row: OperationRow, labels: dict[str, str]
) -> dict[str, Any]:
    """One of the values, with the note that its author wrote beside it."""
    w = wording()
    return {
        "id": op.id,
        "value": op.value,
        "is_level": op.field == "level" and op.criterion not in PSEUDO,
        "words": naming.value(w, op.criterion, op.field, op.value),
        "author": names.get(op.author, "—"),
        "device": naming.device(w, op.device, labels),
        "claimed_at": op.claimed_at,
        "clock": naming.clock(w, row.clock_offset),
        "received_at": row.received_at,
        "note": _note_of(visit, op) if op.field != "note" else "",
    }


def _note_of(visit: Visit, op: Operation) -> str:
    """What the same person last wrote about the criterion."""
    newest = (
        select(OperationRow.value)
        .where(
            OperationRow.visit_id == visit.id,
            OperationRow.criterion == op.criterion,
            OperationRow.field == "note",
            OperationRow.author_id == uuid.UUID(op.author),
        )
        .order_by(OperationRow.seq.desc())
        .limit(1)
    )
    return str(db.session.scalar(newest) or "")
