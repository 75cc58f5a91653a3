"""Workbooks in: the sheets of an XLSX file as rows of text.

The cells are read with expat, not with openpyxl, which loses what must not be lost (the escapes of Excel, rows that
are out of order, merged ranges) and takes minutes over files that were made for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from isoaudit.errors import TableError
from isoaudit.office.archive import new_parser
from isoaudit.tables.cells import Raw, Unfit
from isoaudit.tables.files.archives import Package, open_package, refuse_foreign
from isoaudit.tables.files.numbers import iso_moment, meant, shown, text_shown

__all__ = [
    "EFFECTS",
    "GUIDE",
    "LISTS",
    "PLAN",
    "WORDINGS",
    "Range",
    "Sheet",
    "is_workbook",
    "read_range",
    "read_sheets",
    "refuse_foreign",
]

GUIDE, LISTS = "Hướng dẫn", "Danh mục"
"""The sheets of our own workbooks that hold no table: how to fill it in, and the lists behind the drop-downs."""
EFFECTS = "Hiệu lực khắc phục"
"""The sheet of a workbook of answers that is a table of its own: what was seen of earlier findings."""
WORDINGS = "Câu mẫu"
"""The sheet of a workbook of answers that is only copied from."""
PLAN = "Danh sách đề xuất"
"""The sheet of a proposed plan that is its list of inspections; the others only say how it was made."""

_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
MOST_CELLS = 100_000_000
"""Cells of all rows of a sheet, the empty ones within them counted; more is no list that somebody typed."""

_NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_KNOWN = {f"{space}}}{name}": name for space in _NAMESPACES for name in ("row", "c", "v", "f", "t", "rPh", "si")}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, and its rows that hold anything, numbered as the spreadsheet counts them."""

    name: str
    rows: Iterator[tuple[int, list[Raw]]]
    """Read as they are asked for; raises TableError at what no spreadsheet writes."""
    comments: tuple[tuple[int, int], ...] = ()
    """The cells that a comment is on: row and column from 1."""
    pictures: bool = False
    """Whether pictures lie on it."""


@dataclass(slots=True)
class _Book:
    """What the cells of all sheets refer to."""

    package: Package
    strings: list[str]
    formats: list[str]
    """By style: the number format where it shows anything but the number (:func:`meant`)."""
    epoch: datetime


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are a ZIP archive, as XLSX is."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"))


def read_sheets(name: str, data: bytes) -> list[Sheet]:
    """The sheets of a workbook in their order. Raises TableError when it is hostile, broken or no workbook.

    Text is as written, numbers as a spreadsheet shows them, dates 18/06/2026; a formula, an error value and a cell
    merged with the one on its left are :class:`Unfit`. A value merged over several rows stands in each of them. Sheets
    that only a program can show, and those of our own workbooks that hold no table, are left out.
    """
    package = open_package(name, data)
    main = next((part for _, kind, part in package.archive.related("") if kind == "officedocument"), "xl/workbook.xml")
    related = {id: (kind, part) for id, kind, part in package.archive.related(main)}
    said = package.archive.elements(main, "sheets/sheet", "workbook/workbookPr")
    shared = next((part for kind, part in related.values() if kind == "sharedstrings"), "")
    styles = next((part for kind, part in related.values() if kind == "styles"), "")
    since_1904 = any(path == "workbook/workbookPr" and a.get("date1904") in ("1", "true") for path, a in said)
    book = _Book(
        package,
        strings=_shared_strings(package, shared) if shared else [],
        formats=_formats(package, styles) if styles else [],
        epoch=datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30),
    )
    sheets = []
    for path, attributes in said:
        kind, part = related.get(attributes.get("id", ""), ("", ""))
        title, state = attributes.get("name", ""), attributes.get("state", "visible")
        if path != "sheets/sheet" or kind != "worksheet" or state == "veryHidden":
            continue
        if part not in package.archive.parts:
            raise package.refused("SHEET_003", reason=f"thiếu trang «{title}»")
        if title not in (GUIDE, WORDINGS) and (title != LISTS or state == "visible"):
            sheets.append(Sheet(title, _rows(book, title, part), *_besides(package, part)))
    return sheets


def _besides(package: Package, part: str) -> tuple[tuple[tuple[int, int], ...], bool]:
    """The cells of a sheet with a comment, and whether there are pictures on it."""
    related = [(kind, other) for _, kind, other in package.archive.related(part) if other in package.archive.parts]
    said = ("commentList/comment", "ThreadedComments/threadedComment")
    comments = [one for kind, other in related if kind in ("comments", "threadedcomment")
                for _, one in package.archive.elements(other, *said)]  # fmt: skip
    named = (re.fullmatch("([A-Z]{1,3})([1-9][0-9]{0,6})", one.get("ref", "").upper()) for one in comments)
    drawings = [other for kind, other in related if kind == "drawing"]
    pictures = any(package.archive.related(other) for other in drawings)
    return tuple(sorted({(int(one[2]), column_number(one[1])) for one in named if one})), pictures


