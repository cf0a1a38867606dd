import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from assess.core.plan import OPEN, STATES, STEPS, action_state, allowed_verbs, apply, judge, permission_of
from assess.core.rules import RuleBroken
from tests.core.plan.events import START, day, happened, live

AGREED = happened("agree", 5)
STARTED = happened("start", 6)
REPORTED = happened("report_done", 40, by="director")

#: How an action gets into each state.
WAY = {
    "proposed": [],
    "agreed": [AGREED],
    "in_progress": [AGREED, STARTED],
    "reported_done": [AGREED, REPORTED],
    "verified": [happened("verify", 50, level=3)],
    "partial": [happened("verify", 50, level=2)],
    "not_done": [happened("verify", 50, level=1)],
    "regressed": [happened("verify", 50, level=0)],
    "cancelled": [happened("cancel", 50, text="The building was left.")],
}
#: Written out: every (state, verb) that is missing here is refused.
LEADS_TO = {
    ("proposed", "agree"): "agreed",
    ("proposed", "assign"): "proposed",
    ("agreed", "assign"): "agreed",
    ("agreed", "start"): "in_progress",
    ("agreed", "report_done"): "reported_done",
    ("agreed", "extend"): "agreed",
    ("in_progress", "assign"): "in_progress",
    ("in_progress", "report_done"): "reported_done",
    ("in_progress", "extend"): "in_progress",
    ("partial", "assign"): "partial",
    ("partial", "extend"): "in_progress",
    ("not_done", "assign"): "not_done",
    ("not_done", "extend"): "in_progress",
    ("regressed", "assign"): "regressed",
    ("regressed", "reopen"): "in_progress",
    ("verified", "reopen"): "in_progress",
    **{(state, "verify"): "verified" for state in STATES if state != "cancelled"},
    **{(state, "cancel"): "cancelled" for state in OPEN},
}


def event_for(verb):
    due = 200 if verb in ("extend", "reopen") else None
    return happened(verb, 60, due, text="Agreed by telephone.", level=3 if verb == "verify" else None, by="assessor")


@pytest.mark.parametrize("verb", STEPS)
@pytest.mark.parametrize("state", STATES)
def test_each_step_leads_where_the_table_says_and_nowhere_else(state, verb):
    current = live(*WAY[state])
    assert current.state == state
    assert (verb in allowed_verbs(state)) == ((state, verb) in LEADS_TO)
    if (state, verb) in LEADS_TO:
        assert apply(current, event_for(verb)).state == LEADS_TO[state, verb]
    else:
        with pytest.raises(RuleBroken) as refused:
            apply(current, event_for(verb))
        assert refused.value.field == "state"


@pytest.mark.parametrize(
    ("level", "was_verified", "outcome"),
    [
        (3, False, "verified"),
        (2, False, "partial"),
        (1, False, "not_done"),
        (0, False, "regressed"),
        (2, True, "regressed"),
        (1, True, "regressed"),
        (3, True, "verified"),
        ("NE", False, "unchanged"),
        ("NA", True, "unchanged"),
        (None, False, "unchanged"),
    ],
)
def test_v12_a_check_is_judged_against_baseline_one_and_target_three(level, was_verified, outcome):
    assert judge(level, 1, 3, was_verified) == outcome


def test_v12_below_target_after_verified_is_regressed_and_recurring():
    current = live(*WAY["verified"], happened("verify", 80, level=2))
    assert (current.state, current.recurring, current.regressions, current.verified_on) == ("regressed", 1, 1, None)


def test_v12_what_could_not_be_checked_stays_as_it_was():
    reported = live(AGREED, REPORTED)
    assert apply(reported, happened("verify", 50, level="NE", full_visit=True)) == reported


def test_an_action_begins_with_its_proposal():
    for events in ([], [AGREED], [happened("propose", 0)]):
        with pytest.raises(RuleBroken, match="begins with its proposal"):
            action_state(events, baseline=1, target=3)


@pytest.mark.parametrize(("baseline", "target"), [(2, 2), (3, 2), (1, 4), (-1, 2)])
def test_a_target_lies_above_the_finding(baseline, target):
    with pytest.raises(RuleBroken, match="target must be above"):
        live(baseline=baseline, target=target)


def test_an_unknown_step_is_refused_with_the_list_of_steps():
    with pytest.raises(RuleBroken, match="no step called forget"):
        live(happened("forget", 1))


def test_cancelling_needs_a_reason():
    with pytest.raises(RuleBroken, match="Write the reason") as refused:
        live(happened("cancel", 1, text=" "))
    assert refused.value.field == "text"
    assert live(happened("cancel", 1, text="Closed.")).reason == "Closed."


def test_whoever_reported_an_action_done_cannot_verify_it():
    with pytest.raises(RuleBroken, match="cannot verify it"):
        live(AGREED, REPORTED, happened("verify", 50, level=3, by="director"))
    assert live(AGREED, REPORTED, happened("verify", 50, level=3, by="assessor")).verified_on == day(50)


