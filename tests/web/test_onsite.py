"""The on-site page before its script runs: open to anybody, without data, and asked for anew each time."""

import json
import re

import pytest
from werkzeug.test import TestResponse

from assess import paths

DIST = paths.STATIC / "dist"
MANIFEST = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
PAGES = ("/onsite/", "/onsite/visits/0198f3c2-0000-7000-8000-000000000001")


@pytest.fixture
def get(client):
    """get("/address"): the answer; files that it is read from are closed at the end."""
    answers: list[TestResponse] = []

    def ask(address, **options):
        answers.append(client.get(address, **options))
        return answers[-1]

    yield ask
    for answer in answers:
        answer.close()


@pytest.mark.parametrize("address", PAGES)
def test_anybody_may_open_it_and_it_knows_nobody(get, address):
    page = get(address)

    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-cache"
    assert "csrf" not in page.text
    assert "Set-Cookie" not in page.headers


def test_the_page_of_a_visit_is_the_page_of_the_list(get):
    assert get(PAGES[0]).data == get(PAGES[1]).data


def test_an_address_that_is_no_visit_is_no_page(get):
    assert get("/onsite/visits/casa").status_code == 404
    assert get("/onsite/anything").status_code == 404


def test_it_speaks_the_language_of_the_browser(get):
    english = get("/onsite/", headers={"Accept-Language": "en"}).text
    spanish = get("/onsite/", headers={"Accept-Language": "es-MX"}).text

    assert 'lang="en" data-language="en"' in english
    assert 'lang="es-MX" data-language="es"' in spanish
    assert "Esta página necesita JavaScript" in spanish


def test_what_it_asks_for_at_once_is_there_and_kept_for_good(get):
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', get("/onsite/").text)

    assert f"/static/dist/{MANIFEST['onsite']['script']}" in addresses
    for address in addresses:
        answer = get(address)
        assert answer.status_code == 200, address
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable", address


def test_it_runs_under_the_policy_of_every_page_with_pictures_from_the_device(get):
    policy = get("/onsite/").headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "img-src 'self' data: blob:" in policy
    assert "worker-src 'self'" in policy
    assert "unsafe" not in policy


def test_there_is_no_script_or_style_in_the_page_itself(get):
    page = get("/onsite/").text

    assert re.findall(r"<script(?![^>]* src=)|<style|\son\w+=|\sstyle=", page) == []


def test_the_service_worker_serves_only_below_its_own_address(get):
    worker = get("/onsite/sw.js")

    assert worker.mimetype == "text/javascript"
    assert worker.headers["Cache-Control"] == "no-cache"
    assert "Service-Worker-Allowed" not in worker.headers
    assert worker.data == (DIST / "sw.js").read_bytes()


def test_the_service_worker_keeps_files_that_exist_and_no_data(get):
    kept = re.findall(r'url:"([^"]+)"', (DIST / "sw.js").read_text(encoding="utf-8"))

    assert "/onsite/" in kept
    assert [url for url in kept if not url.startswith(("/onsite/", "/static/dist/"))] == []
    for url in kept:
        assert get(url).status_code == 200, url


def test_it_can_be_installed(get):
    answer = get("/onsite/app.webmanifest")
    manifest = json.loads(answer.text)

    assert answer.mimetype == "application/manifest+json"
    assert (manifest["start_url"], manifest["scope"], manifest["id"]) == ("/onsite/",) * 3
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}
    assert all(get(icon["src"]).mimetype == "image/png" for icon in manifest["icons"])
