"""Tables in: the form of each cell is judged here, all problems at once; meaning is judged by :mod:`isoaudit.desk`.

A file becomes rows in :mod:`isoaudit.tables.files.opening`.
"""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path

from isoaudit.errors import TableError, excerpt, problem
from isoaudit.tables.cells import TO_MEND, Column, body, code_or_name, heading_keys, sheet_of, word_key
from isoaudit.tables.cleaning import Cleaner, RawRow
from isoaudit.tables.columns.headings import Heading, find_heading
from isoaudit.tables.columns.office_words import OURS, OfficeWords
from isoaudit.tables.files.opening import ABOVE, Opened, clean_copy, known_words, sheets_of
from isoaudit.tables.files.sheets import EFFECTS
from isoaudit.tables.lists.both_certificates import with_both_certificates
from isoaudit.tables.lists.one_sheet import read_sheet
from isoaudit.tables.lists.table import Table
from isoaudit.tables.lists.understood import understood_as
from isoaudit.tables.plans.sheets import Part, Plan
from isoaudit.tables.results.agreed_findings import apart as agreed_apart
from isoaudit.tables.results.minutes_rows import by_parts
from isoaudit.tables.results.point_rows import by_points
from isoaudit.tables.rows.besides import lists_bodies
from isoaudit.tables.rows.legend import is_legend, with_legend
from isoaudit.wording import label, table_words


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


@dataclass(frozen=True, slots=True)
class _Begun:
    """A sheet, or a part of one, whose first rows were looked at."""

    name: str
    above: list[RawRow]
    """Its first rows, among which its heading is; none: it is empty."""
    further: Iterator[RawRow]
    start: Heading
    said: Mapping[str, str]
    """What is said of all its rows."""

    @staticmethod
    def of(part: Part, words: OfficeWords, columns: Sequence[Column]) -> _Begun:
        name, rows, said = part
        above = list(islice(rows, ABOVE))
        titles = words.titled(clean_copy(above), columns)[0] or [(0, [])]
        return _Begun(name, above, rows, find_heading(titles, columns), said)


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
    waiting: Collection[tuple[str, int, int]] = (),
) -> Table:
    """A CSV, XLSX or XLS file, read now or opened before, read against its columns.

    Raises TableError when there is no table to judge at all.

    ``beside``: headings of columns that a workbook of ours has for its reader: nothing is said of them. ``year``: that
    of days of visits without one, as in a schedule of the year (:mod:`isoaudit.tables.visits.days`).
    ``words``: what the office calls things in this table. ``sheet``: the only sheet that is read of a workbook that has
    it; else that of the effects, which is a table of its own, is left out (said). ``keeps``: columns that mean nothing
    here are kept, under their own headings, as the value ``others`` of each row (:mod:`isoaudit.tables.columns.kept`).
    ``repeats``: a mark such as «nt» says what stands above it, as it does in every table that keeps columns.
    ``waiting``: cells, by sheet, row and position, that are left open; their words are kept where columns are.
    """
    path = source.path if isinstance(source, Opened) else source
    table = Table(path, beside=beside, words=words, keeps=keeps, repeats=keeps or repeats, waiting=waiting)
    if isinstance(source, Opened):
        table.warnings.extend(source.notes)
        sheets = _meant(source.rows(), sheet, table)
    else:
        sheets = _meant(sheets_of(path, columns, table.warnings), sheet, table)
    sheets = _prepared(table, sheets, columns)
    cleaner = Cleaner(known_words())
    plan = Plan(table, columns, cleaner)
    begun = [_Begun.of(part, words, columns) for part in plan.parts(sheets)]
    begun = [one for one in begun if one.above]
    if not begun:
        raise TableError(problem("FILE_004", str(path)))
    of_samples = any(column.name == "dossier" for column in columns)
    lists, aside = _lists_and_others(table, begun, columns)
    for one, below, before in lists:
        rows = _without_remarks(cleaner, [*one.above[one.start.first :], *below])
        titles, ours = words.titled(rows[: 1 + one.start.of_two_rows], columns)
        heading = find_heading(titles, columns)
        table.headings.update(dict.fromkeys(f"«{excerpt(typed)}» là «{meant}»" for typed, meant in ours.items()))
        explained = with_legend(words, (*clean_copy(one.above), *below), columns, aside)
        heard = replace(table, words=explained.for_all(one.said))
        over = clean_copy(one.above[: one.start.first])
        read_sheet(heard, one.name, heading, rows, columns, today, year, [*before, *over] if of_samples else over)
    plan.put_together()
    if not table.heads:
        raise TableError(problem("TABLE_017", str(path), expected=_needed(columns)))
    notes = [f"{path.name}: {note}" for note in cleaner.notes()]
    table.warnings.extend((*notes, *understood_as(path.name, table.headings, table.taken)))
    return table


