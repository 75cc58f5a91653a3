"""Source 002 as examples/thai-ha-2016: 41/41 obliged agencies over 2012 to 2015, then the communes to 2020."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import run_isoaudit
from followed import Followed, follow
from openpyxl import load_workbook

OBLIGED, COMMUNES, LATE = 41, 60, 3
LAST = datetime(2015, 12, 31)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    return follow("thai-ha-2016", tmp_path_factory.mktemp("002"))


def declared(year: Followed) -> dict[str, datetime]:
    """The day on which each agency declared, as its row in the office's workbook has it."""
    rows = load_workbook(year.inputs / "cong-bo.xlsx").active.iter_rows(min_row=5, values_only=True)
    return {str(row[1]): row[3] for row in rows}


def communes(year: Followed) -> list[str]:
    """The names of the communes in the office's register."""
    rows = load_workbook(year.inputs / "co-quan.xlsx").active.iter_rows(values_only=True)
    return [str(cell) for row in rows for cell in row if str(cell).startswith("UBND xã")]


def target(year: Followed, day: str, group: str) -> dict[str, Any]:
    targets = year.asked("rollout", "show", "--as-of", day)["targets"]
    return next(dict(one) for one in targets if one["group"] == group)


def test_all_forty_one_are_declared_and_three_of_them_late(year: Followed) -> None:
    days = declared(year)
    assert len(days) == OBLIGED and sum(day > LAST for day in days.values()) == LATE
    (said,) = year.said("rollout show --as-of 22/9/2016")
    assert "Đã ghi nhận thực hiện 41/41 cơ quan của khối, còn phải thực hiện 00" in said
    assert "trong thời hạn có 38 cơ quan" in said and "Kết luận: đã đạt, chậm" in said
    found = target(year, "22/9/2016", "obliged")
    assert (found["done"]["number"], found["needed"]) == (OBLIGED, OBLIGED)
    assert len(found["in_time"]) == OBLIGED - LATE and found["feasibility"] == "reached_late"
    assert set(found["done"]["ids"]) - set(found["in_time"]) == {"H06", "H07", "H08"}


def test_in_the_midst_of_the_period_its_day_was_within_reach_or_not_by_what_was_seen(year: Followed) -> None:
    done = sum(day <= datetime(2013, 12, 31) for day in declared(year).values())
    (said,) = year.said("rollout show --as-of 31/12/2013")
    assert f"Đã ghi nhận thực hiện {done}/41 cơ quan của khối" in said
    assert "Kết luận: không kịp theo tiến độ đã ghi nhận" in said
    found = target(year, "31/12/2013", "obliged")
    assert found["done"]["number"] == done and found["feasibility"] == "not_within_reach"


def test_of_the_communes_of_the_next_period_nothing_is_known_yet(year: Followed) -> None:
    found = target(year, "22/9/2016", "communes")
    assert (found["done"]["number"], found["needed"], found["feasibility"]) == (None, COMMUNES // 2, "pace_not_known")


def test_the_notebook_has_both_periods(year: Followed) -> None:
    rows = year.tables("rollout")
    (first,) = [row for row in rows if row[0].startswith("Cơ quan thuộc đối tượng phải xây dựng và áp dụng: 41")]
    (second,) = [row for row in rows if row[0].startswith("UBND cấp xã: 50% (30/60 cơ quan)")]
    assert first[1:4] == ["41/41", "00", "00"] and first[-1] == "Đã đạt, chậm"
    assert second[1:4] == ["chưa rõ", "30", "60"] and second[-1] == "Chưa đủ số liệu để tính tiến độ"
    declaring = {row[0].split(",")[0]: row[2:] for row in rows if row[1] == "Công bố"}
    assert declaring == {
        "Sở và cơ quan chuyên môn cấp tỉnh": ["17/17", "00"],
        "Chi cục và tương đương": ["16/16", "00"],
        "UBND cấp huyện (đến 30/6/2025)": ["08/08", "00"],
    }


def test_the_report_to_the_ministry_says_41_of_41_and_of_the_communes_that_it_does_not_know(year: Followed) -> None:
    lines = year.word("papers/december_report.docx").splitlines()
    assert "Tổng số | 101 | 41 | 41/41 | chưa rõ | 0 | 0 | 60 | 0" in lines
    assert "Tổng số | 41/101 (60 chưa rõ)" in lines and "Xã, phường, đặc khu | chưa rõ" in lines


def taken(folder: Path, *rows: tuple[str, str]) -> None:
    """Communes that declared, each with its day, taken into a programme as a table."""
    lines = ["Tên cơ quan,Phiên bản,Công bố", *(f"{name},ISO 9001:2015,{day}" for name, day in rows)]
    table = folder.parent / f"{folder.name}.csv"
    table.write_text("\n".join(lines), encoding="utf-8")
    done = run_isoaudit("-C", folder, "rollout", "import", table)
    assert done.returncode == 0, done.stderr


def of_target(folder: Path, day: str, group: str) -> dict[str, Any]:
    done = run_isoaudit("-C", folder, "rollout", "show", "--as-of", day, "--json")
    return next(dict(one) for one in json.loads(done.stdout)["targets"] if one["group"] == group)


def test_the_years_after_tell_the_same_of_each_target_as_one_journal_would(year: Followed, tmp_path: Path) -> None:
    """2017 and 2018 go on: what is recorded there and later in the old folder counts, old targets stay as they were."""
    year2017, year2018 = tmp_path / "năm 2017", tmp_path / "năm 2018"
    folder = Path(shutil.copytree(year.folder, tmp_path / "năm 2016"))
    before = {group: of_target(folder, "22/9/2016", group) for group in ("obliged", "communes")}
    done = run_isoaudit("init", year2017, "--after", folder)
    assert done.returncode == 0, done.stderr
    assert f"{OBLIGED + 2} mục về triển khai" in done.stdout
    assert {group: of_target(year2017, "22/9/2016", group) for group in before} == before
    names = communes(year)
    taken(year2017, *((name, f"{n:02}/02/2017") for n, name in enumerate(names[:20], 1)))
    done = run_isoaudit("init", year2018, "--after", year2017)
    assert done.returncode == 0, done.stderr
    taken(year2017, (names[-1], "20/12/2017"))  # typed in January, in the folder of the year it is of
    assert of_target(year2018, "15/1/2018", "communes")["done"]["number"] == 20
    done = run_isoaudit("-C", year2018, "carry", year2017)
    assert done.returncode == 0 and "thêm 01 mục" in done.stdout, done.stdout + done.stderr
    found = of_target(year2018, "15/1/2018", "communes")
    assert (found["done"]["number"], found["needed"], found["left"]) == (21, COMMUNES // 2, 9)
    assert len(found["pace"]["agencies"]) == 21  # since the plan, over the years
    assert found == of_target(year2017, "15/1/2018", "communes")
    assert of_target(year2018, "15/1/2018", "obliged")["feasibility"] == "reached_late"
