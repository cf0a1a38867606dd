"""A device as docs/sync.md describes it, written from that page alone, with a ledger of what it was told.

It keeps every operation until a receipt with the right sum names it, repeats what it does not know, and never takes a
status code for a receipt.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import random
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from assess.models import new_id

SETTLED = ("applied", "duplicate", "conflict", "quarantined")
TIMEOUT = 20
#: What a device takes for "no answer": the network, a cut, or something that is not ours.
UNKNOWN = (OSError, http.client.HTTPException, ValueError)


def canonical(operation: dict[str, Any]) -> bytes:
    """The bytes that a receipt's sum is taken of (docs/sync.md section 5)."""
    told = {name: operation[name] for name in ("author", "base", "criterion", "device", "field", "id", "value")}
    told |= {"claimed_at": operation["at"], "resolves": operation.get("resolves", []), "visit": operation["visit"]}
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@dataclass
class Ledger:
    """What one device made and what the server said of it."""

    made: dict[str, dict[str, Any]] = field(default_factory=dict)
    receipts: dict[str, dict[str, Any]] = field(default_factory=dict)
    unknown: int = 0


@dataclass
class Answer:
    status: int
    body: dict[str, Any]
    wait: int = 0  # seconds that the server asks for (P20)


class Device:
    """One person's device. `port` may be that of a bad network; `clock` is how wrong its clock is."""

    def __init__(self, port: int, email: str, password: str, *, clock: timedelta = timedelta(), seed: int = 0) -> None:
        self.port, self.email, self.password, self.clock = port, email, password, clock
        self.id, self.user, self.token = str(new_id()), "", ""
        self.cookies: dict[str, str] = {}
        self.random = random.Random(seed)
        self.ledger = Ledger()
        self.waiting: list[dict[str, Any]] = []
        #: (visit, criterion, field) -> the ids whose value the person sees.
        self.seen: dict[tuple[str, str, str], list[str]] = {}

    def now(self) -> datetime:
        return datetime.now(UTC) + self.clock

    # Requests

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, Any, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            connection.request(method, path, body, headers | ({"Cookie": cookie} if cookie else {}))
            answer = connection.getresponse()
            content = answer.read()
            for line in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = line.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.headers, content
        finally:
            connection.close()

    def call(self, method: str, path: str, content: object = None, visit: str = "") -> Answer:
        """One request of the protocol. Raises one of UNKNOWN for anything that is no answer of ours."""
        raw = content if isinstance(content, bytes) else None if content is None else json.dumps(content).encode()
        kind = "application/octet-stream" if isinstance(content, bytes) else "application/json"
        made = [op for op in self.ledger.made.values() if op["visit"] == visit]
        headers = {
            "X-Assess-Client": "onsite/1",
            "X-Assess-Device": self.id,
            "X-Assess-Clock": str(int(self.now().timestamp() * 1000)),
            "X-Assess-Made": str(len(made)),
            "X-Assess-Settled": str(sum(op["id"] in self.ledger.receipts for op in made)),
            "Content-Type": kind,
            "Accept": "application/json",
        }
        status, told, body = self._ask(method, path, raw, headers)
        if told.get("X-Assess-Server") != "1":
            raise ValueError(f"not our server: {status}")
        found = json.loads(body)
        if not isinstance(found, dict):
            raise TypeError("not an answer of ours")
        return Answer(status, found, int(told.get("Retry-After", 0)))

    # Signing in

    def sign_in(self) -> None:
        """Through the page, as a person does, and then the registration of the device."""
        _status, _headers, page = self._ask("GET", "/sign-in", None, {})
        token = re.search(rb'name="csrf-token" content="([^"]+)"', page)
        assert token, "the page of signing in carries no token"
        form = urlencode({"email": self.email, "password": self.password, "csrf_token": token[1].decode()})
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        status, _headers, _page = self._ask("POST", "/sign-in", form.encode(), kind)
        assert status == 302, f"signing in answered {status}"
        answer = self.call("POST", "/sync/devices", {"id": self.id, "label": "Simulated", "client": "onsite/1"})
        self.user, self.token = answer.body["user"]["id"], answer.body["token"]

    def prepare(self, visit: str) -> None:
        """Take the pack along, as the page does before the visit."""
        answer = self.call("GET", f"/sync/visits/{visit}/pack", None, visit)
        assert answer.status == 200, f"the pack answered {answer.status}: {answer.body}"

    # Recording

    def record(self, visit: str, criterion: str, name: str, value: object) -> dict[str, Any]:
        """A change on the device, based on what its person sees."""
        base, *resolves = self.seen.get((visit, criterion, name), []) or [None]
        at = self.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
        made = {"id": str(new_id()), "visit": visit, "criterion": criterion, "field": name, "value": value,
                "base": base, "resolves": resolves, "device": self.id, "author": self.user, "at": at}  # fmt: skip
        self.ledger.made[made["id"]] = made
        self.waiting.append(made)
        self.seen[visit, criterion, name] = [made["id"]]
        return made

    # Sending

    def send(self, visit: str, *, limit: int = 200, again: int = 1, shuffled: bool = False) -> bool:
        """Offer what waits, `again` times over; whether the server has answered."""
        batch = [op for op in self.waiting if op["visit"] == visit][:limit]
        if shuffled:
            self.random.shuffle(batch)
        answered = not batch
        for _ in range(again if batch else 0):
            answered = self._offer(visit, batch) or answered
        return answered

    def _offer(self, visit: str, batch: list[dict[str, Any]]) -> bool:
        travelling = [{name: value for name, value in op.items() if name != "visit"} for op in batch]
        try:
            answer = self.call("POST", f"/sync/visits/{visit}/operations", {"operations": travelling}, visit)
        except UNKNOWN:
            self.ledger.unknown += 1
            return False
        if answer.status != 200:
            return False
        self._settle({op["id"]: op for op in batch}, answer.body.get("receipts", []))
        return True

    def _settle(self, sent: dict[str, dict[str, Any]], receipts: list[dict[str, Any]]) -> None:
        """Only a receipt that names the operation and has its sum counts (P2)."""
        for receipt in receipts:
            one = sent.get(receipt.get("id", ""))
            if one is None:
                continue
            right = receipt.get("sha256") == hashlib.sha256(canonical(one)).hexdigest()
            if receipt["status"] == "rejected" or (receipt["status"] in SETTLED and right):
                self.ledger.receipts[one["id"]] = receipt
                self.waiting = [op for op in self.waiting if op["id"] != one["id"]]

    def offer_again(self, visit: str) -> None:
        """Everything that was acknowledged, as after the restore of a backup (P22)."""
        waiting = {op["id"] for op in self.waiting}
        known = [op for op in self.ledger.made.values() if op["visit"] == visit and op["id"] not in waiting]
        self.waiting = [*known, *self.waiting]

    def changes(self, visit: str, since: int = 0) -> Answer:
        """What the others recorded, and the server's digest."""
        return self.call("GET", f"/sync/visits/{visit}/changes?since={since}", None, visit)
