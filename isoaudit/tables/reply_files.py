"""The tables of a reply form as an agency sends it back, in Excel or in Word: the same rows of text from both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from isoaudit.errors import TableError, problem
from isoaudit.files import read_bounded, reason
from isoaudit.office import text as word_text
from isoaudit.office.archive import kind_by_parts, other_kind
from isoaudit.tables.cells import Raw, Unfit
from isoaudit.tables.cleaning import Cleaner, RawRow
from isoaudit.tables.sheets import is_workbook, read_sheets

_LARGEST = 100_000_000


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of a sheet, or of all that stands in a Word document one after the other."""

    sheet: str
    """Empty for a Word document, whose rows are counted over all of its tables."""
    rows: tuple[RawRow, ...]


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
    grids, beside = _of_workbook(path, data) if kind == "workbook" else _of_document(path, data)
    cleaner = Cleaner()
    for grid in grids:
        cleaner.clean(grid.rows)
    return FormFile(tuple(grids), tuple(beside), tuple(cleaner.notes()))


def _kind(data: bytes) -> str:
    if not data:
        return "tệp trống"
    fault, words = other_kind(data) or ("", "")
    return "tệp Office kiểu cũ, .xls hoặc .doc, hoặc có mật khẩu" if fault == "old" else words or "không rõ loại tệp"


def _of_workbook(path: Path, data: bytes) -> tuple[list[Grid], list[str]]:
    return [Grid(sheet.name, tuple(sheet.rows)) for sheet in read_sheets(path.name, data)], []


def _of_document(path: Path, data: bytes) -> tuple[list[Grid], list[str]]:
    from isoaudit.office import word  # imported here: python-docx costs 0.1 s

    document = word.opened(path.name, data)
    body = document.element.body
    rows = [cells for table in _tables(body) for cells in _aligned(table)]
    numbered = tuple((number, cells) for number, cells in enumerate(rows, start=1) if any(cells))
    return [Grid("", numbered)], list(word_text.document_text(document))


def _tables(parent: Iterable[Any]) -> Iterator[Any]:
    return (block for block in word_text.blocks(parent) if block.tag == word_text.TABLE)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell of a Word table: over which columns of its grid it lies, from 0."""

    left: int
    right: int
    text: str
    continues: bool
    """Whether it is merged with the cell above it."""


def _aligned(table: Any) -> Iterator[list[Raw]]:
    """The rows of a table by the columns that most of them have; a cell that is none of these is unfit.

    Word lets each row have borders of its own, so a cell is known by where it begins and ends.
    """
    rows = [list(_cells(row)) for row in word_text.rows(table)]
    layouts = Counter(tuple((cell.left, cell.right) for cell in row) for row in rows)
    columns = max(layouts, key=lambda layout: layouts[layout], default=())
    above: list[Raw] = []
    for row in rows:
        above = _in_columns(row, columns, above)
        yield list(above)


def _in_columns(row: Sequence[_Cell], columns: Sequence[tuple[int, int]], above: Sequence[Raw]) -> list[Raw]:
    """A row by columns; of cells merged downwards the first value stands in each row, as in a workbook."""
    found: list[Raw] = [""] * len(columns)
    for cell in row:
        covers = [at for at, (left, right) in enumerate(columns) if cell.left < right and left < cell.right]
        if len(covers) == 1 and columns[covers[0]] == (cell.left, cell.right):
            found[covers[0]] = above[covers[0]] if cell.continues and above else cell.text
        elif cell.text:
            found = [Unfit("TABLE_016", {"value": cell.text}) if at in covers else raw for at, raw in enumerate(found)]
    return found


def _cells(row: Any) -> Iterator[_Cell]:
    left = _number(row, "trPr", "gridBefore", 0)
    made: list[_Cell] = []
    for cell in word_text.cells(row):
        right = left + max(_number(cell, "tcPr", "gridSpan", 1), 1)
        text = word_text.cell_text(cell).strip()
        if made and _merged(cell, "hMerge"):
            before = made.pop()
            made.append(_Cell(before.left, right, "\n".join(filter(None, (before.text, text))), before.continues))
        else:
            made.append(_Cell(left, right, text, _merged(cell, "vMerge")))
        left = right
    yield from made


def _merged(cell: Any, name: str) -> bool:
    """Whether a cell goes on one before it."""
    merge = cell.find(f"{word_text.W}tcPr/{word_text.W}{name}")
    return merge is not None and merge.get(f"{word_text.W}val", "continue") == "continue"


def _number(element: Any, properties: str, name: str, usual: int) -> int:
    found = element.find(f"{word_text.W}{properties}/{word_text.W}{name}")
    said = "" if found is None else found.get(f"{word_text.W}val", "")
    return int(said) if said.isdecimal() and len(said) < 4 else usual
