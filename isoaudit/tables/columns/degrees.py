"""Columns that tick what people were trained at: «Cao đẳng | Đại học | Sau đại học», read as their degree.

A column of the speciality beside one of the level is read with it: «Trình độ | Chuyên ngành».
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from isoaudit.tables.cells import Column, Raw, Unfit, heading_keys, word_key
from isoaudit.tables.cleaning import RawRow
from isoaudit.tables.columns.choices import answer_of
from isoaudit.tables.columns.headings import Heading, is_merged
from isoaudit.tables.columns.missing import texts_of
from isoaudit.wording import label, table_words


@cache
def _levels() -> dict[str, str]:
    """What each level of training may be called, by key, with its name."""
    return {word_key(words): name for name, several in table_words()["degree"].items() for words in (name, *several)}


def _level(words: str) -> str:
    """The level that a heading names, alone or below «Trình độ»; empty: none, or something else of it.

    The heading of our own column, «Bằng đại học», names it too.
    """
    whole, last = heading_keys(words), heading_keys(words.rpartition(":")[2])
    found = next((_levels()[key] for key in (*last, *whole) if key in _levels()), "")
    own = word_key(label("column", "degree"))
    return found or (_levels()[word_key("đại học")] if own in whole else "")


def is_of_people(words: str) -> bool:
    """Whether the words below a group name a level of training, or when a certificate was given."""
    return bool(_level(words)) or word_key(words) in map(word_key, table_words()["text"]["day_of_a_certificate"])


def with_degrees(heading: Heading, below: Sequence[RawRow], columns: Sequence[Column]) -> Heading:
    """The heading of a list of people with its columns of single levels taken for the degree; any other as it is.

    A column of ours stays as it is read where words stand below it: «Kỹ sư Cơ khí».
    """
    degree = next((column for column in columns if column.name == "degree"), None)
    if degree is None:
        return heading
    levels = [n for n, column in enumerate(heading.columns, 1) if column in (None, degree) and _level(heading.words(n))]
    levels = [n for n in levels if n not in heading.apart and (heading.columns[n - 1] is None or _ticked(below, n))]
    own = [n for n, column in enumerate(heading.columns, 1) if column is degree and n not in levels]
    if len(own) > 1 and (specialities := [n for n in own if _is_speciality(heading.words(n))]) != own:
        own, levels = [n for n in own if n not in specialities], [*levels, *specialities]
        named = [None if n in specialities else column for n, column in enumerate(heading.columns, 1)]
        return replace(heading, columns=tuple(named), degrees=tuple(levels))
    if not levels or (own and not any(_ticked(below, n) for n in levels)):
        return heading
    named = [None if n in levels else column for n, column in enumerate(heading.columns, 1)]
    if not own:
        named[levels[0] - 1] = degree
    return replace(heading, columns=tuple(named), degrees=tuple(levels))


def _is_speciality(words: str) -> bool:
    return word_key(words.rpartition(":")[2]) in map(word_key, table_words()["text"]["speciality"])


def _ticked(below: Sequence[RawRow], position: int) -> bool:
    """Whether most of what stands in a column, from 1, is marks."""
    texts = texts_of((cells for _, cells in below), position)
    return 2 * sum(bool(answer_of(text)) for text in texts) > len(texts) > 0


def with_degree(heading: Heading, cells: Sequence[Raw], taken: Counter[tuple[str, str, str]]) -> Sequence[Raw]:
    """A row in which the levels that are ticked stand in the cell of the degree, with what is said below them (noted).

    Of a person without a tick nothing is said.
    """
    at = heading.where().get("degree", 0) if heading.degrees else 0
    if not at:
        return cells
    told = [] if at in heading.degrees or at > len(cells) else [cells[at - 1]]
    unfit: list[Raw] = []
    for n in heading.degrees:
        raw = cells[n - 1] if n <= len(cells) else ""
        if isinstance(raw, Unfit) and not is_merged(raw):
            unfit.append(raw)
        if not isinstance(raw, str) or not raw.strip():
            continue
        level, typed = _level(heading.words(n)).capitalize(), " ".join(raw.split())
        if not level:
            told[-1:] = [f"{told[-1]}, chuyên ngành {typed}" if any(told[-1:]) else typed]
            continue
        said = {"yes": level, "no": ""}.get(answer_of(typed), typed if _says(typed, level) else f"{level} ({typed})")
        taken[heading.words(n), typed, said or NO_DEGREE] += 1
        told += [said] if said else []
    made = [*cells, *[""] * (at - len(cells))]
    said_so = "; ".join(raw for raw in told if isinstance(raw, str) and raw.strip())
    made[at - 1] = unfit[0] if unfit else said_so
    return made


def _says(typed: str, level: str) -> bool:
    """Whether what stands below «Đại học» says itself that it is of a university: Đại học Huế, Cử nhân Luật."""
    ours = table_words()["text"]["of_a_university"]
    pieces = [f"{word_key(piece)} " for piece in re.split("[,;(–-]", typed)]
    return word_key(level) == word_key("đại học") and any(
        piece.startswith(f"{word_key(words)} ") for piece in pieces for words in ours
    )


NO_DEGREE = "không có"
"""What «Không» below a level means."""
