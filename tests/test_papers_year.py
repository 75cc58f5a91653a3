"""The papers of the year and the decisions, sentence by sentence: what a chief of office would send back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import docx
import pytest
from builders import PROGRAMME
from conftest import Run
from hypothesis import given
from hypothesis import strategies as st
from test_papers import ACTS, acts_for, inspected, made, many, rows_of, subject, text_of

from isoaudit.errors import RunError
from isoaudit.model import Act, Case, Office, PaperName, Plan, Signer
from isoaudit.papers.render import letter_text
from isoaudit.papers.values import paper
from isoaudit.rules.signers import unusual

SUBJECT = (
    "về việc kiểm tra xây dựng, áp dụng, duy trì và cải tiến Hệ thống quản lý chất lượng theo Tiêu chuẩn quốc gia "
    "TCVN ISO 9001:2015 tại "
)


# --- the decision is quoted with its own trích yếu (Decree 30/2020, Annex I, II.6.b) ----------------------------------


def test_a_decision_on_one_inspection_is_quoted_as_it_is_titled() -> None:
    of_round = paper("minutes", subject(inspected())).context["decision"]["subject"]
    assert of_round == f"{SUBJECT}các cơ quan (đợt 1 năm 2026)"
    alone = inspected(inspection={"round": ""})
    for one in (alone, alone.model_copy(update={"decided_on": 1})):
        quoted = paper("minutes", subject(one)).context["decision"]["subject"]
        assert quoted == f"{SUBJECT}Ủy ban nhân dân phường Đông Kiều (năm 2026)"
    together = inspected(inspection={"round": ""}).model_copy(update={"decided_on": 2})
    assert "tại các cơ quan (năm 2026)" in paper("minutes", subject(together)).context["decision"]["subject"]


def test_the_record_shows_on_how_many_inspections_a_decision_is(isoaudit: Run, programme: Path, tmp_path: Path) -> None:
    """A round of one has a decision on one; the paper of a named inspection says the same as that of the year."""

    def quoted() -> str:
        made = isoaudit("-C", programme, "paper", "inspection_programme", "2026-99-STP-TS")
        assert made.returncode == 0, made.stderr
        return "\n".join(letter_text(programme / "out" / "2026-99-STP-TS" / "inspection_programme.docx"))

    number = ("--on", "2026-06-02", "--number", "41/QĐ-CCTĐC")
    assert isoaudit("-C", programme, "record", "decided", "2026-99-STP-TS", *number).returncode == 0
    assert "TCVN ISO 9001:2015 tại Sở Tư pháp (đợt 1 năm 2026)" in quoted()
    table = tmp_path / "second.csv"
    table.write_text("agency,mode,round\n99-CCKL,on_site,1\n", encoding="utf-8")
    assert isoaudit("-C", programme, "inspections", "import", table).returncode == 0
    assert isoaudit("-C", programme, "record", "decided", "2026-99-CCKL-TS", *number).returncode == 0
    assert "TCVN ISO 9001:2015 tại các cơ quan (đợt 1 năm 2026)" in quoted()


# --- the request and the reminder (Article 35.2) ----------------------------------------------------------------------

SO_SIGNS = {"signers": (Signer(papers="all", office="so", form="KT.", position="Phó Giám đốc"),)}
PROVINCE: dict[str, Any] = {"code": "99-UBNDT", "name": "UBND tỉnh và Văn phòng UBND tỉnh", "kind": "ubnd_tinh"}
SO: dict[str, Any] = {"code": "99-SKHCN", "name": "Sở Khoa học và Công nghệ", "kind": "co_quan_chuyen_mon"}
CHI_CUC: dict[str, Any] = {"code": "99-CCTDC", "name": "Chi cục Tiêu chuẩn Đo lường Chất lượng", "kind": "chi_cuc"}


JULY, AUGUST = date(2026, 7, 20), date(2026, 8, 31)


def asked(number: str = "1108/SKHCN-CCTĐC", on: date = JULY, by: date | None = AUGUST) -> Act:
    issuer = "Giám đốc Sở Khoa học và Công nghệ tỉnh An Bình"
    return Act(kind="requested", on=on, number=number, issuer=issuer, reply_by=by)


def by_record(number: int, *acts: Act, **fields: Any) -> Case:
    given = {"code": f"99-{number}", "name": f"UBND xã Số {number}", "inspection": {"from": None, "to": None}, **fields}
    return inspected("", mode="by_record", acts=acts, **given)


def test_only_those_past_their_day_are_reminded_each_with_its_request(tmp_path: Path) -> None:
    later = asked("1573/SKHCN-CCTĐC", date(2026, 10, 5), date(2026, 12, 31))
    second = asked("1200/SKHCN-CCTĐC", date(2026, 8, 3), date(2026, 9, 15))
    cases = (by_record(1, asked()), by_record(2, later), by_record(3, second), by_record(4))
    reminded = replace(subject(*cases), day=date(2026, 11, 26))
    path = made(tmp_path, "report_reminder", reminded)
    assert rows_of(path, "TT") == [
        ["01", "Ủy ban nhân dân xã Số 1", "1108/SKHCN-CCTĐC\nngày 20/7/2026", "31/8/2026"],
        ["02", "Ủy ban nhân dân xã Số 3", "1200/SKHCN-CCTĐC\nngày 03/8/2026", "15/9/2026"],
    ]
    said = "\n".join(letter_text(path))
    assert (
        "Sở Khoa học và Công nghệ đã có Công văn số 1108/SKHCN-CCTĐC ngày 20 tháng 7 năm 2026, Công văn số "
        "1200/SKHCN-CCTĐC ngày 03 tháng 8 năm 2026 đề nghị các cơ quan, đơn vị báo cáo"
    ) in said
    assert "1573" not in said and "xã Số 2" not in said and "xã Số 4" not in said
    assert paper("report_reminder", reminded).notes == (
        "không đôn đốc UBND xã Số 2 (2026-99-2-HS): thời hạn báo cáo đến hết ngày 31/12/2026.",
        "chưa ghi công văn đề nghị báo cáo gửi UBND xã Số 4: không đôn đốc.",
    )


@given(st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=2, max_size=6), st.integers(0, 70))
def test_a_reminder_names_exactly_those_whose_day_has_passed(agencies: list[tuple[int, bool]], today: int) -> None:
    first = date(2026, 9, 1)
    arrived = Act(kind="report_received", on=first, number="1/BC-UBND")
    cases = [
        by_record(n, asked(by=first + timedelta(days)), *([arrived] if reported else []))
        for n, (days, reported) in enumerate(agencies)
    ]
    late = {n for n, (days, reported) in enumerate(agencies) if not reported and days < today}
    about = replace(subject(*cases), day=first + timedelta(today))
    if late:
        listed = {row["code"] for row in paper("report_reminder", about).context["inspections"]}
        assert listed == {f"99-{n}" for n in late}
    else:
        with pytest.raises(RunError, match="không có cơ quan nào quá hạn báo cáo"):
            paper("report_reminder", about)


def test_who_was_inspected_at_the_office_is_not_reminded(tmp_path: Path) -> None:
    """TT26/2014 Đ35.2: the report was to come before the visit; after signed minutes to ask for it is an embarrassment.

    An agency asked and not inspected is reminded, on site too; one whose report came is not.
    """
    asked_only = tuple(act for act in ACTS if act.kind == "requested")
    signed, visited, reported = acts_for("plan"), acts_for("report_reminder"), ACTS[1:3]
    cases = [
        inspected(acts=acts, code=f"99-{n}", name=f"UBND xã Số {n}")
        for n, acts in enumerate((asked_only, signed, visited, reported))
    ]
    made_of = paper("report_reminder", replace(subject(*cases), day=date(2026, 11, 26)))
    assert [row["code"] for row in made_of.context["inspections"]] == ["99-0", "99-2"]
    assert "không đôn đốc UBND xã Số 1: đã lập Biên bản kiểm tra tại trụ sở." in made_of.notes


def test_without_a_recorded_request_nobody_or_one_is_reminded(tmp_path: Path) -> None:
    """Of many nobody knows who was asked; of one the draft leaves number and day open."""
    with pytest.raises(RunError) as caught:
        paper("report_reminder", subject(by_record(1), by_record(2)))
    assert caught.value.problems[0].code == "PAPER_005"
    assert "DỰ THẢO" in text_of(tmp_path, "report_reminder", subject(by_record(1)))
    no_day = subject(by_record(1, asked(by=None)), by_record(2, asked(by=None)))
    with pytest.raises(RunError, match="chưa ghi thời hạn báo cáo"):
        paper("report_reminder", no_day)


def test_the_command_reminds_nobody_before_the_day(isoaudit: Run, programme: Path) -> None:
    named = ("2026-99-90001-HS",)
    request = ("--on", "2026-07-20", "--number", "1108/SKHCN-CCTĐC", "--reply-by", "2099-12-31")
    assert isoaudit("-C", programme, "record", "requested", *named, *request).returncode == 0
    done = isoaudit("-C", programme, "paper", "report_reminder", *named)
    assert done.returncode == 1
    assert "UBND phường Đông Kiều (2026-99-90001-HS): thời hạn báo cáo đến hết ngày 31/12/2099" in done.stderr


def test_a_letter_upwards_speaks_upwards_and_goes_to_nobody_who_sends_it(tmp_path: Path) -> None:
    """papers-faults, 3: Sở asks the province with respect, itself and the Chi cục that gets the reports not at all."""
    cases = [by_record(1, programme=SO_SIGNS)]
    cases += [by_record(1, **{**who, "programme": SO_SIGNS}) for who in (PROVINCE, SO, CHI_CUC)]
    made_of = paper("report_request", subject(*cases))
    assert [row["code"] for row in made_of.context["inspections"]] == ["99-1"]
    assert "Sở Khoa học và Công nghệ" in made_of.notes[0] and "Chi cục" in made_of.notes[0]
    assert "UBND tỉnh An Bình (để b/c)" not in made_of.context["recipients"]
    said = text_of(tmp_path, "report_request", subject(*cases))
    assert (
        "Sở Khoa học và Công nghệ kính đề nghị Ủy ban nhân dân tỉnh An Bình chỉ đạo Văn phòng Ủy ban nhân dân tỉnh "
        "và đề nghị các cơ quan, đơn vị báo cáo tình hình"
    ) in said
    assert "- Ủy ban nhân dân tỉnh An Bình;" in said
    alone = text_of(tmp_path, "report_request", subject(cases[1]))
    assert "Kính gửi: Ủy ban nhân dân tỉnh An Bình" in alone
    assert "DANH SÁCH" not in alone and "các cơ quan, đơn vị" not in alone
    with pytest.raises(RunError) as caught:
        paper("report_request", subject(cases[2]))
    assert caught.value.problems[0].code == "PAPER_008"


def test_a_chi_cuc_asks_the_so_above_it_with_respect() -> None:
    assert (
        "kính đề nghị Sở Khoa học và Công nghệ" in paper("report_request", subject(by_record(1, **SO))).context["asked"]
    )
    assert paper("report_request", subject(by_record(1))).context["asked"] == "đề nghị Ủy ban nhân dân xã Số 1"


def test_the_request_asks_in_the_words_of_the_circular(tmp_path: Path) -> None:
    said = text_of(tmp_path, "report_request", subject(by_record(1), by_record(2)))
    assert "báo cáo do người có thẩm quyền ký" in said and "Người đứng đầu cơ quan ký" not in said
    assert "cải tiến Hệ thống quản lý chất lượng năm\u00a02026" in said  # V/v explains no abbreviation
    outline = said[said.index("ĐỀ CƯƠNG") :]
    assert not [line for line in outline.splitlines() if line.startswith("- Báo cáo")]


@pytest.mark.parametrize("name", ["report_request", "report_reminder"])
def test_no_abbreviation_stands_in_the_subject_of_a_dispatch(tmp_path: Path, name: PaperName) -> None:
    """Decree 30/2020, Annex I: explained where it first stands."""
    said = text_of(tmp_path, name, subject(by_record(1, asked())))
    assert "HTQLCL" not in said[: said.index("(HTQLCL)")]


def test_those_of_the_plan_are_asked_and_not_those_inspected_ad_hoc() -> None:
    ad_hoc = by_record(2, inspection={"occasion": "ad_hoc"})
    rows = paper("report_request", subject(by_record(1), ad_hoc, by_record(3))).context["inspections"]
    assert [row["code"] for row in rows] == ["99-1", "99-3"]


# --- the plan and what gets it approved (Articles 33, 34) -------------------------------------------------------------


def test_the_plan_has_no_column_that_says_nothing(tmp_path: Path) -> None:
    bare, with_unit = inspected(), inspected(code="99-2", inspection={"coordinating_unit": "Sở Nội vụ"})
    path = made(tmp_path, "plan", subject(bare))
    assert rows_of(path, "TT")[0] == ["01", "Ủy ban nhân dân phường Đông Kiều", "18/6/2026", "Tại trụ sở"]
    said = "\n".join(letter_text(path))
    assert "\nPhụ lục\nDANH SÁCH CƠ QUAN CHỊU SỰ KIỂM TRA NĂM 2026\n" in said
    assert "Kinh phí do ngân sách nhà nước bảo đảm, bố trí trong dự toán của Chi cục" in said
    assert len(rows_of(made(tmp_path, "plan", subject(bare, with_unit)), "TT")[0]) == 5
    for name in ("plan", "plan_submission"):
        assert "kinh phí ghi tại" not in text_of(tmp_path, name, subject(bare)).lower()


def test_a_plan_that_the_people_s_committee_issued_itself_is_cited_as_a_plan(tmp_path: Path) -> None:
    """Circular 26/2014, Articles 34.1.b and 38.1: «Kế hoạch số 326/KH-UBND» is no decision, in no paper."""
    plan = {"plan": Plan(number="45/KH-UBND", on=date(2026, 2, 25), issuer="Ủy ban nhân dân tỉnh An Bình")}
    about = replace(subject(inspected(acts=(), programme=plan)), day=date(2026, 11, 25))
    named = "Kế hoạch số 45/KH-UBND ngày 25 tháng 02 năm 2026 của Ủy ban nhân dân tỉnh An Bình"
    begins = {"plan": "(Thực hiện ", "report_request": "Căn cứ ", "inspection_decision": "Căn cứ ",
              "november_report": "Thông tư số 26/2014/TT-BKHCN và "}  # fmt: skip
    for name, words in begins.items():
        said = text_of(tmp_path, name, about)
        assert f"{words}{named}" in said and "Quyết định số 45" not in said, name


def test_the_submission_asks_once_and_counts_as_the_law_does(tmp_path: Path) -> None:
    """Article 33.2: all obliged by record, of them a third at their office."""
    said = text_of(tmp_path, "plan_submission", subject(inspected()))
    assert "tất cả cơ quan thuộc đối tượng phải xây dựng và áp dụng" in said and "ít nhất một phần ba" in said
    assert "kính trình Ủy ban nhân dân tỉnh An Bình xem xét, phê duyệt./." in said
    assert "tối thiểu" not in said and "Kính đề nghị" not in said and "III." not in said
    assert said.count("kính trình") == 1


def test_the_approval_says_to_whom_is_reported_and_who_carries_it_out(tmp_path: Path) -> None:
    """Article 38.1: the Sở reports to UBND cấp tỉnh."""
    said = text_of(tmp_path, "plan_decision", subject(inspected(programme=SO_SIGNS)))
    assert "01 cuộc kiểm tra đối với 01 cơ quan" in said
    assert "báo cáo Ủy ban nhân dân tỉnh An Bình trong tháng 11 năm 2026" in said
    assert "Chánh Văn phòng Ủy ban nhân dân tỉnh, Giám đốc Sở Khoa học và Công nghệ, Thủ trưởng các cơ quan" in said
    assert "chỉ đạo Chi cục Tiêu chuẩn Đo lường Chất lượng tỉnh An Bình tổ chức thực hiện" in said


@pytest.mark.parametrize(
    ("on", "years"),
    [(None, ["20…", "20…", "20…"]), (date(2026, 2, 10), ["2026"] * 3), (date(2026, 1, 9), ["20…", "2026", "20…"])],
)
def test_the_papers_of_the_plan_have_the_year_of_its_approval(on: date | None, years: list[str]) -> None:
    plan = {"plan": Plan(number="215/QĐ-UBND", on=on)}
    about = subject(inspected(acts=(), programme=plan))
    names: tuple[PaperName, ...] = ("plan_submission", "plan_decision", "plan")
    assert [paper(name, about).context["letter_year"] for name in names] == years


def test_the_approval_can_be_that_of_the_committee(tmp_path: Path) -> None:
    """Article 34.1.b; Decree 30/2020, Annex I, II.7.b: TM. before the collective."""
    ubnd = Office(name="Ủy ban nhân dân tỉnh An Bình", symbol="UBND", head="Chủ tịch")
    offices = {**PROGRAMME.offices, "ubnd": ubnd}

    def titles(position: str) -> dict[str, Any]:
        approves = Signer(papers=("plan_decision",), office="ubnd", form="TM.", position=position)
        signers = (approves, Signer(papers="all", office="so"))
        return paper("plan_decision", subject(inspected(programme={"offices": offices, "signers": signers}))).context

    assert titles("")["signature_title"] == "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH"
    assert titles("Phó Chủ tịch")["signature_title"] == "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"
    assert titles("")["issuing_head"] == "ỦY BAN NHÂN DÂN TỈNH AN BÌNH"


# --- decisions --------------------------------------------------------------------------------------------------------


def test_competence_and_proposer_come_from_the_settings(tmp_path: Path) -> None:
    given = PROGRAMME.offices["chi_cuc"]
    charter = "Quyết định số 12/2025/QĐ-UBND ngày 20 tháng 01 năm 2025 của Ủy ban nhân dân tỉnh An Bình"
    known = given.model_copy(update={"charter": charter, "proposer": "Trưởng phòng Quản lý chất lượng"})
    about = subject(inspected(programme={"offices": {**PROGRAMME.offices, "chi_cuc": known}}))
    for name in ("inspection_decision", "decision_amendment"):
        said = text_of(tmp_path, name, about)
        assert f"Căn cứ {charter} quy định chức năng, nhiệm vụ, quyền hạn và cơ cấu tổ chức của Chi cục" in said
        assert "Theo đề nghị của Trưởng phòng Quản lý chất lượng" in said
    assert "Căn cứ …… quy định chức năng" in text_of(tmp_path, "inspection_decision", subject(inspected()))


def test_new_settings_of_an_office_leave_fingerprints_as_they_were() -> None:
    assert set(PROGRAMME.offices["so"].model_dump()) == {"parent", "name", "symbol", "head"}


def test_the_decision_says_the_duty_of_the_agency_in_the_words_of_the_law(tmp_path: Path) -> None:
    """Article 37.2.a; an ad hoc inspection has no budget in the plan (34.1.c)."""
    ad_hoc = {"occasion": "ad_hoc"}
    planned = text_of(tmp_path, "inspection_decision", subject(inspected()))
    assert (
        "theo yêu cầu của Đoàn kiểm tra và chịu trách nhiệm trước pháp luật về tính chính xác, trung thực của thông "
        "tin, tài liệu đã cung cấp. Kinh phí kiểm tra thực hiện theo Kế hoạch đã được phê duyệt."
    ) in planned
    assert "Về việc kiểm tra xây dựng, áp dụng" in planned
    assert "theo Kế hoạch đã được phê duyệt" not in text_of(
        tmp_path, "inspection_decision", subject(inspected(inspection=ad_hoc))
    )
    both = subject(inspected(inspection=ad_hoc), inspected(code="99-2"))
    mixed = text_of(tmp_path, "inspection_decision", both)
    assert "phê duyệt Kế hoạch kiểm tra" in mixed and "về việc kiểm tra đột xuất;" in mixed
    assert "Kinh phí kiểm tra theo kế hoạch thực hiện" in mixed


def test_the_annex_of_a_decision_names_who_decides(tmp_path: Path) -> None:
    """Decree 30/2020, Annex I, III.1.c: the decision is of the head, not of the office."""
    for name in ("inspection_decision", "decision_amendment"):
        said = text_of(tmp_path, name, subject(*many(2))).replace("\u00a0", " ")
        assert "năm …… của Chi cục trưởng Chi cục Tiêu chuẩn Đo lường Chất lượng tỉnh An Bình)" in said


def test_a_decision_on_one_agency_is_amended_without_an_annex(tmp_path: Path) -> None:
    alone = text_of(tmp_path, "decision_amendment", subject(inspected(inspection={"round": ""})))
    assert "Phụ lục" not in alone and "tại Điều 2 Quyết định số 41/QĐ-CCTĐC" in alone
    assert "Phụ lục kèm theo Quyết định số 41/QĐ-CCTĐC bằng" in text_of(
        tmp_path, "decision_amendment", subject(*many(2))
    )
    of_three = [case.model_copy(update={"decided_on": 3}) for case in many(2)]
    assert "đối với các cơ quan có tên tại Phụ lục" in text_of(tmp_path, "decision_amendment", subject(*of_three))


def test_an_amendment_is_a_draft_while_nothing_has_changed(isoaudit: Run, programme: Path, tmp_path: Path) -> None:
    def amend() -> str:
        return str(isoaudit("-C", programme, "paper", "decision_amendment", "2026-99-STP-TS").stdout)

    def change(team: str) -> None:
        table = tmp_path / "team.csv"
        table.write_text(f"agency,mode,team\n99-STP,on_site,{team}\n", encoding="utf-8")
        assert isoaudit("-C", programme, "inspections", "import", table).returncode == 0

    change("Lương Quốc Bảo (trưởng đoàn)")
    decided = ("--on", "2026-06-02", "--number", "41/QĐ-CCTĐC")
    assert isoaudit("-C", programme, "record", "decided", "2026-99-STP-TS", *decided).returncode == 0
    assert "(dự thảo)" in amend()
    change("Đặng Minh Khôi (trưởng đoàn)")
    assert "(dự thảo)" not in amend()
    amended = ("--on", "2026-06-08", "--number", "44/QĐ-CCTĐC")
    assert isoaudit("-C", programme, "record", "decision_amended", "2026-99-STP-TS", *amended).returncode == 0
    assert "(dự thảo)" in amend()


# --- the visit --------------------------------------------------------------------------------------------------------


def test_the_programme_has_one_hour_of_beginning(tmp_path: Path) -> None:
    said = text_of(tmp_path, "inspection_programme", subject(inspected()))
    assert "từ 08 giờ 00 phút." in said and "\n08 giờ 00 phút | Công bố" in said
    later = text_of(tmp_path, "inspection_programme", subject(inspected(inspection={"opened_at": "13 giờ 30 phút"})))
    assert "\n13 giờ 30 phút | Công bố" in later and "08 giờ" not in later and "16 giờ" not in later


def test_the_minutes_of_the_announcement_carry_out_the_decision(tmp_path: Path) -> None:
    said = text_of(tmp_path, "announcement_minutes", subject(inspected()))
    assert "\nThực hiện Quyết định số 41/QĐ-CCTĐC" in said and "Căn cứ" not in said and "Theo Quyết định" not in said
    assert "1. Ông (bà) Lương Quốc Bảo, Trưởng đoàn, công bố" in said


# --- how they lie on the page -----------------------------------------------------------------------------------------

OF_THE_YEAR: tuple[PaperName, ...] = (
    "plan_submission",
    "plan_decision",
    "plan",
    "report_request",
    "report_reminder",
    "inspection_decision",
    "decision_amendment",
    "inspection_programme",
    "announcement_minutes",
)


@pytest.mark.parametrize("name", OF_THE_YEAR)
def test_only_the_closing_sentence_stays_with_the_signature(tmp_path: Path, name: PaperName) -> None:
    """What else is tied to it leaves the foot of the page before empty."""
    given = many(1 if "minutes" in name else 2, acts=acts_for(name))
    document = docx.Document(str(made(tmp_path, name, subject(*given))))
    tied = [bool(p.style and p.style.paragraph_format.keep_with_next) for p in document.paragraphs if p.text]
    styles = [str(p.style.name) for p in document.paragraphs if p.style and p.text]
    closing = next(n for n, style in enumerate(styles) if "Closing" in style)
    assert tied[closing] and not tied[closing - 1]


# --- who signs --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("signer", "expected"),
    [
        ({"name": "TS. Lê Văn Ba"}, {"degree"}),
        ({"name": "Lê Văn Ba, ThS"}, {"degree"}),
        ({"name": "Phó Giáo sư Lê Văn Ba"}, {"degree"}),
        ({"name": "Tsao Văn Ba"}, set()),
        ({"name": "Lê Văn Ba"}, set()),
        ({"form": "TL.", "position": "Chánh Văn phòng"}, {"by_order"}),
        ({"form": "KT.", "position": "Phó Giám đốc"}, set()),
        ({"form": "KT."}, {"no_position"}),
        ({"form": "KT.", "position": "Chánh Văn phòng"}, {"not_deputy"}),
        ({"form": "TL.", "position": "Phó Giám đốc", "papers": ("notice",)}, {"deputy"}),
        ({"form": "TL.", "position": "Chánh Văn phòng", "papers": ("notice",)}, set()),
        ({"form": "TM.", "position": ""}, set()),
    ],
)
def test_what_is_unusual_in_a_signer_is_named(signer: dict[str, Any], expected: set[str]) -> None:
    """Decree 30/2020, Annex I, II.7.b, c."""
    settings = PROGRAMME.model_copy(update={"signers": (Signer(**{"papers": "all", "office": "so", **signer}),)})
    assert {what for _, what, _ in unusual(settings)} == expected


def test_settings_with_an_unusual_signer_are_read_with_a_remark(isoaudit: Run, programme: Path) -> None:
    path = programme / "isoaudit.toml"
    text = path.read_text(encoding="utf-8")
    assert isoaudit("-C", programme, "status").stderr == ""
    path.write_text(text.replace('name = ""', 'name = "TS. Lê Văn Ba"', 1), encoding="utf-8")
    done = isoaudit("-C", programme, "status")
    assert done.returncode == 0
    assert (
        "Lưu ý: isoaudit.toml: người ký «TS. Lê Văn Ba»: trước họ tên người ký không ghi học hàm, học vị" in done.stderr
    )


def test_a_long_position_breaks_before_the_unit() -> None:
    """Never within CHI CỤC TRƯỞNG."""
    position = "Chi cục trưởng Chi cục Tiêu chuẩn Đo lường Chất lượng"
    signs = {"signers": (Signer(papers="all", office="so", form="TUQ.", position=position),)}
    assert paper("plan_submission", subject(inspected(programme=signs))).context["signature_title"] == (
        "TUQ. GIÁM ĐỐC\nCHI CỤC TRƯỞNG\nCHI CỤC TIÊU CHUẨN\nĐO LƯỜNG CHẤT LƯỢNG"
    )


def test_the_edition_without_the_guidance_of_the_ministry_is_remarked_on() -> None:
    """Decision 19/2014, Article 4, last paragraph: both instruments name the edition of 2008."""
    assert (
        "ở thiết lập «Văn bản hướng dẫn của Bộ Khoa học và Công nghệ» khi"
        in paper("inspection_decision", subject(inspected())).notes[0]
    )
    known = {"guidance": "Công văn số 1/BKHCN-TĐC ngày 01 tháng 01 năm 2018 của Bộ Khoa học và Công nghệ"}
    assert paper("inspection_decision", subject(inspected(programme=known))).notes == ()
