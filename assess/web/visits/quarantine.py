"""What came too late or from somebody without the right: a coordinator decides about each change (P6, P18)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assess import naming
from assess.access import obtain
from assess.core import visit as life
from assess.core.rules import RuleBroken
from assess.http.clock import now
from assess.http.language import wording
from assess.http.permissions import me, permission
from assess.models import QuarantinedOperation, Visit, db
from assess.services import accounts, amendments, visits
from assess.services.onsite import devices, quarantine
from assess.web.visits import bp
from assess.web.visits.pages import input_labels


@dataclass(frozen=True, slots=True)
class Held:
    """A change in quarantine, in words."""

    key: str
    row: QuarantinedOperation
    place: str
    field: str
    value: str
    device: str
    claimed_at: datetime
    why: str
    decided_by: str


@bp.get("/<uuid:visit_id>/quarantine")
@permission("visit.quarantine")
def held(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Every change that waits, with its author, device, time and reason; below it what was decided before."""
    return _page(obtain(me(), "visit.quarantine", Visit, visit_id))


@bp.post("/<uuid:visit_id>/quarantine")
@permission("visit.quarantine")
def decide(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Record the chosen changes, propose them as an amendment, or leave them out."""
    visit = obtain(me(), "visit.quarantine", Visit, visit_id)
    reason, decision = request.form.get("reason", "").strip(), request.form.get("decision", "")
    try:
        rows = quarantine.chosen(visit, _chosen())
        said = _decide(visit, rows, decision, reason)
    except RuleBroken as broken:
        db.session.rollback()
        return _page(visit, wording().broken(broken), reason)
    db.session.commit()
    flash(said, "ok")
    return redirect(url_for("visits.held", visit_id=visit.id))


def _decide(visit: Visit, rows: list[QuarantinedOperation], decision: str, reason: str) -> str:
    user, at = me(), now()
    if decision == "apply":
        quarantine.apply(visit, rows, by=user, at=at)
        return _("The changes are recorded as their authors'.")
    if decision == "propose":
        quarantine.propose(visit, rows, reason=reason, by=user, at=at)
        return _("The amendment is proposed. Another person of the authority decides about it.")
    quarantine.dismiss(visit, rows, reason=reason, by=user, at=at)
    return _("The changes are left out. They stay in this list with your reason.")


def _chosen() -> list[tuple[uuid.UUID, str]]:
    """The ids that the form names; what is none names nothing."""
    found = []
    for text in request.form.getlist("chosen"):
        id, _colon, sha256 = text.partition(":")
        try:
            found.append((uuid.UUID(id), sha256))
        except ValueError:
            continue
    return found


def _page(visit: Visit, refusal: str = "", reason: str = "") -> ResponseReturnValue:
    rows = quarantine.of_visit(visit)
    lines = _lines(visit, rows)
    page = render_template(
        "visits/quarantine.html",
        visit=visit,
        refusal=refusal,
        reason=reason,
        chosen=set(request.form.getlist("chosen")),
        waiting=[line for line in lines if line.row.state == quarantine.WAITING],
        decided=[line for line in lines if line.row.state != quarantine.WAITING],
        states={code: wording()(naming.HELD_STATES[code]) for code in naming.HELD_STATES},
        open=life.answers_open(visit.status),
        amendable=visit.status in amendments.OPEN_TO,
    )
    return page, 422 if refusal else 200


def _lines(visit: Visit, rows: list[QuarantinedOperation]) -> list[Held]:
    w, labels = wording(), input_labels(visits.standing_of(visit, for_=me()))
    devices_by_id = devices.labels({row.device for row in rows})
    names = accounts.names({row.resolved_by_id for row in rows if row.resolved_by_id})
    found = []
    for row in rows:
        code, field = row.content["criterion"], row.content["field"]
        found.append(
            Held(
                key=f"{row.id}:{row.sha256}",
                row=row,
                place=naming.place(w, code),
                field=naming.field(w, code, field, labels),
                value=naming.value(w, code, field, row.content["value"]),
                device=naming.device(w, row.device, devices_by_id),
                claimed_at=datetime.fromisoformat(row.content["claimed_at"]),
                why=w(naming.HELD[row.reason]),
                decided_by=names.get(row.resolved_by_id, "") if row.resolved_by_id else "",
            )
        )
    return found
