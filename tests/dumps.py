"""A database as one fingerprint per table, to tell whether two hold the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine, func, select

from assess.models import db
from assess.models.database import writing


@contextmanager
def _reading(where: Engine | str) -> Iterator[Connection]:
    engine = create_engine(where) if isinstance(where, str) else where
    lock = writing.set(False)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        writing.reset(lock)
        if isinstance(where, str):
            engine.dispose()


def fingerprints(where: Engine | str, *, without: frozenset[str] = frozenset()) -> dict[str, str]:
    """table -> SHA-256 over its rows in the order of their keys; columns named in `without` do not count."""
    found = {}
    with _reading(where) as connection:
        for name, table in sorted(db.metadata.tables.items()):
            columns = [c for c in table.columns if c.name not in without]
            rows = connection.execute(select(*columns).order_by(*(table.primary_key.columns or columns)))
            found[name] = hashlib.sha256(repr(rows.all()).encode()).hexdigest()
    return found


def counts(where: Engine | str) -> dict[str, int]:
    """table -> number of its rows."""
    with _reading(where) as connection:
        tables = sorted(db.metadata.tables.items())
        return {name: connection.scalar(select(func.count()).select_from(table)) for name, table in tables}
