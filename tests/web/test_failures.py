"""P20, P38: whatever fails inside, at any address, is told as a failure: nothing done, nothing half done, no inside."""

from __future__ import annotations

import re
import uuid
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from assess.http import identity
from assess.http.permissions import public
from assess.models import db
from assess.models.database import writing
from assess.services import facilities
from tests.conftest import NOON
from tests.dumps import fingerprints
from tests.web.access_matrix import PUBLIC, TABLE
from tests.web.test_access import ask

PLANTED = "planted trouble of the inside"
#: What no answer may hold: the inside of a fault.
INSIDE = re.compile(rf"{PLANTED}|Traceback|File \"|sqlite|psycopg|SELECT |UPDATE |INSERT |site-packages", re.IGNORECASE)


def busy():
    return OperationalError("SELECT 1", {}, Exception(PLANTED))


def bug():
    return ZeroDivisionError(PLANTED)


@contextmanager
def failing(at, make):
    """The database fails at statement `at` (from 0), at the latest when it is to commit; with None only then.

    Counts the statements up to there.
    """
    seen = SimpleNamespace(statements=0, fired=False)

    def statement(*_rest):
        seen.statements += not seen.fired
        if at is not None and seen.statements > at:
            seen.fired = True
            raise make()

    def commit(_connection):
        seen.fired = True
        raise make()

    event.listen(db.engine, "before_cursor_execute", statement)
    event.listen(db.engine, "commit", commit)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", statement)
        event.remove(db.engine, "commit", commit)
        db.session.rollback()


def answered(world, name, row, at, make):
    """The answer of an address to somebody who may use it, and what the database was asked until it failed."""
    with failing(at, make) as seen:
        return ask(world, name.split()[0], world.paths[name], somebody(world, row)), seen


def wrong(answer, status):
    """What is not as a failure has to be; None when all is well."""
    body = answer.get_data(as_text=True)
    if answer.status_code != status:
        return f"answered {answer.status_code}, not {status}"
    if found := INSIDE.search(body):
        return f"tells the inside: {found[0]}"
    if not (incident := answer.headers.get("X-Request-Id")) or incident not in body:
        return "tells no number of the incident"
    if answer.is_json and answer.get_json()["retryable"] is not (status == 503):
        return "does not say whether to try again"
    return None


@pytest.fixture
def world(app, address, crowd, monkeypatch):
    """Every address with somebody who may use it, all looked up before anything fails.

    As for the table of rights, but what a request commits is kept: here nothing may be.
    """
    monkeypatch.setattr(identity, "TOUCH", timedelta(days=1))  # that somebody was seen may fail without harm
    paths = {name: address(name.split()[1], row) for name, row in TABLE.items()}
    people = {
        letter: SimpleNamespace(cookie=one.cookie, token=one.token, user=SimpleNamespace(id=one.user.id))
        for letter, one in crowd.home.items()
    }
    db.session.commit()
    return SimpleNamespace(app=app, paths=paths, people=people)


def somebody(world, row):
    return None if row.may == PUBLIC else world.people[row.may[0]]


@pytest.fixture
def unchanged(world):
    """Nothing of the database differs afterwards."""
    db.session.commit()
    before = fingerprints(db.engine)
    yield
    db.session.rollback()
    after = fingerprints(db.engine)
    assert {table for table in before if before[table] != after[table]} == set()


def test_a_database_that_fails_anywhere_is_told_at_every_address(world, unchanged):
    faults, met = [], set()
    for name, row in TABLE.items():
        answer, seen = answered(world, name, row, None, busy)
        places = {0, 1, seen.statements // 2, seen.statements - 1} if seen.statements else set()
        outcomes = [(None, answer, seen)] + [(at, *answered(world, name, row, at, busy)) for at in sorted(places)]
        for at, answer, seen in outcomes:
            if not seen.fired:
                continue
            met.add(name)
            if fault := wrong(answer, 503):
                faults.append(f"{name} at {'the commit' if at is None else f'statement {at}'}: {fault}")
    assert not faults, "\n".join(faults)
    assert len(met) > 0.8 * len(TABLE), f"hardly any address asked the database: {sorted(set(TABLE) - met)}"


def test_a_failure_after_the_work_was_stored_does_not_say_that_nothing_changed(world):
    def late():
        facilities.add_facility(
            {
                "name": f"Casa {uuid.uuid4()}",
                "type_code": "cas_privado",
                "sector": "private",
                "capacity": 3,
                "state_code": "05",
            },
            by=None,
            at=NOON,
        )
        db.session.commit()
        raise busy()

    world.app.view_functions["auth.sign_in"] = public(late)
    for accept in ("text/html", "application/json"):
        answer = world.app.test_client().get("/sign-in", headers={"Accept": accept, "Accept-Language": "en"})
        assert answer.status_code == 503
        assert "may be stored already. Look before you send it again." in answer.get_data(as_text=True)
        assert "Nothing was changed" not in answer.get_data(as_text=True)


def test_a_fault_of_ours_is_told_at_every_address(world, unchanged):
    faults, met = [], set()
    for name, row in TABLE.items():
        for at in (0, None):
            answer, seen = answered(world, name, row, at, bug)
            if not seen.fired:
                continue
            met.add(name)
            if fault := wrong(answer, 500):
                faults.append(f"{name} at {'the commit' if at is None else f'statement {at}'}: {fault}")
    assert not faults, "\n".join(faults)
    assert len(met) > 0.8 * len(TABLE)


@pytest.fixture
def locked(world):
    """Somebody holds the write lock of SQLite for longer than anybody waits here."""
    if db.engine.dialect.name != "sqlite":
        yield False
        return
    db.session.commit()
    db.engine.dispose()

    def impatient(connection, _record):
        connection.execute("PRAGMA busy_timeout=50")

    event.listen(db.engine, "connect", impatient)
    token = writing.set(True)
    with db.engine.connect() as holder:
        holder.exec_driver_sql("SELECT 1")
        writing.reset(token)
        yield True
        holder.rollback()
    event.remove(db.engine, "connect", impatient)


def test_a_write_lock_held_for_long_is_told_as_later_and_nobody_who_reads_waits(world, locked):
    if not locked:
        return  # PostgreSQL locks rows
    faults = []
    for name, row in TABLE.items():
        method, endpoint = name.split()
        answer = ask(world, method, world.paths[name], somebody(world, row))
        if method == "GET" and answer.status_code >= 400 and endpoint not in WRITES_WHEN_READ:
            faults.append(f"{name}: reading answered {answer.status_code}")
        if method != "GET" and answer.status_code < 300 and endpoint not in STORED_BEFORE:
            faults.append(f"{name}: answered {answer.status_code} although nothing can be written")
        if answer.status_code >= 500 and (fault := wrong(answer, 503)):
            faults.append(f"{name}: {fault}")
    assert not faults, "\n".join(faults)


#: Who takes a visit along or looks at evidence is noted, or does not get it: without the note nobody would know.
WRITES_WHEN_READ = {"onsite.pack", "onsite.changes", "evidence.show", "evidence.thumbnail"}
#: The file that is sent again is kept already, and that is what the answer says.
STORED_BEFORE = {"api_evidence.receive"}
