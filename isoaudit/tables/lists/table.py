"""What a file holds, row by row, and what was said and is wrong of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from isoaudit.tables.cells import CellFaults, Column, Place
from isoaudit.tables.columns.office_words import OURS, OfficeWords
from isoaudit.tables.columns.questions import Question, merged, of_words
from isoaudit.tables.visits.team_sheets import free_key, is_a_unit, is_number_of_a_team, team_key


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table with the values of the columns it has."""

    place: Place
    values: dict[str, Any]
    columns: dict[str, int]
    """Where each column stands, from 1."""
    section: str = ""
    """The name of the group the row stands in, such as «I. CẤP TỈNH»; empty: none."""
    outer: str = ""
    """The name of the group around that one; empty: none."""
    title: str = ""
    """What is listed, as a title above the heading says; empty: none does."""

    def at(self, column: str) -> Place:
        """The cell of a column; the row where the table has no such column."""
        return replace(self.place, column=self.columns.get(column, 0))


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds; ``faults`` forbid its import, ``warnings`` do not."""

    path: Path
    rows: list[Row] = field(default_factory=list)
    faults: CellFaults = field(default_factory=CellFaults)
    warnings: list[str] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    """What stands above the headings, a text each."""
    heads: list[Place] = field(default_factory=list)
    """The row of each heading found."""
    columns: set[str] = field(default_factory=set)
    """The columns found, over all sheets."""
    taken: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """Synonyms that were taken: the column, what was typed, what it was understood as."""
    headings: dict[str, None] = field(default_factory=dict)
    """Headings in words of their own, each with the column it was understood as."""
    beside: Sequence[str] = ()
    """Headings of columns for the reader, of which nothing is said."""
    words: OfficeWords = OURS
    """What the office calls things, which is read before what others do."""
    keeps: bool = False
    """Whether columns that mean nothing here are kept, as a list of agencies has many: ``others`` of each row."""
    repeats: bool = False
    """Whether a mark such as «nt» says what stands above it."""
    waiting: Collection[tuple[str, int, int]] = ()
    """Cells that are left open, by sheet, row and position: they are not read, their words are kept."""
    unclear: Counter[tuple[Column, str]] = field(default_factory=Counter)
    """Words that are no value of their column."""
    teams: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    """The members of teams that are listed above or below the rows, by what teams are compared by."""
    asked: list[Question] = field(default_factory=list)
    """Of a table that is refused for them: its unknown headings."""

    def team(self, text: str, heading: str = "") -> str:
        """What the team that a text names below ``heading`` is compared by; empty: it names none."""
        known = team_key(text, heading)
        if text.strip().isalnum() and known not in self.teams and not is_number_of_a_team(text, heading):
            return ""  # below «Đoàn» a number alone may be the code of a person
        return known or (key if (key := free_key(text)) in self.teams else "")

    def names_no_person(self, text: str, heading: str) -> bool:
        """Whether a cell of a column of teams names a team that is listed elsewhere in the file, or a unit."""
        return self.team(text, heading) in self.teams or is_a_unit(text)

    @property
    def questions(self) -> list[Question]:
        """What a person can be asked about what is refused, once over all sheets: headings, then words."""
        return merged((*self.asked, *of_words(self.unclear)))
