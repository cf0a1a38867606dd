"""`assess backup`, `assess restore`, `assess audit verify` and `assess doctor` as a person runs them."""

from __future__ import annotations

import shutil
import sqlite3

import pytest

from tests.dumps import fingerprints


@pytest.fixture
def instance(run, tmp_path):
    """A folder with one account in its database."""
    assert run("user", "add", "ana@example.org", "--role", "admin").exit_code == 0
    return tmp_path / "instance"


@pytest.fixture
def archive(instance, run, tmp_path):
    done = run("backup", tmp_path / "b.tar.gz")
    assert done.exit_code == 0, done.output
    return tmp_path / "b.tar.gz"


def database_of(instance):
    return f"sqlite:///{instance / 'assess.sqlite'}"


def test_a_backup_comes_back_into_an_empty_instance(archive, instance, run, monkeypatch, tmp_path):
    before = fingerprints(database_of(instance))
    (tmp_path / "other").mkdir()
    shutil.copy(instance / "secret.key", tmp_path / "other")
    monkeypatch.setenv("ASSESS_INSTANCE", str(tmp_path / "other"))
    done = run("restore", archive)
    assert done.exit_code == 0, done.output
    assert "is back" in done.output
    assert "another key" not in done.output
    assert fingerprints(database_of(tmp_path / "other")) == before
    assert "the chain is whole" in run("audit", "verify").output


def test_a_restore_under_another_key_says_what_to_bring(archive, run, monkeypatch, tmp_path):
    monkeypatch.setenv("ASSESS_INSTANCE", str(tmp_path / "other"))
    done = run("restore", archive)
    assert done.exit_code == 0
    assert "Bring the file secret.key" in done.output
    assert run("audit", "verify").exit_code == 1


def test_a_restore_over_data_is_refused(archive, instance, run):
    before = fingerprints(database_of(instance))
    refused = run("restore", archive)
    assert (refused.exit_code, "This database holds data." in refused.output) == (1, True)
    assert fingerprints(database_of(instance)) == before


def test_a_damaged_archive_is_refused(archive, run, monkeypatch, tmp_path):
    raw = bytearray(archive.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    archive.write_bytes(bytes(raw))
    monkeypatch.setenv("ASSESS_INSTANCE", str(tmp_path / "other"))
    refused = run("restore", archive)
    assert (refused.exit_code, "is not a whole backup of Assess" in refused.output) == (1, True)


@pytest.mark.parametrize("verb", ["backup", "restore"])
def test_a_place_that_is_not_there_is_told(instance, run, tmp_path, verb):
    refused = run(verb, tmp_path / "none" / "b.tar.gz")
    assert (refused.exit_code, "There is no file or folder" in refused.output) == (1, True)


def test_a_backup_never_replaces_a_file(archive, run):
    refused = run("backup", archive)
    assert (refused.exit_code, "exists already" in refused.output) == (1, True)


def test_the_audit_command_names_what_was_altered(instance, run):
    assert "the chain is whole" in run("audit", "verify").output
    with sqlite3.connect(instance / "assess.sqlite") as database:
        database.execute("UPDATE audit_entry SET action = 'x' WHERE seq = 1")
    database.close()
    broken = run("audit", "verify")
    assert (broken.exit_code, "altered at: 1" in broken.output) == (1, True)


def test_the_doctor_finds_what_is_well_and_what_is_not(instance, run):
    found = run("doctor")
    assert found.exit_code == 1, "no instrument is loaded yet"
    assert "Schema: " in found.output
    assert "Load them with: assess run" in found.output
    assert run("standards", "load", "tests/data/prueba.yaml").exit_code == 0
    assert run("doctor").exit_code == 0


def test_the_doctor_tells_an_altered_chain(instance, run):
    with sqlite3.connect(instance / "assess.sqlite") as database:
        database.execute("DELETE FROM audit_entry WHERE seq = 1")
    database.close()
    found = run("doctor")
    assert (found.exit_code, "It was altered." in found.output) == (1, True)


def test_the_doctor_of_an_empty_folder_says_how_to_begin(run):
    found = run("doctor")
    assert (found.exit_code, "Start with: assess run" in found.output) == (1, True)


def test_unusable_settings_are_told_and_not_traced(run, monkeypatch):
    monkeypatch.setenv("ASSESS_PROXIES", "many")
    refused = run("doctor")
    assert (refused.exit_code, "The configuration is not usable" in refused.output) == (1, True)
