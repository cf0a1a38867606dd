"""The full report's appendix: every domain with every criterion, its level, what was seen and how."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from assess.core.report import CriterionLine, DomainLine, Scorecard
from assess.core.text import Text
from assess.pdf.marks import critical_mark, level_mark, rating_mark
from assess.pdf.page import Sheet
from assess.pdf.styles import CELL, INK, LABEL, TINY, TITLE, Type
from assess.pdf.table import Cell, Table
from assess.pdf.text import Passage, passage, width
from assess.pdf.words import LEVELS, MARKS, METHODS, NA_REASONS

WIDTHS = (62, 196, 34, 213)
#: A note longer than this goes whole to the numbered notes, so that a row is always under a page high.
NOTE_LINES = 24
CODE = Type(6.8, 9.6, bold=True, colour=LABEL.colour)


def criteria_pages(s: Sheet, r: Scorecard) -> None:
    """Every criterion of the visit, by domain and standard, from a new page on."""
    s.next_page()
    w = s.wording
    s.say(s.left, s.y - 20, w("All criteria"), TITLE)
    s.y -= 34
    _legend(s)
    titles, domains = dict(r.titles), {d.id: d for d in r.domains}
    table = Table(s, WIDTHS, (w("Code"), w("Criterion"), w("Level"), w("What was seen, and how")))
    for id, rows in groupby(r.criteria, key=lambda c: c.domain):
        _domain(s, domains.get(id), _title(titles, id, w.language), table, list(rows), titles)


def _title(titles: dict[str, Text], id: str, language: str) -> str:
    return titles[id][language] if id in titles else id


def _legend(s: Sheet) -> None:
    """What each box means, in as many lines as it takes."""
    w, x = s.wording, s.left
    for value, name in LEVELS.items():
        text = passage(w(name), TINY, s.width)
        wide = 32 + width(text.lines[0], TINY)
        if x + wide > s.right:
            x, s.y = s.left, s.y - 15
        level_mark(s, value, x + 8, s.y - 8, 9.5)
        s.put(text, x + 18, s.y - 3)
        x += wide
    s.y -= 19
    critical_mark(s, s.left + 8, s.y - 5, 4.4)
    s.write(w("critical criterion"), TINY, s.left + 18, s.y, s.width)
    s.y -= 12


def _domain(
    s: Sheet,
    domain: DomainLine | None,
    title: str,
    table: Table,
    rows: Sequence[CriterionLine],
    titles: dict[str, Text],
) -> None:
    s.room(110)
    s.entry(title)
    s.y -= 16
    if domain:
        rating_mark(s, domain.rating, s.right - 9, s.y - 7, 8)
        s.say(s.right - 24, s.y - 11, domain.shown or "–", Type(12, 14, bold=True), "right")
    s.y = s.write(title, Type(11, 14, bold=True), s.left, s.y, s.width - 80, 2, s.wording("Domain")) - 5
    table.head()
    for id, members in groupby(rows, key=lambda c: c.standard):
        _standard(s, table, _title(titles, id, s.wording.language), members)


def _standard(s: Sheet, table: Table, title: str, rows: Iterable[CriterionLine]) -> None:
    got = s.notes.passage(title, Type(7.6, 10, bold=True), s.width, 2, s.wording("Standard"))
    if s.room(got.height + 40):
        table.head()
    s.y = s.put(got, s.left, s.y - 6) - 2
    s.rule(s.left, s.y, s.width, 0.5, INK)
    for row in rows:
        table.row(_cells(s, table, row))


def _cells(s: Sheet, table: Table, c: CriterionLine) -> list[Cell]:
    value = c.level if c.level is not None else c.value

    def level(sheet: Sheet, x: float, y: float) -> None:
        level_mark(sheet, value, x + 10, y - 0.6)

    def critical(sheet: Sheet, x: float, y: float) -> None:
        critical_mark(sheet, x + table.room(0) - 2, y, 3.8)

    name = s.notes.passage(c.name[s.wording.language], CELL, table.room(1), 5, c.code)
    return [
        Cell((s.notes.passage(c.code, CODE, table.room(0) - 8, 2),), critical if c.critical else None),
        Cell((name,)),
        Cell((), level),
        Cell(tuple(_seen(s, table.room(3), c))),
    ]


def _seen(s: Sheet, room: float, c: CriterionLine) -> list[Passage]:
    """Note first, then the methods used, then what the rules marked."""
    w, got = s.wording, []
    if c.na_reason:
        got.append(passage(w.name(NA_REASONS, c.na_reason), CELL, room))
    if c.note:
        got.append(s.notes.passage(c.note, CELL, room, NOTE_LINES, c.code))
    if c.methods:
        got.append(passage(" · ".join(w.name(METHODS, m) for m in c.methods), TINY, room))
    if c.marks:
        got.append(passage(". ".join(w.name(MARKS, m) for m in c.marks) + ".", TINY.strong(), room))
    return got
