"""Several people on one visit: two answers side by side, and what the lead decides."""

from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.onsite.conftest import entry, faults, met, opened, sent, tap, value


def two_answers(onsite, cast):
    """The pages of lead and assessor, who have answered P1.2 without network."""
    lead, assessor = onsite(viewport=PHONE), onsite(user=cast.assessor)
    for page in (lead, assessor):
        met(page)
        page.context.set_offline(True)
    for page, level in ((lead, "1"), (assessor, "3")):
        tap(page, "P1.2", level)
        page.context.set_offline(False)
        sent(page)
    lead.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(entry(lead, "P1.2").locator(".mark")).to_have_text("Dos respuestas", timeout=15_000)
    return lead, assessor


def test_two_answers_are_shown_side_by_side_and_the_lead_chooses(onsite, visit, cast):
    lead, assessor = two_answers(onsite, cast)
    found = opened(lead, "P1.2")
    expect(found.locator(".side")).to_have_count(2)
    expect(found.locator("input[value='1']")).to_be_disabled()
    assert faults(lead) == []
    assert value(visit, "P1.2") is None

    found.locator(".side >> text=Conservar 3").click()

    expect(found.locator(".sides")).to_have_count(0)
    expect(found.locator("input[value='3']")).to_be_checked()
    sent(lead)
    assert value(visit, "P1.2") == 3


def test_whoever_is_not_the_lead_sees_both_and_is_told_who_decides(onsite, cast):
    _lead, assessor = two_answers(onsite, cast)

    found = opened(assessor, "P1.2")

    expect(found.locator(".side")).to_have_count(2)
    expect(found.locator("[data-choose]")).to_have_count(0)
    expect(found).to_contain_text("Decide quien coordina la visita")


def test_what_the_others_record_comes_with_the_next_sending(onsite, cast):
    lead, assessor = onsite(), onsite(user=cast.assessor)
    tap(assessor, "P1.3", "2")
    sent(assessor)

    tap(lead, "P1.2", "2")

    expect(entry(lead, "P1.3").locator("input[value='2']")).to_be_checked(timeout=15_000)
    expect(lead.locator(".gone")).to_have_text("2 de 9")


def test_a_text_that_is_being_written_is_not_replaced_by_what_arrives(onsite, visit, cast):
    lead, assessor = onsite("#c-P1.2"), onsite("#c-P1.2", user=cast.assessor)
    note = entry(lead, "P1.2").locator("[data-field=note]")
    expect(note).to_be_visible()
    lead.context.set_offline(True)
    entry(assessor, "P1.2").locator("[data-field=note]").fill("La vio el asesor.")
    sent(assessor)
    note.fill("La vio la coordinadora.")
    lead.context.set_offline(False)

    expect(entry(lead, "P1.2").locator(".side")).to_have_count(2, timeout=15_000)
    expect(entry(lead, "P1.2").locator(".sides")).to_contain_text("La vio el asesor.")
    expect(entry(lead, "P1.2").locator(".sides")).to_contain_text("La vio la coordinadora.")
