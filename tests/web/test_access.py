"""Every address x every role x own and foreign things x signed out, against the table in `access_matrix` (P23)."""

from __future__ import annotations

import re
import uuid

import pytest

from assess.http.identity import wants_json
from tests.instruments import token_of
from tests.web.access_matrix import PUBLIC, ROLES, TABLE
from tests.web.conftest import DEVICES

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


#: What the addresses of devices are sent: enough to be let in.
BODIES = {
    "devices": {"id": str(uuid.uuid4()), "label": "Tableta"},
    "manifest": {"digest": "0" * 64, "operations": [], "evidence": [], "instrument_sha256": "0" * 64},
    "handover": {"device": str(uuid.uuid4()), "token": "none", "visits": {}},
    "evidence": {
        "id": str(uuid.uuid4()), "criterion": "P1.1", "kind": "photo", "sha256": "0" * 64, "size": 10, "caption": "",
        "no_person": True, "author": str(uuid.uuid4()), "device": "tableta", "at": "2026-11-20T18:05:10Z",
    },
}  # fmt: skip


def ask(world, method, path, person=None, token=True):
    """The answer to a request of a browser that remembers nothing."""
    browser = world.app.test_client(use_cookies=False)
    headers = {"Cookie": f"assess={person.cookie}"} if person else {}
    if token and path.startswith("/sync"):
        headers |= {"X-Assess-Client": "onsite/1", "X-Assess-Device": device_of(person)}
    if person and token and method != "GET":
        headers["X-CSRFToken"] = person.token
    body = {"data": {"submission": str(uuid.uuid4())}}
    if path.startswith("/sync"):
        body = {"json": BODIES.get(path.rsplit("/", 1)[1], {"operations": []})}
    if method == "PUT":
        path, body = f"{path}?offset=0", {"data": b"x", "content_type": "application/octet-stream"}
    if method == "GET":
        body = {}
    return browser.open(path, method=method, headers=headers, **body)


def device_of(person):
    """Everybody has a device of their own."""
    return str(uuid.uuid5(DEVICES, str(person.user.id if person else "nobody")))


def outcome(answer):
    """What a status means for rights: in, 401, 403, 404 or the fault itself."""
    if answer.status_code == 302 and re.match("/(sign-in|password)", answer.location or ""):
        return "sign in"
    return "in" if answer.status_code in (200, 302, 409, 422) else answer.status_code


#: Who may not is told so, since everybody knows that these are there.
WITHOUT_STRANGERS = ("-", "version")
#: No thing of a model: the view itself decides whose it is, among those who hold the permission.
BY_THE_VIEW = {"upload": "SN", "state": "ALDSNP"}


def expected(row, letter, *, at_home):
    """ "in", 403 or 404, as the table says."""
    if letter in row.may and (at_home or row.thing in WITHOUT_STRANGERS):
        return "in"
    if row.thing in WITHOUT_STRANGERS or letter not in BY_THE_VIEW.get(row.thing, ROLES):
        return 403
    return 403 if at_home and letter in row.knows else 404


def routes(app):
    """Every "METHOD endpoint" that the application answers."""
    rules = [r for r in app.url_map.iter_rules() if r.endpoint != "static"]
    return {f"{method} {rule.endpoint}" for rule in rules for method in rule.methods - {"HEAD", "OPTIONS"}}


def test_every_address_has_its_line_in_the_table(app):
    assert routes(app) - set(TABLE) == set(), "new addresses need a reviewed line in access_matrix.py"
    assert set(TABLE) - routes(app) == set(), "lines without an address"


def test_each_role_gets_what_the_table_says_at_home_and_elsewhere(world):
    wrong = []
    for name, row in TABLE.items():
        if row.may == PUBLIC:
            continue
        method, endpoint = name.split()
        path = world.address(endpoint, row)
        for people, at_home in ((world.crowd.home, True), (world.crowd.away, False)):
            for letter, person in people.items():
                if endpoint == "auth.sign_out" and method == "POST":
                    want = "sign in"
                else:
                    want = expected(row, letter, at_home=at_home)
                if (got := outcome(ask(world, method, path, person))) != want:
                    wrong.append(f"{name} {letter} {'home' if at_home else 'away'}: {got}, not {want}")
    assert not wrong, "\n".join(wrong)


