"""The product side of the sync yardstick: visits prepared through the services, signed-in devices, and what they send.

Written against docs/sync.md, as any other client would be.
"""

from __future__ import annotations

import json
import random
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from assess import create_app, schema
from assess.http import clock
from assess.models import User, db, new_id
from assess.models.database import writing
from assess.services import accounts, facilities, reference, standards, visits
from assess.settings import Settings
from assess.standards.check import read
from bench.form.checklist import FACILITY_TYPE, codes, document
from bench.sync.load import Request, head
from bench.sync.pictures import picture

SECRET, PASSWORD = "k" * 40, "un faro entre la niebla"
BATCH = 200
CHUNK = 256 * 1024
#: Where the numbers of photos begin in the ids of a visit, above those of its operations.
PHOTO_IDS = 0x100000
PHOTOS = "SELECT visit_id FROM evidence"
OPERATIONS = "SELECT id FROM operation WHERE criterion NOT LIKE '@%'"
ANSWERS = "SELECT visit_id, criterion, fields FROM answer WHERE criterion NOT LIKE '@%'"
COMMIT = 50
#: The fixed place of a visit's part of the ids in the bodies; the number of the operation follows.
SLOT = b"00000000-0000-7000-8000-"
NOTE = "Seen on the day in the ward and the store; the register is complete to last month, and its keeper showed it. "
LEVELS = (0, 1, 2, 3, 3, "NE")


def note(number: int) -> str:
    """Some 225 characters, as long as people write."""
    return (NOTE * 2)[: 215 + number % 20]


def email(number: int) -> str:
    return f"lead{number}@example.org"


def prepare(folder: Path, database: str | None, count: int, people: int, few: int) -> list[str]:
    """Make an instance with `count` visits in fieldwork; their ids, in turn of those who go.

    Visit n belongs to person n % few as its lead, and person n % people is of its team as well: so that a few clients
    and many clients each find the same visits.
    """
    app = create_app(Settings(instance=folder, database_url=database, secret_key=SECRET))
    with app.app_context():
        schema.upgrade()
        lock = writing.set(True)
        try:
            return _visits(folder, count, people, few)
        finally:
            writing.reset(lock)
            db.session.remove()
            db.engine.dispose()


def _visits(folder: Path, count: int, people: int, few: int) -> list[str]:
    now, today = clock.now(), clock.today()
    file = folder / "checklist.yaml"
    file.write_text(json.dumps(document()))
    reference.load()
    version = standards.load_version(read(file), by=None, at=now)
    team = [_person(number, now) for number in range(people)]
    values = {"state_code": "05", "name": "Casa Ejemplo", "type_code": FACILITY_TYPE, "sector": "private"}
    place = facilities.add_facility(values, by=None, at=now)
    ids = []
    for number in range(count):
        lead, other = team[number % few], team[number % people]
        facts: dict[str, Any] = {"kind": "full", "planned_on": today, "announced": True, "lead": lead, "by": lead}
        visit = visits.plan_visit(place, version, **facts, assessors=[other], at=now, today=today)
        visits.start(visit, visited_on=today, by=lead, at=now, today=today)
        ids.append(str(visit.id))
        if number % COMMIT == COMMIT - 1:
            db.session.commit()
    db.session.commit()
    return ids


def _person(number: int, now: datetime) -> User:
    person = accounts.add_user(email(number), f"Persona {number}", PASSWORD, by=None, at=now, temporary=False)
    accounts.grant(person, "lead_assessor", state_code="05", by=None, at=now)
    return person


@dataclass(frozen=True, slots=True)
class Device:
    """A registered device of a signed-in person, with the headers of everything that it sends."""

    id: str
    author: str
    headers: tuple[tuple[str, str], ...]


def sign_in(port: int, number: int) -> Device:
    """Through the real page, and registered as section 3 says."""
    base, cookies = f"http://127.0.0.1:{port}", CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
    page = browser.open(f"{base}/sign-in").read().decode()
    token = re.search(r'name="csrf-token" content="([^"]+)"', page)
    form = {"email": email(number), "password": PASSWORD, "csrf_token": token[1] if token else ""}
    browser.open(f"{base}/sign-in", urllib.parse.urlencode(form).encode()).read()
    id = str(new_id())
    client = {"X-Assess-Client": "onsite/1", "Content-Type": "application/json"}
    body = json.dumps({"id": id, "label": "Yardstick", "client": "onsite/1"}).encode()
    try:
        answer = json.load(browser.open(urllib.request.Request(f"{base}/sync/devices", body, client)))
    except urllib.error.HTTPError as error:
        told = error.read()[:200].decode(errors="replace")
        raise SystemExit(f"Assess answers {error.code} at /sync/devices, so nothing can be sent: {told}") from None
    cookie = "; ".join(f"{one.name}={one.value}" for one in cookies)
    headers = {**client, "X-Assess-Device": id, "Cookie": cookie, "Accept": "application/json"}
    return Device(id, answer["user"]["id"], tuple(headers.items()))


class Answers:
    """The answers of a person to all criteria, each with a note: the bodies of their batches, and what they say."""

    def __init__(self, device: Device, seed: int) -> None:
        pick, at = random.Random(seed), datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        self.device = device
        #: criterion -> (level, note)
        self.said = {code: (pick.choice(LEVELS), note(n)) for n, code in enumerate(codes())}
        fields = [
            (code, f, v) for code, said in self.said.items() for f, v in zip(("level", "note"), said, strict=True)
        ]
        self.operations = [
            {
                "id": SLOT.decode() + f"{number:012x}", "criterion": code, "field": name, "value": value, "base": None,
                "device": device.id, "author": device.author, "at": at, "resolves": [],
            }
            for number, (code, name, value) in enumerate(fields)
        ]  # fmt: skip
        batches = [self.operations[start : start + BATCH] for start in range(0, len(self.operations), BATCH)]
        self.batches = [(json.dumps({"operations": b}, separators=(",", ":")).encode(), len(b)) for b in batches]


