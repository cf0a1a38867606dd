"""What cannot be read at all is refused with a place and a way out, quickly and in little memory."""

import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assess.standards import source
from assess.standards.check import check, check_bytes
from assess.standards.source import MAX_BYTES, parse


def only(checked):
    (fault,) = checked.faults
    return (*fault.place, fault.told(lambda message, **params: message.format(**params)))


BROKEN = {
    "colon in a text": (b"id: x\ntitle: a: b\n", 2, 9, "A colon is not allowed here", "in quotes"),
    "tab": (b"id: x\ntitle:\n\tes: y\n", 3, 1, "There is a tab", "Indent with spaces"),
    "open quote": (b'id: "x\n', 2, 1, "is not YAML", "Check the indentation"),
    "open bracket": (b"id: [a, b\nversion: 1\n", 2, 8, "is not YAML", "Check the indentation"),
    "unknown alias": (b"id: *x\n", 1, 5, "no anchor", "Write the text out"),
    "two documents": (b"id: x\n---\nid: y\n", 2, 1, "second document", "one instrument per file"),
    "control character": ("id: é\x07\n".encode(), 1, 6, "control character", "Delete it"),
    "cp1252": ("id: x\ntitle: niñez\n".encode("cp1252"), 2, 10, "not a text file in UTF-8", "Windows-1252"),
    "zip": (b"PK\x03\x04\x00\x00", 0, 0, "not a text file in UTF-8", "not as a spreadsheet"),
    "utf-16": ("id: x".encode("utf-16"), 0, 0, "not a text file in UTF-8", "UTF-8"),
    "nothing": (b"", 0, 0, "The file is empty", "bundled instrument"),
    "comments alone": (b"# nothing yet\n", 0, 0, "The file is empty", "bundled instrument"),
    "deep": (b"[" * 100_000, 1, 25, "nested more than 24 levels", "Follow the layout"),
    "cycle": (b"a: &a [*a]\n", 1, 4, "nested more than 24 levels", "Follow the layout"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_yaml_text_is_told_with_line_column_and_way_out(name):
    raw, line, column, what, way_out = BROKEN[name]

    found = only(check_bytes(raw))

    assert found[:2] == (line, column)
    assert what in found[2]
    assert way_out in found[2]


@pytest.mark.parametrize("raw", [b"just a text", b"[1, 2]", b"42", b"null\n"])
def test_yaml_that_is_no_instrument_is_told_so(raw):
    assert "not an instrument" in only(check_bytes(raw))[2]


def test_a_file_of_50_mb_is_refused_without_being_read(tmp_path):
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    tracemalloc.start()

    found = only(check(path))

    assert "larger than 2 MB" in found[2]
    assert tracemalloc.get_traced_memory()[1] < 3 * MAX_BYTES
    tracemalloc.stop()


def test_an_alias_bomb_is_refused_in_little_memory():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    tracemalloc.start()

    found = only(check_bytes("\n".join(lines).encode()))

    assert "aliases of this file repeat more than" in found[2]
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_a_file_of_countless_parts_is_refused_where_they_become_too_many(monkeypatch):
    monkeypatch.setattr(source, "MAX_PARTS", 1000)

    assert only(check_bytes(b"- a\n" * 2000))[:2] == (1000, 3)


def test_lists_may_be_shared_by_anchor_and_alias():
    assert parse(b"a: &types [x, y]\nb: *types\n").data == {"a": ["x", "y"], "b": ["x", "y"]}


def test_a_missing_file_and_a_folder_are_told_not_raised(tmp_path):
    assert "no such file" in only(check(tmp_path / "none.yaml"))[2]
    assert "cannot be opened" in only(check(tmp_path))[2]


def test_words_and_dates_stay_text_and_decimals_stay_exact():
    tree = parse(b"a: no\nb: 2026-11-22\nc: 0.125\nd: true\ne: 0x10\nf: 1e9\ng: ~\n")

    assert {key: str(value) for key, value in tree.data.items()} == {
        "a": "no", "b": "2026-11-22", "c": "0.125", "d": "True", "e": "0x10", "f": "1e9", "g": "None"
    }  # fmt: skip


@settings(deadline=None)
@given(st.binary(max_size=80) | st.text("ab:-[]{}&*!|>'\"\n \t#?%@,0~", max_size=60).map(str.encode))
def test_no_bytes_make_the_check_fail(raw):
    assert check_bytes(raw).faults
