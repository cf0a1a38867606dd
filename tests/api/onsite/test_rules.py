"""What every request of the protocol carries, and how failures are told."""

from __future__ import annotations

import pytest
from flask import current_app

from assess.api.schemas import Refusal
from tests.api.onsite.conftest import AT

STATUS = "/sync/status"


def refused(answer):
    told = Refusal.model_validate(answer.get_json())
    assert told.error == answer.status_code
    return answer.status_code, told.code


@pytest.mark.parametrize("client_name", ["", "onsite", "onsite/x", "curl", "onsite/1; drop"])
def test_who_does_not_say_which_client_it_is_gets_403(client, client_name):
    assert refused(client.get(STATUS, headers={"X-Assess-Client": client_name})) == (403, "not_a_client")


@pytest.mark.parametrize(("version", "code"), [("onsite/0", "client_too_old"), ("onsite/2", "server_too_old")])
def test_another_version_of_the_protocol_gets_426(tablet, cast, visit, version, code):
    device = tablet(cast.assessor)

    answer = device.send(visit, device.op(), **{"X-Assess-Client": version})

    assert refused(answer) == (426, code)
    assert len(answer.get_json()["message"]) > 40


def test_an_older_client_can_still_hand_over(tablet, cast, visit):
    device = tablet(cast.assessor)
    token = device.register().get_json()["token"]
    device.pack(visit)

    body = {"device": device.id, "token": token, "visits": {str(visit.id): [device.op()]}}
    answer = device.post("/sync/handover", body, **{"X-Assess-Client": "onsite/0"})

    assert answer.get_json()["receipts"][str(visit.id)][0]["status"] == "quarantined"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_a_request_of_another_site_is_not_carried_out(tablet, cast, visit, headers):
    device = tablet(cast.assessor)

    assert refused(device.send(visit, device.op(), **headers)) == (403, "other_origin")


def test_our_own_origin_is_let_in(tablet, cast, visit):
    device = tablet(cast.assessor)
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}

    assert device.send(visit, device.op(), **headers).status_code == 200


def test_a_device_says_which_it_is(tablet, cast, visit):
    device = tablet(cast.assessor)

    assert refused(device.send(visit, device.op(), **{"X-Assess-Device": "mine"})) == (400, "no_device")


@pytest.mark.parametrize("count", ["-1", "many", "9999999999", "1.5"])
def test_a_count_that_is_none_is_refused(tablet, cast, visit, count):
    device = tablet(cast.assessor)

    headers = {"X-Assess-Made": count, "X-Assess-Settled": "0"}
    assert refused(device.send(visit, device.op(), **headers)) == (400, "unreadable")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", STATUS, 200),
        ("GET", "/sync/nothing", 404),
        ("GET", "/sync/devices", 405),
        ("POST", "/sync/devices", 403),
    ],
)
def test_every_answer_bears_our_mark(client, method, path, status):
    headers = {"X-Assess-Client": "onsite/1"} if status == 200 else {}
    answer = client.open(path, method=method, headers=headers)

    assert (answer.status_code, answer.headers["X-Assess-Server"]) == (status, "1")


def test_pages_do_not_bear_it(client):
    assert "X-Assess-Server" not in client.get("/sign-in").headers


def test_who_is_signed_out_is_asked_to_sign_in(client, visit):
    answer = client.get(f"/sync/visits/{visit.id}/pack", headers={"X-Assess-Client": "onsite/1"})

    assert refused(answer) == (401, "sign_in")


def test_who_has_to_choose_a_password_is_told_so_and_loses_nothing(tablet, cast, visit):
    device = tablet(cast.assessor)
    cast.assessor.must_change_password = True

    assert refused(device.send(visit, device.op())) == (403, "password_due")
    cast.assessor.must_change_password = False
    assert device.send(visit, device.op()).get_json()["receipts"][0]["status"] == "applied"


def test_failures_are_told_in_the_language_of_the_reader(tablet, cast, visit):
    device = tablet(cast.assessor)
    told = {}
    for language in ("es", "en"):
        cast.assessor.language = language
        told[language] = device.send(visit, device.op(author=str(cast.lead_assessor.id))).get_json()["message"]

    assert told["en"].startswith("These changes were made by somebody else.")
    assert told["es"] != told["en"]


def test_a_request_beyond_the_bound_is_told_to_come_back(tablet, cast, visit):
    device = tablet(cast.assessor)
    places = current_app.extensions["sync_places"]
    taken = 0
    while places.acquire(blocking=False):
        taken += 1
    try:
        answer = device.send(visit, device.op())
    finally:
        places.release(taken)

    assert refused(answer) == (503, "busy")
    assert answer.get_json()["retryable"] is True
    assert int(answer.headers["Retry-After"]) >= 1
    assert device.send(visit, device.op()).status_code == 200


def test_every_request_gives_its_place_back(tablet, cast, visit):
    device = tablet(cast.assessor)
    places = current_app.extensions["sync_places"]
    before = places._value

    device.send(visit, device.op())
    device.send(visit, device.op(author="nobody"))
    device.get("/sync/visits/none/pack")
    device.send(visit, {"at": AT}, **{"X-Assess-Client": "onsite/0"})

    assert places._value == before
