"""What agencies send, received by the start page: each says what it is for, what is expected and what came in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from test_outline import TOLD, asked, fill, outline
from test_receive import ANSWERED, form, scan
from test_reviews import ID, book, case
from test_start import dropped, offered, press, records, said

from isoaudit.desk import ActToRecord, record
from isoaudit.errors import IsoAuditError
from isoaudit.journal.programme import Programme
from isoaudit.start.year_book import YearBook

__all__ = ["book", "scan"]
OWN = f"inspection/{ID}"


@pytest.fixture
def page(book: Programme) -> YearBook:
    return YearBook(book.folder)


def fact(page: YearBook, label: str) -> str:
    return next((one.text for one in records(page)[OWN].facts if one.label == label), "")


def codes(refused: pytest.ExceptionInfo[IsoAuditError]) -> list[str]:
    return [one.code for one in refused.value.problems]


def test_each_button_says_what_it_is_for(page: YearBook) -> None:
    buttons = offered(page, OWN)
    assert "đề cương" in buttons["receive_report"].about and "khoản 2 Điều 35" in buttons["receive_report"].about
    assert "phiếu" in buttons["receive"].about and "không phù hợp" in buttons["receive"].about


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


def test_35_2_an_outline_that_came_is_read_beside_the_criteria(programme: Path, tmp_path: Path, scan: Path) -> None:
    page = YearBook(programme)
    code = asked(page.programme)[0]
    path = fill(outline(page.programme), tmp_path / "đề cương.docx", {code: TOLD})
    with pytest.raises(IsoAuditError) as refused:
        press(page, OWN, "receive_report", form=[dropped(page, path)])
    assert codes(refused) == ["VISIT_003"], "that it arrived is not recorded yet"
    done = press(page, OWN, "receive_report", form=[dropped(page, path)], files=[dropped(page, scan)],
                 number="9/BC-STP", on="2026-05-20", arrived_on="2026-05-22")  # fmt: skip
    assert "Đề cương báo cáo đã điền: 01 nội dung nhập mới" in said(done)
    (came,) = [act for act in page.programme.about([ID])[0].acts(ID) if act.kind == "report_received"]
    assert (came.number, came.on, came.arrived_on) == ("9/BC-STP", date(2026, 5, 20), date(2026, 5, 22)) and came.file
    assert [one.criterion for one in case(page.programme).reported] == [code]


def test_a_form_at_the_wrong_button_is_told_apart_and_nothing_is_recorded(page: YearBook, tmp_path: Path) -> None:
    """Taken at its word a reply form would be recorded as the report before the inspection."""
    before = page.programme.journal.heads()
    reply = form(page.programme, tmp_path / "phiếu.xlsx", {"KPH 01": ANSWERED})
    told = fill(outline(page.programme), tmp_path / "đề cương.docx", {asked(page.programme)[0]: TOLD})
    given = {"number": "9/BC", "on": "2026-08-01", "arrived_on": "2026-08-03"}
    for action, path, other in (("receive_report", reply, "receive"), ("receive", told, "receive_report")):
        with pytest.raises(IsoAuditError) as refused:
            press(page, OWN, action, form=[dropped(page, path)], **given)
        assert codes(refused) == ["START_016"]
        assert offered(page, OWN)[other].label in refused.value.problems[0].remedy
    assert page.programme.journal.heads() == before and len(page.files()) == 2, (
        "they can be dropped at the other button"
    )


def test_a_report_without_a_form_is_recorded_with_its_scan(page: YearBook, scan: Path) -> None:
    press(page, OWN, "receive_report", files=[dropped(page, scan)], number="9/BC", on="2026-05-20",
          arrived_on="2026-05-22")  # fmt: skip
    (came,) = [act for act in page.programme.about([ID])[0].acts(ID) if act.kind == "report_received"]
    assert came.file and came.number == "9/BC" and not page.files()
    with pytest.raises(IsoAuditError) as refused:
        press(page, OWN, "receive_report")
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


def test_35_2_what_was_asked_for_and_did_not_come_is_said_with_its_day(programme: Path) -> None:
    from test_start import VISIT

    page = YearBook(programme)
    asked_for = ActToRecord("requested", (VISIT,), on=date(2026, 5, 1), number="12/CV", reply_by=date(2026, 6, 1))
    record(page.programme, [asked_for])
    page.refresh()
    facts = {one.label: one.text for one in records(page)[f"inspection/{VISIT}"].facts}
    assert (
        facts["Báo cáo trước kiểm tra"] == "Đã đề nghị báo cáo, số 12/CV ngày 01/5/2026. Hạn 01/6/2026. Chưa nhận được."
    )
