"""What it costs to save one answer over HTTP, with 100 and with 5,000 visits stored, against the limit of 10 ms.

    .venv/bin/python bench/save_answer.py [--visits 100 5000] [--rounds 200]

Each size is a SQLite database of its own on disk (WAL, synchronous=FULL) whose visits of the 136-criterion instrument
hold an operation and an answer for every criterion. Both applications are asked in turn, so that a busy machine slows
both alike. "server" is a POST of one operation with session, commit and the full answer; "commit" is what
the disk alone takes for one small transaction with the same settings.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import cycle
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from flask import Flask  # noqa: E402
from sqlalchemy import insert  # noqa: E402

from assess import create_app, schema  # noqa: E402
from assess.core.merge import Operation as Change  # noqa: E402
from assess.core.merge import sha256  # noqa: E402
from assess.models import Answer, Facility, Operation, User, Visit, db, new_id  # noqa: E402
from assess.models.database import writing  # noqa: E402
from assess.services import accounts, facilities, reference, standards, visits  # noqa: E402
from assess.settings import Settings  # noqa: E402
from tests.instruments import token_of  # noqa: E402

LIMIT = 10.0
TODAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 18, tzinfo=UTC)
PASSWORD = "un faro entre la niebla"
BATCH = 50
#: Milliseconds by the clock and of this process's work.
Took = tuple[float, float]


def rows_of(visit: Visit, codes: list[str], author: User) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """An operation and an answer for every criterion of a visit."""
    operations, answers = [], []
    for code in codes:
        id = new_id()
        change = Change(str(id), str(visit.id), code, "level", 2, None, "bench", str(author.id), NOON)
        operations.append(
            {
                "id": id, "visit_id": visit.id, "criterion": code, "field": "level", "value": 2, "base": None,
                "resolves": [], "device": "bench", "author_id": author.id, "claimed_at": NOON, "received_at": NOON,
                "sha256": sha256(change),
            }
        )  # fmt: skip
        head = {"id": str(id), "value": 2, "by": str(author.id), "at": NOON.isoformat(), "device": "bench"}
        answers.append({"visit_id": visit.id, "criterion": code, "fields": {"level": [head]}, "entry": "2"})
    return operations, answers


def fill(count: int, lead: User, place: Facility) -> Visit:
    """`count` answered visits; the last one is open and is the one that is measured."""
    version = standards.newest("guia-2023")
    codes = list(standards.get_version(version.id).criteria)
    made: list[Visit] = []
    for n in range(count):
        facts = {"kind": "full", "planned_on": TODAY, "announced": True, "lead": lead, "by": lead, "at": NOON}
        made.append(visits.plan_visit(place, version, **facts, today=TODAY))  # type: ignore[arg-type]
        if len(made) % BATCH == 0 or n == count - 1:
            write(made[-BATCH:] if n < count - 1 else made[n - n % BATCH :], codes, lead)
            print(f"\r{n + 1:,} of {count:,} visits made", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    visits.start(made[-1], visited_on=TODAY, by=lead, at=NOON, today=TODAY)
    return made[-1]


def write(some: list[Visit], codes: list[str], author: User) -> None:
    db.session.flush()
    for visit in some:
        operations, answers = rows_of(visit, codes, author)
        db.session.execute(insert(Operation), operations)
        db.session.execute(insert(Answer), answers)
    db.session.commit()


def country(folder: Path, count: int) -> tuple[Flask, Callable[[], Took]]:
    """An application with that many visits, and a way to save one answer in it, in milliseconds."""
    app = create_app(Settings(instance=folder, secret_key="k" * 40, testing=True))
    with app.app_context():
        schema.upgrade()
        lock = writing.set(True)
        reference.load()
        standards.load_bundled(by=None, at=NOON)
        lead = accounts.add_user("lead@example.org", "Persona", PASSWORD, by=None, at=NOON, temporary=False)
        accounts.grant(lead, "lead_assessor", state_code="05", by=None, at=NOON)
        values = {"state_code": "05", "name": "Casa Ejemplo", "type_code": "cas_privado", "sector": "private"}
        place = facilities.add_facility(values, by=None, at=NOON)
        visit = str(fill(count, lead, place).id)
        db.session.commit()
        writing.reset(lock)
        db.session.remove()
        codes = list(standards.get("guia-2023").criteria)
    return app, saver(app, visit, codes)


def saver(app: Flask, visit: str, codes: list[str]) -> Callable[[], Took]:
    browser = app.test_client()
    form = {"email": "lead@example.org", "password": PASSWORD}
    token = token_of(browser.get("/sign-in").get_data(as_text=True))
    browser.post("/sign-in", data={**form, "csrf_token": token})
    todo, seen, answers = cycle(codes), dict[str, str](), list[Any]()

    def save() -> Took:
        # The next criterion gets a note, which follows on the one before: what a person does who goes through a visit.
        id, code = str(new_id()), next(todo)
        address = f"/sync/visits/{visit}/operations?criterion={code}"
        one = {
            "id": id, "criterion": code, "field": "note", "value": f"Nota {id}", "base": seen.get(code), "device": "b",
            "at": datetime.now(UTC).isoformat(),
        }  # fmt: skip
        body = json.dumps({"operations": [one]})
        took = timed(
            lambda: answers.append(
                browser.post(address, data=body, content_type="application/json", headers={"X-Assess-Client": "desk/1"})
            )
        )
        answer = answers.pop()
        receipts = answer.get_json().get("receipts") or [{}]
        if receipts[0].get("status") != "applied":
            raise SystemExit(f"not saved: {answer.get_data(as_text=True)[:300]}")
        seen[code] = id
        return took

    return save


def committing(folder: Path) -> Callable[[], Took]:
    """One row in a database of its own, with the settings of the application."""
    connection = sqlite3.connect(folder / "disk.sqlite", isolation_level=None)
    connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (x TEXT);")

    return lambda: timed(lambda: connection.execute("INSERT INTO t VALUES ('x')"))


def timed(work: Callable[[], object]) -> Took:
    begin, cpu = perf_counter(), process_time()
    work()
    return (perf_counter() - begin) * 1000, (process_time() - cpu) * 1000


def percentile(times: list[float], share: float) -> float:
    return sorted(times)[min(int(len(times) * share), len(times) - 1)]


def rows(measured: dict[str, list[Took]]) -> Iterator[str]:
    yield f"{'':22}{'median ms':>11}{'p95 ms':>9}{'cpu ms':>9}{'to the 10 ms limit':>20}"
    for name, took in measured.items():
        times = [clock for clock, _cpu in took]
        median, cpu = statistics.median(times), statistics.median(cpu for _clock, cpu in took)
        yield f"{name:22}{median:>11.2f}{percentile(times, 0.95):>9.2f}{cpu:>9.2f}{median / LIMIT:>19.2f}x"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visits", type=int, nargs="+", default=[100, 5000])
    parser.add_argument("--rounds", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        savers = {}
        for count in options.visits:
            inside = Path(folder) / str(count)
            inside.mkdir()
            savers[f"server, {count:,} visits"] = country(inside, count)[1]
        savers["commit alone"] = committing(Path(folder))
        measured: dict[str, list[Took]] = {name: [] for name in savers}
        for save in savers.values():
            for _ in range(10):
                save()
        for _ in range(options.rounds):
            for name, save in savers.items():
                measured[name].append(save())
    print("\n".join(rows(measured)))
    medians = [
        statistics.median(clock for clock, _cpu in times)
        for name, times in measured.items()
        if name.startswith("server")
    ]
    print(f"{max(options.visits):,} visits to {min(options.visits):,}: {medians[-1] / medians[0]:.2f}x")


if __name__ == "__main__":
    main()
