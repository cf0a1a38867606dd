"""Planning a visit, and changing the plan before it starts."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assess import naming
from assess.access import Hidden, obtain
from assess.core import visit as life
from assess.core.rules import N_, RuleBroken
from assess.http.clock import now, today
from assess.http.language import language
from assess.http.permissions import me, permission
from assess.models import Facility, InstrumentVersion, User, Visit, db
from assess.services import standards, visits
from assess.web.visits import bp
from assess.web.visits.forms import Choices, NewForm, PlanForm, options


def identifier(text: str) -> uuid.UUID:
    """The id in an address or a form; Hidden for what is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Hidden from None


@bp.route("/new", methods=["GET", "POST"])
@permission("visit.plan")
def new() -> ResponseReturnValue:
    """Plan a visit to the facility that the address names."""
    if not request.args.get("facility"):
        return render_template("visits/choose.html")
    facility = obtain(me(), "visit.plan", Facility, identifier(request.args["facility"]))
    versions = visits.versions_for(facility)
    form = NewForm()
    _offer(form, facility)
    form.instrument.choices = [(str(v.id), f"{v.title[language()]} · {v.version}") for v in versions]
    form.kind.choices = options(life.KINDS, naming.KINDS)
    form.focus.choices = _domains(versions)
    if not form.is_submitted():
        form.planned_on.data, form.announced.data = today(), True
        form.lead.data = str(me().id)  # shown where it is among those on offer
        last = visits.used_last(facility, versions)
        form.instrument.data = str(last.id) if last else ""
    if form.validate_on_submit():
        try:
            visit = _plan(form, facility, {str(v.id): v for v in versions})
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            db.session.commit()
            flash(_("The visit is planned."), "ok")
            return redirect(url_for("visits.show", visit_id=visit.id))
    page = render_template("visits/new.html", form=form, facility=facility, versions=versions)
    return page, 422 if form.errors else 200


def _plan(form: NewForm, facility: Facility, versions: dict[str, InstrumentVersion]) -> Visit:
    version = versions.get(form.instrument.data or "")
    if version is None:
        raise RuleBroken(N_("Choose an instrument of the list."), field="instrument")
    prefix = f"{version.id}:"
    assert form.planned_on.data is not None  # required by the form
    return visits.plan_visit(
        facility,
        version,
        kind=form.kind.data or "",
        planned_on=form.planned_on.data,
        announced=bool(form.announced.data),
        lead=_person(form.lead.data, "lead"),
        assessors=[_person(id, "assessors") for id in form.assessors.data or ()],
        focus=[one.removeprefix(prefix) for one in form.focus.data or () if one.startswith(prefix)],
        by=me(),
        at=now(),
        today=today(),
    )


@bp.route("/<uuid:visit_id>/edit", methods=["GET", "POST"])
@permission("visit.plan")
def edit(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Another day or another team, until the visit starts."""
    visit = obtain(me(), "visit.plan", Visit, visit_id)
    form = PlanForm()
    _offer(form, visit.facility)
    if not form.is_submitted():
        form.planned_on.data, form.announced.data = visit.planned_on, visit.announced
        form.lead.data = next((str(m.user_id) for m in visit.members if m.part == "lead"), "")
        form.assessors.data = [str(m.user_id) for m in visit.members if m.part == "assessor"]
    if form.validate_on_submit():
        try:
            _change(form, visit)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            db.session.commit()
            flash(_("The plan is changed."), "ok")
            return redirect(url_for("visits.show", visit_id=visit.id))
    return render_template("visits/edit.html", form=form, visit=visit), 422 if form.errors else 200


def _change(form: PlanForm, visit: Visit) -> None:
    assert form.planned_on.data is not None  # required by the form
    visits.change_plan(
        visit,
        planned_on=form.planned_on.data,
        announced=bool(form.announced.data),
        lead=_person(form.lead.data, "lead"),
        assessors=[_person(id, "assessors") for id in form.assessors.data or ()],
        by=me(),
        at=now(),
        today=today(),
    )


def _offer(form: PlanForm, facility: Facility) -> None:
    """Who may lead and who may assess there."""
    form.lead.choices = [("", "—"), *_people(facility, "visit.close_fieldwork")]
    form.assessors.choices = _people(facility, "visit.score")


def _people(facility: Facility, right: str) -> Choices:
    return [(str(person.id), person.name) for person in visits.candidates(facility, right)]


def _person(id: str | None, field: str) -> User:
    try:
        person = db.session.get(User, uuid.UUID(id or ""))
    except ValueError:
        person = None
    if person is None:
        raise RuleBroken(N_("Choose people of the list."), field=field)
    return person


def _domains(versions: list[InstrumentVersion]) -> Choices:
    """The domains of every version on offer, as "version:domain"."""
    found: Choices = []
    for version in versions:
        instrument = standards.get_version(version.id)
        name = f"{version.title[language()]}: " if len(versions) > 1 else ""
        found += [(f"{version.id}:{d.id}", f"{name}{d.id} {d.title[language()]}") for d in instrument.domains]
    return found
