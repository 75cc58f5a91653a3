"""Names of persons: in several columns, «Họ đệm» and «Tên», or below one heading over two; behind Ông and Bà."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from isoaudit.tables.cells import Raw, Unfit, heading_keys, person, word_key
from isoaudit.tables.cleaning import RawRow
from isoaudit.tables.columns.headings import Heading, is_merged
from isoaudit.tables.visits.teams import team
from isoaudit.wording import table_words
from isoaudit.wording.called import are_called


def with_whole_names(heading: Heading, below: Sequence[RawRow]) -> Heading:
    """The heading with the columns in which the parts of a name stand: the family name is on the left.

    What is in the left one alone is no name of a person; read so it would stand in papers.
    """
    at = next((n for n, c in enumerate(heading.columns, 1) if c and c.required and c.parse is person), 0)
    if not at:
        return heading
    first = last = at
    while not _is_of_both(heading, at) and _names(heading, first - 1):
        first -= 1
    if first == at and at < len(heading.columns) and heading.columns[at] is None and _goes_on(heading, at + 1, below):
        last = at + 1
    return replace(heading, name_parts=tuple(range(first, last + 1))) if first < last else heading


def with_called(heading: Heading, below: Sequence[RawRow]) -> Heading:
    """The heading with the columns of persons in which people are called by Ông or Bà."""
    of_people = [n for n, column in enumerate(heading.columns, 1) if column and column.parse in (person, team)]
    called = [n for n in of_people if are_called([text for _, cells in below if (text := _text(cells, n))])]
    return replace(heading, called=tuple(called))


def _names(heading: Heading, position: int) -> bool:
    """Whether a column of nothing else is headed as one of family and middle names."""
    if position < 1 or heading.columns[position - 1] is not None:
        return False
    return not _labels().isdisjoint(heading_keys(heading.words(position)))


def _is_of_both(heading: Heading, position: int) -> bool:
    """Whether a heading names the whole: beside it a column of family names only repeats a part."""
    return any(key.startswith(word_key("họ")) for key in heading_keys(heading.words(position)))


def _goes_on(heading: Heading, position: int, below: Sequence[RawRow]) -> bool:
    """Whether the cell of a heading goes on over a column below which single words stand: given names."""
    title = heading.titles[position - 1] if position <= len(heading.titles) else ""
    if not (is_merged(title) or title == ""):
        return False
    rows = [cells for _, cells in below if _text(cells, position - 1)]
    given = [_text(cells, position) for cells in rows]
    return bool(rows) and all(len(one.split()) == 1 and one.isalpha() for one in given)


def with_name(heading: Heading, cells: Sequence[Raw]) -> Sequence[Raw]:
    """A row whose name stands whole in the column of names."""
    if not heading.name_parts:
        return cells
    at = next(n for n in heading.name_parts if heading.columns[n - 1] is not None)
    raws = [cells[n - 1] if n <= len(cells) else "" for n in heading.name_parts]
    unfit = [raw for raw in raws if isinstance(raw, Unfit)]
    made = list(cells) + [""] * (at - len(cells))
    made[at - 1] = unfit[0] if unfit else " ".join(raw.strip() for raw in raws if isinstance(raw, str) and raw.strip())
    return made


def _text(cells: Sequence[Raw], position: int) -> str:
    raw = cells[position - 1] if position <= len(cells) else ""
    return raw.strip() if isinstance(raw, str) else ""


@cache
def _labels() -> frozenset[str]:
    return frozenset(map(word_key, table_words()["text"]["family_name"]))
