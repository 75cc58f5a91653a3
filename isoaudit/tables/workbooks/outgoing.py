"""The workbooks of letters that go out: a row each for the office's book, and the list for whoever sends them.

Decree 30/2020, Annex IV: what the book of outgoing papers (Sổ đăng ký văn bản đi) has of a paper, and the list of those
handed over (Sổ chuyển giao văn bản đi).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from isoaudit.errors import IsoAuditError
from isoaudit.tables.cells import Column, text
from isoaudit.tables.days import day as a_day
from isoaudit.tables.days import past_day
from isoaudit.tables.reading import read_table
from isoaudit.tables.workbooks.acts import SEEN
from isoaudit.tables.workbooks.writing import FONT, LINE, fit_row, for_print, new_book, packed, put
from isoaudit.wording import count, sort_key

_TO_FILL = PatternFill("solid", fgColor="FFF2CC")
_DATE = "dd/mm/yyyy"
_BOOK = (
    ("TT", 5), ("Số, ký hiệu", 15), ("Ngày", 12), ("Tên loại và trích yếu", 46), ("Người ký", 18), ("Nơi nhận", 34),
    ("Đơn vị soạn thảo", 11), ("Số trang", 7), ("Số bản", 7), ("Cơ quan ban hành", 24), ("Ghi chú", 14),
    ("Cuộc kiểm tra", 20), ("Việc", 27), ("Ngày đến", 12), ("Hạn báo cáo", 12), ("Tệp", 20),
)  # fmt: skip
"""The columns in the order in which the office's book has them, then what is needed to record the letters."""
_WHOSE = (SEEN, 8)
"""The last column, hidden: of which programme the book is, as that of the acts says it."""
_ABOUT = ("Về văn bản số", 17)
"""A further column, where a letter takes the place of one that was revoked."""
_PRINTED = 11
"""Columns that are printed: those of the office's book."""
_DAYS = ("Ngày", "Ngày đến", "Hạn báo cáo")
_OPEN = ("Số, ký hiệu", "Ngày")
_FILLED = ("Số, ký hiệu", "Ngày", "Người ký", "Số bản", "Cơ quan ban hành", "Ghi chú", "Ngày đến", "Hạn báo cáo", "Tệp")
"""What is filled in, or mended, by hand."""
_OF_LETTER = ("Cuộc kiểm tra", "Việc")
"""By which a letter is known in the book."""
_LIST = (
    ("TT", 5), ("Nơi nhận", 38), ("Văn bản gửi", 60), ("Số, ký hiệu", 16), ("Số bản", 8), ("Số trang", 8),
    ("Ngày chuyển", 13), ("Ký nhận", 18), ("Ghi chú", 16),
)  # fmt: skip
_WAITING = (("TT", 5), ("Cơ quan", 40), ("Cuộc kiểm tra", 22), ("Vì sao chưa gửi", 60), ("Việc cần làm", 60))


@dataclass(frozen=True, slots=True)
class OutgoingRow:
    """A letter as it is entered in the book; all as it is read."""

    kind: str
    """``thông báo`` or ``công văn``."""
    title: str
    """Tên loại và trích yếu."""
    addressees: tuple[str, ...]
    copies_to: tuple[str, ...]
    """Nơi nhận besides, as printed: ``UBND tỉnh An Bình (để b/c)``."""
    office: str
    """Cơ quan ban hành."""
    issuer: str
    """The same with its head, as papers cite it."""
    signer: str
    drafter: str
    inspection: str
    act: str
    """What is recorded once it went out, in words."""
    pages: int | None
    """None where it is not known."""
    reply_by: date | None = None
    number: str = ""
    day: date | None = None
    about: str = ""
    """The number of the letter it takes the place of; empty: of none."""
    filled: Mapping[str, str | date] = field(default_factory=dict)
    """What somebody filled in, by heading; it counts before everything else."""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """Why a letter does not go out yet."""

    agency: str
    inspection: str
    why: str
    remedy: str


