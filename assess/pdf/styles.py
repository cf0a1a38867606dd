"""Colours, type sizes and the page grid of everything we print. Lengths are points, colours survive a grey copier."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reportlab.lib.colors import Color, HexColor, white
from reportlab.lib.pagesizes import A4, LETTER

INK = HexColor("#16222A")
MUTED = HexColor("#566570")
HAIR = HexColor("#C9D1D6")
TRACK = HexColor("#EEF1F3")
ACCENT = HexColor("#0B5A6B")
ACCENT_SOFT = HexColor("#7FB0BA")
GHOST = HexColor("#B3BEC5")
WHITE = white

PAGE_SIZES: dict[str, tuple[float, float]] = {"A4": A4, "Letter": LETTER}
MARGIN = 45.0
GUTTER = 13.0


@dataclass(frozen=True, slots=True)
class Type:
    """One size of type: `size` and `leading` in points."""

    size: float
    leading: float
    bold: bool = False
    colour: Color = INK

    def __hash__(self) -> int:
        # reportlab's colours are mutable and so have no hash; size, leading and weight decide all layout.
        return hash((self.size, self.leading, self.bold))

    def strong(self) -> Type:
        return replace(self, bold=True)

    def muted(self) -> Type:
        return replace(self, colour=MUTED)

    def sized(self, size: float, leading: float) -> Type:
        return replace(self, size=size, leading=leading)


BODY = Type(9.4, 13.4)
DENSE = Type(7.8, 10.4)
PROSE = Type(8.2, 11.6)
SMALL = Type(7.6, 10.2)
CELL = Type(7.4, 9.6)
TINY = Type(6.8, 9.0, colour=MUTED)
LABEL = Type(6.6, 8.6, colour=MUTED)
FIGURE = Type(8.4, 11.0, bold=True)
HEADING = Type(8.6, 12.0, bold=True, colour=ACCENT)
COLUMN_HEAD = Type(6.6, 8.4, bold=True, colour=MUTED)
RUNNING = Type(7.6, 10.0, colour=MUTED)
TITLE = Type(20.0, 24.0, bold=True)
MARKER = Type(7.0, 9.0, bold=True, colour=ACCENT)
