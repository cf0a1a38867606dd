"""Is a state's share different, or could chance alone make it so? Funnel plot of method R11."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt

from assess.charts.shapes import (
    Circle,
    Drawing,
    Number,
    Shape,
    Text,
    circle,
    line,
    polyline,
    shown,
    spread,
    text,
    within,
)
from assess.charts.shapes import Path as PathShape

WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, TOP, BASE = 48, 618, 16, 336
#: z of the 95 % and 99.8 % limits.
LIMITS = ((1.960, "f95"), (3.090, "f99"))
#: No share is shown under this many assessed facilities, so the limits begin here.
GATE = 5
LABEL_GAP = 19
#: How far a label reaches from the line beside which it stands, and the radius of a point.
LABEL_HEIGHT, POINT = 20, 5
#: Width of a letter of a label on a phone, to decide on which side of its point a label has room.
LETTER_WIDTH = 11.5


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """`share` in per cent of `number` facilities. `flag` is "", "look" (outside 95 %) or "review" (outside 99.8 %);
    whoever applies R11 decides it. Only flagged points are named in the drawing, all of them in their title."""

    name: str
    number: int
    share: Number
    flag: str = ""
    title: str = ""


def funnel(points: Sequence[FunnelPoint], national: Number, national_label: str, axis_label: str) -> Drawing:
    """Shares against the number of facilities assessed, 640 x 400 units, with the national share and its limits."""
    most = max([point.number for point in points], default=0)
    reach = max(most * 1.2, GATE * 2)
    shapes = [*_frame(reach, axis_label), *_limits(national, reach)]
    shapes += _national(national, national_label, points, reach)
    shapes += [_mark(point, reach) for point in points if not point.flag]
    flagged = [point for point in points if point.flag]
    shapes += [_mark(point, reach) for point in flagged]
    return Drawing(WIDTH, HEIGHT, tuple([*shapes, *_names(flagged, reach)]), "chart funnel")


def limits(national: Number, number: Number, z: float) -> tuple[float, float]:
    """`p0 ± z √(p0 (1 - p0) / n)` in per cent, held between 0 and 100."""
    p = float(national) / 100
    half = 100 * z * sqrt(p * (1 - p) / float(number))
    return float(within(100 * p - half)), float(within(100 * p + half))


def _x(number: Number, reach: Number) -> float:
    return LEFT + (RIGHT - LEFT) * float(number) / float(reach)


def _y(share: Number) -> float:
    return BASE - (BASE - TOP) * float(within(share)) / 100


def ticks(reach: Number) -> list[int]:
    """Four to nine round numbers up to `reach`: 1, 2 or 5 times a power of ten apart."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if reach / (step * factor) < 10:
                return list(range(step * factor, int(reach) + 1, step * factor))
        step *= 10


def _frame(reach: Number, axis_label: str) -> list[Shape]:
    shapes: list[Shape] = []
    for share in (0, 25, 50, 75, 100):
        shapes.append(line(LEFT, _y(share), RIGHT, _y(share), "axis"))
        shapes.append(text(LEFT - 8, _y(share) + 4, str(share), "end"))
    marks = ticks(reach)
    crowded = max(1, -(-len(marks) // 6))
    for index, number in enumerate(marks, start=1):
        shapes.append(text(_x(number, reach), BASE + 23, str(number), "mid opt" if index % crowded else "mid"))
    shapes.append(text(RIGHT, BASE + 53, axis_label, "end"))
    return shapes


def _national(share: Number, label: str, points: Sequence[FunnelPoint], reach: Number) -> list[Shape]:
    """The line and what it is called, at its right end below it; above it where fewer points would be covered."""
    y = _y(share)
    begin = RIGHT - len(label) * LETTER_WIDTH
    near = [_y(point.share) - y for point in points if _x(point.number, reach) + POINT >= begin]
    below = sum(-POINT < away < LABEL_HEIGHT + POINT for away in near)
    above = sum(-POINT < -away < LABEL_HEIGHT + POINT for away in near)
    beside = text(RIGHT, y - 8 if above < below else y + 17, label, "end strong halo")
    return [line(LEFT, y, RIGHT, y, "axis-2"), beside]


def _limits(national: Number, reach: Number) -> list[Shape]:
    """Both curves of both limits, closer together where they bend most."""
    numbers = [GATE * (float(reach) / GATE) ** (i / 60) for i in range(61)]
    shapes: list[Shape] = []
    for z, css in LIMITS:
        for side in (1, 0):
            curve = [(_x(n, reach), _y(limits(national, n, z)[side])) for n in numbers]
            shapes.append(PathShape(polyline(curve), css))
    return shapes


def _mark(point: FunnelPoint, reach: Number) -> Shape:
    """Ring: as expected; full disc: look; diamond: review first. Three shapes, so the colours may be lost."""
    x, y = _x(point.number, reach), _y(point.share)
    title = point.title or point.name
    if point.flag == "review":
        return PathShape(f"M{shown(x)} {shown(y - 8)}l8 8-8 8-8-8z", "p review", title=title)
    mark: Circle = circle(x, y, POINT, "p look" if point.flag else "p", title)
    return mark


def _names(points: Sequence[FunnelPoint], reach: Number) -> list[Text]:
    """Names of the flagged points, right of the point where there is room, never one over another."""
    heights = spread([_y(point.share) + 4.5 for point in points], LABEL_GAP)
    names = []
    for point, y in zip(points, heights, strict=True):
        x = _x(point.number, reach)
        roomy = x + 12 + len(point.name) * LETTER_WIDTH <= RIGHT
        name = text(x + (12 if roomy else -12), y, point.name, "strong halo")
        names.append(name if roomy else replace(name, css="strong halo end"))
    return names
