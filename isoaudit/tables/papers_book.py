"""An office's own book of papers, a row a paper: sổ theo dõi văn bản đi, văn bản đến (Decree 30/2020, Annex IV)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from isoaudit.tables.cells import Place
from isoaudit.tables.cleaning import RawRow
from isoaudit.tables.opening import ABOVE, Opened, clean_copy
from isoaudit.wording import name_key
from isoaudit.wording.office_papers import headings


@dataclass(frozen=True, slots=True)
class Paper:
    """A row of the book; texts as they are written, in one line."""

    place: Place
    columns: Mapping[str, int]
    """Where each column stands, from 1: number, on, kind, summary, to, sender, signer, note, arrived_on, inspection."""
    texts: Mapping[str, str]
    came_in: bool
    title: str
    """What stands above the table."""

    def of(self, name: str) -> str:
        """The text of a column; empty where there is none."""
        return self.texts.get(name, "")

    def at(self, name: str) -> Place:
        """The cell of a column; the row where the table has no such column."""
        return Place(self.place.file, self.place.row, self.place.sheet, self.columns.get(name, 0))


def papers_of(opened: Opened) -> list[Paper]:
    """The papers of a book of papers; [] where the file is no such book."""
    return [
        paper for name, rows in opened.rows() for paper in _of_sheet(opened.path.name, name, clean_copy(list(rows)))
    ]


def _of_sheet(file: str, sheet: str, rows: Sequence[RawRow]) -> Iterator[Paper]:
    for at, (_, cells) in enumerate(rows[:ABOVE]):  # noqa: B007  where it stands is used below
        columns = _columns(cells)
        came_in = "sender" in columns and "arrived_on" in columns
        if {"number", "on"} <= columns.keys() and (came_in or {"summary", "to"} <= columns.keys()):
            break
    else:
        return
    above = " ".join([sheet, *(text for _, cells in rows[:at] for text in cells if isinstance(text, str))])
    for number, cells in rows[at + 1 :]:
        texts = {name: _text(cells, position) for name, position in columns.items()}
        if texts["number"] or texts["on"]:  # the name of a month and a line below the table have neither
            yield Paper(Place(file, number, sheet), columns, texts, came_in, above)


def _columns(cells: Sequence[object]) -> dict[str, int]:
    found: dict[str, int] = {}
    for position, cell in enumerate(cells, start=1):
        name = headings().get(name_key(cell).strip(" .:")) if isinstance(cell, str) else None
        if name:
            found.setdefault(name, position)
        elif isinstance(cell, str) and name_key(cell) == name_key("việc"):
            return {}  # a row an act: another table
    return found


def _text(cells: Sequence[object], position: int) -> str:
    cell = cells[position - 1] if position <= len(cells) else ""
    return " ".join(cell.split()) if isinstance(cell, str) else ""
