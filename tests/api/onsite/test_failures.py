"""Overload and failure say "later", never "done": whatever fails, nothing of the request stays (P20)."""

from __future__ import annotations

import errno
import sqlite3
import uuid
from datetime import timedelta
from types import SimpleNamespace

import psycopg
import pytest
from flask import request_started, request_tearing_down
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from assess.http.clock import now
from assess.models import Checkout, Device, Session, db
from assess.models.database import writing
from tests.conftest import ON_POSTGRES

FULL = "database or disk is full"
#: What a database says when it cannot go on, and what a disk says.
FAULTS = {
    "locked": lambda: (psycopg.errors.LockNotAvailable if ON_POSTGRES else sqlite3.OperationalError)("locked"),
    "full": lambda: (psycopg.errors.DiskFull if ON_POSTGRES else sqlite3.OperationalError)(FULL),
    "disk I/O": lambda: (psycopg.errors.IoError if ON_POSTGRES else sqlite3.OperationalError)("disk I/O error"),
    "no space": lambda: OSError(errno.ENOSPC, "No space left on device"),
    "a bug": lambda: RuntimeError("a bug"),
}
LATER = {name: 503 for name in FAULTS} | {"a bug": 500}


def requests_of(device, visit):
    """Every address of the protocol with a request that is answered when nothing fails, by the name of its view."""
    visit = SimpleNamespace(id=visit.id, sha256=visit.instrument_version.sha256)  # asks the database nothing later
    here = f"/sync/visits/{visit.id}"
    manifest = {
        "digest": "0" * 64, "operations": [], "evidence": [], "close": True,
        "instrument_sha256": visit.sha256,
    }  # fmt: skip
    photo = {
        "id": str(uuid.uuid4()), "criterion": "P1.1", "kind": "photo", "sha256": "0" * 64, "size": 10, "caption": "",
        "no_person": True, "author": device.user_id, "device": device.id, "at": "2026-11-20T18:05:10Z",
    }  # fmt: skip
    told = {"device": device.id, "token": device.token, "visits": {str(visit.id): [device.op("P1.3")]}}
    return {
        "onsite.register": lambda: device.register(),
        "onsite.status": lambda: device.get("/sync/status"),
        "onsite.own_visits": lambda: device.get("/sync/visits"),
        "onsite.pack": lambda: device.pack(visit),
        "onsite.changes": lambda: device.changes(visit),
        "onsite.declare": lambda: device.post(f"{here}/manifest", manifest),
        "onsite.handover": lambda: device.post("/sync/handover", told),
        "onsite.carried": lambda: device.post(f"{here}/carried", {"operations": [device.op("P1.2")]}),
        "sync.receive": lambda: device.send(visit, device.op(), device.op(name="note", value="Visto.")),
        "api_evidence.announce": lambda: device.post(f"{here}/evidence", photo),
        "api_evidence.status": lambda: device.get(f"{here}/evidence/{device.piece}"),
        "api_evidence.receive": lambda: device.browser.put(
            f"{here}/evidence/{device.piece}?offset=0",
            data=b"12345",
            content_type="application/octet-stream",
            headers=device.headers(),
        ),
    }


@pytest.fixture
def ready(tablet, visit, cast):
    """A device in the middle of its work, at a moment when its session need not be noted as seen."""
    device = tablet(cast.assessor)
    device.token = device.register().get_json()["token"]
    device.pack(visit)
    device.made, device.settled = 5, 1
    device.piece = str(uuid.uuid4())
    photo = {
        "id": device.piece, "criterion": "P1.2", "kind": "photo", "sha256": "1" * 64, "size": 10, "caption": "",
        "no_person": True, "author": device.user_id, "device": device.id, "at": "2026-11-20T18:05:10Z",
    }  # fmt: skip
    assert device.post(f"/sync/visits/{visit.id}/evidence", photo).status_code == 200
    earlier = now() - timedelta(minutes=5)
    for row in (*db.session.query(Device), *db.session.query(Checkout)):
        row.seen_at = earlier  # so that reading has something to note
    for session in db.session.query(Session):
        session.seen_at = now()
    db.session.commit()
    return device


