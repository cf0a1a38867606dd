"""Three devices with two tabs each against a simple model of who had seen what (P12, P13).

Bundles of steps: edit, clear, send with cuts and repeats, fetch, crash, step the clock. The model keeps, for every
operation, all that its author knowingly replaced. Whatever happened, a value that was acknowledged and that nobody
knowingly replaced can still be reached, and every order of arrival gives the same digest.

300 histories here; ASSESS_EXAMPLES asks for more.
"""

from __future__ import annotations

import os
import random
from datetime import timedelta

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from assess.core.merge import EVIDENCE, base_of, digest, sha256, state
from tests.core.merge.operations import NOON, make_op

DEVICES, TABS = 3, 2
EXAMPLES = int(os.environ.get("ASSESS_EXAMPLES", "300"))
#: A field of a criterion, and a piece of evidence that is taken away and put back.
FIELDS = {("P1.1", "level"): (0, 1, 2, 3), ("P1.1", "note"): ("Visto.", "Falta."), (EVIDENCE, "piece"): ("removed",)}

tabs = st.tuples(st.integers(0, DEVICES - 1), st.integers(0, TABS - 1))
fields = st.sampled_from(sorted(FIELDS))


class Devices(RuleBasedStateMachine):
    @initialize(seed=st.integers(0, 2**32 - 1))
    def begin(self, seed):
        self.random = random.Random(seed)
        #: id -> operation: on the server, and in the durable store of each device.
        self.server, self.stores = {}, [{} for _ in range(DEVICES)]
        #: The ids that each device has a receipt for.
        self.receipts = [set() for _ in range(DEVICES)]
        #: What each tab shows of each field: the ids on its screen. A tab learns of changes when it looks.
        self.screens = {(d, t): {} for d in range(DEVICES) for t in range(TABS)}
        self.clocks = [timedelta(0)] * DEVICES
        #: The model: all that the author of each operation knowingly replaced, at first or second hand.
        self.before = {}

    def show(self, tab):
        current = state(self.stores[tab[0]].values())
        self.screens[tab] = {key: base_of(now) for key, now in current.items()}

    @rule(tab=tabs)
    def look(self, tab):
        self.show(tab)

    @rule(tab=tabs, field=fields, data=st.data())
    def edit(self, tab, field, data):
        self.record(tab, field, data.draw(st.sampled_from(FIELDS[field])))

    @rule(tab=tabs, field=fields)
    def clear(self, tab, field):
        self.record(tab, field, None)

    def record(self, tab, field, value):
        """One transaction of the store, based on what the tab shows, be it stale."""
        base, resolves = self.screens[tab].get(field, (None, ()))
        id = f"{self.random.random():.15f}"
        at = NOON + self.clocks[tab[0]]
        op = make_op(
            id, value, base, resolves=resolves, criterion=field[0], field=field[1], device=str(tab[0]), claimed_at=at
        )
        self.stores[tab[0]][id] = op
        seen = [one for one in (base, *resolves) if one]
        self.before[id] = set(seen).union(*(self.before[one] for one in seen))
        self.screens[tab][field] = (id, ())

    @rule(device=st.integers(0, DEVICES - 1), cut=st.sampled_from(["", "request", "answer"]), part=st.integers(1, 4))
    def send(self, device, cut, part):
        """A batch of what waits, in any order and with repeats; it may be cut on its way there or back."""
        waiting = [op for id, op in self.stores[device].items() if id not in self.receipts[device]]
        batch = [self.random.choice(waiting) for _ in range(part)] if waiting else []
        if cut == "request":
            return
        for op in batch:
            known = self.server.setdefault(op.id, op)
            assert sha256(known) == sha256(op)
        if cut != "answer":
            self.receipts[device] |= {op.id for op in batch}

    @rule(device=st.integers(0, DEVICES - 1))
    def fetch(self, device):
        """What the server has becomes part of the store; one's own is there already."""
        for id, op in self.server.items():
            self.stores[device].setdefault(id, op)

    @rule(device=st.integers(0, DEVICES - 1))
    def crash(self, device):
        """Screens are gone, the store is not."""
        for tab in range(TABS):
            self.show((device, tab))

    @rule(device=st.integers(0, DEVICES - 1), by=st.sampled_from([-9000, -2, 0, 2, 4000]))
    def step_the_clock(self, device, by):
        self.clocks[device] = timedelta(days=by)

    @rule(device=st.integers(0, DEVICES - 1))
    def restore_a_backup(self, device):
        """The server forgets what it got last; under another epoch devices offer everything again (P22)."""
        for id in list(self.server)[-2:]:
            del self.server[id]
        self.receipts = [set() for _ in range(DEVICES)]

    @invariant()
    def nothing_acknowledged_is_out_of_reach(self):
        replaced = set().union(*self.before.values()) if self.before else set()
        heads = {op.id for current in state(self.server.values()).values() for op in current.heads}
        for id in set().union(*self.receipts) & set(self.server):
            newer = {other for other, seen in self.before.items() if id in seen and other in self.server}
            assert id in heads or newer & heads, "an acknowledged value that nobody replaced cannot be reached"
            if id not in replaced:
                assert id in heads

    @invariant()
    def any_order_of_arrival_gives_the_same_digest(self):
        ops = list(self.server.values())
        again = ops + self.random.sample(ops, len(ops) // 2)
        self.random.shuffle(again)
        assert digest(state(again)) == digest(state(ops))

    def teardown(self):
        """Once the noise stops everybody agrees (P17), and what stands is what nobody replaced."""
        if not hasattr(self, "server"):
            return
        for device in range(DEVICES):
            self.server |= {id: op for id, op in self.stores[device].items() if id not in self.server}
        for device in range(DEVICES):
            self.fetch(device)
        digests = {digest(state(store.values())) for store in (self.server, *self.stores)}
        assert len(digests) == 1
        replaced = set().union(*self.before.values()) if self.before else set()
        found = state(self.server.values())
        assert {op.id for current in found.values() for op in current.heads} == set(self.before) - replaced
        for current in found.values():
            assert bool(current.conflict) == (len({op.value for op in current.heads}) > 1)


TestDevices = Devices.TestCase
TestDevices.settings = settings(
    max_examples=EXAMPLES, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
