"""Taking a table in: it is read, asked about, judged against the journal, and written as a whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path

from isoaudit.desk.intake.asking import NOBODY, Asking, read_asking, read_in_words
from isoaudit.desk.intake.body_names import BodyNames
from isoaudit.desk.intake.judging import Desk, Imported
from isoaudit.desk.intake.left_rows import LeftRows, cell_key, cells_that_wait
from isoaudit.desk.intake.marked_copy import copy_to_mend
from isoaudit.desk.intake.unknown_bodies import which_bodies
from isoaudit.errors import Problem, TableError
from isoaudit.journal.programme import OF_INSPECTIONS, Programme, writer
from isoaudit.journal.sealing import sealed
from isoaudit.journal.state import State
from isoaudit.journal.store import Draft, Ids, Transaction
from isoaudit.model import Entry
from isoaudit.tables import Column, Table
from isoaudit.tables.cells import Place
from isoaudit.tables.columns.office_words import OfficeWords
from isoaudit.tables.files.opening import Opened
from isoaudit.wording import count as number_of
from isoaudit.wording.codes import by_code_key, code_key

Judge = Callable[[Desk], None]
Afterwards = Callable[[Programme, State, Iterable[Draft]], Iterable[str]]


def take(
    programme: Programme,
    path: Path,
    of: str,
    columns: Sequence[Column],
    judge: Judge,
    *,
    reads: Sequence[str] = OF_INSPECTIONS,
    as_of: date | None = None,
    additional: bool = False,
    afterwards: Afterwards | None = None,
    dry_run: bool = False,
    asking: Asking = NOBODY,
    read: Callable[[OfficeWords], Table] | None = None,
    opened: Opened | None = None,
) -> Imported:
    """Read a file, judge it against the journal, and write all of it or nothing; nobody waits while it is judged.

    Of a list the rows and cells that are not understood are left out where ``asking`` says so, and the rest written.
    ``reads``: the kinds of entries that ``judge`` looks at of the inspections the file names. ``afterwards`` says what
    is unusual in what was written. ``of``: the command that takes such tables in, by which the office's own words are
    kept; ``asking``: who is asked about others. Raises TableError with every problem; of a workbook a copy is then left
    that names each beside its cell. A ``dry_run`` judges as much and writes nothing, not even that copy. ``read``: how
    a file that is none of the office's is read; ``opened``: the file, where it was looked into before.
    """
    further = asking.further
    asking = replace(asking, further=lambda table: chain(further(table), which_bodies(programme, table)))
    table = read_asking(programme, opened or path, of, columns, asking, dry_run=dry_run, reader=read)
    mend = None if read else partial(copy_to_mend, table)
    taking = _Taking(programme, table, judge, reads, as_of, additional, dry_run, LeftRows(table))
    try:
        desk, added = taking.done()
    except TableError as refused:
        refused.mend = mend
        if waiting := () if read else cells_that_wait(table, columns):
            cells = {cell_key(place) for place, _ in waiting}
            without = read_in_words(programme, opened or path, of, columns, table.words, cells)
            taking = replace(taking, table=without, left=LeftRows(without, waiting))
        left = taking.left
        if left.settle(taking.judged):
            refused.understood, refused.waiting = len(taking.table.rows), left.cells
            table.faults.placed[:] = left.placed
        if not refused.understood or not asking.leave(refused, len(left.rows)):
            refused.note = mend() if mend and not dry_run else ""
            raise
        desk, added = taking.done()
        table = taking.table
        desk.done.left, desk.done.left_rows, desk.done.left_cells = left.problems, len(left.rows), left.cells
        desk.done.note = mend() if mend and not dry_run else ""
    table.rows.clear()  # of a large file the rows are most of the memory
    desk.done.warnings[:0] = table.warnings
    if afterwards:
        desk.state.take_in(added)
        desk.done.warnings += afterwards(programme, desk.state, desk.drafts)
    return desk.done


@dataclass(slots=True)
class _Taking:
    """One table while it is judged and written, again where the journal has moved on or rows are left out."""

    programme: Programme
    table: Table
    judge: Judge
    reads: Sequence[str]
    as_of: date | None
    additional: bool
    dry_run: bool
    left: LeftRows
    of_the_file: list[tuple[Place, Problem]] = field(init=False, default_factory=list)
    """What was wrong before anything was judged."""

    def __post_init__(self) -> None:
        self.of_the_file = list(self.table.faults.placed)

    def done(self) -> tuple[Desk, list[Entry]]:
        """The table judged and its entries, written unless it is a dry run. Raises TableError."""
        if not self.dry_run:
            return self.programme.journal.write(self.judged, self._write)
        heads = self.programme.journal.heads()
        desk = self.judged(heads)
        for data in desk.to_keep.values():
            self.programme.lay_out(data)
        return desk, sealed(desk.drafts, heads, writer())

    def judged(self, _: Ids | None = None) -> Desk:
        """The desk with what would be written. Raises TableError with all that is wrong; that stays in the table."""
        faults = self.table.faults
        faults.placed[:] = [placed for placed in self.of_the_file if not self.left.holds(placed[0])]
        faults.about.clear()
        state = _state(self.programme, self.table, self.reads)
        done = Imported(dry_run=self.dry_run)
        desk = Desk(self.programme, state, self.table, done, self.as_of, self.additional)
        self.judge(desk)
        done.warnings += desk.notes_of_codes()
        if faults.placed:
            raise TableError(faults.problems())
        for data in () if self.dry_run else desk.to_keep.values():
            self.programme.journal.keep(data)
        return desk

    def _write(self, transaction: Transaction, desk: Desk) -> tuple[Desk, list[Entry]]:
        return desk, transaction.append(desk.drafts, writer())


def _state(programme: Programme, table: Table, reads: Sequence[str]) -> State:
    """What the journal says as far as a table is about it: the lists, and of the inspections it names what is read."""
    state = programme.lists()
    _as_recorded(table, state)
    named = {id for row in table.rows if state.known(id := row.values.get("inspection", ""))}
    agencies = {code for row in table.rows if (code := row.values.get("agency", "")) in state.agencies}
    about = {*named, *(inspection.id for code in agencies for inspection in state.known_of_agency(code))}
    if about and reads:
        state.take_in(programme.of_inspections(about, reads))
    return state


def _as_recorded(table: Table, state: State) -> None:
    """Write codes of agencies and ids of inspections as they are recorded: snv is SNV, SGDĐT is SGDDT.

    An agency may be named instead, as schedules do, where one agency alone has that name (said once).
    """
    names = BodyNames(state.agencies)
    named, short = 0, dict[str, str]()
    for column, known in (("agency", state.agencies), ("inspection", {**state.inspections, **state.not_held})):
        if column not in table.columns:
            continue
        by_key = by_code_key(known)
        for row in table.rows:
            typed = row.values.get(column)
            if not typed or typed in known:
                continue
            row.values[column] = by_key.get(code_key(typed), typed)
            if column != "agency" or row.values[column] in known:
                continue
            if (said := table.words.body(typed)) in state.agencies:
                row.values[column] = short[typed] = said
            elif meant := names.called(typed):
                row.values[column] = meant
                named += not row.values.get("inspection")  # beside its inspection the name is only to be read
            elif meant := names.abbreviated(typed):
                row.values[column] = short[typed] = meant
    if meant_by := [f"«{typed}» là «{state.agencies[code].name}»" for typed, code in short.items()]:
        table.warnings.append(f"{table.path.name}: đã hiểu tên cơ quan: {', '.join(meant_by)}.")
    if named:
        table.warnings.append(
            f"{table.path.name}: {number_of(named)} ô ghi tên cơ quan, đã lấy mã trong danh sách cơ quan."
        )
