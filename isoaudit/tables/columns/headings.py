"""Headings: which column each cell of a table's heading means, in whatever words; what is not understood is named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from isoaudit.errors import excerpt
from isoaudit.tables.cells import Column, Raw, Unfit, code_or_name, codes, heading_keys, paper, word_key, year
from isoaudit.tables.cleaning import RawRow
from isoaudit.tables.columns.act_headings import of_acts
from isoaudit.tables.columns.certificates import begins_with_a_day, certificate
from isoaudit.tables.columns.choices import Choice, answer_of, find_choices, proved
from isoaudit.tables.columns.phrases import told_by_phrase, without_figures
from isoaudit.wording import label, labels, table_words, unaccented


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a table: the words above each column, and the column they mean."""

    at: int
    """Which of the rows looked at it is, from 0; of two rows the one that names more."""
    below: int
    """Which row the table begins with, from 0."""
    titles: tuple[Raw, ...]
    columns: tuple[Column | None, ...]
    of_two_rows: bool = False
    roles: tuple[int, ...] = ()
    """Columns, from 1, of members of a team in one role each: Trưởng đoàn, Thư ký."""
    choices: tuple[Choice, ...] = ()
    """Columns in which a mark means a value: Bắt buộc, Khuyến khích; the first of each kind stands for its column."""

    continued: tuple[int, ...] = ()
    """Columns, from 1, that go on with the one on their left: number and day of one paper."""
    apart: tuple[int, ...] = ()
    """Columns, from 1, that are read as nothing, whatever their words: by what the office says, or stands in them."""
    name_parts: tuple[int, ...] = ()
    """The columns, from 1, of the parts of a person's name: :mod:`isoaudit.tables.lists.whole_names`."""
    degrees: tuple[int, ...] = ()
    """The columns, from 1, of single levels of training: :mod:`isoaudit.tables.columns.degrees`."""
    points: tuple[tuple[int, str], ...] = ()
    """Columns, from 1, each of the results of a point of Article 36: :mod:`isoaudit.tables.results.points`."""
    groups: tuple[str, ...] = ()
    """Of a heading of two rows, by column: the words above those of the column that do not stand in them: Năm sinh."""
    called: tuple[int, ...] = ()
    """The columns, from 1, in which people are called by Ông or Bà."""

    @property
    def first(self) -> int:
        """Which of the rows looked at the heading begins with, from 0."""
        return min(self.at, self.below - 2) if self.of_two_rows else self.at

    @property
    def known(self) -> int:
        """How many columns it names."""
        return len({column.name for column in self.columns if column})

    def is_part(self, position: int) -> bool:
        """Whether a column, from 1, is read as a part of another: a role of the team, a value of several."""
        if position in self.name_parts:
            return self.columns[position - 1] is None
        return position in (*self.roles, *self.continued, *self.degrees) or any(
            choice.position == position for choice in self.choices
        )

    def words(self, position: int) -> str:
        """The words above a column, from 1, in one line."""
        title = self.titles[position - 1]
        return " ".join((title if isinstance(title, str) else title.fields.get("value", "")).split())

    def with_group(self, position: int) -> str:
        """The words above a column, from 1, with those of its group: Năm sinh: Nữ."""
        group = self.groups[position - 1] if position <= len(self.groups) else ""
        return f"{group}: {self.words(position)}" if group else self.words(position)

    def over(self, position: int) -> str:
        """The words above a column, from 1; of one with values side by side those above each of these."""
        column = self.columns[position - 1]
        several = [choice.position for choice in self.choices if choice.column is column]
        several = several or ([*self.degrees] if position in self.degrees else [position])
        return " | ".join(map(self.words, several))

    def where(self) -> dict[str, int]:
        """Where each column stands, from 1; of two that mean the same the first."""
        found: dict[str, int] = {}
        for position, column in enumerate(self.columns, start=1):
            if column is not None:
                found.setdefault(column.name, position)
        return found


def find_heading(rows: Sequence[RawRow], columns: Sequence[Column]) -> Heading:
    """The heading among the first rows: the row that names most columns, or two rows together where both name some.

    The first row where none names any. Of two rows the upper one heads groups, as merged cells do; below it stand the
    columns of each group.
    """
    single = [
        _heading(at, at + 1, [] if _is_label(cells) and at + 1 < len(rows) else cells, columns)
        for at, (_, cells) in enumerate(rows)
    ]
    best = max(single, key=lambda heading: heading.known)
    for upper, lower in zip(single, single[1:], strict=False):
        both = _together(upper, lower, columns)
        if both is not None and _says(both) > _says(best):
            best = both
    if best.known > _FEW:
        return best
    by_phrases = max(single, key=lambda heading: _told(heading, columns))  # in an office's own words
    return by_phrases if _told(by_phrases, columns) > max(_FEW if best.known else 1, _told(best, columns)) else best


