"""Every operation takes effect exactly once, however often and from wherever it is delivered (P10).

The same on SQLite and on PostgreSQL, whichever the suite runs on; ASSESS_DELIVERIES asks for more of them.
"""

from __future__ import annotations

import json
import os
import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import event, func, select
from werkzeug.test import Client

from assess.core.merge import digest
from assess.models import Operation, QuarantinedOperation, Visit, db
from assess.services import sync

THREADS = 16
OPERATIONS = int(os.environ.get("ASSESS_DELIVERIES", "600")) // 3
BATCH = 20
#: More of them about three criteria than anybody records.
OPERATIONS_OF_A_VISIT = 200


def deliveries(device, count, rng):
    """Each operation one to five times, shuffled, in batches."""
    operations = [device.op(f"P1.{1 + n % 3}", "note", f"Nota {n}") for n in range(count)]
    several = [one for one in operations for _ in range(rng.randint(1, 5))]
    rng.shuffle(several)
    return operations, [several[start : start + BATCH] for start in range(0, len(several), BATCH)]


def post(app, path, headers, cookie, operations):
    """A request over a connection of its own; asked again when it is told to come back."""
    while True:
        client = Client(app, use_cookies=False)
        answer = client.post(
            path,
            data=json.dumps({"operations": operations}),
            content_type="application/json",
            headers={**headers, "Cookie": f"assess={cookie}"},
        )
        if answer.status_code != 503:
            return answer


def test_many_deliveries_of_every_operation_give_each_one_row(app, tablet, cast, make_visit):
    seed = random.randrange(10**6)
    rng, device = random.Random(seed), tablet(cast.assessor)
    operations, batches, ids = [], [], []
    for start in range(0, OPERATIONS, OPERATIONS_OF_A_VISIT):
        visit = make_visit(lead=cast.lead_assessor, assessors=(cast.assessor,))
        device.pack(visit)
        made, sent = deliveries(device, min(OPERATIONS_OF_A_VISIT, OPERATIONS - start), rng)
        operations += made
        batches += [(f"/sync/visits/{visit.id}/operations", batch) for batch in sent]
        ids.append(visit.id)
    rng.shuffle(batches)
    headers, cookie = device.headers(), device.browser.get_cookie("assess").value
    db.session.commit()
    db.session.remove()

    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(lambda one: post(app, one[0], headers, cookie, one[1]), batches))

    told = Counter()
    for answer in answers:
        assert answer.status_code == 200, (seed, answer.get_data(as_text=True)[:300])
        for receipt in answer.get_json()["receipts"]:
            told[receipt["id"], "stored" if receipt["status"] in ("applied", "conflict") else receipt["status"]] += 1
    assert {sent for sent, _status in told} == {one["id"] for one in operations}
    assert [told[one["id"], "stored"] for one in operations] == [1] * len(operations), seed
    assert {status for _id, status in told} <= {"stored", "duplicate"}
    rows = select(func.count()).select_from(Operation).where(Operation.device == device.id)
    assert db.session.scalar(rows) == len(operations)
    for id in ids:
        again = db.session.get_one(Visit, id)
        assert digest(sync.state_of(again)) == digest(sync.state_from_operations(again))


def test_one_id_sent_to_two_visits_at_once_is_one_row_and_one_that_waits(app, tablet, cast, visit, make_visit):
    """The lock of a visit does not keep another visit from using its ids: the unique constraint does."""
    other = make_visit(lead=cast.lead_assessor, assessors=(cast.assessor,))
    device = tablet(cast.assessor)
    for one in (visit, other):
        device.pack(one)
    cookie, headers = device.browser.get_cookie("assess").value, device.headers()
    paths = [f"/sync/visits/{one.id}/operations" for one in (visit, other)]
    operations = [device.op(code) for code in ("P1.1", "P1.2", "P1.3", "P2.1")]
    db.session.commit()
    db.session.remove()
    meeting = threading.Barrier(2, timeout=5)

    def wait_for_the_other(_connection, _cursor, statement, *_more):
        if statement.startswith("INSERT INTO operation"):
            try:
                meeting.wait()
            except threading.BrokenBarrierError:
                meeting.reset()  # on SQLite there is one writer at a time: nobody comes

    is_postgres = db.engine.dialect.name == "postgresql"
    if is_postgres:
        event.listen(db.engine, "before_cursor_execute", wait_for_the_other)
    try:
        with ThreadPoolExecutor(2) as pool:
            for one in operations:
                answers = list(pool.map(lambda path, one=one: post(app, path, headers, cookie, [one]), paths))
                statuses = sorted(a.get_json()["receipts"][0]["status"] for a in answers)
                assert statuses == ["applied", "quarantined"], statuses
    finally:
        if is_postgres:
            event.remove(db.engine, "before_cursor_execute", wait_for_the_other)

    ids = [one["id"] for one in operations]
    assert db.session.scalar(select(func.count()).where(Operation.device == device.id)) == len(ids)
    assert set(db.session.scalars(select(QuarantinedOperation.reason))) == {"id_reuse"}
