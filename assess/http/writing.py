"""Writing in a request that has only read so far."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from assess.models import db
from assess.models.database import writing


@contextmanager
def short_write() -> Iterator[None]:
    """A transaction of its own that takes SQLite's write lock at once: committed at its end, or nothing of it is kept.

    What the request has read before comes from an earlier transaction: it must not be written back. Whoever makes a
    long answer reads it first and notes it in one of these, so that nobody waits for the reading.
    """
    db.session.rollback()
    lock = writing.set(True)
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        writing.reset(lock)
