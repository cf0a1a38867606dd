"""Measured criteria: from the numbers that the assessor enters to a level (method R7)."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from assess.core.entry import NA, Inputs
from assess.core.formula import DivisionByZero, Formula, parse
from assess.core.instrument import Measure, MeasureInput
from assess.core.rules import N_, RuleBroken

TOLERANCE = Fraction(1, 10)
#: R7: below this many cases a share is printed with "n small".
SMALL_SAMPLE = 5

_WRITTEN = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
_MET: Mapping[str, Callable[[int, int], bool]] = {
    "<=": operator.le,
    "<": operator.lt,
    ">=": operator.ge,
    ">": operator.gt,
    "==": operator.eq,
}


@dataclass(frozen=True, slots=True)
class Measured:
    """What a measure gives.

    `level` is 0-3, "NA" (then `na_reason` says why) or None while an input is missing or the inputs contradict each
    other (`missing` names the inputs to fill in or correct). `value` is exact, in the unit of the measure, and None
    where nothing could be divided. `worst_index` counts from 0 the shift or room that decided. `small_sample`: fewer
    than five cases.
    """

    level: int | str | None
    value: Fraction | None = None
    worst_index: int | None = None
    small_sample: bool = False
    na_reason: str | None = None
    missing: tuple[str, ...] = ()


def exact_number(value: object, field: str, *, below_zero: bool = False) -> Fraction:
    """A number as entered, exactly: an int, a Fraction, a finite float, or text such as "3.5".

    Raises RuleBroken naming `field` for anything else, and for a number below zero unless `below_zero`.
    """
    if isinstance(value, Fraction):
        number = value
    else:
        written = "" if isinstance(value, bool) else str(value).strip()
        if not _WRITTEN.fullmatch(written):
            message = N_("{name}: {value} is not a number that can be measured. Write digits, for example 12 or 3.5.")
            raise RuleBroken(message, field=field, name=field, value=written[:40] or value)
        number = Fraction(written)
    if number.numerator < 0 and not below_zero:
        raise RuleBroken(
            N_("{name}: {value} is below zero. Enter zero or more."), field=field, name=field, value=number
        )
    return number


def level_of(measure: Measure, inputs: Inputs) -> Measured:
    """The level that the inputs give. Raises RuleBroken for a number below zero (a temperature may be) or not finite.

    With `per` shift or room the worst one counts; an input with a single number holds for all of them.
    """
    rows = _rows(measure, inputs)
    if isinstance(rows, Measured):
        return rows
    formula = parse(measure.formula)
    if measure.per == "visit":
        return _one(measure, formula, rows[0])
    return _worst(measure, [_one(measure, formula, row) for row in rows])


def _worst(measure: Measure, found: list[Measured]) -> Measured:
    """The shift or room that counts. One that has no level yet leaves the measure open; NA ones leave it to others."""
    levels = [one.level for one in found]
    if None in levels:
        return found[levels.index(None)]
    numbers = [level for level in levels if isinstance(level, int)]
    if not numbers:
        return found[0]
    least = min(numbers)
    places = [index for index, level in enumerate(levels) if level == least]
    index = places[0] if len(places) == 1 else max(places, key=lambda at: _badness(measure, found[at].value))
    small = any(one.small_sample for one in found)
    return Measured(least, found[index].value, worst_index=index, small_sample=small)


def _rows(measure: Measure, inputs: Inputs) -> list[dict[str, Fraction]] | Measured:
    """One dict of inputs per shift, room or visit; a Measured without a level while something is missing."""
    single: dict[str, Fraction] = {}
    lists: dict[str, tuple[Fraction, ...]] = {}
    for wanted in measure.inputs:
        given = inputs.get(wanted.id)
        if isinstance(given, (tuple, list)):
            lists[wanted.id] = tuple([_number(one, wanted) for one in given])
        elif given is not None:
            single[wanted.id] = _number(given, wanted)
    if not lists and len(single) == len(measure.inputs):
        return [single]
    # Numbers for each room say nothing about the whole visit.
    count = 1 if measure.per == "visit" else max((len(numbers) for numbers in lists.values()), default=1)
    complete = {*single, *(id for id, numbers in lists.items() if numbers and len(numbers) == count)}
    if missing := tuple(wanted.id for wanted in measure.inputs if wanted.id not in complete):
        return Measured(None, missing=missing)
    return [{**single, **dict(zip(lists, row, strict=True))} for row in zip(*lists.values(), strict=True)]


def _number(value: object, wanted: MeasureInput) -> Fraction:
    if type(value) is Fraction and value.numerator >= 0:
        return value
    return exact_number(value, wanted.id, below_zero=wanted.below_zero)


def _one(measure: Measure, formula: Formula, values: dict[str, Fraction]) -> Measured:
    try:
        value = Fraction(*formula.ratio(values))
    except DivisionByZero as division:
        return _undivided(measure, division.numerator_is_zero)
    sample = formula.denominator(values) if measure.zero == "no_cases" else None
    level = _by_thresholds(measure, value) if measure.thresholds else _by_limit(measure, value)
    return Measured(level, value, small_sample=sample is not None and sample < SMALL_SAMPLE)


def _undivided(measure: Measure, numerator_is_zero: bool) -> Measured:
    """R7: an empty sample is NA; people without the resource are level 0, never NA; 0 / 0 is always NA.

    A share with cases counted out of none contradicts itself: it gets no level, rather than an NA that hides it.
    """
    if measure.zero == "no_population" or (measure.zero == "no_resource" and numerator_is_zero):
        return Measured(NA, na_reason="population_absent")
    if measure.zero == "no_resource":
        return Measured(0)
    if numerator_is_zero:
        return Measured(NA, na_reason="no_event_in_period")
    return Measured(None, missing=parse(measure.formula).names)


def _by_thresholds(measure: Measure, value: Fraction) -> int:
    reaches = operator.ge if measure.direction == "higher_is_better" else operator.le
    return sum([_holds(reaches, value, limit) for limit in measure.thresholds])


def _holds(compare: Callable[[int, int], bool], value: Fraction, limit: Fraction) -> bool:
    """Over a common denominator: whole numbers are compared many times faster than fractions."""
    return compare(value.numerator * limit.denominator, limit.numerator * value.denominator)


def _by_limit(measure: Measure, value: Fraction) -> int:
    """One threshold: met is 3, missed by at most a tenth of it is 1, by more is 0; there is no level 2 (R7)."""
    if _is_met(measure, value):
        return 3
    limit = _limit(measure, value)
    return 1 if limit and abs(value - limit) <= abs(limit) * TOLERANCE else 0


def _is_met(measure: Measure, value: Fraction) -> bool:
    if measure.operator == "between":
        return measure.threshold[0] <= value <= measure.threshold[1]
    return _holds(_MET[str(measure.operator)], value, measure.threshold[0])


def _limit(measure: Measure, value: Fraction) -> Fraction:
    """The number that the value is held against: the threshold, or the nearer bound of two."""
    return min(measure.threshold, key=lambda bound: abs(value - bound))


def _badness(measure: Measure, value: Fraction | None) -> Fraction:
    """Grows as the value gets worse; a division that had no resource at all is the worst of all."""
    if value is None:
        return Fraction(10**12)
    if measure.direction == "higher_is_better" or measure.operator in (">=", ">"):
        return -value
    if measure.operator in ("between", "=="):
        return abs(value - _limit(measure, value))
    return value


def sample_size(cases: int) -> int:
    """How many of N records to read (R7): all up to 10, then 10, 12, 15 and 20."""
    if cases < 0:
        raise RuleBroken(
            N_("{name}: {value} is below zero. Enter zero or more."), field="cases", name="cases", value=cases
        )
    for most, size in ((10, cases), (30, 10), (60, 12), (100, 15)):
        if cases <= most:
            return size
    return 20
