"""Workbooks of Excel before 2007 (.xls) in: the same rows of text as from XLSX, read with xlrd.

xlrd tells number formats and merged cells; python-calamine does not, and a code kept as 7 and shown 99-007 is then
another code. What neither tells is whether a value was computed by a formula.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from isoaudit.errors import TableError, problem
from isoaudit.tables.cells import Raw, Unfit
from isoaudit.tables.files.numbers import meant, shown, text_shown
from isoaudit.tables.files.sheets import GUIDE, LISTS, MOST_CELLS, WORDINGS, Merged, Range, Sheet, in_order

NOTE = "tệp .xls không cho biết ô nào là công thức; xem lại các ô được tính ra."
_LARGEST = 50_000_000
"""Bytes of a file; xlrd holds all of it as objects."""
_PASSWORD = "encryptedpackage", "encryptionv"
_WORD = "worddocument"
_MACROS = "_vba_project"


def read_old_sheets(name: str, data: bytes) -> list[Sheet]:
    """The sheets of an .xls file. Raises TableError: a password or no workbook (SHEET_002), Word (SHEET_001), broken
    (SHEET_003), too large (SHEET_004), macros (SHEET_005)."""
    import xlrd  # imported here: most files are not so old

    if len(data) > _LARGEST:
        raise TableError(problem("SHEET_004", name, reason=f"tệp .xls có {len(data) // 1_000_000} MB"))
    if _holds(data, *_PASSWORD):
        raise TableError(problem("SHEET_002", name, reason="có mật khẩu"))
    if _holds(data, _WORD):
        raise TableError(problem("SHEET_001", name, kind="văn bản Word kiểu cũ, .doc"))
    if _holds(data, _MACROS):
        raise TableError(problem("SHEET_005", name))
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
    except Exception as error:  # xlrd raises what Python has on bytes that are no workbook
        code, reason = _why(error)
        raise TableError(problem(code, name, reason=reason)) from None
    found = (sheet for sheet in book.sheets() if sheet.visibility != 2)
    tables = (sheet for sheet in found if sheet.name not in (GUIDE, WORDINGS))
    kept = (sheet for sheet in tables if sheet.name != LISTS or sheet.visibility == 0)
    return [Sheet(sheet.name, _rows(name, book, sheet)) for sheet in kept]


def _holds(data: bytes, *names: str) -> bool:
    """Whether a compound file names a part so, in the list of its parts."""
    listed = data.lower()
    return any("\0".join(name).encode("ascii") in listed for name in names)


def _why(error: Exception) -> tuple[str, str]:
    if "encrypted" in str(error).lower():
        return "SHEET_002", "có mật khẩu"
    if "find workbook" in str(error).lower():
        return "SHEET_002", "không có bảng tính trong tệp"
    return "SHEET_003", "nội dung .xls viết sai"


def _rows(name: str, book: Any, sheet: Any) -> Iterator[tuple[int, list[Raw]]]:
    epoch = datetime(1904, 1, 1) if book.datemode else datetime(1899, 12, 30)
    merged = Merged(Range(left + 1, top + 1, right, bottom) for top, bottom, left, right in sheet.merged_cells)
    cells = 0
    for at in range(sheet.nrows):
        found = {
            column: value
            for column, cell in enumerate(sheet.row(at), start=1)
            if (value := _value(book, cell, epoch)) != ""
        }
        if not any(not isinstance(raw, str) or raw.strip() for raw in found.values()):
            continue
        cells += max(found) + merged.reach(at + 1)
        if cells > MOST_CELLS:
            raise TableError(problem("SHEET_004", name, reason=f"trang «{sheet.name}» quá rộng"))
        merged.fill(at + 1, found)
        yield at + 1, in_order(found)


def _value(book: Any, cell: Any, epoch: datetime) -> Raw:
    import xlrd

    match cell.ctype:
        case xlrd.XL_CELL_TEXT:
            return text_shown(str(cell.value), meant(_format(book, cell)))
        case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
            try:
                return shown(float(cell.value), meant(_format(book, cell)), epoch)
            except (ValueError, OverflowError):
                return Unfit("TABLE_018", {"value": "#NUM!"})
        case xlrd.XL_CELL_BOOLEAN:
            return "TRUE" if cell.value else "FALSE"
        case xlrd.XL_CELL_ERROR:
            return Unfit("TABLE_018", {"value": xlrd.error_text_from_code.get(cell.value, "#N/A")})
    return ""


def _format(book: Any, cell: Any) -> str:
    """The number format of a cell; empty where the file names one that it has not."""
    if cell.xf_index is None or not 0 <= cell.xf_index < len(book.xf_list):
        return ""
    known = book.format_map.get(book.xf_list[cell.xf_index].format_key)
    return known.format_str if known else ""
