"""Signed minutes beside what was agreed: whose they are, where they differ, that the file is kept."""

from __future__ import annotations

import hashlib
import os
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from random import Random

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from hand_typed import VML
from hypothesis import given
from hypothesis import strategies as st
from record_bench import ON_SITE, SECOND, agree, copy, make, tell

from isoaudit.desk import reword, withdraw
from isoaudit.desk.acts import filing
from isoaudit.errors import IsoAuditError, ProcedureError
from isoaudit.journal.programme import Programme
from isoaudit.model import Case, Finding
from isoaudit.papers.in_folder import find_template
from isoaudit.papers.render import render_docx
from isoaudit.papers.values import PaperSubject, paper
from isoaudit.rules.findings import judge
from isoaudit.rules.signed_minutes import as_code, differences, elsewhere, named


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two visits agreed in their teams."""
    folder = make(tmp_path_factory.mktemp("bench") / "năm 2026")
    agree(Programme(folder), ON_SITE, SECOND)
    return folder


@pytest.fixture
def programme(bench: Path, tmp_path: Path) -> Programme:
    """A copy to be changed."""
    return copy(bench, tmp_path / "năm 2026")


def case_of(workspace: Programme, id: str = ON_SITE) -> Case:
    state = workspace.state()
    return workspace.case(state, state.inspections[id])


def minutes(path: Path, case: Case, *more: str, agency: str = "", drop: str = "", in_table: bool = False) -> Path:
    """Minutes as an office might print them, findings as paragraphs or as rows of a table."""
    document = docx.Document()
    document.add_paragraph("BIÊN BẢN KIỂM TRA")
    document.add_paragraph(f"Tại {agency or case.agency.name}, Đoàn kiểm tra theo Quyết định số 41/QĐ-CCTĐC")
    shown = [f for f in judge(case).findings if f.code and f.code != drop]
    if in_table:
        table = document.add_table(rows=0, cols=3)
        for found in shown:
            cells = table.add_row().cells
            cells[0].text, cells[1].text, cells[2].text = found.code, found.gap, found.remedy
    else:
        for found in shown:
            document.add_paragraph(f"{found.code}: {found.gap}.")
    for text in more:
        document.add_paragraph(text)
    document.save(str(path))
    return path


def codes(error: pytest.ExceptionInfo[IsoAuditError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


@pytest.mark.parametrize("in_table", [False, True])
def test_minutes_that_say_what_was_agreed_are_kept_without_a_word(
    programme: Programme, tmp_path: Path, in_table: bool
) -> None:
    """TT26/2014 Đ37.2.b, Đ39.6: the file is kept by its content, and the journal knows it."""
    withdraw(programme, ON_SITE, "KPH 02", "Cơ quan giải trình")
    path = minutes(tmp_path / "Biên bản.docx", case_of(programme), in_table=in_table)
    done = tell(programme, "minutes_signed", ON_SITE, on="15/6", file=path)
    assert (done.differences, done.not_compared) == ({}, [])
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    assert case_of(programme).acts[-1].file == sha256
    assert (programme.journal.files / sha256).read_bytes() == path.read_bytes()
    assert programme.state().fields("file", sha256)["name"] == "Biên bản.docx"
    assert not programme.verify()


def test_where_the_signed_text_differs_is_shown_with_both_texts(programme: Programme, tmp_path: Path) -> None:
    """A sentence changed by hand, a finding left out, one added, one withdrawn that is still there."""
    withdraw(programme, ON_SITE, "KPH 03", "Cơ quan giải trình")
    case = case_of(programme)
    changed = case.agreed[0].gap.replace("05 hồ sơ", "03 hồ sơ")
    more = (f"KPH 01: {changed}", "KPH 03: vẫn còn trong Biên bản", "KPH 07: chưa thống nhất bao giờ")
    path = minutes(tmp_path / "ký.docx", case, *more, drop="KPH 01")
    text = docx.Document(str(path))
    for paragraph in text.paragraphs:
        if paragraph.text.startswith("LY 01"):
            paragraph.text = ""
    text.save(str(path))
    found = tell(programme, "minutes_signed", ON_SITE, on="15/6", file=path).differences[ON_SITE]
    assert [(d.code, d.kind) for d in found] == [
        ("KPH 01", "text"),
        ("LY 01", "absent"),
        ("KPH 03", "withdrawn"),
        ("KPH 07", "unknown"),
    ]
    assert found[0].ours == case.agreed[0].gap and changed in found[0].theirs
    assert "chưa thống nhất bao giờ" in found[3].theirs
    assert case_of(programme).acts[-1].kind == "minutes_signed", "it is recorded all the same"


def test_a_reworded_finding_is_compared_in_its_last_words(programme: Programme, tmp_path: Path) -> None:
    before = minutes(tmp_path / "trước.docx", case_of(programme))
    reword(programme, ON_SITE, "KPH 01", "Danh mục thiếu 02 TTHC", "Số liệu của cơ quan đúng")
    after = minutes(tmp_path / "sau.docx", case_of(programme))
    found = tell(programme, "minutes_signed", ON_SITE, on="15/6", file=before).differences[ON_SITE]
    assert [(d.code, d.kind, d.ours) for d in found] == [("KPH 01", "text", "Danh mục thiếu 02 TTHC")]
    assert tell(programme, "minutes_signed", ON_SITE, on="15/6", file=after, correct=True).differences == {}


def test_a_signed_file_of_another_inspection_is_refused(programme: Programme, tmp_path: Path) -> None:
    other = minutes(tmp_path / "khác.docx", case_of(programme, SECOND))
    before = programme.journal.database.read_bytes(), sorted(programme.journal.files.iterdir())
    with pytest.raises(ProcedureError, match="Sở Tư pháp.*Chi cục Kiểm lâm") as error:
        tell(programme, "minutes_signed", ON_SITE, on="15/6", file=other)
    assert codes(error) == ["ACT_014"]
    assert (programme.journal.database.read_bytes(), sorted(programme.journal.files.iterdir())) == before


def test_a_signed_file_of_another_inspection_of_the_same_agency_is_refused(
    programme: Programme, tmp_path: Path
) -> None:
    """It names the decision of the other one."""
    from isoaudit.desk import import_inspections

    table = tmp_path / "thêm.csv"
    table.write_text("agency,mode,round\n99-STP,on_site,2\n", encoding="utf-8")
    import_inspections(programme, table, additional=True)
    tell(programme, "decided", "2026-99-STP-TS2", on="1/6", number="77/QĐ-CCTĐC")
    path = minutes(tmp_path / "lần 2.docx", case_of(programme))
    document = docx.Document(str(path))
    document.paragraphs[1].text = "Tại Sở Tư pháp, theo Quyết định số 77/QĐ-CCTĐC"
    document.save(str(path))
    with pytest.raises(ProcedureError, match="2026-99-STP-TS2") as error:
        tell(programme, "minutes_signed", ON_SITE, on="15/6", file=path)
    assert codes(error) == ["ACT_014"]


def test_one_file_for_two_inspections_is_refused(programme: Programme, tmp_path: Path) -> None:
    path = tmp_path / "quét.pdf"
    path.write_bytes(b"%PDF-1.7\n%%EOF")
    with pytest.raises(ProcedureError) as error:
        tell(programme, "minutes_signed", ON_SITE, SECOND, on="15/6", file=path)
    assert codes(error) == ["ACT_015"]
    done = tell(programme, "minutes_signed", ON_SITE, on="15/6", file=path)
    assert done.not_compared == [ON_SITE], "no program here reads a PDF: it is said"
    with pytest.raises(ProcedureError, match=ON_SITE) as error:
        tell(programme, "minutes_signed", SECOND, on="15/6", file=path)
    assert codes(error) == ["ACT_015"]


def test_a_decision_of_many_has_one_file(programme: Programme, tmp_path: Path) -> None:
    path = tmp_path / "quyết định.pdf"
    path.write_bytes(b"%PDF-1.7\n%%EOF")
    assert tell(programme, "decided", ON_SITE, SECOND, on="1/6", file=path).changed == 2


def ours(path: Path, case: Case, changes: dict[str, str]) -> Path:
    """Our own minutes, some words changed in Word before they were signed."""
    made = paper("minutes", PaperSubject((case,), {case.inspection.id: judge(case)}))
    path.write_bytes(render_docx(find_template("minutes", path), made.context))
    document = docx.Document(str(path))
    for text in document.element.body.iter(qn("w:t")):
        for before, after in changes.items():
            text.text = (text.text or "").replace(before, after)
    document.save(str(path))
    return path


def test_our_minutes_signed_as_printed_differ_nowhere(programme: Programme, tmp_path: Path) -> None:
    path = ours(tmp_path / "ký.docx", case_of(programme), {})
    assert not tell(programme, "minutes_signed", ON_SITE, on="15/6", file=path).differences


@pytest.mark.parametrize(("printed", "other"), [("17/8/2026", True), ("20/8/2026", False), ("", False)])
def test_a_last_day_printed_in_the_minutes_that_is_not_two_months_from_the_signing_is_said(
    programme: Programme, tmp_path: Path, printed: str, other: bool
) -> None:
    """TT26/2014 Đ37.2.c: minutes made for 15/6 and signed on 20/6; the two months run from the signing."""
    said = f" (chậm nhất ngày {printed})" if printed else ""
    path = ours(tmp_path / "a.docx", case_of(programme), {"ký Biên bản này": f"ký Biên bản này{said}"})
    done = tell(programme, "minutes_signed", ON_SITE, on="20/6", file=path)
    warned = [warning for warning in done.warnings if "hạn báo cáo 17/8/2026" in warning]
    assert (len(warned), bool(done.differences)) == (other, other)
    assert all("ngày ký 20/6/2026 là đến ngày 20/8/2026" in warning for warning in warned)
    assert any("danh sách ngày nghỉ của cơ quan năm 2026" in warning for warning in done.warnings)


def test_minutes_that_cannot_be_read_and_were_agreed_on_another_day_are_said(programme: Programme) -> None:
    done = tell(programme, "minutes_signed", ON_SITE, on="20/6")
    assert any("ký khác ngày" in warning and "ngày 20/8/2026" in warning for warning in done.warnings)


def test_in_our_minutes_every_line_that_was_changed_is_shown(programme: Programme, tmp_path: Path) -> None:
    """The findings in their agreed words, but not what they rest on, nor how they were looked for; a line besides."""
    changes = {
        "Xem sổ theo dõi năm 2026": "Xem sổ theo dõi năm 2019",
        "phỏng vấn, quan sát hoạt động thực tế": "phỏng vấn",
        "3. Điểm lưu ý": "Cơ quan được miễn báo cáo khắc phục. 3. Điểm lưu ý",
    }
    path = ours(tmp_path / "ký.docx", case_of(programme), changes)
    found = tell(programme, "minutes_signed", ON_SITE, on="15/6", file=path).differences[ON_SITE]
    assert {difference.code for difference in found} == {""}
    for after in changes.values():
        assert any(after in difference.theirs for difference in found), after
    assert len(found) < 8
    assert all("năm 2026" in d.ours for d in found if "năm 2019" in d.theirs)


def test_blanks_filled_in_by_hand_are_no_differences(programme: Programme, tmp_path: Path) -> None:
    """The number, who came, the hours, what the agency says to it: lines of dots that became words."""
    path = ours(tmp_path / "ký.docx", case_of(programme), {"…… về việc": "Chi cục trưởng Chi cục TCĐLCL về việc"})
    document = docx.Document(str(path))
    texts = iter(["Cơ quan thống nhất với các nội dung nêu trên.", "Cơ quan đề nghị thêm thời gian cho KPH 02."] * 3)
    names = iter(["Triệu Văn Sơn", "Giám đốc Sở", "Lý Thị Hoa", "Chánh Văn phòng"] * 3)
    for text in document.element.body.iter(qn("w:t")):
        said = (text.text or "").replace("\u00a0" * 7 + "/BB", "12/BB").replace("… giờ …", "08 giờ 15")
        if said and not said.strip("… "):
            said = next(texts)
        while "………" in said:
            start = said.index("………")
            end = start + len(said[start:]) - len(said[start:].lstrip("…"))
            said = said[:start] + next(names) + said[end:]
        text.text = said
    document.save(str(path))
    done = tell(programme, "minutes_signed", ON_SITE, on="15/6", file=path)
    assert not done.differences, done.differences


def test_a_line_with_blanks_whose_own_words_were_changed_is_shown() -> None:
    mine = [
        "Biên bản lập tại trụ sở Sở Tư pháp",
        "Ông (bà) ……………, chức vụ …………… có mặt",
        "…………",
        "Kết thúc buổi làm việc",
    ]
    signed = [mine[0], "Ông (bà) Sơn, chức vụ Giám đốc có mặt", "Cơ quan thống nhất với Đoàn", mine[3]]
    assert elsewhere(mine, signed, ()) == ()
    signed[1] = "Ông (bà) Sơn, chức vụ Giám đốc vắng mặt"
    assert {(found.kind, found.theirs) for found in elsewhere(mine, signed, ())} >= {("added", signed[1])}
    moved = [*signed[:1], "Ông (bà) Sơn, chức vụ Giám đốc có mặt", mine[3], "Cơ quan được miễn báo cáo khắc phục"]
    assert [found.theirs for found in elsewhere(mine, moved, ())] == [moved[3]]


def test_an_exchange_nobody_had_recorded_is_recorded_after_the_signing(programme: Programme, tmp_path: Path) -> None:
    """The signed file says otherwise: the signing is taken back, with why, and nothing of it is lost."""
    reworded = copy(programme.folder, tmp_path / "bản khác")
    reword(reworded, ON_SITE, "KPH 01", "Danh mục thiếu 02 TTHC", "Số liệu của cơ quan đúng")
    path = minutes(tmp_path / "ký.docx", case_of(reworded))
    assert tell(programme, "minutes_signed", ON_SITE, on="15/6", file=path).differences
    tell(programme, "minutes_signed", ON_SITE, take_back=True, note="Chưa ghi trao đổi với cơ quan")
    reword(programme, ON_SITE, "KPH 01", "Danh mục thiếu 02 TTHC", "Số liệu của cơ quan đúng")
    assert not tell(programme, "minutes_signed", ON_SITE, on="15/6", file=path).differences
    said = [entry.payload for entry in programme.state().history("act", f"{ON_SITE}/minutes_signed")]
    assert [one.get("taken_back") for one in said] == [None, "Chưa ghi trao đổi với cơ quan", ""]
    assert not programme.verify()


def test_a_signing_that_a_notice_rests_on_is_not_taken_back(programme: Programme, tmp_path: Path) -> None:
    tell(programme, "minutes_signed", ON_SITE, on="15/6", file=minutes(tmp_path / "a.docx", case_of(programme)))
    tell(programme, "notice_issued", ON_SITE, on="20/6")
    with pytest.raises(ProcedureError) as error:
        tell(programme, "minutes_signed", ON_SITE, take_back=True, note="Đổi ý")
    assert codes(error) == ["ACT_033"]


def test_files_that_are_none(programme: Programme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Absent, empty, a folder, something else, a Word document that is broken, one too large."""
    path = tmp_path / "tệp"
    for data, code in ((None, "FILE_001"), (b"", "ACT_011"), (b"xin chao", "ACT_013"), (b"PK\x03\x04...", "ACT_013")):
        if data is not None:
            path.write_bytes(data)
        with pytest.raises(ProcedureError) as error:
            tell(programme, "minutes_signed", ON_SITE, on="15/6", file=path)
        assert codes(error) == [code]
    with pytest.raises(ProcedureError) as error:
        tell(programme, "minutes_signed", ON_SITE, on="15/6", file=tmp_path)
    assert codes(error) == ["FILE_002"]
    with path.open("wb") as large:
        large.write(b"%PDF-")
        large.truncate(filing.LARGEST * 1_000_000 + 1)
    with pytest.raises(ProcedureError, match="51 MB") as error:
        tell(programme, "minutes_signed", ON_SITE, on="15/6", file=path)
    assert codes(error) == ["ACT_012"]


