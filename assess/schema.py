"""Bring the database to the schema of this release, whole or not at all (P21)."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from assess import paths
from assess.core.rules import N_, RuleBroken
from assess.models import db
from assess.models.database import rebuilding


def _config(connection: Connection | None = None) -> Config:
    config = Config(str(paths.MIGRATIONS / "alembic.ini"))
    config.set_main_option("script_location", str(paths.MIGRATIONS))
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def upgrade() -> None:
    """Run every migration that is missing, in one transaction; inside an application context."""
    with rebuilding() as connection:
        make(connection, "head")


def make(connection: Connection, revision: str) -> None:
    """Bring the tables behind `connection` up to `revision`, which may be "head". The caller commits."""
    if revision != "head":
        refuse_unknown(revision)
    command.upgrade(_config(connection), revision)


def current() -> str | None:
    """The revision that the database is at; None for an empty one."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """The revision that this release needs."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def refuse_unknown(revision: str | None) -> None:
    """RuleBroken when this release does not know `revision`: a newer one made it, and only that one may touch it."""
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if revision is not None and revision not in known:
        raise RuleBroken(
            N_(
                "The database has schema {revision}, which this release does not know: a newer one made it. Start that"
                " release, or restore the backup that was made before the upgrade into an empty place."
            ),
            revision=revision,
        )


def database_file() -> Path | None:
    """The SQLite file, or None on another database."""
    url = db.engine.url
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None
