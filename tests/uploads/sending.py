"""Somebody's device that sends files, the server that fails, and what the database and the store hold after it."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import uuid
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import select

from assess import create_app
from assess.models import Evidence, Upload, db, new_id
from assess.services import evidence
from assess.storage import Missing, Storage
from tests.field.country import Country
from tests.field.device import UNKNOWN, Answer, Device

AT = "2026-11-29T16:42:10.250Z"


class Mortal:
    """`tests.uploads.mortal` on an instance; `live()` starts a child once the one before has died."""

    def __init__(self, country: Country, environment: Mapping[str, str]) -> None:
        told = {name: value for name, value in os.environ.items() if not name.startswith(("ASSESS_", "AWS_"))}
        told |= {"ASSESS_INSTANCE": str(country.instance), "ASSESS_SECRET_KEY": "k" * 40, **environment}
        if country.database:
            told["ASSESS_DATABASE_URL"] = country.database
        with (country.instance / "mortal.log").open("w") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.uploads.mortal"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, env=told, text=True, start_new_session=True,
            )  # fmt: skip
        self.port = int(self._line())

    def __enter__(self) -> Mortal:
        self.live()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, 9)
        self._process.communicate()

    def live(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def died(self) -> int:
        """Wait until the child has died; the signal that ended it."""
        return int(self._line())

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


class Sender(Device):
    """A device with files; `fault` travels with every request."""

    fault = ""

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, Any, bytes]:
        return super()._ask(method, path, body, headers | ({"X-Fault": self.fault} if self.fault else {}))

    def upload(self, visit: str, content: bytes, *, id: str = "", part: int = evidence.CHUNK, **facts: Any) -> Answer:
        """Announce a photo and send it in parts; the last answer, which need not be a good one."""
        base = f"/sync/visits/{visit}/evidence"
        told = {"id": id or str(new_id()), "criterion": "P1.1", "kind": "photo", "size": len(content), "caption": ""}
        told |= {"sha256": hashlib.sha256(content).hexdigest(), "no_person": True, "author": self.user}
        told |= {"device": self.id, "at": AT} | facts
        answer = self.call("POST", base, told, visit)
        while answer.status == 200 and answer.body["status"] == "receiving":
            at = answer.body["offset"]
            address = f"{base}/{told['id']}?offset={at}"
            answer = self.call("PUT", address, content[at : at + part], visit)
        return answer

    def insist(self, visit: str, content: bytes, *, tries: int = 10, **facts: Any) -> dict[str, Any]:
        """Send it as often as it takes; the answer that says it is kept."""
        facts = {"id": str(new_id())} | facts
        for _ in range(tries):
            with suppress(*UNKNOWN):
                answer = self.upload(visit, content, **facts)
                if answer.status == 200:
                    return answer.body
        raise AssertionError("the file cannot be brought in")


class Held:
    """What an installation holds, read beside its server."""

    def __init__(self, country: Country, storage: Storage) -> None:
        self.app, self.storage = create_app(country.settings()), storage

    def pieces(self) -> dict[str, tuple[str, str, int]]:
        """id -> the sum that was sent, and sum and size of what was made of it."""
        with self.app.app_context():
            rows = db.session.scalars(select(Evidence)).all()
            found = {str(row.id): (row.sha256, row.stored_sha256, row.stored_size) for row in rows}
            self._close()
        return found

    def uploads(self) -> set[str]:
        with self.app.app_context():
            found = {str(id) for id in db.session.scalars(select(Upload.id))}
            self._close()
        return found

    def holes(self) -> list[str]:
        """Every row whose bytes are not exactly those that it names (P15): the list that has to be empty."""
        with self.app.app_context():
            rows = db.session.scalars(select(Evidence)).all()
            found = [
                str(row.id) for row in rows if not (self._has(row.stored_sha256) and self._has(row.thumbnail_sha256))
            ]
            self._close()
        return found

    def parts(self, id: str | uuid.UUID) -> list[str]:
        return [stored.key for stored in self.storage.list(f"parts/{id}/")]

    def _has(self, sha256: str) -> bool:
        try:
            return hashlib.sha256(self.storage.get(evidence.blob_key(sha256))).hexdigest() == sha256
        except Missing:
            return False

    def _close(self) -> None:
        db.session.remove()
        db.engine.dispose()


def folder_of(instance: Path) -> Storage:
    return Storage((instance / "evidence").as_uri())
