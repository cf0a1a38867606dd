"""P20: a disk that is full says "later", and once there is room again devices deliver by themselves.

The files of a running server may grow no further, which is what a full disk is to SQLite. Its log lies there as well.
"""

from __future__ import annotations

import json
import resource
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.durability.crowd import Crowd
from tests.field import country
from tests.field.ledger import faults, held_at, told_by
from tests.field.server import Server

pytestmark = pytest.mark.sqlite
CLIENTS = 4
UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


@pytest.fixture
def here(tmp_path):
    return country.make(tmp_path / "instance", people=CLIENTS, visits_=2)


def limit(server: Server, size: int) -> None:
    """No file that the server has open or opens may grow beyond `size` bytes from here on."""
    master = server.process.pid
    workers = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    for process in (master, *map(int, workers)):
        resource.prlimit(process, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def asked(server: Server, path: str) -> int:
    try:
        with urllib.request.urlopen(f"{server.address}{path}", timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return int(refused.code)


def test_a_full_disk_delays_and_loses_nothing(here):
    with Server(here.instance) as server:
        crowd = Crowd(here, server.port, CLIENTS, seed=20)
        with crowd.working():
            crowd.wait_for(50)
            limit(server, 1)
            refused = later(crowd, 3 * CLIENTS)
            told = told_by(crowd.devices)
            assert faults(told, held_at(here.settings().database)) == []
            assert asked(server, "/sign-in") == 200, "pages are read as before, although nothing can be logged"
            limit(server, resource.RLIM_INFINITY)
            crowd.wait_for(50)
    assert {answer.status for answer in refused} == {503}
    assert all(answer.body["retryable"] is True and answer.body["incident"] for answer in refused)
    assert not any("sqlite" in json.dumps(answer.body).lower() for answer in refused)
    told = told_by(crowd.devices)
    assert all(one.receipt for one in told.values())
    assert faults(told, held_at(here.settings().database)) == []


def later(crowd, number):
    """The next answers that are no receipts, as many as that."""
    seen = len(crowd.refused)
    crowd.wait_until(lambda: len(crowd.refused) >= seen + number)
    return crowd.refused[seen:]
