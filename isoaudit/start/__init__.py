"""The start page as a book of the form: the year at a glance, and each step of it by buttons.

It calls the same functions as the commands; nothing is possible only there. How it is opened: ``docs/start.md``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from isoaudit.form.widget import Form


def show(programme: str | None) -> Form:
    """The start page of a folder, for a notebook: of the year that lies there or, where none does, of the years below.

    Raises IsoAuditError, which a notebook shows as a sentence: START_001 where nothing was filled in.
    """
    # anywidget and the journal take their time: asking what the package is must not.
    from isoaudit.errors import RunError, problem
    from isoaudit.form.widget import Form
    from isoaudit.journal.places import SETTINGS
    from isoaudit.start.year_book import YearBook
    from isoaudit.start.years_book import YearsBook

    if not programme:
        raise RunError(problem("START_001", "start.ipynb"))
    folder = Path(programme)
    return Form(YearBook(folder) if (folder / SETTINGS).is_file() else YearsBook(folder))
