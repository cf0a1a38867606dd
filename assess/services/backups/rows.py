"""The rows of every table as lines of text that mean the same on SQLite and PostgreSQL, and back again.

A line is a JSON list in the order of the table's columns. Ids are 32 hex digits, instants are UTC with microseconds,
truth is 0 or 1, and JSON columns keep the text that they were stored with: what comes back is what was there. The
tables are read from the database, not from the models, so that an older schema can be written as well.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Connection, Date, DateTime, MetaData, Table, text
from sqlalchemy.types import Uuid

#: Alembic's own table follows from the revision.
LEFT_OUT = frozenset({"alembic_version"})
#: Rows fetched, and lines written, at a time.
BATCH = 2000
_NUMBER_BEGINS = frozenset("-0123456789")
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Counted:
    """Batches of lines passed on, and what they came to on the way: how many rows, and their SHA-256."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks, self._digest, self._rows = blocks, hashlib.sha256(), 0

    def __iter__(self) -> Iterator[bytes]:
        for block in self._blocks:
            self._digest.update(block)
            self._rows += block.count(b"\n")
            yield block

    @property
    def sum(self) -> tuple[int, str]:
        return self._rows, self._digest.hexdigest()


def tables(connection: Connection) -> list[Table]:
    """The tables that are there, each after those that it refers to."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name not in LEFT_OUT]


def columns_of(table: Table) -> list[str]:
    return [column.name for column in table.columns]


def lines(connection: Connection, table: Table, columns: list[str]) -> Iterator[bytes]:
    """Batches of lines, each line ended; sorted by the key as bytes, which both databases agree on."""
    quote = connection.dialect.identifier_preparer.quote
    postgres = connection.dialect.name == "postgresql"
    shown = [_shown(table, name, quote(name), postgres) for name in columns]
    key = [_sorted(table, column.name, quote(column.name), postgres) for column in table.primary_key.columns]
    question = f"SELECT {', '.join(shown)} FROM {quote(table.name)} ORDER BY {', '.join(key)}"
    writers = [_writer(table, name) for name in columns]
    found = connection.exec_driver_sql(question, execution_options={"stream_results": True, "yield_per": BATCH})
    for batch in found.partitions(BATCH):
        yield b"".join(_line(row, writers) for row in batch)


def sum_of(connection: Connection, table: Table, columns: list[str]) -> tuple[int, str]:
    """How many rows a table has, and the SHA-256 over their lines in the order of the key."""
    found = Counted(lines(connection, table, columns))
    for _block in found:
        continue
    return found.sum


def load(connection: Connection, table: Table, columns: list[str], blocks: Iterable[bytes]) -> None:
    """Put lines into an empty table."""
    if connection.dialect.name == "postgresql":
        _copy(connection, table, columns, blocks)
        return
    quote = connection.dialect.identifier_preparer.quote
    names, places = ", ".join(map(quote, columns)), ", ".join("?" * len(columns))
    statement = f"INSERT INTO {quote(table.name)} ({names}) VALUES ({places})"
    for batch in _batches(blocks):
        connection.exec_driver_sql(statement, [tuple(row) for row in batch])


def _copy(connection: Connection, table: Table, columns: list[str], blocks: Iterable[bytes]) -> None:
    quote = connection.dialect.identifier_preparer.quote
    instants = [i for i, name in enumerate(columns) if isinstance(table.c[name].type, DateTime)]
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor:
        statement = f"COPY {quote(table.name)} ({', '.join(map(quote, columns))}) FROM STDIN"
        with cursor.copy(statement) as copy:
            for row in (row for batch in _batches(blocks) for row in batch):
                for i in instants:
                    row[i] = row[i] and row[i] + "+00"
                copy.write_row(row)
    _renew_counters(connection, table)


def _renew_counters(connection: Connection, table: Table) -> None:
    """Let PostgreSQL count on from the highest number that came in."""
    quote = connection.dialect.identifier_preparer.quote
    for column in table.primary_key.columns:
        owned = {"table": quote(table.name), "column": column.name}
        counter = connection.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"), owned)
        if counter:
            highest = f"SELECT setval('{counter}', max({quote(column.name)})) FROM {quote(table.name)}"
            connection.exec_driver_sql(highest)


def _batches(blocks: Iterable[bytes]) -> Iterator[list[list[Any]]]:
    """Rows out of bytes cut anywhere."""
    rest = b""
    for block in blocks:
        whole, _end, rest = (rest + block).rpartition(b"\n")
        if whole:
            yield [json.loads(line) for line in whole.split(b"\n")]


def _line(row: Iterable[Any], writers: list[Callable[[Any], Any] | None]) -> bytes:
    values = [
        value if write is None or value is None else write(value) for value, write in zip(row, writers, strict=True)
    ]
    return _encode(values).encode() + b"\n"


def _shown(table: Table, name: str, quoted: str, postgres: bool) -> str:
    return f"{quoted}::text" if postgres and isinstance(table.c[name].type, JSON) else quoted


def _sorted(table: Table, name: str, quoted: str, postgres: bool) -> str:
    kind = table.c[name].type
    words = postgres and kind.python_type is str and not isinstance(kind, Uuid)
    return f'{quoted} COLLATE "C"' if words else quoted


def _writer(table: Table, name: str) -> Callable[[Any], Any] | None:
    """What turns a driver's value into that of a line; None where it is one already."""
    kind = table.c[name].type
    if isinstance(kind, DateTime):
        return _instant
    if isinstance(kind, Uuid):
        return _id
    if isinstance(kind, Boolean):
        return int
    if isinstance(kind, JSON):
        return _json
    return str if isinstance(kind, Date) else None


def _json(value: str | float) -> str:
    """The text as it was stored. SQLite keeps one that is a mere number as a number, and 1.0 as 1."""
    if isinstance(value, str) and value[:1] not in _NUMBER_BEGINS:
        return value
    number = json.loads(value) if isinstance(value, str) else value
    return _encode(int(number) if isinstance(number, float) and number.is_integer() else number)


def _id(value: Any) -> str:
    return value if isinstance(value, str) else str(value.hex)


def _instant(value: str | datetime) -> str:
    """SQLite's text is UTC without saying so; PostgreSQL's instants come in the zone of the connection."""
    if isinstance(value, str) and len(value) == len("2026-11-29 16:42:10.250000"):
        return value
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    if at.tzinfo is not None:
        at = at.astimezone(UTC).replace(tzinfo=None)
    return at.isoformat(sep=" ", timespec="microseconds")
