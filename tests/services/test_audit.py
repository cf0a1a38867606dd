"""The audit chain shows every tampering, and parallel writers make one chain (P34)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, select, text, update

from assess.models import AuditEntry, AuditHead, db
from assess.models.database import writing
from assess.services import audit
from tests.conftest import NOON


@pytest.fixture
def chain(app, make_user, facility):
    """A chain of at least eight entries, with details and without."""
    user = make_user("admin")
    for n in range(8):
        audit.record("test.done", by=user if n % 2 else None, at=NOON, thing=facility, n=n)
    db.session.commit()
    return list(db.session.scalars(select(AuditEntry.seq).order_by(AuditEntry.seq)))


def tamper(statement):
    db.session.execute(statement)
    db.session.commit()


def test_a_chain_that_nobody_touched_is_whole(chain):
    assert list(audit.faults()) == []
    assert audit.length() == chain[-1] == len(chain)


@pytest.mark.parametrize(
    "values",
    [
        {"action": "test.other"}, {"actor_id": None}, {"details": {"n": 99}}, {"object_id": "x"}, {"object_type": "x"},
        {"state_code": "09"}, {"request_id": "x"}, {"at": datetime(2020, 1, 1, tzinfo=UTC)}, {"hash": "0" * 64},
        {"previous_hash": "1" * 64},
    ],
    ids=lambda values: next(iter(values)),
)  # fmt: skip
def test_an_edited_entry_is_named(chain, values):
    by_somebody = select(AuditEntry.seq).where(AuditEntry.action == "test.done", AuditEntry.actor_id.isnot(None))
    victim = db.session.scalar(by_somebody)
    tamper(update(AuditEntry).where(AuditEntry.seq == victim).values(**values))
    assert str(victim) in list(audit.faults())


def test_a_deleted_entry_is_named(chain):
    tamper(delete(AuditEntry).where(AuditEntry.seq == chain[3]))
    assert f"{chain[3]}-{chain[3]}" in list(audit.faults())


def test_two_entries_that_changed_places_are_named(chain):
    one, other, aside = chain[2], chain[5], 10_000
    for old, new in ((one, aside), (other, one), (aside, other)):
        tamper(update(AuditEntry).where(AuditEntry.seq == old).values(seq=new))
    assert {str(one), str(other)} <= set(audit.faults())


def test_an_inserted_entry_is_named(chain):
    last = db.session.get(AuditEntry, chain[-1])
    db.session.add(AuditEntry(seq=chain[-1] + 1, at=NOON, action="x", previous_hash=last.hash, hash="f" * 64))
    db.session.commit()
    assert list(audit.faults()) == [str(chain[-1] + 1), "end"]


def test_a_tail_cut_off_is_noticed_by_the_head(chain):
    tamper(delete(AuditEntry).where(AuditEntry.seq > chain[-3]))
    assert list(audit.faults()) == ["end"]


def test_a_chain_made_anew_without_the_key_does_not_fit(chain):
    before = "0" * 64
    for entry in db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq)):
        entry.previous_hash, entry.hash = before, audit._hash(entry, b"another key")
        before = entry.hash
    db.session.get(AuditHead, 1).hash = before
    db.session.commit()
    assert len(list(audit.faults())) == len(chain)


def test_an_entry_from_another_course_of_events_does_not_fit(chain):
    """It was sealed with the right key and has the right number, but stands on an entry that is not there."""
    audit.record("test.other", by=None, at=NOON)
    foreign = audit.record("test.other", by=None, at=NOON)
    values = {c.name: getattr(foreign, c.name) for c in AuditEntry.__table__.columns}
    db.session.rollback()
    audit.record("test.done", by=None, at=NOON)
    seq = audit.record("test.done", by=None, at=NOON).seq
    db.session.get(AuditHead, 1).hash = values["hash"]
    db.session.commit()
    tamper(update(AuditEntry).where(AuditEntry.seq == seq).values(**values))
    assert list(audit.faults()) == [str(seq)]


def test_a_lost_head_is_noticed(chain):
    tamper(delete(AuditHead))
    assert list(audit.faults()) == ["end"]


def test_a_deed_that_is_taken_back_leaves_no_entry(chain):
    audit.record("test.undone", by=None, at=NOON)
    db.session.rollback()
    assert audit.length() == len(chain)
    assert list(audit.faults()) == []


def test_a_head_read_before_the_lock_is_read_anew(chain):
    head = db.session.get(AuditHead, 1)
    db.session.connection().execute(text("UPDATE audit_head SET seq = seq + 1"))
    assert head.seq == len(chain), "what the session holds is behind"
    assert audit.record("test.done", by=None, at=NOON).seq == len(chain) + 2


def test_eight_writers_at_once_make_one_chain(app, chain):
    writers, each = 8, 25

    def write(_writer):
        with app.app_context():
            lock = writing.set(True)
            for n in range(each):
                audit.record("test.parallel", by=None, at=NOON, n=n)
                db.session.commit()
            db.session.remove()
            writing.reset(lock)

    db.session.commit()
    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(write, range(writers)))
    assert audit.length() == len(chain) + writers * each
    assert list(audit.faults()) == []


def test_entries_are_found_by_action_person_and_time(chain, make_user):
    user = make_user("observer", email="zoe@example.org")
    audit.record("session.open", by=user, at=datetime(2026, 11, 22, 3, tzinfo=UTC))

    def found(*arguments, **more):
        return len(db.session.scalars(audit.search(*arguments, **more)).all())

    assert found("test") == 8
    assert found(actor="ZOE@") == 1
    assert found(actor="%") == 0
    assert found(since=datetime(2026, 11, 22, tzinfo=UTC)) == 1
    assert found("session.open", until=datetime(2026, 11, 22, tzinfo=UTC)) == 0
