"""The domain bars: score, previous visit, change, letter, cap. A long list goes on over the next page."""

from __future__ import annotations

from collections.abc import Sequence

from assess.core.report import DomainLine
from assess.pdf.marks import bar_fill, cap_mark, previous_mark, rating_mark
from assess.pdf.page import Sheet
from assess.pdf.scale import BOUNDS
from assess.pdf.styles import FIGURE, HAIR, HEADING, INK, LABEL, TRACK, Type

HEAD, LEGEND = 33.0, 16.0
ROW, SMALLEST_ROW, TALLEST_ROW = 20.6, 15.0, 27.0
NAME, NAME_GAP, FIGURES = 124.0, 132.0, 96.0


def domain_bars(s: Sheet, rows: Sequence[DomainLine], top: float, floor: float) -> int:
    """Draw as many domains as fit between `top` and `floor`; returns how many."""
    space = top - floor - HEAD - LEGEND
    count = min(len(rows), int(space / SMALLEST_ROW))
    row = min(TALLEST_ROW, space / max(1, count))
    s.say(s.left, top - 9, s.wording("Results by domain"), HEADING)
    base = top - HEAD
    _heads(s, top - 27, base, base - count * row)
    for n, domain in enumerate(rows[:count]):
        _row(s, domain, base - (n + 0.5) * row, row)
    more = len(rows) - count
    _legend(s, base - count * row - 11, more)
    return count


def more_domains(s: Sheet, rows: Sequence[DomainLine]) -> None:
    """The domains that page 1 had no room for, on pages of their own."""
    while rows:
        s.next_page()
        floor = max(s.bottom, s.y - HEAD - LEGEND - len(rows) * ROW)
        rows = rows[domain_bars(s, rows, s.y, floor) :]
        s.y = floor - 20


def _places(s: Sheet) -> tuple[float, float, float, float, float, float]:
    """x of the bars, their length, and x of score, change, letter and cap."""
    end = s.left + s.columns(8)
    start = s.left + NAME_GAP
    return start, end - FIGURES - start, end - 68, end - 37, end - 18, end - 3.5


def _heads(s: Sheet, y: float, base: float, bottom: float) -> None:
    w, type = s.wording, LABEL.sized(6.4, 8)
    start, length, score, change, letter, _ = _places(s)
    s.say(score, y, w("Score"), type, "right")
    s.say(change, y, w("Change"), type, "right")
    s.say(letter, y, w("Letter"), type, "centre")
    s.setStrokeColor(HAIR)
    s.setLineWidth(0.4)
    for bound in BOUNDS:
        x = start + bound / 100 * length
        s.line(x, base, x, bottom)
        s.say(x, y, str(bound), type, "centre")


def _row(s: Sheet, d: DomainLine, y: float, row: float) -> None:
    start, length, score, change, letter, cap = _places(s)
    size = 7.8 if row >= 18.4 else 7.2
    type = Type(size, size * 1.12, bold=d.rating == "D")
    name = d.title[s.wording.language] + (" *" if d.limiting else "")
    got = s.notes.passage(name, type, NAME, 2 if row >= 2 * type.leading else 1, s.wording("Domain"))
    s.put(got, s.left, y + got.height / 2 + 0.4)
    s.bar(start, y - 3.2, length, 6.4, TRACK)
    if d.score is not None:
        bar_fill(s, d.rating, start, y - 3.2, float(d.score) / 100 * length, 6.4)
    if d.previous is not None:
        previous_mark(s, start + float(d.previous) / 100 * length, y)
    if d.change is not None:
        s.say(change, y - 2.7, d.change, LABEL.sized(7.4, 9), "right")
    s.say(score, y - 3, d.shown or "–", FIGURE, "right")
    rating_mark(s, d.rating, letter, y, 7 if row >= 18 else 6)
    if d.capped:
        cap_mark(s, cap, y, 2.8)
    s.rule(s.left, y - row / 2, s.columns(8), 0.3)


def _legend(s: Sheet, y: float, more: int) -> None:
    w, x = s.wording, s.left
    previous_mark(s, x + 3, y + 2.2)
    x += 8 + s.say(x + 8, y, w("previous visit"), LABEL) + 12
    s.setFillColor(INK)
    cap_mark(s, x + 2, y + 2.2)
    x += 8 + s.say(x + 8, y, w("letter limited by a critical criterion"), LABEL) + 12
    s.say(x, y, "* " + w("limiting domain"), LABEL)
    if more:
        text = w.plural("{number} more domain on the next page", "{number} more domains on the next page", more)
        s.say(s.left + s.columns(8), y - 9, text, LABEL, "right")
