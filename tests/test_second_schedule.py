"""A second schedule of a year, in which no round is written: it never changes an earlier visit unsaid."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from test_office_tables import lists  # noqa: F401  the programmes of before each table

from isoaudit.desk.inspections.schedule import import_inspections
from isoaudit.errors import TableError
from isoaudit.journal.programme import Programme, today
from isoaudit.wording import date_short

ID = "2026-SGDDT-TS"


@pytest.fixture
def folder(lists: Path, tmp_path: Path) -> Path:  # noqa: F811
    return Path(shutil.copytree(lists / "inspections", tmp_path / "năm 2026"))


def schedule(folder: Path, day: date, *more: str, team: str = "Nguyễn Văn An (trưởng đoàn)") -> Path:
    heading = ["Mã cơ quan", "Hình thức", "Ngày kiểm tra", "Đoàn kiểm tra", *(pair.partition("=")[0] for pair in more)]
    row = ["SGDDT", "Tại trụ sở", date_short(day), team, *(pair.partition("=")[2] for pair in more)]
    table = folder.parent / f"{day}.csv"
    table.write_text("\n".join((",".join(heading), ",".join(row))), encoding="utf-8")
    return table


def first_day(folder: Path) -> dict[str, date | None]:
    return {id: one.from_ for id, one in Programme(folder).state().inspections.items()}


def test_a_visit_whose_day_is_past_is_not_moved_by_a_later_schedule(folder: Path) -> None:
    past = today() - timedelta(days=60)
    import_inspections(Programme(folder), schedule(folder, past))
    later = schedule(folder, today() + timedelta(days=5), team="Trần Thị Bình (trưởng đoàn)")
    with pytest.raises(TableError) as refused:
        import_inspections(Programme(folder), later)
    [problem] = refused.value.problems
    assert problem.code == "CHANGE_010" and f"ngày {date_short(past)}" in problem.what
    assert first_day(folder) == {ID: past}
    assert import_inspections(Programme(folder), later, additional=True).added == 1
    assert first_day(folder) == {ID: past, f"{ID}2": today() + timedelta(days=5)}
    again = import_inspections(Programme(folder), later)  # the same day is the same visit
    assert (again.added, again.changed) == (0, 0)


def test_a_visit_to_come_gets_its_new_day_and_that_is_said(folder: Path) -> None:
    first, new = today() + timedelta(days=5), today() + timedelta(days=9)
    import_inspections(Programme(folder), schedule(folder, first))
    done = import_inspections(Programme(folder), schedule(folder, new))
    assert f"{ID}: đổi ngày kiểm tra {date_short(first)} thành {date_short(new)} theo bảng." in done.warnings
    assert first_day(folder) == {ID: new}


def test_a_past_visit_is_moved_where_its_id_or_its_round_names_it(folder: Path) -> None:
    past, right = today() - timedelta(days=60), today() - timedelta(days=58)
    import_inspections(Programme(folder), schedule(folder, past, "Đợt=1"))
    assert import_inspections(Programme(folder), schedule(folder, right, "Đợt=Đợt I")).changed == 1
    assert import_inspections(Programme(folder), schedule(folder, past, f"Mã cuộc kiểm tra={ID}")).changed == 1
    assert first_day(folder) == {ID: past}


def test_an_ad_hoc_inspection_of_another_day_is_one_of_its_own(folder: Path) -> None:
    import_inspections(Programme(folder), schedule(folder, today() - timedelta(days=60)))
    later = schedule(folder, today() + timedelta(days=3), "Căn cứ kiểm tra=Đột xuất")
    assert import_inspections(Programme(folder), later).added == 1
    assert len(first_day(folder)) == 2
