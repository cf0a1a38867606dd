"""A table whose rows are whole: a row that does not fit begins the next page, under the same heads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assess.pdf.page import Sheet
from assess.pdf.styles import COLUMN_HEAD, INK
from assess.pdf.text import Passage, passage

PAD_ABOVE, PAD_BELOW, PAD_RIGHT = 5.0, 6.0, 7.0


@dataclass(frozen=True, slots=True)
class Cell:
    """Passages one under the other, `indent` points in; `mark` draws at the left edge, level with the first line."""

    passages: tuple[Passage, ...] = ()
    mark: Callable[[Sheet, float, float], None] | None = None
    indent: float = 0.0

    @property
    def height(self) -> float:
        return sum(p.height for p in self.passages)


class Table:
    """`widths` are shares of the sheet's width; `titles` may be empty for a table without heads."""

    def __init__(self, sheet: Sheet, widths: Sequence[float], titles: Sequence[str] = ()) -> None:
        self.sheet = sheet
        total = sum(widths)
        self.widths = [w / total * sheet.width for w in widths]
        self.lefts = [sheet.left + sum(self.widths[:k]) for k in range(len(widths))]
        self._titles = [passage(t, COLUMN_HEAD, self.room(k)) for k, t in enumerate(titles)]

    def room(self, column: int, indent: float = 0.0) -> float:
        """The width that text may take in a column."""
        pad = 0.0 if column == len(self.widths) - 1 else PAD_RIGHT
        return self.widths[column] - pad - indent

    def head(self, keep: float = 60.0) -> None:
        """Draw the heads, with `keep` points left for the first row."""
        s = self.sheet
        if not self._titles:
            return
        tall = max(t.height for t in self._titles) + 8
        s.room(tall + keep)
        for x, title in zip(self.lefts, self._titles, strict=True):
            s.put(title, x, s.y - 2)
        s.y -= tall
        s.rule(s.left, s.y, s.width, 0.9, INK)

    def row(self, cells: Sequence[Cell], line: float = 0.3) -> None:
        """Draw a row. Callers keep cells under a page high by cutting their texts into notes."""
        s = self.sheet
        tall = max(cell.height for cell in cells) + PAD_ABOVE + PAD_BELOW
        if s.room(tall):
            self.head(tall)
        top = s.y - PAD_ABOVE
        for x, cell in zip(self.lefts, cells, strict=True):
            if cell.mark:
                leading = cell.passages[0].type.leading if cell.passages else 9.6
                cell.mark(s, x, top - leading * 0.56)
            y = top
            for got in cell.passages:
                y = s.put(got, x + cell.indent, y)
        s.y -= tall
        if line:
            s.rule(s.left, s.y, s.width, line)
