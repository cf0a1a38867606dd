"""A visit to take along, and what the others have recorded since."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import event, select

from assess.api.onsite.schemas import Changes, OwnVisits, Pack, Status
from assess.core.merge import digest
from assess.models import Action, AuditEntry, Checkout, Conflict, db
from assess.services import sync, visits
from assess.services.onsite import epoch
from tests.conftest import NOON
from tests.instruments import BASE
from tests.services import journey


def pack_of(device, visit):
    answer = device.pack(visit)
    assert answer.status_code == 200, answer.get_json()
    return Pack.model_validate(answer.get_json())


def changes_of(device, visit, since=0):
    answer = device.changes(visit, since)
    assert answer.status_code == 200, answer.get_json()
    return Changes.model_validate(answer.get_json())


def test_a_pack_holds_what_the_device_needs(tablet, visit, cast):
    held = pack_of(tablet(cast.lead_assessor), visit)

    assert (held.visit.id, held.visit.status, held.facility.name) == (str(visit.id), "fieldwork", "Casa Ejemplo Norte")
    assert (held.me.part, held.me.may) == ("lead", ["settle", "approve_na", "close_fieldwork"])
    assert [member.part for member in held.team] == ["lead", "assessor"]
    assert held.instrument["sha256"] == visit.instrument_version.sha256
    assert held.digest == digest(sync.state_of(visit))
    assert (held.expires_at - held.issued_at).days == 14
    assert held.limits["batch"] == 200


def test_an_assessor_may_neither_settle_nor_close(tablet, visit, cast):
    assert pack_of(tablet(cast.assessor), visit).me.may == []


def test_a_focused_visit_takes_along_its_part_alone(tablet, cast, visit):
    visit.kind, visit.focus = "focused", ["Q"]

    held = pack_of(tablet(cast.assessor), visit)

    assert [domain["id"] for domain in held.instrument["domains"]] == ["Q"]


def test_no_address_no_telephone_and_no_position_leave_the_house(tablet, visit, cast):
    facts = {"address": "Calle Secreta 7", "telephone": "555 0199", "email": "norte@example.org"}
    for name, value in facts.items():
        setattr(visit.facility, name, value)
    visit.facility.latitude, visit.facility.longitude = 27.0587, -101.7068
    visit.facility.director_name = "Directora Secreta"

    written = json.dumps(tablet(cast.assessor).pack(visit).get_json(), ensure_ascii=False)

    for secret in (*facts.values(), "27.0587", "101.7068", "Directora Secreta"):
        assert secret not in written


def test_earlier_findings_and_open_actions_come_along(tablet, cast, make_visit):
    journey.final(
        cast.facility, BASE | {"P1.1": 0}, date(2026, 10, 1), lead=cast.lead_assessor, by=cast.state_authority
    )
    visit = make_visit(lead=cast.lead_assessor, assessors=(cast.assessor,))

    held = pack_of(tablet(cast.assessor), visit)

    assert (held.earlier["P1.1"].value, held.earlier["P1.1"].visited_on) == (0, "2026-10-01")
    assert held.earlier["P1.1"].note == journey.NOTE
    assert set(held.earlier) == set(BASE)
    action = db.session.scalars(select(Action).where(Action.criterion == "P1.1")).one()
    assert held.actions["P1.1"].number == action.number


def test_the_pages_and_the_pack_tell_the_same_finding(cast, make_visit):
    journey.final(cast.facility, BASE, date(2026, 9, 1), lead=cast.lead_assessor, by=cast.state_authority)
    visit = make_visit(lead=cast.lead_assessor)

    found = visits.findings(visit, BASE)

    assert found == {code: visits.finding(visit, code) for code in BASE}


def test_a_pack_asks_the_database_as_often_for_many_answers_as_for_few(tablet, cast, visit):
    device = tablet(cast.assessor)
    device.pack(visit)

    def asked():
        found = []

        def note(_connection, _cursor, statement, *_more):
            found.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        assert device.pack(visit).status_code == 200
        event.remove(db.engine, "before_cursor_execute", note)
        return len(found)

    few = asked()
    device.send(visit, *(device.op(code, name, "Visto.") for code in BASE for name in ("note", "na_text")))

    assert asked() == few


def test_a_pack_in_the_hands_of_a_device_is_in_the_audit(tablet, visit, cast):
    device = tablet(cast.assessor)
    device.pack(visit)

    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert (entry.action, entry.object_id, entry.actor_id) == ("pack.issue", str(visit.id), cast.assessor.id)
    assert entry.details == {"device": device.id}


def test_only_the_team_takes_a_visit_along(tablet, visit, make_user, cast):
    other = tablet(make_user("assessor", "05")).pack(visit)
    authority = tablet(cast.state_authority).pack(visit)
    stranger = tablet(cast.other.assessor).pack(visit)

    assert [a.status_code for a in (other, authority, stranger)] == [403, 403, 404]
    assert db.session.scalars(select(Checkout)).all() == []


def test_a_pack_travels_compressed(tablet, visit, cast):
    device = tablet(cast.assessor)
    plain = device.pack(visit)

    packed = device.get(f"/sync/visits/{visit.id}/pack", **{"Accept-Encoding": "gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) * 2 < len(plain.data)


def test_the_state_of_the_service_needs_no_session(client, tablet, cast):
    nobody = client.get("/sync/status", headers={"X-Assess-Client": "onsite/1"})
    somebody = tablet(cast.assessor).get("/sync/status")

    assert Status.model_validate(nobody.get_json()).user is None
    assert Status.model_validate(somebody.get_json()).user.id == str(cast.assessor.id)


def test_ones_visits_are_listed_while_there_is_something_to_do(tablet, visit, cast, make_visit):
    planned = make_visit(lead=cast.lead_assessor, assessors=(cast.assessor,), started=False)
    closed = make_visit(lead=cast.lead_assessor, assessors=(cast.assessor,))
    closed.status = "fieldwork_closed"
    make_visit(lead=cast.lead_assessor)

    listed = OwnVisits.model_validate(tablet(cast.assessor).get("/sync/visits").get_json()).visits

    assert {one.id for one in listed} == {str(visit.id), str(planned.id)}
    assert {one.part for one in listed} == {"assessor"}
    assert {one.progress.total for one in listed} == {9}


# What is still planned.


def test_the_pack_of_a_planned_visit_holds_the_profile_of_the_facility(tablet, cast, make_visit):
    visit = make_visit(lead=cast.lead_assessor, assessors=(cast.assessor,), started=False)

    held = pack_of(tablet(cast.assessor), visit)

    counts = {op.field: op.value for op in held.operations if op.criterion == "@profile"}
    assert counts["girls_6_11"] == 6
    assert {op.device for op in held.operations} == {"server"}
    assert visit.status == "planned"


def test_taking_it_along_twice_copies_the_profile_once(tablet, cast, make_visit):
    visit = make_visit(lead=cast.lead_assessor, assessors=(cast.assessor,), started=False)

    first, second = pack_of(tablet(cast.assessor), visit), pack_of(tablet(cast.lead_assessor), visit)

    assert first.digest == second.digest


# What the others recorded.


def test_changes_come_in_the_order_of_the_server_from_where_one_was(tablet, visit, cast):
    one, other = tablet(cast.assessor), tablet(cast.lead_assessor)
    seq = pack_of(one, visit).seq
    sent = [other.op("P1.1", "note", str(n)) for n in range(3)]
    other.send(visit, *sent)
    one.send(visit, one.op("P1.2"))

    told = changes_of(one, visit, seq)

    assert [op.id for op in told.operations][:3] == [op["id"] for op in sent]
    assert [op.seq for op in told.operations] == sorted(op.seq for op in told.operations)
    assert (told.more, told.seq) == (False, told.operations[-1].seq)
    assert changes_of(one, visit, told.seq).operations == []


def test_a_thousand_at_a_time(tablet, visit, cast):
    device = tablet(cast.assessor)
    first = pack_of(device, visit).seq
    for batch in range(6):
        device.send(visit, *(device.op("P1.1", "note", f"{batch} {n}") for n in range(200)))

    one = changes_of(device, visit, first)
    two = changes_of(device, visit, one.seq)

    assert (len(one.operations), one.more, len(two.operations), two.more) == (1000, True, 200, False)
    assert one.seq == one.operations[-1].seq
    assert one.digest == two.digest


@pytest.mark.parametrize("since", ["-1", "x", "1.5", "9" * 20])
def test_a_place_that_is_none_is_refused(tablet, visit, cast, since):
    device = tablet(cast.assessor)
    device.pack(visit)

    assert device.changes(visit, since).status_code == 400


def test_an_expired_pack_is_read_no_more_and_its_work_is_taken(tablet, visit, cast):
    device = tablet(cast.assessor)
    device.pack(visit)
    row = db.session.scalars(select(Checkout)).one()
    row.expires_at = NOON - timedelta(days=1)

    refused = device.changes(visit)
    taken = device.send(visit, device.op())

    assert (refused.status_code, refused.get_json()["code"]) == (403, "pack_expired")
    assert taken.get_json()["receipts"][0]["status"] == "applied"
    assert device.pack(visit).status_code == 200
    assert device.changes(visit).status_code == 200


def test_without_a_pack_nothing_is_read(tablet, visit, cast):
    device = tablet(cast.assessor)
    device.send(visit, device.op())

    assert device.changes(visit).get_json()["code"] == "pack_expired"


def test_a_restored_backup_shows_by_its_epoch(tablet, visit, cast):
    device = tablet(cast.assessor)
    before = pack_of(device, visit).epoch

    begun = epoch.renew(at=NOON)

    assert begun != before
    assert {changes_of(device, visit).epoch, pack_of(device, visit).epoch} == {begun}


# Calibration: each alone (R13).


def test_in_a_calibration_visit_each_sees_and_settles_their_own_alone(tablet, cast, make_visit):
    visit = make_visit(lead=cast.lead_assessor, assessors=(cast.assessor,), kind="calibration")
    one, other = tablet(cast.assessor), tablet(cast.lead_assessor)
    for device, value in ((one, 0), (other, 3)):
        (receipt,) = device.send(visit, device.op(value=value)).get_json()["receipts"]
        assert receipt["status"] == "applied"

    for device, value in ((one, 0), (other, 3)):
        held = pack_of(device, visit)
        levels = [op for op in held.operations if op.field == "level"]
        assert [(op.author, op.value) for op in levels] == [(device.user_id, value)]
        assert {op.author for op in changes_of(device, visit).operations if op.device != "server"} == {device.user_id}
        assert held.digest == changes_of(device, visit).digest
    assert db.session.scalars(select(Conflict)).all() == []
    assert pack_of(one, visit).digest != pack_of(other, visit).digest
