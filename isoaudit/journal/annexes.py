"""The annex that comes with isoaudit: it goes into a programme only when its office asks for it."""

from __future__ import annotations

from pathlib import Path

from isoaudit.errors import ChecklistError, problem
from isoaudit.files import refuse_links, write_whole
from isoaudit.journal.checklists import LAW, checklist_files, problems
from isoaudit.journal.plain_yaml import read_bytes
from isoaudit.journal.settings import shipped

ANNEX = "tcvn-iso-9001-2015.yaml"
"""Questions on the 28 second-level clauses of the standard; a new programme does not have it."""


def add_annex(shelf: Path) -> bool:
    """Put the annex among the checklists of a programme: True when it was, False when it lay there already.

    It is checked beside the office's own checklists first; nothing is written when a fault is found. Raises
    ChecklistError: CHECKLIST_029 for one there that the office changed, else every fault of what would lie there.
    """
    source, target = shipped("checklists") / ANNEX, shelf / ANNEX
    data = read_bytes(source)
    refuse_links([target])
    if target.exists():
        if read_bytes(target).replace(b"\r\n", b"\n") != data.replace(b"\r\n", b"\n"):
            raise ChecklistError(problem("CHECKLIST_029", str(target)))
        return False
    if found := problems([*checklist_files(shelf), source], shelf / LAW):
        raise ChecklistError(found)
    write_whole(target, data)
    return True
