"""Tables in: the form of each cell is judged here, all problems at once; meaning is judged by ``procedure``.

Files are read with :mod:`csv`, not pandas: no empty cell becomes NaN, no code loses its leading zeros.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from isoaudit.charsets import Unreadable, decode
from isoaudit.errors import Problem, TableError, problem
from isoaudit.files import reason
from isoaudit.model import control_character, is_code, nfc
from isoaudit.wording import date_short, label, labels

_CSV_FAULTS = {
    "unexpected end of data": "dấu ngoặc kép mở mà không đóng",
    "expected after": "có chữ ngay sau dấu ngoặc kép đóng",
    "larger than field limit": "có ô dài quá 131.072 ký tự",
    "NUL": "có ký tự NUL",
}
Parser = Callable[[str, "Cell"], Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a value stands, and what it may be compared with."""

    where: str
    column: str
    today: date
    problems: list[Problem]

    def refuse(self, code: str, /, **fields: object) -> None:
        """Note what is wrong with this cell."""
        self.problems.append(problem(code, self.where, column=self.column, **fields))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its code, how its cells are read, whether it must be there and be filled."""

    name: str
    parse: Parser
    required: bool = False
    shown: str = ""
    """Its heading in the file at hand: what a person knows it by."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row as the spreadsheet counts it (the heading is row 1) with the values of the columns it has."""

    number: int
    where: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds; ``problems`` forbid its import, ``warnings`` do not."""

    path: Path
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def text(value: str, cell: Cell) -> str:
    """Text as typed."""
    return value


def code(value: str, cell: Cell) -> str:
    """A code that can also name a folder."""
    if value and not is_code(value):
        cell.refuse("TABLE_010", value=value)
    return value


def number(value: str, cell: Cell) -> int | None:
    """A whole number, or nothing."""
    if not value:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", value):
        cell.refuse("TABLE_012", value=value)
        return None
    return int(value)


def day(value: str, cell: Cell) -> str | None:
    """A date, ISO or as Vietnamese papers write it, as ISO text; or nothing."""
    if not value:
        return None
    found = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", value)
    parts = found.groups() if found else None
    if parts is None and (found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", value)):
        parts = found.groups()[::-1]
    try:
        year, month, day_of_month = (int(part) for part in parts or ())
        return date(year, month, day_of_month).isoformat()
    except ValueError:
        cell.refuse("TABLE_005", value=value)
        return None


def past_day(value: str, cell: Cell) -> str | None:
    """A date that is not after today."""
    found = day(value, cell)
    if found and date.fromisoformat(found) > cell.today:
        cell.refuse("TABLE_006", value=date_short(date.fromisoformat(found)), today=date_short(cell.today))
    return found


def one_of(vocabulary: str) -> Parser:
    """A parser of a closed vocabulary: its codes, or their Vietnamese labels in any case."""

    def parse(value: str, cell: Cell) -> str | None:
        if not value:
            return None
        found = _codes(vocabulary).get(_folded(value))
        if found is None:
            expected = ", ".join(f"{c} ({words})" for c, words in labels()[vocabulary].items())
            cell.refuse("TABLE_004", value=value, expected=expected)
        return found

    return parse


def team(value: str, cell: Cell) -> list[dict[str, str]]:
    """A team, "Họ và tên (trưởng đoàn); Họ và tên": members in the order given."""
    members = []
    for part in filter(None, (part.strip() for part in value.split(";"))):
        found = re.fullmatch(r"(?P<name>[^()]+?)\s*(?:\((?P<role>[^()]*)\))?", part)
        role = _codes("role").get(_folded(found["role"])) if found and found["role"] else "thanh_vien"
        if not found or role is None:
            cell.refuse("INSPECTION_004", value=part, expected=", ".join(labels()["role"].values()))
            continue
        members.append({"name": found["name"].strip(), "role": role})
    return members


def _codes(vocabulary: str) -> Mapping[str, str]:
    known = labels()[vocabulary]
    return {_folded(c): c for c in known} | {_folded(label(vocabulary, c)): c for c in known}


def _folded(value: str) -> str:
    return " ".join(nfc(value).casefold().split())


def read_table(path: Path, columns: Sequence[Column], today: date) -> Table:
    """A CSV file read against its columns. Raises TableError when there is no table to judge at all."""
    table = Table(path)
    rows = _rows(path, table)
    heading = _heading(path, next(rows, []), columns, table)
    for count, cells in enumerate(rows, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        where = f"{path.name}, dòng {count}"
        if len(cells) > len(heading) and any(cell.strip() for cell in cells[len(heading) :]):
            table.problems.append(problem("TABLE_009", where, cells=len(cells), columns=len(heading)))
            continue
        values: dict[str, Any] = {}
        for column, raw in zip(heading, [*cells, *[""] * len(heading)], strict=False):
            if column is not None:
                cell = Cell(where, column.shown or column.name, today, table.problems)
                values[column.name] = _value(raw, column, cell)
        table.rows.append(Row(count, where, values))
    return table


def _rows(path: Path, table: Table) -> Iterator[list[str]]:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise TableError(problem("FILE_001", str(path))) from None
    except OSError as error:
        raise TableError(problem("FILE_002", str(path), reason=reason(error))) from None
    try:
        decoded = decode(data)
    except Unreadable as error:
        raise TableError(problem("FILE_006", str(path), position=error.position)) from None
    if decoded.note:
        table.warnings.append(f"{path.name}: {decoded.note}")
    content = decoded.text
    first = next((line for line in content.splitlines() if line.strip()), None)
    if first is None:
        raise TableError(problem("FILE_004", str(path)))
    delimiter = max(",;\t", key=first.count)  # Excel in Vietnamese writes ";"
    try:
        yield from csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    except csv.Error as error:
        fault = next((words for sign, words in _CSV_FAULTS.items() if sign in str(error)), "không rõ")
        raise TableError(problem("TABLE_013", str(path), reason=fault)) from None


def _heading(path: Path, cells: list[str], columns: Sequence[Column], table: Table) -> list[Column | None]:
    known = {column.name: column for column in columns}
    translated = labels()["heading"]
    heading: list[Column | None] = []
    found: set[str] = set()
    where = f"{path.name}, dòng 1"
    for cell in cells:
        name = _folded(cell)
        column = known.get(name) or known.get(translated.get(name, ""))
        if column is None and name == "mã":  # "Mã" heads the codes of whatever the table lists
            column = known.get("code") or known.get("agency")
        if column is None and name:
            table.warnings.append(f"{where}: cột «{cell.strip()}» không dùng đến, bỏ qua.")
        if column is not None and column.name in found:
            table.problems.append(problem("TABLE_002", where, column=cell.strip()))
        found.add(column.name if column else "")
        heading.append(replace(column, shown=cell.strip()) if column else None)
    for column in columns:
        if column.required and column.name not in found:
            expected = ", ".join(c.name for c in columns if c.required)
            table.problems.append(problem("TABLE_001", where, column=column.name, expected=expected))
    return heading


def _value(raw: str, column: Column, cell: Cell) -> Any:
    value = nfc(raw.replace("\r\n", "\n").strip())
    if found := control_character(value):
        cell.refuse("TABLE_007", code=f"{ord(found):04X}")
        return None
    if column.required and not value:
        cell.refuse("TABLE_003")
        return None
    return column.parse(value, cell)
