"""The faults of a measure (method R7): its formula, its inputs, its thresholds."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from pydantic_core import PydanticCustomError

from assess.core import formula
from assess.core.rules import N_, RuleBroken
from assess.standards.fault import WARNING, Fault, Place, closest
from assess.standards.number import exact_threshold
from assess.standards.source import Path_, Tree

#: What each input id of the file stands for, and where it was first named.
Inputs = dict[str, tuple[object, Place]]


def measure_faults(tree: Tree, path: Path_, measure: object, inputs: Inputs) -> Iterator[Fault]:
    """Faults of one measure; `inputs` remembers the inputs of the measures before it and is added to."""
    if isinstance(measure, dict):
        yield from _inputs(tree, path, measure, inputs)
        yield from _formula(tree, path, measure)
        yield from _kind(tree, path, measure)
        yield from _order(tree, path, measure)
        yield from _limits(tree, path, measure)


def _named(measure: dict[str, Any]) -> list[tuple[int, dict[str, Any]]]:
    items = measure.get("inputs")
    listed = enumerate(items if isinstance(items, list) else ())
    return [(index, item) for index, item in listed if isinstance(item, dict) and isinstance(item.get("id"), str)]


def _inputs(tree: Tree, path: Path_, measure: dict[str, Any], inputs: Inputs) -> Iterator[Fault]:
    here: set[str] = set()
    for index, item in _named(measure):
        name, place = item["id"], tree.place((*path, "inputs", index, "id"))
        meaning = (item.get("label"), item.get("unit"), measure.get("per", "visit"))
        first, where = inputs.setdefault(name, (meaning, place))
        if name in here:
            message = N_("The input {name} is listed twice.")
            yield Fault(place, message, N_("Remove one."), {"name": name})
        elif first != meaning:
            message = N_("The input {name} has another label, unit or per than on line {line}.")
            fix = N_("Inputs of one name are one number of the visit: rename this one, or make both alike.")
            yield Fault(place, message, fix, {"name": name, "line": where.line})
        here.add(name)


def _formula(tree: Tree, path: Path_, measure: dict[str, Any]) -> Iterator[Fault]:
    text = measure.get("formula")
    if not isinstance(text, str) or not text.strip():
        return
    place = tree.place((*path, "formula"))
    try:
        names = formula.parse(text).names
    except RuleBroken as broken:
        yield Fault(place, broken.message, N_("Correct the formula: {text}"), {**broken.params, "text": text})
        return
    known = tuple(item["id"] for _, item in _named(measure))
    for name in names:
        if name not in known:
            meant = closest(name, known)
            fix = N_("Did you mean {closest}?") if meant else N_("Add it to inputs, or use one of: {known}.")
            params = {"name": name, "closest": meant, "known": ", ".join(known)}
            yield Fault(place, N_("The formula names {name}, which is not among the inputs."), fix, params)
    for index, item in _named(measure):
        if item["id"] not in names:
            message = N_("The formula does not use the input {name}.")
            where = tree.place((*path, "inputs", index, "id"))
            yield Fault(where, message, N_("Use it or remove it."), {"name": item["id"]}, WARNING)


def _kind(tree: Tree, path: Path_, measure: dict[str, Any]) -> Iterator[Fault]:
    given = {key for key in ("direction", "thresholds", "operator", "threshold") if measure.get(key) is not None}
    if given not in ({"direction", "thresholds"}, {"operator", "threshold"}):
        message = N_("The measure does not say what gives which level.")
        fix = N_("Write direction with three thresholds, or operator with one threshold, and not both.")
        yield Fault(tree.place(path, key=True), message, fix)


def _numbers(value: object) -> tuple[Fraction, ...]:
    try:
        return () if value is None else exact_threshold(value)
    except PydanticCustomError:
        return ()  # the schema tells of what is not a number


def _order(tree: Tree, path: Path_, measure: dict[str, Any]) -> Iterator[Fault]:
    limits, direction = _numbers(measure.get("thresholds")), measure.get("direction")
    rising = list(limits) == sorted(set(limits))
    falling = list(limits) == sorted(set(limits), reverse=True)
    place = tree.place((*path, "thresholds"))
    if direction == "higher_is_better" and not rising:
        fix = N_("With higher_is_better they rise, for example [50, 75, 95]; or change the direction.")
        yield Fault(place, N_("The thresholds do not rise."), fix)
    if direction == "lower_is_better" and not falling:
        fix = N_("With lower_is_better they fall, for example [12, 10, 8]; or change the direction.")
        yield Fault(place, N_("The thresholds do not fall."), fix)


def _limits(tree: Tree, path: Path_, measure: dict[str, Any]) -> Iterator[Fault]:
    limits, operator = _numbers(measure.get("threshold")), measure.get("operator")
    if not limits or operator not in ("<=", ">=", "between"):
        return
    place = tree.place((*path, "threshold"))
    if operator == "between" and (len(limits) != 2 or limits[0] >= limits[1]):
        fix = N_("Write the lower number first, for example [0.2, 1.5].")
        yield Fault(place, N_("The operator between needs two numbers that rise."), fix)
    if operator != "between" and len(limits) != 1:
        yield Fault(place, N_("The operator {operator} needs one number."), N_("Write one."), {"operator": operator})
