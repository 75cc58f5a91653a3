"""A workbook of several forms, each a sheet with its own columns, filled in by a person and read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from openpyxl.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from isoaudit.tables.cells import Column
from isoaudit.tables.files.sheets import GUIDE
from isoaudit.tables.workbooks.writing import (
    Lists,
    fit_row,
    for_print,
    height,
    new_book,
    packed,
    put,
    refuse_too_long,
    sheet_name,
)

_DAY = "dd/mm/yyyy"
_HEADING = 3
"""The row of the heading: the title and what the sheet is for stand above."""
Value = str | date


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column of a form: how wide, what may be chosen in it, whether it holds days."""

    column: Column
    width: float
    choices: tuple[str, ...] = ()
    others: bool = False
    """Something else may be typed than the choices, such as several of them."""
    day: bool = False
    read_only: bool = False
    hidden: bool = False
    prompt: str = ""
    """Shown while a cell is chosen."""


@dataclass(frozen=True, slots=True)
class Form:
    """A sheet: what it is for, its columns, its rows, and how many empty ones are made ready."""

    title: str
    purpose: str
    columns: tuple[FormColumn, ...]
    rows: Sequence[Mapping[str, Value]]
    empty: int = 0
    days: frozenset[int] = frozenset()
    """Rows, from 0, in which what is filled in is a day, in a column that holds other things too."""


def forms_workbook(guide: Sequence[str], forms: Sequence[Form]) -> bytes:
    """The forms as a workbook, how to fill it in first. The same content gives the same bytes.

    Raises TableError when a text is longer than a cell can hold (TABLE_015).
    """
    refuse_too_long(
        (f"{form.title}, dòng {number}", one.column.heading, text)
        for form in forms
        for number, row in enumerate(form.rows, _HEADING + 1)
        for one in form.columns
        if isinstance(text := row.get(one.column.name, ""), str)
    )
    book = new_book()
    _write_guide(book.create_sheet(GUIDE), guide)
    lists, taken = Lists(book), {GUIDE.casefold()}
    for form in forms:
        _write_form(book.create_sheet(sheet_name(form.title, taken)), form, lists)
    lists.finish()
    return packed(book)


def _write_guide(sheet: Worksheet, lines: Sequence[str]) -> None:
    sheet.column_dimensions["A"].width = 110
    for row, line in enumerate(lines, start=1):
        put(sheet.cell(row, 1), line, "title" if row == 1 else "plain")
        sheet.cell(row, 1).alignment = Alignment(vertical="top", wrap_text=True)
        sheet.row_dimensions[row].height = height(line, 110) + (8 if row == 1 else 2)
    for_print(sheet, heading=1, footer=lines[0])


def _write_form(sheet: Worksheet, form: Form, lists: Lists) -> None:
    put(sheet.cell(1, 1), form.title, "title")
    put(sheet.cell(2, 1), form.purpose, "plain")
    shown = [one for one in form.columns if not one.hidden]
    sheet.merge_cells(start_row=2, end_row=2, start_column=1, end_column=len(shown))
    sheet.cell(2, 1).alignment = Alignment(vertical="top", wrap_text=True)
    sheet.row_dimensions[1].height = 22
    sheet.row_dimensions[2].height = height(form.purpose, sum(one.width for one in shown)) + 4
    last = _HEADING + len(form.rows) + form.empty
    for position, one in enumerate(form.columns, start=1):
        letter = get_column_letter(position)
        dimension = sheet.column_dimensions[letter]
        dimension.width, dimension.hidden = one.width, one.hidden
        dimension.number_format = _DAY if one.day else "@"
        put(sheet.cell(_HEADING, position), one.column.heading, "heading to read" if one.read_only else "heading")
        for row in range(_HEADING + 1, last + 1):
            number = row - _HEADING - 1
            value = form.rows[number].get(one.column.name, "") if number < len(form.rows) else ""
            _fill(sheet.cell(row, position), value, one, one.day or (number in form.days and not one.read_only))
        if form.empty or form.rows:
            _offer(sheet, one, f"{letter}{_HEADING + 1}:{letter}{last}", lists)
    for number, values in enumerate(form.rows, start=_HEADING + 1):
        fit_row(sheet, number, [str(values.get(one.column.name, "")) for one in form.columns])
    fit_row(sheet, _HEADING, [one.column.heading for one in form.columns])
    sheet.freeze_panes = f"A{_HEADING + 1}"
    for_print(sheet, heading=_HEADING, footer=form.title)


def _fill(cell: Cell, value: Value, one: FormColumn, is_day: bool) -> None:
    put(cell, "" if isinstance(value, date) else value, "to read" if one.read_only else "entry")
    if isinstance(value, date):
        cell.value = value
    if is_day:
        cell.number_format = _DAY
        cell.alignment = Alignment(horizontal="left", vertical="top")


def _offer(sheet: Worksheet, one: FormColumn, cells: str, lists: Lists) -> None:
    if one.choices:
        offered = lists.choice(one.choices, others=one.others)
    elif one.prompt:
        offered = DataValidation(allow_blank=True)
    else:
        return
    if one.prompt:
        offered.showInputMessage, offered.promptTitle, offered.prompt = True, one.column.heading[:32], one.prompt
    offered.add(cells)
    sheet.add_data_validation(offered)
