"""What the others recorded comes while somebody is in the screen: nothing is lost by it, not even the focus."""

import pytest
from playwright.sync_api import expect

from assess.models import db
from assess.models.database import writing
from assess.services import sync, visits
from tests.browser.conftest import until
from tests.browser.onsite.conftest import entry, met, sent, value
from tests.conftest import NOON
from tests.web.visits import conftest as desk

shifts = desk.shifts
#: The pause after which a text counts as written never comes.
STILL_WRITING = "const after = setTimeout; setTimeout = (work, ms) => ms === 300 ? 0 : after(work, ms)"


def recorded(visit, author, **changes):
    """Elsewhere: {"P1_3": 2} is a level, other names are numbers of the visit."""
    db.session.rollback()  # what was read before the page wrote cannot be written on
    turn = writing.set(True)
    fields = [(name.replace("_", "."), "level") if name[0].isupper() else ("@inputs", name) for name in changes]
    made = [
        visits.change(visit, *field, value, by=author, at=NOON, device="tablet")
        for field, value in zip(fields, changes.values(), strict=True)
    ]
    outcomes = sync.receive(visit, made, by=author, at=NOON)
    assert {one.status for one in outcomes} == {"applied"}
    db.session.commit()
    writing.reset(turn)


def come(page):
    """What the server has is asked for now."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


@pytest.mark.parametrize(
    ("screen", "held"), [("result", "h1"), ("result", "[href='#missing']"), ("missing", "[href='#c-P2.1']")]
)
def test_who_reads_a_screen_keeps_the_focus_when_answers_arrive(onsite, visit, cast, screen, held):
    page = onsite()
    met(page)
    page.click("[data-do=menu]")
    page.click(f"dialog [href='#{screen}']")
    expect(page.locator("h1")).to_be_focused()
    page.locator(f"main {held}").focus()
    recorded(visit, cast.assessor, P1_3=2)

    come(page)

    expect(page.locator("main")).to_contain_text("Faltan 8 cosas" if screen == "result" else "8 criterios de 9")
    expect(page.locator(f"main {held}")).to_be_focused()


def test_rooms_that_another_device_measured_appear_and_stay(shifts, cast, open_as):
    page = open_as(cast.lead_assessor, f"/onsite/visits/{shifts.id}#c-T.3", service_workers="block")
    areas = entry(page, "T.3").locator("[data-input=area]")
    expect(areas).to_have_count(1)
    met(page)
    recorded(shifts, cast.lead_assessor, area=["10", "12", "14"], beds=["2", "3", "4"])

    come(page)

    expect(areas).to_have_count(3)
    areas.nth(0).fill("11")
    until(page, "document.querySelector('[data-input=area][data-at=\"2\"]').value === '14'")
    sent(page)
    assert value(shifts, "@inputs", "area") == ["11", "12", "14"]


def test_rooms_that_arrive_while_one_is_written_fill_the_lines_below_and_both_answers_are_kept(shifts, cast, open_as):
    page = open_as(cast.lead_assessor, f"/onsite/visits/{shifts.id}#c-T.3", service_workers="block")
    areas = entry(page, "T.3").locator("[data-input=area]")
    expect(areas).to_have_count(1)
    met(page)
    page.evaluate(STILL_WRITING)
    areas.fill("11")
    recorded(shifts, cast.lead_assessor, area=["10", "12", "14"])

    come(page)

    expect(areas).to_have_count(3)
    assert [one.input_value() for one in areas.all()] == ["11", "12", "14"]
    areas.first.blur()
    expect(entry(page, "T.3")).to_contain_text("Dos números")
    sent(page)
    db.session.rollback()
    both = sync.state_of(shifts)["@inputs", "area"]
    assert sorted(head.value for head in both.heads) == [["10", "12", "14"], ["11", "12", "14"]]


def test_sending_may_be_tried_again_when_nothing_changed(onsite):
    page = onsite("#waiting")
    page.context.set_offline(True)
    tried = page.locator("[data-waiting=now]")
    expect(page.locator("main")).to_contain_text("sin conexión")
    for _ in range(2):
        tried.click()
        expect(tried).to_be_enabled()


def test_what_a_filter_holds_back_does_not_come_back_with_an_answer(onsite, visit, cast):
    page = onsite()
    met(page)
    shown = page.locator(".entry:visible")
    page.select_option(".find select", "critical")
    expect(shown).to_have_count(1)
    recorded(visit, cast.assessor, P1_3=2)

    come(page)

    expect(page.locator(".gone")).to_have_text("1 de 9")
    expect(shown).to_have_count(1)
