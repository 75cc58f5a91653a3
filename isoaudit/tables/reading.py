"""Tables in: the form of each cell is judged here, all problems at once; meaning is judged by ``register``.

Files are read with :mod:`csv` and ``sheets``, not pandas: no empty cell becomes NaN, no code loses its leading zeros.
"""

from __future__ import annotations

import csv
import gc
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from isoaudit.errors import TableError, excerpt, problem
from isoaudit.files import read_bounded, reason
from isoaudit.tables.archives import is_old_workbook
from isoaudit.tables.cells import (
    FOR_READING,
    OF_THE_BOOK,
    TO_MEND,
    Cell,
    CellFaults,
    Column,
    Place,
    Raw,
    Unfit,
    heading_keys,
    read_cell,
    word_key,
)
from isoaudit.tables.charsets import Unreadable, decode
from isoaudit.tables.cleaning import Cleaner, RawRow
from isoaudit.tables.sheets import is_workbook, read_sheets, refuse_foreign
from isoaudit.wording import labels, synonyms

_CSV_FAULTS = {
    "unexpected end of data": "dấu ngoặc kép mở mà không đóng",
    "expected after": "có chữ ngay sau dấu ngoặc kép đóng",
    "larger than field limit": "có ô dài quá 131.072 ký tự",
    "NUL": "có ký tự NUL",
}
_LARGEST = 1 << 30
_ABOVE = 30
"""Rows in which the heading is looked for: a title and who made the list may stand above it."""


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
    taken: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """Synonyms that were taken: the column, what was typed, what it was understood as."""


