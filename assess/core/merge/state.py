"""What a set of operations adds up to: for every field the operations that nobody has replaced."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from assess.core.merge.operation import INPUTS, Operation, Value, canonical
from assess.core.rules import N_, RuleBroken

#: (criterion code or pseudo criterion, field)
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Current:
    """One field now. `heads` are the operations that nobody has replaced, sorted by id.

    An id is a name and no order: sorting by it only makes every device list the same thing. Heads with equal values
    agree; heads with different values are a conflict, and then the field has no agreed value.
    """

    heads: tuple[Operation, ...]

    @property
    def conflict(self) -> tuple[Operation, ...]:
        """The operations whose values stand side by side; empty when all agree."""
        if len(self.heads) == 1:
            return ()
        return self.heads if len({_comparable(op) for op in self.heads}) > 1 else ()

    @property
    def value(self) -> Value:
        """The agreed value; None when it was cleared or is in conflict."""
        return None if self.conflict else self.heads[0].value

    @property
    def op_id(self) -> str:
        return self.heads[0].id

    @property
    def author(self) -> str:
        return self.heads[0].author

    @property
    def at(self) -> datetime:
        """The time that the author's device claimed."""
        return self.heads[0].claimed_at


State = Mapping[Key, Current]


def state(ops: Iterable[Operation]) -> dict[Key, Current]:
    """The fields of a visit, sorted by key, from its operations in any order, each any number of times.

    An operation replaces its `base` and what it `resolves`, nothing else: one that was based on a value since replaced
    stands beside the newer one. Any subset that is whole for a key gives the right answer for that key.
    Raises RuleBroken when one id comes with two contents.
    """
    known: dict[str, Operation] = {}
    fields: dict[Key, dict[str, Operation]] = {}
    for op in ops:
        first = known.setdefault(op.id, op)
        if first is not op and canonical(first) != canonical(op):
            raise RuleBroken(
                N_("Operation {id} arrived twice with different contents. Save it again under a new id."),
                field=op.criterion,
                id=op.id,
            )
        fields.setdefault((op.criterion, op.field), {})[op.id] = first
    return {key: Current(_heads(fields[key])) for key in sorted(fields)}


def _heads(group: dict[str, Operation]) -> tuple[Operation, ...]:
    """The operations of one field that no other replaces.

    Honest operations replace only what existed before them. Should some replace each other in a circle, all of
    those stay: nothing becomes unreachable by a broken or hostile client.
    """
    parents = {op.id: {p for p in (op.base, *op.resolves) if p in group} for op in group.values()}
    replaced = set().union(*parents.values())
    heads = set(group) - replaced
    reached, waiting = set(heads), list(heads)
    while waiting:
        new = parents[waiting.pop()] - reached
        reached |= new
        waiting.extend(new)
    return tuple(group[id] for id in sorted(heads | (set(group) - reached)))


def _comparable(op: Operation) -> Hashable:
    """The value in a form in which equal meanings are equal: methods in any order, 12 and 12.0."""
    value = tuple(op.value) if isinstance(op.value, list) else op.value
    if op.field == "methods" and isinstance(value, tuple):
        return frozenset(value)
    if op.criterion == INPUTS:
        return tuple(map(_number, value)) if isinstance(value, tuple) else _number(value)
    return value


def _number(value: int | str | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def base_of(current: Current | None) -> tuple[str | None, tuple[str, ...]]:
    """`base` and `resolves` of an operation whose author saw `current`.

    It then replaces everything that was on the screen; where that was a conflict it is the choice that settles it.
    """
    if current is None:
        return None, ()
    first, *others = (op.id for op in current.heads)
    return first, tuple(others)


def conflicts(fields: State) -> tuple[Key, ...]:
    """The fields that wait for a person to choose."""
    return tuple(key for key, current in fields.items() if current.conflict)


def history(ops: Iterable[Operation]) -> tuple[Operation, ...]:
    """Operations as the server received them: by `seq`, never by a device's clock; those not yet received last."""
    return tuple(sorted(ops, key=lambda op: (op.seq is None, op.seq or 0, op.id)))
