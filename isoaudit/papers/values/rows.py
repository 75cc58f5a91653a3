"""Rows of the tables of papers: numbered, and which of them may go on over the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from isoaudit.wording import count

LONG = 5
"""Lines, about 3 cm, from which a row of a table goes on over the page: kept together it would leave that empty."""


def numbered(rows: Iterable[Mapping[str, Any]], widths: Mapping[str, int], most: int = LONG) -> list[dict[str, Any]]:
    """The rows of a table with ``number`` and ``long``; ``widths`` are those of its columns, in characters."""
    return [{"number": count(n), **row, "long": is_long(row, widths, most)} for n, row in enumerate(rows, start=1)]


def is_long(row: Mapping[str, Any], widths: Mapping[str, int], most: int = LONG) -> bool:
    """Whether a row has more lines than are kept together, so that it may go on over the page."""
    return any(_lines(row[column], width) > most for column, width in widths.items())


def _lines(text: str, width: int) -> int:
    """About how many lines ``text`` takes in a column of ``width`` characters."""
    return sum(len(line) // width + 1 for line in text.splitlines())
