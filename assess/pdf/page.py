"""The sheet we draw on: grid, cursor, running heads, page x of y, watermark. All lengths in points, y grows upwards."""

from __future__ import annotations

import io
from collections.abc import Callable
from threading import Lock
from typing import Any

from reportlab import rl_config
from reportlab.lib.colors import Color

from assess.core.rules import N_
from assess.pdf.fonts import REGULAR, clean, font_name
from assess.pdf.ink import Ink
from assess.pdf.styles import ACCENT, GHOST, GUTTER, HAIR, HEADING, INK, MARGIN, PAGE_SIZES, RUNNING, Type
from assess.pdf.text import Notes, Passage, clipped, marker_type, passage, width
from assess.pdf.words import Words

# Plain compressed streams: reportlab's default wraps them in ASCII, which costs a third of the time and of the bytes.
rl_config.useA85 = 0
#: reportlab reads the shared font files through a cursor of their own, so one document at a time is put together.
_EMBEDDING = Lock()
FOOT_Y = 24.0
BOTTOM = 44.0


class Sheet(Ink):
    """A document under way. `y` is the top of the free space on the current page, `left` and `right` its margins.

    Pages are held back until their number is known. `head` draws the running head of the pages after the first.
    """

    def __init__(self, title: str, words: Words, page_size: str, *, demo: bool, foot: str) -> None:
        if page_size not in PAGE_SIZES:
            raise ValueError(f"page_size is one of {', '.join(PAGE_SIZES)}, not {page_size!r}")
        self._out = io.BytesIO()
        # The first font of a canvas is listed in the file even if unused: name ours, or Helvetica stays unembedded.
        super().__init__(
            self._out,
            pagesize=PAGE_SIZES[page_size],
            invariant=1,
            pageCompression=1,
            initialFontName=REGULAR,  # type: ignore[arg-type]  # the stubs say float
            lang=words.locale.replace("_", "-"),
        )
        self._held: list[tuple[dict[str, Any], list[tuple[str, float]]]] = []
        self._entries: list[tuple[str, float]] = []
        self._foot, self.demo = foot, demo
        self.wording = words
        self.notes = Notes(words(N_("note {number}")))
        self.page_width, self.page_height = PAGE_SIZES[page_size]
        self.left, self.right = MARGIN, self.page_width - MARGIN
        self.width = self.right - self.left
        self.bottom = BOTTOM
        self.head: Callable[[Sheet], None] | None = None
        self._describe(title)
        self._open_page()

    def _describe(self, title: str) -> None:
        self.setTitle(clean(title))
        self.setAuthor("Assess")
        self.setCreator("Assess")
        self.setSubject(self.wording("Assessment of residential care"))
        self.setViewerPreference("DisplayDocTitle", "true")

    # ------------------------------------------------------------------------------------------------------ pages
    def columns(self, n: int) -> float:
        """The width of n of the twelve columns of the grid."""
        return n * (self.width + GUTTER) / 12 - GUTTER

    def _open_page(self) -> None:
        if self.demo:
            self._watermark()
        self.y = self.page_height - 34
        if self._held and self.head:
            self.head(self)

    def next_page(self) -> None:
        self.showPage()
        self._open_page()

    def room(self, height: float) -> bool:
        """Make sure that `height` fits above the foot; True when that took a new page."""
        if self.y - height >= self.bottom:
            return False
        self.next_page()
        return True

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        self._held.append((dict(self.__dict__), self._entries))
        self._entries = []
        self._startPage()  # type: ignore[attr-defined]

    def entry(self, title: str) -> None:
        """Name this place in the outline of the document."""
        self._entries.append((clean(title), self.y))

    def finish(self) -> bytes:
        """The bytes of the document; draws the foot of each page now that their number is known."""
        self.showPage()
        held = self._held
        with _EMBEDDING:
            for number, (state, entries) in enumerate(held, 1):
                self.__dict__.update(state)
                self._draw_foot(number, len(held))
                for n, (title, y) in enumerate(entries):
                    key = f"p{number}-{n}"
                    self.bookmarkHorizontal(key, 0, y)
                    self.addOutlineEntry(title, key)
                super().showPage()
            self._code = []
            super().save()
        return self._out.getvalue()

    def _draw_foot(self, number: int, total: int) -> None:
        page = self.wording("Page {number} of {total}", number=number, total=total)
        mark = self.wording("DEMO – not valid") if self.demo else ""
        room = self.width - width(page, RUNNING) - width(mark, RUNNING) - 60
        text = clipped(self._foot, RUNNING, room)
        self.say(self.left, FOOT_Y, f"{text}   ·   {mark}" if mark else text, RUNNING)
        self.say(self.right, FOOT_Y, page, RUNNING, "right")

    def _watermark(self) -> None:
        """Outlined letters under the text: they survive a copier and hide nothing (P36)."""
        words, size = self.wording("DEMO – not valid"), 76.0
        self.saveState()
        self.translate(self.page_width / 2, self.page_height / 2)
        self.rotate(56)
        self.setStrokeColor(GHOST)
        self.setLineWidth(0.7)
        text = self.beginText(-width(words, Type(size, size, bold=True)) / 2, -size * 0.34)
        text.setFont(font_name(True), size)
        text.setTextRenderMode(1)
        text.textOut(words)
        self.drawText(text)
        self.restoreState()

    # ------------------------------------------------------------------------------------------------------- text
    def say(self, x: float, y: float, text: str, type: Type, align: str = "left") -> float:
        """One line with its baseline at y; `align` is left, right or centre. Returns its width."""
        text = clean(text)
        wide = width(text, type)
        start = x if align == "left" else x - wide if align == "right" else x - wide / 2
        self.text(start, y, (text,), type.bold, type.size, type.leading, type.colour)
        return wide

    def put(self, got: Passage, x: float, top: float) -> float:
        """Draw a passage whose top edge is at `top`; returns the y below it."""
        type = got.type
        self.text(x, top - type.size, got.lines, type.bold, type.size, type.leading, type.colour)
        if got.marker:
            end = x + width(got.lines[-1], type) + type.size * 0.4
            self.say(end, top - type.size - (len(got.lines) - 1) * type.leading, got.marker, marker_type(type))
        return top - got.height

    def write(
        self, text: str, type: Type, x: float, top: float, room: float, lines: int | None = None, about: str = ""
    ) -> float:
        """Set a text in `room` points, cut after `lines` with a numbered note; returns the y below it."""
        got = self.notes.passage(text, type, room, lines, about) if lines else passage(text, type, room)
        return self.put(got, x, top)

    def flow(self, got: Passage, x: float) -> None:
        """Draw a passage from the cursor down, over as many pages as it takes."""
        lines = got.lines
        while lines:
            self.room(got.type.leading * min(2, len(lines)))
            fits = max(1, int((self.y - self.bottom) / got.type.leading))
            self.y = self.put(Passage(lines[:fits], got.type), x, self.y)
            lines = lines[fits:]

    def heading(self, text: str, keep: float = 60.0) -> None:
        """A section heading at the cursor, kept together with `keep` points of what follows."""
        self.room(keep)
        self.y = self.write(text, HEADING, self.left, self.y - 14, self.width) - 3

    # ------------------------------------------------------------------------------------------------------ lines
    def rule(self, x: float, y: float, length: float, thick: float = 0.5, colour: Color = HAIR) -> None:
        self.setStrokeColor(colour)
        self.setLineWidth(thick)
        self.line(x, y, x + length, y)

    def bar(self, x: float, y: float, length: float, high: float, colour: Color = INK) -> None:
        """A filled rectangle without outline."""
        self.setFillColor(colour)
        self.rect(x, y, length, high, stroke=0, fill=1)

    def band(self) -> None:
        """The one heavy line of a page, under its running head."""
        self.rule(self.left, self.y - 15, self.width, 1.2, ACCENT)