def _lists_and_others(
    table: Table, begun: Sequence[_Begun], columns: Sequence[Column]
) -> tuple[list[tuple[_Begun, list[RawRow], list[RawRow]]], list[RawRow]]:
    """The sheets that are lists, each with its further rows and the first ones of sheets before it that are none; and
    the rows of these, which are said and not read.

    Dossiers stand on a sheet beside that of the results, which says of which agency they are.
    """
    is_whole = any(_says_of_what(one.start) for one in begun)
    of_bodies = any(column.parse in (body, code_or_name) and column.required for column in columns)
    lists: list[tuple[_Begun, list[RawRow], list[RawRow]]] = []
    before, aside = list[RawRow](), list[RawRow]()
    for one in begun:
        below = list(one.further)
        besides = one.start.known + len(one.said) < 2 or (is_whole and not _says_of_what(one.start))
        if len(begun) > 1 and besides and not (of_bodies and lists_bodies([*one.above, *below])):
            before += clean_copy(one.above[: ABOVE - 1])
            aside += clean_copy([*one.above, *below[:ABOVE]])
            why = _why_passed_over(one.above, columns)
            table.warnings.append(f"{table.path.name}: trang «{one.name}» {why}")
        else:
            lists.append((one, below, list(before)))
    return lists, aside


def _prepared(
    table: Table, sheets: list[tuple[str, Iterator[RawRow]]], columns: Sequence[Column]
) -> list[tuple[str, Iterator[RawRow]]]:
    """The sheets of results and of people as tables of ours have them; what was done is said."""
    names = {column.name for column in columns}
    if "verdict" in names:
        return _by_points(table, sheets, columns)
    if "audit_certificate" not in names:
        return sheets
    made: list[tuple[str, Iterator[RawRow]]] = []
    for name, rows in sheets:
        told, note = with_both_certificates(list(rows), columns)
        where = sheet_of(table.path.name, name)
        table.warnings.extend([f"{where}: {note}"] if note else [])
        made.append((name, iter(told)))
    return made


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
        where = sheet_of(table.path.name, name)
        table.warnings.extend(f"{where}: {note}" for note in notes)
        made.append((name, iter(told)))
    of_the_lists = ((name, iter(rows)) for name, rows in whole if name in lists and not taken)
    return [*made, *of_the_lists]


def _why_passed_over(rows: Sequence[RawRow], columns: Sequence[Column]) -> str:
    """Why a sheet is not read as a list; that of sampled dossiers beside results has a command of its own."""
    titles = ({*heading_keys(raw)} for _, cells in rows for raw in cells if isinstance(raw, str))
    dossier = {word_key(words) for words in (*table_words()["heading"]["dossier"], label("column", "dossier"))}
    if any(column.name == "verdict" for column in columns) and any(keys & dossier for keys in titles):
        return "là hồ sơ lấy mẫu: nhập riêng bằng «isoaudit samples import»."
    return "giải thích chữ viết tắt ở các trang khác." if is_legend(rows, columns) else "không có bảng, bỏ qua."


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
