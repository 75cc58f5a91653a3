"""What an office calls things in its own tables: headings and words it was asked about once, read before ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from isoaudit.tables.cells import Cell, Column, Raw, codes, word_key
from isoaudit.tables.cleaning import RawRow
from isoaudit.tables.columns.headings import headings_of
from isoaudit.wording import label

PASSED_OVER = "bỏ qua"
"""What is said of a column that is not to be read."""
KEPT = "others"
"""The name of what a column stays that is none of ours and is kept as it is."""
KEPT_AS_IT_IS = "giữ nguyên"
"""What is said of such a column."""
OPEN = ""
"""What a word of a column means that is none of its values: the cell stays open."""
OPEN_IN_WORDS = "để trống"
"""The same as it is said."""
BODY = "agency"
"""The column of agencies: what an office calls one stands for its code."""
CRITERION = "criterion"
"""The column of criteria: what an office calls one it looks at stands for its code."""
_CRITERION = re.compile(r"[A-Z][0-9A-Z]*-[12]-[a-z]{1,2}-[0-9]{1,3}", re.IGNORECASE)
"""What a point of Article 36, or words, can stand for: the code of a criterion."""
_LINE_OF_A_POINT = re.compile(r"[12]\.[a-zđ]: .+", re.IGNORECASE | re.DOTALL)
"""What names a line of a point of Article 36, as :func:`isoaudit.desk.answers.criterion_meant.point_and_line` does."""
_NOT_READ = "Không nhập"
"""The heading that leaves a column out, whoever writes it."""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing an office says in a table: a heading, or a word in a column."""

    typed: str
    """Empty: it is said of all rows of a table that has no such column, and is of this table alone."""
    meant: str
    """The name of a column, empty: passed over, ``others``: kept as it is; of a word the code, empty: none of them; of
    all rows the text."""
    column: str = ""
    """The name of the column that the word stands in; empty: it is a heading."""
    lasting: bool = True
    """Whether the next table may mean the same by it; of the name of a group, «Nhóm 1», nobody can tell."""


@dataclass(frozen=True, slots=True)
class OfficeWords:
    """What an office says in one table: by key of heading, by column and key of word."""

    headings: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[tuple[str, str], str] = field(default_factory=dict)
    of_all: Mapping[str, str] = field(default_factory=dict)
    """By column: what all rows of a table say that has no such column."""

    def also(self, said: Iterable[Said]) -> OfficeWords:
        """These and more; what is said anew counts."""
        said = list(said)
        headings = {word_key(one.typed): one.meant for one in said if not one.column}
        words = {(one.column, word_key(one.typed)): one.meant for one in said if one.column and one.typed}
        of_all = {one.column: one.meant for one in said if not one.typed}
        return OfficeWords({**self.headings, **headings}, {**self.words, **words}, {**self.of_all, **of_all})

    def for_all(self, said: Mapping[str, str]) -> OfficeWords:
        """These, with what is said of all rows of one part of a table, which counts before what was given for all."""
        return replace(self, of_all={**self.of_all, **said}) if said else self

    def kept(self) -> frozenset[str]:
        """The keys of the headings that stay as they are."""
        return frozenset(key for key, name in self.headings.items() if name == KEPT)

    def body(self, typed: str) -> str:
        """The code of the agency that the office said a writing means; empty: it said nothing."""
        return self.words.get((BODY, word_key(typed)), "")

    def titled(self, rows: Sequence[RawRow], columns: Sequence[Column]) -> tuple[list[RawRow], dict[str, str]]:
        """Rows of a heading in our words, and the headings that were the office's with ours."""
        ours = {column.name: column.heading for column in columns} | {"": _NOT_READ}
        found: dict[str, str] = {}

        def meant(raw: Raw) -> Raw:
            name = self.headings.get(word_key(raw)) if isinstance(raw, str) and raw.strip() else None
            if name is None or name == KEPT or not isinstance(raw, str):
                return raw
            found[" ".join(raw.split())] = ours[name]
            return ours[name]

        return [(number, [meant(raw) for raw in cells]) for number, cells in rows], found

    def leaves_open(self, raw: Raw, column: Column, cell: Cell) -> bool:
        """Whether the office said that a word means none of the values of its column (noted)."""
        typed = " ".join(raw.split()) if isinstance(raw, str) and column.values else ""
        is_open = bool(typed) and self.words.get((column.name, word_key(typed))) == OPEN
        if is_open:
            cell.taken[cell.column, typed, OPEN_IN_WORDS] += 1
        return is_open

    def knows(self, typed: str, column: Column) -> bool:
        """Whether the office said what a word means in a column."""
        return bool(self.words.get((column.name, word_key(typed))))

    def is_none_of(self, raw: Raw, column: Column) -> bool:
        """Whether a word is no value of its column, neither to us nor to the office."""
        key = word_key(raw) if isinstance(raw, str) else ""
        return bool(key) and key not in codes(column.values) and (column.name, key) not in self.words

    def read(self, raw: Raw, column: Column, cell: Cell) -> Raw:
        """What stands in a cell, a word of the office's own as ours (noted)."""
        code = self.words.get((column.name, word_key(raw))) if isinstance(raw, str) and column.values else None
        if not code or not isinstance(raw, str):
            return raw
        cell.taken[cell.column, " ".join(raw.split()), label(column.values, code)] += 1
        return label(column.values, code)


