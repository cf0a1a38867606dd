"""The page of a visit, of one of its domains, and the history of an answer."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from assess import naming
from assess.access import Hidden, can, obtain
from assess.core import visit as life
from assess.core.instrument import Criterion, Domain
from assess.core.merge import EXIT, PSEUDO
from assess.core.result import CriterionResult
from assess.http.clock import now
from assess.http.language import language, wording
from assess.http.permissions import me, permission
from assess.models import Conflict, Operation, User, Visit, db
from assess.services import accounts, amendments, visits
from assess.services.onsite import devices
from assess.services.sync.alone import is_alone, sees, viewpoint
from assess.web.filters import MEXICO
from assess.web.visits import bp
from assess.web.visits.arriving import arriving
from assess.web.visits.pieces import panel_of
from assess.web.visits.profile import shown_profile

#: The road of a visit without reply, each with the verb that leads there.
ROAD = (
    (life.Status.PLANNED, ""),
    (life.Status.FIELDWORK, "start"),
    (life.Status.FIELDWORK_CLOSED, "close_fieldwork"),
    (life.Status.QUALITY_REVIEW, "send_to_review"),
    (life.Status.FINAL, "finalise"),
)
#: The steps that the page offers; the others have no page of their own yet.
OFFERED = ("start", "close_fieldwork", "send_to_review", "return_to_fieldwork", "finalise", "cancel", "void")
#: Steps of the team: the right alone is not enough.
OF_TEAM = ("start", "close_fieldwork")


@dataclass(frozen=True, slots=True)
class Milestone:
    """One state on the road: "done", "here" or "next"; the day it was reached, or is due."""

    status: str
    at: str
    on: date | None
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Row:
    """A criterion in a list: what was found, and what it lacks in words."""

    criterion: Criterion
    found: CriterionResult | None
    gaps: list[str]
    marks: list[str]
    #: Why it is out of scope, "" when it is in.
    outside: str = ""
    #: Pieces of evidence.
    files: int = 0


@bp.get("/<uuid:visit_id>")
@permission("visit.read")
def show(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Where a visit stands, who does it, what is missing, and what can be done next."""
    return show_page(obtain(me(), "visit.read", Visit, visit_id))


def show_page(visit: Visit, refusal: str = "") -> ResponseReturnValue:
    """The page, with the sentence of a step that was refused."""
    standing = visits.standing_of(visit, for_=me())
    w, user = wording(), me()
    begun = visit.status != life.Status.PLANNED
    ended = visit.status in (life.Status.CANCELLED, life.Status.VOID)
    page = render_template(
        "visits/show.html",
        visit=visit,
        refusal=refusal,
        kind=w(naming.KINDS[visit.kind]),
        status=w(naming.STATUSES[visit.status]),
        statuses={code: w(name) for code, name in naming.STATUSES.items()},
        road=[] if ended else road(visit),
        steps=[verb for verb in OFFERED if offered(user, visit, verb)],
        progress=standing.progress() if begun else [],
        overall=standing.overall(),
        rows=[_gap(standing, code) for code in standing.missing] if begun and not visit.is_final else [],
        conflicts=conflict_list(visit),
        profile=shown_profile(standing),
        result=standing.result,
        amendments=amendments.of_visit(visit),
        field_name=lambda line: naming.field(w, line["criterion"], line["field"], {}),
        value_name=lambda line, which: naming.value(w, line["criterion"], line["field"], line[which]),
        result_page="results.show" if "results.show" in current_app.view_functions else None,
        open=life.answers_open(visit.status),
        profile_open=life.profile_open(visit.status),
        is_member=visit.member(user.id) is not None,
        arriving=arriving(visit, user),
        alone=is_alone(visit),
        files=files_of(standing),
        exit_evidence=panel_of(visit, EXIT, standing.state),
    )
    return page, 422 if refusal else 200


def files_of(standing: visits.Standing) -> dict[str, int]:
    """Domain -> how many pieces of evidence its criteria have."""
    return {
        domain.id: sum(standing.files.get(criterion.code, 0) for criterion in domain.criteria)
        for domain in standing.instrument.domains
    }


def offered(user: User, visit: Visit, verb: str) -> bool:
    """Whether the step starts from here and this person may take it."""
    if verb not in life.allowed_verbs(visit.status) or not can(user, life.TRANSITIONS[verb].permission, visit):
        return False
    return verb not in OF_TEAM or visit.member(user.id) is not None


