from fractions import Fraction

from assess.core.entry import Entry
from assess.core.merge import digest, entries, inputs_of, profile_of, state
from assess.core.profile import Profile
from tests.core.merge.operations import make_op


def test_an_entry_is_all_that_was_recorded_of_a_criterion():
    recorded = {"level": "NA", "note": "No babies here", "methods": ["document"], "na_reason": "population_absent"}
    recorded |= {"na_text": "Since May", "approved": True, "lowered": "Counted twice"}
    fields = state([make_op(name, value, field=name) for name, value in recorded.items()])
    assert entries(fields, {"P1.1": 2}) == {
        "P1.1": Entry(
            value="NA",
            note="No babies here",
            methods=("document",),
            evidence=2,
            na_reason="population_absent",
            na_text="Since May",
            approved=True,
            lowered="Counted twice",
        )
    }


def test_a_level_in_conflict_is_unanswered():
    fields = state([make_op("a", 3), make_op("b", 0), make_op("c", "Seen", field="note")])
    assert entries(fields) == {"P1.1": Entry(value=None, note="Seen")}


def test_a_cleared_field_is_empty_again():
    fields = state([make_op("a", 3), make_op("b", None, "a"), make_op("c", None, field="note")])
    assert entries(fields) == {"P1.1": Entry()}


def test_the_profile_takes_the_agreed_counts_alone():
    ops = [
        make_op("a", 20, criterion="@profile", field="capacity"),
        make_op("b", 0, criterion="@profile", field="staff_night"),
        make_op("c", 4, criterion="@profile", field="boys_0"),
        make_op("d", 5, criterion="@profile", field="boys_0"),
        make_op("e", 3),
    ]
    assert profile_of(state(ops), "cas_publico") == Profile("cas_publico", capacity=20, staff_night=0)


def test_inputs_are_exact_and_whole():
    ops = [
        make_op("a", "12.5", criterion="@inputs", field="floor"),
        make_op("b", ["8", "9"], criterion="@inputs", field="carers"),
        make_op("c", ["8", None], criterion="@inputs", field="children"),
        make_op("d", None, criterion="@inputs", field="beds"),
    ]
    assert inputs_of(state(ops)) == {"floor": Fraction(25, 2), "carers": (Fraction(8), Fraction(9))}


def test_pseudo_criteria_make_no_entry():
    assert entries(state([make_op("a", "1", criterion="@inputs", field="beds")])) == {}


def test_the_digest_tells_any_two_states_apart():
    states = [
        [],
        [make_op("a", 1)],
        [make_op("b", 1)],
        [make_op("a", 2)],
        [make_op("a", 1), make_op("b", 2)],
        [make_op("a", 1), make_op("b", 2, "a")],
        [make_op("a", "1", field="note")],
        [make_op("a", 1, criterion="P1.2")],
    ]
    assert len({digest(state(ops)) for ops in states}) == len(states)
