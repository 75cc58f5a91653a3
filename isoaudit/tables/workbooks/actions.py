"""The corrective actions of a year as one workbook: a row for each finding, to be filtered, printed, sent on."""

from __future__ import annotations

from collections.abc import Sequence

from isoaudit.rules.actions import ActionRow
from isoaudit.tables.workbooks.lists import LATE, LEFT, ListForm, Value, list_workbook

_FORM = ListForm(
    (
        ("Cơ quan", 28), ("Cuộc kiểm tra", 21), ("Điểm", 9), ("Nội dung", 44), ("Ngày Biên bản, văn bản", 12),
        ("Tình trạng", 20), ("Hạn", 12), (LEFT, 8), (LATE, 10), ("Việc tiếp theo", 25), ("Người thực hiện", 18),
        ("Ghi chú", 34), ("Số ngày đã qua", 10), ("Ngày khắc phục", 12), ("Số ngày khắc phục", 10),
        ("Hình thức", 12), ("Đợt", 8), ("Nội dung của Điều 36, tiêu chí", 36), ("Tình trạng từ ngày", 12),
    ),
    printed=12,
    frozen=3,
)  # fmt: skip


def actions_workbook(rows: Sequence[ActionRow], year: int, title: str, said: str) -> bytes:
    """The workbook of these rows in their order; the same rows, the same bytes. Days are days, the rest is text."""
    return list_workbook(_FORM, f"Khắc phục {year}", title, said, [_values(row) for row in rows])


def _values(row: ActionRow) -> tuple[Value, ...]:
    return (
        row.name,
        row.inspection,
        row.code,
        row.gap,
        row.told_on,
        row.stage_words,
        row.due,
        row.days_left if row.open else None,
        LATE if row.late else "",
        row.next_words,
        row.who_words,
        "\n".join(row.remarks),
        row.age,
        row.cured_on,
        row.days_to_cure,
        row.mode_words,
        row.round,
        row.point_words,
        None if row.late else row.since,  # what is late stands so since its last day
    )