@pytest.mark.skipif(sys.platform == "win32", reason="no such devices")
@pytest.mark.parametrize("kind", ["pipe", "endless"])
def test_what_never_ends_is_no_file(programme: Programme, tmp_path: Path, kind: str) -> None:
    """A pipe nobody writes to, a device that gives bytes for ever: both have the size 0."""
    path = tmp_path / "ống"
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")
    with pytest.raises(ProcedureError, match="không phải tệp") as error:
        tell(programme, "minutes_signed", ON_SITE, on="15/6", file=path)
    assert codes(error) == ["FILE_002"]


def test_signed_minutes_made_to_fill_the_memory_are_refused(programme: Programme, tmp_path: Path) -> None:
    path = tmp_path / "ký.docx"
    source = minutes(tmp_path / "a.docx", case_of(programme))
    with zipfile.ZipFile(source) as real, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name in real.namelist():
            package.writestr(name, real.read(name))
        package.writestr("word/more.xml", b"<a>" + b" " * 250_000_000 + b"</a>")
    with pytest.raises(IsoAuditError) as error:
        tell(programme, "minutes_signed", ON_SITE, on="15/6", file=path)
    assert codes(error) == ["DOCUMENT_004"]


def wrapped(path: Path, how: str) -> None:
    """Put every paragraph of the body where hands, forms and reviews put them."""
    document = docx.Document(str(path))
    body = document.element.body
    for paragraph in list(body.findall(qn("w:p"))):
        if how == "inserted":
            for run in list(paragraph.findall(qn("w:r"))):
                change = parse_xml(f'<w:ins {nsdecls("w")} w:id="1" w:author="Bảo"/>')
                run.addprevious(change)
                change.append(run)
            continue
        place = paragraph.getprevious(), paragraph.getparent().index(paragraph)
        if how == "control":
            holder = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent/></w:sdt>")
            inner = holder[0]
        elif how == "box":
            holder = parse_xml(
                f"<w:p {nsdecls('w')} {VML}><w:r><w:pict><v:shape><v:textbox><w:txbxContent/></v:textbox></v:shape>"
                "</w:pict></w:r></w:p>"
            )
            inner = next(holder.iter(qn("w:txbxContent")))
        else:
            cell = f"<w:tbl {nsdecls('w')}><w:tr><w:tc>%s</w:tc></w:tr></w:tbl>"
            holder = parse_xml(cell % (cell.replace(nsdecls("w"), "") % "" + "<w:p/>"))
            inner = list(holder.iter(qn("w:tc")))[1]
        inner.append(paragraph)
        body.insert(place[1], holder)
    document.save(str(path))


