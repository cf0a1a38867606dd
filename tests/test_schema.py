"""The migrations make exactly the tables that the models describe, on the database in use."""

from __future__ import annotations

import uuid

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from assess import schema
from assess.models import db
from assess.models.database import new_id


def differences():
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        return compare_metadata(context, db.metadata)


def test_the_migrated_schema_is_that_of_the_models(app):
    assert differences() == []


def test_a_table_that_no_migration_makes_is_noticed(app):
    db.session.execute(text("DROP TABLE audit_head"))
    db.session.commit()
    assert [kind for kind, *_rest in differences()] == ["add_table"]


def test_an_empty_database_is_upgraded_step_by_step(empty):
    assert schema.current() is None
    revisions = [r.revision for r in ScriptDirectory.from_config(schema._config()).walk_revisions()][::-1]
    for revision in revisions:
        command.upgrade(schema._config(), revision)
        assert schema.current() == revision
    assert schema.current() == schema.head()
    assert differences() == []


def test_an_upgrade_of_what_is_up_to_date_changes_nothing(app):
    tables = sorted(inspect(db.engine).get_table_names())
    schema.upgrade()
    assert sorted(inspect(db.engine).get_table_names()) == tables
    assert schema.current() == schema.head()


def test_there_is_one_line_of_migrations():
    assert len(ScriptDirectory.from_config(schema._config()).get_heads()) == 1


def test_every_constraint_has_a_name_that_a_migration_can_use():
    unnamed = [c for t in db.metadata.tables.values() for c in t.constraints if not c.name]
    assert unnamed == []


def test_ids_are_ordered_by_time_and_cannot_be_guessed():
    first, second = new_id(1_000), new_id(1_001)
    assert first < second
    assert (first.version, first.variant) == (7, uuid.RFC_4122)
    assert len({new_id(1_000).int & (1 << 62) - 1 for _ in range(50)}) == 50
