"""A visit through ``isoaudit open`` in a real browser; what is asserted lies in the journal, not on the screen.

Needs Chromium; without it these tests are skipped, except where CI is set. One server and one page for the file, which
the tests use one after the other, as a day of a visit does. What the figures are is printed (``-s``), and decides
nothing.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import os
import re
import statistics
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psutil
import pytest
from conftest import Copied, run_isoaudit
from docx import Document
from opened import Opened, until
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FileChooser, Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from isoaudit.desk import import_inspections
from isoaudit.files import make_folder
from isoaudit.journal.programme import Programme
from isoaudit.model import Act, Answer, Inspection
from isoaudit.visit.book import VisitBook

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and /proc of Linux")
ID, DAY, TYPED_DAY = "2026-99-SNV-TS", "2026-09-15", "15/9/2026"
LEADER, SECRETARY = "Lương Quốc Bảo", "Nông Thu Trang"
PATIENCE = 60_000
READY = ".isoaudit-form[data-ready=true]"
BY_KEYS = "1.a"
"""The point whose criteria are answered in the test that uses nothing but keys."""
FIGURES: list[tuple[str, str]] = []
_EDITS = itertools.count()


class Day:
    """The programme of a visit, opened; opened again after its server died."""

    def __init__(self, folder: Path, context: BrowserContext) -> None:
        self.folder = folder
        self.programme = Programme(folder)
        self.opened = Opened(folder, ID)
        self.page = context.new_page()
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.page.goto(self.opened.url)
        self.ready()

    def ready(self) -> None:
        """Until the form is shown."""
        self.page.wait_for_selector(READY, timeout=PATIENCE)

    def answer(self, criterion: str) -> Answer | None:
        """What the journal says of a criterion."""
        state, _ = self.programme.about([ID])
        return next((one for one in state.answers(ID) if one.criterion == criterion), None)

    def evidence(self, criterion: str) -> str:
        """The text of its evidence."""
        answer = self.answer(criterion)
        return "\n".join(item.text for item in answer.evidence) if answer else ""

    def inspection(self) -> Inspection:
        """The inspection as the journal has it."""
        return self.programme.about([ID])[1][0]

    def act(self, kind: str) -> Act | None:
        state, _ = self.programme.about([ID])
        return next((act for act in state.acts(ID) if act.kind == kind), None)

    def kernel(self) -> psutil.Process:
        return next(one for one in self.opened.server().children() if "ipykernel_launcher" in " ".join(one.cmdline()))

    def until(self, seen: Callable[[], Any], seconds: float = 40) -> Any:
        """Ask again until something is seen; the page goes on meanwhile."""
        return until(self.page, seen, seconds)

    def settled(self) -> None:
        """Until nothing waits in the browser."""
        self.page.wait_for_selector(".isoaudit-form[data-pending='0']", timeout=PATIENCE)


def measured(what: str, value: str) -> None:
    FIGURES.append((what, value))


@pytest.fixture(scope="module")
def province(example_answered: Copied, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The example province with a visit, and a place beside it for what ``open`` keeps."""
    above = tmp_path_factory.mktemp("thăm")
    folder = above / "năm 2026"
    programme = Programme(example_answered(folder))
    table = above / "visits.csv"
    table.write_text(
        "agency,mode,round,from,to,period_from,period_to,team\n"
        f"99-SNV,on_site,2,{DAY},{DAY},2025-07-01,{DAY},{LEADER} (trưởng đoàn); {SECRETARY} (thư ký)\n",
        encoding="utf-8",
    )
    import_inspections(programme, table)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(above / "state"))
        yield folder


@pytest.fixture(scope="module")
def asked() -> list[str]:
    """Every address that a page asked for."""
    return []


@pytest.fixture(scope="module")
def context(browser: Browser, asked: list[str]) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    context.set_default_timeout(PATIENCE)
    context.on("request", lambda request: asked.append(request.url))
    yield context
    context.close()


