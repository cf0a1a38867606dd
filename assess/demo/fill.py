"""Filling an empty database with the demo country, in bulk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select

from assess.core.instrument import Instrument
from assess.core.rules import N_, RuleBroken
from assess.demo import open_visits, people, world
from assess.demo.days import instant
from assess.demo.visits import Rows, Team, tell
from assess.models import AuditEntry, Facility, InstrumentVersion, User, db
from assess.services import audit, standards

#: Which instrument a type of facility is assessed with in the demo; all others with the first.
MAIN = "guia-2023"
INSTRUMENTS = {
    "espacio_amigable": "child-friendly-spaces",
    "programa_acogimiento_familiar": "foster-care-programme",
    "programa_egreso": "leaving-care",
    "procuraduria": "case-management",
}
#: Tables in the order in which their rows refer to each other.
ORDER = (
    "visit", "visit_member", "operation", "answer", "visit_result", "domain_result", "facility_current", "plan",
    "action", "action_event",
)  # fmt: skip
BATCH = 25
#: What the audit chain calls a filled demo; production refuses a database that has it.
MARK = "demo.fill"


@dataclass(frozen=True)
class Progress:
    done: int
    total: int


def already_filled() -> bool:
    """Whether this database holds a demo country."""
    return db.session.scalar(select(AuditEntry.seq).where(AuditEntry.action == MARK).limit(1)) is not None


def fill(facilities: int, visits: int, seed: int, *, today: date, at: datetime) -> Iterator[Progress]:
    """Make `facilities` facilities with up to `visits` visits each; yields after each batch, the caller commits.

    RuleBroken when the database is not empty or the numbers make no sense.
    """
    check_size(facilities, visits)
    _check_empty()
    random, began = Random(seed), instant(today - timedelta(days=1200))
    places = world.places(facilities, random, began)
    users, grants, ids = people.rows(random, began, places[0].id)
    team = Team(ids[people.CREW.email], ids["nacional@example.org"], ids["direccion@example.org"])
    _insert({"user_account": users})
    versions = {v.instrument_id: v for v in standards.versions()}
    known = {id: standards.get_version(v.id) for id, v in versions.items()}
    for start in range(0, facilities, BATCH):
        batch = places[start : start + BATCH]
        _insert(_registry(batch, random, today, began))
        if start == 0:
            _insert({"role_grant": grants})
        rows: Rows = {}
        for place in batch:
            instrument, version = _instrument(place, versions, known)
            for table, found in tell(place, instrument, version.id, visits, today, team, random).items():
                rows.setdefault(table, []).extend(found)
        _insert({table: rows[table] for table in ORDER if table in rows})
        yield Progress(min(start + BATCH, facilities), facilities)
    open_visits.begin(places, versions[MAIN], known[MAIN], ids, today=today, random=random)
    audit.record(MARK, by=None, at=at, facilities=facilities, visits=visits, seed=seed)


def check_size(facilities: int, visits: int) -> None:
    """RuleBroken when the numbers make no sense."""
    if not 1 <= facilities <= 200_000:
        raise RuleBroken(N_("Choose between 1 and 200,000 facilities."), field="facilities")
    if not 0 <= visits <= 12:
        raise RuleBroken(N_("Choose between 0 and 12 visits for each facility."), field="visits")


def _check_empty() -> None:
    if db.session.scalar(select(Facility.id).limit(1)) or db.session.scalar(select(User.id).limit(1)):
        raise RuleBroken(
            N_("This database already holds data. A demo is made only in an empty one: use another instance folder.")
        )


def _instrument(
    place: world.Place, versions: dict[str, InstrumentVersion], known: dict[str, Instrument]
) -> tuple[Instrument, InstrumentVersion]:
    id = INSTRUMENTS.get(place.type_code, MAIN)
    return known[id], versions[id]


def _registry(batch: list[world.Place], random: Random, today: date, at: datetime) -> dict[str, list[dict[str, Any]]]:
    return {
        "facility": [world.facility_row(p, at) for p in batch],
        "facility_profile": [world.profile_row(p, random, at) for p in batch],
        "legal_status": [row for p in batch for row in world.legal_rows(p, random, today, at)],
    }


def _insert(rows: dict[str, list[dict[str, Any]]]) -> None:
    for table, found in rows.items():
        if found:
            db.session.execute(insert(db.metadata.tables[table]), found)
