"""A whole visit in flight mode, over restarts of the browser, and what the server says of it in the end."""

from playwright.sync_api import expect

from assess.models import Visit, db
from tests.browser.conftest import PHONE
from tests.browser.onsite.conftest import entry, opened, sent, set_pin, sign_in, tap, unlock, value
from tests.instruments import BASE, NOTE


def answer_everything(page):
    """Levels, and for each what the rules ask of it."""
    for code, level in BASE.items():
        if code == "Q1.4":
            continue
        tap(page, code, str(level))
        found = opened(page, code)
        found.locator("[data-field=note]").fill(NOTE)
        for box in found.locator("[data-field=methods]").all():
            box.check(force=True)
    measured = opened(page, "Q1.4")
    measured.locator("[data-input=children_present]").fill("36")
    measured.locator("[data-input=carers_present]").fill("3")
    measured.locator("[data-field=note]").fill(NOTE)
    expect(measured.locator(".needs")).to_have_text("")


def hold_the_exit_meeting(page):
    page.fill("[data-exit=team_name]", "Evaluadora Uno")
    page.locator("[data-exit=team_agrees][value=true]").check(force=True)
    page.fill("[data-exit=facility_name]", "Directora")
    page.fill("[data-exit=remarks]", "Sin observaciones.")
    page.click("[data-exit-do=team]")
    box = page.locator(".sign canvas").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 90, steps=6)
    page.mouse.up()
    page.click("dialog [data-do=keep]")
    expect(page.locator(".signatures [data-piece]")).to_have_count(1)


def test_a_visit_is_scored_and_closed_in_flight_mode_over_restarts(device, visit, cast):
    address = f"/onsite/visits/{visit.id}"
    browser = device(viewport=PHONE)
    page = browser.new_page()
    sign_in(page, cast.lead_assessor)
    page.goto(f"{address}#prepare")
    set_pin(page)
    browser.close()

    browser = device(viewport=PHONE)
    browser.set_offline(True)
    page = browser.new_page()
    page.goto(address)
    unlock(page)
    answer_everything(page)
    expect(page.locator(".gone")).to_have_text("9 de 9")
    expect(page.locator(".sync")).to_contain_text("Sin conexión")
    page.click("[data-do=menu]")
    page.click("dialog >> text=Resultado hasta ahora")
    expect(page.locator(".score")).to_contain_text("71.2")
    browser.close()

    browser = device(viewport=PHONE)
    browser.set_offline(True)
    page = browser.new_page()
    page.goto(f"{address}#exit")
    unlock(page)
    hold_the_exit_meeting(page)
    page.click("[data-exit-do=close]")
    expect(page.locator(".closing")).to_contain_text("guardada en este dispositivo")
    assert value(visit, "P1.1") is None

    browser.set_offline(False)
    sign_in(browser.new_page(), cast.lead_assessor)
    page.bring_to_front()
    expect(page.locator(".closing")).to_contain_text("está cerrado", timeout=30_000)
    sent(page)
    entered = [code for code in BASE if code != "Q1.4"]
    assert [value(visit, code) for code in entered] == [BASE[code] for code in entered]
    assert db.session.get(Visit, visit.id).status == "fieldwork_closed"


def test_closing_waits_until_nothing_is_missing(onsite):
    page = onsite("#exit")

    expect(page.locator(".closing")).to_contain_text("Faltan 9 cosas")
    page.click(".closing a")

    expect(page.locator("main")).to_contain_text("9 criterios de 9")
    page.click("main >> text=P1.2")
    expect(entry(page, "P1.2").locator(".answer")).to_be_visible()


def test_the_page_goes_on_by_itself_after_signing_in_again(onsite, visit, cast):
    page = onsite()
    page.context.clear_cookies()
    tap(page, "P1.2", "2")
    expect(page.locator(".sync")).to_contain_text("inicie sesión otra vez", timeout=15_000)

    page.click(".sync a")
    with page.context.expect_page() as tab:
        page.click("text=Iniciar sesión en otra pestaña")
    sign_in(tab.value, cast.lead_assessor)
    tab.value.close()
    page.bring_to_front()

    sent(page)
    assert value(visit, "P1.2") == 2
