"""The guides as pages: each link and picture of them leads somewhere, offline; F1 leads to headings that are there."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from conftest import Copied, run_isoaudit

from isoaudit.demo import UNDER_WAY
from isoaudit.form.page import Page
from isoaudit.lab.guides import FOLDER, NAMES, lay_guides, titles
from isoaudit.pages.guide import anchor, guide_html
from isoaudit.review.book import ReviewBook
from isoaudit.review.help import HELP as REVIEW
from isoaudit.start.help import HELP as START
from isoaudit.start.year_book import YearBook
from isoaudit.visit.book import VisitBook
from isoaudit.visit.help import HELP as VISIT

REVIEWED = "2026-99-90018-TS"
REPLY = {"status": "done", "cause": "Chưa phân công", "correction": "Đã ban hành", "done_on": "2026-08-28", "files": []}
GUIDES = Path(__file__).resolve().parent.parent / "docs" / "vi"


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_guides(tmp_path_factory.mktemp("out") / FOLDER)


def ids(page: Path) -> set[str]:
    return set(re.findall(r'<(?:h\d|strong) id="([^"]+)"', page.read_text(encoding="utf-8")))


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


def names(page: Page) -> set[str]:
    """What a page's help may name, as ``10_help.js`` asks for it; what is not there at every time is added."""
    found = {"", "refused", "conflict", "writer", "missing", "dispute", *dict(page.groups)}
    for record in (record for section in page.sections for record in section.records):
        kind = record.id.partition("/")[0]
        parts = [one.name for one in (*record.fields, *record.actions)]
        found |= {record.id, kind, *(f"{start}.{part}" for start in (record.id, kind) for part in parts)}
    return found | {f"{one.addable.id}".rstrip("/") for one in page.sections if one.addable}


def test_f1_names_nothing_that_no_page_has(example_told: Copied, tmp_path: Path) -> None:
    """A record, a field, a button that goes by another name later would silently lead to the whole tab."""
    folder = tmp_path / "năm 2026"
    example_told(folder)
    assert run_isoaudit("status", cwd=folder).returncode <= 1  # so that the year has results to show
    assert set(VISIT) - names(VisitBook(folder, UNDER_WAY).page()) == set()
    reviewed = ReviewBook(folder, REVIEWED)
    reply = next(name for name in sorted(names(reviewed.page())) if name.startswith("reply/") and "." not in name)
    reviewed.say(reply, REPLY, edit="reply", base=(), at="")
    assert set(REVIEW) - names(reviewed.page()) == set()
    assert set(START) - names(YearBook(folder).page()) == set()


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
