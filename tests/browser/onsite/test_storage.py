"""A device that is full says so and keeps taking answers (P3); a device that lost its store is told of (P4)."""

import io
import re
from contextlib import contextmanager

import pytest
from PIL import Image
from playwright.sync_api import expect
from sqlalchemy import select

from assess.models import Checkout, db
from tests.browser.conftest import until
from tests.browser.onsite.conftest import SENT, entry, faults, opened, sent, sign_in, tap, value
from tests.instruments import NOTE

MEGABYTE = 1_000_000
WORKER = "navigator.serviceWorker.ready.then((found) => found.active.state === 'activated')"
OPERATIONS = "**/sync/visits/*/operations"


def picture(seed):
    """A JPEG that no device can make much smaller: noise."""
    noise = Image.effect_noise((900, 700), 90).convert("RGB")
    noise.putpixel((0, 0), (seed % 256, 0, 0))
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=90)
    return {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


@contextmanager
def quota(page, megabytes):
    """As the browser's own tools set it, for as long as they stay attached."""
    tools = page.context.new_cdp_session(page)
    size = {"origin": page.evaluate("location.origin"), "quotaSize": megabytes * MEGABYTE}
    tools.send("Storage.overrideQuotaForOrigin", size)
    yield
    tools.detach()


def photograph(page, code, seed):
    """Take a photo; the sentence of refusal, or "" when it was kept."""
    found = opened(page, code)
    before = found.locator("[data-piece]").count()
    found.locator("input[type=file]").last.set_input_files(picture(seed))
    page.click("dialog .choice")
    expect(page.locator("dialog [name=no_person]")).to_be_checked()
    page.click("dialog [type=submit]")
    refused = found.locator(".photos + .error", has_text="No hay espacio")
    expect(refused.or_(found.locator("[data-piece]").nth(before))).to_be_visible(timeout=20_000)
    return refused.inner_text() if refused.count() else ""


@pytest.mark.parametrize("megabytes", [5, 20, 60])
def test_a_full_device_refuses_photos_first_and_says_so_and_takes_every_answer(device, visit, cast, megabytes):
    page = device().new_page()
    sign_in(page, cast.lead_assessor)
    broken = []
    page.on("pageerror", lambda error: broken.append(str(error)))

    # From the start: Chromium remembers for half a minute how much room an open store has.
    with quota(page, megabytes):
        page.goto(f"/onsite/visits/{visit.id}")
        until(page, WORKER)
        tap(page, "P1.2", "2")
        sent(page)
        page.context.set_offline(True)
        said = [photograph(page, "P1.2", seed) for seed in range(2)]
        for code, level in (("P1.1", "1"), ("P1.3", "3")):
            tap(page, code, level)
            opened(page, code).locator("[data-field=note]").fill(NOTE)
        expect(page.locator(".sync")).to_contain_text(re.compile("todo guardado en este dispositivo", re.I))

    assert faults(page) == []
    assert ["Las respuestas y notas sí se guardan" in one for one in said] == [megabytes == 5] * 2
    assert photograph(page, "P1.2", 9) == ""
    page.context.set_offline(False)
    sent(page)
    assert [value(visit, code) for code in ("P1.1", "P1.2", "P1.3")] == [1, 2, 3]
    assert value(visit, "P1.3", "note") == NOTE
    assert broken == []


def test_a_lost_store_is_told_of_to_assessor_and_coordinator_with_the_exact_number(onsite, visit, cast, open_as):
    page = onsite()
    page.route(OPERATIONS, lambda route: route.abort())
    for n in range(40):
        tap(page, "P1.2", str(n % 4))
    with page.expect_response(
        lambda answer: "/changes" in answer.url and answer.request.headers["x-assess-made"] == "40"
    ):
        page.evaluate("dispatchEvent(new Event('online'))")
    db.session.rollback()
    assert db.session.scalars(select(Checkout.made)).all() == [40]

    tools = page.context.new_cdp_session(page)
    tools.send("Storage.clearDataForOrigin", {"origin": page.evaluate("location.origin"), "storageTypes": "all"})
    page.context.clear_cookies()
    page.unroute(OPERATIONS)
    page.goto("about:blank")
    sign_in(page, cast.lead_assessor)
    page.goto("/onsite/")
    expect(page.locator("main")).to_contain_text("40 cambios")
    assert faults(page) == []

    desk = open_as(cast.state_authority, f"/visits/{visit.id}")
    expect(desk.locator("main")).to_contain_text("40 cambios")


def test_what_the_page_says_of_saving_is_true_again_after_the_network_returns(onsite):
    page = onsite()
    page.route(OPERATIONS, lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>Hotel</h1>"))
    tap(page, "P1.2", "2")
    expect(page.locator(".sync")).to_contain_text("1 respuesta")
    expect(page.locator(".sync")).not_to_contain_text(SENT)

    page.unroute(OPERATIONS)
    page.evaluate("dispatchEvent(new Event('online'))")
    sent(page)
    expect(entry(page, "P1.2").locator("input[value='2']")).to_be_checked()
