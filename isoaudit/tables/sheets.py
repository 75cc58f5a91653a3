"""Workbooks in: the sheets of an XLSX file as rows of text.

The cells are read with expat, not with openpyxl, which loses what must not be lost (the escapes of Excel, rows that
are out of order, merged ranges) and takes minutes over files that were made for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from math import isfinite

from isoaudit.errors import TableError
from isoaudit.office.archive import new_parser
from isoaudit.tables.archives import Package, open_package, refuse_foreign
from isoaudit.tables.cells import Raw, Unfit

__all__ = ["GUIDE", "LISTS", "Range", "Sheet", "is_workbook", "read_range", "read_sheets", "refuse_foreign"]

GUIDE, LISTS = "Hướng dẫn", "Danh mục"
"""The sheets of our own workbooks that hold no table: how to fill it in, and the lists behind the drop-downs."""

_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
_MOST_CELLS = 100_000_000
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


@dataclass(slots=True)
class _Book:
    """What the cells of all sheets refer to."""

    package: Package
    strings: list[str]
    formats: list[str]
    """By style: the number format of dates, and of whole numbers shown with zeros in front; else empty."""
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
        if title != GUIDE and (title != LISTS or state == "visible"):
            sheets.append(Sheet(title, _rows(book, title, part)))
    return sheets


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
    from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format  # imported here: it costs 0.2 s

    known = {str(number): form for number, form in BUILTIN_FORMATS.items()}
    styles = package.archive.elements(part, "numFmts/numFmt", "cellXfs/xf")
    own = {a.get("numFmtId", ""): a.get("formatCode", "") for path, a in styles if path == "numFmts/numFmt"}

    @cache
    def meant(number: str) -> str:
        form = own.get(number) or known.get(number, "")
        return form if is_date_format(form) or re.fullmatch("00+", form) else ""

    return [meant(a.get("numFmtId", "")) for path, a in styles if path == "cellXfs/xf"]


def _rows(book: _Book, sheet: str, part: str) -> Iterator[tuple[int, list[Raw]]]:
    merged = _Merged(book.package, book.package.merges.get(part, ()))
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
            if cells > _MOST_CELLS:
                raise book.package.refused("SHEET_004", reason=f"trang «{sheet}» quá rộng")
            merged.fill(number, found)
            yield number, _in_order(found)


def _in_order(found: dict[int, Raw]) -> list[Raw]:
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


class _Merged:
    """The merged ranges of a sheet, as its rows are gone through."""

    def __init__(self, package: Package, ranges: Iterable[str]) -> None:
        read = sorted((read_range(package, text) for text in ranges if ":" in text), key=lambda r: r.top, reverse=True)
        self.ahead = read
        self.open: list[Range] = []

    def reach(self, row: int) -> int:
        """Go on to a row; how many of its cells are merged."""
        while self.ahead and self.ahead[-1].top <= row:
            self.open.append(self.ahead.pop())
        self.open = [r for r in self.open if row <= r.bottom]
        return sum(r.right - r.left + 1 for r in self.open)

    def fill(self, row: int, cells: dict[int, Raw]) -> None:
        """Down one column, the first value stands in every row; what is merged with the cell on its left is unfit.

        So a title above a table does no harm, and a merged cell within one is refused at its place.
        """
        for merged in self.open:
            if merged.left < merged.right:
                first = merged.left + (row == merged.top)
                cells.update(dict.fromkeys(range(first, merged.right + 1), _BESIDE))
            elif row == merged.top:
                merged.value = cells.get(merged.left, "")
            else:
                cells[merged.left] = merged.value


def read_range(package: Package, text: str) -> Range:
    """A range such as ``A1:B2``. Raises TableError (SHEET_003) when it is none."""
    found = re.fullmatch(r"\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})", text)
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
                self.within = True
            case "t":
                self.within = not self.pronounced
            case "f":
                self.formula = True
            case "row":
                self._start_row(attributes)
            case "rPh":
                self.pronounced = True

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
        column = column_number(said.rstrip("0123456789")) if said else self.column + 1
        if not self.column < column <= _MOST_COLUMNS:
            raise self._broken(f"ô {said}")
        self.column = column
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
        self.texts = []
        self.formula = False

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
                return self.book.strings[_whole(text)]
            case "n":
                return _number(float(text), self._format(), self.book.epoch)
            case "b":
                return "TRUE" if text in ("1", "true") else "FALSE"
            case "d":
                return _moment(datetime.fromisoformat(text))
        return _unescaped(text)

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


def _number(value: float, form: str, epoch: datetime) -> str:
    """A number as a spreadsheet shows it: fifteen digits, a date as a date, zeros in front where the format says so."""
    if not isfinite(value):
        raise ValueError(value)
    if form and form.strip("0"):
        return _day(value, epoch) or _plain(value)
    return _plain(value).zfill(len(form))


def _plain(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")


def _day(serial: float, epoch: datetime) -> str:
    """The day of a serial number, with its time of day; a time alone below 1; empty where there is no such day."""
    if not 0 <= serial < 2_958_466:  # 31/12/9999
        return ""
    seconds = timedelta(seconds=round(serial * 86_400))
    if serial < 1:
        return (epoch + seconds).strftime("%H:%M")
    if epoch.year == 1899 and serial < 60:  # Excel counts a 29/02/1900
        seconds += timedelta(days=1)
    return _moment(epoch + seconds)


def _moment(at: datetime) -> str:
    day = f"{at:%d/%m}/{at.year:04d}"
    if at.time() == time():
        return day
    return f"{day} {at:%H:%M:%S}" if at.second else f"{day} {at:%H:%M}"
