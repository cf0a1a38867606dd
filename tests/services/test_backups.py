"""A backup is whole or refused, and comes back as it was (P22)."""

from __future__ import annotations

import random
import threading

import pytest

from assess import schema
from assess.core.rules import RuleBroken
from assess.models import db
from assess.models.database import writing
from assess.services import audit, backups
from tests.conftest import NOON
from tests.dumps import fingerprints


@pytest.fixture
def archive(app, cast, make_visit, tmp_path):
    """A backup of a database with people, facilities and answers."""
    make_visit({"P1.1": 2})
    db.session.commit()
    target = tmp_path / "assess.tar.gz"
    backups.write(db.engine.url, target, revision=schema.current(), at=NOON, key=audit.key_name())
    return target


@pytest.fixture
def before(archive):
    return fingerprints(db.engine)


def test_what_was_backed_up_comes_back_row_by_row(archive, before, empty):
    manifest = backups.restore(db.engine.url, archive, is_empty=lambda: True)
    db.engine.dispose()
    assert fingerprints(db.engine) == before
    assert (manifest["made_at"], manifest["revision"]) == (NOON.isoformat(), schema.head())
    assert list(audit.faults()) == []


def test_any_flipped_byte_is_refused(archive, app):
    raw = archive.read_bytes()
    chance = random.Random(7)
    places = [*range(12), *(chance.randrange(len(raw)) for _ in range(25)), *range(len(raw) - 8, len(raw))]
    for place in places:
        archive.write_bytes(raw[:place] + bytes([raw[place] ^ 0xFF]) + raw[place + 1 :])
        with pytest.raises(RuleBroken, match="is not a whole backup"):
            backups.restore(db.engine.url, archive, is_empty=lambda: True)


@pytest.mark.parametrize("content", [b"", b"not an archive", b"\x1f\x8b\x08" + b"\0" * 50, b"PK\x03\x04zip"])
def test_what_is_no_archive_is_refused(app, tmp_path, content):
    (tmp_path / "x.tar.gz").write_bytes(content)
    with pytest.raises(RuleBroken, match="is not a whole backup"):
        backups.restore(db.engine.url, tmp_path / "x.tar.gz", is_empty=lambda: True)


def test_an_archive_cut_short_is_refused(archive):
    archive.write_bytes(archive.read_bytes()[:-100])
    with pytest.raises(RuleBroken, match="is not a whole backup"):
        backups.restore(db.engine.url, archive, is_empty=lambda: True)


def test_a_database_that_holds_data_is_left_alone(archive):
    before = fingerprints(db.engine)
    with pytest.raises(RuleBroken, match="This database holds data"):
        backups.restore(db.engine.url, archive, is_empty=lambda: False)
    assert fingerprints(db.engine) == before


def test_a_backup_never_replaces_a_file(archive):
    raw = archive.read_bytes()
    with pytest.raises(RuleBroken, match="exists already"):
        backups.write(db.engine.url, archive, revision=None, at=NOON)
    assert archive.read_bytes() == raw


def test_a_backup_of_another_kind_of_database_is_refused(archive):
    other = "sqlite" if db.engine.url.get_backend_name() == "postgresql" else "postgresql"
    with pytest.raises(RuleBroken, match="the configured database is another"):
        backups.restore(db.engine.url.set(drivername=other), archive, is_empty=lambda: True)


def test_a_failed_backup_leaves_no_file_behind(app, tmp_path, monkeypatch):
    monkeypatch.setattr(backups.tarfile.TarFile, "add", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
    with pytest.raises(OSError, match="No space"):
        backups.write(db.engine.url, tmp_path / "b.tar.gz", revision=None, at=NOON)
    assert not list(tmp_path.glob("*.gz*"))


def test_the_archive_holds_no_key(archive, app):
    assert app.config["SECRET_KEY"].encode() not in archive.read_bytes()
    assert audit.key_name() not in app.config["SECRET_KEY"]


def test_a_backup_under_load_is_of_one_moment(app, cast, tmp_path):
    """Each writer adds an account with its audit entry in one transaction: the copy has both or neither."""
    stop = threading.Event()

    def write():
        with app.app_context():
            lock = writing.set(True)
            while not stop.is_set():
                audit.record("test.load", by=None, at=NOON)
                db.session.commit()
            db.session.remove()
            writing.reset(lock)

    db.session.commit()
    writer = threading.Thread(target=write)
    writer.start()
    try:
        backups.write(db.engine.url, tmp_path / "b.tar.gz", revision=None, at=NOON)
    finally:
        stop.set()
        writer.join()
    assert list(audit.faults()) == []
    assert backups._verified(tmp_path / "b.tar.gz")["parts"]
