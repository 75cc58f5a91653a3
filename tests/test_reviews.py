"""Replies and reviews, one statement at a time: what the circular refuses, what is only remarked, what two say."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import Run

from isoaudit.desk.answers.saying import say_answer
from isoaudit.desk.corrective.replies import say_reply
from isoaudit.desk.corrective.reviews import say_review
from isoaudit.errors import IsoAuditError
from isoaudit.journal.kinds import KINDS
from isoaudit.journal.programme import Programme, today, writer
from isoaudit.journal.store import Draft
from isoaudit.model import Case
from isoaudit.rules.corrective import corrective_actions
from isoaudit.rules.reviewing import remarks_of_reply, remarks_of_review
from isoaudit.wording import entries

ID, CRITERION, OTHER, FIRST = "2026-99-STP-TS", "D36-1-a-01", "D36-1-a-02", "15/bc-stp"
DONE = {"status": "done", "action": "Bổ sung phiếu", "done_on": "2026-07-10", "evidence": "Ảnh chụp 03 hồ sơ"}
GOOD = {"outcome": "accepted", "reviewer": "Đỗ Thị Hạnh", "on": "2026-07-20"}


def finding(criterion: str, code: str) -> dict[str, Any]:
    return {
        "id": f"{ID}/{criterion}", "criterion": criterion, "point": "1.a", "kind": "nonconformity", "code": code,
        "requirement": "Quy định", "gap": "03 hồ sơ thiếu phiếu", "legal_basis": ["điểm a khoản 1 Điều 36"],
        "evidence": [], "remedy": "Bổ sung",
    }  # fmt: skip


def happened(book: Programme, kind: str, on: date, **fields: Any) -> None:
    with book.journal.writing() as transaction:
        transaction.append([Draft("act", f"{ID}/{kind}", {"on": on.isoformat(), **fields})], writer())


@pytest.fixture
def book(programme: Path) -> Programme:
    """Minutes with two nonconformities were signed on 15/6/2026; the agency reported on 12/7, which came on 14/7."""
    made = Programme(programme)
    for criterion in (CRITERION, OTHER):
        fields = {"verdict": "nonconforming", "evidence": [{"text": "Xem 12 hồ sơ"}], "gap": "thiếu phiếu"}
        say_answer(made, ID, criterion, {**fields, "inspector": "Nông Thu Trang"}, edit=criterion, base=None)
    findings = [finding(CRITERION, "KPH 01"), finding(OTHER, "KPH 02")]
    happened(made, "decided", date(2026, 6, 1))
    happened(made, "minutes_agreed", date(2026, 6, 15), findings=findings)
    happened(made, "minutes_signed", date(2026, 6, 15))
    reported(made, FIRST, date(2026, 7, 12), date(2026, 7, 14))
    return made


def reported(book: Programme, key: str, on: date, arrived: date) -> None:
    happened(book, f"correction_reported/{key}", on, number=key.upper(), arrived_on=arrived.isoformat())


def case(book: Programme) -> Case:
    state = book.state()
    return book.case(state, state.inspections[ID])


def reply(book: Programme, criterion: str = CRITERION, report: str = FIRST, base: Any = None, **fields: Any) -> Any:
    return say_reply(book, ID, criterion, report, fields, edit=f"r{book.journal.number()}", base=base)


def review(book: Programme, criterion: str = CRITERION, report: str = FIRST, base: Any = None, **fields: Any) -> Any:
    return say_review(book, ID, criterion, report, fields, edit=f"w{book.journal.number()}", base=base)


def refused(say: Any, *args: Any, **fields: Any) -> list[str]:
    with pytest.raises(IsoAuditError) as error:
        say(*args, **fields)
    return [one.code for one in error.value.problems]


def test_a_reply_and_its_review_are_an_entry_each_and_the_finding_stands_as_reviewed(book: Programme) -> None:
    before = book.journal.number()
    assert reply(book, **DONE).written and review(book, **GOOD).written
    assert book.journal.number() == before + 2
    assert not reply(book, **DONE).written and not review(book, **GOOD).written
    first, second = corrective_actions(case(book), today())
    assert (first.stage, first.cured_on, second.stage) == ("accepted", date(2026, 7, 10), "overdue")
    assert first.review is not None and first.review.reviewer == "Đỗ Thị Hạnh"


def test_37_2_d_a_mere_proposal_is_never_accepted(book: Programme) -> None:
    reply(book, status="proposed", action="Sẽ bổ sung", due_on="2026-09-30", evidence="Kế hoạch 12/KH-STP")
    assert refused(review, book, **GOOD, reason="đề xuất tốt") == ["REVIEW_003"]
    assert review(book, **{**GOOD, "outcome": "follow_up"}).written
    (first, _) = corrective_actions(case(book), date(2026, 9, 30))
    assert (first.stage, first.due) == ("follow_up", date(2026, 9, 30))
    assert corrective_actions(case(book), date(2026, 10, 1))[0].stage == "follow_up_late"


def test_37_2_d_nobody_knows_whether_it_was_carried_out_so_it_is_not_accepted(book: Programme) -> None:
    reply(book, action="Bổ sung phiếu", evidence="Ảnh")
    assert refused(review, book, **GOOD) == ["REVIEW_003"]


def test_39_7_nothing_is_accepted_without_evidence_or_a_stated_reason(book: Programme) -> None:
    reply(book, **{**DONE, "evidence": " - "})
    assert refused(review, book, **GOOD) == ["REVIEW_004"]
    assert review(book, **GOOD, reason="Đã xem tại trụ sở ngày 18/7").written


@pytest.mark.parametrize("outcome", ["not_accepted", "needs_evidence"])
def test_37_2_d_what_is_not_accepted_says_why(book: Programme, outcome: str) -> None:
    reply(book, **DONE)
    assert refused(review, book, **{**GOOD, "outcome": outcome}) == ["REVIEW_005"]
    assert refused(review, book, **{**GOOD, "outcome": outcome, "reason": "..."}) == ["REVIEW_005"]
    assert review(book, **{**GOOD, "outcome": outcome, "reason": "Ảnh không rõ"}).written


def test_a_review_is_not_before_the_arrival_of_the_report_nor_in_the_future(book: Programme) -> None:
    reply(book, **DONE)
    assert refused(review, book, **{**GOOD, "on": "2026-07-13"}) == ["REVIEW_006"]
    assert refused(review, book, **{**GOOD, "on": (today() + timedelta(days=1)).isoformat()}) == ["TABLE_006"]
    assert review(book, **{**GOOD, "on": "2026-07-14"}).written


def test_all_that_is_wrong_with_a_review_is_said_at_once(book: Programme) -> None:
    reply(book, status="proposed", action="Sẽ bổ sung")
    assert refused(review, book, outcome="accepted") == ["REVIEW_003", "REVIEW_007", "REVIEW_012"]


def test_33_1_who_works_at_the_agency_does_not_examine_it(book: Programme) -> None:
    reply(book, **DONE)
    person = {"name": "Đỗ Thị Hạnh", "unit": "Sở Tư Pháp", "position": "Chuyên viên"}
    with book.journal.writing() as transaction:
        transaction.append([Draft("inspector", "KTV01", person)], writer())
    assert refused(review, book, **GOOD) == ["REVIEW_008"]
    with book.journal.writing() as transaction:
        attendees = {"attendees": ["Ông Hoàng Văn Thành, Giám đốc", "Bà Lê Thị Hà"]}
        transaction.append([Draft("inspection", ID, attendees, book.state().about("inspection", ID).base())], writer())
    for name in ("hoàng văn thành", "Lê Thị Hà"):
        assert refused(review, book, **{**GOOD, "reviewer": name}) == ["REVIEW_008"]
    with book.journal.writing() as transaction:
        other = {"name": "Lê Thị Hà", "unit": "Chi cục Tiêu chuẩn Đo lường Chất lượng"}
        transaction.append([Draft("inspector", "KTV02", other)], writer())
    assert review(book, **{**GOOD, "reviewer": "Lê Thị Hà"}).written, "a namesake of the unit's own list"


def test_who_examined_the_finding_may_review_it_and_it_is_remarked(book: Programme) -> None:
    reply(book, **DONE)
    assert review(book, **{**GOOD, "reviewer": "nông thu trang"}).written
    assert any("Nông Thu Trang" in words for words in remarks_of_review(case(book), CRITERION, FIRST))


def test_37_1_a_by_record_the_circular_knows_no_review(book: Programme) -> None:
    id = "2026-99-90001-HS"
    say_answer(book, id, CRITERION, {"verdict": "nonconforming", "evidence": [{"text": "Xem"}], "gap": "thiếu"},
               edit="a", base=None)  # fmt: skip
    with book.journal.writing() as transaction:
        acts = [Draft("act", f"{id}/correction_requested", {"on": "2026-09-01", "number": "5/CV"}),
                Draft("act", f"{id}/correction_reported/7", {"on": "2026-09-20", "number": "7"})]  # fmt: skip
        transaction.append(acts, writer())
    assert say_reply(book, id, "01", "7", DONE, edit="r", base=None).written, "what it reports is kept"
    assert refused(say_review, book, id, CRITERION, "7", GOOD, edit="w", base=None) == ["REVIEW_001"]


def test_nothing_is_examined_that_was_not_reported(book: Programme) -> None:
    assert refused(review, book, **GOOD) == ["REVIEW_002"]
    assert refused(review, book, report="16/bc-stp", **GOOD) == ["REPLY_001"]
    assert refused(reply, book, criterion="D36-9", **DONE) == ["REPLY_002"]
    assert not review(book, outcome="", reason="", reviewer="", on="").written


def test_a_finding_is_named_by_its_code_or_its_criterion(book: Programme) -> None:
    assert reply(book, criterion="kph 01", **DONE).written
    assert not reply(book, criterion=CRITERION.lower(), **DONE).written
    assert [one.criterion for one in case(book).replies] == [CRITERION]


def test_37_2_b_a_withdrawn_finding_is_not_to_be_corrected(book: Programme) -> None:
    with book.journal.writing() as transaction:
        withdrawn = {"withdrawn": "Đã có phiếu", "why": "Cơ quan xuất trình"}
        transaction.append([Draft("finding", f"{ID}/{CRITERION}", withdrawn)], writer())
    for named in (CRITERION, "KPH 01"):
        assert refused(reply, book, criterion=named, **DONE) == ["REPLY_003"]


def test_a_draft_of_a_review_counts_for_nothing(book: Programme) -> None:
    reply(book, **DONE)
    assert review(book, reason="Xem ảnh 2", reviewer="Đỗ Thị Hạnh").written
    assert corrective_actions(case(book), today())[0].stage == "reported"


def test_what_a_review_rests_on_is_not_changed_under_it(book: Programme) -> None:
    reply(book, **DONE)
    review(book, **GOOD)
    assert refused(reply, book, status="proposed") == ["REPLY_004"]
    assert refused(reply, book, evidence="") == ["REPLY_004"]
    assert refused(reply, book, **dict.fromkeys(DONE, "")) == ["REPLY_004"]
    assert reply(book, responsible="Văn phòng").written
    review(book, **dict.fromkeys(GOOD, ""))
    assert reply(book, status="proposed").written


def test_two_reviewers_who_disagree_are_shown_and_a_person_decides(book: Programme) -> None:
    reply(book, **DONE)
    review(book, **GOOD, base=[])
    other = {**GOOD, "outcome": "not_accepted", "reason": "Ảnh cũ", "reviewer": "Nông Thu Trang"}
    review(book, **other, base=[])
    (stands,) = case(book).reviews
    assert stands.outcome is None and {one.outcome for one in stands.disputed} == {"accepted", "not_accepted"}
    assert corrective_actions(case(book), today())[0].stage == "reported"
    review(book, **other, base=stands.heads)
    (stands,) = case(book).reviews
    assert (stands.outcome, stands.disputed) == ("not_accepted", ())


def test_of_a_reply_entered_differently_nothing_is_decided(book: Programme) -> None:
    reply(book, **DONE, base=[])
    reply(book, **{**DONE, "status": "proposed"}, base=[])
    assert refused(review, book, **GOOD) == ["REVIEW_011"]
    reply(book, **DONE)
    assert review(book, **GOOD).written


def test_what_a_later_report_settled_is_not_reviewed_again_by_the_earlier_one(book: Programme) -> None:
    reply(book, **DONE)
    review(book, **{**GOOD, "outcome": "not_accepted", "reason": "Ảnh không rõ"})
    reported(book, "20/bc-stp", date(2026, 8, 1), date(2026, 8, 3))
    reply(book, report="20/bc-stp", **DONE)
    assert review(book, report="20/bc-stp", **{**GOOD, "on": "2026-08-05"}).written
    assert refused(review, book, **GOOD) == ["REVIEW_009"]
    (first, _) = corrective_actions(case(book), today())
    assert (first.stage, [one.reason for one in first.refused]) == ("accepted", ["Ảnh không rõ"])


def test_37_2_d_what_was_told_in_writing_is_not_changed(book: Programme) -> None:
    reply(book, **DONE)
    bad = {**GOOD, "outcome": "not_accepted", "reason": "Ảnh không rõ"}
    review(book, **bad)
    happened(book, "not_accepted/9", date(2026, 7, 25), number="9/TB")
    assert refused(review, book, **GOOD) == ["REVIEW_010"]
    assert refused(review, book, **{**bad, "reason": "Lý do khác"}) == ["REVIEW_010"]
    assert refused(review, book, **dict.fromkeys(GOOD, ""), reason="") == ["REVIEW_010"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"action": "x"}, "chưa rõ đã thực hiện"),
        ({**DONE, "done_on": ""}, "chưa ghi ngày thực hiện xong"),
        ({**DONE, "evidence": ""}, "không nêu bằng chứng"),
        ({**DONE, "done_on": "2026-07-15"}, "sau ngày báo cáo đến"),
        ({**DONE, "due_on": "2026-08-15"}, "vẫn ghi thời hạn"),
        ({"status": "proposed"}, "chưa có thời hạn"),
        ({"status": "proposed", "due_on": "2026-07-01"}, "trước ngày của báo cáo"),
        ({"status": "proposed", "due_on": "2027-06-16"}, "hơn một năm"),
    ],
)
def test_what_is_unusual_in_a_reply_is_kept_and_said(book: Programme, fields: dict[str, Any], expected: str) -> None:
    assert reply(book, **fields).written
    assert any(expected in words for words in remarks_of_reply(case(book), CRITERION, FIRST))
    assert not list(remarks_of_reply(case(book), OTHER, FIRST))


def test_a_plain_reply_and_its_review_are_not_unusual(book: Programme) -> None:
    reply(book, **DONE)
    review(book, **GOOD)
    assert not [*remarks_of_reply(case(book), CRITERION, FIRST), *remarks_of_review(case(book), CRITERION, FIRST)]


def test_37_2_c_how_late_a_report_is_and_a_day_that_passed_are_remarked(book: Programme) -> None:
    reported(book, "30/bc", date(2026, 8, 20), date(2026, 9, 1))
    reply(book, report="30/bc", status="proposed", due_on="2026-08-25")
    review(book, report="30/bc", **{**GOOD, "outcome": "follow_up", "on": "2026-09-02"})
    notes = list(remarks_of_review(case(book), CRITERION, "30/bc"))
    assert any("chậm 03 ngày" in one for one in notes) and any("25/8/2026 đã qua" in one for one in notes)
    late = case(book)
    by_arrival = late.model_copy(update={"programme": late.programme.model_copy(update={"by_arrival": True})})
    assert any("chậm 15 ngày" in one for one in remarks_of_review(by_arrival, CRITERION, "30/bc"))


def test_the_workbook_of_reviews_goes_out_comes_in_and_decides_what_two_said(book: Programme, isoaudit: Run) -> None:
    folder = book.folder
    assert isoaudit("-C", folder, "review", "export").returncode == 2, "nothing to examine"
    reply(book, **DONE)
    reply(book, criterion=OTHER, status="proposed", action="Sẽ làm", due_on="2026-09-30")
    review(book, **GOOD, base=[])
    review(book, **{**GOOD, "reviewer": "Nông Thu Trang", "reason": "Đủ"}, base=[])
    path = folder / "xem-xet-2026.xlsx"
    assert isoaudit("-C", folder, "review", "export", "--output", path).returncode == 0
    sheet = filled_in(path, {CRITERION: ("đạt yêu cầu", "Đủ", "Đỗ Thị Hạnh", "20/7/2026"),
                             OTHER: ("đạt yêu cầu", "", "Lương Quốc Bảo", "20/7/2026")})  # fmt: skip
    assert "Ghi khác nhau" in sheet and "Sẽ làm" in sheet and "thiếu phiếu" in sheet
    number = book.journal.number()
    done = isoaudit("-C", folder, "review", "import", path)
    assert (done.returncode, book.journal.number()) == (2, number) and "đề xuất" in done.stderr
    filled_in(path, {OTHER: ("đề xuất, theo dõi", "", "Lương Quốc Bảo", "20/7/2026")})
    done = isoaudit("-C", folder, "--debug", "review", "import", path, "--dry-run")
    assert done.returncode == 0, done.stderr
    assert book.journal.number() == number
    done = isoaudit("-C", folder, "review", "import", path)
    assert done.returncode == 0, done.stderr
    assert [one.stage for one in corrective_actions(case(book), date(2026, 9, 1))] == ["accepted", "follow_up"]
    done = isoaudit("-C", folder, "review", "import", path)
    assert book.journal.number() == number + 2, "taken in again it says nothing new"


def test_37_2_c_in_the_workbook_no_further_report_is_late_after_a_refusal(book: Programme, isoaudit: Run) -> None:
    reply(book, **DONE)
    review(book, **{**GOOD, "outcome": "not_accepted", "reason": "Ảnh không rõ"})
    reported(book, "99/bc", date(2026, 10, 1), date(2026, 10, 2))
    reply(book, report="99/bc", **DONE)
    path = book.folder / "xem-xet.xlsx"
    assert isoaudit("-C", book.folder, "review", "export", "--output", path).returncode == 0
    sheet = filled_in(path, {})
    assert "Lần trước chưa đạt yêu cầu" in sheet and "chậm" not in sheet


def test_a_workbook_that_went_out_under_the_earlier_head_of_the_code_is_still_read(
    book: Programme, isoaudit: Run
) -> None:
    reply(book, **DONE)
    path = book.folder / "xem-xet.xlsx"
    assert isoaudit("-C", book.folder, "review", "export", "--output", path).returncode == 0
    filled_in(path, {CRITERION: ("đạt yêu cầu", "Đủ", "Đỗ Thị Hạnh", "20/7/2026")})
    workbook = openpyxl.load_workbook(path)
    (head,) = (cell for cell in workbook["Xem xét khắc phục"][3] if cell.value == "Mã điểm")
    head.value = "Mã tiêu chí"
    workbook.save(path)
    assert isoaudit("-C", book.folder, "review", "import", path).returncode == 0
    assert corrective_actions(case(book), date(2026, 9, 1))[0].stage == "accepted"


ENTERED = ("Kết quả xem xét", "Lý do", "Người xem xét", "Ngày xem xét")
CODES = {"KPH 01": CRITERION, "KPH 02": OTHER}


def filled_in(path: Path, rows: dict[str, tuple[str, ...]]) -> str:
    """Fill in the rows of a workbook of reviews by criterion; all its text."""
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["Xem xét khắc phục"]
    headings = {cell.value: cell.column for cell in sheet[3]}
    for row in sheet.iter_rows(min_row=4):
        shown = row[headings["Mã điểm"] - 1].value
        said = rows.get(CODES.get(shown, shown), ())
        for heading, value in zip(ENTERED, said, strict=False):
            row[headings[heading] - 1].value = value
    workbook.save(path)
    return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row)


def test_history_and_merge_tell_replies_and_reviews_in_the_words_of_the_law(
    book: Programme, isoaudit: Run, tmp_path: Path
) -> None:
    """Not one code word: what was entered on two laptops is shown with both."""
    reply(book, **DONE)
    pack = tmp_path / "laptop"
    assert isoaudit("-C", book.folder, "pack", ID, "-o", pack).returncode == 0
    review(book, **GOOD)
    review(Programme(pack), outcome="not_accepted", reason="thiếu ảnh", reviewer="Lê Thị Hoa", on="2026-07-21")
    told = isoaudit("-C", book.folder, "merge", pack).stdout
    assert f"{ID}, xem xét hành động khắc phục về tiêu chí {CRITERION} (báo cáo {FIRST}): «Kết quả xem xét»" in told
    assert "1. chưa đạt yêu cầu (" in told or "2. chưa đạt yêu cầu (" in told
    assert f"isoaudit open {ID} --review" in told
    lines = isoaudit("-C", book.folder, "history", ID)
    assert lines.returncode == 0, lines.stderr
    assert f"nội dung báo cáo khắc phục về tiêu chí {CRITERION} (báo cáo {FIRST})" in lines.stdout
    for words in ("Tình trạng: đã thực hiện", "Kết quả xem xét: đạt yêu cầu", "Người xem xét: «Đỗ Thị Hạnh»"):
        assert words in lines.stdout
    for code in ("outcome", "reviewer", "status", "cause", "accepted", "not_accepted", "done_on", "done", "mục «"):
        assert code not in (told + lines.stdout).replace(str(pack), "")


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_field_of_every_kind_of_entry_has_a_heading(kind: str) -> None:
    """The notes of the program on an entry (heads, author, at) are no fields of it."""
    noun, notes = KINDS[kind].noun, {"heads", "disputed", "author", "at"}
    names = {n.rstrip("_") for n in noun.model_fields} - notes - set(KINDS[kind].subject) if noun else set()
    assert not [name for name in names if entries.heading(kind, name).startswith("mục «")]
    for name in names:
        assert entries.heading(kind, name) != name
    assert not KINDS[kind].of_inspection or not entries.about(kind, f"{ID}/decided/x").startswith("mục khác")
