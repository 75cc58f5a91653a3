"""What the headings and values of a table were understood as, in sentences: each once, with the number of cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from isoaudit.errors import excerpt
from isoaudit.wording import count

_TOLD = 10
"""Ways of writing that are named of one column."""


def understood_as(file: str, headings: Iterable[str], taken: Counter[tuple[str, str, str]]) -> Iterator[str]:
    """A sentence for the headings and one for each column; ``taken``: column, what was typed, what it means."""
    if said := ", ".join(headings):
        yield f"{file}, tiêu đề: đã hiểu {said}."
    by_column: dict[str, list[str]] = {}
    for (column, typed, meant), cells in taken.items():
        as_ = f"«{meant}»" if meant else "ô trống"
        by_column.setdefault(column, []).append(f"«{excerpt(typed)}» là {as_} ({count(cells)} ô)")
    for column, words in by_column.items():
        more = f" và {count(len(words) - _TOLD)} cách viết khác" if len(words) > _TOLD else ""
        yield f"{file}, cột «{column}»: đã hiểu {', '.join(words[:_TOLD])}{more}."
