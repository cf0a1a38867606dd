from datetime import date

import pytest

from assess.core import visit
from assess.core.rules import RuleBroken
from assess.core.visit import TRANSITIONS, Status, allowed_verbs, check_visit_date, next_status

TODAY = date(2026, 11, 22)

#: The whole table, written out so that a changed row is seen: every (status, verb) that is missing here is refused.
STEPS = {
    ("planned", "start"): "fieldwork",
    ("planned", "cancel"): "cancelled",
    ("fieldwork", "close_fieldwork"): "fieldwork_closed",
    ("fieldwork", "cancel"): "cancelled",
    ("fieldwork_closed", "send_to_review"): "quality_review",
    ("fieldwork_closed", "cancel"): "cancelled",
    ("quality_review", "return_to_fieldwork"): "fieldwork",
    ("quality_review", "open_reply"): "reply_open",
    ("quality_review", "finalise"): "final",
    ("quality_review", "cancel"): "cancelled",
    ("reply_open", "resolve_reply"): "reply_resolved",
    ("reply_open", "void"): "void",
    ("reply_resolved", "finalise"): "final",
    ("reply_resolved", "void"): "void",
    ("final", "publish"): "published",
    ("final", "void"): "void",
    ("published", "void"): "void",
}


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("verb", list(TRANSITIONS))
def test_each_step_starts_only_where_the_table_says(status, verb):
    if (status, verb) in STEPS:
        assert next_status(status, verb) == STEPS[status, verb]
    else:
        with pytest.raises(RuleBroken) as refused:
            next_status(status, verb)
        assert refused.value.field == "status"


def test_the_verbs_offered_are_those_the_table_allows():
    for status in Status:
        assert set(allowed_verbs(status)) == {verb for at, verb in STEPS if at == status}


def test_an_unknown_step_is_refused_with_the_list_of_steps():
    with pytest.raises(RuleBroken, match=r"no step called destroy\. The steps are: start, close_fieldwork"):
        next_status("planned", "destroy")


@pytest.mark.parametrize("verb", ["cancel", "void", "return_to_fieldwork"])
def test_undoing_a_visit_needs_a_reason(verb):
    with pytest.raises(RuleBroken, match="Write the reason"):
        visit.check_reason(verb, "  ")
    visit.check_reason(verb, "The facility had moved away.")


def test_going_on_needs_no_reason():
    visit.check_reason("finalise", "")


@pytest.mark.parametrize(
    ("question", "open_in"),
    [
        (visit.instrument_open, {"planned"}),
        (visit.profile_open, {"planned", "fieldwork"}),
        (visit.answers_open, {"fieldwork"}),
        (visit.evidence_open, {"fieldwork", "fieldwork_closed"}),
        (visit.draft_open, {"planned", "fieldwork", "fieldwork_closed", "quality_review"}),
        (visit.reply_open, {"reply_open"}),
        (visit.is_locked, {"final", "published", "cancelled", "void"}),
    ],
)
def test_each_state_locks_what_r9_says(question, open_in):
    assert {status.value for status in Status if question(status)} == open_in


def test_the_whole_way_takes_forty_two_working_days():
    steps = visit.timetable(date(2026, 11, 23))
    assert [step for step, _ in steps] == ["close_fieldwork", "draft", "reply", "resolve", "publish"]
    assert steps[0][1] == date(2026, 11, 25)
    assert steps[-1][1] == visit.add_working_days(date(2026, 11, 23), 42)


def test_a_plan_is_agreed_within_twenty_working_days():
    assert visit.step_due_on("plan", date(2026, 11, 23)) == date(2026, 12, 21)


@pytest.mark.parametrize(
    ("status", "step"),
    [("fieldwork", "close_fieldwork"), ("reply_open", "reply"), ("void", None)],
)
def test_the_step_that_is_due_follows_from_the_state(status, step):
    assert visit.due_step(status) == step


@pytest.mark.parametrize(
    ("rating", "kind", "by", "full_by"),
    [
        ("D", "follow_up", date(2026, 10, 26), date(2027, 2, 28)),
        ("C", "follow_up", date(2027, 2, 28), date(2027, 8, 31)),
        ("A", "full", date(2027, 8, 31), date(2027, 8, 31)),
        ("NR", "full", date(2027, 8, 31), date(2027, 8, 31)),
    ],
)
def test_the_next_visit_follows_from_the_letter(rating, kind, by, full_by):
    visited_on = date(2026, 8, 31)
    assert visit.next_visit_kind(rating) == kind
    assert visit.next_visit_by(rating, visited_on) == by
    assert visit.next_full_visit_by(rating, visited_on) == full_by


@pytest.mark.parametrize("on", [date(2000, 1, 1), TODAY])
def test_a_visit_happened_between_2000_and_today(on):
    check_visit_date(on, TODAY)


@pytest.mark.parametrize(
    ("on", "started", "says"),
    [
        (date(2087, 1, 1), True, "2087-01-01 is in the future"),
        (date(2087, 1, 1), False, r"2087-01-01 is too far ahead\. Enter a date up to 2028-11-22"),
        (date(2026, 11, 23), True, "in the future"),
        (date(1999, 12, 31), False, "too early"),
    ],
)
def test_an_impossible_date_names_the_field_and_the_way_out(on, started, says):
    with pytest.raises(RuleBroken, match=says) as refused:
        check_visit_date(on, TODAY, started=started, field="planned_on")
    assert refused.value.field == "planned_on"


def test_a_visit_may_be_planned_two_years_ahead():
    check_visit_date(date(2028, 11, 22), TODAY, started=False)


def test_only_full_visits_enter_a_comparison():
    assert frozenset({"full"}) == visit.COUNTS_FOR_COMPARISON
    assert set(visit.KINDS) > visit.COUNTS_FOR_COMPARISON
