"""The drawn signs: ratings, levels, states, priorities, caps. Shapes carry the meaning, colour only repeats it.

A is a solid circle, B a hatched square, C a barred diamond, D a solid downward triangle, NR a dashed ring;
an octagon means critical. Drawn and not typed: the embedded font has none of these signs.
"""

from __future__ import annotations

import math

from reportlab.lib.colors import Color
from reportlab.pdfgen.pathobject import PDFPathObject

from assess.pdf.ink import Ink
from assess.pdf.styles import ACCENT, ACCENT_SOFT, INK, WHITE

Point = tuple[float, float]


def _closed(c: Ink, points: list[Point]) -> PDFPathObject:
    path = c.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    path.close()
    return path


def _corners(x: float, y: float, r: float, count: int, turn: float) -> list[Point]:
    angles = (math.radians(turn + 360 / count * k) for k in range(count))
    return [(x + r * math.cos(a), y + r * math.sin(a)) for a in angles]


def _corners_of(rating: str, x: float, y: float, r: float) -> list[Point]:
    if rating == "C":
        return _corners(x, y, 1.22 * r, 4, 90)
    return [(x - 1.2 * r, y + 0.84 * r), (x + 1.2 * r, y + 0.84 * r), (x, y - 1.2 * r)]


def _draw_outline(c: Ink, rating: str, x: float, y: float, r: float, fill: int = 1) -> None:
    """The shape of a rating around (x, y); all are of about the same area."""
    if rating in ("C", "D"):
        c.shape(_corners_of(rating, x, y, r), stroke=1, fill=fill)
    elif rating == "B":
        side = r * 0.9
        c.roundRect(x - side, y - side, 2 * side, 2 * side, r * 0.2, stroke=1, fill=fill)
    else:
        c.circle(x, y, r, stroke=1, fill=fill)


def _clip_to(c: Ink, rating: str, x: float, y: float, r: float) -> None:
    """Draw only inside the square of B or the diamond of C."""
    path = _closed(c, _corners_of(rating, x, y, r)) if rating == "C" else c.beginPath()
    if rating == "B":
        side = r * 0.9
        path.roundRect(x - side, y - side, 2 * side, 2 * side, r * 0.2)
    c.clipPath(path, stroke=0, fill=0)


def _hatch(c: Ink, rating: str, x: float, y: float, r: float, colour: Color) -> None:
    """Lines inside a shape: slanted in a square, upright in a diamond, never along an edge, where they look uneven."""
    c.saveState()
    _clip_to(c, rating, x, y, r)
    c.setStrokeColor(colour)
    c.setLineWidth(r * 0.028)
    c.translate(x, y)
    c.rotate(45 if rating == "B" else 90)
    c.lines([(-1.4 * r, k * r * 0.1, 1.4 * r, k * r * 0.1) for k in range(-14, 15)])
    c.restoreState()


_LETTER_SIZE = {"A": 1.14, "B": 1.05, "C": 1.05, "D": 0.96, "NR": 0.78}


def rating_mark(c: Ink, rating: str, x: float, y: float, r: float) -> None:
    """The letter in its shape, centred on (x, y); `r` is its radius. Small ones leave out the inner pattern."""
    big = r > 20
    c.saveState()
    c.setLineJoin(1)
    tone = ACCENT if rating in ("A", "B") else INK
    c.setStrokeColor(tone)
    c.setFillColor(WHITE)
    c.setLineWidth(max(0.8, r * 0.035))
    solid = rating in ("A", "D")
    if solid:
        c.setFillColor(tone)
    elif rating == "NR":
        c.setLineWidth(max(0.9, r * 0.05))
        c.setDash([r * 0.16, r * 0.12] if big else [1.7, 1.2])
    _draw_outline(c, rating, x, y, r)
    if big:
        _inner(c, rating, x, y, r, tone)
    size = r * (1.1 if big and rating == "C" else _LETTER_SIZE[rating])
    lift = r * 0.2 if rating == "D" else 0
    c.sign(x, y + lift - size * 0.357, rating, size, WHITE if solid else tone)
    c.restoreState()


def _inner(c: Ink, rating: str, x: float, y: float, r: float, tone: Color) -> None:
    if rating == "D":
        c.setStrokeColor(WHITE)
        c.setLineWidth(r * 0.04)
        _draw_outline(c, rating, x, y + 0.02 * r, r * 0.84, fill=0)
    elif rating in ("B", "C"):
        _hatch(c, rating, x, y, r, tone)
        _draw_outline(c, rating, x, y, r, fill=0)
        _draw_outline(c, rating, x, y, r * 0.73)


def cap_mark(c: Ink, x: float, y: float, s: float = 2.6) -> None:
    """A lid with a triangle pressed against it: the letter would have been higher."""
    c.setFillColor(INK)
    c.rect(x - s, y + s * 0.7, 2 * s, s * 0.42, stroke=0, fill=1)
    c.shape([(x, y + s * 0.45), (x + s * 0.85, y - s), (x - s * 0.85, y - s)])


def previous_mark(c: Ink, x: float, y: float) -> None:
    """A small ring: where the last visit stood."""
    c.setFillColor(WHITE)
    c.setStrokeColor(INK)
    c.setLineWidth(0.9)
    c.circle(x, y, 2.1, stroke=1, fill=1)


