"""The index in a real browser: nothing leaves the machine, search and filters work, no text runs.

Needs Chromium; without it these tests are skipped, except where CI is set.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from conftest import Copied, run_isoaudit
from nbformat.v4 import new_code_cell, new_notebook, new_output
from playwright.sync_api import Browser, Page, Route, expect

from isoaudit.lab.guides import FOLDER, lay_guides
from isoaudit.model import Settings
from isoaudit.notebooks.cells import show
from isoaudit.pages import (
    DRAFT,
    NOTEBOOK,
    WORKING_PAPER,
    Coverage,
    IndexRow,
    index_html,
    totals,
    working_paper_html,
)
from isoaudit.pages.found_texts import FoundTexts
from isoaudit.wording.searching import read_query, sentences_with

ATTACK = "Sở <script>document.title='hit'</script><img src=x onerror=\"document.title='hit'\">"
NAMES = ("Sở Tư pháp", "Sở Tài chính", "UBND xã Đồng Mai", "UBND phường Đông Kiều", ATTACK)

GAPS = ("Danh mục hồ sơ công việc chưa cập nhật.", "Chưa có sổ mượn hồ sơ số 26/2014.")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run's folder: the index, and for each inspection the files that it links."""
    out = tmp_path_factory.mktemp("năm 2026") / "out"
    rows = [_row(number, name) for number, name in enumerate(NAMES)]
    page = working_paper_html(_notebook(), ATTACK)
    for row in rows:
        (out / row.inspection).mkdir(parents=True)
        for path in row.files.values():
            (out / path).write_text(page, encoding="utf-8")
    programme = Settings(authority="Chi cục TCĐLCL tỉnh An Bình", year=2026)
    texts = FoundTexts()
    for row, gap in zip(rows, GAPS, strict=False):
        texts.add(row.inspection, [("KPH 01", gap)], [("D36-1-a-01", f"{ATTACK}: hồ sơ đủ.")])
    index = index_html(rows, settings=programme, points=totals(Counter()), coverage=Coverage(3, 1), texts=texts)
    (out / "index.html").write_text(index, encoding="utf-8")
    return out


def _row(number: int, name: str) -> IndexRow:
    inspection = f"2026-99-{number:03d}-TS"
    files = {WORKING_PAPER: "findings.html", DRAFT: "notice.docx", NOTEBOOK: "findings.ipynb"}
    return IndexRow(
        inspection=inspection,
        agency=f"99-{number:03d}",
        name=name,
        kind="co_quan_chuyen_mon",
        mode="by_record" if number == 1 else "on_site",
        status="ran",
        state="cần bổ sung" if number == 2 else "đã lập dự thảo",
        refused=("Tiêu chí D36-1-a-01: chưa có kết quả.",) if number == 2 else (),
        counts={},
        files={words: f"{inspection}/{file}" for words, file in files.items()},
    )


def _notebook() -> object:
    cells = "<td style='min-width: 5em'>Không phù hợp</td>" * 12
    wide = f"<div class='isoaudit'><table><tr>{cells}</tr></table></div>"
    attack = "<p>Bảng</p><img src='https://example.org/x.png'><script>document.title='hit'</script>"
    output = new_output("display_data", data={"text/html": attack + wide})
    return new_notebook(cells=[new_code_cell("1", outputs=[output])])


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a context of its own."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    page = context.new_page()
    yield page
    context.close()


def _open(page: Page, path: Path) -> list[str]:
    """Open a file; the list grows by every request that is not for a file."""
    left: list[str] = []

    def only_files(route: Route) -> None:
        if route.request.url.startswith(("file://", "data:")):
            route.continue_()
        else:
            left.append(route.request.url)
            route.abort()

    page.route("**/*", only_files)
    page.goto(path.as_uri())
    return left


def _shown(page: Page) -> list[str]:
    return page.locator(".agencies tbody tr:visible th").all_inner_texts()


@pytest.mark.parametrize("name", ["index.html", "2026-99-000-TS/findings.html"])
def test_no_request_leaves_and_no_text_runs(page: Page, folder: Path, name: str) -> None:
    left = _open(page, folder / name)
    page.wait_for_timeout(200)
    assert left == []
    assert page.title() != "hit"


def test_the_name_arrives_as_typed(page: Page, folder: Path) -> None:
    _open(page, folder / "index.html")
    assert _shown(page) == list(NAMES)


@pytest.mark.parametrize("typed", ["so tu phap", "SỞ TƯ PHÁP", "phap tu", "99-000"])
def test_search_without_tone_marks(page: Page, folder: Path, typed: str) -> None:
    _open(page, folder / "index.html")
    page.get_by_label("Tìm theo tên, mã").fill(typed)
    assert _shown(page) == ["Sở Tư pháp"]
    expect(page.locator("output[name=shown]")).to_have_text("Hiển thị 1/5 cuộc kiểm tra")


@pytest.mark.parametrize("typed", ["dong", "đông", "ĐÔNG"])
def test_d_with_stroke_is_found_with_and_without_it(page: Page, folder: Path, typed: str) -> None:
    _open(page, folder / "index.html")
    page.get_by_label("Tìm theo tên, mã").fill(typed)
    assert _shown(page) == ["UBND xã Đồng Mai", "UBND phường Đông Kiều"]


