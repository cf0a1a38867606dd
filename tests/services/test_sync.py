"""Taking in operations: exactly once, each judged alone, nothing lost, and answers that are what operations say."""

import uuid
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from assess.core.merge import INPUTS, PROFILE, digest
from assess.models import Answer, Conflict, Operation, Visit, VisitMember, db
from assess.services import sync, visits
from tests.conftest import NOON


@pytest.fixture
def visit(make_visit, cast):
    return make_visit(lead=cast.lead_assessor, assessors=(cast.assessor,))


@pytest.fixture
def change(visit, cast):
    def make(criterion="P1.1", field="level", value=2, by=None, **facts):
        return visits.change(visit, criterion, field, value, by=by or cast.assessor, at=NOON, **facts)

    return make


@pytest.fixture
def take(visit, cast):
    def receive(*changes, by=None):
        return sync.receive(visit, changes, by=by or cast.assessor, at=NOON)

    return receive


def level(visit, code="P1.1"):
    return sync.state_of(visit)[code, "level"].value


def test_an_answer_is_stored_with_its_receipt(visit, change, take):
    (receipt,) = take(change(value=2))

    row = db.session.scalar(select(Operation).where(Operation.id == uuid.UUID(receipt.id)))
    assert (receipt.status, receipt.seq, receipt.sha256) == ("applied", row.seq, row.sha256)
    assert level(visit) == 2


def test_the_same_batch_twice_changes_nothing(visit, change, take):
    batch = [change(value=2), change(field="note", value="Visto.")]
    first = take(*batch)
    before = digest(sync.state_of(visit))

    again = take(*batch)

    assert [r.status for r in again] == ["duplicate", "duplicate"]
    assert [(r.seq, r.sha256) for r in again] == [(r.seq, r.sha256) for r in first]
    assert digest(sync.state_of(visit)) == before


def test_one_operation_twice_in_one_batch_is_stored_once(change, take):
    one = change()

    assert [r.status for r in take(one, one)] == ["applied", "duplicate"]


def test_a_reused_id_with_other_content_is_refused_and_the_first_stays(visit, change, take):
    first = change(value=2)
    take(first)

    (receipt,) = take(replace(first, value=3))

    assert receipt.status == "rejected"
    assert "twice with different contents" in str(receipt.broken)
    assert level(visit) == 2


@pytest.mark.parametrize("rewritten", [True, False])
def test_an_id_used_in_another_visit_is_refused(make_visit, cast, change, take, rewritten):
    first = change()
    take(first)
    other = make_visit(lead=cast.lead_assessor, assessors=(cast.assessor,))
    again = replace(first, visit=str(other.id)) if rewritten else first

    (receipt,) = sync.receive(other, [again], by=cast.assessor, at=NOON)

    assert receipt.status == "rejected"
    assert ("P1.1", "level") not in sync.state_of(other)


POISON = {
    "level 4": ("P1.1", "level", 4),
    "a level as text": ("P1.1", "level", "2"),
    "a level that is a truth": ("P1.1", "level", True),
    "a criterion of nobody": ("Z9.9", "level", 2),
    "a field of nobody": ("P1.1", "colour", 2),
    "half a surrogate pair": ("P1.1", "note", "\ud800"),
    "a criterion with half a surrogate pair": ("\ud800", "level", 2),
    "a NUL": ("P1.1", "note", "a\0b"),
    "no number at all": ("P1.1", "level", float("nan")),
    "an object": ("P1.1", "note", {"a": 1}),
    "a method of nobody": ("P1.1", "methods", ["telepathy"]),
    "a list in a list": ("P1.1", "methods", [["document"]]),
    "minus one girl": (PROFILE, "girls_6_11", -1),
    "half a girl": (PROFILE, "girls_6_11", 0.5),
    "a measured word": (INPUTS, "children_present", "many"),
    "shifts where there is one number": (INPUTS, "children_present", ["1", "2"]),
}


