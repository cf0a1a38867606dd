"""My visits, and every visit that the person may read."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from assess import naming
from assess.access import can, scope, visible
from assess.core import visit as life
from assess.http.clock import today
from assess.http.language import language, wording
from assess.http.permissions import me, permission
from assess.models import Facility, InstrumentVersion, State, User, Visit, VisitMember, db
from assess.reference.search_key import search_key
from assess.services import visits
from assess.services.onsite import quarantine
from assess.web.visits import bp
from assess.web.visits.forms import FilterForm, options

PER_PAGE = 25
MINE_SHOWN = 12
UNFINISHED = (life.Status.PLANNED, life.Status.FIELDWORK, life.Status.FIELDWORK_CLOSED)


@dataclass(frozen=True, slots=True)
class Mine:
    """A visit of one's own, with what the line under its name says."""

    visit: Visit
    progress: visits.Progress | None


@bp.get("")
@permission("visit.read")
def index() -> ResponseReturnValue:
    """What the person has to do, and below it everything in reach."""
    user = me()
    page: Pagination = db.paginate(_asked(user), per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)
    w = wording()
    return render_template(
        "visits/index.html",
        page_of_visits=page,
        mine=_mine(user),
        form=_filters(user),
        filtered=any(request.args.get(name) for name in ("text", "state", "status", "kind", "instrument")),
        waiting=_waiting(user, page.items),
        kinds={code: w(name) for code, name in naming.KINDS.items()},
        statuses={code: w(name) for code, name in naming.STATUSES.items()},
        today=today(),
    )


def _waiting(user: User, shown: Sequence[Visit]) -> dict[uuid.UUID, int]:
    """How many changes wait for this person's decision, by visit."""
    return quarantine.counts([visit.id for visit in shown if can(user, "visit.quarantine", visit)])


def _mine(user: User) -> list[tuple[str, list[Mine]]]:
    """The person's own unfinished visits: of today, to come, and begun before today."""
    query = (
        select(Visit)
        .join(VisitMember, VisitMember.visit_id == Visit.id)
        .where(VisitMember.user_id == user.id, Visit.status.in_([s.value for s in UNFINISHED]))
        .order_by(Visit.visited_on, Visit.id)
    )
    groups: dict[str, list[Mine]] = {_("Today"): [], _("Coming up"): [], _("To finish"): []}
    now, soon, late = groups.values()
    for visit in db.session.scalars(query):
        group = now if visit.visited_on == today() else soon if visit.status == life.Status.PLANNED else late
        if len(group) < MINE_SHOWN:
            begun = visit.status == life.Status.FIELDWORK
            group.append(Mine(visit, visits.standing_of(visit, for_=user).overall() if begun else None))
    return [(title, group) for title, group in groups.items() if group]


def _asked(user: User) -> Select[tuple[Visit]]:
    """The visits in reach that the query string asks for; what it does not understand asks nothing."""
    asked = request.args
    query = (
        select(Visit)
        .join(Visit.facility)
        .join(Visit.instrument_version)
        .options(contains_eager(Visit.facility), contains_eager(Visit.instrument_version))
        .where(visible(user, "visit.read", Visit))
        .order_by(Visit.visited_on.desc(), Visit.id.desc())
    )
    for name, column in (
        ("state", Visit.state_code),
        ("status", Visit.status),
        ("kind", Visit.kind),
        ("instrument", InstrumentVersion.instrument_id),
    ):
        if wanted := asked.get(name, "")[:80]:
            query = query.where(column == wanted)
    for word in search_key(asked.get("text", "")[:200]).split():
        query = query.where(Facility.search_name.contains(word, autoescape=True))
    return query


def _filters(user: User) -> FilterForm:
    form = FilterForm(request.args)
    every = ("", _("All"))
    where = scope(user, "visit.read")
    states = [s for s in db.session.scalars(select(State)) if where.everywhere or s.code in where.states]
    form.state.choices = [every, *sorted(((s.code, s.name[language()]) for s in states), key=lambda each: each[1])]
    form.status.choices = [every, *options(naming.STATUSES, naming.STATUSES)]
    form.kind.choices = [every, *options(naming.KINDS, naming.KINDS)]
    newest = {v.instrument_id: v for v in db.session.scalars(select(InstrumentVersion).order_by("loaded_at"))}
    form.instrument.choices = [every, *((id, v.title[language()]) for id, v in sorted(newest.items()))]
    if len(form.state.choices) <= 2:
        del form.state
    return form
