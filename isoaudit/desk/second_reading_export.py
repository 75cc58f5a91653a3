"""The papers that wait for a second reader as a list to be handed round; it is read, and taken in by nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from isoaudit.desk.exports import write_new
from isoaudit.desk.second_reading import ToRead
from isoaudit.papers.second_reading import why_in_words
from isoaudit.tables.workbooks.lists import List, ListForm, Value, lists_workbook
from isoaudit.wording import count, date_short, label, sentence
from isoaudit.wording.rounds import round_words

_FORM = ListForm(
    (
        ("Cơ quan", 34), ("Văn bản", 36), ("Đợt", 12), ("Vì sao chờ", 44), ("Bản để đọc", 30),
        ("Người đọc lại lần trước", 22), ("Ý kiến lần trước", 14), ("Ngày đọc lại", 12),
        ("Nội dung đề nghị sửa", 44), ("Mã cuộc kiểm tra", 22),
    ),
    printed=9,
    frozen=1,
    has_days=False,
)  # fmt: skip


def export_to_read(found: Sequence[ToRead], year: int, path: Path) -> int:
    """The list into a new workbook; how many papers. Raises RunError (FILE_007, FILE_005)."""
    said = f"{count(len(found))} văn bản chờ đọc lại." if found else "Không có văn bản nào chờ đọc lại."
    title = f"VĂN BẢN CHỜ NGƯỜI ĐỌC THỨ HAI, NĂM {year}"
    write_new(path, lists_workbook([List(_FORM, "Chờ đọc lại", [_line(one) for one in found])], title, said))
    return len(found)


def _line(one: ToRead) -> tuple[Value, ...]:
    before = one.waiting.stands.reading
    return (
        one.agency,
        one.waiting.kind.name,
        sentence(round_words(one.round)),
        sentence(why_in_words(one.waiting.stands)),
        one.file.name if one.file else "Chưa lập",
        before.reader if before else "",
        sentence(label("reading_outcome", before.outcome)) if before and before.outcome else "",
        date_short(before.on) if before and before.on else "",
        before.note if before else "",
        one.waiting.inspection,
    )
