"""The roll-out in the year after: later news of the old folder follow, what this year says itself stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from hypothesis import given
from hypothesis import strategies as st
from test_rollout import CLASSES, MONEY, STEPS, TARGETS, book, days, rollout
from test_taken_out import WHY, code

from isoaudit.desk.carrying import begin_after, carry
from isoaudit.desk.rollout.carrying import rollout_news
from isoaudit.desk.rollout.tables import import_rollout
from isoaudit.desk.rollout.taken_out import remove_rollout
from isoaudit.errors import IsoAuditError
from isoaudit.journal.programme import Programme
from isoaudit.journal.rollout import ROLLOUT
from isoaudit.model import Entry
from isoaudit.work.pack import pack

HEAD = ["Cơ quan", "Phiên bản", "Khảo sát"]


def put(folder: Path, rows: Any) -> None:
    import_rollout(Programme(folder), book(folder.parent / "bang.xlsx", rows))


@pytest.fixture
def years(programme: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A year with a roll-out, and the one after it."""
    for rows in (STEPS, TARGETS, CLASSES, MONEY):
        put(programme, rows)
    after = tmp_path / "năm sau"
    begin_after(after, programme)
    return programme, after


def renewed(years: tuple[Path, Path], **more: Any) -> dict[str, int]:
    return carry(Programme(years[1]), Programme(years[0]).folder, **more).rollout


def test_all_that_stands_goes_along_and_what_was_taken_out_does_not(programme: Path, tmp_path: Path) -> None:
    for rows in (STEPS, TARGETS, CLASSES, MONEY):
        put(programme, rows)
    remove_rollout(Programme(programme), [code(programme, "target", "communes")], WHY)
    begun = begin_after(tmp_path / "năm sau", programme)
    assert rollout(begun.programme.folder) == rollout(programme)
    assert begun.rollout == 18 + 1 + 2 + 2


def test_what_came_later_in_the_old_folder_follows_once(years: tuple[Path, Path]) -> None:
    earlier, after = years
    put(earlier, [HEAD, ["99-CCKL", "2015", "04/3/2026"], ["99-STP", "2008", "02/3/2010"]])
    remove_rollout(Programme(earlier), [code(earlier, "money", "Tư vấn")], WHY)
    assert renewed(years, dry_run=True) == {"added": 1, "changed": 1, "taken_out": 1}
    assert rollout(after) != rollout(earlier)
    assert renewed(years) == {"added": 1, "changed": 1, "taken_out": 1}
    assert rollout(after) == rollout(earlier)
    assert renewed(years) == {"added": 0, "changed": 0, "taken_out": 0}


def test_what_this_year_says_itself_stays_and_a_difference_is_said(years: tuple[Path, Path]) -> None:
    earlier, after = years
    put(after, [HEAD, ["99-CCKL", "2015", "05/3/2026"]])
    remove_rollout(Programme(after), [code(after, "target", "communes")], WHY)
    assert renewed(years) == {"added": 0, "changed": 0, "taken_out": 0}
    put(earlier, [HEAD, ["99-CCKL", "2015", "06/3/2026"]])
    found = carry(Programme(after), earlier)
    assert found.rollout["changed"] == 0 and any("01 mục về triển khai" in words for words in found.to_look_at)
    assert days(after, "99-CCKL")["survey"] == "2026-03-05"
    assert [one.group for one in rollout(after).targets] == ["departments"]


def test_a_field_that_was_taken_out_there_is_taken_out_here(years: tuple[Path, Path]) -> None:
    earlier, after = years
    put(earlier, [TARGETS[0], [*TARGETS[1][:5], "", ""], TARGETS[2]])
    assert renewed(years)["changed"] == 1
    assert rollout(after) == rollout(earlier)
    (target,) = [one for one in rollout(after).targets if one.group == "departments"]
    assert (target.since, target.source) == (None, "")


def entries(said: list[tuple[str, str]], stem: str) -> list[Entry]:
    """What one copy was told of a class in turn: learners, or that it is taken out."""
    found: list[Entry] = []
    for n, (what, value) in enumerate(said):
        payload = {"removed": value} if what == "removed" else {"learners": int(value), "known": True, "removed": ""}
        base = (found[-1].id,) if found else ()
        found.append(Entry(f"{stem}{n}", (), base, "", "", "", "training_class", "2026-03-10/Lớp", payload))
    return found


_SAID = st.lists(st.tuples(st.just("learners"), st.sampled_from("123")) | st.just(("removed", "Nhầm.")), max_size=4)


@given(_SAID, _SAID)
def test_nothing_follows_that_stands_already_and_each_thing_goes_one_way(there: Any, here: Any) -> None:
    first = ("learners", "1")
    news = rollout_news(entries([first, *here], "b"), entries([first, *there], "a"))
    ways = [news.added, news.changed, news.taken_out, news.kept]
    assert sum(map(len, ways)) <= 1 and len(news.drafts) == sum(map(len, ways[:3]))
    if not there:
        assert not any(ways)
    if not here and not any(ways):  # nothing was said here: only what stands as it did is no news
        assert not there or there[-1] == first


def test_a_pack_holds_none_of_it_and_says_so(years: tuple[Path, Path], tmp_path: Path, isoaudit: Run) -> None:
    earlier, _ = years
    (id, *_) = Programme(earlier).state().inspections
    folder = tmp_path / "gói"
    pack(Programme(earlier), [id], folder)
    assert not Programme(folder).journal.entries_of(*ROLLOUT)
    for words in (("show",), ("list",), ("remove", "CT-00000000", "--why", WHY)):
        done = isoaudit("-C", folder, "rollout", *words)
        assert done.returncode != 0 and "gói kiểm tra không mang số liệu triển khai" in done.stderr
    with pytest.raises(IsoAuditError) as refused:
        put(folder, TARGETS)
    assert refused.value.problems[0].code == "ROLLOUT_010"
