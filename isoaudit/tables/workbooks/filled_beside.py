"""A sheet in which something is filled in beside what is shown: white cells in rows that else can only be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from isoaudit.tables.workbooks.writing import Lists, fit_row, for_print, protect, put
from isoaudit.wording import labels

MARK = 16
"""Digits of the id of an entry in the hidden column that tells what the writer had seen."""
_HEADING = 3


@dataclass(frozen=True, slots=True)
class BesideField:
    """A column of such a sheet."""

    name: str
    """Of a column that is read again; empty: only to be read."""
    heading: str
    width: float
    entry: bool = False
    """Whether it is filled in."""


def add_filled_beside(
    book: Workbook,
    lists: Lists,
    name: str,
    about: tuple[str, str],
    fields: Sequence[BesideField],
    rows: Sequence[Sequence[str]],
    outcomes: str,
) -> Worksheet:
    """Add the sheet ``name``; only what is to be said can be changed (no password).

    ``about``: its title and how it is filled in; ``rows``: the texts in the order of ``fields``, of which «outcome» is
    chosen from the vocabulary ``outcomes`` and «seen» is hidden.
    """
    sheet = book.create_sheet(name)
    put(sheet["A1"], about[0], "title")
    put(sheet["A2"], about[1], "plain")
    letters = {field.name: get_column_letter(n) for n, field in enumerate(fields, start=1) if field.name}
    for position, field in enumerate(fields, start=1):
        put(sheet.cell(_HEADING, position), field.heading, "heading" if field.entry else "heading to read")
        sheet.column_dimensions[get_column_letter(position)].width = field.width
    sheet.column_dimensions[letters["seen"]].hidden = True
    fit_row(sheet, _HEADING, [field.heading for field in fields])
    for number, texts in enumerate(rows, start=_HEADING + 1):
        for position, (field, written) in enumerate(zip(fields, texts, strict=True), start=1):
            put(sheet.cell(number, position), written, "entry" if field.entry else "to read")
        fit_row(sheet, number, texts)
    last = _HEADING + len(rows)
    choice = lists.choice(tuple(labels()[outcomes].values()))
    choice.add(f"{letters['outcome']}{_HEADING + 1}:{letters['outcome']}{last}")
    sheet.add_data_validation(choice)
    sheet.freeze_panes = f"E{_HEADING + 1}"
    sheet.auto_filter.ref = f"A{_HEADING}:{get_column_letter(len(fields))}{last}"
    protect(sheet)
    for_print(sheet, heading=_HEADING, footer=name)
    return sheet
