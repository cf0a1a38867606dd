"""P1: what was typed is on the disk within a second, whenever the browser dies."""

import json
import os
import random
import time

import pytest
from playwright.sync_api import expect

from assess.models import db
from tests.browser.conftest import until
from tests.browser.onsite.conftest import entry, opened, set_pin, sign_in, unlock
from tests.browser.onsite.killed import Chromium

#: 500 in the long run.
KILLS = int(os.environ.get("ASSESS_BROWSER_KILLS", "2"))
CODES = ("P1.2", "P2.1", "Q1.1")
#: Types a growing number, letter by letter as a person in a hurry does, and tells what it has typed.
TYPE = """
(pause) => {
  let count = 0;
  setInterval(() => {
    const box = document.activeElement;
    box.value = "Nota " + ++count;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    console.log("typed:" + count);
  }, pause);
}
"""
GRACE = 1.0
#: Answers a criterion, and the page hangs as soon as it has asked the browser to keep that.
HANG = """
(code) => {
  const add = IDBObjectStore.prototype.add;
  IDBObjectStore.prototype.add = function (...record) {
    queueMicrotask(() => { for (;;); });
    return add.apply(this, record);
  };
  setTimeout(() => document.querySelector(`[data-code='${code}'] .step[value='2']`).click());
}
"""


@pytest.fixture
def prepared(live_server, browser_type, tmp_path, visit, cast):
    """A profile that holds the visit, and the address of its page."""
    db.session.commit()
    address = f"{live_server.url}/onsite/visits/{visit.id}"
    with Chromium(browser_type, tmp_path / "profile") as chromium:
        page = chromium.context.new_page()
        page.goto(live_server.url)
        sign_in_at(page, live_server.url, cast.lead_assessor)
        page.goto(f"{address}#prepare")
        set_pin(page)
        until(page, "navigator.serviceWorker.ready.then((found) => found.active.state === 'activated')")
        chromium.browser.close()
    return tmp_path / "profile", address


def sign_in_at(page, url, user):
    goto = page.goto
    page.goto = lambda path: goto(url + path)
    sign_in(page, user)
    page.goto = goto


def typed_until_killed(browser_type, profile, address, code, seconds):
    """What was typed, with the moment at which it was told; then the browser is dead."""
    told = []
    with Chromium(browser_type, profile) as chromium:
        page = without_network(chromium, address)
        box = opened(page, code).locator("[data-field=note]")
        box.focus()
        page.on("console", lambda said: told.append((time.monotonic(), said.text)) if "typed:" in said.text else None)
        page.evaluate(TYPE, 40)
        while not told:  # a busy machine types later
            page.wait_for_timeout(20)
        page.wait_for_timeout(1000 * seconds)
        died = time.monotonic()  # not when the last of its processes is gone
        chromium.kill()
    return max(int(text.partition(":")[2]) for at, text in told if at < died - GRACE)


def kept(browser_type, profile, address, code, what="[data-field=note]"):
    with Chromium(browser_type, profile) as chromium:
        page = without_network(chromium, address)
        text = opened(page, code).locator(what).input_value()
        chromium.browser.close()
    return text


def without_network(chromium, address):
    page = chromium.context.new_page()
    page.context.set_offline(True)
    page.goto(address)
    unlock(page)
    return page


def test_a_killed_browser_loses_nothing_older_than_a_second(browser_type, prepared):
    profile, address = prepared
    chance = random.Random(2026)
    for round_ in range(KILLS):
        code, seconds = CODES[round_ % len(CODES)], 1.2 + 1.5 * chance.random()

        typed = typed_until_killed(browser_type, profile, address, code, seconds)
        found = kept(browser_type, profile, address, code)

        assert found.startswith("Nota "), json.dumps([round_, code, found])
        assert int(found.removeprefix("Nota ")) >= typed, f"kill {round_}: typed {typed}, kept {found!r}"


def test_an_answer_is_kept_though_the_page_hangs_right_after_it(browser_type, prepared):
    profile, address = prepared
    with Chromium(browser_type, profile) as chromium:
        page = without_network(chromium, address)
        expect(entry(page, "P1.2").locator(".step").first).to_be_enabled()
        page.evaluate(HANG, "P1.2")
        time.sleep(GRACE)
        chromium.kill()

    assert kept(browser_type, profile, address, "P1.2", ".step:checked") == "2"
