"""The two embedded fonts, and how wide a text is in them.

Noto Sans (SIL Open Font License, `fonts/OFL.txt`) as static TrueType, the only outline format reportlab embeds.
Every text goes through `clean` first, so that a sign the font lacks is seen as a replacement mark and not lost.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FOLDER = Path(__file__).parent / "fonts"
REGULAR, BOLD = "AssessSans", "AssessSans-Bold"
REPLACEMENT = 0xFFFD
#: Controls that mean a break; every other control and format character is invisible and is left out.
BREAKS = {0x09: " ", 0x0A: "\n", 0x0B: "\n", 0x0C: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n"}


def _load(name: str, file: str) -> TTFont:
    font = TTFont(name, str(FOLDER / file), shapable=False)
    pdfmetrics.registerFont(font)
    return font


_FONTS = {False: _load(REGULAR, "NotoSans-Regular.ttf"), True: _load(BOLD, "NotoSans-Bold.ttf")}
_WIDTHS: dict[bool, dict[int, float]] = {bold: font.face.charWidths for bold, font in _FONTS.items()}


class _Legible(dict[int, "int | str | None"]):
    """A table for `str.translate` that decides about a character when it is first met."""

    def __missing__(self, code: int) -> int | str | None:
        self[code] = answer = self._decide(code)
        return answer

    @staticmethod
    def _decide(code: int) -> int | str | None:
        if code in BREAKS:
            return BREAKS[code]
        # Direction marks and joiners would draw nothing, and could only make a text read as something else.
        if unicodedata.category(chr(code)) in ("Cc", "Cf") or 0xFE00 <= code <= 0xFE0F:
            return None
        return code if all(code in widths for widths in _WIDTHS.values()) else REPLACEMENT


_LEGIBLE = _Legible()


def clean(text: str) -> str:
    """The text as it can be printed: composed, without invisible controls, unknown signs shown as U+FFFD."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).translate(_LEGIBLE)


def font_name(bold: bool) -> str:
    return BOLD if bold else REGULAR


@lru_cache(maxsize=32_768)
def em_width(text: str, bold: bool) -> float:
    """Width of a cleaned text at size 1."""
    widths = _WIDTHS[bold]
    return sum(widths[ord(c)] for c in text) / 1000
