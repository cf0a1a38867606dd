"""Corrections after closing: who proposes, who decides, and what stays."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from assess.core.rules import RuleBroken
from assess.models import Amendment, FacilityCurrent, Operation, db
from assess.services import amendments, results, sync, visits
from tests.conftest import NOON, TODAY
from tests.instruments import BASE
from tests.services import journey

WHY = "El documento llegó al día siguiente de la visita."


@pytest.fixture
def closed(make_visit, cast):
    visit = make_visit(BASE, lead=cast.lead_assessor)
    visits.close_fieldwork(visit, by=cast.lead_assessor, at=NOON)
    return visit


@pytest.fixture
def final(facility, cast, national):
    return journey.final(facility, BASE, TODAY, lead=cast.lead_assessor, by=national)


@pytest.fixture
def propose(cast):
    def make(visit, *corrections, reason=WHY, by=None):
        given = corrections or (("P1.2", "level", 3),)
        return amendments.propose(visit, given, reason=reason, by=by or cast.lead_assessor, at=NOON)

    return make


def level(visit, code="P1.2"):
    return sync.state_of(visit)[code, "level"].value


def test_a_proposal_changes_nothing_yet(closed, propose):
    amendment = propose(closed)

    assert amendment.state == "proposed"
    assert amendment.changes == [{"criterion": "P1.2", "field": "level", "before": 2, "after": 3}]
    assert level(closed) == 2


def test_an_approved_correction_is_an_operation_like_any_other(closed, propose, national):
    amendment = propose(closed)

    amendments.approve(amendment, by=national, at=NOON)

    assert (amendment.state, amendment.decided_by_id, amendment.revision) == ("approved", national.id, None)
    assert level(closed) == 3
    newest = db.session.scalar(select(Operation).order_by(Operation.seq.desc()).limit(1))
    assert (newest.device, newest.value, newest.author_id) == ("amendment", 3, national.id)
    assert visits.open_conflicts(closed) == []


def test_a_final_visit_gets_a_new_revision_beside_the_old_one(final, propose, national):
    before = results.of_visit(final)
    first = (before.sha256, before.shown)

    amendments.approve(propose(final, ("P1.2", "level", 3)), by=national, at=NOON)

    old, new = results.of_visit(final, 1), results.of_visit(final)
    assert (final.revision, old.revision, new.revision) == (2, 1, 2)
    assert (old.sha256, old.shown) == first
    assert new.score > old.score
    assert results.fingerprint(old) == old.sha256
    assert db.session.scalar(select(FacilityCurrent)).shown == new.shown


def test_rebuilding_holds_after_an_amendment(final, propose, national):
    amendments.approve(propose(final), by=national, at=NOON)

    assert [held for _visit, held in results.rebuild(at=NOON)] == [True]


def test_the_proposer_never_decides(closed, propose, make_user, cast):
    amendment = propose(closed)

    with pytest.raises(RuleBroken, match="never decides"):
        amendments.approve(amendment, by=cast.lead_assessor, at=NOON)
    with pytest.raises(RuleBroken, match="never decides"):
        amendments.reject(amendment, reason="No.", by=cast.lead_assessor, at=NOON)
    assert (amendment.state, level(closed)) == ("proposed", 2)


def test_the_database_refuses_it_too(closed, propose, cast):
    amendment = propose(closed)
    amendment.state, amendment.decided_by_id, amendment.decided_at = "approved", cast.lead_assessor.id, NOON

    with pytest.raises(IntegrityError):
        db.session.flush()


def test_a_rejected_correction_leaves_everything(closed, propose, national):
    amendment = propose(closed)

    amendments.reject(amendment, reason="El documento no es de esa fecha.", by=national, at=NOON)

    assert (amendment.state, amendment.refusal) == ("rejected", "El documento no es de esa fecha.")
    assert level(closed) == 2


def test_a_rejection_needs_a_reason(closed, propose, national):
    with pytest.raises(RuleBroken) as broken:
        amendments.reject(propose(closed), reason=" ", by=national, at=NOON)
    assert broken.value.field == "reason"


def test_what_is_decided_is_not_decided_again(closed, propose, national):
    amendment = propose(closed)
    amendments.reject(amendment, reason="No procede.", by=national, at=NOON)

    with pytest.raises(RuleBroken, match="decided already"):
        amendments.approve(amendment, by=national, at=NOON)
    assert level(closed) == 2


def test_a_reason_has_twenty_characters(closed, propose):
    with pytest.raises(RuleBroken) as broken:
        propose(closed, reason="x" * 19 + "   ")
    assert broken.value.field == "reason"
    assert propose(closed, reason="x" * 20).reason == "x" * 20


def test_the_team_alone_proposes(closed, propose, make_user):
    with pytest.raises(RuleBroken, match="team"):
        propose(closed, by=make_user("lead_assessor", closed.state_code))


@pytest.mark.parametrize(("status", "way_out"), [("fieldwork", "not closed yet"), ("cancelled", "is void")])
def test_an_amendment_is_for_closed_visits_alone(closed, propose, status, way_out):
    closed.status = status

    with pytest.raises(RuleBroken, match=way_out):
        propose(closed)


@pytest.mark.parametrize(
    "correction", [("P1.2", "level", 4), ("Z1", "level", 2), ("P1.2", "colour", 1), ("P1.2", "level", 2)]
)
def test_a_correction_that_cannot_be_recorded_is_refused(closed, propose, correction):
    with pytest.raises(RuleBroken):
        propose(closed, correction)
    assert db.session.scalar(select(Amendment)) is None


def test_the_same_methods_in_another_order_are_no_correction(closed, propose):
    with pytest.raises(RuleBroken, match="says already"):
        propose(closed, ("P1.2", "methods", ["staff_interview", "document"]))


def test_a_correction_that_would_leave_a_gap_is_not_put_in_force(final, propose, national):
    amendment = propose(final, ("P1.2", "level", 0), ("P1.2", "note", ""))

    with pytest.raises(RuleBroken, match="not complete"):
        amendments.approve(amendment, by=national, at=NOON)
    db.session.rollback()


def test_an_answer_that_changed_since_is_not_corrected_blindly(final, propose, national):
    one, other = propose(final), propose(final, ("P1.2", "level", 1))
    amendments.approve(one, by=national, at=NOON)

    with pytest.raises(RuleBroken, match="has changed since"):
        amendments.approve(other, by=national, at=NOON)


def test_amendments_are_listed_in_order(closed, propose):
    made = [propose(closed), propose(closed, ("P1.3", "level", 2))]

    assert amendments.of_visit(closed) == made
