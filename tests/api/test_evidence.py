"""/sync/visits/<id>/evidence: what devices speak to bring in photos, files and signatures."""

import hashlib
import io

import pytest
from PIL import Image
from sqlalchemy import func, select

from assess.models import Evidence, Upload, db, new_id
from assess.services import evidence
from tests.evidence import jpeg

AT = "2026-11-20T18:05:10.250Z"
HEADERS = {"X-Assess-Client": "onsite/1", "Accept": "application/json"}


@pytest.fixture
def visit(make_visit, cast):
    return make_visit(lead=cast.lead_assessor, assessors=(cast.assessor,))


@pytest.fixture
def device(visit, cast, as_, storage):
    return Device(visit, cast.assessor, as_(cast.assessor))


class Device:
    """Somebody's browser that sends files as the on-site page does."""

    def __init__(self, visit, user, browser):
        self.visit, self.user, self.browser = visit, user, browser
        self.base = f"/sync/visits/{visit.id}/evidence"

    def announcement(self, content, **facts):
        told = {"id": str(new_id()), "criterion": "P1.1", "kind": "photo", "size": len(content), "no_person": True}
        told |= {"sha256": hashlib.sha256(content).hexdigest(), "caption": "La puerta", "author": str(self.user.id)}
        return told | {"device": "tablet", "at": AT} | facts

    def announce(self, content, **facts):
        return self.browser.post(self.base, json=self.announcement(content, **facts), headers=HEADERS)

    def put(self, id, offset, content, **options):
        options = {"content_type": "application/octet-stream"} | options
        return self.browser.put(f"{self.base}/{id}?offset={offset}", data=content, headers=HEADERS, **options)

    def send(self, content, **facts):
        """Announce and send the whole of it; the last answer."""
        told = self.announce(content, **facts).get_json()
        while told["status"] == "receiving":
            at = told["offset"]
            told = self.put(told["id"], at, content[at : at + evidence.CHUNK]).get_json()
        return told


def stored():
    return list(db.session.scalars(select(Evidence)))


def test_a_photo_is_announced_sent_in_parts_and_kept(device, storage):
    photo = jpeg(2400, 1800, noise=True)
    assert len(photo) > 2 * evidence.CHUNK
    told = device.announce(photo).get_json()
    assert (told["status"], told["offset"]) == ("receiving", 0)

    first = device.put(told["id"], 0, photo[: evidence.CHUNK])
    assert first.get_json() == {"id": told["id"], "status": "receiving", "offset": evidence.CHUNK}
    last = device.send(photo, id=told["id"])

    assert last == {
        "id": told["id"], "status": "kept", "sha256": hashlib.sha256(photo).hexdigest(), "size": len(photo),
    }  # fmt: skip
    (row,) = stored()
    kept = storage.get(evidence.blob_key(row.stored_sha256))
    assert hashlib.sha256(kept).hexdigest() == row.stored_sha256
    assert Image.open(io.BytesIO(kept)).size == (2048, 1536)
    assert max(Image.open(io.BytesIO(storage.get(evidence.blob_key(row.thumbnail_sha256)))).size) == 320
    assert (str(row.id), row.media_type, row.caption, row.size) == (told["id"], "image/jpeg", "La puerta", len(photo))
    assert list(storage.list("parts/")) == []
    assert db.session.scalar(select(func.count()).select_from(Upload)) == 0
