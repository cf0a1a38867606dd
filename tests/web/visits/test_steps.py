"""The steps of a visit through its page, from start to the approved result."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from assess.http.clock import today
from assess.models import VisitResult, db
from assess.services import sync, visits
from tests.conftest import NOON
from tests.instruments import BASE, answer
from tests.web.visits.conftest import text_of


@pytest.fixture
def full(make_visit, cast):
    return make_visit(BASE, lead=cast.lead_assessor, assessors=(cast.assessor,))


def press(person, visit, verb, **data):
    return person.browser.post(f"/visits/{visit.id}/{verb}", data={"csrf_token": person.csrf, **data})


def buttons(page):
    found = [form["action"].split("/")[-1] for form in page.select("form.inline[action*='/visits/']")]
    links = [a["href"].split("/")[-1] for a in page.select(".btns a.btn")]
    return {*found, *links}


def test_a_whole_visit_from_start_to_result(make_visit, desk, cast, visit):
    lead, boss = desk(cast.lead_assessor), desk(cast.state_authority)
    planned = make_visit(lead=cast.lead_assessor, started=False, on=today())
    assert press(lead, planned, "start", visited_on=str(today())).status_code == 302
    db.session.refresh(planned)
    answer(planned, BASE, by=cast.lead_assessor, at=NOON)
    db.session.commit()

    codes = [press(lead, planned, verb).status_code for verb in ("close-fieldwork", "send-to-review")]
    codes.append(press(boss, planned, "finalise").status_code)

    db.session.refresh(planned)
    assert (codes, planned.status) == ([302, 302, 302], "final")
    assert db.session.scalar(select(VisitResult)).shown == "71.2"


def test_only_steps_that_are_possible_and_permitted_are_offered(full, desk, cast):
    def offered():
        db.session.commit()
        people = (cast.lead_assessor, cast.assessor, cast.state_authority)
        return [buttons(desk(person).read(f"/visits/{full.id}")) & STEPS for person in people]

    assert offered() == [{"close-fieldwork", "cancel"}, set(), {"cancel"}]
    full.status = "quality_review"
    back, end = "return-to-fieldwork", "cancel"
    assert offered() == [{back, end}, set(), {back, end, "finalise"}]
    full.status, full.final_at, full.revision = "final", NOON, 1
    assert offered() == [set(), set(), {"void"}]


STEPS = {"start", "close-fieldwork", "send-to-review", "return-to-fieldwork", "finalise", "cancel", "void"}


def test_closing_with_gaps_is_refused_with_their_codes_and_links(visit, desk, cast):
    lead = desk(cast.lead_assessor)

    refused = press(lead, visit, "close-fieldwork")

    assert refused.status_code == 422
    assert "9" in text_of(refused)
    assert f"/visits/{visit.id}/criteria/P1.1" in refused.get_data(as_text=True)


@pytest.mark.parametrize("status", ["fieldwork", "fieldwork_closed", "quality_review"])
def test_finalising_with_a_gap_is_impossible(full, desk, cast, status):
    head = sync.state_of(full)["P1.1", "level"].op_id
    gone = visits.change(full, "P1.1", "level", None, by=cast.lead_assessor, at=NOON, base=head)
    sync.receive(full, [gone], by=cast.lead_assessor, at=NOON)
    full.status = status
    db.session.commit()

    refused = press(desk(cast.state_authority), full, "finalise")

    db.session.refresh(full)
    assert (refused.status_code, full.status) == (422, status)
    assert db.session.scalar(select(VisitResult)) is None
    if status == "quality_review":
        assert "P1.1" in refused.get_data(as_text=True).split("msg bad")[1][:600]


@pytest.mark.parametrize("day", ["2087-01-01", "", "ayer", str(today() + timedelta(days=2))])
def test_a_start_on_an_impossible_day_is_refused(make_visit, desk, cast, day):
    visit = make_visit(lead=cast.lead_assessor, started=False)

    refused = press(desk(cast.lead_assessor), visit, "start", visited_on=day)

    db.session.refresh(visit)
    assert (refused.status_code, visit.status) == (422, "planned")


def test_a_lead_who_is_not_of_the_team_starts_nothing(make_visit, make_user, desk, cast):
    visit = make_visit(lead=cast.lead_assessor, started=False)

    assert press(desk(make_user("lead_assessor", "05")), visit, "start", visited_on=str(today())).status_code == 422


WITH_REASON = [
    ("return-to-fieldwork", "quality_review", "fieldwork"),
    ("cancel", "fieldwork", "cancelled"),
    ("void", "final", "void"),
]


@pytest.mark.parametrize(("verb", "before", "after"), WITH_REASON)
def test_a_step_with_a_reason_asks_for_it(full, desk, cast, verb, before, after):
    full.status, full.final_at = before, NOON
    db.session.commit()
    boss = desk(cast.state_authority)

    assert press(boss, full, verb, reason=" ").status_code == 422
    assert press(boss, full, verb, reason="Se repite la visita.").status_code == 302

    db.session.refresh(full)
    assert (full.status, full.ended_reason) == (after, "Se repite la visita.")
    assert "Se repite la visita." in boss.read(f"/visits/{full.id}").get_text()


def test_a_step_from_elsewhere_is_refused(full, desk, cast):
    assert press(desk(cast.state_authority), full, "void", reason="No.").status_code == 422
    assert press(desk(cast.lead_assessor), full, "send-to-review").status_code == 422


def test_the_page_calls_what_is_not_final_preliminary(full, desk, cast):
    page = desk(cast.state_authority).read(f"/visits/{full.id}")

    assert page.select_one("#preliminary")
    full.status, full.final_at = "final", NOON
    db.session.commit()
    assert desk(cast.state_authority).read(f"/visits/{full.id}").select_one("#preliminary") is None


@pytest.mark.parametrize("role", ["observer", "director"])
def test_who_is_outside_sees_no_draft(full, desk, cast, role):
    outside = desk(getattr(cast, role))

    for path in ("", "/criteria/P1.1", "/domains/P", "/criteria/P1.1/history"):
        outside.read(f"/visits/{full.id}{path}", code=404)


def test_the_road_tells_when_each_step_is_due(full, desk, cast):
    road = desk(cast.lead_assessor).read(f"/visits/{full.id}").select(".timeline li")

    assert [item["class"][0] for item in road] == ["done", "here", "next", "next", "next"]
    assert "24 nov 2026" in road[2].get_text()


def test_an_address_that_changes_something_answers_no_get(full, desk, cast):
    for verb in ("close-fieldwork", "send-to-review", "finalise"):
        desk(cast.lead_assessor).read(f"/visits/{full.id}/{verb}", code=405)
