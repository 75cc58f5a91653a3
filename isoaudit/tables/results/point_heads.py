"""Where a sheet of results begins that names points of Article 36, or says in words what was looked at."""

from __future__ import annotations

import re
from collections.abc import Sequence

from isoaudit.tables.cells import FOR_READING, Column, Raw, word_key
from isoaudit.tables.cleaning import RawRow
from isoaudit.tables.columns.headings import Heading, find_heading
from isoaudit.tables.columns.phrases import told_by_phrase
from isoaudit.tables.files.opening import ABOVE, clean_copy
from isoaudit.tables.results.points import point_in
from isoaudit.wording import table_words
from isoaudit.wording.contents import contents_meant

CRITERION = "tiêu chí"
"""What may head criteria, by their codes or in words."""
_REMARKS = re.compile(r"(?:nhận xét|ý kiến)(?:, (?:bằng chứng|minh chứng))?(?: của (?:đoàn|tổ)(?: kiểm tra)?)?")
_LOOKED_AT = 60
"""Rows below a heading that tell whether points stand there: Article 36 has thirteen, some with lines of their own."""


def column_of_points(rows: Sequence[RawRow], columns: Sequence[Column]) -> tuple[int | None, int]:
    """Which row heads a table of results that has a column of points under words of its own, and that column, from 1;
    None: none. «Điều 36 TT26», below it «a) khoản 1»."""
    for at, (_, cells) in enumerate(rows[:ABOVE]):
        titles = [raw for raw in cells if isinstance(raw, str) and raw.strip()]
        if {*FOR_READING} <= {*titles}:  # a workbook of ours, a row a criterion
            continue
        for n, title in enumerate(cells if len(titles) > 2 else (), 1):
            below = [row[n - 1] for _, row in rows[at + 1 : at + 1 + _LOOKED_AT] if n <= len(row)]
            texts = [raw for raw in below if isinstance(raw, str) and raw.strip()]
            points = {point for raw in texts if (point := point_in(raw))}
            if isinstance(title, str) and title.strip() and not point_in(title) and len(points) > 2:
                where = find_heading(clean_copy(rows[at : at + 2]), columns).where()
                if "verdict" in where and "criterion" not in where:
                    return at, n
    return None, 0


_CLAUSE = re.compile(r"khoản\s+([12])(?:\s*[).:]?|\s*[).:]\s.*)", re.IGNORECASE | re.DOTALL)
_LETTER = re.compile(r"(?:điểm\s+)?([a-zđ])\s*[).]", re.IGNORECASE)
_LETTERS = 3
"""Letters of points that a column has at least which is one of points."""


def is_clause(text: str) -> bool:
    """Whether a text is the name of a clause of Article 36: «Khoản 1», «Khoản 2. Việc tuân thủ …»."""
    return _CLAUSE.fullmatch(text) is not None


def with_whole_points(rows: Sequence[RawRow]) -> list[RawRow]:
    """The rows of a sheet, each letter of a column in which clauses stand between the points written whole: «a)» below
    «Khoản 1» as «1a»; any other sheet as it is."""
    for n in range(max((len(cells) for _, cells in rows), default=0)):
        texts = [raw.strip() if n < len(cells) and isinstance(raw := cells[n], str) else "" for _, cells in rows]
        clauses = [_CLAUSE.fullmatch(text) for text in texts]
        begun = next((at for at, found in enumerate(clauses) if found), len(texts))
        letters = [_LETTER.fullmatch(text) if at > begun else None for at, text in enumerate(texts)]
        if len({found[1].lower() for found in letters if found}) < _LETTERS:
            continue
        made, clause = list[RawRow](), ""
        for (number, cells), of_a_clause, letter in zip(rows, clauses, letters, strict=True):
            clause = of_a_clause[1] if of_a_clause else clause
            made.append((number, [*cells[:n], f"{clause}{letter[1]}", *cells[n + 1 :]] if letter else list(cells)))
        return made
    return list(rows)


def only_notes(heading: Heading) -> int:
    """Where notes stand in a table that has no other column of words, so that they say what was found; 0: nowhere."""
    where = heading.where()
    return 0 if {"gap", "evidence"} & where.keys() else where.get("note", 0)


def told_as(heading: Heading, name: str, columns: Sequence[Column]) -> int:
    """The one column, from 1, whose words tell that it is another by a key phrase; 0: none, or several."""
    unread = [n for n, column in enumerate(heading.columns, 1) if column is None and not heading.is_part(n)]
    told = {n: told_by_phrase(heading.words(n), columns) for n in unread}
    found = [n for n, one in told.items() if one and one[0].name == name]
    return found[0] if len(found) == 1 else 0


def start_of_words(rows: Sequence[RawRow], columns: Sequence[Column]) -> int | None:
    """Which row heads a table of results in words: what was looked at, its result, and no criterion; None: none.

    «Tiêu chí» may head words as well as codes: what stands below it tells.
    """
    for at, (_, cells) in enumerate(rows):
        if all(title in cells for title in FOR_READING):
            return None
        coded = position_of(cells, CRITERION)
        if coded or any(isinstance(raw, str) and is_of_contents(raw) for raw in cells):
            where = find_heading(clean_copy(rows[at : at + 2]), columns).where()
            below = [
                raw for _, row in rows[at + 1 :] for raw in row[coded - 1 : coded] if coded and isinstance(raw, str)
            ]
            holds_words = 2 * sum(bool(contents_meant(text).contents) for text in below) > len(below)
            is_one = "criterion" not in where or (where["criterion"] == coded and holds_words)
            return at if "verdict" in where and is_one else None
    return None


def is_of_contents(title: str) -> bool:
    """Whether a title heads what was looked at: Nội dung kiểm tra."""
    bare = re.sub(r"\s*\([^()]*\)\s*\Z", "", title)  # «Nội dung kiểm tra (Điều 36)»
    return any(word_key(bare) == word_key(words) for words in table_words()["text"]["looked_at"])


def plain(text: str) -> str:
    """A text in small letters with single spaces."""
    return " ".join(text.casefold().split())


def position_of(cells: Sequence[Raw], title: str) -> int:
    """Where, from 1, a title stands; 0: nowhere."""
    return next((n for n, raw in enumerate(cells, 1) if isinstance(raw, str) and plain(raw) == title), 0)


def is_of_remarks(title: str) -> bool:
    """Whether a title heads what a team remarked: Nhận xét của Đoàn."""
    return bool(_REMARKS.fullmatch(plain(title)))


def is_of_proposals(title: str) -> bool:
    """Whether a title heads what a team proposes: Kiến nghị."""
    return any(word_key(title) == word_key(words) for words in table_words()["text"]["proposed"])
