"""The application on a database of its own per test, and a fixed cast: every role in state A and in state B."""

from __future__ import annotations

import gc
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

import pytest
from argon2 import PasswordHasher
from flask import Flask, g, session
from flask.testing import FlaskClient
from flask_login import login_user
from flask_wtf.csrf import generate_csrf
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import close_all_sessions

from assess import create_app, schema
from assess.http.identity import Identity
from assess.http.limits import limiter
from assess.models import Facility, User, Visit, db
from assess.models.database import writing
from assess.reference import facility_type
from assess.services import accounts, facilities, reference, standards, visits
from assess.settings import Settings
from assess.storage import Storage
from tests import instruments, restoring
from tests.memory import keep_in_memory
from tests.postgres import running_postgres

keep_in_memory()
T = TypeVar("T")
PASSWORD = "un faro entre la niebla"
NOON = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
#: Coahuila and Chiapas: who belongs to one must see nothing of the other.
STATE_A, STATE_B = "05", "07"
#: A real hash is slow on purpose; a suite that makes a dozen accounts per test cannot wait for it.
accounts.hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
ON_POSTGRES = os.environ.get("ASSESS_TEST_DATABASE") == "postgresql"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is about one kind of database is not asked of the other: left out, since a skipped test looks forgotten."""
    left_out = [item for item in items if ON_POSTGRES and item.get_closest_marker("sqlite")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_collection_finish() -> None:
    """All that was imported stays: going through it again and again for garbage takes a twelfth of the time."""
    gc.collect()
    gc.freeze()


class Browser(FlaskClient):
    """Requests as a server runs them, although the test keeps one application context open.

    Each starts with an empty `g`, sees what the test has flushed, takes SQLite's lock only where the product asks for
    it, and leaves nothing behind but what it has committed.
    """

    csrf: str

    def open(self, *args: Any, **more: Any) -> Any:
        db.session.commit()
        vars(g).clear()
        lock = writing.set(False)
        try:
            return super().open(*args, **more)
        finally:
            writing.reset(lock)
            vars(g).clear()
            db.session.rollback()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str | None]:
    """The address of a real PostgreSQL 15 when the suite runs on one."""
    if not ON_POSTGRES:
        yield None
        return
    with running_postgres() as address:
        yield address


def _settings(folder: Path, address: str | None) -> Settings:
    return Settings(instance=folder, database_url=address, secret_key="k" * 40, testing=True)


def administer(postgres: str, statement: str) -> None:
    engine = create_engine(postgres, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@dataclass(frozen=True)
class Database:
    """A database of the tests: a file in a folder of its own, or, with the address of a server, a name there."""

    folder: Path
    server: str | None
    name: str
    file: str = "assess.sqlite"

    @property
    def address(self) -> str | None:
        return self.server and self.server.rsplit("/", 1)[0] + "/" + self.name

    def copy_to(self, other: Database) -> None:
        """Put a copy in place of what the other is."""
        if self.server:
            # The files of a small database are copied in a quarter of the time that writing it to the log takes.
            administer(self.server, f"DROP DATABASE IF EXISTS {other.name} WITH (FORCE)")
            administer(self.server, f"CREATE DATABASE {other.name} TEMPLATE {self.name} STRATEGY FILE_COPY")
            return
        for leftover in other.folder.glob(f"{other.file}*"):
            leftover.unlink()
        shutil.copy(self.folder / self.file, other.folder / other.file)


def _prepared(folder: Path, address: str | None, work: Callable[[], T]) -> T:
    """Do something to a database as the product would, and leave nobody connected to it."""
    app = create_app(_settings(folder, address))
    with app.app_context():
        lock = writing.set(True)
        try:
            found = work()
            db.session.commit()
        finally:
            writing.reset(lock)
            db.session.remove()
            db.engine.dispose()
    return found


@pytest.fixture(scope="session")
def blueprint(tmp_path_factory: pytest.TempPathFactory, postgres: str | None) -> Database:
    """A migrated database with reference data and the test instrument: every test starts from a copy of it."""
    made = Database(tmp_path_factory.mktemp("blueprint"), postgres, "blueprint")
    if postgres:
        administer(postgres, "CREATE DATABASE blueprint")

    def fill() -> None:
        schema.upgrade()
        reference.load()
        standards.load_version(instruments.small(), by=None, at=NOON)

    _prepared(made.folder, made.address, fill)
    return made


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory, blueprint: Database) -> SimpleNamespace:
    """The same with the cast in it, for the tests that ask for one: making a dozen people takes longer than most tests.

    `ids` holds those of `people` and of the `other` state's by role, and those of the facilities.
    """
    made = Database(tmp_path_factory.mktemp("stage"), blueprint.server, "stage")
    blueprint.copy_to(made)
    return SimpleNamespace(database=made, ids=_prepared(made.folder, made.address, _assemble))


def _assemble() -> SimpleNamespace:
    here, there = add_facility(name="Casa Ejemplo Norte"), add_facility(STATE_B, name="Casa Ejemplo Sur")
    local = ("assessor", "lead_assessor", "state_authority", "protection_officer", "observer")
    people = {role: add_user(role, STATE_A).id for role in local}
    people |= {role: add_user(role).id for role in ("national_authority", "admin")}
    people["director"] = add_user("director", facility=here).id
    other = {role: add_user(role, STATE_B).id for role in local}
    other["director"] = add_user("director", facility=there).id
    return SimpleNamespace(people=people, other=other, facility=here.id, facility_b=there.id)


@dataclass
class Application:
    """One application for all tests of a process: making its routes and templates takes longer than most tests."""

    app: Flask
    source: Database
    database: Database
    begun: bool = False

    def begin(self) -> None:
        """Its database as the source is; on PostgreSQL rows are put back where that is enough."""
        with self.app.app_context():
            if self.begun and restoring.put_back(db.engine):
                return
            db.engine.dispose()
            self.source.copy_to(self.database)
            if self.database.server:
                restoring.begin(db.engine)
                self.begun = True


@pytest.fixture(scope="session")
def applications(
    tmp_path_factory: pytest.TempPathFactory, postgres: str | None
) -> Iterator[Callable[[Database], Application]]:
    """applications(source): the one whose tests start from that database."""
    made: dict[str, Application] = {}

    def application(source: Database) -> Application:
        if source.name not in made:
            database = Database(tmp_path_factory.mktemp("application"), postgres, f"t{uuid.uuid4().hex}")
            app = create_app(_settings(database.folder, database.address))
            app.test_client_class = Browser
            made[source.name] = Application(app, source, database)
        return made[source.name]

    yield application
    for each in made.values():
        with each.app.app_context():
            db.engine.dispose()


@pytest.fixture
def app(request: pytest.FixtureRequest, applications: Callable[[Database], Application]) -> Iterator[Flask]:
    """The application on a fresh database; what a test changes of its configuration and views is put back."""
    cast = "cast" in request.fixturenames
    source: Database = request.getfixturevalue("stage").database if cast else request.getfixturevalue("blueprint")
    application = applications(source)
    app = application.app
    config, views, settings = dict(app.config), dict(app.view_functions), app.extensions["settings"]
    application.begin()
    for left in ("imports", "evidence"):
        shutil.rmtree(application.database.folder / left, ignore_errors=True)
    for kept in ("storage", "evidence_looks"):
        app.extensions.pop(kept, None)
    limiter.reset()
    with app.app_context():
        lock = writing.set(True)
        yield app
        db.session.remove()
        close_all_sessions()
        if not ON_POSTGRES:
            db.engine.dispose()
        writing.reset(lock)
    app.config.clear()
    app.config.update(config)
    app.view_functions.clear()
    app.view_functions.update(views)
    app.extensions["settings"] = settings


@pytest.fixture
def empty(tmp_path: Path, postgres: str | None) -> Iterator[Flask]:
    """An application on a database without any table."""
    database = Database(tmp_path / "empty", postgres, f"e{uuid.uuid4().hex}")
    if postgres:
        administer(postgres, f"CREATE DATABASE {database.name}")
    database.folder.mkdir()
    app = create_app(_settings(database.folder, database.address))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    if postgres:
        administer(postgres, f"DROP DATABASE {database.name}")


@pytest.fixture
def storage(app: Flask) -> Storage:
    """Where the application of this test keeps evidence."""
    store: Storage = app.extensions.setdefault("storage", Storage(app.extensions["settings"].storage))
    return store


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def add_user(role: str, state_code: str | None = None, facility: Facility | None = None, email: str = "") -> User:
    """An account with one right; the address says which."""
    address = email or f"{role.replace('_', '-')}.{state_code or 'mx'}.{uuid.uuid4().hex[:6]}@example.org"
    user = accounts.add_user(address, f"Persona {role}", PASSWORD, by=None, at=NOON, temporary=False)
    accounts.grant(user, role, state_code=state_code, facility=facility, by=None, at=NOON)
    return user


def add_facility(state_code: str = STATE_A, **facts: object) -> Facility:
    """An open private centre with 20 children and 24 places, unless `facts` say otherwise."""
    values = {
        "name": f"Casa Ejemplo {uuid.uuid4().hex[:6]}",
        "type_code": "cas_privado",
        "sector": facility_type(str(facts.get("type_code", "cas_privado"))).sector or "private",
        "capacity": 24,
    } | facts
    facility = facilities.add_facility({"state_code": state_code, **values}, by=None, at=NOON)
    counts = {"girls_6_11": 6, "girls_12_17": 4, "boys_6_11": 5, "boys_12_17": 5, "staff_morning": 4}
    facilities.record_profile(facility, date(2024, 1, 1), counts, by=None, at=NOON)
    return facility


@pytest.fixture
def make_user(app: Flask) -> Callable[..., User]:
    """make_user("lead_assessor", state_code="05")"""
    return add_user


@pytest.fixture
def national(make_user: Callable[..., User]) -> User:
    return make_user("national_authority")


@pytest.fixture
def make_facility(app: Flask) -> Callable[..., Facility]:
    """make_facility(state_code="05", name=…)"""
    return add_facility


@pytest.fixture
def facility(request: pytest.FixtureRequest, app: Flask) -> Facility:
    """That of the cast where there is one."""
    if "cast" in request.fixturenames:
        return db.session.get_one(Facility, request.getfixturevalue("stage").ids.facility)
    return add_facility(name="Casa Ejemplo Norte")


@pytest.fixture
def cast(app: Flask, stage: SimpleNamespace, facility: Facility) -> SimpleNamespace:
    """Everyone of state A by role, everyone of state B under `other`, and who belongs to no state."""
    ids, found = stage.ids, {user.id: user for user in db.session.scalars(select(User))}
    people = {role: found[id] for role, id in ids.people.items()}
    other = SimpleNamespace(**{role: found[id] for role, id in ids.other.items()})
    there = db.session.get_one(Facility, ids.facility_b)
    return SimpleNamespace(**people, other=other, facility=facility, facility_b=there)


@pytest.fixture
def make_visit(app: Flask, facility: Facility, make_user: Callable[..., User]) -> Callable[..., Visit]:
    """make_visit(levels={"P1.1": 3}, lead=…, started=True): a visit with the small test instrument."""

    def make(
        levels: dict[str, object] | None = None,
        *,
        place: Facility | None = None,
        lead: User | None = None,
        assessors: tuple[User, ...] = (),
        kind: str = "full",
        on: date = TODAY,
        started: bool = True,
    ) -> Visit:
        at = datetime(on.year, on.month, on.day, 18, tzinfo=UTC)
        where = place or facility
        person = lead or make_user("lead_assessor", where.state_code)
        version = standards.newest("prueba")
        visit = visits.plan_visit(
            where,
            version,
            kind=kind,
            planned_on=on,
            announced=True,
            lead=person,
            assessors=assessors,
            by=person,
            at=at,
            today=on,
        )
        if started:
            visits.start(visit, visited_on=on, by=person, at=at, today=on)
            instruments.answer(visit, levels or {}, by=person, at=at)
        return visit

    return make


@pytest.fixture
def as_(app: Flask) -> Callable[[User], Browser]:
    """as_(user): a browser in which that person is signed in; tokens of forms are put in by itself.

    The session is opened without the page of signing in, which has tests of its own.
    """

    def sign_in(user: User) -> Browser:
        now = datetime.now(UTC)
        db.session.commit()
        lock = writing.set(True)  # as the page does; a server of this test may be writing too
        try:
            token = accounts.sign_in(user.email, PASSWORD, browser="Werkzeug", at=now)
            db.session.commit()
        finally:
            writing.reset(lock)
        with app.test_request_context():
            login_user(Identity(user, token))
            csrf, cookie = generate_csrf(), dict(session)
        vars(g).clear()
        browser = app.test_client()
        browser.csrf = csrf
        with browser.session_transaction() as kept:
            kept.update(cookie)
        return browser

    return sign_in
