"""Who lives and works in a facility, and its papers."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assess.access import Hidden, obtain
from assess.core.rules import RuleBroken
from assess.http.clock import now, today
from assess.http.permissions import me, permission
from assess.models import Facility, LegalStatus, db
from assess.models.facilities import LEGAL_AXES
from assess.services import facilities
from assess.web.facilities import bp, words
from assess.web.facilities.forms import AGES, LegalForm, ProfileForm, day_in


@bp.route("/<uuid:facility_id>/profile/new", methods=["GET", "POST"])
@permission("facility.profile")
def new_profile(facility_id: uuid.UUID) -> ResponseReturnValue:
    """Record the counts of a day."""
    facility = obtain(me(), "facility.profile", Facility, facility_id)
    form = ProfileForm()
    if not form.is_submitted():
        form.valid_on.data = today().isoformat()
        form.capacity.data = "" if facility.capacity is None else str(facility.capacity)
    if form.validate_on_submit():
        try:
            facilities.record_profile(facility, day_in(form, "valid_on"), form.counts(), by=me(), at=now())
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            db.session.commit()
            flash(_("The profile is saved. The next visit starts from it."), "ok")
            return redirect(url_for("facilities.show", facility_id=facility.id))
    page = render_template("facilities/new_profile.html", form=form, facility=facility, ages=AGES)
    return page, 422 if form.errors else 200


@bp.route("/<uuid:facility_id>/legal/<axis>", methods=["GET", "POST"])
@permission("facility.write")
def edit_legal_status(facility_id: uuid.UUID, axis: str) -> ResponseReturnValue:
    """Say where the facility stands on one axis."""
    facility = obtain(me(), "facility.write", Facility, facility_id)
    if axis not in LEGAL_AXES:
        raise Hidden
    form = LegalForm()
    form.status.choices = [("", "—"), *words.statuses(axis).items()]
    if not form.is_submitted():
        _show(form, facility, axis)
    if form.validate_on_submit():
        try:
            facilities.set_legal_status(facility, axis, _values(form), revision=_revision(form), by=me(), at=now())
        except RuleBroken as broken:
            form.refuse(broken)
            form.revision.data = str(facility.revision)
        else:
            db.session.commit()
            flash(_("Saved."), "ok")
            return redirect(url_for("facilities.show", facility_id=facility.id))
    page = render_template("facilities/edit_legal_status.html", form=form, facility=facility, axis=words.axes()[axis])
    return page, 422 if form.errors else 200


def _show(form: LegalForm, facility: Facility, axis: str) -> None:
    form.revision.data = str(facility.revision)
    paper: LegalStatus | None = next((each for each in facility.legal_statuses if each.axis == axis), None)
    if paper is None:
        return
    form.status.data, form.number.data, form.authority.data = paper.status, paper.number, paper.authority
    form.issued_on.data = paper.issued_on.isoformat() if paper.issued_on else ""
    form.expires_on.data = paper.expires_on.isoformat() if paper.expires_on else ""


def _values(form: LegalForm) -> dict[str, object]:
    dates = {name: day_in(form, name) if form[name].data else None for name in ("issued_on", "expires_on")}
    return {"status": form.status.data, "number": form.number.data, "authority": form.authority.data, **dates}


def _revision(form: LegalForm) -> int:
    text = form.revision.data or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
