"""Scores over visits. No line joins two specifications, because their numbers are not of one kind (method R8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import ceil

from assess.charts.shapes import CUTS, Drawing, Number, Shape, circle, line, polyline, text, within
from assess.charts.shapes import Path as PathShape

WIDTH, HEIGHT = 560, 318
LEFT, RIGHT, BASE, TOP = 34, 540, 264, 14
FIRST, LAST = 70, 490
#: Label widths with the enlarged text of a phone (21 units): "nov 2026" and "74.9".
DATE_WIDTH, SCORE_WIDTH = 100, 52


@dataclass(frozen=True, slots=True)
class TrendMark:
    """One visit. `score` None leaves a hollow mark on the base line. `specification` is compared, never shown.

    `comparable` is the score over the criteria that all visits share, drawn as a soft line; None where not comparable.
    """

    label: str
    score: Number | None
    shown: str
    letter: str
    specification: str
    comparable: Number | None = None


def trend(marks: Sequence[TrendMark]) -> Drawing:
    """The visits at equal distances, oldest first, 560 x 318 units. Dates and scores that would collide on a phone
    carry the class `opt`, which the style sheet hides there; the last visit is always named."""
    xs = _positions(len(marks))
    shapes = [*_frame(), *_breaks(marks, xs), *_soft_line(marks, xs), *_lines(marks, xs)]
    gap = (LAST - FIRST) / max(len(marks) - 1, 1)
    for index, (mark, x) in enumerate(zip(marks, xs, strict=True)):
        from_last = len(marks) - 1 - index
        shapes += _visit(mark, x, _opt(from_last, gap, DATE_WIDTH), _opt(from_last, gap, SCORE_WIDTH))
    return Drawing(WIDTH, HEIGHT, tuple(shapes), "chart trend")


def _positions(count: int) -> list[Number]:
    if count == 1:
        return [(FIRST + LAST) / 2]
    return [FIRST + index * (LAST - FIRST) / (count - 1) for index in range(count)]


def _y(score: Number) -> Number:
    return BASE - within(score) * (BASE - TOP) / 100


def _opt(from_last: int, gap: float, width: int) -> str:
    """ " opt" for a label that has no room on a phone; every n-th one, counted from the last, keeps its place."""
    return " opt" if from_last % max(1, ceil(width / gap)) else ""


def _frame() -> list[Shape]:
    shapes: list[Shape] = []
    for cut, letter in CUTS:
        shapes.append(line(LEFT, _y(cut), RIGHT, _y(cut), "axis"))
        shapes.append(text(LEFT - 8, _y(cut) + 4, str(cut), "end"))
        shapes.append(text(RIGHT, _y(cut) - 6, letter, "end"))
    return [*shapes, line(LEFT, BASE, RIGHT, BASE, "axis-2"), text(LEFT - 8, BASE + 4, "0", "end")]


def _breaks(marks: Sequence[TrendMark], xs: Sequence[Number]) -> list[Shape]:
    """A dashed upright and a double stroke on the base line wherever the specification changes."""
    shapes: list[Shape] = []
    for (old, a), (new, b) in pairwise(zip(marks, xs, strict=True)):
        if old.specification != new.specification:
            x = (a + b) / 2
            shapes.append(line(x, TOP, x, BASE - 8, "break dashed"))
            shapes += [line(x + d - 3, BASE + 7, x + d + 3, BASE - 7, "break") for d in (-3, 3)]
    return shapes


def _lines(marks: Sequence[TrendMark], xs: Sequence[Number]) -> list[Shape]:
    """One line for each unbroken run of scored visits under one specification."""
    shapes: list[Shape] = []
    for key, run in groupby(
        zip(marks, xs, strict=True), key=lambda pair: (pair[0].specification, pair[0].score is None)
    ):
        points = [(x, _y(mark.score)) for mark, x in run if mark.score is not None]
        if not key[1] and len(points) > 1:
            shapes.append(PathShape(polyline(points), "line"))
    return shapes


def _soft_line(marks: Sequence[TrendMark], xs: Sequence[Number]) -> list[Shape]:
    shapes: list[Shape] = []
    for missing, run in groupby(zip(marks, xs, strict=True), key=lambda pair: pair[0].comparable is None):
        points = [(x, _y(mark.comparable)) for mark, x in run if mark.comparable is not None]
        if not missing and len(points) > 1:
            shapes.append(PathShape(polyline(points), "soft"))
    return shapes


def _visit(mark: TrendMark, x: Number, date_opt: str, score_opt: str) -> list[Shape]:
    y = BASE if mark.score is None else _y(mark.score)
    hollow = mark.score is None or mark.letter == "NR"
    above = y - 16 if y - 16 > TOP else y + 28
    return [
        circle(x, y, 6, "dot hollow" if hollow else "dot"),
        text(x, above, mark.shown, f"strong mid halo{score_opt}"),
        text(x, 287, mark.label, f"mid{date_opt}"),
        text(x, 310, mark.letter, f"strong mid{score_opt}"),
    ]
