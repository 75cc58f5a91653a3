"""Headings whose cells tell which of two columns is meant: criteria below «Mã», times of day below «Thời gian»."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from isoaudit.tables.cells import Column, word_key
from isoaudit.tables.cleaning import RawRow
from isoaudit.tables.headings import Heading, renamed
from isoaudit.wording import label, table_words

_CRITERION = re.compile(r"[A-ZĐ][0-9]{1,3}-[0-9]{1,2}-[a-zđ]{1,2}-[0-9]{1,3}", re.IGNORECASE)
_TIME = re.compile(r"[0-9]{1,2}\s?(?:h|g|giờ|:)\s?(?:[0-9]{2})?", re.IGNORECASE)


def by_contents(heading: Heading, rows: Sequence[RawRow], columns: Sequence[Column]) -> Heading:
    """The heading, columns of codes and days whose cells hold something else taken for what they hold."""
    names = {column.name for column in columns}
    if "criterion" in names and "criterion" not in heading.where():
        for n, column in enumerate(heading.columns, 1):
            of_codes = column is None or word_key(heading.words(n)) == word_key("mã")
            if of_codes and _mostly(_CRITERION, rows, n):
                return renamed(heading, n, label("column", "criterion"), columns)
    heading = _with_days_of_papers(heading)
    days = [n for n, column in enumerate(heading.columns, 1) if column and column.name == "from"]
    opened = next((column for column in columns if column.name == "opened_at"), None)
    if len(days) == 2 and opened and "opened_at" not in heading.where():
        hours = [n for n in days if _mostly(_TIME, rows, n)]
        if len(hours) == 1:
            named = list(heading.columns)
            named[hours[0] - 1] = opened
            return replace(heading, columns=tuple(named))
    return heading


def _with_days_of_papers(heading: Heading) -> Heading:
    """The heading with the day of a paper in the column on the right of its number: Số QĐ công bố | Ngày công bố."""
    days = [
        n + 1
        for n, (column, beside) in enumerate(pairwise(heading.columns), 1)
        if column and column.name == "declaration" and beside is None and _is_day_of_paper(heading.words(n + 1))
    ]
    return replace(heading, continued=(*heading.continued, *days)) if days else heading


def _is_day_of_paper(words: str) -> bool:
    return word_key(words) in {word_key(text) for text in table_words()["text"]["day_of_a_paper"]}


def _mostly(pattern: re.Pattern[str], rows: Sequence[RawRow], position: int) -> bool:
    """Whether more than half of what stands in a column, from 1, is of one form."""
    cells = [row[position - 1] for _, row in rows if position <= len(row)]
    texts = [cell.strip() for cell in cells if isinstance(cell, str) and cell.strip()]
    return 2 * sum(bool(pattern.fullmatch(text)) for text in texts) > len(texts) > 0
