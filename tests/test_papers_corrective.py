"""The papers on corrective action: what each says, what stops it, whom it goes to (Circular 26/2014, Article 37.2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from builders import REPORTED, closed, reviewed
from test_papers import ACTS, BY_RECORD, inspected, made, rows_of, subject, text_of

from isoaudit.errors import RunError
from isoaudit.model import Act, ActKind, Carried, Case, Effect, EffectOutcome, PaperName
from isoaudit.papers.values import PaperSubject, paper
from isoaudit.papers.values import file as file_values
from isoaudit.rules.findings import with_codes
from isoaudit.rules.signed_minutes import differences
from isoaudit.rules.standing import Shelf, file_of
from isoaudit.wording import label

FOUND = """
D36-1-a-01 | nonconforming | Danh mục có 371 TTHC | còn 18 TTHC chưa đưa vào phạm vi
D36-1-d-01 | nonconforming | 03/24 hồ sơ trả quá hạn | chưa có văn bản xin lỗi
D36-1-dd-01 | nonconforming | Kế hoạch đánh giá nội bộ năm 2026 | chưa bố trí đánh giá chéo
D36-2-d-01 | nonconforming | Bản công bố năm 2024 | chưa công bố lại
"""
REFUSAL = Act(kind="not_accepted", on=date(2026, 8, 25), number="90/TB-CCTĐC")
SENT = Act(kind="correction_requested", on=date(2026, 7, 1), number="166/CCTĐC-QLCL", reply_by=date(2026, 9, 1))
LATE = date(2026, 11, 20)


def told(given: Case, act: Act) -> Case:
    """The same once a paper went out."""
    return given.model_copy(update={"acts": (*given.acts, act)})


def refused(name: PaperName, about: PaperSubject) -> tuple[str, str]:
    """The code and the words of why a paper is not made."""
    with pytest.raises(RunError) as caught:
        paper(name, about)
    (found,) = caught.value.problems
    return found.code, found.what


def codes(name: PaperName, about: PaperSubject) -> list[str]:
    """The codes of the findings in the table of a paper."""
    return [row["text"].partition(".")[0] for row in paper(name, about).context["rows"]]


# --- chưa chấp nhận -------------------------------------------------------------------------------------------------


def test_37_2_d_the_notice_names_each_point_refused_with_its_reason_and_no_other(tmp_path: Path) -> None:
    """The finding in the words of the minutes beside what the agency reported."""
    about = subject(reviewed(inspected(FOUND)))
    path = made(tmp_path, "not_accepted", about)
    (row,) = rows_of(path, "TT")
    assert row == [
        "01",
        "KPH 01. Danh mục có 371 TTHC; còn 18 TTHC chưa đưa vào phạm vi.",
        "Nguyên nhân: chưa phân công.\nSự khắc phục: đã bổ sung danh mục.\nHành động khắc phục: giao một phòng.\n"
        "Đã thực hiện ngày 01/8/2026.",
        "Chưa nêu nguyên nhân.",
    ]
    said = text_of(tmp_path, "not_accepted", about)
    assert "Căn cứ Báo cáo số 120/BC-UBND ngày 10 tháng 8 năm 2026 của UBND phường Đông Kiều" in said
    assert "đối với 01 điểm không phù hợp (KPH)" in said
    assert not [code for code in ("KPH 02", "KPH 03", "KPH 04") if code in said]


def test_37_2_d_no_second_deadline_is_set(tmp_path: Path) -> None:
    """The circular sets none after a refusal, and two months cannot be extended."""
    said = text_of(tmp_path, "not_accepted", subject(reviewed(inspected(FOUND))))
    assert not [word for word in ("02 tháng kể từ", "chậm nhất", "trước ngày", "gia hạn") if word in said]


def test_37_2_d_nothing_is_refused_without_a_report_or_before_it_arrived() -> None:
    given = reviewed(inspected(FOUND))
    assert refused("not_accepted", subject(closed(inspected(FOUND))))[0] == "PAPER_030"
    assert refused("not_accepted", subject(given, day=date(2026, 8, 11)))[0] == "PAPER_030"  # it arrived on the 12th
    assert codes("not_accepted", subject(given, day=date(2026, 8, 20))) == ["KPH 01"]


def test_37_2_d_nothing_is_refused_where_nothing_stands() -> None:
    code, words = refused("not_accepted", subject(closed(inspected("D36-1-a-01 | conforming | Đã xem"))))
    assert code == "PAPER_031" and "không còn, điểm không phù hợp nào" in words
    unsigned = reviewed(inspected(FOUND, acts=())).model_copy(update={"acts": (REPORTED,)})
    code, words = refused("not_accepted", subject(unsigned))
    assert code == "PAPER_031" and "chưa ghi Biên bản kiểm tra đã ký" in words
    given = reviewed(inspected(FOUND))
    withdrawn = tuple(finding.model_copy(update={"withdrawn": "đã giải trình"}) for finding in given.agreed)
    assert refused("not_accepted", subject(given.model_copy(update={"agreed": withdrawn})))[0] == "PAPER_031"


def test_37_2_d_a_point_that_nobody_refused_is_in_no_such_notice() -> None:
    given = reviewed(inspected(FOUND), "accepted", "follow_up", None, "accepted")
    code, words = refused("not_accepted", subject(given, day=date(2026, 9, 1)))
    assert code == "PAPER_032"
    assert "KPH 02: Đề xuất, theo dõi; KPH 03: Chờ xem xét" in words


def test_37_2_d_a_refusal_needs_its_reason() -> None:
    given = reviewed(inspected(FOUND), "not_accepted")
    without = tuple(r.model_copy(update={"reason": " "}) for r in given.reviews[:2])
    about = subject(given.model_copy(update={"reviews": (*without, *given.reviews[2:])}))
    code, words = refused("not_accepted", about)
    assert code == "PAPER_034" and "KPH 01, KPH 02;" in words


def test_37_2_d_a_second_refusal_names_the_first_and_tells_only_what_is_new() -> None:
    first = told(reviewed(inspected(FOUND), "not_accepted", "not_accepted", "accepted", "accepted"), REFUSAL)
    second = REPORTED.model_copy(update={"on": date(2026, 9, 20), "arrived_on": None, "number": "140/BC-UBND"})
    again = reviewed(first, "not_accepted", None, "accepted", "accepted", report=second, reviewed_on=date(2026, 9, 28))
    made_of = paper("not_accepted", subject(again))
    (row,) = made_of.context["rows"]
    assert row["text"].startswith("KPH 01.")
    assert row["earlier"] == "Đã thông báo chưa chấp nhận tại Thông báo số 90/TB-CCTĐC ngày 25/8/2026"
    assert made_of.context["reports"] == [
        "Báo cáo số 140/BC-UBND ngày 20 tháng 9 năm 2026 của UBND phường Đông Kiều",
    ]
    assert made_of.notes == ("chưa xem xét xong: KPH\u00a002.",)


def test_what_was_told_can_be_made_again_and_that_is_said() -> None:
    given = told(reviewed(inspected(FOUND)), REFUSAL)
    made_of = paper("not_accepted", subject(given))
    assert [row["number"] for row in made_of.context["rows"]] == ["01"]
    assert "số 90/TB-CCTĐC ngày 25/8/2026" in made_of.notes[0]


# --- kết quả xem xét ------------------------------------------------------------------------------------------------


def test_37_2_d_the_review_notice_gives_every_point_its_outcome_in_the_words_of_the_law(tmp_path: Path) -> None:
    about = subject(reviewed(inspected(FOUND)))
    rows = rows_of(made(tmp_path, "review_notice", about), "TT")
    assert [row[3] for row in rows] == [
        "Chưa đạt yêu cầu. Chưa nêu nguyên nhân.",
        "Đạt yêu cầu.",
        "Đề xuất, theo dõi.",
        "Cần bổ sung bằng chứng. Cần bản danh mục đã ký.",
    ]
    assert rows[2][2].endswith("Đề xuất; thời hạn hoàn thành theo đề xuất: 30/10/2026.")
    said = text_of(tmp_path, "review_notice", about).replace("\u00a0", " ")
    assert "kiểm tra tính hiệu lực của hành động khắc phục đối với các điểm đạt yêu cầu (KPH 02)" in said
    assert "bổ sung bằng chứng đối với KPH 04" in said
    assert not [word for word in ("đóng", "gia hạn", "tái phạm") if word in said.lower().split()]
    assert paper("review_notice", about).notes == (
        "chưa ban hành thông báo chưa chấp nhận hành động khắc phục đối với KPH 01.",
    )


def test_a_review_notice_names_the_refusal_that_was_told_and_what_is_not_reviewed() -> None:
    given = told(reviewed(inspected(FOUND), "not_accepted", None, "accepted", "accepted"), REFUSAL)
    first, second, *_ = paper("review_notice", subject(given)).context["rows"]
    assert first["result"].endswith(" Đã thông báo chưa chấp nhận tại Thông báo số 90/TB-CCTĐC ngày 25/8/2026.")
    assert second["result"] == "Đang xem xét."
    assert refused("review_notice", subject(reviewed(inspected(FOUND), None)))[0] == "PAPER_033"


def test_an_agency_with_nothing_left_to_do_gets_the_notice_to_know() -> None:
    done = paper("review_notice", subject(reviewed(inspected(FOUND), "accepted"))).context
    assert done["recipients"][0] == "UBND phường Đông Kiều (để biết)"
    assert done["codes"] | {"accepted": ""} == dict.fromkeys(done["codes"], "")
    left = paper("review_notice", subject(reviewed(inspected(FOUND)))).context
    assert left["recipients"][0] == "UBND phường Đông Kiều (để thực hiện)"


# --- đôn đốc --------------------------------------------------------------------------------------------------------


def several() -> list[Case]:
    """One that owes its report, one that owes what it proposed, one by record, one in time, one that reported."""
    waiting = closed(inspected(FOUND, code="99-90002", name="UBND xã Hai"))
    proposed = reviewed(inspected(FOUND, code="99-90003", name="UBND xã Ba"), "accepted", "follow_up")
    by_record = inspected(
        BY_RECORD, mode="by_record", code="99-STP", name="Sở Tư pháp", kind="co_quan_chuyen_mon", acts=(*ACTS[:3], SENT)
    )
    signed = tuple(
        act.model_copy(update={"on": date(2026, 10, 30)}) if act.kind == "minutes_signed" else act for act in ACTS
    )
    in_time = closed(inspected(FOUND, code="99-90004", name="UBND xã Bốn", acts=signed))
    reported = reviewed(inspected(FOUND, code="99-90005", name="UBND xã Năm"), None)
    return [waiting, proposed, by_record, in_time, reported]


def test_37_2_c_one_reminder_names_those_past_their_day_each_with_its_own_minutes_and_day() -> None:
    made_of = paper("correction_reminder", subject(*several(), day=LATE))
    rows = [(row["agency"], row["told"], row["owed"], row["due"]) for row in made_of.context["rows"]]
    points = ", ".join(f"KPH\u00a0{n:02d}" for n in (1, 2, 3, 4))
    minutes, letter = "Biên bản kiểm tra ký ngày 18/6/2026", "Công văn số 166/CCTĐC-QLCL ngày 01/7/2026"
    promised = "Báo cáo kết quả hoàn thành theo đề xuất: KPH\u00a002, KPH\u00a004"
    assert rows == [
        ("Sở Tư pháp", letter, "Báo cáo hành động khắc phục: nội dung 01", "01/9/2026"),
        ("Ủy ban nhân dân xã Ba", minutes, promised, "30/10/2026"),
        ("Ủy ban nhân dân xã Hai", minutes, f"Báo cáo hành động khắc phục: {points}", "18/8/2026"),
    ]
    assert made_of.context["agency_count"] == "03"
    assert made_of.notes == ("chưa đến hạn nên không đôn đốc: UBND xã Bốn (đến hết ngày 30/12/2026).",)


def test_37_2_c_nobody_is_reminded_on_the_last_day_itself() -> None:
    waiting = several()[0]
    code, words = refused("correction_reminder", subject(waiting, day=date(2026, 8, 18)))
    assert code == "PAPER_035" and "UBND xã Hai (đến hết ngày 18/8/2026)" in words
    assert paper("correction_reminder", subject(waiting, day=date(2026, 8, 19))).context["one"]


def test_37_1_a_by_record_without_a_day_of_the_office_nobody_is_late() -> None:
    by_record = several()[2]
    no_day = by_record.model_copy(update={"acts": (*ACTS[:3], SENT.model_copy(update={"reply_by": None}))})
    code, words = refused("correction_reminder", subject(no_day, day=LATE))
    assert code == "PAPER_035" and "chưa đặt ngày báo cáo nên không đôn đốc: Sở Tư pháp" in words


def test_a_reminder_to_one_has_no_annex_and_sets_no_new_day(tmp_path: Path) -> None:
    """Two months cannot be extended: the day that has passed is named, and no other."""
    said = text_of(tmp_path, "correction_reminder", subject(several()[0], day=LATE)).replace("\u00a0", " ")
    assert "Kính gửi: Ủy ban nhân dân xã Hai" in said and "Phụ lục" not in said
    assert "Biên bản kiểm tra ký ngày 18/6/2026; thời hạn đến hết ngày 18/8/2026." in said
    assert "trước ngày" not in said and "…/…" not in said
    assert "của Chi cục" not in said.split("Đến nay")[1].split("./.")[0]


# --- earlier findings ----------------------------------------------------------------------------------------------


def with_earlier(outcome: EffectOutcome | None = None, **fields: Any) -> Case:
    """A case with a finding of last year on its first criterion, and what was said of it."""
    given = inspected(FOUND)
    finding = with_codes(given)[0].model_copy(update={"code": "KPH 07", "gap": "còn 05 TTHC chưa đưa vào phạm vi"})
    carried = Carried.model_validate(
        {
            "inspection": "2025-99-90001-TS",
            "criterion": finding.criterion,
            "agency": "99-90001",
            "mode": "on_site",
            "year": 2025,
            "told_on": date(2025, 6, 18),
            "finding": finding,
            "stage": "accepted",
            "action": "Đã bổ sung danh mục",
            **fields,
        }
    )
    place = {"inspection": given.inspection.id, "of": carried.inspection, "criterion": carried.criterion}
    effect = Effect.model_validate({**place, "outcome": outcome, "reason": "danh mục lại thiếu"})
    return given.model_copy(update={"carried": (carried,), "effects": (effect,) if outcome else ()})


def test_37_2_c_what_an_earlier_year_left_late_is_reminded_of_with_its_own_minutes() -> None:
    late = {"stage": "follow_up", "due_on": date(2026, 3, 31)}
    rows = paper("correction_reminder", subject(with_earlier(**late), day=date(2026, 6, 20))).context["rows"]
    promised = "Báo cáo kết quả hoàn thành theo đề xuất: KPH\u00a007"
    told = "Biên bản kiểm tra ngày 18/6/2025"
    assert [(row["told"], row["owed"], row["due"]) for row in rows] == [(told, promised, "31/3/2026")]
    by_record = with_earlier(stage="past_asked_day", due_on=date(2025, 9, 1), mode="by_record", number="9/CCTĐC")
    (row,) = paper("correction_reminder", subject(by_record, day=date(2026, 6, 20))).context["rows"]
    assert (row["told"], row["due"]) == ("Công văn số 9/CCTĐC ngày 18/6/2025", "01/9/2025")
    for seen in (with_earlier("effective", **late), with_earlier(stage="accepted")):
        assert refused("correction_reminder", subject(seen, day=date(2026, 6, 20)))[0] == "PAPER_035"


def test_37_2_d_minutes_have_a_place_for_each_earlier_finding_and_letters_only_what_was_said(tmp_path: Path) -> None:
    unsaid, said = with_earlier(), with_earlier("effective")
    (row,) = paper("minutes", subject(unsaid)).context["earlier"]
    assert row["effect"] == "……"
    assert row["text"].endswith("(điểm không phù hợp số 07, Biên bản kiểm tra ngày 18/6/2025)")
    assert paper("notice", subject(unsaid)).context["earlier"] == []
    for name in ("minutes", "notice", "team_report"):
        assert "Có hiệu lực. Danh mục lại thiếu." in text_of(tmp_path, name, subject(said))  # type: ignore[arg-type]
        assert "TRƯỚC" not in text_of(tmp_path, name, subject(inspected(FOUND)))  # type: ignore[arg-type]


def test_a_finding_that_a_person_called_repeated_says_so_below_the_words_of_the_minutes(tmp_path: Path) -> None:
    repeats = "(Lặp lại: điểm không phù hợp số 07, Biên bản kiểm tra ngày 18/6/2025)"
    first, second, *_ = paper("notice", subject(with_earlier("repeated"), agreed=True)).context["nonconformities"]
    assert first["text"].splitlines() == ["KPH 01. Danh mục có 371 TTHC; còn 18 TTHC chưa đưa vào phạm vi.", repeats]
    assert "Lặp lại" not in second["text"]
    assert "Lặp lại:" not in text_of(tmp_path, "notice", subject(with_earlier("not_effective"), agreed=True))


def test_what_is_said_of_earlier_findings_is_no_difference_of_signed_minutes(tmp_path: Path) -> None:
    """The code of an earlier finding is another finding's in these minutes."""
    given = with_earlier("repeated")
    lines = text_of(tmp_path, "minutes", subject(given, agreed=True)).splitlines()
    assert differences(with_codes(given), lines) == ()


