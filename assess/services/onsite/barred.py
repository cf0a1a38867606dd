"""A request of a device that is turned away for a reason that its client has to tell apart."""

from __future__ import annotations

from assess.core.rules import RuleBroken


class Barred(RuleBroken):
    """The device may not have this, or not now. `code` is one of docs/sync.md, section 2."""

    def __init__(self, message: str, *, code: str) -> None:
        self.code = code
        super().__init__(message)
