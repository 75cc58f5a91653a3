"""What the seventh stranger's offices write and the program lost: each kind of it, as it stood there."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from test_office_tables import lists  # noqa: F401  the programmes of before each table
from test_offices_own_sheets import saved

from isoaudit.desk.inspections import INSPECTION_COLUMNS
from isoaudit.journal.programme import today
from isoaudit.tables import Table, read_table

HEAD = ["TT", "Cơ quan", "Hình thức", "Ngày kiểm tra"]
SITE = "Tại trụ sở"


@pytest.fixture
def folder(lists: Path, tmp_path: Path) -> Path:  # noqa: F811
    return Path(shutil.copytree(lists / "agencies", tmp_path / "năm"))


def schedule(path: Path, *rows: Sequence[Any]) -> Table:
    table = read_table(saved(path, *rows), INSPECTION_COLUMNS, today(), year=2026, keeps=True)
    assert not table.faults.placed, table.faults.problems()
    return table


# --- a: the half-day beside the day


@pytest.mark.parametrize(
    ("written", "opened", "closed", "kept"),
    [
        ("Sáng", "", None, "Sáng"),
        ("Buổi chiều", "", None, "Buổi chiều"),
        ("Cả ngày", "", None, "Cả ngày"),
        ("1/2 ngày", "", None, "1/2 ngày"),
        ("8h00", "08 giờ 00 phút", None, None),
        ("Sáng (7h30)", "07 giờ 30 phút", None, "Sáng (7h30)"),
        ("Chiều, từ 2 giờ", "14 giờ 00 phút", None, "Chiều, từ 2 giờ"),
        ("8h00 - 11h30", "08 giờ 00 phút", "11 giờ 30 phút", "8h00 - 11h30"),
    ],
)
def test_the_half_day_beside_the_day_is_no_second_day(
    written: str, opened: str, closed: str | None, kept: str | None, tmp_path: Path
) -> None:
    """Two columns «Ngày kiểm tra | Thời gian» were refused as two of one day, though the second holds none."""
    table = schedule(tmp_path, [*HEAD, "Thời gian"], [1, "Sở Y tế", SITE, "12/5/2026", written])
    values = table.rows[0].values
    assert (values["from"], values["opened_at"], values.get("closed_at")) == ("2026-05-12", opened, closed)
    assert values.get("others", {}).get("Lịch đã ghi (thời gian)") == kept
    assert any(word == written for _, word, _ in table.taken) == bool(kept)


@pytest.mark.parametrize("written", ["01 ngày", "0,5 ngày", "Tháng 5"])
def test_what_is_no_day_and_no_hour_beside_the_day_stays_as_it_is(written: str, tmp_path: Path) -> None:
    table = schedule(tmp_path, [*HEAD, "Thời gian"], [1, "Sở Y tế", SITE, "12/5/2026", written])
    assert table.rows[0].values["from"] == "2026-05-12"
    assert table.rows[0].values["others"] == {"Thời gian": written}
    assert any("giữ nguyên 01 cột: «Thời gian»" in line for line in table.warnings)


def test_two_columns_of_days_are_still_asked_about(tmp_path: Path) -> None:
    rows = [[*HEAD, "Thời gian"], [1, "Sở Y tế", SITE, "12/5/2026", "13/5/2026"]]
    table = read_table(saved(tmp_path, *rows), INSPECTION_COLUMNS, today(), year=2026, keeps=True)
    assert [one.code for one in table.faults.problems()] == ["TABLE_002"]


# --- e: the month of the group


@pytest.mark.parametrize(
    ("group", "written", "kept"),
    [
        ("THÁNG 9/2026", "Trong tháng", "Trong tháng 9/2026"),
        ("Tháng 9", "cuối tháng", "cuối tháng 9"),
        ("THÁNG 09 NĂM 2026", "tuần 2", "tuần 2 tháng 9/2026"),
        ("THÁNG 9", "giữa tháng 9", "giữa tháng 9"),
        ("Tháng 8", "Tuần 2 tháng 9", "Tuần 2 tháng 9"),
        ("QUÝ III/2026", "Trong quý", "Trong quý III/2026"),
        ("Quý III", "Tháng 8", "Tháng 8"),
        ("Tháng 9", "10 ngày đầu tháng", "10 ngày đầu tháng 9"),
        ("Tháng 9", "Thượng tuần", "Thượng tuần tháng 9"),
        ("Tháng 8, tháng 9", "Trong tháng", "Trong tháng"),
    ],
)
def test_the_month_of_a_group_stays_though_the_day_is_open(group: str, written: str, kept: str, tmp_path: Path) -> None:
    """«Trong tháng» below «THÁNG 9/2026» was kept without its month: nobody could tell any more which."""
    table = schedule(tmp_path, HEAD, [group], [1, "Sở Y tế", SITE, written])
    values = table.rows[0].values
    assert not values["from"]
    assert values["others"] == {"Lịch đã ghi (ngày kiểm tra)": kept}
    (meant,) = (meant for _, word, meant in table.taken if word == written)
    assert meant.startswith("chưa định ngày") and (kept == written or kept in meant)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("14", "2026-09-14", None),
        ("Ngày 14", "2026-09-14", None),
        ("Sáng 14", "2026-09-14", None),
        ("14-15", "2026-09-14", "2026-09-15"),
        ("14, 15", "2026-09-14", "2026-09-15"),
        ("14/9", "2026-09-14", None),
    ],
)
def test_a_day_below_its_month_is_of_that_month(written: str, first: str, last: str | None, tmp_path: Path) -> None:
    table = schedule(tmp_path, HEAD, ["THÁNG 9/2026"], [1, "Sở Y tế", SITE, written])
    assert (table.rows[0].values["from"], table.rows[0].values.get("to")) == (first, last)


def test_a_day_without_a_month_is_still_refused(tmp_path: Path) -> None:
    rows = [HEAD, ["QUÝ III/2026"], [1, "Sở Y tế", SITE, "14"]]
    table = read_table(saved(tmp_path, *rows), INSPECTION_COLUMNS, today(), year=2026, keeps=True)
    assert [one.code for one in table.faults.problems()] == ["TABLE_005"]
