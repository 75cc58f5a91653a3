"""What a chief of office who read ten inspections' papers word for word would have sent back."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import docx
import pytest
from builders import criterion
from conftest import Run
from test_papers import ACTS, ANSWERS, BY_RECORD, inspected, made, rows_of, subject, text_of

from isoaudit.model import POINTS, Act, Case
from isoaudit.papers.values import paper

CONFORMING = "\n".join(f"{c}|conforming|Đã xem" for c in ("D36-1-a-01", "D36-1-d-01"))
SENT = Act(kind="correction_requested", on=date(2026, 9, 25), number="166/CCTĐC-QLCL", reply_by=date(2026, 10, 9))
REFUSED = (
    *(act for act in ACTS if act.kind != "minutes_signed"),
    Act(kind="minutes_unsigned", on=date(2026, 6, 18), signer="Lê Thị Bình"),
)


# --- facts ------------------------------------------------------------------------------------------------------------


def test_a_letter_that_was_sent_keeps_the_day_it_set(tmp_path: Path) -> None:
    """The day of the paper is that of the status, not what isoaudit.toml says now."""
    settings = {"reply_by": date(2026, 12, 15)}
    for acts, day in ((ACTS, "15/12/2026"), ((*ACTS, SENT), "09/10/2026")):
        letter = subject(inspected(BY_RECORD, mode="by_record", acts=acts, programme=settings))
        assert f"chậm nhất ngày {day} " in text_of(tmp_path, "correction_request", letter)


def test_no_paper_says_that_minutes_were_signed_which_the_agency_did_not_sign(tmp_path: Path) -> None:
    """Circular 26/2014, Article 37.2.b."""
    given = inspected(acts=REFUSED)
    report = text_of(tmp_path, "team_report", subject(given))
    assert "Biên bản kiểm tra lập ngày 18/6/2026 (gửi kèm); Ủy ban nhân dân phường Đông Kiều không ký" in report
    notice = text_of(tmp_path, "notice", subject(given))
    assert "của Đoàn kiểm tra tại Ủy ban nhân dân phường Đông Kiều (cơ quan chịu sự kiểm tra không ký" in notice
    signed = text_of(tmp_path, "team_report", subject(inspected()))
    assert "4. Biên bản kiểm tra ký ngày 18/6/2026 (gửi kèm)." in signed


def test_an_ad_hoc_inspection_is_called_so_in_its_decision_and_wherever_that_is_quoted(tmp_path: Path) -> None:
    """Circular 26/2014, Article 34.1.c."""
    case = inspected(inspection={"occasion": "ad_hoc", "round": ""})
    decision = text_of(tmp_path, "inspection_decision", subject(case))
    assert "Về việc kiểm tra đột xuất việc xây dựng, áp dụng, duy trì và cải tiến" in decision
    assert "Điều 1. Kiểm tra đột xuất việc xây dựng" in decision
    quoted = paper("minutes", subject(case)).context["decision"]["subject"]
    assert quoted.startswith("về việc kiểm tra đột xuất việc xây dựng, áp dụng")
    planned = text_of(tmp_path, "inspection_decision", subject(inspected()))
    assert "đột xuất" not in planned


def test_a_paper_on_both_forms_gives_the_period_of_each(tmp_path: Path) -> None:
    """What is asked by record ends on its day; at the office the period goes on to the day of the visit."""
    start, end = {"period_from": date(2025, 7, 1)}, {"period_to": date(2026, 6, 30)}

    def visit(number: int, day: int) -> Case:
        return inspected(code=f"99-{number}", inspection={**start, "period_to": date(2026, 6, day)})

    records = [inspected("", mode="by_record", code=f"99-{n}", inspection={**start, **end}) for n in (3, 4)]
    both = paper("plan", subject(visit(1, 15), visit(2, 16), *records)).context["period"]
    assert "từ ngày 01/7/2025 đến ngày kiểm tra (kiểm tra tại trụ sở)" in both
    assert "từ ngày 01/7/2025 đến ngày 30/6/2026 (kiểm tra qua hồ sơ, báo cáo)" in both
    assert paper("plan", subject(*records)).context["period"] == "từ ngày 01/7/2025 đến ngày 30/6/2026"
    assert paper("plan", subject(visit(1, 15), visit(2, 16))).context["period"].endswith("đến ngày kiểm tra")


# --- sentences --------------------------------------------------------------------------------------------------------


def test_each_ground_of_a_notice_has_its_own_line(tmp_path: Path) -> None:
    """Decree 30/2020, Annex I, II.6.a."""
    said = text_of(tmp_path, "notice", subject(inspected())).splitlines()
    grounds = [line for line in said if line.startswith("Căn cứ ")]
    assert grounds[-1].startswith("Căn cứ Báo cáo số 07/BC-ĐKT") and grounds[-1].endswith(".")
    assert grounds[-2].startswith("Căn cứ Biên bản kiểm tra") and all(line.endswith(";") for line in grounds[:-1])
    untold = inspected(acts=tuple(act for act in ACTS if act.kind != "team_reported"))
    last = [line for line in text_of(tmp_path, "notice", subject(untold)).splitlines() if line.startswith("Căn cứ ")][
        -1
    ]
    assert last.startswith("Căn cứ Biên bản kiểm tra") and last.endswith(".")


def test_points_left_out_for_one_reason_are_named_together(tmp_path: Path) -> None:
    none = ("1.e", "2.e")
    ids = {point: f"D36-{point.replace('.', '-').replace('đ', 'dd')}-01" for point in POINTS}
    criteria = tuple(criterion(name, point) for point, name in ids.items())
    answers = "\n".join(
        f"{name}|not_applicable|||Không có" if point in none else f"{name}|conforming|Đã xem"
        for point, name in ids.items()
    )
    said = text_of(tmp_path, "minutes", subject(inspected(answers, criteria=criteria)))
    assert "trừ điểm e khoản 1 và điểm e khoản 2 (không phát sinh), được thực hiện phù hợp" in said


@pytest.mark.parametrize(
    ("note", "said"), [("Cả 04 khiếu nại đã rút", "cả 04 khiếu nại đã rút"), ("Điều 7 không đặt ra", "Điều 7 không")]
)
def test_a_reason_that_begins_with_a_number_of_things_is_in_lower_case_too(
    tmp_path: Path, note: str, said: str
) -> None:
    criteria = (criterion("D36-1-a-01", "1.a"), criterion("D36-1-a-02", "1.a"))
    given = inspected(f"D36-1-a-01|conforming|Đã xem\nD36-1-a-02|not_applicable|||{note}", criteria=criteria)
    states = rows_of(made(tmp_path, "minutes", subject(given)), "Nội dung\n(Điều 36)")
    assert f"không áp dụng ({said}" in states[1][1]


def test_the_abbreviation_of_a_nonconformity_is_explained_where_nothing_was_built(tmp_path: Path) -> None:
    """Decree 30/2020, Annex I: an abbreviation stands in brackets behind its first full form."""
    given = subject(inspected("", qms_status="chua_xay_dung", obligation="bat_buoc"), agreed=True)
    said = text_of(tmp_path, "minutes", given)
    assert said.index("điểm không phù hợp (KPH):") < said.index("KPH 01")


def test_the_team_asks_the_agency_in_its_minutes(tmp_path: Path) -> None:
    for answers, words in ((ANSWERS, "thực hiện hoặc đề xuất"), (CONFORMING, "tiếp tục")):
        said = text_of(tmp_path, "minutes", subject(inspected(answers)))
        assert f"\nĐề nghị Ủy ban nhân dân phường Đông Kiều {words}" in said


def test_an_outline_abbreviates_nothing_unexplained_and_asks_for_the_13_points_once(tmp_path: Path) -> None:
    everyone = criterion("D36-1-a-01", "1.a").model_copy(update={"ask": "Báo cáo số TTHC.", "by_record": True})
    some = everyone.model_copy(update={"id": "D36-1-a-06", "kinds": ("ubnd_tinh",), "ask": "Báo cáo phạm vi chung."})
    all_13 = everyone.model_copy(
        update={"id": "D36-1-a-09", "ask": "Báo cáo lần lượt 13 nội dung của Điều 36; gửi kèm danh mục."}
    )
    given = [
        inspected("", mode="by_record", code=f"99-{kind}", kind=kind, criteria=(everyone, some, all_13))
        for kind in ("ubnd_tinh", "ubnd_cap_xa")
    ]
    asks = paper("report_request", subject(*given)).context["outline"][0]["asks"]
    assert asks == ["Số TTHC", "Phạm vi chung (đối với Ủy ban nhân dân cấp tỉnh)"]


# --- pages ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["minutes", "announcement_minutes"])
def test_to_whom_minutes_go_never_stands_alone_on_a_page(tmp_path: Path, name: str) -> None:
    """Nơi nhận is in the row of the signatures, which does not break."""
    document = docx.Document(str(made(tmp_path, name, subject(inspected()))))  # type: ignore[arg-type]
    (signing,) = [t for t in document.tables if "ĐẠI DIỆN CƠ QUAN" in t.rows[0].cells[0].text]
    assert "Nơi nhận:" in signing.rows[0].cells[0].text
    assert signing.rows[0]._tr.xpath("./w:trPr/w:cantSplit")


# --- messages ---------------------------------------------------------------------------------------------------------


def test_what_stops_a_paper_is_counted_as_everywhere_and_not_called_a_point_of_the_law(
    isoaudit: Run, programme: Path
) -> None:
    """«điểm» is a point of an article; numbers under ten have a zero, on the screen as on paper."""
    refused = isoaudit("-C", programme, "paper", "minutes", "2026-99-STP-TS")
    assert refused.returncode == 1
    assert re.search(r"chưa lập được biên bản kiểm tra: còn \d\d+ nội dung cần bổ sung", refused.stderr), refused.stderr
