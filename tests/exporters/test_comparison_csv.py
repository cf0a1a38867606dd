"""The comparison as CSV: one row of provenance, numbers as numbers, hidden cells empty with their reason."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from assess.core.comparison import build
from assess.exporters.comparison_csv import comparison_csv, facilities_csv
from assess.wording import Wording
from tests.core.comparison.tallies import V13, make_tally

FACTS = [("Day", "2026-11-20"), ("Method", "SS-1.0")]


def read(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


def table(*tallies, language="en", **facts) -> list[dict[str, str]]:
    found = build(tallies, t_quantile=lambda _df: 2.0, **facts)
    _provenance, head, *rows = read(comparison_csv(found, FACTS, Wording(language)))
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_the_first_row_says_what_was_compared():
    found = build(V13, t_quantile=lambda _df: 2.0)
    first = read(comparison_csv(found, FACTS, Wording("en")))[0]
    assert first == ["Comparison of states", "Day: 2026-11-20", "Method: SS-1.0"]


def test_the_country_comes_first_and_v13_reads_as_printed():
    country, s1, *_rest = table(*V13)
    assert (country["State"], country["Without critical failure %"]) == ("Whole country", "58.0")
    assert [s1[name] for name in ("Without critical failure %", "Interval from %", "Interval to %")] == [
        "75.0",
        "55.1",
        "88.0",
    ]
    assert (s1["B"], s1["Without critical failure"], s1["Mean score"]) == ("24", "18", "70.0")


def test_hidden_cells_are_empty_and_the_last_column_says_why():
    hidden = table(*V13)[3]
    shown = {name: cell for name, cell in hidden.items() if cell}
    assert shown == {
        "Code": "S3",
        "State": "S3",
        "Registered": "4",
        "Assessed": "4",
        "Coverage %": "100.0",
        "Remarks": "Too few facilities to compare",
    }


def test_in_the_public_file_not_even_the_number_of_a_small_state_is_told():
    rows = table(make_tally("A", 3, registered=9), make_tally("B", 2, registered=7), make_tally("C", 30), public=True)
    assert [(row["Registered"], row["Assessed"], row["Coverage %"]) for row in rows[1:3]] == [
        ("9", "", ""),
        ("7", "", ""),
    ]


@pytest.mark.parametrize(
    ("tally", "remark"),
    [
        (make_tally("A", 0, registered=0), "No facility is registered"),
        (make_tally("A", 0), "None assessed in 24 months"),
        (make_tally("A", 6, 3), "Indicative: 5 to 9 facilities"),
        (make_tally("A", b=4, nr=7), "No mean: fewer than 5 facilities could be rated"),
        (make_tally("A", 10, registered=30), "Low coverage: those visited may not stand for all"),
    ],
)
def test_every_caution_is_told(tally, remark):
    assert remark in table(tally)[1]["Remarks"]


def test_headers_speak_the_readers_language():
    assert {"Entidad", "Registrados", "Cobertura %"} & set(table(*V13, language="es")[0]) >= {
        "Registrados",
        "Cobertura %",
    }


def test_every_figure_is_a_number():
    for row in table(*V13, make_tally("D", 12, 3, actions_due=16, actions_verified=9, age_days=200)):
        for name, cell in row.items():
            if cell and name not in ("Code", "State", "Remarks"):
                assert float(cell) >= 0


def test_names_of_facilities_and_states_are_made_harmless():
    content = facilities_csv("=Estado", [("=1+1", "@x", None, None, None, None, None, None, 0)], FACTS, Wording("en"))
    rows = read(content)
    assert rows[0][0] == "Facilities of =Estado"
    assert rows[2][:2] == ["'=1+1", "'@x"]
