"""A visit is complete when the server holds all of it, and only then (P16)."""

from __future__ import annotations

import hashlib
import json
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from assess.api.onsite.schemas import Changes, ManifestOut
from assess.core.merge import digest
from assess.http.clock import now
from assess.models import AuditEntry, Evidence, Manifest, db, new_id
from assess.services import sync
from assess.services.onsite import manifests
from tests.conftest import NOON
from tests.instruments import BASE, NOTE, small


def piece(visit, author, criterion="P1.1"):
    """A photo that has arrived."""
    row = Evidence(
        id=new_id(), visit_id=visit.id, criterion=criterion, kind="photo", sha256=uuid.uuid4().hex * 2, size=9,
        stored_sha256="0" * 64, stored_size=9, media_type="image/jpeg", no_person=True, author_id=author.id,
        device="tableta", claimed_at=NOON, received_at=NOON,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def whole(device):
    """Every answer of the small instrument with what the rules ask for."""
    criteria = small().instrument.criteria
    operations = []
    for code, level in BASE.items():
        for name, value in {"level": level, "note": NOTE, "methods": list(criteria[code].verify)}.items():
            operations.append(device.op(code, name, value))
    return operations


@pytest.fixture
def sent(tablet, cast, visit):
    """A device of the lead that holds the visit, and what it is going to send."""
    device = tablet(cast.lead_assessor)
    device.pack(visit)
    device.operations = whole(device)
    device.photos = [new_id(), new_id()]
    return device


def declare(device, visit, state, **more):
    body = {
        "digest": state,
        "operations": [op["id"] for op in device.operations],
        "evidence": [str(id) for id in device.photos],
        "instrument_sha256": visit.instrument_version.sha256,
        "close": True,
    } | more
    answer = device.post(f"/sync/visits/{visit.id}/manifest", body)
    assert answer.status_code == 200, answer.get_json()
    return ManifestOut.model_validate(answer.get_json())


def digest_with(device, visit):
    """What the device computes of its own state: everything it was given and everything it made."""
    held = device.changes(visit).get_json()["operations"]
    heads = {(op["criterion"], op["field"]): (op["id"], op["value"]) for op in [*held, *device.operations]}
    rows = [[criterion, field, [list(head)]] for (criterion, field), head in sorted(heads.items())]
    written = json.dumps(rows, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def arrive(device, visit, *operations):
    assert {r["status"] for r in device.send(visit, *operations).get_json()["receipts"]} <= {"applied", "conflict"}


def photograph(device, visit, cast):
    for id in device.photos:
        piece(visit, cast.lead_assessor).id = id
    db.session.commit()


def test_a_visit_that_is_all_there_is_complete_and_closed(sent, visit, cast):
    state = digest_with(sent, visit)
    arrive(sent, visit, *sent.operations)
    photograph(sent, visit, cast)

    told = declare(sent, visit, state)

    assert (told.state, told.status, told.refusal) == ("complete", "fieldwork_closed", None)
    assert (told.missing.operations, told.missing.evidence, told.missing.digest) == ([], [], False)
    assert visit.closed_at is not None


@pytest.mark.parametrize("place", range(0, 27, 5))
def test_any_operation_that_is_missing_is_named_and_keeps_the_visit_open(sent, visit, cast, place):
    state = digest_with(sent, visit)
    lost = sent.operations[place]
    arrive(sent, visit, *(op for op in sent.operations if op is not lost))
    photograph(sent, visit, cast)

    told = declare(sent, visit, state)

    assert (told.state, told.missing.operations, told.status) == ("receiving", [lost["id"]], "fieldwork")
    later = Changes.model_validate(sent.changes(visit).get_json())
    assert (later.manifest.state, later.manifest.missing.operations) == ("receiving", [lost["id"]])


def test_any_photo_that_is_missing_is_named_and_keeps_the_visit_open(sent, visit, cast):
    state = digest_with(sent, visit)
    arrive(sent, visit, *sent.operations)
    lost = sent.photos[1]
    piece(visit, cast.lead_assessor).id = sent.photos[0]

    told = declare(sent, visit, state)

    assert (told.state, told.missing.evidence, told.status) == ("receiving", [str(lost)], "fieldwork")


def test_it_becomes_complete_by_itself_once_the_last_operation_arrives(sent, visit, cast):
    state = digest_with(sent, visit)
    arrive(sent, visit, *sent.operations[1:])
    photograph(sent, visit, cast)
    declare(sent, visit, state)

    answer = sent.send(visit, sent.operations[0])

    assert answer.get_json()["status"] == "fieldwork_closed"
    assert sent.changes(visit).get_json()["manifest"]["state"] == "complete"


def test_it_becomes_complete_by_itself_once_the_last_photo_arrives(sent, visit, cast):
    state = digest_with(sent, visit)
    arrive(sent, visit, *sent.operations)
    declare(sent, visit, state)
    photograph(sent, visit, cast)

    manifests.reconsider(visit, at=NOON)

    assert (visit.status, manifests.waiting(visit)) == ("fieldwork_closed", [])


def test_another_state_than_the_devices_is_told(sent, visit, cast):
    arrive(sent, visit, *sent.operations)
    photograph(sent, visit, cast)

    told = declare(sent, visit, "0" * 64)

    assert (told.state, told.missing.digest, told.status) == ("receiving", True, "fieldwork")


def test_what_the_method_still_asks_for_is_told_and_the_visit_stays_open(sent, visit, cast):
    sent.operations = [op for op in sent.operations if op["criterion"] != "P1.1"]
    state = digest_with(sent, visit)
    arrive(sent, visit, *sent.operations)
    photograph(sent, visit, cast)

    told = declare(sent, visit, state)

    assert (told.state, told.status) == ("complete", "fieldwork")
    assert "P1.1" in told.refusal


def test_an_assessor_completes_and_does_not_close(tablet, visit, cast):
    device = tablet(cast.assessor)
    device.pack(visit)
    device.operations, device.photos = whole(device), []
    state = digest_with(device, visit)
    arrive(device, visit, *device.operations)

    told = declare(device, visit, state)

    assert (told.state, told.status) == ("complete", "fieldwork")
    assert told.refusal.startswith("Solo quien coordina")


def test_without_asking_nothing_is_closed(sent, visit, cast):
    state = digest_with(sent, visit)
    arrive(sent, visit, *sent.operations)
    photograph(sent, visit, cast)

    assert declare(sent, visit, state, close=False).status == "fieldwork"


def test_an_operation_in_quarantine_is_there(sent, visit, cast):
    arrive(sent, visit, *sent.operations)
    photograph(sent, visit, cast)
    reused = sent.operations[0] | {"value": 0}
    sent.send(visit, reused)

    assert declare(sent, visit, digest(sync.state_of(visit))).state == "complete"


def test_another_instrument_is_refused(sent, visit):
    body = {"digest": "0" * 64, "operations": [], "evidence": [], "instrument_sha256": "1" * 64, "close": True}

    answer = sent.post(f"/sync/visits/{visit.id}/manifest", body)

    assert (answer.status_code, answer.get_json()["code"]) == (422, "not_possible")


@pytest.mark.parametrize(
    "fault", [{"digest": "x"}, {"operations": ["1"]}, {"evidence": None}, {"close": "maybe"}, {"more": 1}]
)
def test_a_manifest_that_is_none_is_refused(sent, visit, fault):
    body = {"digest": "0" * 64, "operations": [], "evidence": [], "instrument_sha256": "1" * 64, "close": True} | fault

    assert sent.post(f"/sync/visits/{visit.id}/manifest", body).status_code == 400


def test_a_visit_on_its_way_for_more_than_a_day_is_told_on_its_page(sent, visit, cast, as_):
    state = digest_with(sent, visit)
    arrive(sent, visit, *sent.operations[2:])
    declare(sent, visit, state)
    notice = "Hace más de un día que una visita no llega completa"
    browser = as_(cast.state_authority)

    def read():
        return browser.get(f"/visits/{visit.id}").get_data(as_text=True)

    assert "Por llegar: 2 cambios y 2 archivos" in read()
    assert notice not in read()

    row = db.session.scalars(select(Manifest)).one()
    row.received_at = now() - timedelta(hours=25)
    db.session.commit()

    assert notice in read()


def test_the_digest_of_a_team_holds_what_the_others_recorded(sent, visit, cast, tablet):
    other = tablet(cast.assessor)
    other.pack(visit)
    arrive(other, visit, other.op("@exit", "team_name", "Ana"))
    arrive(sent, visit, *sent.operations)
    photograph(sent, visit, cast)
    stale = digest_with(sent, visit)
    arrive(other, visit, other.op("@exit", "remarks", "Sin observaciones."))

    assert declare(sent, visit, stale).missing.digest is True
    assert declare(sent, visit, digest_with(sent, visit)).state == "complete"


def test_closing_from_a_device_is_in_the_audit(sent, visit, cast):
    test_a_visit_that_is_all_there_is_complete_and_closed(sent, visit, cast)

    closed = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "visit.close_fieldwork")).one()
    assert closed.actor_id == cast.lead_assessor.id