@pytest.mark.parametrize("name", POISON)
def test_a_poisoned_operation_is_refused_alone(visit, change, take, name):
    receipts = take(change("P1.2", value=1), change(*POISON[name]), change("P1.3", value=3))

    assert [r.status for r in receipts] == ["applied", "rejected", "applied"]
    assert str(receipts[1].broken)
    assert (receipts[1].seq, receipts[1].sha256) == (None, "")
    assert (level(visit, "P1.2"), level(visit, "P1.3")) == (1, 3)


def test_two_values_of_one_field_are_both_kept(visit, change, take, cast):
    take(change(value=1))

    (second,) = take(change(value=3, by=cast.lead_assessor), by=cast.lead_assessor)

    assert second.status == "conflict"
    assert level(visit) is None
    assert sorted(op.value for op in sync.state_of(visit)["P1.1", "level"].heads) == [1, 3]
    assert len(visits.open_conflicts(visit)) == 1


def test_a_third_value_joins_the_open_conflict(visit, change, take):
    take(change(value=1), change(value=2), change(value=3))

    (conflict,) = visits.open_conflicts(visit)
    assert len(conflict.heads) == 3


def test_two_who_say_the_same_agree(visit, change, take):
    assert [r.status for r in take(change(value=2), change(value=2))] == ["applied", "applied"]
    assert level(visit) == 2


def test_a_change_of_what_two_agreed_on_replaces_both(visit, change, take):
    one, two = change(value=2), change(value=2)
    take(one, two)

    (receipt,) = take(change(value=3, base=one.id, resolves=[two.id]))

    assert receipt.status == "applied"
    assert level(visit) == 3


def test_only_who_may_settle_chooses_between_two_answers(visit, change, take, cast):
    one, two = change(value=1), change(value=3)
    take(one, two)
    choice = {"value": 3, "base": two.id, "resolves": [one.id]}

    (refused,) = take(change(**choice))
    (kept,) = take(change(**choice, by=cast.lead_assessor), by=cast.lead_assessor)

    assert (refused.status, kept.status) == ("rejected", "applied")
    assert level(visit) == 3
    assert visits.open_conflicts(visit) == []
    settled = db.session.scalar(select(Conflict))
    assert settled.settled_by_id == cast.lead_assessor.id


def test_a_conflict_ends_with_the_operation_that_another_named_before_it_came(visit, change, take):
    """A broken device may name as its base what is sent later: the list of conflicts follows the answers even then."""
    late, other = change(value=2), change(value=1)
    take(other, change(value=3, base=late.id))
    assert len(visits.open_conflicts(visit)) == 1

    take(replace(late, base=other.id))

    assert level(visit) == 3
    assert visits.open_conflicts(visit) == []


def test_an_answer_that_was_read_before_shows_what_is_taken_in_later(visit, change, take):
    first = change(value=2)
    take(first)
    held = db.session.get(Answer, (visit.id, "P1.1"))
    assert held.entry == "2"

    take(change(value=3, base=first.id), change(field="note", value="Visto."))

    assert held.entry == "3"
    assert set(held.fields) == {"level", "note"}


def test_the_visit_is_seen_as_it_stands_when_its_turn_comes(visit, change, take):
    db.session.execute(
        update(Visit).values(status="fieldwork_closed"), execution_options={"synchronize_session": False}
    )
    assert visit.status == "fieldwork"

    (receipt,) = take(change())

    assert (receipt.status, visit.status) == ("rejected", "fieldwork_closed")


def test_the_team_alone_records_answers(visit, change, take, make_user):
    stranger = make_user("assessor", visit.state_code)

    (receipt,) = take(change(by=stranger), by=stranger)

    assert "Only the team" in str(receipt.broken)


