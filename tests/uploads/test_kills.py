"""P15: a photo is whole or absent, wherever the server dies and whatever its disk does.

The server kills itself with SIGKILL before and after every call to disk, store and database that a photo of two parts
leads to, one after the other, until none is left; then the device goes on, and the photo is there once.
"""

from __future__ import annotations

import errno
import hashlib
import os
from itertools import count

import pytest

from assess.models import new_id
from tests.conftest import PASSWORD
from tests.evidence import encoded, picture
from tests.field.device import UNKNOWN
from tests.uploads.sending import Held, Mortal, Sender, folder_of

#: The long run kills at every step; these strides share no factor, so that both kinds of storage meet different ones.
STRIDES = (1, 1) if os.environ.get("ASSESS_KILL_EVERY_STEP") else (4, 7)
#: More steps than any photo takes; the loops end by themselves before.
MOST = 200


def photos():
    """Different photos of two parts each."""
    for width in count(100):
        yield encoded(picture(width, 80, noise=True), "JPEG", quality=90)


def test_a_photo_is_whole_or_absent_wherever_the_server_is_killed(place, kept_in):
    storage, environment = kept_in
    held, visit, stride = Held(place, storage), place.visits[0], STRIDES[0 if storage.folder else 1]
    with Mortal(place, environment) as server:
        device = Sender(server.port, place.people[0], PASSWORD)
        device.sign_in()
        for step, photo in zip(range(1, MOST, stride), photos(), strict=False):
            id, part = str(new_id()), len(photo) * 2 // 3
            device.fault = f"{step} kill"
            try:
                answer = device.upload(visit, photo, id=id, part=part)
                assert answer.body["status"] == "kept"
                break
            except UNKNOWN:
                assert server.died() == 9
            assert held.holes() == [], f"step {step}"
            server.live()
            device.fault = ""
            told = device.insist(visit, photo, id=id, part=part)
            assert (told["status"], told["sha256"]) == ("kept", hashlib.sha256(photo).hexdigest()), f"step {step}"
            assert held.holes() == [], f"step {step}"
            assert held.pieces()[id][0] == told["sha256"], f"step {step}"
    assert 20 < step < MOST - 1, "the steps were not counted"
    assert len(held.pieces()) == len(range(1, step + 1, stride))
    assert held.uploads() == set()


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EIO], ids=["ENOSPC", "EIO"])
def test_a_photo_is_whole_or_absent_wherever_the_disk_fails(place, fault):
    held, visit, failed = Held(place, folder_of(place.instance)), place.visits[0], 0
    with Mortal(place, {}) as server:
        device = Sender(server.port, place.people[0], PASSWORD)
        device.sign_in()
        for step, photo in zip(range(1, MOST), photos(), strict=False):
            id, part = str(new_id()), len(photo) * 2 // 3
            device.fault = f"{step} {int(fault)}"
            answer = device.upload(visit, photo, id=id, part=part)
            assert held.holes() == [], f"step {step}"
            if answer.status == 200:
                # parts that cannot be removed are left for the cleaning: the photo is kept all the same
                assert answer.body["status"] == "kept", f"step {step}"
                if not held.parts(id):
                    break
                continue
            failed += 1
            assert (answer.status, answer.body["code"], answer.body["retryable"]) == (503, "busy", True), f"step {step}"
            device.fault = ""
            assert device.insist(visit, photo, id=id, part=part)["status"] == "kept", f"step {step}"
            assert held.holes() == [], f"step {step}"
    assert 8 < failed < MOST - 1, "the disk hardly failed"
    assert held.uploads() == set()
