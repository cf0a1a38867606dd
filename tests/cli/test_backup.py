"""`assess backup`, `assess restore`, `assess audit verify` and `assess doctor` as a person runs them."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import create_engine, text

from assess.services import disks
from assess.services.backups import sealed
from tests.dumps import counts, fingerprints

SECRET = "cuatro palabras muy largas"
#: What a restore itself writes: another epoch, and that it took place.
ITS_OWN = {"server_epoch", "audit_entry", "audit_head"}


@pytest.fixture(autouse=True)
def passphrase(monkeypatch):
    monkeypatch.setattr(sealed, "COST", 4)
    monkeypatch.setenv("ASSESS_BACKUP_PASSPHRASE", SECRET)


@dataclass(frozen=True)
class Place:
    """An instance folder, and the address of its database."""

    folder: Path
    database: str

    @property
    def is_on_postgres(self):
        return self.database.startswith("postgresql")

    def write(self, statement):
        """Change rows behind the back of the product."""
        engine = create_engine(self.database)
        with engine.begin() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def rows(self):
        return {table: sum for table, sum in fingerprints(self.database).items() if table not in ITS_OWN}


def place_at(folder, database):
    return Place(folder, database or f"sqlite:///{folder / 'assess.sqlite'}")


@pytest.fixture
def instance(run, tmp_path, database):
    """One with an account in its database."""
    assert run("user", "add", "ana@example.org", "--role", "admin").exit_code == 0
    return place_at(tmp_path / "instance", database)


@pytest.fixture
def archive(instance, run, tmp_path):
    done = run("backup", tmp_path / "b.backup")
    assert done.exit_code == 0, done.output
    return tmp_path / "b.backup"


@pytest.fixture
def empty_place(archive, monkeypatch, tmp_path, another_database):
    """Another one, without a key; from now on the commands are about it."""
    monkeypatch.setenv("ASSESS_INSTANCE", str(tmp_path / "other"))
    return place_at(tmp_path / "other", another_database())


@pytest.fixture
def elsewhere(empty_place, instance):
    """An empty place that has only the key of the old one."""
    empty_place.folder.mkdir()
    shutil.copy(instance.folder / "secret.key", empty_place.folder)
    return empty_place


def test_a_backup_comes_back_into_an_empty_instance(archive, instance, run, elsewhere):
    before, epoch = instance.rows(), fingerprints(instance.database)["server_epoch"]
    done = run("restore", archive)
    assert done.exit_code == 0, done.output
    assert "is back" in done.output
    assert elsewhere.rows() == before
    assert fingerprints(elsewhere.database)["server_epoch"] != epoch
    assert "the chain is whole" in run("audit", "verify").output


def test_a_backup_tells_what_is_in_it_and_is_noted(instance, run, tmp_path):
    before = counts(instance.database)
    done = run("backup", tmp_path / "b.backup")
    assert f"({sum(before.values())} rows) and 0 files of evidence, verified." in done.output
    assert counts(instance.database)["audit_entry"] == before["audit_entry"] + 1


def test_a_restore_under_another_key_says_what_to_bring(archive, run, empty_place):
    refused = run("restore", archive)
    assert (refused.exit_code, "Bring the file secret.key" in refused.output) == (1, True)
    assert run("restore", archive, "--other-key").exit_code == 0
    assert run("audit", "verify").exit_code == 1


def test_the_passphrase_comes_from_a_file_too(instance, run, monkeypatch, tmp_path, elsewhere):
    monkeypatch.delenv("ASSESS_BACKUP_PASSPHRASE")
    secret = tmp_path / "secret.txt"
    secret.write_text(f"{SECRET}\n")
    assert run("restore", tmp_path / "b.backup", "--passphrase-file", secret).exit_code == 0
    assert run("backup", tmp_path / "c.backup", "--passphrase-file", secret).exit_code == 0


@pytest.mark.parametrize("verb", ["backup", "restore"])
def test_without_a_passphrase_nothing_happens(archive, run, monkeypatch, tmp_path, verb):
    monkeypatch.delenv("ASSESS_BACKUP_PASSPHRASE")
    refused = run(verb, tmp_path / "c.backup" if verb == "backup" else archive)
    assert (refused.exit_code, "needs a passphrase" in refused.output) == (1, True)
    assert not (tmp_path / "c.backup").exists()


def test_another_passphrase_is_refused(archive, run, monkeypatch, elsewhere):
    monkeypatch.setenv("ASSESS_BACKUP_PASSPHRASE", SECRET.upper())
    refused = run("restore", archive)
    assert (refused.exit_code, "the passphrase is another one" in refused.output) == (1, True)


def test_a_short_passphrase_is_refused(instance, run, monkeypatch, tmp_path):
    monkeypatch.setenv("ASSESS_BACKUP_PASSPHRASE", "faro")
    refused = run("backup", tmp_path / "c.backup")
    assert (refused.exit_code, "at least 12 characters" in refused.output) == (1, True)


def test_a_restore_over_data_is_refused(archive, instance, run):
    before = fingerprints(instance.database)
    refused = run("restore", archive)
    assert (refused.exit_code, "This database holds data." in refused.output) == (1, True)
    assert fingerprints(instance.database) == before


def test_a_damaged_archive_is_refused(archive, run, elsewhere):
    raw = bytearray(archive.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    archive.write_bytes(bytes(raw))
    refused = run("restore", archive)
    assert (refused.exit_code, "it is no whole backup of Assess" in refused.output) == (1, True)


@pytest.mark.parametrize("verb", ["backup", "restore"])
def test_a_place_that_is_not_there_is_told(instance, run, tmp_path, verb):
    refused = run(verb, tmp_path / "none" / "b.backup")
    assert (refused.exit_code, "There is no file or folder" in refused.output) == (1, True)


def test_a_backup_never_replaces_a_file(archive, run):
    refused = run("backup", archive)
    assert (refused.exit_code, "exists already" in refused.output) == (1, True)


def test_the_audit_command_names_what_was_altered(instance, run):
    assert "the chain is whole" in run("audit", "verify").output
    instance.write("UPDATE audit_entry SET action = 'x' WHERE seq = 1")
    broken = run("audit", "verify")
    assert (broken.exit_code, "altered at: 1" in broken.output) == (1, True)


@pytest.fixture
def local_disk(tmp_path, monkeypatch):
    """Wherever the folders of the tests lie: for the doctor they are on a disk of this machine."""
    mounts = tmp_path / "mountinfo"
    mounts.write_text("27 1 254:0 / / rw,relatime - ext4 /dev/vda rw\n")
    monkeypatch.setattr(disks.kind, "__defaults__", (mounts,))
    return mounts


def test_the_doctor_finds_what_is_well_and_what_is_not(instance, run, local_disk, tmp_path):
    found = run("doctor")
    assert found.exit_code == 1, "no instrument is loaded yet, and nothing is saved"
    assert "Schema: " in found.output
    assert "Load them with: assess run" in found.output
    assert "Last backup: —. Make one every day with: assess backup FILE" in found.output
    assert run("standards", "load", "tests/data/prueba.yaml").exit_code == 0
    assert run("backup", tmp_path / "d.backup").exit_code == 0
    found = run("doctor")
    assert found.exit_code == 0, found.output
    durable = "synchronous_commit=on" if instance.is_on_postgres else "journal_mode=wal synchronous=2 foreign_keys=1"
    for line in ("ext4", durable, "Store of evidence: 0"):
        assert line in found.output
    told = json.loads(run("doctor", "--json").output)
    assert told["well"] is True
    assert all(line["what"] for line in told["found"])


@pytest.mark.sqlite
def test_the_doctor_tells_of_a_disk_that_keeps_nothing(instance, run, local_disk):
    for kind in ("tmpfs", "nfs4"):
        local_disk.write_text(f"27 1 254:0 / / rw,relatime - {kind} none rw\n")
        assert f"assess.sqlite: {kind}. Set ASSESS_INSTANCE to a folder on a local disk" in run("doctor").output


def test_the_doctor_tells_of_an_old_backup(instance, run, local_disk, tmp_path):
    with time_machine.travel(datetime.now(UTC) - timedelta(hours=25), tick=False):
        assert run("backup", tmp_path / "d.backup").exit_code == 0
    assert "UTC. Make one every day with: assess backup FILE" in run("doctor").output


def test_the_doctor_of_a_newer_schema_says_so(instance, run):
    instance.write("UPDATE alembic_version SET version_num = '9999'")
    for command in (["doctor"], ["audit", "verify"], ["backup", "x.backup"]):
        refused = run(*command)
        assert (refused.exit_code, "has schema 9999, which this release does not know" in refused.output) == (1, True)


def test_the_doctor_tells_an_altered_chain(instance, run):
    instance.write("DELETE FROM audit_entry WHERE seq = 1")
    found = run("doctor")
    assert (found.exit_code, "It was altered." in found.output) == (1, True)


def test_the_doctor_of_an_empty_folder_says_how_to_begin(run):
    found = run("doctor")
    assert (found.exit_code, "Start with: assess run" in found.output) == (1, True)


def test_unusable_settings_are_told_and_not_traced(run, monkeypatch):
    monkeypatch.setenv("ASSESS_PROXIES", "many")
    refused = run("doctor")
    assert (refused.exit_code, "The configuration is not usable" in refused.output) == (1, True)
