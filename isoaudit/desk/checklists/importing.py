"""A checklist edited in Excel on its way into the programme: all of it or nothing, by the checks of its file."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from isoaudit.desk.intake.marked_copy import copy_to_mend
from isoaudit.errors import ChecklistError, Problem, TableError, problem
from isoaudit.files import write_whole
from isoaudit.journal.checklist_writing import raw_text
from isoaudit.journal.checklists import LAW, checklist_files, folder_problems, parse
from isoaudit.journal.plain_yaml import PlainYaml, load_yaml, read_bytes
from isoaudit.journal.programme import Programme, today
from isoaudit.model import Checklist, Criterion
from isoaudit.tables import CellFaults, Column, Row, Table, read_table
from isoaudit.tables.workbooks.checklist import (
    COLUMN_OF,
    CRITERIA,
    CRITERION_COLUMNS,
    HEAD,
    HEAD_COLUMNS,
    HEAD_FIELDS,
    NO,
    SHORT,
    SHORT_COLUMNS,
    YES,
)
from isoaudit.wording import name_key
from isoaudit.wording.grouping import counts

_NOT_FIELDS = ("criterion", "criterion_point", "in_short_forms", "others")
_OF_CODE = {"CHECKLIST_002": "criterion", "CHECKLIST_004": "basis", "CHECKLIST_005": "criterion_point"} | {
    "CHECKLIST_006": "basis",
    "CHECKLIST_009": "iso_9001_2015",
    "CHECKLIST_012": "criterion",
    "CHECKLIST_013": "criterion",
}
"""The column that a fault of a criterion as a whole is shown at."""


@dataclass(slots=True)
class ChecklistChange:
    """What an edited workbook changes in the checklists of a programme, or would change."""

    path: Path
    version: str
    added: list[str] = field(default_factory=list)
    """Ids of criteria."""
    removed: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    others: bool = False
    """Something besides criteria changes: title, version, short forms; or the checklist is new."""
    backup: Path | None = None
    """The file as it was before, where there was one and something was written."""

    @property
    def anything(self) -> bool:
        """Whether the workbook says anything else than the checklist there is."""
        return bool(self.added or self.removed or self.changed or self.others)

    def told(self) -> list[str]:
        """Which criteria change, a line for each way; that nothing does."""
        ways = (("Thêm", self.added), ("Bỏ", self.removed), ("Sửa", self.changed))
        lines = [f"{words} {counts({'tiêu chí': len(ids)})}: {', '.join(ids)}." for words, ids in ways if ids]
        return lines if self.anything else [*lines, "Không có thay đổi."]

    @property
    def place(self) -> str:
        """Where it lies below the programme, with its version."""
        return f"checklists/{self.path.name}, phiên bản {self.version}"


def import_checklist(programme: Programme, path: Path, *, dry_run: bool = False) -> ChecklistChange:
    """Read a workbook that ``checklist_workbook`` wrote and write ``checklists/ID.yaml``.

    It is judged as its file will be, beside the other checklists of the programme; the file as it was is kept. Raises
    TableError with every fault at its cell, a marked copy then left; CHECKLISTBOOK_004 where criteria change and the
    version does not; ChecklistError for a fault of the other checklists.
    """
    shelf = programme.folder / "checklists"
    book = _Book(path)
    raw = book.read()
    text = raw_text(raw)
    target = shelf / f"{raw['id']}.yaml"
    made = _judged(shelf, target, text, book)
    present = parse(read_bytes(target)).checklist if target.is_file() else None
    done = _compared(target, made, present)
    if present and done.anything and made.version == present.version:
        book.refuse_head("version", "CHECKLISTBOOK_004", version=made.version)
        book.stop()
    if done.anything and not dry_run:
        done.backup = _backup(target) if present else None
        write_whole(target, text.encode())
    return done


def _judged(shelf: Path, target: Path, text: str, book: _Book) -> Checklist:
    """The checklist, where nothing is wrong with it beside the others. Raises TableError, ChecklistError."""
    with TemporaryDirectory() as staged:
        folder = Path(staged)
        for other in (*checklist_files(shelf), shelf / LAW):
            if other != target and other.is_file():
                shutil.copyfile(other, folder / other.name)
        made = folder / target.name
        made.write_text(text, encoding="utf-8", newline="\n")
        found = folder_problems(folder)
        if not found:
            return parse(text.encode()).checklist
        read = load_yaml(str(made), text.encode())
        book.place([_worded(one, book, read, made) for one in found], read, made)
        raise ChecklistError([_worded(one, book, read, made, shelf) for one in found])


def _worded(found: Problem, book: _Book, read: PlainYaml, made: Path, shelf: Path | None = None) -> Problem:
    """A fault of a staged file with the lines it names as rows of the workbook, the others where their file lies."""
    whole = re.sub(rf"{re.escape(str(made))}:(\d+)", lambda line: book.row_of(read, int(line[1])), found.what)
    what = whole.replace(f"{made.parent}{os.sep}", "")
    where = found.where.replace(str(made.parent), str(shelf)) if shelf else found.where
    return replace(found, what=what, where=where)


def _backup(target: Path) -> Path:
    names = (target.with_name(f"{target.name}.bak{'' if n == 1 else f'-{n}'}") for n in count(1))
    backup = next(name for name in names if not os.path.lexists(name))
    write_whole(backup, read_bytes(target))
    return backup


def _compared(path: Path, made: Checklist, present: Checklist | None) -> ChecklistChange:
    now = {one.id: one for one in made.criteria}
    was: dict[str, Criterion] = {one.id: one for one in present.criteria} if present else {}
    done = ChecklistChange(path, made.version)
    done.added = [id for id in now if id not in was]
    done.removed = [id for id in was if id not in now]
    done.changed = [id for id in now if id in was and now[id] != was[id]]
    done.others = present is None or _besides(made) != _besides(present) or list(now) != list(was)
    return done


def _besides(checklist: Checklist) -> object:
    """What a checklist says besides its criteria; the order within a short form says nothing."""
    short = [(one.id, one.title, one.kinds, frozenset(one.criteria)) for one in checklist.selections]
    return checklist.version, checklist.title, checklist.annex, short


class _Book:
    """The sheets of one workbook, and every fault found in them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.faults = CellFaults()
        self.rows: list[Row] = []
        """Of the criteria, in their order."""
        self.heads: dict[str, Row] = {}
        self.short: list[Row] = []

    def read(self) -> dict[str, Any]:
        """The fields of the checklist as its file will have them. Raises TableError where a cell says none."""
        self.rows = self._table(CRITERIA, CRITERION_COLUMNS)
        by_words = {name_key(words): name for name, words in HEAD_FIELDS.items()}
        for row in self._table(HEAD, HEAD_COLUMNS):
            if name := by_words.get(name_key(row.values.get("about") or "")):
                self.heads[name] = row
        self.short = self._table(SHORT, SHORT_COLUMNS)
        head = {name: self._head(name) for name in HEAD_FIELDS}
        if head["id"] and not re.fullmatch(r"[a-z0-9][a-z0-9-]*", head["id"]):
            self.refuse_head("id", "CHECKLISTBOOK_002", value=head["id"])
        annex = name_key(head["annex"]) == name_key(YES)
        if head["annex"] and not annex and name_key(head["annex"]) != name_key(NO):
            self.refuse_head("annex", "TABLE_004", value=head["annex"], column=HEAD_FIELDS["annex"], expected=[YES, NO])
        selections = [self._selection(row) for row in self.short]
        self._short_forms_known({one["id"] for one in selections})
        self.stop()
        raw = {**head, "annex": annex, "criteria": [self._criterion(row) for row in self.rows]}
        return {**raw, "selections": selections} if selections else raw

    def stop(self) -> None:
        """Refuse the workbook if anything in it is wrong. Raises TableError."""
        if self.faults.placed:
            raise TableError(self.faults.problems(), note=copy_to_mend(Table(self.path, faults=self.faults)))

    def refuse_head(self, name: str, code: str, /, **fields: object) -> None:
        """Refuse what the sheet on the checklist says of a field."""
        self.faults.refuse(self.heads[name].at("said"), code, **fields)

    def place(self, found: Sequence[Problem], read: PlainYaml, made: Path) -> None:
        """Put faults of the file that was made at the cells they came from. Raises TableError if each has one."""
        for one in found:
            place = self._cell(one, read, made)
            if place is None:
                return
            self.faults.placed.append((place, replace(one, where=str(place))))
        self.stop()

    def row_of(self, read: PlainYaml, line: int) -> str:
        """The row of the workbook that a line of the file came from, in words."""
        index = self._index(read, line)
        return self.rows[index].place.within_file if index is not None else HEAD

    def _index(self, read: PlainYaml, line: int) -> int | None:
        starts = enumerate(read.line(("criteria", index)) for index in range(len(self.rows)))
        return max((index for index, start in starts if start <= line), default=None)

    def _cell(self, found: Problem, read: PlainYaml, made: Path) -> Any:
        where, _, line = found.where.rpartition(":")
        if found.where == str(made):  # of the checklist as a whole, or of its short forms
            of = self.short[:1] if found.code in ("CHECKLIST_030", "CHECKLIST_031") else [self.heads["id"]]
            return of[0].place if of else None
        if where != str(made) or not line.isdigit():
            return None
        index = self._index(read, int(line))
        if index is None:
            return None
        row = self.rows[index]
        lines = {read.line(("criteria", index, name)): name for name in Criterion.model_fields if name != "id"}
        name = lines.get(int(line), "")
        column = _OF_CODE.get(found.code) or _named_in(found.what) or COLUMN_OF.get(name, name)
        return row.at(column) if column in row.columns else row.place

    def _table(self, sheet: str, columns: Sequence[Column]) -> list[Row]:
        table = read_table(self.path, columns, today(), sheet=sheet)
        own = [row for row in table.rows if row.place.sheet == sheet]
        self.faults.placed += [(place, fault) for place, fault in table.faults.placed if place.sheet == sheet]
        if not own and sheet != SHORT:
            raise TableError(problem("CHECKLISTBOOK_003", str(self.path), sheet=sheet))
        return own

    def _head(self, name: str) -> str:
        row = self.heads.get(name)
        if row is None:
            raise TableError(problem("CHECKLISTBOOK_003", str(self.path), sheet=f"{HEAD}», dòng «{HEAD_FIELDS[name]}"))
        said: str = row.values.get("said") or ""
        if not said and name != "annex":
            self.refuse_head(name, "TABLE_003", column=HEAD_FIELDS[name])
        return said

    def _criterion(self, row: Row) -> dict[str, Any]:
        said = {name: value for name, value in row.values.items() if name not in _NOT_FIELDS}
        ask = said.pop("ask", "")
        days = {name: date.fromisoformat(said.pop(name)) for name in ("in_force_from", "in_force_to") if said.get(name)}
        said.pop("in_force_to", None)
        return {
            "id": row.values["criterion"],
            "point": row.values["criterion_point"],
            **{name: value for name, value in said.items() if value not in (None, "")},
            "by_record": bool(ask),
            **({"ask": ask} if ask else {}),
            **days,
        }

    def _selection(self, row: Row) -> dict[str, Any]:
        id = row.values.get("short_id") or ""
        chosen = [one.values["criterion"] for one in self.rows if id in (one.values.get("in_short_forms") or ())]
        kinds = row.values.get("short_kinds") or "all"
        return {"id": id, "title": row.values.get("short_title") or "", "kinds": kinds, "criteria": chosen}

    def _short_forms_known(self, known: set[str]) -> None:
        for row in self.rows:
            for id in row.values.get("in_short_forms") or ():
                if id not in known:
                    self.faults.refuse(row.at("in_short_forms"), "CHECKLISTBOOK_005", value=id, sheet=SHORT)


def _named_in(what: str) -> str:
    """The column of a field that a fault names: «requirement trùng với …»."""
    first = re.match(r"(?:mục «)?(\w+)", what)
    name = first[1] if first else ""
    name = COLUMN_OF.get(name, name)
    return name if any(column.name == name for column in CRITERION_COLUMNS) else ""
