"""More of what docs/ names: columns, fields, values and functions that are of one page each, both ways."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from builders import case
from test_docs import codes, first_codes, rows, tables, text

from isoaudit import model, notebooks
from isoaudit.runs.kinds import Scope, When, _Declared
from isoaudit.tables import Column
from isoaudit.tables.workbooks.acts import COLUMNS, SEEN, SLOTS
from isoaudit.tables.workbooks.checklist import CRITERION_COLUMNS
from isoaudit.tables.workbooks.effects import EFFECT_COLUMNS
from isoaudit.tables.workbooks.reviews import REVIEW_COLUMNS
from isoaudit.wording.blanks import KINDS

_OF_SLOTS = {column.name for column in COLUMNS if any(column.name.startswith(slot.column("")) for slot in SLOTS)}
ACT_COLUMNS = tuple(column for column in COLUMNS if column.name not in _OF_SLOTS | {SEEN})
"""Of the table with a row an act."""


@pytest.mark.parametrize(
    ("heading", "columns"),
    [
        ("Table of reviews", REVIEW_COLUMNS),
        ("Table of effects", EFFECT_COLUMNS),
        ("Table of acts", ACT_COLUMNS),
    ],
    ids=["reviews", "effects", "acts"],
)
def test_columns_of_what_happens_are_those_of_the_import(heading: str, columns: tuple[Column, ...]) -> None:
    table = rows("tables.md", heading)
    assert sorted(first_codes(table)) == sorted(column.name for column in columns)
    headings = {code: {word.strip() for word in row[2].split(";")} for row in table for code in codes(row[0])}
    assert not [column.name for column in columns if column.heading.lower() not in headings[column.name]]
    if columns is not ACT_COLUMNS:  # of a book of acts, which has two forms, no column is needed in both
        needed = {code for row in table if row[1] == "yes" for code in codes(row[0])}
        assert needed == {column.name for column in columns if column.required}


@pytest.mark.parametrize(
    ("heading", "column", "values"),
    [("Table of reviews", "outcome", model.ReviewOutcome), ("Table of effects", "outcome", model.EffectOutcome)],
    ids=["reviews", "effects"],
)
def test_columns_of_what_happens_name_every_code(heading: str, column: str, values: object) -> None:
    row = next(row for row in rows("tables.md", heading) if codes(row[0]) == [column])
    assert set(codes(row[3])) == set(get_args(values))


def test_columns_of_a_checklist_workbook_that_are_written_their_own_way_are_columns() -> None:
    titles = sorted((column.heading for column in CRITERION_COLUMNS), key=len, reverse=True)
    for row in rows("checklist-format.md", "Edit in Excel"):
        assert not re.sub("|".join(map(re.escape, titles)), "", row[0]).strip(" ,"), row[0]
    assert {field for row in rows("checklist-format.md", "Edit in Excel") for field in codes(row[1])} <= {
        *model.Criterion.model_fields,
        *model.Selection.model_fields,
    }


def test_a_wording_has_the_fields_named_and_a_blank_one_of_the_words() -> None:
    assert first_codes(rows("wordings.md", "A wording")) == list(model.Wording.model_fields)
    assert sorted(first_codes(rows("wordings.md", "Blanks"))) == sorted(KINDS)


def test_what_a_notebook_says_of_itself_is_named_with_every_value() -> None:
    said = {codes(row[0])[0]: codes(row[1]) for row in rows("notebooks.md", "What it says of itself")}
    assert sorted(said) == sorted(_Declared.model_fields)
    assert set(get_args(Scope)) <= set(said["of"]) and set(get_args(When)) <= set(said["when"])
    needs = get_args(get_args(_Declared.model_fields["needs"].annotation)[0])
    assert not [name for name in needs if not any(name in code for code in said["needs"])]


def test_what_a_notebook_calls_is_named_and_there() -> None:
    called, further = tables(text("notebooks.md").partition("## What it calls")[2])[:2]
    named = {code.partition("(")[0] for row in called for code in codes(row[0])}
    ours = {name for name in named if "." not in name}
    assert ours == set(notebooks.__all__) - {"POINT", "Year"}  # a column and a type, named beside what they belong to
    for row in further:
        source = [] if row[0] == "inspections" else case("D36-1-a-01|conforming|đã xem|")
        made = getattr(notebooks, f"{row[0]}_table")(source)
        shared = ["inspection", "agency", "name", "kind", "parent", "mode", "round"]
        columns = codes(re.sub(r" \([^)]*\)", "", row[1]))
        assert list(made.columns) == shared + columns, row[0]


@pytest.mark.parametrize(
    ("heading", "values"),
    [
        ("Kind of finding", model.FindingKind),
        ("Outcome of a run", model.Outcome.model_fields["status"].annotation),
    ],
    ids=["findings", "runs"],
)
def test_the_glossary_has_codes_that_no_vocabulary_labels(heading: str, values: object) -> None:
    assert sorted(first_codes(rows("glossary.md", heading))) == sorted(get_args(values))
