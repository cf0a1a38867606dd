"""Work that waits for each demo role today: a visit to score, one to close, one to review, one to come."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from random import Random

from assess.core.entry import Entry
from assess.core.instrument import Instrument
from assess.core.profile import Profile
from assess.demo.answers import entries_of
from assess.demo.days import instant
from assess.demo.people import HOME
from assess.demo.rows import recorded
from assess.demo.world import Place, make_id
from assess.models import Facility, InstrumentVersion, Operation, User, Visit, db
from assess.models.database import id_source
from assess.services import sync, visits

KINDS = ("cas_privado", "cas_publico", "albergue_familiar")


def begin(
    places: list[Place], version: InstrumentVersion, instrument: Instrument, ids: dict[str, uuid.UUID], *, today: date,
    random: Random,
) -> None:  # fmt: skip
    """Made through the services, so that the demo shows what the product does; ids follow from the seed."""
    token = id_source.set(lambda: make_id(random, instant(today)))
    try:
        _begin(places, version, instrument, ids, today=today, random=random)
    finally:
        id_source.reset(token)


def _begin(
    places: list[Place], version: InstrumentVersion, instrument: Instrument, ids: dict[str, uuid.UUID], *, today: date,
    random: Random,
) -> None:  # fmt: skip
    at_home = [p for p in places if p.state_code == HOME and p.type_code in KINDS and not p.showcase] or places[:1]
    lead, assessor = (db.session.get_one(User, ids[e]) for e in ("lider@example.org", "evaluadora@example.org"))
    jobs = (("planned", 9, 0.0), ("fieldwork", 0, 0.45), ("fieldwork", -1, 1.0), ("review", -6, 1.0))
    for n, (stage, days, share) in enumerate(jobs):
        place = at_home[n % len(at_home)]
        on = today + timedelta(days=days)
        at = instant(min(on, today), 8)
        visit = visits.plan_visit(
            db.session.get_one(Facility, place.id), version, kind="full", planned_on=on, announced=n % 2 == 0,
            lead=lead, assessors=[assessor], by=lead, at=at, today=min(on, today),
        )  # fmt: skip
        if stage == "planned":
            continue
        visits.start(visit, visited_on=on, by=lead, at=at, today=today)
        _answer(visit, place, instrument, share, lead, random, on)
        if stage == "review":
            visits.close_fieldwork(visit, by=lead, at=at)
            visits.send_to_review(visit, by=lead, at=at)


def _answer(
    visit: Visit, place: Place, instrument: Instrument, share: float, lead: User, random: Random, on: date
) -> None:
    """The first `share` of the criteria, through `services.sync`."""
    entries = entries_of(place, instrument, place.quality, random, hurried=False, last=False, on=on)
    codes = list(entries)[: round(len(entries) * share)]
    _record(visit, {code: entries[code] for code in codes}, lead, on, random)


def _record(visit: Visit, entries: dict[str, Entry], lead: User, on: date, random: Random) -> None:
    operations, _answers = recorded(visit.id, entries, Profile(visit.facility_type), lead.id, instant(on, 9), random)
    changes = [sync.change_of(Operation(**row)) for row in operations]
    sync.receive(visit, changes, by=lead, at=instant(on, 15))
