"""`assess run`: ready at the first start, unchanged at the second, and a sentence when it cannot listen."""

from __future__ import annotations

import hashlib
import socket

import pytest

from tests.cli.serving import free_port, served
from tests.dumps import counts, fingerprints


def settings_of(instance):
    """Files of the instance folder that are not the database, by their hash."""
    files = [p for p in instance.rglob("*") if p.is_file() and ".sqlite" not in p.name]
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    """An instance that was started once, and what that start said."""
    instance = tmp_path_factory.mktemp("run") / "instance"
    with served(instance) as (address, said):
        return instance, address, said


def test_the_first_start_loads_the_standards_and_says_where_it_is(started):
    instance, address, said = started
    assert "9 instruments loaded." in said
    assert f"Assess is at {address}" in said
    assert "Make the first: assess user add" in said
    assert counts(f"sqlite:///{instance / 'assess.sqlite'}")["instrument_version"] == 9


def test_a_second_start_changes_nothing(started):
    instance, _address, _said = started
    database = f"sqlite:///{instance / 'assess.sqlite'}"
    before = fingerprints(database), settings_of(instance)
    with served(instance) as (_second, said):
        pass
    assert "loaded" not in said
    assert (fingerprints(database), settings_of(instance)) == before
    assert set(before[1]) == {"secret.key"}


def test_a_demo_is_made_once_and_prints_its_sign_ins(tmp_path, run, database):
    made = run("demo", "--facilities", 2, "--visits", 1)
    assert made.exit_code == 0, made.output
    instance = tmp_path / "instance"
    place, more = database or f"sqlite:///{instance / 'demo.sqlite'}", {}
    if database:
        more["ASSESS_DATABASE_URL"] = database
    before = fingerprints(place)
    with served(instance, "--demo", **more) as (_address, said):
        pass
    assert fingerprints(place) == before
    for person in ("evaluadora", "direccion", "nacional", "admin"):
        assert f"{person}@example.org" in said
    assert "nubes sobre el faro" in said
    assert not (instance / "assess.sqlite").exists()


def test_a_taken_port_is_told_in_a_sentence(run):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused = run("run", "--port", port)
        spanish = run("run", "--port", port, lang="es")
    assert refused.exit_code == 1
    assert f"Port {port} on 127.0.0.1 is taken." in refused.output
    assert f"El puerto {port} en 127.0.0.1 está ocupado." in spanish.output


@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.1"])
def test_an_address_that_is_not_ours_is_told_in_a_sentence(run, host):
    refused = run("run", "--host", host, "--port", free_port())
    assert refused.exit_code == 1
    assert f"cannot listen on {host}" in refused.output
    assert "taken" not in refused.output


@pytest.mark.parametrize("port", ["0", "65536", "x"])
def test_a_port_that_is_none_is_told_in_a_sentence(run, port):
    refused = run("run", "--port", port)
    assert refused.exit_code == 1
    assert "--help" in refused.output


def test_unsafe_production_does_not_start(run, monkeypatch):
    monkeypatch.setenv("ASSESS_MODE", "production")
    refused = run("run", "--port", free_port())
    assert refused.exit_code == 1
    assert "ASSESS_SECRET_KEY must be set" in refused.output