def _says(heading: Heading) -> tuple[int, ...]:
    """How much a heading tells: columns, values side by side, parts of one paper."""
    return heading.known, len(heading.choices), len(heading.continued)


def _is_label(cells: Sequence[Raw]) -> bool:
    """Whether a row above a table is a label with what it says: Cơ quan được kiểm tra: | Sở Nội vụ."""
    texts = [raw.strip() for raw in cells if isinstance(raw, str) and raw.strip()]
    return bool(texts) and len(texts) <= _FEW and texts[0].endswith(":") and not (texts[1:] and texts[1].endswith(":"))


_FEW = 2
"""Columns that a row of data may name by chance."""


def _told(heading: Heading, columns: Sequence[Column]) -> int:
    """How many columns a row names as a whole or by a key phrase."""
    words = {without_figures(heading.words(n)) for n, column in enumerate(heading.columns, 1) if column is None}
    told = {found[0].name for text in words if (found := told_by_phrase(text, columns))}
    return len(told | heading.where().keys())


def _heading(
    at: int, below: int, titles: Sequence[Raw], columns: Sequence[Column], of_two_rows: bool = False
) -> Heading:
    """A heading with what its cells name; the words of a value are one only beside columns that are named otherwise."""
    named = _named(titles, columns)
    found = find_choices(titles, named, columns) if any(named) else []
    return _with_choices(Heading(at, below, tuple(titles), tuple(named), of_two_rows), found)


def _with_choices(heading: Heading, found: Sequence[Choice]) -> Heading:
    """The heading with its choices, the first of each column standing for it."""
    named = list(heading.columns)
    for choice in found:
        if choice.column not in named:
            named[choice.position - 1] = choice.column
    return replace(heading, columns=tuple(named), choices=tuple(found))


def with_choices(heading: Heading, rows: Sequence[RawRow], columns: Sequence[Column]) -> Heading:
    """The heading with those of its choices under which marks stand; it names no others, words as they are."""
    if not heading.choices:
        return heading
    plain_ = replace(heading, columns=tuple(_named(heading.titles, columns)), choices=())
    others = [n for n, column in enumerate(plain_.columns) if column]
    # A row of data fills most columns; groups and signatures may stand in any one.
    data = [row for _, row in rows if 2 * sum(n < len(row) and bool(row[n]) for n in others) >= len(others)]
    return _with_choices(plain_, proved(heading.choices, data))


def renamed(heading: Heading, position: int, words: str, columns: Sequence[Column]) -> Heading:
    """The heading with other words above a column, from 1: what the others mean may change with it."""
    titles = list(heading.titles)
    titles[position - 1] = words
    return replace(
        _heading(heading.at, heading.below, titles, columns, heading.of_two_rows),
        continued=heading.continued,
        groups=heading.groups,
    )


def _together(upper: Heading, lower: Heading, columns: Sequence[Column]) -> Heading | None:
    """Two rows as one heading; nothing where a cell of the lower stands below a column that the upper names."""
    width = max(len(upper.titles), len(lower.titles))
    above, below = (_widened(heading.titles, width) for heading in (upper, lower))
    named = (*upper.columns, *(None,) * width)[:width]
    titles: list[Raw] = []
    continued: list[int] = []
    groups: list[str] = []
    group = ""
    highs, lows = list(map(_text, above)), list(map(_text, below))
    papers = {at for at, column in enumerate(named) if _is_paper(column) or _heads_paper(highs[at], lows[at], columns)}
    has_acts = any(column.name == "act" for column in columns)  # there a number is that of the paper above it
    for at, (high, low, text) in enumerate(zip(above, below, lows, strict=True)):
        group = highs[at] or group
        heads_several = at + 1 < width and not highs[at + 1] and bool(lows[at + 1])
        of_a_paper = bool(papers) and _is_of_a_paper(text)
        paper = next((n for n in range(at, -1, -1) if highs[n]), 0) if of_a_paper else at
        if of_a_paper and paper in papers and (at != paper or heads_several) and not _in_group(group, text, columns):
            titles.append(high if at == paper else "")
            continued += [at + 1] if at != paper else []
        elif text and _in_group(group, text, columns):
            titles.append(f"{group}: {text}")
        elif heads_several and _is_its_form(text, named[at]):
            titles.append(high)  # «Kiểm tra gần nhất: Năm | Hình thức»
        elif text and named[at] and not heads_several and word_key(text) != word_key(highs[at]):
            return None
        elif (
            group
            and text
            and (heads_several or not highs[at])
            and (_is_named_besides(text, group, upper, columns) or (has_acts and _is_of_a_paper(text)))
        ):
            titles.append(f"{group}: {text}")  # «Đầu mối: Họ và tên» beside the agency's name
        else:
            titles.append(low if text else high)
        below_group = bool(group and text) and titles[-1] == low and word_key(text) != word_key(group)
        groups.append(" ".join(group.split()) if below_group else "")
    if not upper.known and not any(":" in title for title in titles if isinstance(title, str)):
        return None  # a title above the heading
    at = upper.at if upper.known >= lower.known else lower.at
    return replace(_heading(at, lower.below, titles, columns, True), continued=tuple(continued), groups=tuple(groups))


