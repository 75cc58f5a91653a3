"""The guides as pages: each link and picture of them leads somewhere, offline; F1 leads to headings that are there."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from conftest import run_isoaudit

from isoaudit.lab.guides import FOLDER, NAMES, lay_guides, titles
from isoaudit.pages.guide import anchor, guide_html
from isoaudit.review.book import HELP as REVIEW
from isoaudit.start.year_book import HELP as START
from isoaudit.visit.book import HELP as VISIT

GUIDES = Path(__file__).resolve().parent.parent / "docs" / "vi"


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_guides(tmp_path_factory.mktemp("out") / FOLDER)


def ids(page: Path) -> set[str]:
    return set(re.findall(r'<h\d id="([^"]+)"', page.read_text(encoding="utf-8")))


def test_every_guide_that_is_kept_is_a_page_with_a_title() -> None:
    assert set(NAMES) == {path.stem for path in GUIDES.glob("*.md")}
    assert all(titles().values())


@pytest.mark.parametrize("name", NAMES)
def test_a_guide_needs_nothing_from_outside_and_its_links_lead_somewhere(name: str, laid: Path) -> None:
    text = (laid / f"{name}.html").read_text(encoding="utf-8")
    markdown = (GUIDES / f"{name}.md").read_text(encoding="utf-8")
    assert not re.findall(r'src="(?!data:image/)', text)
    assert len(re.findall(r'src="data:image/', text)) == len(re.findall(r"!\[", markdown)), "a picture is missing"
    for url in re.findall(r'href="([^"]+)"', text):
        page, _, place = unquote(url).partition("#")
        assert not page.startswith("http"), url
        target = laid / (page or f"{name}.html")
        assert target.is_file(), url
        assert not place or place in ids(target), url


@pytest.mark.parametrize("where", [*VISIT.values(), *REVIEW.values(), *START.values()])
def test_f1_leads_to_a_heading_that_is_there(where: str, laid: Path) -> None:
    path, _, place = where.partition("#")
    page = laid / Path(path).name
    assert Path(path).parent.as_posix() == f"out/{FOLDER}" and page.is_file()
    assert not place or place in ids(page)


def test_html_in_a_guide_is_text_and_headings_are_named_as_on_github() -> None:
    page = guide_html(
        "a", "# T\n\n## 1. Cài đặt, «soát» máy\n\n<script>x</script>\n\n[y](javascript:z)\n", {"a": "T"}, lambda _: None
    )
    assert 'id="1-cài-đặt-soát-máy"' in page
    assert "<script>" not in page and 'href="javascript' not in page
    assert anchor("3. Thẻ 2. Xem xét") == "3-thẻ-2-xem-xét"


def test_the_command_lists_guides_lays_one_and_refuses_another(programme: Path) -> None:
    listed = run_isoaudit("guide")
    assert all(name in listed.stdout for name in NAMES)
    done = run_isoaudit("-C", programme, "guide", "van-thu", "--no-browser")
    page = Path(done.stdout.strip())
    assert done.returncode == 0 and page == programme.resolve() / "out" / FOLDER / "van-thu.html" and page.is_file()
    refused = run_isoaudit("guide", "khong-co")
    assert refused.returncode == 2 and "van-thu" in refused.stderr


def test_what_is_laid_again_unchanged_is_not_written(laid: Path) -> None:
    before = {page: page.stat().st_mtime_ns for page in laid.iterdir()}
    lay_guides(laid)
    assert {page: page.stat().st_mtime_ns for page in laid.iterdir()} == before
