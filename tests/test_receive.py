"""A report on corrective action arrives: the act, the form and the evidence, all or nothing."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import Run
from PIL import Image
from test_evidence import PLAIN_PDF, pdf
from test_reviews import CRITERION, DONE, FIRST, GOOD, ID, OTHER, book, case, reply, review

from isoaudit.desk.corrective.receiving import Received, receive
from isoaudit.errors import IsoAuditError
from isoaudit.journal.programme import Programme, today
from isoaudit.rules.corrective import corrective_actions, unentered
from isoaudit.tables.workbooks.reply_form import AskedForm, AskedRow, reply_form_book
from isoaudit.wording.form_marks import identity
from isoaudit.work.reply_forms import began_with

__all__ = ["book"]
SECOND = {"number": "20/BC-STP", "dated": date(2026, 8, 10), "arrived": date(2026, 8, 12)}


def form(book: Programme, path: Path, rows: Mapping[str, Mapping[str, str]], **of: str) -> Path:
    """The reply form of the inspection, with what was filled in by code and heading."""
    told = identity(of.get("programme") or began_with(book), of.get("inspection", ID))
    asked = [AskedRow(code, f"{code}. 03 hồ sơ thiếu phiếu", "điểm a khoản 1 Điều 36") for code in rows]
    path.write_bytes(reply_form_book(AskedForm("Sở Tư pháp", "", "", told, asked)))
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[0]
    heading = next(row for row in sheet.iter_rows() if row[0].value == "Mã")
    columns = {str(cell.value): cell.column for cell in heading}
    for row in sheet.iter_rows(min_row=heading[0].row + 1):
        for name, text in rows.get(str(row[0].value), {}).items():
            column = next(number for title, number in columns.items() if title.startswith(name))
            row[column - 1].value = text
    workbook.save(path)
    return path


ANSWERED = {
    "Nguyên nhân": "Chưa phân công",
    "Hành động": "Bổ sung phiếu",
    "Tình trạng": "đã thực hiện",
    "Ngày": "10/7/2026",
    "Bằng chứng": "Ảnh tủ hồ sơ: tu-ho-so.jpg; Báo cáo.pdf",
}


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "báo cáo.pdf"
    path.write_bytes(PLAIN_PDF)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What came beside the form: a picture, and a file nobody names."""
    made = tmp_path / "bằng chứng"
    made.mkdir()
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(picture, "JPEG")
    (made / "Tu-ho-so.JPG").write_bytes(picture.getvalue())
    other = pdf(lambda writer: writer.add_metadata({"/Title": "Khác"}))
    (made / "khác.pdf").write_bytes(other)
    return made


def refused(*args: Any, **fields: Any) -> list[str]:
    with pytest.raises(IsoAuditError) as error:
        receive(*args, **fields)
    return [one.code for one in error.value.problems]


def replies(book: Programme, report: str) -> dict[str, Any]:
    return {one.criterion: one for one in case(book).replies if one.report == report}


def test_37_2_c_a_report_arrives_with_both_its_days_and_its_paper(book: Programme, scan: Path) -> None:
    done = receive(book, "99-STP", **SECOND, file=scan)
    assert (done.inspection, done.new, done.report, done.unanswered) == (ID, True, "20/bc-stp", ("KPH 01", "KPH 02"))
    (_, report) = case(book).reports
    assert (report.act.on, report.act.arrived_on) == (date(2026, 8, 10), date(2026, 8, 12))
    assert (book.journal.files / report.act.file).read_bytes() == PLAIN_PDF
    assert [one.key for one in unentered(case(book))] == [FIRST, "20/bc-stp"]


def test_37_2_c_the_two_months_are_for_the_first_report_and_no_further_one_is_late(book: Programme, scan: Path) -> None:
    reply(book, **DONE)
    reply(book, criterion=OTHER, **DONE)
    further = receive(book, ID, number="99/BC", dated=date(2026, 10, 1), arrived=date(2026, 10, 2), file=scan)
    assert (further.report, further.days_late) == ("99/bc", 0)


