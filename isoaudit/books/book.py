"""One inspection as a book of the form: what the browser was told, what is different now, what was written."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

from isoaudit.books.doing import Came
from isoaudit.books.kept_files import shown
from isoaudit.books.now import Now
from isoaudit.desk.acts.evidence import keep_evidence
from isoaudit.desk.answers.saying import Said
from isoaudit.errors import ProcedureError, problem
from isoaudit.form.page import Changes, Done, Page, Section, ShownFile, Status, Value
from isoaudit.journal.programme import Programme, today
from isoaudit.journal.state import State
from isoaudit.journal.store import Ids
from isoaudit.model import Inspection

Seen = TypeVar("Seen", bound=Now)


@dataclass(frozen=True, eq=False)
class View:
    """What a page shows at one moment."""

    sections: tuple[Section, ...]
    values: Mapping[str, Value]
    files: frozenset[str]
    """SHA-256 of the files that records name."""
    status: Status


@dataclass(frozen=True, eq=False)
class _Shown(Generic[Seen]):
    """What the browser was last told."""

    heads: Ids
    now: Seen
    view: View


def mark_of(folder: Path) -> str:
    """A short mark of where a programme lies, so that one browser keeps the drafts of two apart."""
    return hashlib.sha256(str(folder).encode()).hexdigest()[:12]


class InspectionBook(ABC, Generic[Seen]):
    """The records of one inspection; see :class:`isoaudit.form.book.Book`."""

    def __init__(self, folder: Path, inspection: str) -> None:
        """Raises RunError for an inspection there is not, StoreError for a journal that cannot be read."""
        self.programme = Programme(folder)
        heads = self.programme.journal.heads()
        state, (chosen,) = self.programme.about([inspection])
        self._id = chosen.id
        self._shown = self._looked(heads, state, chosen)

    # what a book of its own says

    @abstractmethod
    def page(self) -> Page:
        """How the page looks."""

    @abstractmethod
    def _seen(self, state: State, inspection: Inspection) -> Seen:
        """The inspection at this moment."""

    @abstractmethod
    def _view(self, now: Seen) -> View:
        """What the page shows of it."""

    @abstractmethod
    def _say(self, record: str, fields: Mapping[str, Any], edit: str, base: Ids) -> Said | None:
        """Write what was typed into a record; None: nothing was to be written."""

    @abstractmethod
    def _do(self, now: Seen, action: str, given: Mapping[str, Any], edit: str) -> Came:
        """Do what a button stands for."""

    # what is shown

    def values(self) -> Mapping[str, Value]:
        """What every record says, by its id."""
        return self._shown.view.values

    def files(self) -> Sequence[ShownFile]:
        """The files that records name."""
        return shown(self.programme, sorted(self._shown.view.files))

    def status(self) -> Status:
        """How far the work is."""
        return self._shown.view.status

    # what is written

    def say(self, record: str, fields: Mapping[str, Any], *, edit: str, base: Sequence[str], at: str) -> Changes:
        """Write what was typed into a record. Raises IsoAuditError: nothing was written."""
        del at  # the clock of the browser may be wrong; the entry holds the time of this machine
        heads = self.programme.journal.heads()
        said = self._say(record, fields, edit, tuple(base))
        after = self._looked((), said.state, said.inspection) if said else self._looked(heads, *self._read())
        changes = self._told(after)
        return replace(changes, values={**_only(record, after.view.values), **changes.values})

    def do(self, action: str, given: Mapping[str, Any], *, edit: str) -> Done:
        """Do what a button stands for; sent again it answers with what it came to."""
        fresh = self._fresh()
        if action == "settle":
            self._refuse_changed(str(given["record"]), fresh.view)
        lines, made = self._do(fresh.now, action, given, edit)
        return Done(tuple(lines), tuple(made), self.refresh())

    def _refuse_changed(self, record: str, fresh: View) -> None:
        """Refuse a choice among statements that others were added to: its number would mean another one."""
        seen, now = (view.values.get(record) for view in (self._shown.view, fresh))
        if seen and now and seen.conflict and now.conflict and seen.conflict != now.conflict:
            raise ProcedureError(problem("VISIT_008", record.partition("/")[2]))

    def keep(self, file: Path, name: str, *, record: str) -> ShownFile:
        """Keep an uploaded file unaltered. Raises ProcedureError for what is no evidence."""
        del record  # whatever it is added to, the file is kept the same way
        return shown(self.programme, [keep_evidence(self.programme, file, name).sha256])[0]

    def refresh(self) -> Changes:
        """What others wrote since it was last asked."""
        return self._told(self._fresh())

    # how it stands

    def _fresh(self) -> _Shown[Seen]:
        """How the inspection stands in the journal now; nothing is read where nobody wrote."""
        heads = self.programme.journal.heads()
        if heads == self._shown.heads and today() == self._shown.now.day:
            return self._shown
        return self._looked(heads, *self._read())

    def _read(self) -> tuple[State, Inspection]:
        state, (inspection,) = self.programme.about([self._id])
        return state, inspection

    def _looked(self, heads: Ids, state: State, inspection: Inspection) -> _Shown[Seen]:
        """What the page would show of a state; ``heads`` of the journal before it was read, none: not known."""
        now = self._seen(state, inspection)
        return _Shown(heads, now, self._view(now))

    def _told(self, after: _Shown[Seen]) -> Changes:
        """What is different from what the browser was last told, which it is told now."""
        before, self._shown = self._shown.view, after
        view = after.view
        return Changes(
            {id: value for id, value in view.values.items() if before.values.get(id) != value},
            tuple(different_sections(before.sections, view.sections)),
            tuple(shown(self.programme, sorted(view.files - before.files))),
            view.status if view.status != before.status else None,
        )


def different_sections(before: Iterable[Section], after: Iterable[Section]) -> Iterable[Section]:
    """The sections that look different now."""
    known = {section.id: section for section in before}
    return (section for section in after if known.get(section.id) != section)


def _only(record: str, values: Mapping[str, Value]) -> dict[str, Value]:
    """The value of a record that was just said, also where it says what it said before."""
    return {record: values[record]} if record in values else {}
