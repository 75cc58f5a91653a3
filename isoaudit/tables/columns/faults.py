"""What is said of a heading: columns that are missing, two that mean one, and those nobody read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from isoaudit.errors import excerpt
from isoaudit.tables.cells import FOR_READING, TO_MEND, CellFaults, Column, Place, word_key
from isoaudit.tables.cleaning import RawRow
from isoaudit.tables.columns.headings import Heading, is_merged, ordinals
from isoaudit.tables.columns.missing import Guess, near_columns, tells_itself, texts_of
from isoaudit.wording import count, labels


def judge_heading(
    heading: Heading,
    place: Place,
    columns: Sequence[Column],
    below: Sequence[RawRow],
    faults: CellFaults,
    beside: Sequence[str] = (),
    guesses: Sequence[Guess] = (),
    keeps: bool = False,
) -> list[str]:
    """Refuse columns that are missing and two that mean one; what is said of those that are not read.

    A missing one that was only guessed is refused at the column it was guessed of. ``keeps``: whether columns that mean
    nothing here are kept, which is said of all together.
    """
    where = heading.where()
    absent = [column for column in columns if column.name not in where]
    guessed = {guess.position: guess for guess in guesses}
    notes, unnamed, asked = [], [], set()
    for position, column in enumerate(heading.columns, start=1):
        words = heading.words(position)
        if column is not None and where[column.name] != position:
            first = heading.words(where[column.name])
            at = Place(place.file, place.row, place.sheet, position)
            faults.refuse(at, "TABLE_002", column=words, first=first, meant=column.heading)
        for_reading = words in (TO_MEND, *FOR_READING, *beside) or word_key(words) in ordinals()
        if column is not None or not words or for_reading or heading.is_part(position) or position in heading.apart:
            continue
        near = near_columns(words, absent)
        if position not in guessed:  # what the office may have written is not read from elsewhere
            texts = texts_of((row for _, row in below), position)
            asked |= {*list(near)[:1], *(c for c in absent if texts and tells_itself(c, words, texts))}
        note, said = _of_unknown(words, _cells(below, position), near, guessed.get(position))
        if near or position in guessed or not keeps:
            notes.append(f"{place}: {note}")
        unnamed += [said] if said else []
    listed = f"; tiêu đề không nhận ra: {', '.join(unnamed)}" if unnamed else ""
    expected = ", ".join(f"«{column.heading}»" for column in columns if column.required and not column.given)
    meant = {guess.column.name: guess for guess in guesses}
    # Without its names a list has nothing to give codes by, and a heading that cannot be read may be that of the codes.
    taken = where.keys() | {guess.column.name for guess in guesses if guess.sure}
    may_lack = "name" in taken and all(isinstance(title, str) or is_merged(title) for title in heading.titles)
    for column in (column for column in absent if column.required):
        of = meant.get(column.name)
        if of is not None and not of.sure:
            at = replace(place, column=of.position)
            faults.refuse(at, "TABLE_026", column=column.heading, typed=excerpt(heading.words(of.position)))
        elif of is None and not ((column.derived or (column.given and may_lack)) and column not in asked):
            fields = {"column": column.heading, "expected": expected, "unknown": listed}
            if column.values:
                example = next(iter(labels()[column.values].values()))
                faults.refuse(place, "TABLE_033", **fields, example=example)
            else:
                faults.refuse(place, "TABLE_001", **fields)
    return notes


def _of_unknown(words: str, cells: int, near: Iterable[Column], guessed: Guess | None) -> tuple[str, str]:
    """What is said of a column of unknown words, and how it is listed where a column is missing (empty: not)."""
    said = f"«{excerpt(words)}»"
    if guessed and guessed.sure:
        meant = f"«{guessed.column.heading}»"
        return (
            f"cột {said} hiểu là {meant}, vì các ô bên dưới phù hợp; nếu không đúng thì sửa tên cột rồi nhập lại."
        ), ""
    column = guessed.column if guessed else next(iter(near), None)
    if column is None:
        return f"cột {said} không dùng đến, bỏ qua.", said
    meant = f"«{column.heading}»"
    remedy = f"có phải {meant}? Nếu đúng thì ghi tên cột là {meant} rồi nhập lại."
    if guessed:
        return f"đã xem các ô của cột {said} như cột {meant}; {remedy}", f"{said} (có phải {meant}?)"
    return f"chưa đọc cột {said} ({count(cells)} ô); {remedy}", f"{said} (có phải {meant}?)"


def _cells(rows: Iterable[RawRow], position: int) -> int:
    """How many cells of a column hold anything."""
    cells = (row[position - 1] for _, row in rows if position <= len(row))
    return sum(bool(raw.strip()) if isinstance(raw, str) else not is_merged(raw) for raw in cells)
