"""What was recorded for one criterion, before any rule is applied (method R1, R2, R7)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

NA = "NA"
NE = "NE"
NA_REASONS = ("population_absent", "service_not_offered", "not_permitted_by_type", "no_event_in_period", "other")
#: R1: level 0 or 1 needs a note of at least this many characters.
NOTE_LENGTH = 20

Inputs = dict[str, Fraction | tuple[Fraction, ...]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One criterion as the team left it.

    `value` is 0-3, "NA", "NE" or None (unanswered). `methods` are the verification methods used.
    `lowered` is the reason why the assessor put a measured level one lower (R7). `approved` says that a supervisor
    approved NA on a critical criterion (R2). `plain` entries carry no evidence at all (`assess score`): the evidence
    rules of R1 do not apply to them.
    """

    value: int | str | None = None
    note: str = ""
    methods: tuple[str, ...] = ()
    evidence: int = 0
    na_reason: str | None = None
    na_text: str = ""
    approved: bool = False
    lowered: str = ""
    plain: bool = False

    @property
    def level(self) -> int | None:
        """The level as recorded, None for NA, NE and unanswered."""
        return self.value if isinstance(self.value, int) else None
