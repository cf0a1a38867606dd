"""A visit from plan to end: who may go, when, what it looks at, and what keeps it open."""

from datetime import date, timedelta

import pytest

from assess.core.merge import INPUTS, PROFILE
from assess.core.rules import RuleBroken
from assess.models import AuditEntry, db
from assess.services import facilities, results, standards, sync, visits
from tests.conftest import NOON, STATE_B, TODAY
from tests.instruments import BASE, answer
from tests.services import journey


@pytest.fixture
def plan(facility, cast):
    def make(**facts):
        given = {
            "kind": "full", "planned_on": TODAY, "announced": True, "lead": cast.lead_assessor,
            "assessors": (cast.assessor,), "by": cast.lead_assessor, "at": NOON, "today": TODAY,
        }  # fmt: skip
        place, version = facts.pop("place", facility), facts.pop("version", None) or standards.newest("prueba")
        return visits.plan_visit(place, version, **given | facts)

    return make


@pytest.fixture
def visit(make_visit, cast):
    return make_visit(BASE | {"Q1.4": 2}, lead=cast.lead_assessor, assessors=(cast.assessor,))


def record(visit, code, by, **fields):
    changes = [
        visits.change(visit, code, name, value, by=by, at=NOON, device="tableta") for name, value in fields.items()
    ]
    return sync.receive(visit, changes, by=by, at=NOON)


def test_a_planned_visit_has_its_team_and_its_state(plan, facility, cast):
    visit = plan()

    assert {m.user_id: m.part for m in visit.members} == {cast.lead_assessor.id: "lead", cast.assessor.id: "assessor"}
    assert (visit.status, visit.state_code) == ("planned", facility.state_code)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"planned_on": date(2087, 1, 1)}, "planned_on"),
        ({"planned_on": date(1999, 12, 31)}, "planned_on"),
        ({"kind": "surprise"}, "kind"),
        ({"kind": "focused"}, "focus"),
        ({"kind": "focused", "focus": ["Z"]}, "focus"),
    ],
)
def test_a_plan_that_cannot_be_names_its_field(plan, facts, field):
    with pytest.raises(RuleBroken) as broken:
        plan(**facts)
    assert broken.value.field == field


def test_who_has_no_right_there_does_not_go(plan, cast):
    with pytest.raises(RuleBroken, match="cannot lead"):
        plan(lead=cast.other.lead_assessor)
    with pytest.raises(RuleBroken, match="cannot lead"):
        plan(lead=cast.assessor)
    with pytest.raises(RuleBroken, match="cannot assess"):
        plan(assessors=(cast.other.assessor,))


def test_a_closed_facility_is_not_visited(plan, facility):
    facilities.close_facility(facility, TODAY, "Cerró.", by=None, at=NOON)

    with pytest.raises(RuleBroken, match="closed"):
        plan()


def test_an_instrument_for_other_types_is_refused(plan, make_facility):
    with pytest.raises(RuleBroken, match="no criteria"):
        plan(place=make_facility(type_code="programa_egreso"))


def test_only_a_focused_visit_keeps_its_focus(plan):
    assert plan(focus=["P"]).focus == []
    assert plan(kind="focused", focus=["P"]).focus == ["P"]


def test_the_plan_changes_until_the_visit_starts(plan, cast):
    visit = plan()
    change = {"announced": False, "lead": cast.lead_assessor, "by": cast.lead_assessor, "at": NOON, "today": TODAY}

    visits.change_plan(visit, planned_on=TODAY + timedelta(days=9), **change)
    assert (visit.planned_on, len(visit.members), visit.announced) == (date(2026, 11, 29), 1, False)

    visits.start(visit, visited_on=TODAY, by=cast.lead_assessor, at=NOON, today=TODAY)
    with pytest.raises(RuleBroken, match="fixed"):
        visits.change_plan(visit, planned_on=TODAY, **change)


def test_starting_copies_the_newest_profile_of_that_day(plan, facility, cast):
    facilities.record_profile(facility, TODAY, {"girls_6_11": 99}, by=None, at=NOON)
    visit = plan()

    visits.start(visit, visited_on=TODAY - timedelta(days=1), by=cast.lead_assessor, at=NOON, today=TODAY)

    profile = visits.standing_of(visit).profile
    assert (profile.girls_6_11, profile.capacity, profile.children) == (6, 24, 20)


def test_what_was_counted_before_the_start_is_not_overwritten(plan, cast):
    visit = plan()
    record(visit, PROFILE, cast.assessor, girls_6_11=1)

    visits.start(visit, visited_on=TODAY, by=cast.lead_assessor, at=NOON, today=TODAY)

    assert visits.standing_of(visit).profile.girls_6_11 == 1
    assert visits.open_conflicts(visit) == []


