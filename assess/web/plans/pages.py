"""The actions of every facility that a person may see, and the plan of one facility."""

from __future__ import annotations

import uuid

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import BooleanField, SelectField, StringField

from assess.access import obtain, visible
from assess.core.plan import PRIORITIES, STATES
from assess.http.clock import today
from assess.http.language import language
from assess.http.permissions import me, permission
from assess.models import Action, Facility, Plan, db
from assess.models import State as MexicanState
from assess.services import plans, standards
from assess.services.plans import agenda
from assess.web.forms import BaseForm
from assess.web.plans import bp
from assess.web.plans.mine import criterion_names

PER_PAGE = 50
#: Nobody types a longer name.
TEXT_LIMIT = 100


class FilterForm(BaseForm):
    """Over the list, by GET. What it does not know falls back to everything."""

    class Meta(BaseForm.Meta):
        csrf = False

    text = StringField(_l("Facility"))
    state_code = SelectField(_l("State"), validate_choice=False)
    state = SelectField(_l("State of the action"), validate_choice=False, default="open")
    priority = SelectField(_l("Priority"), validate_choice=False)
    overdue = BooleanField(_l("Only what is late"))

    def offer(self, states: list[tuple[str, str]]) -> None:
        every = ("", _("All"))
        words = state_words()
        self.state.choices = [("open", _("Open")), every, *((s, words[s]) for s in STATES)]
        self.priority.choices = [every, *((p, priority_words()[p]) for p in PRIORITIES)]
        self.state_code.choices = [every, *states]
        if len(states) < 2:
            del self.state_code

    def filter(self) -> agenda.Filter:
        """Only what the lists offer gets through."""

        def chosen(name: str, default: str = "") -> str:
            field = self._fields.get(name)
            known = {value for value, _label in field.choices} if field else set()
            return str(field.data) if field and field.data in known else default

        return agenda.Filter(
            chosen("state", "open"),
            chosen("priority"),
            bool(self.overdue.data),
            chosen("state_code"),
            (self.text.data or "")[:TEXT_LIMIT],
        )


def state_words() -> dict[str, str]:
    return {
        "proposed": _("Proposed"),
        "agreed": _("Agreed"),
        "in_progress": _("In progress"),
        "reported_done": _("Reported as done"),
        "verified": _("Verified"),
        "partial": _("Partly done"),
        "not_done": _("Not done"),
        "regressed": _("Regressed"),
        "cancelled": _("Cancelled"),
    }


def priority_words() -> dict[str, str]:
    return {"immediate": _("Immediate"), "high": _("High"), "medium": _("Medium"), "low": _("Low")}


@bp.get("/")
@permission("plan.read")
def index() -> ResponseReturnValue:
    """Actions across facilities, most urgent first."""
    scope = visible(me(), "plan.read", Action)
    form = FilterForm(request.args)
    form.offer(_states())
    asked = form.filter()
    page = db.paginate(agenda.found(scope, asked, today()), per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)
    actions = list(page.items)
    return render_template(
        "plans/index.html",
        form=form,
        asked=asked,
        page_=page,
        actions=actions,
        names=criterion_names(actions),
        facilities=_facilities(actions),
        totals=agenda.totals(scope, today()),
        is_filtered=asked != agenda.Filter(),
    )


def _states() -> list[tuple[str, str]]:
    """The states in which the person may see actions."""
    query = select(MexicanState).where(
        MexicanState.code.in_(select(Action.state_code).where(visible(me(), "plan.read", Action)).distinct())
    )
    found = ((s.code, s.name[language()]) for s in db.session.scalars(query))
    return sorted(found, key=lambda pair: pair[1])


def _facilities(actions: list[Action]) -> dict[uuid.UUID, str]:
    query = select(Facility.id, Facility.name).where(Facility.id.in_({a.facility_id for a in actions}))
    return {id: name for id, name in db.session.execute(query)}


@bp.get("/<uuid:facility_id>")
@permission("plan.read")
def show(facility_id: uuid.UUID) -> ResponseReturnValue:
    """The whole plan of a facility under one instrument, and what it measures."""
    facility = obtain(me(), "plan.read", Facility, facility_id)
    query = select(Plan).where(Plan.facility_id == facility.id).order_by(Plan.created_at.desc(), Plan.id)
    found = list(db.session.scalars(query))
    chosen = next((p for p in found if p.instrument_id == request.args.get("instrument")), found[0] if found else None)
    instrument = standards.get(chosen.instrument_id) if chosen else None
    return render_template(
        "plans/show.html",
        facility=facility,
        plans=[(p.instrument_id, standards.newest(p.instrument_id).title) for p in found],
        instrument=instrument,
        plan=plans.report(facility.id, instrument, on=today()) if instrument else None,
    )


@bp.app_template_global()
def action_base() -> str:
    """The address of an action without its id: built once for a long table."""
    return url_for("actions.show", action_id=uuid.UUID(int=0)).removesuffix(str(uuid.UUID(int=0)))
