"""Corrective action through the book of the form: reports typed, examined, told of; what is refused, and disputes."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from books import do, records, say, sections
from conftest import Copied
from test_visit import photo, words_of

from isoaudit.desk import import_inspectors
from isoaudit.errors import IsoAuditError
from isoaudit.files import shipped
from isoaudit.form.page import Action, Record
from isoaudit.journal.programme import today
from isoaudit.model import Case
from isoaudit.review import show
from isoaudit.review.book import ReviewBook
from isoaudit.runs.kinds import read_kind

ID = "2026-99-90004-TS"
"""Three nonconformities; signed on 24/6/2026, so that the report is due on 24/8/2026."""
BY_RECORD = "2026-99-90020-HS"
REVIEWER, SECOND = "Lương Quốc Bảo", "Hoàng Thị Hạnh"


@pytest.fixture(scope="module")
def province(example_told: Copied, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return example_told(tmp_path_factory.mktemp("xem xét") / "năm 2026")


@pytest.fixture
def folder(province: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(province, tmp_path / province.name))


@pytest.fixture
def book(folder: Path) -> ReviewBook:
    return ReviewBook(folder, ID)


def refused(book: ReviewBook, record: str, **fields: Any) -> str:
    """What is said of a statement that is not written; the journal is as it was."""
    heads = book.programme.journal.heads()
    with pytest.raises(IsoAuditError) as error:
        say(book, record, **fields)
    assert book.programme.journal.heads() == heads
    return str(error.value)


def button(book: ReviewBook, record: str, name: str) -> Action:
    return next(action for action in records(book)[record].actions if action.name == name)


def of_kind(book: ReviewBook, kind: str) -> list[str]:
    return [id for id in records(book) if id.startswith(f"{kind}/")]


def receive(book: ReviewBook, number: str, on: str, arrived: str, *files: str) -> list[str]:
    return do(book, "receive", number=number, on=on, arrived_on=arrived, files=list(files))


def case(book: ReviewBook) -> Case:
    state, (inspection,) = book.programme.about([ID])
    return book.programme.case(state, inspection)


def facts(record: Record) -> str:
    return "\n".join(f"{fact.label}: {fact.text}" for fact in (*record.facts, *record.beside))


DONE = {
    "status": "done",
    "cause": "Chưa phân công người cập nhật",
    "correction": "Đã bổ sung 03 thủ tục vào phạm vi áp dụng",
    "action": "Giao Văn phòng soát hằng quý",
    "done_on": "2026-07-30",
    "responsible": "Văn phòng",
    "evidence": "Quyết định số 77/QĐ-UBND ngày 30/7/2026",
}


@pytest.fixture
def reported(book: ReviewBook) -> ReviewBook:
    """A report of the agency, entered for all three findings: done, only proposed, done without evidence."""
    receive(book, "15/BC-UBND", "2026-08-20", "2026-08-22")
    first, second, third = of_kind(book, "reply")
    say(book, first, **DONE)
    say(book, second, status="proposed", action="Sẽ ban hành lại quy trình", due_on="2026-10-30")
    say(book, third, status="done", correction="Đã sửa")
    return book


def test_a_report_from_arrival_to_the_notices(folder: Path, book: ReviewBook) -> None:
    """37.2.c-d: received, entered finding by finding, examined, the refusal told; then reported and examined again."""
    assert "Chưa ghi báo cáo khắc phục nào" in book.status().missing[0].text
    kept = book.keep(photo(folder, "trang 1.jpg"), "trang 1.jpg", record="act/correction_reported")
    assert receive(book, "15/BC-UBND", "2026-08-20", "2026-08-22", kept.sha256)[0].startswith("Đã ghi báo cáo")
    (report,) = case(book).reports
    assert (report.act.number, report.act.on, report.act.arrived_on) == (
        "15/BC-UBND", date(2026, 8, 20), date(2026, 8, 22))  # fmt: skip
    assert list(sections(book).values())[1].title == "Báo cáo số 15/BC-UBND ngày 20/8/2026, đến ngày 22/8/2026"
    replies = of_kind(book, "reply")
    assert len(replies) == 3 and of_kind(book, "waiting") and not of_kind(book, "review")

    for reply in replies:
        say(book, reply, **DONE)
    reviews = of_kind(book, "review")
    assert len(reviews) == 3 and (book.status().done, book.status().of) == (0, 3)
    say(book, reviews[0], outcome="accepted", reviewer=REVIEWER)
    say(book, reviews[1], outcome="not_accepted", reason="Chưa nêu đúng nguyên nhân", reviewer=REVIEWER)
    say(book, reviews[2], outcome="needs_evidence", reason="Thiếu quyết định ban hành", reviewer=REVIEWER)
    assert (book.status().done, book.status().of) == (3, 3)
    assert "KPH 02" in book.status().missing[-1].text
    said = {review.outcome: review for review in case(book).reviews}
    assert said["accepted"].on == today()
    assert "Chưa nêu đúng nguyên nhân" in facts(records(book)["paper/not_accepted"])

    receive(book, "18/BC-UBND", "2026-09-20", "2026-09-21")
    again = of_kind(book, "reply")[4]
    say(book, again, **DONE)
    shown = records(book)[of_kind(book, "review")[1]]
    assert "Lần trước chưa đạt yêu cầu (báo cáo số 15/BC-UBND" in facts(shown)
    assert "Chưa nêu đúng nguyên nhân" in facts(shown)


def test_the_finding_is_shown_word_by_word_beside_the_reply(reported: ReviewBook) -> None:
    """37.2.c: what is reviewed is what stands in the minutes."""
    found = case(reported).agreed
    for id in of_kind(reported, "review"):
        shown, criterion = records(reported)[id], id.split("/")[1]
        gap = next(finding.gap for finding in found if finding.criterion == criterion)
        assert gap in [fact.text for fact in shown.facts]
    first, second, third = (records(reported)[id] for id in of_kind(reported, "review"))
    assert "Đã thực hiện ngày 30/7/2026" in facts(first) and DONE["evidence"] in facts(first)
    assert "thời hạn hoàn thành theo đề xuất: ngày 30/10/2026" in facts(second)
    assert "Chưa có bằng chứng" in facts(third)


@pytest.mark.parametrize(
    ("on", "arrived", "words"),
    [
        ("2026-08-24", "2026-08-26", "Đúng hạn (chậm nhất ngày 24/8/2026)"),
        ("2026-08-27", "2026-08-27", "Chậm 03 ngày so với ngày 24/8/2026"),
    ],
)
def test_37_2_c_lateness_is_said_with_how_it_was_counted(book: ReviewBook, on: str, arrived: str, words: str) -> None:
    receive(book, "15/BC-UBND", on, arrived)
    (report,) = of_kind(book, "report")
    assert words in facts(records(book)[report]) and "Điều 148 Bộ luật Dân sự" in facts(records(book)[report])


def test_37_2_d_a_mere_proposal_is_never_accepted(reported: ReviewBook) -> None:
    _, proposal, _ = of_kind(reported, "review")
    assert "đã thực hiện mới đạt yêu cầu" in refused(reported, proposal, outcome="accepted", reviewer=REVIEWER)
    say(reported, proposal, outcome="follow_up", reviewer=REVIEWER)


def test_37_2_d_nothing_is_accepted_without_evidence_or_a_reason(reported: ReviewBook) -> None:
    bare = of_kind(reported, "review")[2]
    assert "không có bằng chứng" in refused(reported, bare, outcome="accepted", reviewer=REVIEWER)
    say(reported, bare, outcome="accepted", reason="Đã xem trực tiếp tại trụ sở", reviewer=REVIEWER)


def test_33_1_who_works_at_the_agency_is_not_offered_as_reviewer(reported: ReviewBook) -> None:
    assert REVIEWER in reported.page().members
    theirs = "Lò Văn Thắng"
    agency = case(reported).agency.name
    table = reported.programme.folder / "inspectors.csv"
    table.write_text(f"code,name,position,unit\nKTV-99,{theirs},Chuyên viên,{agency}\n", encoding="utf-8")
    import_inspectors(reported.programme, table)
    reported.refresh()
    assert theirs not in reported.page().members
    first = of_kind(reported, "review")[0]
    assert "khoản 1 Điều 33" in refused(reported, first, outcome="accepted", reviewer=theirs)


def test_what_is_unusual_is_said_beside_the_record(reported: ReviewBook) -> None:
    """No rule stops a promise without a day; whoever reviews reads of it."""
    reply, review = of_kind(reported, "reply")[1], of_kind(reported, "review")[1]
    say(reported, reply, due_on="")
    say(reported, review, outcome="follow_up", reviewer=REVIEWER)
    assert [line.text for line in reported.values()[reply].lines] == ["Đề xuất chưa có thời hạn hoàn thành."]
    assert any("chưa có thời hạn" in line.text for line in reported.values()[review].lines)


def test_37_2_c_of_a_report_after_a_refusal_no_day_has_passed(reported: ReviewBook) -> None:
    first = of_kind(reported, "review")[0]
    say(reported, first, outcome="not_accepted", reason="Chưa nêu nguyên nhân", reviewer=REVIEWER)
    receive(reported, "30/BC-UBND", "2026-10-20", "2026-10-21")
    for reply in of_kind(reported, "reply")[3:5]:
        say(reported, reply, **DONE)
    again = of_kind(reported, "review")[0]
    say(reported, again, outcome="accepted", reviewer=REVIEWER)
    assert "Báo cáo lần sau" in facts(records(reported)[again])
    assert not any("chậm" in line.text for line in reported.values()[again].lines)


def test_two_reviewers_who_disagree_are_shown_and_a_person_decides(reported: ReviewBook) -> None:
    """None counts until it is decided (practice: second-reading B); what was chosen is said having seen both."""
    review = of_kind(reported, "review")[0]
    say(reported, review, base=(), outcome="accepted", reviewer=REVIEWER)
    say(reported, review, base=(), outcome="not_accepted", reason="Chưa khắc phục hết", reviewer=SECOND)
    stand = reported.values()[review].conflict
    told = {line for other in stand for line in other.lines}
    assert len(stand) == 2 and {"Kết quả xem xét: Đạt yêu cầu", "Lý do: Chưa khắc phục hết"} <= told
    assert any("hai người xem xét khác nhau" in missing.text for missing in reported.status().missing)
    assert reported.status().done == 0
    take = next(other.take for other in stand if "Lý do: Chưa khắc phục hết" in other.lines)
    do(reported, "settle", record=review, take=take)
    (decided,) = (one for one in case(reported).reviews if f"review/{one.criterion}/{one.report}" == review)
    assert (decided.outcome, decided.reviewer, decided.disputed) == ("not_accepted", SECOND, ())
    assert not reported.values()[review].conflict
    heads = reported.programme.journal.heads()
    do(reported, "settle", record=review, take=take)  # sent again
    assert reported.programme.journal.heads() == heads


def test_replies_entered_differently_are_decided_before_they_are_examined(reported: ReviewBook) -> None:
    reply = of_kind(reported, "reply")[0]
    say(reported, reply, base=(), **{**DONE, "correction": "Nội dung nhập trên máy khác"})
    assert "ghi khác nhau" in facts(records(reported)[of_kind(reported, "review")[0]])
    stand = reported.values()[reply].conflict
    assert len(stand) == 2
    take = next(o.take for o in stand if any("máy khác" in line for line in o.lines))
    do(reported, "settle", record=reply, take=take)
    assert reported.values()[reply].fields["correction"] == "Nội dung nhập trên máy khác"


def test_evidence_is_shown_and_can_be_opened(folder: Path, reported: ReviewBook) -> None:
    kept = reported.keep(photo(folder, "ảnh niêm yết.jpg"), "ảnh niêm yết.jpg", record="reply/")
    say(reported, of_kind(reported, "reply")[0], files=[kept.sha256])
    review = of_kind(reported, "review")[0]
    assert any(kept.sha256 in fact.files for fact in records(reported)[review].beside)
    opened = button(reported, review, "open_files")
    (made,) = reported.do("open_files", opened.given, edit="open").made
    assert made.name == "ảnh niêm yết.jpg"
    assert (folder / made.path).read_bytes() == (folder / "files" / kept.sha256).read_bytes()


def test_37_2_d_a_notice_of_refusal_needs_something_refused(reported: ReviewBook) -> None:
    assert button(reported, "paper/not_accepted", "make_paper").disabled
    first = of_kind(reported, "review")[0]
    say(reported, first, outcome="not_accepted", reason="Chưa nêu nguyên nhân", reviewer=REVIEWER, on="2026-08-25")
    assert not button(reported, "paper/not_accepted", "make_paper").disabled
    done = do(reported, "issued", paper="not_accepted", number="52/TB-CCTĐC", on="2026-08-27", signer="Nguyễn Thị Minh")
    assert done[0] == "Đã ghi."
    assert "Số 52/TB-CCTĐC ngày 27/8/2026" in facts(records(reported)["paper/not_accepted"])
    assert button(reported, "paper/not_accepted", "make_paper").disabled
    assert "đã thông báo cho cơ quan" in reported.values()[first].fixed
    assert not any("Chưa gửi thông báo" in missing.text for missing in reported.status().missing)


@pytest.mark.parametrize(("paper", "told"), [("not_accepted", "Chưa nêu nguyên nhân"), ("review_notice", "theo dõi")])
def test_37_2_d_the_notices_are_made_with_what_was_reviewed(
    folder: Path, reported: ReviewBook, paper: str, told: str
) -> None:
    first, second, third = of_kind(reported, "review")
    say(reported, first, outcome="not_accepted", reason="Chưa nêu nguyên nhân", reviewer=REVIEWER, on="2026-08-25")
    say(reported, second, outcome="follow_up", reviewer=REVIEWER, on="2026-08-25")
    say(reported, third, outcome="needs_evidence", reason="Thiếu ảnh", reviewer=REVIEWER, on="2026-08-25")
    made_by = button(reported, f"paper/{paper}", "make_paper")
    assert not made_by.disabled
    (made,) = reported.do("make_paper", made_by.given, edit=f"make-{paper}").made
    assert made.name.endswith("(Word)") and told in words_of(folder / made.path)


def test_37_1_a_by_record_replies_are_kept_and_nothing_is_accepted(folder: Path) -> None:
    book = ReviewBook(folder, BY_RECORD)
    assert [name for name, _ in book.page().groups] == ["reports", "missing"]
    receive(book, "9/BC-UBND", "2026-10-12", "2026-10-13")
    say(book, of_kind(book, "reply")[0], **DONE)
    assert not of_kind(book, "review") and not of_kind(book, "paper")
    assert (book.status().done, book.status().of) == (0, 0)


def test_there_is_nothing_to_review_before_the_minutes_are_closed(folder: Path) -> None:
    with pytest.raises(IsoAuditError) as error:
        ReviewBook(folder, "2026-99-SCT-TS")
    assert error.value.problems[0].code == "REVIEWBOOK_001"


def test_what_the_page_does_not_have_is_refused(reported: ReviewBook) -> None:
    for record in ("answer/D36-1-a-01", "review/", "review/D36-1-a-01"):
        with pytest.raises(IsoAuditError):
            reported.say(record, {}, edit="x", base=(), at="")
    with pytest.raises(IsoAuditError):
        reported.do("make_paper", {"paper": "notice"}, edit="y")


def test_what_another_wrote_meanwhile_is_shown_and_not_overwritten(folder: Path, reported: ReviewBook) -> None:
    other, review = ReviewBook(folder, ID), of_kind(reported, "review")[0]
    say(other, review, outcome="needs_evidence", reason="Thiếu ảnh", reviewer=SECOND)
    assert review in reported.refresh().values
    assert reported.values()[review].fields["outcome"] == "needs_evidence"


def test_the_outbox_of_a_review_is_not_that_of_the_visit(book: ReviewBook) -> None:
    """docs/form.md: what was typed into one page is never sent to the other."""
    assert book.page().id != ID


def test_the_notebook_is_opened_and_says_in_a_sentence_what_it_lacks() -> None:
    assert read_kind(shipped("notebooks") / "review.ipynb").when == "opened"
    with pytest.raises(IsoAuditError) as error:
        show(None, None)
    assert error.value.problems[0].code == "REVIEWBOOK_002"
