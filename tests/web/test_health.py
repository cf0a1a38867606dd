"""Anyone learns whether the service answers; how it fares is for administrators (P20)."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from assess.models import QuarantinedOperation, Upload, db
from assess.services import audit, condition
from assess.services.backups import noting
from tests.conftest import NOON


def test_anyone_learns_that_it_answers_and_nothing_else(client):
    answer = client.get("/health")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})


@pytest.fixture
def told(app, cast, as_):
    """told(): the condition as a program of an administrator gets it."""

    def ask():
        answer = as_(cast.admin).get("/health/details", headers={"Accept": "application/json"})
        assert answer.status_code == 200
        return answer.get_json()

    return ask


def test_room_and_the_last_backup_are_told(told):
    found = told()
    assert found["free_bytes"] > 0
    assert found["last_backup_at"] is None
    audit.record(noting.MADE, by=None, at=NOON)
    assert told()["last_backup_at"] == NOON.isoformat()


def test_what_waits_is_told_with_its_age(told, cast, make_visit):
    visit = make_visit(lead=cast.lead_assessor)
    author, old, new = cast.lead_assessor.id, NOON, NOON + timedelta(hours=1)
    for at, received in ((new, 3), (old, 3), (old - timedelta(days=9), 9)):  # the last one has arrived
        facts = {"sha256": "0" * 64, "size": 9, "author_id": author, "device": "d", "claimed_at": at}
        db.session.add(Upload(id=uuid.uuid4(), visit_id=visit.id, criterion="P1.1", kind="photo", received=received,
                              announced_at=at, touched_at=at, **facts))  # fmt: skip
    for state, resolved in (("waiting", None), ("dismissed", NOON)):
        db.session.add(QuarantinedOperation(id=uuid.uuid4(), sha256="0" * 64, visit_id=visit.id, author_id=author,
                                            device="d", content={}, reason="closed", received_at=old, state=state,
                                            resolved_at=resolved))  # fmt: skip
    found = told()["waiting"]
    assert found["uploads"] == {"number": 2, "oldest_at": old.isoformat()}
    assert found["quarantined"] == {"number": 1, "oldest_at": old.isoformat()}
    assert found["manifests"] == {"number": 0, "oldest_at": None}


@pytest.mark.parametrize(("language", "late", "well"), [("es", "Requiere atención", "Bien"), ("en", "Needs", "Well")])
def test_a_person_reads_what_to_do(cast, as_, language, late, well):
    browser = as_(cast.admin)
    cast.admin.language = language
    page = browser.get("/health/details").get_data(as_text=True)
    assert late in page, "nothing was ever saved"
    assert well in page
    assert "assess backup" in page


def test_a_backup_counts_for_a_day_and_what_waits_is_late_after_one(app, tmp_path):
    audit.record(noting.MADE, by=None, at=NOON)
    day = timedelta(hours=24)
    assert condition.read(tmp_path, at=NOON + day).is_saved
    assert not condition.read(tmp_path, at=NOON + day + timedelta(seconds=1)).is_saved
    waiting = condition.Waiting(1, NOON)
    assert not waiting.is_late(NOON + day)
    assert waiting.is_late(NOON + day + timedelta(seconds=1))
    assert not condition.Waiting(0, None).is_late(datetime.now(UTC))
