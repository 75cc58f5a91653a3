"""What a table says itself of its abbreviations: «ĐCB: đã công bố; ĐXD: đang xây dựng» above or below it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from isoaudit.tables.cells import Column, codes, word_key
from isoaudit.tables.cleaning import RawRow
from isoaudit.tables.columns.office_words import OfficeWords

_LINE = re.compile(r"[;\n]")
_PAIR = re.compile(r"(?:.*?:\s*)?([A-ZĐ]{1,6}|[xX+])\s*[:=–-]\s*(\S.*)", re.DOTALL)
_ENDS = re.compile(r"\s*(?:\(.*\)|[.,])\s*\Z")
_LONGEST = 4
"""Texts of a row that may explain something; more of them are data."""


_SHORT = re.compile(r"[A-ZĐ]{1,6}")
_OF_A_SHEET = 2
"""Cells of each row of a sheet that explains: «CB | Đã công bố»."""


def with_legend(
    words: OfficeWords, rows: Iterable[RawRow], columns: Sequence[Column], aside: Iterable[RawRow] = ()
) -> OfficeWords:
    """The words of an office and those that a table explains; what the office said itself counts before.

    ``aside``: the rows of sheets that are no lists: there an abbreviation may stand in one cell, its meaning beside it.
    """
    told = _told((*_beside(aside), *_explained(rows)), columns)
    return replace(words, words={**told, **words.words}) if told else words


def is_legend(rows: Iterable[RawRow], columns: Sequence[Column]) -> bool:
    """Whether a sheet that is no list explains abbreviations of the lists beside it."""
    return bool(_told(_beside(rows), columns))


def _told(explained: Iterable[tuple[str, str]], columns: Sequence[Column]) -> dict[tuple[str, str], str]:
    """What abbreviations mean in which columns."""
    return {
        (column.name, word_key(short)): found[0]
        for short, meaning in explained
        for column in columns
        if column.values and len(found := _meant(column.values, meaning)) == 1
    }


def _meant(vocabulary: str, meaning: str) -> list[str]:
    known = codes(vocabulary)
    found = {known[key] for text in (meaning, _ENDS.sub("", meaning)) if (key := word_key(text)) in known}
    return sorted(found)


def _beside(rows: Iterable[RawRow]) -> Iterator[tuple[str, str]]:
    for _, cells in rows:
        texts = [raw.strip() for raw in cells if isinstance(raw, str) and raw.strip()]
        if len(texts) == _OF_A_SHEET and _SHORT.fullmatch(texts[0]):
            yield texts[0], texts[1]


def _explained(rows: Iterable[RawRow]) -> Iterator[tuple[str, str]]:
    for _, cells in rows:
        texts = [raw for raw in cells if isinstance(raw, str) and raw.strip()]
        for part in (part for text in texts if len(texts) <= _LONGEST for part in _LINE.split(text)):
            for piece in _pieces(part):
                if found := _PAIR.fullmatch(piece.strip(" .")):
                    yield found[1], found[2].strip()


def _pieces(part: str) -> Iterator[str]:
    """A part, and what stands in it between commas where each of these explains something."""
    pieces = part.split(",")
    yield from pieces if len(pieces) > 1 and all(_PAIR.fullmatch(piece.strip(" .")) for piece in pieces) else [part]
