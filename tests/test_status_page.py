"""Page and workbook of the status: one source, late first, nothing of a person overwritten; in a real browser, too."""

from __future__ import annotations

import html
import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from builders import PROGRAMME, case
from conftest import absent, run_isoaudit
from openpyxl import load_workbook
from record_bench import BY_RECORD, ON_SITE, OPEN, SECOND, agree, copy, make, tell

from isoaudit.desk.inspections.changes import cancel
from isoaudit.errors import RunError, problem
from isoaudit.journal.programme import Cases, Programme, today
from isoaudit.model import Act
from isoaudit.pages import Beside, status_html
from isoaudit.rules.standing import standing
from isoaudit.rules.status import StatusRow, by_turn, chosen, in_order, rounds_of, status_row
from isoaudit.tables.workbooks.status import status_workbook
from isoaudit.work import list_book
from isoaudit.work.letters import make_letters

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DAY = date(2026, 6, 10)
ATTACK = "Sở <script>document.title='hit'</script> A & B \"<b>\" {{ 7*7 }}"


def row(**changed: Any) -> StatusRow:
    """A row of an inspection whose minutes are signed."""
    return replace(status_row(case(), DAY), **changed)


def rows() -> list[StatusRow]:
    """Rows of every kind: late, late longer, near, far, without a day."""
    far = {"due": date(2026, 8, 1), "days_left": 52, "who": "agency", "stage": "waiting_for_correction"}
    soon = {"due": date(2026, 6, 17), "days_left": 7, "who": "agency", "stage": "waiting_for_report"}
    late = {"due": date(2026, 6, 1), "days_left": -9, "late": True, "who": "secretary", "stage": "overdue"}
    later = {**late, "due": date(2026, 5, 1), "days_left": -40}
    return [
        row(inspection="2026-99-A-TS", name="Sở Y tế", round="đợt 1"),
        row(inspection="2026-99-B-TS", name="Sở Xây dựng", round="đợt 2", **far),
        row(inspection="2026-99-C-TS", name="Sở Nội vụ", round="đợt 1", **late),
        row(inspection="2026-99-D-TS", name="Sở Tư pháp", round="đợt 2", **soon),
        row(inspection="2026-99-E-TS", name="UBND xã Đồng Mai", round="", **later),
        row(inspection="2026-99-F-TS", name=ATTACK, round="đợt 1"),
    ]


def page(*given: StatusRow, beside: Beside | None = None) -> str:
    """The page of these rows."""
    return status_html(given, PROGRAMME, DAY, mark="1A2B3C4D5E6F7A8B", beside=beside)


def told(of: str, name: str) -> list[str]:
    """The cells of the row of an agency, as they are read."""
    found = next(
        part for part in re.findall(r"<tr role=\"row\" id.*?</tr>", of, re.DOTALL) if f"<bdi>{name}</bdi>" in part
    )
    return [
        " ".join(html.unescape(re.sub(r"<[^>]+>", " ", cell)).split()) for cell in re.split(r"</t[dh]>", found)[:-1]
    ]


def test_late_comes_first_the_longest_first_then_the_next_day_then_the_name() -> None:
    order = [one.inspection[8] for one in in_order(reversed(rows()))]
    assert order == ["E", "C", "D", "B", "F", "A"]
    without_a_day = row(inspection="2026-99-G-TS", late=True)
    assert [one.inspection[8] for one in in_order([*rows(), without_a_day])][:3] == ["E", "C", "G"]


def test_days_are_told_from_today_and_a_last_day_of_today_is_not_late() -> None:
    words = [row(days_left=days, late=days < 0, due=DAY).left_words for days in (-1, 0, 1, 120)]
    assert words == ["quá hạn 01 ngày", "hạn cuối hôm nay", "còn 01 ngày", "còn 120 ngày"]
    assert [row(days_left=days).soon for days in (-1, 0, 7, 8, None)] == [False, True, True, False, False]


def test_the_sums_say_for_each_who_acts_how_many_are_late_or_near() -> None:
    sums = {one.words: (one.inspections, one.late, one.soon) for one in by_turn(rows())}
    assert sums == {
        "Đơn vị kiểm tra": (2, 0, 0),
        "Thư ký, văn thư": (2, 2, 0),
        "Cơ quan chịu sự kiểm tra": (2, 0, 1),
    }


