"""Corrective action as a book of the form: what the agency reports, how it is examined, what it is told of that."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from isoaudit.form.widget import Form


def show(programme: str | None, inspection: str | None) -> Form:
    """The review of an inspection, for a notebook: the folder of the programme, the id of the inspection.

    Raises IsoAuditError, which a notebook shows as a sentence: REVIEWBOOK_002 where nothing was filled in.
    """
    # anywidget and the journal take their time: asking what the package is must not.
    from isoaudit.errors import RunError, problem
    from isoaudit.form.widget import Form
    from isoaudit.review.book import ReviewBook

    if not programme or not inspection:
        raise RunError(problem("REVIEWBOOK_002", "review.ipynb"))
    return Form(ReviewBook(Path(programme), inspection))
