"""Where the table of places says that a command is on the start page, there its button is, on a page that has all."""

from __future__ import annotations

import re
from datetime import date

import pytest
from conftest import AUTHORITY, Copied
from test_procedures import LAW
from test_rollout import TARGETS
from test_rollout import book as sheet
from test_score import SCALE

from isoaudit.desk import ActToRecord, record
from isoaudit.desk.inspections.changes import cancel
from isoaudit.desk.rollout.instruments import import_instruments
from isoaudit.desk.rollout.tables import import_rollout
from isoaudit.errors import IsoAuditError
from isoaudit.form.page import Page, Record, Section
from isoaudit.journal.new_programme import init
from isoaudit.journal.programme import Programme
from isoaudit.journal.settings import SETTINGS
from isoaudit.start.year_book import YearBook
from isoaudit.wording import labels

TABS = {"1": "year", "2": "inspections", "3": "tables"}
PLACES = labels()["start_command"]


@pytest.fixture(scope="module")
def page(example_told: Copied, tmp_path_factory: pytest.TempPathFactory) -> Page:
    """A year in which each button has its occasion: one before it, one cancelled, a scan kept, a paper to be read."""
    place = tmp_path_factory.mktemp("nơi")
    folder = example_told(place / "năm 2026")
    init(place / "nam-2025", AUTHORITY, 2025)
    path = folder / SETTINGS
    path.write_text(f"second_reader_letters = true\n{path.read_text('utf-8')}{SCALE}", "utf-8")
    programme = Programme(folder)
    import_rollout(programme, sheet(place / "chi tieu.xlsx", TARGETS))
    import_instruments(programme, sheet(place / "van ban.xlsx", LAW))
    before = YearBook(folder)
    line = next(one for one in before._shown.now.lines if "requested" in one.records)
    scan = place / "quyết định.pdf"
    scan.write_bytes(b"%PDF-1.4\n%%EOF\n")
    record(programme, [ActToRecord("requested", (line.id,), on=date(2026, 6, 1), number="41/CV", file=scan)])
    assert any(cancelled(programme, one.id) for one in before._shown.now.lines if one.id != line.id)
    return YearBook(folder).page()


def cancelled(programme: Programme, id: str) -> bool:
    """Whether an inspection could be cancelled: one that was carried out cannot."""
    try:
        return bool(cancel(programme, [id], "Cơ quan giải thể.").done)
    except IsoAuditError:
        return False


def records_of(page: Page, tab: str) -> list[tuple[Section, Record]]:
    return [(one, record) for one in page.sections if one.group == TABS[tab] for record in one.records]


@pytest.mark.parametrize("command", PLACES)
def test_the_button_is_where_the_table_says(page: Page, command: str) -> None:
    words = PLACES[command]
    if command == "guide":  # the sign that every page of the form has
        assert page.help and "«?»" in words
        return
    tab = re.search(r"thẻ (\d)", words)
    assert tab, words
    there = records_of(page, tab[1])
    assert there
    if named := re.search(r"mục «([^»]+)»", words):
        there = [(section, record) for section, record in there if named[1] in (section.title, record.title)]
        assert there, words
    if "của đợt" in words:
        there = [(section, record) for section, record in there if record.id.startswith("round/")]
    buttons = {one.label for _, record in there for one in record.actions}
    for name in re.findall(r"(?:nút|hoặc) «([^»]+)»", words):
        begun = name.removesuffix("…")
        assert any(label == name or (name != begun and label.startswith(begun)) for label in buttons), (name, words)
    for way in re.findall(r"chọn «([^»]+)»", words):
        (ways,) = {f.options for _, r in there for one in r.actions if one.name == "change" for f in one.fields[:1]}
        assert way in {one.label for one in ways}
