"""What a form records: only what was changed, once, through the same service as devices."""

import uuid

import pytest
from sqlalchemy import func, select

from assess.core.merge import INPUTS
from assess.models import Operation, db, new_id
from assess.services import desk, sync, visits
from tests.conftest import NOON


@pytest.fixture
def visit(make_visit, cast):
    return make_visit(lead=cast.lead_assessor, assessors=(cast.assessor,))


@pytest.fixture
def save(visit, cast):
    def send(values, bases=None, *, criterion="P1.2", submission=None, by=None):
        return desk.save(
            visit, criterion, values, bases or {}, submission=submission or new_id(), by=by or cast.assessor, at=NOON
        )

    return send


def count():
    return db.session.scalar(select(func.count()).select_from(Operation))


def now(visit, field="level", criterion="P1.2"):
    current = sync.state_of(visit).get((criterion, field))
    return current.value if current else None


def shown(visit, field="level", criterion="P1.2"):
    return [op.id for op in sync.state_of(visit)[criterion, field].heads]


def test_only_what_was_filled_in_is_recorded(save):
    before = count()

    receipts = save({"level": 2, "note": "", "methods": [], "na_reason": None, "approved": False})

    assert [r.status for r in receipts] == ["applied"]
    assert count() == before + 1


def test_level_nought_is_an_answer(visit, save):
    save({"level": 0})

    assert now(visit) == 0


def test_a_form_sent_twice_takes_effect_once(visit, save):
    submission = new_id()
    first = save({"level": 2, "note": "Visto."}, submission=submission)
    before = count()

    again = save({"level": 2, "note": "Visto."}, submission=submission)

    assert [r.status for r in again] == ["duplicate", "duplicate"]
    assert [r.id for r in again] == [r.id for r in first]
    assert count() == before


def test_an_older_page_sent_again_with_other_values_follows_on_itself(visit, save):
    submission = new_id()
    save({"level": 2}, submission=submission)

    (receipt,) = save({"level": 1}, submission=submission)

    assert receipt.status == "applied"
    assert now(visit) == 1
    assert visits.open_conflicts(visit) == []


def test_two_pages_that_were_open_at_once_are_both_kept(visit, save, cast):
    save({"level": 2})

    (receipt,) = save({"level": 1}, by=cast.lead_assessor)

    assert receipt.status == "conflict"
    assert len(visits.open_conflicts(visit)) == 1


def test_what_the_page_only_showed_is_not_recorded_again(visit, save, cast):
    save({"level": 2})
    seen = shown(visit)
    save({"level": 3}, {"level": seen}, by=cast.lead_assessor)
    before = count()

    assert save({"level": 2, "note": ""}, {"level": seen}) == []
    assert (count(), now(visit)) == (before, 3)


def test_what_the_script_has_saved_already_is_not_recorded_again(visit, save, cast):
    own = visits.change(visit, "P1.2", "level", 3, by=cast.assessor, at=NOON, device="browser")
    sync.receive(visit, [own], by=cast.assessor, at=NOON)

    assert save({"level": 3}) == []


def test_a_field_can_be_emptied(visit, save):
    save({"note": "Visto."})

    save({"note": ""}, {"note": shown(visit, "note")})

    assert now(visit, "note") == ""


def test_the_order_of_methods_says_nothing(visit, save):
    save({"methods": ["document", "staff_interview"]})

    assert save({"methods": ["staff_interview", "document"]}, {"methods": shown(visit, "methods")}) == []


def test_two_shifts_that_changed_places_are_a_change():
    assert not desk.same_value("children_present", ["8", "13"], ["13", "8"])
    assert desk.same_value("children_present", [None, ""], None)


def test_a_page_that_showed_two_agreeing_answers_replaces_both(visit, save, cast):
    for by in (cast.assessor, cast.lead_assessor):
        made = visits.change(visit, "P1.2", "level", 2, by=by, at=NOON, device="tablet")
        sync.receive(visit, [made], by=by, at=NOON)

    (receipt,) = save({"level": 1}, {"level": shown(visit)})

    assert receipt.status == "applied"
    assert now(visit) == 1


def test_a_base_that_nobody_knows_counts_as_none(visit, save):
    (receipt,) = save({"level": 2}, {"level": [str(uuid.uuid4())]})

    assert receipt.status == "applied"


def test_measured_numbers_are_recorded_for_the_whole_visit(visit, save):
    save({"children_present": "20", "carers_present": "0"}, criterion=INPUTS)

    assert now(visit, "carers_present", INPUTS) == "0"
    assert visits.standing_of(visit).found["Q1.4"].level == 0
