"""The PIN: what it opens, what a wrong one costs, what locking and signing out leave."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.onsite.conftest import PIN, entry, faults, opened, sent, sign_in, tap, unlock, value

SECRET = "Sangre seca y un zapato"


@pytest.fixture
def prepared(onsite):
    """The page of the visit on a device with a PIN."""
    page = onsite("#prepare", viewport=PHONE, service_workers="allow")
    expect(page.locator("#pin")).to_be_visible(timeout=20_000)
    page.fill("#pin", PIN)
    page.fill("#again", PIN)
    page.click("main form button")
    expect(page.locator("#pin")).to_be_hidden(timeout=20_000)
    page.click(".place")
    expect(entry(page, "P1.1")).to_be_visible()
    return page


def test_a_pin_is_asked_for_twice_and_six_digits_long(onsite):
    page = onsite("#prepare", service_workers="allow")
    expect(page.locator("#pin")).to_be_visible(timeout=20_000)

    page.fill("#pin", "12345")
    page.fill("#again", "12345")
    page.click("main form button")
    expect(page.locator("main form [role=alert]")).to_contain_text("al menos 6 dígitos")
    page.fill("#pin", "123456")
    page.click("main form button")
    expect(page.locator("main form [role=alert]")).to_contain_text("no son iguales")


def test_the_locked_page_shows_nothing_of_the_visit_and_counts_wrong_pins(prepared):
    page = prepared
    page.click("[data-do=menu]")
    page.click("dialog >> text=Bloquear ahora")
    expect(page.locator("h1")).to_contain_text("Bloqueado")

    assert "Casa Ejemplo" not in page.content()
    assert faults(page) == []
    unlock(page, "111111")
    expect(page.locator("[role=alert]")).to_contain_text("Quedan 9 intentos", timeout=20_000)
    unlock(page)
    expect(entry(page, "P1.1")).to_be_visible(timeout=20_000)


def test_what_was_being_typed_is_kept_when_the_page_locks(prepared, visit):
    page = prepared
    opened(page, "P1.2").locator("[data-field=note]").press_sequentially("Firmado por")
    page.evaluate("document.querySelector('[data-do=menu]').click()")
    page.click("dialog >> text=Bloquear ahora")
    expect(page.locator("h1")).to_contain_text("Bloqueado")

    unlock(page)
    expect(entry(page, "P1.2").locator("[data-field=note]")).to_have_value("Firmado por", timeout=20_000)
    sent(page)
    assert value(visit, "P1.2", "note") == "Firmado por"


def test_five_minutes_without_a_touch_lock_it(onsite, prepared):
    page = prepared
    page.clock.install()
    page.reload()
    expect(entry(page, "P1.1")).to_be_visible(timeout=20_000)

    page.clock.fast_forward("06:00")

    expect(page.locator("main")).to_contain_text("cinco minutos sin uso")


def test_signing_out_with_unsent_work_asks_what_to_do(prepared):
    page = prepared
    page.context.set_offline(True)
    tap(page, "P1.2", "2")
    expect(page.locator(".sync")).to_contain_text("1 respuesta por enviar")
    page.route("**/sync/visits/**", lambda route: route.abort())
    page.context.set_offline(False)
    page.click("[data-do=menu]")
    page.click("dialog >> text=Ajustes")

    page.click("[data-leave=ask]")

    expect(page.locator(".leave")).to_contain_text("1 respuesta por enviar")
    assert faults(page) == []
    page.click("[data-leave=lock]")
    page.wait_for_url("**/sign-in*")


def test_a_copied_profile_of_the_browser_tells_nothing_of_the_visit(device, visit, cast, tmp_path):
    browser = device(viewport=PHONE)
    page = browser.pages[0]
    sign_in(page, cast.lead_assessor)
    page.goto(f"/onsite/visits/{visit.id}")
    opened(page, "P1.2").locator("[data-field=note]").fill(f"{SECRET}, en el dormitorio.")
    sent(page)
    browser.close()

    stored = {file: file.read_bytes() for file in (tmp_path / "profile").rglob("*") if file.is_file()}
    databases = [file for file in stored if "IndexedDB" in str(file)]
    assert sum(len(stored[file]) for file in databases) > 1000
    told = (SECRET, visit.facility.name, "Nadie queda a solas de noche")
    found = [(file.name, text) for file in stored for text in told if holds(stored[file], text)]
    assert found == []


def holds(content, text):
    """In either way that a browser stores text."""
    return any(text.encode(code) in content for code in ("utf-8", "latin-1", "utf-16-le"))