class Failing:
    """Within the next request the database fails at the statement with that number, counted from 1, or at "commit"."""

    def __init__(self, at, fault):
        self.at, self.fault, self.seen, self.commits, self.armed = at, fault, 0, False, False

    def _arm(self, _app, **_more):
        self.armed = True

    def _disarm(self, _app, **_more):
        self.armed = False

    def __enter__(self):
        request_started.connect(self._arm)
        request_tearing_down.connect(self._disarm)
        event.listen(db.engine, "before_cursor_execute", self._count)
        event.listen(db.engine, "commit", self._commit)
        return self

    def __exit__(self, *_error):
        request_started.disconnect(self._arm)
        request_tearing_down.disconnect(self._disarm)
        event.remove(db.engine, "before_cursor_execute", self._count)
        event.remove(db.engine, "commit", self._commit)

    def _count(self, _connection, _cursor, statement, parameters, *_more):
        self.seen += self.armed
        if self.armed and self.seen == self.at:
            raise self.fault()

    def _commit(self, _connection):
        self.commits |= self.armed
        if self.armed and self.at == "commit":
            fault = self.fault()
            raise OperationalError("COMMIT", {}, fault) if isinstance(fault, (sqlite3.Error, psycopg.Error)) else fault


def test_every_address_is_tried(app, ready, visit):
    views = {r.endpoint for r in app.url_map.iter_rules() if r.rule.startswith("/sync/")}
    assert set(requests_of(ready, visit)) == views


def test_every_request_is_answered_when_nothing_fails(ready, visit):
    for name, ask in requests_of(ready, visit).items():
        assert ask().status_code in (200, 422), name  # ten bytes are no photo


#: What a request of a device may write to.
WRITTEN = (
    "answer", "audit_entry", "audit_head", "checkout", "conflict", "device", "evidence", "manifest", "operation",
    "quarantined_operation", "upload", "user_session", "visit",
)  # fmt: skip


def written():
    """Every row that a request could have changed, read by a connection of its own."""
    lock = writing.set(False)
    try:
        with db.engine.connect() as connection:
            return {name: connection.execute(select(db.metadata.tables[name])).all() for name in WRITTEN}
    finally:
        writing.reset(lock)


def tried(ask, at, fault, before=None):
    before = before or written()
    with Failing(at, FAULTS[fault]) as failing:
        answer = ask()
    reached = failing.seen >= at if isinstance(at, int) else failing.commits
    return answer, reached, written() == before


NAMES = (
    "onsite.register", "onsite.status", "onsite.own_visits", "onsite.pack", "onsite.changes", "onsite.declare",
    "onsite.handover", "onsite.carried", "sync.receive",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_full_disk_at_any_statement_leaves_nothing_behind(ready, visit, name):
    ask, at, before = requests_of(ready, visit)[name], 0, written()
    while True:
        at += 1
        answer, reached, unchanged = tried(ask, at, "full", before)
        if not reached:
            break
        assert (answer.status_code, unchanged) == (503, True), at
        assert answer.get_json()["retryable"] is True
        assert int(answer.headers["Retry-After"]) >= 1
    assert at > 1
    assert answer.status_code == 200  # the same request succeeds once nothing fails


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", NAMES)
def test_any_failure_of_the_commit_is_told_and_leaves_nothing_behind(ready, visit, name, fault):
    answer, reached, unchanged = tried(requests_of(ready, visit)[name], "commit", fault)

    if not reached:
        assert name in ("onsite.status", "onsite.own_visits")
        return
    assert (answer.status_code, unchanged) == (LATER[fault], True)
    assert "Traceback" not in answer.get_data(as_text=True)
    assert answer.get_json()["code"] == ("failed" if fault == "a bug" else "busy")


@pytest.mark.parametrize("fault", FAULTS)
def test_any_failure_at_the_first_statement_is_told(ready, visit, fault):
    for name, ask in requests_of(ready, visit).items():
        answer, _reached, unchanged = tried(ask, 1, fault)
        assert (answer.status_code, unchanged) == (LATER[fault], True), name


def test_a_failure_of_ours_bears_the_number_that_it_is_written_down_under(ready, visit):
    answer, *_rest = tried(requests_of(ready, visit)["sync.receive"], 1, "a bug")

    assert answer.get_json()["incident"] == answer.headers["X-Request-Id"]


def impatient(connection, _record, _proxy):
    connection.execute("PRAGMA busy_timeout=50")


@pytest.mark.sqlite
def test_somebody_who_holds_the_write_lock_makes_others_come_back(app, ready, visit):
    here = SimpleNamespace(id=visit.id)
    db.session.remove()
    db.engine.dispose()
    other = sqlite3.connect(db.engine.url.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    event.listen(db.engine, "checkout", impatient)
    try:
        answer = ready.send(here, ready.op())
    finally:
        other.execute("ROLLBACK")
        other.close()
        event.remove(db.engine, "checkout", impatient)
        db.engine.dispose()

    assert (answer.status_code, answer.get_json()["code"]) == (503, "busy")
    assert ready.send(here, ready.op()).status_code == 200
