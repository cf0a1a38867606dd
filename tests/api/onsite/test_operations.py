"""Operations from devices: authors, poisoned batches, reused ids, late work, sessions and clocks."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from assess.core.merge import digest
from assess.http.clock import day_of, now
from assess.models import Device, Operation, QuarantinedOperation, Session, Visit, db, new_id
from assess.services import sync, visits
from assess.services.onsite import states
from tests.conftest import NOON, TODAY


def receipts(answer):
    assert answer.status_code == 200, answer.get_json()
    return answer.get_json()["receipts"]


def statuses(answer):
    return [receipt["status"] for receipt in receipts(answer)]


def level(visit, code="P1.1"):
    now_ = sync.state_of(visit).get((code, "level"))
    return now_.value if now_ else None


def stored(visit):
    query = select(func.count()).select_from(Operation).where(Operation.visit_id == visit.id)
    return db.session.scalar(query.where(Operation.device != "server"))


# Whose operations they are (P14).


def test_operations_of_somebody_else_are_refused_and_nothing_is_kept(tablet, cast, visit):
    device = tablet(cast.assessor)
    mine, theirs = device.op("P1.2"), device.op(author=str(cast.lead_assessor.id))

    answer = device.send(visit, mine, theirs)

    assert (answer.status_code, answer.get_json()["code"]) == (403, "other_author")
    assert (stored(visit), db.session.scalar(select(func.count()).select_from(QuarantinedOperation))) == (0, 0)


def test_a_device_always_says_who_made_an_operation(tablet, cast, visit):
    device = tablet(cast.assessor)
    nobody = device.op()
    del nobody["author"]

    assert statuses(device.send(visit, nobody, device.op("P1.2"))) == ["rejected", "applied"]


def test_the_sum_is_of_the_bytes_that_the_document_describes(tablet, cast, visit):
    import hashlib
    import json

    device = tablet(cast.assessor)
    one = device.op(name="note", value="Visto: ñ, 1 ½.", at="2026-11-20T12:05:10.250999-06:00")

    (receipt,) = receipts(device.send(visit, one))

    canonical = {**one, "visit": str(visit.id), "claimed_at": "2026-11-20T18:05:10.250Z"}
    del canonical["at"]
    written = json.dumps(canonical, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert receipt["sha256"] == hashlib.sha256(written).hexdigest()


def test_every_expired_session_delays_and_none_drops(tablet, cast, visit):
    device = tablet(cast.assessor)
    device.pack(visit)
    for k in range(6):
        one = device.op(name="note", value=f"Nota {k}")
        db.session.execute(Session.__table__.delete())
        assert device.send(visit, one).status_code == 401
        device.sign_in_again(cast.lead_assessor)
        assert device.send(visit, one).get_json()["code"] in ("other_author", "other_device")
        device.sign_in_again(cast.assessor)
        assert statuses(device.send(visit, one)) in (["applied"], ["conflict"])

    rows = db.session.scalars(select(Operation).where(Operation.criterion == "P1.1")).all()
    assert [row.author_id for row in rows] == [cast.assessor.id] * 6


def test_another_secret_key_asks_to_sign_in_again_and_drops_nothing(app, tablet, cast, visit):
    device = tablet(cast.assessor)
    first, second = device.op(), device.op(criterion="P1.2")
    device.register()
    device.send(visit, first)

    app.config["SECRET_KEY"] = "n" * 40
    refused = device.send(visit, first, second)
    assert (refused.status_code, refused.get_json()["code"]) == (401, "sign_in")
    device.sign_in_again(cast.assessor)

    receipts = device.send(visit, first, second).get_json()["receipts"]
    assert [receipt["status"] for receipt in receipts] == ["duplicate", "applied"]


# One bad record never blocks the rest (P7).


def test_seven_poisoned_operations_do_not_hinder_the_others(tablet, cast, visit):
    device = tablet(cast.assessor)
    batch = [device.op(name="note", value=f"Nota {n}") for n in range(200)]
    for before, one in zip(batch, batch[1:], strict=False):
        one["base"] = before["id"]
    poison = [
        {"value": 7, "field": "level"},
        {"criterion": "Z9.9"},
        {"value": "\ud800"},
        {"id": "1"},
        {"at": "yesterday"},
        {"field": "colour"},
        {"value": "a\0b"},
    ]
    for place, fault in zip(range(10, 199, 27), poison, strict=True):
        batch[place] |= fault

    found = receipts(device.send(visit, *batch))

    wrong = [place for place, one in enumerate(found) if one["status"] == "rejected"]
    assert wrong == list(range(10, 199, 27))
    assert all(len(found[place]["reason"]) > 20 and found[place]["sha256"] is None for place in wrong)
    assert stored(visit) == 193


# The same id (P10).


def test_an_id_used_again_is_kept_aside_and_the_first_stays(tablet, cast, visit):
    device = tablet(cast.assessor)
    first = device.op(value=2)
    device.send(visit, first)

    (receipt,) = receipts(device.send(visit, first | {"value": 3}))

    assert (receipt["status"], receipt["seq"], level(visit)) == ("quarantined", None, 2)
    assert len(receipt["sha256"]) == 64
    held = db.session.scalars(select(QuarantinedOperation)).one()
    assert (held.reason, held.content["value"]) == ("id_reuse", 3)


def test_what_waits_gets_the_same_receipt_however_often_it_comes(tablet, cast, visit):
    device = tablet(cast.assessor)
    first = device.op(value=2)
    device.send(visit, first)
    again = first | {"value": 3}

    told = [receipts(device.send(visit, again, again)) for _ in range(3)]

    assert len({str(receipt) for batch in told for receipt in batch}) == 1
    assert db.session.scalar(select(func.count()).select_from(QuarantinedOperation)) == 1


def test_an_id_of_another_visit_is_kept_aside(tablet, cast, visit, make_visit):
    other = make_visit(lead=cast.lead_assessor, assessors=(cast.assessor,))
    device = tablet(cast.assessor)
    one = device.op()
    device.send(visit, one)

    assert statuses(device.send(other, one)) == ["quarantined"]
    assert level(other) is None


# What comes too late or without the right (P6, P18).


@pytest.mark.parametrize("status", ["fieldwork_closed", "quality_review", "final", "published", "cancelled", "void"])
def test_late_operations_wait_and_closed_answers_do_not_move(tablet, cast, visit, status):
    device = tablet(cast.assessor)
    device.pack(visit)
    device.send(visit, device.op(value=2))
    visit.status, visit.final_at = status, NOON
    before = digest(sync.state_of(visit))

    (receipt,) = receipts(device.send(visit, device.op(value=0)))

    assert receipt["status"] == "quarantined"
    assert "coordinadora" in receipt["reason"]
    assert digest(sync.state_of(visit)) == before


def test_counts_of_the_profile_are_taken_before_the_start_already(tablet, cast, make_visit):
    visit = make_visit(lead=cast.lead_assessor, assessors=(cast.assessor,), started=False)
    device = tablet(cast.assessor)

    assert statuses(device.send(visit, device.op("@profile", "girls_0", 3))) == ["applied"]
    assert visit.status == "planned"


def test_the_first_answer_begins_fieldwork_on_its_day(tablet, cast, make_visit):
    visit = make_visit(lead=cast.lead_assessor, assessors=(cast.assessor,), started=False)
    device = tablet(cast.assessor)
    carried = device.pack(visit).get_json()["operations"]
    base = next(op["id"] for op in carried if (op["criterion"], op["field"]) == ("@profile", "girls_6_11"))
    yesterday = now() - timedelta(days=1)
    device.clock = int(now().timestamp() * 1000)

    answer = device.send(
        visit,
        device.op("@profile", "girls_6_11", 9, base=base),
        device.op(at=yesterday.isoformat()),
    )

    assert statuses(answer) == ["applied", "applied"]
    assert answer.get_json()["status"] == "fieldwork"
    assert visit.visited_on == day_of(yesterday)
    assert visits.standing_of(visit).profile.girls_6_11 == 9
    assert visits.open_conflicts(visit) == []


def test_who_may_not_start_a_visit_does_not_start_it_by_answering(tablet, cast, make_visit, make_user):
    visit = make_visit(lead=cast.lead_assessor, started=False)
    stranger = make_user("assessor", "05")
    device = tablet(stranger)

    assert statuses(device.send(visit, device.op())) == ["quarantined"]
    assert visit.status == "planned"


# Clocks (P13).

CLOCKS = {
    "two days behind": timedelta(days=-2),
    "two days ahead": timedelta(days=2),
    "2001": datetime(2001, 1, 1, tzinfo=UTC) - datetime(2026, 11, 20, tzinfo=UTC),
    "2038": datetime(2038, 1, 20, tzinfo=UTC) - datetime(2026, 11, 20, tzinfo=UTC),
    "right": timedelta(0),
}
ZONES = ("+00:00", "-06:00", "-05:00", "+14:00")


def values(visit):
    """The state without what differs between two visits; a database gives its rows in any order."""
    state = sync.state_of(visit)
    return [(key, state[key].value, len(state[key].heads)) for key in sorted(state)]


def test_wrong_clocks_change_nothing_that_matters(tablet, cast, make_visit):
    found = {}
    for name, offset in CLOCKS.items():
        visit = make_visit(lead=cast.lead_assessor, assessors=(cast.assessor,))
        device, other = tablet(cast.assessor), tablet(cast.lead_assessor)
        at = now() + offset
        device.clock = int(at.timestamp() * 1000)
        times = [(at - timedelta(hours=n)).replace(tzinfo=None).isoformat() + zone for n, zone in enumerate(ZONES)]
        first = device.op(value=1, at=times[0])
        second = device.op(value=2, at=times[1], base=first["id"])  # claimed to be older than what it replaces
        device.send(visit, first)
        other.send(visit, other.op("P1.2", value=3))
        device.send(visit, second, device.op("P1.2", value=0, at=times[2]), device.op("P1.3", value=3, at=times[3]))
        found[name] = values(visit)

    assert len({str(one) for one in found.values()}) == 1, found


def test_the_order_is_the_servers_and_the_claim_is_kept_beside_it(tablet, cast, visit):
    device = tablet(cast.assessor)
    device.clock = int((now() + timedelta(hours=3)).timestamp() * 1000)
    late, early = device.op(at="2038-01-19T03:14:08Z"), device.op("P1.2", at="2001-01-01T00:00:00Z")

    device.send(visit, late, early)

    rows = db.session.scalars(select(Operation).where(Operation.device == device.id).order_by(Operation.seq)).all()
    assert [str(row.id) for row in rows] == [late["id"], early["id"]]
    assert [row.claimed_at.year for row in rows] == [2038, 2001]
    assert all(abs(row.clock_offset - 3 * 3_600_000) < 60_000 for row in rows)
    assert abs(db.session.get(Device, uuid.UUID(device.id)).clock_offset - 3 * 3_600_000) < 60_000


@pytest.mark.parametrize("wrong", [timedelta(days=-2), timedelta(days=2)])
def test_a_clock_that_is_two_days_wrong_is_put_right_when_a_visit_begins(tablet, cast, make_visit, wrong):
    visit = make_visit(lead=cast.lead_assessor, assessors=(cast.assessor,), started=False)
    device, three_days_ago = tablet(cast.assessor), now() - timedelta(days=3)
    device.clock = int((now() + wrong).timestamp() * 1000)

    device.send(visit, device.op(at=(three_days_ago + wrong).isoformat()))

    assert visit.visited_on == day_of(three_days_ago)


@pytest.mark.parametrize("at", ["2038-01-01T00:00:00Z", "2001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"])
@pytest.mark.parametrize("clock", [None, 0, 999_999_999_999_999, -999_999_999_999_999])
def test_no_clock_makes_a_visit_of_another_day_than_it_can_have_been(tablet, cast, make_visit, at, clock):
    visit = make_visit(lead=cast.lead_assessor, assessors=(cast.assessor,), started=False)
    device = tablet(cast.assessor)
    device.clock = clock

    device.send(visit, device.op(at=at))

    assert visit.status == "fieldwork"
    today = day_of(now())
    assert today - timedelta(days=14) <= visit.visited_on <= today


@pytest.mark.parametrize("clock", ["soon", "", "1e9", "9" * 40])
def test_a_clock_that_cannot_be_read_hinders_nothing(tablet, cast, visit, clock):
    device = tablet(cast.assessor)

    assert statuses(device.send(visit, device.op(), **{"X-Assess-Clock": clock})) == ["applied"]


# What the answer tells besides.


def test_the_answer_names_the_last_number_and_the_life_of_the_database(tablet, cast, visit):
    device = tablet(cast.assessor)
    first = device.send(visit, device.op()).get_json()
    again = device.send(visit).get_json()

    assert first["seq"] == first["receipts"][0]["seq"] == again["seq"]
    assert first["epoch"] == device.get("/sync/status").get_json()["epoch"]
    assert "answer" not in first


def test_the_digest_is_that_of_the_operations(tablet, cast, visit):
    device, other = tablet(cast.assessor), tablet(cast.lead_assessor)
    device.pack(visit)
    device.send(visit, device.op(value=1), device.op(name="note", value="Visto."))
    other.send(visit, other.op(value=3), other.op("@exit", "team_name", "Ana"))

    told = device.changes(visit).get_json()

    assert told["digest"] == digest(sync.state_of(visit)) == digest(states.read(visit, for_=cast.assessor).state)


def test_the_exit_meeting_and_removed_evidence_are_recorded_and_earn_nothing(tablet, cast, visit):
    device = tablet(cast.assessor)
    piece = str(new_id())
    sent = {
        ("@exit", "team_agrees"): True,
        ("@exit", "facility_name"): "María Pérez",
        ("@exit", "remarks"): "Sin observaciones.",
        ("@evidence", piece): "removed",
    }

    answer = device.send(visit, *(device.op(place, name, value) for (place, name), value in sent.items()))

    assert statuses(answer) == ["applied"] * 4
    state = sync.state_of(visit)
    assert {key: state[key].value for key in sent} == sent
    assert set(visits.standing_of(visit).entries) == set()


@pytest.mark.parametrize(
    ("place", "name", "value"),
    [
        ("@exit", "colour", "red"),
        ("@exit", "team_agrees", "yes"),
        ("@exit", "team_name", "x" * 201),
        ("@evidence", "P1.1", "removed"),
        ("@evidence", "0198F3C2-0000-7000-8000-000000000001", "removed"),
        ("@evidence", "0198f3c2-0000-7000-8000-000000000001", "gone"),
        ("@other", "level", 1),
    ],
)
def test_what_no_visit_can_hold_is_rejected(tablet, cast, visit, place, name, value):
    device = tablet(cast.assessor)

    assert statuses(device.send(visit, device.op(place, name, value))) == ["rejected"]


def test_a_visit_elsewhere_is_none_for_a_stranger(tablet, cast, visit):
    device = tablet(cast.other.assessor)

    answer = device.send(visit, device.op())

    assert (answer.status_code, answer.get_json()["code"]) == (404, "no_visit")
    assert db.session.get(Visit, visit.id).visited_on == TODAY == date(2026, 11, 20)
