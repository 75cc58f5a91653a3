"""The outlines of the report that go out with the request: the Word form as a paper, a workbook beside it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from isoaudit.model import Case, PaperName
from isoaudit.papers.in_folder import find_template
from isoaudit.papers.render import render_docx
from isoaudit.papers.values import Paper, PaperSubject, paper
from isoaudit.tables.workbooks.outline_form import OutlineForm, outline_form_book

OUTLINE: PaperName = "report_outline"


def outline_book(paper: Paper) -> bytes:
    """The workbook that says what the Word form says."""
    said = paper.context
    by_when = f" chậm nhất ngày {said['due']}" if said["due"] else ""
    about = (
        f"Kèm theo {said['told']}" if said["told"] else "",
        f"Thời kỳ báo cáo: {said['period']}" if said["period"] else "",
        f"Gửi về {said['authority']}{by_when}",
    )
    rows = [(row["heading"], row["code"], row["text"]) for row in said["rows"] if row["heading"] != said["identity"]]
    return outline_form_book(OutlineForm(said["reporting_agency"], about, said["identity"], rows))


def outlines_of(case: Case, programme: str, out: Path) -> Mapping[str, bytes]:
    """The outline of a case by the ending of its file.

    ``programme`` is the id of the entry by which the programme began, ``out`` the folder of the inspection. Raises
    RunError for a template that cannot be used, :class:`ProgrammeError` where nobody signs such papers.
    """
    made = paper(OUTLINE, PaperSubject((case,), programme=programme))
    word = render_docx(find_template(made.template, out), made.context, made.on)
    return {"docx": word, "xlsx": outline_book(made)}
