"""A list as one workbook: a row for each thing, to be filtered, printed, sent on; late and near days in colour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from openpyxl.cell import Cell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from isoaudit.rules.status import SOON
from isoaudit.tables.workbooks.writing import FONT, LINE, fit_row, for_print, new_book, packed, put

Value: TypeAlias = str | int | Decimal | date | None
LATE, LEFT = "Quá hạn", "Còn (ngày)"
"""The columns that colour a row: that says so, and the days left."""
_HEADING = 3
"""The row of the headings, under title and day."""
_DAY, _POINTS = "day", "points"


@dataclass(frozen=True, slots=True)
class ListForm:
    """How a list looks."""

    columns: Sequence[tuple[str, int]]
    """Heading and width of each; with days :data:`LATE` and :data:`LEFT` are among them."""
    printed: int
    """How many are printed; those behind are for the screen."""
    frozen: int
    """How many stay in sight at the left."""
    has_days: bool = True
    """Whether rows may be late."""

    def letter(self, heading: str) -> str:
        """The letter of the column with a heading."""
        letter: str = get_column_letter([name for name, _ in self.columns].index(heading) + 1)
        return letter


@dataclass(frozen=True, slots=True)
class List:
    """A list on a sheet of its own."""

    form: ListForm
    sheet: str
    """The title of the sheet."""
    rows: Sequence[Iterable[Value]]


def list_workbook(form: ListForm, sheet_title: str, title: str, said: str, rows: Sequence[Iterable[Value]]) -> bytes:
    """The workbook of these rows in their order; the same rows, the same bytes. Days are days, the rest is text."""
    return lists_workbook([List(form, sheet_title, rows)], title, said)


def lists_workbook(lists: Iterable[List], title: str, said: str) -> bytes:
    """The workbook of several lists, a sheet each, as :func:`list_workbook`."""
    book = new_book()
    entry = Font(name=FONT, size=11)
    grid, middle = Border(LINE, LINE, LINE, LINE), Alignment("center", "top")
    for style, shape in ((_DAY, "dd/mm/yyyy"), ("number", "0"), (_POINTS, "0.00")):
        book.add_named_style(NamedStyle(style, entry, border=grid, alignment=middle, number_format=shape))
    for one in lists:
        _write(book.create_sheet(one.sheet), one, title, said)
    return packed(book)


def _write(sheet: Worksheet, one: List, title: str, said: str) -> None:
    form, rows = one.form, one.rows
    for column, (_, width) in enumerate(form.columns, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    last, final = _HEADING + len(rows), get_column_letter(len(form.columns))
    sheet.freeze_panes = f"{get_column_letter(form.frozen + 1)}{_HEADING + 1}"
    sheet.auto_filter.ref = f"A{_HEADING}:{final}{last}"
    for_print(sheet, _HEADING, title)
    sheet.print_area = f"A1:{get_column_letter(form.printed)}{last}"
    if form.has_days:
        _colour(sheet, form, f"A{_HEADING + 1}:{final}{max(last, _HEADING + 1)}")  # it ends where it begins, or later
    for number, (text, style) in enumerate(((title, "title"), (said, "plain")), start=1):
        _put(sheet.cell(number, 1), text, style)
    for column, (heading, _) in enumerate(form.columns, start=1):
        _put(sheet.cell(_HEADING, column), heading, "heading")
    fit_row(sheet, _HEADING, (heading for heading, _ in form.columns))
    for number, row in enumerate(rows, start=_HEADING + 1):
        values = tuple(row)
        for column, value in enumerate(values, start=1):
            _put(sheet.cell(number, column), value, "entry")
        fit_row(sheet, number, (value if isinstance(value, str) else "" for value in values))


def _colour(sheet: Worksheet, form: ListForm, shown: str) -> None:
    """Rows that are late, and those that soon will be."""
    late, near = (f"${form.letter(heading)}{_HEADING + 1}" for heading in (LATE, LEFT))
    for formula, colour in (
        (f'{late}="{LATE}"', "F8D7DA"),
        (f"AND(ISNUMBER({near}),{near}>=0,{near}<={SOON})", "FFF3CD"),
    ):
        fill = PatternFill(bgColor=colour, fill_type="solid")
        sheet.conditional_formatting.add(shown, FormulaRule(formula=[formula], fill=fill, stopIfTrue=True))


def _put(cell: Cell, value: Value, style: str) -> None:
    """A text as text, a day as a day, a number as a number."""
    if isinstance(value, str):
        put(cell, value, style)
        return
    cell.style = _DAY if isinstance(value, date) else _POINTS if isinstance(value, Decimal) else "number"
    cell.value = value
