"""Scoring in the list: one tap, the keyboard, notes, measures, reasons, and what the page says of each."""

from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.onsite.conftest import entry, met, opened, sent, tap, value
from tests.instruments import NOTE


def test_one_tap_scores_a_criterion(onsite, visit):
    page = onsite(viewport=PHONE)
    met(page)
    page.context.set_offline(True)

    tap(page, "P1.2", "2")

    expect(entry(page, "P1.2").locator(".mark")).to_have_text("En este dispositivo")
    page.context.set_offline(False)
    sent(page)
    expect(entry(page, "P1.2").locator(".mark")).to_have_text("Enviada")
    assert value(visit, "P1.2") == 2


def test_what_an_answer_still_needs_stands_beside_its_code(onsite):
    page = onsite()

    tap(page, "P1.2", "1")

    expect(entry(page, "P1.2").locator(".mark")).to_have_text("Falta la nota")
    opened(page, "P1.2").locator("[data-field=note]").fill(NOTE)
    expect(entry(page, "P1.2").locator(".needs")).to_have_text("")


def test_nothing_moves_under_a_thumb_when_a_note_is_complete(onsite):
    page = onsite(viewport=PHONE)
    tap(page, "P1.2", "1")
    found = opened(page, "P1.2")
    expect(found.locator(".needs")).not_to_be_empty()
    place = "[data-code='P1.3'] .scale"
    where = f'document.querySelector("{place}").getBoundingClientRect().top + scrollY'
    before = page.evaluate(where)

    found.locator("[data-field=note]").fill(NOTE)

    expect(found.locator(".needs")).to_be_empty()
    assert page.evaluate(where) == before


def test_an_open_criterion_shows_what_helps_to_judge_it(onsite):
    found = opened(onsite(), "P1.1")

    expect(found).to_contain_text("Hay personal despierto toda la noche.")
    found.locator("summary").click()
    expect(found).to_contain_text("Pregunte al turno de noche.")
    expect(found.locator(".rung").nth(2)).to_contain_text("Cumple en lo esencial")


def test_keys_score_the_open_criterion_and_arrows_go_on(onsite, visit):
    page = onsite()
    expect(page.locator(".find input")).to_be_visible()  # keys come with the search
    page.keyboard.press("ArrowRight")
    expect(entry(page, "P1.1").locator(".answer")).to_be_visible()

    page.keyboard.press("3")
    page.keyboard.press("ArrowRight")
    expect(entry(page, "P1.2").locator(".answer")).to_be_visible()
    page.keyboard.press("e")
    page.keyboard.press("ArrowLeft")
    expect(entry(page, "P1.1").locator(".answer")).to_be_visible()

    sent(page)
    assert (value(visit, "P1.1"), value(visit, "P1.2")) == (3, "NE")


def test_keys_belong_to_the_note_while_it_is_written(onsite, visit):
    page = onsite("#c-P1.2")

    entry(page, "P1.2").locator("[data-field=note]").press_sequentially("3 de 3")
    sent(page)

    assert (value(visit, "P1.2"), value(visit, "P1.2", "note")) == (None, "3 de 3")


def test_an_answer_is_taken_back(onsite, visit):
    page = onsite()
    tap(page, "P1.2", "2")
    tap(page, "P1.2", "0")

    page.click(".toast button")

    expect(entry(page, "P1.2").locator("input[value='2']")).to_be_checked()
    sent(page)
    assert value(visit, "P1.2") == 2


def test_not_applicable_asks_for_a_reason_and_the_lead_approves_a_critical_one(onsite, visit):
    page = onsite()
    found = opened(page, "P1.1")
    tap(page, "P1.1", "NA")

    expect(found.locator(".needs")).to_contain_text("Elija por qué no aplica")
    found.locator("[data-field=na_reason]").select_option("other")
    found.locator("[data-field=na_text]").fill("No hay turno de noche.")
    found.locator("[data-field=approved]").check()

    expect(found.locator(".needs")).to_have_text("")
    sent(page)
    assert [value(visit, "P1.1", name) for name in ("na_reason", "na_text", "approved")] == [
        "other",
        "No hay turno de noche.",
        True,
    ]