def test_filters_by_form_and_state(page: Page, folder: Path) -> None:
    _open(page, folder / "index.html")
    page.get_by_label("Hình thức").select_option("by_record")
    assert _shown(page) == ["Sở Tài chính"]
    page.get_by_label("Hình thức").select_option("")
    page.get_by_label("Tình trạng").select_option("cần bổ sung")
    assert _shown(page) == ["UBND xã Đồng Mai"]


def test_enter_in_the_search_box_keeps_the_page(page: Page, folder: Path) -> None:
    _open(page, folder / "index.html")
    page.get_by_label("Tìm theo tên, mã").fill("tai chinh")
    page.keyboard.press("Enter")
    assert _shown(page) == ["Sở Tài chính"]


def test_every_link_leads_to_a_file(page: Page, folder: Path) -> None:
    _open(page, folder / "index.html")
    links = page.locator("td.links a").evaluate_all("all => all.map(link => link.getAttribute('href'))")
    assert len(links) == 3 * len(NAMES)
    assert all((folder / link).is_file() for link in links)


def test_without_script_the_whole_table_is_there(browser: Browser, folder: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "index.html").as_uri())
    assert _shown(page) == list(NAMES)
    expect(page.locator(".filters").locator("visible=true")).to_have_count(0)
    context.close()


def test_on_a_narrow_screen_a_row_is_a_card(page: Page, folder: Path) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    _open(page, folder / "index.html")
    code, links = (page.locator(f".agencies tbody tr:first-child td{which}") for which in (":first-child", ".links"))
    above, below = code.bounding_box(), links.bounding_box()
    assert above and below
    assert below["y"] > above["y"] + above["height"]


@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("name", ["index.html", "2026-99-000-TS/findings.html"])
def test_nothing_is_wider_than_the_screen(page: Page, folder: Path, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 768})
    _open(page, folder / name)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_first_stop_of_the_keyboard_leads_to_the_table(page: Page, folder: Path) -> None:
    _open(page, folder / "index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#agencies"


def test_a_table_of_a_notebook_is_set_left_in_jupyterlab(page: Page) -> None:
    """Against JupyterLab's own rule, which is stronger than one on ``.isoaudit table td``."""
    theirs = ".jp-RenderedHTMLCommon:not(.jp-RenderedMarkdown) td{text-align:right;vertical-align:middle}"
    shown = show(pd.DataFrame({"Mục": ["Cơ quan"], "Thông tin": ["Sở Tư pháp"]})).data
    page.set_content(f"<style>{theirs}</style><div class='jp-RenderedHTMLCommon jp-RenderedHTML'>{shown}</div>")
    style = page.locator(".isoaudit td").first.evaluate("td => [getComputedStyle(td).textAlign, td.innerText]")
    assert style == ["left", "Cơ quan"]


@pytest.mark.parametrize(
    "typed", ["cong viec ho so", "ho so c", '"ho so" 26/2014', "hồ sơ đủ", '"so ho"', "khong co tu nay"]
)
def test_texts_are_found_on_the_index_as_by_the_command(browser: Browser, folder: Path, typed: str) -> None:
    texts = [text for gap in GAPS for text in (gap, f"{ATTACK}: hồ sơ đủ.")]
    expected = [[p.text for p in sentences_with(text, read_query(typed)) if p.found] for text in texts]
    page = browser.new_page()
    page.goto((folder / "index.html").as_uri())
    page.fill("form.texts input", typed)
    shown = [item.locator("mark").all_inner_texts() for item in page.locator("ol.found li").all()]
    assert sorted(shown) == sorted(marks for marks in expected if marks)
    assert page.title() != "hit"
    page.close()


def test_names_are_sorted_as_in_vietnamese_and_the_search_goes_on(page: Page, folder: Path) -> None:
    _open(page, folder / "index.html")
    head = page.get_by_role("columnheader", name="Cơ quan", exact=True)
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    sorted_names = _shown(page)
    assert sorted_names[-2:] == ["UBND phường Đông Kiều", "UBND xã Đồng Mai"] and sorted_names != list(NAMES)
    assert sorted(sorted_names) == sorted(NAMES)
    page.get_by_label("Tìm theo tên, mã").fill("ubnd")
    assert _shown(page) == ["UBND phường Đông Kiều", "UBND xã Đồng Mai"]


def test_f1_and_the_question_mark_lead_to_what_the_guide_says_of_the_page(
    page: Page, example_told: Copied, tmp_path: Path
) -> None:
    """The calendar of the unit's duties, where every inspection stands, corrective actions, the sheet of the year."""
    office = tmp_path / "năm 2026"
    example_told(office)
    lay_guides(office / "out" / FOLDER)
    for command in ("status", "actions", "year"):
        assert run_isoaudit(command, cwd=office).returncode <= 1
        page.goto((office / "out" / f"{command}.html").as_uri())
        presses = [lambda: page.locator("a.help").click()]
        if command != "year":  # it runs no script
            presses.append(lambda: page.keyboard.press("F1"))
        for press in presses:
            with page.context.expect_page() as opened:
                press()
            guide = opened.value
            expect(guide.locator("h2:target")).to_contain_text(f"({command}.html)")
            expect(guide.locator("h2:target")).to_be_in_viewport()
            guide.close()


def test_without_guides_beside_it_a_page_has_no_question_mark(page: Page, folder: Path) -> None:
    _open(page, folder / "index.html")
    expect(page.locator("a.help")).to_have_count(0)