@contextmanager
def _uncollected() -> Iterator[None]:
    """Rows hold no cycles; to look for some among a million cells takes a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_uncollected()
def read_table(path: Path, columns: Sequence[Column], today: date) -> Table:
    """A CSV, XLSX or XLS file read against its columns. Raises TableError when there is no table to judge at all."""
    table = Table(path)
    sheets = _sheets(path, _bytes(path), columns, table)
    filled = [(name, first, rows) for name, rows in sheets for first in islice(rows, 1)]
    if not filled:
        raise TableError(problem("FILE_004", str(path)))
    read = 0
    cleaner = Cleaner(_known_words())
    for name, first, rest in filled:
        above = [first, *islice(rest, _ABOVE - 1)]
        start, known = _find_heading(_clean_copy(above), columns)
        if len(filled) > 1 and known < 2:
            table.warnings.append(f"{path.name}: trang «{name}» không có bảng, bỏ qua.")
            continue
        rows = [*above[start:], *rest]
        cleaner.clean(rows)
        _read_sheet(table, name, rows, columns, today)
        read += 1
    if not read:
        raise TableError(problem("TABLE_017", str(path), expected=_needed(columns)))
    table.warnings.extend(f"{path.name}: {note}" for note in cleaner.notes())
    table.warnings.extend(_understood(table))
    return table


def _sheets(path: Path, data: bytes, columns: Sequence[Column], table: Table) -> list[tuple[str, Iterator[RawRow]]]:
    """The sheets of a file by name; a CSV file has one without a name."""
    if is_workbook(data):
        return [(sheet.name, sheet.rows) for sheet in read_sheets(path.name, data)]
    if is_old_workbook(data):
        from isoaudit.tables.old_workbooks import NOTE, read_old_sheets  # imported here: most files are none

        old = read_old_sheets(path.name, data)
        table.warnings.append(f"{path.name}: {NOTE}")
        return [(sheet.name, sheet.rows) for sheet in old]
    refuse_foreign(path.name, data)
    return [("", _csv_rows(path, data, columns, table))]


def _clean_copy(rows: Sequence[RawRow]) -> list[RawRow]:
    copy = [(number, list(cells)) for number, cells in rows]
    Cleaner(_known_words()).clean(copy)
    return copy


@cache
def _known_words() -> frozenset[str]:
    """The keys of all headings and of all words of lists: whoever writes one of them means it."""
    ours = (text for words in labels().values() for text in (*words, *words.values()))
    usual = (text for words in synonyms().values() for texts in words.values() for text in texts)
    return frozenset(map(word_key, (*ours, *usual)))


def _needed(columns: Sequence[Column]) -> str:
    return ", ".join(f"«{column.heading}»" for column in columns if column.required)


def _understood(table: Table) -> Iterator[str]:
    """Each column in which synonyms were taken, and what they were understood as."""
    by_column: dict[str, list[str]] = {}
    for (column, typed, meant), count in table.taken.items():
        by_column.setdefault(column, []).append(f"«{excerpt(typed)}» là «{meant}» ({count} ô)")
    for column, taken in by_column.items():
        yield f"{table.path.name}, cột «{column}»: đã hiểu {', '.join(taken)}."


def _bytes(path: Path) -> bytes:
    try:
        return read_bounded(path, _LARGEST)
    except FileNotFoundError:
        raise TableError(problem("FILE_001", str(path))) from None
    except OSError as error:
        raise TableError(problem("FILE_002", str(path), reason=reason(error))) from None


def _csv_rows(path: Path, data: bytes, columns: Sequence[Column], table: Table) -> Iterator[RawRow]:
    """The rows of a CSV file that hold anything; the encoding, where it is an old one, is said."""
    try:
        decoded = decode(data)
    except Unreadable as error:
        raise TableError(problem("FILE_006", str(path), position=error.position)) from None
    if decoded.note:
        table.warnings.append(f"{path.name}: {decoded.note}")
    first = next((line for line in io.StringIO(decoded.text) if line.strip()), "")
    # Excel in Vietnamese writes ";"; the heading says more than the first line, which may be a title.
    known = {sign: _headings_with(sign, decoded.text, columns) for sign in _DELIMITERS}
    delimiter = max(known, key=lambda sign: (known[sign], first.count(sign)))
    try:
        yield from _split(decoded.text, delimiter)
    except csv.Error as error:
        fault = next((words for sign, words in _CSV_FAULTS.items() if sign in str(error)), "không rõ")
        raise TableError(problem("TABLE_013", str(path), reason=fault)) from None


_DELIMITERS = ",;\t|"


def _split(text: str, delimiter: str) -> Iterator[RawRow]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    for number, cells in enumerate(rows, start=1):
        if any(cell.strip() for cell in cells):
            yield number, [_no_formula(cell) for cell in cells]


def _headings_with(delimiter: str, text: str, columns: Sequence[Column]) -> int:
    """How many columns the heading names when a file is split with a delimiter."""
    above: list[RawRow] = []
    with suppress(csv.Error):  # said when the file is read; what comes before it counts
        above.extend(islice(_split(text, delimiter), _ABOVE))
    return _find_heading(_clean_copy(above), columns)[1] if above else 0


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
    by_key = _headings(tuple(columns))
    keys = [heading_keys(cell) if isinstance(cell, str) else () for cell in cells]
    return [next((by_key[key] for key in tried if key in by_key), None) for tried in keys]


@lru_cache(maxsize=16)
def _headings(columns: tuple[Column, ...]) -> dict[str, Column]:
    """The columns by the key of everything that may head them."""
    by_name = {column.name: column for column in columns}
    found = {word_key(words): by_name[name] for words, name in labels()["heading"].items() if name in by_name}
    if "code" not in by_name and "agency" in by_name:  # "Mã" heads the codes of whatever the table lists
        found[word_key("mã")] = by_name["agency"]
    if "code" in by_name and "level" in by_name:  # and in the list of bodies it is the code of each
        found[word_key("mã cơ quan")] = by_name["code"]
    own = {word_key(column.heading): column for column in columns}
    return found | own | {word_key(column.name): column for column in columns}


def _read_sheet(table: Table, sheet: str, rows: Sequence[RawRow], columns: Sequence[Column], today: date) -> None:
    (number, titles), *below = rows
    heading = _named(titles, columns)
    _check_heading(table, Place(table.path.name, number, sheet), titles, heading, columns)
    where: dict[str, int] = {}
    for position, column in enumerate(heading, start=1):
        if column is not None:
            where.setdefault(column.name, position)
    table.columns.update(where)
    read = [(" ".join(str(titles[where[c.name] - 1]).split()), where[c.name], c) for c in columns if c.name in where]
    if below and _only_numbers(below[0][1], titles):
        table.warnings.append(f"{Place(table.path.name, below[0][0], sheet)}: dòng đánh số các cột, bỏ qua.")
        del below[0]
    for number, cells in below:
        place = Place(table.path.name, number, sheet)
        if len(cells) > len(heading) and not sheet and any(cells[len(heading) :]):
            table.faults.refuse(place, "TABLE_009", cells=len(cells), columns=len(heading))
            continue
        if not any(position <= len(cells) and cells[position - 1] for _, position, _ in read):
            continue  # only what is not read stands there
        row = Row(place, {}, where)
        for title, position, column in read:
            raw = cells[position - 1] if position <= len(cells) else ""
            cell = Cell(place, position, title, today, table.faults, table.taken)
            row.values[column.name] = read_cell(raw, column, cell)
        table.rows.append(row)


_COLUMN_NUMBER = re.compile(r"(?:cột )?0?([0-9]{1,2}|[a-z]{1,4})(?: ?= ?[-+*/x×():0-9a-z ]+)?")
_FRAME = "()[]{}<>.-–:* "


def _only_numbers(cells: Sequence[Raw], titles: Sequence[Raw]) -> bool:
    """Whether a row numbers the columns above it, as printed forms do: 1, 2, 3; A, B, 1, 2; (a), (b); I, II; 3=1+2."""
    typed = [raw.strip() for raw in cells if isinstance(raw, str) and raw.strip()]
    found = [_COLUMN_NUMBER.fullmatch(unicodedata.normalize("NFKC", mark).casefold().strip(_FRAME)) for mark in typed]
    marks = [mark[1] for mark in found if mark]
    if len(marks) < min(3, max(2, sum(map(bool, titles)) - 1)) or len(marks) < len(found):
        return False
    letters = sum(not mark.isdigit() for mark in marks)
    usual = [*ascii_lowercase[:letters], *(str(number) for number in range(1, len(marks) - letters + 1))]
    # A, B, C alone may as well be what the row holds.
    telling = letters < len(marks) or letters > 3 or not all(mark.isalpha() and mark.isupper() for mark in typed)
    return (marks == usual and telling) or marks == list(_ROMAN[: len(marks)])


_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")


def _check_heading(
    table: Table, place: Place, titles: Sequence[Raw], heading: Sequence[Column | None], columns: Sequence[Column]
) -> None:
    """Refuse columns that are missing or stand twice; name those that are not used."""
    found: set[str] = set()
    unknown: list[str] = []
    for position, (title, column) in enumerate(zip(titles, heading, strict=True), start=1):
        words = " ".join((title if isinstance(title, str) else title.fields.get("value", "")).split())
        read = (TO_MEND, *FOR_READING, *OF_THE_BOOK)
        if column is None and words and words not in read and word_key(words) not in _ORDINALS:
            unknown.append(f"«{excerpt(words)}»")
            table.warnings.append(f"{place}: cột «{excerpt(words)}» không dùng đến, bỏ qua.")
        if column is not None and column.name in found:
            table.faults.refuse(replace(place, column=position), "TABLE_002", column=words)
        found.add(column.name if column else "")
    listed = f"; tiêu đề không nhận ra: {', '.join(unknown)}" if unknown else ""
    for column in columns:
        if column.required and column.name not in found:
            fields = {"expected": _needed(columns), "unknown": listed}
            table.faults.refuse(place, "TABLE_001", column=column.heading, **fields)


_ORDINALS = ("stt", "tt", "số tt", "số thứ tự")
"""Headings of the number of a row, which says nothing."""