@pytest.fixture(scope="module")
def day(province: Path, context: BrowserContext) -> Iterator[Day]:
    """The visit, shown. The figures are printed at its end."""
    day = Day(province, context)
    measured("open to usable", f"{time.monotonic() - day.opened.began:.1f} s")
    drawn = day.page.locator(READY).get_attribute("data-drawn")
    criteria = day.page.locator("[data-record^='answer/']").count()
    measured(f"{criteria} criteria drawn", f"{drawn} ms")
    yield day
    if day.opened.process.poll() is None:
        day.opened.end()
    sys.stdout.write("\n" + "\n".join(f"{what:<55}{value:>20}" for what, value in FIGURES) + "\n")


@pytest.fixture(autouse=True)
def pictured(request: pytest.FixtureRequest, day: Day) -> Iterator[None]:
    """A picture of the page of each test, where ISOAUDIT_PICTURES names a folder for them."""
    yield
    if place := os.environ.get("ISOAUDIT_PICTURES"):
        make_folder(Path(place))
        day.page.screenshot(path=Path(place) / f"{request.node.name}.png")


def go(page: Page, group: str) -> None:
    page.locator(f".isoaudit-form [role=tab][data-group={group}]").click()


def record(page: Page, criterion: str) -> Locator:
    """The record of a criterion, in sight."""
    go(page, "questions")
    page.evaluate("document.querySelectorAll('.isoaudit-form section > details').forEach(one => { one.open = true })")
    return page.locator(f".isoaudit-form [data-record='answer/{criterion}']")


def evidence(page: Page, criterion: str) -> Locator:
    return record(page, criterion).locator("[data-field=evidence] [data-row='0'] [data-field=text] textarea")


def last_section_is_open(page: Page) -> bool:
    """Whether another section than the first, opened before, is open still."""
    return bool(page.locator("section[data-section='point-2.e'] > details").evaluate("one => one.open"))


def test_an_answer_is_in_the_journal_and_comes_back(day: Day) -> None:
    page = day.page
    record(page, "D36-1-b-01").locator("input[value=conforming]").check()
    evidence(page, "D36-1-b-01").fill("Công văn số 12/SNV-VP ngày 05/3/2026 phổ biến hệ thống")
    day.until(lambda: day.evidence("D36-1-b-01").endswith("phổ biến hệ thống"))
    day.settled()
    began = time.monotonic()
    page.reload(wait_until="commit")
    day.ready()
    measured("reload to usable", f"{time.monotonic() - began:.1f} s")
    expect(evidence(page, "D36-1-b-01")).to_have_value(re.compile("phổ biến hệ thống$"))
    expect(record(page, "D36-1-b-01").locator("input[value=conforming]")).to_be_checked()
    answer = day.answer("D36-1-b-01")
    assert answer and answer.verdict == "conforming" and len(answer.heads) == 1


def test_how_long_an_edit_takes(day: Day) -> None:
    took = []
    for number, verdict in enumerate(["conforming", "not_examined"] * 5):
        criterion = f"D36-1-b-0{2 + number % 3}"
        saved = int(day.page.locator(READY).get_attribute("data-saved") or 0)
        record(day.page, criterion).locator(f"input[value={verdict}]").check()
        day.page.keyboard.press("Control+s")
        day.page.wait_for_selector(f".isoaudit-form:not([data-saved='{saved}'])[data-pending='0']")
        took.append(int(day.page.locator(READY).get_attribute("data-latency") or 0))
        assert (answer := day.answer(criterion)) and answer.verdict == verdict
    measured("edit to acknowledged, median of 10", f"{statistics.median(took):.0f} ms")
    measured("edit to acknowledged, longest of 10", f"{max(took)} ms")


