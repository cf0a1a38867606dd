"""Planning a visit: where, with what, when, and who goes."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select

from assess.access import can
from assess.core import visit as life
from assess.core.rules import N_, RuleBroken
from assess.models import Facility, InstrumentVersion, User, Visit, VisitMember, db, new_id
from assess.services import audit, standards, sync
from assess.services.focus import instrument_of


def plan_visit(
    facility: Facility,
    version: InstrumentVersion,
    *,
    kind: str,
    planned_on: date,
    announced: bool,
    lead: User,
    assessors: Sequence[User] = (),
    focus: Sequence[str] = (),
    by: User,
    at: datetime,
    today: date,
) -> Visit:
    """A planned visit with its team. RuleBroken when the date, the instrument or somebody of the team does not fit."""
    life.check_visit_date(planned_on, today, started=False, field="planned_on")
    if kind not in life.KINDS:
        raise RuleBroken(N_("There is no visit of the kind {kind}. Choose one of the list."), field="kind", kind=kind)
    if not facility.is_open:
        raise RuleBroken(N_("This facility is closed, so no visit can be planned."), field="facility")
    if not _has_criteria_for(facility, version):
        raise RuleBroken(
            N_("This instrument has no criteria for this type of facility. Choose another instrument."),
            field="instrument",
        )
    instrument = standards.get_version(version.id)
    if kind == "focused" and not focus:
        raise RuleBroken(N_("A focused visit needs at least one domain: choose it."), field="focus")
    if unknown := set(focus) - {d.id for d in instrument.domains}:
        raise RuleBroken(
            N_("This instrument has no domain {codes}. Choose domains of the instrument."),
            field="focus",
            codes=", ".join(sorted(unknown)),
        )
    visit = Visit(
        id=new_id(),
        facility_id=facility.id,
        facility=facility,
        state_code=facility.state_code,
        instrument_version=version,
        kind=kind,
        status=life.Status.PLANNED.value,
        announced=announced,
        planned_on=planned_on,
        visited_on=planned_on,
        focus=list(focus) if kind == "focused" else [],
        facility_type=facility.type_code,
        created_by_id=by.id,
        created_at=at,
    )
    set_team(visit, lead=lead, assessors=assessors)
    db.session.add(visit)
    db.session.flush()
    audit.record("visit.plan", by=by, at=at, thing=visit, kind=kind)
    return visit


def change_plan(
    visit: Visit,
    *,
    planned_on: date,
    announced: bool,
    lead: User,
    assessors: Sequence[User] = (),
    by: User,
    at: datetime,
    today: date,
) -> None:
    """Another day or another team, as long as the visit has not started."""
    sync.lock(visit)
    if visit.status != life.Status.PLANNED:
        raise RuleBroken(N_("This visit has started, so its plan is fixed. Cancel it if it should not take place."))
    life.check_visit_date(planned_on, today, started=False, field="planned_on")
    visit.planned_on = visit.visited_on = planned_on
    visit.announced = announced
    set_team(visit, lead=lead, assessors=assessors)
    db.session.flush()
    audit.record("visit.change_plan", by=by, at=at, thing=visit)


def set_team(visit: Visit, *, lead: User, assessors: Sequence[User] = ()) -> None:
    """Who goes: one lead, any number of assessors, each with the right to score where the facility is."""
    if not can(lead, "visit.close_fieldwork", visit):
        raise RuleBroken(N_("{name} cannot lead visits in this state."), field="lead", name=lead.name)
    for person in assessors:
        if not can(person, "visit.score", visit):
            raise RuleBroken(N_("{name} cannot assess in this state."), field="assessors", name=person.name)
    team = {lead.id: "lead", **{p.id: "assessor" for p in assessors if p.id != lead.id}}
    kept = {m.user_id: m for m in visit.members if m.user_id in team}
    visit.members = [
        kept.get(user_id) or VisitMember(visit_id=visit.id, user_id=user_id, domains=[]) for user_id in team
    ]
    for member in visit.members:
        member.part = team[member.user_id]


def assign_domains(visit: Visit, wanted: Mapping[uuid.UUID, Collection[str]], *, by: User, at: datetime) -> None:
    """Share the domains out among the assessors: person -> domain ids, none for all. The lead always has all.

    RuleBroken for a domain that the visit does not look at, and once fieldwork is closed.
    """
    sync.lock(visit)
    if not life.profile_open(visit.status):
        raise RuleBroken(N_("Fieldwork is closed, so there is nothing left to share out."))
    known = [domain.id for domain in instrument_of(visit).domains]
    for member in visit.members:
        if member.part != "assessor" or member.user_id not in wanted:
            continue
        if unknown := set(wanted[member.user_id]) - set(known):
            raise RuleBroken(
                N_("This instrument has no domain {codes}. Choose domains of the instrument."),
                field="focus",
                codes=", ".join(sorted(unknown))[:80],
            )
        chosen = [id for id in known if id in wanted[member.user_id]]
        member.domains = [] if len(chosen) == len(known) else chosen
    db.session.flush()
    shares = {str(m.user_id): m.domains for m in visit.members if m.domains}
    audit.record("visit.assign", by=by, at=at, thing=visit, domains=shares)


def versions_for(facility: Facility) -> list[InstrumentVersion]:
    """The versions with criteria for this type of facility, the newest of each instrument first."""
    query = select(InstrumentVersion).order_by(InstrumentVersion.instrument_id, InstrumentVersion.loaded_at.desc())
    return [version for version in db.session.scalars(query) if _has_criteria_for(facility, version)]


def _has_criteria_for(facility: Facility, version: InstrumentVersion) -> bool:
    return facility.type_code in version.facility_types.split()


def used_last(facility: Facility, versions: Collection[InstrumentVersion]) -> InstrumentVersion | None:
    """Of the instrument of the facility's latest visit, the first of `versions`; None when there was no such visit."""
    query = (
        select(InstrumentVersion.instrument_id)
        .join(Visit, Visit.instrument_version_id == InstrumentVersion.id)
        .where(Visit.facility_id == facility.id)
        .order_by(Visit.planned_on.desc(), Visit.id.desc())
        .limit(1)
    )
    instrument = db.session.scalar(query)
    return next((version for version in versions if version.instrument_id == instrument), None)


def candidates(facility: Facility, permission: str) -> list[User]:
    """The active people who hold `permission` for a facility, by name."""
    people = db.session.scalars(select(User).where(User.active).order_by(User.name))
    return [person for person in people if can(person, permission, facility)]
