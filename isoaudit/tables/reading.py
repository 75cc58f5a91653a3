"""Tables in: the form of each cell is judged here, all problems at once; meaning is judged by ``register``.

Files are read with :mod:`csv` and ``sheets``, not pandas: no empty cell becomes NaN, no code loses its leading zeros.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import Any

from isoaudit.errors import TableError, problem
from isoaudit.files import read_bounded, reason
from isoaudit.tables.cells import FOR_READING, TO_MEND, Cell, CellFaults, Column, Place, Raw, Unfit, folded, read_cell
from isoaudit.tables.charsets import Unreadable, decode
from isoaudit.tables.sheets import is_workbook, read_sheets, refuse_foreign
from isoaudit.wording import labels

_CSV_FAULTS = {
    "unexpected end of data": "dấu ngoặc kép mở mà không đóng",
    "expected after": "có chữ ngay sau dấu ngoặc kép đóng",
    "larger than field limit": "có ô dài quá 131.072 ký tự",
    "NUL": "có ký tự NUL",
}
_LARGEST = 1 << 30
_ABOVE = 30
"""Rows in which the heading is looked for: a title and who made the list may stand above it."""

RawRow = tuple[int, list[Raw]]
"""A row as the spreadsheet counts it, and its cells."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table with the values of the columns it has."""

    place: Place
    values: dict[str, Any]
    columns: dict[str, int]
    """Where each column stands, from 1; the same for all rows of a sheet."""

    def at(self, column: str) -> Place:
        """The cell of a column; the row where the table has no such column."""
        return replace(self.place, column=self.columns.get(column, 0))


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds; ``faults`` forbid its import, ``warnings`` do not."""

    path: Path
    rows: list[Row] = field(default_factory=list)
    faults: CellFaults = field(default_factory=CellFaults)
    warnings: list[str] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)
    """The columns found, over all sheets."""


def read_table(path: Path, columns: Sequence[Column], today: date) -> Table:
    """A CSV or XLSX file read against its columns. Raises TableError when there is no table to judge at all."""
    data = _bytes(path)
    table = Table(path)
    if is_workbook(data):
        sheets = [(sheet.name, sheet.rows) for sheet in read_sheets(path.name, data)]
    else:
        refuse_foreign(path.name, data)
        sheets = [("", _csv_rows(path, data, table))]
    filled = [(name, first, rows) for name, rows in sheets for first in islice(rows, 1)]
    if not filled:
        raise TableError(problem("FILE_004", str(path)))
    read = 0
    for name, first, rest in filled:
        above = [first, *islice(rest, _ABOVE - 1)]
        start, known = _find_heading(above, columns)
        if len(filled) > 1 and known < 2:
            table.warnings.append(f"{path.name}: trang «{name}» không có bảng, bỏ qua.")
            continue
        _read_sheet(table, name, chain(above[start:], rest), columns, today)
        read += 1
    if not read:
        raise TableError(problem("TABLE_017", str(path), expected=", ".join(c.name for c in columns if c.required)))
    return table


def _bytes(path: Path) -> bytes:
    try:
        return read_bounded(path, _LARGEST)
    except FileNotFoundError:
        raise TableError(problem("FILE_001", str(path))) from None
    except OSError as error:
        raise TableError(problem("FILE_002", str(path), reason=reason(error))) from None


def _csv_rows(path: Path, data: bytes, table: Table) -> Iterator[RawRow]:
    """The rows of a CSV file that hold anything; the encoding, where it is an old one, is said."""
    try:
        decoded = decode(data)
    except Unreadable as error:
        raise TableError(problem("FILE_006", str(path), position=error.position)) from None
    if decoded.note:
        table.warnings.append(f"{path.name}: {decoded.note}")
    first = next((line for line in io.StringIO(decoded.text) if line.strip()), "")
    delimiter = max(",;\t", key=first.count)  # Excel in Vietnamese writes ";"
    try:
        rows = csv.reader(io.StringIO(decoded.text, newline=""), delimiter=delimiter, strict=True)
        for number, cells in enumerate(rows, start=1):
            if any(cell.strip() for cell in cells):
                yield number, [_no_formula(cell) for cell in cells]
    except csv.Error as error:
        fault = next((words for sign, words in _CSV_FAULTS.items() if sign in str(error)), "không rõ")
        raise TableError(problem("TABLE_013", str(path), reason=fault)) from None


def _no_formula(cell: str) -> Raw:
    """Excel would compute what begins with "="; nobody wrote it as text."""
    return Unfit("TABLE_014") if cell.lstrip().startswith("=") else cell


def _find_heading(rows: Sequence[RawRow], columns: Sequence[Column]) -> tuple[int, int]:
    """Which of the first rows is the heading, and how many columns it names; the first where none names any."""
    known = [len({column.name for column in _named(cells, columns) if column}) for _, cells in rows]
    most = max(known)
    return known.index(most), most


def _named(cells: Sequence[Raw], columns: Sequence[Column]) -> list[Column | None]:
    """The column each cell of a heading names, by code or in Vietnamese."""
    by_name = {column.name: column for column in columns}
    translated = labels()["heading"]
    found = []
    for cell in cells:
        name = folded(cell) if isinstance(cell, str) else ""
        column = by_name.get(name) or by_name.get(translated.get(name, ""))
        if column is None and name == "mã":  # "Mã" heads the codes of whatever the table lists
            column = by_name.get("code") or by_name.get("agency")
        found.append(column)
    return found


def _read_sheet(table: Table, sheet: str, rows: Iterable[RawRow], columns: Sequence[Column], today: date) -> None:
    stream = iter(rows)
    number, titles = next(stream)
    heading = _named(titles, columns)
    _check_heading(table, Place(table.path.name, number, sheet), titles, heading, columns)
    where: dict[str, int] = {}
    for position, column in enumerate(heading, start=1):
        if column is not None:
            where.setdefault(column.name, position)
    table.columns.update(where)
    read = [(str(titles[where[c.name] - 1]).strip(), where[c.name], c) for c in columns if c.name in where]
    for number, cells in stream:
        place = Place(table.path.name, number, sheet)
        if len(cells) > len(heading) and not sheet and any(cells[len(heading) :]):
            table.faults.refuse(place, "TABLE_009", cells=len(cells), columns=len(heading))
            continue
        if not any(position <= len(cells) and cells[position - 1] for _, position, _ in read):
            continue  # only what is not read stands there
        row = Row(place, {}, where)
        for title, position, column in read:
            raw = cells[position - 1] if position <= len(cells) else ""
            cell = Cell(place, position, title, today, table.faults)
            row.values[column.name] = read_cell(raw, column, cell)
        table.rows.append(row)


def _check_heading(
    table: Table, place: Place, titles: Sequence[Raw], heading: Sequence[Column | None], columns: Sequence[Column]
) -> None:
    """Refuse columns that are missing or stand twice; name those that are not used."""
    found: set[str] = set()
    for position, (title, column) in enumerate(zip(titles, heading, strict=True), start=1):
        words = title.strip() if isinstance(title, str) else ""
        if column is None and words and words not in (TO_MEND, *FOR_READING):
            table.warnings.append(f"{place}: cột «{words}» không dùng đến, bỏ qua.")
        if column is not None and column.name in found:
            table.faults.refuse(replace(place, column=position), "TABLE_002", column=words)
        found.add(column.name if column else "")
    for column in columns:
        if column.required and column.name not in found:
            expected = ", ".join(c.name for c in columns if c.required)
            table.faults.refuse(place, "TABLE_001", column=column.name, expected=expected)
