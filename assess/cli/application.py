"""The application for commands that need the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from assess.core.rules import N_, RuleBroken

if TYPE_CHECKING:
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
def opened(*, write: bool = False) -> Iterator[None]:
    """Inside, the database answers. With `write` what was done is committed at the end, or nothing of it is kept.

    An empty database is brought to the schema of this release first. Raises RuleBroken for an older schema, which
    `assess run` migrates, and for a newer one.
    """
    from assess import create_app, schema  # flask and the whole product: only for commands that need them
    from assess.models import db
    from assess.models.database import writing
    from assess.services import reference

    with create_app(checked_settings()).app_context():
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
            db.session.remove()
            db.engine.dispose()
            writing.reset(token)
