"""The outline of a report as agencies really send it back: altered, pasted into, converted, twice, too late."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.shared import Mm
from test_evidence import PLAIN_PDF
from test_outline import ID, TOLD, asked, book, case, change, fill, grid_of, outline, refused, reported, row_of

from isoaudit.desk.corrective.receiving import receive
from isoaudit.journal.programme import Programme, writer
from isoaudit.journal.store import Draft
from isoaudit.papers.values.report_outline import asked_text
from isoaudit.rules.findings import fingerprint
from isoaudit.tables.replies.outline_form import REPORTED
from isoaudit.wording import label

__all__ = ["book"]


def said(book: Programme, code: str) -> dict[str, str]:
    return {name: getattr(reported(book)[code], name) for name in REPORTED}


@pytest.mark.parametrize(("kind", "other"), [("docx", "odt"), ("xlsx", "ods"), ("docx", "doc"), ("xlsx", "xls")])
def test_it_comes_back_through_another_office_program(
    book: Programme, tmp_path: Path, soffice: Callable[..., None], kind: str, other: str
) -> None:
    """Saved by LibreOffice in its own kind or that of old Office, and from there in the kind that is read."""
    first, *others = asked(book)
    path = fill(outline(book, kind), tmp_path / f"de-cuong.{kind}", {first: TOLD, others[-1]: TOLD})
    soffice(other, tmp_path / "open", path)
    soffice(kind, tmp_path / "again", tmp_path / "open" / f"de-cuong.{other}")
    done = receive(book, ID, form=tmp_path / "again" / path.name)
    assert said(book, first) == said(book, others[-1]) == TOLD
    assert done.unread == () and done.unanswered == tuple(others[:-1])
    assert not [words for words in done.warnings if "không còn" in words]


@pytest.mark.parametrize("other", ["doc", "xls", "odt", "pdf"])
def test_what_is_sent_in_another_kind_is_refused_with_the_way_out(
    book: Programme, tmp_path: Path, soffice: Callable[..., None], other: str
) -> None:
    kind = "xlsx" if other == "xls" else "docx"
    path = fill(outline(book, kind), tmp_path / f"de-cuong.{kind}", {asked(book)[0]: TOLD})
    soffice(other, tmp_path, path)
    number = book.journal.number()
    with pytest.raises(Exception, match=r"Save As.*gửi tệp đã điền") as error:
        receive(book, ID, form=path.with_suffix(f".{other}"))
    assert [one.code for one in error.value.problems] == ["REPLYFORM_001"]  # type: ignore[attr-defined]
    assert book.journal.number() == number


def test_a_section_left_empty_is_said_and_the_rest_taken(book: Programme, tmp_path: Path) -> None:
    found = case(book)
    rows = {one: TOLD for one in asked(book) if found.criteria[one].point != "1.b"}
    done = receive(book, ID, form=fill(outline(book), tmp_path / "a.docx", rows))
    assert set(reported(book)) == set(rows) and set(done.unanswered) == set(asked(book)) - set(rows)
    (words,) = [words for words in done.warnings if "chưa báo cáo gì" in words]
    assert label("point", "1.b") in words and label("point", "1.a") not in words


def test_usual_words_in_the_headings_are_understood_and_that_is_noted(book: Programme, tmp_path: Path) -> None:
    code = asked(book)[0]
    path = fill(outline(book, "xlsx"), tmp_path / "a.xlsx", {code: TOLD})
    work = openpyxl.load_workbook(path)
    sheet = work.worksheets[0]
    (heading,) = (row for row in sheet.iter_rows() if row[0].value == "Mã")
    heading[2].value, heading[4].value = "Kết quả thực hiện", "Ngày ban hành"
    work.save(path)
    done = receive(book, ID, form=path)
    assert said(book, code) == TOLD
    assert any("«Kết quả thực hiện» được hiểu là «Nội dung báo cáo»" in words for words in done.warnings)


def test_columns_and_rows_that_were_moved_are_read_where_they_are(book: Programme, tmp_path: Path) -> None:
    code, *_ = asked(book)
    path = fill(outline(book), tmp_path / "a.docx", {code: TOLD})

    def edit(document: Any) -> None:
        table, moved = grid_of(document), row_of(document, code)._tr
        table._tbl.append(moved)
        for row in table.rows[:1] + [row for row in table.rows[1:] if row.cells[0].text.startswith("D36")]:
            cells = row._tr.tc_lst
            cells[5].addprevious(cells[3])  # document between day and place

    receive(book, ID, form=change(path, edit))
    assert said(book, code) == TOLD


def test_a_row_without_its_code_is_known_by_its_question(book: Programme, tmp_path: Path) -> None:
    first, second, *_ = asked(book)
    path = fill(outline(book), tmp_path / "a.docx", {first: TOLD, second: TOLD})

    def edit(document: Any) -> None:
        row_of(document, first).cells[0].text = ""

    receive(book, ID, form=change(path, edit))
    assert set(reported(book)) == {first, second} and said(book, first) == TOLD

    def edit_again(document: Any) -> None:
        row_of(document, second).cells[1].text = "Câu hỏi khác"
        row_of(document, second).cells[0].text = ""

    assert refused(book, ID, form=change(path, edit_again)) == ["OUTLINE_008"]


def test_two_rows_of_one_criterion_by_code_and_by_question_are_refused(book: Programme, tmp_path: Path) -> None:
    first, *_ = asked(book)
    path = fill(outline(book), tmp_path / "a.docx", {first: TOLD})

    def edit(document: Any) -> None:
        row = row_of(document, first)
        copy = deepcopy(row._tr)
        row._tr.addnext(copy)
        row.cells[0].text = ""
        row.cells[2].text = "Khác"

    assert refused(book, ID, form=change(path, edit)) == ["OUTLINE_008"]


def test_rows_the_agency_added_are_refused_with_what_to_do(book: Programme, tmp_path: Path) -> None:
    """Of a criterion twice, of one that is not asked, of none: each said, nothing guessed, nothing written."""
    first, *_ = asked(book)
    path = fill(outline(book), tmp_path / "a.docx", {first: TOLD})

    def edit(document: Any) -> None:
        for code, words in ((first, "Bổ sung"), ("D36-1-a-99", "Thêm"), ("", "Kiến nghị: cần kinh phí")):
            row = grid_of(document).add_row()
            row.cells[0].text, row.cells[2].text = code, words

    assert refused(book, ID, form=change(path, edit)) == ["OUTLINE_006", "OUTLINE_007", "OUTLINE_008"]


def test_an_added_column_is_refused_but_for_ordinals(book: Programme, tmp_path: Path) -> None:
    first, *_ = asked(book)
    path = fill(outline(book, "xlsx"), tmp_path / "a.xlsx", {first: TOLD})
    work = openpyxl.load_workbook(path)
    sheet = work.worksheets[0]
    (row,) = (row for row in sheet.iter_rows() if row[0].value == first)
    sheet.cell(row[0].row, 7).value = "1."
    work.save(path)
    assert receive(book, ID, form=path, dry_run=True).added == 1
    sheet.cell(row[0].row, 7).value = "Ghi chú của cơ quan"
    work.save(path)
    assert refused(book, ID, form=path) == ["OUTLINE_010"]


def test_lines_and_tables_pasted_into_a_cell_are_kept(book: Programme, tmp_path: Path) -> None:
    first, *_ = asked(book)
    path = fill(outline(book), tmp_path / "a.docx", {})

    def edit(document: Any) -> None:
        cell = row_of(document, first).cells[2]
        cell.text = "Đã ban hành:\n- Quy trình một cửa;"
        cell.add_paragraph("- Quy trình nội bộ.")
        inner = cell.add_table(2, 2)
        for at, words in enumerate(("Quy trình", "Số lượng", "Một cửa", "12")):
            inner.cell(at // 2, at % 2).text = words

    done = receive(book, ID, form=change(path, edit))
    lines = ("Đã ban hành:", "- Quy trình một cửa;", "- Quy trình nội bộ.", "Quy trình | Số lượng", "Một cửa | 12")
    assert said(book, first)["text"] == "\n".join(lines) and done.unread == ()


def test_lines_in_a_cell_of_the_workbook_are_kept(book: Programme, tmp_path: Path) -> None:
    first, *_ = asked(book)
    words = "Dòng một\nDòng hai\n\n- mục"
    receive(book, ID, form=fill(outline(book, "xlsx"), tmp_path / "a.xlsx", {first: {**TOLD, "text": words}}))
    assert said(book, first)["text"] == words


def test_a_day_that_excel_made_a_date_comes_back_as_it_is_shown(book: Programme, tmp_path: Path) -> None:
    first, *_ = asked(book)
    path = fill(outline(book, "xlsx"), tmp_path / "a.xlsx", {first: TOLD})
    work = openpyxl.load_workbook(path)
    (row,) = (row for row in work.worksheets[0].iter_rows() if row[0].value == first)
    row[4].value, row[4].number_format = date(2026, 3, 5), "dd/mm/yyyy"
    row[3].value, row[3].number_format = 15, "General"
    work.save(path)
    receive(book, ID, form=path)
    assert (said(book, first)["day"], said(book, first)["document"]) == ("05/03/2026", "15")


def test_a_picture_in_a_cell_is_said_with_its_criterion(book: Programme, tmp_path: Path) -> None:
    first, *_ = asked(book)
    picture = Path(__file__).parent.parent / "docs" / "pictures" / "paper-report-outline.png"
    path = fill(outline(book), tmp_path / "a.docx", {first: TOLD})

    def edit(document: Any) -> None:
        row_of(document, first).cells[2].paragraphs[0].add_run().add_picture(str(picture), width=Mm(20))

    done = receive(book, ID, form=change(path, edit))
    (words,) = done.unread
    assert first in words and "hình, ảnh" in words and said(book, first) == TOLD


def test_a_table_that_was_split_is_read_on(book: Programme, tmp_path: Path) -> None:
    first, *_, end = asked(book)
    path = fill(outline(book), tmp_path / "a.docx", {first: TOLD, end: TOLD})

    def edit(document: Any) -> None:
        table = grid_of(document)
        second = deepcopy(table._tbl)
        rows = list(second.tr_lst)
        for row in rows[: len(rows) // 2]:
            second.remove(row)
        for row in list(table._tbl.tr_lst)[len(rows) // 2 :]:
            table._tbl.remove(row)
        table._tbl.addnext(second)
        second.addprevious(docx.oxml.OxmlElement("w:p"))

    done = receive(book, ID, form=change(path, edit))
    assert set(reported(book)) == {first, end} and not [words for words in done.warnings if "không còn" in words]


# --- twice, and too late ----------------------------------------------------------------------------------------------


def test_the_outline_of_a_later_report_counts_and_the_earlier_is_kept(book: Programme, tmp_path: Path) -> None:
    first, second, *_ = asked(book)
    early = fill(outline(book), tmp_path / "lan-1.docx", {first: TOLD, second: TOLD})
    late = fill(outline(book), tmp_path / "lan-2.docx", {first: {**TOLD, "text": "Đã ban hành đủ 07 quy trình."}})
    receive(book, ID, "9/BC-STP", date(2026, 4, 1), form=early)
    done = receive(book, ID, "15/BC-STP", date(2026, 4, 20), form=late)
    assert (done.changed, done.added) == (1, 0)
    assert said(book, first)["text"] == "Đã ban hành đủ 07 quy trình." and said(book, second) == TOLD
    assert [act.number for act in case(book).acts if act.kind == "report_received"] == ["9/BC-STP", "15/BC-STP"]
    kept = {e.payload["name"]: e.subject for e in book.journal.entries_of("file") if e.payload.get("form_of")}
    assert (book.journal.files / kept["lan-1.docx"]).read_bytes() == early.read_bytes() and "lan-2.docx" in kept
    texts = [e.payload["text"] for e in book.journal.entries_of("reported") if e.subject == f"{ID}/{first}"]
    assert texts == [TOLD["text"], "Đã ban hành đủ 07 quy trình."] and not book.verify()
    number = book.journal.number()
    assert set(refused(book, ID, form=early)) == {"OUTLINE_009"}
    assert set(refused(book, ID, "9/BC-STP", date(2026, 4, 1), form=early)) == {"OUTLINE_009"}
    assert book.journal.number() == number, "an older one, taken by mistake, does not stand in for the later"


def test_a_number_that_is_not_recorded_wants_its_day(book: Programme, tmp_path: Path) -> None:
    path = fill(outline(book), tmp_path / "a.docx", {asked(book)[0]: TOLD})
    assert refused(book, ID, "9/BC-STP", form=path) == ["OUTLINE_014"]
    receive(book, ID, "9/BC-STP", date(2026, 4, 1), form=path)
    assert refused(book, ID, "15/BC-STP", form=path) == ["OUTLINE_014"]
    assert receive(book, ID, "9/BC-STP", arrived=date(2026, 4, 3), form=path).unchanged == 1
    (act,) = [act for act in case(book).acts if act.kind == "report_received"]
    assert act.arrived_on == date(2026, 4, 3)


@pytest.mark.parametrize("end", ["minutes_signed", "minutes_unsigned", "correction_requested"])
def test_37_once_the_inspection_has_ended_nothing_is_laid_beside_it(book: Programme, tmp_path: Path, end: str) -> None:
    path = fill(outline(book), tmp_path / "a.docx", {asked(book)[0]: TOLD})
    with book.journal.writing() as transaction:
        transaction.append([Draft("act", f"{ID}/{end}", {"on": "2026-06-18"})], writer())
    mark = fingerprint(case(book))
    assert refused(book, ID, form=path) == ["OUTLINE_013"]
    assert refused(book, ID, form=path, correct=True) == ["OUTLINE_013"]
    assert fingerprint(case(book)) == mark and not reported(book)


def test_the_same_outline_once_more_after_the_end_says_nothing_new(book: Programme, tmp_path: Path) -> None:
    path = fill(outline(book), tmp_path / "a.docx", {asked(book)[0]: TOLD})
    receive(book, ID, form=path)
    with book.journal.writing() as transaction:
        transaction.append([Draft("act", f"{ID}/minutes_signed", {"on": "2026-06-18"})], writer())
    assert receive(book, ID, form=path).unchanged == 1


def test_the_question_of_each_row_is_its_own(book: Programme) -> None:
    """Else a row without its code could not be known by it."""
    texts = [asked_text(case(book).criteria[one]) for one in asked(book)]
    assert len(set(texts)) == len(texts)


def test_a_scan_named_as_word_is_refused(book: Programme, tmp_path: Path) -> None:
    path = tmp_path / "de-cuong.docx"
    path.write_bytes(PLAIN_PDF)
    assert refused(book, ID, form=path) == ["REPLYFORM_001"]