def _is_named_besides(text: str, group: str, upper: Heading, columns: Sequence[Column]) -> bool:
    """Whether what stands below a group names a column that the upper row names beside it."""
    (column,) = _named([text], columns)
    beside = (named for named, title in zip(upper.columns, upper.titles, strict=True) if _text(title) != group)
    return column is not None and column in beside


def _is_its_form(text: str, column: Column | None) -> bool:
    """Whether what stands below the heading of a column of years says no more than that: Năm."""
    return column is not None and column.parse is year and word_key(text) == word_key("năm")


def _is_paper(column: Column | None) -> bool:
    return column is not None and column.parse in (paper, certificate)


def _heads_paper(group: str, text: str, columns: Sequence[Column]) -> bool:
    """Whether a group and what stands below it name a paper together: Công bố HTQLCL, số QĐ."""
    told = told_by_phrase(group, columns) if group and _is_of_a_paper(text) else None
    return bool(group and text) and (_is_paper(_of_group(group, text, columns)) or bool(told and _is_paper(told[0])))


def _is_of_a_paper(text: str) -> bool:
    """Whether a heading names a part by which a paper is cited: Số, ký hiệu; Ngày ban hành."""
    return bool(text) and word_key(without_figures(text)) in _parts_of_a_paper()


@lru_cache(maxsize=1)
def _parts_of_a_paper() -> frozenset[str]:
    return frozenset(word_key(words) for words in table_words()["text"]["of_a_paper"])


def with_papers(heading: Heading, cells: Sequence[Raw]) -> Sequence[Raw]:
    """A row in which number and day of a paper, side by side, stand in one cell: 125/QĐ-SNV, ngày 20/8/2025."""
    made = list(cells)
    for position in heading.continued:
        if position > len(made):
            break
        first = position - 1
        while first in heading.continued:  # name, number and day of a certificate: the day after the number
            first -= 1
        before, here = made[first - 1], made[position - 1]
        if isinstance(before, str) and isinstance(here, str) and here.strip():
            here, before = here.strip(), before.strip()
            ticked = len(before) == 1 and answer_of(before)  # «x» below «Đã có»
            day = f"{'năm' if here.isdigit() else 'ngày'} {here}" if begins_with_a_day(here) else here
            made[first - 1] = ", ".join(filter(None, ("" if ticked else before, day)))
        elif isinstance(here, Unfit) and not is_merged(here):
            made[first - 1] = here
    return made


def _in_group(group: str, text: str, columns: Sequence[Column]) -> bool:
    """Whether the heading of a group and what stands below it name a column together: Thời kỳ kiểm tra, từ ngày."""
    return bool(group) and _of_group(group, text, columns) is not None


def _of_group(group: str, text: str, columns: Sequence[Column]) -> Column | None:
    return headings_of(tuple(columns)).get(word_key(without_figures(f"{group} {text}")))


def _text(title: Raw) -> str:
    """What stands in a cell of a heading; nothing in one that is merged with the cell on its left."""
    return title.strip() if isinstance(title, str) else ""


def _widened(titles: Sequence[Raw], width: int) -> list[Raw]:
    return [*titles, *[""] * (width - len(titles))]


