"""The one database object, its column types and its connection rules."""

from __future__ import annotations

import os
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, MetaData, Uuid, create_engine, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from assess.models import turns


class Base(DeclarativeBase):
    #: Names for every constraint, so that migrations can drop and alter them on SQLite too.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)

#: True inside work that is going to write: SQLite then takes the write lock at BEGIN (P19), so that a transaction
#: that has read never fails when it starts to write.
writing: ContextVar[bool] = ContextVar("writing", default=False)


#: Where ids come from instead of clock and chance: only a demo, whose ids follow from its seed, puts something here.
id_source: ContextVar[Callable[[], uuid.UUID] | None] = ContextVar("id_source", default=None)


def new_id(milliseconds: int | None = None) -> uuid.UUID:
    """A UUIDv7 (RFC 9562): time-ordered for the index, 74 random bits so that it cannot be guessed."""
    if source := id_source.get():
        return source()
    at = time.time_ns() // 1_000_000 if milliseconds is None else milliseconds
    value = (at & (1 << 48) - 1) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    return uuid.UUID(int=value & ~(0x3 << 62) | 0x2 << 62)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant in UTC. SQLite drops time zones, so they are put back when a value is read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant needs a time zone.")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def key() -> Mapped[uuid.UUID]:
    """A primary key that a device can make and nobody can guess."""
    return mapped_column(Uuid, primary_key=True, default=new_id)


#: True inside `rebuilding`: SQLite then checks references once at the end instead of at each statement.
_unchecked: ContextVar[bool] = ContextVar("unchecked", default=False)
#: What PostgreSQL locks by number while the tables themselves change.
REBUILDING_LOCK = 7_320_641_001


@event.listens_for(Engine, "connect")
def _configure(connection: Any, _record: Any) -> None:
    """What every connection promises before anybody uses it: what it commits is on disk (P19)."""
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None  # SQLAlchemy's BEGIN below is the only one
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
            connection.execute(f"PRAGMA {pragma}")
    elif type(connection).__module__.startswith("psycopg"):
        # Over whatever the server, the database or the role is set to.
        connection.execute("SET synchronous_commit = on")
        connection.commit()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    if _unchecked.get():
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys=OFF")  # works only outside a transaction
    if writing.get() or _unchecked.get():
        turns.begin_writing(connection)
    else:
        connection.exec_driver_sql("BEGIN")


class BrokenReferences(RuntimeError):
    """Tables were rebuilt into something whose rows refer to rows that are not there; nothing of it was kept."""


@contextmanager
def rebuilding() -> Iterator[Connection]:
    """The one transaction in which tables themselves are dropped, made or filled; `db.session` takes part in it.

    Committed whole at the end, or nothing of it: a crash leaves the old tables or the new ones (P21). One process at a
    time. SQLite cannot alter most of a table: it is copied and the old one dropped, which would delete what refers to
    it, so references are checked at the end instead. BrokenReferences when one leads nowhere.
    """
    db.session.remove()
    token = _unchecked.set(True)
    try:
        connection = db.session.connection()
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": REBUILDING_LOCK})
        yield connection
        refuse_broken_references(connection)
        db.session.commit()
    finally:
        db.session.remove()
        db.engine.dispose()  # a connection that does not check references must not be used again
        _unchecked.reset(token)


def refuse_broken_references(connection: Connection) -> None:
    """BrokenReferences naming the tables whose rows refer to nothing; PostgreSQL has checked them by itself."""
    if connection.dialect.name != "sqlite":
        return
    db.session.flush()
    if broken := {str(row[0]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")}:
        raise BrokenReferences(", ".join(sorted(broken)))


@contextmanager
def scratch(file: Path) -> Iterator[Connection]:
    """A database of its own in a new file, for one transaction whose outcome only has to be looked at."""
    engine = create_engine(f"sqlite:///{file}")
    token = _unchecked.set(True)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        _unchecked.reset(token)
        engine.dispose()
