"""Taking in a stretch of a file, for the API and for the form of a page: short transactions, slow work between them."""

from __future__ import annotations

import logging
import uuid

from flask import current_app

from assess.core.rules import RuleBroken
from assess.http.clock import now
from assess.http.permissions import me
from assess.http.transactions import changing
from assess.models import Visit, db
from assess.services import evidence, sync
from assess.services.onsite import manifests
from assess.storage import Storage, Unavailable

log = logging.getLogger("assess.evidence")


def storage() -> Storage:
    """The store of this application, opened when it is first used."""
    store = current_app.extensions.get("storage")
    if store is None:
        store = current_app.extensions["storage"] = Storage(current_app.extensions["settings"].storage)
    return store


def announce(visit: Visit, file: evidence.Announcement) -> evidence.Status:
    """In a transaction of its own."""
    person_bytes = current_app.extensions["settings"].evidence_person_mb * 1024 * 1024
    visit_id = visit.id  # a transaction later, asking it would read the whole visit
    with changing():
        visit = _again(visit_id)
        return _told(visit, evidence.announce(visit, file, by=me(), at=now(), person_bytes=person_bytes))


def take(visit: Visit, id: uuid.UUID, offset: int, content: bytes) -> evidence.Status:
    """Where the file stands after these bytes. Raises WrongOffset, Unannounced, RuleBroken, Unavailable and Busy."""
    part = evidence.expect(visit, id, offset, len(content))
    db.session.rollback()
    if isinstance(part, evidence.Status):
        return part
    if not part.is_last:
        evidence.keep_part(storage(), part, content)
        with changing():
            return evidence.advance(part, at=now())
    status = _finish(part, content)
    if offset:
        _forget(part)
    return status


def _finish(part: evidence.Part, content: bytes) -> evidence.Status:
    try:
        made = evidence.complete(storage(), part, content)
    except RuleBroken as broken:
        with changing():
            return evidence.refuse(part, broken, at=now())
    except evidence.WrongOffset:
        with changing():
            evidence.start_again(part)
        raise
    with changing():
        visit = _again(part.visit_id)
        return _told(visit, evidence.keep(visit, part, made, storage(), by=me(), at=now()))


def _told(visit: Visit, status: evidence.Status) -> evidence.Status:
    """What waited for this very file is complete now (P16)."""
    if status.status == evidence.KEPT:
        manifests.reconsider(visit, at=now())
    return status


def _forget(part: evidence.Part) -> None:
    try:
        evidence.forget_parts(storage(), part)
    except Unavailable as error:
        log.warning("parts of %s stay until they are cleaned: %s", part.id, error)


def _again(visit_id: uuid.UUID) -> Visit:
    """The visit in this transaction; nobody deletes one."""
    visit = sync.find(visit_id)
    assert visit is not None
    return visit
