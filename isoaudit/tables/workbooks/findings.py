"""All findings of a year as one workbook, for filters and pivots: a row each, the heading frozen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date

from openpyxl.utils import get_column_letter

from isoaudit.model import Case, Result
from isoaudit.rules.standing import standing
from isoaudit.tables.workbooks.writing import for_print, new_book, packed, put
from isoaudit.wording import label, sentence

_HEADINGS = (
    ("Mã cơ quan", 13), ("Cơ quan", 30), ("Loại cơ quan", 22), ("Cơ quan cấp trên", 22), ("Cuộc kiểm tra", 19),
    ("Nội dung (Điều 36)", 12), ("Tiêu chí", 13), ("Loại điểm", 18), ("Mã", 9),
    ("Nội dung đã ghi", 60), ("Tình trạng", 22), ("Hạn báo cáo", 13),
)  # fmt: skip
_KINDS = {"nonconformity": "Điểm không phù hợp", "observation": "Điểm lưu ý", "good_practice": "Kết quả nổi bật"}


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding with whose it is and where its inspection stands; all as it is read."""

    agency: str
    name: str
    kind: str
    parent: str
    inspection: str
    point: str
    criterion: str
    finding: str
    code: str
    gap: str
    status: str
    due: date | None
    """The last day of the report on corrective action; of nonconformities that stand only."""


def finding_rows(case: Case, result: Result, day: date) -> Iterable[FindingRow]:
    """The findings of an inspection as they stood on a day, those withdrawn after the exchange included."""
    agency, stands = case.agency, standing(case, day)
    for finding in (*result.findings, *result.withdrawn):
        yield FindingRow(
            agency.code,
            agency.name,
            label("kind", agency.kind),
            agency.parent,
            case.inspection.id,
            finding.point,
            finding.criterion,
            _KINDS[finding.kind],
            finding.code,
            finding.gap,
            "Đã rút" if finding.withdrawn else sentence(label("stage", stands.stage)),
            stands.correction_due if finding.kind == "nonconformity" and not finding.withdrawn else None,
        )


def findings_workbook(rows: Iterable[FindingRow], year: int) -> bytes:
    """The workbook; the same rows, the same bytes. Days are days, all else is text."""
    book = new_book()
    sheet = book.create_sheet(f"Kết quả {year}")
    for column, (heading, width) in enumerate(_HEADINGS, start=1):
        put(sheet.cell(1, column), heading, "heading")
        sheet.column_dimensions[get_column_letter(column)].width = width
    last = 1
    for last, row in enumerate(rows, start=2):
        *texts, due = astuple(row)
        for column, text in enumerate(texts, start=1):
            put(sheet.cell(last, column), text, "entry")
        cell = sheet.cell(last, len(_HEADINGS))
        cell.style, cell.value, cell.number_format = "entry", due, "dd/mm/yyyy"
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(_HEADINGS))}{last}"
    for_print(sheet, 1, f"Kết quả kiểm tra năm {year}")
    return packed(book)
