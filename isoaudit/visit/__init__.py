"""The inspection on site as a book of the form: answers, head of the minutes, samples, meeting, exchange, signing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from isoaudit.form.widget import Form


def show(programme: str | None, inspection: str | None) -> Form:
    """The form of an inspection, for a notebook: the folder of the programme, the id of the inspection.

    Raises IsoAuditError, which a notebook shows as a sentence: VISIT_007 where nothing was filled in.
    """
    # anywidget and the journal take their time: asking what the package is must not.
    from isoaudit.errors import RunError, problem
    from isoaudit.form.widget import Form
    from isoaudit.visit.book import VisitBook

    if not programme or not inspection:
        raise RunError(problem("VISIT_007", "inspection.ipynb"))
    return Form(VisitBook(Path(programme), inspection))
