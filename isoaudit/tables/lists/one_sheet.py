"""One sheet of a table: its heading judged as a whole, then its rows, cell by cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from isoaudit.tables.cells import Cell, Column, Place, Raw, person, read_cell
from isoaudit.tables.cells import year as last_year
from isoaudit.tables.cleaning import RawRow
from isoaudit.tables.columns.certificates import certificate, is_on_its_way
from isoaudit.tables.columns.choices import Chooser, as_written
from isoaudit.tables.columns.degrees import is_of_people, with_degree, with_degrees
from isoaudit.tables.columns.faults import judge_heading
from isoaudit.tables.columns.headings import Heading, understood, with_choices, with_papers
from isoaudit.tables.columns.kept import (
    kept_columns,
    named_in_groups,
    note_kept,
    read_kept,
    said_in,
    set_apart,
    with_lower_row,
)
from isoaudit.tables.columns.missing import guess, with_guesses, with_phrases
from isoaudit.tables.columns.phrases import told_by_phrase
from isoaudit.tables.columns.questions import of_all_rows, of_headings
from isoaudit.tables.columns.unread import ask_of_the_unread
from isoaudit.tables.days import LAST_TIME, past_day_or_year, with_level
from isoaudit.tables.lists.above import note_above, note_unused, title_above, told_above
from isoaudit.tables.lists.contents import by_contents, with_days_of_papers, with_papers_beside, with_team_names
from isoaudit.tables.lists.table import Row, Table
from isoaudit.tables.lists.whole_names import with_called, with_name, with_whole_names
from isoaudit.tables.results.points import OF_POINTS, results_of, with_points
from isoaudit.tables.rows.besides import Besides, is_lower_row, only_numbers
from isoaudit.tables.rows.ditto import Ditto
from isoaudit.tables.rows.groups import Groups, report_due, reports_read, told_by_groups
from isoaudit.tables.rows.superiors import Superiors
from isoaudit.tables.visits.days import Visits
from isoaudit.tables.visits.hours import with_hours
from isoaudit.tables.visits.roles import is_role, units_in, with_members, with_roles
from isoaudit.tables.visits.teams import team, teams_in_lines, unit_before
from isoaudit.wording.called import CALLED, called_by

_OF_HEADINGS = ("TABLE_001", "TABLE_026", "TABLE_029", "TABLE_033")
"""Messages of a heading that lacks a column, which one of the unknown columns may be."""


def _judged(
    table: Table,
    place: Place,
    heading: Heading,
    below: Sequence[RawRow],
    columns: Sequence[Column],
    over: Sequence[RawRow],
) -> tuple[Heading, dict[str, str], Groups]:
    """The heading with what its columns mean by what stands below them, and what stands above or in the names of groups
    for columns it lacks.

    What is wrong with it is noted.
    """
    heading = by_contents(heading, below, columns)
    heading = with_points(set_apart(with_choices(heading, below, columns), table.words.kept()), columns)
    if heading.points:
        columns = [column for column in columns if column.name not in OF_POINTS]
    heading, teams = with_team_names(heading, below, table.teams)
    table.warnings.extend(f"{place}: {note}" for note in teams)
    heading = with_degrees(heading, below, columns)
    heading = with_called(with_whole_names(with_roles(heading, columns), below), below)
    heading = with_days_of_papers(with_phrases(heading, columns, below, table.beside))
    told = told_above(over, heading, columns)
    given = {name: said for name, said in table.words.of_all.items() if name not in heading.where()}
    if told := {name: said for name, said in told.items() if name not in given}:
        table.warnings.append(f"{place}: {note_above(told, columns)}")
    if unused := table.words.of_all.keys() & heading.where():
        table.warnings.append(f"{place}: {note_unused([c for c in columns if c.name in unused])}")
    told |= given
    columns = [column for column in columns if column.name not in told]
    groups = told_by_groups(heading, below, columns, table.words, place.sheet)
    if note := groups.note(columns):
        table.warnings.append(f"{place}: {note}")
    columns = [column for column in columns if column.name not in groups.said]
    guesses = guess(heading, columns, below, table.beside, table.words)
    before = len(table.faults.placed)
    table.warnings.extend(
        judge_heading(heading, place, columns, below, table.faults, table.beside, guesses, table.keeps)
    )
    ask_of_the_unread(heading, place, columns, below, table.faults, table.beside, guesses)
    if any(fault.code in _OF_HEADINGS for _, fault in table.faults.placed[before:]):
        table.asked.extend(of_headings(heading, columns, below, table.beside, guesses, table.keeps))
        table.asked.extend(groups.questions or of_all_rows(heading, columns, below, guesses))
    table.headings.update(dict.fromkeys(understood(heading)))
    guessed = with_papers_beside(with_guesses(heading, guesses), columns)
    table.headings.update(dict.fromkeys(understood(guessed)))
    return guessed, told, groups


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
    texts = [raw for _, cells in over for raw in cells if isinstance(raw, str) and raw.strip()]
    table.above.extend(" ".join(raw.split()) for raw in texts)
    below = list(rows[heading.below :])
    if below and only_numbers(below[0][1], heading.titles):
        _leave_first(table, sheet, below, "dòng đánh số các cột, bỏ qua")
    table.heads.append(Place(table.path.name, rows[heading.at][0], sheet))
    heading, told, groups = _of_both_rows(table, table.heads[-1], heading, below, columns, over)
    where = heading.where()
    table.columns.update(where, told, groups.said, ("criterion", "verdict") if heading.points else ())
    also = [(c, told[c.name]) for c in columns if c.name in told]
    by_group = [c for c in columns if c.name in groups.said]
    read = [(heading.over(where[c.name]), where[c.name], c) for c in columns if c.name in where]
    verdicts = [c for c in columns if c.name == "verdict" and heading.points]
    others = kept_columns(heading, table.beside, below) if table.keeps else {}
    besides = Besides(heading, below)
    chooser = Chooser(heading.choices, where, columns, heading.words, table.words.words)
    superiors = Superiors(heading, {column.name for column in columns})
    visits, ditto, title = Visits(heading, columns, year, table.taken), Ditto(heading), title_above(over)
    unread, above = 0, len(table.rows)
    for number, raw_cells in below:
        cells = ditto.read(raw_cells) if table.repeats else raw_cells
        place = Place(table.path.name, number, sheet)
        if len(cells) > len(heading.titles) and not sheet and any(cells[len(heading.titles) :]):
            table.faults.refuse(place, "TABLE_009", cells=len(cells), columns=len(heading.titles))
        elif any(position <= len(cells) and cells[position - 1] for _, position, _ in read):
            number_of_rows = len(table.rows)
            if not besides.passes_over(number, cells):
                told_here = [*also, *((c, groups.of(c.name, besides)) for c in by_group)]
                for made, stands, more in results_of(heading, cells, where, columns):
                    own = [(heading.words(n), n, c) for c in verdicts if (n := stands[c.name])]
                    row, said = Row(place, {}, stands, title=title), [*told_here, *more]
                    _read_row(table, row, made, [*read, *own], besides, chooser, visits, today, said)
            for row in table.rows[number_of_rows:]:
                superiors.read(cells, row.values, row.section)
                if table.keeps:
                    said_too = (_of_reports(row, besides, texts) if year else {}) | visits.written | chooser.written
                    unread += _keep(row, others, said_too, cells, Cell(place, 0, "", today, table.faults))
        else:
            besides.passes_over(number, cells)  # only what is not read stands there
    lines = (*texts, *besides.lines)
    table.teams.update(teams_in_lines(lines))
    named = f"{table.path.name}, trang «{sheet}»" if sheet else table.path.name
    of_sheet = [row.values for row in table.rows[above:]]
    table.warnings.extend((*besides.notes(named), *ditto.notes(named), *superiors.notes(named)))
    table.warnings.extend(chooser.notes(named, heading.words, table.keeps))
    table.warnings.extend(f"{named}: {note}" for note in with_hours(of_sheet if year else (), lines))
    if kept := said_in(others, (row.values for row in table.rows)):
        table.warnings.append(f"{named}: {note_kept(kept, unread)}")
    chooser.say(table.taken, heading.words)


def _of_reports(row: Row, besides: Besides, above: Sequence[str]) -> dict[str, str]:
    """By what day reports are sent and, of an inspection by record without a day, when they are read, as the groups
    around a row or the lines above its table say."""
    said = besides.section, besides.outer
    is_open = row.values.get("mode") == "by_record" and not row.values.get("from")
    read = reports_read(*said, *above) if is_open else {}
    return (report_due(*said) or report_due(*above)) | read


def _of_both_rows(
    table: Table,
    place: Place,
    heading: Heading,
    below: list[RawRow],
    columns: Sequence[Column],
    over: Sequence[RawRow],
) -> tuple[Heading, dict[str, str], Groups]:
    """The heading as :func:`_judged`, with what a second row of it says, which is taken out of the rows below."""
    lower = below[0][1] if below and is_lower_row(below[0][1], heading) else []
    heading = named_in_groups(with_lower_row(heading, lower, partial(_tells, columns=columns)), columns)
    heading, told, groups = _judged(table, place, heading, below[1:] if lower else below, columns, over)
    if below and (lower := lower or (below[0][1] if is_lower_row(below[0][1], heading) else [])):
        heading = with_lower_row(heading, lower)
        _leave_first(table, place.sheet, below, "dòng tiêu đề thứ hai, không phải dữ liệu")
    return heading, told, groups


def _tells(words: str, columns: Sequence[Column]) -> bool:
    """Whether the words of the lower row of a heading may tell what its column means."""
    return bool(told_by_phrase(words, columns)) or is_of_people(words) or is_role(words)


def _leave_first(table: Table, sheet: str, below: list[RawRow], what: str) -> None:
    """Leave out the first row below a heading, and say what it is."""
    table.warnings.append(f"{Place(table.path.name, below[0][0], sheet)}: {what}.")
    del below[0]


def _keep(row: Row, others: Mapping[int, str], written: Mapping[str, str], cells: Sequence[Raw], at: Cell) -> int:
    """Keep with a row what it says in columns that mean nothing here, and what else is ``written`` in those that do.

    How many of these cells cannot be read.
    """
    said, lost = read_kept(others, cells, at)
    if said or written:
        row.values["others"] = {**said, **written}
    return lost


def _read_row(
    table: Table,
    row: Row,
    cells: Sequence[Raw],
    read: Sequence[tuple[str, int, Column]],
    besides: Besides,
    chooser: Chooser,
    visits: Visits,
    today: date,
    also: Sequence[tuple[Column, str]],
) -> None:
    """Read the cells of a row that holds data; one that holds a single text and no code is refused as a whole.

    ``also``: what is told of the row elsewhere, above the table or by its group.
    """
    if text := besides.only_text(cells):
        table.faults.refuse(row.place, "TABLE_025", value=text)
        return
    units, typed = units_in(besides.heading, cells), cells
    cells = with_name(besides.heading, with_papers(besides.heading, cells))
    cells = with_degree(besides.heading, with_members(besides.heading, cells), table.taken)
    cells = chooser.read(cells)
    form = next((said for column, said in also if column.name == "mode"), "")
    cells, read, where = visits.spread(cells, read, row.columns, (besides.section, besides.outer, form))
    visits.written.update(units)
    row = replace(row, columns=where, section=besides.section, outer=besides.outer)
    for title, position, column in read:
        if position in chooser.left:
            continue
        if (row.place.sheet, row.place.row, position) in table.waiting:
            visits.written[as_written(column)] = _words_of(typed, position)
            continue
        raw = cells[position - 1] if position <= len(cells) else ""
        if column.given and raw == "" and besides.is_listed(cells):
            continue
        if column.parse is team and isinstance(raw, str) and table.names_no_person(raw, title):
            visits.written[title] = " ".join(raw.split())
            continue
        called = position in besides.heading.called
        cell = Cell(row.place, position, title, today, table.faults, table.taken, called)
        if table.words.leaves_open(raw, column, cell) or (column.loose and table.words.is_none_of(raw, column)):
            chooser.written[as_written(column)] = str(raw).strip()
            continue
        before = len(table.faults.placed)
        row.values[column.name] = value = read_cell(table.words.read(raw, column, cell), column, cell)
        visits.written.update(_besides_its_value(column, raw, value))
        if column.values and any(fault.code == "TABLE_004" for _, fault in table.faults.placed[before:]):
            table.unclear[column, " ".join(str(raw).split())] += 1
    for column, said in also:
        cell = Cell(row.place, 0, column.heading, today, table.faults, Counter())
        row.values[column.name] = read_cell(said, column, cell)
    table.rows.append(row)


def _besides_its_value(column: Column, raw: Raw, value: Any) -> dict[str, str]:
    """What a cell says besides the value that is taken of it, by the heading under which it is kept."""
    if not isinstance(raw, str):
        return {}
    if column.parse is last_year and value and raw.strip() != str(value):
        return {LAST_TIME: raw.strip()}
    if column.parse is certificate and not value and is_on_its_way(raw):
        return {as_written(column): raw.strip()}
    if column.parse is past_day_or_year and any(with_level(raw)):
        return {as_written(column): raw.strip()}
    if column.parse is person and value and (called := called_by(raw, value)):
        return {CALLED: called}
    if column.parse is team and (unit := unit_before(raw)):
        return {as_written(column): unit}
    return {}


def _words_of(cells: Sequence[Raw], position: int) -> str:
    """What is typed in a cell, in one line; of what is no text nothing."""
    raw = cells[position - 1] if 0 < position <= len(cells) else ""
    return " ".join(raw.split()) if isinstance(raw, str) else ""
