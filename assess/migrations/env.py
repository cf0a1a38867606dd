"""How Alembic reaches the application's database; run by `assess run` and `flask db` alike."""

from __future__ import annotations

from alembic import context
from flask import current_app

from assess.models import db

configure = current_app.extensions["migrate"].configure_args


def run() -> None:
    """Every migration in one transaction: after a crash the schema is the old one or the new one (P21)."""
    with db.engine.connect() as connection:
        context.configure(connection=connection, target_metadata=db.metadata, compare_type=True, **configure)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


if context.is_offline_mode():
    raise SystemExit("Migrations need a database: run them without --sql.")
run()
