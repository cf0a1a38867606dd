"""A migrated instance with a facility, a team of any size and a visit in fieldwork, for servers that are processes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from assess import create_app, schema
from assess.core.merge import digest
from assess.models import Operation, Visit, db
from assess.models.database import writing
from assess.services import accounts, facilities, reference, standards, sync, visits
from assess.settings import Settings
from tests import instruments
from tests.conftest import PASSWORD, STATE_A


@dataclass
class Country:
    """`visits` are in fieldwork; everyone of `people` (by address) is of every team, the first one leads."""

    instance: Path
    database: str | None
    people: list[str]
    visits: list[str]
    codes: list[str]

    def settings(self) -> Settings:
        return Settings(instance=self.instance, database_url=self.database, secret_key="k" * 40, testing=True)

    def look(self) -> Look:
        return Look(self.settings())


def make(instance: Path, *, people: int = 1, visits_: int = 1, database: str | None = None) -> Country:
    """Everything through the services, as a real installation would have it."""
    instance.mkdir(parents=True, exist_ok=True)
    country = Country(instance, database, [f"p{n}@example.org" for n in range(people)], [], [])
    app = create_app(country.settings())
    now = datetime.now(UTC)
    with app.app_context():
        schema.upgrade()
        lock = writing.set(True)
        reference.load()
        standards.load_version(instruments.small(), by=None, at=now)
        team = []
        for n, email in enumerate(country.people):
            user = accounts.add_user(email, f"Persona {n}", PASSWORD, by=None, at=now, temporary=False)
            accounts.grant(user, "assessor" if n else "lead_assessor", state_code=STATE_A, by=None, at=now)
            team.append(user)
        for n in range(visits_):
            country.visits.append(str(_visit(n, team, now).id))
        country.codes = list(standards.get("prueba").criteria)
        db.session.commit()
        writing.reset(lock)
        db.session.remove()
        db.engine.dispose()
    return country


def _visit(n: int, team: list[Any], now: datetime) -> Visit:
    values = {"state_code": STATE_A, "name": f"Casa Ejemplo {n}", "type_code": "cas_privado", "sector": "private"}
    place = facilities.add_facility({**values, "capacity": 24}, by=None, at=now)
    day = now.date()
    visit = visits.plan_visit(
        place,
        standards.newest("prueba"),
        kind="full",
        planned_on=day,
        announced=True,
        lead=team[0],
        assessors=team[1:],
        by=team[0],
        at=now,
        today=day,
    )
    visits.start(visit, visited_on=day, by=team[0], at=now, today=day)
    return visit


class Look:
    """What the database of an instance holds, read beside a running server or after its death."""

    def __init__(self, settings: Settings) -> None:
        self.app = create_app(settings)

    def visit(self, id: str) -> SimpleNamespace:
        """Operations by id, and the digest of the state that they add up to."""
        with self.app.app_context():
            visit = db.session.get_one(Visit, Visit.id.type.python_type(id))
            rows = db.session.query(Operation).filter_by(visit_id=visit.id).order_by(Operation.seq).all()
            stored = digest(sync.state_of(visit))
            rebuilt = digest(sync.state_from_operations(visit))
            found = SimpleNamespace(
                operations={str(row.id): row.value for row in rows},
                digest=stored,
                rebuilt=rebuilt,
                status=visit.status,
            )
            db.session.remove()
            db.engine.dispose()
        return found