def test_keys_of_the_notebook_do_nothing(day: Day) -> None:
    page = day.page
    box = evidence(page, "D36-1-c-01")
    record(page, "D36-1-c-01").locator("input[value=observation]").focus()
    page.keyboard.press("Space")
    for key in (
        "ArrowLeft",
        "d",
        "d",
        "x",
        "b",
        "m",
        "y",
        "0",
        "0",
        "Escape",
        "d",
        "d",
        "Control+s",
        "Control+Shift+c",
    ):
        page.keyboard.press(key)
    box.focus()
    for key in ("Escape", "d", "d", "Shift+Enter", "Control+Enter", "Control+s"):
        page.keyboard.press(key)
    day.until(lambda: (answer := day.answer("D36-1-c-01")) and answer.verdict == "nonconforming")
    day.until(lambda: day.evidence("D36-1-c-01") == "dd")
    expect(page.locator(READY)).to_be_visible()
    expect(page.locator(".jp-Cell")).to_have_count(3)
    expect(page.locator(".jp-Dialog, .lm-Menu, .jp-ModalCommandPalette").locator("visible=true")).to_have_count(0)
    record(page, "D36-1-c-01").locator("input[value=conforming]").check()


def test_f1_opens_the_guide_where_it_speaks_of_what_has_the_focus_and_the_form_stays(day: Day) -> None:
    answer = record(day.page, "D36-1-c-01")
    for focused, words in (
        (answer.locator("input[value=conforming]"), "Phiếu làm việc, phiếu kiểm tra"),
        (answer.locator("[data-field=files] button").first, "Ảnh, tệp"),
        (day.page.locator("[role=tab][data-group=questions]"), "Thẻ 2. Phiếu kiểm tra"),
        (evidence(day.page, "D36-1-c-01"), "Bằng chứng"),
    ):
        focused.focus()
        with day.page.context.expect_page() as opened:
            day.page.keyboard.press("F1")
        guide = opened.value
        expect(guide.locator(":target")).to_have_text(words)
        expect(guide.locator(":target")).to_be_in_viewport()
        assert "/files/out/huong-dan/" in guide.url
        guide.close()
    assert day.evidence("D36-1-c-01") == "dd"
    expect(day.page.locator(READY)).to_be_visible()


def test_a_kernel_killed_in_mid_edit(day: Day) -> None:
    typed = "Sổ theo dõi văn bản đến năm 2026, 12"
    box = evidence(day.page, "D36-1-c-02")
    box.press_sequentially(typed[:18])
    old = day.kernel()
    old.kill()
    began = time.monotonic()
    day.page.keyboard.type(typed[18:], delay=120)
    day.until(lambda: len(day.evidence("D36-1-c-02")) >= len(typed) - 3)
    measured("kernel killed, everything in the journal after", f"{time.monotonic() - began:.1f} s")
    day.settled()
    assert last_section_is_open(day.page), "what was open stays open"
    there = day.evidence("D36-1-c-02")
    measured("characters lost of 36", str(len(typed) - len(there)))
    assert day.kernel().pid != old.pid
    assert (answer := day.answer("D36-1-c-02")) and not answer.disputed
    expect(evidence(day.page, "D36-1-c-02")).to_have_value(there)


def test_a_killed_server_is_opened_again_and_the_outbox_sent(day: Day) -> None:
    kernel = day.kernel()
    day.opened.server().kill()
    assert day.opened.status() == 1
    evidence(day.page, "D36-1-c-03").fill("Ghi khi máy chủ đã dừng")
    record(day.page, "D36-1-c-04").locator("input[value=conforming]").check()
    expect(day.page.locator(".isoaudit-message")).to_be_visible(timeout=PATIENCE)
    assert day.answer("D36-1-c-03") is None
    psutil.wait_procs([kernel], timeout=20)
    url, began = day.opened.url, time.monotonic()
    day.opened = Opened(day.folder, ID)
    assert day.opened.url == url
    day.until(lambda: day.evidence("D36-1-c-03") == "Ghi khi máy chủ đã dừng", 90)
    measured("server opened again, outbox in the journal after", f"{time.monotonic() - began:.1f} s")
    day.until(lambda: (answer := day.answer("D36-1-c-04")) and answer.verdict == "conforming")
    day.settled()
    evidence(day.page, "D36-1-c-03").press("End")
    day.page.keyboard.type(", đã mở lại")
    day.until(lambda: day.evidence("D36-1-c-03").endswith(", đã mở lại"))


