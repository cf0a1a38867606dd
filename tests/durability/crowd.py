"""Many devices that record and send at once for as long as they are let, each in a thread of its own."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.conftest import PASSWORD
from tests.field.country import Country
from tests.field.device import Answer, Device

#: Changes that a device makes between two deliveries.
MOST = 12
#: Seconds after which a crowd that gets no receipt counts as stuck.
PATIENCE = 120


class Attentive(Device):
    """A device that keeps what it was answered instead of a receipt."""

    refused: list[Answer]

    def call(self, method: str, path: str, content: object = None, visit: str = "") -> Answer:
        answer = super().call(method, path, content, visit)
        if answer.status != 200:
            self.refused.append(answer)
        return answer


class Crowd:
    """Devices that keep what they make until it is acknowledged, and repeat what they do not know."""

    def __init__(self, country: Country, port: int, size: int, seed: int) -> None:
        self.country = country
        people = [country.people[n % len(country.people)] for n in range(size)]
        self.devices = [Attentive(port, email, PASSWORD, seed=n) for n, email in enumerate(people)]
        #: Answers other than receipts, in the order in which they came.
        self.refused: list[Answer] = []
        for device in self.devices:
            device.refused = self.refused
        self._random = random.Random(seed)
        self._told = threading.Condition()
        self._stop, self._given_up = threading.Event(), threading.Event()

    @contextmanager
    def working(self) -> Iterator[None]:
        """Everybody signs in and works until the end of the block, then delivers what is left."""
        for device in self.devices:
            device.sign_in()
        seeds = [self._random.random() for _ in self.devices]
        pairs = zip(self.devices, seeds, strict=True)
        threads = [threading.Thread(target=self._work, args=pair, daemon=True) for pair in pairs]
        for thread in threads:
            thread.start()
        try:
            yield
        except BaseException:
            self._given_up.set()
            raise
        finally:
            self._stop.set()
            for thread in threads:
                thread.join(PATIENCE)
        assert not any(thread.is_alive() for thread in threads), "a device cannot deliver what it holds"

    def _work(self, device: Device, seed: float) -> None:
        chance = random.Random(seed)
        while not self._stop.is_set():
            visit = chance.choice(self.country.visits)
            for _ in range(chance.randint(1, MOST)):
                code = chance.choice(self.country.codes)
                if chance.random() < 0.5:
                    device.record(visit, code, "level", chance.randint(0, 3))
                else:
                    device.record(visit, code, "note", f"Se revisó {chance.randint(0, 10**6)} — «ñandú» ✓")
            self._deliver(device, visit)

    def _deliver(self, device: Device, visit: str) -> None:
        while any(op["visit"] == visit for op in device.waiting) and not self._given_up.is_set():
            answered = device.send(visit)
            with self._told:
                self._told.notify_all()
            if not answered:
                self._given_up.wait(0.25)  # the server is down, or has said "later"

    @property
    def receipts(self) -> int:
        return sum(len(device.ledger.receipts) for device in self.devices)

    @property
    def unknown(self) -> int:
        return sum(device.ledger.unknown for device in self.devices)

    def wait_for(self, more: int) -> None:
        """Until that many receipts more have come."""
        goal = self.receipts + more
        self.wait_until(lambda: self.receipts >= goal)

    def wait_until(self, reached: Callable[[], bool]) -> None:
        """Looked at after each answer or failure."""
        with self._told:
            assert self._told.wait_for(reached, PATIENCE), "nothing comes any more"
