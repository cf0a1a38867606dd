"""What waits for a coordinator: told on the way, decided change by change, never by whoever made it (P6, P18)."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select

from assess.models import Amendment, AuditEntry, Operation, QuarantinedOperation, db
from assess.services import amendments, sync, visits
from tests.conftest import NOON
from tests.instruments import BASE
from tests.instruments import answer as answer_all
from tests.web.visits.conftest import text_of

WHY = "Lo anotó en el albergue antes del cierre, sin red."


def hold(visit, author, *changes, reason="closed"):
    """Operations of a device that held the visit and came too late."""
    made = [visits.change(visit, *one, by=author, at=NOON, device="tablet-0a1b2c") for one in changes]
    delivery = sync.Delivery(7_200_000, keeps=True, hold=reason)
    sync.receive(visit, made, by=author, at=NOON, delivery=delivery)
    db.session.commit()
    return made


@pytest.fixture
def held(visit, cast):
    hold(visit, cast.assessor, ("P1.1", "level", 2), ("P1.2", "note", "Visto en el recorrido."))
    return f"/visits/{visit.id}/quarantine"


def choose(desk, user, path, decision, *, places=(0, 1), reason=""):
    person = desk(user)
    boxes = person.read(path).select("input[name=chosen]")
    data = {"csrf_token": person.csrf, "decision": decision, "reason": reason}
    data["chosen"] = [boxes[place]["value"] for place in places]
    return person.browser.post(path, data=data)


def state_of(visit):
    return {key: now.value for key, now in sync.state_of(visit).items() if not key[0].startswith("@")}


def states():
    return list(db.session.scalars(select(QuarantinedOperation.state)))


def test_it_is_told_on_the_visit_and_in_the_list_to_who_can_decide(visit, cast, held, as_):
    for path, words in ((f"/visits/{visit.id}", "2 cambios esperan su decisión"), ("/visits", "2 cambios esperan")):
        assert words in as_(cast.state_authority).get(path).get_data(as_text=True)
        assert words not in as_(cast.assessor).get(path).get_data(as_text=True)


def test_every_change_is_listed_with_author_device_times_and_reason(desk, cast, held):
    text = desk(cast.lead_assessor).read(held).get_text(" ", strip=True)

    for words in ("Persona assessor", "0a1b2c", "20 nov 2026", "Visto en el recorrido.", "Llegó después de cerrar"):
        assert words in text


def test_recording_makes_them_their_authors(desk, cast, held, visit):
    answer = choose(desk, cast.lead_assessor, held, "apply")

    assert answer.status_code == 302
    assert state_of(visit) == {("P1.1", "level"): 2, ("P1.2", "note"): "Visto en el recorrido."}
    rows = db.session.scalars(select(Operation).where(Operation.device == "tablet-0a1b2c")).all()
    assert {(row.author_id, row.clock_offset) for row in rows} == {(cast.assessor.id, 7_200_000)}
    assert states() == ["applied"] * 2
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "quarantine.applied")).one()
    assert (entry.actor_id, entry.details["authors"]) == (cast.lead_assessor.id, [str(cast.assessor.id)])


def test_a_recorded_change_may_stand_beside_another_value(desk, cast, held, visit):
    answer_all(visit, {"P1.1": 0}, by=cast.lead_assessor, at=NOON)

    choose(desk, cast.state_authority, held, "apply")

    assert [(one.criterion, one.field) for one in visits.open_conflicts(visit)] == [("P1.1", "level")]


def test_one_at_a_time_leaves_the_other_waiting(desk, cast, held):
    choose(desk, cast.lead_assessor, held, "apply", places=[1])

    assert sorted(states()) == ["applied", "waiting"]


def close(visit, cast):
    """Answered, closed, and a change that came after it."""
    answer_all(visit, BASE, by=cast.lead_assessor, at=NOON)
    visits.close_fieldwork(visit, by=cast.lead_assessor, at=NOON)
    hold(visit, cast.assessor, ("P1.1", "level", 0), ("P1.1", "note", "No había agua en el baño."))


def test_after_closing_they_become_an_amendment_that_another_person_decides(desk, cast, visit):
    close(visit, cast)
    path = f"/visits/{visit.id}/quarantine"
    assert "Registrar los cambios" not in desk(cast.lead_assessor).read(path).get_text()
    before = state_of(visit)

    assert choose(desk, cast.state_authority, path, "propose", reason=WHY).status_code == 302

    amendment = db.session.scalars(select(Amendment)).one()
    assert (amendment.proposed_by_id, amendment.state) == (cast.state_authority.id, "proposed")
    assert {(c["field"], c["after"]) for c in amendment.changes} == {
        ("level", 0),
        ("note", "No había agua en el baño."),
    }
    assert (state_of(visit), states()) == (before, ["proposed"] * 2)
    amendments.approve(amendment, by=cast.national_authority, at=NOON)
    assert state_of(visit)["P1.1", "level"] == 0


def test_a_final_result_does_not_move_by_itself(desk, cast, visit):
    close(visit, cast)

    answer = choose(desk, cast.state_authority, f"/visits/{visit.id}/quarantine", "apply")

    assert answer.status_code == 422
    assert "Proponga estos cambios" in text_of(answer)
    assert states() == ["waiting"] * 2


def test_left_out_with_a_reason_they_stay_readable(desk, cast, held, visit):
    choose(desk, cast.lead_assessor, held, "dismiss", reason="Era otro centro.")

    page = desk(cast.lead_assessor).read(held).get_text(" ", strip=True)
    assert "Era otro centro." in page
    assert "Visto en el recorrido." in page
    assert (state_of(visit), states()) == ({}, ["dismissed"] * 2)


@pytest.mark.parametrize(("decision", "reason"), [("dismiss", " "), ("dismiss", "x" * 501), ("propose", "corta")])
def test_what_needs_a_reason_is_not_decided_without_a_fit_one(desk, cast, held, decision, reason):
    answer = choose(desk, cast.lead_assessor, held, decision, reason=reason)

    assert answer.status_code == 422
    assert states() == ["waiting"] * 2


def test_nobody_decides_about_their_own_changes(desk, cast, visit):
    hold(visit, cast.lead_assessor, ("P1.1", "level", 2))
    path = f"/visits/{visit.id}/quarantine"

    for decision in ("apply", "dismiss"):
        answer = choose(desk, cast.lead_assessor, path, decision, places=[0], reason="Así quedó.")
        assert answer.status_code == 422
        assert "Nadie decide sobre sus propios cambios" in text_of(answer)
    assert states() == ["waiting"]


def test_nothing_is_decided_twice(desk, cast, held):
    person = desk(cast.lead_assessor)
    boxes = [box["value"] for box in person.read(held).select("input[name=chosen]")]
    data = {"csrf_token": person.csrf, "decision": "apply", "chosen": boxes}
    person.browser.post(held, data=data)

    again = person.browser.post(held, data=data | {"decision": "dismiss", "reason": "Tarde."})

    assert again.status_code == 422
    assert states() == ["applied"] * 2


@pytest.mark.parametrize("chosen", [[], ["none"], ["01935c1e-0000-7000-8000-000000000001:x"], [":"]])
def test_a_choice_of_nothing_is_told(desk, cast, held, chosen):
    person = desk(cast.lead_assessor)

    answer = person.browser.post(held, data={"csrf_token": person.csrf, "decision": "apply", "chosen": chosen})

    assert answer.status_code == 422
    assert "Elija al menos un cambio" in text_of(answer)


def test_a_change_whose_id_was_taken_is_recorded_under_another(desk, cast, visit):
    first = visits.change(visit, "P1.1", "level", 2, by=cast.assessor, at=NOON, device="tablet-0a1b2c")
    sync.receive(visit, [first], by=cast.assessor, at=NOON)
    other = visits.change(visit, "P1.1", "level", 0, by=cast.assessor, at=NOON, device="tablet-0a1b2c", id=first.id)
    delivery = sync.Delivery(keeps=True)
    (receipt,) = sync.receive(visit, [other], by=cast.assessor, at=NOON, delivery=delivery)
    assert (receipt.status, receipt.held) == ("quarantined", "id_reuse")

    choose(desk, cast.lead_assessor, f"/visits/{visit.id}/quarantine", "apply", places=[0])

    values = [row.value for row in db.session.scalars(select(Operation).where(Operation.criterion == "P1.1"))]
    assert sorted(values) == [0, 2]
    assert len(visits.open_conflicts(visit)) == 1


def test_two_values_for_one_field_are_proposed_one_at_a_time(desk, cast, visit):
    close(visit, cast)
    hold(visit, cast.assessor, ("P1.1", "level", 1))
    path = f"/visits/{visit.id}/quarantine"

    answer = choose(desk, cast.state_authority, path, "propose", places=[0, 1, 2], reason=WHY)

    assert answer.status_code == 422
    assert db.session.scalar(select(func.count()).select_from(Amendment)) == 0


def test_an_empty_list_says_so(desk, cast, visit):
    assert "Nada espera" in desk(cast.lead_assessor).read(f"/visits/{visit.id}/quarantine").get_text()


def test_what_is_kept_is_the_operation_as_it_travelled(visit, cast):
    (made,) = hold(visit, cast.assessor, ("P1.1", "methods", ["observation"]))

    row = db.session.scalars(select(QuarantinedOperation)).one()
    assert json.loads(json.dumps(row.content))["value"] == ["observation"]
    assert (str(row.id), row.content["author"]) == (made.id, str(cast.assessor.id))
