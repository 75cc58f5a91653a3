"""The reply form as a workbook: one row a finding, what the agency fills in is white, the rest can only be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from isoaudit.tables.workbooks.writing import FONT, Lists, fit_row, for_print, height, new_book, packed, protect, put
from isoaudit.wording import label, labels

SHEET = "Hành động khắc phục"
_COLUMNS = (
    ("code", 9),
    ("finding", 38),
    ("basis", 22),
    ("cause", 24),
    ("correction", 24),
    ("action", 28),
    ("status", 13),
    ("day", 14),
    ("responsible", 17),
    ("evidence", 26),
)
_READ_ONLY = ("code", "finding", "basis")
_HINTS = {
    "cause": "Vì sao có điểm không phù hợp này.",
    "correction": "Đã làm gì với chính điểm không phù hợp.",
    "action": "Đã làm gì, hoặc đề xuất làm gì, để loại bỏ nguyên nhân.",
    "status": "Chọn «đã thực hiện» hoặc «đề xuất». Ghi hai dòng cho một điểm thì không đọc được.",
    "day": "Đã thực hiện: ngày thực hiện xong. Đề xuất: thời hạn hoàn thành theo đề xuất. Ghi như 18/6/2026.",
    "responsible": "Người, bộ phận chịu trách nhiệm.",
    "evidence": "Số, ngày văn bản và tên tệp gửi kèm. Không ghi bí mật nhà nước, thông tin cá nhân của công dân.",
}
"""What is shown when a cell is chosen."""


@dataclass(frozen=True, slots=True)
class AskedRow:
    """A finding of which the agency is asked to report."""

    code: str
    finding: str
    """As minutes or letter have it, the code before it."""
    basis: str


@dataclass(frozen=True, slots=True)
class AskedForm:
    """What stands on the form of one inspection."""

    agency: str
    told: str
    """Which paper told the findings, in words; empty: none yet."""
    until: str
    """By when the report is asked for, in words; empty: no day is set."""
    identity: str
    rows: Sequence[AskedRow]


def reply_form_book(form: AskedForm) -> bytes:
    """The form as an .xlsx file; the same form, the same bytes."""
    book = new_book()
    sheet = book.create_sheet(SHEET)
    last = get_column_letter(len(_COLUMNS))
    put(sheet["A1"], "PHIẾU HÀNH ĐỘNG KHẮC PHỤC", "title")
    lines = (
        f"Cơ quan: {form.agency}",
        form.told,
        form.until,
        "Ghi vào ô trắng, mỗi điểm một dòng; không đổi cột «Mã». Phiếu gửi kèm báo cáo đã ký, đóng dấu.",
    )
    row = 2
    for text in filter(None, lines):
        put(sheet.cell(row, 1), text, "plain")
        row += 1
    put(sheet.cell(row, 1), form.identity, "plain")
    sheet.cell(row, 1).font = Font(name=FONT, size=9, color="7F7F7F")
    heading = row + 1
    _head(sheet, heading)
    for number, asked in enumerate(form.rows, start=heading + 1):
        shown = {"code": asked.code, "finding": asked.finding, "basis": asked.basis}
        for position, (name, _) in enumerate(_COLUMNS, start=1):
            put(sheet.cell(number, position), shown.get(name, ""), "to read" if name in shown else "entry")
        fit_row(sheet, number, [*shown.values(), "\n\n\n"])
        sheet.cell(number, 1).alignment = Alignment("center", "top", wrap_text=True)
    _offer(sheet, Lists(book), heading + 1, heading + max(len(form.rows), 1))
    sheet.freeze_panes = f"C{heading + 1}"
    protect(sheet)
    for_print(sheet, heading=heading, footer=form.identity)
    sheet.print_area = f"A1:{last}{heading + len(form.rows)}"
    return packed(book)


def _head(sheet: Worksheet, row: int) -> None:
    for position, (name, width) in enumerate(_COLUMNS, start=1):
        text = label("reply_field", name)
        put(sheet.cell(row, position), text, "heading to read" if name in _READ_ONLY else "heading")
        sheet.column_dimensions[get_column_letter(position)].width = width
    sheet.row_dimensions[row].height = height(label("reply_field", "day"), 14)


def _offer(sheet: Worksheet, lists: Lists, first: int, last: int) -> None:
    """The list of the status, and what to write where, shown when a cell is chosen."""
    letters = {name: get_column_letter(position) for position, (name, _) in enumerate(_COLUMNS, start=1)}
    for name, hint in _HINTS.items():
        offered = DataValidation(allow_blank=True)
        if name == "status":
            offered = lists.choice(tuple(labels()["reply_status"].values()))
        offered.promptTitle, offered.prompt, offered.showInputMessage = "Cách ghi", hint, True
        offered.add(f"{letters[name]}{first}:{letters[name]}{last}")
        sheet.add_data_validation(offered)
    lists.finish()
