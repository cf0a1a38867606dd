"""Scoring in a real browser: the keyboard, what "saved" means, a page without script, and a narrow phone."""

from contextlib import contextmanager

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from assess.models import Operation, db
from assess.services import sync, visits
from tests.browser.conftest import PHONE, until
from tests.instruments import NOTE

OPERATIONS = "**/sync/visits/*/operations*"


@pytest.fixture
def visit(make_visit, cast):
    return make_visit(lead=cast.lead_assessor, assessors=(cast.assessor,))


@pytest.fixture
def score(visit, cast, open_as):
    """score("P1.2"): the page of that criterion as an assessor of the team sees it."""

    def at(code="P1.2", **options):
        return open_as(cast.assessor, f"/visits/{visit.id}/criteria/{code}", **options)

    return at


def value(visit, code="P1.2", field="level"):
    db.session.rollback()
    now = sync.state_of(visit).get((code, field))
    return now.value if now else None


@contextmanager
def saving(page):
    """What is done inside is answered by the server, and then the page itself says that everything is saved."""
    with page.expect_response(OPERATIONS):
        yield
    saved(page)


def saved(page):
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "saved")
    until(page, "!Object.keys(sessionStorage).some((key) => key.startsWith('assess.operations'))")


@pytest.mark.parametrize(("key", "level"), [("0", 0), ("1", 1), ("2", 2), ("3", 3), ("n", "NA"), ("e", "NE")])
def test_one_key_records_a_level(visit, score, key, level):
    page = score()

    with saving(page):
        page.keyboard.press(key)

    assert value(visit) == level


def test_arrows_go_to_the_neighbouring_criteria(score):
    page = score()

    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/criteria/P1.3")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/criteria/P1.2")


def test_keys_belong_to_the_note_while_it_is_written(visit, score):
    page = score()

    with saving(page):
        page.locator("#note").press_sequentially("3 de 3")

    assert (value(visit), value(visit, field="note")) == (None, "3 de 3")


def test_nothing_is_called_saved_before_its_receipt(visit, score):
    page = score()
    held = []
    page.route(OPERATIONS, lambda route: held.append(route))

    page.keyboard.press("2")

    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "saving")
    page.wait_for_timeout(300)
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "saving")
    assert value(visit) is None
    with saving(page):
        held[0].continue_()
    assert value(visit) == 2


def test_an_answer_given_without_network_is_sent_when_it_is_back(visit, score):
    page = score()
    page.context.set_offline(True)

    page.keyboard.press("1")

    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "unsaved")
    with saving(page):
        page.context.set_offline(False)
    assert value(visit) == 1


def test_a_receipt_that_was_lost_makes_no_second_operation(visit, score):
    page = score()
    lost = []

    def lose(route):
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch())
            route.abort()

    page.route(OPERATIONS, lose)
    with saving(page):
        page.keyboard.press("2")

    db.session.rollback()
    assert len(lost) == 1
    assert db.session.scalar(select(func.count()).where(Operation.criterion == "P1.2")) == 1


def test_progress_and_what_is_still_asked_for_follow_each_answer(score):
    page = score()

    page.keyboard.press("1")

    expect(page.locator("[data-progress=short]")).to_have_text("1 de 5")
    expect(page.locator("[data-progress=standing]")).to_contain_text("20")
    expect(page.locator("[data-when-low]")).to_be_visible()
    page.locator("#note").fill(NOTE)
    expect(page.locator("[data-progress=standing]")).to_have_text("")


def test_numbers_are_measured_as_they_are_written(visit, score):
    page = score("Q1.4")

    with saving(page):
        page.locator("input[name=input-children_present]").fill("20")
        page.locator("input[name=input-carers_present]").fill("0")

    expect(page.locator("[data-progress=measured]")).to_contain_text("0: No cumple")
    db.session.rollback()
    assert visits.standing_of(visit).found["Q1.4"].level == 0


def test_the_button_after_the_script_has_saved_records_nothing_twice(visit, score):
    page = score()
    page.keyboard.press("2")
    page.locator("#note").fill("Visto en el turno.")

    page.click("button[form=answer]")
    page.wait_for_url("**/criteria/P1.3")

    page.goto(f"/visits/{visit.id}/criteria/P1.2")
    with saving(page):
        page.locator("#note").fill("Visto en el turno de noche.")
    assert value(visit, field="note") == "Visto en el turno de noche."
    assert visits.open_conflicts(visit) == []


def test_two_browsers_with_two_answers_are_both_told(visit, score, open_as, cast):
    mine, theirs = score(), open_as(cast.lead_assessor, f"/visits/{visit.id}/criteria/P1.2")
    with saving(mine):
        mine.keyboard.press("1")

    theirs.keyboard.press("3")

    expect(theirs.locator("[data-save-state]")).to_have_attribute("data-state", "conflict")
    db.session.rollback()
    assert len(visits.open_conflicts(visit)) == 1


def test_a_change_after_ones_own_answer_is_no_conflict(visit, score):
    page = score()

    for key in "2", "1", "3":
        with saving(page):
            page.keyboard.press(key)

    assert value(visit) == 3
    assert visits.open_conflicts(visit) == []


def test_without_script_the_whole_criterion_is_saved(visit, score):
    page = score(java_script_enabled=False)

    page.check("input[name=level][value='1']", force=True)
    page.check("input[name=methods][value=document]", force=True)
    page.fill("#note", NOTE)
    page.click("button[form=answer]")

    assert page.url.endswith("/criteria/P1.3")
    assert (value(visit), value(visit, field="methods"), value(visit, field="note")) == (1, ["document"], NOTE)


def test_without_script_not_applicable_can_say_why(visit, score):
    page = score(java_script_enabled=False)

    page.check("input[name=level][value=NA]", force=True)
    page.select_option("#na_reason", "other")
    page.fill("#na_text", "No hay.")
    page.click("button[form=answer]")

    db.session.rollback()
    assert "P1.2" not in visits.missing(visit)


def test_score_buttons_are_large_enough_for_a_thumb(score):
    page = score(viewport=PHONE)

    boxes = [one.bounding_box() for one in page.locator(".level, .other, .pick, .pager .btn").all()]

    assert len(boxes) >= 8
    assert min(box["height"] for box in boxes) >= 44


def test_the_page_breaks_no_rule_of_its_own_content_policy(score):
    page = score()
    refused = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)

    page.reload()
    with saving(page):
        page.keyboard.press("2")

    assert refused == []
