"""Adding, correcting, closing and reopening."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assess.access import can, obtain
from assess.core.rules import RuleBroken
from assess.http.clock import now, today
from assess.http.permissions import me, permission
from assess.models import Facility, db
from assess.services import facilities
from assess.web.facilities import bp, words
from assess.web.facilities.forms import CloseForm, FacilityForm, day_in, written


@bp.route("/new", methods=["GET", "POST"])
@permission("facility.write")
def new() -> ResponseReturnValue:
    """Register a facility in a state of one's own."""
    form = FacilityForm()
    states = words.states(me(), "facility.write")
    form.offer(states=states, locating=can(me(), "facility.locate"))
    if len(states) == 1 and not form.is_submitted():
        form.state_code.data = states[0][0]
    if form.validate_on_submit():
        values, at = form.values(), now()
        found = facilities.faults(values, by=me(), at=at)
        if not found:
            facility = facilities.add_facility(values, by=me(), at=at)
            db.session.commit()
            flash(_("“%(name)s” is registered. Add who lives there and its papers.", name=facility.name), "ok")
            return redirect(url_for("facilities.show", facility_id=facility.id))
        for broken in found:
            form.refuse(broken)
    towns = words.municipalities(states[0][0]) if len(states) == 1 else ()
    return render_template("facilities/new.html", form=form, towns=towns), 422 if form.errors else 200


@bp.route("/<uuid:facility_id>/edit", methods=["GET", "POST"])
@permission("facility.write")
def edit(facility_id: uuid.UUID) -> ResponseReturnValue:
    """Correct a facility; who saves second is told and loses nothing."""
    facility = obtain(me(), "facility.write", Facility, facility_id)
    form = FacilityForm()
    form.offer(states=None, locating=can(me(), "facility.locate", facility))
    if not form.is_submitted():
        form.show(facility)
    differing: list[tuple[str, str]] = []
    if form.validate_on_submit():
        found = _save(form, facility)
        if not found:
            db.session.commit()
            flash(_("Saved."), "ok")
            return redirect(url_for("facilities.show", facility_id=facility.id))
        for each in found:
            form.refuse(each)
        if _revision(form) != facility.revision:
            differing = _differing(form, facility)
            form.revision.data = str(facility.revision)
    towns = words.municipalities(facility.state_code)
    page = render_template("facilities/edit.html", form=form, facility=facility, towns=towns, differing=differing)
    return page, 422 if form.errors else 200


def _save(form: FacilityForm, facility: Facility) -> list[RuleBroken]:
    """Change the facility as the form says; what stands against it otherwise, all of it at once."""
    values, at = form.values(), now()
    found = facilities.faults(values, by=me(), at=at, facility=facility)
    if found:
        return found
    try:
        facilities.change_facility(facility, values, _revision(form), by=me(), at=at)
    except RuleBroken as broken:
        return [broken]
    return []


def _revision(form: FacilityForm) -> int:
    """The revision that the form was made from; one that is no number fits none."""
    text = form.revision.data or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _differing(form: FacilityForm, facility: Facility) -> list[tuple[str, str]]:
    """Label and registered text of each field that somebody else left otherwise than this form has it."""
    registered = written(facility)
    return [
        (form[name].label.text, registered[name])
        for name, typed in form.values().items()
        if typed.strip() != registered[name]
    ]


@bp.route("/<uuid:facility_id>/close", methods=["GET", "POST"])
@permission("facility.write")
def close(facility_id: uuid.UUID) -> ResponseReturnValue:
    """Take a facility out of use."""
    facility = obtain(me(), "facility.write", Facility, facility_id)
    form = CloseForm()
    if not form.is_submitted():
        form.closed_on.data = today().isoformat()
    if form.validate_on_submit():
        try:
            closed_on = day_in(form, "closed_on")
            facilities.close_facility(facility, closed_on, form.reason.data or "", by=me(), at=now())
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            db.session.commit()
            flash(_("The facility is closed. What was assessed stays."), "ok")
            return redirect(url_for("facilities.show", facility_id=facility.id))
    return render_template("facilities/close.html", form=form, facility=facility), 422 if form.errors else 200


@bp.post("/<uuid:facility_id>/reopen")
@permission("facility.write")
def reopen(facility_id: uuid.UUID) -> ResponseReturnValue:
    """Undo a closing."""
    facility = obtain(me(), "facility.write", Facility, facility_id)
    facilities.reopen(facility, by=me(), at=now())
    db.session.commit()
    flash(_("The facility is open again."), "ok")
    return redirect(url_for("facilities.show", facility_id=facility.id))