def test_a_round_is_chosen_however_it_is_written() -> None:
    for words in ("1", "Đợt 1", "đợt I", "ĐỢT 01/2026"):
        assert [one.inspection[8] for one in chosen(rows(), words)] == ["A", "C", "F"]
    assert [one.inspection[8] for one in chosen(rows(), "1", late=True)] == ["C"]
    assert rounds_of(rows()) == ["đợt 1", "đợt 2"]


def test_a_row_says_where_the_inspection_stands_as_the_rules_do() -> None:
    made = case(inspection={"round": "Đợt I/2026"}).model_copy(update={"acts": (Act(kind="plan_approved", on=DAY),)})
    found, stands = status_row(made, DAY), standing(made, DAY)
    assert (found.stage, found.next, found.since, found.due) == (stands.stage, stands.next, stands.since, stands.due)
    assert (found.round, found.days, found.who_words) == ("đợt 1", "18/6/2026", "Người ký văn bản")
    assert found.command == f"isoaudit record decided {found.inspection} --on NGÀY --number SỐ"


def test_the_page_says_day_mark_sums_and_each_row() -> None:
    made = page(*in_order(rows()))
    assert "Tính đến ngày 10/6/2026; dấu của dữ liệu: 1A2B3C4D5E6F7A8B." in made
    sums = re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", made)
    assert sums == [("Cuộc kiểm tra", "6"), ("Quá hạn", "02"), ("Đến hạn trong 07 ngày", "01")]
    cells = told(made, "Sở Nội vụ")
    assert cells[0] == "Sở Nội vụ 2026-99-C-TS"
    assert cells[1] == "Đợt 1; Tại trụ sở 18/6/2026"
    assert cells[3] == "01/6/2026 Quá hạn 09 ngày"
    assert cells[5] == "Thư ký, văn thư"
    assert re.findall(r'id="2026-99-(\w)-TS"', made) == ["E", "C", "D", "B", "F", "A"]


def test_the_page_is_self_contained_and_no_text_becomes_code() -> None:
    made = page(*rows())
    assert "default-src 'none'" in made and made.count("<script>") == 1
    assert not re.search(r"(?:src|href)=\"(?:https?:|//)|url\(|@import", made)
    assert "&lt;script&gt;document.title" in made and "{{ 7*7 }}" in made
    assert "None" not in made and "Chưa có văn bản" in made


def test_the_page_links_what_is_beside_it_and_only_that() -> None:
    alone = page(*rows())
    assert "index.html" not in alone and ".xlsx" not in alone and "findings.html" not in alone
    made = page(*rows(), beside=Beside("status.xlsx", "Bảng chưa làm mới.", True, {"2026-99-A-TS": "findings.html"}))
    assert re.findall(r'href="([^"#]+)"', made) == ["index.html", "status.xlsx", "2026-99-A-TS/findings.html"]
    assert "Bảng chưa làm mới." in made


def test_a_year_without_inspections_late_or_not_is_a_page_too() -> None:
    made = page()
    assert "<dd>0</dd>" in made and "alarm" not in made.partition("</style>")[2]


def test_the_workbook_has_real_days_a_filter_and_the_rows_of_the_page_in_their_order() -> None:
    book = load_workbook(io.BytesIO(status_workbook(in_order(rows()), 2026, "Tình hình", "Tính đến ngày 10/6/2026.")))
    (sheet,) = book.worksheets
    heading = [cell.value for cell in sheet[3]]
    table = [dict(zip(heading, [cell.value for cell in line], strict=True)) for line in sheet.iter_rows(min_row=4)]
    assert [line["Cuộc kiểm tra"][8] for line in table] == ["E", "C", "D", "B", "F", "A"]
    assert [line["Hạn"].date() if line["Hạn"] else None for line in table][:3] == [
        date(2026, 5, 1), date(2026, 6, 1), date(2026, 6, 17)
    ]  # fmt: skip
    assert [line["Còn (ngày)"] for line in table] == [-40, -9, 7, 52, None, None]
    assert [line["Quá hạn"] for line in table] == ["Quá hạn", "Quá hạn", None, None, None, None]
    assert sheet.auto_filter.ref == "A3:P9" and sheet.freeze_panes == "C4"
    assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == int(sheet.PAPERSIZE_A4)
    assert sum(len(rules.rules) for rules in sheet.conditional_formatting) == 2
    assert table[4]["Cơ quan"] == ATTACK and sheet["A8"].data_type == "s"


