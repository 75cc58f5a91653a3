"""An office's own book of papers, a row a paper: sổ theo dõi văn bản đi, văn bản đến (Decree 30/2020, Annex IV)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from isoaudit.tables.cells import Place, Raw, sheet_of
from isoaudit.tables.cleaning import RawRow
from isoaudit.tables.columns.headings import Heading
from isoaudit.tables.files.opening import ABOVE, Opened, clean_copy
from isoaudit.tables.rows.ditto import Ditto
from isoaudit.wording import name_key
from isoaudit.wording.office_papers import headings

_NUMBER = re.compile(r"\(?\d{1,2}\)?")
"""What stands below the headings where the columns are numbered."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A row of the book; texts as they are written, in one line."""

    place: Place
    columns: Mapping[str, int]
    """Where each column stands, from 1: number, on, kind, summary, to, sender, signer, note, arrived_on, inspection."""
    texts: Mapping[str, str]
    came_in: bool = False
    title: str = ""
    """What stands above the table, and the name of the sheet."""

    def of(self, name: str) -> str:
        """The text of a column; empty where there is none."""
        return self.texts.get(name, "")

    def at(self, name: str) -> Place:
        """The cell of a column; the row where the table has no such column."""
        return Place(self.place.file, self.place.row, self.place.sheet, self.columns.get(name, 0))

    @property
    def called(self) -> str:
        """How the paper is named where something is asked or said of it: it tells it from all others of a book."""
        about = self.of("sender") if self.came_in else self.of("summary")
        return ": ".join(text for text in (self.of("number") or self.of("on"), about) if text)


@dataclass(frozen=True, slots=True)
class PapersBook:
    """The papers of a file."""

    papers: Sequence[Paper]
    apart: Sequence[str] = field(default=())
    """The sheets that are no such book: they are said and not read."""
    notes: Sequence[str] = ()
    """What was read as what stands above it."""


def papers_of(opened: Opened) -> PapersBook | None:
    """The book of papers that a file is; None where it is none. Of another file only the first rows are looked at."""
    heads = {name: found for name, rows in opened.rows(ABOVE) if (found := _heading(clean_copy(list(rows))))}
    if not heads:
        return None
    papers: list[Paper] = []
    notes: list[str] = [*opened.notes]
    for name, rows in opened.rows():
        if name in heads:
            papers += _of_sheet(opened.path.name, name, clean_copy(list(rows)), *heads[name], notes)
    return PapersBook(papers, [name for name, rows in opened.rows(1) if name not in heads and any(rows)], notes)


_IS_NUMBER = re.compile(r"\A(?!.*\bngày\b).*[0-9/]", re.IGNORECASE)
"""What stands below the numbers of papers and is one, or will be («…/BC-STP»): «An Bình, ngày 30 tháng 11» is none."""


def _heading(rows: Sequence[RawRow]) -> tuple[int, dict[str, int]] | None:
    """The number of the row that heads a book, and where its columns stand."""
    for number, cells in rows:
        columns = _columns(cells)
        is_of_arrived = {"sender", "arrived_on"} <= columns.keys()
        is_of_sent = "summary" in columns and ("to" in columns or "kind" in columns)
        if {"number", "on"} <= columns.keys() and (is_of_arrived or is_of_sent):
            return number, columns
    return None


def _of_sheet(
    file: str, sheet: str, rows: Sequence[RawRow], head: int, columns: Mapping[str, int], notes: list[str]
) -> Iterator[Paper]:
    above = " ".join([sheet, *(text for n, cells in rows if n < head for text in cells if isinstance(text, str))])
    came_in = "sender" in columns and "arrived_on" in columns
    titles = next(tuple(cells) for n, cells in rows if n == head)
    ditto = Ditto(Heading(at=0, below=1, titles=titles, columns=()))
    for number, written in rows:
        filled = [cell for cell in written if isinstance(cell, str) and cell]
        # The name of a month, and a line below the table, stand alone in their row; some number their columns.
        if number <= head or len(filled) < 2 or all(_NUMBER.fullmatch(cell) for cell in filled):
            continue
        cells = ditto.read(written)
        texts = {name: _text(cells, position, name) for name, position in columns.items()}
        texts["number"] = _whole_number(texts["number"], texts.pop("symbol", ""))
        if _IS_NUMBER.search(texts["number"]) or any(map(str.isdigit, texts["on"])):  # no signature below the table
            yield Paper(Place(file, number, sheet), columns, texts, came_in, above)
    notes += ditto.notes(sheet_of(file, sheet))


def _columns(cells: Sequence[Raw]) -> dict[str, int]:
    found: dict[str, int] = {}
    for position, cell in enumerate(cells, start=1):
        key = name_key(cell).strip(" .:") if isinstance(cell, str) else ""
        name = headings().get(key, "")
        if key == name_key("việc") or name in found:
            return {}  # a row an act, or a row an inspection with the columns of several papers: another table
        if name:
            found[name] = position
    figure = found.pop("figure", 0)
    if figure and "symbol" in found:
        found.setdefault("number", figure)
    return found


def _whole_number(figure: str, symbol: str) -> str:
    """Number and symbol of two columns as they are printed: 1 and BB-ĐKT are 01/BB-ĐKT (Decree 30/2020, Annex I)."""
    if not (figure.isdigit() and symbol):
        return figure
    return f"{figure.zfill(2)}/{symbol.lstrip('/ ')}"


def _text(cells: Sequence[Raw], position: int, name: str) -> str:
    """A cell in one line; recipients stand below each other."""
    cell = cells[position - 1] if position <= len(cells) else ""
    if not isinstance(cell, str):
        return ""
    lines = [line.strip(" -–+•") for line in cell.splitlines()] if name == "to" else [cell]
    return " ".join("; ".join(line for line in lines if line).split())
