"""The tables of a reply form as an agency sends it back, in Excel or in Word: the same rows of text from both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from isoaudit.errors import TableError, problem
from isoaudit.files import read_bounded, reason
from isoaudit.office.archive import kind_by_parts, other_kind, zip_in_words
from isoaudit.tables.cleaning import Cleaner, RawRow
from isoaudit.tables.files.sheets import Sheet, is_workbook, read_sheets

_LARGEST = 100_000_000
_TRACKED = "phiếu còn sửa đổi chưa chấp nhận (Track Changes): đã đọc như đã chấp nhận hết."


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of a sheet, or of a table of a Word document."""

    sheet: str
    """Empty for a Word document, whose rows are counted over all of its tables."""
    rows: tuple[RawRow, ...]
    besides: tuple[tuple[int, int, str], ...] = ()
    """What stands there and is no text of a cell: row, column from 1, in words; 0 where no cell is known."""


@dataclass(frozen=True, slots=True)
class FormFile:
    """What a form holds before anything is understood."""

    grids: tuple[Grid, ...]
    """Of tables."""
    beside: tuple[str, ...]
    """The paragraphs of a Word document beside its tables, headers and footers too."""
    notes: tuple[str, ...]
    """What was done to its text, such as an old encoding read as Unicode."""

    def texts(self) -> Iterator[str]:
        """Every text of it."""
        yield from self.beside
        for grid in self.grids:
            yield from (raw for _, cells in grid.rows for raw in cells if isinstance(raw, str) and raw)


def read_form_file(path: Path) -> FormFile:
    """The tables of an .xlsx or .docx file.

    Raises TableError: ``FILE_001``, ``FILE_002``, ``REPLYFORM_001`` (another kind of file, also .xls and .doc),
    ``REPLYFORM_002`` (too large), ``SHEET_002`` to ``SHEET_007`` for a workbook that is broken or unsafe;
    :class:`DocumentError` for such a Word document.
    """
    try:
        data = read_bounded(path, _LARGEST)
    except FileNotFoundError:
        raise TableError(problem("FILE_001", str(path))) from None
    except OSError as error:
        raise TableError(problem("FILE_002", str(path), reason=reason(error))) from None
    if len(data) > _LARGEST:
        raise TableError(problem("REPLYFORM_002", str(path)))
    kind = kind_by_parts(data) if is_workbook(data) else None
    if kind is None:
        raise TableError(problem("REPLYFORM_001", str(path), kind=_kind(data)))
    return _of_workbook(path, data) if kind == "workbook" else _of_document(path, data)


def _kind(data: bytes) -> str:
    if not data:
        return "tệp trống"
    fault, words = other_kind(data) or ("", "")
    if fault == "old":
        return "tệp Office kiểu cũ, .xls hoặc .doc, hoặc có mật khẩu"
    return words or zip_in_words(data) or "không rõ loại tệp"


def _of_workbook(path: Path, data: bytes) -> FormFile:
    grids = [Grid(one.name, tuple(one.rows), tuple(_besides(one))) for one in read_sheets(path.name, data)]
    cleaner = Cleaner()
    for grid in grids:
        cleaner.clean(grid.rows)
    return FormFile(tuple(grids), (), tuple(cleaner.notes()))


def _besides(sheet: Sheet) -> Iterator[tuple[int, int, str]]:
    yield from ((row, column, "lời bình (comment)") for row, column in sheet.comments)
    if sheet.pictures:
        yield 0, 0, "hình, ảnh"


def _of_document(path: Path, data: bytes) -> FormFile:
    from isoaudit.office import text, word  # imported here: python-docx costs 0.1 s
    from isoaudit.tables.replies.word import is_tracked, read_tables

    document = word.opened(path.name, data)
    body = document.element.body
    grids = []
    before = 0
    for table in read_tables(body):
        rows = tuple((before + number, cells) for number, cells in enumerate(table.rows, start=1) if any(cells))
        grids.append(Grid("", rows, tuple((before + row, column, words) for row, column, words in table.besides)))
        before += len(table.rows)
    cleaner = Cleaner()
    cleaner.clean([row for grid in grids for row in grid.rows])
    notes = [_TRACKED, *cleaner.notes()] if is_tracked(body) else cleaner.notes()
    return FormFile(tuple(grids), tuple(text.document_text(document)), tuple(notes))
