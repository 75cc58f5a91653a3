"""Agencies that a table names and nobody knows: whoever can be asked says which of the list is meant, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from isoaudit.desk.intake.body_names import BodyNames, near_names
from isoaudit.journal.programme import Programme
from isoaudit.tables import Table
from isoaudit.tables.columns.office_words import BODY, Said
from isoaudit.tables.columns.questions import Question
from isoaudit.wording import label

_OFFERED, _NEAR = 5, 0.5
"""How many agencies a person chooses from, and how much of two names must be the same: she knows which is meant."""
_MOST = 20
"""Unknown names that are asked about; more of them want a list of agencies first."""


def which_bodies(programme: Programme, table: Table) -> Iterator[Question]:
    """A question for each name of no agency that may be one of the list."""
    if BODY not in table.columns:
        return
    agencies = programme.lists().agencies
    names = BodyNames(agencies)
    typed = Counter(name for row in table.rows if (name := row.values.get(BODY)) and not names.code_of(name))
    for name, rows in typed.items() if len(typed) <= _MOST else ():
        near = near_names(name, agencies.values(), _OFFERED, _NEAR)[:_OFFERED]
        answers = tuple((f"{agency.name} ({agency.code})", Said(name, agency.code, BODY)) for agency in near)
        if answers:
            yield Question(name, rows, answers, under=label("column", BODY))
