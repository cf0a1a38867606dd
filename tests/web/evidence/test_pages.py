"""Evidence on the page of a criterion, without a script."""

import uuid

import pytest
from sqlalchemy import select

from assess.models import AuditEntry, Evidence, Operation, db
from assess.services import evidence, sync, visits
from assess.services.focus import instrument_of
from tests.conftest import NOON
from tests.evidence import jpeg
from tests.web.visits.conftest import text_of


def pieces():
    db.session.rollback()
    return list(db.session.scalars(select(Evidence)))


def test_a_photo_is_added_on_the_page_and_shown_there(add, place, visit):
    answer = add()

    assert answer.status_code == 302
    assert answer.location == f"{place}#evidence"
    (row,) = pieces()
    assert (row.caption, row.kind, row.criterion, row.no_person) == ("La puerta", "photo", "P1.1", True)
    shown = add.browser().get(place).get_data(as_text=True)
    assert f'src="/visits/{visit.id}/evidence/{row.id}/thumbnail"' in shown
    assert "La puerta" in shown
    assert evidence.counts(visit) == {"P1.1": 1}


def test_the_same_form_sent_twice_keeps_the_file_once(add):
    submission, photo = str(uuid.uuid4()), jpeg()

    assert [add(photo, submission=submission).status_code for _ in range(2)] == [302, 302]
    assert len(pieces()) == 1


def test_the_same_photo_from_two_people_is_kept_once(add, cast, visit):
    photo = jpeg()
    add(photo)

    assert add(photo, by=cast.lead_assessor).status_code == 302
    assert len(pieces()) == 1
    assert evidence.counts(visit) == {"P1.1": 1}


REFUSED = {
    "without the box": ({"no_person": None}, "ninguna persona"),
    "no picture": ({"content": b"hello"}, "JPEG"),
    "an empty file": ({"content": b""}, "vacío"),
    "a long caption": ({"caption": "x" * 301}, "300"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_stays_in_the_form_with_a_sentence(add, name):
    changed, said = REFUSED[name]

    answer = add(**changed)

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert changed.get("caption", "La puerta") in answer.get_data(as_text=True)
    assert pieces() == []


def test_a_piece_is_taken_away_and_put_back(add, visit, place):
    add()
    (row,) = pieces()
    browser = add.browser()
    address = f"/visits/{visit.id}/evidence/{row.id}"

    assert browser.post(f"{address}/remove", data={"csrf_token": browser.csrf}).location == f"{place}#evidence"
    assert evidence.counts(visit) == {}
    assert "Quitados" in text_of(browser.get(place))
    assert browser.get(address).status_code == 200

    browser.post(f"{address}/restore", data={"csrf_token": browser.csrf})
    assert evidence.counts(visit) == {"P1.1": 1}
    ops = select(Operation).order_by(Operation.seq)
    made = [(op.criterion, op.field, op.value) for op in db.session.scalars(ops) if "@e" in op.criterion]
    assert made == [("@evidence", str(row.id), "removed"), ("@evidence", str(row.id), None)]


def test_evidence_may_be_added_after_fieldwork_until_the_review(add, visit):
    visit.status = "fieldwork_closed"
    assert add().status_code == 302

    visit.status = "quality_review"
    answer = add(jpeg(width=300))
    assert answer.status_code == 422
    assert len(pieces()) == 1


def test_who_reads_but_is_not_of_the_team_sees_the_pieces_and_no_form(add, cast, place):
    add()

    shown = add.browser(cast.state_authority).get(place).get_data(as_text=True)

    assert "/thumbnail" in shown
    assert "multipart" not in shown
    assert add(jpeg(width=300), by=cast.state_authority).status_code == 403


SAFE = {
    "Content-Type": "image/jpeg",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
    "X-Frame-Options": "DENY",
}


@pytest.mark.parametrize("which", ["", "/thumbnail"])
def test_a_picture_is_served_so_that_nothing_in_it_can_act(add, visit, which):
    add()
    (row,) = pieces()

    answer = add.browser().get(f"/visits/{visit.id}/evidence/{row.id}{which}")

    assert {name: answer.headers.get(name) for name in SAFE} == SAFE
    assert "Ana" not in answer.headers["Content-Disposition"]
    assert str(row.id) in answer.headers["Content-Disposition"]


def test_looking_at_pictures_is_one_entry_in_the_chain_each(add, visit, cast):
    add()
    (row,) = pieces()
    browser = add.browser(cast.state_authority)
    for _ in range(3):
        browser.get(f"/visits/{visit.id}/evidence/{row.id}")
        browser.get(f"/visits/{visit.id}/evidence/{row.id}/thumbnail")

    looks = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "evidence.read").order_by(AuditEntry.seq))
    assert [(look.actor_id, look.object_id, look.details["what"]) for look in looks] == [
        (cast.state_authority.id, str(visit.id), str(row.id)),
        (cast.state_authority.id, str(visit.id), "thumbnails"),
    ]