def test_a_photo_of_48_megapixels(day: Day) -> None:
    made = io.BytesIO()
    Image.effect_noise((2000, 1500), 90).resize((8000, 6000)).convert("RGB").save(made, "JPEG", quality=92)
    photo = made.getvalue()
    digest = hashlib.sha256(photo).hexdigest()
    shown = record(day.page, "D36-1-c-05")
    files = shown.locator("[data-field=files] input[multiple]")
    files.set_input_files([{"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": photo}])
    began = time.monotonic()
    shown.locator(".warning button").first.click()
    day.until(lambda: (answer := day.answer("D36-1-c-05")) and answer.files == (digest,))
    measured(f"photo of 48 megapixels, {len(photo) / 1e6:.0f} MB", f"{time.monotonic() - began:.1f} s")
    assert (day.programme.journal.files / digest).read_bytes() == photo, "the original is kept unaltered"
    picture = shown.locator(f"figure[data-file='{digest}'] img")
    assert 0 < picture.evaluate("one => Math.max(one.naturalWidth, one.naturalHeight)") <= 240


def test_of_two_tabs_one_writes(day: Day, context: BrowserContext) -> None:
    other = context.new_page()
    other.goto(day.opened.url)
    other.wait_for_selector(READY)
    other.wait_for_selector(".other-tab:not([hidden])")
    other.locator(".take-over").click()
    day.page.wait_for_selector(".other-tab:not([hidden])")
    evidence(other, "D36-1-c-06").fill("ở thẻ thứ hai")
    day.until(lambda: day.evidence("D36-1-c-06") == "ở thẻ thứ hai")
    other.close(run_before_unload=False)
    day.page.bring_to_front()
    day.page.wait_for_selector(".other-tab", state="hidden")
    expect(evidence(day.page, "D36-1-c-06")).to_have_value("ở thẻ thứ hai")


def test_vietnamese_typed_and_pasted(day: Day, context: BrowserContext) -> None:
    page = day.page
    pasted = unicodedata.normalize("NFD", "Quyết định ban hành hệ thống")
    box = evidence(page, "D36-1-d-01")
    box.focus()
    page.keyboard.insert_text(pasted)
    day.until(lambda: day.evidence("D36-1-d-01") == unicodedata.normalize("NFC", pasted))
    expect(box, "nothing moves under the caret").to_have_value(pasted)
    evidence(page, "D36-1-d-02").focus()
    keys = context.new_cdp_session(page)
    for text in ("d", "đ", "đa", "đă", "đăn", "đăng"):
        keys.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
        page.wait_for_timeout(250)  # longer than a second in all: drafts are sent and answered meanwhile
    keys.send("Input.insertText", {"text": "đăng"})
    page.keyboard.type(" ký")
    day.until(lambda: day.evidence("D36-1-d-02") == "đăng ký")
    expect(evidence(page, "D36-1-d-02")).to_have_value("đăng ký")


