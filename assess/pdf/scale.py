"""The scale from 0 to 100: bands, score, bounds and, when a cap bites, the step down to the final letter."""

from __future__ import annotations

from assess.core.report import Scorecard
from assess.pdf.marks import bar_fill, cap_mark
from assess.pdf.page import Sheet
from assess.pdf.styles import INK, LABEL, TRACK, Type
from assess.pdf.text import width
from assess.pdf.words import RATINGS

#: Where each band begins and ends (R4).
BANDS = (("D", 0, 40), ("C", 40, 65), ("B", 65, 85), ("A", 85, 100))
BOUNDS = (40, 65, 85)
TALL = 50.0
STRONG = Type(8.0, 10.0, bold=True)


def scale(s: Sheet, r: Scorecard) -> None:
    y = s.y - TALL + 20
    _bands(s, r, y)
    if r.score is not None and r.shown:
        _needle(s, r, y, _at(s, float(r.score)), r.shown)
    s.y -= TALL


def _at(s: Sheet, value: float) -> float:
    return s.left + value / 100 * s.width


def _bands(s: Sheet, r: Scorecard, y: float) -> None:
    for letter, low, high in BANDS:
        mine = letter == r.rating
        x, end = _at(s, low) + (0.8 if low else 0), _at(s, high) - (0.8 if high < 100 else 0)
        s.bar(x, y, end - x, 9, TRACK)
        if mine:
            bar_fill(s, letter, x, y, end - x, 9)
        type = Type(7.0, 9.0, bold=True) if mine else LABEL.sized(7.0, 9.0)
        s.say((x + end) / 2, y - 11, f"{letter} · {s.wording.name(RATINGS, letter)}", type, "centre")
        if low:
            s.say(_at(s, low), y - 11, str(low), LABEL.sized(6.4, 8), "centre")


def _needle(s: Sheet, r: Scorecard, y: float, at: float, shown: str) -> None:
    """The score on its bounds; its figure to the right, or above where there is no room."""
    w, level = s.wording, y + 14
    low = _at(s, float(r.low[0])) if r.low[0] else at
    high = _at(s, float(r.high[0])) if r.high[0] else at
    s.setStrokeColor(INK)
    s.setLineWidth(0.9)
    s.lines([(low, level, high, level), (low, level - 2.5, low, level + 2.5), (high, level - 2.5, high, level + 2.5)])
    s.setLineWidth(1.2)
    s.line(at, y - 1, at, level)
    s.setFillColor(INK)
    s.circle(at, level, 2.4, stroke=0, fill=1)
    by_score = w("by score, {letter}", letter=r.band) if r.band and r.band != r.rating else ""
    needed = width(shown, STRONG) + (5 + width(by_score, LABEL) if by_score else 0)
    inside = high + 6 + needed <= s.right
    x, base = (high + 6, level - 2.8) if inside else (s.right - needed, level + 6)
    x += s.say(x, base, shown, STRONG)
    s.say(x + 5, base, by_score, LABEL)
    _outcome(s, r, y, level, low, high)


def _outcome(s: Sheet, r: Scorecard, y: float, level: float, low: float, high: float) -> None:
    """In words, left of the bounds: the step down to a capped letter, or why there is none."""
    w = s.wording
    if r.rating == "NR":
        text = w("not rated (at most {letter})", letter=r.at_most) if r.at_most else w("not rated")
        wide = width(text, STRONG)
        inside = low - 8 - wide >= s.left
        s.say(low - 8 - wide if inside else s.left, level - 2.8 if inside else level + 6, text, STRONG)
    elif r.band is not None and r.rating != r.band:
        tip = next((_at(s, (a + b) / 2) for letter, a, b in BANDS if letter == r.rating), low)
        s.setStrokeColor(INK)
        s.setLineWidth(0.9)
        start = low - 6 if low - 6 > tip else high + 6
        s.lines([(start, level, tip, level), (tip, level, tip, y + 12)])
        s.setFillColor(INK)
        s.shape([(tip - 2.4, y + 13), (tip + 2.4, y + 13), (tip, y + 9.6)])
        text = w("limited to {letter}", letter=r.rating)
        wide = s.say(tip - 7, level - 2.8, text, STRONG, "right")
        cap_mark(s, tip - 14 - wide, level, 2.8)
