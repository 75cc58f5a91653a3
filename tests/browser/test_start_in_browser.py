"""A whole year of a small unit from the start page alone, in a real browser; what is asserted lies in the journal.

Nothing is typed into a terminal after ``isoaudit start``: the year is made, its tables are dropped, acts recorded, the
form filled in, letters made, a reply received and examined, the reports made, by buttons. Needs Chromium; without it
these tests are skipped, except where CI is set. One page for the file, used by the tests one after the other.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import AUTHORITY
from opened import Opened, until
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from test_outline import TOLD, fill

from isoaudit.files import make_folder
from isoaudit.journal.programme import Programme
from isoaudit.model import Act, Case
from isoaudit.papers.values.report_outline import asked_in_outline
from isoaudit.start.act_forms import act_key

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of Linux")
PATIENCE = 60_000
READY = ".isoaudit-form[data-ready=true]"
BESIDE = ("run", "issue", "pages", "backup", "check_backup", "pack", "merge", "restore_backup", "verify")
VISIT, RECORD, OTHER = "2026-STP-TS", "2026-CCKL-HS", "2026-90001-HS"
AGENCIES = (
    ("Mã", "Tên cơ quan", "Cấp", "Loại cơ quan", "Đối tượng", "Tình trạng HTQLCL"),
    ("STP", "Sở Tư pháp", "tỉnh", "Cơ quan chuyên môn", "Bắt buộc", "Đã công bố"),
    ("CCKL", "Chi cục Kiểm lâm", "tỉnh", "Chi cục", "Bắt buộc", "Đã công bố"),
    ("90001", "UBND phường Đông Kiều", "xã", "UBND cấp xã", "Khuyến khích", "Đã công bố"),
)
INSPECTORS = "code,name\nKT-01,Lương Quốc Bảo\nKT-02,Nông Thu Trang\n"
INSPECTIONS = """\
agency,mode,round,from,to,period_from,period_to,team
STP,on_site,1,2026-06-15,2026-06-15,2025-07-01,2026-06-14,Lương Quốc Bảo (trưởng đoàn); Nông Thu Trang (thư ký)
CCKL,by_record,2,2026-09-01,2026-09-30,2025-07-01,2026-08-31,
90001,by_record,2,2026-09-01,2026-09-30,2025-07-01,2026-08-31,
"""


def revealed(page: Page, id: str) -> Locator:
    """A record of a page, its tab shown and its section open."""
    record = page.locator(f"[data-record='{id}']")
    at = "id => document.querySelector(`[data-record='${id}']`)?.closest('[role=tabpanel]')?.id"
    panel = page.wait_for_function(at, arg=id).json_value()  # it may be drawn anew in this very moment
    tab = page.locator(f"[role=tab][aria-controls='{panel}']")
    if tab.count():
        tab.click()
    record.evaluate("el => { for (let e = el; e; e = e.parentElement) if (e.tagName === 'DETAILS') e.open = true; }")
    return record


class Clerk:
    """Who works on the start page of a folder."""

    def __init__(self, above: Path, context: BrowserContext) -> None:
        self.above, self.context = above, context
        self.opened = Opened(above, command="start")
        self.years = self.shown(self.opened.url)
        self.page = self.years
        self.folder = above / "nam-2026"
        self.backups: list[Path] = []

    def shown(self, url: str) -> Page:
        """A page of the form, once it is there."""
        page = self.context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(url, timeout=PATIENCE)
        page.wait_for_selector(READY, timeout=PATIENCE)
        return page

    def follow(self, link: Locator) -> Page:
        """The page a link leads to: the tab that opened by itself, or the one that opens when it is pressed."""
        address = str(link.get_attribute("href")).partition("?")[0]
        self.page.wait_for_timeout(1000)
        page = next((one for one in self.context.pages if one.url.startswith(address)), None)
        if page is None:
            with self.context.expect_page() as opened:
                link.click()
            page = opened.value
        page.on("dialog", lambda dialog: dialog.accept())
        page.wait_for_selector(READY, timeout=PATIENCE)
        return page

    @property
    def programme(self) -> Programme:
        return Programme(self.folder)

    def acts(self, id: str) -> dict[str, Act]:
        """What the journal says happened in an inspection, by kind."""
        return {act.kind: act for act in self.programme.about([id], among="known")[0].acts(id)}

    def case(self, id: str) -> Case:
        """What the journal says of an inspection."""
        state, (inspection,) = self.programme.about([id])
        return self.programme.case(state, inspection)

    def go(self, group: str) -> None:
        self.page.locator(f".isoaudit-form [role=tab][data-group={group}]").click()

    def record(self, id: str) -> Locator:
        """A record of the page, its tab shown and its section open, its buttons as well."""
        record = revealed(self.page, id)
        record.evaluate("el => { for (const group of el.querySelectorAll('details')) group.open = true; }")
        return record

    def press(self, id: str, action: str, files: dict[str, list[Path]] | None = None, **fields: str | bool) -> Locator:
        """Press a button of a record, fill in what it asks, do it; where it stands what came of it."""
        button = self.record(id).locator(f"button[data-action={action}]")
        asking = self.record(id).locator(f"[data-asking={action}]")
        if not asking.count():
            button.click()
        for name, value in fields.items():
            box = asking.locator(f"[data-field={name}]").locator("input:not([hidden]), textarea, select").first
            if isinstance(value, bool):
                box.set_checked(value)
            elif box.evaluate("el => el.tagName") == "SELECT":
                box.select_option(value=value)
            else:
                box.fill(value)
        for name, paths in (files or {}).items():
            self.add(asking.locator(f"[data-field={name}]"), paths)
        if asking.count():
            asking.locator("button[data-act]").click()
        result = self.page.locator(f"[data-result='{id}']")
        if action in BESIDE:  # it goes on at the head of the page
            expect(self.page.locator("[data-job]")).to_be_visible()
            return result
        expect(result).not_to_be_empty()
        expect(result).not_to_contain_text("Đang thực hiện")
        return result

    def add(self, field: Locator, paths: list[Path]) -> None:
        """Choose files in the dialog of the system, after the warning on what may not be added."""
        there = field.locator("figure").count()
        field.locator("input[type=file][multiple]").set_input_files(paths)
        if field.locator(".warning button").count():
            field.locator(".warning button").first.click()
        expect(field.locator("figure")).to_have_count(there + len(paths))

    def drop(self, id: str, path: Path) -> None:
        """Drop a file from the file manager onto a record."""
        data = base64.b64encode(path.read_bytes()).decode()
        place = self.record(id).locator(".asking")
        transfer = self.page.evaluate_handle(
            "([data, name]) => { const all = new DataTransfer();"
            "all.items.add(new File([Uint8Array.from(atob(data), sign => sign.charCodeAt(0))], name)); return all; }",
            [data, path.name],
        )
        place.dispatch_event("drop", {"dataTransfer": transfer})
        if place.locator(".warning button").count():
            place.locator(".warning button").first.click()
        expect(place.locator("figure")).to_have_attribute("data-file", hashlib.sha256(path.read_bytes()).hexdigest())

    def take_in(self, name: str, path: Path) -> Locator:
        """Drop a table, look at what would become of it, take it in."""
        self.drop(f"table/{name}", path)
        seen = self.press(f"table/{name}", "look_at")
        expect(seen).to_contain_text("Xem trước, chưa ghi dữ liệu nào")
        return self.press(f"table/{name}", "take_in")

    def job(self, title: str) -> Locator:
        """What came of the work beside the page, once it ended."""
        job = self.page.locator("[data-job]", has_text=title)
        expect(job).to_have_attribute("data-running", "false", timeout=300_000)
        return job

    def until(self, seen: Callable[[], Any]) -> Any:
        return until(self.page, seen, PATIENCE / 1000)


@pytest.fixture(scope="module")
def clerk(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clerk]:
    above = tmp_path_factory.mktemp("các năm")
    context = browser.new_context(viewport={"width": 1366, "height": 900}, locale="vi-VN")
    context.set_default_timeout(PATIENCE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(above / "state"))
        clerk = Clerk(above, context)
        yield clerk
        if clerk.opened.process.poll() is None:
            clerk.opened.end()
        context.close()


@pytest.fixture(autouse=True)
def pictured(request: pytest.FixtureRequest, clerk: Clerk) -> Iterator[None]:
    """A picture of the page after each test, where ISOAUDIT_PICTURES names a folder for them."""
    yield
    if place := os.environ.get("ISOAUDIT_PICTURES"):
        make_folder(Path(place))
        clerk.page.screenshot(path=Path(place) / f"{request.node.name}.png")


def test_a_year_is_made_by_fields_and_opens(clerk: Clerk) -> None:
    page = clerk.years
    for name, text in (("authority", AUTHORITY), ("year", "2026"), ("folder", "nam-2026")):
        page.locator(f"[data-asking=new_year] [data-field={name}] input").first.fill(text)
    page.locator("[data-asking=new_year] button[data-act]").click()
    link = page.locator(".made a").first
    expect(link).to_be_visible()
    assert (clerk.folder / "isoaudit.toml").is_file()
    clerk.page = clerk.follow(link)
    expect(clerk.page.locator("h2")).to_have_text("Năm kiểm tra 2026")
    expect(clerk.record("year/stands")).to_contain_text("Nhập danh sách cơ quan")


def test_a_register_with_faults_is_refused_and_its_copy_is_there(clerk: Clerk, tmp_path: Path) -> None:
    rows = [list(row) for row in AGENCIES]
    rows[1][2] = rows[2][2] = "không có cấp này"
    clerk.drop("table/agencies", workbook(tmp_path / "co quan.xlsx", rows))
    said = clerk.press("table/agencies", "look_at")
    expect(said).to_contain_text("Chưa ghi dữ liệu nào")
    link = said.locator(".made a")
    expect(link).to_contain_text("cần sửa.xlsx")
    with clerk.page.expect_download() as got:
        link.click()
    assert got.value.suggested_filename.endswith("cần sửa.xlsx")
    assert not clerk.programme.lists().agencies


def test_tables_are_dropped_looked_at_and_taken_in(clerk: Clerk, tmp_path: Path) -> None:
    clerk.drop("table/agencies", workbook(tmp_path / "co quan.xlsx", AGENCIES))
    expect(clerk.press("table/agencies", "look_at")).to_contain_text("03 cơ quan mới")
    assert not clerk.programme.lists().agencies
    expect(clerk.press("table/agencies", "take_in")).to_contain_text("Đã nhập")
    assert set(clerk.programme.lists().agencies) == {"STP", "CCKL", "90001"}
    for name, text in (("inspectors", INSPECTORS), ("inspections", INSPECTIONS)):
        path = tmp_path / f"{name}.csv"
        path.write_text(text, "utf-8")
        expect(clerk.take_in(name, path)).to_contain_text("Đã nhập")
    assert {VISIT, RECORD, OTHER} == set(clerk.programme.lists().inspections)


def test_acts_are_offered_in_the_order_of_the_law(clerk: Clerk) -> None:
    """35.2: the plan, the request, the decision; before the decision no announcement is offered (37.2.a)."""
    visit = clerk.record(f"inspection/{VISIT}")
    expect(visit.locator("[data-action=record_next]")).to_contain_text("Ban hành quyết định")
    visit.locator("button[data-action=other_act]").click()
    offered = visit.locator("[data-asking=other_act] select option").evaluate_all("all => all.map(one => one.value)")
    assert "requested" in offered and not {"announced", "minutes_signed", "notice_issued"} & set(offered)
    expect(visit.locator("[data-action=receive_report]")).to_be_visible()
    visit.locator("[data-asking=other_act] button.quiet").last.click()
    clerk.press(
        "year/stands", "record_year", act="plan_approved", on="10/01/2026", number="12/QĐ-UBND", issuer="UBND tỉnh"
    )
    assert all("plan_approved" in clerk.acts(id) for id in (VISIT, RECORD, OTHER))
    clerk.press("round/đợt 1", "record_round", act="decided", on="01/6/2026", number="41/QĐ-CCTĐC", signer="Trần Văn A")
    assert clerk.acts(VISIT)["decided"].number == "41/QĐ-CCTĐC"
    expect(clerk.record(f"inspection/{VISIT}")).to_contain_text("Đã có quyết định kiểm tra")
    clerk.press(f"inspection/{VISIT}", "record_next", on="15/6/2026")
    assert clerk.acts(VISIT)["announced"]


def test_what_is_next_is_large_and_in_front_and_what_is_seldom_wanted_is_folded(clerk: Clerk) -> None:
    """The next step by 37.2; other buttons by what they are about; the folded ones are opened by the keyboard alone."""
    clerk.page.reload()
    clerk.page.evaluate("sessionStorage.clear()")
    clerk.page.reload()
    clerk.page.wait_for_selector(READY, timeout=PATIENCE)
    visit = revealed(clerk.page, f"inspection/{VISIT}")
    front = visit.locator(".actions.front button.action")
    expect(front.first).to_have_attribute("data-action", re.compile("make_paper|record_next|open"))
    next_, others = front.first.bounding_box(), visit.locator("[data-action=other_act]").bounding_box()
    assert next_ and others and next_["height"] > others["height"] and next_["y"] < others["y"]
    expect(visit.get_by_role("group", name="Văn bản").locator("[data-action=other_paper]")).to_be_visible()
    expect(visit.get_by_role("group", name="Việc đã làm").locator("[data-action=take_back]")).to_be_visible()
    change = visit.locator("[data-action=change]")
    expect(change).to_be_hidden()
    visit.locator("summary", has_text="Thay đổi cuộc kiểm tra").focus()
    clerk.page.keyboard.press("Enter")
    expect(change).to_be_visible()
    clerk.page.keyboard.press("Tab")
    expect(change).to_be_focused()
    clerk.page.keyboard.press("Enter")
    clerk.page.keyboard.type("Hoãn đến")
    clerk.page.reload()
    expect(revealed(clerk.page, f"inspection/{VISIT}").locator("[data-action=change]")).to_be_visible()
    clerk.record(f"inspection/{VISIT}").locator("[data-asking=change] button.quiet").last.click()


def test_what_the_law_refuses_meanwhile_is_said_with_its_clause(clerk: Clerk) -> None:
    """37.2.a: the announcement cannot be before its decision; nothing is written, what was typed stays."""
    said = clerk.press(f"inspection/{VISIT}", "other_act", act="programme_made", on="30/5/2026")
    expect(said).to_contain_text("Điều 37")
    assert "programme_made" not in clerk.acts(VISIT)
    clerk.record(f"inspection/{VISIT}").locator("[data-asking=other_act] button.quiet").last.click()


def test_35_2_an_outline_comes_back_and_the_page_says_what_came(clerk: Clerk, tmp_path: Path) -> None:
    inspection = f"inspection/{VISIT}"
    clerk.press(inspection, "other_act", act="requested", on="02/5/2026", number="20/CCTĐC", reply_by="29/5/2026")
    expect(clerk.record(inspection)).to_contain_text("Chưa nhận được")
    clerk.press(inspection, "other_paper", paper="report_outline")
    (sent,) = (clerk.folder / "out" / VISIT).glob("report_outline*.docx")
    code = asked_in_outline(clerk.case(VISIT))[0].id
    came = fill(sent, tmp_path / "đề cương.docx", {code: TOLD})
    given = {"number": "9/BC-STP", "on": "20/5/2026", "arrived_on": "22/5/2026"}
    said = clerk.press(inspection, "receive_report", {"form": [came]}, **given)
    expect(said).to_contain_text("01 nội dung nhập mới")
    expect(clerk.record(inspection)).to_contain_text("Đã nhận: số 9/BC-STP ngày 20/5/2026")
    assert [one.criterion for one in clerk.case(VISIT).reported] == [code]


def test_the_form_opens_in_a_tab_of_its_own_and_is_filled_in(clerk: Clerk) -> None:
    said = clerk.press(f"inspection/{VISIT}", "open")
    form = clerk.follow(said.locator(".made a").first)
    record = revealed(form, "answer/D36-1-a-01")
    record.locator("input[value=nonconforming]").check()
    record.locator("[data-field=evidence] textarea").first.fill("Đã xem danh mục ngày 15/6/2026")
    record.locator("[data-field=gap] textarea").fill("Danh mục thiếu 02 thủ tục hành chính")
    form.keyboard.press("Control+s")

    def written() -> bool:
        answers = clerk.programme.about([VISIT])[0].answers(VISIT)
        return any(one.criterion == "D36-1-a-01" and one.verdict == "nonconforming" for one in answers)

    until(form, written, PATIENCE / 1000)
    form.close()


def test_answers_filled_in_in_excel_are_taken_in(clerk: Clerk, tmp_path: Path) -> None:
    for id, faults in ((VISIT, 0), (RECORD, 1), (OTHER, 0)):
        clerk.press(f"inspection/{id}", "export_answers")
        (path,) = (clerk.folder / "Tệp đã xuất").glob(f"ket-qua-{id}.xlsx")
        expect(clerk.take_in("answers", filled(path, tmp_path / path.name, faults))).to_contain_text("Đã nhập")
    expect(clerk.record(f"inspection/{VISIT}").locator("[data-action=record_next]")).to_contain_text("Thống nhất")


def test_minutes_are_agreed_and_signed_with_their_copy(clerk: Clerk, tmp_path: Path) -> None:
    expect(clerk.press(f"inspection/{VISIT}", "record_next", on="15/6/2026")).to_contain_text("KPH 01")
    made = clerk.press(f"inspection/{VISIT}", "make_paper")
    expect(made.locator(".made a")).to_contain_text(".docx")
    scan = tmp_path / "biên bản.pdf"
    scan.write_bytes(PDF)
    clerk.press(f"inspection/{VISIT}", "record_next", {"files": [scan]}, on="15/6/2026")
    assert clerk.acts(VISIT)["minutes_signed"].file
    expect(clerk.record(f"inspection/{VISIT}")).to_contain_text("17/8/2026")  # 15/8 is a Saturday


def test_letters_of_all_are_made_beside_the_page(clerk: Clerk) -> None:
    for id in (RECORD, OTHER):
        clerk.press(
            f"inspection/{id}",
            "receive_report",
            on="05/9/2026",
            number="9/BC",
            arrived_on="07/9/2026",
        )
    clerk.press("year/stands", "run")
    job = clerk.job("Lập phiếu làm việc")
    expect(job).to_contain_text("03 cuộc kiểm tra có dự thảo")
    expect(job.locator("a")).to_have_count(2)
    link = clerk.record(f"inspection/{VISIT}").get_by_role("link", name="Phiếu làm việc")
    with clerk.context.expect_page() as opened:
        link.click()
    expect(opened.value.locator("body")).to_contain_text("Sở Tư pháp")
    opened.value.close()


def test_letters_are_laid_ready_and_recorded_as_sent(clerk: Clerk) -> None:
    clerk.press(
        f"inspection/{VISIT}",
        "other_act",
        act="notice_issued",
        on="20/6/2026",
        number="52/TB-CCTĐC",
        signer="Trần Văn A",
    )
    clerk.press(f"inspection/{RECORD}", "record_next", on="10/9/2026", number="61/CCTĐC-QLCL", signer="Trần Văn A")
    assert clerk.acts(VISIT)["notice_issued"] and clerk.acts(RECORD)["correction_requested"]
    clerk.press("round/đợt 2", "issue")
    expect(clerk.job("Xếp văn bản")).to_contain_text("01 công văn")
    expect(clerk.record("year/results")).to_contain_text("Sổ văn bản đi (Excel)")


def test_a_reply_form_is_received_and_examined(clerk: Clerk, tmp_path: Path) -> None:
    clerk.press(f"inspection/{VISIT}", "other_paper", paper="reply_form")
    (form,) = (clerk.folder / "out" / VISIT).glob("reply_form*.xlsx")
    answered = replied(form, tmp_path / form.name)
    said = clerk.press(
        f"inspection/{VISIT}",
        "receive",
        {"form": [answered]},
        number="15/BC-STP",
        on="01/8/2026",
        arrived_on="03/8/2026",
    )
    expect(said).to_contain_text("01 điểm nhập mới")
    link = clerk.press(f"inspection/{VISIT}", "review").locator(".made a").first
    review = clerk.follow(link)
    review.locator("[role=tab][data-group=review]").click()
    review.locator("select.writer").select_option(label="Lương Quốc Bảo")
    record = review.locator("[data-record^='review/']").first
    record.locator("input[value=accepted]").check()
    record.locator("[data-field=reason] textarea").fill("Đủ bằng chứng")
    review.keyboard.press("Control+s")

    def examined() -> bool:
        return any(one.outcome == "accepted" for one in clerk.programme.about([VISIT])[0].reviews(VISIT))

    until(review, examined, PATIENCE / 1000)
    review.close()
    clerk.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(clerk.record(f"inspection/{VISIT}")).to_contain_text("Đạt yêu cầu")


def test_18_5_a_letter_that_was_sent_is_put_right_revoked_and_another_takes_its_place(
    clerk: Clerk, tmp_path: Path
) -> None:
    """The number was typed wrongly, the scan came later; then the letter itself was wrong."""
    inspection, scan = f"inspection/{VISIT}", tmp_path / "thông báo đã ký.pdf"
    scan.write_bytes(PDF)
    which = act_key(clerk.acts(VISIT)["notice_issued"])
    clerk.press(inspection, "correct", {"files": [scan]}, which=which, number="53/TB-CCTĐC")
    notice = clerk.acts(VISIT)["notice_issued"]
    assert (notice.number, notice.signer) == ("53/TB-CCTĐC", "Trần Văn A") and notice.file
    expect(clerk.press(inspection, "kept").locator(".made a").first).to_be_visible()
    clerk.press(inspection, "record_next", on="18/6/2026")
    made = clerk.press(inspection, "other_paper", paper="letter_revocation", about="53/TB-CCTĐC")
    expect(made.locator(".made a")).to_contain_text(".docx")
    gone = {"act": "letter_revoked", "about": "53/TB-CCTĐC", "number": "60/TB-CCTĐC", "signer": "Trần Văn A"}
    clerk.press(inspection, "other_act", **gone, on="25/6/2026")
    record = clerk.record(inspection)
    expect(record).to_contain_text("Gửi văn bản thay thế văn bản đã thu hồi")
    expect(record.locator("[data-action=make_paper]")).to_contain_text("thông báo kết quả kiểm tra")
    clerk.press(inspection, "make_paper")
    clerk.press(inspection, "record_next", on="26/6/2026", number="61/TB-CCTĐC", signer="Trần Văn A")
    new = clerk.acts(VISIT)["letter_replaced"]
    assert (new.about, new.number) == ("53/TB-CCTĐC", "61/TB-CCTĐC")
    expect(clerk.record(inspection)).not_to_contain_text("Gửi văn bản thay thế")
    numbers = clerk.press("year/stands", "numbers")
    expect(numbers).to_contain_text("62/TB-CCTĐC")
    found = clerk.press("year/search", "search", words="danh muc thieu")
    expect(found).to_contain_text("Sở Tư pháp")


def test_the_office_wants_a_second_reader_and_what_waits_stands_in_one_place(clerk: Clerk, tmp_path: Path) -> None:
    """Wanted by the sheet of settings; opened, returned with a reason, agreed with; the list goes to Excel."""
    clerk.press("table/settings", "export")
    (path,) = (clerk.folder / "Tệp đã xuất").glob("thiet-lap*.xlsx")
    book = openpyxl.load_workbook(path)
    cells = (cell for row in book["Đơn vị"].iter_rows() for cell in row)
    row = next(one.row for one in cells if one.value == "Người đọc lại văn bản trước khi cấp số")
    book["Đơn vị"].cell(row, 2, "có")
    book.save(tmp_path / path.name)
    clerk.take_in("settings", tmp_path / path.name)
    id = f"reading/{OTHER}/correction_requested"
    expect(clerk.record(id).locator("a").first).to_contain_text(".docx")
    refused = clerk.press(id, "read_return", reader="Nông Thu Trang")
    expect(refused).to_contain_text("Ghi nội dung đề nghị sửa")
    clerk.record(id).locator("[data-asking=read_return] [data-field=note] textarea").fill("Sửa nơi nhận")
    clerk.record(id).locator("[data-asking=read_return] button[data-act]").click()
    expect(clerk.record(id)).to_contain_text("Sửa nơi nhận")
    expect(clerk.press("reading/list", "reading_list").locator(".made a")).to_contain_text("cho-doc-lai")
    clerk.press(f"inspection/{OTHER}", "read", outcome="agreed", reader="Lương Quốc Bảo")
    assert {one.outcome for one in clerk.case(OTHER).readings} & {"agreed", "returned"}
    if place := os.environ.get("ISOAUDIT_PICTURES"):
        clerk.go("year")
        clerk.page.screenshot(path=Path(place) / "second_reader.png", full_page=True)


def test_the_reports_of_the_year_are_made(clerk: Clerk) -> None:
    for paper in ("november_report", "december_report"):
        made = clerk.press("year/stands", "other_paper", paper=paper)
        expect(made.locator(".made a")).to_contain_text(".docx")
    clerk.press("year/stands", "pages")
    expect(clerk.job("Lập trang và bảng")).to_contain_text("Đã lập trang và bảng của năm")
    expect(clerk.record("year/results").get_by_role("link", name=re.compile("Số liệu năm"))).to_be_visible()
    clerk.press("program/backup", "backup")
    expect(clerk.job("Sao lưu")).to_contain_text("Đã sao lưu")
    clerk.backups = list((clerk.above / "Sao lưu").glob("*.zip"))
    assert clerk.backups


def test_a_pack_goes_out_and_is_dropped_when_it_comes_home(clerk: Clerk) -> None:
    """Its password is typed unseen and kept nowhere in the browser."""
    password = "mat khau that dai"
    clerk.press("other/pack", "pack", which=VISIT, password=password, again=password)
    expect(clerk.job("Lập gói")).to_contain_text("Gói có mật khẩu")
    (pack,) = set((clerk.above / "Sao lưu").glob("*.zip")) - set(clerk.backups)
    asking = clerk.record("other/merge")
    asking.locator("button[data-action=merge]").click()
    box = asking.locator("[data-asking=merge] [data-field=password] input")
    expect(box).to_have_attribute("type", "password")
    box.fill("khong phai mat khau")
    assert "khong phai mat khau" not in clerk.page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    asking.locator("[data-asking=merge] button.quiet").last.click()
    asking.locator("button[data-action=merge]").click()
    clerk.add(asking.locator("[data-asking=merge] [data-field=files]"), [pack])
    asking.locator("[data-asking=merge] [data-field=password] input").fill("khong phai mat khau")
    asking.locator("[data-asking=merge] button[data-act]").click()
    expect(clerk.page.locator("[data-result='other/merge']")).to_contain_text("ật khẩu không đúng")
    asking.locator("[data-asking=merge] [data-field=password] input").fill(password)
    asking.locator("[data-asking=merge] button[data-act]").click()
    expect(clerk.job("Gộp gói")).to_contain_text("Không có gì mới")


def test_the_plan_is_proposed_and_what_is_missing_is_refused_with_its_remedy(clerk: Clerk) -> None:
    made = clerk.press("other/plan", "propose", at_least="1", first_day="01/6/2026")
    expect(made.locator(".made a")).to_contain_text(".xlsx")
    expect(clerk.press("other/rollout", "rollout_show")).to_contain_text("Chưa")
    expect(clerk.record("other/duties")).to_contain_text("Báo cáo tháng 11")


def test_what_was_a_command_alone_has_its_button(clerk: Clerk) -> None:
    """A row typed wrongly, who wrote what, the file by Article 39, the questions of the office."""
    expect(clerk.press(f"inspection/{VISIT}", "history", whole=True)).to_contain_text("41/QĐ-CCTĐC")
    expect(clerk.press(f"inspection/{VISIT}", "dossier")).to_contain_text("có")
    refused = clerk.press("table/agencies", "remove_row", which="STP", why="Nhập nhầm")
    expect(refused).to_contain_text("có cuộc kiểm tra")
    assert "STP" in clerk.programme.lists().agencies
    clerk.record("table/agencies").locator("[data-asking=remove_row] button.quiet").last.click()
    clerk.press("table/inspectors", "remove_row", which="KT-02", why="Nhập nhầm")
    expect(clerk.page.locator("[data-result='table/inspectors']")).to_contain_text("đang là thành viên Đoàn")
    clerk.record("table/inspectors").locator("[data-asking=remove_row] button.quiet").last.click()
    expect(clerk.press("table/settings", "settings_list")).to_contain_text("Cơ quan ban hành")
    expect(clerk.press("table/checklist", "export").locator(".made a")).to_contain_text("phieu-kiem-tra")
    expect(clerk.press("other/phrases", "phrases", criterion="D36-1-a-01")).to_contain_text("D36-1-a-01")


def test_a_backup_is_restored_beside_the_year(clerk: Clerk) -> None:
    (file,) = clerk.backups
    clerk.press("other/restore", "check_backup", source=str(file))
    expect(clerk.job("Đọc lại bản sao lưu")).to_contain_text("còn nguyên")
    clerk.press("other/restore", "restore_backup", source=str(file), folder="khoi-phuc")
    said = clerk.job("Khôi phục")
    expect(said).to_contain_text("Đã khôi phục vào")
    restored = clerk.follow(said.locator(".made a").first)
    expect(restored.locator("h2")).to_have_text("Năm kiểm tra 2026")
    restored.close()
    assert VISIT in Programme(clerk.above / "khoi-phuc").lists().inspections


def test_f1_and_the_question_mark_open_the_guide_where_it_speaks_of_the_tab(clerk: Clerk) -> None:
    for group, heading in (("tables", "1. Đầu năm"), ("inspections", "3. Văn bản trước khi kiểm tra")):
        clerk.go(group)
        for press in (lambda: clerk.page.keyboard.press("F1"), clerk.page.locator("a.help").click):
            with clerk.context.expect_page() as opened:
                press()
            guide = opened.value
            expect(guide.get_by_role("heading", name=heading)).to_be_in_viewport()
            assert "/files/out/huong-dan/van-thu.html#" in guide.url
            guide.close()


def test_f1_and_the_question_mark_open_the_guide_where_it_speaks_of_what_has_the_focus(clerk: Clerk) -> None:
    for id, action, guide_name, words in (
        ("program/backup", "backup", "van-thu", "7. Hồ sơ, sao lưu"),
        ("other/duties", "duties", "ke-hoach-va-bao-cao", "1. Quy định cần nhớ"),
        ("table/settings", "export", "van-thu", "Bảng thiết lập"),
        (f"inspection/{VISIT}", "take_back", "van-thu", "việc không xảy ra"),
    ):
        clerk.record(id).locator(f"button[data-action={action}]").focus()
        for press in (lambda: clerk.page.keyboard.press("F1"), clerk.page.locator("a.help").click):
            with clerk.context.expect_page() as opened:
                press()
            guide = opened.value
            expect(guide.locator(":target")).to_have_text(words)
            expect(guide.locator(":target")).to_be_in_viewport()
            assert f"/files/out/huong-dan/{guide_name}.html#" in guide.url
            guide.close()
            clerk.record(id).locator(f"button[data-action={action}]").focus()


def test_everybody_can_use_every_tab(clerk: Clerk) -> None:
    from axe_playwright_python.sync_playwright import Axe

    found = []
    for width in (1366, 800):
        clerk.page.set_viewport_size({"width": width, "height": 900})
        for group in ("year", "inspections", "tables"):
            clerk.go(group)
            clerk.page.evaluate(
                "for (const one of document.querySelectorAll('.isoaudit-form details')) one.open = true"
            )
            rules = Axe().run(clerk.page, context=".isoaudit-form").response["violations"]
            found += [(group, rule["id"], rule["nodes"][0]["html"][:200]) for rule in rules]
            wide = clerk.page.evaluate("document.querySelector('.isoaudit-form').scrollWidth")
            assert wide <= width, group
    assert found == []


def test_the_year_after_is_made_and_the_program_closed(clerk: Clerk) -> None:
    clerk.page.set_viewport_size({"width": 1366, "height": 900})
    said = clerk.press("program/years", "new_year")
    expect(said).to_contain_text("Mang sang: 03 cơ quan")
    after = clerk.follow(said.locator(".made a").first)
    expect(after.locator("h2")).to_have_text("Năm kiểm tra 2027")
    clerk.page.locator("button[data-action=close]").first.click()
    clerk.page.locator("[data-asking=close] button[data-act]").click()
    expect(clerk.page.locator(".isoaudit-message")).to_be_visible()


# what a clerk does in Excel

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def workbook(path: Path, rows: Any) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


def headings(sheet: Any, one: str) -> tuple[int, dict[str, int]]:
    """The row below the headings, and the columns by heading; ``one`` of them is known."""
    row = next(row for row in sheet.iter_rows() if any(cell.value == one for cell in row))
    return row[0].row + 1, {str(cell.value): cell.column for cell in row if cell.value}


def filled(path: Path, to: Path, faults: int) -> Path:
    """The workbook of answers, each that is empty filled in: the first so many nonconforming, the others conforming."""
    book = openpyxl.load_workbook(path)
    for sheet in (one for one in book.worksheets if one["A4"].value == "Mã cuộc kiểm tra"):
        first, at = headings(sheet, "Kết quả")
        for row in range(first, sheet.max_row + 1):
            if not sheet.cell(row, at["Mã tiêu chí"]).value or sheet.cell(row, at["Kết quả"]).value:
                continue
            sheet.cell(row, at["Kết quả"], "không phù hợp" if faults > 0 else "phù hợp")
            sheet.cell(row, at["Bằng chứng"], f"Đã xem hồ sơ số {row}")
            if faults > 0:
                gap = next(column for words, column in at.items() if words.startswith("Nội dung không phù hợp"))
                sheet.cell(row, gap, "Chưa có quyết định ban hành")
            faults -= 1
    book.save(to)
    return to


def replied(path: Path, to: Path) -> Path:
    """The reply form as the agency fills it in: done, with what was done and the evidence."""
    book = openpyxl.load_workbook(path)
    first, at = headings(book.worksheets[0], "Điểm không phù hợp")
    said = {
        "Nguyên nhân": "Chưa rà soát khi có thủ tục mới",
        "Sự khắc phục": "Đã bổ sung 02 thủ tục vào danh mục",
        "Hành động khắc phục": "Rà soát danh mục hằng quý",
        "Tình trạng": "đã thực hiện",
        "Bằng chứng": "Quyết định số 77/QĐ-STP ngày 30/7/2026",
    }
    for heading, text in said.items():
        book.worksheets[0].cell(first, at[heading], text)
    book.save(to)
    return to
