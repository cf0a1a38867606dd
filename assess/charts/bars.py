"""Bars as wide as their table cell: horizontal numbers are per cent, so that patterns keep their shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assess.charts.shapes import CUTS, PATTERNS, Drawing, Number, Rect, Shape, circle, line, rect, shown, within

LETTERS = ("A", "B", "C", "D", "NR")


def domain_bar(score: Number | None, letter: str, previous: Number | None = None) -> Drawing:
    """A domain's score on 0-100 with the cuts of R4; the upright mark is the score of the visit before.

    The pattern follows `letter`, the final one: a domain capped from B to C is dotted like a C. NR keeps its score (R6)
    but is drawn open.
    """
    top, height = 4, 10
    shapes: list[Shape] = [rect(0, top, 100, height, "track")]
    if score is not None:
        css = {"A": "ra", "NR": "open-bar"}.get(letter, "")
        shapes.append(rect(0, top, within(score), height, css, PATTERNS[letter]))
    shapes += [line(cut, 0, cut, 18, "cut") for cut, _ in CUTS]
    if previous is not None:
        shapes.append(line(within(previous), 0, within(previous), 18, "tick"))
    return Drawing(100, 18, tuple(shapes), "bar-svg dbar", fluid=True)


def interval_bar(value: Number, low: Number, high: Number, reference: Number | None = None) -> Drawing:
    """An estimate on 0-100, its interval, and the national value as a dotted upright."""
    a, b = within(low), within(high)
    shapes: list[Shape] = [] if reference is None else [line(within(reference), 0, within(reference), 24, "ref")]
    shapes += [rect(a, 8.5, b - a, 7, "range"), circle(within(value), 12, 5, "dot")]
    return Drawing(100, 24, tuple(shapes), "bar-svg ci", fluid=True)


@dataclass(frozen=True, slots=True)
class Count:
    """How many facilities have a letter; `title` is what a pointer resting there reads."""

    letter: str
    number: int
    title: str = ""


def distribution_bar(counts: Sequence[Count]) -> Drawing:
    """Shares of A, B, C, D and NR, always in this order, each with its pattern. No facilities: an empty bar."""
    total = sum(count.number for count in counts)
    if total == 0:
        return Drawing(100, 18, (rect(0, 0, 100, 18, "track"),), "bar-svg dist", fluid=True)
    shapes: list[Shape] = []
    before = 0
    for count in sorted(counts, key=lambda count: LETTERS.index(count.letter)):
        if count.number:
            shapes.append(_part(count, 100 * before / total, 100 * count.number / total))
        before += count.number
    return Drawing(100, 18, tuple(shapes), "bar-svg dist", fluid=True)


def _part(count: Count, start: float, width: float) -> Rect:
    css = {"A": "ra", "NR": "rest"}.get(count.letter, "")
    return Rect(shown(start), 0, shown(width), 18, css, PATTERNS[count.letter], count.title)