def test_what_was_effective_before_is_not_looked_at_again_unless_somebody_did() -> None:
    assert paper("minutes", subject(with_earlier(stage="effective"))).context["earlier"] == []
    assert len(paper("minutes", subject(with_earlier("repeated", stage="effective"))).context["earlier"]) == 1


# --- the file -------------------------------------------------------------------------------------------------------


def shelf(number: int, given: Case, day: date = date.max) -> Shelf:
    """A row of the file of Article 39."""
    return file_of(given, day)[number - 1]


def test_39_7_the_row_is_complete_once_reports_are_there_and_every_refusal_was_told() -> None:
    given = reviewed(inspected(FOUND))
    assert shelf(7, closed(inspected(FOUND))).state == "absent"
    assert (shelf(7, given).state, shelf(7, given).lacks) == ("absent", ("not_accepted",))
    assert shelf(7, told(given, REFUSAL)).state == "there"
    assert shelf(7, reviewed(inspected(FOUND), "accepted")).state == "there"


def test_39_7_a_reminder_is_no_report() -> None:
    reminded = Act(kind="correction_reminded", on=date(2026, 9, 1), number="200/SKHCN-CCTĐC")
    found = shelf(7, told(closed(inspected(FOUND)), reminded))
    assert (found.state, found.lacks, len(found.acts)) == ("absent", ("correction_reported",), 1)


