"""The reply form: what goes out with the letter, and what is read of it when it comes back (Article 37.2.c).

``REPLIES=1000 pytest tests/test_reply_form.py`` tries more changed forms; a failure names the seed.
"""

from __future__ import annotations

import copy
import io
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as Picture
from PIL import Image
from reply_mutations import PROGRAMME, Filled, as_document, as_workbook, drawn, filled, split
from test_papers import ACTS, BY_RECORD, coded, inspected, made, subject

from isoaudit.errors import IsoAuditError
from isoaudit.model import Case
from isoaudit.papers.decree30 import check
from isoaudit.papers.values import PaperSubject, paper
from isoaudit.rules.findings import judge
from isoaudit.tables.replies import files as reply_files
from isoaudit.tables.replies.form import ReadForm, read_code, read_reply_form
from isoaudit.wording import label, name_key
from isoaudit.wording.form_marks import identity
from isoaudit.work.reply_forms import forms_of

CASES = int(os.environ.get("REPLIES", "50"))
WRITE = {"xlsx": as_workbook, "docx": as_document}


def read(folder: Path, name: str, data: bytes) -> ReadForm:
    path = folder / name
    path.write_bytes(data)
    return read_reply_form(path)


def faults(form: Filled, got: ReadForm) -> list[str]:
    """What was read wrongly, or was lost without a word."""
    rows = {row.code: row.fields for row in got.rows}
    said = "\n".join(got.unread)
    wrong = [f"{code} is none" for code in rows.keys() - form.truth.keys()]
    for code, truth in form.truth.items():
        fields = rows.get(code, {})
        wrong += [f"{code} {n} was made up: {fields[n]!r}" for n in fields.keys() - truth.keys()]
        for name, text in truth.items():
            if name not in fields:
                told = (
                    code in said
                    or text[:12] in said
                    or label("reply_field", name) in said
                    or "không rõ" in said  # of what finding, or what a cell is
                    or "mã «" in said
                )
                wrong += [] if told else [f"{code} {name} was lost: {text!r}"]
            elif (code, name) in form.never or name_key(fields[name]) != name_key(text):
                wrong.append(f"{code} {name}: {fields[name]!r}, not {text!r}")
    return wrong


@pytest.mark.parametrize("kind", WRITE)
def test_a_changed_form_is_read_right_or_what_cannot_be_read_is_named(tmp_path: Path, kind: str) -> None:
    whole = 0
    for seed in range(CASES):
        random = Random(seed)
        form = drawn(random)
        data = WRITE[kind](form, random)
        try:
            got = read(tmp_path, f"phieu.{kind}", data)
        except IsoAuditError as error:
            codes = {problem.code for problem in error.problems}
            assert codes <= {"REPLYFORM_003", "REPLYFORM_004", "REPLYFORM_005"}, (seed, form.done, codes)
            continue
        if got.is_of([PROGRAMME]):
            assert not faults(form, got), (seed, form.done, got.unread)
            whole += {row.code: len(row.fields) for row in got.rows} == {c: len(t) for c, t in form.truth.items()}
        else:
            assert "identity_changed" in form.done, (seed, form.done)
    assert whole > CASES / 4


ANSWERED = {
    "cause": "Chưa phân công người theo dõi.",
    "correction": "Đã bổ sung 18 TTHC.",
    "action": "Phân công Văn phòng rà soát hằng quý.",
    "status": "đã thực hiện",
    "day": "15/10/2026",
    "responsible": "Bà Nguyễn Thị Ba",
    "evidence": "Quyết định số 12/QĐ-STP; KPH01.pdf",
}
SAID = {**ANSWERED, "status": "done", "done_on": "2026-10-15"}
del SAID["day"]


@pytest.fixture(scope="module")
def asked() -> Case:
    """An inspection on site whose minutes are signed, with the findings the team agreed."""
    found = inspected()
    return found.model_copy(update={"agreed": coded(judge(found)).findings})


