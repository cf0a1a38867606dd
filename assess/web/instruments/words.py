"""Measures in words: what is divided by what, and which level each value gives (method R7)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from babel.numbers import format_decimal

from assess.core.instrument import Measure
from assess.core.rules import N_
from assess.wording import Wording

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SIGNS = {"*": "×", "/": "÷", "-": "−"}

RISING = (N_("less than {value}"), N_("at least {value}"))
FALLING = (N_("more than {value}"), N_("at most {value}"))
MET = {"<=": N_("at most {value}"), ">=": N_("at least {value}"), "between": N_("from {low} to {high}")}
ZERO = {
    "no_cases": N_("Without any case the criterion does not apply."),
    "no_resource": N_("People without the resource are level 0, never “not applicable”."),
    "no_population": N_("Without anybody to serve the criterion does not apply."),
}
PER = {
    "shift": N_("Measured for each shift; the worst one counts."),
    "room": N_("Measured for each room; the worst one counts."),
}


@dataclass(frozen=True, slots=True)
class MeasureInWords:
    """`levels` are pairs of level and the values that give it, best first; `notes` are whole sentences."""

    formula: str
    unit: str
    inputs: tuple[tuple[str, str], ...]
    levels: tuple[tuple[int, str], ...]
    notes: tuple[str, ...]
    confidence: str


def measure_in_words(measure: Measure, w: Wording) -> MeasureInWords:
    """`measure` for a reader of the language of `w`."""
    inputs = tuple((i.label[w.language], i.unit[w.language]) for i in measure.inputs)
    levels = _by_thresholds(measure, w) if measure.thresholds else _by_limit(measure, w)
    notes = tuple(w(table[key]) for table, key in ((PER, measure.per), (ZERO, measure.zero)) if key in table)
    return MeasureInWords(_formula(measure, w), measure.unit[w.language], inputs, levels, notes, measure.confidence)


def _formula(measure: Measure, w: Wording) -> str:
    """The formula with the labels of its numbers in quotes and the signs of school."""
    labels = {i.id: f"“{i.label[w.language]}”" for i in measure.inputs}
    named = _NAME.split(measure.formula)
    names = [labels.get(name, name) for name in _NAME.findall(measure.formula)] + [""]
    return "".join(_signs(between) + name for between, name in zip(named, names, strict=True))


def _signs(text: str) -> str:
    return "".join(_SIGNS.get(sign, sign) for sign in text)


def _by_thresholds(measure: Measure, w: Wording) -> tuple[tuple[int, str], ...]:
    first, second, third = measure.thresholds
    below, reached = RISING if measure.direction == "higher_is_better" else FALLING
    reaching = ((3, third), (2, second), (1, first))
    return (
        *((n, w(reached, value=_number(limit, w))) for n, limit in reaching),
        (0, w(below, value=_number(first, w))),
    )


def _by_limit(measure: Measure, w: Wording) -> tuple[tuple[int, str], ...]:
    numbers = [_number(limit, w) for limit in measure.threshold]
    met = w(MET[str(measure.operator)], value=numbers[0], low=numbers[0], high=numbers[-1])
    return (3, met), (1, w(N_("missed by at most a tenth"))), (0, w(N_("missed by more than a tenth")))


def _number(value: Fraction, w: Wording) -> str:
    return str(format_decimal(float(value), "#,##0.####", locale=w.locale))