def test_a_reviewer_of_the_team_records_nothing(visit, change, take, make_user):
    reviewer = make_user("lead_assessor", visit.state_code)
    visit.members.append(VisitMember(visit_id=visit.id, user_id=reviewer.id, part="reviewer", domains=[]))

    assert take(change(by=reviewer), by=reviewer)[0].status == "rejected"


def test_a_domain_of_somebody_else_is_closed(visit, change, take, cast):
    visit.member(cast.assessor.id).domains = ["Q"]

    mine, other = take(change("Q1.1"), change("P1.1"))

    assert (mine.status, other.status) == ("applied", "rejected")
    assert take(change("P1.1", by=cast.lead_assessor), by=cast.lead_assessor)[0].status == "applied"


@pytest.mark.parametrize("status", ["planned", "fieldwork_closed", "quality_review", "final", "cancelled", "void"])
def test_answers_change_in_fieldwork_alone(visit, change, take, status):
    visit.status = status
    visit.final_at = NOON

    (receipt,) = take(change())

    assert receipt.status == "rejected"
    assert ("P1.1", "level") not in sync.state_of(visit)


def test_the_profile_is_open_before_fieldwork_too(visit, change, take):
    visit.status = "planned"

    assert take(change(PROFILE, "girls_0", 1))[0].status in ("applied", "conflict")


def test_an_assessor_never_approves_not_applicable(visit, change, take, cast):
    (refused,) = take(change(field="approved", value=True))
    (given,) = take(change(field="approved", value=True, by=cast.state_authority), by=cast.state_authority)

    assert (refused.status, given.status) == ("rejected", "applied")


def test_nothing_is_written_for_a_batch_of_refusals(change, take):
    before = db.session.scalar(select(func.count()).select_from(Operation))

    take(change(value=4), change("Z", value=1))

    assert db.session.scalar(select(func.count()).select_from(Operation)) == before


CODES = st.sampled_from(["P1.1", "P1.2"])
STEPS = st.lists(
    st.tuples(CODES, st.sampled_from([0, 1, 2, 3, "NA", None]), st.integers(0, 9), st.booleans(), st.booleans()),
    max_size=14,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(steps=STEPS)
def test_answers_are_what_the_operations_add_up_to(app, visit, change, cast, steps):
    made = []
    nested = db.session.begin_nested()
    for code, value, back, again, lead in steps:
        by = cast.lead_assessor if lead else cast.assessor
        same = [one for one in made if one.criterion == code]
        base = same[-1 - back % len(same)].id if same and back < 8 else None
        batch = [change(code, value=value, base=base, by=by)]
        made += batch
        sync.receive(visit, batch * (2 if again else 1), by=by, at=NOON)

    answered, stored = sync.state_of(visit), fields(visit)
    rebuilt = sync.rebuild_answers(visit)

    assert digest(answered) == digest(rebuilt) == digest(sync.state_of(visit))
    assert fields(visit) == stored
    clashing = {key for key, now in rebuilt.items() if now.conflict}
    assert {(one.criterion, one.field) for one in visits.open_conflicts(visit)} == clashing
    nested.rollback()


def fields(visit):
    rows = db.session.scalars(select(Answer).where(Answer.visit_id == visit.id).order_by(Answer.criterion))
    return [(row.criterion, row.entry, sorted(row.fields.items())) for row in rows]


def test_rebuilding_mends_answers_that_were_altered(visit, change, take):
    take(change(value=2))
    answer = db.session.get(Answer, (visit.id, "P1.1"))
    answer.fields, answer.entry = {}, "0"

    sync.rebuild_answers(visit)

    assert level(visit) == 2
    assert answer.entry == "2"


def test_what_was_known_up_to_an_instant_can_be_read(visit, change, take):
    take(change(value=2))
    later = NOON.replace(year=2027)
    sync.receive(visit, [change(value=3)], by=visit.members[0].user, at=later)

    assert sync.state_from_operations(visit, NOON)["P1.1", "level"].value == 2