def road(visit: Visit) -> list[Milestone]:
    """Every state that the visit has passed and has before it, with the last day of the step it waits for (R9)."""
    reached = {
        "planned": visit.planned_on,
        "fieldwork": visit.visited_on if visit.started_at else None,
        "fieldwork_closed": visit.closed_at.astimezone(MEXICO).date() if visit.closed_at else None,
        "final": visit.final_at.astimezone(MEXICO).date() if visit.final_at else None,
    }
    due = dict(life.timetable(visit.visited_on))
    last_days = {"fieldwork_closed": due["close_fieldwork"], "quality_review": due["draft"], "final": due["resolve"]}
    places = [status for status, _verb in ROAD]
    here = {"published": 4, "reply_open": 3, "reply_resolved": 3}.get(visit.status)
    here = places.index(life.Status(visit.status)) if here is None else here
    return [
        Milestone(
            status,
            "done" if place < here or visit.is_final else "here" if place == here else "next",
            reached.get(status) if place <= here else None,
            last_days.get(status) if place > here else None,
        )
        for place, status in enumerate(places)
    ]


def conflict_list(visit: Visit) -> list[tuple[Conflict, str, str]]:
    """Open conflicts with the names of place and field."""
    w, labels = wording(), input_labels(visits.standing_of(visit, for_=me()))
    return [
        (one, naming.place(w, one.criterion), naming.field(w, one.criterion, one.field, labels))
        for one in visits.open_conflicts(visit)
    ]


def input_labels(standing: visits.Standing) -> dict[str, str]:
    """What the measured numbers are called, by id."""
    measures = [c.measure for c in standing.instrument.criteria.values() if c.measure]
    return {one.id: one.label[language()] for measure in measures for one in measure.inputs}


def _gap(standing: visits.Standing, code: str) -> tuple[str, str, Criterion | None, list[str]]:
    """A line of what is missing: where it is, its name, the criterion unless it is shared, and the sentences."""
    w = wording()
    sentences = naming.standing(w, standing.missing[code])
    return code, naming.place(w, code), standing.instrument.criteria.get(code), sentences


@bp.get("/<uuid:visit_id>/domains/<domain_id>")
@permission("visit.read")
def domain(visit_id: uuid.UUID, domain_id: str) -> ResponseReturnValue:
    """Every criterion of a domain with its state, to jump to."""
    visit = obtain(me(), "visit.read", Visit, visit_id)
    standing = visits.standing_of(visit, for_=me())
    shown = next((d for d in standing.instrument.domains if d.id == domain_id), None)
    if shown is None:
        raise Hidden
    return render_template(
        "visits/domain.html",
        visit=visit,
        domain=shown,
        standards=_rows(standing, shown),
        progress=standing.progress_in(shown),
        domains=standing.progress(),
    )


def _rows(standing: visits.Standing, shown: Domain) -> list[tuple[Any, list[Row]]]:
    w = wording()

    def row(criterion: Criterion) -> Row:
        found = standing.found.get(criterion.code)
        gaps = standing.missing.get(criterion.code, ())
        marks = [mark for mark in found.marks if mark not in gaps] if found else []
        files = standing.files.get(criterion.code, 0)
        return Row(criterion, found, naming.standing(w, gaps), naming.standing(w, marks), files=files)

    return [(standard, [row(c) for c in standard.criteria]) for standard in shown.standards]


@bp.get("/<uuid:visit_id>/criteria/<code>/history")
@permission("visit.read")
def history(visit_id: uuid.UUID, code: str) -> ResponseReturnValue:
    """Every operation on a criterion in order: who, what, where and when."""
    visit = obtain(me(), "visit.read", Visit, visit_id)
    standing = visits.standing_of(visit, for_=me())
    if code not in standing.instrument.criteria and code not in PSEUDO:
        raise Hidden
    w, labels = wording(), input_labels(standing)
    query = select(Operation).where(Operation.visit_id == visit.id, Operation.criterion == code)
    whose = viewpoint(visit, me())
    found = db.session.scalars(query.order_by(Operation.seq))
    rows = [row for row in found if sees(visit, row, whose)]
    names = accounts.names({row.author_id for row in rows} | {row.carried_by_id for row in rows if row.carried_by_id})
    device_labels = devices.labels({row.device for row in rows})
    heads = {op.id for (place, _field), now in standing.state.items() if place == code for op in now.heads}
    lines = [
        {
            "author": names[row.author_id],
            "carried_by": names[row.carried_by_id] if row.carried_by_id else "",
            "field": naming.field(w, code, row.field, labels),
            "value": naming.value(w, code, row.field, row.value),
            "device": naming.device(w, row.device, device_labels),
            "claimed_at": row.claimed_at,
            "clock": naming.clock(w, row.clock_offset),
            "received_at": row.received_at,
            "stands": str(row.id) in heads,
            "settles": bool(row.resolves),
        }
        for row in rows
    ]
    return render_template(
        "visits/history.html", visit=visit, code=code, place=naming.place(w, code), lines=lines, now=now()
    )
