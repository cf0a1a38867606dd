"""Setting text: nothing is lost, nothing invisible is kept."""

import pytest

from assess.pdf.fonts import clean
from assess.pdf.styles import CELL
from assess.pdf.text import Notes, clipped, line_width, passage, width, wrapped


def test_lines_keep_every_word_and_fit():
    text = "Dos personas despiertas cada noche; rol firmado y bitácora por hora."
    lines = list(wrapped(text, CELL, 90))
    assert " ".join(lines) == text
    assert all(width(line, CELL) <= 90 for line in lines)


def test_a_word_wider_than_its_line_is_broken_and_kept():
    lines = list(wrapped("a " + "W" * 10_000 + " z", CELL, 90))
    assert "".join(lines).count("W") == 10_000
    assert all(width(line, CELL) <= 90 for line in lines)


def test_a_column_narrower_than_a_letter_still_ends():
    assert list(wrapped("WW", CELL, 1)) == ["W", "W"]


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("una\tvez\r\ny otra", "una vez\ny otra"),
        ("\u202eabc\u202c\u200f\x00\x07", "abc"),
        ("e\u0301", "é"),
        ("≥ \U0001f600 ש", "\ufffd \ufffd \ufffd"),
        ("\ud800", "\ufffd"),
        ("ña ü ¿¡ – … “”", "ña ü ¿¡ – … “”"),
    ],
)
def test_clean_keeps_what_can_be_seen(raw, kept):
    assert clean(raw) == kept


def test_a_cut_text_names_its_note_and_fits():
    notes = Notes("nota {number}")
    got = notes.passage("palabra " * 50, CELL, 90, 2, "GM-1")
    assert len(got.lines) == 2
    assert got.marker == "nota 1"
    assert line_width(got) <= 90
    assert list(notes) == [("nota 1", "GM-1", ("palabra " * 50).strip())]


def test_a_text_that_fits_makes_no_note():
    notes = Notes("nota {number}")
    assert notes.passage("palabra", CELL, 90, 2).marker == ""
    assert not notes


def test_the_same_text_is_noted_once():
    notes = Notes("nota {number}")
    first = notes.passage("palabra " * 50, CELL, 90, 1).marker
    assert notes.passage("palabra " * 50, CELL, 60, 1).marker == first
    assert len(list(notes)) == 1


def test_a_clipped_line_fits():
    assert width(clipped("W" * 500, CELL, 80), CELL) <= 80
    assert clipped("corto", CELL, 80) == "corto"


def test_an_empty_text_takes_one_line():
    assert passage("", CELL, 90).lines == ("",)
