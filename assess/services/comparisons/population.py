"""Which facilities are compared with each other: instrument, group of types, strata and the window of R11.

Everything is read from the register as it stands: a facility is in a stratum by the type, size and sector that it has
now, so that those assessed are always some of those registered and coverage never passes 100 %. There is no stratum by
age of the children: most facilities look after several age groups, so such strata would overlap and not add up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import ColumnElement, func, or_, select

from assess.core.calendar import add_months
from assess.core.profile import SIZE_BANDS
from assess.core.rules import N_, RuleBroken
from assess.models import Facility, FacilityCurrent, FacilityType, InstrumentVersion, db
from assess.models.facilities import SECTORS
from assess.reference import GROUPS
from assess.services import standards

#: Results older than this do not count (R11).
MONTHS = 24
#: The stratum of facilities whose size nobody has recorded; it makes the strata add up, nobody chooses it.
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Filters:
    """What was asked for; an empty text asks nothing. `group` matters only where an instrument serves several."""

    instrument_id: str = ""
    group: str = ""
    type_code: str = ""
    size: str = ""
    sector: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be chosen: the newest version of each instrument, and the groups and types of the chosen one."""

    instruments: tuple[InstrumentVersion, ...]
    groups: tuple[str, ...]
    types: tuple[FacilityType, ...]


@dataclass(frozen=True, slots=True)
class Population:
    """Facilities that may be compared: all of `types` are of one group, which is never mixed with another.

    `type_code`, `size` and `sector` are None where all count. Visits from `since` to `on`, both days included, count.
    """

    version: InstrumentVersion
    group: str
    types: tuple[FacilityType, ...]
    type_code: str | None
    size: str | None
    sector: str | None
    since: date
    on: date

    @property
    def instrument_id(self) -> str:
        return self.version.instrument_id

    @property
    def key(self) -> tuple[object, ...]:
        """What tells one population from another, whatever session it was read in."""
        return (self.version.id, self.group, self.type_code, self.size, self.sector, self.since, self.on)

    @property
    def strata(self) -> tuple[str, ...]:
        """The dimensions that narrow the group: some of "type", "size", "sector"."""
        narrowed = {
            "type": self.type_code is not None and len(self.types) > 1,
            "size": self.size is not None,
            "sector": self.sector is not None,
        }
        return tuple(name for name, is_narrowed in narrowed.items() if is_narrowed)

    def registered(self) -> tuple[ColumnElement[bool], ...]:
        """Conditions on Facility: open, of these types and strata."""
        codes = [self.type_code] if self.type_code is not None else [t.code for t in self.types]
        found = [Facility.type_code.in_(codes), or_(Facility.closed_on.is_(None), Facility.closed_on > self.on)]
        if self.size is not None:
            found.append(Facility.size.is_(None) if self.size == UNKNOWN else Facility.size == self.size)
        if self.sector is not None:
            found.append(Facility.sector == self.sector)
        return tuple(found)

    def holds(self, facility_id: Any) -> ColumnElement[bool]:
        """The condition that a column of facility ids names a registered one.

        Of a whole group nearly all facilities belong to it: then the few others are looked for, which costs a third.
        """
        if self.strata:
            return cast("ColumnElement[bool]", facility_id.in_(select(Facility.id).where(*self.registered())))
        codes = [t.code for t in self.types]
        others = or_(Facility.closed_on <= self.on, Facility.type_code.not_in(codes))
        return cast("ColumnElement[bool]", facility_id.not_in(select(Facility.id).where(others)))

    def results(self) -> tuple[ColumnElement[bool], ...]:
        """Conditions on FacilityCurrent: a result of the instrument in the window."""
        return (
            FacilityCurrent.instrument_id == self.instrument_id,
            FacilityCurrent.visited_on.between(self.since, self.on),
        )


