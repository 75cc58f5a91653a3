"""What a chief of office would send back: orders to a superior, what is said twice, names, blanks, properties."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from builders import CRITERIA, criterion
from docx.oxml.ns import qn
from test_papers import ACTS, ANSWERS, BY_RECORD, acts_for, inspected, made, ready, rows_of, subject, text_of

from isoaudit.model import Act, Office, PaperName, Signer
from isoaudit.papers.in_folder import find_template
from isoaudit.papers.kinds import kinds
from isoaudit.papers.render import render_docx
from isoaudit.papers.values import PaperSubject, paper
from isoaudit.papers.values.addressees import addressed, is_above
from isoaudit.papers.values.positions import by_title, in_signature

OURS: tuple[PaperName, ...] = ("minutes", "notice", "correction_request", "team_report", "file_index")
PROVINCE: dict[str, Any] = {"name": "UBND tỉnh và Văn phòng UBND tỉnh", "kind": "ubnd_tinh", "code": "99-UBNDT"}
SO = {"signers": (Signer(papers="all", office="so", form="KT.", position="Phó Giám đốc", name="Hoàng Văn Bình"),)}
CONFORMING = "\n".join(f"{c.id} | conforming | Đã xem hồ sơ" for c in CRITERIA)
THIRTEEN = tuple(
    criterion(f"D36-{point[0]}-{point[2].replace('đ', 'dd')}-01", point)
    for point in ("1.a", "1.b", "1.c", "1.d", "1.đ", "1.e", "1.g", "2.a", "2.b", "2.c", "2.d", "2.đ", "2.e")
)


def of(name: PaperName, answers: str = "", /, **fields: Any) -> PaperSubject:
    """What a paper is made from, of the form it is for."""
    by_record = kinds()[name].form == "by_record"
    default = BY_RECORD if by_record else ANSWERS
    given = inspected(answers or default, mode="by_record" if by_record else "on_site", **fields)
    return ready(name, subject(given, agreed=not by_record))


# --- whoever stands above -------------------------------------------------------------------------------------------


def test_a_superior_is_asked_to_consider_and_to_direct_and_given_no_orders(tmp_path: Path) -> None:
    programme = {**SO, "reply_by": date(2026, 12, 15)}
    said = text_of(tmp_path, "correction_request", of("correction_request", programme=programme, **PROVINCE))
    assert "Kính gửi:\n- Ủy ban nhân dân tỉnh An Bình;\n- Văn phòng Ủy ban nhân dân tỉnh.\n" in said
    assert said.count("kính đề nghị Ủy ban nhân dân tỉnh An Bình xem xét, chỉ đạo Văn phòng Ủy ban nhân dân tỉnh") == 1
    assert "Sở Khoa học và Công nghệ kính đề nghị" in said
    for order in ("Gửi báo cáo", "chậm nhất", "sẽ tiến hành kiểm tra", "quan tâm, thực hiện", "Đề nghị UBND tỉnh"):
        assert order not in said, order


def test_the_notice_to_a_superior_asks_the_same_way(tmp_path: Path) -> None:
    said = text_of(tmp_path, "notice", of("notice", programme=SO, **PROVINCE))
    assert "1. Kính đề nghị Ủy ban nhân dân tỉnh An Bình xem xét, chỉ đạo Văn phòng Ủy ban nhân dân tỉnh:" in said
    assert "- UBND tỉnh và Văn phòng UBND tỉnh (để b/c);" in said


def test_the_subject_of_a_letter_to_a_superior_asks_for_nothing(tmp_path: Path) -> None:
    for built in ("da_cong_bo", "chua_xay_dung"):
        given = of("correction_request", programme=SO, qms_status=built, obligation="bat_buoc", **PROVINCE)
        assert "\nV/v kết quả kiểm tra qua hồ sơ" in text_of(tmp_path, "correction_request", given)


@pytest.mark.parametrize("answers", [CONFORMING, "\n".join(f"{c.id} | not_examined | | | mất điện" for c in CRITERIA)])
def test_a_superior_is_begged_whatever_was_found(tmp_path: Path, answers: str) -> None:
    said = text_of(tmp_path, "correction_request", of("correction_request", answers, programme=SO, **PROVINCE))
    assert said.count("đề nghị Ủy ban nhân dân tỉnh An Bình xem xét, chỉ đạo") == 1
    assert "kính đề nghị Ủy ban nhân dân tỉnh An Bình xem xét, chỉ đạo" in said


OFFICES = {
    "chi_cuc": Office(parent="Sở Khoa học và Công nghệ tỉnh An Bình", name="Chi cục TĐC", head="Chi cục trưởng"),
    "so": Office(parent="UBND tỉnh An Bình", name="Sở Khoa học và Công nghệ", head="Giám đốc"),
    "ubnd": Office(name="Ủy ban nhân dân tỉnh An Bình", head="Chủ tịch"),
}


@pytest.mark.parametrize(
    ("name", "kind", "office", "above"),
    [
        ("Sở Khoa học và Công nghệ", "co_quan_chuyen_mon", "chi_cuc", True),
        ("Sở Khoa học và Công nghệ", "co_quan_chuyen_mon", "so", False),
        ("UBND tỉnh", "ubnd_tinh", "chi_cuc", True),
        ("Văn phòng UBND tỉnh", "ubnd_tinh", "so", True),
        ("UBND tỉnh", "ubnd_tinh", "ubnd", False),
        ("Sở Y tế", "co_quan_chuyen_mon", "chi_cuc", False),
        ("UBND xã Khoa học", "ubnd_cap_xa", "chi_cuc", False),
    ],
)
def test_who_stands_above_whom(name: str, kind: str, office: str, above: bool) -> None:
    given = inspected(name=name, kind=kind, code="99-X", programme={"offices": OFFICES})
    assert is_above(given, OFFICES[office]) is above


@pytest.mark.parametrize(
    "name",
    [
        "Sở Dân tộc và Tôn giáo",
        "Sở Văn hóa, Thể thao và Du lịch",
        "Văn phòng HĐND và UBND phường Đông Kiều",
        "Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân tỉnh",
        "Ban Quản lý các khu công nghiệp và khu chế xuất",
    ],
)
def test_a_name_with_and_in_it_is_of_one_addressee(name: str) -> None:
    given = inspected(name=name, kind="khac", code="99-X")
    assert len(addressed(given, OFFICES["so"])["addressees"]) == 1


# --- nothing found, little known ------------------------------------------------------------------------------------


def test_the_report_of_the_team_says_that_nothing_was_found_and_leaves_nothing_open(tmp_path: Path) -> None:
    said = text_of(tmp_path, "team_report", of("team_report", CONFORMING))
    assert (
        "III. VẤN ĐỀ TỒN TẠI\nĐoàn kiểm tra không ghi nhận điểm không phù hợp.\nIV. KIẾN NGHỊ\nKiến nghị Chi cục"
        in said
    )
    assert "nếu có" not in said and "……" not in said.partition("BÁO CÁO")[2]
    found = text_of(tmp_path, "team_report", of("team_report"))
    assert "HÀNH ĐỘNG KHẮC PHỤC, KIẾN NGHỊ" in found and "nếu có" not in found


def test_the_report_of_the_team_claims_nothing_where_nothing_was_examined(tmp_path: Path) -> None:
    answers = "\n".join(f"{c.id} | not_examined | | | mất điện" for c in CRITERIA)
    assert "không ghi nhận" not in text_of(tmp_path, "team_report", of("team_report", answers))


def test_a_letter_on_nothing_found_asks_once(tmp_path: Path) -> None:
    said = text_of(tmp_path, "correction_request", of("correction_request", CONFORMING))
    (last,) = re.findall(r".*/\.", said)
    assert last.endswith("đề nghị UBND phường Đông Kiều tiếp tục duy trì, cải tiến HTQLCL./.")
    assert len(re.findall(r"(?i)đề nghị ubnd phường", said)) == 1
    assert "quan tâm" not in said


@pytest.mark.parametrize(
    ("answers", "purpose"), [(CONFORMING, "để biết"), (ANSWERS, "để thực hiện")], ids=["nothing", "something"]
)
def test_who_has_nothing_to_mend_gets_the_notice_to_know(answers: str, purpose: str) -> None:
    assert paper("notice", of("notice", answers)).context["recipients"][0] == f"UBND phường Đông Kiều ({purpose})"


def test_by_record_a_report_is_asked_for_only_by_the_office_s_own_day(tmp_path: Path) -> None:
    """Circular 26/2014, Article 37.1.a sets neither a report nor a day."""
    without = text_of(tmp_path, "correction_request", of("correction_request"))
    assert "b) " not in without and "chậm nhất" not in without and "…/…" not in without
    told = text_of(tmp_path, "correction_request", of("correction_request", programme={"reply_by": date(2026, 12, 15)}))
    authority = "Chi cục Tiêu chuẩn Đo lường Chất lượng tỉnh An Bình"
    assert f"chậm nhất ngày 15/12/2026 (thời hạn do {authority} đề nghị)." in told


def test_a_notice_before_the_team_reported_is_a_draft_and_cites_no_report(tmp_path: Path) -> None:
    """Circular 26/2014, Article 37.2.d: the team reports first."""
    acts = tuple(act for act in ACTS if act.kind != "team_reported")
    said = text_of(tmp_path, "notice", of("notice", acts=acts))
    assert said.startswith("DỰ THẢO")
    assert "Báo cáo số" not in said
    assert "phường Đông Kiều.\nChi cục" in said  # the last căn cứ ends with a full stop


def test_where_the_agency_did_not_sign_no_paper_says_it_did_and_no_day_is_set(tmp_path: Path) -> None:
    """Circular 26/2014, Article 37.2.c: the two months run from the signing."""
    unsigned = Act(kind="minutes_unsigned", on=date(2026, 6, 18), note="Không đồng ý KPH 01", signer="Lê Thị Bình")
    acts = tuple(unsigned if act.kind == "minutes_signed" else act for act in ACTS)
    said = text_of(tmp_path, "notice", of("notice", acts=acts))
    assert "chậm nhất ngày" not in said and "kể từ ngày ký" not in said
    assert "cơ quan chịu sự kiểm tra không ký, có người chứng kiến" in said
    assert not said.startswith("DỰ THẢO"), "else nobody could ever issue it"
    report = text_of(tmp_path, "team_report", of("team_report", acts=acts))
    assert "chậm nhất ngày" not in report and "Biên bản kiểm tra ký ngày" not in report
    assert "lý do: Không đồng ý KPH 01; người chứng kiến ký: Lê Thị Bình." in report
    assert "chậm nhất ngày 18/8/2026" in text_of(tmp_path, "notice", of("notice"))


def conforming_but(**others: str) -> str:
    """An answer to one criterion of each of the thirteen points."""
    return "\n".join(f"{c.id} | {others.get(c.id.replace('-', '_'), 'conforming | Đã xem')}" for c in THIRTEEN)


@pytest.mark.parametrize("name", ["minutes", "notice", "team_report", "correction_request"])
def test_where_nearly_all_conforms_one_sentence_says_so(tmp_path: Path, name: PaperName) -> None:
    answers = conforming_but(
        D36_1_e_01="not_applicable | | | không có khiếu nại", D36_2_d_01="not_examined | | | mất điện"
    )
    said = text_of(tmp_path, name, of(name, answers, criteria=THIRTEEN))
    assert (
        "ác nội dung kiểm tra quy định tại khoản 1, khoản 2 Điều 36 Thông tư số 26/2014/TT-BKHCN, trừ điểm e khoản 1 "
        "(không phát sinh), điểm d khoản 2 (không kiểm tra), được thực hiện phù hợp."
    ) in said
    assert "(Phạm vi áp dụng)" not in said


def test_the_sentence_names_every_point_that_does_not_wholly_conform() -> None:
    """It claims no more than the list of points would."""
    answers = conforming_but(D36_1_b_01="observation | Đã xem | Cần xem lại")
    context = paper("notice", of("notice", answers, criteria=THIRTEEN)).context
    assert (context["all_conforming"], context["exceptions"]) == (True, ["điểm b khoản 1 (có điểm lưu ý)"])
    some = "\n".join(answers.splitlines()[:8])
    assert paper("notice", of("notice", some, criteria=THIRTEEN)).context["all_conforming"] is False


# --- words ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("answers", ["", CONFORMING])
def test_an_abbreviation_is_explained_where_it_stands_first(tmp_path: Path, name: PaperName, answers: str) -> None:
    """Decree 30/2020, Annex I, II.2.b and the practice of offices."""
    said = text_of(tmp_path, name, of(name, answers))
    body = said.partition("Nơi nhận:")[0]
    for short, long in (("HTQLCL", "Hệ thống quản lý chất lượng"), ("TTHC", "thủ tục hành chính"), ("KPH", "phù hợp")):
        first = re.search(rf".{{0,40}}\b{short}\b", body)
        assert first is None or first[0].endswith(f"{long} ({short}"), first[0]


@pytest.mark.parametrize("name", ["minutes", "announcement_minutes", "inspection_programme", "team_report"])
def test_a_paper_of_the_team_is_kept_in_the_file_of_the_inspection(tmp_path: Path, name: PaperName) -> None:
    """The Đoàn has no văn thư; model letter 1.9 gives minutes a Nơi nhận too."""
    said = text_of(tmp_path, name, of(name))
    assert "Nơi nhận:\n- " in said
    assert "- Lưu: Hồ sơ kiểm tra." in said and "VT" not in said.rpartition("Nơi nhận:")[2]


def test_a_code_stands_behind_the_sentence_of_its_finding_in_the_table_of_points(tmp_path: Path) -> None:
    rows = rows_of(made(tmp_path, "minutes", of("minutes")), "Nội dung\n(Điều 36)")
    states = [row[1].replace("\u00a0", " ") for row in rows]
    assert "còn 18 TTHC chưa đưa vào phạm vi (KPH 01)." in states
    assert any(state.endswith("đánh giá chéo (LY 01).") for state in states)


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("Cơ quan chưa phát sinh", "không áp dụng (cơ quan chưa phát sinh)."),
        ("TTHC chưa phát sinh", "không áp dụng (TTHC chưa phát sinh)."),
        ("Sở Tư pháp chủ trì", "không áp dụng (Sở Tư pháp chủ trì)."),
        ("Ủy ban nhân dân tỉnh chủ trì", "không áp dụng (Ủy ban nhân dân tỉnh chủ trì)."),
    ],
)
def test_a_reason_goes_on_in_lower_case_but_for_names(tmp_path: Path, note: str, said: str) -> None:
    criteria = (criterion("D36-1-a-01", "1.a"), criterion("D36-1-a-02", "1.a"))
    answers = f"D36-1-a-01|conforming|Đã xem\nD36-1-a-02|not_applicable|||{note}"
    rows = rows_of(made(tmp_path, "minutes", of("minutes", answers, criteria=criteria)), "Nội dung\n(Điều 36)")
    assert rows[1][1] == f"- Đã xem.\n- Quy định D36-1-a-02 được thực hiện: {said}"


def test_minutes_rest_on_the_decision_and_name_the_circular_in_full_once(tmp_path: Path) -> None:
    said = text_of(tmp_path, "minutes", of("minutes"))
    first = next(line for line in said.splitlines() if line.startswith("Thực hiện Quyết định số 41/QĐ-CCTĐC"))
    assert "19/2014" not in first and len(first) < 450
    assert said.count("26/2014/TT-BKHCN ngày 10 tháng 10 năm 2014") == 1


def test_the_letter_counts_no_criteria(tmp_path: Path) -> None:
    """The law knows 13 nội dung; an agency does not know our criteria."""
    for name in ("notice", "correction_request"):
        said = text_of(tmp_path, name, of(name))  # type: ignore[arg-type]
        assert "3. Phạm vi: 13 nội dung quy định tại Điều 36 Thông tư số 26/2014/TT-BKHCN.\n" in said


def test_days_in_one_list_are_written_one_way(tmp_path: Path) -> None:
    said = text_of(tmp_path, "team_report", of("team_report"))
    listed = said.partition("I. THÔNG TIN CHUNG\n")[2].partition("\nII. ")[0]
    assert "4. Biên bản kiểm tra ký ngày 18/6/2026 (gửi kèm)." in listed
    assert "tháng" not in listed


def test_the_index_has_no_code_and_ends_as_a_list(tmp_path: Path) -> None:
    said = text_of(tmp_path, "file_index", of("file_index"))
    assert "TT | Tài liệu | Số, ký hiệu | Ngày | Có/thiếu | Số tờ | Ghi chú" in said
    for word in ("./.", "Chưa lưu tệp", "2026-99", "-TS"):
        assert word not in said, word


def test_what_all_agencies_were_asked_for_is_not_said_to_be_not_called_for() -> None:
    """Circular 26/2014, Article 35.2 speaks of every agency; the request is addressed to all of the plan."""
    unasked = tuple(act for act in ACTS if act.kind not in ("requested", "report_received"))
    rows = paper("file_index", of("file_index", acts=unasked)).context["rows"]
    assert [rows[1]["held"], rows[2]["held"], rows[3]["held"]] == ["Không có", "Không có", "Không phát sinh"]


# --- names, positions, open places ----------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["Ông Lê Văn Ba", "Bà Lê Thị Ba", "Ông (bà) ……", "Đồng chí Lê Văn Ba"])
def test_a_title_that_was_typed_stays(person: str) -> None:
    assert by_title(person) == person
    assert by_title("Lê Văn Ba") == "Ông (bà) Lê Văn Ba"


@pytest.mark.parametrize(
    ("position", "lines"),
    [
        ("Phó Giám đốc", ["Phó Giám đốc"]),
        (
            "Chi cục trưởng Chi cục Tiêu chuẩn Đo lường Chất lượng",
            ["Chi cục trưởng", "Chi cục Tiêu chuẩn", "Đo lường Chất lượng"],
        ),
        ("Chánh Văn phòng Sở Khoa học và Công nghệ", ["Chánh Văn phòng", "Sở Khoa học và Công nghệ"]),
        ("Trưởng phòng Quản lý chất lượng", ["Trưởng phòng", "Quản lý chất lượng"]),
    ],
)
def test_a_position_breaks_behind_the_post(position: str, lines: list[str]) -> None:
    assert in_signature(position).splitlines() == lines
    signer = Signer(papers="all", office="so", form="TUQ.", position=position, name="Nguyễn Hoàng Phương Thảo Nguyên")
    title = paper("notice", of("notice", programme={"signers": (signer,)})).context["signature_title"]
    assert title.splitlines() == ["TUQ. GIÁM ĐỐC", *(line.upper() for line in lines)]


@pytest.mark.parametrize("name", kinds())
@pytest.mark.parametrize("day", [date(2026, 6, 18), None])
def test_open_places_are_written_one_way_and_begin_no_line(tmp_path: Path, name: PaperName, day: date | None) -> None:
    said = text_of(tmp_path, name, of(name, acts=(), inspection={"from": day, "to": day}))
    assert not re.search(r"\u00a0{2,}|năm ……|tháng ……|ngày ……", said)


# --- what a reader of the file sees ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", kinds())
def test_headings_have_an_outline_level(name: PaperName) -> None:
    """Else Word's navigation pane, a screen reader and the bookmarks of a PDF have none."""
    document = docx.Document(str(find_template(name, Path("out/x"))))
    for style in ("Section Heading", "Annex Label", "Article", "Article Lead In", "Article Closing"):
        level = document.styles[style].element.find(f".//{qn('w:outlineLvl')}")
        assert level is not None and level.get(qn("w:val")) == "0", style
    assert document.styles["Letter Body"].element.find(f".//{qn('w:outlineLvl')}") is None
    for paragraph in document.paragraphs:
        if paragraph.text.startswith("Điều "):
            assert paragraph.style is not None and str(paragraph.style.name).startswith("Article"), paragraph.text


