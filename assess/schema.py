"""Bring the database to the schema of this release."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from assess import paths
from assess.models import db


def _config() -> Config:
    config = Config(str(paths.MIGRATIONS / "alembic.ini"))
    config.set_main_option("script_location", str(paths.MIGRATIONS))
    return config


def upgrade() -> None:
    """Run every migration that is missing; inside an application context."""
    command.upgrade(_config(), "head")


def current() -> str | None:
    """The revision that the database is at; None for an empty one."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """The revision that this release needs."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def database_file() -> Path | None:
    """The SQLite file, or None on another database."""
    url = db.engine.url
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None
