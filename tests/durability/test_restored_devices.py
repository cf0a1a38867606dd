"""P22: after an older backup was restored, devices see another epoch and bring back all that it was too old to hold.

Both directions between the databases are tried with the same file.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from tests.conftest import ON_POSTGRES, PASSWORD
from tests.durability.crowd import Crowd
from tests.field.device import Device
from tests.field.ledger import faults, held_at, told_by
from tests.field.server import Server
from tests.postgres import fresh_database, running_postgres

SECRET = "cuatro palabras muy largas"
DEVICES, LATER = 3, 300


@pytest.fixture(scope="module")
def other_kind(postgres, tmp_path_factory):
    """An empty database of the kind that this run is not on; None for an SQLite file."""
    if ON_POSTGRES:
        yield None
        return
    with running_postgres() as server, fresh_database(server) as address:
        yield address


@pytest.fixture
def same_kind(postgres):
    if not ON_POSTGRES:
        yield None
        return
    with fresh_database(postgres) as address:
        yield address


def assess(here, *words):
    """A command on the installation, as an administrator runs it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ASSESS_")}
    environment |= {"ASSESS_INSTANCE": str(here.instance), "ASSESS_SECRET_KEY": "k" * 40}
    environment |= {"ASSESS_BACKUP_PASSPHRASE": SECRET}
    if here.database:
        environment["ASSESS_DATABASE_URL"] = here.database
    code = "from assess.cli import main; main()"
    command = [sys.executable, "-c", code, "--lang", "en", *map(str, words)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def record(devices, here, number, what):
    for n in range(number):
        device, visit = devices[n % len(devices)], here.visits[n % len(here.visits)]
        device.record(visit, here.codes[n % len(here.codes)], "note", f"{what} {n}")
    deliver(devices, here)


def deliver(devices, here):
    for device in devices:
        for visit in here.visits:
            while any(op["visit"] == visit for op in device.waiting):
                assert device.send(visit)


def epochs(devices):
    return {device.call("GET", "/sync/status").body["epoch"] for device in devices}


def elsewhere(here, database, tmp_path):
    return replace(here, instance=tmp_path / "restored", database=database)


@pytest.mark.parametrize("kind", ["same_kind", "other_kind"])
def test_devices_repair_what_an_older_backup_lacks(place, kind, request, tmp_path):
    here, file = place(people=DEVICES, visits_=2), tmp_path / "assess.backup"
    with Server(here.instance, database=here.database) as server:
        devices = [Device(server.port, person, PASSWORD) for person in here.people]
        for device in devices:
            device.sign_in()
        record(devices, here, 60, "antes")
        assert "files of evidence, verified." in assess(here, "backup", file)
        before = {device.id: set(device.ledger.made) for device in devices}
        record(devices, here, LATER, "después")
        old_epoch = epochs(devices)
    whole = [here.look().visit(visit).digest for visit in here.visits]

    there = elsewhere(here, request.getfixturevalue(kind), tmp_path)
    there.instance.mkdir()
    assert "is back" in assess(there, "restore", file)
    lost = [id for device in devices for id in set(device.ledger.made) - before[device.id]]
    assert {id for id, *_rest in held_at(there.settings().database).operations}.isdisjoint(lost)
    assert len(lost) == LATER

    with Server(there.instance, database=there.database) as server:
        for device in devices:
            device.port = server.port
        assert epochs(devices).isdisjoint(old_epoch)
        for device in devices:
            for visit in there.visits:
                device.offer_again(visit)
        deliver(devices, there)
    assert faults(told_by(devices), held_at(there.settings().database), same_order=False) == []
    seen = [there.look().visit(visit) for visit in there.visits]
    assert [one.digest for one in seen] == [one.rebuilt for one in seen] == whole
    assert {id for id in lost} <= {id for one in seen for id in one.operations}


def test_an_operation_offered_again_to_a_database_that_has_it_changes_nothing(place, tmp_path):
    here = place(people=1)
    with Server(here.instance, database=here.database, workers=1) as server:
        device = Device(server.port, here.people[0], PASSWORD)
        device.sign_in()
        record([device], here, 20, "una vez")
        before = held_at(here.settings().database)
        device.offer_again(here.visits[0])
        deliver([device], here)
    assert held_at(here.settings().database) == before


def test_a_backup_written_while_devices_deliver_is_of_one_moment(place, tmp_path):
    """Whatever is in it adds up: no answer without its operations, no operation without its answer."""
    here, file = place(people=3, visits_=2), tmp_path / "assess.backup"
    with Server(here.instance, database=here.database) as server:
        crowd = Crowd(here, server.port, 3, seed=22)
        with crowd.working():
            crowd.wait_for(40)
            known = told_by(crowd.devices)
            assess(here, "backup", file)
            crowd.wait_for(20)
    there = elsewhere(here, None, tmp_path)
    there.instance.mkdir()
    assess(there, "restore", file)
    held = held_at(there.settings().database)
    assert {id for id, one in known.items() if one.receipt} <= {id for id, *_rest in held.operations}
    assert [fault for fault in faults(told_by(crowd.devices), held) if "lost" not in fault] == []
    seen = [there.look().visit(visit) for visit in there.visits]
    assert [one.digest for one in seen] == [one.rebuilt for one in seen]
