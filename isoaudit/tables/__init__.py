"""Tables in and out: CSV and XLSX, each cell at its place, all problems at once."""

from isoaudit.tables.cells import (
    CellFaults,
    Column,
    Place,
    body,
    code,
    code_or_name,
    number,
    one_of,
    paper,
    person,
    text,
    year,
)
from isoaudit.tables.cleaning import cleaned
from isoaudit.tables.columns.missing import is_body
from isoaudit.tables.days import day, past_day, past_day_or_year, time_of_day
from isoaudit.tables.files.sheets import is_workbook
from isoaudit.tables.lists.table import Row, Table
from isoaudit.tables.reading import read_table
from isoaudit.tables.several import codes_of, entry_ids, former_names, texts
from isoaudit.tables.visits.parts import parts
from isoaudit.tables.visits.teams import is_inspector_code, team
from isoaudit.wording import read_day

__all__ = [
    "Column",
    "CellFaults",
    "Place",
    "Row",
    "Table",
    "cleaned",
    "body",
    "code",
    "code_or_name",
    "codes_of",
    "day",
    "is_body",
    "is_inspector_code",
    "is_workbook",
    "entry_ids",
    "former_names",
    "number",
    "one_of",
    "paper",
    "past_day",
    "past_day_or_year",
    "person",
    "read_day",
    "read_table",
    "parts",
    "team",
    "text",
    "texts",
    "time_of_day",
    "year",
]
