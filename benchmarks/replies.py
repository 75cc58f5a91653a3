"""What it costs to read the reply forms of a year: ``python benchmarks/replies.py [FORMS FINDINGS]``, else 80 of 15.

Each is read as a workbook and as a Word document, every cell of it filled in. Asked for: 80 within 10 s.
"""

from __future__ import annotations

import io
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
from measuring import machine

from isoaudit.tables.replies.form import read_reply_form
from isoaudit.tables.workbooks.reply_form import AskedForm, AskedRow, reply_form_book
from isoaudit.wording import label
from isoaudit.wording.form_marks import identity

_NAMES = ("code", "finding", "basis", "cause", "correction", "action", "status", "day", "responsible", "evidence")
_SAID = "Chưa phân công người theo dõi; đã giao Văn phòng rà soát, cập nhật hằng quý. " * 3


def _answers(code: str) -> list[str]:
    return [
        code,
        f"{code}. {_SAID}",
        "Điểm a khoản 1",
        _SAID,
        _SAID,
        _SAID,
        "đã thực hiện",
        "15/10/2026",
        "Bà Ba",
        _SAID,
    ]


def workbook(findings: int) -> bytes:
    """Our own workbook, filled in."""
    rows = [AskedRow(f"KPH {n:02d}", f"KPH {n:02d}. {_SAID}", "Điểm a khoản 1") for n in range(1, findings + 1)]
    form = AskedForm("Sở Tư pháp", "Biên bản", "Báo cáo", identity("", "2026-99-STP-TS"), rows)
    book = openpyxl.load_workbook(io.BytesIO(reply_form_book(form)))
    for row in book.worksheets[0].iter_rows():
        if str(row[0].value).startswith("KPH "):
            for cell, text in zip(row, _answers(str(row[0].value)), strict=True):
                cell.value = text
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def document(findings: int) -> bytes:
    """A Word document with the same table."""
    made = docx.Document()
    made.add_paragraph(identity("", "2026-99-STP-TS"))
    table = made.add_table(findings + 1, len(_NAMES))
    lines = [
        [label("reply_field", name) for name in _NAMES],
        *(_answers(f"KPH {n:02d}") for n in range(1, findings + 1)),
    ]
    for row, texts in zip(table.rows, lines, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def main() -> None:
    """Measure and print."""
    number, findings = map(int, sys.argv[1:3] or ("80", "15"))
    print(machine())
    makers: dict[str, Callable[[int], bytes]] = {"xlsx": workbook, "docx": document}
    for ending, make in makers.items():
        with tempfile.TemporaryDirectory() as place:
            path = Path(place) / f"phieu.{ending}"
            path.write_bytes(make(findings))
            clock, processor = time.perf_counter(), time.process_time()
            for _ in range(number):
                got = read_reply_form(path)
                if len(got.rows) != findings or got.unread:
                    sys.exit(f"read {len(got.rows)} findings, unread {got.unread}")
            seconds, own = time.perf_counter() - clock, time.process_time() - processor
            print(f"{number} forms of {findings} findings, .{ending}: {seconds:.1f} s, of the processor {own:.1f} s")


if __name__ == "__main__":
    main()