def test_the_form_says_what_the_report_tells_of_each_finding(book: Programme, scan: Path, folder: Path) -> None:
    path = form(book, scan.with_name("phiếu.xlsx"), {"KPH 01": ANSWERED, "KPH 02": {}})
    number, kept = book.journal.number(), sorted(book.journal.files.iterdir())
    seen = receive(book, ID, **SECOND, file=scan, form=path, files=folder, dry_run=True)
    assert (seen.added, book.journal.number(), sorted(book.journal.files.iterdir())) == (1, number, kept)
    done = receive(book, ID, **SECOND, file=scan, form=path, files=folder)
    assert (done.added, done.files, done.unanswered, done.unread) == (1, 1, ("KPH 02",), ())
    said = replies(book, "20/bc-stp")[CRITERION]
    assert (said.status, said.done_on, said.action) == ("done", date(2026, 7, 10), "Bổ sung phiếu")
    (sha256,) = said.files
    assert (book.journal.files / sha256).read_bytes() == (folder / "Tu-ho-so.JPG").read_bytes()
    assert any("khác.pdf" in words for words in done.warnings), "a file of no finding is named, not lost unseen"
    assert any("Báo cáo.pdf" in words for words in done.warnings), "a named file that is not there"
    kept = [e.payload["name"] for e in book.journal.entries_of("file") if e.payload.get("form_of")]
    assert kept == ["phiếu.xlsx"] and not book.verify()


def test_a_form_taken_in_again_says_nothing_new(book: Programme, scan: Path, folder: Path) -> None:
    path = form(book, scan.with_name("phiếu.xlsx"), {"KPH 01": ANSWERED})
    receive(book, ID, "15/BC-STP", form=path, files=folder)
    number = book.journal.number()
    done = receive(book, ID, form=path, files=folder)
    assert (done.new, done.added, done.unchanged, book.journal.number()) == (False, 0, 1, number)


def test_what_was_entered_is_not_overwritten_by_a_form_unless_it_is_said_so(book: Programme, scan: Path) -> None:
    reply(book, **{**DONE, "action": "Đã sửa theo bản ký", "cause": ""})
    path = form(book, scan.with_name("phiếu.xlsx"), {"KPH 01": ANSWERED})
    number = book.journal.number()
    assert refused(book, ID, form=path) == ["REPLY_006", "REPLY_006"] and book.journal.number() == number
    assert receive(book, ID, form=path, correct=True).changed == 1
    assert replies(book, FIRST)[CRITERION].action == "Bổ sung phiếu"


def test_a_form_that_adds_to_what_was_entered_is_taken(book: Programme, scan: Path) -> None:
    reply(book, cause="chưa phân công")
    assert receive(book, ID, form=form(book, scan.with_name("p.xlsx"), {"KPH 01": ANSWERED})).changed == 1
    assert replies(book, FIRST)[CRITERION].action == "Bổ sung phiếu"


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        ({"inspection": "2026-99-90001-HS"}, ["REPLY_007"]),
        ({"programme": "0" * 64}, ["REPLY_008"]),
    ],
)
def test_the_form_of_another_inspection_or_programme_is_refused_and_nothing_kept(
    book: Programme, scan: Path, of: dict[str, str], expected: list[str]
) -> None:
    path = form(book, scan.with_name("phiếu.xlsx"), {"KPH 01": ANSWERED}, **of)
    before, kept = book.journal.number(), sorted(book.journal.files.iterdir())
    assert refused(book, ID, **SECOND, file=scan, form=path) == expected
    assert (book.journal.number(), sorted(book.journal.files.iterdir())) == (before, kept)


