"""Sharing out the domains of a visit, devices and clocks in the history, and calibration side by side."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from assess.models import AuditEntry, Device, Operation, db
from assess.services import sync, visits
from assess.services.onsite import devices
from tests.conftest import NOON
from tests.instruments import BASE, answer
from tests.web.visits.conftest import text_of

OWN = "0193a000-0000-7000-8000-0000000a1b2c"


def assign(desk, user, visit, **domains):
    person = desk(user)
    path = f"/visits/{visit.id}/team"
    page = person.read(path)
    boxes = {box["name"] for box in page.select("input[type=checkbox]")}
    data = {"csrf_token": person.csrf, **{name: codes for name in boxes for codes in domains.values()}}
    return person.browser.post(path, data=data)


def test_a_domain_belongs_to_who_it_was_given_to(desk, cast, visit):
    assert assign(desk, cast.lead_assessor, visit, domains=["Q"]).status_code == 302

    assert visit.member(cast.assessor.id).domains == ["Q"]
    page = desk(cast.assessor).read(f"/visits/{visit.id}")
    assert "Q" in page.select_one("section[aria-labelledby=team]").get_text()
    own, others = (visits.change(visit, code, "level", 2, by=cast.assessor, at=NOON) for code in ("Q1.1", "P1.1"))
    receipts = sync.receive(visit, [own, others], by=cast.assessor, at=NOON)
    assert [one.status for one in receipts] == ["applied", "rejected"]


def test_all_domains_are_none_in_particular(desk, cast, visit):
    assign(desk, cast.lead_assessor, visit, domains=["P", "Q"])

    assert visit.member(cast.assessor.id).domains == []


def test_a_domain_that_is_not_there_is_refused(desk, cast, visit):
    refused = assign(desk, cast.state_authority, visit, domains=["Z"])

    assert refused.status_code == 422
    assert visit.member(cast.assessor.id).domains == []


def test_after_closing_nothing_is_shared_out(desk, cast, visit):
    visit.status = "fieldwork_closed"

    assert assign(desk, cast.lead_assessor, visit, domains=["Q"]).status_code == 422


def test_sharing_out_is_in_the_audit(desk, cast, visit):
    assign(desk, cast.lead_assessor, visit, domains=["Q"])

    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "visit.assign")).one()
    assert entry.details == {"domains": {str(cast.assessor.id): ["Q"]}}


def test_a_lead_who_goes_alone_shares_nothing(desk, cast, make_visit):
    visit = make_visit(lead=cast.lead_assessor, started=False)

    assert "va sin acompañantes" in desk(cast.lead_assessor).read(f"/visits/{visit.id}/team").get_text()


# Devices and clocks.


@pytest.fixture
def tablet(cast):
    device = devices.register(uuid.UUID(OWN), "Chromium, Android", by=cast.assessor, at=NOON)
    db.session.commit()
    return device


def sent(visit, cast, offset, value=2, by=None):
    author = by or cast.assessor
    change = visits.change(visit, "P1.1", "level", value, by=author, at=NOON + timedelta(hours=3), device=OWN)
    delivery = sync.Delivery(offset, cast.lead_assessor.id if offset else None)
    sync.receive(visit, [change], by=author, at=NOON, delivery=delivery)
    db.session.commit()


def test_the_history_names_the_device_both_times_and_a_wrong_clock(desk, cast, visit, tablet):
    sent(visit, cast, 10_800_000)

    text = desk(cast.lead_assessor).read(f"/visits/{visit.id}/criteria/P1.1/history").get_text(" ", strip=True)

    assert "Chromium, Android · 0a1b2c" in text
    assert "15:00" in text
    assert "12:00" in text
    assert "Su reloj iba 180 minutos adelantado." in text
    assert "lo trajo Persona lead_assessor" in text


@pytest.mark.parametrize(("offset", "words"), [(300_000, ""), (300_001, "adelantado"), (-400_000, "atrasado")])
def test_from_five_minutes_on_a_clock_is_told(desk, cast, visit, tablet, offset, words):
    sent(visit, cast, offset)

    text = desk(cast.lead_assessor).read(f"/visits/{visit.id}/criteria/P1.1/history").get_text(" ", strip=True)

    assert ("Su reloj" in text) == bool(words)
    assert words in text


def test_a_conflict_names_the_device_and_a_wrong_clock(desk, cast, visit, tablet):
    sent(visit, cast, 10_800_000, value=1)
    sent(visit, cast, None, value=3, by=cast.lead_assessor)
    (conflict,) = visits.open_conflicts(visit)

    text = desk(cast.lead_assessor).read(f"/visits/{visit.id}/conflicts/{conflict.id}").get_text(" ", strip=True)

    assert text.count("Chromium, Android") == 2
    assert text.count("Su reloj iba 180 minutos adelantado.") == 1


def test_ones_devices_are_listed_and_a_lost_one_is_reported(desk, cast, tablet):
    person = desk(cast.assessor)
    page = person.read("/devices")
    assert "Chromium, Android · 0a1b2c" in page.get_text()

    reported = person.fill(page, "table form.inline", f"/devices/{OWN}/revoke")

    assert reported.status_code == 302
    assert db.session.get(Device, uuid.UUID(OWN)).revoked_by_id == cast.assessor.id
    assert "Reportado perdido" in person.read("/devices").get_text()


def test_a_device_that_is_lost_already_is_told_so(desk, cast, tablet):
    person = desk(cast.assessor)
    for code in (302, 422):
        answered = person.browser.post(f"/devices/{OWN}/revoke", data={"csrf_token": person.csrf})
        assert answered.status_code == code


def test_the_account_menu_leads_to_the_devices(desk, cast):
    assert desk(cast.observer).read("/comparison").select_one("details.menu a[href='/devices']")


def test_others_without_a_visit_in_common_see_no_device(desk, cast, tablet):
    assert "0a1b2c" not in desk(cast.lead_assessor).read("/devices").get_text()
    assert "0a1b2c" in desk(cast.admin).read("/devices").get_text()


# Calibration.


@pytest.fixture
def double(make_visit, cast):
    return make_visit(lead=cast.lead_assessor, assessors=(cast.assessor,), kind="calibration")


def test_each_assessor_sees_their_own_answers_alone(desk, cast, double):
    answer(double, {"P1.1": 0}, by=cast.assessor, at=NOON)
    answer(double, {"P1.1": 3, "P1.2": 2}, by=cast.lead_assessor, at=NOON)
    db.session.commit()

    for person, level, done in ((cast.assessor, "0", "1 de 9"), (cast.lead_assessor, "3", "2 de 9")):
        page = desk(person).read(f"/visits/{double.id}/criteria/P1.1")
        assert page.select_one("input[name=level][checked]")["value"] == level
        history = desk(person).read(f"/visits/{double.id}/criteria/P1.1/history").get_text(" ", strip=True)
        assert person.name in history
        assert len([p for p in (cast.assessor, cast.lead_assessor) if p.name in history.split("Campo")[-1]]) == 1
        assert done in desk(person).read(f"/visits/{double.id}").get_text(" ", strip=True)
    assert visits.open_conflicts(double) == []


def test_nothing_is_compared_before_everybody_has_finished(desk, cast, double):
    answer(double, BASE, by=cast.lead_assessor, at=NOON)
    answer(double, {"P1.1": 0}, by=cast.assessor, at=NOON)
    db.session.commit()

    page = desk(cast.lead_assessor).read(f"/visits/{double.id}/calibration")

    assert "Alguien sigue respondiendo" in page.get_text()
    assert page.select("table") == []


def test_the_lead_sees_both_side_by_side_with_how_far_they_agree(desk, cast, double):
    answer(double, BASE, by=cast.lead_assessor, at=NOON)
    answer(double, BASE | {"P1.1": 2, "Q1.1": 0}, by=cast.assessor, at=NOON)
    db.session.commit()

    page = desk(cast.lead_assessor).read(f"/visits/{double.id}/calibration")

    facts = {dt.get_text(): dt.find_next("dd").get_text() for dt in page.select("dt")}
    assert facts["Criterios con nivel de ambas partes"] == "9"
    assert facts["Exactamente iguales"].startswith("77.7")
    lines = [row.get_text(" ", strip=True) for row in page.select("tbody tr")]
    assert len(lines) == 9
    assert sum("difiere" in line for line in lines) == 2


def test_closing_needs_both_and_keeps_both(cast, double):
    answer(double, BASE, by=cast.lead_assessor, at=NOON)
    with pytest.raises(Exception, match="criteria to finish"):
        visits.close_fieldwork(double, by=cast.lead_assessor, at=NOON)
    answer(double, BASE | {"P1.1": 0}, by=cast.assessor, at=NOON)

    visits.close_fieldwork(double, by=cast.lead_assessor, at=NOON)

    levels = db.session.scalars(
        select(Operation.value).where(Operation.criterion == "P1.1", Operation.field == "level")
    ).all()
    assert sorted(levels) == [0, 3]
    assert visits.standing_of(double).entries["P1.1"].value == 3
    assert visits.standing_of(double, for_=cast.assessor).entries["P1.1"].value == 0


def test_another_kind_of_visit_has_nothing_to_compare(desk, cast, visit):
    assert desk(cast.lead_assessor).browser.get(f"/visits/{visit.id}/calibration").status_code == 302
    assert text_of(desk(cast.lead_assessor).browser.get(f"/visits/{visit.id}")) != ""
