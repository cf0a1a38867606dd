"""A device at work while one write or flush of the database after the other fails; to be started with `disk.c`.

    LD_PRELOAD=disk.so DISK_WATCH=assess.sqlite python -m tests.durability.cut_writes FOLDER

FOLDER is an installation as `country.make` leaves it. Prints one JSON object: how often what failed, the statuses that
clients saw, and every fault that was found, also in a copy of the files as a crash at that moment would leave them.
"""

from __future__ import annotations

import errno
import json
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import event

from assess import create_app
from assess.models import db
from tests.conftest import PASSWORD
from tests.durability.disk import Disk, Fault
from tests.field.country import Country
from tests.field.device import Answer, Device
from tests.field.ledger import faults, held_at, told_by

#: A full disk stays full; a bad sector is met once.
ERRORS = ((errno.ENOSPC, True), (errno.EIO, False))
OPERATIONS = 3


class AtHand(Device):
    """A device whose server is this very process."""

    def __init__(self, app: Any, email: str) -> None:
        super().__init__(0, email, PASSWORD)
        self.client, self.last = app.test_client(use_cookies=False), Answer(0, {})

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, Any, bytes]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = self.client.open(path, method=method, data=body, headers=headers | {"Cookie": cookie})
        for line in answer.headers.getlist("Set-Cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status_code, answer.headers, answer.get_data()

    def call(self, method: str, path: str, content: object = None, visit: str = "") -> Answer:
        self.last = super().call(method, path, content, visit)
        return self.last


def _checkpoint_at_once(connection: Any, _record: Any) -> None:
    """Each commit also moves what the log holds into the database itself, so that those writes are met as well."""
    connection.execute("PRAGMA wal_autocheckpoint=1")


class Run:
    """One device, one visit, and what was found so far."""

    def __init__(self, here: Country) -> None:
        self.here, self.disk = here, Disk()
        app = create_app(here.settings())
        with app.app_context():
            event.listen(db.engine, "connect", _checkpoint_at_once)
        self.device = AtHand(app, here.people[0])
        self.device.sign_in()
        self.fired: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.found: list[str] = []

    def everywhere(self, fault: Fault, error: int, *, stays: bool) -> None:
        """Let every call that a delivery makes fail once, from the first to the last."""
        after = 0
        while self._fail(fault, after, error, stays):
            after += 1

    def _fail(self, fault: Fault, after: int, error: int, stays: bool) -> bool:
        visit, name = self.here.visits[0], f"{fault.name} {errno.errorcode[error]}{' stays' if stays else ''}"
        batch = [
            self.device.record(visit, self.here.codes[n], "note", f"{name} {after}")["id"] for n in range(OPERATIONS)
        ]
        self.disk.arm(fault, after, error, stays=stays)
        self.device.send(visit)
        fired = self.disk.disarm()
        if fired:
            self.fired[name] += fired
            self.statuses[self.device.last.status] += 1
            self._judge(f"{name} at call {after}", batch)
        self.device.send(visit)
        if self.device.waiting:
            self.found.append(f"{name} at call {after}: not taken once the disk works again: {self.device.last}")
        self.found += self._faults(self.here.settings().database)
        return bool(fired)

    def _judge(self, what: str, batch: list[str]) -> None:
        answer = self.device.last
        if answer.status != 200 and not (answer.status == 503 and answer.body.get("retryable") is True):
            self.found.append(f"{what}: answered {answer.status} {answer.body}")
        if answer.status == 503 and ("Traceback" in str(answer.body) or "sqlite" in str(answer.body)):
            self.found.append(f"{what}: tells the inside")
        with tempfile.TemporaryDirectory() as folder:
            for part in self.here.instance.glob("assess.sqlite*"):
                shutil.copy(part, folder)
            copy = Path(folder) / "assess.sqlite"
            there = {id for id, *_rest in held_at(f"sqlite:///{copy}").operations} & set(batch)
            if 0 < len(there) < len(batch):
                self.found.append(f"{what}: half a batch was stored")
            self.found += [f"after a crash: {fault}" for fault in self._faults(f"sqlite:///{copy}")]
            self.found += _integrity(copy)

    def _faults(self, address: str) -> list[str]:
        return faults(told_by([self.device]), held_at(address))


def _integrity(file: Path) -> list[str]:
    database = sqlite3.connect(file)
    found = [row[0] for row in database.execute("PRAGMA integrity_check")]
    database.close()
    return [] if found == ["ok"] else found


def main(folder: Path) -> None:
    here = Country(folder, None, ["p0@example.org"], [], [])
    look = json.loads((folder / "country.json").read_text())
    here.visits, here.codes = look["visits"], look["codes"]
    run = Run(here)
    for error, stays in ERRORS:
        for fault in Fault:
            run.everywhere(fault, error, stays=stays)
    sys.stdout.write(json.dumps({"fired": run.fired, "statuses": run.statuses, "found": run.found}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
