"""POST /sync/visits/<id>/operations: what devices and the script of the page speak."""

import json
import uuid

import pytest
from sqlalchemy import func, select

from assess.models import Operation, db, new_id
from assess.services import sync, visits

AT = "2026-11-20T18:05:10.250Z"


@pytest.fixture
def visit(make_visit, cast):
    return make_visit(lead=cast.lead_assessor, assessors=(cast.assessor,))


@pytest.fixture
def post(visit, cast, as_):
    browsers = {}

    def send(*operations, by=None, body=None, query="", headers=None, to=None, **options):
        user = by or cast.assessor
        browser = browsers.get(user.id) or browsers.setdefault(user.id, as_(user))
        given = {"X-Assess-Client": "desk/1"} if headers is None else headers
        data = json.dumps({"operations": list(operations)}) if body is None else body
        options = {"content_type": "application/json"} | options
        address = f"/sync/visits/{to or visit.id}/operations{query}"
        return browser.post(address, data=data, headers=given, **options)

    return send


def op(criterion="P1.1", field="level", value=2, **facts):
    made = {"id": str(new_id()), "criterion": criterion, "field": field, "value": value}
    return made | {"base": None, "device": "tablet", "at": AT} | facts


def level(visit, code="P1.1"):
    now = sync.state_of(visit).get((code, "level"))
    return now.value if now else None


def test_a_batch_gets_receipts_and_is_there_afterwards(post, visit):
    one, two = op(value=3), op(field="note", value="Visto.")

    answer = post(one, two)

    receipts = answer.get_json()["receipts"]
    assert answer.status_code == 200
    assert [r["id"] for r in receipts] == [one["id"], two["id"]]
    assert all(r["status"] == "applied" and r["seq"] and len(r["sha256"]) == 64 for r in receipts)
    assert level(visit) == 3


def test_the_answer_says_how_the_criterion_stands(post):
    answer = post(op(value=3), query="?criterion=P1.1").get_json()["answer"]

    assert (answer["level"], answer["measured"]) == (2, None)
    assert "Cuenta como 2" in answer["marks"][-1] or "Counts as 2" in answer["marks"][-1]
    progress = answer["progress"]
    assert (progress["done"], progress["total"]) == (1, 5)
    assert progress["standing"].endswith(answer["marks"][-1])


def test_the_answer_tells_what_was_measured(post):
    numbers = [op("@inputs", "children_present", "20"), op("@inputs", "carers_present", "0")]

    answer = post(*numbers, query="?criterion=Q1.4").get_json()["answer"]

    assert (answer["level"], answer["measured"]) == (0, {"level": 0, "value": None})


def test_without_a_criterion_the_answer_is_about_the_whole_visit(post):
    assert post(op()).get_json()["answer"]["progress"]["total"] == 9


def test_the_same_batch_twice_changes_nothing(post):
    batch = [op(), op(field="note", value="Visto.")]
    first = post(*batch).get_json()["receipts"]
    stored = db.session.scalar(select(func.count()).select_from(Operation))

    again = post(*batch).get_json()["receipts"]

    assert {r["status"] for r in again} == {"duplicate"}
    assert [(r["seq"], r["sha256"]) for r in again] == [(r["seq"], r["sha256"]) for r in first]
    assert db.session.scalar(select(func.count()).select_from(Operation)) == stored


