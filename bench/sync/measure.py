"""How fast finished visits come in: Assess beside a minimal receiver, same clients, same seconds, one sitting.

    .venv/bin/python bench/sync/measure.py [--seconds 6] [--clients 16 64] [--stores sqlite postgresql] [--photos 0 20]

A visit has 200 answers with a note each: one document and one row for each answer at the receiver, 400 operations in
two batches at Assess; with --photos each also comes with so many of 300 kB. Afterwards every operation that a client
holds a receipt for is looked up in the database by its id, with what it says, and a batch of each client is sent once
more, which must change nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from sqlalchemy import create_engine, text  # noqa: E402

from assess import imaging  # noqa: E402
from bench.form.checklist import codes  # noqa: E402
from bench.sync import product  # noqa: E402
from bench.sync.load import Request, Told, head, send  # noqa: E402
from bench.sync.pictures import picture  # noqa: E402
from bench.sync.servers import POSTGRES, serving  # noqa: E402
from tests.postgres import fresh_database, running_postgres  # noqa: E402

#: Least rate and most p95, as a multiple of the receiver's; with photos nothing is asked of the p95.
TARGETS = {"sqlite": (1.3, 0.7), "postgresql": (2.0, 0.5)}
WITH_PHOTOS = (0.9, None)
ITEMS = len(codes())


class Document:
    """A visit as the receiver takes it, under a new id each time."""

    SLOT = b"00000000-0000-4000-8000-000000000000"

    def __init__(self, seed: int, photos: int) -> None:
        self.photos = photos
        pick, at = random.Random(seed), "2026-11-22T10:20:30.000Z"
        answers = [
            {"item": item, "score": pick.choice((0, 1, 2, 3, 3, None)), "note": product.note(item), "at": at}
            for item in range(1, ITEMS + 1)
        ]
        whole = {"id": self.SLOT.decode(), "facility": pick.randrange(10_000), "day": "2026-11-22", "answers": answers}
        self.body = json.dumps(whole).encode()
        self.head = head("POST", "/visit", [("Content-Type", "application/json")], len(self.body))

    def requests(self) -> Iterator[Request]:
        for _ in range(self.photos):
            content, _sha256 = picture()
            yield Request(head("PUT", "/photo", [], len(content)), content, b'"sha256"', 1)
        yield Request(self.head, self.body.replace(self.SLOT, str(uuid.uuid4()).encode()), b'"ok"', 1)


@dataclass(frozen=True)
class Outcome:
    told: Told
    #: What the database and the ledger of the clients disagree about; empty when nothing was lost or doubled.
    wrong: str


class Store:
    """One kind of database: a prepared original of the product's, and copies of it that a run may fill."""

    def __init__(self, kind: str, folder: Path, server: str | None, options: argparse.Namespace) -> None:
        self.kind, self.folder, self.server, self.options = kind, folder, server, options
        self.original = folder / "original"
        self.original.mkdir(parents=True)
        people, few = max(options.clients), min(options.clients)
        with ExitStack() as stack:
            url = None
            if server:
                self.template = f"original_{uuid.uuid4().hex}"
                url = stack.enter_context(self._made(self.template))
            self.ids = product.prepare(self.original, url, options.visits, people, few)

    @contextmanager
    def _made(self, name: str) -> Iterator[str]:
        assert self.server
        engine = create_engine(self.server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        yield f"{self.server.rpartition('/')[0]}/{name}"

    @contextmanager
    def receiver(self, name: str = "receiver") -> Iterator[tuple[int, str]]:
        """The port of a receiver (`receiver` or `ledger`) and the address of its empty database."""
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=self.folder)))
            database = f"sqlite:///{folder}/visits.sqlite"
            if self.server:
                database = stack.enter_context(fresh_database(self.server))
            environment = {"BENCH_DATABASE": database, "BENCH_PHOTOS": str(folder)}
            application = f"bench.sync.{name}:create_app()"
            yield stack.enter_context(serving(application, environment, self.folder / f"{name}.log")), database

    @contextmanager
    def assess(self) -> Iterator[tuple[int, str]]:
        """The port of an Assess and the address of its database, a copy of the original."""
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=self.folder))) / "instance"
            shutil.copytree(self.original, folder)
            database = f"sqlite:///{folder}/assess.sqlite"
            if self.server:
                database = stack.enter_context(fresh_database(self.server, self.template))
            environment = {
                "ASSESS_INSTANCE": str(folder), "ASSESS_DATABASE_URL": database, "ASSESS_SECRET_KEY": product.SECRET,
                "ASSESS_LOG_LEVEL": "error",
            }  # fmt: skip
            yield stack.enter_context(serving("assess:create_app()", environment, self.folder / "assess.log")), database


def rows_of(database: str, *tables: str) -> list[int]:
    """How many rows each table holds."""
    engine = create_engine(database)
    with engine.connect() as connection:
        found = [connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in tables]
    engine.dispose()
    return found


def beside(floor: Told, told: Told) -> tuple[float, float]:
    """Rate and p95 as multiples of the minimal receiver's."""
    return told.rate / floor.rate, told.percentile(0.95) / floor.percentile(0.95)


