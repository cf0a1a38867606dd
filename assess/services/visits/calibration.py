"""Independent double scoring: what each assessor found, side by side, once all have finished (R13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assess.core.agreement import Agreement, Value, agreement
from assess.core.instrument import Criterion
from assess.models import User, Visit
from assess.services.focus import instrument_of
from assess.services.sync.alone import is_alone
from assess.services.visits.standing import assessors, gaps_alone, standing_of


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion with the value of each assessor, in the order of `Comparison.people`."""

    criterion: Criterion
    values: tuple[Value, ...]

    @property
    def differs(self) -> bool:
        return len(set(self.values)) > 1


@dataclass(frozen=True, slots=True)
class Comparison:
    """The lead and the others; `agreements` hold the lead against each of the others."""

    people: tuple[User, ...]
    lines: tuple[Line, ...]
    agreements: tuple[tuple[User, Agreement], ...]


def unfinished(visit: Visit) -> list[User]:
    """Whose answers are not complete yet."""
    return [person for person in assessors(visit) if gaps_alone(visit, person)]


def compare(visit: Visit) -> Comparison | None:
    """Everybody's answers side by side; None as long as somebody is still answering, and for any other visit."""
    if not is_alone(visit) or unfinished(visit):
        return None
    people, criteria = assessors(visit), instrument_of(visit).criteria
    values = [_values(visit, person) for person in people]
    codes = [code for code in criteria if any(code in one for one in values)]
    critical = {code for code, criterion in criteria.items() if criterion.critical}
    return Comparison(
        people=tuple(people),
        lines=tuple(Line(criteria[code], tuple(one.get(code) for one in values)) for code in codes),
        agreements=tuple(
            (person, agreement(values[0], own, critical)) for person, own in zip(people[1:], values[1:], strict=True)
        ),
    )


def _values(visit: Visit, person: User) -> Mapping[str, Value]:
    """What this person recorded for each criterion in scope, before any rule lowers it."""
    standing = standing_of(visit, for_=person)
    return {code: one.value for code, one in standing.found.items()}
