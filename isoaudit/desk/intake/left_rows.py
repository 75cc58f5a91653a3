"""What of a list is not understood, rows and cells: left in the marked copy where the office says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from isoaudit.desk.intake.judging import Imported
from isoaudit.errors import Problem, TableError
from isoaudit.tables import Column, Row, Table
from isoaudit.tables.cells import CellFaults, Place
from isoaudit.wording import count

Placed = Sequence[tuple[Place, Problem]]


def cells_that_wait(table: Table, columns: Sequence[Column]) -> Placed:
    """What is wrong with cells that may be left open while their rows go in, of a list whose rows were read.

    Such a cell holds nothing that tells of what its row is, and nothing that the rest of the row rests on.
    """
    names = [column.name for column in columns if column.may_wait]
    rows = table.rows if table.keeps else ()
    may_wait = {cell_key(row.at(name)) for row in rows for name in names if name in row.columns}
    return [(place, fault) for place, fault in table.faults.placed if cell_key(place) in may_wait]


@dataclass(slots=True)
class LeftRows:
    """The rows of one table that wait until they are mended.

    Each row of a list stands for itself. A sheet of results or of acts is one statement: all of it or nothing.
    """

    table: Table
    waiting: Placed = ()
    """What is wrong with the cells that the table leaves open."""
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
        goes_on = bool(self.waiting) or self._leave_what_is_wrong()
        while goes_on:
            try:
                judge()
                return True
            except TableError:
                goes_on = self._leave_what_is_wrong()
        self.table.rows[:], self.table.faults.placed[:] = self._all, whole
        return False

    def holds(self, place: Place) -> bool:
        """Whether the row of a place is left out."""
        return _key(place) in self.rows

    @property
    def cells(self) -> int:
        """How many cells of rows that go in are left open."""
        return len({place for place, _ in self.waiting if not self.holds(place)})

    @property
    def placed(self) -> Placed:
        """What is wrong with all that is left out."""
        return [*self.waiting, *self.faults.placed]

    @property
    def problems(self) -> list[Problem]:
        """The same in the order of the file."""
        return CellFaults(list(self.placed)).problems()

    def _leave_what_is_wrong(self) -> bool:
        heads = {(head.sheet, head.row) for head in self.table.heads}
        placed, about = self.table.faults.placed, self.table.faults.about
        wrong = dict.fromkeys(_key(place) for place in (*(place for place, _ in placed), *about))
        if not self.table.keeps or not wrong or not all(row > 0 for _, row in wrong) or heads & wrong.keys():
            return False
        self.faults.placed += placed
        self.rows |= wrong
        placed.clear()
        about.clear()
        self.table.rows[:] = [row for row in self._all if _key(row.place) not in self.rows]
        return bool(self.table.rows)


def cell_key(place: Place) -> tuple[str, int, int]:
    """A cell by sheet, row and position."""
    return place.sheet, place.row, place.column


def _key(place: Place) -> tuple[str, int]:
    return place.sheet, place.row


def in_words(rows: int, cells: int) -> str:
    """How many rows are left out, and cells of other rows: «03 dòng và 12 ô»."""
    numbers = ((rows, "dòng"), (cells, "ô của các dòng khác" if rows else "ô"))
    return " và ".join(f"{count(number)} {what}" for number, what in numbers if number)


def told(done: Imported) -> str:
    """What an import left out, and what became of the rest, in a sentence."""
    begun, done_with = ("Sẽ để lại", "nhập được") if done.dry_run else ("Chưa nhập", "đã nhập")
    kept = "chữ trong các ô ấy được giữ kèm dòng; " if done.left_cells else ""
    return f"{begun} {in_words(done.left_rows, done.left_cells)}; {kept}phần khác {done_with}."