@pytest.mark.parametrize("how", ["inserted", "control", "box", "nested"])
def test_signed_text_is_found_wherever_word_puts_it(programme: Programme, tmp_path: Path, how: str) -> None:
    """An insertion under Track Changes, a content control, a text box, a table in a table."""
    path = minutes(tmp_path / "ký.docx", case_of(programme))
    wrapped(path, how)
    done = tell(programme, "minutes_signed", ON_SITE, on="15/6", file=path)
    assert (done.differences, done.not_compared) == ({}, [])
    assert any("Track Changes" in warning for warning in done.warnings) == (how == "inserted")


def test_a_signed_file_without_a_page_set_up_is_read(programme: Programme, tmp_path: Path) -> None:
    """Some programs write no section at all."""
    path = minutes(tmp_path / "ký.docx", case_of(programme))
    document = docx.Document(str(path))
    document.element.body.remove(document.element.body.sectPr)
    document.save(str(path))
    assert not tell(programme, "minutes_signed", ON_SITE, on="15/6", file=path).differences


def test_what_a_tracked_change_took_away_is_not_read(programme: Programme, tmp_path: Path) -> None:
    """The signed file shows the agreed words struck out, others in their place."""
    path = minutes(tmp_path / "ký.docx", case_of(programme), drop="KPH 01")
    document = docx.Document(str(path))
    old = case_of(programme).agreed[0].gap
    document.element.body.insert(
        2,
        parse_xml(
            f'<w:p {nsdecls("w")}><w:r><w:t xml:space="preserve">KPH 01: </w:t></w:r><w:del w:id="1" w:author="Bảo">'
            f'<w:r><w:delText>{old}</w:delText></w:r></w:del><w:ins w:id="2" w:author="Bảo"><w:r>'
            "<w:t>Danh mục thiếu 02 TTHC</w:t></w:r></w:ins></w:p>"
        ),
    )
    document.save(str(path))
    (found,) = tell(programme, "minutes_signed", ON_SITE, on="15/6", file=path).differences[ON_SITE]
    assert (found.code, found.kind, found.theirs) == ("KPH 01", "text", "KPH 01: Danh mục thiếu 02 TTHC")