def run_receiver(store: Store, clients: int, photos: int, seconds: float) -> Outcome:
    with store.receiver() as (port, database):
        queues = [[Document(number, photos)] * 100_000 for number in range(clients)]
        told = send(port, queues, seconds)
        visits, answers = rows_of(database, "visit", "answer")
    brought = len(told.brought)
    wrong = "" if (visits, answers) == (brought, brought * ITEMS) else f"{visits} visits, {answers} answers"
    return Outcome(told, wrong)


def run_ledger(store: Store, clients: int, seconds: float) -> Outcome:
    """The same batches as Assess takes, at the least receiver that keeps each operation and gives a receipt for it."""
    with store.receiver("ledger") as (port, database):
        told = send(port, product.unsigned(store.ids, clients), seconds)
        (kept,) = rows_of(database, "operation")
    expected = sum(len(work.ids()) for work in told.brought)
    return Outcome(told, "" if kept == expected else f"{kept} operations of {expected}")


def run_assess(store: Store, clients: int, photos: int, seconds: float) -> Outcome:
    with store.assess() as (port, database):
        queues = product.queues(port, store.ids, clients, photos)
        told = send(port, queues, seconds)
        wrong = product.differences(database, told.brought)
        again = send(port, [[product.Again(work)] for work in told.brought[-clients:]], seconds)  # type: ignore[arg-type]
        if again.faults or len(again.brought) != min(clients, len(told.brought)):
            wrong += f" sent again: {again.faults[:1]}"
        wrong += product.differences(database, told.brought)
    return Outcome(told, wrong)


HEAD = (
    f"{'':34}{'minimal receiver':>28}{'Assess':>30}{'rate':>16}{'p95':>18}\n"
    f"{'':34}{'visits/s':>10}{'p50':>8}{'p95 ms':>10}{'visits/s':>12}{'p50':>8}{'p95 ms':>10}"
    f"{'ratio target':>16}{'ratio target':>18}"
)


def line(kind: str, clients: int, photos: int, floor: Outcome, ours: Outcome) -> str:
    least, most = WITH_PHOTOS if photos else TARGETS[kind]
    rate, late = beside(floor.told, ours.told)
    cells = [f"{kind}, {clients} clients{f', {photos} photos' if photos else ''}".ljust(34)]
    for told, width in ((floor.told, 10), (ours.told, 12)):
        cells.append(f"{told.rate:>{width}.1f}{told.percentile(0.5):>8.0f}{told.percentile(0.95):>10.0f}")
    cells.append(f"{rate:>8.2f}x >= {least:.1f} {'met' if rate >= least else 'MISSED':<7}")
    cells.append(f"{late:>7.2f}x" + (f" <= {most:.1f} {'met' if late <= most else 'MISSED'}" if most else ""))
    return "".join(cells)


def share_of_receipts(floor: Outcome, ledger: Outcome) -> str:
    """What a receipt for each operation costs by itself, before anybody signs in."""
    rate, late = beside(floor.told, ledger.told)
    return f"    operations and receipts alone: {ledger.told.rate:.1f} visits/s, {rate:.2f}x, p95 {late:.2f}x"


def share_of_remaking(floor: Outcome, photos: int) -> str:
    """What making the photos anew costs by itself (P26), were every core to do nothing else."""
    began = time.perf_counter()
    for _ in range(photos):
        with tempfile.TemporaryFile() as file:
            file.write(picture()[0])
            imaging.remake("photo", file)
    rate = len(os.sched_getaffinity(0)) / (time.perf_counter() - began)
    return f"    photos made anew, alone on all cores: {rate:.1f} visits/s, {rate / floor.told.rate:.2f}x"


def remarks(outcome: Outcome, who: str) -> Iterator[str]:
    told = outcome.told
    checked = outcome.wrong.strip() or "nothing lost, nothing doubled"
    yield f"    {who}: {len(told.brought)} visits, {checked}, told {told.busy} times to wait"
    if told.faults:
        yield f"    {who}: {len(told.faults)} faults, the first: {told.faults[0]}"
    if told.dry:
        yield f"    {who}: a client ran out of visits, so the rate is too low; ask for more with --visits"


def measure(options: argparse.Namespace) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="assess-sync-")))
        folder.chmod(0o755)
        server = stack.enter_context(running_postgres(POSTGRES)) if "postgresql" in options.stores else None
        print(HEAD)
        for kind in options.stores:
            store = Store(kind, folder / kind, server if kind == "postgresql" else None, options)
            for clients in options.clients:
                for photos in options.photos:
                    floor = run_receiver(store, clients, photos, options.seconds)
                    ours = run_assess(store, clients, photos, options.seconds)
                    print(line(kind, clients, photos, floor, ours))
                    print("\n".join([*remarks(floor, "receiver"), *remarks(ours, "Assess")]), flush=True)
                    if photos:
                        print(share_of_remaking(floor, photos), flush=True)
                    else:
                        ledger = run_ledger(store, clients, options.seconds)
                        print("\n".join([share_of_receipts(floor, ledger), *remarks(ledger, "ledger")]), flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--clients", type=int, nargs="+", default=[16, 64])
    parser.add_argument("--stores", nargs="+", choices=list(TARGETS), default=list(TARGETS))
    parser.add_argument("--photos", type=int, nargs="+", default=[0, 20])
    parser.add_argument(
        "--visits", type=int, default=1200, help="how many are prepared; enough that no client runs dry"
    )
    measure(parser.parse_args(arguments))


if __name__ == "__main__":
    main()
