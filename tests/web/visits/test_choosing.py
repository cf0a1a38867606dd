"""Two answers side by side, the choice of the lead, and the history."""

import pytest

from assess.models import db
from assess.services import sync, visits
from tests.web.visits.conftest import text_of


@pytest.fixture
def conflict(visit, record, cast):
    record("P1.2", by=cast.assessor, level=1, note="No recordó el aviso.")
    record("P1.2", by=cast.lead_assessor, level=2)
    return visits.open_conflicts(visit)[0]


@pytest.fixture
def path(visit, conflict):
    return f"/visits/{visit.id}/conflicts/{conflict.id}"


def choose(person, page, at):
    button = page.select(".side button")[at]
    seen = page.select_one("input[name=seen]")["value"]
    data = {"csrf_token": person.csrf, "seen": seen, "chosen": button["value"]}
    return person.browser.post(page.path, data=data)


@pytest.fixture
def lead(desk, cast, path):
    person = desk(cast.lead_assessor)
    page = person.read(path)
    page.path = path
    return person, page


def test_both_values_are_shown_with_author_device_and_time(lead):
    sides = [side.get_text(" ", strip=True) for side in lead[1].select(".side")]

    assert len(sides) == 2
    assert any("Persona assessor" in s and "No recordó el aviso." in s for s in sides)
    assert all("2026" in s and "0a1b2c" in s for s in sides)


def test_the_lead_chooses_and_the_history_keeps_both(visit, lead):
    person, page = lead
    kept = next(n for n, side in enumerate(page.select(".side")) if side.select_one(".big-level").get_text() == "2")

    answer = choose(person, page, kept)

    db.session.rollback()
    assert answer.location == f"/visits/{visit.id}/criteria/P1.2"
    assert sync.state_of(visit)["P1.2", "level"].value == 2
    lines = person.read(f"/visits/{visit.id}/criteria/P1.2/history").select("tbody tr")
    levels = [row.get_text(" ", strip=True) for row in lines if row.select_one("th").get_text().startswith("Niv")]
    assert [row.split()[1] for row in levels][:2] == ["1:", "2:"]
    assert len(levels) == 3


def test_an_assessor_sees_both_and_has_no_button(desk, cast, path):
    page = desk(cast.assessor).read(path)

    assert len(page.select(".side")) == 2
    assert page.select(".side button") == []


def test_a_choice_made_meanwhile_is_told(visit, lead, record, cast):
    person, page = lead
    record("P1.2", by=cast.assessor, level=3)

    answer = choose(person, page, 0)

    assert answer.status_code == 422
    assert len(answer.get_data(as_text=True).split('class="side"')) == 4


def test_a_settled_conflict_says_so(lead, path):
    person, page = lead
    choose(person, page, 0)

    assert person.read(path).select(".side") == []
    assert choose(person, page, 1).status_code == 422


@pytest.mark.parametrize("chosen", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_a_choice_of_nothing_is_refused(lead, chosen):
    person, page = lead
    data = {"csrf_token": person.csrf, "seen": page.select_one("input[name=seen]")["value"], "chosen": chosen}

    assert person.browser.post(page.path, data=data).status_code == 422


def test_a_conflict_of_another_visit_is_not_there(make_visit, conflict, desk, cast):
    other = make_visit(lead=cast.lead_assessor)

    desk(cast.lead_assessor).read(f"/visits/{other.id}/conflicts/{conflict.id}", code=404)


def test_the_page_of_the_visit_lists_it(visit, conflict, desk, cast):
    page = desk(cast.assessor).read(f"/visits/{visit.id}")

    assert page.select_one(f'a[href$="/conflicts/{conflict.id}"]')


def test_a_history_of_nothing_says_so(visit, desk, cast):
    assert desk(cast.assessor).read(f"/visits/{visit.id}/criteria/Q1.1/history").select_one(".blank")


def test_the_history_of_the_profile_tells_its_numbers(visit, desk, cast):
    answer = desk(cast.assessor).browser.get(f"/visits/{visit.id}/criteria/@profile/history")

    assert answer.status_code == 200
    assert "24" in text_of(answer)
