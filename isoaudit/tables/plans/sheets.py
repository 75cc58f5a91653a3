"""The sheets of a plan of inspections before they are read as lists: teams taken out of them, halves parted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from isoaudit.tables.cells import Column, sheet_of
from isoaudit.tables.cleaning import Cleaner, RawRow
from isoaudit.tables.lists.table import Table
from isoaudit.tables.plans.halves import in_halves
from isoaudit.tables.plans.one_form import of_one_form
from isoaudit.tables.visits.team_sheets import TeamTables

Part = tuple[str, Iterator[RawRow], Mapping[str, str]]
"""A sheet or a half of one: its name, its rows, what is said of all of them."""


@dataclass(slots=True)
class Plan:
    """One workbook that may be a plan; any other passes through it as it is."""

    table: Table
    columns: Sequence[Column]
    cleaner: Cleaner
    _order: list[str] = field(default_factory=list)
    """The sheets by name; empty: none is in halves."""

    def parts(self, sheets: Iterable[tuple[str, Iterator[RawRow]]]) -> list[Part]:
        """The sheets of a plan, teams and halves apart; what was done is said in the table."""
        if not {"mode", "from", "team"} <= {column.name for column in self.columns}:
            return [(name, rows, {}) for name, rows in sheets]
        whole = [(name, list(rows)) for name, rows in sheets]
        tables, left = TeamTables(tuple(self.columns)), list[tuple[str, list[RawRow]]]()
        for name, rows in whole:
            self.cleaner.clean(rows)
            others, note = tables.without(name, rows)
            left += [(name, others)] if len(whole) == 1 or not note or _is_table(others) else []
            self._say(name, [note] if note else [])
        self.table.teams.update(tables.teams)
        made, is_parted = list[Part](), False
        for name, rows in left:
            parts, notes = in_halves(rows, self.columns)
            self._say(name, notes)
            is_parted |= bool(parts)
            if parts:
                made += [(name, iter(part.rows), part.said) for part in parts]
                continue
            said, own, note = of_one_form(name, rows, self.columns)
            self._say(name, [note] if note else [])
            made.append((name, iter(own), said))
        self._order = [name for name, _ in left] if is_parted else []
        return made

    def _say(self, sheet: str, notes: Iterable[str]) -> None:
        where = sheet_of(self.table.path.name, sheet)
        self.table.warnings.extend(f"{where}: {note}" for note in notes)

    def put_together(self) -> None:
        """Put the rows of halves back in the order of the sheet, and say once what is said of both."""
        if not self._order:
            return
        self.table.rows.sort(key=lambda row: (self._order.index(row.place.sheet), row.place.row))
        self.table.warnings[:] = dict.fromkeys(self.table.warnings)


_LEAST = 2


def _is_table(rows: Sequence[RawRow]) -> bool:
    """Whether rows can be a table: titles above teams fill one cell each."""
    return any(sum(isinstance(raw, str) and bool(raw.strip()) for raw in cells) > _LEAST for _, cells in rows)