def test_every_wrong_row_and_file_is_said_at_once_and_nothing_is_kept(
    book: Programme, scan: Path, folder: Path
) -> None:
    (folder / "KPH 01").mkdir()
    (folder / "KPH 01" / "trống.pdf").write_bytes(b"")
    (folder / "KPH 01" / "chay.exe").write_bytes(b"MZ" + bytes(200))
    rows = {"KPH 01": ANSWERED, "KPH 07": ANSWERED, "KPH 09": ANSWERED}
    path = form(book, scan.with_name("phiếu.xlsx"), rows)
    before, kept = book.journal.number(), sorted(book.journal.files.iterdir())
    codes = refused(book, ID, **SECOND, file=scan, form=path, files=folder)
    assert sorted(codes) == ["EVIDENCE_001", "EVIDENCE_004", "REPLY_002", "REPLY_002"]
    assert (book.journal.number(), sorted(book.journal.files.iterdir())) == (before, kept)


def test_a_file_in_a_folder_named_like_the_code_belongs_to_that_finding(
    book: Programme, scan: Path, folder: Path
) -> None:
    (folder / "kph02").mkdir()
    (folder / "khác.pdf").rename(folder / "kph02" / "1.pdf")
    answered = {**ANSWERED, "Bằng chứng": "tu-ho-so"}
    path = form(book, scan.with_name("phiếu.xlsx"), {"KPH 01": answered, "KPH 02": {**ANSWERED, "Bằng chứng": "1"}})
    receive(book, ID, form=path, files=folder)
    of = replies(book, FIRST)
    assert len(of[CRITERION].files) == len(of[OTHER].files) == 1 and of[CRITERION].files != of[OTHER].files


def test_what_a_review_rests_on_is_not_changed_by_a_form(book: Programme, scan: Path) -> None:
    reply(book, **DONE)
    review(book, **GOOD)
    proposed = {"Tình trạng": "đề xuất", "Ngày": "30/9/2026"}
    path = form(book, scan.with_name("phiếu.xlsx"), {"KPH 01": proposed})
    assert refused(book, ID, form=path, correct=True) == ["REPLY_004"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, ["REPLY_012"]),
        ({"number": "99/BC"}, ["REPLY_012"]),
        ({"number": "1/BC", "dated": date(2026, 6, 14)}, ["ACT_003"]),
        ({"number": "1/BC", "dated": date(2999, 1, 1)}, ["ACT_004"]),
        ({"number": "1/BC", "dated": date(2026, 8, 2), "arrived": date(2026, 8, 1)}, ["ACT_019"]),
    ],
)
def test_a_report_that_cannot_be_is_refused(book: Programme, given: dict[str, Any], expected: list[str]) -> None:
    number = book.journal.number()
    assert refused(book, ID, **given) == expected and book.journal.number() == number


def test_evidence_without_a_form_or_a_folder_is_refused(book: Programme, scan: Path, folder: Path) -> None:
    assert refused(book, ID, files=folder) == ["REPLY_011"]
    path = form(book, scan.with_name("phiếu.xlsx"), {"KPH 01": ANSWERED})
    assert refused(book, ID, form=path, files=folder / "không có") == ["REPLY_010"]
    assert refused(book, ID, form=form(book, scan.with_name("trống.xlsx"), {"KPH 01": {}})) == ["REPLY_009"]


def test_the_paper_of_a_report_may_come_later(book: Programme, scan: Path) -> None:
    done: Received = receive(book, ID, "15/BC-STP", file=scan)
    assert not done.new and case(book).reports[0].act.file


def test_the_commands_take_the_report_and_say_what_is_late_and_unread(
    book: Programme, scan: Path, isoaudit: Run
) -> None:
    path = form(book, scan.with_name("phiếu.xlsx"), {"KPH 01": {**ANSWERED, "Ngày": "giữa tháng"}})
    typed = ("receive", ID, "--number", "20/BC-STP", "--dated", "20/8/2026", "--arrived", "25/8/2026", "--file", scan)
    done = isoaudit("-C", book.folder, *typed, "--form", path)
    assert done.returncode == 1, "something of the form is for a person to look up"
    assert "chậm 03 ngày" in done.stdout and "giữa tháng" in done.stdout and "KPH 02" in done.stdout
    assert corrective_actions(case(book), today())[0].stage == "reported"
    assert isoaudit("-C", book.folder, "receive", ID, "--number", "21/BC").returncode == 2
