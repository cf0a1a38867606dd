"""Which findings ask for an action, how urgent it is and what it has to reach (method R10)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from assess.core.calendar import add_working_days
from assess.core.instrument import Instrument
from assess.core.result import Result

#: Most urgent first.
PRIORITIES = ("immediate", "high", "medium", "low")
#: Calendar days until evidence is due; an immediate action has working days instead.
DUE_DAYS = {"high": 30, "medium": 90, "low": 180}
IMMEDIATE_WORKING_DAYS = 5


@dataclass(frozen=True, slots=True)
class Proposal:
    """An action to propose. `baseline` is the level that counted; `safe_by` is the day of the safe measure (24 h)."""

    code: str
    baseline: int
    target: int
    priority: str
    due_on: date
    safe_by: date | None = None


def priority_of(level: int, *, critical: bool, limiting: bool) -> str | None:
    """The priority of a finding; None when it needs no action. `limiting` tells of the domain."""
    if critical:
        return {0: "immediate", 1: "high", 2: "medium"}.get(level)
    if level == 0:
        return "high" if limiting else "medium"
    return "low" if level == 1 else None


def target_of(*, critical: bool) -> int:
    """The level an action has to reach unless the team sets another."""
    return 3 if critical else 2


def due_on(priority: str, since: date, holidays: Collection[date] = ()) -> date:
    """When the evidence is due, for a finding made known on `since`."""
    if priority == "immediate":
        return add_working_days(since, IMMEDIATE_WORKING_DAYS, holidays)
    return since + timedelta(days=DUE_DAYS[priority])


def safe_by(priority: str, since: date) -> date | None:
    """When the safe measure of an immediate action must stand: 24 hours later."""
    return since + timedelta(days=1) if priority == "immediate" else None


def proposals(
    instrument: Instrument,
    result: Result,
    since: date,
    *,
    known: Collection[str] = (),
    holidays: Collection[date] = (),
) -> tuple[Proposal, ...]:
    """The actions that a result asks for, most urgent first, then in the order of the instrument.

    The level that counted decides (R1 and R7), as it does for the score. `since` is the day from which deadlines run:
    the day the result is final. `known` are codes that already have an open action.
    """
    found = []
    for line in result.criteria:
        criterion, domain = instrument.criteria[line.code], instrument.domain_of[line.code]
        if line.level is None or line.code in known:
            continue
        priority = priority_of(line.level, critical=criterion.critical, limiting=domain.limiting)
        if priority:
            target = target_of(critical=criterion.critical)
            due = due_on(priority, since, holidays)
            found.append(Proposal(line.code, line.level, target, priority, due, safe_by(priority, since)))
    order = {code: place for place, code in enumerate(instrument.criteria)}
    return tuple(sorted(found, key=lambda p: (PRIORITIES.index(p.priority), order[p.code])))
