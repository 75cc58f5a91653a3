"""The reply forms that go out with letters: the Word form as a paper, the same as a workbook beside it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from isoaudit.journal.programme import Programme
from isoaudit.model import Case, PaperName
from isoaudit.papers.in_folder import find_template
from isoaudit.papers.kinds import kinds
from isoaudit.papers.render import render_docx
from isoaudit.papers.values import Paper, PaperSubject, paper
from isoaudit.tables.workbooks.reply_form import AskedForm, AskedRow, reply_form_book
from isoaudit.wording import sentence

REPLY_FORM: PaperName = "reply_form"


def began_with(programme: Programme) -> str:
    """The id of the entry by which a programme began: a form that comes back names it."""
    return min(entry.id for entry in programme.journal.entries_about("programme", ["programme"]))


def form_book(paper: Paper) -> bytes:
    """The workbook that says what the Word form says."""
    said = paper.context
    by_when = f" chậm nhất ngày {said['deadline']}" if said["deadline"] else ""
    return reply_form_book(
        AskedForm(
            agency=said["reporting_agency"],
            told=sentence(said["told"]),
            until=f"Báo cáo {said['authority']}{by_when}",
            identity=said["identity"],
            rows=[AskedRow(row["code"], row["text"], row["basis"]) for row in said["rows"] if row["code"]],
        )
    )


def forms_of(case: Case, programme: str, out: Path) -> Mapping[str, bytes]:
    """The reply form of a case by the ending of its file; empty where there is nothing to report on.

    ``programme`` is what :func:`began_with` says, ``out`` the folder of the inspection. Raises RunError for a template
    that cannot be used, :class:`ProgrammeError` where nobody signs such papers.
    """
    if not kinds()[REPLY_FORM].fits(case):
        return {}
    made = paper(REPLY_FORM, PaperSubject((case,), programme=programme))
    word = render_docx(find_template(made.template, out), made.context, made.on)
    return {"docx": word, "xlsx": form_book(made)}
