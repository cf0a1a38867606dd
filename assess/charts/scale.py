"""The scale of one score: where it lies between the cuts, how sure that is, and which rule lowered the letter."""

from __future__ import annotations

from assess.charts.shapes import CUTS, Drawing, Number, Shape, line, polyline, rect, shown, text, within
from assess.charts.shapes import Path as PathShape

WIDTH, LEFT, SPAN = 540, 10, 520
BAR_TOP, BAR_HEIGHT = 44, 10
#: Half the width of the score's own figures, so that they never leave the drawing, on a phone either.
HALF_TEXT = 26


def score_scale(
    score: Number | None,
    label: str = "",
    *,
    letter: str = "NR",
    by_score: str | None = None,
    low: Number | None = None,
    high: Number | None = None,
    cap_label: str = "",
) -> Drawing:
    """A line from 0 to 100 with the bands of R4, 540 units wide.

    `label` is the shown score. `letter` is the final letter and `by_score` the letter of the band; where they differ a
    step leads from the one band to the other with `cap_label` under it (R5). `low` and `high` are the bounds of R6;
    they make a whisker where they differ. For NR pass the best letter still possible as `letter` ("at most", R6). A
    `score` of None gives the bands alone.
    """
    shapes = [rect(LEFT, BAR_TOP, SPAN, BAR_HEIGHT, "track"), *_bands(letter)]
    if score is not None:
        x = _x(score)
        shapes.append(rect(LEFT, BAR_TOP, x - LEFT, BAR_HEIGHT, "fill"))
        shapes += _cuts()
        shapes += _whisker(low, high)
        shapes.append(line(x, BAR_TOP - 8, x, BAR_TOP + BAR_HEIGHT + 4, "tick"))
        shapes.append(text(within(x, LEFT + HALF_TEXT, LEFT + SPAN - HALF_TEXT), 20, label, "strong mid"))
    else:
        shapes += _cuts()
    step = _step(by_score, letter, cap_label)
    return Drawing(WIDTH, 148 if step else 112, tuple(shapes + step), "chart scale")


def _x(score: Number) -> Number:
    return LEFT + within(score) * SPAN / 100


def _cuts() -> list[Shape]:
    marks: list[Shape] = [text(LEFT, 80, "0"), text(LEFT + SPAN, 80, "100", "end")]
    for cut, _ in CUTS:
        marks.append(line(_x(cut), BAR_TOP - 5, _x(cut), BAR_TOP + BAR_HEIGHT + 5, "axis-2"))
        marks.append(text(_x(cut), 80, str(cut), "mid"))
    return marks


def _middles() -> dict[str, Number]:
    edges = [0, *(cut for cut, _ in CUTS), 100]
    letters = ["D", *(letter for _, letter in CUTS)]
    return {letter: _x((a + b) / 2) for letter, a, b in zip(letters, edges, edges[1:], strict=False)}


def _bands(final: str) -> list[Shape]:
    return [text(x, 105, letter, "strong mid" if letter == final else "mid") for letter, x in _middles().items()]


def _whisker(low: Number | None, high: Number | None) -> list[Shape]:
    """The bounds above the bar; nothing when they coincide, because then nothing is missing."""
    if low is None or high is None or shown(low) == shown(high):
        return []
    a, b, y = _x(low), _x(high), BAR_TOP - 12
    return [
        line(a, y, b, y, "whisker"),
        line(a, y - 4, a, y + 4, "whisker"),
        line(b, y - 4, b, y + 4, "whisker"),
    ]


def _step(by_score: str | None, letter: str, cap_label: str) -> list[Shape]:
    """An arrow under the letters from the band's letter to the final one."""
    middles = _middles()
    if by_score is None or by_score == letter or not {by_score, letter} <= middles.keys():
        return []
    start, end, y = middles[by_score], middles[letter], 119
    head = 7 if end < start else -7
    shapes: list[Shape] = [
        PathShape(polyline([(start, y - 6), (start, y), (end + head, y)]), "step"),
        PathShape(polyline([(end + head, y - 5), (end, y), (end + head, y + 5)]) + "Z", "arrow"),
    ]
    if cap_label:
        shapes.append(text((start + end) / 2, 141, cap_label, "mid"))
    return shapes
