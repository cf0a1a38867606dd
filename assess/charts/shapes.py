"""The few shapes that all drawings are made of. Numbers are rounded here to what an eye can tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

Number = Fraction | float | int

#: Patterns of templates/macros/sprite.html by rating letter; A is solid and NR an empty hatch.
PATTERNS = {"A": "", "B": "p-b", "C": "p-c", "D": "p-d", "NR": "p-n"}
#: Where the bands of method R4 begin, with the letter that begins there.
CUTS = ((40, "C"), (65, "B"), (85, "A"))


def shown(value: Number) -> float | int:
    """A coordinate with at most two decimals, whole numbers without any: short and the same on every machine."""
    number = round(float(value), 2)
    return int(number) if number == int(number) else number


def within(value: Number, low: Number = 0, high: Number = 100) -> Number:
    """`value` held between two limits, so that no shape leaves its drawing."""
    return min(max(value, low), high)


def polyline(points: Iterable[tuple[Number, Number]]) -> str:
    """Path data through points: "M1 2L3 4". Empty for no points."""
    return "".join(f"{'L' if i else 'M'}{shown(x)} {shown(y)}" for i, (x, y) in enumerate(points))


@dataclass(frozen=True, slots=True)
class Rect:
    kind: ClassVar[str] = "rect"
    x: float
    y: float
    width: float
    height: float
    css: str = ""
    #: Id of a pattern; empty when the class colours the shape.
    pattern: str = ""
    title: str = ""
    radius: float = 0


@dataclass(frozen=True, slots=True)
class Line:
    kind: ClassVar[str] = "line"
    x1: float
    y1: float
    x2: float
    y2: float
    css: str


@dataclass(frozen=True, slots=True)
class Path:
    kind: ClassVar[str] = "path"
    d: str
    css: str
    pattern: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Circle:
    kind: ClassVar[str] = "circle"
    x: float
    y: float
    radius: float
    css: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    kind: ClassVar[str] = "text"
    x: float
    y: float
    text: str
    css: str = ""


Shape = Rect | Line | Path | Circle | Text


@dataclass(frozen=True, slots=True)
class Drawing:
    """`width` and `height` are user units. A fluid drawing takes the width of its cell: its horizontal numbers are
    percentages and only its height is in pixels. `css` names the drawing in the style sheet."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    css: str
    fluid: bool = False
    #: Where the view begins; a map keeps a margin for its outlines.
    left: float = 0
    top: float = 0

    @property
    def view_box(self) -> str:
        return " ".join(str(shown(n)) for n in (self.left, self.top, self.width, self.height))

    def of(self, kind: str) -> list[Shape]:
        """The shapes of one kind, in drawing order."""
        return [shape for shape in self.shapes if shape.kind == kind]


def rect(x: Number, y: Number, width: Number, height: Number, css: str = "", pattern: str = "") -> Rect:
    return Rect(shown(x), shown(y), shown(width), shown(height), css, pattern)


def line(x1: Number, y1: Number, x2: Number, y2: Number, css: str) -> Line:
    return Line(shown(x1), shown(y1), shown(x2), shown(y2), css)


def circle(x: Number, y: Number, radius: Number, css: str, title: str = "") -> Circle:
    return Circle(shown(x), shown(y), shown(radius), css, title)


def text(x: Number, y: Number, words: str, css: str = "") -> Text:
    return Text(shown(x), shown(y), words, css)


def spread(values: Sequence[Number], gap: Number) -> list[Number]:
    """Heights for labels that wish to stand at `values`, pushed down until each is `gap` below the one before."""
    placed: dict[int, Number] = {}
    last: Number | None = None
    for index in sorted(range(len(values)), key=lambda i: float(values[i])):
        wish = values[index]
        last = wish if last is None else max(wish, last + gap)
        placed[index] = last
    return [placed[i] for i in range(len(values))]
