"""The application for commands that need the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from assess.core.rules import N_, RuleBroken

if TYPE_CHECKING:
    from flask import Flask

    from assess.settings import Settings


def checked_settings(*, demo: bool = False) -> Settings:
    """The settings of the environment. Raises RuleBroken with every sentence that says what is wrong with them."""
    from pydantic import ValidationError

    from assess.settings import Settings

    try:
        return Settings(demo=True) if demo else Settings()
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'ASSESS'}: {e['msg']}" for e in error.errors())
        raise RuleBroken(N_("The configuration is not usable: {faults}."), faults=faults) from error


@contextmanager
def application(settings: Settings) -> Iterator[Flask]:
    """The application with its context; no connection outlives it, since a command may run in another's process."""
    from assess import create_app  # flask and the whole product: only for commands that need them
    from assess.models import db

    app = create_app(settings)
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


@contextmanager
def opened(*, write: bool = False) -> Iterator[None]:
    """Inside, the database answers. With `write` what was done is committed at the end, or nothing of it is kept.

    An empty database is brought to the schema of this release first. Raises RuleBroken for an older schema, which
    `assess run` migrates, and for a newer one.
    """
    from assess import schema
    from assess.models import db
    from assess.models.database import writing
    from assess.services import reference

    with application(checked_settings()):
        revision = schema.current()
        schema.refuse_unknown(revision)
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
            writing.reset(token)
