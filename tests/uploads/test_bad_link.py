"""P15: photos over a slow link that resets one connection in ten all arrive whole."""

from __future__ import annotations

import hashlib
import os
import random

from tests.conftest import PASSWORD
from tests.evidence import encoded, picture
from tests.field import country
from tests.field.proxy import Cut, Proxy
from tests.field.server import Server
from tests.uploads.sending import Held, Sender, folder_of

#: The long run sends 300 photos of 4 MB, which takes three hours at 1 Mbit/s: ASSESS_LINK_PHOTOS=300.
PHOTOS = int(os.environ.get("ASSESS_LINK_PHOTOS", "0"))
#: 16 for the same in a quarter of an hour.
MBIT = float(os.environ.get("ASSESS_LINK_MBIT", "1"))
RESETS = 0.1
#: Of a photo of 16 parts: each goes on where the one before was reset.
TRIES = 60
SHORT = 6
#: One visit may have 300 MB.
VISITS = 5


def photo(number: int) -> bytes:
    """No two are the same; in the long run of the size that a telephone makes, else as small as serves."""
    width, height = (2600 + number, 1950) if PHOTOS else (300 + number, 225)
    return encoded(picture(width, height, noise=True), "JPEG", quality=90)


def test_photos_over_a_slow_link_that_resets_arrive_whole(tmp_path):
    place = country.make(tmp_path / "instance", visits_=VISITS)
    held, chance = Held(place, folder_of(place.instance)), random.Random(15)
    sent, resets, part = {}, 0, 262_144 if PHOTOS else 8_000

    def choose() -> Cut:
        nonlocal resets
        if chance.random() >= RESETS:
            return Cut()
        resets += 1
        at = chance.randrange(part)
        return Cut(request=at) if chance.random() < 0.5 else Cut(answer=at % 400)

    with Server(place.instance) as server, Proxy(server.port, rate=MBIT * 1e6 / 8) as network:
        device = Sender(network.port, place.people[0], PASSWORD)
        device.sign_in()
        network.choose = choose
        for number in range(PHOTOS or SHORT):
            content = photo(number)
            told = device.insist(place.visits[number % VISITS], content, part=part, tries=TRIES)
            assert (told["status"], told["sha256"]) == ("kept", hashlib.sha256(content).hexdigest())
            sent[told["id"]] = told["sha256"]

    assert resets > len(sent) / 10
    assert held.holes() == []
    assert {id: row[0] for id, row in held.pieces().items()} == sent
    assert held.uploads() == set()