def test_a_signed_out_person_is_sent_to_sign_in_or_told_so_as_json(world):
    wrong = []
    token = token_of(world.app.test_client().get("/sign-in").get_data(as_text=True))
    for name, row in TABLE.items():
        if row.may == PUBLIC:
            continue
        method, endpoint = name.split()
        browser = world.app.test_client()
        token = token_of(browser.get("/sign-in").get_data(as_text=True)) if method == "POST" else ""
        path = world.address(endpoint, row)
        answer = browser.open(path, method=method, headers={"X-CSRFToken": token, "X-Assess-Client": "onsite/1"})
        want = 401 if path.startswith(("/api/", "/sync/")) else "sign in"
        if outcome(answer) != want or (want == 401 and not answer.is_json):
            wrong.append(f"{name}: {answer.status_code} {answer.location}")
    assert not wrong, "\n".join(wrong)


def test_nothing_is_changed_without_the_token_of_the_session(world):
    wrong = []
    for name, row in TABLE.items():
        method, endpoint = name.split()
        if method == "POST":
            letter = row.may[0] if row.may != PUBLIC else "A"
            path = world.address(endpoint, row)
            for person in (world.crowd.home[letter], None):
                answer = ask(world, method, path, person, token=False)
                if answer.status_code != (403 if path.startswith("/sync") else 400):
                    wrong.append(f"{name} {'signed out' if person is None else letter}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_other_methods_are_refused(world):
    wrong = []
    for rule in world.app.url_map.iter_rules():
        names = {f"{method} {rule.endpoint}" for method in rule.methods}
        row = next((TABLE[name] for name in names if name in TABLE), None)
        if row is None:
            continue
        path = world.address(rule.endpoint, row)
        addresses = world.app.url_map.bind("localhost")
        for method in METHODS:
            if addresses.test(path, method):
                continue
            answer = ask(world, method, path, world.crowd.home["M"])
            if answer.status_code != 405 or not answer.headers.get("Allow"):
                wrong.append(f"{method} {rule.rule}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def _plain(answer):
    """A page without what differs from one request to the next: tokens and its own address."""
    text = re.sub(r'name="(csrf-token|csrf_token|next)"[^>]*>', "", answer.get_data(as_text=True))
    return re.sub(r'value="[^"]*"', "", text)


def test_a_thing_elsewhere_looks_like_one_that_does_not_exist(world):
    """The same status and the same body, for every address that names a thing."""
    compared = 0
    for name, row in TABLE.items():
        method, endpoint = name.split()
        path = world.address(endpoint, row)
        nowhere = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", lambda _: str(uuid.uuid4()), path)
        if row.thing in WITHOUT_STRANGERS or nowhere == path:
            continue
        for letter, person in world.crowd.away.items():
            there, missing = ask(world, method, path, person), ask(world, method, nowhere, person)
            assert (there.status_code, _plain(there)) == (missing.status_code, _plain(missing)), f"{name} {letter}"
            compared += 1
    assert compared > 200


def test_programs_are_told_as_json_and_people_as_pages(app):
    for path, accept, is_json in (
        ("/api/v1/instruments", "text/html", True),
        ("/sync/visits", "*/*", True),
        ("/facilities", "text/html", False),
        ("/facilities", "application/json", True),
    ):
        with app.test_request_context(path, headers={"Accept": accept}):
            assert wants_json() is is_json


def test_a_view_without_a_permission_stops_the_start(app):
    from assess.http import permissions

    app.view_functions["forgotten"] = lambda: ""
    with pytest.raises(RuntimeError, match="forgotten"):
        permissions.refuse_unnamed(app)
