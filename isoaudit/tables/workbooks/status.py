"""The status of a year as one workbook: a row for each inspection, to be filtered, printed, sent on."""

from __future__ import annotations

from collections.abc import Sequence

from isoaudit.rules.status import StatusRow
from isoaudit.tables.workbooks.lists import LATE, LEFT, ListForm, Value, list_workbook
from isoaudit.wording import sentence

_FORM = ListForm(
    (
        ("Cơ quan", 31), ("Cuộc kiểm tra", 21), ("Hình thức", 12), ("Đợt", 8), ("Kiểm tra từ", 12),
        ("Kiểm tra đến", 12), ("Tình trạng", 20), ("Hạn", 12), (LEFT, 8), (LATE, 10), ("Việc tiếp theo", 25),
        ("Người thực hiện", 18), ("Ghi chú", 26), ("Tình trạng từ ngày", 13), ("Căn cứ", 52), ("Lệnh", 90),
    ),
    printed=13,
    frozen=2,
)  # fmt: skip


def status_workbook(rows: Sequence[StatusRow], year: int, title: str, said: str) -> bytes:
    """The workbook of these rows in their order; the same rows, the same bytes. Days are days, the rest is text."""
    return list_workbook(_FORM, f"Tình hình {year}", title, said, [_values(row) for row in rows])


def _values(row: StatusRow) -> tuple[Value, ...]:
    return (
        row.name,
        row.inspection,
        row.mode_words,
        sentence(row.round),
        row.start,
        row.end,
        row.stage_words,
        row.due,
        row.days_left,
        LATE if row.late else "",
        row.next_words,
        row.who_words,
        "\n".join(row.remarks),
        row.since,
        row.basis,
        row.command,
    )