@pytest.mark.parametrize("role", ["director", "observer", "admin", "protection_officer"])
def test_who_may_not_read_visits_is_a_stranger_to_their_pictures(add, visit, cast, role):
    add()
    (row,) = pieces()
    browser = add.browser(getattr(cast, role))

    for which in ("", "/thumbnail"):
        assert browser.get(f"/visits/{visit.id}/evidence/{row.id}{which}").status_code == 404


def test_a_piece_is_found_at_its_own_visit_alone(add, visit, make_visit, cast):
    add()
    (row,) = pieces()
    other = make_visit(lead=cast.lead_assessor)

    assert add.browser(cast.lead_assessor).get(f"/visits/{other.id}/evidence/{row.id}").status_code == 404


def test_in_a_calibration_visit_nobody_of_the_team_sees_the_pictures_of_another(add, visit, cast, place):
    visit.kind = "calibration"
    add()
    (row,) = pieces()
    address = f"/visits/{visit.id}/evidence/{row.id}"

    assert add.browser().get(address).status_code == 200
    assert add.browser(cast.lead_assessor).get(address).status_code == 404
    assert "/thumbnail" not in add.browser(cast.lead_assessor).get(place).get_data(as_text=True)


def test_a_damaged_file_is_not_served(add, visit, storage):
    add()
    (row,) = pieces()
    storage.put(evidence.blob_key(row.stored_sha256), b"something else")

    answer = add.browser().get(f"/visits/{visit.id}/evidence/{row.id}")

    assert answer.status_code == 422
    assert b"something else" not in answer.data


def test_a_file_as_large_as_allowed_gets_through_the_form(add):
    answer = add(b"%PDF-1.7\n" + bytes(15 * 1024 * 1024 - 9))

    assert answer.status_code == 422
    assert "dañado" in text_of(answer)


def test_a_file_larger_than_allowed_is_told_the_limit(add):
    assert "15 MB" in text_of(add(bytes(15 * 1024 * 1024 + 1)))
    answer = add(bytes(17 * 1024 * 1024))
    assert answer.status_code == 413
    assert "15 MB" in text_of(answer)


def test_the_pages_of_a_visit_say_how_many_files_there_are(add, visit):
    add()
    add(jpeg(width=300))

    browser = add.browser()
    assert "2 archivos" in text_of(browser.get(f"/visits/{visit.id}"))
    assert "2 archivos" in text_of(browser.get(f"/visits/{visit.id}/domains/P"))
    assert "archivo" not in text_of(browser.get(f"/visits/{visit.id}/domains/Q"))


def test_signatures_of_the_exit_meeting_are_on_the_page_of_the_visit(add, visit, cast, storage):
    add()
    (row,) = pieces()
    row.criterion, row.kind = "@exit", "signature"
    db.session.commit()
    browser = add.browser()

    shown = browser.get(f"/visits/{visit.id}").get_data(as_text=True)
    assert f"/evidence/{row.id}/thumbnail" in shown
    answer = browser.post(f"/visits/{visit.id}/evidence/{row.id}/remove", data={"csrf_token": browser.csrf})
    assert answer.location == f"/visits/{visit.id}"
    assert f"/evidence/{row.id}/thumbnail" not in browser.get(f"/visits/{visit.id}").get_data(as_text=True)


def test_a_photo_is_the_evidence_that_a_critical_criterion_asks_for(add, visit, cast):
    code = next(c.code for c in instrument_of(visit).criteria.values() if c.critical)
    one = visits.change(visit, code, "level", 3, by=cast.assessor, at=NOON, device="tablet")
    assert sync.receive(visit, [one], by=cast.assessor, at=NOON)[0].broken is None
    db.session.commit()
    assert "evidence_missing" in visits.missing(visit)[code]

    add(code=code)

    assert "evidence_missing" not in visits.missing(visit).get(code, ())
