"""What a person does on the page of a book of the form, without a browser."""

from __future__ import annotations

import itertools
from typing import Any

from isoaudit.books.book import InspectionBook
from isoaudit.form.page import Changes, Record, Section

_EDITS = itertools.count()


def say(book: InspectionBook[Any], record: str, base: tuple[str, ...] | None = None, **fields: Any) -> Changes:
    """Type into a record whose present value is on the screen."""
    value = book.values().get(record)
    seen = base if base is not None else (value.base if value else ())
    whole = {**(value.fields if value else {}), **fields}
    return book.say(record, whole, edit=f"edit-{next(_EDITS)}", base=seen, at="2026-09-15T09:00:00+07:00")


def do(book: InspectionBook[Any], action: str, **given: Any) -> list[str]:
    """Press a button, its fields filled in; what is said of it."""
    return [line.text for line in book.do(action, given, edit=f"edit-{next(_EDITS)}").lines]


def sections(book: InspectionBook[Any]) -> dict[str, Section]:
    return {section.id: section for section in book.page().sections}


def records(book: InspectionBook[Any]) -> dict[str, Record]:
    return {record.id: record for section in book.page().sections for record in section.records}
