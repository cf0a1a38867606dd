"""What each row of a table means for the registry: which facility it is, what it would change, what is at fault."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import or_, select

from assess.core.rules import N_, RuleBroken
from assess.exporters.cells import plain
from assess.importers.table import Row, Table
from assess.models import Facility, User, db
from assess.services.facilities.registry import outside_scope, same_folio, same_name
from assess.services.facilities.values import COLUMNS, Lists, read

#: Rows looked up in the registry at once.
PORTION = 500
_IDENTITY = ("name", "folio", "state_code", "municipality")
_KNOWN = (*COLUMNS, "id", "revision", "search_name", "closed_on")
Place = tuple[str, str | None, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """`line` of the file; `heading` of the column, empty when the whole row is meant."""

    line: int
    heading: str
    broken: RuleBroken


@dataclass(frozen=True, slots=True)
class Meaning:
    """A row understood. `known` are the columns of the facility that it is about, None for a new one."""

    line: int
    columns: Mapping[str, Any]
    known: Mapping[str, Any] | None
    faults: Sequence[Fault] = ()

    @property
    def changed(self) -> list[str]:
        """The columns that would be written otherwise than they are."""
        known = self.known
        return [] if known is None else [name for name in COLUMNS if self.columns[name] != known[name]]


class RowReader:
    """Reads the rows of a table in portions. `mapping`: field -> position; `default_state` for files of one state."""

    def __init__(
        self,
        table: Table,
        mapping: Mapping[str, int],
        *,
        by: User | None,
        at: datetime,
        default_state: str | None = None,
    ) -> None:
        self.table, self.mapping, self.by, self.default_state = table, mapping, by, default_state
        self.lists = Lists.at(at)
        #: folio, id, or place and name of every facility so far -> line.
        self._seen: dict[Hashable, int] = {}

    def portions(self) -> Iterator[list[Meaning]]:
        """Every row, in the order of the file. A file that breaks off ends with a row that says so."""
        rows = self.table.rows()
        while True:
            portion, broken = _take(rows)
            if portion:
                yield self._understand(portion)
            if broken is not None:
                line = broken.params.get("line", 0)
                yield [Meaning(line if isinstance(line, int) else 0, {}, None, [Fault(0, "", broken)])]
            if broken is not None or len(portion) < PORTION:
                return

    def _understand(self, rows: Sequence[Row]) -> list[Meaning]:
        given = [self._values(row) for row in rows]
        first = [read({k: v for k, v in one.items() if k in _IDENTITY}, self.lists, _nothing()) for one in given]
        there = _Registered([columns for columns, _faults in first])
        return [
            self._meaning(row, values, columns, there)
            for row, values, (columns, _faults) in zip(rows, given, first, strict=True)
        ]

    def _values(self, row: Row) -> dict[str, str]:
        """The cells with text by field; an empty cell says nothing and leaves what is registered."""
        cells = {
            field: plain(row.cells[position].strip())
            for field, position in self.mapping.items()
            if position < len(row.cells)
        }
        values = {field: text for field, text in cells.items() if text}
        if self.default_state:
            values.setdefault("state_code", self.default_state)
        return values

    def _meaning(self, row: Row, values: Mapping[str, str], identity: Mapping[str, Any], there: _Registered) -> Meaning:
        known = there.find(identity)
        if known is not None and known["folio"] == identity["folio"] and outside_scope(self.by, known["state_code"]):
            return self._faulty(row, {}, None, [same_folio(identity["folio"], None)])
        columns, found = read(values, self.lists, {name: known[name] for name in COLUMNS} if known else None)
        if not found:
            found = [
                *self._against_scope(columns),
                *there.against(columns, known),
                *self._twice(row.line, columns, known),
            ]
        meaning = self._faulty(row, columns, known, found)
        if known and known["closed_on"] and not found and meaning.changed:
            return self._faulty(row, columns, known, [RuleBroken(_CLOSED, name=known["name"])])
        return meaning

    def _against_scope(self, columns: Mapping[str, Any]) -> list[RuleBroken]:
        refused = outside_scope(self.by, columns["state_code"])
        return [refused] if refused else []

    def _twice(self, line: int, columns: Mapping[str, Any], known: Mapping[str, Any] | None) -> list[RuleBroken]:
        """Whether an earlier row of the file is about the same facility."""
        keys: list[Hashable] = [columns["folio"]] if columns["folio"] else []
        if known is not None:
            keys.append(known["id"])
        if known is None or place_of(known) != place_of(columns):
            keys.append(place_of(columns))
        earlier = min((self._seen[key] for key in keys if key in self._seen), default=None)
        for key in keys:
            self._seen.setdefault(key, line)
        if earlier is None:
            return []
        return [RuleBroken(N_("Row {line} is about the same facility. Keep one of the two."), line=earlier)]

    def _faulty(
        self, row: Row, columns: Mapping[str, Any], known: Mapping[str, Any] | None, found: Sequence[RuleBroken]
    ) -> Meaning:
        header = self.table.header
        headings = {field: header[position] for field, position in self.mapping.items() if position < len(header)}
        return Meaning(
            row.line, columns, known, [Fault(row.line, headings.get(one.field or "", ""), one) for one in found]
        )


_CLOSED = N_("“{name}” is closed. Reopen it first, or take this row out of the file.")


def _take(rows: Iterator[Row]) -> tuple[list[Row], RuleBroken | None]:
    """The next portion, and the fault at which the file breaks off when it does so here."""
    portion: list[Row] = []
    try:
        for row in islice(rows, PORTION):
            portion.append(row)
    except RuleBroken as broken:
        return portion, broken
    return portion, None


def _nothing() -> dict[str, Any]:
    return dict.fromkeys(COLUMNS)


def place_of(columns: Mapping[str, Any]) -> Place:
    """By what two facilities without a folio are the same: state, municipality and name without case and accents."""
    return columns["state_code"], columns["municipality_code"], columns["search_name"]


class _Registered:
    """The facilities that a portion of rows may be about, by folio and by place and name."""

    def __init__(self, identities: Sequence[Mapping[str, Any]]) -> None:
        folios = {one["folio"] for one in identities if one["folio"]}
        names = {one["search_name"] for one in identities if one.get("search_name")}
        query = select(*(getattr(Facility, name) for name in _KNOWN)).where(
            or_(Facility.folio.in_(folios), Facility.search_name.in_(names))
        )
        rows = [dict(row) for row in db.session.execute(query).mappings()]
        self._by_folio = {row["folio"]: row for row in rows if row["folio"]}
        self._by_place: dict[Place, dict[str, Any]] = {place_of(row): row for row in rows}

    def find(self, identity: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """The facility of that folio; else the one of that place and name, unless both have folios that differ."""
        if identity["folio"] in self._by_folio:
            return self._by_folio[identity["folio"]]
        if identity.get("search_name") is None or identity["state_code"] is None:
            return None
        there = self._by_place.get(place_of(identity))
        return None if there is None or (identity["folio"] and there["folio"]) else there

    def against(self, columns: Mapping[str, Any], known: Mapping[str, Any] | None) -> list[RuleBroken]:
        """Whether another facility already has the place and name that a row would newly take."""
        if known is not None and place_of(known) == place_of(columns):
            return []
        there = self._by_place.get(place_of(columns))
        return [] if there is None else [same_name(there["closed_on"] is None)]
