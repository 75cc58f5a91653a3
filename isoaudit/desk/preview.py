"""What a dry run would change, in words: each field as it was and as it would be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from isoaudit.desk.answers.samples import SAMPLE_COLUMNS
from isoaudit.desk.answers.tables import ANSWER_COLUMNS
from isoaudit.desk.inspections.schedule import INSPECTION_COLUMNS
from isoaudit.desk.intake.judging import Change, Imported
from isoaudit.desk.registers.agencies import AGENCY_COLUMNS
from isoaudit.desk.registers.inspectors import INSPECTOR_COLUMNS
from isoaudit.errors import excerpt
from isoaudit.journal.fields import filled
from isoaudit.model import Former, Member
from isoaudit.tables import Column, read_day
from isoaudit.tables.workbooks.effects import EFFECT_COLUMNS
from isoaudit.tables.workbooks.reviews import REVIEW_COLUMNS
from isoaudit.wording import count, date_short, in_team, label
from isoaudit.wording.grouping import counts, some

_COLUMNS = {
    "agency": AGENCY_COLUMNS,
    "inspector": INSPECTOR_COLUMNS,
    "inspection": INSPECTION_COLUMNS,
    "answer": ANSWER_COLUMNS,
    "sample": SAMPLE_COLUMNS,
    "effect": EFFECT_COLUMNS,
    "review": REVIEW_COLUMNS,
}
_LONGEST = 80
"""Characters of a value that are shown."""
_CHANGES = 20
"""Changes that a dry run tells one by one."""


def import_lines(what: str, done: Imported, *, name: str = "", full: bool = False) -> Iterator[str]:
    """What an import did, or would do, in lines; ``what`` it takes in, ``name`` of the file where several are told."""
    start = f"{name}: " if name else ""
    numbers = {f"{what} mới": done.added, "thay đổi": done.changed, "giữ nguyên": done.unchanged}
    if done.dry_run:
        yield f"{start}Xem trước, chưa ghi dữ liệu nào. Nếu nhập: {counts(numbers)}."
        yield from _changes(done, full=full)
    else:
        yield f"{start}{counts(numbers)}."
    if done.opened:
        done_or_not = "Sẽ mở" if done.dry_run else "Đã mở"
        yield f"{done_or_not} cuộc kiểm tra tại trụ sở: {some(done.opened, full=full)}."


def _changes(done: Imported, *, full: bool) -> Iterator[str]:
    """What would be added, by its codes, and what would change, each field as it was and as it would be."""
    added = [change.subject for change in done.changes if change.new and change.subject not in done.opened]
    if added:
        yield f"Thêm: {some(added, full=full)}."
    lines = [line for change in done.changes if not change.new for line in changed_lines(change)]
    for line in lines[:_CHANGES]:
        yield f"Đổi: {line}"
    if len(lines) > _CHANGES:
        yield f"… và {count(len(lines) - _CHANGES)} chỗ khác."


def changed_lines(change: Change) -> Iterator[str]:
    """A line for each field of a subject that would change: «SNV: Tên cơ quan: «Sở A» thành «Sở Nội vụ»»."""
    columns = {column.name: column for column in _COLUMNS[change.kind]}
    for name, (before, after) in change.fields.items():
        if name in columns:
            old, new = (_shown(value, columns[name]) for value in (before, after))
            yield f"{change.subject}: {columns[name].heading}: {old} thành {new}"


def _shown(value: Any, column: Column) -> str:
    if filled(value) is None:
        return "để trống"
    text = label(column.values, value) if column.values else _words(value)
    return f"«{excerpt(text) if len(text) <= _LONGEST else excerpt(text)[:_LONGEST].rstrip() + '…'}»"


def _words(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "; ".join(map(_words, value))
    if isinstance(value, Mapping):
        if "role" in value:
            return in_team(Member.model_validate(value))
        if "until" in value:
            former = Former.model_validate(value)
            return f"trước {date_short(former.until)}: {former.name}"
        return str(value.get("text", "")) or "bằng chứng kèm tệp"
    text = str(value)
    day = read_day(text) if len(text) == 10 and text[4] == "-" else None
    return date_short(day) if day else text
