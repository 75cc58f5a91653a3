"""``isoaudit issue``: the request for reports lies ready with the outline of each agency beside it (Article 35.2)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from conftest import Run
from test_issue import NOTICE, bench, contents, programme

from isoaudit.desk import ActToRecord, record
from isoaudit.desk.corrective.receiving import receive
from isoaudit.journal.programme import Programme
from isoaudit.papers.laid import edited_letters, letters_in
from isoaudit.tables.replies.files import read_form_file
from isoaudit.tables.replies.outline_form import read_outline
from isoaudit.work.issuing import issue

__all__ = ["bench", "programme"]
REQUEST = "Đề nghị/Công văn đề nghị báo cáo.docx"
SILENT = "2026-99-90003-HS"
OUTLINE = "Đề nghị/Đề cương báo cáo - UBND phường Đông Kiều"
STP = "Đề nghị/Đề cương báo cáo - Sở Tư pháp"
"""Inspected at its office, the minutes not signed yet; of the others a report came, or the minutes are signed."""


def requests(folder: Path) -> set[str]:
    return {f"Đề nghị/{path.name}" for path in (folder / "out" / "Phát hành" / "Đề nghị").glob("*.*")}


@pytest.fixture
def asked(programme: Path, isoaudit: Run) -> Path:
    """The plan is approved and the request was drafted."""
    record(Programme(programme), [ActToRecord("plan_approved", all=True, on=date(2026, 2, 10), number="215/QĐ-UBND")])
    done = isoaudit("-C", programme, "paper", "report_request")
    assert done.returncode == 0 and "dự thảo" not in done.stdout, done.stdout + done.stderr
    return programme


def test_35_2_the_outlines_lie_beside_their_request_named_for_the_agency(isoaudit: Run, asked: Path) -> None:
    done = isoaudit("-C", asked, "issue", "--no-pdf")
    wanted = {REQUEST, *(f"{name}.{end}" for name in (OUTLINE, STP) for end in ("docx", "xlsx"))}
    assert requests(asked) == wanted
    assert "«Đề nghị»" in done.stdout and "01 công văn đề nghị báo cáo" in done.stdout and "02 cơ quan" in done.stdout
    lying = asked / "out" / "Phát hành"
    for end in ("docx", "xlsx"):
        path = lying / f"{OUTLINE}.{end}"
        assert read_outline(path, read_form_file(path)).inspection == SILENT
    assert (lying / REQUEST).read_bytes() == (asked / "out" / "papers" / "report_request.docx").read_bytes()


def test_an_outline_is_no_letter_of_its_own(isoaudit: Run, asked: Path) -> None:
    """It has no row in the book of outgoing papers, and nothing is read, kept or counted as a letter."""
    isoaudit("-C", asked, "issue", "--no-pdf")
    lying = asked / "out" / "Phát hành"
    for name in ("Sổ văn bản đi.xlsx", "Danh sách gửi.xlsx"):
        work = openpyxl.load_workbook(lying / name)
        texts = [str(cell.value) for sheet in work for row in sheet for cell in row if cell.value]
        assert not [words for words in texts if "đề cương" in words.casefold() or "Đề nghị/" in words]
    assert (lying / NOTICE) in letters_in(lying).values()
    assert not [path for path in letters_in(lying).values() if path.parent.name == "Đề nghị"]
    document = docx.Document(str(lying / f"{OUTLINE}.docx"))
    document.add_paragraph("Sửa tay.")
    document.save(str(lying / f"{OUTLINE}.docx"))
    assert not edited_letters(asked / "out")


def test_nothing_is_laid_where_nobody_made_a_request_or_it_is_a_draft(isoaudit: Run, programme: Path) -> None:
    isoaudit("-C", programme, "issue", "--no-pdf")
    assert requests(programme) == set()
    isoaudit("-C", programme, "paper", "report_request")
    done = isoaudit("-C", programme, "issue", "--no-pdf")
    assert requests(programme) == set() and "DỰ THẢO" in done.stderr and "report_request" in done.stderr


def test_who_was_asked_is_asked_no_more_and_what_lay_there_stays(isoaudit: Run, asked: Path) -> None:
    isoaudit("-C", asked, "issue", "--no-pdf")
    before = contents(asked / "out" / "Phát hành" / "Đề nghị")
    record(Programme(asked), [ActToRecord("requested", all=True, on=date(2026, 3, 2), number="31/SKHCN-TĐC")])
    done = isoaudit("-C", asked, "issue", "--no-pdf")
    assert "«Đề nghị»" not in done.stdout
    assert contents(asked / "out" / "Phát hành" / "Đề nghị") == before


def test_what_is_not_sent_any_more_is_taken_away_unless_a_person_edited_it(isoaudit: Run, asked: Path) -> None:
    isoaudit("-C", asked, "issue", "--no-pdf")
    edited = asked / "out" / "Phát hành" / f"{OUTLINE}.docx"
    document = docx.Document(str(edited))
    document.add_paragraph("Sửa tay.")
    document.save(str(edited))
    (asked / "out" / "papers" / "report_request.docx").unlink()
    isoaudit("-C", asked, "issue", "--no-pdf")
    assert requests(asked) == {f"{OUTLINE}.docx"}


def test_run_twice_nothing_is_touched(isoaudit: Run, asked: Path) -> None:
    isoaudit("-C", asked, "issue", "--no-pdf")
    lying = asked / "out" / "Phát hành"
    before = {path: path.stat().st_mtime_ns for path in lying.rglob("*") if path.is_file()}
    isoaudit("-C", asked, "issue", "--no-pdf")
    assert {path: path.stat().st_mtime_ns for path in lying.rglob("*") if path.is_file()} == before


def test_an_edited_request_and_outline_go_out_as_they_are(isoaudit: Run, asked: Path) -> None:
    for path in (asked / "out" / "papers" / "report_request.docx", asked / "out" / SILENT / "report_outline.docx"):
        document = docx.Document(str(path))
        document.add_paragraph("Sửa tay.")
        document.save(str(path))
    issue(Programme(asked), as_pdf=False)
    for name in (REQUEST, f"{OUTLINE}.docx"):
        assert "Sửa tay." in [p.text for p in docx.Document(str(asked / "out" / "Phát hành" / name)).paragraphs]


def test_the_request_of_a_round_goes_with_the_outlines_of_that_round(isoaudit: Run, asked: Path) -> None:
    (asked / "out" / "papers" / "report_request.docx").unlink()
    assert isoaudit("-C", asked, "paper", "report_request", "--round", "1").returncode == 0
    issued = issue(Programme(asked), as_pdf=False)
    assert (issued.requests, issued.outlines) == (1, 1)
    assert requests(asked) == {"Đề nghị/Công văn đề nghị báo cáo - 1.docx", f"{STP}.docx", f"{STP}.xlsx"}


def test_in_a_deep_folder_the_names_of_outlines_are_shortened(asked: Path, tmp_path: Path) -> None:
    deep = tmp_path / ("a" * (239 - 11 - 40 - 24 - len(str(tmp_path)) - 2))
    issued = issue(Programme(asked), folder=deep, as_pdf=False)
    names = sorted(path.name for path in (deep / "Đề nghị").glob("ĐC - *.docx"))
    assert len(names) == issued.outlines == 2 and all(len(str(path)) < 239 - 10 for path in deep.rglob("*"))


def test_what_was_laid_comes_back_through_the_door_of_forms(isoaudit: Run, asked: Path) -> None:
    isoaudit("-C", asked, "issue", "--no-pdf")
    path = asked / "out" / "Phát hành" / f"{OUTLINE}.docx"
    document = docx.Document(str(path))
    table = next(t for t in document.tables if t.rows[0].cells[0].text == "Mã")
    row = next(row for row in table.rows if row.cells[0].text == "D36-1-a-01")
    row.cells[2].text = "120 TTHC, đã đưa vào HTQLCL 118."
    document.save(str(path))
    assert receive(Programme(asked), SILENT, form=path).added == 1