def _named(cells: Sequence[Raw], columns: Sequence[Column]) -> list[Column | None]:
    """The column each cell of a heading names, by code or in Vietnamese."""
    by_key = headings_of(tuple(columns))
    keys = [_keys(without_figures(cell)) if isinstance(cell, str) and cell else () for cell in cells]
    named = [next((by_key[key] for key in tried if key in by_key), None) for tried in keys]
    names = {word_key(words) for words in table_words()["heading"]["name"]} | {word_key(label("column", "name"))}
    listed = [at for at, column in enumerate(named) if column and column.name == "agency"]
    coded = [at for at in listed if names.isdisjoint(keys[at])]
    for at in listed if len(coded) == 1 else ():  # beside its code an agency's name is for the reader
        named[at] = named[at] if at in coded else None
    for at in [at for at, column in enumerate(named) if not column and _listed_values(cells[at])]:
        there = {column.name for column in named if column}
        told = _of_its_values(cells[at], [column for column in columns if column.name not in there])
        named[at] = told[0] if len(told) == 1 else None
    agency = next((column for column in columns if column.parse is code_or_name or column.name == "agency_code"), None)
    is_of_inspections = any(column and column.name == "inspection" for column in named)
    if agency and agency not in named and not is_of_inspections:  # a schedule that names agencies alone
        for at in [at for at, tried in enumerate(keys) if not named[at] and not names.isdisjoint(tried)][:1]:
            named[at] = agency
    return named


def _of_its_values(title: Raw, columns: Sequence[Column]) -> list[Column]:
    """The columns whose heading is a list of their values: Bắt buộc/Tự nguyện, Đạt hoặc không đạt."""
    parts = _listed_values(title)
    return [c for c in columns if parts and c.values and all(word_key(part) in codes(c.values) for part in parts)]


_OR = re.compile(r"\s*/\s*|\s+(?:hay|hoặc)\s+")


def _listed_values(title: Raw) -> list[str]:
    """The parts of a heading that lists several; none of one that lists nothing, as most of thousands of cells do."""
    parts = _OR.split(title.strip()) if isinstance(title, str) and title else []
    return parts if len(parts) > 1 else []


@lru_cache(maxsize=1 << 12)
def _keys(title: str) -> tuple[str, ...]:
    """What a heading may be known by: as it stands, without what stands behind it, and a group's with its column."""
    return tuple(dict.fromkeys((*heading_keys(title), *heading_keys(title.replace(": ", " ", 1)))))


@lru_cache(maxsize=16)
def headings_of(columns: tuple[Column, ...]) -> dict[str, Column]:
    """The columns by the key of everything that may head them; what is typed without marks where it tells one."""
    by_name = {column.name: column for column in columns}
    usual = table_words()["heading"]
    known = {word_key(words): column for column in columns for words in usual.get(column.title or column.name, ())}
    known |= dict(of_acts(columns))
    known |= {word_key(words): by_name[name] for words, name in labels()["heading"].items() if name in by_name}
    if "code" not in by_name and "agency" in by_name:  # "Mã" heads the codes of whatever the table lists
        known[word_key("mã")] = by_name["agency"]
    if "code" in by_name and "level" in by_name:  # and in the list of bodies it is the code of each
        known[word_key("mã cơ quan")] = by_name["code"]
    known |= {word_key(column.heading): column for column in columns}
    return _without_marks(known) | known | {word_key(column.name): column for column in columns}


def _without_marks(known: dict[str, Column]) -> dict[str, Column]:
    found: dict[str, set[Column]] = {}
    for key, column in known.items():
        found.setdefault(unaccented(key), set()).add(column)
    return {key: next(iter(meant)) for key, meant in found.items() if len(meant) == 1}


@cache
def heading_words() -> frozenset[str]:
    """The keys of all words that may head a column of any table."""
    words, asked = table_words(), table_words()["asked"]
    usual = [text for texts in words["heading"].values() for text in texts]
    usual += [text for code, texts in asked.items() if code != "behind" for text in texts]
    return frozenset(map(word_key, (*labels()["heading"], *labels()["column"], *labels()["column"].values(), *usual)))


@cache
def ordinals() -> frozenset[str]:
    return frozenset(map(word_key, table_words()["aside"]["ordinal"]))


@cache
def only_read() -> frozenset[str]:
    return frozenset(map(word_key, table_words()["aside"]["reading"]))


def is_ordinal(title: Raw) -> bool:
    """Whether a column only numbers the rows."""
    return isinstance(title, str) and word_key(title) in ordinals()


def understood(heading: Heading) -> list[str]:
    """Headings in words of their own, each with the column it was understood as."""
    found = []
    for position, column in enumerate(heading.columns, start=1):
        if column is None or position in heading.roles:
            continue
        keys = {word_key(words) for words, name in labels()["heading"].items() if name == column.name}
        keys |= {word_key(words) for words in (column.heading, column.name, "mã", "mã cơ quan")}
        words = heading.over(position)
        if not keys & {*heading_keys(words)}:
            found.append(f"«{excerpt(words)}» là «{column.heading}»")
    return found


def is_merged(raw: Raw) -> bool:
    """Whether a cell is merged with the one on its left: it holds nothing of its own."""
    return isinstance(raw, Unfit) and raw.code == "TABLE_016"
