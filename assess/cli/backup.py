"""`assess backup` and `assess restore`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from assess.cli.application import checked_settings, opened
from assess.cli.speech import SpokenCommand, say
from assess.core.rules import N_

OTHER_KEY = N_(
    "Its audit chain was sealed with another key. Bring the file secret.key or ASSESS_SECRET_KEY from the old place;"
    " with a new key the chain counts as altered."
)
FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.command(
    cls=SpokenCommand,
    help=N_("Write the whole database into one verified file.\n\nExample: assess backup assess-2026-11-22.tar.gz"),
)
@FILE
def backup(file: Path) -> None:
    from assess import schema
    from assess.models import db
    from assess.services import audit, backups

    with opened():
        manifest = backups.write(
            db.engine.url, file, revision=schema.current(), at=datetime.now(UTC), key=audit.key_name()
        )
    click.echo(say(N_("{file} holds the database of {day}."), file=file, day=manifest["made_at"][:10]))


@click.command(
    cls=SpokenCommand,
    help=N_("Put a backup into an empty database.\n\nExample: assess restore assess-2026-11-22.tar.gz"),
)
@FILE
def restore(file: Path) -> None:
    from assess import create_app
    from assess.models import db
    from assess.services import audit, backups

    with create_app(checked_settings()).app_context():
        manifest = backups.restore(db.engine.url, file, is_empty=_is_empty)
        db.engine.dispose()
        other_key = manifest.get("key") != audit.key_name()
        db.session.remove()
        db.engine.dispose()
    if other_key:
        click.echo(say(OTHER_KEY))
    click.echo(say(N_("The database of {day} is back. Start with: assess run"), day=manifest["made_at"][:10]))


def _is_empty() -> bool:
    """Whether nobody has worked in the configured database yet."""
    from sqlalchemy import inspect, select

    from assess.models import Facility, User, db

    try:
        if not inspect(db.engine).has_table(User.__tablename__):
            return True
        return not any(db.session.scalar(select(model.id).limit(1)) for model in (User, Facility))
    finally:
        db.session.remove()
        db.engine.dispose()
