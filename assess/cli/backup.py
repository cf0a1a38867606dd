"""`assess backup` and `assess restore`."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assess.cli.application import checked_settings, opened
from assess.cli.speech import SpokenCommand, option, plural, say
from assess.core.rules import N_, RuleBroken

if TYPE_CHECKING:
    from assess.services.backups import Manifest
    from assess.settings import Settings

VARIABLE = "ASSESS_BACKUP_PASSPHRASE"
#: What guesses at a stolen file have to find.
SHORTEST = 12
FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
PASSPHRASE_FILE: Any = option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=N_("File whose first line is the passphrase; without it ASSESS_BACKUP_PASSPHRASE, else you are asked."),
)


@click.command(
    cls=SpokenCommand,
    help=N_(
        "Write the whole database and all evidence into one encrypted, verified file.\n\n"
        "Example: assess backup assess-2026-11-29.backup"
    ),
)
@FILE
@PASSPHRASE_FILE
def backup(file: Path, passphrase_file: Path | None) -> None:
    from assess.services import backups

    secret = _passphrase(passphrase_file, new=True)
    with opened():
        manifest = written(checked_settings(), file, secret, lock=backups.PASSPHRASE)
    with opened(write=True):
        backups.made(manifest, at=datetime.now(UTC))
    click.echo(
        say(
            N_("{file} holds the database of {instant} UTC ({rows} rows) and {files} files of evidence, verified."),
            file=file,
            instant=manifest.head.made_at[:16].replace("T", " "),
            rows=manifest.rows,
            files=manifest.files,
        )
    )
    if manifest.missing:
        click.echo(
            plural(
                "{number} file of evidence is missing or damaged in the storage. See: assess doctor",
                "{number} files of evidence are missing or damaged in the storage. See: assess doctor",
                len(manifest.missing),
            ),
            err=True,
        )


def written(settings: Settings, file: Path, secret: str, *, lock: int, evidence: bool = True) -> Manifest:
    """Write a backup of the application at hand, whatever schema its database has."""
    from assess import schema
    from assess.models import db
    from assess.services import audit, backups
    from assess.storage import Storage

    try:
        return backups.write(
            db.engine,
            file,
            secret,
            lock=lock,
            revision=schema.current() or "",
            key=audit.key_name(),
            at=datetime.now(UTC),
            store=Storage(settings.storage) if evidence else None,
            make_tables=schema.make,
        )
    finally:
        db.session.remove()


@click.command(
    cls=SpokenCommand,
    help=N_(
        "Put a backup into an empty database and its evidence into the storage.\n\n"
        "Devices then offer again what the backup is too old to hold.\n\n"
        "Example: assess restore assess-2026-11-29.backup"
    ),
)
@FILE
@PASSPHRASE_FILE
@option(
    "--as-it-was",
    is_flag=True,
    help=N_("Keep the schema of the backup instead of bringing it up to date: to go back to an older release."),
)
@option("--other-key", is_flag=True, help=N_("Restore although the secret key is not that of the backup."))
def restore(file: Path, passphrase_file: Path | None, as_it_was: bool, other_key: bool) -> None:
    from assess import create_app, schema
    from assess.models.database import rebuilding
    from assess.services import audit, backups
    from assess.storage import Storage

    settings = checked_settings()
    with file.open("rb") as start:
        own = backups.lock_of(start) == backups.SERVER_KEY
    secret = settings.secret() if own else _passphrase(passphrase_file)
    with create_app(settings).app_context(), rebuilding() as connection:
        manifest = backups.restore(
            connection,
            file,
            secret,
            store=Storage(settings.storage),
            make_tables=schema.make,
            key=None if other_key else audit.key_name(),
        )
        if not as_it_was:
            schema.make(connection, "head")
        backups.restored(manifest, at=datetime.now(UTC))
    click.echo(say(N_("The database of {day} is back. Start with: assess run"), day=manifest.head.made_at[:10]))


def _passphrase(file: Path | None, *, new: bool = False) -> str:
    """From the file, the environment or the person; a new one is asked for twice and may not be short."""
    if file:
        secret = (file.read_text(encoding="utf-8").splitlines() or [""])[0]
    elif VARIABLE in os.environ:
        secret = os.environ[VARIABLE]
    elif sys.stdin.isatty():
        secret = click.prompt(say(N_("Passphrase of the backup")), hide_input=True, confirmation_prompt=new)
    else:
        raise RuleBroken(N_("A backup needs a passphrase. Give it with --passphrase-file FILE."))
    if new and len(secret) < SHORTEST:
        raise RuleBroken(
            N_("This passphrase is too short. Use at least {n} characters, for example four words."), n=SHORTEST
        )
    return secret
