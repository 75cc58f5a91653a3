"""The demo's inspection as at 11 o'clock, opened by the command that ``make demo`` names, as members see it.

Needs Chromium; without it these tests are skipped, except where CI is set.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import CHROMIUM, CHROMIUM_FLAGS, Copied, absent
from playwright.sync_api import Page, expect, sync_playwright

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of Linux")
OFFLINE = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
PATIENCE = 60_000
PHOTO = "answer/D36-2-c-03"


@pytest.fixture(scope="module")
def folder(example_told: Copied, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo as at 11 o'clock, not run."""
    return example_told(tmp_path_factory.mktemp("demo") / "an-binh")


@pytest.fixture(scope="module")
def page(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    if not CHROMIUM.exists():
        absent("Chromium", "chromium")
    named = re.search(r"\S+/isoaudit -C \S+ open (\S+)", _makefile().replace("$(BIN)", "bin"))
    assert named
    script = str(Path(sys.executable).with_name("isoaudit"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        command = [script, "-C", str(folder), "open", named[1].rstrip('"'), "--no-browser"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as opened:
            assert opened.stdout
            url = re.findall(r"http://\S+", opened.stdout.readline() + opened.stdout.readline())[0]
            try:
                with sync_playwright() as playwright:
                    flags = [*CHROMIUM_FLAGS, OFFLINE]
                    browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=flags)
                    page = browser.new_page(viewport={"width": 1366, "height": 768})
                    page.goto(url)
                    page.locator(".isoaudit-form[data-ready=true]").wait_for(timeout=PATIENCE)
                    yield page
                    browser.close()
            finally:
                opened.terminate()  # ends as Ctrl-C does, also where that is ignored


def _makefile() -> str:
    return (Path(__file__).parents[2] / "Makefile").read_text(encoding="utf-8")


def tab(page: Page, group: str) -> None:
    page.locator(f"[role=tab][data-group={group}]").click()


def test_half_of_it_is_typed(page: Page) -> None:
    assert page.locator(".isoaudit-form progress").evaluate("bar => [bar.value, bar.max]") == [31, 72]
    tab(page, "samples")
    expect(page.locator("[data-section=samples]").get_by_text("Trễ 02 ngày")).to_have_count(1)
    tab(page, "meeting")
    expect(page.locator("[data-section=meeting] [data-take]")).to_have_count(2)  # two members said different things


def test_its_photo_is_shown_with_the_day_of_the_camera(page: Page) -> None:
    tab(page, "questions")
    shown = page.locator(f'[data-record="{PHOTO}"]')
    shown.evaluate("record => { record.closest('details').open = true; record.scrollIntoView(); }")
    picture = shown.locator("figure img")
    expect(picture).to_be_visible(timeout=PATIENCE)
    assert picture.evaluate("image => image.naturalWidth") > 100
    expect(shown.locator("figure")).to_contain_text("16/6/2026")


def test_what_was_assigned_to_a_member_comes_first(page: Page) -> None:
    """TT26/2014 Đ37.2.a: a member inspects what the leader assigned; nobody is locked out of the rest."""
    tab(page, "questions")
    sections = page.locator("[role=tabpanel] > [data-section^=point-]")

    def order() -> list[str]:
        return [str(one).removeprefix("point-") for one in sections.evaluate_all("s => s.map(e => e.dataset.section)")]

    everything = order()
    page.locator("select.writer").select_option(label="Lê Thị Hà Vân")
    page.locator(".mine-first").check()
    mine = ["1.b", "1.đ", "2.d", "2.đ", "2.e"]
    assert order() == [*mine, *(point for point in everything if point not in mine)]
    assert sections.first.locator("details").first.evaluate("d => d.open")
    page.reload()
    page.locator(".isoaudit-form[data-ready=true]").wait_for(timeout=PATIENCE)
    assert order()[:5] == mine
    page.locator(".mine-first").uncheck()
    assert order() == everything