@pytest.fixture(scope="module")
def forms(asked: Case, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return dict(forms_of(asked, PROGRAMME, tmp_path_factory.mktemp("forms")))


def fill_workbook(path: Path, code: str = "KPH 01", **said: Any) -> None:
    """Type into the white cells of a row."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    (head,) = [row for row in sheet.iter_rows() if row[0].value == "Mã"]
    (row,) = [row for row in sheet.iter_rows() if row[0].value == code]
    for cell, title in zip(row, head, strict=True):
        for name, value in said.items():
            if title.value == label("reply_field", name):
                cell.value = value
    book.save(path)


def fill_document(path: Path, code: str = "KPH 01", **said: str) -> None:
    """Type into the cells of a row, and choose from its list."""
    document = docx.Document(str(path))
    (row,) = [row for table in document.tables for row in table.rows if row.cells[0].text == code]
    names = ("cause", "correction", "action", "status", "day", "responsible", "evidence")
    for cell, name in zip(row.cells[2:], names, strict=True):
        if name == "status":
            (text,) = cell._tc.xpath(".//w:sdt//w:t")
            text.text = said.get(name, text.text)
        elif name in said:
            cell.text = said[name]
    document.save(str(path))


FILL: dict[str, Callable[..., None]] = {"xlsx": fill_workbook, "docx": fill_document}


@pytest.mark.parametrize("kind", FILL)
def test_37_2_c_a_form_that_was_filled_in_says_what_was_typed(
    tmp_path: Path, forms: dict[str, bytes], kind: str
) -> None:
    path = tmp_path / f"phieu.{kind}"
    path.write_bytes(forms[kind])
    assert read_reply_form(path).rows == (), "what nobody filled in says nothing"
    FILL[kind](path, **ANSWERED)
    got = read_reply_form(path)
    (row,) = got.rows
    assert (got.inspection, got.is_of([PROGRAMME]), got.unread, got.notes) == ("2026-99-90001-TS", True, (), ())
    assert (row.code, dict(row.fields)) == ("KPH 01", SAID)
    assert row.finding.startswith("KPH 01. Danh mục có 371 TTHC")


@pytest.mark.parametrize("kind", FILL)
def test_a_form_that_libreoffice_saved_is_read_alike(
    tmp_path: Path, forms: dict[str, bytes], soffice: Callable[..., None], kind: str
) -> None:
    path = tmp_path / f"phieu.{kind}"
    path.write_bytes(forms[kind])
    FILL[kind](path, **ANSWERED)
    old = {"xlsx": "ods", "docx": "odt"}[kind]
    soffice(old, tmp_path / "open", path)
    soffice(kind, tmp_path / "again", tmp_path / "open" / f"phieu.{old}")
    got = read_reply_form(tmp_path / "again" / path.name)
    assert [dict(row.fields) for row in got.rows] == [SAID]
    assert (got.is_of([PROGRAMME]), got.unread) == (True, ())


def test_a_proposal_has_its_day_as_the_day_it_is_to_be_complete(tmp_path: Path, forms: dict[str, bytes]) -> None:
    """Đ37.2.c: thực hiện hoặc đề xuất; what is proposed has a day of its own."""
    path = tmp_path / "phieu.xlsx"
    path.write_bytes(forms["xlsx"])
    fill_workbook(path, action="Sẽ tập huấn", status="Đề xuất", day=date(2026, 12, 31))
    assert dict(read_reply_form(path).rows[0].fields) == {
        "action": "Sẽ tập huấn",
        "status": "proposed",
        "due_on": "2026-12-31",
    }


@pytest.mark.parametrize(
    ("said", "left", "told"),
    [
        ({"status": "đang thực hiện", "day": "15/10/2026"}, {}, ("đang thực hiện", "chưa rõ «Tình trạng»")),
        ({"day": "15/10/2026"}, {}, ("ghi 15/10/2026 nhưng chưa rõ «Tình trạng»",)),
        ({"status": "đã thực hiện", "day": "trong tháng 12"}, {"status": "done"}, ("trong tháng 12",)),
        ({"cause": "=1+1", "action": "Rà soát"}, {"action": "Rà soát"}, ("là công thức",)),
        ({"cause": "x\u202ey", "action": "Rà soát"}, {"action": "Rà soát"}, ("ký tự điều khiển",)),
    ],
)
def test_what_cannot_be_read_is_listed_and_the_rest_is_read(
    tmp_path: Path, forms: dict[str, bytes], said: dict[str, str], left: dict[str, str], told: tuple[str, ...]
) -> None:
    path = tmp_path / "phieu.xlsx"
    path.write_bytes(forms["xlsx"])
    fill_workbook(path, **said)
    got = read_reply_form(path)
    assert [dict(row.fields) for row in got.rows] == ([left] if left else [])
    assert all(any(words in line and "KPH 01" in line for line in got.unread) for words in told)
    assert bool(got.unread) == bool(told)


def test_cells_merged_beside_each_other_are_listed_with_what_stands_there(
    tmp_path: Path, forms: dict[str, bytes]
) -> None:
    path = tmp_path / "phieu.xlsx"
    path.write_bytes(forms["xlsx"])
    fill_workbook(path, cause="Chưa phân công", evidence="KPH01.pdf")
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    (cell,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == "Chưa phân công"]
    sheet.merge_cells(f"{cell.coordinate}:{sheet.cell(cell.row, cell.column + 1).coordinate}")
    book.save(path)
    got = read_reply_form(path)
    assert [dict(row.fields) for row in got.rows] == [{"evidence": "KPH01.pdf"}]
    assert any("gộp" in line and "Chưa phân công" in line for line in got.unread)


def in_word(path: Path, forms: dict[str, bytes]) -> tuple[Any, Any, Any]:
    """The Word form with its first finding answered: the document, its table, the row."""
    path.write_bytes(forms["docx"])
    fill_document(path, **{**ANSWERED, "day": "15/10/2026"})
    document = docx.Document(str(path))
    ((table, row),) = [(t, r) for t in document.tables for r in t.rows if r.cells[0].text == "KPH 01"]
    return document, table, row


def saved(document: Any, path: Path) -> ReadForm:
    document.save(str(path))
    return read_reply_form(path)


def test_a_table_split_in_word_goes_on_without_its_heading(tmp_path: Path, forms: dict[str, bytes]) -> None:
    document, table, row = in_word(tmp_path / "phieu.docx", forms)
    split(table, table._tbl.tr_lst.index(row._tr))
    got = saved(document, tmp_path / "phieu.docx")
    assert ([dict(one.fields) for one in got.rows], got.unread) == ([SAID], ())


def test_the_second_part_of_a_split_table_in_which_a_column_was_deleted_is_listed(
    tmp_path: Path, forms: dict[str, bytes]
) -> None:
    """By position «Sự khắc phục» would stand in the column «Nguyên nhân»."""
    document, table, row = in_word(tmp_path / "phieu.docx", forms)
    split(table, table._tbl.tr_lst.index(row._tr))
    (second,) = [t for t in document.tables if t.rows[0].cells[0].text == "KPH 01"]
    for one in second.rows:
        one._tr.remove(one._tr.tc_lst[2])
    got = saved(document, tmp_path / "phieu.docx")
    assert got.rows == ()
    assert any("không nằm dưới dòng tiêu đề" in line and "KPH 01" in line for line in got.unread)


@pytest.mark.parametrize("columns", [3, 9])
def test_a_table_of_evidence_below_the_form_answers_nothing(
    tmp_path: Path, forms: dict[str, bytes], columns: int
) -> None:
    document, _, row = in_word(tmp_path / "phieu.docx", forms)
    row.cells[2].text = ""
    annex = document.add_table(1, columns)
    for at, cell in enumerate(annex.rows[0].cells):
        cell.text = "KPH 01" if at == 0 else f"ảnh số {at}"
    got = saved(document, tmp_path / "phieu.docx")
    assert [dict(one.fields) for one in got.rows] == [{k: v for k, v in SAID.items() if k != "cause"}]
    assert any("ảnh số 1" in line for line in got.unread)


@pytest.mark.parametrize("cells", [8, 10])
def test_a_row_pasted_with_another_number_of_cells_is_listed_under_its_code(
    tmp_path: Path, forms: dict[str, bytes], cells: int
) -> None:
    document, _, row = in_word(tmp_path / "phieu.docx", forms)
    row.cells[0].text = "KPH 01"
    if cells == 8:
        row._tr.remove(row._tr.tc_lst[1])
    else:
        row._tr.tc_lst[4].addnext(copy.deepcopy(row._tr.tc_lst[4]))
    got = saved(document, tmp_path / "phieu.docx")
    assert got.rows == ()
    listed = [line for line in got.unread if "KPH 01" in line and "số ô khác" in line]
    assert any(ANSWERED["action"] in line for line in listed)
    assert any(ANSWERED["evidence"] in line for line in got.unread)


def test_what_is_no_text_of_a_cell_is_listed_and_the_text_is_read(tmp_path: Path, forms: dict[str, bytes]) -> None:
    """A photo pasted as evidence, a comment, a footnote: the agency answered with it, and nothing may be lost."""
    document, _, row = in_word(tmp_path / "phieu.docx", forms)
    for at, name in ((2, "footnoteReference"), (3, "commentReference")):
        mark = row.cells[at].paragraphs[0].add_run()._r
        mark.append(OxmlElement(f"w:{name}"))
    photo = io.BytesIO()
    Image.new("RGB", (20, 20)).save(photo, "PNG")
    row.cells[8].paragraphs[0].add_run().add_picture(photo)
    got = saved(document, tmp_path / "phieu.docx")
    assert [dict(one.fields) for one in got.rows] == [SAID]
    for words in (
        "«Nguyên nhân» còn có chú thích cuối trang",
        "«Sự khắc phục» còn có lời bình",
        "«Bằng chứng» còn có hình, ảnh",
    ):
        assert any(f"KPH 01, {words}" in line for line in got.unread)


@pytest.mark.parametrize("way", ["strike", "hidden"])
def test_text_crossed_out_or_hidden_is_not_said(tmp_path: Path, forms: dict[str, bytes], way: str) -> None:
    document, _, row = in_word(tmp_path / "phieu.docx", forms)
    setattr(row.cells[2].paragraphs[0].add_run(" và lời đã bỏ").font, way, True)
    got = saved(document, tmp_path / "phieu.docx")
    assert [dict(one.fields) for one in got.rows] == [{k: v for k, v in SAID.items() if k != "cause"}]
    assert any("gạch ngang hoặc chữ ẩn" in line and "lời đã bỏ" in line for line in got.unread)


def test_tracked_changes_are_read_as_accepted_and_that_is_said(tmp_path: Path, forms: dict[str, bytes]) -> None:
    document, _, row = in_word(tmp_path / "phieu.docx", forms)
    paragraph = row.cells[2].paragraphs[0]
    gone, new = OxmlElement("w:del"), OxmlElement("w:ins")
    new.append(paragraph.add_run("Chưa có lịch rà soát.")._r)
    for run in list(paragraph._p.r_lst):
        run.find(qn("w:t")).tag = qn("w:delText")
        gone.append(run)
    paragraph._p.extend((gone, new))
    got = saved(document, tmp_path / "phieu.docx")
    assert [one.fields["cause"] for one in got.rows] == ["Chưa có lịch rà soát."]
    assert any("Track Changes" in note for note in got.notes)


def test_comments_and_pictures_of_a_workbook_are_listed(tmp_path: Path, forms: dict[str, bytes]) -> None:
    path = tmp_path / "phieu.xlsx"
    path.write_bytes(forms["xlsx"])
    fill_workbook(path, **ANSWERED)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    (cell,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == ANSWERED["cause"]]
    cell.comment = Comment("Xem thêm công văn số 5", "STP")
    photo = io.BytesIO()
    Image.new("RGB", (20, 20)).save(photo, "PNG")
    sheet.add_image(Picture(photo), "K9")
    book.save(path)
    got = read_reply_form(path)
    assert [dict(one.fields) for one in got.rows] == [SAID]
    assert any(f"ô {cell.coordinate}: KPH 01, «Nguyên nhân» còn có lời bình" in line for line in got.unread)
    assert any(line == "trang «Hành động khắc phục»: có hình, ảnh, không đọc được." for line in got.unread)


def test_rows_copied_to_a_sheet_without_a_heading_are_listed(tmp_path: Path, forms: dict[str, bytes]) -> None:
    path = tmp_path / "phieu.xlsx"
    path.write_bytes(forms["xlsx"])
    book = openpyxl.load_workbook(path)
    book.create_sheet("Bổ sung").append(["KPH 01", "KPH 01. Danh mục", "", "Chưa phân công"])
    book.save(path)
    got = read_reply_form(path)
    assert got.rows == ()
    assert any("trang «Bổ sung»" in line and "Chưa phân công" in line for line in got.unread)


@pytest.mark.parametrize(
    ("ending", "words"), [("odt", "OpenDocument, .odt"), ("rtf", "RTF"), ("doc", ".doc, hoặc có mật khẩu")]
)
def test_a_form_saved_as_another_kind_is_refused_by_its_name(
    tmp_path: Path, forms: dict[str, bytes], soffice: Callable[..., None], ending: str, words: str
) -> None:
    path = tmp_path / "phieu.docx"
    path.write_bytes(forms["docx"])
    soffice(ending, tmp_path, path)
    with pytest.raises(IsoAuditError) as refused:
        read(tmp_path, "doi-ten.docx", (tmp_path / f"phieu.{ending}").read_bytes())
    (problem,) = refused.value.problems
    assert problem.code == "REPLYFORM_001" and words in problem.what and "bỏ mật khẩu" in problem.remedy


def test_a_code_is_read_as_people_type_it() -> None:
    typed = ("KPH 01", "kph1", "KPH-01", "Kph–1.", "KPH: 001", " KPH  1 ")
    assert {read_code(text) for text in typed} == {"KPH 01"}
    assert [read_code(text) for text in ("1", "01.", "12")] == ["01", "01", "12"]
    assert {read_code(text) for text in ("", "KPH", "LY 01", "KPH 01, KPH 02", "KPH 01-03", "KPH 0", "1.2")} == {""}


def test_the_mark_tells_the_programme_and_the_inspection() -> None:
    form = ReadForm("2026-99-STP-TS", identity(PROGRAMME, "2026-99-STP-TS")[-8:], (), ())
    assert form.is_of(["cd" * 32, PROGRAMME])
    assert not form.is_of(["cd" * 32])
    other = ReadForm("2026-99-SNV-TS", form.programme_mark, (), ())
    assert not other.is_of([PROGRAMME]), "the inspection was changed, the mark not"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "REPLYFORM_001"),
        (b"%PDF-1.7\n", "REPLYFORM_001"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "REPLYFORM_001"),
        (b"PK\x05\x06" + bytes(18), "REPLYFORM_001"),
        (b"MZ\x90\0 program", "REPLYFORM_001"),
    ],
)
def test_another_kind_of_file_is_refused_with_the_way_out(tmp_path: Path, data: bytes, code: str) -> None:
    with pytest.raises(IsoAuditError) as refused:
        read(tmp_path, "phieu.xls", data)
    (problem,) = refused.value.problems
    assert problem.code == code and "Save As" in problem.remedy


def test_a_file_that_is_not_there_or_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(IsoAuditError) as refused:
        read_reply_form(tmp_path / "khong-co.xlsx")
    assert refused.value.problems[0].code == "FILE_001"
    monkeypatch.setattr(reply_files, "_LARGEST", 10)
    with pytest.raises(IsoAuditError) as refused:
        read(tmp_path, "phieu.xlsx", b"PK\x03\x04" + bytes(20))
    assert refused.value.problems[0].code == "REPLYFORM_002"


def test_a_form_of_nobody_of_two_or_without_a_table_is_refused(tmp_path: Path) -> None:
    random = Random(1)
    whole = filled(random)
    for change, code in (
        ({"above": whole.above[:2]}, "REPLYFORM_003"),
        ({"above": [*whole.above, identity(PROGRAMME, "2026-99-SNV-TS")]}, "REPLYFORM_004"),
        ({"heading": ["Cột"] * len(whole.heading)}, "REPLYFORM_005"),
    ):
        form = Filled(**{**vars(filled(Random(1))), **change})
        with pytest.raises(IsoAuditError) as refused:
            read(tmp_path, "phieu.xlsx", as_workbook(form, random))
        assert [problem.code for problem in refused.value.problems] == [code]


# --- what goes out --------------------------------------------------------------------------------------------------


def test_37_2_c_the_form_has_the_findings_word_by_word_with_their_codes(asked: Case) -> None:
    said = paper("reply_form", PaperSubject((asked,), programme=PROGRAMME)).context
    notice = paper("notice", subject(asked, agreed=True)).context
    rows = [row for row in said["rows"] if row["code"]]
    assert [(row["code"], row["text"], row["basis"]) for row in rows] == [
        (row["text"].partition(".")[0], row["text"], row["basis"]) for row in notice["nonconformities"]
    ]
    assert (said["deadline"], said["identity"]) == (notice["deadline"], identity(PROGRAMME, asked.inspection.id))


def test_37_2_c_a_withdrawn_finding_and_an_observation_are_asked_of_nobody(asked: Case) -> None:
    gone = tuple(f.model_copy(update={"withdrawn": "Đã giải trình"}) for f in asked.agreed)
    case = asked.model_copy(update={"agreed": gone})
    assert forms_of(case, PROGRAMME, Path("out")) == {}
    assert any(f.kind == "observation" for f in asked.agreed)


def test_by_record_the_form_has_the_numbers_of_the_letter_before_it_is_out(tmp_path: Path) -> None:
    case = inspected(BY_RECORD, mode="by_record", acts=ACTS[:3])
    forms = forms_of(case, PROGRAMME, tmp_path)
    path = tmp_path / "phieu.xlsx"
    path.write_bytes(forms["xlsx"])
    fill_workbook(path, "01", action="Đã bổ sung", status="đã thực hiện")
    assert [row.code for row in read_reply_form(path).rows] == ["01"]


def test_the_form_is_as_the_decree_wants_it_with_its_findings(tmp_path: Path, asked: Case) -> None:
    many = tuple(f.model_copy(update={"code": f"KPH {n:02d}"}) for n in range(1, 16) for f in asked.agreed[:1])
    for case in (asked, asked.model_copy(update={"agreed": many})):
        made_ = made(tmp_path, "reply_form", PaperSubject((case,), programme=PROGRAMME))
        assert [d for d in check(made_).deviations if not d.note] == []


def test_the_same_form_is_the_same_bytes(asked: Case, tmp_path: Path) -> None:
    assert forms_of(asked, PROGRAMME, tmp_path) == forms_of(asked, PROGRAMME, tmp_path)