def _shared_strings(package: Package, part: str) -> list[str]:
    reader = _StringReader()
    parser = new_parser()
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.characters
    for chunk in package.archive.chunks(part):
        parser.Parse(chunk)
    return reader.strings


class _StringReader:
    """The shared strings: runs joined, how a word is pronounced left out."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self.texts: list[str] = []
        self.within = self.pronounced = False

    def start(self, name: str, _: dict[str, str]) -> None:
        match _KNOWN.get(name):
            case "si":
                self.texts = []
            case "rPh":
                self.pronounced = True
            case "t":
                self.within = not self.pronounced

    def characters(self, text: str) -> None:
        if self.within:
            self.texts.append(text)

    def end(self, name: str) -> None:
        match _KNOWN.get(name):
            case "si":
                self.strings.append(_unescaped("".join(self.texts)))
            case "rPh":
                self.pronounced = False
            case "t":
                self.within = False


def _unescaped(text: str) -> str:
    """Text with the escapes of Excel undone: ``_x000D_`` is a carriage return, ``_x005F_`` an underscore."""
    if "_x" not in text:
        return text
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def _formats(package: Package, part: str) -> list[str]:
    from openpyxl.styles.numbers import BUILTIN_FORMATS  # imported here: it costs 0.2 s

    known = {str(number): form for number, form in BUILTIN_FORMATS.items()}
    styles = package.archive.elements(part, "numFmts/numFmt", "cellXfs/xf")
    own = {a.get("numFmtId", ""): a.get("formatCode", "") for path, a in styles if path == "numFmts/numFmt"}

    def form(number: str) -> str:
        return own.get(number) or known.get(number, "")

    return [meant(form(a.get("numFmtId", ""))) for path, a in styles if path == "cellXfs/xf"]


def _rows(book: _Book, sheet: str, part: str) -> Iterator[tuple[int, list[Raw]]]:
    ranges = book.package.merges.get(part, ())
    merged = Merged(read_range(book.package, text) for text in ranges if ":" in text)
    reader = _RowReader(book, sheet)
    parser = new_parser()
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.characters
    cells = 0
    for chunk in book.package.archive.chunks(part):
        parser.Parse(chunk)
        for number, found in reader.taken():
            if not any(not isinstance(raw, str) or raw.strip() for raw in found.values()):
                continue
            cells += max(found) + merged.reach(number)
            if cells > MOST_CELLS:
                raise book.package.refused("SHEET_004", reason=f"trang «{sheet}» quá rộng")
            merged.fill(number, found)
            yield number, in_order(found)


def in_order(found: dict[int, Raw]) -> list[Raw]:
    """The cells of a row by position, those that are empty at its end left out."""
    width = max(column for column, raw in found.items() if raw != "")
    row: list[Raw] = [""] * width
    for column, raw in found.items():
        if raw != "":
            row[column - 1] = raw
    return row


@dataclass(slots=True)
class Range:
    """A merged range, its bounds from 1 and included, and what its first cell holds."""

    left: int
    top: int
    right: int
    bottom: int
    value: Raw = ""

    @property
    def cells(self) -> int:
        """How many cells it has."""
        return (self.right - self.left + 1) * (self.bottom - self.top + 1)


_BESIDE = Unfit("TABLE_016")


class Merged:
    """The merged ranges of a sheet, as its rows are gone through."""

    def __init__(self, ranges: Iterable[Range]) -> None:
        self.ahead = sorted(ranges, key=lambda r: r.top, reverse=True)
        self.open: list[Range] = []

    def reach(self, row: int) -> int:
        """Go on to a row; how many of its cells are merged."""
        while self.ahead and self.ahead[-1].top <= row:
            self.open.append(self.ahead.pop())
        self.open = [r for r in self.open if row <= r.bottom]
        return sum(r.right - r.left + 1 for r in self.open)

    def fill(self, row: int, cells: dict[int, Raw]) -> None:
        """The first value stands in every row of the first column; what is merged with the cell on its left is unfit.

        So a title above a table does no harm, and a merged cell within one is refused at its place.
        """
        for merged in self.open:
            cells.update(dict.fromkeys(range(merged.left + 1, merged.right + 1), _BESIDE))
            if row == merged.top:
                merged.value = cells.get(merged.left, "")
            else:
                cells[merged.left] = merged.value


def read_range(package: Package, text: str) -> Range:
    """A range such as ``A1:B2``. Raises TableError (SHEET_003) when it is none."""
    found = re.fullmatch(r"\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})", text.upper())
    if not found:
        raise package.refused("SHEET_003", reason=f"ô gộp «{text}» viết sai")
    left, right = column_number(found[1]), column_number(found[3])
    if not (1 <= left <= right <= _MOST_COLUMNS and 1 <= int(found[2]) <= int(found[4]) <= _MOST_ROWS):
        raise package.refused("SHEET_003", reason=f"ô gộp «{text}» viết sai")
    return Range(left, int(found[2]), right, int(found[4]))


@cache
def column_number(letters: str) -> int:
    """Which column letters name: A is 1, AA is 27; 0 where they name none."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number if re.fullmatch("[A-Z]{1,3}", letters) else 0


