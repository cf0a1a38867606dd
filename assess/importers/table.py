"""Reading a table row by row: CSV in the encodings and with the separators that spreadsheet programs write."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assess.core.rules import N_, RuleBroken

MOST_BYTES = 50 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 200
UTF_8, UTF_16, CP1252 = "utf-8-sig", "utf-16", "cp1252"
#: The separator that gives more columns wins; the first of equals.
SEPARATORS = (",", ";", "\t")
_CHUNK = 1 << 20
_SAMPLES = 5


@dataclass(frozen=True, slots=True)
class Row:
    """`line` is that of the file (of the sheet, in a workbook), counted from 1; cells are as written."""

    line: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file whose encoding, separator and header are known. `numbered`: made from a workbook, see `workbook`."""

    path: Path
    encoding: str
    separator: str
    header: tuple[str, ...]
    numbered: bool = False

    @property
    def is_guessed(self) -> bool:
        """Whether the encoding is a guess, which a person has to confirm: cp1252 takes nearly every byte."""
        return self.encoding == CP1252

    def rows(self) -> Iterator[Row]:
        """Every row below the header that has a cell with text. RuleBroken, with its line, where the file is broken."""
        rows = _records(self.path, self.encoding, self.separator, self.numbered)
        next(rows, None)
        for number, row in enumerate(rows, start=1):
            if number > MOST_ROWS:
                raise RuleBroken(N_("The file has more than {limit} rows. Split it."), limit=MOST_ROWS)
            yield row

    def samples(self) -> list[str]:
        """A few cells with letters beyond ASCII, by which a person sees whether the encoding was guessed well."""
        found: dict[str, None] = {}
        for row in _records(self.path, self.encoding, self.separator, self.numbered):
            found |= {cell.strip(): None for cell in row.cells if not cell.isascii()}
            if len(found) >= _SAMPLES:
                break
        return list(found)[:_SAMPLES]


def open_csv(path: Path) -> Table:
    """The table of a CSV file. RuleBroken for a file that is too large, empty, or no text."""
    if path.stat().st_size > MOST_BYTES:
        raise RuleBroken(N_("The file is larger than {limit} MB. Split it."), limit=MOST_BYTES >> 20)
    encoding = _encoding(path)
    separator = max(SEPARATORS, key=lambda each: _width(path, encoding, each))
    return Table(path, encoding, separator, _header(path, encoding, separator))


def open_numbered(path: Path) -> Table:
    """The table that `workbook.convert` wrote."""
    return Table(path, UTF_8, ",", _header(path, UTF_8, ",", numbered=True), numbered=True)


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decodable(path, UTF_16)
    if b"\0" in start or start.startswith((b"%PDF", b"\xd0\xcf\x11\xe0")):
        raise RuleBroken(N_("This is not a table in text. Save it as CSV (UTF-8) or as .xlsx and try again."))
    if _first_fault(path, UTF_8) is None:
        return UTF_8
    return _decodable(path, CP1252)


def _decodable(path: Path, encoding: str) -> str:
    line = _first_fault(path, encoding)
    if line is not None:
        raise RuleBroken(
            N_("Line {line} is written neither in UTF-8 nor in Windows-1252. Save the file as CSV (UTF-8)."), line=line
        )
    return encoding


def _first_fault(path: Path, encoding: str) -> int | None:
    """The line at which the bytes stop being text in `encoding`; None when all of them are."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            pending = decoder.getstate()[0]
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                return line + (pending + chunk)[: error.start].count(b"\n")
            if "\0" in text:
                message = N_("Line {line} holds a zero byte: this is not a table in text. Save it as CSV (UTF-8).")
                raise RuleBroken(message, line=line + text[: text.index("\0")].count("\n"))
            line += text.count("\n")
            if not chunk:
                return None


def _records(path: Path, encoding: str, separator: str, numbered: bool) -> Iterator[Row]:
    """Every record with text in it, header included; a first line `sep=;` is no record."""
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(_unmarked(file), delimiter=separator, strict=True)
        before = 0
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as error:
                raise RuleBroken(
                    N_("Line {line}: the quotation marks do not fit. Check that each one that opens also closes."),
                    line=before + 1,
                ) from error
            if cells is None:
                return
            line, before = before + 1, reader.line_num
            if numbered and cells:
                line, cells = int(cells[0]), cells[1:]
            if any(cell and not cell.isspace() for cell in cells):
                yield Row(line, cells)


def _unmarked(file: io.TextIOBase) -> Iterator[str]:
    for number, line in enumerate(file):
        yield "\n" if number == 0 and line.lower().startswith("sep=") and len(line.strip()) <= 5 else line


def _width(path: Path, encoding: str, separator: str) -> int:
    """How many columns the first record has with this separator; 0 where its quotes do not fit."""
    try:
        first = next(_records(path, encoding, separator, numbered=False), None)
    except RuleBroken:
        return 0
    return len(first.cells) if first else 0


def _header(path: Path, encoding: str, separator: str, numbered: bool = False) -> tuple[str, ...]:
    first = next(_records(path, encoding, separator, numbered), None)
    if first is None:
        raise RuleBroken(N_("The file is empty. The first row names the columns, each row below is one facility."))
    if len(first.cells) > MOST_COLUMNS:
        raise RuleBroken(
            N_("The file has more than {limit} columns. Remove those that are not needed."), limit=MOST_COLUMNS
        )
    return tuple(cell.strip() for cell in first.cells)
