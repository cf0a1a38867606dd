"""The application for commands that need the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from assess.core.rules import N_, RuleBroken


@contextmanager
def opened(*, write: bool = False) -> Iterator[None]:
    """Inside, the database answers. With `write` what was done is committed at the end, or nothing of it is kept.

    An empty database is brought to the schema of this release first. Raises RuleBroken for an older schema, which
    `assess run` migrates.
    """
    from assess import create_app, schema  # flask and the whole product: only for commands that need them
    from assess.models import db
    from assess.models.database import writing
    from assess.services import reference

    with create_app().app_context():
        revision = schema.current()
        if revision not in (None, schema.head()):
            raise RuleBroken(N_("The database belongs to another release. Bring it up to date with: assess run"))
        if revision is None:
            schema.upgrade()
        token = writing.set(write or revision is None)
        try:
            if revision is None:
                reference.load()
                db.session.commit()
            yield
            if write:
                db.session.commit()
        finally:
            db.session.rollback()
            writing.reset(token)
