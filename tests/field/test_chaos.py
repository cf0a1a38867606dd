"""P10, P13, P17, P19 together, for as long as CI can wait; `make chaos` runs it for half an hour."""

import copy
import hashlib
from datetime import timedelta
from types import SimpleNamespace

import pytest

from tests.field import chaos, country
from tests.field.device import Device, canonical
from tests.field.ledger import faults
from tests.postgres import running_postgres

SECONDS = 10


def place_on(kind, folder, database=None):
    return country.make(folder / kind, people=6, visits_=2, database=database)


def judged(place):
    outcome = chaos.run(place, seconds=SECONDS, kill_every=3, seed=2026)
    assert outcome.faults == []
    assert outcome.kills >= 1
    assert outcome.statuses["applied"] > 20
    assert outcome.unknown > 0, "the network and the kills were not felt"


def test_kills_cuts_repeats_and_wrong_clocks_lose_and_double_nothing_on_sqlite(tmp_path):
    judged(place_on("sqlite", tmp_path))


def test_kills_cuts_repeats_and_wrong_clocks_lose_and_double_nothing_on_postgresql(tmp_path):
    with running_postgres() as address:
        judged(place_on("postgresql", tmp_path, address))


@pytest.fixture
def told():
    """A device with one acknowledged, one rejected and one unanswered operation, and the database that fits."""
    device = Device(0, "p@example.org", "", clock=timedelta())
    device.user = "ana"
    kept, refused, open_ = (device.record("v", "P1.1", "note", text) for text in ("una", "dos", "tres"))
    device.ledger.receipts = {
        kept["id"]: {"status": "applied"},
        refused["id"]: {"status": "rejected"},
    }
    found = SimpleNamespace(
        operations={kept["id"]: "una"},
        sums={kept["id"]: hashlib.sha256(canonical(kept)).hexdigest()},
        quarantined={},
        digest="d",
        rebuilt="d",
    )
    return SimpleNamespace(device=device, found=found, kept=kept["id"], refused=refused["id"], open=open_["id"])


def verdict(told, **changes):
    found = copy.deepcopy(told.found)
    vars(found).update(changes)
    return faults([told.device], {"v": found})


def test_the_checker_finds_nothing_where_nothing_is_wrong(told):
    assert verdict(told) == []


@pytest.mark.parametrize(
    ("seeded", "said"),
    [
        (lambda t: {"operations": {}}, "acknowledged and lost"),
        (lambda t: {"operations": {t.kept: "otra"}}, "stored with another content"),
        (lambda t: {"sums": {t.kept: "0" * 64}}, "stored with another content"),
        (lambda t: {"operations": {t.kept: "una", t.refused: "dos"}}, "stored although it was rejected"),
        (lambda t: {"quarantined": {t.kept: "closed"}}, "stored twice"),
        (lambda t: {"rebuilt": "e"}, "not what the operations add up to"),
    ],
)
def test_the_checker_notices_every_seeded_fault(told, seeded, said):
    assert [said in fault for fault in verdict(told, **seeded(told))] == [True]
