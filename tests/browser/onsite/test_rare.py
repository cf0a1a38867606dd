"""What a person sees once in years, and has to understand at once: lost devices, refusals, copies, a failing disk."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from assess.api.onsite import rules
from assess.models import Device, db
from assess.services import visits
from assess.services.onsite import devices, quarantine
from tests.browser.conftest import PHONE
from tests.browser.onsite.conftest import entry, faults, met, sent, tap, value
from tests.browser.onsite.test_storage import photograph
from tests.conftest import NOON

PASSPHRASE = "cuatro palabras sin sentido"
OPERATIONS = "**/sync/visits/*/operations"
#: The disk under the page: from now on every write fails as on a full one.
FULL = """() => {
    const { transaction } = IDBDatabase.prototype
    IDBDatabase.prototype.transaction = function (stores, mode, options) {
        if (mode === "readwrite") throw new DOMException("no room left", "QuotaExceededError")
        return transaction.call(this, stores, mode, options)
    }
}"""

#: Another tab has begun to change the schema of every database of the page, and takes its time.
HOLD = """async () => {
    for (const { name } of await indexedDB.databases()) {
        indexedDB.open(name, 99).onupgradeneeded = ({ target: { result, transaction } }) => {
            const first = transaction.objectStore(result.objectStoreNames[0])
            const again = () => (window.isOver ? transaction.abort() : (first.count().onsuccess = again))
            again()
        }
    }
}"""


def fits(page):
    """Nothing that axe finds, and no sideways scroll."""
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def held(visit):
    """The codes of what waits in quarantine."""
    db.session.rollback()
    return [row.content["criterion"] for row in quarantine.of_visit(visit)]


@pytest.fixture
def waits(onsite, cast):
    """waits(): a page on a phone with one answer that has not been sent."""

    def recorded():
        page = onsite(viewport=PHONE, user=cast.assessor, service_workers="allow")
        page.evaluate("navigator.serviceWorker.ready.then(() => null)")
        tap(page, "P1.1", "2")
        sent(page)
        page.context.set_offline(True)
        tap(page, "P1.2", "2")
        expect(page.locator(".sync")).to_contain_text("1 respuesta por enviar")
        return page

    return recorded


def test_a_device_that_was_reported_lost_hands_over_what_waits_and_says_so(waits, visit, cast):
    page = waits()
    db.session.rollback()
    devices.revoke(db.session.scalars(select(Device)).one(), by=cast.admin, at=NOON)
    db.session.commit()

    page.context.set_offline(False)
    expect(page.locator(".sync")).to_contain_text("este dispositivo se reportó como perdido", timeout=15_000)
    page.click(".sync a")
    expect(page.locator("main .msg.bad")).to_contain_text("Lo que esperaba se entregó")
    fits(page)
    assert held(visit) == ["P1.2"]
    assert value(visit, "P1.2") is None


def test_a_page_that_is_too_old_to_send_hands_its_work_over(waits, visit, monkeypatch):
    page = waits()
    photograph(page, "P1.2", 1)
    monkeypatch.setattr(rules, "VERSION", 2)

    page.context.set_offline(False)
    expect(page.locator(".sync")).to_contain_text("esta página es muy antigua para enviar", timeout=15_000)
    page.click(".sync a")
    fits(page)
    page.click("[data-waiting=hand-over]")

    told = page.locator("main .msg", has_text="Se entregó 1 cambio")
    expect(told).to_contain_text("Las fotos no se pueden entregar así: guarde una copia")
    fits(page)
    assert held(visit) == ["P1.2"]


def test_what_the_server_sets_aside_is_listed_with_the_reason(waits, visit, cast):
    page = waits()
    db.session.rollback()
    visits.assign_domains(visit, {cast.assessor.id: ["Q"]}, by=cast.lead_assessor, at=NOON)
    db.session.commit()

    page.context.set_offline(False)
    expect(page.locator(".sync")).to_contain_text("1 no recibido por el servidor", timeout=15_000)
    page.click(".sync a")
    row = page.locator("main li")
    expect(row).to_contain_text("P1.2")
    expect(row).to_contain_text("Decide una persona coordinadora")
    fits(page)


def test_a_copy_carries_unsent_work_to_another_device(waits, onsite, visit, cast, tmp_path):
    page = waits()
    page.click(".sync a")
    page.click("main >> text=Guardar o leer una copia")
    page.fill("#first", PASSPHRASE)
    page.fill("#second", PASSPHRASE)
    with page.expect_download() as download:
        page.click("[data-form=save] button")
    expect(page.locator("[data-form=save] [role=status]")).to_contain_text(download.value.suggested_filename)
    fits(page)
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)

    other = onsite("#copies", viewport=PHONE, user=cast.assessor)
    other.set_input_files("#file", file)
    other.fill("#key", "otra cosa")
    other.click("[data-form=read] button")
    expect(other.locator("[data-form=read] [role=alert]")).to_contain_text("No se leyó nada", timeout=20_000)
    fits(other)
    other.fill("#key", PASSPHRASE)
    other.click("[data-form=read] button")
    told = other.locator("[data-form=read] [role=status]")
    expect(told).to_contain_text("1 respuesta está en el servidor", timeout=20_000)
    fits(other)
    assert value(visit, "P1.2") == 2


def test_a_disk_that_takes_nothing_more_is_told_before_anything_else(onsite):
    page = onsite(viewport=PHONE)
    page.route(OPERATIONS, lambda route: route.abort())
    page.evaluate(FULL)

    tap(page, "P1.2", "2")

    expect(page.locator(".sync")).to_contain_text("1 cambio NO está guardado en este dispositivo", timeout=15_000)
    expect(entry(page, "P1.2").locator(".mark")).not_to_have_text("En este dispositivo")
    fits(page)
    page.click(".sync a")
    expect(page.locator("main")).to_contain_text("NO están guardados en este dispositivo")
    expect(page.locator("main")).not_to_contain_text("Nada espera")
    fits(page)


def test_an_older_tab_that_holds_the_store_is_told_of_until_it_lets_go(onsite, visit):
    page = onsite(viewport=PHONE)
    met(page)
    keeper = page.context.new_page()
    keeper.goto("/health")
    page.goto("about:blank")
    keeper.evaluate(HOLD)

    page.goto(f"/onsite/visits/{visit.id}")
    expect(page.locator("h1")).to_have_text("Otra pestaña tiene una versión anterior de esta página", timeout=15_000)
    fits(page)
    keeper.evaluate("() => { window.isOver = true }")

    expect(entry(page, "P1.1")).to_be_visible(timeout=15_000)
