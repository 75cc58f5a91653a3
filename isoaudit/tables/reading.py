"""Tables in: the form of each cell is judged here, all problems at once; meaning is judged by :mod:`isoaudit.desk`.

A file becomes rows in :mod:`isoaudit.tables.opening`.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path

from isoaudit.errors import TableError, excerpt, problem
from isoaudit.tables.above import note_above, note_unused, title_above, told_above
from isoaudit.tables.agreed_findings import apart as agreed_apart
from isoaudit.tables.besides import Besides, is_lower_row, lists_bodies, only_numbers
from isoaudit.tables.cells import (
    TO_MEND,
    Cell,
    Column,
    Place,
    Raw,
    body,
    code_or_name,
    heading_keys,
    read_cell,
    word_key,
)
from isoaudit.tables.cells import year as last_year
from isoaudit.tables.certificates import certificate, is_on_its_way
from isoaudit.tables.choices import Chooser, as_written
from isoaudit.tables.cleaning import Cleaner, RawRow
from isoaudit.tables.contents import by_contents, with_papers_beside, with_team_names
from isoaudit.tables.days import LAST_TIME
from isoaudit.tables.degrees import is_of_people, with_degree, with_degrees
from isoaudit.tables.ditto import Ditto
from isoaudit.tables.groups import Groups, report_due, told_by_groups
from isoaudit.tables.heading_faults import judge_heading
from isoaudit.tables.headings import (
    Heading,
    find_heading,
    understood,
    with_choices,
    with_papers,
)
from isoaudit.tables.kept import kept_columns, note_kept, read_kept, said_in, set_apart, with_lower_row
from isoaudit.tables.legend import with_legend
from isoaudit.tables.minutes_rows import by_parts
from isoaudit.tables.missing import guess, with_guesses, with_phrases
from isoaudit.tables.office_words import OURS, OfficeWords
from isoaudit.tables.opening import ABOVE, Opened, clean_copy, known_words, sheets_of
from isoaudit.tables.phrases import told_by_phrase
from isoaudit.tables.plan_sheets import Plan
from isoaudit.tables.point_rows import by_points
from isoaudit.tables.points import OF_POINTS, results_of, with_points
from isoaudit.tables.questions import of_all_rows, of_headings
from isoaudit.tables.roles import is_role, units_in, with_members, with_roles
from isoaudit.tables.sheets import EFFECTS
from isoaudit.tables.superiors import Superiors
from isoaudit.tables.table import Row, Table
from isoaudit.tables.teams import team, teams_in_lines
from isoaudit.tables.understood import understood_as
from isoaudit.tables.unread import ask_of_the_unread
from isoaudit.tables.visit_hours import with_hours
from isoaudit.tables.visits import Visits
from isoaudit.tables.whole_names import with_called, with_name, with_whole_names
from isoaudit.wording import label, table_words

_OF_HEADINGS = ("TABLE_001", "TABLE_026", "TABLE_029", "TABLE_033")
"""Messages of a heading that lacks a column, which one of the unknown columns may be."""


@contextmanager
def _uncollected() -> Iterator[None]:
    """Rows hold no cycles; to look for some among a million cells takes a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_uncollected()
