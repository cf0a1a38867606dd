"""P19: writers on SQLite wait for each other, take their turns, and are told when it takes too long."""

from __future__ import annotations

import sqlite3
import threading
import time

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from assess.models import turns
from assess.models.database import writing

BUSY = "PRAGMA busy_timeout"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "one.sqlite"


@pytest.fixture
def holder(file):
    """Somebody outside the application who holds the write lock."""
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("PRAGMA journal_mode=WAL")
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


@pytest.fixture
def write(file, holder):
    """Begins to write on a connection that waits so many milliseconds; what it would wait the next time."""
    engine = create_engine(f"sqlite:///{file}")

    def begin(patience=10_000):
        token = writing.set(True)
        try:
            with engine.connect() as connection:
                connection.connection.driver_connection.execute(f"{BUSY}={patience}")
                return connection.exec_driver_sql(BUSY).scalar_one()
        finally:
            writing.reset(token)

    yield begin
    engine.dispose()


def test_a_writer_goes_on_once_the_other_has_finished(holder, write):
    timer = threading.Timer(0.3, holder.execute, ["COMMIT"])
    timer.start()
    assert write() == 10_000
    timer.join()


def test_a_writer_who_waits_too_long_is_told(holder, write):
    with pytest.raises(OperationalError, match="locked"):
        write(patience=50)


def test_after_a_refusal_the_next_writer_still_gets_a_turn(holder, write):
    with pytest.raises(OperationalError):
        write(patience=20)
    assert not turns.turn.locked()
    holder.execute("COMMIT")
    assert write(patience=70) == 70


def test_many_writers_all_get_their_turn(holder, write):
    got = []
    waiting = [threading.Thread(target=lambda: got.append(write())) for _ in range(8)]
    for one in waiting:
        one.start()
    time.sleep(0.05)
    holder.execute("COMMIT")
    for one in waiting:
        one.join()
    assert got == [10_000] * 8