def test_agreeing_may_settle_on_another_date():
    current = live(happened("agree", 5, 100))
    assert (current.agreed_on, current.due_on, current.first_due_on) == (day(5), day(100), day(100))


def test_an_extension_is_counted_and_does_not_move_the_date_first_agreed():
    current = live(AGREED, happened("extend", 60, 120), happened("extend", 100, 150))
    assert (current.extensions, current.due_on, current.first_due_on) == (2, day(150), day(90))


def test_after_a_partial_check_the_work_goes_on_with_a_new_date():
    current = live(*WAY["partial"], happened("extend", 51, 80))
    assert (current.state, current.extensions, current.due_on, current.outcome) == (
        "in_progress",
        1,
        day(80),
        "partial",
    )


@pytest.mark.parametrize(
    ("way", "verb", "due"),
    [
        ("in_progress", "extend", None),
        ("in_progress", "extend", 90),
        ("in_progress", "extend", 30_000),
        ("partial", "extend", 60),
        ("regressed", "reopen", None),
        ("regressed", "reopen", 60),
        ("proposed", "agree", 59),
        ("agreed", "assign", 120),
    ],
)
def test_a_new_date_that_does_not_fit_is_refused(way, verb, due):
    with pytest.raises(RuleBroken) as refused:
        live(*WAY[way], happened(verb, 60, due))
    assert refused.value.field == "due_on"


def test_reopening_what_was_verified_is_recurring_and_starts_a_new_round():
    current = live(*WAY["verified"], happened("reopen", 70, 130, level=2))
    assert (current.recurring, current.baseline, current.started_on, current.outcome) == (1, 2, day(70), None)
    assert apply(current, happened("verify", 120, level=2)).state == "not_done"


def test_falling_and_being_reopened_count_as_one_return():
    current = live(*WAY["verified"], happened("verify", 80, level=2), happened("reopen", 81, 130))
    assert (current.recurring, current.baseline, current.ever_verified) == (1, 2, True)


def test_a_fallen_action_stays_regressed_until_it_is_reopened():
    fallen = live(*WAY["verified"], happened("verify", 80, level=2), happened("verify", 85, level=2))
    assert (fallen.state, fallen.regressions, fallen.recurring) == ("regressed", 1, 1)


def test_a_second_fall_is_counted():
    again = [happened("reopen", 90, 200), happened("verify", 110, level=3), happened("verify", 150, level=1)]
    assert live(*WAY["verified"], happened("verify", 80, level=2), *again).regressions == 2


def full(on, level):
    return happened("verify", on, level=level, full_visit=True)


@pytest.mark.parametrize(
    ("checks", "recurring"),
    [
        ([full(50, 2)], 1),
        ([full(50, 2), full(80, 1)], 2),
        ([full(50, 3)], 0),
        ([full(50, 3), full(80, 2)], 1),
        ([happened("verify", 50, level=2)], 0),
        ([full(50, "NE"), full(80, 2)], 1),
        ([full(50, 3), full(80, 3), happened("verify", 90, level=2), full(95, 2)], 1),
    ],
)
def test_below_target_in_two_full_visits_running_is_recurring(checks, recurring):
    first = happened("propose", 0, 90, full_visit=True)
    assert action_state([first, *checks], baseline=1, target=3).recurring == recurring


def test_being_verified_again_keeps_the_first_day():
    assert live(*WAY["verified"], happened("verify", 80, level=3)).verified_on == day(50)


def test_each_verb_has_a_permission_of_its_own():
    assert permission_of("verify") == STEPS["verify"].permission == "action.verify"
    assert len({step.permission for step in STEPS.values()}) == len(STEPS)


anything = st.builds(
    happened,
    st.sampled_from(list(STEPS)),
    st.integers(0, 400),
    st.none() | st.integers(0, 800),
    by=st.sampled_from(["director", "assessor"]),
    level=st.sampled_from([0, 1, 2, 3, "NE", None]),
    text=st.sampled_from(["", "reason"]),
    full_visit=st.booleans(),
)


@settings(max_examples=500, deadline=None)
@given(baseline=st.integers(0, 2), events=st.lists(anything, max_size=25))
def test_whatever_happens_only_a_check_at_target_verifies_and_nothing_is_miscounted(baseline, events):
    current, accepted = live(baseline=baseline), []
    for event in sorted(events, key=lambda event: event.on):
        try:
            after = apply(current, event)
        except RuleBroken:
            continue
        accepted.append(event)
        if after.state == "verified" != current.state:
            assert event.verb == "verify"
            assert event.level >= current.target
            assert event.by != current.reported_by
        assert (after.verified_on is not None) == (after.state == "verified")
        assert after.extensions - current.extensions == (event.verb == "extend")
        assert 0 <= after.recurring - current.recurring <= 1
        current = after
    assert current == live(*accepted, baseline=baseline)
    assert current.state in STATES
    assert current.baseline < current.target
    assert min(current.due_on, current.first_due_on) > current.started_on >= START
