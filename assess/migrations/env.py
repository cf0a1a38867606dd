"""How Alembic reaches the application's database; run by `assess run` and `flask db` alike."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from flask import current_app
from sqlalchemy import Connection
from sqlalchemy.types import TypeDecorator

from assess.models import db
from assess.models.database import rebuilding

configure = current_app.extensions["migrate"].configure_args


def render_plain(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Write our own column types as the plain ones beneath them: a migration must not change with the product."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def run() -> None:
    """Every missing migration in one transaction: after a crash the schema is the old one or the new one (P21).

    On the connection that `assess.schema` hands over, whose caller commits; by itself under `flask db`.
    """
    given: Connection | None = context.config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    with rebuilding() as connection:
        migrate(connection)


def migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=db.metadata, render_item=render_plain, **configure)
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Migrations need a database: run them without --sql.")
run()
