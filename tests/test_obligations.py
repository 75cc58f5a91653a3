"""docs/obligations.md: every obligation of an agency has a criterion, or a reason why it has none."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from isoaudit.journal.checklists import LAW, parse
from isoaudit.journal.plain_yaml import load_yaml
from isoaudit.journal.settings import shipped
from isoaudit.model import Checklist, Citation

PAGE = Path(__file__).parent.parent / "docs" / "obligations.md"
ARTICLES = {"QĐ19/2014": (3, 4, 7, 10, 11), "TT26/2014": (6, 7, 36, 37, 41)}
"""The articles that bind an agency."""
NONE = "không: "
Place = tuple[str, str]
"""An instrument, and article.clause.point as far as there are any."""


@pytest.fixture(scope="module")
def checklist() -> Checklist:
    return parse((shipped("checklists") / "dieu-36.yaml").read_bytes()).checklist


@pytest.fixture(scope="module")
def law() -> dict[Place, str]:
    """Every place of those articles that says something, and the beginning of what it says."""
    data: Any = load_yaml(LAW, (shipped("checklists") / LAW).read_bytes()).value
    found: dict[Place, str] = {}
    for document in data["documents"]:
        for article in document["articles"]:
            number = article["article"]
            if number not in ARTICLES[document["id"]]:
                continue
            said = {f"{number}": article.get("text", "")}
            for clause in article.get("clauses", ()):
                place = f"{number}.{clause['clause']}"
                said[place] = clause["text"]
                said |= {f"{place}.{letter}": text for letter, text in clause.get("points", {}).items()}
            found |= {(document["id"], place): text for place, text in said.items() if text}
    return found


@pytest.fixture(scope="module")
def rows() -> list[tuple[Place, str, str]]:
    """Every row of the page: the place, the obligation, and its criteria or why there are none."""
    found: list[tuple[Place, str, str]] = []
    document = ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            (document,) = re.findall(r"\((\S+)\)$", line)
        elif re.match(r"\| \d", line):
            place, obligation, criteria = (cell.strip() for cell in line.strip("|").split("|"))
            found.append(((document, place), obligation, criteria))
    return found


def ids(cell: str) -> set[str]:
    """The criteria of a row; none where a reason stands instead."""
    return set() if cell.startswith(NONE) else set(cell.split(", "))


def named(citation: Citation) -> Place:
    parts = (citation.article, citation.clause, citation.point)
    return citation.document, ".".join(str(part) for part in parts if part is not None)


def test_every_place_of_the_law_that_binds_an_agency_has_one_row(
    law: dict[Place, str], rows: list[tuple[Place, str, str]]
) -> None:
    places = [place for place, _, _ in rows]
    assert len(set(places)) == len(places)
    assert set(places) == set(law)
    assert places == list(law), "in the order of the law"


def test_every_row_says_what_is_asked_and_by_which_criteria_or_why_by_none(rows: list[tuple[Place, str, str]]) -> None:
    for place, obligation, cell in rows:
        assert obligation, place
        assert len(cell.removeprefix(NONE)) > 15 if cell.startswith(NONE) else ids(cell), place


def test_every_criterion_named_exists_and_every_criterion_is_named(
    checklist: Checklist, rows: list[tuple[Place, str, str]]
) -> None:
    there = {criterion.id for criterion in checklist.criteria}
    assert set().union(*(ids(cell) for _, _, cell in rows)) == there
    reasons = " ".join(cell for _, _, cell in rows if cell.startswith(NONE))
    assert set(re.findall(r"D36-[\w-]+", reasons)) <= there


def test_a_row_names_exactly_the_criteria_that_cite_its_place(
    checklist: Checklist, rows: list[tuple[Place, str, str]]
) -> None:
    citing: dict[Place, set[str]] = {place: set() for place, _, _ in rows}
    for criterion in checklist.criteria:
        for citation in criterion.basis:
            if citation.article in ARTICLES[citation.document]:
                citing[named(citation)].add(criterion.id)
    assert {place: ids(cell) for place, _, cell in rows} == citing


def test_what_a_criterion_cites_besides_is_said_of_the_agency_too(checklist: Checklist) -> None:
    """TT26/2014 Đ3.1 (what a TTHC is), Đ35.2 (the report); QĐ19/2014 Đ5.3 (who publishes the mô hình khung)"""
    besides = {
        named(citation)
        for criterion in checklist.criteria
        for citation in criterion.basis
        if citation.article not in ARTICLES[citation.document]
    }
    assert besides == {("TT26/2014", "3.1"), ("TT26/2014", "35.2"), ("QĐ19/2014", "5.3")}


def test_a_heading_of_points_is_no_obligation_of_its_own(
    law: dict[Place, str], rows: list[tuple[Place, str, str]]
) -> None:
    """What only introduces points is met at these; TT26/2014 Đ7.1 and 7.2 draw a line of their own (Đ41.2, 41.3)"""
    headed = {(document, place.rpartition(".")[0]) for document, place in law if place.count(".") == 2}
    with_criteria = {place for place, _, cell in rows if place in headed and ids(cell)}
    assert with_criteria == {("QĐ19/2014", "7.3"), ("TT26/2014", "7.1"), ("TT26/2014", "7.2")}


@pytest.mark.parametrize(
    "words",
    ["18/7/2023", "chưa xác minh hiệu lực tại thời điểm thuê", "101/QĐ-BKHCN of **21/01/2019**", "dieu-36.yaml"],
)
def test_the_page_says_how_sure_it_is(words: str) -> None:
    assert words in PAGE.read_text(encoding="utf-8")


def test_the_page_is_about_the_checklist_as_it_is_now(checklist: Checklist) -> None:
    assert f"version {checklist.version}" in PAGE.read_text(encoding="utf-8")
