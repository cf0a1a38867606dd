"""Counting in the database: one grouped query for each part of a tally (R11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import JSON, BigInteger, ColumnElement, Select, and_, case, cast, func, or_, select, type_coerce

from assess.core.comparison import DomainTally, StateTally
from assess.models import Action, AuditHead, Facility, FacilityCurrent, Plan, db
from assess.services.comparisons.population import Population

#: Judged at a visit or desk check (R10): due whatever their date says.
_JUDGED = ("verified", "partial", "not_done", "regressed")
_IS_RATED = FacilityCurrent.rating != "NR"
_STATE = FacilityCurrent.state_code

#: State code -> name of a counter -> number.
Counts = Mapping[str, Mapping[str, int]]


@cache
def t_quantile(degrees: int) -> float:
    """The 97.5 % point of Student's t. SciPy is read when the first interval is asked for: most workers never do."""
    from scipy.special import stdtrit

    return float(stdtrit(degrees, 0.975))


@dataclass(frozen=True, slots=True)
class _Question:
    """What is counted, as of which entry of the audit chain."""

    key: tuple[object, ...]
    head: str
    population: Population = field(compare=False)


def _question(population: Population) -> _Question:
    """Every change leaves an entry (P34), and the hash of the last one is that of no other moment or database."""
    head = db.session.scalar(select(AuditHead.hash)) or ""
    return _Question(population.key, head, population)


def tallies(
    population: Population, names: Mapping[str, str], *, domains: bool = False
) -> tuple[tuple[StateTally, ...], int | None]:
    """One tally for each state of `names` (code to name), and the median age of all results in days.

    What was counted is kept until something happens: sorting, colouring or saving the same page counts once.
    """
    return _tallies(_question(population), tuple(names.items()), domains)


@lru_cache(maxsize=32)
def _tallies(
    question: _Question, names: tuple[tuple[str, str], ...], domains: bool
) -> tuple[tuple[StateTally, ...], int | None]:
    population = question.population
    registered, results, closure = _registered(population), _results(population), _closure(population)
    ages, scores = _days(population), _domains(population) if domains else {}
    found = tuple(
        StateTally(
            (code,),
            (name,),
            registered=registered.get(code, 0),
            age_days=_median_age(ages.get(code, {}), population.on),
            domains=scores.get(code, ()),
            **results.get(code, {}),
            **closure.get(code, {}),
        )
        for code, name in names
    )
    everywhere: dict[date, int] = defaultdict(int)
    for days in ages.values():
        for day, number in days.items():
            everywhere[day] += number
    return found, _median_age(everywhere, population.on)


def _registered(population: Population) -> dict[str, int]:
    state = Facility.state_code
    query = select(state, func.count()).where(*population.registered()).group_by(state)
    return {code: number for code, number in db.session.execute(query)}


def _assessed(population: Population, *columns: Any) -> Select[Any]:
    """`columns` of the current rows of registered facilities."""
    return select(*columns).where(*population.results(), population.holds(FacilityCurrent.facility_id))


def _results(population: Population) -> Counts:
    score = cast(FacilityCurrent.score_e4, BigInteger)
    columns = {letter.lower(): _number(FacilityCurrent.rating == letter) for letter in ("A", "B", "C", "D", "NR")}
    columns["clear"] = _number(and_(FacilityCurrent.critical_failures == 0, FacilityCurrent.critical_missing == 0))
    columns["score_sum"] = func.sum(case((_IS_RATED, score), else_=0))
    columns["score_squares"] = func.sum(case((_IS_RATED, score * score), else_=0))
    return _counted(_assessed(population, _STATE, *columns.values()).group_by(_STATE), tuple(columns))


def _number(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.sum(case((condition, 1), else_=0))


def _counted(query: Select[Any], names: tuple[str, ...]) -> Counts:
    """Rows of a state and its counters by their names. PostgreSQL adds big integers up to numeric."""
    return {row[0]: {name: int(row[n]) for n, name in enumerate(names, 1)} for row in db.session.execute(query)}


def _days(population: Population) -> dict[str, dict[date, int]]:
    """How many facilities of a state were last visited on each day: medians do not add up, days do."""
    day = FacilityCurrent.visited_on
    query = _assessed(population, _STATE, day, func.count()).group_by(_STATE, day)
    found: dict[str, dict[date, int]] = defaultdict(dict)
    for code, on, number in db.session.execute(query):
        found[code][on] = number
    return found


def _median_age(days: Mapping[date, int], on: date) -> int | None:
    """The median age in whole days of results by day; of an even number the mean of the middle two, cut."""
    total, seen = sum(days.values()), 0
    places = ((total - 1) // 2, total // 2)
    middle: list[int] = []
    for day in sorted(days) if total else ():
        seen += days[day]
        middle += [(on - day).days for place in places[len(middle) :] if place < seen]
        if len(middle) == 2:
            break
    return sum(middle) // 2 if middle else None


def _closure(population: Population) -> Counts:
    """Actions due and verified of the plans of registered facilities (R10)."""
    return _counted(
        _due(population, func.count(), _number(Action.state == "verified")), ("actions_due", "actions_verified")
    )


def plans_due(population: Population) -> dict[str, int]:
    """How many facilities of each state have actions due: a closure of fewer than five points at them (P40)."""
    return _plans_due(_question(population))


@lru_cache(maxsize=32)
def _plans_due(question: _Question) -> dict[str, int]:
    population = question.population
    return {
        code: number for code, number in db.session.execute(_due(population, func.count(Action.plan_id.distinct())))
    }


def _due(population: Population, *columns: Any) -> Select[Any]:
    """`columns` by state of the actions due: promised by the day, judged already, or extended.

    An extension gives a new date and hides no delay.
    """
    is_due = or_(Action.due_on <= population.on, Action.state.in_(_JUDGED), Action.extensions > 0)
    return (
        select(Action.state_code, *columns)
        .where(Action.state != "cancelled", is_due, _of_the_population(population))
        .group_by(Action.state_code)
    )


def _of_the_population(population: Population) -> ColumnElement[bool]:
    """Whether an action's plan is one under the instrument and of a registered facility (as Population.holds)."""
    mine, plans = Plan.instrument_id == population.instrument_id, select(Plan.id)
    if population.strata:
        return Action.plan_id.in_(plans.where(mine, population.holds(Plan.facility_id)))
    return Action.plan_id.not_in(plans.where(or_(~mine, ~population.holds(Plan.facility_id))))


def _domains(population: Population) -> dict[str, tuple[DomainTally, ...]]:
    """The scores of rated domains, taken apart by the database from the current row ({domain: [score_e4, rating]})."""
    part = func.json_each(FacilityCurrent.domains).table_valued("key", "value")
    value = type_coerce(part.c.value, JSON)
    score, rating = value[0].as_integer(), value[1].as_string()
    query = (
        _assessed(population, _STATE, part.c.key, func.count(), func.sum(score))
        .join_from(FacilityCurrent, part, rating != "NR")
        .where(score.is_not(None))
        .group_by(_STATE, part.c.key)
        .order_by(part.c.key)
    )
    found: dict[str, tuple[DomainTally, ...]] = defaultdict(tuple)
    for code, domain, number, total in db.session.execute(query):
        found[code] += (DomainTally(domain, number, int(total)),)
    return found
