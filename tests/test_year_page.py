"""The figures of a year on one sheet, as workbook and as JSON: the same numbers, each with what it counts."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders import PROGRAMME, case
from conftest import Run
from openpyxl import load_workbook
from test_year_figures import ALL, GAP, agency, on_site
from test_year_report import report

from isoaudit.pages.year import year_html
from isoaudit.papers.render import letter_text
from isoaudit.rules.report_tables import Places, figure_words, report_tables
from isoaudit.rules.year_report import YearReport
from isoaudit.tables.workbooks.year import year_workbook
from isoaudit.work.year_report import as_data

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ATTACK = "Sở <script>document.title='hit'</script> {{ 7*7 }}"


def year(*more: str) -> YearReport:
    """A year with something of everything."""
    worse = (f"D36-1-a-01 | {GAP}", *ALL[1:])
    cases = [on_site("A", *worse), on_site("B"), case("", mode="by_record", code="E"), case("", code="F")]
    register = [
        agency("A", name=more[0] if more else "Sở Y tế", qms_status="da_cong_bo"),
        agency("B", name="Sở Nội vụ"),
    ]
    gone = case(code="G", inspection={"cancelled": "đang sáp nhập"}).inspection
    return report(*cases, register=register, not_held=[gone])


def test_the_page_escapes_what_people_typed_and_loads_nothing() -> None:
    page = year_html(year(ATTACK), PROGRAMME)
    assert "<script" not in page and "&lt;script&gt;" in page and "49" not in page.partition("</style>")[2]
    assert "default-src 'none'" in page and "http" not in page.replace("http-equiv", "")


def test_each_number_that_counts_something_leads_to_what_it_counts(tmp_path: Path) -> None:
    page = year_html(year(), PROGRAMME)
    anchors = [part.partition('"')[0] for part in page.split('href="#')[1:]]
    assert len(anchors) > 8 and all(f'<div id="{anchor}">' in page for anchor in anchors)
    assert "đang sáp nhập" in page


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080), (1024, 768)])
def test_the_sheet_is_one_screen_and_one_page_of_a4(browser: Browser, tmp_path: Path, width: int, height: int) -> None:
    path = tmp_path / "year.html"
    path.write_text(year_html(year(), PROGRAMME), encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(path.as_uri())
    sheet = page.locator("main.sheet").bounding_box()
    assert sheet and sheet["y"] + sheet["height"] <= height and sheet["x"] + sheet["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") == 1 or printed.count(b"/Type /Page ") + printed.count(b"/Type /Page/") == 1
    page.close()


def test_the_workbook_has_the_rows_the_annexes_name_and_every_figure() -> None:
    found = year()
    made = year_workbook(found, "Năm 2026", "Tính đến ngày 30/11/2026.")
    assert made == year_workbook(found, "Năm 2026", "Tính đến ngày 30/11/2026.")
    book = load_workbook(io.BytesIO(made))
    inspections = [row[:3] for row in book["Cuộc kiểm tra"].iter_rows(min_row=4, values_only=True)]
    assert inspections == [(n, one.name, one.id) for n, one in enumerate(found.inspections, start=1)]
    figures = list(book["Số liệu"].iter_rows(min_row=4, values_only=True))
    wanted = [
        (table.title, line.words, figure_words(one, shares=column.shares))
        for table in report_tables(found)
        for line in table.lines
        for column, one in zip(table.columns, line.figures, strict=True)
    ]
    assert [(row[0], row[1], row[3]) for row in figures] == wanted
    (reported,) = [row for row in figures if row[1] == "Kiểm tra qua hồ sơ: cơ quan chưa gửi báo cáo"]
    assert reported[4] == Places(found).of(found.figures.not_reported, "inspections")


def test_json_gives_null_where_nothing_is_known() -> None:
    found = as_data(report(register=[agency("A"), agency("B")]))
    register = next(table for table in found["tables"] if table["key"] == "register")
    declared = register["lines"][0]["figures"]["declared"]
    assert (declared["number"], declared["unknown"], declared["words"]) == (None, ["A", "B"], "chưa rõ")


def test_paper_page_and_json_say_the_same_of_a_programme(isoaudit: Run, programme: Path) -> None:
    done = isoaudit("-C", programme, "year", "--as-of", "2026-11-30", "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert isoaudit("-C", programme, "year", "--as-of", "2026-11-30").returncode == 0
    page = (programme / "out" / "year.html").read_text(encoding="utf-8")
    made = isoaudit("-C", programme, "paper", "december_report", "--as-of", "2026-11-30")
    assert made.returncode == 0, made.stderr
    printed = letter_text(programme / "out" / "papers" / "december_report.docx")
    systems = next(table for table in said["tables"] if table["key"] == "systems")
    assert len(systems["lines"]) > 1
    for line in systems["lines"]:
        words = line["figures"]["systems"]["words"]
        assert f"{line['words']} | {words}" in printed
        assert f"{words}</a></td>" in page or f"<td>{words}</td>" in page