FAULTS = {
    "no object": 7,
    "level 4": op(value=4),
    "an unknown key": op(colour="red"),
    "a missing key": {"id": str(new_id())},
    "no id": op(id="1"),
    "an id in capitals": op(id=str(new_id()).upper()),
    "a number as id": op(id=12),
    "a base that is no id": op(base="latest"),
    "resolves that is no list": op(resolves="all"),
    "too many resolves": op(resolves=[str(new_id())] * 201),
    "a long device": op(device="x" * 61),
    "an empty device": op(device=""),
    "a device with a NUL": op(device="a\0"),
    "no instant": op(at="yesterday"),
    "an instant without zone": op(at="2026-11-20T18:05:10"),
    "an instant before time": op(at="0001-01-01T00:00:00+14:00"),
    "a number as instant": op(at=1),
    "a criterion of nobody": op(criterion="Z"),
    "a number as criterion": op(criterion=1),
    "a field of nobody": op(field="colour"),
    "half a surrogate pair": op(field="note", value="\ud800"),
    "half a surrogate pair as a key": op(**{"\ud800": 1}),
    "no number at all": op(value=float("nan")),
    "a number without end": op(value=float("inf")),
    "a very long number": op(value=10**400),
    "an object as value": op(field="note", value={"a": []}),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_faulty_operation_gets_its_reason_and_blocks_no_other(post, visit, name):
    answer = post(op("P1.2", value=1), FAULTS[name], op("P1.3", value=3))

    receipts = answer.get_json()["receipts"]
    assert [r["status"] for r in receipts] == ["applied", "rejected", "applied"]
    assert len(receipts[1]["reason"]) > 20
    assert (level(visit, "P1.2"), level(visit, "P1.3"), level(visit)) == (1, 3, None)


def test_a_wrong_clock_is_kept_as_what_it_claimed(post):
    one = op(at="2087-01-01T00:00:00Z")

    assert post(one).get_json()["receipts"][0]["status"] == "applied"
    row = db.session.scalar(select(Operation).where(Operation.id == uuid.UUID(one["id"])))
    assert row.claimed_at.year == 2087
    assert row.received_at.year < 2087


def test_the_reason_is_told_in_the_language_of_the_reader(post, cast):
    cast.assessor.language = "en"

    reason = post(op(value=4)).get_json()["receipts"][0]["reason"]

    assert reason == "Level 4 of P1.1 does not exist. Choose 0, 1, 2, 3, NA or NE."


UNREADABLE = {
    "no JSON": (b"{", 400),
    "no text": (b"\xff\xfe", 400),
    "a list": (b"[]", 400),
    "another key": (b'{"operations": [], "more": 1}', 400),
    "no list": (b'{"operations": {}}', 400),
    "deep nesting": (b'{"operations": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400),
    "too many": (json.dumps({"operations": [op()] * 201}).encode(), 413),
    "too large": (b'{"operations": ["' + b"x" * 262_144 + b'"]}', 413),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_batch_that_cannot_be_read_is_refused_whole_in_a_sentence(post, name):
    body, code = UNREADABLE[name]

    answer = post(body=body)

    assert answer.status_code == code
    assert len(answer.get_json()["message"]) > 20


def test_two_hundred_operations_are_taken(post):
    batch = [op(field="note", value=str(n)) for n in range(200)]
    for one, before in zip(batch[1:], batch, strict=False):
        one["base"] = before["id"]

    assert [r["status"] for r in post(*batch).get_json()["receipts"]] == ["applied"] * 200


def test_an_empty_batch_is_answered(post):
    assert post().get_json()["receipts"] == []


def test_another_content_type_is_refused(post):
    assert post(op(), content_type="text/plain").status_code == 415


def test_a_request_without_the_header_of_a_client_is_refused(post):
    answer = post(op(), headers={"Accept": "application/json"})

    assert (answer.status_code, answer.get_json()["code"]) == (403, "not_a_client")


def test_who_is_signed_out_is_told_so(client, visit, app):
    db.session.commit()

    headers = {"X-Assess-Client": "desk/1"}
    answer = client.post(f"/sync/visits/{visit.id}/operations", json={"operations": []}, headers=headers)

    assert (answer.status_code, answer.get_json()["code"]) == (401, "sign_in")


@pytest.mark.parametrize("role", ["observer", "director", "admin", "protection_officer"])
def test_who_may_not_read_visits_is_a_stranger_to_them(post, cast, role):
    assert post(op(), by=getattr(cast, role)).status_code == 404


def test_a_reader_who_may_not_score_gets_403(post, cast):
    assert post(op(), by=cast.state_authority).status_code == 403


def test_a_stranger_gets_404_and_so_does_a_visit_that_is_not_there(post, cast):
    assert post(op(), by=cast.other.assessor).status_code == 404
    assert post(op(), to=new_id()).status_code == 404


def test_a_reader_of_the_state_who_is_not_of_the_team_is_refused_alone(post, make_user):
    receipt = post(op(), by=make_user("assessor", "05")).get_json()["receipts"][0]

    assert receipt["status"] == "rejected"


def test_a_get_is_no_way_to_send(as_, cast, visit):
    assert as_(cast.assessor).get(f"/sync/visits/{visit.id}/operations").status_code == 405


def test_a_closed_visit_rejects_answers(post, visit):
    visit.status = "fieldwork_closed"
    db.session.commit()

    receipt = post(op()).get_json()["receipts"][0]

    assert receipt["status"] == "rejected"
    assert level(visit) is None


def test_two_devices_with_two_values_are_both_told_of_the_conflict(post, visit, cast):
    post(op(value=1))

    receipt = post(op(value=3), by=cast.lead_assessor).get_json()["receipts"][0]

    assert receipt["status"] == "conflict"
    assert len(visits.open_conflicts(visit)) == 1
