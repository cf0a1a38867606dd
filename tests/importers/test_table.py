"""CSV as spreadsheet programs write it is read; anything else is refused with its line."""

import codecs

import pytest

from assess.core.rules import RuleBroken
from assess.importers import table as tables
from assess.importers.table import open_csv


def opened(tmp_path, content):
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    return open_csv(path)


def cells(table):
    return [list(row.cells) for row in table.rows()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_accents_survive_in_every_encoding(tmp_path, encoding):
    table = opened(tmp_path, "Nombre,Estado\r\nCasa Peñón,México\r\n".encode(encoding))
    assert table.header == ("Nombre", "Estado")
    assert cells(table) == [["Casa Peñón", "México"]]
    assert table.is_guessed == (encoding == "cp1252")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found(tmp_path, separator):
    table = opened(tmp_path, separator.join(("Nombre", "Lat", "Lon")).encode() + b"\nCasa")
    assert (table.separator, len(table.header)) == (separator, 3)


def test_a_decimal_comma_does_not_pass_for_a_separator(tmp_path):
    assert cells(opened(tmp_path, b"Nombre;Lat\nCasa;25,4")) == [["Casa", "25,4"]]


def test_the_mark_of_excel_is_no_header(tmp_path):
    table = opened(tmp_path, b"sep=;\r\nNombre;Estado\r\nCasa;05\r\n")
    assert (table.header, [row.line for row in table.rows()]) == (("Nombre", "Estado"), [3])


def test_lines_are_those_of_the_file(tmp_path):
    table = opened(tmp_path, b'Nombre,Estado\n\n"Casa\nlarga",05\n,\nOtra,05\n')
    assert [row.line for row in table.rows()] == [3, 6]


def test_texts_are_shown_by_which_a_guess_is_judged(tmp_path):
    assert opened(tmp_path, "Nombre\nCasa Peñón\nCasa\n".encode("cp1252")).samples() == ["Casa Peñón"]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"Nombre\nCasa \xf1\nCasa \x81\n", 3),
        (b"Nombre\n" + b"a" * 5000 + b"\nCa\0sa\n", 3),
        (b'Nombre\nCasa\n"sin cierre\n', 3),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(tmp_path, content, line):
    with pytest.raises(RuleBroken) as refused:
        list(opened(tmp_path, content).rows())
    assert refused.value.params["line"] == line


def test_the_line_is_right_beyond_one_portion(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "_CHUNK", 7)
    with pytest.raises(RuleBroken) as refused:
        opened(tmp_path, "Nombre\nCasa ñ\nCasa".encode() + b"\n\xf1 \x81")
    assert refused.value.params["line"] == 4


@pytest.mark.parametrize(
    "content", [b"", b"\n \n", b"%PDF-1.7", b"\xd0\xcf\x11\xe0old excel", b"\0\1\2", codecs.BOM_UTF8]
)
def test_what_is_no_table_is_refused(tmp_path, content):
    with pytest.raises(RuleBroken):
        opened(tmp_path, content)


def test_limits_of_size_rows_and_columns_hold(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 2)
    with pytest.raises(RuleBroken):
        cells(opened(tmp_path, b"Nombre\n1\n2\n3\n"))
    with pytest.raises(RuleBroken):
        opened(tmp_path, b"," * tables.MOST_COLUMNS + b"x")
    monkeypatch.setattr(tables, "MOST_BYTES", 3)
    with pytest.raises(RuleBroken):
        opened(tmp_path, b"Nombre")
