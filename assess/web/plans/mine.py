"""The director's home: the verdict, what to do this week, how it moves, the plan, the visits."""

from __future__ import annotations

import uuid

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from assess.access import Hidden, visible
from assess.core.instrument import Instrument
from assess.core.report import Scorecard
from assess.core.text import Text
from assess.http.clock import today
from assess.http.permissions import me, permission
from assess.models import Action, Facility, FacilityCurrent, Visit, db
from assess.services import scorecards, standards, timeline
from assess.services.plans import agenda
from assess.web.plans import bp

#: How many actions the home shows before it leads to the plan.
SHOWN = 8
#: How many of them the week names.
FIRST = 5
#: A director has a handful; whoever has more finds them in the registry.
MOST = 50


@bp.get("/mine")
@permission("action.report_done")
def mine() -> ResponseReturnValue:
    """One's own facility; a choice when there are several."""
    own = select(Facility).where(visible(me(), "action.report_done", Facility)).order_by(Facility.name, Facility.id)
    facilities = list(db.session.scalars(own.limit(MOST)))
    if not facilities:
        return render_template("plans/nothing.html")
    facility = _chosen(facilities)
    if facility is None:
        return render_template("plans/choose.html", facilities=facilities, standing=_letters(facilities))
    return _home(facility, several=len(facilities) > 1)


def _chosen(facilities: list[Facility]) -> Facility | None:
    asked = request.args.get("facility")
    if asked:
        found = next((f for f in facilities if str(f.id) == asked), None)
        if found is None:
            raise Hidden
        return found
    return facilities[0] if len(facilities) == 1 else None


def _letters(facilities: list[Facility]) -> dict[uuid.UUID, FacilityCurrent]:
    """The last result of each, whatever the instrument."""
    query = select(FacilityCurrent).where(FacilityCurrent.facility_id.in_([f.id for f in facilities]))
    rows = db.session.scalars(query.order_by(FacilityCurrent.visited_on))
    return {row.facility_id: row for row in rows}


def _home(facility: Facility, *, several: bool) -> ResponseReturnValue:
    standing = timeline.standing(facility.id)
    row = standing_of(standing, request.args.get("instrument"))
    visit = db.session.get(Visit, row.visit_id) if row else None
    demo = bool(current_app.extensions["settings"].demo)
    report = scorecards.build(visit, on=today(), demo=demo) if visit else None
    actions = _actions(facility)
    deciding = deciding_codes(report)
    week = agenda.this_week(actions, today(), first=deciding)
    return render_template(
        "plans/mine.html",
        facility=scorecards.facts_of(facility),
        several=several,
        standing=standing,
        titles={r.instrument_id: standards.newest(r.instrument_id).title for r in standing},
        report=report,
        week=week[:FIRST],
        more=max(0, len(week) - FIRST),
        names=criterion_names(actions),
        deciding=deciding,
        visits=timeline.of_facility(facility.id),
        rows=SHOWN,
    )


def standing_of(standing: list[FacilityCurrent], asked: str | None) -> FacilityCurrent | None:
    """The result under the instrument asked for, else the last one."""
    return next((row for row in standing if row.instrument_id == asked), standing[0] if standing else None)


def deciding_codes(report: Scorecard | None) -> set[str]:
    """The criteria that lower the letter of a scorecard."""
    return {r.criterion for r in report.explanation.lifts if r.criterion} if report else set()


def _actions(facility: Facility) -> list[Action]:
    return list(db.session.scalars(select(Action).where(Action.facility_id == facility.id).order_by(Action.number)))


def criterion_names(actions: list[Action]) -> dict[uuid.UUID, Text | str]:
    """The bilingual name of each action's criterion, in the version that it was found with."""
    visits = {a.visit_id for a in actions}
    query = select(Visit.id, Visit.instrument_version_id).where(Visit.id.in_(visits))
    versions: dict[uuid.UUID, Instrument] = {
        visit_id: standards.get_version(version_id) for visit_id, version_id in db.session.execute(query)
    }
    names: dict[uuid.UUID, Text | str] = {}
    for action in actions:
        criterion = versions[action.visit_id].criteria.get(action.criterion)
        names[action.id] = criterion.name if criterion else action.criterion
    return names