def finding(code: str, gap: str, withdrawn: str = "") -> Finding:
    return Finding(
        id=f"x/{code}",
        kind="nonconformity",
        criterion="D36-1-a-01",
        point="1.a",
        legal_basis=(),
        requirement="Quy định",
        evidence=(),
        gap=gap,
        remedy="Đề nghị",
        code=code,
        withdrawn=withdrawn,
    )


WORD = st.sampled_from(["chưa", "có", "quy", "trình", "cho", "05", "thủ", "tục", "mới"])
WORDS = st.lists(WORD, min_size=3, max_size=9)
TEXTS = st.lists(WORDS.map(" ".join), min_size=1, max_size=6)


@given(TEXTS, st.sampled_from([" ", "  ", "\n", "\u00a0"]), st.sampled_from(["", ".", " ;"]))
def test_what_is_printed_of_what_was_agreed_never_differs(gaps: list[str], space: str, end: str) -> None:
    """Spaces, line breaks and a final stop are the printer's."""
    findings = [finding(f"KPH {n:02d}", gap) for n, gap in enumerate(gaps, 1)]
    printed = [f"{f.code}. {f.gap.replace(' ', space)}{end}" for f in findings]
    assert differences(findings, printed) == ()


def test_the_line_that_was_changed_is_found_among_very_many_like_it() -> None:
    words = "cơ quan hồ sơ thủ tục hành chính quy trình đánh giá nội bộ lãnh đạo phòng kết quả công bố"
    draw = Random(7)
    lines = [" ".join(draw.choices(words.split(), k=20)) for _ in range(1_500)]
    ours, changed = lines[:40], lines[5].replace(" ", " đã ", 1)
    (found,) = elsewhere(ours, [*lines[:5], changed, *lines[6:40]], ())
    assert (found.kind, found.ours, found.theirs) == ("text", lines[5], changed)
    among = elsewhere(ours, [*lines[:5], *lines[6:], changed], ())
    assert found in among and len(among) == len(lines) - len(ours) + 1


