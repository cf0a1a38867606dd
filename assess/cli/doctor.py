"""`assess doctor`: what is well and what is not, each with the way out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

import click

from assess.cli.application import application, checked_settings
from assess.cli.speech import SpokenCommand, option, say
from assess.core.rules import N_

if TYPE_CHECKING:
    from assess.services.condition import Condition
    from assess.settings import Settings

#: What an SQLite connection has to answer (P19).
PRAGMAS = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
LEAST_BUSY_TIMEOUT = 5000
#: Kinds of file systems whose files are gone when the machine stops.
MEMORY = frozenset({"tmpfs", "ramfs", "devtmpfs"})


class Finding(NamedTuple):
    """One line: a message of the catalogues, what to do when it is not well, and what fills both."""

    well: bool
    what: str
    way_out: str
    params: dict[str, object]


@click.command(
    cls=SpokenCommand,
    help=N_(
        "Examine configuration, disk, database, backups, evidence, standards and audit chain; exit 1 when something is"
        " not well.\n\nExample: assess doctor --json"
    ),
)
@option("--json", "as_json", is_flag=True, help=N_("Print the result as JSON."))
def doctor(as_json: bool) -> None:
    settings = checked_settings()
    with application(settings):
        found = list(_examine(settings))
    if as_json:
        lines = [{"well": one.well, "what": say(one.what, **one.params)} for one in found]
        click.echo(json.dumps({"well": all(one.well for one in found), "found": lines}, ensure_ascii=False))
    else:
        for one in found:
            mark = say(N_("well")) if one.well else say(N_("NOT WELL"))
            way_out = "" if one.well else f". {say(one.way_out, **one.params)}"
            click.echo(f"{mark:<10} {say(one.what, **one.params)}{way_out}")
    if not all(one.well for one in found):
        raise SystemExit(1)


def _examine(settings: Settings) -> Iterator[Finding]:
    from assess import schema

    yield from _place(settings)
    current, head = schema.current(), schema.head()
    schema.refuse_unknown(current)
    yield Finding(current == head, N_("Schema: {current}"), N_("Start with: assess run"), {"current": current})
    if current != head:
        return
    yield from _connection()
    yield from _condition(settings)
    yield from _evidence(settings)
    yield from _contents()


def _place(settings: Settings) -> Iterator[Finding]:
    from assess import schema
    from assess.services import disks

    place = schema.database_file() or settings.instance
    kind = disks.kind(place)
    yield Finding(
        kind not in MEMORY and not disks.is_network(kind),
        N_("File system of {place}: {kind}"),
        N_("Set ASSESS_INSTANCE to a folder on a local disk: what lies here is not kept."),
        {"place": place, "kind": kind or "?"},
    )


def _connection() -> Iterator[Finding]:
    from assess import schema
    from assess.models import db

    way_out = N_("This is a fault of the program. Report it, and do not go on working.")
    with db.engine.connect() as connection:

        def ask(statement: str) -> str:
            return str(connection.exec_driver_sql(statement).scalar_one())

        if not schema.database_file():
            told = ask("SHOW synchronous_commit")
            yield Finding(told == "on", N_("Connection: {rules}"), way_out, {"rules": f"synchronous_commit={told}"})
            return
        rules = {name: ask(f"PRAGMA {name}") for name in (*PRAGMAS, "busy_timeout")}
        well = all(rules[name] == value for name, value in PRAGMAS.items())
        well = well and int(rules["busy_timeout"]) >= LEAST_BUSY_TIMEOUT
        told = " ".join(f"{name}={value}" for name, value in rules.items())
        yield Finding(well, N_("Connection: {rules}"), way_out, {"rules": told})
        answer = ask("PRAGMA integrity_check")
        yield Finding(answer == "ok", N_("Database file: {answer}"), N_("Restore the last backup."), {"answer": answer})


def _condition(settings: Settings) -> Iterator[Finding]:
    from assess.services import condition

    found = condition.read(settings.instance, at=datetime.now(UTC))
    mb = found.free // 2**20
    yield Finding(found.has_room, N_("Disk: {mb} MB free"), N_("Make room on the disk."), {"mb": mb})
    if not settings.demo:
        yield Finding(
            found.is_saved,
            N_("Last backup: {at}"),
            N_("Make one every day with: assess backup FILE"),
            {"at": f"{found.last_backup_at:%Y-%m-%d %H:%M} UTC" if found.last_backup_at else "—"},
        )
    yield from _waiting(found)


def _waiting(found: Condition) -> Iterator[Finding]:
    ask = N_("Ask the team of the visit to open it on their device while there is a network.")
    decide = N_("Ask the lead or the authority to decide about them on the page of the visit.")
    for waiting, what, way_out in (
        (found.uploads, N_("Files on their way: {n}, the oldest since {since}"), ask),
        (found.quarantined, N_("Changes that wait for a coordinator: {n}, the oldest since {since}"), decide),
        (found.manifests, N_("Visits that are not complete: {n}, the oldest since {since}"), ask),
    ):
        since = f"{waiting.oldest_at:%Y-%m-%d %H:%M} UTC" if waiting.oldest_at else "—"
        yield Finding(not waiting.is_late(found.at), what, way_out, {"n": waiting.number, "since": since})


def _evidence(settings: Settings) -> Iterator[Finding]:
    from assess.services import condition
    from assess.storage import Storage, Unavailable

    try:
        holes = len(condition.absent(Storage(settings.storage)))
    except Unavailable as error:
        message = N_("Store of evidence: does not answer ({problem})")
        way_out = N_("Check ASSESS_STORAGE_URL and whether the store is running.")
        yield Finding(False, message, way_out, {"problem": str(error)})
        return
    yield Finding(
        not holes,
        N_("Store of evidence: {holes} files missing"),
        N_("See which with: assess evidence check. Bring them from a backup, or ask for them again."),
        {"holes": holes},
    )


def _contents() -> Iterator[Finding]:
    from assess.services import audit, standards

    broken = next(audit.faults(), None)
    yield Finding(
        broken is None,
        N_("Audit chain: {n} entries"),
        N_("It was altered. See where with: assess audit verify"),
        {"n": audit.length()},
    )
    versions = standards.versions()
    yield Finding(bool(versions), N_("Instruments: {n}"), N_("Load them with: assess run"), {"n": len(versions)})
