"""Source 002 as examples/thai-ha-2016: 41/41 obliged agencies over 2012 to 2015, then the communes to 2020."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
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
