"""Tables out: what the journal says, as workbooks that can be filled in and taken in again."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from isoaudit.desk.inspections.schedule import INSPECTION_COLUMNS
from isoaudit.desk.registers.agencies import AGENCY_COLUMNS
from isoaudit.desk.registers.inspectors import INSPECTOR_COLUMNS
from isoaudit.errors import RunError, problem
from isoaudit.files import write_whole
from isoaudit.journal.programme import Programme
from isoaudit.journal.wordings import offered_wordings
from isoaudit.model import Criterion, Former, Inspection, Member, Noun, Pin
from isoaudit.rules.changes import standing_in_words
from isoaudit.rules.parts import in_words
from isoaudit.tables import Column, text
from isoaudit.tables.cells import word_key
from isoaudit.tables.workbooks.to_fill_in import answers_workbook, table_workbook
from isoaudit.wording import date_short, in_team, label


def export_agencies(programme: Programme, path: Path) -> int:
    """The register into a new workbook; the number of agencies. Raises RunError (FILE_007, FILE_005)."""
    agencies = programme.lists().agencies_by_name()
    return _export(path, "Danh sách cơ quan", AGENCY_COLUMNS, agencies)


def export_inspectors(programme: Programme, path: Path) -> int:
    """The inspectors into a new workbook; how many. Raises RunError (FILE_007, FILE_005)."""
    inspectors = programme.lists().inspectors_by_name()
    return _export(path, "Danh sách người kiểm tra", INSPECTOR_COLUMNS, inspectors)


def export_inspections(programme: Programme, path: Path) -> int:
    """The year's inspections into a new workbook, last those that are not carried out; how many.

    Raises RunError (FILE_007, FILE_005).
    """
    state = programme.lists()
    inspections = [*state.inspections_by_name(), *state.not_held_by_name()]
    rows = [
        {**shown(one, INSPECTION_COLUMNS), "parts": in_words(one.team, _criteria(programme, one.checklists))}
        for one in inspections
    ]
    columns = (*INSPECTION_COLUMNS, *_others(inspections))
    write_new(path, table_workbook("Danh sách cuộc kiểm tra", columns, rows))
    return len(rows)


def _criteria(programme: Programme, pins: Iterable[Pin]) -> list[Criterion]:
    return [criterion for pin in pins for criterion in programme.kept(pin.sha256).checklist.criteria]


def export_answers(programme: Programme, names: Iterable[str], path: Path) -> int:
    """A workbook in which inspectors record their answers, a sheet for each inspection named, or of all; how many.

    Raises RunError when a name fits nothing, or as the others.
    """
    state, chosen = programme.about(names)
    cases = [programme.case(state, inspection) for inspection in chosen]
    write_new(path, answers_workbook(cases, offered_wordings(programme.folder / "checklists")))
    return len(cases)


def _export(path: Path, title: str, columns: Sequence[Column], nouns: Sequence[Noun]) -> int:
    write_new(path, table_workbook(title, (*columns, *_others(nouns)), [shown(noun, columns) for noun in nouns]))
    return len(nouns)


def _others(nouns: Iterable[Noun]) -> list[Column]:
    """The columns of what an office's list says besides ours, each once, under its own heading."""
    headings = (other.heading for noun in nouns for other in getattr(noun, "others", ()))
    return [Column(key, text, title=words) for key, words in {word_key(words): words for words in headings}.items()]


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet: what a person may have filled in is not overwritten."""
    if os.path.lexists(path):  # and where its name cannot be one, writing says so
        raise RunError(problem("FILE_007", str(path)))
    write_whole(path, data)


def shown(noun: Noun, columns: Sequence[Column]) -> Mapping[str, str]:
    """The texts of a noun by the names of columns, each as a person writes it and as the column reads it."""
    fields = {name.rstrip("_"): getattr(noun, name) for name in type(noun).model_fields}
    fields |= {"inspection": fields.get("id")}
    fields |= {"standing": standing_in_words(noun)} if isinstance(noun, Inspection) else {}
    others = {word_key(other.heading): other.text for other in fields.pop("others", None) or ()}
    return others | {column.name: _shown(fields.get(column.name), column) for column in columns}


def _shown(value: Any, column: Column) -> str:
    """A value as a person writes it, and as the column reads it."""
    if value is None or value == ():
        return ""
    if column.values:
        return label(column.values, value)
    if isinstance(value, date):
        return date_short(value)
    if isinstance(value, tuple) and isinstance(value[0], Former):
        kinds = (f"[{label('level', former.level)}; {label('kind', former.kind)}]" for former in value)
        names = (f"trước {date_short(former.until)}: {' '.join(former.name.split())}" for former in value)
        return "\n".join(f"{name} {kind}" for name, kind in zip(names, kinds, strict=True))
    if isinstance(value, tuple):
        return "; ".join(in_team(v) if isinstance(v, Member) else str(v) for v in value)
    return str(value)
