"""P11: a connection that is cut anywhere, in either direction, costs nothing but time."""

import os
from functools import partial

import pytest

from tests.conftest import PASSWORD
from tests.field import country
from tests.field.device import Device
from tests.field.proxy import Cut, Proxy
from tests.field.server import Server

#: Every byte is tried in the long run; in between, every so many.
STEP = int(os.environ.get("ASSESS_CUT_STEP", "29"))
OPERATIONS = 5


@pytest.fixture
def place(tmp_path):
    return country.make(tmp_path / "instance")


def recorded(device, visit, codes, round_):
    """Five changes of a person who goes on working, whatever the network does."""
    for code in codes[:OPERATIONS]:
        device.record(visit, code, "note", f"Ronda {round_}: se revisó el registro de la guardia nocturna.")


@pytest.mark.parametrize("way", ["request", "answer"])
def test_a_batch_cut_at_any_byte_arrives_once_and_whole(place, way):
    visit = place.visits[0]
    with Server(place.instance) as server, Proxy(server.port) as network:
        device = Device(network.port, place.people[0], PASSWORD)
        device.sign_in()
        recorded(device, visit, place.codes, 0)
        assert device.send(visit)
        length = network.passed[0 if way == "request" else 1]
        assert length > 1000

        for cut_at in range(0, length, STEP):
            recorded(device, visit, place.codes, cut_at)
            network.choose = partial(Cut, **{way: cut_at})
            device.send(visit)
            network.choose = Cut
            while device.waiting:
                assert device.send(visit)

    found = place.look().visit(visit)
    made = device.ledger.made
    assert {id: op["value"] for id, op in made.items()} == {id: found.operations.get(id) for id in made}
    assert len([id for id in found.operations if id in made]) == len(made)
    assert found.digest == found.rebuilt
    assert device.ledger.unknown >= length // STEP // 2, "the network has cut hardly anything"