def test_the_same_rows_make_the_same_bytes() -> None:
    assert status_workbook(rows(), 2026, "A", "B") == status_workbook(rows(), 2026, "A", "B")


# ---- with a programme


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("status") / "2026")


@pytest.fixture
def year(made: Path, tmp_path: Path) -> Programme:
    return copy(made, tmp_path / "2026")


def status(year: Programme, *words: str, code: int = 0) -> str:
    """What the command says."""
    done = run_isoaudit("-C", year.folder, "status", *words)
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


def shown(year: Programme, id: str) -> str:
    """The row of an inspection in the page that lies there."""
    text = (year.out / "status.html").read_text(encoding="utf-8")
    found = re.search(rf'<tr role="row" id="{id}".*?</tr>', text, re.DOTALL)
    assert found
    return found[0]


def in_book(year: Programme, id: str, name: str = "status.xlsx") -> dict[str, Any]:
    """The same in the workbook."""
    sheet = load_workbook(year.out / name).worksheets[0]
    heading = [cell.value for cell in sheet[3]]
    for line in sheet.iter_rows(min_row=4, values_only=True):
        if id in line:
            return dict(zip(heading, line, strict=True))
    raise AssertionError(id)


def test_without_names_page_and_workbook_are_written_and_named(year: Programme) -> None:
    said = status(year)
    assert str(year.out / "status.html") in said and str(year.out / "status.xlsx") in said
    data = json.loads(status(year, "--json"))
    state = year.register()
    cases = {one.inspection.id: one for one in Cases(year, state)}
    assert [one["inspection"] for one in data] == re.findall(
        r'<tr role="row" id="([^"]+)"', (year.out / "status.html").read_text(encoding="utf-8")
    )
    for one in data:
        stands = standing(cases[one["inspection"]], today())
        assert (one["stage"], one["next"], one["late"]) == (stands.stage, stands.next, stands.late)
        for words in (one["words"]["stage"], one["words"]["next"], one["words"]["who"]):
            assert words in html.unescape(shown(year, one["inspection"]))
        line = in_book(year, one["inspection"])
        assert (line["Tình trạng"], line["Việc tiếp theo"], line["Lệnh"]) == (
            one["words"]["stage"], one["words"]["next"], one["command"]
        )  # fmt: skip
        assert line["Còn (ngày)"] == one["days_left"]
    assert year.fingerprint() in (year.out / "status.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("words", [[ON_SITE], ["--on", "1/7/2026"], ["--json"]])
def test_what_only_looks_writes_nothing(year: Programme, words: list[str]) -> None:
    status(year, *words)
    assert not (year.out / "status.html").exists()


def test_a_report_on_correction_ends_what_is_late_on_the_page_and_in_the_workbook(year: Programme) -> None:
    """TT26/2014 Đ37.2.c on site; by record the day is the office's own (Đ37.1.a)."""
    agree(year, ON_SITE, SECOND)
    tell(year, "minutes_signed", ON_SITE, on="15/6")
    tell(year, "requested", BY_RECORD, on="2/3", number="1/CV")
    tell(year, "report_received", BY_RECORD, on="20/3", number="2/BC", arrived_on=date(2026, 3, 21))
    tell(year, "correction_requested", BY_RECORD, on="1/4", number="3/CV", reply_by=date(2026, 5, 1))
    said = status(year)
    both = sorted((ON_SITE, BY_RECORD))
    assert "Quá hạn: 02 cuộc kiểm tra" in said
    for id in both:
        assert "data-late" in shown(year, id) and in_book(year, id)["Quá hạn"] == "Quá hạn"
    tell(year, "correction_reported", ON_SITE, BY_RECORD, on="20/9", number="9/BC", arrived_on=date(2026, 9, 22))
    assert "Quá hạn" not in status(year, *both)
    status(year)
    for id in both:
        assert "data-late" not in shown(year, id) and "Đã báo cáo khắc phục" in shown(year, id)
        line = in_book(year, id)
        assert (line["Quá hạn"], line["Hạn"], line["Tình trạng"]) == (None, None, "Đã báo cáo khắc phục")


def test_a_round_and_those_late_can_be_asked_for_and_the_page_still_has_all(year: Programme) -> None:
    agree(year, ON_SITE, SECOND)
    tell(year, "minutes_signed", ON_SITE, on="15/6")
    said = status(year, "--round", "Đợt I", "--late")
    assert ON_SITE in said and SECOND not in said and BY_RECORD not in said
    for id in (ON_SITE, SECOND, BY_RECORD, OPEN):
        assert shown(year, id)
    one = status(year, "--round", "2")
    assert OPEN in one and ON_SITE not in one
    refused = status(year, "--round", "9", code=2)
    assert "không có đợt «9»" in refused and "đợt 1, đợt 2" in refused
    assert "chọn một cách" in status(year, ON_SITE, "--round", "1", code=2)


def test_lines_fit_a_hundred_columns_and_a_long_name_is_cut_at_its_end(year: Programme) -> None:
    table = year.folder / "long.csv"
    name = "Ban Quản lý Khu công nghệ cao và các khu công nghiệp trên địa bàn tỉnh An Bình"
    table.write_text(
        f"code,name,level,kind,obligation\n99-STP,{name},tinh,co_quan_chuyen_mon,bat_buoc\n", encoding="utf-8"
    )
    assert run_isoaudit("-C", year.folder, "agencies", "import", table, "--as-of", "1/1/2026").returncode == 0
    agree(year, ON_SITE)
    tell(year, "decided", SECOND, on="1/6", number="42/QĐ")
    tell(year, "minutes_signed", ON_SITE, on="15/6")
    lines = [line for line in status(year).splitlines() if line.startswith("  2026-")]
    assert len(lines) == 4 and all(len(line) <= 100 for line in lines)
    (cut,) = [line for line in lines if ON_SITE in line]
    assert re.search(r"Ban Quản lý Khu công nghệ.*… +đợt 1     17/8/2026 \(quá hạn \d+ ngày\)$", cut)


def test_a_workbook_in_which_a_person_worked_is_left_alone(year: Programme) -> None:
    status(year)
    path = year.out / "status.xlsx"
    book = load_workbook(path)
    book.worksheets[0]["Q4"] = "Đã gọi điện"
    book.save(path)
    kept = path.read_bytes()
    said = status(year)
    assert path.read_bytes() == kept
    assert "status.xlsx đã được sửa tay nên giữ nguyên; bảng mới là status.new.xlsx" in said
    assert "bảng mới là status.new.xlsx" in (year.out / "status.html").read_text(encoding="utf-8")
    tell(year, "plan_approved", ON_SITE, SECOND, OPEN, BY_RECORD, on="10/2")
    status(year)
    assert path.read_bytes() == kept
    assert in_book(year, BY_RECORD, "status.new.xlsx")["Tình trạng"] == "Đã phê duyệt kế hoạch"
    path.unlink()
    status(year)
    assert [one.name for one in sorted(year.out.glob("status*"))] == ["status.html", "status.xlsx"]


def test_a_workbook_that_is_open_elsewhere_is_said_and_the_page_is_new(
    year: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    status(year)
    before = (year.out / "status.xlsx").read_bytes()
    whole = list_book.write_whole

    def locked(path: Path, data: bytes) -> None:
        if path.suffix == ".xlsx":  # what Windows answers while Excel has it
            raise RunError(problem("FILE_005", str(path), reason="không có quyền"))
        whole(path, data)

    monkeypatch.setattr(list_book, "write_whole", locked)
    tell(year, "plan_approved", ON_SITE, SECOND, OPEN, BY_RECORD, on="10/2")
    said = status(year, code=1)
    assert "status.xlsx: không ghi được" in said and "đóng tệp nếu đang mở trong Word, Excel" in said
    assert (year.out / "status.xlsx").read_bytes() == before
    text = (year.out / "status.html").read_text(encoding="utf-8")
    assert "Bảng Excel chưa làm mới được" in text and "Đã phê duyệt kế hoạch" in shown(year, BY_RECORD)
    monkeypatch.undo()
    status(year)
    assert in_book(year, BY_RECORD)["Tình trạng"] == "Đã phê duyệt kế hoạch"


def test_nothing_is_written_again_where_nothing_changed(year: Programme) -> None:
    status(year)
    path = year.out / "status.xlsx"
    before = path.stat().st_mtime_ns
    status(year)
    assert path.stat().st_mtime_ns == before
    path.unlink()
    status(year)
    assert path.is_file()


def test_where_out_is_taken_the_answer_is_still_told(year: Programme) -> None:
    """Another command writes there at this moment."""
    from isoaudit.files import alone, make_folder

    make_folder(year.out)
    with alone(year.out):
        said = status(year, code=1)
    assert ON_SITE in said and "Chưa làm mới được trang và bảng tình hình" in said
    assert not (year.out / "status.html").exists()


def test_letters_of_the_year_make_the_page_too_and_those_named_do_not(year: Programme) -> None:
    make_letters(year, [ON_SITE])
    assert not (year.out / "status.html").exists()
    make_letters(year)
    assert shown(year, OPEN) and in_book(year, OPEN)


def test_the_list_of_inspections_says_round_and_days(year: Programme) -> None:
    said = run_isoaudit("-C", year.folder, "inspections", "list").stdout
    assert "Sở Tư pháp, tại trụ sở, đợt 1, ngày 15/6/2026, " in said
    assert "qua hồ sơ, báo cáo, từ ngày 01/9/2026 đến ngày 30/9/2026, " in said
    data = {
        one["id"]: one for one in json.loads(run_isoaudit("-C", year.folder, "inspections", "list", "--json").stdout)
    }
    assert (data[ON_SITE]["round"], data[ON_SITE]["from"], data[ON_SITE]["to"]) == ("1", "2026-06-15", "2026-06-15")


# ---- in a real browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page as it lies in a folder with Vietnamese signs in its name."""
    out = tmp_path_factory.mktemp("năm 2026") / "out"
    out.mkdir()
    (out / "status.html").write_text(page(*in_order(rows())), encoding="utf-8")
    return out


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A page in a context of its own, which may not leave the folder."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    context.route(re.compile("^(?!file:)"), lambda route: route.abort())
    yield context.new_page()
    context.close()


def opened(tab: Page, folder: Path) -> list[str]:
    """Open the page; the list grows by what it asks for and by every fault of its script."""
    left: list[str] = []
    tab.on("request", lambda request: left.append(request.url))
    tab.on("pageerror", lambda error: left.append(str(error)))
    tab.on("console", lambda message: left.append(message.text))
    tab.goto((folder / "status.html").as_uri())
    return left[1:]


def in_sight(tab: Page) -> str:
    """The letters of the inspections in sight."""
    return "".join(text[8] for text in tab.locator(".standing tbody tr:visible .id").all_text_contents())


def test_nothing_leaves_and_no_text_runs(tab: Page, folder: Path) -> None:
    assert opened(tab, folder) == []
    assert tab.title().startswith("Tình hình các cuộc kiểm tra năm 2026")
    assert in_sight(tab) == "ECDBFA"


def test_each_filter_and_the_search(tab: Page, folder: Path) -> None:
    opened(tab, folder)
    tab.select_option("[name=round]", "đợt 1")
    assert in_sight(tab) == "CFA"
    tab.check("[name=late]")
    assert in_sight(tab) == "C"
    assert tab.locator("output[name=shown]").text_content() == "Hiển thị 1/6 cuộc kiểm tra; quá hạn 1"
    tab.select_option("[name=round]", "")
    assert in_sight(tab) == "EC"
    tab.uncheck("[name=late]")
    tab.select_option("[name=stage]", "waiting_for_report")
    assert in_sight(tab) == "D"
    tab.select_option("[name=stage]", "")
    tab.select_option("[name=who]", "agency")
    assert in_sight(tab) == "DB"
    tab.select_option("[name=who]", "")
    tab.fill("[name=search]", "dong mai")
    assert in_sight(tab) == "E"
    tab.press("[name=search]", "Enter")
    assert in_sight(tab) == "E", "Enter must not load the page again"


def test_the_sums_lead_to_the_rows_of_who_acts(tab: Page, folder: Path) -> None:
    opened(tab, folder)
    tab.locator("tr", has_text="Thư ký, văn thư").locator("button", has_text="Xem danh sách").click()
    assert in_sight(tab) == "EC"
    assert tab.locator("[name=who]").input_value() == "secretary"


@pytest.mark.parametrize("allowed", [True, False])
def test_a_command_is_copied_with_and_without_a_clipboard(tab: Page, folder: Path, allowed: bool) -> None:
    if allowed:
        tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    else:
        tab.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))")
    opened(tab, folder)
    line = tab.locator("[id='2026-99-A-TS']")
    line.locator("summary").press("Enter")
    line.locator("button.copy").last.click()
    command = "isoaudit record plan_approved --all --on NGÀY --number SỐ"
    tab.wait_for_function("document.querySelector('output[name=copied]').textContent !== ''")
    assert tab.locator("output[name=copied]").text_content() == f"Đã chép lệnh: {command}"
    assert line.locator("button.copy").all_text_contents() == ["Chép", "Đã chép"]
    tab.fill("[name=search]", "")
    tab.focus("[name=search]")
    tab.keyboard.press("Control+V")
    assert tab.locator("[name=search]").input_value() == command


