"""A refused workbook handed back: a copy in which each problem stands beside its cell."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from isoaudit.errors import Problem, RunError, TableError, problem
from isoaudit.tables.cells import TO_MEND, CellFaults, word_key
from isoaudit.tables.columns.headings import heading_words
from isoaudit.tables.files.archives import Package, open_package
from isoaudit.tables.files.sheets import read_range
from isoaudit.tables.workbooks.writing import FONT, escaped, height, packed
from isoaudit.wording import sentence

_AUTHOR = "isoaudit"
_ESCAPE, _SHIELD = "x005F_", "\ue005F_"
"""What makes an underscore of Excel's escapes stand for itself; and that with a sign that no font has."""
_COLOUR = "00F8CBAD"
_FILL = PatternFill("solid", fgColor=_COLOUR)
_WIDTH = 60
_LAST_COLUMN = 16_384
_MOST_BYTES, _MOST_PARTS, _MOST_MERGED, _MOST_CELLS = 20_000_000, 2_000, 100_000, 1_000_000
"""What openpyxl loads in a bearable time: bytes and parts unpacked, cells in ranges, cells of a sheet with gaps."""
_MOST_COMMENTS = 1_000
"""With many more a spreadsheet opens slowly; the column says all."""
_HEADING_WITHIN = 60
"""Rows in which the heading is looked for."""


def marked(data: bytes, faults: CellFaults) -> bytes:
    """A copy of a refused workbook in which each problem stands beside its cell.

    The cell is coloured and commented; the column «Cần sửa», which reading ignores, says in each row what is wrong and
    what to do. What is wrong with the heading stands in the first row below it. What an earlier copy said is replaced.
    Formats, drop-downs and protection stay; pictures, charts and what else openpyxl does not know are lost.

    Raises RunError (SHEET_008) when the workbook is too large for that, TableError when it is hostile.
    """
    book = _load(open_package("", data))
    by_sheet: dict[str, list[tuple[int, int, Problem]]] = {}
    for place, problem_there in faults.placed:
        by_sheet.setdefault(place.sheet, []).append((place.row, place.column, problem_there))
    comments = 0
    active: Worksheet | None = None
    for sheet in book.worksheets:
        layout = _clean(sheet)
        problems = by_sheet.get(sheet.title, [])
        if problems:
            _write_column(sheet, layout, problems)
            comments += _comment(sheet, layout, problems, _MOST_COMMENTS - comments)
            sheet.sheet_state = "visible"
            active = active or sheet
    if active is not None:
        book.active = active
        for sheet in book.worksheets:  # else several are selected, and what is typed goes into all of them
            sheet.sheet_view.tabSelected = sheet is active
    return packed(book)


def _load(package: Package) -> Workbook:
    size = sum(info.file_size for info in package.archive.parts.values())
    if size > _MOST_BYTES or len(package.archive.parts) > _MOST_PARTS:
        raise _too_much(f"{size // 1_000_000} MB, {len(package.archive.parts)} phần")
    ranges = [text for texts in (*package.merges.values(), package.noted) for text in texts if ":" in text]
    try:
        merged = sum(read_range(package, text).cells for text in ranges)
    except TableError:  # a hyperlink on whole columns; merged cells were judged before
        raise _too_much("có liên kết trên cả cột") from None
    if merged > _MOST_MERGED:
        raise _too_much(f"có {merged} ô bị gộp hoặc có liên kết")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
        try:
            book = load_workbook(io.BytesIO(_shielded(package)), rich_text=True)
        except Exception as error:  # openpyxl raises what Python has on parts that we do not read
            raise _too_much("không đọc được phần định dạng") from error
    for sheet in book.worksheets:
        if sheet.max_row * sheet.max_column > _MOST_CELLS:
            raise _too_much(f"trang «{sheet.title}» có {sheet.max_row} dòng, {sheet.max_column} cột")
    return book


