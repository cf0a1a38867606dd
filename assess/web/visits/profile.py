"""The visit's own copy of the facility's profile."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assess import naming
from assess.access import obtain
from assess.core import visit as life
from assess.core.merge import PROFILE, Current, Key
from assess.core.rules import RuleBroken
from assess.http.clock import now
from assess.http.language import wording
from assess.http.permissions import me, permission
from assess.models import Visit, db, new_id
from assess.services import desk, sync, visits
from assess.web.visits import bp
from assess.web.visits.forms import COUNTED, ProfileForm
from assess.web.visits.planning import identifier

AGES = ("0", "1_5", "6_11", "12_17")


def shown_profile(standing: visits.Standing) -> list[tuple[str, int | None]]:
    """Every count by name, for a page."""
    w = wording()
    return [(w(naming.COUNTS[name]), getattr(standing.profile, name)) for name in COUNTED]


def bases_in(fields: list[str]) -> dict[str, list[str]]:
    """Field -> the operations whose value the page showed; a field that was not on the page is not in it."""
    found = {}
    for field in fields:
        sent = request.form.get(f"base-{field}")
        if sent is not None:
            found[field] = [str(identifier(one)) for one in sent.split()[:20]]
    return found


def bases_of(state: dict[Key, Current], criterion: str, field: str) -> str:
    """What the page carries for `bases_in`: the ids of the operations whose value it shows."""
    current = state.get((criterion, field))
    return " ".join(op.id for op in current.heads) if current else ""


@bp.route("/<uuid:visit_id>/profile", methods=["GET", "POST"])
@permission("visit.score")
def profile(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Who lives and works there, as the team counted."""
    visit = obtain(me(), "visit.score", Visit, visit_id)
    form = ProfileForm()
    state = sync.fields_of(visit, PROFILE, for_=me())
    if not form.is_submitted():
        form.submission.data = str(new_id())
        for name, field in form.counts():
            current = state.get((PROFILE, name))
            field.data = "" if current is None or current.value is None else str(current.value)
    if form.validate_on_submit():
        if _saved(form, visit):
            return redirect(url_for("visits.show", visit_id=visit.id))
        state = sync.fields_of(visit, PROFILE, for_=me())
    page = render_template(
        "visits/profile.html",
        form=form,
        visit=visit,
        ages=AGES,
        bases={name: bases_of(state, PROFILE, name) for name in COUNTED},
        conflicts={name for (_p, name), now_ in state.items() if now_.conflict},
        locked=not life.profile_open(visit.status) or visit.member(me().id) is None,
    )
    return page, 422 if form.errors else 200


def _saved(form: ProfileForm, visit: Visit) -> bool:
    """Record what can be recorded; what was refused gets its sentence and keeps the page open."""
    bases = bases_in(list(COUNTED))
    values = {name: value for name, value in form.values().items() if name in bases}
    submission = identifier(form.submission.data or "")
    receipts = desk.save(visit, PROFILE, values, bases, submission=submission, by=me(), at=now())
    named = {name: wording()(naming.COUNTS[name]) for name in COUNTED}
    db.session.commit()
    for receipt in receipts:
        if receipt.broken is not None:
            name = str(receipt.broken.params.get("name", ""))
            params = receipt.broken.params | ({"name": named[name]} if name in named else {})
            form.refuse(RuleBroken(receipt.broken.message, field=name, **params))
    clashes = sum(receipt.status == sync.CONFLICT for receipt in receipts)
    if clashes:
        flash(_("Somebody else counted differently. Both numbers are kept; the lead chooses."), "warn")
    elif not form.errors:
        flash(_("The profile is saved."), "ok")
    return not form.errors
