"""The 32 states of Mexico, their municipalities and their outlines. Standard library only; every table is read once.

Sources
- Codes, ISO 3166-2:MX, abbreviations: INEGI and ISO. `population`: INEGI, Census 2020.
- `p_code`: "MX" + INEGI code, the convention of the OCHA common operational datasets. Unconfirmed for Mexico: a column
  of the table, nothing is computed from it.
- `official["en"]` repeats the Spanish name but for Mexico City and the State of Mexico: English has no official names.
- Municipalities and outlines: INEGI, Marco Geoestadístico, vintage 2019-20, 2,465 municipalities. INEGI has created
  more since, so a code missing here is not wrong for that. tools/geo/ makes both files; show `CREDIT` beside a map.

Drawing
- On a page: `<svg viewBox="{{ viewbox() }}">` with one `<path d="{{ outline.path }}">` per state and the label at
  (`label_x`, `label_y`). y grows downwards.
- In a PDF: `outline.rings()` gives the points; a PDF's y grows upwards, so draw at `height - y`.
- Small states (Tlaxcala, Morelos, Ciudad de México, Colima, Aguascalientes) cannot be read on the map: give the tile
  grid (`col`, `row` on 10 x 6 cells, from 0, top left) or a table beside it.
"""

import csv
import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from assess.core.text import Text
from assess.reference.search_key import search_key

CREDIT = "Fuente: INEGI, Marco Geoestadístico"
TILE_COLUMNS, TILE_ROWS = 10, 6

# What people write in spreadsheets and no table of names holds; keys as `search_key` makes them.
_VARIANTS = {
    "df": "09",
    "distrito federal": "09",
    "mexico df": "09",
    "mexico d f": "09",
    "d f": "09",
    "cd de mexico": "09",
    "cd mexico": "09",
    "federal district": "09",
    "edomex": "15",
    "edo mex": "15",
    "edomx": "15",
    "mexico state": "15",
    "b c": "02",
    "baja california norte": "02",
    "b c s": "03",
    "n l": "19",
    "queretaro de arteaga": "22",
    "q roo": "23",
    "qroo": "23",
    "s l p": "24",
}
_FORMAL_PREFIX = re.compile(r"^(?:el )?(?:estado libre y soberano|estado|edo|state) (?:de|of) ")


@dataclass(frozen=True)
class State:
    """One of the 32 entidades federativas.

    `code` is INEGI's, "01".."32"; `abbr` is the label of the tile (3 letters at most); `col` and `row` its tile.
    """

    code: str
    iso: str
    p_code: str
    abbr: str
    usual_abbr: str
    name: Text
    official: Text
    population: int
    col: int
    row: int


@dataclass(frozen=True)
class Municipality:
    """`code` is INEGI's CVEGEO, five digits: the state's two and the municipality's three."""

    code: str
    state_code: str
    name: str


@dataclass(frozen=True)
class Outline:
    """A state's shape in the units of `viewbox()`: `path` holds absolute M, L and Z only, one ring after the other.

    The rings are a mainland and its islands of 60 km² or more; no state has a hole.
    """

    path: str
    label_x: float
    label_y: float

    def rings(self) -> tuple[tuple[tuple[float, float], ...], ...]:
        """The closed rings as points (x, y), the first point not repeated at the end."""
        rings = []
        for ring in self.path.removesuffix("Z").split("Z"):
            numbers = [float(number) for number in re.split("[ML ]", ring) if number]
            rings.append(tuple(zip(numbers[::2], numbers[1::2], strict=True)))
        return tuple(rings)


def _read(file_name: str) -> str:
    return resources.files(__name__).joinpath(file_name).read_text(encoding="utf-8")


def _state(row: dict[str, Any]) -> State:
    plain = {field: row[field] for field in ("code", "iso", "p_code", "abbr", "usual_abbr", "col", "row")}
    name, official = Text(**row["name"]), Text(**row["official"])
    return State(name=name, official=official, population=row["population_2020"], **plain)


@cache
def states() -> tuple[State, ...]:
    """The 32 states by code. INEGI's order is not alphabetical: sort by `name[language]` for a reader."""
    return tuple(_state(row) for row in json.loads(_read("states.json")))


@cache
def _states_by_code() -> dict[str, State]:
    return {state.code: state for state in states()}


def state(code: str) -> State:
    """The state of an INEGI code "01".."32"; KeyError for anything else (`find_state` reads what people type)."""
    return _states_by_code()[code]


@cache
def _states_by_key() -> dict[str, State]:
    found = {key: state(code) for key, code in _VARIANTS.items()}
    for each in states():
        texts = (each.code, str(int(each.code)), each.iso, each.iso.removeprefix("MX-"), each.p_code, each.abbr)
        for text in (*texts, each.usual_abbr, each.name.es, each.name.en, each.official.es, each.official.en):
            found[search_key(text)] = each
    return found


def find_state(text: str) -> State | None:
    """The state that a person or a spreadsheet means, or None.

    Understands, whatever the case and accents: the code ("09", "9"), ISO 3166-2 with or without "MX-", P-code,
    abbreviations, short and official names in both languages, "Estado de …" before a name, and usual variants such as
    "Edomex" and "Distrito Federal". "México" alone is the state of that name (15), not the capital.
    """
    key = search_key(text)
    return _states_by_key().get(key) or _states_by_key().get(_FORMAL_PREFIX.sub("", key))


@cache
def _municipalities_by_state() -> dict[str, tuple[Municipality, ...]]:
    grouped: dict[str, list[Municipality]] = {each.code: [] for each in states()}
    for row in csv.DictReader(_read("municipalities.csv").splitlines()):
        grouped[row["state_code"]].append(Municipality(**row))
    return {code: tuple(rows) for code, rows in grouped.items()}


def municipalities(state_code: str) -> tuple[Municipality, ...]:
    """The municipalities (in Ciudad de México: alcaldías) of a state by code; KeyError for an unknown state."""
    return _municipalities_by_state()[state_code]


@cache
def _municipalities_by_key(state_code: str) -> dict[str, Municipality | None]:
    """By code, by the code's last three digits and by name; None where two share the name."""
    found: dict[str, Municipality | None] = {}
    for each in municipalities(state_code):
        key = search_key(each.name)
        found[key] = None if key in found else each
        found[each.code] = found[each.code[2:]] = each
    return found


def find_municipality(state_code: str, text: str) -> Municipality | None:
    """The municipality of that state by code (5 digits, 3, or without leading zeros) or name in any case and accents.

    None when unknown, of another state, or when the name is that of two: San Juan Mixtepec and San Pedro Mixtepec in
    Oaxaca must be told by code. KeyError for an unknown state.
    """
    key = search_key(text)
    if key.isdigit():
        key = key.zfill(3 if len(key) <= 3 else 5)
    return _municipalities_by_key(state_code).get(key)


@cache
def _map() -> dict[str, Any]:
    drawing: dict[str, Any] = json.loads(_read("outlines.json"))
    return drawing


def viewbox() -> str:
    """The viewBox in which all outlines lie: "0 0 WIDTH HEIGHT"."""
    return str(_map()["viewbox"])


@cache
def outlines() -> dict[str, Outline]:
    """State code -> Outline, in the order of the codes."""
    return {code: Outline(**outline) for code, outline in _map()["outlines"].items()}
