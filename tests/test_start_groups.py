"""How the buttons of the start page are arranged: what is next in front, the rest by what it is about."""

from __future__ import annotations

import pytest
from conftest import Copied
from test_start import book, records

from isoaudit.form.page import Action
from isoaudit.start.year_book import YearBook
from isoaudit.wording import labels

__all__ = ["book"]
GROUPS = tuple(labels()["start_group"].values())


@pytest.fixture(scope="module")
def year(example_told: Copied, tmp_path_factory: pytest.TempPathFactory) -> YearBook:
    """A year with inspections in every state."""
    return YearBook(example_told(tmp_path_factory.mktemp("nhóm") / "năm 2026"))


def inspections(year: YearBook) -> dict[str, tuple[Action, ...]]:
    return {id.partition("/")[2]: one.actions for id, one in records(year).items() if id.startswith("inspection/")}


def test_37_what_takes_the_next_step_stands_in_front_and_is_at_most_two_buttons(year: YearBook) -> None:
    """Circular 26/2014, Articles 35 to 39: by the step that is next; whose turn it is may be the agency's."""
    bare, led = [], 0
    for id, actions in inspections(year).items():
        line = year._shown.now.line(id)
        assert line
        front = [one for one in actions if not one.group]
        assert len(front) <= 2 and list(actions[: len(front)]) == front
        if not front:
            bare.append(line.row.next)
        if line.next in line.records and line.next not in ("report_received", "correction_reported"):
            assert "record_next" in {one.name for one in front}, id
            led += 1
    assert led > 10 and not bare


def test_every_other_button_stands_under_what_it_is_about(year: YearBook) -> None:
    seen = set()
    for id, actions in inspections(year).items():
        groups = [one.group for one in actions if one.group]
        assert groups == sorted(groups, key=GROUPS.index), id
        seen.update(groups)
        assert [one.name for one in actions if one.seldom] == [
            one.name for one in actions if one.group == labels()["start_group"]["rest"]
        ]
    assert seen == {*GROUPS} - {labels()["start_group"]["figures"]}


def test_where_there_is_no_other_form_the_workbook_is_what_is_next(year: YearBook) -> None:
    """35.3: an inspection by record has no form on site."""
    found = [
        actions[0].name
        for id, actions in inspections(year).items()
        if (line := year._shown.now.line(id)) and line.row.next == "answers" and not line.open
    ]
    assert found and {*found} == {"export_answers"}


def test_of_an_inspection_that_is_not_carried_out_what_brings_it_back_is_in_front(book: YearBook) -> None:
    from test_start import VISIT, press

    press(book, f"inspection/{VISIT}", "change", way="cancel", why="Cơ quan giải thể.")
    restore, *others = records(book)[f"inspection/{VISIT}"].actions
    assert (restore.name, restore.group) == ("restore", "") and {one.name for one in others} == {"dossier", "history"}
