"""Imports run one way (DESIGN section 2): the whole source is walked."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "assess"
SOURCES = sorted(p for p in PACKAGE.rglob("*.py") if "versions" not in p.parts)

#: part -> what of assess it may import besides itself.
INSIDE = {
    "core": set(),
    "reference": {"core"},
    "geo": {"core", "reference"},
    "paths": set(),
    "wording": {"core", "paths"},
    "charts": {"core"},
    "naming": {"core", "wording", "reference"},
    "explain": {"core", "wording"},
    "settings": {"paths"},
    "standards": {"core", "reference", "paths", "wording"},
    "imaging": set(),
    "storage": set(),
    "models": {"core", "reference", "geo"},
    "schema": {"models", "paths", "core"},
    "access": {"models", "core"},
    "exporters": {"core", "wording", "reference", "explain", "naming"},
    "importers": {"exporters", "core", "reference", "geo", "services", "models", "access", "wording"},
    "pdf": {"core", "wording", "charts", "geo", "explain", "reference", "paths", "naming"},
    "services": {
        "core",
        "models",
        "access",
        "reference",
        "geo",
        "standards",
        "wording",
        "explain",
        "paths",
        "naming",
        "imaging",
        "storage",
    },  # fmt: skip
    "demo": {"core", "models", "services", "reference", "geo", "standards"},
    "http": {"access", "models", "services", "core", "wording", "storage"},
    "migrations": {"models"},
}
#: Parts that may use all of the above, but none of these.
NOT_FROM = {
    "web": {"api", "cli", "demo"},
    "api": {"web", "cli", "demo"},
    "cli": {"web", "api"},
}
STANDARD_LIBRARY_ONLY = ("core", "reference", "geo")
FLASK = {"flask", "flask_babel", "flask_login", "flask_wtf", "wtforms", "werkzeug", "flask_limiter", "flask_talisman"}
WITHOUT_FLASK = ("core", "reference", "geo", "services", "standards", "pdf", "exporters", "importers", "demo", "charts",
                 "access", "wording", "explain", "settings", "naming")  # fmt: skip
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
LONGEST = 300


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    """Dotted names of everything a module imports, wherever in it, but for what only the type checker reads."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    hidden = {
        node
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for statement in block.body
        for node in ast.walk(statement)
    }
    for node in ast.walk(tree):
        if node in hidden:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def ours(path: Path) -> set[str]:
    """The parts of the house that a module imports, its own left out."""
    parts = {name.split(".")[1] for name in imported(path) if name.startswith("assess.")}
    return {"app" if part == "create_app" else part for part in parts} - {part_of(path)}


def theirs(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imported(path)} - {"assess"}


def calls(path: Path) -> set[str]:
    """What a module calls, as it is written."""
    return {ast.unparse(node.func) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)}


def where(faults: dict[Path, set[str]]) -> dict[str, list[str]]:
    return {str(path.relative_to(ROOT)): sorted(found) for path, found in faults.items() if found}


def test_imports_run_one_way():
    faults = {p: ours(p) - INSIDE[part_of(p)] for p in SOURCES if part_of(p) in INSIDE}
    assert where(faults) == {}


def test_pages_api_and_commands_do_not_import_each_other():
    faults = {p: ours(p) & NOT_FROM[part_of(p)] for p in SOURCES if part_of(p) in NOT_FROM}
    assert where(faults) == {}


def test_every_part_of_the_house_is_placed():
    known = set(INSIDE) | set(NOT_FROM) | {"__init__", "app", "jobs", "storage"}
    assert {part_of(p) for p in SOURCES} - known == set()


@pytest.mark.parametrize("part", STANDARD_LIBRARY_ONLY)
def test_the_core_needs_the_standard_library_alone(part):
    faults = {p: theirs(p) - sys.stdlib_module_names for p in SOURCES if part_of(p) == part}
    assert where(faults) == {}


def test_the_core_reads_no_clock_no_file_and_no_database():
    reading = {"time", "os", "pathlib", "io", "sqlite3", "socket", "subprocess", "random", "secrets", "tempfile"}
    faults = {p: theirs(p) & reading for p in SOURCES if part_of(p) == "core"}
    assert where(faults) == {}
    asked = {p: calls(p) & {"open", "datetime.now", "date.today"} for p in SOURCES if part_of(p) == "core"}
    assert where(asked) == {}


def test_only_the_web_knows_flask():
    faults = {p: theirs(p) & FLASK for p in SOURCES if part_of(p) in WITHOUT_FLASK}
    assert where(faults) == {}


def test_services_flush_and_never_commit_and_read_no_clock():
    def asked(path):
        return {c for c in calls(path) if c.endswith((".commit", "datetime.now", "date.today", "time.time"))}

    assert where({p: asked(p) for p in SOURCES if part_of(p) == "services"}) == {}


def test_no_module_is_longer_than_a_sitting():
    long = {p: len(p.read_text(encoding="utf-8").splitlines()) for p in SOURCES}
    assert {str(p.relative_to(ROOT)): n for p, n in long.items() if n > LONGEST} == {}


def test_no_module_is_called_after_nothing():
    folders = (PACKAGE, ROOT / "tests", ROOT / "tools", ROOT / "bench")
    names = {p for folder in folders for p in folder.rglob("*.py") if p.stem in FORBIDDEN_NAMES}
    assert names == set()


def test_nothing_is_imported_from_a_path_of_this_machine():
    faults = {p: {w for w in (f"{ROOT}/",) if w in p.read_text(encoding="utf-8")} for p in SOURCES}
    assert where(faults) == {}


def test_heavy_libraries_load_only_where_they_are_used():
    """What a worker of the web holds from its start (150 MB): none of these."""
    heavy = {"scipy", "numpy", "openpyxl", "reportlab", "pyxform", "spectree", "ruamel", "PIL", "obstore"}
    code = "import sys; from assess import create_app; print(*sorted(set(m.split('.')[0] for m in sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert heavy & set(loaded.split()) == set()
