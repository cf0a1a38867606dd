"""The description of the API is complete, sound, and what the addresses really answer."""

from __future__ import annotations

import uuid

import pytest

from assess.api import schemas
from assess.api.openapi import ADDRESSES, document


@pytest.fixture
def reader(as_, make_user):
    return as_(make_user("observer"))


@pytest.fixture
def described(reader):
    answer = reader.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    return answer.get_json()


def api_rules(app):
    return [r for r in app.url_map.iter_rules() if r.rule.startswith(("/api/", "/sync/"))]


def test_every_address_of_the_api_is_described(app, described):
    assert {r.endpoint for r in api_rules(app)} == set(ADDRESSES)
    paths = {(path, method) for path, item in described["paths"].items() for method in item}
    assert len(paths) == sum(len(r.methods - {"HEAD", "OPTIONS"}) for r in api_rules(app))


def test_pages_are_no_part_of_it(described):
    assert all(path.startswith(("/api/", "/sync/")) for path in described["paths"])


def test_every_reference_leads_somewhere(described):
    def references(value):
        if isinstance(value, dict):
            yield from [value["$ref"]] if isinstance(value.get("$ref"), str) else []
            for one in value.values():
                yield from references(one)
        elif isinstance(value, list):
            for one in value:
                yield from references(one)

    known = {f"#/components/schemas/{name}" for name in described["components"]["schemas"]}
    assert set(references(described)) - known == set()


def test_it_says_how_to_be_let_in(described):
    assert described["openapi"].startswith("3.1")
    assert described["security"] == [{"session": []}]
    assert described["components"]["securitySchemes"]["session"]["in"] == "cookie"
    for item in described["paths"].values():
        for operation in item.values():
            assert {"200", "401", "403", "404"} <= set(operation["responses"])
            assert operation["summary"][0].isupper()


def test_operations_have_names_of_their_own(described):
    names = [operation["operationId"] for item in described["paths"].values() for operation in item.values()]
    assert len(set(names)) == len(names)


def test_the_instruments_answer_what_is_described(reader):
    schemas.Instruments.model_validate(reader.get("/api/v1/instruments").get_json())
    whole = reader.get("/api/v1/instruments/prueba")
    schemas.InstrumentWhole.model_validate_json(whole.data)


def test_operations_and_receipts_are_what_is_described(as_, make_visit, make_user):
    lead = make_user("lead_assessor", "05")
    visit = make_visit(lead=lead)
    browser = as_(lead)
    sent = {
        "operations": [
            {"id": "01935c1e-0000-7000-8000-000000000001", "criterion": "P1.1", "field": "level", "value": 2,
             "base": None, "device": "tableta", "at": "2026-11-22T16:42:10.250Z", "resolves": []}
        ]
    }  # fmt: skip
    schemas.Operations.model_validate(sent)
    path = f"/sync/visits/{visit.id}/operations"
    answer = browser.post(path, json=sent, headers={"X-Assess-Client": "desk/1"})
    assert answer.status_code == 200, answer.get_json()
    assert schemas.Receipts.model_validate(answer.get_json()).receipts[0].status == "applied"


def test_refusals_are_what_is_described(client, reader, as_, make_user):
    for answer, status in (
        (client.get("/api/v1/instruments"), 401),
        (reader.get("/api/v1/instruments/none"), 404),
        (reader.post(f"/sync/visits/{uuid.uuid4()}/operations", json={}), 403),
        (reader.post(f"/sync/visits/{uuid.uuid4()}/operations", json={}, headers={"X-Assess-Client": "desk/1"}), 400),
        (reader.post("/api/v1/instruments", headers={"X-CSRFToken": reader.csrf}), 405),
    ):
        assert answer.status_code == status
        schemas.Refusal.model_validate(answer.get_json())


def test_the_document_is_made_once(app):
    assert document(app) is document(app)
