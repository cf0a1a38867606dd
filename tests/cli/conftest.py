"""The command line as a person runs it, on an instance folder of its own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assess.cli import main, speech
from tests.postgres import fresh_database


@pytest.fixture
def another_database(postgres: str | None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], str | None]]:
    """another_database(): on PostgreSQL, the address of an empty one, which the commands find from now on."""
    with ExitStack() as databases:

        def make() -> str | None:
            address = databases.enter_context(fresh_database(postgres)) if postgres else None
            if address:
                monkeypatch.setenv("ASSESS_DATABASE_URL", address)
            return address

        yield make


@pytest.fixture
def database(another_database: Callable[[], str | None]) -> str | None:
    """The one of the test."""
    return another_database()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: str | None) -> Callable[..., Result]:
    """run("standards", "list"): output, stderr and exit code, in English; a failed command never shows a traceback."""
    monkeypatch.setenv("ASSESS_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setattr(speech, "_chosen", [])

    def go(*arguments: object, lang: str = "en") -> Result:
        found = CliRunner().invoke(main, ["--lang", lang, *map(str, arguments)])
        assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
        assert "Traceback" not in found.output
        return found

    return go
