"""The yearly reports as Word papers: Circular 26/2014, Articles 38.1, 42.4; Decision 19/2014, Article 12.6."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from builders import CRITERIA, PROGRAMME, case, closed
from conftest import Run
from test_papers import SIGNERS, inspected, made, rows_of, subject
from test_year_figures import ALL, GAP, agency, received

from isoaudit.model import Act, Carried, Case, Office, PaperName, Settings, Signer
from isoaudit.papers.render import letter_text
from isoaudit.papers.values import PaperSubject, paper, reports
from isoaudit.rules.report_tables import figure_words, points_table
from isoaudit.rules.year_report import year_report

DAY = date(2026, 11, 15)
REPORTS: tuple[PaperName, ...] = ("november_report", "december_report", "december_submission")


def signed(code: str, *lines: str, **of: Any) -> Case:
    return closed(case("\n".join(lines or ALL), code=code, programme=SIGNERS, **of))


def silent(code: str) -> Case:
    return case("", mode="by_record", code=code, programme=SIGNERS, name=f"UBND xã {code}")


def said(tmp_path: Path, name: PaperName, *cases: Case, agreed: bool = False, **fields: Any) -> str:
    about = replace(subject(*cases, agreed=agreed), day=DAY, **fields)
    return "\n".join(letter_text(made(tmp_path, name, about)))


@pytest.mark.parametrize("name", REPORTS)
def test_no_report_says_that_it_follows_a_form_whose_text_is_not_known(tmp_path: Path, name: PaperName) -> None:
    text = said(tmp_path, name, signed("A"))
    assert "theo mẫu" not in text.lower() and "Phụ lục II ban hành" not in text
    assert "%" not in text and "15/11/2026" in text


def test_38_1_what_is_open_after_november_is_said_with_its_last_day(tmp_path: Path) -> None:
    late_signing = Act(kind="minutes_signed", on=date(2026, 10, 20))
    given = case("\n".join((f"D36-1-a-01 | {GAP}", *ALL[1:])), code="A", programme=SIGNERS)
    open_ = closed(given.model_copy(update={"acts": (late_signing,)}))
    text = said(tmp_path, "november_report", open_)
    assert "Đến ngày 15/11/2026, 01 cơ quan còn trong thời hạn báo cáo (thời hạn dài nhất đến ngày 21/12/2026)" in text
    assert "còn trong thời hạn" not in said(tmp_path, "november_report", signed("A"))


def test_37_1_who_did_not_report_is_named_and_not_counted_as_inspected(tmp_path: Path) -> None:
    text = said(tmp_path, "november_report", signed("A"), silent("E"))
    assert "đã kiểm tra 01 cuộc" in text and "01 cơ quan chưa gửi báo cáo" in text
    assert "khoản 2 Điều 35 Thông tư số 26/2014/TT-BKHCN: Ủy ban nhân dân xã E." in text
    assert "Không có kiến nghị biện pháp xử lý." in said(tmp_path, "november_report", signed("A"))


def test_38_1_one_answer_changes_exactly_its_row_of_the_paper(tmp_path: Path) -> None:
    """A nonconformity at 1.a moves the row of 1.a, its count of findings and the actions, and no other number."""
    before = rows_of(made(tmp_path, "november_report", replace(subject(signed("A"), signed("B")), day=DAY)), "TT")
    worse = signed("B", f"D36-1-a-01 | {GAP}", *ALL[1:])
    after = rows_of(made(tmp_path, "november_report", replace(subject(signed("A"), worse), day=DAY)), "TT")
    moved = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert [new for _, new in moved] == [["01", "Phạm vi áp dụng (điểm a khoản 1)", "01/02", "0", "01", "0", "01", "0"]]


def test_every_number_of_the_paper_is_that_of_the_tables(tmp_path: Path) -> None:
    cases = (signed("A", f"D36-1-a-01 | {GAP}", *ALL[1:]), signed("B"), silent("E"))
    found = year_report(cases, (), [one.agency for one in cases], DAY, year=2026)
    about = replace(subject(*cases), day=DAY, report=found)
    printed = rows_of(made(tmp_path, "november_report", about), "TT")
    table = points_table(found)
    assert [row[2:] for row in printed] == [
        [figure_words(one, shares=column.shares) for column, one in zip(table.columns, line.figures, strict=True)]
        for line in table.lines
    ]


@pytest.mark.parametrize("name", ["november_report", "december_report"])
def test_36_a_report_says_how_many_were_inspected_by_a_short_form(tmp_path: Path, name: PaperName) -> None:
    short = {"inspection": {"selection": "rut-gon"}}
    text = said(tmp_path, name, signed("A", **short), signed("B"), signed("C"))
    assert "theo phiếu rút gọn (không đủ mọi tiêu chí của phiếu) | 01/03" in text
    assert "rút gọn" not in said(tmp_path, name, signed("B"), signed("C"))


def test_12_6_what_the_register_does_not_say_is_printed_as_not_known(tmp_path: Path) -> None:
    register = (agency("A", name="Sở Y tế"), agency("B", name="Sở Tư pháp", qms_status="chua_xay_dung"))
    text = said(tmp_path, "december_report", signed("A"), register=register)
    assert "Sở Tư pháp (chưa xây dựng)." in text
    assert "Chưa có thông tin về tình trạng HTQLCL của: Sở Y tế." in text
    assert "0/02 (01 chưa rõ)" in text


def test_a_year_without_inspections_has_its_reports(tmp_path: Path) -> None:
    settings: Settings = signed("A").programme
    found = year_report((), (), [agency("A", qms_status="da_cong_bo")], DAY, year=2026)
    about = PaperSubject((), day=DAY, report=found, of=settings, laws=signed("A").laws)
    for name in REPORTS:
        lines = letter_text(made(tmp_path, name, about))
        assert any("Trong năm có 0 cuộc kiểm tra tại 0 cơ quan" in line for line in lines)


def test_42_4_the_report_to_the_ministry_is_a_draft_for_the_committee() -> None:
    context = paper("december_report", replace(subject(signed("A")), day=DAY)).context
    assert context["draft"] is True
    assert paper("november_report", replace(subject(signed("A")), day=DAY)).context["draft"] is False


def test_a_report_is_signed_as_the_paper_of_the_plan_where_the_settings_name_none() -> None:
    signers = (Signer(papers=("plan_submission",), office="so"), Signer(papers="all", office="chi_cuc"))
    given = case("\n".join(ALL), programme={"signers": signers})
    assert paper("november_report", replace(subject(given), day=DAY)).context["issuing_office"].startswith("SỞ")


def test_a_list_too_long_for_paper_is_left_to_the_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "MOST_ROWS", 1)
    text = said(tmp_path, "november_report", signed("A"), signed("B"))
    assert "Danh sách có 02 dòng, lập thành bảng tính gửi kèm Báo cáo" in text


def test_the_command_makes_both_and_refuses_parts_of_a_year(isoaudit: Run, programme: Path) -> None:
    for name in REPORTS:
        done = isoaudit("-C", programme, "paper", name, "--as-of", "2026-11-30")
        assert done.returncode == 0, done.stderr
        text = "\n".join(letter_text(programme / "out" / "papers" / f"{name}.docx"))
        assert "số liệu tính đến ngày 30/11/2026" in text
    refused = isoaudit("-C", programme, "paper", "november_report", "2026-99-STP-TS")
    assert refused.returncode != 0 and "là của cả năm" in refused.stderr
    refused = isoaudit("-C", programme, "paper", "plan", "--as-of", "2026-11-30")
    assert refused.returncode != 0 and "không có ngày chốt số liệu" in refused.stderr


def test_42_4_the_draft_goes_to_the_committee_with_a_submission_of_the_office(tmp_path: Path) -> None:
    register = (
        agency("A", name="Sở Y tế"),
        agency("B", name="Sở Tư pháp", qms_status="chua_xay_dung"),
        agency("X", name="UBND xã Bình Minh", obligation="khuyen_khich", qms_status="da_cong_bo"),
    )
    about = replace(subject(signed("A")), day=DAY, register=register)
    text = "\n".join(letter_text(made(tmp_path, "december_submission", about)))
    assert "TỜ TRÌNH" in text and "Kính gửi: Ủy ban nhân dân tỉnh An Bình" in text
    assert "đã công bố 01/03 (01 chưa rõ) HTQLCL" in text
    assert "0/02 (01 chưa rõ) cơ quan đã công bố; trong các cơ quan được khuyến khích, 01/01 cơ quan" in text
    assert "chưa công bố: Sở Tư pháp (chưa xây dựng)." in text
    assert "(Gửi kèm: dự thảo Báo cáo và các Phụ lục)." in text
    context = paper("december_submission", about).context
    assert context["draft"] is False and context["number_symbol"].startswith("TTr-")


@pytest.mark.parametrize(
    ("signer", "title"),
    [
        (Signer(papers=("plan_decision",), office="ubnd"), "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH"),
        (
            Signer(papers=("plan_decision",), office="ubnd", form="KT.", position="Phó Chủ tịch"),
            "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
        ),
        (Signer(papers=("december_report",), office="ubnd"), "CHỦ TỊCH"),
    ],
)
def test_nd30_13_2_what_the_committee_says_is_signed_for_it_unless_the_settings_name_who(
    signer: Signer, title: str
) -> None:
    ubnd = Office(name="Ủy ban nhân dân tỉnh An Bình", symbol="UBND", head="Chủ tịch")
    settings = {"offices": {**PROGRAMME.offices, "ubnd": ubnd}, "signers": (signer, Signer(papers="all", office="so"))}
    about = replace(subject(case("\n".join(ALL), programme=settings)), day=DAY)
    assert paper("december_report", about).context["signature_title"] == title


def test_37_1_points_nobody_was_told_of_are_said_apart_from_those_to_correct(tmp_path: Path) -> None:
    """What table 3 counts and table 4 does not: found by record, and no letter has gone out."""
    lines = "\n".join(f"{c.id} | {GAP if c.id == 'D36-1-a-01' else 'conforming'}" for c in CRITERIA if c.by_record)
    found = received(case(lines, mode="by_record", code="E", programme=SIGNERS))
    text = said(tmp_path, "november_report", signed("A", f"D36-1-a-01 | {GAP}", *ALL[1:]), found)
    assert "được thông báo 01 điểm KPH để khắc phục trong năm" in text
    assert "Còn 01 điểm KPH nêu tại Bảng 3 chưa được thông báo để khắc phục" in text
    assert "nêu tại Bảng 3 chưa" not in said(tmp_path, "november_report", signed("A", f"D36-1-a-01 | {GAP}", *ALL[1:]))
    alone = said(tmp_path, "november_report", found)
    assert "chưa có điểm KPH nào được thông báo để khắc phục; 01 điểm KPH nêu tại Bảng 3" in alone


# --- of a round, and at once after one inspection (Article 38.2) ------------------------------------------------------


@pytest.mark.parametrize("name", ["round_report", "round_notice"])
def test_a_round_has_one_paper_for_all_its_inspections(tmp_path: Path, name: PaperName) -> None:
    given = [
        inspected(code=code, name=f"UBND xã {code}", answers=answers)
        for code, answers in (("A", f"D36-1-a-01 | {GAP}"), ("B", "D36-1-a-01 | conforming | Xem hồ sơ"))
    ]
    text = said(tmp_path, name, *given)
    assert "đợt 1 năm 2026" in text and "Qua hồ sơ" not in text
    rows = rows_of(made(tmp_path, name, replace(subject(*given), day=DAY)), "TT")
    assert rows[0][2] == "01/02"


def test_a_round_report_goes_to_the_office_above() -> None:
    context = paper("round_report", replace(subject(inspected()), day=DAY)).context
    assert context["above"] == "Sở Khoa học và Công nghệ tỉnh An Bình"


def test_38_2_the_report_at_once_goes_to_the_committee_with_the_findings_of_the_minutes(tmp_path: Path) -> None:
    text = said(tmp_path, "immediate_report", inspected(), agreed=True)
    assert "Kính gửi: Ủy ban nhân dân tỉnh An Bình" in text
    assert "khoản 2 Điều 38 Thông tư số 26/2014/TT-BKHCN" in text
    assert "còn 18 TTHC chưa đưa vào phạm vi" in text
    assert "chỉ đạo UBND phường Đông Kiều thực hiện hành động khắc phục 01 điểm không phù hợp" in text


def test_38_2_nothing_is_asked_where_nothing_was_found(tmp_path: Path) -> None:
    conforming = "\n".join(f"{c.id} | conforming | Xem hồ sơ" for c in CRITERIA)
    assert "Không có kiến nghị biện pháp xử lý." in said(tmp_path, "immediate_report", inspected(conforming))


def test_37_2_d_what_an_earlier_year_left_unaccepted_is_asked_for_with_its_year(tmp_path: Path) -> None:
    (finding,) = signed("A", f"D36-1-a-01 | {GAP}", *ALL[1:]).agreed
    earlier = {"inspection": "2025-A-TS", "criterion": "D36-1-a-01", "agency": "A", "mode": "on_site", "year": 2025}
    left = Carried.model_validate({**earlier, "finding": finding, "stage": "not_accepted"})
    given = signed("A").model_copy(update={"carried": (left,)})
    text = said(tmp_path, "november_report", given)
    assert "quá thời hạn theo đề xuất): Ủy ban nhân dân phường Đông Kiều (năm 2025)." in text
