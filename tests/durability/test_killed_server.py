"""P19: what a client was told is stored is stored, whenever and however often all processes of the server are killed.

    ASSESS_TEST_KILLS=200 .venv/bin/python -m pytest -p no:randomly -s tests/durability/test_killed_server.py

is the long run (about ten minutes on two cores); it prints what it has seen.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import sys
from pathlib import Path

import pytest

from tests.durability.crowd import Crowd
from tests.field.ledger import faults, held_at, told_by
from tests.field.server import Server

KILLS = int(os.environ.get("ASSESS_TEST_KILLS", "3"))
CLIENTS, SEED = 20, int(os.environ.get("ASSESS_TEST_SEED", "19"))


@pytest.fixture
def here(place):
    return place(people=CLIENTS, visits_=3)


def integrity(here) -> list[str]:
    """What SQLite finds wrong in its file, read as it was left; PostgreSQL checks its pages itself."""
    if here.database:
        return []
    database = sqlite3.connect(here.instance / "assess.sqlite")
    found = [row[0] for row in database.execute("PRAGMA integrity_check")]
    database.close()
    return [] if found == ["ok"] else found


def kill_workers(server: Server) -> None:
    """SIGKILL for every worker at once; gunicorn itself lives and starts new ones."""
    master = server.process.pid
    for worker in Path(f"/proc/{master}/task/{master}/children").read_text().split():
        os.kill(int(worker), signal.SIGKILL)


def test_no_kill_takes_an_acknowledged_operation(here, capsys):
    chance = random.Random(SEED)
    with Server(here.instance, database=here.database) as server:
        crowd = Crowd(here, server.port, CLIENTS, SEED)
        with crowd.working():
            for kill in range(KILLS):
                crowd.wait_for(chance.randint(1, 400))
                if kill % 3 == 2:
                    kill_workers(server)
                else:
                    server.kill()
                told = told_by(crowd.devices)
                assert integrity(here) == [], f"seed {SEED}, kill {kill}"
                held = held_at(here.settings().database)
                since = told_by(crowd.devices)  # new workers come by themselves
                assert faults(told, held, since=since) == [], f"seed {SEED}, kill {kill}"
                if server.process is None:
                    server.start()
    told = told_by(crowd.devices)
    assert all(one.receipt for one in told.values()), "the crowd delivered everything in the end"
    held = held_at(here.settings().database)
    assert faults(told, held) == []
    assert len(held.operations) == len(told)
    assert crowd.unknown >= KILLS, "the kills were hardly felt"
    seen = [here.look().visit(visit) for visit in here.visits]
    assert [visit.digest for visit in seen] == [visit.rebuilt for visit in seen]
    with capsys.disabled():
        sys.stdout.write(
            f"\n{KILLS} kills under {CLIENTS} clients, seed {SEED}: {len(told)} operations acknowledged,"
            f" {crowd.unknown} requests without an answer, 0 faults\n"
        )