def default_instrument() -> str:
    """The instrument with the most results; without any, the one that serves the most types of facility."""
    counted = func.count().label("n")
    query = select(FacilityCurrent.instrument_id).group_by(FacilityCurrent.instrument_id)
    found: str | None = db.session.scalar(query.order_by(counted.desc(), FacilityCurrent.instrument_id).limit(1))
    if found is not None:
        return found
    known = standards.versions()
    if not known:
        raise RuleBroken(N_("No instrument is loaded. Load one with: assess standards load FILE"), field="instrument")
    return max(known, key=lambda v: (len(v.facility_types.split()), v.criteria)).instrument_id


def population(filters: Filters, *, on: date) -> Population:
    """The facilities that `filters` ask for on a day. Raises RuleBroken naming the field of an unknown choice."""
    version = standards.newest(filters.instrument_id or default_instrument())
    served = _served(version)
    if filters.type_code:
        chosen = _known_type(filters.type_code, served, version)
        group = chosen.group
    else:
        group = _known_group(filters.group, served, version.instrument_id)
    return Population(
        version=version,
        group=group,
        types=tuple(t for t in served if t.group == group),
        type_code=filters.type_code or None,
        size=_one_of(filters.size, SIZE_BANDS, "size"),
        sector=_one_of(filters.sector, SECTORS, "sector"),
        since=add_months(on, -MONTHS),
        on=on,
    )


def offer(version: InstrumentVersion) -> Offer:
    """The choices of a page that shows `version`."""
    newest: dict[str, InstrumentVersion] = {}
    for one in standards.versions():
        newest.setdefault(one.instrument_id, one)
    served = _served(version)
    return Offer(tuple(newest.values()), _groups(served), served)


def _served(version: InstrumentVersion) -> tuple[FacilityType, ...]:
    codes = version.facility_types.split()
    query = select(FacilityType).where(FacilityType.code.in_(codes)).order_by(FacilityType.position)
    return tuple(db.session.scalars(query))


def _groups(types: Iterable[FacilityType]) -> tuple[str, ...]:
    present = {t.group for t in types}
    return (*(g for g in GROUPS if g in present), *sorted(present - set(GROUPS)))


def _known_type(code: str, served: tuple[FacilityType, ...], version: InstrumentVersion) -> FacilityType:
    found = next((t for t in served if t.code == code), None)
    if found is not None:
        return found
    if db.session.get(FacilityType, code) is None:
        message = N_("There is no type of facility {code}. Use one of: {codes}.")
    else:
        message = N_("{instrument} is not for the type {code}. Use one of: {codes}, or another instrument.")
    raise RuleBroken(
        message, field="type", code=code, codes=_listed(t.code for t in served), instrument=version.instrument_id
    )


def _known_group(group: str, served: tuple[FacilityType, ...], instrument_id: str) -> str:
    """The group asked for; else the one with the most results, since groups are never mixed."""
    offered = _groups(served)
    if group and group not in offered:
        raise RuleBroken(
            N_("There is no group of facilities {group} here. Use one of: {groups}."),
            field="group",
            group=group,
            groups=_listed(offered),
        )
    if group or len(offered) == 1:
        return group or offered[0]
    query = (
        select(FacilityType.group, func.count())
        .join(FacilityCurrent, FacilityCurrent.type_code == FacilityType.code)
        .where(FacilityCurrent.instrument_id == instrument_id, FacilityType.group.in_(offered))
        .group_by(FacilityType.group)
    )
    counted = {code: number for code, number in db.session.execute(query)}
    return max(offered, key=lambda g: counted.get(g, 0))


def _one_of(value: str, known: tuple[str, ...], field: str) -> str | None:
    if not value:
        return None
    if value not in known:
        raise RuleBroken(
            N_("“{value}” cannot be chosen here. Use one of: {choices}."),
            field=field,
            value=value,
            choices=_listed(known),
        )
    return value


def _listed(codes: Iterable[str]) -> str:
    return ", ".join(codes)
