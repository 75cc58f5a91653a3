"""The outline of a report: sent with the request, filled in, read back (Circular 26/2014, Articles 35.2, 36)."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import docx
import pytest
from conftest import Run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_reviews import ID, book, case

from isoaudit.desk.receiving import receive
from isoaudit.errors import IsoAuditError
from isoaudit.journal.programme import Programme
from isoaudit.model import Reported
from isoaudit.papers.values.report_outline import asked_in_outline
from isoaudit.rules.findings import expected
from isoaudit.rules.prepared import prepared
from isoaudit.tables.outline_form import REPORTED, read_outline
from isoaudit.tables.reply_files import read_form_file
from isoaudit.wording import label, labels
from isoaudit.wording.form_marks import outline_identity
from isoaudit.work.make_papers import make_papers
from isoaudit.work.outline_forms import OUTLINE
from isoaudit.work.reply_forms import began_with

__all__ = ["book"]
Filled = Mapping[str, Mapping[str, str]]
TOLD = {
    "text": "Đã ban hành 05 quy trình, còn 02 quy trình đang soạn.",
    "document": "15/QĐ-STP; 16/QĐ-STP",
    "day": "02/3/2026; 05/3/2026",
    "kept_at": "Văn phòng Sở, tủ số 2",
}


def outline(book: Programme) -> Path:
    """The outline of the inspection as it is sent."""
    (made,) = make_papers(book, OUTLINE, [ID])
    assert made.file is not None and not made.problems, made.problems
    return made.file


def asked(book: Programme) -> list[str]:
    return [one.id for one in asked_in_outline(case(book))]


def fill(source: Path, target: Path, rows: Filled) -> Path:
    """What a clerk does: types into the open cells of a row."""
    document = docx.Document(str(source))
    table = grid_of(document)
    headings = [cell.text for cell in table.rows[0].cells]
    columns = {name: headings.index(label("outline_field", name)) for name in REPORTED}
    for row in table.rows:
        for name, words in rows.get(row.cells[0].text.strip(), {}).items():
            row.cells[columns[name]].paragraphs[0].text = words
    document.save(str(target))
    return target


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


def test_36_what_the_agency_reports_is_laid_beside_the_criterion_and_answers_nothing(
    book: Programme, tmp_path: Path
) -> None:
    code = asked(book)[0]
    before = case(book).answers
    path = fill(outline(book), tmp_path / "đề cương.docx", {code: TOLD})
    number = book.journal.number()
    seen = receive(book, ID, form=path, dry_run=True)
    assert (seen.added, book.journal.number()) == (1, number)
    done = receive(book, ID, form=path)
    assert (done.of, done.added, done.unread) == ("outline", 1, ())
    assert done.unanswered == tuple(asked(book)[1:])
    said = reported(book)[code]
    assert {name: getattr(said, name) for name in REPORTED} == TOLD
    assert prepared(case(book))[code][0] == f"Cơ quan báo cáo (chưa kiểm tra): {TOLD['text']}"
    assert TOLD["document"] in prepared(case(book))[code][1]
    assert case(book).answers == before and not book.verify()
    kept = [e.payload["name"] for e in book.journal.entries_of("file") if e.payload.get("form_of")]
    assert kept == ["đề cương.docx"]


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
    change(path, rename("…"))
    assert refused(book, ID, form=path) == ["REPLYFORM_003"]
    assert book.journal.number() == number


def test_every_wrong_row_is_said_at_once_and_nothing_is_written(book: Programme, tmp_path: Path) -> None:
    first, second, third, fourth, *_ = asked(book)
    rows = {first: TOLD, second: TOLD, third: TOLD, fourth: TOLD}
    path = fill(outline(book), tmp_path / "a.docx", rows)

    def edit(document: Any) -> None:
        row_of(document, second).cells[0].paragraphs[0].text = "D36-9-z-99"
        row_of(document, third).cells[0].paragraphs[0].text = ""
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
    with tempfile.TemporaryDirectory() as folder:
        path = fill(Path(outline(book)), Path(folder) / "a.docx", rows)
        read = read_outline(path, read_form_file(path))
    assert not read.faults.placed
    assert {row.code: dict(row.fields) for row in read.rows if row.fields} == rows
