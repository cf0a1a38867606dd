"""/sync/visits/<id>/evidence: what devices speak to bring in photos, files and signatures."""

import hashlib
import io
import sqlite3
import uuid
from contextlib import closing

import pytest
from PIL import Image
from sqlalchemy import func, select

from assess import imaging
from assess.core.merge import EVIDENCE, REMOVED, digest
from assess.models import AuditEntry, Evidence, Manifest, Upload, db, new_id
from assess.models import Device as TabletRow
from assess.services import evidence, sync, visits
from assess.services.evidence import rules as evidence_rules
from assess.services.onsite import manifests
from assess.storage import Storage
from tests.conftest import NOON
from tests.evidence import encoded, jpeg, pdf, picture

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


def kept_count():
    return db.session.scalar(select(func.count()).select_from(Evidence))


def test_announcing_and_sending_again_is_harmless(device):
    photo = jpeg()
    first = device.send(photo)

    assert device.announce(photo, id=first["id"]).get_json() == first
    assert device.put(first["id"], 0, photo).get_json() == first
    assert device.browser.get(f"{device.base}/{first['id']}", headers=HEADERS).get_json() == first
    assert kept_count() == 1


def test_a_wrong_offset_is_told_the_right_one(device):
    photo = jpeg(1600, 1200, noise=True)
    id = device.announce(photo).get_json()["id"]
    device.put(id, 0, photo[:1000])

    for offset in (0, 999, 1001, len(photo)):
        answer = device.put(id, offset, photo[offset : offset + 500] or b"x")
        told = answer.get_json()
        assert (answer.status_code, told["code"], told["offset"], told["retryable"]) == (409, "offset", 1000, True)
    assert device.announce(photo, id=id).get_json()["offset"] == 1000


def test_the_same_bytes_for_the_same_criterion_are_one_piece_under_two_ids(device, visit):
    photo = jpeg()
    first, second = device.send(photo), device.send(photo)

    assert second == first | {"id": second["id"]}
    assert first["id"] != second["id"]
    assert kept_count() == 1
    assert evidence.counts(visit) == {"P1.1": 1}
    assert evidence.absent(visit, [uuid.UUID(first["id"]), uuid.UUID(second["id"]), visit.id]) == [visit.id]
    assert device.browser.get(f"{device.base}/{second['id']}", headers=HEADERS).get_json() == second
    assert device.browser.get(f"/visits/{visit.id}/evidence/{second['id']}").status_code == 200


def test_the_same_bytes_for_another_criterion_are_another_piece(device, visit):
    photo = jpeg()
    device.send(photo)
    device.send(photo, criterion="P1.2")

    assert evidence.counts(visit) == {"P1.1": 1, "P1.2": 1}


def test_two_announcements_of_the_same_bytes_that_arrive_at_once_become_one_piece(device, visit):
    photo = jpeg()
    ids = [device.announce(photo).get_json()["id"] for _ in range(2)]

    assert [device.put(id, 0, photo).get_json()["status"] for id in ids] == ["kept", "kept"]
    assert evidence.counts(visit) == {"P1.1": 1}


def test_a_piece_is_there_while_one_of_its_ids_is(device, visit, cast):
    photo = jpeg()
    ids = [device.send(photo)["id"] for _ in range(2)]

    remove(visit, cast.assessor, ids[0])
    assert evidence.counts(visit) == {"P1.1": 1}
    remove(visit, cast.assessor, ids[1])
    assert evidence.counts(visit) == {}
    device.send(photo)
    assert evidence.counts(visit) == {"P1.1": 1}


def remove(visit, user, id):
    one = visits.change(visit, EVIDENCE, id, REMOVED, by=user, at=NOON, device="tablet")
    assert sync.receive(visit, [one], by=user, at=NOON)[0].broken is None
    db.session.commit()


