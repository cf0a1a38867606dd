"""What a comparison is of, in words: the same on the page, in the CSV and on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from babel.dates import format_date

from assess.core.rules import N_
from assess.services.comparisons.population import MONTHS, Population
from assess.wording import Wording

SIZES: Mapping[str, str] = {
    "small": N_("Up to 15 children"),
    "medium": N_("16 to 30 children"),
    "large": N_("More than 30 children"),
}
SECTORS: Mapping[str, str] = {"public": N_("Public"), "private": N_("Private")}
GROUPS: Mapping[str, str] = {
    "residential": N_("Residential facilities"),
    "space": N_("Child-friendly spaces"),
    "programme": N_("Programmes"),
    "authority": N_("Child protection authorities"),
}


def group_word(group: str, wording: Wording) -> str:
    """The name of a group of types; one that a country added shows its code."""
    return wording(GROUPS[group]) if group in GROUPS else group


def facts(compared: Population, wording: Wording) -> list[tuple[str, str]]:
    """Pairs of a word and its value: day, instrument, facilities, strata, window and method."""
    language = wording.language
    chosen = next((t.name[language] for t in compared.types if t.code == compared.type_code), None)
    return [
        (wording("Day"), compared.on.isoformat()),
        (wording("Instrument"), f"{compared.version.title[language]} ({compared.instrument_id})"),
        (wording("Type of facility"), chosen or group_word(compared.group, wording)),
        (wording("Size"), wording(SIZES.get(compared.size or "", N_("All")))),
        (wording("Sector"), wording(SECTORS.get(compared.sector or "", N_("All")))),
        (wording("Results"), window(compared, wording)),
        (wording("Method"), wording("SS-1.0, rule R11; Wilson intervals at 95 %")),
    ]


def described(compared: Population) -> dict[str, Any]:
    """The same for programs: ids and codes, null where all count."""
    return {
        "on": compared.on.isoformat(),
        "since": compared.since.isoformat(),
        "instrument": {"id": compared.instrument_id, "version": compared.version.version},
        "group": compared.group,
        "types": [compared.type_code] if compared.type_code else [t.code for t in compared.types],
        "size": compared.size,
        "sector": compared.sector,
    }


def window(compared: Population, wording: Wording) -> str:
    """From when to when visits count."""
    return wording(
        "Latest full external visit of each facility in {months} months, from {since} to {on}",
        months=MONTHS,
        since=_day(compared.since, wording),
        on=_day(compared.on, wording),
    )


def _day(day: date, wording: Wording) -> str:
    return str(format_date(day, "d MMM y", locale=wording.locale)).replace(".", "")
