"""The office's checklist: given out to be edited in Excel, taken in again; and the annex that comes with isoaudit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from isoaudit.books.doing import Came
from isoaudit.desk.checklists.export import export_checklist
from isoaudit.desk.checklists.importing import import_checklist
from isoaudit.form.page import Action, Line, Made
from isoaudit.journal.annexes import ANNEX, add_annex
from isoaudit.journal.programme import Programme
from isoaudit.start.act_forms import Given
from isoaudit.start.places import fresh
from isoaudit.wording import label

if TYPE_CHECKING:
    from isoaudit.start.tables import Order


def take(order: Order) -> Iterator[str]:
    """``isoaudit checklist import``: what changes, where it is written."""
    done = import_checklist(order.programme, order.path, dry_run=order.dry_run)
    if order.dry_run:
        yield f"{label('start_said', 'preview')}:"
    yield from done.told()
    if done.anything and not order.dry_run:
        yield label("start_said", "checklist_in").format(place=done.place)


def export(programme: Programme, path: Path) -> None:
    """``isoaudit checklist export``, the main one."""
    export_checklist(_shelf(programme), "", path)


def actions(programme: Programme) -> Iterator[Action]:
    """The annex is put in, or given out once it is there."""
    there = (_shelf(programme) / ANNEX).is_file()
    words = label("start_action", "export_annex" if there else "add_annex")
    yield Action("annex", words, confirm="" if there else label("start_said", "add_annex"))


def annex(programme: Programme, given: Given) -> Came:
    """``isoaudit checklist annex``; of one that is there ``checklist export``. Raises ChecklistError."""
    if not (_shelf(programme) / ANNEX).is_file():
        add_annex(_shelf(programme))
        return [Line(label("start_said", "annex_in"), "good")], []
    path = fresh(programme, Path(ANNEX).stem)
    export_checklist(_shelf(programme), Path(ANNEX).stem, path)
    made = Made(path.name, path.relative_to(programme.folder).as_posix())
    return [Line(label("start_said", "exported"), "good")], [made]


def _shelf(programme: Programme) -> Path:
    return programme.folder / "checklists"