def test_a_team_of_four_packs(day: Day, browser: Browser, tmp_path: Path) -> None:
    """One writes in a browser, three in tables; what two said differently is settled in the form."""
    packs = [tmp_path / f"gói {number}" for number in range(4)]
    for pack in packs:
        assert run_isoaudit("-C", day.folder, "pack", ID, "-o", pack).returncode == 0
    with ExitStack() as stack:
        opened = Opened(packs[0], ID)
        stack.callback(opened.end)
        page = stack.enter_context(browser.new_context()).new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(opened.url)
        page.wait_for_selector(READY, timeout=PATIENCE)
        record(page, "D36-1-d-03").locator("input[value=conforming]").check()
        evidence(page, "D36-1-d-03").fill("Thành viên 0 đã xem")
        record(page, "D36-1-d-04").locator("input[value=conforming]").check()
        page.keyboard.press("Control+s")
        page.wait_for_selector(".isoaudit-form:not([data-saved='0'])[data-pending='0']")
    said = (
        ("D36-1-d-03,observation,Thành viên 1 đã xem,Nên ghi ngày", "D36-1-d-05,conforming,,"),
        ("D36-1-e-01,conforming,,",),
        ("D36-1-e-02,conforming,,",),
    )
    for number, (pack, rows) in enumerate(zip(packs[1:], said, strict=True)):
        table = tmp_path / f"{number}.csv"
        lines = ["inspection,criterion,verdict,evidence,gap", *(f"{ID},{row}" for row in rows)]
        table.write_text("\n".join(lines), encoding="utf-8")
        done = run_isoaudit("-C", pack, "answers", "import", table)
        assert done.returncode == 0, done.stderr
    order = [packs[number] for number in (2, 1, 3, 0)]
    assert run_isoaudit("-C", day.folder, "merge", *order).returncode == 1, "there is a conflict"
    for criterion in ("D36-1-d-04", "D36-1-d-05", "D36-1-e-01", "D36-1-e-02"):
        assert (answer := day.answer(criterion)) and answer.verdict == "conforming", criterion
    assert (answer := day.answer("D36-1-d-03")) and len(answer.disputed) == 2

    day.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    shown = record(day.page, "D36-1-d-03")
    expect(shown).to_have_attribute("data-state", "conflict")
    mine = shown.locator(".alternative", has_text="Thành viên 1 đã xem").locator("[data-take]")
    mine.click()
    day.until(lambda: day.evidence("D36-1-d-03") == "Thành viên 1 đã xem")
    assert (answer := day.answer("D36-1-d-03")) and answer.verdict == "observation" and not answer.disputed
    expect(shown.locator("[data-result]")).not_to_be_empty()


GROUPS = ("prepare", "questions", "samples", "missing", "meeting", "exchange", "minutes")


def violations(page: Page, groups: Sequence[str]) -> list[Any]:
    from axe_playwright_python.sync_playwright import Axe

    found: list[Any] = []
    for group in groups:
        go(page, group)
        rules = Axe().run(page, context=".isoaudit-form").response["violations"]
        found += [(group, rule["id"], rule["nodes"][0]["html"][:200]) for rule in rules]
    return found


def test_everybody_can_use_every_tab(day: Day) -> None:
    assert violations(day.page, GROUPS) == []
    page = day.page
    go(page, "prepare")
    page.evaluate("document.querySelectorAll('.isoaudit-form section > details').forEach(one => { one.open = true })")
    page.locator("[data-record='part/1.a'] input").first.check()  # which a person must be able to see
    day.until(lambda: any(member.criteria for member in day.inspection().team))
    record(page, "D36-1-a-03").locator(".folded summary").focus()
    stops = 0
    while page.evaluate("document.activeElement.closest('[data-record]')?.dataset.record") == "answer/D36-1-a-03":
        stops += 1
        page.keyboard.press("Tab")
    measured("Tab stops of an unanswered criterion", str(stops))
    assert 1 < stops <= 5


def test_a_focused_control_is_not_below_the_bar(day: Day) -> None:
    """Whoever goes through the questions backwards with Shift+Tab sees where they are, at 200 %, too."""
    page = day.page
    try:
        for size in ({"width": 1366, "height": 768}, {"width": 683, "height": 384}):
            page.set_viewport_size(size)
            record(page, "D36-1-b-04").locator("input[value=conforming]").focus()
            for _ in range(20):
                page.keyboard.press("Shift+Tab")
                page.evaluate("new Promise(requestAnimationFrame)")
                hidden = page.evaluate(
                    """() => {
                      const box = document.activeElement.getBoundingClientRect();
                      const over = document.elementFromPoint(box.x + box.width / 2, Math.max(box.y, 0) + 3);
                      return over?.closest(".bar") ? document.activeElement.outerHTML : "";
                    }"""
                )
                assert not hidden, size
    finally:
        page.set_viewport_size({"width": 1366, "height": 768})


