import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from hashlib import sha256 as hash_of

import pytest

from assess.core.merge import canonical, sha256
from tests.core.merge.operations import make_op

#: Written by hand, as another client would make it.
BYTES = (
    '{"author":"ana","base":null,"claimed_at":"2026-11-22T12:00:00.000Z","criterion":"P1.1","device":"tablet",'
    '"field":"note","id":"a","resolves":["x"],"value":"Baño \\"2\\"\\n","visit":"v"}'
)


def test_the_canonical_bytes_are_those_another_client_would_make():
    op = make_op("a", 'Baño "2"\n', field="note", resolves=("x",), seq=7)
    assert canonical(op) == BYTES.encode()
    assert sha256(op) == hash_of(BYTES.encode()).hexdigest()


def test_a_time_zone_is_no_other_content():
    at = datetime(2026, 11, 22, 6, 0, 0, 999, timezone(timedelta(hours=-6)))
    assert sha256(make_op("a", 1)) == sha256(make_op("a", 1, claimed_at=at))


def test_a_list_has_the_bytes_of_the_same_tuple():
    assert canonical(make_op("a", ["8", None])) == canonical(make_op("a", ("8", None)))


@pytest.mark.parametrize(
    "change",
    [
        {"id": "b"},
        {"visit": "w"},
        {"criterion": "P1.2"},
        {"field": "note"},
        {"value": 2},
        {"base": "z"},
        {"device": "phone"},
        {"author": "luz"},
        {"resolves": ("y",)},
    ],
    ids=str,
)
def test_every_part_of_an_operation_is_in_its_hash(change):
    op = make_op("a", 1)
    assert sha256(replace(op, **change)) != sha256(op)


def test_the_bytes_read_back_as_json():
    assert json.loads(canonical(make_op("a", "NE")))["value"] == "NE"
