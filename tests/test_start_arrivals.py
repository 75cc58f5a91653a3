"""What agencies send, received by the start page: each says what it is for, what is expected and what came in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from test_outline import TOLD, fill
from test_receive import ANSWERED, form, scan
from test_reviews import ID, book, case
from test_start import BY_RECORD, dropped, offered, press, records, said

from isoaudit.desk import ActToRecord, record
from isoaudit.errors import IsoAuditError
from isoaudit.journal.programme import Programme
from isoaudit.model import Case
from isoaudit.papers.values.report_outline import asked_in_outline
from isoaudit.start.year_book import YearBook
from isoaudit.wording import labels
from isoaudit.work.make_papers import make_papers
from isoaudit.work.outline_forms import OUTLINE

__all__ = ["book", "scan"]
OWN, FIRST = f"inspection/{ID}", f"inspection/{BY_RECORD}"


@pytest.fixture
def page(book: Programme) -> YearBook:
    return YearBook(book.folder)


@pytest.fixture
def before(programme: Path) -> YearBook:
    """The page of a year whose inspections nobody began."""
    return YearBook(programme)


def sent(page: YearBook, tmp_path: Path) -> tuple[str, Path]:
    """The outline of an inspection that was not begun, its first row filled in; the criterion of that row."""
    (made,) = make_papers(page.programme, OUTLINE, [BY_RECORD])
    code = asked_in_outline(told_case(page))[0].id
    assert made.file
    return code, fill(made.file, tmp_path / "đề cương.docx", {code: TOLD})


def told_case(page: YearBook) -> Case:
    state, (inspection,) = page.programme.about([BY_RECORD])
    return page.programme.case(state, inspection)


def fact(page: YearBook, label: str, of: str = OWN) -> str:
    return next((one.text for one in records(page)[of].facts if one.label == label), "")


def codes(refused: pytest.ExceptionInfo[IsoAuditError]) -> list[str]:
    return [one.code for one in refused.value.problems]


def test_each_button_says_what_it_is_for_and_stands_there_while_it_is_of_use(page: YearBook, before: YearBook) -> None:
    about = offered(before, FIRST)["receive_report"].about
    assert "đề cương" in about and "khoản 2 Điều 35" in about
    closed = offered(page, OWN)
    assert "phiếu" in closed["receive"].about and "không phù hợp" in closed["receive"].about
    assert "receive_report" not in closed, "no outline is of use after the minutes"
    assert "report_received" in [one.value for one in closed["other_act"].fields[0].options]


def test_37_2_c_what_is_owed_and_what_came_in_stand_at_the_inspection(page: YearBook, tmp_path: Path) -> None:
    owed = fact(page, "Báo cáo khắc phục")
    assert owed.startswith("Phải báo cáo 02 điểm: KPH 01, KPH 02.")
    path = form(page.programme, tmp_path / "phiếu.xlsx", {"KPH 01": {**ANSWERED, "Bằng chứng": "Quyết định số 5"}})
    assert "Đã nhận: số 15/BC-STP" in owed and "Chưa có nội dung báo cáo: KPH 01, KPH 02." in owed
    done = press(page, OWN, "receive", form=[dropped(page, path)], number="15/BC-STP")  # of a report that is there
    assert "Phiếu hành động khắc phục đã điền: 01 điểm nhập mới" in said(done)
    after = fact(page, "Báo cáo khắc phục")
    assert (
        "15/BC-STP" in after and "Đã nhập nội dung: KPH 01." in after and "Chưa có nội dung báo cáo: KPH 02." in after
    )
    assert not page.files()


def test_35_2_an_outline_that_came_is_read_beside_the_criteria(before: YearBook, tmp_path: Path, scan: Path) -> None:
    code, path = sent(before, tmp_path)
    with pytest.raises(IsoAuditError) as refused:
        press(before, FIRST, "receive_report", form=[dropped(before, path)])
    assert codes(refused) == ["VISIT_003"], "that it arrived is not recorded yet"
    given = {"number": "9/BC-STP", "on": "2026-05-20", "arrived_on": "2026-05-22"}
    files = {"form": [dropped(before, path)], "files": [dropped(before, scan)]}
    done = press(before, FIRST, "receive_report", **files, **given)
    assert "Đề cương báo cáo đã điền: 01 nội dung nhập mới" in said(done)
    (came,) = before.programme.about([BY_RECORD])[0].acts(BY_RECORD)
    assert (came.kind, came.number, came.on, came.arrived_on) == (
        "report_received", "9/BC-STP", date(2026, 5, 20), date(2026, 5, 22)
    ) and came.file  # fmt: skip
    assert [one.criterion for one in told_case(before).reported] == [code]
    told = fact(before, "Báo cáo trước kiểm tra", FIRST)
    assert told.startswith("Đã nhận: số 9/BC-STP ngày 20/5/2026. Đề cương: đã nhập 01 trên ")


def test_a_form_at_the_wrong_button_is_told_apart_and_nothing_is_recorded(
    page: YearBook, before: YearBook, tmp_path: Path
) -> None:
    """Taken at its word a reply form would be recorded as the report before the inspection."""
    heads = page.programme.journal.heads(), before.programme.journal.heads()
    reply = form(page.programme, tmp_path / "phiếu.xlsx", {"KPH 01": ANSWERED})
    _, outline = sent(before, tmp_path)
    given = {"number": "9/BC", "on": "2026-08-01", "arrived_on": "2026-08-03"}
    for of, id, action, path in (
        (before, FIRST, "receive_report", reply),
        (page, OWN, "receive", outline),
    ):
        with pytest.raises(IsoAuditError) as refused:
            press(of, id, action, form=[dropped(of, path)], **given)
        assert codes(refused) == ["START_016"]
        other = {"receive_report": "receive", "receive": "receive_report"}[action]
        assert labels()["start_action"][other] in refused.value.problems[0].remedy
        assert of.files(), "it can be dropped at the other button"
    assert heads == (page.programme.journal.heads(), before.programme.journal.heads())


def test_a_report_without_a_form_is_recorded_with_its_scan(before: YearBook, scan: Path) -> None:
    given = {"number": "9/BC", "on": "2026-05-20", "arrived_on": "2026-05-22"}
    press(before, FIRST, "receive_report", files=[dropped(before, scan)], **given)
    (came,) = before.programme.about([BY_RECORD])[0].acts(BY_RECORD)
    assert came.file and came.number == "9/BC" and not before.files()
    with pytest.raises(IsoAuditError) as refused:
        press(before, FIRST, "receive_report")
    assert codes(refused) == ["VISIT_003"]


def test_what_was_entered_wrongly_is_put_right_by_the_same_form_said_so(page: YearBook, tmp_path: Path) -> None:
    first = form(page.programme, tmp_path / "a.xlsx", {"KPH 01": {**ANSWERED, "Bằng chứng": "Quyết định số 5"}})
    other = form(page.programme, tmp_path / "b.xlsx", {"KPH 01": {**ANSWERED, "Bằng chứng": "Quyết định số 6"}})
    given = {"number": "15/BC-STP"}
    press(page, OWN, "receive", form=[dropped(page, first)], **given)
    with pytest.raises(IsoAuditError) as refused:
        press(page, OWN, "receive", form=[dropped(page, other)], **given)
    assert codes(refused) == ["REPLY_006"] and "Thay nội dung đã nhập" in refused.value.problems[0].remedy
    done = press(page, OWN, "receive", form=[dropped(page, other)], correct=True, **given)
    assert "sửa" in said(done) and [one.evidence for one in case(page.programme).replies] == ["Quyết định số 6"]


def test_35_2_what_was_asked_for_and_did_not_come_is_said_with_its_day(before: YearBook) -> None:
    page = before
    asked_for = ActToRecord("requested", (BY_RECORD,), on=date(2026, 5, 1), number="12/CV", reply_by=date(2026, 6, 1))
    record(page.programme, [asked_for])
    page.refresh()
    facts = {one.label: one.text for one in records(page)[f"inspection/{BY_RECORD}"].facts}
    assert (
        facts["Báo cáo trước kiểm tra"] == "Đã đề nghị báo cáo, số 12/CV ngày 01/5/2026. Hạn 01/6/2026. Chưa nhận được."
    )