OURS = OfficeWords()
"""Nothing of an office's own."""


def understood_as(typed: str, meant: str, columns: Sequence[Column], column: str = "") -> list[Said]:
    """What is said where ``typed`` means ``meant``: a column, or a word of each column with such a value; [] neither.

    ``column``: the name of the only column whose words are looked at.
    """
    key = word_key(meant)
    if column == BODY:
        return [Said(typed, meant, BODY)]
    if column == CRITERION and _CRITERION.fullmatch(meant):
        return [Said(typed, meant, CRITERION)]
    if not column and _CRITERION.fullmatch(meant) and _has_criteria(columns):
        return [Said(typed, meant, CRITERION, lasting=False)]
    if not column and key == word_key(PASSED_OVER):
        # Words without a point may be a heading or a line of results: where they stand tells.
        of_a_line = [Said(typed, OPEN, CRITERION, lasting=False)] if _has_criteria(columns) else []
        return of_a_line if of_a_line and _LINE_OF_A_POINT.fullmatch(typed) else [Said(typed, ""), *of_a_line]
    if not column and key == word_key(KEPT_AS_IT_IS):
        return [Said(typed, KEPT)]
    ours = {word_key(words): one for one in columns for words in (one.heading, one.name)}
    typed_as = ours.get(word_key(typed)) or headings_of(tuple(columns)).get(word_key(typed))
    if not column and (of_all := _of_all(typed_as, meant, ours)):
        return [of_all]
    among = [one for one in columns if one.values and column in ("", one.name)]
    words = [Said(typed, code, one.name) for one in among if (code := codes(one.values).get(key))]
    # «Điểm không phù hợp» is a value, and what some write above another column.
    heading = ours.get(key) or (None if words else headings_of(tuple(columns)).get(key))
    return [Said(typed, heading.name)] if heading and not column else words


def _has_criteria(columns: Sequence[Column]) -> bool:
    return any(one.name == CRITERION for one in columns)


def _of_all(column: Column | None, meant: str, ours: Mapping[str, Column]) -> Said | None:
    """What is said of all rows where a column of ours is given a value: «Hình thức=Tại trụ sở»."""
    if column is None or word_key(meant) in ours:
        return None
    if column.values:
        code = codes(column.values).get(word_key(meant))
        return Said("", label(column.values, code), column.name) if code else None
    return Said("", meant, column.name) if column.above and meant else None
