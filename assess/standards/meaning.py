"""What no single field can know: codes that repeat, measures, conditions, facility types, limiting domains.

Works on the data as read, so that these faults are told in the same run as those of the schema; whatever is not of
the expected type is left to the schema.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assess.core import condition
from assess.core.rules import N_, RuleBroken
from assess.standards.fault import WARNING, Fault, Place, closest
from assess.standards.measuring import Inputs, measure_faults
from assess.standards.source import Path_, Tree

LEVEL_KEYS = ("0", "1", "2", "3")


def faults(tree: Tree, facility_types: tuple[str, ...]) -> list[Fault]:
    """Every fault of meaning; `facility_types` are the codes that `applies_to` may name."""
    codes = {code for _, _, code in _named(tree, "criteria")}
    found = [*_repeated(tree), *_unlimited(tree)]
    inputs: Inputs = {}
    for path, criterion in parts(tree.data, "criteria"):
        found += _types(tree, path, criterion, facility_types)
        found += _twice(tree, path, criterion)
        found += _levels(tree, path, criterion)
        found += _relevant(tree, path, criterion, codes)
        found += measure_faults(tree, (*path, "measure"), criterion.get("measure"), inputs)
    return found


def parts(data: Any, kind: str, path: Path_ = ()) -> Iterator[tuple[Path_, dict[str, Any]]]:
    """Path and data of each domain, standard or criterion (`kind` is the key of its list)."""
    for key in ("domains", "standards", "criteria"):
        items = data.get(key) if isinstance(data, dict) else None
        for index, item in enumerate(items if isinstance(items, list) else ()):
            here = (*path, key, index)
            if key == kind and isinstance(item, dict):
                yield here, item
            elif key != kind:
                yield from parts(item, kind, here)


def _named(tree: Tree, kind: str) -> Iterator[tuple[Path_, dict[str, Any], str]]:
    for path, item in parts(tree.data, kind):
        if isinstance(item.get("id"), str):
            yield (*path, "id"), item, item["id"]


def _repeated(tree: Tree) -> Iterator[Fault]:
    for kind in ("domains", "standards", "criteria"):
        first: dict[str, Place] = {}
        for path, _, code in _named(tree, kind):
            place = tree.place(path)
            if code in first:
                message = N_("The code {code} is used twice: first on line {line}, column {column}.")
                params = {"code": code, "line": first[code].line, "column": first[code].column}
                fix = N_("Give one of the two a code of its own; a code of an older version is never used again.")
                yield Fault(place, message, fix, params)
            first.setdefault(code, place)


def _unlimited(tree: Tree) -> Iterator[Fault]:
    domains = [item for _, item in parts(tree.data, "domains")]
    if domains and not any(domain.get("limiting") is True for domain in domains):
        message = N_("No domain is limiting, so no domain can cap the rating of the whole (R6).")
        fix = N_("Write limiting: true in the domain of protection and safety.")
        yield Fault(tree.place(("domains",), key=True), message, fix, severity=WARNING)


def _types(tree: Tree, path: Path_, criterion: dict[str, Any], known: tuple[str, ...]) -> Iterator[Fault]:
    for index, code in enumerate(_list(criterion.get("applies_to"))):
        if isinstance(code, str) and code not in known:
            meant = closest(code, known)
            fix = N_("Did you mean {closest}? Known are: {known}.") if meant else N_("Use one of: {known}.")
            params = {"code": code, "closest": meant, "known": ", ".join(known)}
            yield Fault(tree.place((*path, "applies_to", index)), N_("{code} is not a type of facility."), fix, params)


def _twice(tree: Tree, path: Path_, criterion: dict[str, Any]) -> Iterator[Fault]:
    for key in ("verify", "applies_to", "age_groups"):
        items = [item if isinstance(item, str) else None for item in _list(criterion.get(key))]
        for index, item in enumerate(items):
            if item is not None and item in items[:index]:
                message = N_("{key} names {item} twice.")
                yield Fault(tree.place((*path, key, index)), message, N_("Remove one."), {"key": key, "item": item})


def _levels(tree: Tree, path: Path_, criterion: dict[str, Any]) -> Iterator[Fault]:
    levels = criterion.get("levels")
    if not isinstance(levels, dict):
        return
    if lost := [level for level in LEVEL_KEYS if level not in levels]:
        message = N_("The descriptors of these levels are missing: {lost}.")
        fix = N_("Describe all four levels, or remove levels so that the general wording applies.")
        yield Fault(tree.place((*path, "levels"), key=True), message, fix, {"lost": ", ".join(lost)})


def _relevant(tree: Tree, path: Path_, criterion: dict[str, Any], codes: set[str]) -> Iterator[Fault]:
    text = criterion.get("relevant")
    if not isinstance(text, str) or not text.strip():
        return
    place = tree.place((*path, "relevant"))
    try:
        read = condition.parse(text)
    except RuleBroken as broken:
        yield Fault(place, broken.message, N_("Correct the condition: {text}"), {**broken.params, "text": text})
        return
    for code in read.codes:
        if code == criterion.get("id"):
            message = N_("The condition of {code} asks for the level of {code} itself.")
            yield Fault(place, message, N_("Ask for another criterion, or for a fact of the profile."), {"code": code})
        elif code not in codes:
            meant = closest(code, tuple(sorted(codes)))
            fix = N_("Did you mean {closest}?") if meant else N_("Use the code of a criterion of this file.")
            params = {"code": code, "closest": meant}
            yield Fault(place, N_("The condition names {code}, which is no criterion of this file."), fix, params)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
