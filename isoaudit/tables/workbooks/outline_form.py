"""The outline of the report as a workbook: one row a criterion, what the agency fills in is white."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from isoaudit.tables.workbooks.writing import FONT, fit_row, for_print, height, new_book, packed, protect, put
from isoaudit.wording import label

SHEET = "Đề cương báo cáo"
COLUMNS = (("code", 14), ("ask", 50), ("text", 56), ("document", 24), ("day", 18), ("kept_at", 26))
"""The columns and how wide each is."""
_HOW = (
    "Ghi vào ô trắng của từng dòng; không đổi cột «Mã»; nội dung không phát sinh thì ghi «Không phát sinh». "
    "Gửi kèm báo cáo đã ký, đóng dấu."
)
_READ_ONLY = ("code", "ask")
_HINTS = {
    "text": "Báo cáo đúng nội dung được hỏi: số liệu, việc đã làm, thời gian. Xuống dòng: Alt + Enter.",
    "document": "Số, ký hiệu các văn bản thể hiện nội dung này; nhiều văn bản thì cách nhau bằng dấu chấm phẩy.",
    "day": "Ngày của các văn bản, theo thứ tự ấy, như 18/6/2026.",
    "kept_at": "Nơi lưu hồ sơ, hoặc tên tệp gửi kèm. Không ghi bí mật nhà nước, thông tin cá nhân của công dân.",
}
"""What is shown when a cell is chosen."""


@dataclass(frozen=True, slots=True)
class OutlineForm:
    """What stands on the outline of one inspection."""

    agency: str
    about: Sequence[str]
    """With which letter it goes, of what period, by when: a line each; what is empty is left out."""
    identity: str
    rows: Sequence[tuple[str, str, str]]
    """Heading of a content of Article 36, or else code and question."""


def outline_form_book(form: OutlineForm) -> bytes:
    """The outline as an .xlsx file; the same outline, the same bytes."""
    book = new_book()
    sheet = book.create_sheet(SHEET)
    last = get_column_letter(len(COLUMNS))
    put(sheet["A1"], "ĐỀ CƯƠNG BÁO CÁO", "title")
    row = 2
    for text in filter(None, (f"Cơ quan: {form.agency}", *form.about, _HOW)):
        put(sheet.cell(row, 1), text, "plain")
        row += 1
    put(sheet.cell(row, 1), form.identity, "plain")
    sheet.cell(row, 1).font = Font(name=FONT, size=9, color="7F7F7F")
    heading = row + 1
    for position, (name, width) in enumerate(COLUMNS, start=1):
        style = "heading to read" if name in _READ_ONLY else "heading"
        put(sheet.cell(heading, position), label("outline_field", name), style)
        sheet.column_dimensions[get_column_letter(position)].width = width
    sheet.row_dimensions[heading].height = height(label("outline_field", "document"), 14)
    for number, (group, code, ask) in enumerate(form.rows, start=heading + 1):
        _write(sheet, number, group, code, ask)
    _hint(sheet, heading + 1, heading + max(len(form.rows), 1))
    sheet.freeze_panes = f"C{heading + 1}"
    protect(sheet)
    for_print(sheet, heading=heading, footer=form.identity)
    sheet.print_area = f"A1:{last}{heading + len(form.rows)}"
    return packed(book)


def _write(sheet: Worksheet, number: int, group: str, code: str, ask: str) -> None:
    shown = {"code": group or code, "ask": ask}
    for position, (name, _) in enumerate(COLUMNS, start=1):
        put(sheet.cell(number, position), shown.get(name, ""), "to read" if group or name in shown else "entry")
    if group:
        sheet.cell(number, 1).font = Font(name=FONT, size=11, bold=True)
        sheet.cell(number, 1).alignment = Alignment("left", "center", wrap_text=False)
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=len(COLUMNS))
        return
    fit_row(sheet, number, [*shown.values(), "\n\n"])
    sheet.cell(number, 1).alignment = Alignment("center", "top", wrap_text=True)


def _hint(sheet: Worksheet, first: int, last: int) -> None:
    """What to write where, shown when a cell is chosen."""
    letters = {name: get_column_letter(position) for position, (name, _) in enumerate(COLUMNS, start=1)}
    for name, hint in _HINTS.items():
        shown = DataValidation(allow_blank=True, promptTitle="Cách ghi", prompt=hint, showInputMessage=True)
        shown.add(f"{letters[name]}{first}:{letters[name]}{last}")
        sheet.add_data_validation(shown)
