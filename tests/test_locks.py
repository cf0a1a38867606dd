"""What gets installed is pinned to the byte, comes from wherever the installer looks, and is the same everywhere."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
EVERY_LOCK = pytest.mark.parametrize("name", ["pip", "runtime", "dev"])
LOCKS = pytest.mark.parametrize("name", ["runtime", "dev"])


def entries(name):
    """`package==version ; marker` to its lines of hashes."""
    text = (ROOT / "requirements" / f"{name}.lock").read_text()
    found = re.findall(r"^([a-z0-9-]+==[^\\]+?) \\\n((?: +--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", text, re.MULTILINE)
    assert len(found) == len(re.findall(r"^[^#\s]", text, re.MULTILINE)), "a line is no pinned and hashed package"
    return dict(found)


@LOCKS
def test_every_package_is_pinned_with_hashes(name):
    assert len(entries(name)) > 60


@EVERY_LOCK
def test_no_lock_names_an_address_or_a_file(name):
    text = (ROOT / "requirements" / f"{name}.lock").read_text()
    assert not re.search(r"://|file:|--find-links|--index-url", text)


def test_the_installer_itself_is_pinned_with_its_hash():
    assert list(entries("pip")) == ["pip==26.3"]


def test_tests_run_on_the_packages_that_people_get():
    assert entries("runtime").items() <= entries("dev").items()


def test_every_dependency_is_in_the_runtime_lock():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = {re.split(r"[<>=\[;]", line)[0].replace(".", "-") for line in project["dependencies"]}
    assert wanted - {entry.split("==")[0] for entry in entries("runtime")} == set()


def test_no_package_under_the_gpl_is_installed_for_people():
    names = {entry.split("==")[0] for entry in entries("runtime")}
    assert names.isdisjoint({"djlint", "krippendorff"})
