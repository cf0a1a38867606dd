"""The page of an action, and a POST for each of its steps."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from assess.access import can, obtain
from assess.core import plan as method
from assess.core.rules import RuleBroken
from assess.http.clock import now, today
from assess.http.permissions import me, permission
from assess.models import Action, User, Visit, db
from assess.services import plans, standards
from assess.web.actions import bp
from assess.web.actions.forms import FORMS, StepForm, form_for


@bp.get("/<uuid:action_id>")
@permission("plan.read")
def show(action_id: uuid.UUID) -> ResponseReturnValue:
    """The finding, the agreement, what happened, and what this person may do next."""
    return _page(obtain(me(), "plan.read", Action, action_id))


def _page(action: Action, refused: tuple[str, StepForm] | None = None) -> str:
    """`refused` is the step that was sent and its form, which is shown whatever the state is now: nothing typed is
    lost."""
    visit = db.session.get(Visit, action.visit_id)
    assert visit is not None  # a foreign key
    criterion = standards.get_version(visit.instrument_version_id).criteria.get(action.criterion)
    days = method.overdue_days(action.due_on, action.state, today())
    return render_template(
        "actions/show.html",
        action=action,
        facility=action.plan.facility,
        criterion=criterion,
        visit=visit,
        note=plans.finding_note(action),
        people=_people(action),
        forms=list(_forms(action, refused).items()),
        refused=refused[1] if refused else None,
        told=method.escalation(action.priority, days),
        is_open=action.state in method.OPEN,
        first_due_on=plans.state_of(action).first_due_on,
    )


def _people(action: Action) -> dict[uuid.UUID, str]:
    query = select(User.id, User.name).where(User.id.in_({e.by_id for e in action.events if e.by_id}))
    return {id: name for id, name in db.session.execute(query)}


def _forms(action: Action, refused: tuple[str, StepForm] | None) -> dict[str, StepForm]:
    """The steps that fit the state and the person's rights, the one that was refused first."""
    forms = dict([refused]) if refused else {}
    allowed = method.allowed_verbs(action.state)
    for verb in FORMS:
        if verb in allowed and verb not in forms and can(me(), method.permission_of(verb), action):
            forms[verb] = form_for(verb, action)
            forms[verb].process(formdata=None)
            forms[verb].fill(action)
    return forms


def _step(verb: str) -> Callable[..., ResponseReturnValue]:
    """The view of one step."""

    def take(action_id: uuid.UUID) -> ResponseReturnValue:
        action = obtain(me(), method.permission_of(verb), Action, action_id)
        form = form_for(verb, action)
        if form.validate_on_submit():
            try:
                plans.take_step(action, verb, revision=form.seen(), by=me(), at=now(), today=today(), **form.details())
            except RuleBroken as broken:
                db.session.rollback()
                action = obtain(me(), method.permission_of(verb), Action, action_id)
                form.refuse(broken)
                form.revision.data = str(action.revision)
            else:
                db.session.commit()
                flash(_("Saved. The plan shows it now."), "ok")
                return redirect(url_for("actions.show", action_id=action.id))
        return _page(action, (verb, form)), 422

    take.__name__ = verb
    return permission(method.permission_of(verb))(take)


for _verb in FORMS:
    bp.add_url_rule(f"/<uuid:action_id>/{_verb.replace('_', '-')}", _verb, _step(_verb), methods=["POST"])
