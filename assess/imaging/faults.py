"""How a child ends: one number, the same for both sides."""

from __future__ import annotations

#: A fault of the file, by its number.
MADE, UNREADABLE, UNKNOWN, PIXELS, EFFORT, ACTIVE, LOCKED = range(7)
REFUSALS = {
    UNREADABLE: "unreadable",
    UNKNOWN: "unknown",
    PIXELS: "pixels",
    EFFORT: "effort",
    ACTIVE: "active",
    LOCKED: "locked",
}
#: A fault of ours or of the machine: the file may be good.
TROUBLE = 75


class Fault(Exception):
    """The file is one that we do not take; `number` says why."""

    def __init__(self, number: int) -> None:
        super().__init__(REFUSALS[number])
        self.number = number