def answer_the_others(day: Day) -> None:
    """All criteria but those of one point, as the rest of the team would: two findings, else conforming."""
    book = VisitBook(day.folder, ID)
    shown = {one.id: one for section in book.page().sections for one in section.records}
    values = book.values()
    for id, one in shown.items():
        criterion = id.partition("/")[2]
        if not one.counts or criterion.startswith("D36-1-a"):
            continue
        fields = {**values[id].fields, "verdict": "conforming", "inspector": SECRETARY}
        if criterion == "D36-1-b-01":
            fields |= {"verdict": "observation", "gap": "02 công chức mới chưa được hướng dẫn áp dụng"}
        book.say(id, fields, edit=f"other-{next(_EDITS)}", base=values[id].base, at="")


class Keys:
    """Somebody who uses nothing but the keyboard."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    def press(self, *keys: str) -> Keys:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1
        return self

    def reach(self, selector: str, key: str = "Tab", most: int = 120) -> Keys:
        """Press a key until what it is about has the focus."""
        for _ in range(most):
            if self.page.evaluate("one => document.activeElement.matches(one)", f".isoaudit-form {selector}"):
                return self
            self.press(key)
        raise AssertionError(f"{selector} is not reached by {key}")

    def type(self, text: str) -> Keys:
        """Type in place of what stands there."""
        self.press("Control+a")
        self.page.keyboard.type(text)
        self.pressed += len(text)
        return self

    def tab(self, group: str) -> Keys:
        """Go to a tab of the page."""
        return self.reach("[role=tab]", "Shift+Tab").reach(f"[role=tab][data-group={group}]", "ArrowRight", 8)

    def do(self, record: str, action: str, **fields: str) -> Keys:
        """Press a button, say what it asks, confirm."""
        here = f"[data-record='{record}']"
        self.reach(f"{here} [data-action={action}]").press("Enter")
        for name, text in fields.items():
            self.reach(f"{here} [data-asking={action}] [data-field={name}] :is(input, textarea)").type(text)
        self.reach(f"{here} [data-act={action}]").press("Enter")
        expect(self.page.locator(f"{here} [data-asking={action}]")).to_have_count(0, timeout=PATIENCE)
        return self


def agreed(day: Day) -> Sequence[Any]:
    state, (inspection,) = day.programme.about([ID])
    return day.programme.case(state, inspection).agreed


WORDED = "03/93 TTHC lĩnh vực công chức chưa đưa vào phạm vi áp dụng"
REWORDED = "03 TTHC chưa đưa vào phạm vi áp dụng"
KPH = "D36-1-a-01"
ATTENDEE = "Bà Hoàng Thị Yến, Phó Giám đốc Sở"


def open_by_keys(day: Day, keys: Keys) -> None:
    """08:00, the decision, the head of the minutes."""
    keys.reach("[role=tab]").press("Home")
    keys.do("act/decided", "decided", number="41/QĐ-CCTĐC", on="10/9/2026", signer="Trần Quốc Hưng")
    day.until(lambda: (act := day.act("decided")) and act.number == "41/QĐ-CCTĐC")
    keys.do("act/announced", "announced", on=TYPED_DAY)
    day.until(lambda: day.act("announced"))
    for name, text in (("opened_at", "8h"), ("attendees", ATTENDEE), ("departments", "Văn phòng Sở")):
        keys.reach(f"[data-record='visit/head'] [data-field={name}] :is(input, textarea)").type(text)
    day.until(lambda: day.inspection().departments == ("Văn phòng Sở",))
    assert day.inspection().opened_at == "08 giờ 00 phút"


def ask_by_keys(day: Day, keys: Keys) -> None:
    """The questions of one point: one nonconformity, the others conforming."""
    keys.tab("questions")
    (asked,) = (one.records for one in VisitBook(day.folder, ID).page().sections if one.id == f"point-{BY_KEYS}")
    criteria = [one.id.partition("/")[2] for one in asked if one.counts]
    for criterion in criteria:
        here = f"[data-record='answer/{criterion}']"
        keys.reach(f"{here} input[type=radio]").press("Space")
        if criterion == KPH:
            keys.press("ArrowRight")
            keys.reach(f"{here} [data-field=text] textarea").type("Danh mục có 90/93 TTHC")
            keys.reach(f"{here} [data-field=ground] select").press("ArrowDown")
            keys.reach(f"{here} [data-field=gap] textarea").type("03/93 TTHC chưa đưa vào phạm vi áp dụng")
    day.until(lambda: all(day.answer(criterion) for criterion in criteria))
    day.settled()
    first = day.answer(KPH)
    assert first and first.verdict == "nonconforming" and first.gap.startswith("03/93 TTHC")
    assert first.evidence[0].text == "Danh mục có 90/93 TTHC" and first.evidence[0].ground


def sample_by_keys(day: Day, keys: Keys) -> None:
    """A dossier; then nothing is missing."""
    keys.tab("samples").reach("[data-add='sample/']").press("Enter")
    day.page.keyboard.type("H99.10-2026-0001")
    for name, text in (("received", "3/8/2026"), ("due", "10/8/2026"), ("returned", "12/8/2026")):
        keys.reach(f"tr[data-record^='sample/'] [data-field={name}] input[type=text]").type(text)
    keys.press("Tab")
    id = f"{ID}/H99.10-2026-0001"
    day.until(lambda: day.programme.about([ID])[0].fields("sample", id).get("returned") == "2026-08-12")
    day.settled()
    assert VisitBook(day.folder, ID).status().missing == ()


def agree_by_keys(day: Day, keys: Keys) -> None:
    """15:30, the wording is put right in the meeting, then agreed."""
    keys.tab("meeting").reach(f"[data-record='meeting/{KPH}'] [data-field=gap] textarea").type(WORDED)
    keys.do("act/minutes_agreed", "agree", on=TYPED_DAY)
    day.until(lambda: day.act("minutes_agreed"))
    assert [one.gap for one in agreed(day) if one.code == "KPH 01"] == [WORDED]
    expect(day.page.locator("[data-result='act/minutes_agreed']")).to_contain_text("KPH 01")


def exchange_by_keys(day: Day, keys: Keys) -> None:
    """16:00; what a button came to stands there though the section is drawn anew, what is typed for one is kept."""
    keys.tab("exchange")
    here = f"[data-record='finding/{KPH}']"
    keys.reach(f"{here} [data-action=reword]").press("Enter")
    keys.reach(f"{here} [data-asking=reword] [data-field=text] textarea").type(REWORDED)
    runs = day.page.evaluate("document.body.dataset.isoauditRuns")
    day.kernel().kill()
    day.page.wait_for_function("runs => document.body.dataset.isoauditRuns !== runs", arg=runs)
    day.ready()
    expect(day.page.locator(f"{here} [data-asking=reword] [data-field=text] textarea")).to_have_value(REWORDED)
    keys.reach(f"{here} [data-asking=reword] [data-field=why] textarea").type("cơ quan đề nghị ghi gọn")
    keys.reach(f"{here} [data-act=reword]").press("Enter")
    expect(day.page.locator(f"{here} [data-asking=reword]")).to_have_count(0, timeout=PATIENCE)
    day.until(lambda: [one.gap for one in agreed(day) if one.code == "KPH 01"] == [REWORDED])
    expect(day.page.locator(f"[data-result='finding/{KPH}']")).to_contain_text(REWORDED)
    keys.reach("[data-record='visit/opinion'] textarea").type("Cơ quan nhất trí với Biên bản")


def make_by_keys(day: Day, keys: Keys) -> None:
    """16:30, the minutes."""
    keys.tab("minutes").reach("[data-record='visit/closing'] input").type("16 giờ 30")
    keys.reach("[data-action=make_minutes]")
    day.settled()
    pressed = time.monotonic()
    keys.press("Enter")
    link = day.page.locator("[data-result='paper/minutes'] .made a")
    link.wait_for()
    measured("minutes made", f"{time.monotonic() - pressed:.1f} s")
    address = f"http://127.0.0.1:{day.opened.port}{link.get_attribute('href')}?token={day.opened.token}"
    document = Document(io.BytesIO(day.page.request.get(address).body()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    text = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    for words in (REWORDED, "Hoàng Thị Yến", "16 giờ 30 phút", "Cơ quan nhất trí"):
        assert words in text, words


def chosen_by_keys(day: Day, keys: Keys, asking: str) -> FileChooser:
    """The system's window for files, behind the button and the warning before the first file.

    A section that is drawn anew in that moment takes a key away: whoever sits there presses again.
    """
    warning = day.page.locator(f"{asking} .warning button")
    for _ in range(3):
        try:
            with day.page.expect_file_chooser(timeout=15_000) as chosen:
                if not warning.count():
                    keys.reach(f"{asking} [data-field=files] button").press("Enter")
                    day.page.wait_for_timeout(300)
                if warning.count():
                    keys.reach(f"{asking} .warning button").press("Enter")
            return chosen.value
        except PlaywrightTimeout:
            continue
    raise AssertionError("no window for files")


def sign_by_keys(day: Day, keys: Keys, folder: Path) -> None:
    """With a photograph of each page."""
    pages = [folder / f"trang {number}.jpg" for number in range(2)]
    for path, colour in zip(pages, ("white", "silver"), strict=True):
        Image.new("RGB", (800, 1100), colour).save(path)
    asking = "[data-record='act/minutes_signed'] [data-asking=signed]"
    keys.reach("[data-record='act/minutes_signed'] [data-action=signed]").press("Enter")
    keys.reach(f"{asking} [data-field=on] input").type(TYPED_DAY)
    keys.reach(f"{asking} [data-field=signer] input").type(f"{LEADER}; bà Hoàng Thị Yến")
    day.page.evaluate("sessionStorage.removeItem('isoaudit:warned')")
    chosen_by_keys(day, keys, asking).set_files(pages)
    expect(day.page.locator(f"{asking} figure")).to_have_count(2)
    keys.reach(f"{asking} [data-act=signed]").press("Enter")
    signed = day.until(lambda: day.act("minutes_signed"))
    assert (day.programme.journal.files / signed.file).read_bytes().startswith(b"%PDF-")


OPEN_TO_WRITE = """[...document.querySelectorAll(".isoaudit-form [data-record] :is(input, textarea, select)")].filter(
  (one) => !one.readOnly && !one.disabled && !one.matches("[type=file], .calendar, .reuse")
).map((one) => one.outerHTML)"""


def test_a_whole_visit_by_keys(day: Day, tmp_path: Path) -> None:
    answer_the_others(day)
    day.page.evaluate("sessionStorage.clear()")  # as in a browser that was just started
    day.page.reload()
    day.ready()
    keys, began = Keys(day.page), time.monotonic()
    open_by_keys(day, keys)
    ask_by_keys(day, keys)
    sample_by_keys(day, keys)
    agree_by_keys(day, keys)
    exchange_by_keys(day, keys)
    make_by_keys(day, keys)
    sign_by_keys(day, keys, tmp_path)
    measured("a whole visit by keys", f"{keys.pressed} keys, {time.monotonic() - began:.0f} s")

    # Nothing in the minutes changes any more, in the journal and on the screen.
    values = VisitBook(day.folder, ID).values()
    assert [id for id, value in values.items() if value.fields and not value.fixed] == []
    day.page.wait_for_selector("[data-record='visit/closing'][data-state=fixed]")
    assert day.page.evaluate(OPEN_TO_WRITE) == []
    assert violations(day.page, ("questions", "meeting", "exchange", "minutes")) == []


def test_nothing_was_asked_of_another_machine(day: Day, asked: list[str]) -> None:
    away = [url for url in asked if not re.match(r"(http://127\.0\.0\.1:\d+/|data:|blob:)", url)]
    assert len(asked) > 100 and away == []
    measured("requests to other machines", str(len(away)))
