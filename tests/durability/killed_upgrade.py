"""An upgrade that is killed at one statement after the other; what it leaves is the old database or the new one.

    python -m tests.durability.killed_upgrade ADDRESS FOLDER

ADDRESS is a database of an earlier schema, FOLDER an empty one. Each try works on a copy in a process of its own, which
kills itself before statement 0, 1, 2 …, and once between the last one and the commit. Prints one JSON object: how many
tries left which schema, and every fault.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import count
from pathlib import Path

import psycopg
from flask import Flask
from sqlalchemy import event, make_url

from assess import create_app, schema
from assess.models import db
from assess.models.database import writing
from assess.services.backups import rows
from assess.settings import Settings

COPY = "killed_copy"
#: To be killed before a statement that only reads is to be killed after the one before it.
READING = ("SELECT", "PRAGMA")


class Place:
    """A copy of the old database, made anew for each try."""

    def __init__(self, address: str, folder: Path) -> None:
        self.source, self.folder = make_url(address), folder
        self.is_sqlite = self.source.get_backend_name() == "sqlite"
        file = (folder / f"{COPY}.sqlite").resolve()
        copy = self.source.set(database=str(file) if self.is_sqlite else COPY)
        self.address = copy.render_as_string(hide_password=False)

    def renew(self) -> None:
        if self.is_sqlite:
            for leftover in self.folder.glob(f"{COPY}.sqlite*"):
                leftover.unlink()
            shutil.copy(str(self.source.database), self.folder / f"{COPY}.sqlite")
            return
        with self._server() as server:
            server.execute(f"DROP DATABASE IF EXISTS {COPY} WITH (FORCE)")
            server.execute(f'CREATE DATABASE {COPY} TEMPLATE "{self.source.database}"')

    def settle(self) -> None:
        """Wait until PostgreSQL has noticed that the process at the other end is gone."""
        while not self.is_sqlite:
            with self._server() as server:
                asked = server.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [COPY])
                if asked.fetchone() == (0,):
                    return

    def _server(self) -> psycopg.Connection:
        plain = self.source.set(drivername="postgresql", database="postgres")
        return psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True)

    @cached_property
    def app(self) -> Flask:
        settings = Settings(instance=self.folder, database_url=self.address, secret_key="k" * 40, testing=True)
        return create_app(settings)

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Inside, the copy can be read and changed; no connection is left open, and none crosses a fork."""
        with self.app.app_context():
            yield
            db.session.remove()
            db.engine.dispose()


def seen() -> tuple[str | None, dict[str, tuple[list[str], tuple[int, str]]]]:
    """The schema that the database says it has, and its tables: columns, number of rows, sum of the rows.

    The first epoch of a database is drawn when its table is made, so that the sum of that table tells nothing.
    """
    token = writing.set(False)
    with db.engine.connect() as connection:
        found = {}
        for table in rows.tables(connection):
            columns = rows.columns_of(table)
            counted, total = rows.sum_of(connection, table, columns)
            found[table.name] = columns, (counted, "" if table.name == "server_epoch" else total)
    writing.reset(token)
    return schema.current(), found


def upgrade_and_die(place: Place, at: int) -> None:
    """Upgrade, but be killed before statement `at`; -1 before the commit."""
    with place.opened():
        counter = count()

        def before_statement(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            if not statement.lstrip().upper().startswith(READING) and next(counter) == at:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(db.engine, "before_cursor_execute", before_statement)
        if at < 0:
            event.listen(db.engine, "commit", lambda _connection: os.kill(os.getpid(), signal.SIGKILL))
        schema.upgrade()


def in_a_child(place: Place, at: int) -> bool:
    """Whether the child was killed; False when it came to its end."""
    if (child := os.fork()) == 0:
        try:
            upgrade_and_die(place, at)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.WEXITSTATUS(status) == 0, "the upgrade failed by itself"
    return False


def main(address: str, folder: Path) -> None:
    place = Place(address, folder)
    place.renew()
    with place.opened():
        old = seen()
        schema.upgrade()
        new = seen()
    left: Counter[str] = Counter()
    faults = []
    for at in count(-1):
        place.renew()
        killed = in_a_child(place, at)
        place.settle()
        with place.opened():
            now = seen()
        left[f"{now[0]} {'killed' if killed else 'whole'}"] += 1
        if now not in (old, new) or (not killed and now != new):
            faults.append(f"killed at statement {at}: {now[0]} with tables {sorted(now[1])}")
        if not killed:
            break
    sys.stdout.write(json.dumps({"left": left, "faults": faults}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
