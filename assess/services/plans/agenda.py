"""Actions across facilities: what is due, what is late, and how many are done (R10)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import selectinload

from assess.core import plan as method
from assess.models import Action, Facility, db
from assess.services.facilities import search_name
from assess.services.plans.events import UNDER_WAY, moved, state_of

#: An assessor has judged these since they were last taken on.
JUDGED = ("verified", "partial", "not_done", "regressed")


@dataclass(frozen=True, slots=True)
class Filter:
    """`state` is one of the states, "open" for all that are still to be done or checked, or "" for all."""

    state: str = "open"
    priority: str = ""
    overdue: bool = False
    state_code: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts over a scope. `closure` = verified / due, exact, None when nothing is due."""

    by_state: dict[str, int]
    overdue: int
    due: int
    verified: int

    @property
    def open(self) -> int:
        return sum(number for state, number in self.by_state.items() if state in method.OPEN)

    @property
    def closure(self) -> Fraction | None:
        return Fraction(self.verified, self.due) if self.due else None


def is_overdue(on: date) -> ColumnElement[bool]:
    """core.plan.overdue as a condition."""
    return and_(Action.state.in_(method.OPEN), Action.due_on < on)


def found(scope: ColumnElement[bool], asked: Filter, on: date) -> Select[tuple[Action]]:
    """The actions of a scope that fit a filter: most urgent first, then the earliest date."""
    urgency = case({name: n for n, name in enumerate(method.PRIORITIES)}, value=Action.priority)
    query = select(Action).join(Facility, Facility.id == Action.facility_id).where(scope, *_conditions(asked, on))
    return query.order_by(urgency, Action.due_on, Action.number, Action.id)


def _conditions(asked: Filter, on: date) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if asked.state == "open":
        conditions.append(Action.state.in_(method.OPEN))
    elif asked.state:
        conditions.append(Action.state == asked.state)
    if asked.priority:
        conditions.append(Action.priority == asked.priority)
    if asked.overdue:
        conditions.append(is_overdue(on))
    if asked.state_code:
        conditions.append(Action.state_code == asked.state_code)
    conditions += [Facility.search_name.contains(word, autoescape=True) for word in search_name(asked.text).split()[:8]]
    return conditions


def totals(scope: ColumnElement[bool], on: date) -> Totals:
    """Every action of a scope counted in the database; only those whose date was moved are looked at one by one.

    An extension never takes an action out of what is due, so the date that was first promised has to be read from the
    events of these few.
    """
    counts = select(Action.state, func.count()).where(scope).group_by(Action.state)
    by_state = dict.fromkeys(method.STATES, 0) | {state: number for state, number in db.session.execute(counts)}
    judged = Action.state.in_(JUDGED)
    promised = and_(Action.state.in_(("proposed", *UNDER_WAY)), Action.due_on <= on, ~moved())
    plain = db.session.scalar(select(func.count()).select_from(Action).where(scope, or_(judged, promised))) or 0
    looked_at = db.session.scalars(select(Action).where(scope, moved()).options(selectinload(Action.events)))
    due = plain + method.measures([state_of(action) for action in looked_at], on).due
    late = db.session.scalar(select(func.count()).select_from(Action).where(scope, is_overdue(on))) or 0
    return Totals(by_state, late, due, by_state["verified"])


def this_week(actions: Sequence[Action], on: date, first: Collection[str] = ()) -> list[Action]:
    """What asks for somebody now: overdue or due within seven days, what is proposed, and the criteria of `first`.

    Those come first, then what is due, the most urgent and the oldest before the others.
    """
    soon = on + timedelta(days=7)
    open_ = [a for a in actions if a.state in method.OPEN]
    asking = [a for a in open_ if a.due_on <= soon or a.state == "proposed" or a.criterion in first]

    def order(a: Action) -> tuple[bool, bool, int, date, int]:
        return a.criterion not in first, a.due_on > soon, method.PRIORITIES.index(a.priority), a.due_on, a.number

    return sorted(asking, key=order)
