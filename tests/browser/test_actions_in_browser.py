"""The page of corrective actions in a real browser: usable by everybody, on every width, and on paper.

Needs Chromium; without it these tests are skipped, except where CI is set.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from record_bench import BY_RECORD, NOT_MET, ON_SITE, SECOND, agree, make, tell
from replies import PROPOSED, reply, review, say
from test_actions import CARRIED

from isoaudit.journal.programme import Programme
from isoaudit.rules.actions import ActionRow
from isoaudit.work.actions import refresh_actions, rows_of_year

DAY = date(2026, 9, 1)
FIRST, MIDDLE, LAST = NOT_MET


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[ActionRow]]:
    """The page with findings late, refused, proposed, carried out, by record, of an earlier year; and its rows."""
    year = Programme(make(tmp_path_factory.mktemp("năm 2026") / "year"))
    agree(year, ON_SITE, SECOND)
    tell(year, "minutes_signed", ON_SITE, SECOND, on="15/6")
    tell(year, "requested", BY_RECORD, on="2/3", number="1/CV")
    tell(year, "report_received", BY_RECORD, on="20/3", number="2/BC", arrived_on=date(2026, 3, 21))
    tell(year, "correction_requested", BY_RECORD, on="1/4", number="3/CV", reply_by=date(2026, 5, 1))
    tell(year, "correction_reported", ON_SITE, on="20/7", number="9/BC", arrived_on=date(2026, 7, 22))
    for criterion, said in ((FIRST, ()), (MIDDLE, (PROPOSED,)), (LAST, ())):
        reply(year, ON_SITE, criterion, *said)
    for criterion, outcome in ((FIRST, "accepted"), (MIDDLE, "follow_up"), (LAST, "not_accepted")):
        review(year, ON_SITE, criterion, outcome)
    say(year, "carried", "2025-99-STP-TS/D36-1-c-01", CARRIED)
    rows = rows_of_year(year, DAY)
    return refresh_actions(year, rows, DAY, year.fingerprint()).page, rows


@pytest.fixture
def page(browser: Browser, made: tuple[Path, list[ActionRow]]) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    shown = context.new_page()
    asked: list[str] = []
    shown.on("request", lambda request: asked.append(request.url))
    shown.goto(made[0].as_uri())
    yield shown
    assert [url for url in asked if not url.startswith(("file://", "data:"))] == [], "nothing leaves the machine"
    context.close()


@pytest.mark.parametrize("medium", ["screen", "print"])
@pytest.mark.parametrize("width", [1366, 800, 390])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_page(page: Page, width: int, medium: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page.emulate_media(media=medium)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 768})
    found = [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in Axe().run(page).response["violations"]]
    assert found == []
    if medium == "screen":
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_finding_is_shown_and_only_the_late_ones_where_that_is_asked(
    page: Page, made: tuple[Path, list[ActionRow]]
) -> None:
    rows = made[1]
    shown = page.locator(".actions tbody tr:visible")
    expect(shown).to_have_count(len(rows))
    page.get_by_label("Chỉ xem quá hạn").check()
    late = sum(row.late for row in rows)
    assert late > 0
    expect(shown).to_have_count(late)
    page.get_by_label("Tìm theo tên, mã, nội dung").fill("kph 04")
    expect(shown, "the finding of the earlier year").to_have_count(1)


def test_a_heading_sorts_by_day_then_backwards_then_as_it_was(page: Page) -> None:
    """Days in the order of the calendar and not of their first digits; what has no day stays last; by the keyboard."""

    def days() -> list[str]:
        return page.locator(".actions tbody .due").evaluate_all(
            "all => all.map(one => one.firstChild.textContent.trim())"
        )

    def known(found: list[str]) -> list[tuple[int, ...]]:
        return [tuple(reversed([int(part) for part in day.split("/")])) for day in found if day != "-"]

    as_it_was = days()
    head = page.get_by_role("columnheader", name="Hạn", exact=True)
    head.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "ascending")
    rising = days()
    assert known(rising) == sorted(known(as_it_was))
    assert "-" not in rising[: len(known(rising))]
    page.keyboard.press("Enter")
    assert days() != rising
    expect(head).to_have_attribute("aria-sort", "descending")
    assert known(days()) == sorted(known(as_it_was), reverse=True)
    assert "-" not in days()[: len(known(rising))]
    page.get_by_role("columnheader", name="Cơ quan", exact=True).get_by_role("button").click()
    expect(head).not_to_have_attribute("aria-sort", re.compile(""))
    head.get_by_role("button").click()
    head.get_by_role("button").click()
    head.get_by_role("button").click()
    assert days() == as_it_was


@pytest.mark.parametrize("width", [1366, 1024])
def test_a_last_day_is_not_broken_within_its_year(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 768})
    lines = page.evaluate(
        "[...document.querySelectorAll('.actions tbody .due')].map(cell => {"
        "const day = document.createRange(); day.selectNodeContents(cell.firstChild);"
        "return day.getClientRects().length; })"
    )
    assert lines and set(lines) == {1}


def test_a_code_of_a_criterion_is_not_broken_over_lines(page: Page) -> None:
    for width in (1366, 390):
        page.set_viewport_size({"width": width, "height": 768})
        lines = page.locator(".actions .whole").evaluate_all("all => all.map(one => one.getClientRects().length)")
        assert set(lines) == {1}


def test_on_paper_the_heading_stands_on_each_page_and_no_row_is_torn(page: Page) -> None:
    page.emulate_media(media="print")
    style = "one => { const found = getComputedStyle(one); return [found.display, found.breakInside] }"
    assert page.locator(".actions thead").evaluate(style)[0] == "table-header-group"
    assert page.locator(".actions tbody tr").first.evaluate(style)[1] == "avoid"
    expect(page.locator("#filters")).to_be_hidden()