class _RowReader:
    """The rows of a sheet, each a number and what its cells hold by column."""

    def __init__(self, book: _Book, sheet: str) -> None:
        self.book, self.sheet = book, sheet
        self.rows: list[tuple[int, dict[int, Raw]]] = []
        self.row = self.column = 0
        self.cells: dict[int, Raw] = {}
        self.kind = self.style = ""
        self.texts: list[str] = []
        self.inline = False
        self.within = self.pronounced = self.formula = False

    def taken(self) -> list[tuple[int, dict[int, Raw]]]:
        """The rows that were read since the last time."""
        rows, self.rows = self.rows, []
        return rows

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        match _KNOWN.get(name):
            case "c":
                self._start_cell(attributes)
            case "v":
                self.within = not self.inline
            case "t":
                self._start_inline()
            case "f":
                self.formula = True
            case "row":
                self._start_row(attributes)
            case "rPh":
                self.pronounced = True

    def _start_inline(self) -> None:
        """A text within the cell, which counts where the cell says so, or has no value: a value besides is no text."""
        self.within = not self.pronounced and (self.kind == "inlineStr" or not self.texts)
        if self.within and not self.inline:
            self.texts, self.inline, self.kind = [], True, "inlineStr"

    def characters(self, text: str) -> None:
        """Text, where a value is read."""
        if self.within:
            self.texts.append(text)

    def end(self, name: str) -> None:
        """An element ends."""
        match _KNOWN.get(name):
            case "c":
                self._end_cell()
            case "v" | "t":
                self.within = False
            case "row":
                self.rows.append((self.row, self.cells))
            case "rPh":
                self.pronounced = False

    def _start_row(self, attributes: dict[str, str]) -> None:
        said = attributes.get("r", "")
        number = int(said) if re.fullmatch("[0-9]{1,7}", said) else 0 if said else self.row + 1
        if not self.row < number <= _MOST_ROWS:
            raise self._broken(f"dòng số {said}")
        self.row, self.column, self.cells = number, 0, {}

    def _start_cell(self, attributes: dict[str, str]) -> None:
        said = attributes.get("r", "")
        column = column_number(said.upper().rstrip("0123456789")) if said else self.column + 1
        if not self.column < column <= _MOST_COLUMNS:
            raise self._broken(f"ô {said}")
        self.column = column
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
        self.texts = []
        self.formula = self.inline = False

    def _end_cell(self) -> None:
        text = "".join(self.texts)
        if self.kind == "e":
            self.cells[self.column] = Unfit("TABLE_018", {"value": text})
        elif self.formula:
            self.cells[self.column] = Unfit("TABLE_014")
        elif text:
            try:
                self.cells[self.column] = self._value(text)
            except (ValueError, IndexError, OverflowError):
                raise self._broken(f"dòng {self.row}, giá trị «{text}»") from None

    def _value(self, text: str) -> str:
        match self.kind:
            case "s":
                return text_shown(self.book.strings[_whole(text)], self._format())
            case "n":
                return shown(float(text), self._format(), self.book.epoch)
            case "b":
                return "TRUE" if text in ("1", "true") else "FALSE"
            case "d":
                return iso_moment(text)
        return text_shown(_unescaped(text), self._format())

    def _format(self) -> str:
        if not self.style or not self.book.formats:
            return ""
        style = _whole(self.style)
        return self.book.formats[style] if style < len(self.book.formats) else ""

    def _broken(self, what: str) -> TableError:
        return self.book.package.refused("SHEET_003", reason=f"trang «{self.sheet}», {what}")


def _whole(text: str) -> int:
    """A number that counts from 0. Raises ValueError: ``-1`` would be the last string."""
    if not re.fullmatch("[0-9]{1,9}", text):
        raise ValueError(text)
    return int(text)
