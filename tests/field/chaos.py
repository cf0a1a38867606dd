"""Simulated assessors, a network that cuts, a server that is killed: afterwards nothing may be lost, doubled or moved.

    python -m tests.field.chaos --minutes 30 --devices 20 --kill-every 20

Prints a table and exits 1 when a device and the database differ in anything (P1-P17 on the side of the protocol).
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path

from assess.core.merge import Operation, digest, state
from tests.conftest import PASSWORD
from tests.field import country as countries
from tests.field.device import UNKNOWN, Device
from tests.field.ledger import faults, held_at, misfolded, told_by
from tests.field.proxy import Cut, Proxy
from tests.field.server import Server

CLOCKS = [timedelta(), timedelta(days=2), timedelta(days=-2), timedelta(days=-9000), timedelta(days=4000)]
RESETS, REPEATS = 0.05, 0.05
PATIENCE = 10


@dataclass
class Outcome:
    """What a run did, and every difference found."""

    seconds: float = 0
    devices: int = 0
    kills: int = 0
    operations: int = 0
    unknown: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def rows(self) -> Iterator[str]:
        for name, value in (
            ("seconds", round(self.seconds)),
            ("devices", self.devices),
            ("server kills", self.kills),
            ("operations made", self.operations),
            ("requests without an answer", self.unknown),
            *sorted((f"receipts: {status}", count) for status, count in self.statuses.items()),
            ("differences", len(self.faults)),
        ):
            yield f"{name:30}{value:>10,}"


def work(
    device: Device,
    visits: list[str],
    codes: list[str],
    goes_on: Callable[[], bool],
    stop: threading.Event,
    leads: bool = False,
) -> None:
    """One assessor: answers, looks at what the others did, and sends whenever it comes to mind."""
    chance, seq = device.random, dict.fromkeys(visits, 0)
    while goes_on() and not stop.is_set():
        visit = chance.choice(visits)
        for _ in range(chance.randrange(1, 6)):
            code, name = chance.choice(codes), chance.choice(["level", "note", "methods"])
            value = {
                "level": chance.choice([0, 1, 2, 3, "NA", "NE", None]),
                "note": f"Nota {chance.random():.9f}",
                "methods": chance.sample(["document", "observation", "staff_interview"], chance.randrange(3)),
            }
            device.record(visit, code, name, value[name])
        again = 2 if chance.random() < REPEATS else 1
        device.send(visit, limit=chance.choice([3, 50, 200]), again=again, shuffled=chance.random() < REPEATS)
        if leads or chance.random() < 0.3:
            seq[visit] = _look(device, visit, seq[visit], leads)
        stop.wait(chance.random() * 0.2)


def _look(device: Device, visit: str, since: int, leads: bool) -> int:
    """Take over what the others recorded, as the page does at the next sync.

    Who `leads` sees all values that contradict each other, so that the next one settles them. Nobody else may, and with
    nobody to do so almost nothing is applied any more once every field has its conflict.
    """
    try:
        told = device.changes(visit, since)
    except UNKNOWN:
        return since
    if told.status == HTTPStatus.SERVICE_UNAVAILABLE:
        return since
    for one in told.body["operations"]:
        key = (visit, one["criterion"], one["field"])
        mine = device.seen.get(key, [])
        replaced = {one["base"], *one["resolves"]}
        if one["id"] not in mine and (leads or not mine or replaced.intersection(mine)):
            device.seen[key] = [id for id in mine if id not in replaced] + [one["id"]]
    return int(told.body["seq"])


@contextmanager
def killing(server: Server, every: float, receipts: Callable[[], int]) -> Iterator[list[float]]:
    """SIGKILL for every process of the server, again and again, while the block runs.

    On a slow machine it lives as long as it took to start, and until it has answered something: a server that never
    gets so far proves nothing.
    """
    kills: list[float] = []
    done = threading.Event()

    def kill() -> None:
        before, life = receipts(), every
        while not done.wait(life):
            if receipts() == before:
                continue
            before = receipts()
            server.kill()
            kills.append(time.monotonic())
            server.start()
            life = max(every, time.monotonic() - kills[-1])

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield kills
    finally:
        done.set()
        thread.join()


def run(
    place: countries.Country, *, seconds: float, kill_every: float, seed: int, least: int = 0, least_kills: int = 0
) -> Outcome:
    """The noise, then silence, then the comparison.

    On a slow machine the noise goes on, for at most `PATIENCE` times as long, until more than `least` operations are
    applied and the server was killed `least_kills` times.
    """
    chance = random.Random(seed)
    outcome, begun = Outcome(devices=len(place.people)), time.monotonic()
    with Server(place.instance, database=place.database) as server, Proxy(server.port) as network:
        devices = [
            Device(network.port, email, PASSWORD, clock=CLOCKS[n % len(CLOCKS)], seed=seed + n)
            for n, email in enumerate(place.people)
        ]
        for device in devices:
            device.sign_in()
            for visit in place.visits:
                device.prepare(visit)
        network.choose = lambda: _cut(chance)
        with killing(server, kill_every, lambda: _receipts(devices)) as kills:
            _work_all(devices, place, seconds, lambda: _applied(devices) > least and len(kills) >= least_kills)
        network.choose = Cut
        _drain(devices, place.visits)
        outcome.faults += _digests(devices[0], place)
    outcome.seconds, outcome.kills = time.monotonic() - begun, len(kills)
    outcome.faults += faults(told_by(devices), held_at(place.settings().database))
    look = place.look()
    outcome.faults += misfolded({visit: look.visit(visit) for visit in place.visits})
    for device in devices:
        outcome.operations += len(device.ledger.made)
        outcome.unknown += device.ledger.unknown
        outcome.statuses.update(_statuses(device))
    return outcome


def _cut(chance: random.Random) -> Cut:
    if chance.random() >= RESETS:
        return Cut()
    return Cut(request=chance.randrange(3000)) if chance.random() < 0.5 else Cut(answer=chance.randrange(3000))


def _applied(devices: list[Device]) -> int:
    return sum(_statuses(device)["applied"] for device in devices)


def _receipts(devices: list[Device]) -> int:
    return sum(len(device.ledger.receipts) for device in devices)


def _statuses(device: Device) -> Counter[str]:
    # Copied at once: the device goes on meanwhile.
    return Counter(receipt["status"] for receipt in list(device.ledger.receipts.values()))


def _work_all(devices: list[Device], place: countries.Country, seconds: float, is_enough: Callable[[], bool]) -> None:
    begun, stop = time.monotonic(), threading.Event()

    def goes_on() -> bool:
        passed = time.monotonic() - begun
        return passed < seconds or (passed < PATIENCE * seconds and not is_enough())

    threads = [
        threading.Thread(target=work, args=(device, place.visits, place.codes, goes_on, stop, n == 0))
        for n, device in enumerate(devices)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _drain(devices: list[Device], visits: list[str]) -> None:
    for device in devices:
        for _ in range(200):
            if not device.waiting:
                break
            for visit in visits:
                device.send(visit)


def _digests(device: Device, place: countries.Country) -> list[str]:
    """What a device adds up from all that the server tells, held against what the server adds up (P17)."""
    found = []
    for visit in place.visits:
        operations, since, more = [], 0, True
        while more:
            told = _told(device, visit, since)
            operations += told["operations"]
            since, more = told["seq"], told["more"]
        mine = digest(state(_operation(visit, one) for one in operations))
        if mine != told["digest"]:
            found.append(f"{visit}: device and server add up to different states")
    return found


def _told(device: Device, visit: str, since: int) -> dict:
    """The next page of changes, once a server that was just killed or is busy answers (P20)."""
    for _ in range(20):
        answer = device.changes(visit, since)
        if answer.status == HTTPStatus.OK:
            return answer.body
        assert answer.status == HTTPStatus.SERVICE_UNAVAILABLE, f"{answer.status}: {answer.body}"
        time.sleep(answer.wait or 1)
    raise TimeoutError("the server stayed busy although nothing was asked of it")


def _operation(visit: str, one: dict) -> Operation:
    at = datetime.fromisoformat(one["claimed_at"]).astimezone(UTC)
    return Operation(one["id"], visit, one["criterion"], one["field"], one["value"], one["base"], one["device"],
                     one["author"], at, one["seq"], tuple(one["resolves"]))  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--devices", type=int, default=20)
    parser.add_argument("--visits", type=int, default=5)
    parser.add_argument("--kill-every", type=float, default=20, metavar="SECONDS")
    parser.add_argument("--database", help="address of a PostgreSQL database; SQLite without")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    options = parser.parse_args()
    print(f"seed {options.seed}")
    with tempfile.TemporaryDirectory() as folder:
        place = countries.make(
            Path(folder) / "instance", people=options.devices, visits_=options.visits, database=options.database
        )
        outcome = run(place, seconds=options.minutes * 60, kill_every=options.kill_every, seed=options.seed)
    print("\n".join([*outcome.rows(), *outcome.faults[:20]]))
    sys.exit(bool(outcome.faults))


if __name__ == "__main__":
    main()
