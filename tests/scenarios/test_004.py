"""Source 004, an invented city in its place: systems converted from TCVN ISO 9001:2008 to 2015 by 30/6/2021.

All departments, all districts, and 56/56 communes, which the decision only encourages. Here: the conversion.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from taking import take

DEPARTMENTS, DISTRICTS, COMMUNES = 19, 7, 56
BEGUN, LAST = date(2019, 7, 5), date(2021, 6, 30)
PLAN = "Quyết định số 2960/QĐ-UBND ngày 05/7/2019"
HEAD = ["TT", "Tên cơ quan, đơn vị", "Phiên bản", "Công bố"]


def day(value: date) -> str:
    return value.strftime("%d/%m/%Y")


def commune(number: int) -> str:
    return f"UBND phường Hải Vân {number + 1}"


@pytest.fixture
def folder(tmp_path: Path, isoaudit: Run) -> Path:
    """The programme of 2021: register, targets, and every commune declared by the edition of 2008 long ago."""
    folder = tmp_path / "năm 2021"
    unit = "Sở Khoa học và Công nghệ thành phố Hải Vân"
    assert isoaudit("init", folder, "--authority", unit, "--year", 2021).returncode == 0
    register = [["Mã", "Tên cơ quan", "Cấp", "Loại cơ quan", "Đối tượng"]]
    register += [[f"S{n:02}", f"Sở Chuyên ngành {n + 1}", "Tỉnh", "Sở", "Bắt buộc"] for n in range(DEPARTMENTS)]
    register += [[f"Q{n}", f"UBND quận Hải Vân {n + 1}", "Huyện", "UBND quận", "Bắt buộc"] for n in range(DISTRICTS)]
    register += [[f"P{n:02}", commune(n), "Xã", "UBND phường", "Khuyến khích"] for n in range(COMMUNES)]
    targets = [["Khối", "Chỉ tiêu", "Thời hạn", "Bước", "Phiên bản", "Thực hiện từ ngày", "Quyết định"]]
    for group, size in (("Sở, ngành", "100%"), ("UBND quận, huyện", "100%"), ("UBND xã, phường", "56/56")):
        targets.append([group, size, day(LAST), "Chuyển đổi", "TCVN ISO 9001:2015", day(BEGUN), PLAN])
    old = [HEAD, *([n + 1, commune(n), "ISO 9001:2008", "20/12/2016"] for n in range(COMMUNES))]
    take(folder, "agencies", register)
    take(folder, "rollout", targets)
    take(folder, "rollout", old)
    return folder


def converted(folder: Path, isoaudit: Run, days: Sequence[date | None]) -> None:
    """Take in when each commune declared by the edition of 2015."""
    rows = [[n + 1, commune(n), "ISO 9001:2015", day(on) if on else ""] for n, on in enumerate(days)]
    take(folder, "rollout", [HEAD, *rows])


def show(folder: Path, isoaudit: Run, on: date) -> dict[str, dict[str, Any]]:
    done = isoaudit("-C", folder, "rollout", "show", "--as-of", day(on), "--json")
    assert done.returncode == 0, done.stderr
    return {one["group"]: one for one in json.loads(done.stdout)["targets"]}


def test_declared_by_the_edition_of_2008_nobody_is_converted(folder: Path, isoaudit: Run) -> None:
    found = show(folder, isoaudit, date(2020, 1, 1))
    communes = found["communes"]
    assert (communes["done"]["number"], communes["needed"], communes["feasibility"]) == (None, 56, "pace_not_known")
    assert (found["departments"]["needed"], found["districts"]["needed"]) == (DEPARTMENTS, DISTRICTS)


def test_all_56_of_56_are_converted_by_30_6_2021(folder: Path, isoaudit: Run) -> None:
    days = [BEGUN + timedelta(days=12 * (n + 1)) for n in range(COMMUNES - 1)]
    converted(folder, isoaudit, [*days, LAST])
    halfway = show(folder, isoaudit, date(2020, 7, 1))["communes"]
    assert halfway["done"]["number"] == 30 and halfway["feasibility"] == "within_reach"
    assert halfway["pace"]["a_month"] > halfway["needed_a_month"]  # 30 in 362 days, 26 in 364
    communes = show(folder, isoaudit, LAST)["communes"]
    assert (communes["done"]["number"], communes["left"], communes["feasibility"]) == (56, 0, "reached")
    said = isoaudit("-C", folder, "rollout", "show", "--as-of", day(LAST)).stdout
    assert "UBND cấp xã: 56 cơ quan công bố (TCVN ISO 9001:2015), thời hạn 30/6/2021" in said
    assert "Đã ghi nhận thực hiện 56/56 cơ quan của khối" in said and "Kết luận: đã đạt" in said


@pytest.mark.parametrize(("late", "conclusion"), [(LAST + timedelta(days=5), "reached_late"), (None, "missed")])
def test_one_commune_late_or_open_is_told(folder: Path, isoaudit: Run, late: date | None, conclusion: str) -> None:
    converted(folder, isoaudit, [*[LAST] * (COMMUNES - 1), late])
    on_the_day = show(folder, isoaudit, LAST)["communes"]
    assert (on_the_day["left"], on_the_day["feasibility"]) == (1, "not_within_reach")
    assert show(folder, isoaudit, date(2021, 9, 21))["communes"]["feasibility"] == conclusion


def test_what_nobody_recorded_of_departments_stays_unknown(folder: Path, isoaudit: Run) -> None:
    found = show(folder, isoaudit, date(2021, 9, 21))["departments"]
    assert found["done"]["number"] is None and len(found["done"]["unknown"]) == DEPARTMENTS
    assert found["feasibility"] == "not_recorded"
    said = isoaudit("-C", folder, "rollout", "show", "--as-of", "21/9/2021").stdout
    assert "đã hết thời hạn, chưa ghi nhận đủ để kết luận" in said
