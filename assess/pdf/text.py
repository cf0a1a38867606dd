"""Setting text: lines that fit a width, cut texts that say where the whole one is.

We draw lines ourselves instead of using reportlab's Paragraph: it is several times faster, and as there is no markup
language there is nothing in a user's text that could name a file, a network address or a font (P31).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from assess.pdf.fonts import clean, em_width
from assess.pdf.styles import MARKER, Type


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines ready to draw. `marker` ("note 3") follows the last line when the text was cut."""

    lines: tuple[str, ...]
    type: Type
    marker: str = ""

    @property
    def height(self) -> float:
        return len(self.lines) * self.type.leading


def width(text: str, type: Type) -> float:
    """Width in points of one line of text."""
    return em_width(clean(text), type.bold) * type.size


def _pieces(word: str, bold: bool, room: float) -> Iterator[str]:
    """A word wider than its line, in pieces of at most `room` ems; at least one character each."""
    start, used = 0, 0.0
    for i, character in enumerate(word):
        wide = em_width(character, bold)
        if used + wide > room and i > start:
            yield word[start:i]
            start, used = i, 0.0
        used += wide
    yield word[start:]


def _lines(paragraph: str, bold: bool, room: float) -> Iterator[str]:
    space = em_width(" ", bold)
    line, used = "", 0.0
    for word in paragraph.split(" "):
        if not word:
            continue
        wide = em_width(word, bold)
        if line and used + space + wide <= room:
            line, used = f"{line} {word}", used + space + wide
            continue
        if line:
            yield line
        if wide <= room:
            line, used = word, wide
        else:
            *whole, line = _pieces(word, bold, room)
            yield from whole
            used = em_width(line, bold)
    yield line


def wrapped(text: str, type: Type, room: float) -> Iterator[str]:
    """Lines of a clean text, each at most `room` points wide. A newline starts a new line."""
    for paragraph in text.split("\n"):
        yield from _lines(paragraph, type.bold, room / type.size)


def line_width(got: Passage) -> float:
    """Width of the last line of a passage with its marker."""
    marker = width(got.marker, marker_type(got.type)) + got.type.size * 0.4 if got.marker else 0.0
    return width(got.lines[-1], got.type) + marker


def passage(text: str, type: Type, room: float) -> Passage:
    """The whole text, however many lines it takes."""
    return Passage(tuple(wrapped(clean(text).strip(), type, room)), type)


def clipped(text: str, type: Type, room: float) -> str:
    """One line, cut with an ellipsis; only for running heads, whose whole text stands on the first page."""
    text = clean(text).replace("\n", " ").strip()
    return text if width(text, type) <= room else _shorten(text, type, room)


def _shorten(line: str, type: Type, room: float) -> str:
    line = line[: int(room)]  # no sign that takes room is narrower than a point
    while line and width(line + "…", type) > room:
        line = line[:-1]
    return line.rstrip(" ,.;:") + "…"


class Notes:
    """Whole texts of what was cut, numbered in the order of the page and printed at its end."""

    def __init__(self, marker: str) -> None:
        """`marker` is the translated "note {number}"."""
        self._marker, self._numbers = marker, {}  # type: str, dict[str, int]
        self._titles: dict[int, str] = {}

    def __iter__(self) -> Iterator[tuple[str, str, str]]:
        """(marker, what it is about, whole text) of each note."""
        for text, number in self._numbers.items():
            yield self._marker.format(number=number), self._titles[number], text

    def __bool__(self) -> bool:
        return bool(self._numbers)

    def add(self, text: str, about: str = "") -> str:
        """Keep a text; returns its marker. The same text is kept once."""
        number = self._numbers.setdefault(text, len(self._numbers) + 1)
        self._titles.setdefault(number, about)
        return self._marker.format(number=number)

    def passage(self, text: str, type: Type, room: float, lines: int, about: str = "") -> Passage:
        """At most `lines` lines; a cut text ends in an ellipsis and the number of its note."""
        text, got = clean(text).strip(), list[str]()
        for line in wrapped(text, type, room):
            if len(got) == lines:
                break
            got.append(line)
        else:
            return Passage(tuple(got), type)
        marker = self.add(text, about)
        taken = width(marker, marker_type(type)) + type.size * 0.4
        got[-1] = _shorten(got[-1] + " ", type, room - taken)
        return Passage(tuple(got), type, marker)


def marker_type(type: Type) -> Type:
    """The marker stands in bold accent at the size of its text."""
    return replace(MARKER, size=type.size, leading=type.leading)
