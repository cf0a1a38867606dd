"""A canvas that writes its drawing operators itself, with two decimals (0.01 pt is a third of a hundredth of a mm).

reportlab formats every number in Python with six decimals and repeats colours and fonts that have not changed; on a
page of many short texts and marks that is most of the time. The operators are those of PDF 32000-1, sections 8 and 9.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from reportlab.lib.colors import Color
from reportlab.pdfbase.pdfmetrics import getFont
from reportlab.pdfgen.canvas import Canvas

from assess.pdf.fonts import em_width, font_name

#: How far the control points of a Bézier quarter lie from its ends, for a radius of 1.
ARC = 0.5523
#: In a PDF string brackets and the backslash are escaped; reportlab's streams are ASCII, so other bytes are octal.
_ESCAPES: dict[int, str] = {c: f"\\{c:03o}" for c in (*range(32), *range(127, 256))}
_ESCAPES |= {ord(c): f"\\{c}" for c in "\\()"}


def _operator(colour: Color, name: str) -> str:
    return f"{colour.red:.4g} {colour.green:.4g} {colour.blue:.4g} {name}"


def _paint(stroke: float, fill: float) -> str:
    return "B" if stroke and fill else "f" if fill else "S"


class Ink(Canvas):
    """The reportlab canvas with faster text, lines, boxes, circles and opaque colours."""

    # What we use of reportlab's canvas beyond its documented methods; its stubs leave them out.
    _code: list[str]
    _doc: Any
    _fillColorObj: Any
    _strokeColorObj: Any
    _lineWidth: float

    def setFillColor(self, aColor: Any, alpha: float | None = None) -> None:  # noqa: N802, N803 - reportlab's names
        if aColor is not self._fillColorObj:
            self._fillColorObj = aColor
            self._code.append(_operator(aColor, "rg"))

    def setStrokeColor(self, aColor: Any, alpha: float | None = None) -> None:  # noqa: N802, N803 - reportlab's names
        if aColor is not self._strokeColorObj:
            self._strokeColorObj = aColor
            self._code.append(_operator(aColor, "RG"))

    def setLineWidth(self, width: float) -> None:  # noqa: N802 - reportlab's name
        if width != self._lineWidth:
            self._lineWidth = width
            self._code.append(f"{width:.2f} w")

    def line(self, x1: float, y1: float, x2: float, y2: float) -> None:
        self._code.append(f"{x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l S")

    def lines(self, linelist: Iterable[Sequence[float]]) -> None:
        path = " ".join(f"{x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l" for x1, y1, x2, y2 in linelist)
        if path:
            self._code.append(f"{path} S")

    def rect(self, x: float, y: float, width: float, height: float, stroke: float = 1, fill: float = 0) -> None:
        self._code.append(f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re {_paint(stroke, fill)}")

    def circle(self, x_cen: float, y_cen: float, r: float, stroke: float = 1, fill: float = 0) -> None:
        x, y, k = x_cen, y_cen, r * ARC
        self._code.append(
            f"{x + r:.2f} {y:.2f} m"
            f" {x + r:.2f} {y + k:.2f} {x + k:.2f} {y + r:.2f} {x:.2f} {y + r:.2f} c"
            f" {x - k:.2f} {y + r:.2f} {x - r:.2f} {y + k:.2f} {x - r:.2f} {y:.2f} c"
            f" {x - r:.2f} {y - k:.2f} {x - k:.2f} {y - r:.2f} {x:.2f} {y - r:.2f} c"
            f" {x + k:.2f} {y - r:.2f} {x + r:.2f} {y - k:.2f} {x + r:.2f} {y:.2f} c h {_paint(stroke, fill)}"
        )

    def shape(self, points: Sequence[tuple[float, float]], stroke: float = 0, fill: float = 1) -> None:
        """A closed polygon."""
        path = " l ".join(f"{x:.2f} {y:.2f}" for x, y in points[1:])
        x, y = points[0]
        self._code.append(f"{x:.2f} {y:.2f} m {path} l h {_paint(stroke, fill)}")

    def sign(self, x: float, y: float, text: str, size: float, colour: Color) -> None:
        """A short bold text centred on x."""
        self.text(x - em_width(text, True) * size / 2, y, (text,), True, size, size, colour)

    def text(
        self, x: float, y: float, lines: Sequence[str], bold: bool, size: float, leading: float, colour: Color
    ) -> None:
        """Clean lines of text from the baseline y down, in one of the two embedded fonts."""
        self.setFillColor(colour)
        font: Any = getFont(font_name(bold))
        code = [f"BT 1 0 0 1 {x:.2f} {y:.2f} Tm {leading:.2f} TL"]
        current = -1
        for n, line in enumerate(lines):
            if n:
                code.append("T*")
            for subset, chunk in font.splitString(line, self._doc):
                if subset != current:
                    code.append(f"{font.getSubsetInternalName(subset, self._doc)} {size:.4g} Tf")
                    current = subset
                code.append(f"({chunk.decode('latin-1').translate(_ESCAPES)}) Tj")
        code.append("( ) Tj ET")  # so that whoever copies the text does not find two runs glued together
        self._code.append(" ".join(code))
