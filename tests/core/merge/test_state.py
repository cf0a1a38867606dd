from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from assess.core.merge import base_of, conflicts, digest, history, state
from assess.core.rules import RuleBroken
from tests.core.merge.operations import NOON, make_op

KEY = ("P1.1", "level")


def heads(*ops):
    return [op.id for op in state(ops)[KEY].heads]


def test_an_operation_replaces_the_one_it_was_based_on():
    assert heads(make_op("a", 1), make_op("b", 2, "a")) == ["b"]


def test_a_field_nobody_touched_has_no_state():
    assert state([]) == {}
    assert base_of(None) == (None, ())


def test_a_stale_base_with_another_value_keeps_both_and_agrees_on_none():
    current = state([make_op("a", 1), make_op("b", 2, "a"), make_op("c", 3, "a")])[KEY]
    assert [(op.id, op.value) for op in current.conflict] == [("b", 2), ("c", 3)]
    assert current.value is None


def test_two_first_answers_from_two_devices_conflict():
    fields = state([make_op("a", 1, device="one"), make_op("b", 2, device="two")])
    assert conflicts(fields) == (KEY,)


def test_a_stale_base_with_an_equal_value_merges():
    current = state([make_op("a", 1), make_op("b", 2, "a"), make_op("c", 2, "a", author="luz")])[KEY]
    assert current.conflict == ()
    assert (current.value, current.op_id, current.author, current.at) == (2, "b", "ana", NOON)


@pytest.mark.parametrize(
    ("field", "criterion", "one", "other"),
    [
        ("methods", "P1.1", ["document", "observation"], ["observation", "document"]),
        ("beds", "@inputs", "12", "12.0"),
        ("beds", "@inputs", ["8", None], ("8.0", None)),
    ],
)
def test_values_that_mean_the_same_merge(field, criterion, one, other):
    fields = state(
        [make_op("a", one, field=field, criterion=criterion), make_op("b", other, field=field, criterion=criterion)]
    )
    assert conflicts(fields) == ()


def test_an_approval_and_a_level_of_one_are_different_fields():
    fields = state([make_op("a", 1), make_op("b", True, field="approved")])
    assert (fields["P1.1", "level"].value, fields["P1.1", "approved"].value) == (1, True)


def test_an_operation_that_saw_both_values_settles_the_conflict():
    torn = [make_op("a", 1), make_op("b", 2)]
    base, resolves = base_of(state(torn)[KEY])
    assert (base, resolves) == ("a", ("b",))
    settled = state([*torn, make_op("c", 2, base, resolves=resolves, author="lead")])[KEY]
    assert (settled.value, settled.conflict) == (2, ())


def test_going_on_from_one_side_does_not_settle_a_conflict():
    assert heads(make_op("a", 1), make_op("b", 2), make_op("c", 3, "a")) == ["b", "c"]


def test_choosing_between_two_values_leaves_a_third_that_came_later():
    ops = [make_op("a", 1), make_op("b", 2), make_op("c", 1, "a", resolves=("b",)), make_op("d", 0, "b")]
    assert heads(*ops) == ["c", "d"]


def test_clearing_against_an_edit_is_a_conflict_too():
    assert heads(make_op("a", 1), make_op("b", None, "a"), make_op("c", 3, "a")) == ["b", "c"]


def test_every_order_and_every_repeat_gives_the_same_heads_and_digest():
    ops = [make_op("a", 1), make_op("b", 2, "a"), make_op("c", 3, "a"), make_op("d", 0, "b", resolves=("c",))]
    seen = {(tuple(heads(*order, order[0])), digest(state(order))) for order in permutations(ops)}
    assert len(seen) == 1


def test_a_child_that_arrives_before_its_base_still_replaces_it():
    assert heads(make_op("b", 2, "a", seq=1), make_op("a", 1, seq=2)) == ["b"]


def test_wrong_clocks_change_neither_heads_nor_digest():
    right = [make_op("a", 1), make_op("b", 2, "a"), make_op("c", 3, "a")]
    wrong = [replace(op, claimed_at=NOON - timedelta(days=9_000 * n)) for n, op in enumerate(right)]
    assert heads(*wrong) == heads(*right)
    assert digest(state(wrong)) == digest(state(right))


def test_one_id_with_two_contents_is_refused():
    with pytest.raises(RuleBroken, match="arrived twice with different contents"):
        state([make_op("a", 1), make_op("a", 2)])


def test_the_number_that_the_server_gives_is_no_content():
    assert heads(make_op("a", 1), make_op("a", 1, seq=9)) == ["a"]


def test_a_base_of_another_field_replaces_nothing():
    fields = state([make_op("a", 1), make_op("b", "seen", "a", field="note")])
    assert fields[KEY].value == 1


def test_operations_that_replace_each_other_in_a_circle_all_stay():
    assert heads(make_op("a", 1, "b"), make_op("b", 2, "a")) == ["a", "b"]
    assert heads(make_op("a", 1, "a")) == ["a"]


def test_history_goes_by_the_number_of_the_server():
    ops = [make_op("a", 1, seq=2), make_op("b", 2), make_op("c", 3, seq=1, claimed_at=NOON + timedelta(days=2))]
    assert [op.id for op in history(ops)] == ["c", "a", "b"]
