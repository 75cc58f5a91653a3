"""The outline of a report: sent with the request, filled in, read back (Circular 26/2014, Articles 35.2, 36)."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from conftest import Run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_papers import BY_RECORD, inspected, made

from isoaudit.desk import ActToRecord, record
from isoaudit.desk.corrective.receiving import receive
from isoaudit.errors import IsoAuditError
from isoaudit.journal.programme import Programme
from isoaudit.model import Case, Reported
from isoaudit.notebooks import findings as paper_of_findings
from isoaudit.papers.decree30 import check
from isoaudit.papers.values import PaperSubject
from isoaudit.papers.values.report_outline import asked_in_outline
from isoaudit.rules.findings import expected, judge
from isoaudit.rules.prepared import reported_lines
from isoaudit.tables.replies.files import read_form_file
from isoaudit.tables.replies.outline_form import REPORTED, read_outline
from isoaudit.visit.book import VisitBook
from isoaudit.wording import count, label, labels
from isoaudit.wording.form_marks import outline_identity
from isoaudit.work.make_papers import make_papers
from isoaudit.work.outline_forms import OUTLINE, outlines_of
from isoaudit.work.reply_forms import began_with

ID = "2026-99-STP-TS"
DAY = date(2026, 3, 2)
Filled = Mapping[str, Mapping[str, str]]
TOLD = {
    "text": "Đã ban hành 05 quy trình, còn 02 quy trình đang soạn.",
    "document": "15/QĐ-STP; 16/QĐ-STP",
    "day": "02/3/2026; 05/3/2026",
    "kept_at": "Văn phòng Sở, tủ số 2",
}


@pytest.fixture
def book(programme: Path) -> Programme:
    return Programme(programme)


def case(book: Programme) -> Case:
    state, (inspection,) = book.about([ID])
    return book.case(state, inspection)


def outline(book: Programme, kind: str = "docx") -> Path:
    """The outline of the inspection as it is sent."""
    (made,) = make_papers(book, OUTLINE, [ID])
    path = made.file if kind == "docx" else made.workbook
    assert path is not None and not made.problems, made.problems
    return path


def asked(book: Programme) -> list[str]:
    return [one.id for one in asked_in_outline(case(book))]


def fill(source: Path, target: Path, rows: Filled) -> Path:
    """What a clerk does: types into the open cells of a row."""
    (fill_book if target.suffix == ".xlsx" else fill_document)(source, target, rows)
    return target


def fill_document(source: Path, target: Path, rows: Filled) -> None:
    document = docx.Document(str(source))
    table = grid_of(document)
    headings = [cell.text for cell in table.rows[0].cells]
    columns = {name: headings.index(label("outline_field", name)) for name in REPORTED}
    for row in table.rows:
        for name, words in rows.get(row.cells[0].text.strip(), {}).items():
            row.cells[columns[name]].paragraphs[0].text = words
    document.save(str(target))


def fill_book(source: Path, target: Path, rows: Filled) -> None:
    book = openpyxl.load_workbook(source)
    sheet = book.worksheets[0]
    (heading,) = (row for row in sheet.iter_rows() if row[0].value == label("outline_field", "code"))
    columns = {name: [c.value for c in heading].index(label("outline_field", name)) for name in REPORTED}
    for row in sheet.iter_rows(min_row=heading[0].row + 1):
        for name, words in rows.get(str(row[0].value), {}).items():
            row[columns[name]].value = words
            row[columns[name]].data_type = "s"  # typed as text, also what begins with an equals sign
    book.save(target)


def grid_of(document: Any) -> Any:
    return next(t for t in document.tables if t.rows[0].cells[0].text == label("outline_field", "code"))


def change(source: Path, edit: Any) -> Path:
    document = docx.Document(str(source))
    edit(document)
    document.save(str(source))
    return source


def row_of(document: Any, code: str) -> Any:
    return next(row for row in grid_of(document).rows if row.cells[0].text.strip() == code)


def refused(*args: Any, **fields: Any) -> list[str]:
    with pytest.raises(IsoAuditError) as error:
        receive(*args, **fields)
    return sorted(one.code for one in error.value.problems)


def reported(book: Programme) -> dict[str, Reported]:
    return {one.criterion: one for one in case(book).reported}


def test_35_2_the_outline_asks_what_the_inspection_will_ask_and_a_report_can_show(book: Programme) -> None:
    table = grid_of(docx.Document(str(outline(book))))
    codes = [row.cells[0].text for row in table.rows if row.cells[0].text.startswith("D36")]
    assert codes == asked(book) and codes
    assert {one.id for one in expected(case(book)) if not one.ask}.isdisjoint(codes)
    headings = [row.cells[0].text for row in table.rows if row.cells[0].text.endswith("Điều 36)")]
    assert headings[0] == "1. Phạm vi áp dụng (điểm a khoản 1 Điều 36)"


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_36_what_the_agency_reports_is_laid_beside_the_criterion_and_answers_nothing(
    book: Programme, tmp_path: Path, ending: str
) -> None:
    code = asked(book)[0]
    before = case(book).answers
    path = fill(outline(book, ending), tmp_path / f"đề cương.{ending}", {code: TOLD})
    number = book.journal.number()
    seen = receive(book, ID, form=path, dry_run=True)
    assert (seen.added, book.journal.number()) == (1, number)
    done = receive(book, ID, form=path)
    assert (done.of, done.added, done.unread) == ("outline", 1, ())
    assert done.unanswered == tuple(asked(book)[1:])
    said = reported(book)[code]
    assert {name: getattr(said, name) for name in REPORTED} == TOLD
    assert reported_lines(case(book))[code][0] == TOLD["text"]
    assert reported_lines(case(book))[code][1] == (
        "Số, ký hiệu văn bản: 15/QĐ-STP; 16/QĐ-STP; ngày văn bản: 02/3/2026; 05/3/2026; nơi lưu: Văn phòng Sở, tủ số 2."
    )
    assert case(book).answers == before and not book.verify()
    kept = [e.payload["name"] for e in book.journal.entries_of("file") if e.payload.get("form_of")]
    assert kept == [path.name]


def test_an_outline_taken_in_twice_says_nothing_new_and_another_is_refused_until_said(
    book: Programme, tmp_path: Path
) -> None:
    code = asked(book)[0]
    path = fill(outline(book), tmp_path / "a.docx", {code: TOLD})
    receive(book, ID, form=path)
    number = book.journal.number()
    again = receive(book, ID, form=path)
    assert (again.added, again.changed, again.unchanged, book.journal.number()) == (0, 0, 1, number)
    other = fill(outline(book), tmp_path / "b.docx", {code: {**TOLD, "text": "Khác", "day": "Khác"}})
    assert refused(book, ID, form=other) == ["OUTLINE_009", "OUTLINE_009"] and book.journal.number() == number
    assert receive(book, ID, form=other, correct=True).changed == 1
    assert reported(book)[code].text == "Khác"


def test_an_outline_of_another_inspection_and_year_is_refused_with_all_that_is_wrong(
    book: Programme, tmp_path: Path
) -> None:
    path = fill(outline(book), tmp_path / "a.docx", {asked(book)[0]: TOLD})
    mine = outline_identity(began_with(book), ID)

    def rename(to: str) -> Any:
        def edit(document: Any) -> None:
            for cell in grid_of(document).rows[1].cells:
                cell.paragraphs[0].text = to

        return edit

    number = book.journal.number()
    assert mine in [row.cells[0].text for row in grid_of(docx.Document(str(path))).rows]
    change(path, rename(outline_identity("0" * 64, "2026-99-90001-HS")))
    assert refused(book, ID, form=path) == ["OUTLINE_003", "OUTLINE_004"]
    change(path, rename(outline_identity(began_with(book), "2026-99-90001-HS")))
    assert refused(book, ID, form=path) == ["OUTLINE_003"]
    change(path, rename(outline_identity("0" * 64, ID)))
    assert refused(book, ID, form=path) == ["OUTLINE_004"]
    change(path, rename(""))
    assert refused(book, ID, form=path) == ["OUTLINE_012"]
    assert book.journal.number() == number


def test_every_wrong_row_is_said_at_once_and_nothing_is_written(book: Programme, tmp_path: Path) -> None:
    first, second, third, fourth, *_ = asked(book)
    rows = {first: TOLD, second: TOLD, third: TOLD, fourth: TOLD}
    path = fill(outline(book), tmp_path / "a.docx", rows)

    def edit(document: Any) -> None:
        row_of(document, second).cells[0].paragraphs[0].text = "D36-9-z-99"
        for cell in row_of(document, third).cells[:2]:
            cell.paragraphs[0].text = ""
        row_of(document, fourth).cells[2].paragraphs[0].text = "Khác"
        row_of(document, fourth).cells[0].paragraphs[0].text = first

    number = book.journal.number()
    assert refused(book, ID, form=change(path, edit)) == ["OUTLINE_006", "OUTLINE_007", "OUTLINE_008"]
    assert book.journal.number() == number


def test_a_row_taken_away_is_named_and_the_others_are_read(book: Programme, tmp_path: Path) -> None:
    first, second, *_ = asked(book)
    path = fill(outline(book), tmp_path / "a.docx", {second: TOLD})
    done = receive(book, ID, form=change(path, lambda d: grid_of(d)._tbl.remove(row_of(d, first)._tr)))
    assert any(first in words and "không còn dòng" in words for words in done.warnings)
    assert first in done.unanswered and set(reported(book)) == {second}


def test_an_empty_outline_and_one_with_other_headings_are_refused(book: Programme, tmp_path: Path) -> None:
    path = fill(outline(book), tmp_path / "a.docx", {})
    assert refused(book, ID, form=path) == ["OUTLINE_005"]

    def edit(document: Any) -> None:
        grid_of(document).rows[0].cells[2].paragraphs[0].text = "Ghi chú"

    assert refused(book, ID, form=change(path, edit)) == ["OUTLINE_002"]


def test_two_outlines_in_one_file_are_refused(book: Programme, tmp_path: Path) -> None:
    path = fill(outline(book), tmp_path / "a.docx", {asked(book)[0]: TOLD})
    change(path, lambda d: d.add_paragraph(outline_identity("0" * 64, ID)))
    assert refused(book, ID, form=path) == ["OUTLINE_001"]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)])
def test_a_scan_and_an_old_word_file_are_refused_with_the_way_out(book: Programme, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "đề cương.docx"
    path.write_bytes(data)
    with pytest.raises(IsoAuditError, match="đề cương báo cáo") as error:
        receive(book, ID, form=path)
    assert [one.code for one in error.value.problems] == ["REPLYFORM_001"]


def test_the_arrival_is_recorded_with_the_outline(book: Programme, tmp_path: Path, isoaudit: Run) -> None:
    path = fill(outline(book), tmp_path / "a.docx", {asked(book)[0]: TOLD})
    told = isoaudit(
        "-C",
        book.folder,
        "receive",
        ID,
        "--form",
        str(path),
        "--number",
        "9/BC-STP",
        "--dated",
        "1/4/2026",
        "--arrived",
        "3/4/2026",
    )
    assert told.returncode == 0, told.stderr
    assert "đề cương báo cáo (số 9/BC-STP) của cơ quan" in told.stdout and "1 nội dung nhập mới" in told.stdout
    (act,) = [one for one in case(book).acts if one.kind == "report_received"]
    assert (act.number, str(act.arrived_on)) == ("9/BC-STP", "2026-04-03")


LETTERS = (
    "".join(sorted({c for words in labels()["point"].values() for c in words})) + "ăắếộữỷđĐƯ0123456789/.,;:()-«»“”|%&<>"
)
typed = st.text(st.sampled_from(LETTERS), min_size=1, max_size=60).map(lambda words: " ".join(words.split()))
"""What a clerk types: of other characters the one door for text makes the usual ones."""


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_is_typed_comes_back_word_for_word(book: Programme, data: st.DataObject) -> None:
    codes = asked(book)
    answers = st.dictionaries(st.sampled_from(REPORTED), typed.filter(bool), min_size=1)
    rows = data.draw(st.dictionaries(st.sampled_from(codes), answers, min_size=1, max_size=4))
    ending = data.draw(st.sampled_from(["docx", "xlsx"]))
    with tempfile.TemporaryDirectory() as folder:
        path = fill(outline(book, ending), Path(folder) / f"a.{ending}", rows)
        read = read_outline(path, read_form_file(path))
    assert not read.faults.placed
    assert {row.code: dict(row.fields) for row in read.rows if row.fields} == rows


# --- what goes out ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["on_site", "by_record"])
def test_the_outline_is_as_the_decree_wants_it(tmp_path: Path, mode: str) -> None:
    found = inspected(mode=mode, acts=()) if mode == "on_site" else inspected(BY_RECORD, mode=mode, acts=())
    path = made(tmp_path, "report_outline", PaperSubject((found,), programme="ab" * 32))
    assert [deviation for deviation in check(path).deviations if not deviation.note] == []


def test_the_same_outline_is_the_same_bytes(book: Programme, tmp_path: Path) -> None:
    began = began_with(book)
    assert outlines_of(case(book), began, tmp_path) == outlines_of(case(book), began, tmp_path)


def test_35_2_the_request_brings_the_outline_of_each_agency_it_goes_to(book: Programme, isoaudit: Run) -> None:
    done = isoaudit("-C", book.folder, "paper", "report_request")
    assert done.returncode == 0, done.stderr
    made_ = sorted(path.parent.name for path in (book.folder / "out").glob("*/report_outline.docx"))
    (request,) = make_papers(book, "report_request")
    assert made_ == sorted(one.name for one in request.outlines) and ID in made_
    assert all((book.folder / "out" / id / "report_outline.xlsx").is_file() for id in made_)
    assert f"{count(len(made_))} cơ quan" in done.stdout
    line = next(line for line in done.stdout.splitlines() if "Đề cương báo cáo gửi kèm" in line)
    assert all(id in line for id in made_) and str(book.folder / "out") in line, "each folder by its name"


def test_35_2_the_outline_says_with_which_letter_it_goes_and_by_when(book: Programme) -> None:
    record(book, [ActToRecord("requested", (ID,), on=DAY, number="31/SKHCN-TĐC", reply_by=date(2026, 4, 15))])
    told = " ".join(p.text for p in docx.Document(str(outline(book))).paragraphs)
    assert "Công văn số 31/SKHCN-TĐC" in told and "chậm nhất ngày 15/4/2026" in told
    sheet = openpyxl.load_workbook(outline(book, "xlsx")).worksheets[0]
    said = "\n".join(str(row[0].value) for row in sheet.iter_rows(max_row=7))
    assert "Công văn số 31/SKHCN-TĐC" in said and "chậm nhất ngày 15/4/2026" in said


# --- where it is read -------------------------------------------------------------------------------------------------


def test_37_it_stands_beside_the_question_as_what_the_agency_says(
    book: Programme, tmp_path: Path, isoaudit: Run
) -> None:
    code, heading = asked(book)[0], "Cơ quan báo cáo (chưa kiểm tra)"
    found = judge(case(book))
    receive(book, ID, form=fill(outline(book), tmp_path / "a.docx", {code: TOLD}))
    assert judge(case(book)).counts == found.counts
    page = VisitBook(book.folder, ID).page()
    facts = [f for section in page.sections for r in section.records if r.id == f"answer/{code}" for f in r.facts]
    (fact,) = [fact for fact in facts if fact.label == heading]
    assert TOLD["text"] in fact.text and TOLD["document"] in fact.text
    shown = paper_of_findings.prepared(case(book))
    assert TOLD["text"] in "".join(shown[heading])
    out = tmp_path / "phieu.xlsx"
    assert isoaudit("-C", book.folder, "answers", "export", ID, "--output", out).returncode == 0
    texts = [str(cell.value) for sheet in openpyxl.load_workbook(out) for row in sheet for cell in row if cell.value]
    assert any(f"{heading}: {TOLD['text']}" in text for text in texts)