@dataclass(frozen=True, slots=True)
class VisitWork:
    """One visit to bring in. The ids of its operations follow from its slot, so the ledger is known without a list."""

    visit: str
    answers: Answers
    slot: bytes
    photos: int

    def requests(self) -> Iterator[Request]:
        yield from self.batches()
        for number, code in zip(range(self.photos), self.answers.said, strict=False):
            yield from self._photo(number, code)

    def batches(self, proof: bytes = b'"applied"') -> Iterator[Request]:
        """The operations, with a word that each receipt must say."""
        path, headers = f"/sync/visits/{self.visit}/operations", self.answers.device.headers
        made = len(self.answers.operations)
        for body, count in self.answers.batches:
            settled = (("X-Assess-Made", str(made)), ("X-Assess-Settled", "0"))
            yield Request(
                head("POST", path, (*headers, *settled), len(body)), body.replace(SLOT, self.slot), proof, count
            )

    def _photo(self, number: int, code: str) -> Iterator[Request]:
        """Announced, then sent in parts (docs/sync.md, section 7)."""
        content, sha256 = picture()
        device, id = self.answers.device, f"{self.slot.decode()}{PHOTO_IDS + number:012x}"
        told = {
            "id": id, "criterion": code, "kind": "photo", "sha256": sha256, "size": len(content), "caption": "Photo",
            "no_person": True, "author": device.author, "device": device.id, "at": self.answers.operations[0]["at"],
        }  # fmt: skip
        body, path = json.dumps(told).encode(), f"/sync/visits/{self.visit}/evidence"
        yield Request(head("POST", path, device.headers, len(body)), body, b'"receiving"', 1)
        headers = [(n, "application/octet-stream" if n == "Content-Type" else v) for n, v in device.headers]
        for offset in range(0, len(content), CHUNK):
            part = content[offset : offset + CHUNK]
            proof = b'"kept"' if offset + CHUNK >= len(content) else b'"receiving"'
            yield Request(head("PUT", f"{path}/{id}?offset={offset}", headers, len(part)), part, proof, 1)

    def ids(self) -> set[str]:
        """The ids of all its operations, without hyphens."""
        slot = self.slot.decode().replace("-", "")
        return {f"{slot}{number:012x}" for number in range(len(self.answers.operations))}


@dataclass(frozen=True, slots=True)
class Again:
    """The first batch of a visit that has come in, sent once more, as a device does whose answer was cut off."""

    work: VisitWork

    def requests(self) -> Iterator[Request]:
        yield next(self.work.batches(b'"duplicate"'))


def queues(port: int, ids: Sequence[str], clients: int, photos: int) -> list[list[VisitWork]]:
    """The visits of each client, who is a person with a session and a device of its own."""
    return _queues(ids, [sign_in(port, number) for number in range(clients)], photos)


def unsigned(ids: Sequence[str], clients: int) -> list[list[VisitWork]]:
    """The same without photos, for a server that knows no sign-in."""
    return _queues(ids, [Device(str(new_id()), str(new_id()), ()) for _ in range(clients)], 0)


def _queues(ids: Sequence[str], devices: Sequence[Device], photos: int) -> list[list[VisitWork]]:
    clients, answers = len(devices), [Answers(device, number) for number, device in enumerate(devices)]
    found: list[list[VisitWork]] = [[] for _ in range(clients)]
    began = time.time_ns() // 1_000_000
    for number, id in enumerate(ids):
        slot = str(new_id(began + number))[: len(SLOT)].encode()  # a millisecond each, so that no two are alike
        found[number % clients].append(VisitWork(id, answers[number % clients], slot, photos))
    return found


def differences(database: str, brought: Sequence[VisitWork]) -> str:
    """What the database and the ledger of the clients disagree about, in words; empty when they agree."""
    engine = create_engine(database)
    with engine.connect() as connection:
        kept = [str(id).replace("-", "") for (id,) in connection.execute(text(OPERATIONS))]
        answers = {
            (str(visit).replace("-", ""), criterion): fields if isinstance(fields, dict) else json.loads(fields)
            for visit, criterion, fields in connection.execute(text(ANSWERS))
        }
        photos = len(connection.execute(text(PHOTOS)).all())
    engine.dispose()
    sent = set[str]().union(*(work.ids() for work in brought))
    found = [
        (len(sent - set(kept)), "operations lost"),
        (len(set(kept) - sent), "operations that nobody holds a receipt for"),
        (len(kept) - len(set(kept)), "operations twice"),
        (sum(_unlike(work, answers) for work in brought), "answers that are not what was sent"),
        (abs(photos - sum(work.photos for work in brought)), "photos lost or doubled"),
    ]
    return ", ".join(f"{number} {what}" for number, what in found if number)


def _unlike(work: VisitWork, answers: dict[tuple[str, str], dict[str, Any]]) -> int:
    """How many answers of a visit say something else than what was sent."""
    visit = work.visit.replace("-", "")
    rows = ((said, answers.get((visit, code), {})) for code, said in work.answers.said.items())
    return sum(said != tuple(_only(fields.get(name)) for name in ("level", "note")) for said, fields in rows)


def _only(heads: list[dict[str, Any]] | None) -> Any:
    return heads[0]["value"] if heads and len(heads) == 1 else None
