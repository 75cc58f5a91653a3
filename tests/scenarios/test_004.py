"""Source 004 as examples/hai-van-2021: systems converted from TCVN ISO 9001:2008 to 2015 by 30/6/2021.

All departments, all districts, and 56/56 communes, which the decision only encourages.
"""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import run_isoaudit
from followed import Followed, follow

DEPARTMENTS, DISTRICTS, COMMUNES = 19, 7, 56
LAST = "30/6/2021"


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    return follow("hai-van-2021", tmp_path_factory.mktemp("004"))


def targets(year: Followed, day: str) -> dict[str, dict[str, Any]]:
    return {one["group"]: one for one in year.asked("rollout", "show", "--as-of", day)["targets"]}


def test_declared_by_the_edition_of_2008_nobody_is_converted(year: Followed) -> None:
    (said,) = year.said("rollout show --as-of 01/01/2020")
    assert "Xã, phường, đặc khu, TCVN ISO 9001:2008: 56 cơ quan" in said and "công bố: 56/56" in said
    for size, group in ((COMMUNES, "56"), (DEPARTMENTS, "19"), (DISTRICTS, "07")):
        assert f"trong {group} cơ quan của khối, phải thực hiện {size:02}" in said
    assert said.count("Kết luận: chưa đủ số liệu để tính tiến độ") == 3


def test_what_nobody_recorded_of_departments_stays_unknown(year: Followed) -> None:
    """Their table came after that of the communes."""
    (said,) = year.said("rollout show --as-of 21/9/2021")
    assert "Đã ghi nhận thực hiện 56/56 cơ quan của khối" in said
    assert said.count("Kết luận: đã hết thời hạn, chưa ghi nhận đủ để kết luận") == 2


def test_all_are_converted_by_30_6_2021(year: Followed) -> None:
    (said,) = year.said("rollout show --as-of 30/6/2021")
    assert "UBND cấp xã: 56 cơ quan công bố (TCVN ISO 9001:2015), thời hạn 30/6/2021" in said
    for done in ("56/56", "19/19", "07/07"):
        assert f"Đã ghi nhận thực hiện {done} cơ quan của khối" in said
    assert said.count("Kết luận: đã đạt") == 3 and "chậm" not in said
    halfway = targets(year, "01/7/2020")["communes"]
    assert halfway["done"]["number"] == 30 and halfway["feasibility"] == "within_reach"
    assert halfway["pace"]["a_month"] > halfway["needed_a_month"]  # 30 in 362 days, 26 in 364
    found = targets(year, LAST)
    for group, size in (("communes", COMMUNES), ("departments", DEPARTMENTS), ("districts", DISTRICTS)):
        one = found[group]
        assert (one["done"]["number"], one["left"], one["feasibility"]) == (size, 0, "reached")


def test_the_notebook_has_the_three_targets_reached(year: Followed) -> None:
    rows = year.tables("rollout")
    reached = {row[0].split(":")[0]: row[1:4] for row in rows if row[-1] == "Đã đạt"}
    assert reached == {
        "UBND cấp xã": ["56/56", "00", "00"],
        "Sở, ngành": ["19/19", "00", "00"],
        "UBND cấp huyện": ["07/07", "00", "00"],
    }
    by_edition = {row[0].rsplit(" ", 1)[1]: row[2] for row in rows if row[0].startswith("Xã,") and row[1] == "Công bố"}
    assert by_edition == {"9001:2008": "56/56", "9001:2015": "56/56"}


def test_the_report_to_the_ministry_parts_obliged_and_encouraged(year: Followed) -> None:
    lines = year.word("papers/december_report.docx").splitlines()
    assert "Tổng số | 82/82" in lines and "Xã, phường, đặc khu | 56/56" in lines
    assert "Tổng số | 82 | 26 | 26/26 | 56/56 | 0 | 0 | 0 | 0" in lines


@pytest.mark.parametrize(("late", "conclusion"), [("05/7/2021", "reached_late"), ("chưa", "missed")])
def test_one_commune_late_or_open_is_told(year: Followed, tmp_path: Path, late: str, conclusion: str) -> None:
    """The last row of the office's table, with another day in it."""
    copy = Followed(year.inputs, Path(shutil.copytree(year.folder, tmp_path / "năm 2021")), ())
    rows = list(csv.reader((year.inputs / "chuyen-doi-xa-phuong.csv").read_text(encoding="utf-8").splitlines()))
    assert rows[-1][-1] == "30/06/2021"
    rows[-1][-1] = late
    table = tmp_path / "sửa.csv"
    table.write_text("\n".join(",".join(f'"{cell}"' for cell in row) for row in rows), encoding="utf-8")
    done = run_isoaudit("-C", copy.folder, "rollout", "import", table)
    assert done.returncode == 0 and "01 thay đổi, 55 giữ nguyên" in done.stdout, done.stdout + done.stderr
    on_the_day = targets(copy, LAST)["communes"]
    assert (on_the_day["left"], on_the_day["feasibility"]) == (1, "not_within_reach")
    assert targets(copy, "21/9/2021")["communes"]["feasibility"] == conclusion
