"""Who waits to write on SQLite looks again every other millisecond, one of a process at a time.

SQLite by itself naps longer each time that it finds somebody writing, up to a tenth of a second, so that whoever has
waited longest comes last: with sixteen devices sending, one in twenty waited ten times as long as the others.
"""

from __future__ import annotations

import sqlite3
import threading
import time

from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

LOOK_AGAIN = 0.002
#: Its extended codes say the same of a log that is being recovered.
BUSY = sqlite3.SQLITE_BUSY
#: Of this process: who holds it looks for the lock of the database, and the others wait for it.
turn = threading.Lock()


def begin_writing(connection: Connection) -> None:
    """BEGIN with the write lock, once nobody else writes (P19). OperationalError when that takes longer than the
    `busy_timeout` of the connection."""
    patience = connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one()
    until = time.monotonic() + patience / 1000
    connection.exec_driver_sql("PRAGMA busy_timeout=0")
    mine = turn.acquire(timeout=patience / 1000)
    try:
        while not _began(connection, last=time.monotonic() >= until):
            time.sleep(LOOK_AGAIN)
    finally:
        if mine:
            turn.release()
        connection.exec_driver_sql(f"PRAGMA busy_timeout={patience}")


def _began(connection: Connection, *, last: bool) -> bool:
    """False while somebody else writes, unless this was the last try."""
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except OperationalError as error:
        if last or getattr(error.orig, "sqlite_errorcode", 0) & 0xFF != BUSY:
            raise
        return False
    return True