@given(TEXTS, st.data())
def test_a_finding_printed_otherwise_always_differs(gaps: list[str], data: st.DataObject) -> None:
    findings = [finding(f"KPH {n:02d}", f"{gap} ở phòng {n}") for n, gap in enumerate(gaps, 1)]
    which = data.draw(st.integers(0, len(findings) - 1))
    printed = [f"{f.code}. {f.gap}" for f in findings]
    printed[which] = printed[which].replace("ở phòng", "tại phòng")
    (found,) = differences(findings, printed)
    assert (found.code, found.kind, found.theirs) == (findings[which].code, "text", printed[which])


@pytest.mark.parametrize(
    ("typed", "code"),
    [("KPH 01", "KPH 01"), ("kph1", "KPH 01"), ("ly-3", "LY 03"), (" KPH 012 ", "KPH 12"), ("KPH", "KPH"), ("1", "1")],
)
def test_a_code_however_it_is_typed(typed: str, code: str) -> None:
    assert as_code(typed) == code


def test_a_body_is_named_in_either_spelling_and_not_by_a_longer_name() -> None:
    names = ["UBND xã An", "UBND xã An Bình", "Sở Y tế"]
    assert named("UBND xã An", names, ["ỦY BAN NHÂN DÂN XÃ AN"])
    assert named("UBND xã An Bình", names, ["Uỷ ban nhân dân xã An Bình"])
    assert not named("UBND xã An", names, ["Tại UBND xã An Bình"])
    assert not named("Sở Y tế", names, ["Sở Y  tếp"]) and named("Sở Y tế", names, ["tại Sở Y", "tế"])


