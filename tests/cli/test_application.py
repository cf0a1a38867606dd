"""What every command does with the database, whatever else it is for."""

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool


@pytest.fixture
def open_connections():
    """The connections that the pools of this process hold open."""
    held = set()

    def opened(connection, _record):
        held.add(id(connection))

    def closed(connection, _record):
        held.discard(id(connection))

    event.listen(Pool, "connect", opened)
    event.listen(Pool, "close", closed)
    yield held
    event.remove(Pool, "connect", opened)
    event.remove(Pool, "close", closed)


@pytest.mark.parametrize("command", [("standards", "list"), ("doctor",), ("audit", "verify"), ("results", "rebuild")])
def test_no_connection_outlives_a_command(run, open_connections, command):
    run("standards", "list")

    run(*command)

    assert open_connections == set()


@pytest.mark.parametrize("command", [("scorecard", "01a2256f-5e98-7505-8ae9-6314b9bdcbfb"), ("demo", "--on", "ayer")])
def test_no_connection_outlives_a_command_that_is_refused(run, open_connections, command):
    assert run(*command).exit_code == 1

    assert open_connections == set()
