"""Whatever becomes of a person's rights, nothing that they recorded is lost (P6): it is applied or waits."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import func, select

from assess.access import Hidden
from assess.models import AuditEntry, Device, Operation, QuarantinedOperation, VisitMember, db
from assess.services import accounts
from assess.services.onsite import devices, quarantine
from tests.conftest import NOON, STATE_B
from tests.services.quarantined import decided


def log_out(visit, cast, device):
    accounts.end_sessions(cast.assessor)


def other_user(visit, cast, device):
    device.sign_in_again(cast.lead_assessor)


def role_removed(visit, cast, device):
    accounts.revoke(cast.assessor, cast.assessor.grants[0].id, by=cast.admin, at=NOON)


def facility_moved(visit, cast, device):
    visit.facility.state_code = visit.state_code = STATE_B


def account_disabled(visit, cast, device):
    accounts.disable(cast.assessor, by=cast.admin, at=NOON)


def reassigned(visit, cast, device):
    db.session.delete(db.session.get(VisitMember, (visit.id, cast.assessor.id)))


EVENTS = (log_out, other_user, role_removed, facility_moved, account_disabled, reassigned)


def send_all(device, visit, operations):
    """In batches, as the on-site page does; the statuses, or the code of what kept them from being taken."""
    found = []
    for start in range(0, len(operations), 200) or [0]:
        answer = device.send(visit, *operations[start : start + 200])
        if answer.status_code != 200:
            return answer.get_json()["code"]
        found += [receipt["status"] for receipt in answer.get_json()["receipts"]]
    return found


def hand_over_all(device, token, visit, operations):
    found = []
    for start in range(0, len(operations), 200):
        part = {str(visit.id): operations[start : start + 200]}
        answer = device.post("/sync/handover", {"device": device.id, "token": token, "visits": part})
        found += [receipt["status"] for receipt in answer.get_json()["receipts"][str(visit.id)]]
    return found


def kept(visit):
    """The ids that are stored or wait, with their authors."""
    applied = db.session.execute(
        select(Operation.id, Operation.author_id).where(Operation.visit_id == visit.id, Operation.device != "server")
    )
    held = db.session.execute(select(QuarantinedOperation.id, QuarantinedOperation.author_id))
    return {str(id): author for rows in (applied, held) for id, author in rows}


@pytest.mark.parametrize("count", [0, 1, 300])
@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_nothing_is_lost(tablet, cast, visit, event, count):
    device = tablet(cast.assessor)
    token = device.register().get_json()["token"]
    device.pack(visit)
    operations = [device.op("P1.1", "note", f"Nota {n}") for n in range(count)]
    db.session.commit()
    event(visit, cast, device)

    told = send_all(device, visit, operations)

    if event in (role_removed, log_out, account_disabled):
        assert told == "sign_in"  # their sessions ended with it
    if event in (log_out, role_removed):
        device.sign_in_again(cast.assessor)
        told = send_all(device, visit, operations)
    if event is other_user:
        assert told in ("other_author", "other_device")
        assert kept(visit) == {}
        device.sign_in_again(cast.assessor)
        told = send_all(device, visit, operations)
    if event is account_disabled:
        told = hand_over_all(device, token, visit, operations)
    waits = event in (role_removed, facility_moved, account_disabled, reassigned)
    assert set(told) <= ({"quarantined"} if waits else {"applied", "conflict"})
    assert len(told) == count
    assert kept(visit) == {one["id"]: cast.assessor.id for one in operations}


def test_the_second_person_sees_nothing_of_the_first(tablet, cast, visit, make_user):
    device = tablet(cast.assessor)
    device.pack(visit)
    device.send(visit, device.op(name="note", value="Marca secreta"))
    stranger = make_user("assessor", "05")
    device.sign_in_again(stranger)

    for answer in (device.pack(visit), device.changes(visit), device.get("/sync/visits")):
        assert answer.status_code == 403
        assert "Marca secreta" not in answer.get_data(as_text=True)


REASONS = {role_removed: "right_lost", facility_moved: "out_of_scope", reassigned: "not_in_team"}


@pytest.mark.parametrize("event", REASONS, ids=lambda event: event.__name__)
def test_the_coordinator_reads_why_it_waits(tablet, cast, visit, event):
    device = tablet(cast.assessor)
    device.pack(visit)
    event(visit, cast, device)
    device.sign_in_again(cast.assessor)

    device.send(visit, device.op())

    assert db.session.scalars(select(QuarantinedOperation.reason)).all() == [REASONS[event]]


def test_a_domain_that_was_given_to_somebody_else_makes_its_answers_wait(tablet, cast, visit):
    device = tablet(cast.assessor)
    device.pack(visit)
    db.session.get(VisitMember, (visit.id, cast.assessor.id)).domains = ["Q"]

    told = send_all(device, visit, [device.op("P1.1"), device.op("Q1.1")])

    assert told == ["quarantined", "applied"]


def test_without_ever_having_held_the_visit_it_stays_closed(tablet, cast, visit, make_user):
    stranger = make_user("observer", "05")
    device = tablet(stranger)

    assert send_all(device, visit, [device.op()]) == "no_visit"
    assert kept(visit) == {}


def test_a_lost_device_hands_over_and_everything_waits(tablet, cast, visit):
    device = tablet(cast.assessor)
    token = device.register().get_json()["token"]
    device.pack(visit)
    sent = device.op("P1.2")
    device.send(visit, sent)
    devices.revoke(db.session.get(Device, uuid.UUID(device.id)), by=cast.lead_assessor, at=NOON)

    assert send_all(device, visit, [device.op()]) == "device_revoked"
    assert hand_over_all(device, token, visit, [sent, device.op()]) == ["duplicate", "quarantined"]
    assert db.session.scalars(select(QuarantinedOperation.reason)).all() == ["device_revoked"]


def test_what_waited_is_as_good_as_sent_once_a_coordinator_records_it(tablet, cast, visit):
    device = tablet(cast.assessor)
    device.pack(visit)
    reassigned(visit, cast, device)
    one = device.op(value=2)
    send_all(device, visit, [one])

    decided(quarantine.apply, visit, by=cast.lead_assessor)

    row = db.session.scalars(select(Operation).where(Operation.id == uuid.UUID(one["id"]))).one()
    assert (row.author_id, row.device, row.value) == (cast.assessor.id, device.id, 2)
    assert send_all(device, visit, [one]) == ["duplicate"]


# Handing over needs the token, and only the token.


@pytest.mark.parametrize("token", ["", "x" * 64, "0" * 64, "ñ"])
def test_a_wrong_token_gives_nothing_and_tells_nothing(tablet, cast, visit, token):
    device = tablet(cast.assessor)
    device.pack(visit)
    body = {"device": device.id, "token": token, "visits": {str(visit.id): [device.op()]}}

    wrong = device.post("/sync/handover", body)
    unknown = device.post("/sync/handover", body | {"device": str(uuid.uuid4())})

    assert (wrong.status_code, wrong.get_json()["code"]) == (403, "no_device")
    assert wrong.get_json() == unknown.get_json()
    assert kept(visit) == {}


def test_a_token_opens_only_what_its_device_held(tablet, cast, visit, make_visit):
    device = tablet(cast.assessor)
    token = device.register().get_json()["token"]
    device.pack(visit)
    other = make_visit(lead=cast.lead_assessor)

    assert hand_over_all(device, token, other, [device.op()]) == ["rejected"]
    for id in (uuid.uuid4(), other.id):
        body = {"device": device.id, "token": token, "visits": {str(id): [device.op()]}}
        reason = device.post("/sync/handover", body).get_json()["receipts"][str(id)][0]["reason"]
        assert "nunca recibió" in reason


def test_work_of_somebody_else_cannot_be_handed_over(tablet, cast, visit):
    device = tablet(cast.assessor)
    token = device.register().get_json()["token"]
    device.pack(visit)
    body = {"device": device.id, "token": token, "visits": {str(visit.id): [device.op(author=str(uuid.uuid4()))]}}

    assert device.post("/sync/handover", body).get_json()["code"] == "other_author"


def test_too_much_at_once_is_to_be_split(tablet, cast, visit):
    device = tablet(cast.assessor)
    token = device.register().get_json()["token"]
    body = {"device": device.id, "token": token, "visits": {str(visit.id): [device.op()] * 201}}

    assert device.post("/sync/handover", body).status_code == 413


def test_guessing_tokens_is_slowed_down(tablet, cast):
    device = tablet(cast.assessor)
    body = {"device": device.id, "token": "x", "visits": {}}

    answers = [device.post("/sync/handover", body) for _ in range(61)]

    assert [answer.status_code for answer in answers] == [403] * 60 + [429]
    assert (answers[-1].get_json()["code"], int(answers[-1].headers["Retry-After"]) > 0) == ("busy", True)


def test_handing_over_and_what_came_of_it_are_in_the_audit(tablet, cast, visit):
    device = tablet(cast.assessor)
    token = device.register().get_json()["token"]
    device.pack(visit)
    hand_over_all(device, token, visit, [device.op()])

    actions = set(db.session.scalars(select(AuditEntry.action)))
    assert {"device.hand_over", "operation.quarantine"} <= actions


# Carrying in a saved copy (P5).


def carry(device, visit, *operations):
    answer = device.post(f"/sync/visits/{visit.id}/carried", {"operations": list(operations)})
    return answer.get_json().get("receipts") or answer.get_json()["code"]


def test_a_saved_copy_comes_in_as_its_authors_and_later_as_a_repeat(tablet, cast, visit):
    author, carrier = tablet(cast.assessor), tablet(cast.lead_assessor)
    author.pack(visit)
    operations = [author.op(value=2), author.op(name="note", value="Visto.")]

    carried = carry(carrier, visit, *operations)

    assert [one["status"] for one in carried] == ["applied", "applied"]
    rows = db.session.scalars(select(Operation).where(Operation.device == author.id)).all()
    assert {(row.author_id, row.carried_by_id) for row in rows} == {(cast.assessor.id, cast.lead_assessor.id)}
    assert send_all(author, visit, operations) == ["duplicate", "duplicate"]
    assert len(rows) == 2


def test_nobody_puts_words_into_anothers_mouth_with_a_file(tablet, cast, visit):
    carrier, made_up = tablet(cast.assessor), str(uuid.uuid4())

    (receipt,) = carry(carrier, visit, carrier.op(author=str(cast.lead_assessor.id), device=made_up))

    assert receipt["status"] == "quarantined"
    assert db.session.scalars(select(QuarantinedOperation.reason)).all() == ["device_unknown"]
    assert db.session.scalars(select(QuarantinedOperation.carried_by_id)).all() == [cast.assessor.id]


def test_what_its_author_may_not_record_any_more_waits(tablet, cast, visit):
    author, carrier = tablet(cast.assessor), tablet(cast.state_authority)
    author.pack(visit)
    account_disabled(visit, cast, author)

    assert [one["status"] for one in carry(carrier, visit, author.op())] == ["quarantined"]
    assert db.session.scalars(select(QuarantinedOperation.reason)).all() == ["account_closed"]


def test_receipts_stand_in_the_order_of_the_copy(tablet, cast, visit):
    one, other, carrier = tablet(cast.assessor), tablet(cast.lead_assessor), tablet(cast.state_authority)
    one.pack(visit)
    other.pack(visit)
    sent = [other.op("P1.1"), one.op("P1.2"), one.op(author=str(uuid.uuid4())), other.op("P1.3"), {"id": "x"}]

    carried = carry(carrier, visit, *sent)

    assert [receipt["id"] for receipt in carried] == [op["id"] for op in sent]
    assert [receipt["status"] for receipt in carried] == ["applied", "applied", "rejected", "applied", "rejected"]


def test_who_is_neither_of_the_team_nor_of_the_authority_carries_nothing(tablet, cast, visit, make_user):
    device = tablet(make_user("assessor", "05"))

    assert carry(device, visit, device.op()) == "forbidden"
    assert carry(tablet(cast.other.state_authority), visit, device.op()) == "no_visit"


def test_a_stranger_reports_no_device_lost(tablet, cast, visit):
    device = tablet(cast.assessor)
    device.pack(visit)

    with pytest.raises(Hidden):
        devices.obtain(uuid.UUID(device.id), cast.other.lead_assessor)
    assert db.session.scalar(select(func.count()).where(Device.revoked_at.is_not(None))) == 0