def outgoing_book(rows: Sequence[OutgoingRow], year: int, whose: str) -> bytes:
    """The rows for the book of outgoing papers, number and day to be filled in; the same rows, the same bytes.

    ``whose``: the programme it is of, as :func:`isoaudit.journal.mark.mark_of` says it.
    ``isoaudit record import`` reads it as it is, so it is one table with its heading in the first row.
    """
    book = new_book()
    sheet = book.create_sheet("Văn bản đi")
    columns = (*_BOOK, *([_ABOUT] if any(row.about for row in rows) else []), _WHOSE)
    _head(sheet, 1, columns)
    for column, (name, _) in enumerate(columns, start=1):
        if name in _OPEN:
            sheet.cell(1, column).fill = _TO_FILL
    last = 1
    for last, row in enumerate(rows, start=2):
        said = _in_book(last - 1, row) | {SEEN: whose}
        for column, (name, _) in enumerate(columns, start=1):
            cell = sheet.cell(last, column)
            _set(cell, said.get(name, ""), day=name in _DAYS)
            if name in _OPEN and not said[name]:
                cell.fill = _TO_FILL
        fit_row(sheet, last, [words if isinstance(words := said.get(name, ""), str) else "" for name, _ in columns])
    sheet.column_dimensions[get_column_letter(len(columns))].hidden = True
    sheet.freeze_panes = "D2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"
    for_print(sheet, 1, f"Văn bản đi: kết quả kiểm tra năm {year}")
    sheet.print_area = f"A1:{get_column_letter(_PRINTED)}{last}"
    return packed(book)


def _in_book(number: int, row: OutgoingRow) -> dict[str, str | int | date | None]:
    return {
        "TT": number,
        "Số, ký hiệu": row.number,
        "Ngày": row.day,
        "Tên loại và trích yếu": row.title,
        "Người ký": row.signer,
        "Nơi nhận": "; ".join((*row.addressees, *row.copies_to)),
        "Đơn vị soạn thảo": row.drafter,
        "Số trang": row.pages,
        "Cuộc kiểm tra": row.inspection,
        "Việc": row.act,
        "Cơ quan ban hành": row.issuer,
        "Hạn báo cáo": row.reply_by,
        "Về văn bản số": row.about,
        **row.filled,
    }


def filled_in(path: Path, day: date, is_ours: Callable[[str], bool]) -> dict[tuple[str, str], dict[str, str | date]]:
    """What was filled in in a book we wrote, by inspection and act, then heading; of a file that is no book nothing.

    ``is_ours``: whether what a row says of its programme is of this one; of rows of another one nothing is taken.
    """
    columns = [Column(name, past_day if name == "Ngày" else a_day if name in _DAYS else text) for name in _FILLED]
    try:
        rows = read_table(path, [*(Column(name, text) for name in (*_OF_LETTER, SEEN)), *columns], day).rows
    except IsoAuditError:
        return {}
    found: dict[tuple[str, str], dict[str, str | date]] = {}
    for row in rows:
        if (mark := row.values.get(SEEN)) and not is_ours(mark):
            continue
        cells = {name: value for name in _FILLED if (value := row.values.get(name))}
        inspection, act = (row.values[name] for name in _OF_LETTER)
        found[inspection, act] = {n: date.fromisoformat(v) if n in _DAYS else v for n, v in cells.items()}
    return found


def sending_list(rows: Sequence[OutgoingRow], waiting: Sequence[WaitingRow], year: int) -> bytes:
    """The list by addressee for whoever sends the letters, and on a second sheet what does not go out yet, and why.

    By issuing office, as each sends its own: first whom the letters are written to, then who gets copies, with how
    many of them.
    """
    book = new_book()
    sheet = book.create_sheet("Danh sách gửi")
    put(sheet["A1"], f"DANH SÁCH GỬI VĂN BẢN KẾT QUẢ KIỂM TRA NĂM {year}", "title")
    _center(sheet, 1, len(_LIST))
    _head(sheet, 2, _LIST)
    at = 3
    for office, several in groupby(rows, lambda row: row.office):
        of_office = list(several)
        at = _section(sheet, at, f"{office} ban hành: {_letters(of_office)}")
        for number, line in enumerate((*_addressed(of_office), *_copied(of_office)), start=1):
            for column, value in enumerate((number, *line), start=1):
                _set(sheet.cell(at, column), value)
            fit_row(sheet, at, [value if isinstance(value, str) else "" for value in ("", *line)])
            at += 1
    _signatures(sheet, at + 1)
    sheet.freeze_panes = "A3"
    for_print(sheet, 2, f"Danh sách gửi văn bản, năm {year}")
    if waiting:
        _write_waiting(book.create_sheet("Chưa gửi"), waiting, year)
    return packed(book)


_Line = tuple[str | int | None, ...]


