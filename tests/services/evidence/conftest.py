"""Pieces in a visit, kept through the service as a device would bring them in."""

import hashlib
import os
from datetime import timedelta

import pytest

from assess.models import Evidence, db, new_id
from assess.services import evidence
from tests.conftest import NOON
from tests.evidence import jpeg

LIMIT = 1024**3


@pytest.fixture
def visit(make_visit, cast):
    return make_visit(lead=cast.lead_assessor, assessors=(cast.assessor,))


@pytest.fixture
def announced(visit, cast):
    """announced(content): the announcement, once the service has taken note of it."""

    def announce(content, *, at=NOON, **facts):
        sha256 = hashlib.sha256(content).hexdigest()
        told = {"id": new_id(), "criterion": "P1.1", "kind": "photo", "sha256": sha256, "size": len(content)}
        told |= {"author": cast.assessor.id, "device": "tablet", "claimed_at": at, "no_person": True}
        file = evidence.Announcement(**told | facts)
        status = evidence.announce(visit, file, by=cast.assessor, at=at, person_bytes=LIMIT)
        assert status.broken is None
        return file

    return announce


@pytest.fixture
def kept(announced, visit, cast, storage):
    """kept(): the row of a photo that has arrived whole."""

    def keep(content=None, *, at=NOON, **facts):
        photo = jpeg() if content is None else content
        file = announced(photo, at=at, **facts)
        part = evidence.expect(visit, file.id, 0, len(photo))
        made = evidence.complete(storage, part, photo)
        evidence.keep(visit, part, made, storage, by=cast.assessor, at=at)
        db.session.commit()
        return db.session.get(Evidence, file.id)

    return keep


@pytest.fixture
def aged(storage):
    """aged(hours): everything in the store was written so long before the clock of this test."""

    def age(hours, at=NOON):
        then = (at - timedelta(hours=hours)).timestamp()
        for path in storage.folder.rglob("*"):
            os.utime(path, (then, then))

    return age