def test_where_nothing_can_be_copied_the_command_is_selected(tab: Page, folder: Path) -> None:
    tab.add_init_script(
        "navigator.clipboard.writeText = () => Promise.reject(new Error('no')); document.execCommand = () => false;"
    )
    opened(tab, folder)
    line = tab.locator("[id='2026-99-A-TS']")
    line.locator("summary").click()
    line.locator("button.copy").last.click()
    tab.wait_for_function("document.querySelector('output[name=copied]').textContent.includes('Ctrl+C')")
    assert tab.evaluate("String(getSelection())") == "isoaudit record plan_approved --all --on NGÀY --number SỐ"


def test_without_script_all_rows_and_commands_are_there(browser: Browser, folder: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto((folder / "status.html").as_uri())
    assert in_sight(tab) == "ECDBFA"
    assert tab.locator("button:visible").count() == 0 and tab.locator("form:visible").count() == 0
    tab.locator("summary").first.click()
    assert tab.locator("code:visible").count() >= 1
    context.close()


@pytest.mark.parametrize("width", [1920, 1366, 1024, 800, 390])
def test_nothing_is_wider_than_the_screen(tab: Page, folder: Path, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 768})
    opened(tab, folder)
    tab.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_print_is_landscape_without_commands_and_says_what_was_chosen(
    tab: Page, folder: Path, tmp_path: Path, pdf_text: Callable[[Path], tuple[str, tuple[float, float]]]
) -> None:
    opened(tab, folder)
    tab.select_option("[name=round]", "đợt 1")
    tab.check("[name=late]")
    paper = tmp_path / "status.pdf"
    tab.pdf(path=str(paper), prefer_css_page_size=True)
    text, (width, height) = pdf_text(paper)
    assert width > height
    assert "Chỉ gồm: Đợt 1; quá hạn." in text and "Sở Nội vụ" in text and "Sở Y tế" not in text
    assert "isoaudit" not in text and "Lệnh để chép" not in text and "Tất cả" not in text


@pytest.fixture
def pdf_text() -> Callable[[Path], tuple[str, tuple[float, float]]]:
    """Text and size of the pages of a PDF."""
    if not shutil.which("pdftotext"):
        absent("pdftotext", "poppler-utils")

    def read(path: Path) -> tuple[str, tuple[float, float]]:
        text = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True)
        facts = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True).stdout
        size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", facts)
        assert size
        return text.stdout, (float(size[1]), float(size[2]))

    return read


def test_what_is_not_carried_out_is_counted_apart_on_the_page_and_in_nobodys_list(year: Programme) -> None:
    cancel(year, [OPEN], "cơ quan đang sắp xếp lại")
    status(year)
    page = (year.out / "status.html").read_text(encoding="utf-8")
    assert "<dt>Cuộc kiểm tra</dt><dd>3</dd>" in page and "(không tính)</dt><dd>01</dd>" in page
    assert 'data-who=""' in shown(year, OPEN) and in_book(year, OPEN)["Người thực hiện"] == "-"
