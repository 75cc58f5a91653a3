"""A folder in which no year lies yet, or several: those that do are opened, a new one is made by fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from isoaudit.books.book import different_sections, mark_of
from isoaudit.books.doing import Came
from isoaudit.errors import IsoAuditError, RunError, problem
from isoaudit.form.page import Action, Changes, Done, Fact, Field, Line, Page, Record, Section, ShownFile, Status, Value
from isoaudit.journal.places import programmes_below
from isoaudit.journal.programme import today
from isoaudit.journal.settings import read_settings
from isoaudit.lab.guides import guide
from isoaudit.start import new_year, shortcut
from isoaudit.start.ending import close_soon
from isoaudit.start.remedies import by_its_buttons
from isoaudit.wording import label


class YearsBook:
    """The page of a folder that is no programme; see :class:`isoaudit.form.book.Book`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._sections = self._look()

    def page(self) -> Page:
        """How the page looks."""
        return Page(
            id="years",
            programme=mark_of(self.folder),
            title=label("start_said", "years_title"),
            subtitle=str(self.folder),
            groups=(("years", label("start_tab", "years")),),
            sections=self._sections,
            assigned=False,
            typed=False,
            help={"": guide("cong-nghe-thong-tin")},
        )

    def values(self) -> Mapping[str, Value]:
        """Nothing is typed into its records."""
        return {}

    def files(self) -> Sequence[ShownFile]:
        """There are none."""
        return ()

    def status(self) -> Status:
        """How many years there are."""
        return Status(0, 0)

    def say(self, record: str, fields: Mapping[str, Any], *, edit: str, base: Sequence[str], at: str) -> Changes:
        """Refused: its records have no fields. Raises RunError (VISIT_005)."""
        raise RunError(problem("VISIT_005", record))

    def do(self, action: str, given: Mapping[str, Any], *, edit: str) -> Done:
        """Open a year, make one, or end. Raises IsoAuditError: nothing was done."""
        with by_its_buttons():
            lines, made = self._do(action, given)
        return Done(tuple(lines), tuple(made), self.refresh())

    def _do(self, action: str, given: Mapping[str, Any]) -> Came:
        if action == "new_year":
            return new_year.first(self.folder, given)
        if action == "shortcut":
            return [Line(label("start_said", "shortcut").format(path=shortcut.make(self.folder)), "good")], []
        if action == "close":
            close_soon(self.folder)
            return [Line(label("start_said", "closed"), "good")], []
        years = {path.name: path for path in programmes_below(self.folder)}
        path = years.get(str(given.get("folder")))
        if path is None:
            raise RunError(problem("VISIT_005", str(given.get("folder"))))
        if action == "open_year":
            return [Line(label("start_said", "opened"), "good")], [new_year.open_year(path, self.folder)]
        if action == "next_year":
            return new_year.after(path, {**given, "folder": given.get("named")}, self.folder)
        raise RunError(problem("VISIT_005", action))

    def keep(self, file: Path, name: str, *, record: str) -> ShownFile:
        """Refused: there is nothing a file could be for. Raises RunError (VISIT_005)."""
        raise RunError(problem("VISIT_005", name))

    def refresh(self) -> Changes:
        """What lies there now."""
        before, self._sections = self._sections, self._look()
        return Changes(sections=tuple(different_sections(before, self._sections)))

    def _look(self) -> tuple[Section, ...]:
        years = tuple(self._year(path) for path in programmes_below(self.folder))
        first = self._new(bool(years))
        of_years = (Section("years", label("start_section", "years"), "", years, group="years", open=True),)
        end = Action("close", label("start_action", "close"), confirm=label("start_said", "close"))
        link = Action("shortcut", label("start_action", "shortcut"))
        own = Record("program/self", label("start_record", "program"), actions=(link, end))
        program = Section("program", label("start_section", "self"), "", (own,), group="years")
        return (*(of_years if years else ()), first, program)

    def _new(self, there_are: bool) -> Section:
        year = today().year
        fields = (
            Field("authority", label("start_field", "authority"), "line", hint=label("start_said", "authority")),
            Field("year", label("start_field", "year"), "line"),
            Field("folder", label("start_field", "folder"), "line"),
        )
        given = {"year": str(year), "folder": f"nam-{year}"}
        make = Action("new_year", label("start_action", "first_year"), fields, given, open=not there_are)
        record = Record("new", label("start_record", "new"), actions=(make,))
        intro = label("start_intro", "new")
        return Section("new", label("start_section", "new"), intro, (record,), group="years", open=not there_are)

    def _year(self, path: Path) -> Record:
        try:
            settings = read_settings(path)
        except IsoAuditError as error:
            return Record(f"year/{path.name}", path.name, facts=(Fact("", str(error), "bad"),))
        year = settings.year + 1
        fields = (
            Field("year", label("start_field", "year"), "line"),
            Field("named", label("start_field", "folder"), "line"),
        )
        given = {"folder": path.name, "year": str(year), "named": f"nam-{year}"}
        return Record(
            f"year/{path.name}",
            label("start_said", "title").format(year=settings.year),
            reference=f"{settings.authority}, {path.name}",
            actions=(
                Action("open_year", label("start_action", "open_year"), given={"folder": path.name}, tone="good"),
                Action("next_year", label("start_action", "new_year"), fields, given),
            ),
        )
