"""The reply forms that go out with letters: the Word form as a paper, the same as a workbook beside it."""

from __future__ import annotations

from isoaudit.journal.programme import Programme
from isoaudit.model import PaperName
from isoaudit.papers.values import Paper
from isoaudit.tables.reply_form_book import AskedForm, AskedRow, reply_form_book

REPLY_FORM: PaperName = "reply_form"


def began_with(programme: Programme) -> str:
    """The id of the entry by which a programme began: a form that comes back names it."""
    return min(entry.id for entry in programme.journal.entries_about("programme", ["programme"]))


def form_book(paper: Paper) -> bytes:
    """The workbook that says what the Word form says."""
    said = paper.context
    by_law = " (điểm c khoản 2 Điều 37 Thông tư số 26/2014/TT-BKHCN)" if said["by_law"] else ""
    by_when = f" chậm nhất ngày {said['deadline']}" if said["deadline"] else ""
    return reply_form_book(
        AskedForm(
            agency=said["agency_full"],
            told=f"Các điểm không phù hợp tại {said['told']}",
            until=f"Báo cáo {said['authority']}{by_when}{by_law}",
            identity=said["identity"],
            rows=[AskedRow(row["code"], row["text"], row["basis"]) for row in said["rows"]],
        )
    )
