"""Columns of a list that nothing here reads: kept under the office's own headings, so that none is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from openpyxl.utils import get_column_letter

from isoaudit.errors import excerpt
from isoaudit.tables.cells import (
    FOR_READING,
    TO_MEND,
    Cell,
    Column,
    Raw,
    Unfit,
    heading_keys,
    read_cell,
    text,
    word_key,
)
from isoaudit.tables.columns.headings import Heading, headings_of, is_merged, ordinals
from isoaudit.wording import count, date_short, label, read_day, table_words

_OTHER = Column("others", text)
_NOT_READ = frozenset(map(word_key, ("không nhập",)))


def set_apart(heading: Heading, kept: Collection[str]) -> Heading:
    """The heading with the columns an office keeps as they are, by the keys of their words, read as nothing."""
    at = [n for n in range(1, len(heading.titles) + 1) if word_key(heading.words(n)) in kept] if kept else []
    named = [None if n in at else column for n, column in enumerate(heading.columns, 1)]
    return replace(heading, columns=tuple(named), apart=(*heading.apart, *at)) if at else heading


def with_lower_row(heading: Heading, cells: Sequence[Raw], telling: Callable[[str], bool] | None = None) -> Heading:
    """The heading with the words that a second row of it says below columns nothing reads, and below the first of a
    group: Năm sinh: Nữ, Trình độ: Đại học.

    ``telling``: which of its words may tell a column, and are taken before it is known what the columns mean: a number
    below the name of its paper tells nothing.
    """
    titles = [*heading.titles, *[""] * (len(cells) - len(heading.titles))]
    columns = [*heading.columns, *[None] * (len(cells) - len(heading.columns))]
    group = ""
    whole = tuple(titles)
    for at, (title, low) in enumerate(zip(whole, cells, strict=False)):
        above = title.strip() if isinstance(title, str) else ""
        group = above or group
        lower = low.strip() if isinstance(low, str) else ""
        beside = whole[at + 1] if at + 1 < len(whole) else above
        heads_several = bool(above) and (not beside or is_merged(beside))
        if not lower or above.endswith(f": {lower}") or word_key(lower) == word_key(above):
            continue
        told = telling(lower) and (heads_several or columns[at] is None) if telling else columns[at] is None
        if told:
            titles[at] = f"{group}: {lower}" if group else lower
    return replace(heading, titles=tuple(titles), columns=tuple(columns))


def named_in_groups(heading: Heading, columns: Sequence[Column]) -> Heading:
    """The heading with the columns that the words of a group and those below it name together: Thời gian: Đến ngày."""
    known, named = headings_of(tuple(columns)), list(heading.columns)
    for n, column in enumerate(heading.columns, 1):
        words = heading.words(n)
        found = known.get(word_key(words.replace(": ", " ", 1))) if column is None and ": " in words else None
        if found and found not in named:
            named[n - 1] = found
    return replace(heading, columns=tuple(named))


def kept_columns(
    heading: Heading, beside: Sequence[str] = (), below: Sequence[tuple[int, Sequence[Raw]]] = ()
) -> dict[int, str]:
    """The columns, from 1, that are kept, each with the heading it is kept under: no two have the same.

    Numbers of rows are not kept, nor what an office says is not to be read, nor the names of agencies beside their
    codes, which are in the register. Of two columns of one heading, such as two of «Ngày cấp», each has also that of
    the column on its left. A column without a heading in which something stands (``below``: the rows) is «Cột C».
    """
    shown, names = {TO_MEND, *FOR_READING, *beside}, _names() if "agency" in heading.where() else frozenset()
    leave = ordinals() | _NOT_READ | names
    mine = [
        n
        for n, column in enumerate(heading.columns, 1)
        if column is None
        and heading.words(n)
        and not heading.is_part(n)
        and heading.words(n) not in shown
        and leave.isdisjoint(heading_keys(heading.words(n)))
    ]
    times = Counter(word_key(excerpt(heading.with_group(n))) for n in mine)
    found: dict[int, str] = {}
    for n in mine:
        words = excerpt(heading.with_group(n))  # a sign that no screen shows is no part of a name
        if times[word_key(words)] > 1 and n > 1 and heading.words(n - 1):
            words = f"{heading.words(n - 1)}: {words}"
        if word_key(words) in map(word_key, found.values()):
            words = f"{words}, cột {n}"
        found[n] = words
    if any(heading.columns):
        widest = max((len(cells) for _, cells in below), default=0)
        nameless = {n for n, column in enumerate(heading.columns, 1) if column is None and not heading.words(n)}
        nameless |= set(range(len(heading.titles) + 1, widest + 1))
        said = Counter(n for _, cells in below for n in nameless if _says(cells, n))
        found |= {n: f"{_NAMELESS} {get_column_letter(n)}" for n in sorted(said) if not heading.is_part(n)}
    return found


def _says(cells: Sequence[Raw], position: int) -> bool:
    """Whether a text stands in a cell: merged ones are of their neighbour."""
    raw = cells[position - 1] if position <= len(cells) else ""
    return isinstance(raw, str) and bool(raw.strip())


_NAMELESS = "Cột"


def said_in(columns: Mapping[int, str], rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """The headings of the columns that were kept; one without words only where a row of data says something in it."""
    said = {words for row in rows for words, text in (row.get("others") or {}).items() if text}
    return [words for n, words in columns.items() if words in said or words != f"{_NAMELESS} {get_column_letter(n)}"]


def _names() -> frozenset[str]:
    words = (*table_words()["heading"]["name"], label("column", "name"))
    return frozenset(map(word_key, words))


def read_kept(columns: Mapping[int, str], cells: Sequence[Raw], at: Cell) -> tuple[dict[str, str], int]:
    """What a row says in the columns that are kept, by their headings, and how many of the cells cannot be read.

    An empty cell says that there is nothing. ``at``: a cell of the row.
    """
    found: dict[str, str] = {}
    unread = 0
    for n, words in columns.items():
        raw = cells[n - 1] if n <= len(cells) else ""
        if isinstance(raw, Unfit):
            unread += not is_merged(raw)
            continue
        value = read_cell(raw, _OTHER, replace(at, position=n, column=words)) if raw else ""
        if value is not None:
            day = read_day(value)
            found[words] = date_short(day) if day else value
    return found, unread


def note_kept(columns: Iterable[str], unread: int) -> str:
    """What is said of the columns that were kept."""
    said = [f"«{excerpt(words)}»" for words in columns]
    lost = f"; {count(unread)} ô là công thức hoặc báo lỗi, không đọc được" if unread else ""
    return (
        f"giữ nguyên {count(len(said))} cột: {', '.join(said)} (không in vào văn bản, có lại khi xuất ra Excel){lost}."
    )
