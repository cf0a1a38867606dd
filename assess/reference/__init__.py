"""Closed lists that the registry of facilities chooses from. Standard library only; every list is read once.

- Facility types: after LGDNNA arts. 4, 94, 95 and 112 and the national models; `confidence` says, as for a criterion,
  how sure we are of each. A code is what instruments name in `applies_to`.
- Legal statuses: three of the four regulatory axes of the national model of 2017 (the fourth, supervision, is an event
  and not a status). The axes are the model's; the states within each are our own operationalisation, since procedure
  and validity vary from state to state.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from assess.core.text import Text
from assess.reference.search_key import search_key

Sector = Literal["public", "private"]
Group = Literal["residential", "space", "programme", "authority"]
Axis = Literal["authorisation", "registration", "certification"]
Confidence = Literal["seen", "recalled", "derived"]

GROUPS: tuple[Group, ...] = ("residential", "space", "programme", "authority")
AXES: tuple[Axis, ...] = ("authorisation", "registration", "certification")


@dataclass(frozen=True)
class FacilityType:
    """A kind of facility.

    `sector` is what the type implies, None where either occurs; `residential`: children sleep there; `group`: types are
    compared with each other inside a group and never across groups; `aliases`: other names that an import understands.
    """

    code: str
    name: Text
    description: Text
    sector: Sector | None
    residential: bool
    group: Group
    aliases: tuple[str, ...]
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class LegalStatus:
    """A state on one axis. Codes are unique inside their axis only."""

    axis: Axis
    code: str
    name: Text


def _read(file_name: str) -> Any:
    return json.loads(resources.files(__name__).joinpath(file_name).read_text(encoding="utf-8"))


def _facility_type(row: dict[str, Any]) -> FacilityType:
    plain = {field: row[field] for field in ("code", "sector", "residential", "group", "source", "confidence")}
    name, description = Text(**row["name"]), Text(**row["description"])
    return FacilityType(name=name, description=description, aliases=tuple(row["aliases"]), **plain)


@cache
def facility_types() -> tuple[FacilityType, ...]:
    """The nine types, in the order of choice: residential ones first."""
    return tuple(_facility_type(row) for row in _read("facility_types.json"))


@cache
def _facility_types_by_code() -> dict[str, FacilityType]:
    return {each.code: each for each in facility_types()}


def facility_type(code: str) -> FacilityType:
    """The type of that code; KeyError for an unknown one."""
    return _facility_types_by_code()[code]


@cache
def _facility_types_by_key() -> dict[str, FacilityType]:
    return {
        search_key(text): each
        for each in facility_types()
        for text in (each.code, each.name.es, each.name.en, *each.aliases)
    }


def find_facility_type(text: str) -> FacilityType | None:
    """The type by its code, its name in either language or an alias, whatever the case and accents; or None."""
    return _facility_types_by_key().get(search_key(text))


def _legal_status(axis: Axis, row: dict[str, Any]) -> LegalStatus:
    return LegalStatus(axis, row["code"], Text(**row["name"]))


@cache
def _legal_statuses() -> dict[Axis, tuple[LegalStatus, ...]]:
    table = _read("legal_statuses.json")
    return {axis: tuple(LegalStatus(axis, row["code"], Text(**row["name"])) for row in table[axis]) for axis in AXES}


def legal_statuses(axis: Axis) -> tuple[LegalStatus, ...]:
    """The statuses of one axis, from the lack of it to its end; KeyError for an unknown axis."""
    return _legal_statuses()[axis]


@cache
def _legal_statuses_by_key() -> dict[tuple[Axis, str], LegalStatus]:
    return {
        (axis, search_key(text)): each
        for axis in AXES
        for each in legal_statuses(axis)
        for text in (each.code, each.name.es, each.name.en)
    }


def legal_status(axis: Axis, code: str) -> LegalStatus:
    """The status of that code on that axis; KeyError for an unknown one."""
    return {each.code: each for each in legal_statuses(axis)}[code]


def find_legal_status(axis: Axis, text: str) -> LegalStatus | None:
    """The status on that axis by its code or its name in either language, whatever the case and accents; or None."""
    return _legal_statuses_by_key().get((axis, search_key(text)))
