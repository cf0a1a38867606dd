"""Transactions for requests in which something slow happens between reading and writing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, request

from assess.models import db
from assess.models.database import writing

View = Callable[..., Any]


def reads_first(view: View) -> View:
    """The view takes no write lock with its first statement; it writes inside `changing`, when it has something to
    write. Otherwise nobody else could write for as long as a file is being read (P19)."""
    view.reads_first = True  # type: ignore[attr-defined]
    return view


def asked_to_read_first(app: Flask) -> bool:
    """Whether the view of this request does so."""
    return getattr(app.view_functions.get(request.endpoint or ""), "reads_first", False)


@contextmanager
def changing() -> Iterator[None]:
    """A transaction of its own that is going to write: committed at the end, or nothing of it is kept.

    What was read before is forgotten, since it may have changed meanwhile.
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
