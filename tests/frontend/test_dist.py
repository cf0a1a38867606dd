"""The committed assess/static/dist is what its manifest says, and what templates ask for is in it."""

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DIST = ROOT / "assess" / "static" / "dist"
MANIFEST = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("name", MANIFEST)
def test_each_file_is_the_one_whose_hash_is_in_the_manifest(name):
    entry = MANIFEST[name]
    content = (DIST / entry["path"].partition("?")[0]).read_bytes()

    assert hashlib.sha256(content).hexdigest() == entry["sha256"]
    assert len(content) == entry["bytes"]


def test_the_folder_holds_nothing_but_the_manifest_and_its_files():
    listed = {entry["path"].partition("?")[0] for entry in MANIFEST.values()}

    assert {file.name for file in DIST.iterdir()} == listed | {"manifest.json"}


def test_the_address_of_a_script_or_style_sheet_changes_with_its_content():
    for name in ("app.css", "criterion.js", "page.js"):
        assert MANIFEST[name]["path"] == f"{name}?v={MANIFEST[name]['sha256'][:12]}"


def test_every_asset_that_a_template_asks_for_exists():
    asked = {name for file in TEMPLATES for name in re.findall(r"asset\(['\"](.+?)['\"]\)", file.read_text("utf-8"))}

    assert asked - MANIFEST.keys() == set()


def test_the_style_sheet_loads_nothing_but_its_own_fonts():
    addresses = re.findall(r"url\((.+?)\)", (DIST / "app.css").read_text(encoding="utf-8"))

    assert addresses
    assert all(re.fullmatch(r'"?\./noto-sans-[\w-]+\.woff2"?', address) for address in addresses)


def test_no_lock_file_names_a_place_to_download_from():
    assert '"resolved"' not in (ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8")
