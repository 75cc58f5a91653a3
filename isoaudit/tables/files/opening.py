"""A file becomes sheets of rows: CSV in whatever encoding and with whatever delimiter, XLSX, XLS; nothing is judged.

Files are read with :mod:`csv` and ``sheets``, not pandas: no empty cell becomes NaN, no code loses its leading zeros.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path

from isoaudit.errors import TableError, problem
from isoaudit.files import read_bounded, reason
from isoaudit.tables.cells import Column, Raw, Unfit, word_key
from isoaudit.tables.charsets import Unreadable, decode
from isoaudit.tables.cleaning import Cleaner, RawRow
from isoaudit.tables.columns.headings import find_heading, heading_words
from isoaudit.tables.files.archives import is_old_workbook
from isoaudit.tables.files.sheets import is_workbook, read_sheets, refuse_foreign
from isoaudit.wording import labels, synonyms

_CSV_FAULTS = {
    "unexpected end of data": "dấu ngoặc kép mở mà không đóng",
    "expected after": "có chữ ngay sau dấu ngoặc kép đóng",
    "larger than field limit": "có ô dài quá 131.072 ký tự",
    "NUL": "có ký tự NUL",
}
_LARGEST = 1 << 30
ABOVE = 30
"""Rows in which the heading is looked for: a title and who made the list may stand above it."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file whose sheets are in memory: it may be read against several kinds of columns."""

    path: Path
    sheets: Sequence[tuple[str, Sequence[RawRow]]]
    notes: Sequence[str]
    """What is to be said of the file itself."""

    def rows(self, most: int | None = None) -> list[tuple[str, Iterator[RawRow]]]:
        """The sheets by name, at ``most`` so many rows of each; reading changes only these copies."""
        return [(name, ((n, list(cells)) for n, cells in islice(rows, most))) for name, rows in self.sheets]

    def first(self, rows: int) -> Opened:
        """The same file with only so many rows of each sheet."""
        return replace(self, sheets=[(name, list(some)) for name, some in self.rows(rows)])


def open_table(path: Path, columns: Sequence[Column]) -> Opened:
    """A CSV, XLSX or XLS file read once, whatever it is a table of; ``columns`` are those it may have.

    Raises TableError as :func:`read_table`.
    """
    notes: list[str] = []
    sheets = [(name, list(rows)) for name, rows in sheets_of(path, columns, notes)]
    return Opened(path, sheets, notes)


def sheets_of(path: Path, columns: Sequence[Column], notes: list[str]) -> list[tuple[str, Iterator[RawRow]]]:
    """The sheets of a file by name, their rows read as they are asked for; a CSV file has one without a name.

    ``notes``: what is to be said of the file is added there. Raises TableError.
    """
    data = _bytes(path)
    if is_workbook(data):
        return [(sheet.name, sheet.rows) for sheet in read_sheets(path.name, data)]
    if is_old_workbook(data):
        from isoaudit.tables.files.old_workbooks import NOTE, read_old_sheets  # imported here: most files are none

        old = read_old_sheets(path.name, data)
        notes.append(f"{path.name}: {NOTE}")
        return [(sheet.name, sheet.rows) for sheet in old]
    refuse_foreign(path.name, data)
    return [("", _csv_rows(path, data, columns, notes))]


def clean_copy(rows: Sequence[RawRow]) -> list[RawRow]:
    """The rows cleaned, while these stay as they are."""
    copy = [(number, list(cells)) for number, cells in rows]
    Cleaner(known_words()).clean(copy)
    return copy


@cache
def known_words() -> frozenset[str]:
    """The keys of all headings and of all words of lists: whoever writes one of them means it."""
    ours = (text for words in labels().values() for text in (*words, *words.values()))
    usual = (text for words in synonyms().values() for texts in words.values() for text in texts)
    return heading_words() | frozenset(map(word_key, (*ours, *usual)))


def _bytes(path: Path) -> bytes:
    try:
        return read_bounded(path, _LARGEST)
    except FileNotFoundError:
        raise TableError(problem("FILE_001", str(path))) from None
    except OSError as error:
        raise TableError(problem("FILE_002", str(path), reason=reason(error))) from None


def _csv_rows(path: Path, data: bytes, columns: Sequence[Column], notes: list[str]) -> Iterator[RawRow]:
    """The rows of a CSV file that hold anything; the encoding, where it is an old one, is said."""
    try:
        decoded = decode(data)
    except Unreadable as error:
        raise TableError(problem("FILE_006", str(path), position=error.position)) from None
    if decoded.note:
        notes.append(f"{path.name}: {decoded.note}")
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
        above.extend(islice(_split(text, delimiter), ABOVE))
    return find_heading(clean_copy(above), columns).known if above else 0


def _no_formula(cell: str) -> Raw:
    """Excel would compute what begins with "="; nobody wrote it as text."""
    return Unfit("TABLE_014") if cell.lstrip().startswith("=") else cell