def read_table(
    source: Path | Opened,
    columns: Sequence[Column],
    today: date,
    *,
    beside: Sequence[str] = (),
    year: int = 0,
    words: OfficeWords = OURS,
    sheet: str = "",
    keeps: bool = False,
    repeats: bool = False,
) -> Table:
    """A CSV, XLSX or XLS file, read now or opened before, read against its columns.

    Raises TableError when there is no table to judge at all.

    ``beside``: headings of columns that a workbook of ours has for its reader: nothing is said of them. ``year``: that
    of the days of visits that are written without one, as in a schedule of the year (:mod:`isoaudit.tables.visits`).
    ``words``: what the office calls things in this table. ``sheet``: the only sheet that is read of a workbook that has
    it; else that of the effects, which is a table of its own, is left out (said). ``keeps``: columns that mean nothing
    here are kept, under their own headings, as the value ``others`` of each row (:mod:`isoaudit.tables.kept`).
    ``repeats``: a mark such as «nt» says what stands above it, as it does in every table that keeps columns.
    """
    path = source.path if isinstance(source, Opened) else source
    table = Table(path, beside=beside, words=words, keeps=keeps, repeats=keeps or repeats)
    if isinstance(source, Opened):
        table.warnings.extend(source.notes)
        sheets = _meant(source.rows(), sheet, table)
    else:
        sheets = _meant(sheets_of(path, columns, table.warnings), sheet, table)
    if any(column.name == "verdict" for column in columns):
        sheets = _by_points(table, sheets, columns)
    cleaner = Cleaner(known_words())
    plan = Plan(table, columns, cleaner)
    filled = [(name, first, rows, said) for name, rows, said in plan.parts(sheets) for first in islice(rows, 1)]
    if not filled:
        raise TableError(problem("FILE_004", str(path)))
    begun = []
    for name, first, rest, said in filled:
        above = [first, *islice(rest, ABOVE - 1)]
        begun.append((name, above, rest, find_heading(words.titled(clean_copy(above), columns)[0], columns), said))
    is_whole = any(_says_of_what(start) for _, _, _, start, _ in begun)
    of_bodies = any(column.parse in (body, code_or_name) and column.required for column in columns)
    # Dossiers stand on a sheet beside that of the results, which says of which agency they are.
    of_samples, elsewhere = any(column.name == "dossier" for column in columns), list[RawRow]()
    for name, above, further, start, said in begun:
        below = list(further)
        besides = start.known + len(said) < 2 or (is_whole and not _says_of_what(start))
        if len(filled) > 1 and besides and not (of_bodies and lists_bodies([*above, *below])):
            elsewhere += clean_copy(above[: ABOVE - 1])
            table.warnings.append(f"{path.name}: trang «{name}» {_why_passed_over(above, columns)}")
            continue
        rows = _without_remarks(cleaner, [*above[start.first :], *below])
        titles, ours = words.titled(rows[: 1 + start.of_two_rows], columns)
        heading = find_heading(titles, columns)
        table.headings.update(dict.fromkeys(f"«{excerpt(typed)}» là «{meant}»" for typed, meant in ours.items()))
        heard = replace(table, words=with_legend(words, (*clean_copy(above), *below), columns).for_all(said))
        over = clean_copy(above[: start.first])
        _read_sheet(heard, name, heading, rows, columns, today, year, [*elsewhere, *over] if of_samples else over)
    plan.put_together()
    if not table.heads:
        raise TableError(problem("TABLE_017", str(path), expected=_needed(columns)))
    notes = [f"{path.name}: {note}" for note in cleaner.notes()]
    table.warnings.extend((*notes, *understood_as(path.name, table.headings, table.taken)))
    return table


def _by_points(
    table: Table, sheets: Sequence[tuple[str, Iterator[RawRow]]], columns: Sequence[Column]
) -> list[tuple[str, Iterator[RawRow]]]:
    """Sheets of results, those by points or in words as a table of criteria has them; what was done is said."""
    whole = [(name, list(rows)) for name, rows in sheets]
    agreed, lists = agreed_apart(whole)
    made: list[tuple[str, Iterator[RawRow]]] = []
    taken = False
    for name, rows in whole:
        if name in lists:
            continue
        told, notes = by_points(rows, columns, () if taken else agreed)
        if told == rows:
            told, notes = by_parts(rows, columns)
        taken = taken or told != rows
        where = f"{table.path.name}, trang «{name}»" if name else table.path.name
        table.warnings.extend(f"{where}: {note}" for note in notes)
        made.append((name, iter(told)))
    of_the_lists = ((name, iter(rows)) for name, rows in whole if name in lists and not taken)
    return [*made, *of_the_lists]


