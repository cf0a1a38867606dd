"""The PostgreSQL that the tests start is a real one, and leaves nothing behind."""

from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from tests import postgres, restoring


@pytest.fixture(scope="module")
def server_url():
    with postgres.running_postgres() as url:
        yield url


def scalar(url, statement):
    engine = create_engine(url)
    with engine.connect() as connection:
        value = connection.execute(text(statement)).scalar()
    engine.dispose()
    return value


def test_it_answers_as_version_15(server_url):
    assert int(scalar(server_url, "SHOW server_version_num")) // 10000 == postgres.VERSION


def test_it_listens_on_this_machine_alone(server_url):
    assert scalar(server_url, "SHOW listen_addresses") == "127.0.0.1"
    assert scalar(server_url, "SHOW unix_socket_directories") == ""


def test_databases_are_apart_and_dropped_with_a_connection_still_open(server_url):
    with postgres.fresh_database(server_url) as one, postgres.fresh_database(server_url) as two:
        with psycopg.connect(one.replace("+psycopg", "")) as connection:
            connection.execute("CREATE TABLE only_here (id int)")
        assert scalar(two, "SELECT to_regclass('only_here')") is None
        left_open = psycopg.connect(one.replace("+psycopg", ""))
    left_open.close()
    assert scalar(server_url, "SELECT count(*) FROM pg_database WHERE datname LIKE 'assess\\_%'") == 0


def test_a_copy_of_a_template_holds_what_it_holds(server_url):
    with postgres.fresh_database(server_url) as template:
        with psycopg.connect(template.replace("+psycopg", "")) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS seven")
        with postgres.fresh_database(server_url, template=template.rpartition("/")[2]) as copy:
            assert scalar(copy, "SELECT seven FROM kept") == 7


@pytest.fixture
def engine(server_url):
    """Two tables, one of which points at the other, as a test would find them."""
    with postgres.fresh_database(server_url) as url:
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE place (id serial PRIMARY KEY, name text)"))
            connection.execute(text("CREATE TABLE visit (id serial PRIMARY KEY, place int REFERENCES place)"))
            connection.execute(text("INSERT INTO place (name) VALUES ('Norte'), ('Sur')"))
        restoring.begin(engine)
        yield engine
        engine.dispose()


def change(engine, *statements):
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


CHANGES = {
    "added": ["INSERT INTO place (name) VALUES ('Este')", "INSERT INTO visit (place) VALUES (1), (3)"],
    "changed": ["UPDATE place SET name = 'Oeste' WHERE id = 1"],
    "deleted": ["DELETE FROM place WHERE id = 2"],
    "deleted and added": ["DELETE FROM place WHERE id = 2", "INSERT INTO place (id, name) VALUES (2, 'Sur')"],
    "counted on": ["SELECT nextval('visit_id_seq')"],
    "nothing": [],
}


@pytest.mark.parametrize("statements", CHANGES.values(), ids=CHANGES)
def test_rows_and_numbers_are_put_back_after_each_change(engine, statements):
    for _ in range(2):
        change(engine, *statements)
        assert restoring.put_back(engine)
        with engine.begin() as connection:
            assert connection.execute(text("SELECT id, name FROM place ORDER BY id")).all() == [
                (1, "Norte"),
                (2, "Sur"),
            ]
            assert connection.scalar(text("SELECT count(*) FROM visit")) == 0
            assert connection.execute(text("SELECT last_value, is_called FROM place_id_seq")).one() == (2, True)
            assert connection.execute(text("SELECT last_value, is_called FROM visit_id_seq")).one() == (1, False)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE more (id int)",
        "DROP TABLE visit",
        "ALTER TABLE place ADD COLUMN folio text",
        "ALTER TABLE place ALTER COLUMN name SET NOT NULL",
        "ALTER TABLE place ALTER COLUMN name TYPE varchar(9)",
        "CREATE INDEX by_name ON place (name)",
        "TRUNCATE visit",
        "INSERT INTO place (name) SELECT repeat('x', 1000) FROM generate_series(1, 3000)",
    ],
)
def test_another_shape_or_too_many_rows_ask_for_a_new_copy(engine, statement):
    change(engine, statement)
    assert not restoring.put_back(engine)


def test_who_still_holds_a_row_is_let_go(engine):
    holder = engine.connect()
    holder.execute(text("UPDATE place SET name = 'Este'"))
    assert restoring.put_back(engine)
    holder.invalidate()
    holder.close()


def test_a_stopped_cluster_leaves_no_folder_and_no_server():
    with postgres.running_postgres() as url:
        folder = Path(scalar(url, "SHOW data_directory")).parent
    assert not folder.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url.replace("+psycopg", ""), connect_timeout=5)


def test_without_postgresql_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setattr(postgres, "VERSION", 0)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(postgres.NoPostgres, match="apt-get install postgresql"):
        postgres.programs()
