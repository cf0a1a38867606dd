"""The steps of a visit, each behind its own permission."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assess.access import obtain
from assess.core import visit as life
from assess.core.rules import RuleBroken
from assess.http.clock import now, today
from assess.http.language import wording
from assess.http.permissions import me, permission
from assess.models import Visit, db
from assess.services import results, visits
from assess.web.visits import bp
from assess.web.visits.forms import ReasonForm, StartForm
from assess.web.visits.pages import show_page


@bp.route("/<uuid:visit_id>/start", methods=["GET", "POST"])
@permission("visit.start")
def start(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Begin fieldwork on a day."""
    visit = obtain(me(), "visit.start", Visit, visit_id)
    form = StartForm()
    if not form.is_submitted():
        form.visited_on.data = min(visit.planned_on, today())
    if form.validate_on_submit():
        assert form.visited_on.data is not None  # required by the form
        try:
            visits.start(visit, visited_on=form.visited_on.data, by=me(), at=now(), today=today())
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
        else:
            db.session.commit()
            flash(_("Fieldwork has begun. Check the profile first: it decides which criteria apply."), "ok")
            return redirect(url_for("visits.show", visit_id=visit.id))
    return render_template("visits/start.html", form=form, visit=visit), 422 if form.errors else 200


def _step(visit: Visit, verb: Callable[[], object], said: str) -> ResponseReturnValue:
    """Take a step that asks nothing more; a refusal is told on the page of the visit."""
    try:
        verb()
    except RuleBroken as broken:
        db.session.rollback()
        return show_page(visit, wording().broken(broken))
    db.session.commit()
    flash(said, "ok")
    return redirect(url_for("visits.show", visit_id=visit.id))


@bp.post("/<uuid:visit_id>/close-fieldwork")
@permission("visit.close_fieldwork")
def close_fieldwork(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Lock the answers."""
    visit = obtain(me(), "visit.close_fieldwork", Visit, visit_id)
    said = _("Fieldwork is closed. The answers are locked; correct one by an amendment.")
    return _step(visit, lambda: visits.close_fieldwork(visit, by=me(), at=now()), said)


@bp.post("/<uuid:visit_id>/send-to-review")
@permission("visit.send_to_review")
def send_to_review(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Hand the visit to whoever reviews it."""
    visit = obtain(me(), "visit.send_to_review", Visit, visit_id)
    return _step(visit, lambda: visits.send_to_review(visit, by=me(), at=now()), _("The visit is in review."))


@bp.post("/<uuid:visit_id>/finalise")
@permission("visit.finalise")
def finalise(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Approve the result."""
    visit = obtain(me(), "visit.finalise", Visit, visit_id)
    said = _("The result is final and stored. The plan holds the actions that it asks for.")
    return _step(visit, lambda: results.finalise(visit, by=me(), at=now(), today=today()), said)


@bp.route("/<uuid:visit_id>/return-to-fieldwork", methods=["GET", "POST"])
@permission("visit.return_to_fieldwork")
def return_to_fieldwork(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Ask the team to answer again."""
    visit = obtain(me(), "visit.return_to_fieldwork", Visit, visit_id)
    texts = {
        "title": _("Return the visit to fieldwork"),
        "note": _("The team can change its answers again. It reads your reason."),
        "button": _("Return to fieldwork"),
        "said": _("The visit is back in fieldwork."),
    }
    return _with_reason(visit, "return_to_fieldwork", texts)


@bp.route("/<uuid:visit_id>/cancel", methods=["GET", "POST"])
@permission("visit.cancel")
def cancel(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Give up a visit before its draft is sent."""
    visit = obtain(me(), "visit.cancel", Visit, visit_id)
    texts = {
        "title": _("Cancel the visit"),
        "note": _("It stays in the record with its answers and counts nowhere. This cannot be undone."),
        "button": _("Cancel the visit"),
        "said": _("The visit is cancelled."),
    }
    return _with_reason(visit, "cancel", texts)


@bp.route("/<uuid:visit_id>/void", methods=["GET", "POST"])
@permission("visit.void")
def void(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Declare a visit void after its draft was sent or its result was final."""
    visit = obtain(me(), "visit.void", Visit, visit_id)
    texts = {
        "title": _("Declare the visit void"),
        "note": _("Its result stays readable and no longer counts. This cannot be undone."),
        "button": _("Declare void"),
        "said": _("The visit is void."),
    }
    return _with_reason(visit, "void", texts)


def _with_reason(visit: Visit, verb: str, texts: dict[str, str]) -> ResponseReturnValue:
    """A step that needs a reason: ask for it, take the step."""
    form = ReasonForm()
    if form.validate_on_submit():
        reason = form.reason.data or ""
        try:
            if verb == "return_to_fieldwork":
                visits.return_to_fieldwork(visit, reason=reason, by=me(), at=now())
            else:
                visits.end(visit, verb, reason=reason, by=me(), at=now())
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
        else:
            db.session.commit()
            flash(texts["said"], "ok")
            return redirect(url_for("visits.show", visit_id=visit.id))
    possible = verb in life.allowed_verbs(visit.status)
    page = render_template("visits/reason.html", form=form, visit=visit, texts=texts, possible=possible)
    return page, 422 if form.errors else 200