REFUSED = {
    "a person is seen": ({"no_person": False}, "ninguna persona"),
    "a kind of nobody": ({"criterion": "Z9"}, "Z9"),
    "too large": ({"size": 15 * 1024 * 1024 + 1}, "15 MB"),
    "empty": ({"size": 0}, "vacío"),
    "below nothing": ({"size": -1}, "vacío"),
    "a long caption": ({"caption": "x" * 301}, "300"),
    "a caption with a NUL": ({"caption": "a\0b"}, "300"),
    "a signature of a criterion": ({"kind": "signature"}, "reunión de cierre"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_taken_is_refused_before_any_byte_is_sent(device, name):
    changed, said = REFUSED[name]

    told = device.announce(jpeg(), **changed).get_json()

    assert told["status"] == "refused"
    assert said in told["message"]
    assert db.session.scalar(select(func.count()).select_from(Upload)) == 0


UNREADABLE = {
    "no id": {"id": "7"},
    "an id in capitals": {"id": str(new_id()).upper()},
    "no sum": {"sha256": "x"},
    "a size in words": {"size": "large"},
    "an unknown kind": {"kind": "video"},
    "no instant": {"at": "yesterday"},
    "another key": {"state_code": "07"},
    "a device without a name": {"device": ""},
    "half a surrogate pair": {"caption": "a\ud800"},
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_an_announcement_that_cannot_be_read_is_answered_in_a_sentence(device, name):
    answer = device.announce(jpeg(), **UNREADABLE[name])

    assert answer.status_code == 400
    assert len(answer.get_json()["message"]) > 20


def test_bytes_that_are_no_picture_are_refused_and_stay_refused(device, storage):
    content = b"<html><script>alert(1)</script>" * 100

    told = device.send(content)

    assert told["status"] == "refused"
    assert "JPEG" in told["message"]
    assert device.announce(content, id=told["id"]).get_json() == told
    assert device.put(told["id"], 0, content).get_json() == told
    assert (kept_count(), list(storage.list("blobs/")), list(storage.list("parts/"))) == (0, [], [])


def test_other_bytes_than_announced_are_refused_and_may_come_again(device):
    photo = jpeg()
    id = device.announce(photo).get_json()["id"]

    told = device.put(id, 0, photo[:-1] + b"x").get_json()
    assert told["status"] == "refused"
    assert kept_count() == 0

    assert device.announce(photo, id=id).get_json() == {"id": id, "status": "receiving", "offset": 0}
    assert device.put(id, 0, photo).get_json()["status"] == "kept"


def test_parts_that_have_gone_are_asked_for_again(device, storage):
    photo = jpeg(800, 600, noise=True)
    assert 100_000 < len(photo) < 300_000
    id = device.announce(photo).get_json()["id"]
    device.put(id, 0, photo[:50_000])
    (part,) = storage.list("parts/")
    storage.delete(part.key)

    answer = device.put(id, 50_000, photo[50_000:100_000])
    assert answer.get_json()["status"] == "receiving"
    answer = device.put(id, 100_000, photo[100_000:])

    assert (answer.status_code, answer.get_json()["offset"]) == (409, 0)
    assert device.send(photo, id=id)["status"] == "kept"


def test_an_id_belongs_to_one_file_of_one_visit(device, make_visit, cast, as_):
    first = device.send(jpeg())

    again = device.announce(jpeg(width=300), id=first["id"]).get_json()
    assert again["status"] == "refused"

    elsewhere = make_visit(lead=cast.lead_assessor, assessors=(cast.assessor,))
    db.session.commit()
    device.base = f"/sync/visits/{elsewhere.id}/evidence"
    assert device.announce(jpeg(), id=first["id"]).get_json()["status"] == "refused"
    assert device.browser.get(f"{device.base}/{first['id']}", headers=HEADERS).status_code == 404
    assert device.put(first["id"], 0, jpeg()).status_code == 404


def test_bytes_beyond_the_announced_size_are_not_taken(device):
    photo = jpeg()
    id = device.announce(photo).get_json()["id"]

    answer = device.put(id, 0, photo + b"x")

    assert answer.status_code == 422
    assert device.put(id, 0, photo).get_json()["status"] == "kept"


def test_a_part_is_small_typed_and_at_a_place(device):
    photo = jpeg()
    id = device.announce(photo).get_json()["id"]

    assert device.put(id, 0, b"x" * (evidence.CHUNK + 1)).status_code == 413
    assert device.put(id, 0, photo, content_type="text/plain").status_code == 415
    for place in ("", "-1", "zero", "9" * 11, "٣"):
        assert device.put(id, place, photo).status_code == 400
    assert device.put(new_id(), 0, photo).get_json()["code"] == "not_announced"


def test_evidence_comes_until_the_review_begins_and_stays_on_the_device_then(device, visit):
    photo = jpeg()
    id = device.announce(photo).get_json()["id"]
    device.put(id, 0, photo[:1000])
    visit.status = "fieldwork_closed"
    assert device.put(id, 1000, photo[1000:2000]).status_code == 200

    visit.status = "quality_review"

    assert device.announce(jpeg()).get_json()["status"] == "refused"
    answer = device.put(id, 2000, photo[2000:])
    assert (answer.status_code, answer.get_json()["retryable"]) == (422, False)
    assert kept_count() == 0
    visit.status = "fieldwork"
    assert device.send(photo, id=id)["status"] == "kept"


def test_a_planned_visit_takes_none(device, visit):
    visit.status = "planned"

    assert device.announce(jpeg()).get_json()["status"] == "refused"


def test_a_visit_holds_so_many_files_and_bytes(device, visit, monkeypatch):
    monkeypatch.setattr(evidence_rules, "VISIT_FILES", 2)
    device.send(jpeg())
    device.announce(jpeg(width=300))

    told = device.announce(jpeg(width=200)).get_json()
    assert told["status"] == "refused"
    assert "2 archivos" in told["message"]

    monkeypatch.setattr(evidence_rules, "VISIT_FILES", 400)
    monkeypatch.setattr(evidence_rules, "VISIT_BYTES", 20_000)
    assert device.announce(jpeg(width=200), size=19_000).get_json()["status"] == "refused"


def test_a_person_sends_so_much_within_a_day(device, app):
    app.extensions["settings"] = app.extensions["settings"].model_copy(update={"evidence_person_mb": 1})

    assert device.announce(jpeg(), size=900_000).get_json()["status"] == "receiving"
    told = device.announce(jpeg(width=300), size=900_000).get_json()

    assert told["status"] == "refused"
    assert "1 MB" in told["message"]


def test_a_copy_carried_by_another_of_the_team_keeps_its_author(device, cast, visit, as_):
    carrier = Device(visit, cast.lead_assessor, as_(cast.lead_assessor))

    told = carrier.send(jpeg(), author=str(cast.assessor.id))

    assert told["status"] == "kept"
    (row,) = stored()
    assert row.author_id == cast.assessor.id
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "evidence.keep")).one()
    assert (entry.actor_id, entry.details["author"]) == (cast.lead_assessor.id, str(cast.assessor.id))


def test_an_assessor_of_another_team_brings_nothing_of_this_one(cast, visit, as_, make_user):
    outsider = make_user("assessor", visit.state_code)
    carrier = Device(visit, outsider, as_(outsider))

    told = carrier.announce(jpeg(), author=str(cast.assessor.id)).get_json()

    assert told["status"] == "refused"
    assert "equipo de esta visita" in told["message"]


def test_the_authority_carries_for_the_team_and_adds_nothing_of_its_own(device, cast, visit, as_):
    carrier = Device(visit, cast.state_authority, as_(cast.state_authority))

    assert carrier.send(jpeg(), author=str(cast.assessor.id))["status"] == "kept"
    assert carrier.send(jpeg(width=300))["status"] == "refused"


def test_nobody_speaks_for_somebody_outside_the_team(device, cast):
    assert device.announce(jpeg(), author=str(cast.other.assessor.id)).get_json()["status"] == "refused"
    assert device.announce(jpeg(), author=str(new_id())).get_json()["status"] == "refused"


def test_a_member_with_domains_adds_evidence_to_these_alone(device, visit, cast):
    visit.member(cast.assessor.id).domains = ["Q"]

    assert device.announce(jpeg()).get_json()["status"] == "refused"
    assert device.announce(jpeg(), criterion="Q1.1").get_json()["status"] == "receiving"
    assert device.announce(jpeg(width=300), criterion="@exit").get_json()["status"] == "receiving"


def test_a_signature_and_a_pdf_are_kept_as_what_they_are(device, storage):
    device.send(encoded(picture(300, 200), "PNG"), criterion="@exit", kind="signature", no_person=False)
    device.send(pdf(), kind="file", no_person=False)

    assert {(row.kind, row.media_type) for row in stored()} == {
        ("signature", "image/png"),
        ("file", "application/pdf"),
    }
    for row in stored():
        assert storage.get(evidence.blob_key(row.stored_sha256))[:4] in (b"\x89PNG", b"%PDF")


@pytest.mark.parametrize("role", ["observer", "director", "admin", "protection_officer"])
def test_who_may_not_read_visits_is_a_stranger_here(visit, cast, as_, storage, role):
    one = Device(visit, getattr(cast, role), as_(getattr(cast, role)))

    assert one.announce(jpeg()).status_code == 404
    assert one.put(new_id(), 0, b"x").status_code == 404


def test_a_stranger_of_another_state_gets_404(visit, cast, as_, storage):
    assert Device(visit, cast.other.assessor, as_(cast.other.assessor)).announce(jpeg()).status_code == 404


def test_without_the_header_of_a_client_nothing_is_taken(device):
    told = device.announcement(jpeg())

    assert device.browser.post(device.base, json=told).status_code == 403
    assert (
        device.browser.post(device.base, json=told, headers=HEADERS | {"Origin": "https://evil.example"}).status_code
        == 403
    )


def test_who_is_signed_out_is_told_so(client, visit, storage):
    db.session.commit()

    assert client.post(f"/sync/visits/{visit.id}/evidence", json={}, headers=HEADERS).status_code == 401


def test_a_visit_that_waits_for_a_photo_is_complete_with_it(device, visit, cast):
    photo, id = jpeg(), str(new_id())
    tablet = registered(id=new_id(), user=cast.assessor)
    told = manifests.Sent(digest(sync.state_of(visit)), [], [id], visit.instrument_version.sha256, False)
    assert manifests.receive(visit, tablet, told, at=NOON).manifest.state == "receiving"
    db.session.commit()

    device.send(photo, id=id)

    assert db.session.scalars(select(Manifest)).one().state == "complete"


def registered(*, id, user):
    tablet = TabletRow(id=id, user=user, label="Tableta", salt="s", created_at=NOON, seen_at=NOON)
    db.session.add(tablet)
    return tablet


@pytest.mark.sqlite
def test_nobody_waits_while_a_file_is_made(device, app, monkeypatch):
    made, asked = imaging.remake, []

    def look(kind, source):
        with closing(sqlite3.connect(f"{app.instance_path}/assess.sqlite", timeout=0)) as other:
            other.execute("BEGIN IMMEDIATE")
            asked.append(kind)
        return made(kind, source)

    monkeypatch.setattr(imaging, "remake", look)

    assert device.send(jpeg())["status"] == "kept"
    assert asked == ["photo"]


def test_a_store_that_is_down_is_told_as_busy_and_nothing_is_half_done(device, app, tmp_path):
    photo = jpeg()
    told = device.announce(photo).get_json()
    (tmp_path / "file").write_text("x")
    good = app.extensions["storage"]
    app.extensions["storage"] = Storage((tmp_path / "file" / "evidence").as_uri())

    for content in (photo[:1000], photo):
        answer = device.put(told["id"], 0, content)
        assert (answer.status_code, answer.get_json()["code"], answer.get_json()["retryable"]) == (503, "busy", True)
        assert int(answer.headers["Retry-After"]) > 0
    assert kept_count() == 0

    app.extensions["storage"] = good
    assert device.send(photo, id=told["id"])["status"] == "kept"
