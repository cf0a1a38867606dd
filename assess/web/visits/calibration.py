"""Independent double scoring: the lead sees the answers of all side by side once everybody has finished (R13)."""

from __future__ import annotations

import uuid

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from assess import naming
from assess.access import obtain
from assess.http.language import wording
from assess.http.permissions import me, permission
from assess.models import Visit
from assess.services import visits
from assess.services.sync.alone import is_alone
from assess.web.visits import bp


@bp.get("/<uuid:visit_id>/calibration")
@permission("visit.settle")
def calibration(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Every criterion with the value of each assessor, and how far the lead and the others agree."""
    visit = obtain(me(), "visit.settle", Visit, visit_id)
    if not is_alone(visit):
        return redirect(url_for("visits.show", visit_id=visit.id))
    w = wording()
    return render_template(
        "visits/calibration.html",
        visit=visit,
        unfinished=visits.unfinished(visit),
        comparison=visits.compare(visit),
        level=lambda value: naming.level(w, value),
    )
