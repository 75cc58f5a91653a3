"""What all workbooks we write share: styles, text that stays text, drop-downs, names, print, bytes without a time."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import count
from textwrap import wrap
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from isoaudit.errors import Problem, TableError, problem
from isoaudit.tables.cells import LONGEST
from isoaudit.tables.files.sheets import LISTS

FONT = "Times New Roman"
LINE = Side("thin", "BFBFBF")
_LINE_HEIGHT, _SIGNS_OF_WIDTH = 14.5, 1.28
"""Of the font and size of all cells but the titles: points a line, and signs in one unit of a column's width."""
_GRID = Border(LINE, LINE, LINE, LINE)


class Lists:
    """The hidden sheet of the lists behind the drop-downs; each list stands there once."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.known: dict[tuple[str, ...], str] = {}

    def choice(self, texts: tuple[str, ...], others: bool = False) -> DataValidation:
        """A drop-down of texts; ``others``: something else may be typed."""
        if texts not in self.known:
            letter = get_column_letter(len(self.known) + 1)
            self.known[texts] = f"{quote_sheetname(LISTS)}!${letter}$1:${letter}${len(texts)}"
        return DataValidation(
            type="list",
            formula1=self.known[texts],
            allow_blank=True,
            showErrorMessage=not others,
            errorTitle="Chọn trong danh sách",
            error="Chọn một mục trong danh sách, hoặc để trống.",
        )

    def finish(self) -> None:
        """Write the sheet, as the last one."""
        sheet = self.book.create_sheet(LISTS)
        sheet.sheet_state = "hidden"
        for column, texts in enumerate(self.known, start=1):
            for row, text in enumerate(texts, start=1):
                put(sheet.cell(row, column), text, "plain")


def new_book() -> Workbook:
    book = Workbook()
    book.remove(book.active)
    book.properties.creator = "isoaudit"
    top = Alignment(vertical="top", wrap_text=True)
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    grey, blue, white = (PatternFill("solid", fgColor=colour) for colour in ("F2F2F2", "D9E2F3", "FFFFFF"))
    plain, bold = Font(name=FONT, size=11), Font(name=FONT, size=11, bold=True)
    pale = Font(name=FONT, size=11, color="A6A6A6")
    open_ = Protection(locked=False)
    for style in (
        NamedStyle("title", font=Font(name=FONT, size=14, bold=True)),
        NamedStyle("plain", font=plain),
        NamedStyle("heading", font=bold, fill=blue, border=_GRID, alignment=middle),
        NamedStyle("heading to read", font=bold, fill=grey, border=_GRID, alignment=middle),
        NamedStyle("to read", font=plain, fill=grey, border=_GRID, alignment=top),
        NamedStyle("repeated", font=pale, fill=grey, border=_GRID, alignment=top),
        NamedStyle("count", font=plain, fill=grey, border=_GRID, alignment=Alignment("center", "top")),
        NamedStyle("entry", plain, white, _GRID, top, number_format="@", protection=open_),
    ):
        book.add_named_style(style)
    return book


def put(cell: Cell, text: str, style: str) -> None:
    """Write a text as text."""
    cell.style = style
    if text:
        cell.value = escaped(text)
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(("=", "+", "-", "@"))


def escaped(text: str) -> str:
    """Text in which nothing is taken for an escape of Excel, such as ``_x0041_``."""
    return re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)


def refuse_too_long(texts: Iterable[tuple[str, str, str]]) -> None:
    """Refuse, all at once, the texts (where, column, text) that a cell cannot hold: openpyxl would cut them."""
    problems: list[Problem] = []
    for where, column, text in texts:
        if len(escaped(text)) > LONGEST:
            length = f"{len(text):,}".replace(",", ".")
            problems.append(problem("TABLE_015", where, column=column, length=length))
    if problems:
        raise TableError(problems)


def sheet_name(wish: str, taken: set[str]) -> str:
    """A name a sheet can have, near to the wish and not taken in any case; it is taken from now on."""
    stem = re.sub(r"[\[\]:*?/\\]", "-", wish)[:31].strip("'") or "-"
    name, number = stem, 1
    while name.casefold() in taken:
        number += 1
        name = f"{stem[: 30 - len(str(number))]}-{number}"
    taken.add(name.casefold())
    return name


def fit_row(sheet: Worksheet, row: int, texts: Iterable[str]) -> None:
    """Make a row as high as its texts, one a column from the first, need by the widths of the columns.

    Excel and LibreOffice show the height they read, and fit it again when somebody types in the row.
    """
    widths = (sheet.column_dimensions[get_column_letter(position)].width for position in count(1))
    sheet.row_dimensions[row].height = max(height(text, width) for text, width in zip(texts, widths, strict=False))


@lru_cache(maxsize=1 << 12)  # the questions of a checklist come again in each inspection
def height(text: str, width: float) -> float:
    """The points a wrapped text needs in a column of a width."""
    lines = sum(max(len(wrap(line, int(width * _SIGNS_OF_WIDTH))), 1) for line in text.split("\n"))
    return min(lines * _LINE_HEIGHT + 2, 409)  # higher is no row in Excel


def protect(sheet: Worksheet) -> None:
    """Lock what is not to be filled in; widths, heights and the filter stay free."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = sheet.protection.autoFilter = False


def for_print(sheet: Worksheet, heading: int, footer: str) -> None:
    """A4 landscape, one page wide, the heading on each page."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.6
    sheet.print_title_rows = f"{heading}:{heading}"
    sheet.page_margins.footer = 0.3
    for part, text in ((sheet.oddFooter.left, footer.replace("&", "&&")), (sheet.oddFooter.right, "Trang &P/&N")):
        part.text, part.font, part.size = text, f"{FONT},Regular", 9


def packed(book: Workbook) -> bytes:
    """A workbook as bytes that hold no time: the same content, the same bytes.

    The heights of its rows are not fixed, as openpyxl has them, but only what their texts need now (:func:`fit_row`).
    """
    made, out = io.BytesIO(), io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        _InMemory(book, archive).write_data()
    with ZipFile(made) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == "docProps/core.xml":
                data = re.sub(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>", b"", data)
            elif info.filename.startswith("xl/worksheets/sheet"):
                data = re.sub(rb'(<row [^>]*) customHeight="1"', rb"\1", data)
            target.writestr(ZipInfo(info.filename), data, ZIP_DEFLATED)
    return out.getvalue()


class _InMemory(ExcelWriter):  # type: ignore[misc]
    """As openpyxl writes a workbook, but no sheet through a temporary file.

    On a full disk that ends in an error of lxml that says nothing, and after a kill what agencies said stays in the
    folder of temporary files.
    """

    def write_worksheet(self, ws: Worksheet) -> None:
        """One sheet, as :meth:`ExcelWriter.write_worksheet`."""
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        sheet = io.BytesIO()
        writer = WorksheetWriter(ws, sheet)
        writer.write()
        ws._rels = writer._rels
        self._archive.writestr(ws.path[1:], sheet.getvalue())
        self.manifest.append(ws)
