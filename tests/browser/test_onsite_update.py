"""A new version of the on-site page never takes over in the middle of a visit (P9)."""

from __future__ import annotations

import json

import pytest
from flask import Response
from playwright.sync_api import expect

from assess import paths
from assess.models import db
from assess.services import sync
from tests.browser.conftest import until
from tests.browser.onsite.conftest import faults, tap

WAITING = "navigator.serviceWorker.getRegistration().then((found) => Boolean(found.waiting))"
ACTIVE = "navigator.serviceWorker.ready.then((found) => found.active.state === 'activated')"
LOOK = "navigator.serviceWorker.getRegistration().then((found) => found.update()).then(() => null)"
CODE, NOTE = "P1.2", "Visto en el recorrido."


@pytest.fixture
def visit(make_visit, cast):
    return make_visit(lead=cast.lead_assessor, assessors=(cast.assessor,))


@pytest.fixture
def release(app):
    """release((old, new)): from now on the server has the worker of a next release, with that text replaced."""

    def publish(change=("//", "//")):
        worker = (paths.STATIC / "dist" / "sw.js").read_text(encoding="utf-8").replace(*change)
        answer = f"{worker}\n// the next release\n"
        app.view_functions["onsite_page.worker"] = lambda: Response(answer, mimetype="text/javascript")

    return publish


def score(page, code, level):
    with page.expect_event("console", lambda message: message.text == "durable"):
        tap(page, code, str(level))


def value(visit, code, field="level"):
    db.session.rollback()
    now = sync.state_of(visit).get((code, field))
    return now.value if now else None


@pytest.fixture
def page(visit, cast, open_as):
    page = open_as(cast.lead_assessor, "/health")
    page.add_init_script("document.addEventListener('assess:durable', () => console.log('durable'))")
    page.goto(f"/onsite/visits/{visit.id}")
    until(page, ACTIVE)
    page.reload()
    expect(page.locator(f"[data-code='{CODE}']")).to_be_visible()
    return page


def test_a_new_version_waits_while_a_visit_is_open_and_is_taken_on_a_tap(page, visit, release):
    broken = []
    page.on("requestfailed", lambda request: broken.append(request.url) if "/static/" in request.url else None)
    score(page, CODE, 2)

    release()
    page.evaluate(LOOK)
    until(page, WAITING)
    expect(page.get_by_role("button", name="Instalar la versión nueva")).to_be_visible()
    assert faults(page) == []

    page.context.set_offline(True)
    score(page, CODE, 3)
    page.context.set_offline(False)
    page.reload()
    until(page, WAITING)
    expect(page.locator(f"[data-code='{CODE}'] input:checked")).to_have_value("3")
    score(page, CODE, 1)

    page.locator(f"[data-code='{CODE}'] .opener").click()
    note = page.locator(f"[data-code='{CODE}'] [data-field=note]")
    note.fill(NOTE)
    with page.expect_navigation():
        page.get_by_role("button", name="Instalar la versión nueva").click()
    until(page, f"{WAITING}.then((waits) => !waits)")
    expect(page.locator(f"[data-code='{CODE}'] input:checked")).to_have_value("1")
    expect(page.get_by_role("button", name="Instalar la versión nueva")).to_have_count(0)
    expect(page.locator("header")).to_contain_text("Todo guardado y enviado")
    assert (value(visit, CODE), value(visit, CODE, "note")) == (1, NOTE)
    assert broken == []


def test_a_version_of_which_a_part_is_missing_is_not_taken_at_all(page, release, app):
    app.view_functions["onsite_page.index"] = lambda: ("gone", 404)
    release(('url:"/onsite/",revision:"', 'url:"/onsite/",revision:"next'))

    page.evaluate(LOOK)
    until(page, "navigator.serviceWorker.getRegistration().then((found) => !found.installing)")

    assert page.evaluate(WAITING) is False
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("#page")).not_to_be_empty()


def test_the_worker_keeps_no_answer_of_the_server(page):
    kept = page.evaluate(
        "caches.keys().then((names) => Promise.all(names.map(async (name) => (await (await caches.open(name)).keys())"
        ".map(({ url }) => new URL(url).pathname)))).then((lists) => lists.flat())"
    )

    assert len(kept) > 10
    assert [path for path in kept if not (path == "/onsite/" or path.startswith("/static/dist/"))] == []


def test_built_files_come_from_the_cache_without_asking_the_worker(page):
    found = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.responseReceived", lambda told: found.append(told["response"]))
    page.context.set_offline(True)

    page.reload()
    expect(page.locator("#page")).not_to_be_empty()

    built = [one.get("serviceWorkerRouterInfo", {}) for one in found if "/static/dist/onsite-" in one["url"]]
    assert len(built) > 3
    assert {one.get("actualSourceType") for one in built} == {"cache"}


def test_a_page_at_rest_can_be_put_on_the_home_screen(page):
    expect(page.locator("head > link[rel=manifest]")).to_have_count(1)
    session = page.context.new_cdp_session(page)

    told = session.send("Page.getAppManifest")

    assert told["url"].endswith("/onsite/app.webmanifest")
    assert told["errors"] == []
    assert json.loads(told["data"])["display"] == "standalone"
    keeps_from_it = {one["errorId"] for one in session.send("Page.getInstallabilityErrors")["installabilityErrors"]}
    assert keeps_from_it == {"in-incognito"}, "only that the browser of a test is a private one"
