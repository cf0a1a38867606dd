"""P21: what an earlier release held is all there after the upgrade, and a database is of one schema or the other."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from assess import pdf, schema
from assess.cli import run as starting
from assess.cli import speech
from assess.core.rules import RuleBroken
from assess.models import AuditEntry, Visit, db
from assess.models.database import BrokenReferences, rebuilding, writing
from assess.services import audit, backups, results, scorecards
from assess.services.backups import rows, sealed
from tests.conftest import NOON, TODAY
from tests.pdf.reading import whole

RELEASES = {file.stem: file for file in sorted(Path(__file__).with_name("releases").glob("*.backup"))}
#: What every start adds: who upgraded, and standards that are not loaded yet.
ADDED = {"audit_entry", "audit_head", "instrument", "instrument_version"}


@pytest.fixture(params=RELEASES)
def old(request, empty):
    """A database as that release left it; table -> (number of rows, sum of them)."""
    with rebuilding() as connection:
        manifest = backups.restore(
            connection, RELEASES[request.param], f"release {request.param}", store=None, make_tables=schema.make
        )
    assert schema.current() == request.param
    return manifest.tables


def sums(columns):
    """table -> (number of rows, sum over the columns that it had before)."""
    token = writing.set(False)
    with db.engine.connect() as connection:
        found = {table.name: table for table in rows.tables(connection)}
        told = {name: rows.sum_of(connection, found[name], names) for name, names in columns.items()}
    writing.reset(token)
    return told


def columns_now():
    token = writing.set(False)
    with db.engine.connect() as connection:
        found = {table.name: rows.columns_of(table) for table in rows.tables(connection)}
    writing.reset(token)
    return found


def test_the_data_of_a_release_has_rows_in_every_table(old):
    assert {name: count for name, (count, _sum) in old.items() if not count} == {}


def test_every_row_is_there_after_the_upgrade_as_it_was(old):
    columns = columns_now()
    assert sums(columns) == old
    schema.upgrade()
    assert schema.current() == schema.head()
    assert sums(columns) == old


def test_every_stored_result_holds_and_every_number_is_printed_as_it_was(old):
    before = {
        visit: [score, *db.session.scalars(text("SELECT shown FROM domain_result WHERE result_id = :id"), {"id": id})]
        for visit, id, score in db.session.execute(text("SELECT visit_id, id, shown FROM visit_result")).all()
    }
    schema.upgrade()
    finals = [visit for visit in db.session.scalars(select(Visit)) if results.of_visit(visit)]
    assert len(finals) == len(before)
    assert {visit.id.hex for visit in finals} == {str(id).replace("-", "") for id in before}
    printed = {
        v.id.hex: whole(pdf.render(scorecards.build(v, on=TODAY, demo=True), "es", "summary", "A4")) for v in finals
    }
    for id, numbers in before.items():
        assert [number for number in numbers if number and number not in printed[str(id).replace("-", "")]] == []
    assert list(audit.faults()) == []
    assert [visit.id for visit, same in results.rebuild(at=NOON) if not same] == []


@pytest.fixture
def english(monkeypatch):
    monkeypatch.setattr(speech, "_chosen", ["en"])
    monkeypatch.setattr(sealed, "COST", 4)


def test_a_start_saves_the_database_first_and_tells_the_way_back(old, empty, english, capsys, tmp_path):
    starting.prepare()
    said = capsys.readouterr().out
    (file,) = (tmp_path / "empty" / "backups").iterdir()
    assert f"Saving the database of schema {min(RELEASES)} first" in said
    assert f"To go back: assess restore {file} --as-it-was" in said
    assert schema.current() == schema.head()
    noted = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "schema.upgrade")).one()
    assert noted.details == {"before": min(RELEASES), "after": schema.head()}
    assert list(audit.faults()) == []

    with rebuilding() as connection:
        for table in reversed(rows.tables(connection)):
            table.drop(connection)
    with file.open("rb") as opened:
        assert backups.lock_of(opened) == backups.SERVER_KEY
    with rebuilding() as connection:
        backups.restore(connection, file, "k" * 40, store=None, make_tables=schema.make)
    assert schema.current() == min(RELEASES)
    assert sums(columns_now()) == old


def test_an_upgrade_whose_backup_fails_does_not_begin(old, empty, english, tmp_path):
    (tmp_path / "empty" / "backups").write_text("not a folder")
    with pytest.raises(OSError, match="backups"):
        starting.prepare()
    assert schema.current() == min(RELEASES)
    assert sums(columns_now()) == old


def test_a_second_start_and_a_first_one_save_nothing(empty, english, tmp_path):
    starting.prepare()
    starting.prepare()
    assert not (tmp_path / "empty" / "backups").exists()


@pytest.fixture
def newer(empty):
    """A database that a later release has brought to a schema of its own."""
    schema.upgrade()
    db.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    db.session.commit()


def test_a_database_of_a_newer_release_is_left_alone(newer, english, tmp_path):
    before = sums(columns_now())
    with pytest.raises(RuleBroken, match="has schema 9999, which this release does not know"):
        starting.prepare()
    assert (schema.current(), sums(columns_now())) == ("9999", before)
    assert not (tmp_path / "empty" / "backups").exists()


def test_a_backup_of_a_newer_release_is_refused(newer, english, tmp_path):
    file = tmp_path / "newer.backup"
    facts = {"lock": backups.PASSPHRASE, "key": "", "at": NOON, "store": None}
    with pytest.raises(RuleBroken, match="9999"):
        backups.write(db.engine, file, "x", revision="9999", make_tables=schema.make, **facts)
    assert not file.exists()


def upgrade_into_nothing():
    """An upgrade that leaves visits of facilities that are not there."""
    with rebuilding() as connection:
        schema.make(connection, "head")
        connection.execute(text("UPDATE visit SET facility_id = (SELECT id FROM plan LIMIT 1)"))


def test_references_that_lead_nowhere_undo_the_whole_upgrade(old):
    """SQLite checks them at the end of a rebuild, PostgreSQL at once: neither keeps anything of it."""
    with pytest.raises((BrokenReferences, IntegrityError)):
        upgrade_into_nothing()
    assert schema.current() == min(RELEASES)
    assert sums(columns_now()) == old
