"""Writing spreadsheets in which no text can become a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | float | bool | None


def add_sheet(book: Workbook, title: str, head: Sequence[str], rows: Iterable[Sequence[Value]]) -> Worksheet:
    """A sheet with a bold first row that stays in view. Text is stored as text whatever it begins with."""
    sheet = book.create_sheet(title)
    for at, values in enumerate([head, *rows], start=1):
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(at, column)
            if isinstance(cell, Cell) and value is not None and value != "":
                _put(cell, value)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    return sheet


def _put(cell: Cell, value: Value) -> None:
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # without this "=1+1" would be a formula
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def set_widths(sheet: Worksheet, widths: Sequence[int]) -> None:
    """Column widths in characters, from the first column on."""
    for at, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width


def empty_book() -> Workbook:
    """A workbook without the sheet that openpyxl puts into every new one."""
    book = Workbook()
    if book.active is not None:
        book.remove(book.active)
    return book


def as_bytes(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()
