"""Every screen in every state: no fault that axe finds, no sideways scroll, targets for a thumb, and the frame."""

import pytest
from playwright.sync_api import expect

from assess.models import db
from assess.services import sync, visits
from tests.browser.conftest import PHONE
from tests.browser.onsite.conftest import entry, faults, met, opened, sent, tap
from tests.conftest import NOON

DESK = {"width": 1280, "height": 900}
SCREENS = [
    *("", "#c-P1.1", "#c-Q1.4", "#c-P2.1", "#result", "#missing"),
    *("#profile", "#exit", "#waiting", "#copies", "#settings", "#prepare"),
]


def go(page, fragment):
    """To a screen of the page that is open, as a link goes there."""
    page.evaluate(
        "(to) => (history.pushState(null, '', location.pathname + to), dispatchEvent(new PopStateEvent('popstate')))",
        fragment,
    )
    ready = ".answer" if fragment.startswith("#c-") else ".ready .msg" if fragment == "#prepare" else "main h1"
    expect(page.locator(ready).first, fragment).to_be_attached(timeout=20_000)


@pytest.fixture
def lived_in(visit, cast):
    """A visit with a word too long for a phone, an answer that needs something, and two answers for one criterion."""
    made = [
        visits.change(visit, "P1.1", "note", "Sinespacios" * 30, by=cast.assessor, at=NOON, device="tablet"),
        visits.change(visit, "P1.1", "level", 1, by=cast.assessor, at=NOON, device="tablet"),
        visits.change(visit, "P1.3", "level", 0, by=cast.assessor, at=NOON, device="tablet"),
    ]
    sync.receive(visit, made, by=cast.assessor, at=NOON)
    clash = visits.change(visit, "P2.1", "level", 1, by=cast.assessor, at=NOON, device="tablet")
    other = visits.change(visit, "P2.1", "level", 2, by=cast.lead_assessor, at=NOON, device="phone")
    sync.receive(visit, [clash], by=cast.assessor, at=NOON)
    sync.receive(visit, [other], by=cast.lead_assessor, at=NOON)
    db.session.commit()
    return visit


@pytest.mark.parametrize(
    ("language", "size", "scheme"), [("es-MX", PHONE, "dark"), ("en", PHONE, "light"), ("es-MX", DESK, "light")]
)
def test_every_screen_fits_and_axe_finds_nothing(lived_in, onsite, language, size, scheme):
    # With its worker, for which the page that prepares waits otherwise.
    looks = {"viewport": size, "locale": language, "color_scheme": scheme, "reduced_motion": "reduce"}
    page = onsite(service_workers="allow", **looks)
    found = []
    for fragment in SCREENS:
        go(page, fragment)
        width = page.evaluate("document.documentElement.scrollWidth")
        found += [(fragment, fault) for fault in faults(page)]
        found += [(fragment, f"is {width} wide")] if width > size["width"] else []
    assert found == []


def test_offline_menu_toast_and_sheets_are_free_of_faults_too(lived_in, onsite):
    page = onsite(viewport=PHONE, service_workers="allow")
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    page.context.set_offline(True)
    tap(page, "P1.2", "2")
    expect(page.locator(".sync")).to_contain_text("Sin conexión")
    assert faults(page) == []

    go(page, "#waiting")
    expect(page.locator("main li")).to_have_count(1)
    assert faults(page) == []
    page.click("[data-do=menu]")
    expect(page.locator("dialog")).to_be_visible()
    assert faults(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)

    go(page, "#exit")
    page.click("[data-exit-do=team]")
    expect(page.locator("dialog canvas")).to_be_visible()
    assert faults(page) == []


def test_the_visits_of_the_device_and_of_the_person_are_listed(onsite, visit, make_visit, cast):
    other = make_visit(lead=cast.lead_assessor, started=False, place=cast.facility)
    page = onsite(viewport=PHONE)
    page.click(".place")

    expect(page.locator(".visits > li")).to_have_count(1)
    expect(page.locator(f"a[href='/onsite/visits/{other.id}#prepare']")).to_be_visible()
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_every_target_is_large_enough_for_a_thumb(onsite):
    page = onsite(viewport=PHONE)
    found = opened(page, "Q1.4")

    targets = page.locator(".step, .pick, .btn, .opener, select, textarea, .add")
    boxes = [one.bounding_box() for one in targets.all() if one.is_visible()]

    assert len(boxes) > 40
    assert min(box["height"] for box in boxes) >= 44
    assert min(box["width"] for box in boxes) >= 44
    assert found.bounding_box()["width"] <= PHONE["width"]


def test_twice_as_large_nothing_runs_off_and_the_sentence_about_saving_stays(lived_in, onsite):
    """200 % on a phone: half the pixels each way."""
    page = onsite("#c-P1.1", viewport={"width": 320, "height": 256})

    page.mouse.wheel(0, 1500)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    expect(page.locator(".sync")).to_be_in_viewport()


def test_forward_and_back_show_screen_title_and_focus(onsite):
    page = onsite()
    page.click("[data-do=menu]")
    page.click("dialog >> text=Resultado hasta ahora")
    expect(page.locator("h1")).to_be_focused()
    expect(page).to_have_title("Resultado hasta ahora · Assess")

    page.click("main >> text=Faltan 9 cosas")
    expect(page).to_have_title("Lo que falta · Assess")
    page.go_back()
    expect(page).to_have_title("Resultado hasta ahora · Assess")
    page.go_back()
    expect(entry(page, "P1.1")).to_be_visible()
    page.reload()
    expect(entry(page, "P1.1")).to_be_visible()


def test_the_language_is_switched_anywhere_and_remembered(onsite):
    page = onsite("#result")
    page.click("[data-do=menu]")
    page.click("dialog >> text=English")

    expect(page.locator("h1")).to_have_text("Result so far")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.reload()
    expect(page.locator("h1")).to_have_text("Result so far")


def test_appearance_and_large_text_are_chosen(onsite):
    page = onsite("#settings")

    page.check("[data-wish=theme][value=dark]", force=True)
    page.check("[data-wish=large]")

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_class("large")
    expect(page.locator("h1")).to_be_visible(timeout=15_000)
    assert faults(page) == []


def test_the_page_breaks_no_rule_of_its_own_content_policy(onsite):
    page = onsite()
    refused = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)

    page.reload()
    opened(page, "P1.1")
    tap(page, "P1.1", "2")
    go(page, "#result")

    assert refused == []


def test_what_is_told_again_is_not_drawn_again_under_a_thumb(onsite):
    page = onsite()
    met(page)
    expect(page.locator(".notices a")).to_be_visible()
    page.evaluate("""() => {
        window.redrawn = 0
        const count = new MutationObserver((changes) => { window.redrawn += changes.length })
        for (const place of document.querySelectorAll(".notices, .sync")) count.observe(place, { childList: true })
    }""")

    for _ in range(3):
        with page.expect_response(lambda answer: "/changes" in answer.url):
            page.evaluate("dispatchEvent(new Event('online'))")
    tap(page, "P1.2", "2")
    sent(page)

    # The sentence about saving: one answer waits, is being sent, is sent.
    assert 0 < page.evaluate("window.redrawn") <= 8