def test_a_visit_starts_neither_twice_nor_in_the_future_nor_by_strangers(plan, cast):
    visit = plan()
    start = {"at": NOON, "today": TODAY}
    with pytest.raises(RuleBroken, match="future"):
        visits.start(visit, visited_on=TODAY + timedelta(days=1), by=cast.lead_assessor, **start)
    with pytest.raises(RuleBroken, match="team"):
        visits.start(visit, visited_on=TODAY, by=cast.other.assessor, **start)
    visits.start(visit, visited_on=TODAY, by=cast.lead_assessor, **start)
    with pytest.raises(RuleBroken, match="Only a planned visit"):
        visits.start(visit, visited_on=TODAY, by=cast.lead_assessor, **start)


def test_a_follow_up_looks_at_critical_criteria_and_open_actions(plan, facility, cast, national):
    lead = cast.lead_assessor
    journey.final(facility, BASE | {"P1.2": 0}, date(2026, 3, 10), lead=lead, by=national)
    visit = plan(kind="follow_up")

    visits.start(visit, visited_on=TODAY, by=lead, at=NOON, today=TODAY)

    assert visit.focus == ["P1.1", "P1.2", "P2.2", "Q1.4"]
    assert set(visits.standing_of(visit).found) == set(visit.focus)


def test_a_complete_visit_closes_and_is_locked(visit, cast):
    visits.close_fieldwork(visit, by=cast.lead_assessor, at=NOON)

    assert (visit.status, visit.closed_at) == ("fieldwork_closed", NOON)
    assert record(visit, "P1.1", cast.assessor, level=1)[0].status == "rejected"


GAPS = {
    "unanswered": {"level": None},
    "note_missing": {"level": 1, "note": "corta"},
    "evidence_missing": {"note": "", "methods": []},
    "na_reason_missing": {"level": "NA", "na_text": "No hay.", "approved": True},
    "na_text_missing": {"level": "NA", "na_reason": "other", "approved": True},
    "na_not_approved": {"level": "NA", "na_reason": "other", "na_text": "No hay."},
    "ne_reason_missing": {"level": "NE", "note": ""},
}


@pytest.mark.parametrize("gap", GAPS)
def test_every_gap_keeps_fieldwork_open_and_is_named(visit, cast, gap):
    lead = cast.lead_assessor
    state = sync.state_of(visit)
    for name, value in GAPS[gap].items():
        now = state.get(("P1.1", name))
        base = now.op_id if now else None
        change = visits.change(visit, "P1.1", name, value, by=lead, at=NOON, base=base)
        assert sync.receive(visit, [change], by=lead, at=NOON)[0].status == "applied"

    assert visits.missing(visit) == {"P1.1": (gap,)}
    with pytest.raises(RuleBroken, match=r"P1\.1"):
        visits.close_fieldwork(visit, by=lead, at=NOON)


def test_two_answers_keep_fieldwork_open_until_the_lead_chooses(visit, cast):
    record(visit, "P1.2", cast.assessor, level=1)
    assert visits.missing(visit) == {"P1.2": ("conflict",)}
    with pytest.raises(RuleBroken):
        visits.close_fieldwork(visit, by=cast.lead_assessor, at=NOON)

    (conflict,) = visits.open_conflicts(visit)
    kept = next(op for op in sync.state_of(visit)["P1.2", "level"].heads if op.value == 1)
    visits.settle(visit, conflict, kept.id, conflict.heads, by=cast.lead_assessor, at=NOON)

    visits.close_fieldwork(visit, by=cast.lead_assessor, at=NOON)
    assert visits.standing_of(visit).found["P1.2"].value == 1


SHARED = [(PROFILE, "girls_0", (1, 2)), (INPUTS, "carers_present", ("1", "2"))]


@pytest.mark.parametrize(("place", "field", "numbers"), SHARED)
def test_two_shared_numbers_keep_fieldwork_open(visit, cast, place, field, numbers):
    for number in numbers:
        record(visit, place, cast.assessor, **{field: number})

    assert visits.missing(visit)[place] == ("conflict",)
    with pytest.raises(RuleBroken):
        visits.close_fieldwork(visit, by=cast.lead_assessor, at=NOON)


def test_a_choice_among_other_answers_than_those_shown_is_refused(visit, cast):
    record(visit, "P1.2", cast.assessor, level=1)
    (conflict,) = visits.open_conflicts(visit)
    seen, chosen = list(conflict.heads), conflict.heads[0]
    record(visit, "P1.2", cast.assessor, level=3)

    with pytest.raises(RuleBroken, match="Another answer"):
        visits.settle(visit, conflict, chosen, seen, by=cast.lead_assessor, at=NOON)


def test_a_settled_conflict_is_not_settled_again(visit, cast):
    record(visit, "P1.2", cast.assessor, level=1)
    (conflict,) = visits.open_conflicts(visit)
    heads = list(conflict.heads)
    visits.settle(visit, conflict, heads[0], heads, by=cast.lead_assessor, at=NOON)

    with pytest.raises(RuleBroken, match="already"):
        visits.settle(visit, conflict, heads[1], heads, by=cast.lead_assessor, at=NOON)


