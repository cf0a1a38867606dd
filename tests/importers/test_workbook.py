"""A workbook is weighed before it is opened, and read where it can do no harm (P28)."""

import random
import time
import zipfile
from datetime import date, datetime

import pytest

from assess.core.rules import RuleBroken
from assess.importers import workbook as workbooks
from assess.importers.kept import open_table
from tests.importers.tables import workbook

SHEET = "xl/worksheets/sheet1.xml"
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def rows(source, tmp_path):
    return [(row.line, list(row.cells)) for row in open_table(source, tmp_path / "t.csv").rows()]


def repacked(source, target, **entries):
    """A copy of a workbook with some entries replaced or added."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, entries.pop(name, None) or old.read(name))
        for name, content in entries.items():
            new.writestr(name, content)
    return target


@pytest.fixture
def book(tmp_path):
    return workbook(tmp_path / "libro.xlsx", ("Nombre", "Estado"), ("Casa", 5))


def test_cells_are_text_and_rows_keep_their_number(tmp_path):
    moment = datetime(2026, 1, 2, 3, 4)
    source = workbook(
        tmp_path / "b.xlsx",
        ("Nombre", "a", "b", "c", "d"),
        (),
        ("Casa\nPeñón", 24.0, 25.5, date(2026, 1, 2), moment),
        ("=1+1", True, None, None, None),
    )
    assert rows(source, tmp_path) == [
        (3, ["Casa Peñón", "24", "25.5", "2026-01-02", "2026-01-02 03:04:00"]),
        (4, ["", "True"]),
    ]


def test_the_ending_of_the_name_does_not_matter(tmp_path, book):
    assert rows(book.rename(tmp_path / "upload"), tmp_path) == [(2, ["Casa", "5"])]


@pytest.mark.parametrize("name", ["../outside.xml", "/etc/passwd", "xl\\..\\..\\x.xml", "C:/x.xml"])
def test_names_that_lead_outside_are_refused(tmp_path, book, name):
    with pytest.raises(RuleBroken, match="outside itself"):
        workbooks.weigh(repacked(book, tmp_path / "b.xlsx", **{name: b"x"}))


def test_a_symbolic_link_is_refused(tmp_path, book):
    with zipfile.ZipFile(book, "a") as container:
        link = zipfile.ZipInfo("xl/link")
        link.external_attr = 0o120777 << 16
        container.writestr(link, "/etc/passwd")
    with pytest.raises(RuleBroken, match="outside itself"):
        workbooks.weigh(book)


def test_a_container_that_unpacks_to_too_much_is_refused_unopened(tmp_path, book):
    bomb = repacked(book, tmp_path / "b.xlsx", **{SHEET: b"0" * 30_000_000})
    assert bomb.stat().st_size < 100_000
    with pytest.raises(RuleBroken, match="unpack"):
        workbooks.weigh(bomb)


def test_too_many_entries_are_refused(tmp_path, book):
    with pytest.raises(RuleBroken, match="unpack"):
        workbooks.weigh(repacked(book, tmp_path / "b.xlsx", **{f"xl/{n}": b"x" for n in range(2001)}))


def test_a_large_container_is_refused(tmp_path, book, monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_BYTES", 100)
    with pytest.raises(RuleBroken, match="larger"):
        workbooks.weigh(book)


def test_declarations_of_entities_are_refused(tmp_path, book):
    lol = b'<!DOCTYPE lolz [<!ENTITY lol "lol">]><worksheet/>'
    with pytest.raises(RuleBroken, match="declarations"):
        rows(repacked(book, tmp_path / "b.xlsx", **{SHEET: lol}), tmp_path)


def test_reading_that_takes_too_long_is_ended(tmp_path, book):
    begun = time.monotonic()
    with pytest.raises(RuleBroken, match="too long"):
        workbooks.convert(book, tmp_path / "t.csv", seconds=0.01)
    assert time.monotonic() - begun < 5


def test_memory_beyond_the_limit_ends_the_reader_and_not_the_server(tmp_path, book):
    """One text of 180 MB, four bytes a sign in memory: let in by ratio and size, ended by the limit."""
    chance = random.Random(1)
    noise = b"".join(chance.randbytes(15_000).hex().encode() + b"A" * 970_000 for _ in range(180))
    cell = b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + "🏠".encode() + noise + b"</t></is></c></row>"
    sheet = b"<worksheet xmlns='" + MAIN + b"'><sheetData>" + cell + b"</sheetData></worksheet>"
    bomb = repacked(book, tmp_path / "b.xlsx", **{SHEET: sheet})
    workbooks.weigh(bomb)
    with pytest.raises(RuleBroken, match="cannot be read"):
        rows(bomb, tmp_path)


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04" + b"\0" * 500])
def test_a_broken_container_is_refused(tmp_path, content):
    (tmp_path / "b.xlsx").write_bytes(content)
    with pytest.raises(RuleBroken, match="cannot be read"):
        rows(tmp_path / "b.xlsx", tmp_path)


def test_a_container_that_is_no_workbook_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as container:
        container.writestr("a.txt", "nada")
    with pytest.raises(RuleBroken, match="cannot be read"):
        rows(tmp_path / "b.zip", tmp_path)
