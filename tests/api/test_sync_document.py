"""docs/sync.md says what the service does: its examples are taken, and no code is left out."""

from __future__ import annotations

import json
import re
import uuid
from pathlib import Path

import pytest

from assess.api import evidence, schemas
from assess.api.onsite import schemas as onsite
from assess.web.errors import CODES
from tests.test_architecture import PACKAGE, ROOT

DOCUMENT = (ROOT / "docs" / "sync.md").read_text(encoding="utf-8")
#: What the document shortens with "…", by key.
WHOLE = {
    "sha256": "ab" * 32,
    "digest": "cd" * 32,
    "instrument_sha256": "ef" * 32,
    "at": "2026-11-29T16:42:10.250Z",
    "seen_at": "2026-11-29T16:42:10.250Z",
}


def examples(section):
    """The JSON of a section, shortened values made whole, in the order of the document."""
    text = re.search(rf"^## {section}\..*?(?=^## |\Z)", DOCUMENT, re.M | re.S)[0]
    code = "\n".join(line[4:] for line in text.splitlines() if line.startswith("    "))
    code = code.replace('["id", …]', '["…"]')
    found, at = [], 0
    while (at := code.find("{", at)) >= 0:
        try:
            one, length = json.JSONDecoder().raw_decode(code[at:])
        except ValueError:
            at += 1
            continue
        found.append(whole(one))
        at += length
    return found


def whole(value, key=""):
    if isinstance(value, dict):
        return {name: whole(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [whole(one, key) for one in value]
    if isinstance(value, str) and "…" in value:
        return WHOLE.get(key, str(uuid.uuid5(uuid.NAMESPACE_OID, value)))
    return value


MODELS = [
    (3, 0, onsite.DeviceIn),
    (3, 1, onsite.DeviceOut),
    (5, 0, schemas.Operations),
    (5, 1, schemas.Receipts),
    (7, 0, evidence.EvidenceIn),
    (7, 1, evidence.EvidenceStatus),
    (8, 0, onsite.ManifestIn),
    (8, 1, onsite.ManifestOut),
]


@pytest.mark.parametrize(("section", "place", "model"), MODELS)
def test_an_example_is_what_is_described(section, place, model):
    model.model_validate(examples(section)[place])


def test_the_example_of_a_batch_is_taken_and_answered_as_it_says(as_, cast, make_visit):
    visit = make_visit(lead=cast.lead_assessor, assessors=(cast.assessor,))
    sent, told = examples(5)[:2]
    (one,) = sent["operations"]
    one |= {"criterion": "P1.1", "author": str(cast.assessor.id)}
    headers = {"X-Assess-Client": "onsite/1", "X-Assess-Device": one["device"]}

    answer = as_(cast.assessor).post(f"/sync/visits/{visit.id}/operations", json=sent, headers=headers)

    assert set(answer.get_json()) == set(told)
    (receipt,), (example,) = answer.get_json()["receipts"], told["receipts"]
    assert (set(receipt), receipt["status"], receipt["id"]) == (set(example), example["status"], one["id"])


def test_every_code_that_is_told_is_in_the_document():
    sources = [
        *(PACKAGE / "api").rglob("*.py"),
        *(PACKAGE / "http").rglob("*.py"),
        *(PACKAGE / "services").rglob("*.py"),
    ]
    text = "\n".join(path.read_text(encoding="utf-8") for path in map(Path, sources))
    told = set(re.findall(r'Refused\(\s*\d{3},\s*"(\w+)"', text)) | set(re.findall(r'code="(\w+)"', text))
    assert len(told) > 10
    missing = {code for code in told | set(CODES.values()) if f"`{code}`" not in DOCUMENT}
    assert missing - {"method", "not_found"} == set()


def test_every_address_is_in_the_document(app):
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/sync/"):
            path = re.sub(r"<uuid:visit_id>", "<visit>", re.sub(r"<uuid:\w*evidence_id>", "<id>", rule.rule))
            assert path in DOCUMENT or path.removeprefix("/sync") in DOCUMENT, path