def test_nothing_becomes_final_over_a_gap(visit, cast, national):
    visits.close_fieldwork(visit, by=cast.lead_assessor, at=NOON)
    visits.send_to_review(visit, by=cast.lead_assessor, at=NOON)
    sync.receive(visit, [_clearing(visit, cast)], by=cast.lead_assessor, at=NOON, amending=True)

    with pytest.raises(RuleBroken, match="not complete"):
        results.finalise(visit, by=national, at=NOON, today=TODAY)
    assert (visit.status, results.of_visit(visit)) == ("quality_review", None)


def _clearing(visit, cast):
    head = sync.state_of(visit)["P1.1", "level"].op_id
    return visits.change(visit, "P1.1", "level", None, by=cast.lead_assessor, at=NOON, base=head)


def test_a_visit_in_fieldwork_does_not_become_final(visit, national):
    with pytest.raises(RuleBroken, match="from review"):
        results.finalise(visit, by=national, at=NOON, today=TODAY)


def test_the_review_returns_a_visit_with_a_reason(visit, cast, national):
    visits.close_fieldwork(visit, by=cast.lead_assessor, at=NOON)
    visits.send_to_review(visit, by=cast.lead_assessor, at=NOON)
    with pytest.raises(RuleBroken) as broken:
        visits.return_to_fieldwork(visit, reason="  ", by=national, at=NOON)
    assert broken.value.field == "reason"

    visits.return_to_fieldwork(visit, reason="Falta la nota.", by=national, at=NOON)

    assert (visit.status, visit.closed_at, visit.ended_reason) == ("fieldwork", None, "Falta la nota.")


def test_a_visit_is_cancelled_before_its_draft_and_void_after(visit, cast, national):
    with pytest.raises(RuleBroken, match="Cancel it instead"):
        visits.end(visit, "void", reason="Error.", by=national, at=NOON)
    with pytest.raises(RuleBroken) as broken:
        visits.end(visit, "cancel", reason="x" * 501, by=national, at=NOON)
    assert broken.value.field == "reason"

    visits.end(visit, "cancel", reason="Error.", by=national, at=NOON)

    assert visit.status == "cancelled"


def test_every_step_stands_in_the_audit_chain(visit, cast):
    visits.close_fieldwork(visit, by=cast.lead_assessor, at=NOON)

    actions = [entry.action for entry in db.session.query(AuditEntry).filter_by(object_id=str(visit.id))]
    assert actions == ["visit.plan", "visit.start", "visit.close_fieldwork"]


def test_an_earlier_finding_is_that_of_the_latest_final_inspection(facility, make_visit, cast, national):
    lead = cast.lead_assessor
    journey.final(facility, BASE | {"P1.2": 1}, date(2026, 3, 10), lead=lead, by=national)
    journey.final(facility, BASE | {"P1.2": 0}, date(2026, 6, 10), lead=lead, by=national)
    journey.final(facility, BASE | {"P1.2": 3}, date(2026, 9, 10), lead=lead, by=national, kind="self_assessment")
    visit = make_visit({"P1.2": 2}, lead=lead)

    found = visits.finding(visit, "P1.2")

    assert (found.value, found.visited_on, found.note) == (0, date(2026, 6, 10), journey.NOTE)


def test_without_an_earlier_visit_there_is_no_finding(visit):
    assert visits.finding(visit, "P1.2") is None


def test_progress_counts_what_is_in_scope_alone(make_visit, cast):
    visit = make_visit({"P1.1": 3, "P2.1": 1}, lead=cast.lead_assessor)
    for age in ("6_11", "12_17"):
        for sex in ("girls", "boys"):
            name = f"{sex}_{age}"
            base = sync.state_of(visit)[PROFILE, name].op_id
            zero = visits.change(visit, PROFILE, name, 0, by=cast.lead_assessor, at=NOON, base=base)
            sync.receive(visit, [zero], by=cast.lead_assessor, at=NOON)

    protection = visits.standing_of(visit).progress()[0]

    assert (protection.done, protection.total, protection.missing) == (1, 3, 2)


def test_candidates_are_the_people_with_the_right_there(facility, cast, make_facility):
    assert cast.assessor in visits.candidates(facility, "visit.score")
    assert cast.assessor not in visits.candidates(facility, "visit.close_fieldwork")
    assert cast.assessor not in visits.candidates(make_facility(STATE_B), "visit.score")


def test_answers_of_the_test_instrument_leave_nothing_missing(visit, cast):
    answer(visit, {}, by=cast.lead_assessor, at=NOON)

    assert visits.missing(visit) == {}
    assert visits.standing_of(visit).overall().done == 9