def test_numbers_give_the_level_and_it_may_be_lowered_by_one(onsite, visit):
    page = onsite()
    found = opened(page, "Q1.4")
    found.locator("[data-input=children_present]").fill("27")
    found.locator("[data-input=carers_present]").fill("3")

    expect(found.locator("[data-measured]")).to_contain_text("9 por persona cuidadora")
    expect(found.locator("input[value='2']")).to_be_checked()
    expect(found.locator("input[value='3']")).to_be_disabled()
    tap(page, "Q1.4", "1")
    expect(found.locator(".needs")).to_contain_text("no es el medido")
    found.locator("[data-field=lowered]").fill("Una persona cuidadora atiende también la cocina.")

    expect(found.locator(".needs .calm")).to_contain_text("se bajó")
    sent(page)
    assert (value(visit, "@inputs", "children_present"), value(visit, "Q1.4")) == ("27", 1)


def test_what_is_no_number_is_said_and_not_recorded(onsite, visit):
    page = onsite("#c-Q1.4")
    found = entry(page, "Q1.4")

    found.locator("[data-input=children_present]").fill("veinte")
    found.locator("[data-input=carers_present]").fill("3,5")

    expect(found.locator(".error").first).to_contain_text("Escriba un número")
    sent(page)
    assert (value(visit, "@inputs", "children_present"), value(visit, "@inputs", "carers_present")) == (None, "3.5")


def test_the_next_criterion_opens_by_itself_where_that_is_wanted(onsite):
    page = onsite("#settings")
    page.check("[data-wish=advance]")
    page.click(".place")
    opened(page, "P1.2")

    page.keyboard.press("2")

    expect(entry(page, "P1.3").locator(".answer")).to_be_visible()
    expect(entry(page, "P1.3").locator(".opener")).to_be_focused()


def test_search_finds_codes_and_words_without_their_accents(onsite):
    page = onsite()
    expect(page.locator(".find input")).to_be_visible()

    page.keyboard.press("/")
    page.keyboard.type("menu")

    expect(page.locator(".find .note")).to_have_text("1 criterio de 9")
    expect(entry(page, "Q1.1")).to_be_visible()
    expect(entry(page, "P1.1")).to_be_hidden()


def test_the_filter_shows_critical_and_missing_ones(onsite):
    page = onsite()
    tap(page, "P1.2", "2")
    shown = page.locator(".entry:visible")

    page.select_option(".find select", "critical")
    expect(shown).to_have_count(1)
    page.select_option(".find select", "missing")
    expect(shown).to_have_count(8)
    page.select_option(".find select", "all")
    expect(shown).to_have_count(9)


def test_an_assessor_answers_only_the_domains_assigned(onsite, visit, cast):
    next(one for one in visit.members if one.user_id == cast.assessor.id).domains = ["Q"]
    page = onsite(user=cast.assessor)

    expect(entry(page, "P1.1").locator("input").first).to_be_disabled()
    expect(entry(page, "Q1.1").locator("input").first).to_be_enabled()


def test_what_could_identify_somebody_is_warned_of(onsite):
    page = onsite("#c-P1.2")

    entry(page, "P1.2").locator("[data-field=note]").fill("Llamar al 844 123 4567 por la tarde.")

    expect(entry(page, "P1.2").locator("[data-identity]")).to_contain_text("teléfono")


def test_the_facility_s_profile_takes_criteria_out(onsite, visit):
    page = onsite("#profile")
    for name in ("girls_0", "girls_1_5", "boys_0", "boys_1_5", "girls_6_11", "girls_12_17", "boys_6_11", "boys_12_17"):
        page.fill(f"[name={name}]", "0")
    page.fill("[name=girls_0]", "3")
    page.fill("[name=staff_night]", "2")
    page.click(".place")

    expect(entry(page, "P2.1")).to_be_hidden()
    expect(entry(page, "P1.1")).to_be_visible()
    sent(page)
    assert value(visit, "@profile", "staff_night") == 2


WATCH = """
window.tops = [];
new MutationObserver(() => {
  const row = document.querySelector("[data-code='P1.1'] .scale");
  const top = row && Math.round(row.getBoundingClientRect().top + scrollY);
  if (row && window.tops.at(-1) !== top) window.tops.push(top);
}).observe(document, { childList: true, subtree: true, attributes: true });
"""


def test_the_list_stays_where_it_appears_while_the_rest_of_the_page_comes(visit, cast, open_as):
    page = open_as(cast.lead_assessor, "/password", viewport=PHONE, service_workers="block")
    page.add_init_script(WATCH)
    page.goto(f"/onsite/visits/{visit.id}")
    expect(page.locator(".find input")).to_be_visible(timeout=15_000)
    expect(page.locator(".notices")).to_contain_text("no está preparado")

    assert len(page.evaluate("window.tops")) == 1
