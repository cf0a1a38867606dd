"""Putting a backup in place of an empty database: everything, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from sqlalchemy import Connection, MetaData, Table

from assess.core.rules import N_, RuleBroken
from assess.services.backups import rows
from assess.services.backups.archive import Evidence, Head, Manifest, Part, Rows, contents
from assess.services.evidence import blob_key
from assess.storage import Storage

#: Makes the tables of a revision on a connection.
MakeTables = Callable[[Connection, str], None]
#: A database in which these are empty holds nobody's work: at most what the first start puts there.
WORK = ("user_account", "facility")
OTHER_KEY = N_(
    "The audit chain and the devices of this backup belong to another secret key. Bring the file secret.key, or"
    " ASSESS_SECRET_KEY, from the old place. If it is lost for good add --other-key: the chain then counts as altered"
    " and every device has to be set up anew."
)


def restore(
    connection: Connection,
    source: Path,
    secret: str,
    *,
    store: Storage | None,
    make_tables: MakeTables,
    key: str | None = None,
) -> Manifest:
    """Read the whole backup, then put its rows and files in place; the caller commits, on a `rebuilding` connection.

    `key` is the name of the key that the audit chain must have been sealed with; None takes any. Raises Damaged before
    anything is touched, RuleBroken for another key and when somebody has worked in this database already.
    """
    with source.open("rb") as file:
        for part in contents(file, secret, source):
            if isinstance(part, Manifest) and key not in (None, part.head.key):
                raise RuleBroken(OTHER_KEY)
        if _holds_work(connection):
            raise RuleBroken(N_("This database holds data. Restore into an empty one: use another instance folder."))
        found = MetaData()
        found.reflect(connection)
        found.drop_all(connection)
        file.seek(0)
        return fill(connection, contents(file, secret, source), make_tables, store)


def fill(
    connection: Connection, content: Iterable[Part], make_tables: MakeTables, store: Storage | None = None
) -> Manifest:
    """Make the tables of a backup, load them, and compare them row by row with what was written.

    Files of evidence go into the store, if there is one.
    """
    tables: dict[str, Table] = {}
    for part in content:
        if isinstance(part, Head):
            make_tables(connection, part.revision)
            tables = {table.name: table for table in rows.tables(connection)}
            for table in reversed(tables.values()):
                connection.execute(table.delete())  # what the migrations themselves put there
        elif isinstance(part, Rows):
            rows.load(connection, tables[part.table], part.columns, part.blocks)
        elif isinstance(part, Evidence) and store:
            store.put(blob_key(part.sha256), part.content)
        elif isinstance(part, Manifest):
            _compare(connection, tables, part)
            return part
    raise AssertionError("a backup ends with its manifest")


def _compare(connection: Connection, tables: dict[str, Table], manifest: Manifest) -> None:
    sums = {name: rows.sum_of(connection, table, rows.columns_of(table)) for name, table in tables.items()}
    if differing := {name for name in sums.keys() | manifest.tables if sums.get(name) != manifest.tables.get(name)}:
        raise RuleBroken(
            N_("What was put back differs from the backup in {tables}. Nothing was kept. Report this fault."),
            tables=", ".join(sorted(differing)),
        )


def _holds_work(connection: Connection) -> bool:
    there = {table.name: table for table in rows.tables(connection)}
    return any(connection.execute(there[name].select().limit(1)).first() is not None for name in WORK if name in there)
