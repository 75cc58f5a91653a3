"""Of which programme a workbook is that comes back: an inspection of another one may have the id of one here."""

from __future__ import annotations

from isoaudit.journal.programme import Programme

MARK = 16
"""Digits of the id of an entry, as many as on paper."""


def mark_of(programme: Programme) -> str:
    """What a workbook carries of its programme, for reading: ``p=`` and how the id of its first entry begins."""
    return f"p={min(_opened(programme))[:MARK]}"


def is_of(programme: Programme, mark: str) -> bool:
    """Whether a mark, with its ``p=`` or without, is of a programme; of joined ones it is that of either."""
    return any(id.startswith(mark.removeprefix("p=")) for id in _opened(programme))


def _opened(programme: Programme) -> list[str]:
    return [entry.id for entry in programme.journal.entries_about("programme", ["programme"])]