def _why_passed_over(rows: Sequence[RawRow], columns: Sequence[Column]) -> str:
    """Why a sheet is not read; that of sampled dossiers beside results has a command of its own."""
    titles = ({*heading_keys(raw)} for _, cells in rows for raw in cells if isinstance(raw, str))
    dossier = {word_key(words) for words in (*table_words()["heading"]["dossier"], label("column", "dossier"))}
    if any(column.name == "verdict" for column in columns) and any(keys & dossier for keys in titles):
        return "là hồ sơ lấy mẫu: nhập riêng bằng «isoaudit samples import»."
    return "không có bảng, bỏ qua."


def _without_remarks(cleaner: Cleaner, rows: list[RawRow]) -> list[RawRow]:
    """Rows cleaned, and without what a marked copy of ours says of each: beside a group's name it is a second text."""
    cleaner.clean(rows)
    at = {n for _, cells in rows[:ABOVE] for n, raw in enumerate(cells) if raw == TO_MEND}
    for _, cells in rows if at else ():
        for n in at:
            if n < len(cells) and cells[n] != TO_MEND:
                cells[n] = ""
    return rows


def _says_of_what(heading: Heading) -> bool:
    """Whether a heading has a column that says of what a row is; a sheet of sums beside a list has none."""
    return any(column and column.required and not column.derived for column in heading.columns)


def _meant(sheets: list[tuple[str, Iterator[RawRow]]], only: str, table: Table) -> list[tuple[str, Iterator[RawRow]]]:
    """The sheets that are read: the one that is asked for, or all but that of another table."""
    named = [(name, rows) for name, rows in sheets if name == only]
    if only and named:
        return named
    if len(sheets) > 1 and any(name == EFFECTS for name, _ in sheets):
        table.warnings.append(f"{table.path.name}: trang «{EFFECTS}» nhập riêng bằng «isoaudit effects import».")
        return [(name, rows) for name, rows in sheets if name != EFFECTS]
    return sheets


def _needed(columns: Sequence[Column]) -> str:
    return ", ".join(f"«{column.heading}»" for column in columns if column.required)


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
    heading = with_phrases(heading, columns, below, table.beside)
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


def _read_sheet(
    table: Table,
    sheet: str,
    heading: Heading,
    rows: Sequence[RawRow],
    columns: Sequence[Column],
    today: date,
    year: int,
    over: Sequence[RawRow],
) -> None:
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
                    beside_it = (report_due(besides, texts) if year else {}) | visits.written | chooser.written
                    unread += _keep(row, others, beside_it, cells, Cell(place, 0, "", today, table.faults))
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
    heading = with_lower_row(heading, lower, partial(_tells, columns=columns))
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
    units = units_in(besides.heading, cells)
    cells = with_name(besides.heading, with_papers(besides.heading, cells))
    cells = with_degree(besides.heading, with_members(besides.heading, cells), table.taken)
    cells = chooser.read(cells)
    cells, read, where = visits.spread(cells, read, row.columns, (besides.section, besides.outer))
    visits.written.update(units)
    row = replace(row, columns=where, section=besides.section, outer=besides.outer)
    for title, position, column in read:
        if position in chooser.left:
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
        if column.parse is last_year and value and isinstance(raw, str) and raw.strip() != str(value):
            visits.written[LAST_TIME] = raw.strip()
        if column.parse is certificate and isinstance(raw, str) and not value and is_on_its_way(raw):
            visits.written[as_written(column)] = raw.strip()
        if column.values and any(fault.code == "TABLE_004" for _, fault in table.faults.placed[before:]):
            table.unclear[column, " ".join(str(raw).split())] += 1
    for column, said in also:
        cell = Cell(row.place, 0, column.heading, today, table.faults, Counter())
        row.values[column.name] = read_cell(said, column, cell)
    table.rows.append(row)
