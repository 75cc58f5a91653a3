"""The pages of the papers, printed: one of each kind, made from the data of the demo. None leaves a page half empty."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest
from builders import reviewed
from conftest import Copied, absent

from isoaudit.demo import EXAMPLE, told
from isoaudit.desk import record
from isoaudit.journal.programme import Programme
from isoaudit.journal.settings import shipped
from isoaudit.model import PaperName
from isoaudit.papers.in_folder import find_template
from isoaudit.papers.kinds import kinds
from isoaudit.papers.render import render_docx
from isoaudit.papers.values import PaperSubject, paper
from isoaudit.work.make_papers import make_papers

MOST_FREE = 3.0
"""cm above the lower margin, on a page that others follow."""
MOST_WITH_SIGNATURES = 4
"""Lines that may go over the page with the signatures, which cannot be parted: the closing sentence."""
LOWER_MARGIN, POINTS, HEADER = 2.0, 72 / 2.54, 57.0
REVIEWED = ("not_accepted", "review_notice")
"""Papers on a report that was reviewed."""
OF_ONE = {"correction_request": "2026-99-SNV-HS"}
"""Whose paper is made; of the others that with the most findings, fifteen."""
WORD = re.compile(r'<word xMin="[\d.]+" yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">(.*?)</word>')
SIGNED = re.compile(r"Nơi nhận:|ĐẠI DIỆN CƠ QUAN|TM\. |KT\. |NGƯỜI LẬP")


@dataclass(frozen=True)
class Page:
    """A printed page."""

    lines: tuple[str, ...]
    free: float
    """cm above the lower margin."""
    numbered: bool
    """It is not the first of the paper or of an annex."""


@pytest.fixture(scope="module")
def demo(example_answered: Copied, tmp_path_factory: pytest.TempPathFactory) -> Programme:
    """The programme of the demo, before anything is run."""
    programme = Programme(example_answered(tmp_path_factory.mktemp("pages") / "demo"))
    record(programme, list(told(shipped("examples") / EXAMPLE / "acts.csv")))
    return programme


@pytest.fixture(scope="module")
def printed(demo: Programme, soffice: Callable[..., None], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The PDF of one paper of each kind; LibreOffice is started once for all."""
    if not shutil.which("pdftotext"):
        absent("pdftotext", "poppler-utils")
    into = tmp_path_factory.mktemp("printed")
    for name, kind in kinds().items():
        names = (OF_ONE.get(name, "2026-99-90014-TS"),) if kind.scope == "inspection" else ()
        if name in REVIEWED:
            (into / f"{name}.docx").write_bytes(on_review(demo, name, names[0]))
            continue
        made = make_papers(demo, name, names)
        assert made[0].file, made
        shutil.copyfile(made[0].file, into / f"{name}.docx")
    soffice("pdf", into, *sorted(into.glob("*.docx")))
    return {path.stem: path for path in into.glob("*.pdf")}


def on_review(demo: Programme, name: PaperName, inspection: str) -> bytes:
    """A letter on corrective action, of a case of the demo whose agency reported and was reviewed."""
    state, (found,) = demo.about([inspection])
    about = PaperSubject((reviewed(demo.case(state, found)),))
    return render_docx(find_template(name, demo.out / inspection), paper(name, about).context)


def pages(pdf: Path) -> list[Page]:
    done = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], capture_output=True, text=True, check=True)
    return [_page(part) for part in done.stdout.split("<page ")[1:]]


def _page(part: str) -> Page:
    height = float(part.partition('height="')[2].partition('"')[0])
    words = [(float(top), float(bottom), unescape(text)) for top, bottom, text in WORD.findall(part)]
    rows: dict[int, list[str]] = {}
    for top, _, text in words:
        if top > HEADER:
            rows.setdefault(round(top), []).append(text)
    lowest = max((bottom for _, bottom, _ in words), default=0.0)
    numbered = any(top <= HEADER and text.isdigit() for top, _, text in words)
    return Page(tuple(" ".join(rows[top]) for top in sorted(rows)), (height - lowest) / POINTS - LOWER_MARGIN, numbered)


def holes(pdf: Path) -> list[tuple[int, float]]:
    """The pages that are left too empty, and by how much.

    Signatures stand on one page with the end of the text: where nothing else is on the next, nothing can be done.
    """
    of_paper = pages(pdf)
    return [
        (number, round(page.free, 1))
        for number, (page, following) in enumerate(zip(of_paper, of_paper[1:], strict=False), start=1)
        if page.free > MOST_FREE and following.numbered and not _only_signed(following)
    ]


def _only_signed(page: Page) -> bool:
    start = next((n for n, line in enumerate(page.lines) if SIGNED.search(line)), len(page.lines))
    return start < len(page.lines) and start <= MOST_WITH_SIGNATURES


@pytest.mark.parametrize("name", kinds())
def test_no_page_that_others_follow_is_left_half_empty(printed: dict[str, Path], name: str) -> None:
    row = 5 if name == "checklist" else 0  # cm: a row to be written on by pen is kept whole
    assert [hole for hole in holes(printed[name]) if hole[1] > row] == []


def test_the_measure_sees_an_empty_half(tmp_path: Path, soffice: Callable[..., None]) -> None:
    """Else the test above would say nothing."""
    import docx

    document = docx.Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = "2"
    for number in range(8):
        document.add_paragraph(f"Dòng {number}").paragraph_format.page_break_before = number == 4
    document.save(str(tmp_path / "hole.docx"))
    soffice("pdf", tmp_path, tmp_path / "hole.docx")
    assert [number for number, _ in holes(tmp_path / "hole.pdf")] == [1]


@pytest.mark.parametrize("name", ["minutes", "notice", "inspection_decision"])
def test_headings_are_bookmarks_of_the_pdf(printed: dict[str, Path], name: str) -> None:
    found = re.findall(rb"/Title<(FEFF[0-9A-F]+)>", printed[name].read_bytes())
    titles = [bytes.fromhex(title.decode()).decode("utf-16") for title in found]
    wanted = "Điều 1." if name == "inspection_decision" else "I. "
    assert any(title.startswith(wanted) for title in titles), titles
