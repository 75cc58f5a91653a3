"""Results written as minutes are: «Ưu điểm», «Tồn tại», «Kiến nghị», as parts with a finding a row or as columns.

What is lacking (the «vấn đề tồn tại» of Article 37 of Circular 26/2014) may be a nonconformity or an observation: the
office says which. What a team proposes belongs to the finding whose words it shares.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from isoaudit.tables.cells import Column, Raw, codes, word_key
from isoaudit.tables.cleaning import RawRow
from isoaudit.tables.columns.headings import find_heading, heading_words, is_ordinal
from isoaudit.tables.files.opening import ABOVE, clean_copy
from isoaudit.tables.results.likeness import nearest
from isoaudit.tables.results.point_heads import is_of_contents
from isoaudit.wording import label, table_words

_PARTS = ("met", "lacking", "proposed")
_NUMBER = re.compile(r"\A\s*(?:[-–—+•*]|(?:[0-9]{1,2}|[IVX]{1,4}|[A-Za-zđĐ])[.)/])+\s*")
_ORDINAL = re.compile(r"\s*(?:[0-9]{1,3}|[IVX]{1,4}|[A-Za-zđĐ])?[.)]?\s*")
_NOTHING = frozenset(map(word_key, ("không", "không có", "chưa có", "không phát hiện", "không ghi nhận")))
_ALIKE = 0.2
"""The part of its pairs of words that a proposal shares with the finding it is for."""


@dataclass(slots=True)
class _Item:
    """One thing that minutes say."""

    number: int
    """The row it stands in."""
    part: str
    title: str
    """The title of its part, as it is typed."""
    text: str
    beside: str = ""
    proposed: list[str] = field(default_factory=list)


def by_parts(rows: Sequence[RawRow], columns: Sequence[Column]) -> tuple[list[RawRow], list[str]]:
    """The rows of a sheet of results with such parts, or columns, as a table of criteria has them, and what is said of
    it. Any other sheet is as it was."""
    names = {column.name for column in columns}
    if not rows or not {"criterion", "verdict", "gap", "evidence", "note"} <= names:
        return list(rows), []
    heading = find_heading(clean_copy(rows[:ABOVE]), columns)
    is_title = sum(bool(title) for title in heading.titles) == 1  # «KẾT QUẢ KIỂM TRA» above the parts
    if {"criterion", "verdict"} & heading.where().keys() and not is_title:
        return list(rows), []
    return _of_columns(rows) or _of_parts(rows) or (list(rows), [])


def _part_of(text: str) -> tuple[str, str, str]:
    """The part that a row begins, its title, and what stands behind it in the cell; empty: it begins none."""
    typed, _, behind = _NUMBER.sub("", " ".join(text.split())).partition(":")
    key = word_key(re.sub(r"\s*\(.*\)\s*\Z", "", typed))
    for part in _PARTS:
        if any(key == word_key(words) for words in table_words()["text"][part]):
            return part, typed.strip(), behind.strip()
    bare = word_key(re.sub(r"\A(?:các|những)\s+", "", key))
    code = codes("verdict").get(bare, "")
    return ("lacking", typed.strip(), behind.strip()) if code in ("nonconforming", "observation") else ("", "", "")


# --- parts, one below the other


def _of_parts(rows: Sequence[RawRow]) -> tuple[list[RawRow], list[str]] | None:
    """A sheet in parts as a table; None where it has not both what is lacking and another part."""
    begun = next((at for at, (_, cells) in enumerate(rows[:ABOVE]) if _begins(cells)[0]), None)
    if begun is None:
        return None
    items: list[_Item] = []
    parts: set[str] = set()
    part = title = ""
    for number, cells in rows[begun:]:
        texts = _texts(cells)
        if _begins(cells)[0]:
            part, title, behind = _begins(cells)
            parts.add(part)
            items += [_Item(number, part, title, behind)] if _says(behind) else []
        elif _ends(texts):
            break
        elif texts and not all(word_key(text) in heading_words() for text in texts):
            longest = max(texts, key=len)
            beside = "; ".join(text for text in texts if text is not longest)
            for line in longest.split("\n"):
                if _says(text := _NUMBER.sub("", " ".join(line.split()))):
                    items.append(_Item(number, part, title, text, " ".join(beside.split())))
    if "lacking" not in parts or len(parts) < 2:
        return None
    return _table(rows[:begun], rows[begun][0], items)


def _begins(cells: Sequence[Raw]) -> tuple[str, str, str]:
    texts = _texts(cells)
    return _part_of(texts[0]) if len(texts) == 1 else ("", "", "")


def _texts(cells: Sequence[Raw]) -> list[str]:
    """The texts of a row, ordinals left out."""
    return [raw.strip() for raw in cells if isinstance(raw, str) and not _ORDINAL.fullmatch(raw)]


def _says(text: str) -> bool:
    return bool(text) and word_key(text) not in _NOTHING


def _ends(texts: Sequence[str]) -> bool:
    """Whether a row is of those who sign, in capitals as they are."""
    signs = [text for text in texts if text.isupper() and len(text.split()) > 1 and not re.search(r"\d", text)]
    return bool(signs) and len(signs) == len(texts)


def _table(above: Sequence[RawRow], number: int, items: Sequence[_Item]) -> tuple[list[RawRow], list[str]]:
    """Items as rows of results below a heading of ours."""
    notes = _propose(items)
    names = ("criterion", "verdict", "evidence", "gap", "note")
    heading: RawRow = (number, [label("column", name) for name in names])
    made: list[RawRow] = [*above, heading]
    for one in items:
        if one.part == "met":
            cells = [one.text, label("verdict", "conforming"), "\n".join(filter(None, (one.text, one.beside))), "", ""]
            made.append((one.number, [*cells]))
        elif one.part == "lacking":
            made.append((one.number, [one.text, one.title, one.beside, one.text, "; ".join(one.proposed)]))
    return made, notes


def _propose(items: Sequence[_Item]) -> list[str]:
    """Give each proposal to the finding whose words it shares; what is left is said."""
    lacking = [one for one in items if one.part == "lacking"]
    left = []
    for proposal in (one for one in items if one.part == "proposed"):
        at = nearest(proposal.text, [one.text for one in lacking], _ALIKE)
        if at is None:
            left.append(f"«{proposal.text}»")
        else:
            lacking[at].proposed.append(f"Kiến nghị: {proposal.text}")
    many = "; ".join(left)
    return [f"kiến nghị chưa rõ của tồn tại nào, không nhập, ghi khi lập biên bản: {many}."] if left else []


# --- columns, one beside the other


def _of_columns(rows: Sequence[RawRow]) -> tuple[list[RawRow], list[str]] | None:
    """A sheet with a column of what is met and one of what is lacking as a table; None where it has not both."""
    for at, (_, titles) in enumerate(rows[:ABOVE]):
        where: dict[str, int] = {}
        for n, raw in enumerate(titles):
            part = _part_of(raw)[0] if isinstance(raw, str) else ""
            content = isinstance(raw, str) and not is_ordinal(raw) and is_of_contents(raw)
            where.setdefault("content" if content else part, n)
        if {"content", "lacking"} <= where.keys() and ("met" in where or "proposed" in where):
            return [*rows[:at], *_with_verdicts(rows[at:], where)], []
    return None


def _with_verdicts(rows: Sequence[RawRow], where: dict[str, int]) -> list[RawRow]:
    """The rows below such a heading with a further column, of the verdict that what is filled means."""
    ours = {"content": "criterion", "met": "evidence", "lacking": "gap", "proposed": "note"}
    width = max(len(cells) for _, cells in rows)
    (number, titles), *below = ((number, [*cells, *[""] * (width - len(cells))]) for number, cells in rows)
    lacking = titles[where["lacking"]]
    for part, name in ours.items():
        if part in where:
            titles[where[part]] = label("column", name)
    made: list[RawRow] = [(number, [*titles, label("column", "verdict")])]
    for number, cells in below:
        lacks, met = (
            isinstance(raw := cells[where[part]], str) and _says(raw.strip(" -")) if part in where else False
            for part in ("lacking", "met")
        )
        verdict: Raw = lacking if lacks else label("verdict", "conforming") if met else ""
        if not lacks:
            cells[where["lacking"]] = ""
        made.append((number, [*cells, verdict]))
    return made
