"""Where the three parties sign."""

from __future__ import annotations

from assess.pdf.page import Sheet
from assess.pdf.styles import GUTTER, HAIR, HEADING, LABEL, MUTED, SMALL

TALL = 92.0


def signatures(s: Sheet) -> None:
    """Three boxes, kept together at the cursor."""
    w = s.wording
    s.room(TALL + 16)
    top = s.y - 16
    s.say(s.left, top - 10, w("Signatures"), HEADING)
    wide, floor = s.columns(4), top - TALL
    for i, who in enumerate((w("Facility director"), w("Lead assessor"), w("State authority"))):
        x = s.left + i * (wide + GUTTER)
        s.setStrokeColor(HAIR)
        s.setLineWidth(0.6)
        s.roundRect(x, floor, wide, TALL - 20, 3, stroke=1, fill=0)
        s.say(x + 8, top - 33, who, SMALL.strong())
        s.rule(x + 8, floor + 19, wide - 16, 0.6, MUTED)
        s.say(x + 8, floor + 8, w("Name, signature and date"), LABEL)
    s.y = floor
