"""The on-site page of one visit in a real Chromium, before a real server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, BrowserType, Page, expect

from assess.models import User, Visit, db
from assess.services import sync
from tests.browser.conftest import until
from tests.conftest import PASSWORD

PIN = "246810"
#: All that waits is with the server.
SENT = "Todo guardado y enviado"


@pytest.fixture
def visit(make_visit: Callable[..., Visit], cast: SimpleNamespace) -> Visit:
    return make_visit(lead=cast.lead_assessor, assessors=(cast.assessor,))


@pytest.fixture
def onsite(visit: Visit, cast: SimpleNamespace, open_as: Callable[..., Page]) -> Callable[..., Page]:
    """onsite("#c-P1.2", user=…): the page of the visit, as its lead unless somebody else is named.

    Without its service worker, which would fetch the whole page a second time for each test; `device` has it.
    """

    def at(fragment: str = "", user: User | None = None, **options: object) -> Page:
        address = f"/onsite/visits/{visit.id}{fragment}"
        page = open_as(user or cast.lead_assessor, address, **{"service_workers": "block"} | options)
        expect(page.locator("main h1")).to_be_attached(timeout=15_000)
        return page

    return at


@pytest.fixture
def device(
    live_server: SimpleNamespace,
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    tmp_path: Path,
) -> Iterator[Callable[..., BrowserContext]]:
    """device(): a browser that keeps what it stores; close it and ask again to start it anew."""
    opened: list[BrowserContext] = []

    def start(**options: object) -> BrowserContext:
        context = browser_type.launch_persistent_context(
            tmp_path / "profile",
            **browser_type_launch_args,
            **{"base_url": live_server.url, "locale": "es-MX"} | options,
        )
        opened.append(context)
        return context

    yield start
    for context in opened:
        context.close()


def sign_in(page: Page, user: User) -> None:
    db.session.commit()
    page.goto("/sign-in")
    page.fill("#email", user.email)
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda address: "/sign-in" not in address)


def set_pin(page: Page) -> None:
    """On the page that prepares."""
    page.fill("#pin", PIN)
    page.fill("#again", PIN)
    page.click("main form button")
    expect(page.locator(".ready .msg.ok")).to_be_visible()


def unlock(page: Page, pin: str = PIN) -> None:
    page.fill("#pin", pin)
    page.press("#pin", "Enter")


def entry(page: Page, code: str) -> Any:
    """The criterion in the list."""
    return page.locator(f"[data-code='{code}']")


def tap(page: Page, code: str, level: str) -> None:
    entry(page, code).locator(f".step[value='{level}']").click()


def opened(page: Page, code: str) -> Any:
    """The criterion with everything that belongs to its answer."""
    found = entry(page, code)
    if found.get_attribute("data-open") is None:
        found.locator(".opener").click()
    expect(found.locator(".answer")).to_be_visible()
    return found


def sent(page: Page) -> None:
    """All that was recorded is with the server, and the page says so."""
    expect(page.locator(".sync")).to_contain_text(SENT, timeout=15_000)


def met(page: Page) -> None:
    """The page has its pack, has asked what the others recorded, and was told."""
    asked = "performance.getEntriesByType('resource').some(({ name }) => name.includes('/changes'))"
    until(page, f"(dispatchEvent(new Event('online')), {asked})", every=300)


def value(visit: Visit, code: str, field: str = "level") -> Any:
    """What the server holds now."""
    db.session.rollback()
    now = sync.state_of(visit).get((code, field))
    return now.value if now else None


def faults(page: Page, *rules: str) -> list[tuple[str, list[str]]]:
    """What axe finds, by these rules or by all: the rule and the elements."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
    found = page.evaluate("(options) => axe.run(options)", options)["violations"]
    return [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]
