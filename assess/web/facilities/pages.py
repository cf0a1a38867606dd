"""The list of facilities and the home of each."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from assess import naming
from assess.access import obtain, scope, visible
from assess.core.report import Scorecard
from assess.http.clock import today
from assess.http.language import language, wording
from assess.http.permissions import me, permission
from assess.models import Facility, FacilityCurrent, User, Visit, db
from assess.models.facilities import LEGAL_AXES
from assess.services import scorecards
from assess.services.facilities import Criteria, search
from assess.services.facilities.search import current_results
from assess.web.facilities import bp, words
from assess.web.facilities.forms import AGES, FilterForm

VISITS_SHOWN = 20


def criteria_asked() -> Criteria:
    """What the query string asks for; what it does not understand asks nothing."""
    asked = request.args
    page = asked.get("page", "")
    return Criteria(
        text=asked.get("text", "")[:200],
        state_code=asked.get("state", ""),
        type_code=asked.get("type", ""),
        sector=asked.get("sector", ""),
        size=asked.get("size", ""),
        legal=asked.get("legal", ""),
        standing=asked.get("standing", "open"),
        sort=asked.get("sort", "name"),
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
        language=language(),
    )


@bp.get("")
@permission("facility.read")
def index() -> ResponseReturnValue:
    """Every facility that the person may see, searched, filtered and sorted."""
    user, criteria = me(), criteria_asked()
    found = search(user, criteria)
    results = current_results(user, [each.id for each in found.items])
    return render_template(
        "facilities/index.html",
        found=found,
        form=_filter_form(user),
        sort=criteria.sort,
        results=results,
        sees_results=not scope(user, "result.read").is_empty,
        filtered=any(request.args.get(name) for name in ("text", "state", "type", "sector", "size", "legal")),
        shown=request.args.to_dict(),
    )


def _filter_form(user: User) -> FilterForm:
    form = FilterForm(request.args)
    every = ("", _("All"))
    form.state.choices = [every, *words.states(user, "facility.read")]
    form.type.choices = [every, *words.types()]
    form.sector.choices = [every, *words.sectors().items()]
    form.size.choices = [every, *words.sizes().items()]
    form.legal.choices = [every, *words.legal_choices()]
    form.standing.choices = [("open", _("Only open")), ("closed", _("Only closed")), ("all", _("All"))]
    if len(form.state.choices) <= 2:
        del form.state
    return form


@bp.get("/<uuid:facility_id>")
@permission("facility.read")
def show(facility_id: uuid.UUID) -> ResponseReturnValue:
    """The home of a facility: who it is, where it stands, what was found."""
    user = me()
    facility = obtain(user, "facility.read", Facility, facility_id)
    papers = {each.axis: each for each in facility.legal_statuses}
    current = current_results(user, [facility.id]).get(facility.id)
    say = wording()
    return render_template(
        "facilities/show.html",
        facility=facility,
        papers=[(axis, label, papers.get(axis)) for axis, label in words.axes().items()],
        status_names={axis: words.statuses(axis) for axis in LEGAL_AXES},
        sector=words.sectors()[facility.sector],
        size=words.sizes().get(facility.size or ""),
        current=current,
        report=_report(current) if current else None,
        ages=AGES,
        earlier=[(each.valid_on, each.profile(facility.type_code).children) for each in facility.profiles[1:]],
        visits=_visits(user, facility),
        kinds={code: say(name) for code, name in naming.KINDS.items()},
        visit_statuses={code: say(name) for code, name in naming.STATUSES.items()},
    )


def _report(current: FacilityCurrent) -> Scorecard | None:
    """The scorecard of the visit that gave the current result."""
    visit = db.session.get(Visit, current.visit_id)
    demo = bool(current_app.extensions["settings"].demo)
    return scorecards.build(visit, on=today(), demo=demo) if visit else None


def _visits(user: User, facility: Facility) -> Sequence[Visit]:
    """The newest visits that the person may read."""
    query = (
        select(Visit)
        .where(Visit.facility_id == facility.id, visible(user, "visit.read", Visit))
        .order_by(Visit.visited_on.desc(), Visit.id.desc())
        .limit(VISITS_SHOWN)
    )
    return db.session.scalars(query).all()
