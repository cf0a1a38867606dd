"""Devices that edit apart and meet at a server, held against the plainest model: who had seen what (P12)."""

from random import Random

import hypothesis.strategies as st
from hypothesis import given, settings

from assess.core.merge import base_of, digest, state
from tests.core.merge.operations import make_op

DEVICES = 3
FIELDS = ("level", "note")

steps = st.lists(
    st.one_of(
        st.tuples(st.just("edit"), st.integers(0, DEVICES - 1), st.sampled_from(FIELDS), st.integers(0, 3)),
        st.tuples(st.just("edit one side"), st.integers(0, DEVICES - 1), st.sampled_from(FIELDS), st.integers(0, 3)),
        st.tuples(st.just("sync"), st.integers(0, DEVICES - 1), st.none(), st.none()),
    ),
    max_size=14,
)


class Country:
    """A server and its devices. `before[id]` is the model: all that the author of an operation had replaced."""

    def __init__(self):
        self.server, self.devices, self.before = {}, [{} for _ in range(DEVICES)], {}

    def edit(self, device, field, value, whole):
        mine = self.devices[device]
        current = state(mine.values()).get(("P1.1", field))
        base, resolves = base_of(current)
        seen = {op.id for op in mine.values() if op.field == field}
        if not whole and current:
            base, resolves = current.heads[-1].id, ()
            seen = self.before[base] | {base}
        id = f"{Random(len(self.before)).random():.12f}"
        mine[id] = make_op(id, value, base, field=field, resolves=resolves, device=str(device))
        self.before[id] = seen

    def sync(self, device):
        self.server |= self.devices[device]
        self.devices[device] |= self.server

    def run(self, script):
        for step, device, field, value in script:
            if step == "sync":
                self.sync(device)
            else:
                self.edit(device, field, value, whole=step == "edit")
        for device in range(DEVICES):
            self.sync(device)
        return list(self.server.values())


@settings(max_examples=600, deadline=None)
@given(script=steps, order=st.randoms(use_true_random=False))
def test_what_nobody_knowingly_replaced_stays_and_nothing_else_does(script, order):
    country = Country()
    ops = country.run(script)
    replaced = set().union(*country.before.values()) if country.before else set()

    arrived = ops + order.sample(ops, len(ops) // 2)
    order.shuffle(arrived)
    fields = state(arrived)

    assert {op.id for current in fields.values() for op in current.heads} == set(country.before) - replaced
    assert digest(fields) == digest(state(ops))
    for current in fields.values():
        assert bool(current.conflict) == (len({op.value for op in current.heads}) > 1)
