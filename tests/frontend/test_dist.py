"""The committed assess/static/dist is what its manifest says, and what templates ask for is in it."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DIST = ROOT / "assess" / "static" / "dist"
WHOLE = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
MANIFEST, ONSITE = WHOLE["files"], WHOLE["onsite"]
RELEASES = json.loads((ROOT / "frontend" / "releases.json").read_text(encoding="utf-8"))
#: Scripts of the on-site page until a visit is on the screen, compressed.
FIRST_LOAD = 35_000
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


def test_the_on_site_page_is_light():
    scripts = [ONSITE["early"], ONSITE["script"], *ONSITE["scripts"]]
    sizes = {name: len(gzip.compress((DIST / name).read_bytes(), 9)) for name in scripts}

    assert sum(sizes.values()) <= FIRST_LOAD, sizes


def test_the_parts_of_the_on_site_page_carry_their_hash_in_the_name():
    parts = [name for name in MANIFEST if name.startswith("onsite-")]

    assert {ONSITE["early"], ONSITE["script"], ONSITE["style"], *ONSITE["scripts"], *ONSITE["words"].values()} <= set(parts)
    assert [name for name in parts if not re.fullmatch(r"onsite-.+-[0-9A-Za-z]{8,12}\.(js|css|json)", name)] == []


def test_each_part_that_a_script_loads_later_is_there():
    scripts = [name for name in MANIFEST if name.startswith("onsite-") and name.endswith(".js")]
    asked = {
        name for script in scripts for name in re.findall(r'"\./(onsite-[^"]+)"', (DIST / script).read_text("utf-8"))
    }

    assert asked
    assert asked - MANIFEST.keys() == set()


def test_the_worker_keeps_every_part_of_the_page_and_of_no_earlier_release():
    kept = set(re.findall(r'url:"/static/dist/([^"?]+)', (DIST / "sw.js").read_text(encoding="utf-8")))
    earlier = {name for release in RELEASES for name in release["files"]}
    parts = {name for name in MANIFEST if name.startswith("onsite-")}

    assert parts - earlier <= kept
    assert kept - MANIFEST.keys() == set()


def test_the_files_of_the_last_three_releases_are_still_served():
    assert len(RELEASES) <= 3
    for release in RELEASES:
        for name, sha256 in release["files"].items():
            assert hashlib.sha256((DIST / name).read_bytes()).hexdigest() == sha256, (release["version"], name)