def _addressed(rows: Iterable[OutgoingRow]) -> Iterator[_Line]:
    """A line for whoever letters are written to, with all of them."""
    by_name: dict[str, list[OutgoingRow]] = {}
    for row in rows:
        for name in row.addressees:
            by_name.setdefault(name, []).append(row)
    for name, several in sorted(by_name.items(), key=lambda item: sort_key(item[0])):
        titles = "\n".join(row.title for row in several)
        numbers = "\n".join(row.number for row in several if row.number)
        yield name, titles, numbers, len(several), _pages(several), "", "", ""


def _copied(rows: Iterable[OutgoingRow]) -> Iterator[_Line]:
    """A line for whoever gets copies, with how many letters."""
    by_name: dict[str, list[OutgoingRow]] = {}
    for row in rows:
        for name in row.copies_to:
            by_name.setdefault(name, []).append(row)
    for name, several in sorted(by_name.items(), key=lambda item: sort_key(item[0])):
        whom = "mỗi thành viên 01 bản" if name.startswith("Thành viên ") else ""
        yield name, _letters(several), "", "" if whom else len(several), _pages(several), "", "", whom


def _pages(rows: Iterable[OutgoingRow]) -> int | None:
    """Pages of several letters; None where those of one are not known."""
    pages = [row.pages for row in rows]
    return None if None in pages else sum(number for number in pages if number)


def _letters(rows: Iterable[OutgoingRow]) -> str:
    """How many of each kind: ``02 thông báo, 14 công văn``."""
    numbers = Counter(row.kind for row in rows)
    return ", ".join(f"{count(number)} {kind}" for kind, number in numbers.items())


def _section(sheet: Worksheet, at: int, text: str) -> int:
    """A row over the whole table; the next row."""
    for column in range(1, len(_LIST) + 1):
        put(sheet.cell(at, column), text if column == 1 else "", "heading to read")
        sheet.cell(at, column).border = Border(top=LINE, bottom=LINE)
        sheet.cell(at, column).alignment = Alignment(horizontal="left", vertical="center")
    sheet.row_dimensions[at].height = 18
    return at + 1


def _signatures(sheet: Worksheet, at: int) -> None:
    """Who hands over and who takes over, below the table."""
    for column, who in ((2, "NGƯỜI GIAO"), (8, "NGƯỜI NHẬN")):
        for row, words, bold in ((at, who, True), (at + 1, "(Ký, ghi rõ họ và tên)", False)):
            cell = sheet.cell(row, column)
            put(cell, words, "plain")
            cell.font = Font(name=FONT, size=11, bold=bold, italic=not bold)
            cell.alignment = Alignment(horizontal="center")


def _write_waiting(sheet: Worksheet, rows: Sequence[WaitingRow], year: int) -> None:
    put(sheet["A1"], f"VĂN BẢN CHƯA GỬI NĂM {year}", "title")
    _center(sheet, 1, len(_WAITING))
    _head(sheet, 2, _WAITING)
    for at, row in enumerate(rows, start=3):
        texts = (row.agency, row.inspection, row.why, row.remedy)
        _set(sheet.cell(at, 1), at - 2)
        for column, said in enumerate(texts, start=2):
            _set(sheet.cell(at, column), said)
        fit_row(sheet, at, ["", *texts])
    sheet.freeze_panes = "A3"
    for_print(sheet, 2, f"Văn bản chưa gửi, năm {year}")


def _head(sheet: Worksheet, row: int, columns: Sequence[tuple[str, int]]) -> None:
    for column, (name, width) in enumerate(columns, start=1):
        put(sheet.cell(row, column), name, "heading")
        sheet.column_dimensions[get_column_letter(column)].width = width
    fit_row(sheet, row, [name for name, _ in columns])


def _center(sheet: Worksheet, row: int, columns: int) -> None:
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=columns)
    sheet.cell(row, 1).alignment = Alignment(horizontal="center", vertical="center")
    sheet.row_dimensions[row].height = 26


def _set(cell: Cell, value: str | int | date | None, *, day: bool = False) -> None:
    """A value as what it is: a text, a number in the middle, a day."""
    put(cell, value if isinstance(value, str) else "", "entry")
    if isinstance(value, (int, date)):
        cell.value = value
        cell.alignment = Alignment(horizontal="center", vertical="top")
        cell.number_format = _DATE if isinstance(value, date) else "0"
    if day:
        cell.number_format = _DATE
