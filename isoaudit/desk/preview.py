"""What a dry run would change, in words: each field as it was and as it would be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from isoaudit.desk.agencies import AGENCY_COLUMNS
from isoaudit.desk.answers import ANSWER_COLUMNS
from isoaudit.desk.inspections import INSPECTION_COLUMNS
from isoaudit.desk.inspectors import INSPECTOR_COLUMNS
from isoaudit.desk.intake import Change
from isoaudit.desk.samples import SAMPLE_COLUMNS
from isoaudit.errors import excerpt
from isoaudit.journal.fields import filled
from isoaudit.model import Former, Member
from isoaudit.tables import Column, read_day
from isoaudit.tables.effects_book import EFFECT_COLUMNS
from isoaudit.tables.reviews_book import REVIEW_COLUMNS
from isoaudit.wording import date_short, in_team, label

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
