"""A checklist out: as a workbook to be edited and taken in again, or as a form for phones."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from isoaudit.desk.exports import write_new
from isoaudit.errors import ChecklistError, problem
from isoaudit.journal.checklists import load
from isoaudit.tables.workbooks.checklist import checklist_workbook
from isoaudit.tables.workbooks.xlsform import xlsform as form_of


@dataclass(frozen=True, slots=True)
class Exported:
    """Which checklist was written, where, and how many criteria it has."""

    id: str
    path: Path
    criteria: int


def export_checklist(shelf: Path, name: str, path: Path | None, *, xlsform: bool = False) -> Exported:
    """One checklist of a folder into a new workbook; without a name the main one.

    Raises ChecklistError with every fault of the folder, or where it has none of that name (CHECKLISTBOOK_006);
    RunError (FILE_007, FILE_005).
    """
    checklists = [pinned.checklist for pinned in load(shelf)]
    chosen = next((one for one in checklists if (one.id == name if name else not one.annex)), None)
    if chosen is None:
        known = ", ".join(one.id for one in checklists)
        raise ChecklistError(problem("CHECKLISTBOOK_006", str(shelf), value=name, known=known))
    target = path or Path(f"{chosen.id}{'-dien-thoai' if xlsform else ''}.xlsx")
    write_new(target, form_of(chosen) if xlsform else checklist_workbook(chosen))
    return Exported(chosen.id, target, len(chosen.criteria))