AGREED = "Danh mục thiếu 04 quy trình so với danh mục đã công bố"
PRINTED = (
    "I. Thành phần: Bà Lê Thị Hồng Nhung, Phó Giám đốc Sở Y tế, chủ trì phía cơ quan",
    "- Ông (bà) …………………………, chức vụ ……………………;",
    f"a) Phạm vi áp dụng | - Đã xem sổ theo dõi năm 2026.\n- {AGREED} (KPH 01).\n- Có mẫu. | Không phù hợp (KPH 01)",
    f"KPH 01. Đã xem danh mục ngày 15/6/2026. {AGREED}. | Điểm a khoản 1 Điều 36 | Bổ sung 04 quy trình vào danh mục",
    "Biên bản kết thúc hồi … giờ … phút cùng ngày, lập thành 02 bản có giá trị như nhau",
)


def compared(printed: Sequence[str]) -> list[tuple[str, str, str]]:
    of_findings = differences([finding("KPH 01", AGREED)], printed)
    return [(d.code, d.kind, d.theirs) for d in (*of_findings, *elsewhere(PRINTED, printed, of_findings))]


def test_a_finding_changed_in_both_its_places_is_shown_once_and_by_its_own_line() -> None:
    """Not by the whole cell of the 13 points, nor a second time as something else that differs."""
    changed = [line.replace("thiếu 04 quy trình", "thiếu 03 quy trình") for line in PRINTED]
    said = "KPH 01. Đã xem danh mục ngày 15/6/2026. Danh mục thiếu 03 quy trình so với danh mục đã công bố"
    assert compared(changed) == [("KPH 01", "text", said)]
    assert compared(PRINTED) == []


def test_a_line_filled_in_with_its_dots_left_is_said_and_one_filled_in_is_not() -> None:
    half = "- Ông Nguyễn Văn Tư ………, chức vụ ……"
    assert compared([PRINTED[0], half, *PRINTED[2:]]) == [("", "open", "- Ông Nguyễn Văn Tư …, chức vụ …")]
    whole = "- Ông (bà) Nguyễn Văn Tư, chức vụ Chánh Văn phòng;"
    assert compared([PRINTED[0], whole, *PRINTED[2:]]) == []
