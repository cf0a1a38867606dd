"""Planning a visit and changing the plan."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from assess.http.clock import today
from assess.models import Visit, db
from assess.services import standards
from tests.conftest import NOON
from tests.web.visits.conftest import text_of


@pytest.fixture
def path(facility):
    return f"/visits/new?facility={facility.id}"


@pytest.fixture
def entry(cast):
    return {
        "instrument": str(standards.newest("prueba").id), "kind": "full", "planned_on": str(today()),
        "lead": str(cast.lead_assessor.id), "assessors": [str(cast.assessor.id)], "announced": None,
    }  # fmt: skip


def test_a_visit_is_planned_with_its_team(desk, cast, path, entry):
    form = desk(cast.lead_assessor)

    answer = form.fill(form.read(path), "main form", path, **entry)

    visit = db.session.scalar(select(Visit))
    assert answer.location == f"/visits/{visit.id}"
    assert (visit.kind, visit.announced, len(visit.members)) == ("full", False, 2)


def test_who_plans_is_offered_as_lead_and_the_instrument_of_the_last_visit_again(desk, cast, path, make_visit):
    standards.load_bundled(by=None, at=NOON)
    make_visit(lead=cast.lead_assessor, place=cast.facility)

    page = desk(cast.lead_assessor).read(path)

    chosen = {
        name: page.select_one(f"select[name={name}] option[selected]")["value"] for name in ("lead", "instrument")
    }
    assert chosen == {"lead": str(cast.lead_assessor.id), "instrument": str(standards.newest("prueba").id)}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"planned_on": "2087-01-01"}, "2087-01-01"), ({"planned_on": "mañana"}, ""), ({"planned_on": ""}, ""),
        ({"lead": "1"}, ""), ({"lead": ""}, ""), ({"instrument": "x"}, ""), ({"kind": "surprise"}, "surprise"),
        ({"kind": "focused"}, ""), ({"kind": "focused", "focus": ["x:P"]}, ""),
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_is_told_beside_its_field(desk, cast, path, entry, wrong, told):
    form = desk(cast.lead_assessor)

    answer = form.fill(form.read(path), "main form", path, **entry | {"announced": "y"} | wrong)

    assert answer.status_code == 422
    assert told in text_of(answer)
    assert "field wrong" in answer.get_data(as_text=True)
    assert f'value="{cast.assessor.id}"' in answer.get_data(as_text=True)
    assert db.session.scalar(select(Visit)) is None


def test_a_focused_visit_keeps_its_domains(desk, cast, path, entry):
    form = desk(cast.lead_assessor)
    chosen = f"{entry['instrument']}:Q"

    form.fill(form.read(path), "main form", path, **entry | {"kind": "focused", "focus": [chosen]})

    assert db.session.scalar(select(Visit)).focus == ["Q"]


def test_only_instruments_for_the_type_are_offered(desk, cast, make_facility):
    place = make_facility(type_code="programa_egreso")

    page = desk(cast.lead_assessor).read(f"/visits/new?facility={place.id}")

    assert page.select_one("main form") is None


def test_only_people_with_the_right_there_are_offered(desk, cast, path):
    page = desk(cast.lead_assessor).read(path)

    offered = {option["value"] for option in page.select("#lead option")}
    assert str(cast.lead_assessor.id) in offered
    assert offered.isdisjoint({str(cast.assessor.id), str(cast.other.lead_assessor.id)})


@pytest.mark.parametrize(("query", "code"), [("", 200), ("?facility=x", 404), ("?facility=b", 404)])
def test_the_facility_has_to_be_one_of_ones_own(desk, cast, query, code):
    query = query.replace("=b", f"={cast.facility_b.id}")

    desk(cast.lead_assessor).read(f"/visits/new{query}", code=code)


def test_the_plan_is_changed_until_the_start(desk, cast, make_visit):
    visit = make_visit(lead=cast.lead_assessor, started=False)
    form, path = desk(cast.lead_assessor), f"/visits/{visit.id}/edit"
    later = today() + timedelta(days=5)

    answer = form.fill(form.read(path), "main form", path, planned_on=str(later))

    db.session.refresh(visit)
    assert (answer.status_code, visit.planned_on) == (302, later)
    page = form.read(path)
    visit.status = "fieldwork"
    db.session.commit()
    assert form.fill(page, "main form", path).status_code == 422
