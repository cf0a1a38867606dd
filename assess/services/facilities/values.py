"""What may be said about a facility: each value read from a form, a file or a program, and refused with a way out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from assess import geo, reference
from assess.core.rules import N_, RuleBroken
from assess.models import FacilityType, Municipality, db
from assess.models.facilities import SECTORS
from assess.reference.search_key import search_key
from assess.services import accounts
from assess.services.facilities.text import search_name, tidy

#: What a caller may name, in the order of forms and files; "municipality" is written to `municipality_code`.
FIELDS = (
    "name",
    "folio",
    "type_code",
    "sector",
    "state_code",
    "municipality",
    "capacity",
    "opened_on",
    "director_name",
    "email",
    "telephone",
    "address",
    "latitude",
    "longitude",
)
COLUMNS = tuple("municipality_code" if name == "municipality" else name for name in FIELDS)
#: The field group of its own (P39): read and written only by who holds facility.locate.
LOCATING = frozenset({"email", "telephone", "address", "latitude", "longitude"})
LENGTHS = {"name": 200, "folio": 40, "director_name": 120, "email": 254, "telephone": 40, "address": 300}
#: More places than any centre has: a mistyped number.
MOST_PLACES = 5000
_MEXICO = ZoneInfo("America/Mexico_City")
#: The rectangle around the country, with its islands.
_BOUNDS = {"latitude": (14.0, 33.0), "longitude": (-119.0, -86.0)}
_SECTORS = {"publico": "public", "public": "public", "privado": "private", "private": "private"}
_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")


@dataclass(frozen=True, slots=True)
class Lists:
    """The tables that a value is looked up in, read once per request or file."""

    types: Mapping[str, str]  # search key of a code, name or alias -> code
    today: date

    @classmethod
    def at(cls, instant: datetime) -> Lists:
        """As they stand now; today is the date in central Mexico at `instant`."""
        rows = list(db.session.scalars(select(FacilityType)))
        codes = {row.code for row in rows}
        found = {
            search_key(alias): each.code
            for each in reference.facility_types()
            for alias in (each.name.es, each.name.en, *each.aliases)
            if each.code in codes
        }
        found |= {search_key(text): row.code for row in rows for text in (row.name_es, row.name_en, row.code)}
        return cls(found, local_day(instant))


def local_day(instant: datetime) -> date:
    """The date in central Mexico."""
    return instant.astimezone(_MEXICO).date()


def read(
    values: Mapping[str, Any], lists: Lists, base: Mapping[str, Any] | None = None
) -> tuple[dict[str, Any], list[RuleBroken]]:
    """All columns of a facility and what is wrong with `values`; with faults the columns are not to be stored.

    `values` holds text as typed or Python values, by the names of FIELDS. `base` holds the columns as they are: then
    only the fields in `values` are read, else all of them and a missing required one is a fault.
    """
    whole = dict(base) if base is not None else dict.fromkeys(COLUMNS)
    faults = [_unknown(name) for name in values if name not in FIELDS]
    for name in FIELDS:
        if base is None or name in values:
            try:
                _READERS[name](_text(values.get(name)), name, whole, lists)
            except RuleBroken as broken:
                broken.field = name
                faults.append(broken)
    faults += _between_fields(whole, {broken.field for broken in faults})
    if whole["name"] is not None:
        whole["search_name"] = search_name(whole["name"])
    return whole, faults


def _unknown(name: str) -> RuleBroken:
    return RuleBroken(
        N_("There is no field “{name}”. Use one of: {names}."), field=name, name=name, names=", ".join(FIELDS)
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return tidy(str(value))


Reader = Callable[[str, str, dict[str, Any], Lists], None]


def _words(text: str, name: str, whole: dict[str, Any], lists: Lists) -> None:
    limit = LENGTHS[name]
    if len(text) > limit:
        raise RuleBroken(N_("This has {n} characters; {limit} is the limit. Shorten it."), n=len(text), limit=limit)
    whole[name] = text


def _name(text: str, name: str, whole: dict[str, Any], lists: Lists) -> None:
    if not text:
        raise RuleBroken(N_("Write the name of the facility."))
    _words(text, name, whole, lists)


def _folio(text: str, name: str, whole: dict[str, Any], lists: Lists) -> None:
    folio = text.upper()
    if folio and not re.fullmatch(r"[A-Z0-9](?:[A-Z0-9 ./_-]*[A-Z0-9])?", folio):
        raise RuleBroken(
            N_("“{text}” is not a folio. Use letters without accents, digits, hyphens and slashes, or leave it empty."),
            text=text,
        )
    _words(folio, name, whole, lists)
    whole[name] = folio or None


def _type(text: str, name: str, whole: dict[str, Any], lists: Lists) -> None:
    code = lists.types.get(search_key(text)) if text else None
    if code is None:
        raise RuleBroken(
            N_("“{text}” is not a type of facility. Use one of: {codes}.")
            if text
            else N_("Choose the type of facility."),
            text=text,
            codes=", ".join(sorted(set(lists.types.values()))),
        )
    whole[name] = code


def _sector(text: str, name: str, whole: dict[str, Any], lists: Lists) -> None:
    implied = _implied_sector(whole["type_code"])
    sector = _SECTORS.get(search_key(text), "") if text else implied or ""
    if sector not in SECTORS:
        raise RuleBroken(N_("Say whether the facility is public or private."))
    whole[name] = sector


def _implied_sector(type_code: str | None) -> str | None:
    known = {each.code: each.sector for each in reference.facility_types()}
    return known.get(type_code or "")


def _state(text: str, name: str, whole: dict[str, Any], lists: Lists) -> None:
    state = geo.find_state(text) if text else None
    if state is None:
        raise RuleBroken(
            N_("There is no state “{text}”. Use its name or its key, 01 to 32.") if text else N_("Choose the state."),
            text=text,
        )
    if whole[name] not in (None, state.code):
        raise RuleBroken(
            N_("A facility stays in its state ({state}). Close this one and add it anew in the other state."),
            state=geo.state(whole[name]).name.es,
        )
    whole[name] = state.code


def _municipality(text: str, name: str, whole: dict[str, Any], lists: Lists) -> None:
    state_code = whole["state_code"]
    if not text or state_code is None:  # without a state there is nothing to look in, and the state's fault is told
        whole["municipality_code"] = None
        return
    found = geo.find_municipality(state_code, text)
    code = found.code if found else _added_municipality(state_code, text)
    if code is None:
        raise RuleBroken(
            N_("There is no single municipality “{text}” in {state}. Check its name or use its five-digit key."),
            text=text,
            state=geo.state(state_code).name.es,
        )
    whole["municipality_code"] = code


def _added_municipality(state_code: str, text: str) -> str | None:
    """One that INEGI made after the bundled catalogue and an administrator has added."""
    rows = db.session.execute(
        select(Municipality.code, Municipality.name).where(Municipality.state_code == state_code)
    ).all()
    wanted = search_key(text)
    codes = [code for code, name in rows if wanted in (code, search_key(name))]
    bundled = {each.code for each in geo.municipalities(state_code)}
    added = [code for code in codes if code not in bundled]
    return added[0] if len(codes) == len(added) == 1 else None


def _places(text: str, name: str, whole: dict[str, Any], lists: Lists) -> None:
    if not re.fullmatch(r"\d{1,9}(?:[.,]0+)?", text or "0", re.ASCII):
        raise RuleBroken(N_("“{text}” is not a number of places. Write a whole number such as 24."), text=text)
    number = int(re.split("[.,]", text)[0]) if text else None
    if number is not None and number > MOST_PLACES:
        raise RuleBroken(N_("{n} places is more than any facility has. Check the number."), n=number)
    whole[name] = number


def _day(text: str, name: str, whole: dict[str, Any], lists: Lists) -> None:
    day = parse_day(text) if text else None
    if day is not None and day > lists.today:
        raise RuleBroken(N_("{day} is in the future. Check the year."), day=day.isoformat())
    if day is not None and day.year < 1500:
        raise RuleBroken(N_("{day} is too long ago. Check the year."), day=day.isoformat())
    whole[name] = day


def parse_day(text: str) -> date:
    """A date written as 2026-11-22 or 22/11/2026; RuleBroken for anything else."""
    for pattern in _DATES:
        try:
            return datetime.strptime(text.strip(), pattern).date()
        except ValueError:
            continue
    raise RuleBroken(N_("“{text}” is not a date. Write it as 2026-11-22 or 22/11/2026."), text=text)


def _email(text: str, name: str, whole: dict[str, Any], lists: Lists) -> None:
    _words(accounts.clean_email(text) if text else "", name, whole, lists)


def _telephone(text: str, name: str, whole: dict[str, Any], lists: Lists) -> None:
    if text and len(re.findall(r"\d", text)) < 7:
        raise RuleBroken(N_("“{text}” is not a telephone number. Write it with its ten digits."), text=text)
    _words(text, name, whole, lists)


def _degrees(text: str, name: str, whole: dict[str, Any], lists: Lists) -> None:
    if not text:
        whole[name] = None
        return
    if not re.fullmatch(r"[+-]?\d{1,3}(?:[.,]\d{1,15})?", text, re.ASCII):
        raise RuleBroken(N_("“{text}” is not a number of degrees. Write it as 25.4232 or -101.0053."), text=text)
    degrees, (low, high) = float(text.replace(",", ".")), _BOUNDS[name]
    if not low <= degrees <= high:
        raise RuleBroken(
            N_("{text} lies outside Mexico, where this is between {low} and {high}. Check the sign and the digits."),
            text=text,
            low=low,
            high=high,
        )
    whole[name] = degrees


def _between_fields(whole: dict[str, Any], faulty: set[str | None]) -> list[RuleBroken]:
    found = []
    implied = _implied_sector(whole["type_code"])
    if implied and whole["sector"] not in (None, implied) and not faulty & {"sector", "type_code"}:
        message = (
            N_("This type of facility is always public. Choose public, or another type.")
            if implied == "public"
            else N_("This type of facility is always private. Choose private, or another type.")
        )
        found.append(RuleBroken(message, field="sector"))
    if (whole["latitude"] is None) != (whole["longitude"] is None) and not faulty & {"latitude", "longitude"}:
        missing = "latitude" if whole["latitude"] is None else "longitude"
        found.append(RuleBroken(N_("A position needs both latitude and longitude: write both or none."), field=missing))
    return found


_READERS: dict[str, Reader] = {
    "name": _name,
    "folio": _folio,
    "type_code": _type,
    "sector": _sector,
    "state_code": _state,
    "municipality": _municipality,
    "capacity": _places,
    "opened_on": _day,
    "director_name": _words,
    "email": _email,
    "telephone": _telephone,
    "address": _words,
    "latitude": _degrees,
    "longitude": _degrees,
}
