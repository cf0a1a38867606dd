"""The audit chain for administrators: who did what when, and whether somebody altered it since."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import islice

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import DateField, SearchField
from wtforms.validators import Length, Optional

from assess.http.permissions import permission
from assess.models import User, db
from assess.services import audit
from assess.web.filters import MEXICO
from assess.web.forms import BaseForm
from assess.web.paging import page_number

bp = Blueprint("audit", __name__, url_prefix="/audit")
PER_PAGE = 100
#: How many places of a broken chain are named; the command line names them all.
NAMED = 20


class FilterForm(BaseForm):
    class Meta(BaseForm.Meta):
        csrf = False

    action = SearchField(
        _l("Action"), [Optional(), Length(max=60)], description=_l("Or its beginning, for example account or visit.")
    )
    person = SearchField(_l("Name or e-mail"), [Optional(), Length(max=200)])
    since = DateField(_l("From"), [Optional()])
    until = DateField(_l("To"), [Optional()])


@bp.get("")
@permission("audit.read")
def index() -> ResponseReturnValue:
    """Entries, newest first: codes, numbers and who; never what somebody wrote."""
    form = FilterForm(request.args)
    form.validate()
    query = audit.search(
        form.action.data or "",
        actor=form.person.data or "",
        since=_start(form.since.data),
        until=_start(form.until.data, days=1),
    )
    found = db.paginate(query, page=page_number(), per_page=PER_PAGE, error_out=False)
    ids = {entry.actor_id for entry in found.items}
    people = {user.id: user for user in db.session.scalars(select(User).where(User.id.in_(ids)))}
    return render_template("audit/index.html", form=form, found=found, people=people, length=audit.length())


def _start(day: date | None, days: int = 0) -> datetime | None:
    """The instant at which a day (or the one `days` later) begins in central Mexico."""
    in_range = day is not None and 1970 <= day.year < 9999
    return datetime.combine(day + timedelta(days), time(), MEXICO) if day and in_range else None


@bp.post("/verify")
@permission("audit.read")
def verify() -> ResponseReturnValue:
    """Walk the whole chain and tell what does not fit."""
    broken = list(islice(audit.faults(), NAMED))
    if broken:
        names = ", ".join(_("the end") if place == "end" else place for place in broken)
        flash(_("The chain was altered. Entries that do not fit: %(names)s.", names=names), "bad")
    else:
        flash(_("The chain is whole: %(n)s entries, none altered, none missing.", n=audit.length()), "ok")
    return redirect(url_for(".index"))
