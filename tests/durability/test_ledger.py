"""The checker itself is tried on seeded losses: one that sees nothing would make every other run look well."""

from __future__ import annotations

import copy
import uuid
from types import SimpleNamespace

import pytest
from sqlalchemy import create_engine, delete, select, update

from assess.models import Operation, new_id
from assess.models.database import writing
from tests.conftest import PASSWORD
from tests.field.device import Device
from tests.field.ledger import faults, held, misfolded, told_by
from tests.field.server import Server

OPERATIONS = 12


@pytest.fixture(scope="module")
def run(place):
    """What a device was told by a real server, which it left with one refused and one unanswered operation."""
    here = place(people=1)
    with Server(here.instance, database=here.database, workers=1) as server:
        device = Device(server.port, here.people[0], PASSWORD)
        device.sign_in()
        for n in range(OPERATIONS):
            device.record(here.visits[0], here.codes[n % 5], "note", f"Nota {n}")
        assert device.send(here.visits[0])
        refused = device.record(here.visits[0], "No.1", "note", "No hay tal criterio.")
        assert device.send(here.visits[0])
        device.record(here.visits[0], here.codes[0], "note", "Sin respuesta")
    return here.settings().database, told_by([device]), refused["id"]


@pytest.fixture
def told(run):
    """The same with a connection to the database that it wrote to; nothing stays changed."""
    address, known, refused = run
    engine, token = create_engine(address), writing.set(True)
    with engine.connect() as connection:
        yield known, connection, refused
        connection.rollback()
    writing.reset(token)
    engine.dispose()


def judged(told, *changes):
    known, connection, _refused = told
    for change in changes:
        assert connection.execute(change).rowcount == 1
    return [fault.partition(": ")[2] for fault in faults(known, held(connection))]


def one_of(told, n=3):
    """The id of an acknowledged operation."""
    return told[1].scalars(select(Operation.__table__.c.id).order_by(Operation.seq)).all()[n]


def changed(told, **columns):
    return judged(told, update(Operation.__table__).where(Operation.id == one_of(told)).values(columns))


def test_nothing_is_found_where_nothing_is_wrong(told):
    assert judged(told) == []
    statuses = [one.receipt and one.receipt["status"] for one in told[0].values()]
    assert (statuses.count("applied"), statuses.count("rejected"), statuses.count(None)) == (OPERATIONS, 1, 1)


def test_one_acknowledged_row_that_is_gone_is_noticed(told):
    assert judged(told, delete(Operation.__table__).where(Operation.id == one_of(told))) == ["acknowledged and lost"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("value", "Nota 0"),
        ("value", 3),
        ("field", "level"),
        ("criterion", "P2.2"),
        ("device", "d"),
        ("base", uuid.UUID(int=7)),
        ("resolves", [str(uuid.UUID(int=7))]),
        ("sha256", "0" * 64),
    ],
)
def test_an_altered_column_is_noticed(told, column, value):
    assert changed(told, **{column: value}) == ["altered"]


def test_an_instant_moved_by_a_millisecond_is_noticed(told):
    at = told[1].scalar(select(Operation.__table__.c.claimed_at).where(Operation.id == one_of(told)))
    assert changed(told, claimed_at=at.replace(microsecond=(at.microsecond + 1000) % 1_000_000)) == ["altered"]


def test_a_change_of_order_is_noticed(told):
    assert changed(told, seq=999) == ["moved in the order"]
    assert faults(told[0], held(told[1]), same_order=False) == []


def test_a_row_that_nobody_sent_is_noticed(told):
    assert sorted(changed(told, id=new_id())) == ["acknowledged and lost", "nobody sent it"]


def test_a_doubled_row_is_noticed(told):
    known, connection, _refused = told
    seen = held(connection)
    seen.operations.append((*seen.operations[0][:3], 999))
    assert [fault.partition(": ")[2] for fault in faults(known, seen)] == ["doubled", "moved in the order"]


def test_two_rows_at_one_place_in_the_order_are_noticed(told):
    known, connection, _refused = told
    seen = held(connection)
    seen.operations[1] = (*seen.operations[1][:3], seen.operations[0][3])
    assert [fault for fault in faults(known, seen) if "taken 2 times" in fault]


def test_a_refused_one_that_was_stored_is_noticed(told):
    known, connection, refused = told
    seen = held(connection)
    seen.operations.append((refused, known[refused].sum, known[refused].sum, 999))
    assert faults(known, seen) == [f"{refused}: refused and stored all the same"]


def test_one_without_an_answer_may_be_there_or_not_but_only_unaltered(told):
    known, connection, _refused = told
    unknown = next(id for id, one in known.items() if one.receipt is None)
    seen = held(connection)
    assert faults(known, seen) == []
    seen.operations.append((unknown, known[unknown].sum, known[unknown].sum, 999))
    assert faults(known, seen) == []
    seen.operations[-1] = (unknown, "0" * 64, known[unknown].sum, 999)
    assert faults(known, seen) == [f"{unknown}: altered"]


def test_one_that_waits_in_quarantine_is_held_to_the_same(told):
    known, connection, _refused = told
    seen = held(connection)
    known = copy.deepcopy(known)
    id, sum, _column, _seq = seen.operations.pop()
    known[id].receipt["status"] = "quarantined"
    assert faults(known, seen) == [f"{id}: acknowledged as waiting and lost"]
    seen.quarantined.append((id, sum))
    assert faults(known, seen) == []
    seen.quarantined[-1] = (id, "0" * 64)
    assert faults(known, seen) == [f"{id}: altered"]


def test_one_that_is_stored_and_waits_as_well_is_noticed(told):
    known, connection, _refused = told
    seen = held(connection)
    id, sum, _column, _seq = seen.operations[0]
    seen.quarantined.append((id, sum))
    assert faults(known, seen) == [f"{id}: stored twice"]


def test_answers_that_are_not_what_the_operations_add_up_to_are_noticed():
    found = {"v": SimpleNamespace(digest="d", rebuilt="d"), "w": SimpleNamespace(digest="d", rebuilt="e")}
    assert misfolded(found) == ["w: the answers are not what the operations add up to"]
