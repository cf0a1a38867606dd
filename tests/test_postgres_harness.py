"""The PostgreSQL that the tests start is a real one, and leaves nothing behind."""

from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from tests import postgres


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
