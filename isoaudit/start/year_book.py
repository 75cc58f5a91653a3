"""The year as a book of the form: its page, what its buttons do, what is different since the browser was told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from isoaudit.books.book import different_sections, mark_of
from isoaudit.errors import RunError, problem
from isoaudit.form.page import Changes, Done, Job, Page, Section, ShownFile, Status, Value
from isoaudit.journal.programme import Programme, today
from isoaudit.start import acting, inspections, overview, results, tables
from isoaudit.start.acting import Desk
from isoaudit.start.children import Jobs
from isoaudit.start.dropped import Dropped
from isoaudit.start.help import HELP
from isoaudit.start.now import Now
from isoaudit.start.remedies import by_its_buttons
from isoaudit.wording import label


@dataclass(frozen=True, eq=False)
class _Shown:
    """What the browser was last told, and what it was read from."""

    now: Now
    out: object
    sections: tuple[Section, ...]
    status: Status


class YearBook:
    """The page of one year; see :class:`isoaudit.form.book.Book`."""

    def __init__(self, folder: Path) -> None:
        """Raises ProgrammeError, StoreError for a programme that cannot be read."""
        self.programme = Programme(folder)
        self._dropped = Dropped(self.programme.folder)
        self._jobs = Jobs(self.programme.folder)
        self._looked_at: dict[str, tables.Looked] = {}
        self._shown = self._look(Now.of(self.programme))

    def page(self) -> Page:
        """How the page looks."""
        settings = self.programme.settings
        groups = (overview.GROUP, inspections.GROUP, tables.GROUP)
        return Page(
            id="start",
            programme=mark_of(self.programme.folder),
            title=label("start_said", "title").format(year=settings.year),
            subtitle=f"{settings.authority}, {self.programme.folder}",
            groups=tuple((name, label("start_tab", name)) for name in groups),
            sections=self._shown.sections,
            assigned=False,
            warning=label("warning", "files"),
            counted=label("start_said", "counted"),
            typed=False,
            help=HELP,
        )

    def values(self) -> Mapping[str, Value]:
        """Nothing is typed into its records."""
        return {}

    def files(self) -> Sequence[ShownFile]:
        """The files that were dropped and are not done with."""
        return self._dropped.shown()

    def status(self) -> Status:
        """How far the year is, and what goes on beside the page."""
        return self._status(self._jobs.shown())

    def _status(self, jobs: tuple[Job, ...]) -> Status:
        return replace(self._shown.status, jobs=jobs)

    def say(self, record: str, fields: Mapping[str, Any], *, edit: str, base: Sequence[str], at: str) -> Changes:
        """Refused: its records have no fields. Raises RunError (VISIT_005)."""
        raise RunError(problem("VISIT_005", record))

    def do(self, action: str, given: Mapping[str, Any], *, edit: str) -> Done:
        """Do what a button stands for. Raises IsoAuditError: nothing was done."""
        self._fresh()
        desk = Desk(self.programme, self._shown.now, self._dropped, self._jobs, self._looked_at)
        with by_its_buttons():
            lines, made = acting.do(desk, action, given)
        if given.get("table") == "settings":
            self.programme = Programme(self.programme.folder)
        changes = self._told(self._look(Now.of(self.programme)))
        return Done(tuple(lines), tuple(made), changes)

    def keep(self, file: Path, name: str, *, record: str) -> ShownFile:
        """Keep a dropped file until it is used. Raises RunError (FILE_005)."""
        del record
        return self._dropped.keep(file, name)

    def refresh(self) -> Changes:
        """What others wrote since it was last asked, and how far the work beside the page is."""
        jobs = self._jobs.shown()  # asked before the year is looked at: work that has ended is asked for no more
        changes = self._told(self._fresh())
        return replace(changes, status=self._status(jobs))

    def _fresh(self) -> _Shown:
        """The year as it stands now; nothing is read where nobody wrote and nothing was made."""
        heads, out = self.programme.journal.heads(), results.seen(self.programme.out)
        now = self._shown.now
        if (heads, today()) != (now.heads, now.day):
            return self._look(Now.of(self.programme))
        if out != self._shown.out and not self._jobs.running:  # while papers are written page after page would come
            return self._look(Now.of(self.programme))
        return self._shown

    def _look(self, now: Now) -> _Shown:
        sections = tuple(self._sections(now))
        return _Shown(now, results.seen(self.programme.out), sections, overview.status(now))

    def _sections(self, now: Now) -> Iterator[Section]:
        yield from overview.sections(now)
        yield from inspections.sections(now)
        yield from tables.sections(now, self._looked_at)

    def _told(self, after: _Shown) -> Changes:
        before, self._shown = self._shown, after
        return Changes(sections=tuple(different_sections(before.sections, after.sections)), status=self.status())
