"""The command line as a person runs it, on an instance folder of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assess.cli import main, speech


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """run("standards", "list"): output, stderr and exit code, in English; a failed command never shows a traceback."""
    monkeypatch.setenv("ASSESS_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setattr(speech, "_chosen", [])

    def go(*arguments: object, lang: str = "en") -> Result:
        found = CliRunner().invoke(main, ["--lang", lang, *map(str, arguments)])
        assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
        assert "Traceback" not in found.output
        return found

    return go
