"""The heading of a sheet judged as a whole: what its columns mean, and what is told of all rows beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from isoaudit.tables.cells import Column, Place
from isoaudit.tables.cleaning import RawRow
from isoaudit.tables.columns.degrees import is_of_people, with_degrees
from isoaudit.tables.columns.faults import judge_heading
from isoaudit.tables.columns.headings import Heading, understood, with_choices
from isoaudit.tables.columns.kept import named_in_groups, set_apart, with_lower_row
from isoaudit.tables.columns.missing import guess, with_guesses, with_phrases
from isoaudit.tables.columns.phrases import told_by_phrase
from isoaudit.tables.columns.questions import of_all_rows, of_headings
from isoaudit.tables.columns.unread import ask_of_the_unread
from isoaudit.tables.lists.above import note_above, note_unused, told_above
from isoaudit.tables.lists.contents import by_contents, with_days_of_papers, with_papers_beside, with_team_names
from isoaudit.tables.lists.table import Table
from isoaudit.tables.lists.whole_names import with_called, with_whole_names
from isoaudit.tables.results.points import OF_POINTS, with_points
from isoaudit.tables.rows.besides import is_lower_row
from isoaudit.tables.rows.groups import Groups, told_by_groups
from isoaudit.tables.visits.roles import is_role, with_roles

_OF_HEADINGS = ("TABLE_001", "TABLE_026", "TABLE_029", "TABLE_033")
"""Messages of a heading that lacks a column, which one of the unknown columns may be."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What a heading means, with what is told of its rows beside its columns."""

    heading: Heading
    told: Mapping[str, str]
    """What stands above the table, or the office said, of all rows, by column."""
    groups: Groups
    """What the names of groups say of the rows in them."""
    lower: bool = False
    """Whether the first row below is the second of the heading."""


def understood_heading(
    table: Table,
    place: Place,
    heading: Heading,
    below: Sequence[RawRow],
    columns: Sequence[Column],
    over: Sequence[RawRow],
) -> Understood:
    """What the heading of a sheet means by its words, by what stands ``below`` and ``over`` it, and by its second row.

    What is wrong with it, and what can be asked of that, is noted in the table.
    """
    lower = below[0][1] if below and is_lower_row(below[0][1], heading) else []
    heading = named_in_groups(with_lower_row(heading, lower, partial(_tells, columns=columns)), columns)
    meant = _judged(table, place, heading, below[1:] if lower else below, columns, over)
    lower = lower or (below[0][1] if below and is_lower_row(below[0][1], meant.heading) else [])
    return replace(meant, heading=with_lower_row(meant.heading, lower), lower=True) if lower else meant


def _tells(words: str, columns: Sequence[Column]) -> bool:
    """Whether the words of the lower row of a heading may tell what its column means."""
    return bool(told_by_phrase(words, columns)) or is_of_people(words) or is_role(words)


def _judged(
    table: Table,
    place: Place,
    heading: Heading,
    below: Sequence[RawRow],
    columns: Sequence[Column],
    over: Sequence[RawRow],
) -> Understood:
    """What a heading means, in this order: its columns, what is told of all rows, what groups tell, what is lacking."""
    heading = _with_meanings(table, place, heading, below, columns)
    columns = [column for column in columns if not (heading.points and column.name in OF_POINTS)]
    told = _told_of_all(table, place, heading, columns, over)
    columns = [column for column in columns if column.name not in told]
    groups = told_by_groups(heading, below, columns, table.words, place.sheet)
    if note := groups.note(columns):
        table.warnings.append(f"{place}: {note}")
    columns = [column for column in columns if column.name not in groups.said]
    return Understood(_complete(table, place, heading, below, columns, groups), told, groups)


def _with_meanings(
    table: Table, place: Place, heading: Heading, below: Sequence[RawRow], columns: Sequence[Column]
) -> Heading:
    """The heading with what its columns mean by their words and by what stands in them."""
    heading = by_contents(heading, below, columns)
    heading = with_points(set_apart(with_choices(heading, below, columns), table.words.kept()), columns)
    columns = [column for column in columns if not (heading.points and column.name in OF_POINTS)]
    heading, teams = with_team_names(heading, below, table.teams)
    table.warnings.extend(f"{place}: {note}" for note in teams)
    heading = with_degrees(heading, below, columns)
    heading = with_called(with_whole_names(with_roles(heading, columns), below), below)
    return with_days_of_papers(with_phrases(heading, columns, below, table.beside))


def _told_of_all(
    table: Table, place: Place, heading: Heading, columns: Sequence[Column], over: Sequence[RawRow]
) -> dict[str, str]:
    """What stands above a table, or the office said, of all its rows, for columns that it lacks."""
    where, of_all = heading.where(), table.words.of_all
    given = {name: said for name, said in of_all.items() if name not in where}
    told = {name: said for name, said in told_above(over, heading, columns).items() if name not in given}
    if told:
        table.warnings.append(f"{place}: {note_above(told, columns)}")
    if unused := of_all.keys() & where:
        table.warnings.append(f"{place}: {note_unused([column for column in columns if column.name in unused])}")
    return told | given


def _complete(
    table: Table, place: Place, heading: Heading, below: Sequence[RawRow], columns: Sequence[Column], groups: Groups
) -> Heading:
    """The heading with the columns that are guessed; what it lacks is refused, and asked about."""
    guesses = guess(heading, columns, below, table.beside, table.words)
    before = len(table.faults.placed)
    notes = judge_heading(heading, place, columns, below, table.faults, table.beside, guesses, table.keeps)
    table.warnings.extend(notes)
    ask_of_the_unread(heading, place, columns, below, table.faults, table.beside, guesses)
    if any(fault.code in _OF_HEADINGS for _, fault in table.faults.placed[before:]):
        table.asked.extend(of_headings(heading, columns, below, table.beside, guesses, table.keeps))
        table.asked.extend(groups.questions or of_all_rows(heading, columns, below, guesses))
    table.headings.update(dict.fromkeys(understood(heading)))
    guessed = with_papers_beside(with_guesses(heading, guesses), columns)
    table.headings.update(dict.fromkeys(understood(guessed)))
    return guessed
