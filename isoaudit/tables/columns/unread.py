"""Columns of unknown words in a table that lacks what it is filled in for: they are asked about, not only noted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from isoaudit.errors import excerpt
from isoaudit.tables.cells import CellFaults, Column, Place, word_key
from isoaudit.tables.cleaning import RawRow
from isoaudit.tables.columns.choices import is_mark
from isoaudit.tables.columns.headings import Heading
from isoaudit.tables.columns.missing import Guess, full_rows, texts_of, unknown
from isoaudit.tables.columns.phrases import is_of_no_table


def ask_of_the_unread(
    heading: Heading,
    place: Place,
    columns: Sequence[Column],
    below: Sequence[RawRow],
    faults: CellFaults,
    beside: Sequence[str],
    guesses: Sequence[Guess],
) -> None:
    """Refuse columns of unknown words in a table without what it is filled in for: a verdict would be lost unseen."""
    where = heading.where()
    guessed = {guess.position for guess in guesses}
    sure = {guess.column for guess in guesses if guess.sure}
    wanted = [column for column in columns if column.name not in where and column.wanted and column not in sure]
    marked = [choice.column for choice in heading.choices if choice.column.wanted][:1]
    full = full_rows(heading, below) if wanted or marked else []
    for n in unknown(heading, beside) if wanted or marked else ():
        words, texts = heading.words(n), texts_of(full, n)
        meant = wanted or (marked if all(map(is_mark, texts)) else [])  # Đạt | KĐ | Không áp dụng
        if (
            n in guessed
            or not texts
            or not meant
            or is_of_no_table(words)
            or word_key(words).startswith(word_key("không nhập"))
        ):
            continue
        listed = ", ".join(f"«{column.heading}»" for column in meant)
        faults.refuse(replace(place, column=n), "TABLE_029", typed=excerpt(words), columns=listed)
