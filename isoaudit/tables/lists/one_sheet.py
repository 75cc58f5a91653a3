"""One sheet of a table: its heading understood, then its rows, cell by cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from isoaudit.tables.cells import Cell, Column, Place, Raw, is_dash, noted, person, read_cell, sheet_of
from isoaudit.tables.cells import year as last_year
from isoaudit.tables.cleaning import RawRow
from isoaudit.tables.columns.certificates import certificate, is_on_its_way
from isoaudit.tables.columns.choices import Chooser, as_written
from isoaudit.tables.columns.degrees import with_degree
from isoaudit.tables.columns.headings import Heading, with_papers
from isoaudit.tables.columns.kept import kept_columns, note_kept, read_kept, said_in
from isoaudit.tables.days import LAST_TIME, past_day_or_year, with_level
from isoaudit.tables.lists.above import title_above
from isoaudit.tables.lists.sheet_heading import Understood, understood_heading
from isoaudit.tables.lists.table import Row, Table
from isoaudit.tables.lists.whole_names import with_name
from isoaudit.tables.results.points import results_of
from isoaudit.tables.rows.besides import Besides, only_numbers
from isoaudit.tables.rows.ditto import Ditto
from isoaudit.tables.rows.groups import report_due, reports_read
from isoaudit.tables.rows.superiors import Superiors
from isoaudit.tables.visits.days import Visits
from isoaudit.tables.visits.hours import with_hours
from isoaudit.tables.visits.roles import units_in, with_members
from isoaudit.tables.visits.teams import team, teams_in_lines, unit_before
from isoaudit.wording.called import CALLED, called_by

Said = Sequence[tuple[Column, str]]
"""What is told of a row elsewhere than in its cells, by column."""


def read_sheet(
    table: Table,
    sheet: str,
    heading: Heading,
    rows: Sequence[RawRow],
    columns: Sequence[Column],
    today: date,
    year: int,
    over: Sequence[RawRow],
) -> None:
    """Read the rows of a sheet into its table, what is wrong with them into its faults; ``over``: the rows above."""
    below = list(rows[heading.below :])
    if below and only_numbers(below[0][1], heading.titles):
        _leave_first(table, sheet, below, "dòng đánh số các cột, bỏ qua")
    table.heads.append(Place(table.path.name, rows[heading.at][0], sheet))
    meant = understood_heading(table, table.heads[-1], heading, below, columns, over)
    if meant.lower:
        _leave_first(table, sheet, below, "dòng tiêu đề thứ hai, không phải dữ liệu")
    reader = _Rows(table, sheet, meant, columns, below, over, today, year)
    for number, cells in below:
        reader.read(number, cells)
    reader.note()


def _leave_first(table: Table, sheet: str, below: list[RawRow], what: str) -> None:
    """Leave out the first row below a heading, and say what it is."""
    table.warnings.append(f"{Place(table.path.name, below[0][0], sheet)}: {what}.")
    del below[0]


@dataclass(slots=True)
class _Rows:
    """The rows of one sheet on their way into the table, and what is to be said of them once all are read."""

    table: Table
    sheet: str
    meant: Understood
    columns: Sequence[Column]
    below: Sequence[RawRow]
    over: Sequence[RawRow]
    today: date
    year: int
    """That of days without one; 0: the table is no schedule."""
    heading: Heading = field(init=False)
    where: dict[str, int] = field(init=False)
    """Where each column stands."""
    cells_read: Sequence[tuple[str, int, Column]] = field(init=False)
    """The columns that are read: the words above each, where it stands, the column."""
    of_all: Said = field(init=False)
    """What is told of all rows."""
    by_group: Sequence[Column] = field(init=False)
    """The columns that groups tell."""
    others: Mapping[int, str] = field(init=False)
    """The columns that are kept as they are."""
    besides: Besides = field(init=False)
    chooser: Chooser = field(init=False)
    superiors: Superiors = field(init=False)
    visits: Visits = field(init=False)
    ditto: Ditto = field(init=False)
    title: str = field(init=False)
    texts: Sequence[str] = field(init=False)
    """What stands above the heading."""
    begun: int = field(init=False)
    """The rows of the table before this sheet."""
    unread: int = 0
    """Cells of kept columns that cannot be read."""

    def __post_init__(self) -> None:
        table, heading = self.table, self.meant.heading
        self.heading, self.where, self.begun = heading, heading.where(), len(table.rows)
        self.texts = [raw for _, cells in self.over for raw in cells if isinstance(raw, str) and raw.strip()]
        table.above.extend(" ".join(raw.split()) for raw in self.texts)
        of_points = ("criterion", "verdict") if heading.points else ()
        table.columns.update(self.where, self.meant.told, self.meant.groups.said, of_points)
        there = [column for column in self.columns if column.name in self.where]
        self.cells_read = [(heading.over(self.where[c.name]), self.where[c.name], c) for c in there]
        told, by_group = self.meant.told, self.meant.groups.said
        self.of_all = [(column, told[column.name]) for column in self.columns if column.name in told]
        self.by_group = [column for column in self.columns if column.name in by_group]
        self.others = kept_columns(heading, table.beside, self.below) if table.keeps else {}
        self.besides = Besides(heading, self.below)
        self.chooser = Chooser(heading.choices, self.where, self.columns, heading.words, table.words.words)
        self.superiors = Superiors(heading, {column.name for column in self.columns})
        self.visits = Visits(heading, self.columns, self.year, table.taken)
        self.ditto, self.title = Ditto(heading), title_above(self.over)

    def read(self, number: int, raw_cells: Sequence[Raw]) -> None:
        """Read a row of the file: data, of which there may be several results, or what stands besides."""
        table, width = self.table, len(self.heading.titles)
        cells = self.ditto.read(raw_cells) if table.repeats else raw_cells
        place = Place(table.path.name, number, self.sheet)
        if len(cells) > width and not self.sheet and any(cells[width:]):
            table.faults.refuse(place, "TABLE_009", cells=len(cells), columns=width)
            return
        holds_data = any(position <= len(cells) and cells[position - 1] for _, position, _ in self.cells_read)
        if self.besides.passes_over(number, cells) or not holds_data:  # else only what is not read stands there
            return
        before = len(table.rows)
        self._read_data(place, cells)
        for row in table.rows[before:]:
            self.superiors.read(cells, row.values, row.section)
            if table.keeps:
                self._keep(row, cells)

    def _read_data(self, place: Place, cells: Sequence[Raw]) -> None:
        """Read the results that one row holds; every other row holds one."""
        told = [*self.of_all, *((c, self.meant.groups.of(c.name, self.besides)) for c in self.by_group)]
        verdicts = [column for column in self.columns if column.name == "verdict"] if self.heading.points else ()
        for made, stands, more in results_of(self.heading, cells, self.where, self.columns):
            own = [(self.heading.words(n), n, c) for c in verdicts if (n := stands[c.name])]
            row = Row(place, {}, stands, title=self.title)
            self._read_row(row, made, [*self.cells_read, *own], [*told, *more])

    def _read_row(self, row: Row, typed: Sequence[Raw], read: Sequence[tuple[str, int, Column]], also: Said) -> None:
        """Read the cells of a row that holds data; one that holds a single text and no code is refused as a whole.

        ``also``: what is told of the row elsewhere, above the table or by its group.
        """
        table, besides = self.table, self.besides
        if text := besides.only_text(typed):
            table.faults.refuse(row.place, "TABLE_025", value=text)
            return
        cells = with_name(self.heading, with_papers(self.heading, typed))
        cells = with_degree(self.heading, with_members(self.heading, cells), table.taken)
        cells = self.chooser.read(cells)
        form = next((said for column, said in also if column.name == "mode"), "")
        cells, read, where = self.visits.spread(cells, read, row.columns, (besides.section, besides.outer, form))
        self.visits.written.update(units_in(self.heading, typed))
        row = replace(row, columns=where, section=besides.section, outer=besides.outer)
        for title, position, column in read:
            if position in self.chooser.left:
                continue
            if table.waiting and (row.place.sheet, row.place.row, position) in table.waiting:
                self.visits.written[as_written(column)] = _words_of(typed, position)
                continue
            raw = cells[position - 1] if position <= len(cells) else ""
            if column.given and raw == "" and besides.is_listed(cells):
                continue
            called = position in self.heading.called
            cell = Cell(row.place, position, title, self.today, table.faults, table.taken, called)
            self._read_cell(row.values, column, raw, cell)
        for column, said in also:
            cell = Cell(row.place, 0, column.heading, self.today, table.faults, Counter())
            row.values[column.name] = read_cell(said, column, cell)
        table.rows.append(row)

    def _read_cell(self, values: dict[str, Any], column: Column, raw: Raw, cell: Cell) -> None:
        """Read a cell as the value of its column; what it says besides, or leaves open, is kept in words."""
        table, written = self.table, self.visits.written
        if table.keeps and isinstance(raw, str) and is_dash(raw):  # in a list; of an answer it may be all that was said
            raw = noted(cell, raw.strip(), "")
        if column.parse is team and isinstance(raw, str) and table.names_no_person(raw, cell.column):
            written[cell.column] = " ".join(raw.split())
            return
        if table.words.leaves_open(raw, column, cell) or (column.loose and table.words.is_none_of(raw, column)):
            self.chooser.written[as_written(column)] = str(raw).strip()
            return
        before = len(table.faults.placed)
        values[column.name] = value = read_cell(table.words.read(raw, column, cell), column, cell)
        if column.parse in _SAYING_MORE and isinstance(raw, str):
            written.update(_besides_its_value(column, raw.strip(), value))
        if column.values and any(fault.code == "TABLE_004" for _, fault in table.faults.placed[before:]):
            table.unclear[column, " ".join(str(raw).split())] += 1

    def _keep(self, row: Row, cells: Sequence[Raw]) -> None:
        """Keep with a row what it says in columns that mean nothing here, and what else those that do say in words."""
        said, lost = read_kept(self.others, cells, Cell(row.place, 0, "", self.today, self.table.faults))
        of_reports = _of_reports(row, self.besides, self.texts) if self.year else {}
        if kept := {**said, **of_reports, **self.visits.written, **self.chooser.written}:
            row.values["others"] = kept
        self.unread += lost

    def note(self) -> None:
        """Say of the sheet what was passed over, repeated, told by groups, chosen and kept."""
        table, heading = self.table, self.heading
        named = sheet_of(table.path.name, self.sheet)
        table.teams.update(teams_in_lines(lines := (*self.texts, *self.besides.lines)))
        table.warnings.extend((*self.besides.notes(named), *self.ditto.notes(named), *self.superiors.notes(named)))
        table.warnings.extend(self.chooser.notes(named, heading.words, table.keeps))
        of_sheet = [row.values for row in table.rows[self.begun :]] if self.year else ()
        table.warnings.extend(f"{named}: {note}" for note in with_hours(of_sheet, lines))
        if kept := said_in(self.others, (row.values for row in table.rows)):
            table.warnings.append(f"{named}: {note_kept(kept, self.unread)}")
        self.chooser.say(table.taken, heading.words)


def _of_reports(row: Row, besides: Besides, above: Sequence[str]) -> dict[str, str]:
    """By what day reports are sent and, of an inspection by record without a day, when they are read, as the groups
    around a row or the lines above its table say."""
    said = besides.section, besides.outer
    is_open = row.values.get("mode") == "by_record" and not row.values.get("from")
    read = reports_read(*said, *above) if is_open else {}
    return (report_due(*said) or report_due(*above)) | read


_SAYING_MORE = (last_year, certificate, past_day_or_year, person, team)
"""What reads cells that may say more than the value that is taken of them."""


def _besides_its_value(column: Column, typed: str, value: Any) -> dict[str, str]:
    """What a cell says besides the value that is taken of it, by the heading under which it is kept."""
    if column.parse is last_year and value and typed != str(value):
        return {LAST_TIME: typed}
    if column.parse is certificate and not value and is_on_its_way(typed):
        return {as_written(column): typed}
    if column.parse is past_day_or_year and any(with_level(typed)):
        return {as_written(column): typed}
    if column.parse is person and value and (called := called_by(typed, value)):
        return {CALLED: called}
    if column.parse is team and (unit := unit_before(typed)):
        return {as_written(column): unit}
    return {}


def _words_of(cells: Sequence[Raw], position: int) -> str:
    """What is typed in a cell, in one line; of what is no text nothing."""
    raw = cells[position - 1] if 0 < position <= len(cells) else ""
    return " ".join(raw.split()) if isinstance(raw, str) else ""
