"""P11 and P15: every connection is cut after so many bytes, and the photo still arrives whole."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from functools import partial

import pytest

from assess.models import new_id
from tests.conftest import PASSWORD
from tests.evidence import encoded, picture
from tests.field.device import UNKNOWN
from tests.field.proxy import Cut, Proxy
from tests.field.server import Server
from tests.uploads.sending import Held, Sender, folder_of

#: The long run cuts at every 97th byte: ASSESS_UPLOAD_CUT_STEP=97.
STEP = int(os.environ.get("ASSESS_UPLOAD_CUT_STEP", "997"))
PART, HEADERS = 8_000, 800


@pytest.mark.parametrize("way", ["request", "answer"])
def test_a_photo_cut_at_any_byte_arrives_whole(place, way):
    visit, held = place.visits[0], Held(place, folder_of(place.instance))
    sent = {}
    with Server(place.instance) as server, Proxy(server.port) as network:
        device = Sender(network.port, place.people[0], PASSWORD)
        device.sign_in()
        photo = encoded(picture(150, 90, noise=True), "JPEG", quality=90)
        assert PART < len(photo) < 2 * PART
        whole = device.insist(visit, photo, part=PART)
        sent[whole["id"]] = whole["sha256"]
        longest = PART + HEADERS if way == "request" else network.passed[1]
        step = STEP if way == "request" else max(1, STEP * longest // PART)
        for number, cut_at in enumerate(range(0, longest, step)):
            photo = encoded(picture(140 + number % 20, 90, noise=True), "JPEG", quality=90)
            id = str(new_id())
            network.choose = partial(Cut, **{way: cut_at})
            with suppress(*UNKNOWN):
                device.upload(visit, photo, id=id, part=PART)
            network.choose = Cut
            told = device.insist(visit, photo, id=id, part=PART)
            assert (told["status"], told["sha256"]) == ("kept", hashlib.sha256(photo).hexdigest()), cut_at
            sent[id] = told["sha256"]

    assert held.holes() == []
    assert {id: row[0] for id, row in held.pieces().items()} == sent
    assert held.uploads() == set()
