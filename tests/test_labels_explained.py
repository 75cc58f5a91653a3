"""Every label of the interface is explained on one page, docs/vi/so-va-chu.md; no label is added without it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import shown

from isoaudit.wording import labels

PAGE = Path(__file__).parent.parent / "docs" / "vi" / "so-va-chu.md"
SENTENCES = re.compile(
    r".*_(said|intro|hint|confirm|missing|about|remedy|remark|basis|amended)|start_command|start_option|merge|refusal|remark|to_do|warning|visit_effect"
)
"""Tables of whole sentences, which say themselves what they mean; where one of their words is a label it is found in
the code."""
AS_THE_LAW_HAS_THEM = {"point", "file", "filed_as", "file_name", "kind", "block"}
"""Names of papers, of agencies, of the points of Article 36 and the rows of Article 39: the page says so."""
EXPLAINED = ("stage", "action_stage", "verdict", "point_state", "turn", "outcome", "duty_state", "effect_outcome",
             "figure_inspections", "figure_coverage", "figure_actions")  # fmt: skip
"""Tables that pages show through others."""
TEMPLATES = sorted(path.name.removesuffix(".html.j2") for path in shown.TEMPLATES.glob("*.html.j2"))
BOOKS = {
    "start": (
        "start_tab",
        "start_section",
        "start_record",
        "start_fact",
        "start_field",
        "start_action",
        "start_table",
        "start_group",
    ),  # fmt: skip
    "visit": ("visit_tab", "visit_section", "visit_record", "visit_field", "visit_action"),
    "review": ("review_tab", "review_section", "review_record", "review_field", "review_action"),
}
"""Tables of labels that nothing but a book takes words of: each word is shown, or it stands there for nothing."""


def rows() -> list[tuple[str, str]]:
    """The first column of the page's tables, and what stands beside it."""
    return re.findall(r"^\| (\*\*.+?) \| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)


def explained() -> set[str]:
    """The words in bold in the first column."""
    return {shown.plain(words) for first, _ in rows() for words in re.findall(r"\*\*([^*]+)\*\*", first)}


def test_every_word_of_a_table_from_which_a_page_takes_labels_is_explained() -> None:
    """A table is of sentences, of names as the law has them, or every word of it that is shown is explained."""
    tables = shown.of_the_tables()
    tables |= {name: {shown.plain(words) for words in labels()[name].values()} for name in EXPLAINED}
    of_labels = {name for name in tables if not SENTENCES.fullmatch(name)} - AS_THE_LAW_HAS_THEM
    assert len(of_labels) > 40 and sum(len(tables[name]) for name in of_labels) > 450
    missing = {name: sorted(tables[name] - explained()) for name in sorted(of_labels)}
    assert not {name: words for name, words in missing.items() if words}


@pytest.mark.parametrize(
    ("collected", "at_least"),
    [
        (shown.of_the_code, 150),
        (shown.of_the_script, 40),
        (shown.of_the_pages, 40),
        (shown.of_the_workbooks, 250),
    ],
)
def test_every_label_written_in_the_code_is_explained(collected: Callable[[], set[str]], at_least: int) -> None:
    """Of the form and its books, of the form's own script, of the pages and the calendar, of the workbooks."""
    found = collected()
    assert len(found) >= at_least
    assert not sorted(found - explained())


def test_every_label_of_a_template_is_explained() -> None:
    found = {name: shown.of_the_template(name) for name in TEMPLATES}
    assert all(len(found[name]) > 5 for name in ("index", "gate", "status", "actions", "year"))
    assert not {name: left for name, words in found.items() if (left := sorted(words - explained()))}


@pytest.mark.parametrize("book", BOOKS)
def test_no_label_stands_in_the_tables_of_a_book_for_nothing(book: str) -> None:
    taken = shown.of_the_tables()
    left = {name: {shown.plain(w) for w in labels()[name].values()} - taken[name] for name in BOOKS[book]}
    assert not {name: sorted(words) for name, words in left.items() if words}


def test_each_row_of_the_page_explains_a_label_that_there_is() -> None:
    """What is shown no more is explained no more."""
    there = {shown.plain(words) for table in labels().values() for words in table.values()}
    there |= shown.of_the_code() | shown.of_the_script() | shown.of_the_pages() | shown.of_the_workbooks()
    there |= {words for name in TEMPLATES for words in shown.of_the_template(name)}
    assert not sorted(explained() - there)


def test_each_row_of_the_page_says_something_short() -> None:
    assert len(rows()) > 200
    assert not [first for first, said in rows() if not 8 <= len(said) <= 260]
    assert not [first for first, said in rows() if said.endswith(".")]
