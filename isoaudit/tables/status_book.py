"""The status of a year as one workbook: a row for each inspection, to be filtered, printed, sent on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from openpyxl.cell import Cell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill
from openpyxl.utils import get_column_letter

from isoaudit.rules.status import SOON, StatusRow
from isoaudit.tables.writing import FONT, LINE, fit_row, for_print, new_book, packed, put
from isoaudit.wording import sentence

_HEADINGS = (
    ("Cơ quan", 31), ("Cuộc kiểm tra", 21), ("Hình thức", 12), ("Đợt", 8), ("Kiểm tra từ", 12), ("Kiểm tra đến", 12),
    ("Tình trạng", 20), ("Hạn", 12), ("Còn (ngày)", 8), ("Quá hạn", 10), ("Việc tiếp theo", 25),
    ("Người thực hiện", 18), ("Ghi chú", 26), ("Từ việc ngày", 13), ("Căn cứ", 52), ("Lệnh", 90),
)  # fmt: skip
_PRINTED = 13
"""The columns that are printed; those behind are for the screen."""
_HEADING = 3
"""The row of the headings, under title and day."""
_DAY = "day"


def status_workbook(rows: Sequence[StatusRow], year: int, title: str, said: str) -> bytes:
    """The workbook of these rows in their order; the same rows, the same bytes. Days are days, the rest is text."""
    book = new_book()
    entry = Font(name=FONT, size=11)
    grid, middle = Border(LINE, LINE, LINE, LINE), Alignment("center", "top")
    for style, form in ((_DAY, "dd/mm/yyyy"), ("number", "0")):
        book.add_named_style(NamedStyle(style, entry, border=grid, alignment=middle, number_format=form))
    sheet = book.create_sheet(f"Tình hình {year}")
    for column, (_, width) in enumerate(_HEADINGS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    last, final = _HEADING + len(rows), get_column_letter(len(_HEADINGS))
    sheet.freeze_panes = f"C{_HEADING + 1}"
    sheet.auto_filter.ref = f"A{_HEADING}:{final}{last}"
    for_print(sheet, _HEADING, title)
    sheet.print_area = f"A1:{get_column_letter(_PRINTED)}{last}"
    shown = f"A{_HEADING + 1}:{final}{last}"
    late, near = (f"${letter}{_HEADING + 1}" for letter in "JI")
    for formula, colour in (
        (f'{late}="Quá hạn"', "F8D7DA"),
        (f"AND(ISNUMBER({near}),{near}>=0,{near}<={SOON})", "FFF3CD"),
    ):
        fill = PatternFill(bgColor=colour, fill_type="solid")
        sheet.conditional_formatting.add(shown, FormulaRule(formula=[formula], fill=fill, stopIfTrue=True))
    for number, (text, style) in enumerate(((title, "title"), (said, "plain")), start=1):
        _put(sheet.cell(number, 1), text, style)
    for column, (heading, _) in enumerate(_HEADINGS, start=1):
        _put(sheet.cell(_HEADING, column), heading, "heading")
    for number, row in enumerate(rows, start=_HEADING + 1):
        values = _values(row)
        for column, value in enumerate(values, start=1):
            _put(sheet.cell(number, column), value, "entry")
        fit_row(sheet, number, (value if isinstance(value, str) else "" for value in values))
    return packed(book)


def _values(row: StatusRow) -> tuple[str | int | date | None, ...]:
    return (
        row.name,
        row.inspection,
        row.mode_words,
        sentence(row.round),
        row.start,
        row.end,
        row.stage_words,
        row.due,
        row.days_left,
        "Quá hạn" if row.late else "",
        row.next_words,
        row.who_words,
        "\n".join(row.remarks),
        row.since,
        row.basis,
        row.command,
    )


def _put(cell: Cell, value: str | int | date | None, style: str) -> None:
    """A text as text, a day as a day, a number as a number."""
    if isinstance(value, str):
        put(cell, value, style)
        return
    cell.style, cell.value = _DAY if isinstance(value, date) else "number", value
