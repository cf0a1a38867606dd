"""Who of the team looks at which domains."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assess.access import obtain
from assess.core.rules import RuleBroken
from assess.http.clock import now
from assess.http.language import wording
from assess.http.permissions import me, permission
from assess.models import Visit, db
from assess.services import visits
from assess.services.focus import instrument_of
from assess.web.visits import bp


@bp.get("/<uuid:visit_id>/team")
@permission("visit.plan")
def team(visit_id: uuid.UUID) -> ResponseReturnValue:
    """The domains of each assessor; none marked means all."""
    return _page(obtain(me(), "visit.plan", Visit, visit_id))


@bp.post("/<uuid:visit_id>/team")
@permission("visit.plan")
def assign(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Share out the domains."""
    visit = obtain(me(), "visit.plan", Visit, visit_id)
    wanted = {m.user_id: request.form.getlist(f"domains-{m.user_id}") for m in visit.members if m.part == "assessor"}
    try:
        visits.assign_domains(visit, wanted, by=me(), at=now())
    except RuleBroken as broken:
        db.session.rollback()
        return _page(visit, wording().broken(broken))
    db.session.commit()
    flash(_("The domains are shared out. Devices learn it when they next connect."), "ok")
    return redirect(url_for("visits.show", visit_id=visit.id))


def _page(visit: Visit, refusal: str = "") -> ResponseReturnValue:
    page = render_template(
        "visits/team.html",
        visit=visit,
        refusal=refusal,
        domains=instrument_of(visit).domains,
        members=sorted((m for m in visit.members if m.part == "assessor"), key=lambda m: m.user.name),
    )
    return page, 422 if refusal else 200
