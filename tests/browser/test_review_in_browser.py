"""Corrective action through ``isoaudit open ID --review`` in a real browser; what is asserted lies in the journal.

Needs Chromium; without it these tests are skipped, except where CI is set. One server and one page for the file, which
the tests use one after the other, as a reviewer does.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Copied
from opened import Opened, until
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from isoaudit.files import make_folder
from isoaudit.journal.programme import Programme
from isoaudit.model import Reply, Review
from isoaudit.review.book import ReviewBook

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of Linux")
ID, REPORT = "2026-99-90004-TS", "15/bc-ubnd"
REVIEWER, SECOND = "Lương Quốc Bảo", "Hoàng Thị Hạnh"
PATIENCE = 60_000
READY = ".isoaudit-form[data-ready=true]"


class Desk:
    """The review of one inspection, opened."""

    def __init__(self, folder: Path, context: BrowserContext) -> None:
        self.folder = folder
        self.programme = Programme(folder)
        self.opened = Opened(folder, ID, "--review")
        self.page = context.new_page()
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.show()

    def show(self) -> None:
        """The page from its address, until the form is there."""
        self.page.goto(self.opened.url)
        self.page.wait_for_selector(READY, timeout=PATIENCE)

    def said(self, kind: type[Reply] | type[Review], number: int) -> Any:
        """What the journal says of the finding with this number, 0 the first."""
        state, _ = self.programme.about([ID])
        found = state.replies(ID) if kind is Reply else state.reviews(ID)
        return next((one for one in found if one.criterion == self.criterion(number)), None)

    def criterion(self, number: int) -> str:
        state, _ = self.programme.about([ID])
        return [f.criterion for f in state.agreed(ID) if f.kind == "nonconformity"][number]

    def record(self, kind: str, number: int) -> Locator:
        """The record of a finding, on its tab."""
        go(self.page, "reports" if kind == "reply" else "review")
        return self.page.locator(f"[data-record='{kind}/{self.criterion(number)}/{REPORT}']")

    def until(self, seen: Callable[[], Any], seconds: float = 40) -> Any:
        """Ask again until something is seen; the page goes on meanwhile."""
        return until(self.page, seen, seconds)


def go(page: Page, group: str) -> None:
    page.locator(f".isoaudit-form [role=tab][data-group={group}]").click()


def field(record: Locator, name: str) -> Locator:
    return record.locator(f"[data-field={name}]").locator("textarea, input").first


def guide_says(desk: Desk, words: str, press: Callable[[], None] | None = None) -> None:
    """F1, or what else is pressed, opens the guide at these words, marked and in sight; the form stays."""
    with desk.page.context.expect_page() as opened:
        (press or (lambda: desk.page.keyboard.press("F1")))()
    guide = opened.value
    expect(guide.locator(":target")).to_have_text(words)
    expect(guide.locator(":target")).to_be_in_viewport()
    assert "/files/out/huong-dan/xem-xet-khac-phuc.html#" in guide.url
    guide.close()


def reply_is(desk: Desk, number: int, **fields: str) -> None:
    """Type what the agency reports of a finding, and wait until the journal has it."""
    shown = desk.record("reply", number)
    shown.locator(f"input[value={fields.pop('status')}]").check()
    for name, text in fields.items():
        field(shown, name).fill(text)
    desk.page.keyboard.press("Control+s")
    desk.until(lambda: (reply := desk.said(Reply, number)) and reply.status and reply.action == fields["action"])


@pytest.fixture(scope="module")
def desk(browser: Browser, example_told: Copied, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    above = tmp_path_factory.mktemp("xem xét")
    example_told(above / "năm 2026")
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    context.set_default_timeout(PATIENCE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(above / "state"))
        desk = Desk(above / "năm 2026", context)
        yield desk
        if desk.opened.process.poll() is None:
            desk.opened.end()
        context.close()


@pytest.fixture(autouse=True)
def pictured(request: pytest.FixtureRequest, desk: Desk) -> Iterator[None]:
    """A picture of the page of each test, where ISOAUDIT_PICTURES names a folder for them."""
    yield
    if place := os.environ.get("ISOAUDIT_PICTURES"):
        make_folder(Path(place))
        desk.page.screenshot(path=Path(place) / f"{request.node.name}.png")


def test_a_report_is_entered_finding_by_finding(desk: Desk) -> None:
    """37.2.c: the report with its three facts, then what it says of each finding."""
    page = desk.page
    arrival = page.locator("[data-record='act/correction_reported']")
    arrival.locator("button[data-action=receive]").click()
    asked = page.locator("[data-asking]")
    field(asked, "number").fill("15/BC-UBND")
    field(asked, "on").fill("20/8/2026")
    field(asked, "arrived_on").fill("22/8/2026")
    asked.locator("button[data-act]").click()
    desk.until(lambda: desk.programme.about([ID])[0].reports(ID))
    reply_is(desk, 0, status="done", correction="Đã bổ sung danh mục", action="Soát hằng quý",
             evidence="Quyết định số 77/QĐ-UBND ngày 30/7/2026")  # fmt: skip
    reply_is(desk, 1, status="proposed", action="Sẽ ban hành lại quy trình")
    reply_is(desk, 2, status="done", action="Đã tập huấn")


def test_a_review_is_in_the_journal_and_comes_back(desk: Desk) -> None:
    page = desk.page
    page.locator("select.writer").select_option(label=REVIEWER)
    shown = desk.record("review", 0)
    expect(shown).to_contain_text("Đã bổ sung danh mục")
    shown.locator("input[value=not_accepted]").check()
    field(shown, "reason").fill("Chưa nêu nguyên nhân")
    page.keyboard.press("Control+s")
    review = desk.until(lambda: (one := desk.said(Review, 0)) and one.reason and one)
    assert (review.outcome, review.reviewer) == ("not_accepted", REVIEWER) and review.on
    page.reload()
    page.wait_for_selector(READY, timeout=PATIENCE)
    shown = desk.record("review", 0)
    expect(shown.locator("input[value=not_accepted]")).to_be_checked()
    expect(field(shown, "reason")).to_have_value("Chưa nêu nguyên nhân")


def test_37_2_d_a_proposal_marked_as_good_is_refused_and_what_was_chosen_stays(desk: Desk) -> None:
    shown = desk.record("review", 1)
    shown.locator("input[value=accepted]").check()
    desk.page.keyboard.press("Control+s")
    expect(shown.locator(".refusal")).to_be_visible()
    expect(shown).to_have_attribute("data-state", "refused")
    assert desk.said(Review, 1) is None
    guide_says(desk, "Nội dung không ghi được")
    shown.locator("input[value=follow_up]").check()
    desk.page.keyboard.press("Control+s")
    desk.until(lambda: (one := desk.said(Review, 1)) and one.outcome == "follow_up")
    expect(shown).to_have_attribute("data-state", "done")


def test_f1_and_the_question_mark_lead_to_what_has_the_focus(desk: Desk) -> None:
    field(desk.record("review", 0), "reason").focus()
    guide_says(desk, "«Chưa đạt yêu cầu»")
    guide_says(desk, "«Chưa đạt yêu cầu»", desk.page.locator("a.help").click)
    desk.page.locator("select.writer").focus()
    guide_says(desk, "Người ghi")
    go(desk.page, "reports")
    guide_says(desk, "2. Thẻ 1. Báo cáo của cơ quan")
    guide_says(desk, "2. Thẻ 1. Báo cáo của cơ quan", desk.page.locator("a.help").click)
    reply = desk.record("reply", 0)
    field(reply, "action").focus()
    guide_says(desk, "đúng như cơ quan báo cáo")
    reply.locator("[data-field=files] button").first.focus()
    guide_says(desk, "ảnh, tệp bằng chứng")
    go(desk.page, "review")


def test_two_who_disagree_are_shown_and_one_is_chosen(desk: Desk) -> None:
    other = ReviewBook(desk.folder, ID)
    record = f"review/{desk.criterion(2)}/{REPORT}"
    for outcome, who in (("needs_evidence", REVIEWER), ("not_accepted", SECOND)):
        typed = {"outcome": outcome, "reason": f"Theo {who}", "reviewer": who, "on": "2026-08-25"}
        other.say(record, typed, edit=f"other-{outcome}", base=(), at="")
    desk.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    shown = desk.record("review", 2)
    expect(shown).to_have_attribute("data-state", "conflict")
    shown.locator("[data-take]").first.focus()
    guide_says(desk, "Hai người xem xét khác nhau")
    shown.locator(".alternative", has_text=f"Theo {SECOND}").locator("[data-take]").click()
    desk.until(lambda: (one := desk.said(Review, 2)) and one.reviewer == SECOND and not one.disputed)
    expect(shown.locator(".alternative")).to_have_count(0)


def test_everybody_can_use_every_tab(desk: Desk) -> None:
    from axe_playwright_python.sync_playwright import Axe

    found = []
    for width in (1366, 800):
        desk.page.set_viewport_size({"width": width, "height": 768})
        for group in ("reports", "review", "missing", "papers"):
            go(desk.page, group)
            rules = Axe().run(desk.page, context=".isoaudit-form").response["violations"]
            found += [(group, rule["id"], rule["nodes"][0]["html"][:200]) for rule in rules]
            wide = desk.page.evaluate("document.querySelector('.isoaudit-form').scrollWidth")
            assert wide <= width, group
    assert found == []


def test_closed_and_opened_again_all_of_it_is_there(desk: Desk) -> None:
    """What was examined yesterday stands on the page today, at the same address."""
    url = desk.opened.url
    assert desk.opened.end() == 0
    desk.opened = Opened(desk.folder, ID, "--review")
    assert desk.opened.url == url
    desk.show()
    expect(field(desk.record("review", 0), "reason")).to_have_value("Chưa nêu nguyên nhân")
    expect(field(desk.record("reply", 1), "action")).to_have_value("Sẽ ban hành lại quy trình")
