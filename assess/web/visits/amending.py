"""Corrections after closing: the team proposes, the authority decides."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import Field

from assess import naming
from assess.access import Hidden, obtain
from assess.core.entry import NA_REASONS
from assess.core.instrument import VERIFICATION_METHODS
from assess.core.merge import FIELDS
from assess.core.rules import RuleBroken
from assess.http.clock import now
from assess.http.language import wording
from assess.http.permissions import me, permission
from assess.models import Amendment, Visit, db
from assess.services import amendments, sync
from assess.services.focus import instrument_of
from assess.web.visits import bp
from assess.web.visits.forms import AmendmentForm, ReasonForm, options
from assess.web.visits.pages import show_page

#: The fields that a correction may touch; a level is corrected together with its note.
CORRECTABLE = ("level", "note", "methods", "na_reason", "na_text")


@bp.route("/<uuid:visit_id>/criteria/<code>/amend", methods=["GET", "POST"])
@permission("visit.amend")
def amend(visit_id: uuid.UUID, code: str) -> ResponseReturnValue:
    """Propose a correction of a criterion."""
    visit = obtain(me(), "visit.amend", Visit, visit_id)
    criterion = instrument_of(visit).criteria.get(code)
    if criterion is None:
        raise Hidden
    now_ = {name: current.value for (_c, name), current in sync.fields_of(visit, code).items()}
    form = _form(now_)
    if form.validate_on_submit():
        try:
            corrections = [(code, name, value) for name, value in _entered(form).items()]
            amendments.propose(visit, corrections, reason=form.reason.data or "", by=me(), at=now())
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(RuleBroken(broken.message, field=_field_of(broken), **broken.params))
        else:
            db.session.commit()
            flash(_("The correction is proposed. The authority decides on it."), "ok")
            return redirect(url_for("visits.show", visit_id=visit.id))
    page = render_template("visits/amend.html", form=form, visit=visit, criterion=criterion, fields=CORRECTABLE)
    return page, 422 if form.errors else 200


def _form(values: dict[str, Any]) -> AmendmentForm:
    """The form, filled with what the answer says now."""
    w, empty = wording(), ("", "—")
    form = AmendmentForm()
    form.level.choices = [empty, *((code, naming.level(w, _level(code))) for code in naming.LEVELS)]
    form.methods.choices = options(VERIFICATION_METHODS, naming.METHODS)
    form.na_reason.choices = [empty, *options(NA_REASONS, naming.NA_REASONS)]
    if not form.is_submitted():
        for name in CORRECTABLE:
            given = values.get(name)
            form[name].data = list(given or ()) if name == "methods" else "" if given is None else str(given)
    return form


def _level(text: str) -> int | str | None:
    return int(text) if text in ("0", "1", "2", "3") else text or None


def _entered(form: AmendmentForm) -> dict[str, Any]:
    """The parts as they would be recorded."""
    fields: dict[str, Field] = {name: form[name] for name in CORRECTABLE}
    found: dict[str, Any] = {name: field.data or None for name, field in fields.items()}
    found["level"] = _level(fields["level"].data or "")
    found["methods"] = sorted(found["methods"] or (), key=list(naming.METHODS).index) or None
    return found


def _field_of(broken: RuleBroken) -> str:
    """The field of the form; a refusal of an operation names the criterion instead."""
    return broken.field if broken.field in ("reason", *FIELDS) else str(broken.params.get("name", ""))


@bp.post("/<uuid:visit_id>/amendments/<uuid:amendment_id>/approve")
@permission("visit.approve_amendment")
def approve_amendment(visit_id: uuid.UUID, amendment_id: uuid.UUID) -> ResponseReturnValue:
    """Put a correction in force."""
    visit, amendment = _amendment(visit_id, amendment_id)
    try:
        amendments.approve(amendment, by=me(), at=now())
    except RuleBroken as broken:
        db.session.rollback()
        return show_page(visit, wording().broken(broken))
    db.session.commit()
    flash(_("The correction is in force. The earlier values stay in the history."), "ok")
    return redirect(url_for("visits.show", visit_id=visit.id))


@bp.route("/<uuid:visit_id>/amendments/<uuid:amendment_id>/reject", methods=["GET", "POST"])
@permission("visit.approve_amendment")
def reject_amendment(visit_id: uuid.UUID, amendment_id: uuid.UUID) -> ResponseReturnValue:
    """Leave the answers as they are."""
    visit, amendment = _amendment(visit_id, amendment_id)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            amendments.reject(amendment, reason=form.reason.data or "", by=me(), at=now())
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
        else:
            db.session.commit()
            flash(_("The correction is rejected."), "ok")
            return redirect(url_for("visits.show", visit_id=visit.id))
    texts = {
        "title": _("Reject the correction"),
        "note": _("The answers stay as they are. The team reads your reason."),
        "button": _("Reject"),
    }
    page = render_template("visits/reason.html", form=form, visit=visit, texts=texts, possible=True)
    return page, 422 if form.errors else 200


def _amendment(visit_id: uuid.UUID, amendment_id: uuid.UUID) -> tuple[Visit, Amendment]:
    visit = obtain(me(), "visit.approve_amendment", Visit, visit_id)
    amendment = db.session.get(Amendment, amendment_id)
    if amendment is None or amendment.visit_id != visit.id:
        raise Hidden
    return visit, amendment
