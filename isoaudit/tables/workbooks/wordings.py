"""Reusable wordings as a sheet of the workbook of answers, to be copied from; it is never read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from isoaudit.model import Wording
from isoaudit.tables.files.sheets import WORDINGS
from isoaudit.tables.workbooks.writing import fit_row, for_print, protect, put
from isoaudit.wording import label

_COLUMNS = (
    (label("column", "criterion"), 13),
    (label("column", "verdict"), 15),
    (label("column", "evidence"), 58),
    (label("column", "gap"), 58),
    ("Khi nào dùng", 36),
)
_HOW = "Chép câu vào ô «Bằng chứng», «Nội dung không phù hợp, cần lưu ý», rồi điền chỗ trống trong ngoặc nhọn {…}."
_HEADING = 3


def add_wordings(book: Workbook, wordings: Iterable[Wording], criteria: Sequence[str]) -> bool:
    """Add the sheet of the wordings for these criteria, in their order; whether there are any."""
    place = {id: number for number, id in enumerate(criteria)}
    offered = sorted((one for one in wordings if one.criterion in place), key=lambda one: place[one.criterion])
    if not offered:
        return False
    sheet = book.create_sheet(WORDINGS)
    put(sheet["A1"], "Câu mẫu theo tiêu chí", "title")
    put(sheet["A2"], _HOW, "plain")
    for position, (heading, width) in enumerate(_COLUMNS, start=1):
        put(sheet.cell(_HEADING, position), heading, "heading to read")
        sheet.column_dimensions[get_column_letter(position)].width = width
    fit_row(sheet, _HEADING, [heading for heading, _ in _COLUMNS])
    for row, one in enumerate(offered, start=_HEADING + 1):
        texts = (one.criterion, label("verdict", one.grade), one.evidence, one.gap, one.note or "")
        for position, text in enumerate(texts, start=1):
            put(sheet.cell(row, position), text, "to read")
        fit_row(sheet, row, texts)
    sheet.freeze_panes = f"C{_HEADING + 1}"
    sheet.auto_filter.ref = f"A{_HEADING}:{get_column_letter(len(_COLUMNS))}{_HEADING + len(offered)}"
    protect(sheet)
    for_print(sheet, heading=_HEADING, footer=WORDINGS)
    return True
