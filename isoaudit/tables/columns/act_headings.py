"""What heads the fields of acts where a row has several, as an office's own sheet of papers has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from isoaudit.tables.cells import Column, word_key
from isoaudit.wording import table_words


def of_acts(columns: Sequence[Column]) -> Iterator[tuple[str, Column]]:
    """What heads the fields of acts in a row that has several: the name of a paper and a field, in either order."""
    papers, parts = table_words()["act"], table_words()["act_part"]
    for column in columns:
        act, _, name = column.name.partition(" ")
        for paper in papers.get(act.removesuffix("_1"), ()) if name in parts else ():
            for part in parts[name]:
                yield word_key(f"{paper} {part}"), column
                yield word_key(f"{part} {paper}"), column
