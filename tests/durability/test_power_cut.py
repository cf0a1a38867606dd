"""P19: an acknowledged operation has been flushed. The disk of this test keeps what was flushed, and nothing else.

Killing a server proves little about flushes, since the system writes out what a dead process has written. Here every
file is put back to its last flush, as after a power cut on the worst disk. SQLite only.
"""

from __future__ import annotations

import shutil
import sqlite3

import pytest

from tests.durability.crowd import Crowd
from tests.durability.disk import built
from tests.field import country
from tests.field.ledger import faults, held_at, told_by
from tests.field.server import Server

pytestmark = pytest.mark.sqlite
CLIENTS, CUTS, RECEIPTS = 6, 2, 100


@pytest.fixture
def here(tmp_path):
    return country.make(tmp_path / "instance", people=CLIENTS, visits_=2)


def test_a_power_cut_takes_nothing_that_was_acknowledged(here, tmp_path, monkeypatch):
    shadow = tmp_path / "flushed"
    shadow.mkdir()
    shutil.copy(here.instance / "assess.sqlite", shadow)
    monkeypatch.setenv("LD_PRELOAD", str(built(tmp_path)))
    monkeypatch.setenv("DISK_WATCH", "/instance/assess.sqlite")
    monkeypatch.setenv("DISK_SHADOW", str(shadow))
    with Server(here.instance) as server:
        crowd = Crowd(here, server.port, CLIENTS, seed=7)
        with crowd.working():
            for _ in range(CUTS):
                crowd.wait_for(RECEIPTS)
                server.kill()
                told = told_by(crowd.devices)
                forget_the_unflushed(here, shadow)
                seen = copied(shadow, tmp_path)
                assert integrity(seen) == ["ok"]
                assert faults(told, held_at(f"sqlite:///{seen}")) == []
                server.start()
    assert all(one.receipt for one in told_by(crowd.devices).values())


def forget_the_unflushed(here, shadow):
    """Put the files back to what was flushed; the index that lies in memory is gone."""
    for leftover in here.instance.glob("assess.sqlite*"):
        leftover.unlink()
    for file in shadow.glob("assess.sqlite*"):
        shutil.copy(file, here.instance)


def copied(shadow, tmp_path):
    """The same aside: whoever looks at a database and leaves writes to it, unseen by the disk of this test."""
    shutil.rmtree(tmp_path / "aside", ignore_errors=True)
    return shutil.copytree(shadow, tmp_path / "aside") / "assess.sqlite"


def integrity(file):
    database = sqlite3.connect(file)
    found = [row[0] for row in database.execute("PRAGMA integrity_check")]
    database.close()
    return found
