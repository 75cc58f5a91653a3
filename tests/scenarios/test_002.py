"""Source 002, an invented province: 41/41 obliged agencies over 2012 to 2015, then the communes to 2020."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import run_isoaudit
from taking import take

OBLIGED, COMMUNES = 41, 60
BEGUN, LAST = date(2012, 1, 1), date(2015, 12, 31)
LATE = 3
"""Agencies that declared after the last day of the first period."""


def declared_on(number: int) -> date:
    """One after the other over four years, the last three in the spring after."""
    if number >= OBLIGED - LATE:
        return LAST + timedelta(days=60 + number)
    return BEGUN + timedelta(days=200 + 30 * number)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programme of 2016, which looks back on the period and begins the next."""
    folder = tmp_path_factory.mktemp("002") / "năm 2016"
    unit = "Sở Khoa học và Công nghệ tỉnh Thái Hà"
    assert run_isoaudit("init", folder, "--authority", unit, "--year", "2016").returncode == 0
    register = [["Mã", "Tên cơ quan", "Cấp", "Loại cơ quan", "Đối tượng"]]
    register += [[f"S{n:02}", f"Sở Chuyên ngành {n + 1}", "Tỉnh", "Sở", "Bắt buộc"] for n in range(OBLIGED)]
    register += [[f"X{n:02}", f"UBND xã Thái {n + 1}", "Xã", "UBND xã", "Khuyến khích"] for n in range(COMMUNES)]
    take(folder, "agencies", register)
    targets = [["Khối", "Chỉ tiêu", "Thời hạn", "Bước", "Thực hiện từ ngày", "Quyết định"]]
    targets.append(
        ["Sở, ngành", f"{OBLIGED}/{OBLIGED}", f"{LAST:%d/%m/%Y}", "Công bố", f"{BEGUN:%d/%m/%Y}", "Kế hoạch 2012-2015"]
    )
    targets.append(["UBND xã, phường", "50%", "31/12/2020", "Công bố", "01/01/2016", "Kế hoạch 2016-2020"])
    take(folder, "rollout", targets)
    steps = [["Tên cơ quan", "Phiên bản", "Công bố"]]
    steps += [[f"Sở Chuyên ngành {n + 1}", "ISO 9001:2008", f"{declared_on(n):%d/%m/%Y}"] for n in range(OBLIGED)]
    take(folder, "rollout", steps)
    return folder


def target(folder: Path, on: date, group: str) -> dict[str, Any]:
    done = run_isoaudit("-C", folder, "rollout", "show", "--as-of", f"{on:%d/%m/%Y}", "--json")
    assert done.returncode == 0, done.stderr
    return next(dict(one) for one in json.loads(done.stdout)["targets"] if one["group"] == group)


def test_all_forty_one_are_declared_and_three_of_them_late(folder: Path) -> None:
    found = target(folder, date(2016, 9, 22), "departments")
    assert (found["done"]["number"], found["needed"]) == (OBLIGED, OBLIGED)
    assert len(found["in_time"]) == OBLIGED - LATE
    assert set(found["done"]["ids"]) - set(found["in_time"]) == {f"S{n}" for n in range(OBLIGED - LATE, OBLIGED)}
    assert found["feasibility"] == "reached_late"


def test_in_the_midst_of_the_period_its_day_was_within_reach_or_not_by_what_was_seen(folder: Path) -> None:
    found = target(folder, date(2013, 12, 31), "departments")
    done = sum(declared_on(n) <= date(2013, 12, 31) for n in range(OBLIGED))
    assert found["done"]["number"] == done and found["feasibility"] == "not_within_reach"


def test_of_the_communes_of_the_next_period_nothing_is_known_yet(folder: Path) -> None:
    found = target(folder, date(2016, 9, 22), "communes")
    assert (found["done"]["number"], found["needed"], found["feasibility"]) == (None, COMMUNES // 2, "pace_not_known")


def test_the_years_after_tell_the_same_of_each_target_as_one_journal_would(folder: Path, tmp_path: Path) -> None:
    """2017 and 2018 go on: what is recorded there and later in the old folder counts, old targets stay as they were."""
    year2017, year2018 = tmp_path / "năm 2017", tmp_path / "năm 2018"
    before = {group: target(folder, date(2016, 9, 22), group) for group in ("departments", "communes")}
    done = run_isoaudit("init", year2017, "--after", folder)
    assert done.returncode == 0, done.stderr
    assert f"{OBLIGED + 2} mục về triển khai" in done.stdout
    assert {group: target(year2017, date(2016, 9, 22), group) for group in before} == before
    communes = [["Tên cơ quan", "Phiên bản", "Công bố"]]
    communes += [[f"UBND xã Thái {n + 1}", "ISO 9001:2015", f"{date(2017, 2, 1 + n):%d/%m/%Y}"] for n in range(20)]
    take(year2017, "rollout", communes)
    done = run_isoaudit("init", year2018, "--after", year2017)
    assert done.returncode == 0, done.stderr
    late = [["Tên cơ quan", "Phiên bản", "Công bố"], ["UBND xã Thái 60", "ISO 9001:2015", "20/12/2017"]]
    take(year2017, "rollout", late)  # typed in January, in the folder of the year it is of
    assert target(year2018, date(2018, 1, 15), "communes")["done"]["number"] == 20
    done = run_isoaudit("-C", year2018, "carry", year2017)
    assert done.returncode == 0 and "thêm 01 mục" in done.stdout, done.stdout + done.stderr
    found = target(year2018, date(2018, 1, 15), "communes")
    assert (found["done"]["number"], found["needed"], found["left"]) == (21, COMMUNES // 2, 9)
    assert (
        found["pace"]["first"] == "2016-01-01" and len(found["pace"]["agencies"]) == 21
    )  # since the plan, over the years
    assert found == target(year2017, date(2018, 1, 15), "communes")
    assert target(year2018, date(2018, 1, 15), "departments")["feasibility"] == "reached_late"