def critical_mark(c: Ink, x: float, y: float, r: float = 3.8, level: int | None = None) -> None:
    """An octagon: critical. With its level inside it is a failure: solid for 0, open for 1."""
    c.saveState()
    c.setStrokeColor(INK)
    c.setFillColor(INK if level == 0 else WHITE)
    c.setLineJoin(0)
    c.setLineWidth(1.0)
    c.shape(_corners(x, y, r, 8, 22.5), stroke=1)
    if level is None:
        c.setFillColor(INK)
        c.rect(x - r * 0.13, y - r * 0.12, r * 0.26, r * 0.7, stroke=0, fill=1)
        c.rect(x - r * 0.13, y - r * 0.55, r * 0.26, r * 0.26, stroke=0, fill=1)
    else:
        c.sign(x, y - r * 0.46, str(level), r * 1.3, WHITE if level == 0 else INK)
    c.restoreState()


def bar_fill(c: Ink, rating: str, x: float, y: float, length: float, high: float) -> None:
    """A bar whose tone and pattern follow its letter, so that a photocopy keeps them apart."""
    if length <= 0:
        return
    c.saveState()
    c.setStrokeColor(INK)
    c.setLineWidth(0.6)
    if rating in ("A", "B", "D"):
        c.setFillColor({"A": ACCENT, "B": ACCENT_SOFT, "D": INK}[rating])
        c.rect(x, y, length, high, stroke=0, fill=1)
    else:
        if rating == "C":
            _slants(c, x, y, length, high)
        else:
            c.setDash([1.6, 1.2])
        c.rect(x, y, length, high, stroke=1, fill=0)
    c.restoreState()


def _slants(c: Ink, x: float, y: float, length: float, high: float) -> None:
    """Slanted lines that end on the edges of the bar by themselves, which costs less than a clipping path."""
    lines = []
    for k in range(int((length + high) / 2.3) + 1):
        start = x - high + k * 2.3
        a, b = max(start, x), min(start + high, x + length)
        if a < b:
            lines.append((a, y + a - start, b, y + b - start))
    c.lines(lines)


def level_mark(c: Ink, value: int | str | None, x: float, y: float, side: float = 12.0) -> None:
    """A level in a box, centred on (x, y): black 0, double rim 1, pale 2, inner line 3, dashed when there is none."""
    c.saveState()
    c.setStrokeColor(INK)
    c.setLineWidth(0.8)
    fill = {0: INK, 2: ACCENT_SOFT, 3: ACCENT}.get(value) if isinstance(value, int) else None
    if not isinstance(value, int):
        c.setDash([1.5, 1.2])
    if fill is not None:
        c.setFillColor(fill)
    wide = side if isinstance(value, int) else side * 1.4
    c.rect(x - wide / 2, y - side / 2, wide, side, stroke=1, fill=fill is not None)
    if value == 1:
        c.setDash([])
        c.rect(x - wide / 2 + 1.6, y - side / 2 + 1.6, wide - 3.2, side - 3.2, stroke=1, fill=0)
    elif value == 3:
        c.setStrokeColor(WHITE)
        c.rect(x - wide / 2 + 1.4, y - side / 2 + 1.4, wide - 2.8, side - 2.8, stroke=1, fill=0)
    c.sign(x, y - side * 0.215, "–" if value is None else str(value), side * 0.6, WHITE if value in (0, 3) else INK)
    c.restoreState()


def priority_mark(c: Ink, priority: str, x: float, y: float) -> None:
    """One to four rising bars."""
    order = ("low", "medium", "high", "immediate")
    filled = order.index(priority) + 1 if priority in order else 0
    c.setStrokeColor(INK)
    c.setFillColor(INK)
    c.setLineWidth(0.5)
    for i in range(4):
        c.rect(x + i * 3, y - 2.6, 2, 2 + i * 1.4, stroke=i >= filled, fill=i < filled)


def state_mark(c: Ink, state: str, x: float, y: float, r: float = 3.6) -> None:
    """One circle per state of an action, each told apart without colour."""
    c.saveState()
    tone = ACCENT if state == "verified" else INK
    c.setStrokeColor(tone)
    c.setFillColor(tone)
    c.setLineWidth(0.9)
    c.setLineCap(1)
    if state == "proposed":
        c.setDash([1.3, 1.5])
    c.circle(x, y, r, stroke=1, fill=state in ("verified", "regressed"))
    _state_sign(c, state, x, y, r)
    c.restoreState()


def _state_sign(c: Ink, state: str, x: float, y: float, r: float) -> None:
    k = r * 0.42
    if state in ("in_progress", "partial"):
        path = c.beginPath()
        path.arc(x - r, y - r, x + r, y + r, 90 if state == "in_progress" else 180, 180)
        path.close()
        c.drawPath(path, stroke=0, fill=1)
    elif state == "reported_done":
        c.circle(x, y, r * 0.45, stroke=0, fill=1)
    elif state == "verified":
        c.setStrokeColor(WHITE)
        c.setLineWidth(1.1)
        c.lines([(x - r * 0.48, y, x - r * 0.12, y - r * 0.4), (x - r * 0.12, y - r * 0.4, x + r * 0.5, y + k)])
    elif state == "not_done":
        c.lines([(x - k, y - k, x + k, y + k), (x - k, y + k, x + k, y - k)])
    elif state == "regressed":
        c.setFillColor(WHITE)
        c.shape([(x - r * 0.55, y + r * 0.32), (x + r * 0.55, y + r * 0.32), (x, y - r * 0.6)])
    elif state == "cancelled":
        c.line(x - r * 0.7, y - r * 0.7, x + r * 0.7, y + r * 0.7)


def tick_box(c: Ink, x: float, y: float, side: float = 9.0, label: str = "") -> None:
    """An empty box to tick by hand, its lower left corner at (x, y), with a small sign inside."""
    c.setStrokeColor(INK)
    c.setLineWidth(0.7)
    c.rect(x, y, side, side, stroke=1, fill=0)
    if label:
        c.sign(x + side / 2, y + side * 0.31, label, side * 0.52, INK)
