"""Letters on corrective action lie ready too, beside those on the result (Circular 26/2014, Article 37.2.d)."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from conftest import run_isoaudit
from test_issue import BOOK, NOTICE, SIGNED, bench, laid

from isoaudit.journal.programme import Programme, writer
from isoaudit.journal.store import Draft
from isoaudit.work.issuing import Issued, issue

__all__ = ["bench"]
REFUSAL, REVIEWED = "Chưa đạt/TB - Sở Nội vụ.docx", "Xem xét/TB - Sở Nội vụ.docx"


@pytest.fixture(scope="module")
def refused_once(bench: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The notice of an inspection went out, its agency reported, and what it did was not good enough."""
    folder = Path(shutil.copytree(bench, tmp_path_factory.mktemp("refused") / bench.name))
    told(folder, "notice_issued", "--on", "22/6/2026", "--number", "80/TB-SKHCN")
    told(folder, "correction_reported", "--on", "3/8/2026", "--arrived", "4/8/2026", "--number", "50/BC-SNV")
    programme = Programme(folder)
    state = programme.state()
    (finding,) = [one for one in state.agreed(SIGNED) if one.kind == "nonconformity"]
    (report,) = state.reports(SIGNED)
    subject = f"{SIGNED}/{finding.criterion}/{report.key}"
    reply = {"action": "Giao một phòng theo dõi", "status": "done", "done_on": "2026-07-20", "evidence": "Sổ mới"}
    review = {"outcome": "not_accepted", "reason": "Sổ chưa cập nhật", "reviewer": "Trần Thị Lan", "on": "2026-08-10"}
    with programme.journal.writing() as transaction:
        transaction.append([Draft("reply", subject, reply), Draft("review", subject, review)], writer())
    return folder


@pytest.fixture
def refused(refused_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(refused_once, tmp_path / refused_once.name))


def told(folder: Path, act: str, *options: str) -> None:
    done = run_isoaudit("-C", folder, "record", act, SIGNED, *options)
    assert done.returncode == 0, done.stderr


def laid_ready(folder: Path, *names: str) -> Issued:
    return issue(Programme(folder), names, folder=folder / "Phát hành", as_pdf=False)


def rows(folder: Path) -> list[tuple[str, str]]:
    """Inspection and act of each row of the book of outgoing papers."""
    heading, *rest = openpyxl.load_workbook(folder / "Phát hành" / BOOK).active.iter_rows(values_only=True)
    return [(row[heading.index("Cuộc kiểm tra")], row[heading.index("Việc")]) for row in rest]


def test_37_2_d_a_refusal_that_was_not_told_lies_ready_until_it_went_out(refused: Path) -> None:
    issued = laid_ready(refused)
    found = laid(refused / "Phát hành")
    assert REFUSAL in found and NOTICE not in found and REVIEWED not in found
    assert [letter.act for letter in issued.letters if letter.inspection == SIGNED] == ["not_accepted"]
    assert (SIGNED, "Thông báo chưa chấp nhận hành động khắc phục") in rows(refused)
    told(refused, "not_accepted", "--on", "12/8/2026", "--number", "91/TB-SKHCN")
    again = laid_ready(refused)
    assert not [letter for letter in again.letters if letter.inspection == SIGNED]
    assert (refused / "Phát hành" / REFUSAL).is_file()  # what was sent stays


def test_a_new_reply_form_goes_with_a_refusal(refused: Path) -> None:
    """Another report is asked for; the circular sets it no day (Article 37.2.d)."""
    form = refused / "Phát hành" / "Phiếu" / "Phiếu TB - Sở Nội vụ (báo cáo tiếp).xlsx"
    forms = laid_ready(refused).forms
    assert form.is_file() and form.with_suffix(".docx").is_file()
    sheet = openpyxl.load_workbook(form).worksheets[0]
    said = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert "KPH 01" in said and not any("chậm nhất" in text for text in said)
    told(refused, "not_accepted", "--on", "21/8/2026", "--number", "95/TB-SKHCN")
    assert laid_ready(refused).forms == forms - 1 and form.is_file(), "what was sent stays"


def test_number_and_day_filled_in_the_book_are_recorded_as_the_notice_of_a_refusal(refused: Path) -> None:
    """Beside a letter on the result of the same inspection, which has a row of its own."""
    laid_ready(refused, SIGNED)
    assert [act for id, act in rows(refused) if id == SIGNED] == [
        "Thông báo kết quả kiểm tra",
        "Thông báo chưa chấp nhận hành động khắc phục",
    ]
    path = refused / "Phát hành" / BOOK
    book = openpyxl.load_workbook(path)
    sheet = book.active
    heading = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        if "chưa chấp nhận" in str(row[heading.index("Việc")].value):
            row[heading.index("Số, ký hiệu")].value = "91/TB-SKHCN"
            row[heading.index("Ngày")].value = date(2026, 8, 12)
    book.save(path)
    laid_ready(refused, SIGNED)  # what was filled in is not lost, and does not go to the other row
    done = run_isoaudit("-C", refused, "record", "import", path)
    assert done.returncode == 0, done.stderr
    acts = {act.kind: act for act in Programme(refused).state().acts(SIGNED)}
    assert (acts["not_accepted"].number, acts["not_accepted"].on) == ("91/TB-SKHCN", date(2026, 8, 12))
    assert acts["notice_issued"].number == "80/TB-SKHCN"


def test_the_notice_of_the_review_goes_out_only_where_the_office_made_it(refused: Path) -> None:
    """The circular asks for none."""
    assert run_isoaudit("-C", refused, "paper", "review_notice", SIGNED).returncode == 0
    issued = laid_ready(refused)
    assert {REFUSAL, REVIEWED} <= laid(refused / "Phát hành")
    assert {letter.act for letter in issued.letters if letter.inspection == SIGNED} == {
        "not_accepted",
        "review_notified",
    }


def test_a_letter_that_is_owed_no_more_is_taken_away(refused: Path) -> None:
    laid_ready(refused)
    programme = Programme(refused)
    state = programme.state()
    (review,) = state.reviews(SIGNED)
    subject = f"{SIGNED}/{review.criterion}/{review.report}"
    mended = {"outcome": "needs_evidence", "reason": "Cần bản sổ đã ký", "reviewer": "Trần Thị Lan", "on": "2026-08-11"}
    with programme.journal.writing() as transaction:
        transaction.append([Draft("review", subject, mended, review.heads)], writer())
    laid_ready(refused)
    assert REFUSAL not in laid(refused / "Phát hành")
    memory = json.loads((refused / "Phát hành" / ".isoaudit.json").read_text(encoding="utf-8"))
    assert REFUSAL not in memory["files"]


def test_a_refusal_as_a_person_edited_it_is_what_goes_out(refused: Path) -> None:
    assert run_isoaudit("-C", refused, "paper", "not_accepted", SIGNED).returncode == 0
    made = refused / "out" / SIGNED / "not_accepted.docx"
    import docx

    document = docx.Document(str(made))
    document.paragraphs[-1].add_run(" Đã sửa tay")
    document.save(str(made))
    issued = laid_ready(refused)
    assert "ISSUE_010" in [found.code for found in issued.kept]
    assert (refused / "Phát hành" / REFUSAL).read_bytes() == made.read_bytes()
