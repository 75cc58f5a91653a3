"""What lies in the archive of an inspection: each file in one of the ten rows of Article 39. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from isoaudit.model import Act, Case
from isoaudit.rules.standing import file_of
from isoaudit.wording import date_short, label, sentence


@dataclass(frozen=True, slots=True)
class Filed:
    """A file of an archive."""

    path: str
    """Within the archive, with ``/``."""
    shelf: int
    """Clause of Article 39."""
    what: str
    number: str
    on: date | None
    size: int
    sha256: str
    draft: bool = False
    """Whether it is a paper as the office made it, and not one that was signed or received."""

    @property
    def name(self) -> str:
        """Its name without its folders."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class DossierRow:
    """One of the ten rows: what is to be there, what is."""

    number: int
    name: str
    state: str
    """In words."""
    notes: tuple[str, ...]
    files: tuple[Filed, ...]


def dossier_rows(case: Case, filed: Iterable[Filed]) -> tuple[DossierRow, ...]:
    """The ten rows of Article 39 with the files in each; a paper that was recorded without its file is said."""
    files = sorted(filed, key=lambda one: (one.draft, one.path))
    rows = []
    for shelf in file_of(case):
        here = tuple(one for one in files if one.shelf == shelf.number)
        notes = [f"thiếu {label('filed_as', kind)}" for kind in shelf.lacks]
        without = [_named(act) for act in shelf.acts if not act.file]
        plan = case.programme.plan
        if shelf.state == "there" and not shelf.acts and plan.number:
            without.append(f"kế hoạch theo văn bản số {plan.number}")
        if without:
            notes.append(f"chưa lưu tệp: {', '.join(without)}")
        state = sentence(label("file_state", shelf.state))
        rows.append(DossierRow(shelf.number, label("file", str(shelf.number)), state, tuple(notes), here))
    return tuple(rows)


def _named(act: Act) -> str:
    number = f" số {act.number}" if act.number else ""
    return f"{label('file_name', act.kind)}{number} ngày {date_short(act.on)}"
