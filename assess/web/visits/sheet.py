"""What the page of one criterion shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from assess import naming
from assess.access import Hidden, can
from assess.core import visit as life
from assess.core.instrument import Criterion, Measure
from assess.core.measure import Measured
from assess.core.merge import INPUTS
from assess.core.result import CriterionResult
from assess.http.permissions import me
from assess.models import Visit, new_id
from assess.services import visits
from assess.web.visits.profile import bases_of

ROOMS_LIMIT = 100


@dataclass
class Sheet:
    """Everything that the page of one criterion shows."""

    visit: Visit
    criterion: Criterion
    standing: visits.Standing
    #: Field -> value as it is now, or as it was just entered.
    values: dict[str, Any]
    #: Measure input -> its places as text.
    numbers: dict[str, list[str]]
    submission: str
    rooms: int = 0
    refusals: list[str] = field(default_factory=list)

    @property
    def code(self) -> str:
        return self.criterion.code

    @property
    def found(self) -> CriterionResult | None:
        return self.standing.found.get(self.code)

    @property
    def measured(self) -> Measured | None:
        return self.standing.measured(self.code)

    @property
    def codes(self) -> list[str]:
        return list(self.standing.found)

    @property
    def previous(self) -> str | None:
        """The code before this one in scope."""
        at = self.codes.index(self.code) if self.code in self.codes else 0
        return self.codes[at - 1] if at > 0 else None

    @property
    def next(self) -> str | None:
        at = self.codes.index(self.code) if self.code in self.codes else len(self.codes)
        return self.codes[at + 1] if at + 1 < len(self.codes) else None

    @property
    def in_conflict(self) -> set[str]:
        """Fields of this criterion, and its measure inputs, that hold two values."""
        mine = {one.id for one in self.criterion.measure.inputs} if self.criterion.measure else set()
        return {
            name
            for (place, name), now_ in self.standing.state.items()
            if now_.conflict and (place == self.code or (place == INPUTS and name in mine))
        }

    @property
    def may_write(self) -> bool:
        member = self.visit.member(me().id)
        if member is None or member.part == "reviewer" or not life.answers_open(self.visit.status):
            return False
        domain = self.standing.instrument.domain_of[self.code].id
        return member.part == "lead" or not member.domains or domain in member.domains

    @property
    def may_approve(self) -> bool:
        return self.criterion.critical and can(me(), "visit.approve_na", self.visit)

    def base(self, name: str) -> str:
        return bases_of(self.standing.state, self.code, name)

    def input_base(self, name: str) -> str:
        return bases_of(self.standing.state, INPUTS, name)


def sheet_of(visit: Visit, code: str, *, submission: str = "", rooms: int = 0) -> Sheet:
    """The page as the stored answers have it. Hidden for a code that this visit does not look at."""
    standing = visits.standing_of(visit, for_=me())
    criterion = standing.instrument.criteria.get(code)
    if criterion is None:
        raise Hidden
    values = {name: now_.value for (place, name), now_ in standing.state.items() if place == code}
    sheet = Sheet(visit, criterion, standing, values, {}, submission or str(new_id()))
    if criterion.measure:
        stored = {name: now_.value for (place, name), now_ in standing.state.items() if place == INPUTS}
        sheet.numbers, sheet.rooms = places_of(criterion.measure, stored, rooms)
    return sheet


def places_of(measure: Measure, stored: dict[str, Any], rooms: int) -> tuple[dict[str, list[str]], int]:
    """The fields of each number: one for a visit, three for shifts, as many as there are rooms and at least two."""
    given = {one.id: _texts(stored.get(one.id), measure.per) for one in measure.inputs}
    if measure.per == "visit":
        count = 1
    elif measure.per == "shift":
        count = len(naming.SHIFTS)
    else:
        count = min(max(2, rooms, *(len(texts) for texts in given.values())), ROOMS_LIMIT)
    return {id: (texts + [""] * count)[:count] for id, texts in given.items()}, count if measure.per == "room" else 0


def _texts(value: Any, per: str) -> list[str]:
    """One number for all shifts is shown in each."""
    given = value if isinstance(value, list | tuple) else [value] * (len(naming.SHIFTS) if per == "shift" else 1)
    return ["" if one is None else str(one) for one in given]