def _too_much(reason: str) -> RunError:
    return RunError(problem("SHEET_008", "bảng tính", reason=reason))


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where things stand in a sheet, rows and columns from 1."""

    heading: int
    column: int
    """The one that says what to mend; beyond the last that a sheet can have: there is no room."""
    rows: frozenset[int]
    """Those below the heading that hold anything else."""


def _clean(sheet: Worksheet) -> _Layout:
    """Take away what an earlier copy says, and find out where things stand."""
    known = heading_words()
    named: dict[int, int] = {}
    filled: dict[int, set[int]] = {}
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, MergedCell):
                continue
            _restore(cell)
            if cell.value is not None:
                filled.setdefault(cell.row, set()).add(cell.column)
                if cell.row <= _HEADING_WITHIN:
                    named[cell.row] = named.get(cell.row, 0) + (word_key(str(cell.value)) in known)
    heading = max(named, key=lambda row: (named[row], -row), default=1)
    beside = (area.max_col for area in sheet.merged_cells.ranges if area.min_row <= heading <= area.max_row)
    last = max((*map(max, filled.values()), *beside), default=0)
    old = [c for c in filled.get(heading, ()) if str(sheet.cell(heading, c).value).strip() == TO_MEND]
    column = old[0] if old else last + 1
    for number, columns in filled.items():
        if old and number >= heading and column in columns:
            sheet.cell(number, column).value = None
    rows = (number for number, columns in filled.items() if number > heading and columns - {column})
    return _Layout(heading, column, frozenset(rows))


def _restore(cell: Cell) -> None:
    """A cell without colour and comment of ours, and with the escapes that openpyxl has lost."""
    if cell.comment and cell.comment.author == _AUTHOR:
        cell.comment = None
    colour = getattr(cell.fill, "fgColor", None)  # a gradient has none
    if colour is not None and colour.rgb == _COLOUR:
        cell.fill = PatternFill()
    if isinstance(cell.value, str) and _SHIELD in cell.value:
        cell.value, cell.data_type = cell.value.replace(_SHIELD, _ESCAPE), "s"
    elif isinstance(cell.value, CellRichText):
        runs = list(cell.value)
        for run in runs:
            if isinstance(run, TextBlock):
                run.text = run.text.replace(_SHIELD, _ESCAPE)
        cell.value = CellRichText([run.replace(_SHIELD, _ESCAPE) if isinstance(run, str) else run for run in runs])


def _shielded(package: Package) -> bytes:
    """The workbook with its escaped underscores out of sight: openpyxl drops the escape and keeps what it escapes."""
    out = io.BytesIO()
    with ZipFile(out, "w") as target:
        for part, info in package.archive.parts.items():
            content = package.archive.content(part)
            if part.startswith(("xl/worksheets/", "xl/sharedstrings")):
                content = re.sub(rb"<t[ >][^<]*", _shield, content)
            target.writestr(info.filename, content)
    return out.getvalue()


def _shield(text: re.Match[bytes]) -> bytes:
    return text[0].replace(_ESCAPE.encode(), _SHIELD.encode())


def _write_column(sheet: Worksheet, layout: _Layout, problems: Iterable[tuple[int, int, Problem]]) -> None:
    if layout.column > _LAST_COLUMN:
        return
    texts: dict[int, dict[str, None]] = {}
    for row, _, said in problems:
        text = _said(said)
        if row == layout.heading:
            row, text = min(layout.rows, default=0), f"Dòng tiêu đề: {text}"
        if row in layout.rows:
            texts.setdefault(row, {})[text] = None
    top = sheet.cell(layout.heading, layout.column, TO_MEND)
    top.fill, top.font = _FILL, Font(name=FONT, size=11, bold=True)
    top.alignment = Alignment(horizontal="center", vertical="center")
    sheet.column_dimensions[get_column_letter(layout.column)].width = _WIDTH
    for row, lines in texts.items():
        cell = sheet.cell(row, layout.column)
        if not isinstance(cell, MergedCell):
            cell.value = escaped("\n".join(lines))
            cell.data_type, cell.number_format = "s", "@"
            cell.fill, cell.font = _FILL, Font(name=FONT, size=11)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            shown = sheet.row_dimensions[row]
            if shown.height is not None:  # else a spreadsheet fits the row itself
                shown.height = max(shown.height, height(cell.value, _WIDTH))


def _comment(sheet: Worksheet, layout: _Layout, problems: Iterable[tuple[int, int, Problem]], most: int) -> int:
    """Colour the cells, and comment the first ``most`` of them; how many. What a person has commented stays."""
    texts: dict[tuple[int, int], dict[str, None]] = {}
    for row, column, said in problems:
        if column or row == layout.heading:
            where = _first_of_merged(sheet, row, column or min(layout.column, _LAST_COLUMN))
            texts.setdefault(where, {})[_said(said)] = None
    made = 0
    for (row, column), lines in texts.items():
        cell = sheet.cell(row, column)
        cell.fill = _FILL
        if made < most and cell.comment is None:
            text = "\n".join(lines)
            cell.comment = Comment(text, _AUTHOR, width=320, height=60 + 20 * (len(text) // 45))
            made += 1
    return made


def _first_of_merged(sheet: Worksheet, row: int, column: int) -> tuple[int, int]:
    """The cell that holds the value and the comment of a merged range; the cell itself where it is not merged."""
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        for merged in sheet.merged_cells.ranges:
            if cell.coordinate in merged:
                return merged.min_row, merged.min_col
    return row, column


def _said(said: Problem) -> str:
    return f"{sentence(said.what)} {said.remedy}"
