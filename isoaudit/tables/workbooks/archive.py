"""The index of an archive as a workbook: a row for each file, with its SHA-256."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from openpyxl.utils import get_column_letter

from isoaudit.rules.dossier import DossierRow
from isoaudit.tables.workbooks.writing import fit_row, for_print, new_book, packed, put
from isoaudit.wording import date_short, sentence

_HEADINGS = (("Khoản", 8), ("Loại tài liệu (Điều 39)", 34), ("Tình trạng", 15), ("Tệp", 46), ("Văn bản", 30),
             ("Số, ký hiệu", 17), ("Ngày", 12), ("Cỡ (byte)", 12), ("Ghi chú", 36), ("SHA-256", 70))  # fmt: skip
_PRINTED = 9
_HEADING = 2


def archive_workbook(rows: Sequence[DossierRow], title: str) -> bytes:
    """The workbook of these rows; the same rows, the same bytes. A row of Article 39 without files stands there too."""
    book = new_book()
    sheet = book.create_sheet("Mục lục hồ sơ")
    for column, (heading, width) in enumerate(_HEADINGS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        put(sheet.cell(_HEADING, column), heading, "heading")
    put(sheet.cell(1, 1), title, "title")
    number = _HEADING
    for number, texts in enumerate(_lines(rows), start=_HEADING + 1):
        for column, text in enumerate(texts, start=1):
            put(sheet.cell(number, column), text, "entry")
        fit_row(sheet, number, texts)
    final = get_column_letter(len(_HEADINGS))
    sheet.freeze_panes = f"A{_HEADING + 1}"
    sheet.auto_filter.ref = f"A{_HEADING}:{final}{number}"
    for_print(sheet, _HEADING, title)
    sheet.print_area = f"A1:{get_column_letter(_PRINTED)}{number}"
    return packed(book)


def _lines(rows: Sequence[DossierRow]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        of_row, notes = (str(row.number), row.name, row.state), sentence("; ".join(row.notes))
        for place, file in enumerate(row.files):
            day = date_short(file.on) if file.on else ""
            said = notes if place == 0 else ""  # what is lacking is said once
            yield (*of_row, file.path, file.what, file.number, day, str(file.size), said, file.sha256)
        if not row.files:
            yield (*of_row, "", "", "", "", "", notes, "")
