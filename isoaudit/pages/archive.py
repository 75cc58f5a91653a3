"""The index of an archive as a page: the ten rows of Article 39 with what lies in each."""

from __future__ import annotations

from collections.abc import Sequence

from isoaudit.model import Case
from isoaudit.pages.frame import css, environment
from isoaudit.rules.dossier import DossierRow
from isoaudit.wording import count, date_short


def archive_html(case: Case, rows: Sequence[DossierRow], mark: str, verifier: str) -> str:
    """The index as one self-contained page; ``mark``: that of the data, ``verifier``: the file that checks all."""
    return (
        environment()
        .get_template("archive.html.j2")
        .render(
            css=css(), case=case, rows=rows, mark=mark, verifier=verifier, count=count, date_short=date_short,
            size=size_words, number=len({file.path for row in rows for file in row.files}),
        )
    )  # fmt: skip


def size_words(size: int) -> str:
    """A size as people read it."""
    if size < 1000:
        number, unit = str(size), "byte"
    elif size < 1e6:
        number, unit = str(round(size / 1e3)), "kB"
    else:
        number, unit = f"{size / 1e6:.1f}".replace(".", ","), "MB"
    return f"{number}\N{NO-BREAK SPACE}{unit}"
