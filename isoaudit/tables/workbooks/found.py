"""What the rules found in a year as a workbook: one row each, to be filtered where a page would be too large."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from isoaudit.tables.workbooks.writing import FONT, escaped

Row = tuple[str, str, str, str, str, str]
"""Inspection, agency, kind, criterion, message, who acts."""
_COLUMNS = {
    "Cuộc kiểm tra": 22,
    "Cơ quan": 36,
    "Loại": 14,
    "Tiêu chí": 14,
    "Nội dung": 90,
    "Người thực hiện": 24,
}
"""The headings, and the widths of their columns."""
_A_SHEET = 1_000_000  # rows; Excel has 1,048,576


def found_workbook(rows: Iterable[Row], most: int = _A_SHEET) -> bytes:
    """The rows in their order, ``most`` a sheet, written one by one: a year may have hundreds of thousands."""
    book = Workbook(write_only=True)
    sheet = _sheet(book)
    for number, row in enumerate(rows):
        if number and number % most == 0:
            sheet = _sheet(book)
        sheet.append([_text(sheet, text) for text in row])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _sheet(book: Workbook) -> Any:
    sheet = book.create_sheet(f"Trang {len(book.worksheets) + 1}")
    for letter, width in zip("ABCDEF", _COLUMNS.values(), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = "A1:F1048576"
    headings = [WriteOnlyCell(sheet, heading) for heading in _COLUMNS]
    for cell in headings:
        cell.font = Font(name=FONT, size=11, bold=True)
    sheet.append(headings)
    return sheet


def _text(sheet: Any, text: str) -> Any:
    """Text that stays text; only what openpyxl takes for a formula or an error needs a cell of its own."""
    if not text.startswith(("=", "#")):
        return escaped(text)
    cell = WriteOnlyCell(sheet, escaped(text))
    cell.data_type = "s"
    return cell
