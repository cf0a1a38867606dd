"""How a plan is getting on: overdue, escalation, the measures, and the judgement of a follow-up visit (method R10)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median

from assess.core.plan.life import OPEN, ActionState

#: Days overdue after which the supervisor is told; the authority is told at twice that. A low priority never escalates.
ESCALATION_DAYS = {"immediate": 1, "high": 7, "medium": 30}
IMPROVED_FROM = Fraction(3, 5)


def overdue(due_on: date, state: str, today: date) -> bool:
    """Past its date and neither verified nor cancelled: reporting it done stops no clock, an assessor's check does."""
    return state in OPEN and today > due_on


def overdue_days(due_on: date, state: str, today: date) -> int:
    """Days past the date; 0 when not overdue."""
    return (today - due_on).days if overdue(due_on, state, today) else 0


def escalation(priority: str, days: int) -> tuple[str, ...]:
    """Who is to be told of an action that is `days` overdue: nobody, "supervisor", and then "authority" as well."""
    limit = ESCALATION_DAYS.get(priority)
    if limit is None or days < limit:
        return ()
    return ("supervisor", "authority") if days >= 2 * limit else ("supervisor",)


def enforcement_review(*, critical_regressions: int, full_visit_ratings: Iterable[str]) -> bool:
    """Whether to propose an enforcement review to the authority, which decides.

    After the second regression of one critical criterion (`critical_regressions`: the most of any), or two full visits
    at D among `full_visit_ratings`.
    """
    return critical_regressions >= 2 or sum(rating == "D" for rating in full_visit_ratings) >= 2


@dataclass(frozen=True, slots=True)
class Measures:
    """Exact shares of the actions that are due; None when none is.

    `closure` = verified / due, `progress` = (verified + half of partial) / due, `on_time` = verified by the due date /
    due, `recurrence` = recurring / closed, where closed means verified at any time; None when nothing was closed.
    `median_days` runs from proposal (or reopening) to verification. `unchecked` are due and have no judgement yet.
    """

    due: int
    verified: int
    partial: int
    not_done: int
    regressed: int
    unchecked: int
    closure: Fraction | None
    progress: Fraction | None
    on_time: Fraction | None
    median_days: Fraction | None
    recurrence: Fraction | None


def measures(actions: Iterable[ActionState], on: date) -> Measures:
    """The measures of a plan on a day. Due is what was promised by that day, or has been judged already.

    An extension moves the date of an action but never takes it out of what is due. Cancelled actions do not count.
    """
    kept = [a for a in actions if a.state != "cancelled"]
    due = [a for a in kept if a.outcome is not None or a.first_due_on <= on]
    count = {name: sum(a.outcome == name for a in due) for name in ("verified", "partial", "not_done", "regressed")}
    days = [(a.verified_on - a.started_on).days for a in due if a.verified_on]
    punctual = sum(a.verified_on is not None and a.verified_on <= a.due_on for a in due)
    return Measures(
        due=len(due),
        **count,
        unchecked=len(due) - sum(count.values()),
        closure=_share(count["verified"], len(due)),
        progress=_share(count["verified"] + Fraction(count["partial"], 2), len(due)),
        on_time=_share(punctual, len(due)),
        median_days=Fraction(median(days)) if days else None,
        recurrence=_share(sum(a.recurring > 0 for a in kept), sum(a.ever_verified for a in kept)),
    )


def _share(part: int | Fraction, whole: int) -> Fraction | None:
    return Fraction(part) / whole if whole else None


def critical_fell(baseline: Mapping[str, int | None], now: Mapping[str, int | None], critical: Collection[str]) -> bool:
    """Whether any critical criterion is at a lower level `now` than at its `baseline`; NE and NA fall nowhere."""
    pairs = ((baseline.get(code), now.get(code)) for code in critical)
    return any(before is not None and after is not None and after < before for before, after in pairs)


def follow_up_judgement(*, critical_fell: bool, verified: int, regressed: int, progress: Fraction | None) -> str:
    """The judgement of a follow-up visit: "improved", "declined" or "sustained"; declined wins.

    Improved from a progress of 60%; the letter stays that of the last full visit.
    """
    if critical_fell or regressed > verified:
        return "declined"
    return "improved" if progress is not None and progress >= IMPROVED_FROM else "sustained"