def properties(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read("docProps/core.xml").decode()


@pytest.mark.parametrize("name", kinds())
def test_the_properties_name_the_paper_and_who_issues_it(name: PaperName) -> None:
    about = of(name, acts=acts_for(name))
    of_paper = paper(name, about)
    said = properties(render_docx(find_template(name, Path("out/x")), of_paper.context, of_paper.on))
    title = re.search(r"<dc:title>(.*)</dc:title>", said)
    assert title is not None and len(title[1]) > len(kinds()[name].name)
    assert f"<dc:creator>{of_paper.context['issuer']}</dc:creator>" in said
    last = max(act.on for act in about.case.acts)
    assert f">{last}T00:00:00Z</dcterms:created>" in said
    assert "description" not in said and "rút ra từ" not in said


def test_the_title_of_a_letter_is_what_it_says(tmp_path: Path) -> None:
    def title(answers: str) -> str:
        path = made(tmp_path, "correction_request", of("correction_request", answers))
        return properties(path.read_bytes()).partition("<dc:title>")[2].partition("</dc:title>")[0]

    assert title(CONFORMING) == (
        "Công văn về việc kết quả kiểm tra qua hồ sơ, báo cáo về Hệ thống quản lý chất lượng năm 2026, gửi Ủy ban nhân "
        "dân phường Đông Kiều"
    )
    assert title("").startswith("Công văn về việc đề nghị thực hiện, khắc phục các nội dung")
