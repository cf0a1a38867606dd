"""Every failure is a page of our own or JSON, in the reader's language, without a trace and without a change."""

from __future__ import annotations

import json
import sqlite3

import pytest
from flask import abort
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from assess.core.rules import RuleBroken
from assess.http.permissions import public
from assess.models import Facility, db
from assess.services import facilities
from tests.conftest import NOON


@pytest.fixture
def failing(app):
    """failing(view): the answer of an address whose view does that."""

    def ask(view, *, accept="text/html", language="es"):
        app.view_functions["auth.sign_in"] = public(view)
        return app.test_client().get("/sign-in", headers={"Accept": accept, "Accept-Language": language})

    return ask


def bug():
    raise ZeroDivisionError("secret detail of the inside")


def locked():
    raise OperationalError("SELECT secret", {}, Exception("database is locked"))


def rule():
    raise RuleBroken("Use at most {n} characters.", field="name", n=128)


@pytest.mark.parametrize(
    ("view", "status", "spanish", "english"),
    [
        (bug, 500, "Algo falló de nuestro lado", "Something failed on our side"),
        (locked, 503, "El servicio está ocupado", "The service is busy"),
        (rule, 422, "Use como máximo 128 caracteres.", "Use at most 128 characters."),
        (lambda: abort(404), 404, "Aquí no hay nada", "There is nothing here"),
        (lambda: abort(409), 409, "Otra persona lo cambió antes", "Somebody else changed this first"),
        (lambda: abort(413), 413, "El archivo es demasiado grande", "The file is too large"),
        (lambda: abort(418), 418, "Algo falló de nuestro lado", "Something failed on our side"),
    ],
)
def test_each_failure_is_told_in_the_reader_s_language(failing, view, status, spanish, english):
    for language, sentence in (("es", spanish), ("en", english)):
        answer = failing(view, language=language)
        page = answer.get_data(as_text=True)
        assert answer.status_code == status
        assert sentence in page
        assert "secret" not in page
        assert "Traceback" not in page


@pytest.mark.parametrize(("view", "status"), [(bug, 500), (locked, 503), (rule, 422)])
def test_a_program_is_told_the_same_as_json(failing, view, status):
    answer = failing(view, accept="application/json")
    assert (answer.status_code, answer.get_json()["error"]) == (status, status)
    assert answer.get_json()["message"]
    assert "secret" not in answer.get_data(as_text=True)


def test_a_busy_service_says_when_to_try_again(failing):
    answer = failing(locked, accept="application/json")
    assert answer.headers["Retry-After"] == "5"
    assert answer.get_json()["retryable"] is True
    assert failing(bug, accept="application/json").get_json()["retryable"] is False


def test_a_failure_in_the_middle_leaves_nothing_behind(failing, app):
    def half():
        values = {
            "name": "A medias",
            "type_code": "cas_privado",
            "sector": "private",
            "capacity": 3,
            "state_code": "05",
        }
        facilities.add_facility(values, by=None, at=NOON)
        raise ZeroDivisionError

    assert failing(half).status_code == 500
    assert db.session.query(Facility).count() == 0


def test_the_number_of_an_incident_is_that_of_the_log(failing, capsys):
    answer = failing(bug)
    number = answer.headers["X-Request-Id"]
    assert number in answer.get_data(as_text=True)
    logged = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
    assert [line["id"] for line in logged if line["event"] == "failure"] == [number]


def test_what_people_search_for_stays_out_of_the_log(client, capsys, app):
    client.get("/nowhere?q=secreto")
    assert "secreto" not in capsys.readouterr().out


def test_a_body_that_is_too_large_is_told(client, app):
    app.config["MAX_CONTENT_LENGTH"] = 100
    assert client.post("/sign-in", data={"email": "x" * 500}).status_code == 413


def test_a_database_that_fails_at_once_is_told_as_a_page_too(app, client):
    def fail(_connection, _cursor, statement, *_more):
        raise sqlite3.OperationalError("disk I/O error")

    client.set_cookie("assess", "somebody")
    with client.session_transaction() as signed_in:
        signed_in["_user_id"] = "somebody"
    event.listen(db.engine, "before_cursor_execute", fail)
    try:
        page, program = client.get("/facilities"), client.get("/api/v1/instruments")
    finally:
        event.remove(db.engine, "before_cursor_execute", fail)

    assert page.status_code in (500, 503)
    assert "<h1>" in page.get_data(as_text=True)
    assert program.get_json()["error"] == program.status_code