def test_39_9_the_row_is_there_once_the_results_were_reported() -> None:
    reported = Act(kind="results_reported", on=date(2026, 11, 20), number="70/BC-CCTĐC")
    assert shelf(9, inspected(FOUND)).state == "absent"
    assert shelf(9, told(inspected(FOUND), reported)).state == "there"


def test_the_index_says_of_corrective_action_how_much_evidence_and_what_is_open() -> None:
    given = reviewed(inspected(FOUND), "accepted", None)
    replies = tuple(r.model_copy(update={"files": ("a" * 64, "b" * 64)}) for r in given.replies[:1])
    partly = given.model_copy(update={"replies": (*replies, *given.replies[1:3])})
    row = paper("file_index", subject(partly)).context["rows"][6]
    assert row["note"].splitlines() == [
        "Đến ngày 12/8/2026",
        "Bằng chứng: 02 tệp",
        "Chưa báo cáo: KPH 04",
        "Chưa xem xét: KPH 02",
    ]


def test_the_day_of_making_counts() -> None:
    """What came later is not in a paper of an earlier day."""
    about = replace(subject(reviewed(inspected(FOUND))), day=date(2026, 8, 19))
    assert refused("not_accepted", about)[0] == "PAPER_032"


@pytest.mark.parametrize("kind", file_values._NAMED)
def test_39_every_paper_that_its_row_does_not_name_is_named_in_the_index(kind: ActKind) -> None:
    assert label("filed_as", kind)
