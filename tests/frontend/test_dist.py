"""The committed assess/static/dist is what its manifest says, and what templates ask for is in it."""

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DIST = ROOT / "assess" / "static" / "dist"
MANIFEST = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))["files"]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("name", MANIFEST)
def test_each_file_is_the_one_whose_hash_is_in_the_manifest(name):
    entry = MANIFEST[name]
    content = (DIST / name).read_bytes()

    assert hashlib.sha256(content).hexdigest() == entry["sha256"]
    assert len(content) == entry["bytes"]


def test_the_folder_holds_nothing_but_the_manifest_and_its_files():
    assert {file.name for file in DIST.iterdir()} == MANIFEST.keys() | {"manifest.json"}


@pytest.mark.parametrize("name", MANIFEST)
def test_the_hash_of_an_address_changes_with_the_content(name):
    assert MANIFEST[name]["hash"] == MANIFEST[name]["sha256"][:12]


def test_every_asset_that_a_template_asks_for_exists():
    asked = {name for file in TEMPLATES for name in re.findall(r"asset\(['\"](.+?)['\"]\)", file.read_text("utf-8"))}

    assert asked - MANIFEST.keys() == set()


def test_the_style_sheet_loads_nothing_but_its_own_fonts_at_the_address_of_the_preload():
    addresses = re.findall(r'url\("?(.+?)"?\)', (DIST / "app.css").read_text(encoding="utf-8"))
    fonts = {f"./{name}?v={entry['hash']}" for name, entry in MANIFEST.items() if name.endswith(".woff2")}

    assert set(addresses) == fonts


def test_no_lock_file_names_a_place_to_download_from():
    assert '"resolved"' not in (ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8")
