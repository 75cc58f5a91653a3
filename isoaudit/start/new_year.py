"""A new year by fields: the first of an office, or the one after."""

from __future__ import annotations

from pathlib import Path

from isoaudit.books.doing import Came
from isoaudit.desk.carrying import begin_after, in_words
from isoaudit.errors import ProgrammeError, problem
from isoaudit.form.page import Line, Made
from isoaudit.journal.new_programme import init
from isoaudit.runs.trust import sign_copied
from isoaudit.start.act_forms import Given
from isoaudit.start.children import opened
from isoaudit.wording import count, label
from isoaudit.work.file_names import safe_name


def first(above: Path, given: Given) -> Came:
    """A programme in a new folder below ``above``. Raises ProgrammeError: as ``init``, START_011 to START_013."""
    folder, year = folder_of(above, given), _year(given)
    authority = str(given.get("authority") or "").strip()
    if not authority:
        raise ProgrammeError(problem("START_013", str(folder)))
    programme = init(folder, authority, year)
    sign_copied(programme.folder / "notebooks")
    lines = [Line(label("start_said", "year_made").format(folder=programme.folder, year=year), "good")]
    return lines, [open_year(programme.folder, above)]


def after(earlier: Path, given: Given, page: Path) -> Came:
    """The year after ``earlier``, beside it; ``page``: the folder of the page that asks. Raises as ``begin_after``."""
    folder = folder_of(earlier.parent, given)
    begun = begin_after(folder, earlier, year=_year(given))
    sign_copied(begun.programme.folder / "notebooks")
    year = begun.programme.settings.year
    lines = [
        Line(label("start_said", "year_made").format(folder=begun.programme.folder, year=year), "good"),
        Line(
            label("start_said", "carried").format(
                agencies=count(begun.agencies), inspectors=count(begun.inspectors), found=in_words(begun.carried)
            )
        ),
        *(Line(words, "note") for words in begun.to_look_at),
    ]
    return lines, [open_year(begun.programme.folder, page)]


def open_year(folder: Path, page: Path) -> Made:
    """The start page of a year, opened; ``page``: the folder of the page that asks. Raises RunError."""
    title = label("start_said", "tab").format(name=folder.name)
    order = {"folder": str(folder), "page": str(page), "title": title, "notebook": "start"}
    return Made(label("start_said", "year").format(name=folder.name), url=opened(order))


def folder_of(above: Path, given: Given) -> Path:
    """The new folder that was named, below ``above``. Raises ProgrammeError (START_011)."""
    name = str(given.get("folder") or "").strip()
    if not name or name != safe_name(name):
        raise ProgrammeError(problem("START_011", name or str(above)))
    return above / name


def _year(given: Given) -> int:
    typed = str(given.get("year") or "").strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) == 4):
        raise ProgrammeError(problem("START_012", typed or label("start_field", "year")))
    return int(typed)
