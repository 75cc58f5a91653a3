"""Rows of a list that are not understood: left in the marked copy where the office says so, the others taken in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from isoaudit.errors import Problem, TableError
from isoaudit.tables import Row, Table
from isoaudit.tables.cells import CellFaults, Place

_LISTS = ("agencies", "inspectors", "inspections")
"""The tables whose rows stand each for itself. A sheet of results or of acts is one statement: all of it or nothing."""


@dataclass(slots=True)
class LeftRows:
    """The rows of one table that wait until they are mended."""

    table: Table
    of: str
    """The command that takes the table in."""
    rows: dict[tuple[str, int], None] = field(default_factory=dict)
    """By sheet and number."""
    faults: CellFaults = field(default_factory=CellFaults)
    """What is wrong with them."""
    _all: list[Row] = field(init=False)

    def __post_init__(self) -> None:
        self._all = list(self.table.rows)

    def settle(self, judge: Callable[[], object]) -> bool:
        """Leave rows out until ``judge`` finds nothing wrong with the others; whether any are left to take in.

        A fault of the heading is one of the whole table, and of tables other than lists no row can be left out; then
        the table stays as it was.
        """
        whole = list(self.table.faults.placed)
        while self._leave_what_is_wrong():
            try:
                judge()
                return True
            except TableError:
                continue
        self.table.rows[:], self.table.faults.placed[:] = self._all, whole
        return False

    def holds(self, place: Place) -> bool:
        """Whether the row of a place is left out."""
        return _key(place) in self.rows

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with the rows that are left out, in their order."""
        return self.faults.problems()

    def _leave_what_is_wrong(self) -> bool:
        heads = {(head.sheet, head.row) for head in self.table.heads}
        placed, about = self.table.faults.placed, self.table.faults.about
        wrong = dict.fromkeys(_key(place) for place in (*(place for place, _ in placed), *about))
        if self.of not in _LISTS or not wrong or not all(row > 0 for _, row in wrong) or heads & wrong.keys():
            return False
        self.faults.placed += placed
        self.rows |= wrong
        placed.clear()
        about.clear()
        self.table.rows[:] = [row for row in self._all if _key(row.place) not in self.rows]
        return bool(self.table.rows)


def _key(place: Place) -> tuple[str, int]:
    return place.sheet, place.row
