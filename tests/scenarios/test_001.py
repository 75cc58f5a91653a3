"""Source 001 as examples/binh-lam-2017: fifty communes in ten districts in 2017, over 70 % of all by 2020.

The plan is of 16/10/2017; four days later the province writes that little more than two months are left.
"""

from __future__ import annotations

import math
from typing import Any

import pytest
from conftest import run_isoaudit
from followed import Followed, follow

COMMUNES, PILOT, DONE = 226, 50, 12
PLAN = "Kế hoạch số 174/KH-UBND ngày 16/10/2017"


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    return follow("binh-lam-2017", tmp_path_factory.mktemp("001"))


def targets(year: Followed, day: str) -> list[dict[str, Any]]:
    """The target of 2017 and that of 2020."""
    return sorted(year.asked("rollout", "show", "--as-of", day)["targets"], key=lambda one: one["by"])


def test_with_little_more_than_two_months_left_21_communes_a_month_are_needed(year: Followed) -> None:
    (said,) = year.said("rollout show --as-of 20/10/2017")
    assert "- UBND cấp xã: 50 cơ quan công bố (TCVN ISO 9001:2008), thời hạn 31/12/2017" in said
    assert "Chưa ghi nhận bước này ở cơ quan nào trong 226 cơ quan của khối, phải thực hiện 50" in said
    assert "Còn 72 ngày: cần 20,9 cơ quan mỗi tháng" in said
    assert "70% (159/226 cơ quan) công bố (TCVN ISO 9001:2008), thời hạn 31/12/2020" in said  # 70 % of 226 are 158,2
    assert said.count("Kết luận: chưa đủ số liệu để tính tiến độ") == 2 and said.count(PLAN) == 2


def test_a_month_on_the_pace_seen_does_not_hold_the_day_of_2017(year: Followed) -> None:
    (said,) = year.said("rollout show --as-of 30/11/2017")
    assert "Kết luận: không kịp theo tiến độ đã ghi nhận" in said
    assert "Tiến độ đã ghi nhận từ 16/10/2017 đến 30/11/2017 (45 ngày): 12 cơ quan, tức 08 cơ quan mỗi tháng" in said
    assert "Khảo sát: 50/226, chưa ghi nhận 176".lower() in said.lower()
    pilot, by_2020 = targets(year, "30/11/2017")
    assert pilot["done"]["number"] == DONE and pilot["done"]["ids"] == [f"X{n:03}" for n in range(DONE)]
    assert pilot["pace"]["a_month"] == 8 and pilot["feasibility"] == "not_within_reach"
    assert math.ceil(pilot["needed_a_month"]) == 37  # 38 in 31 days
    assert by_2020["feasibility"] == "within_reach"  # 147 in 1.127 days are 4 a month


def test_the_notebook_draws_each_target_though_nothing_was_inspected(year: Followed) -> None:
    rows = year.tables("rollout")
    pilot, by_2020 = (one[1:] for one in rows if one[0].startswith("UBND cấp xã: "))
    assert pilot == ["12/226", "38", "176", "36,8", "08", "Không kịp theo tiến độ đã ghi nhận"]
    assert by_2020 == ["12/226", "147", "176", "04", "08", "Kịp theo tiến độ đã ghi nhận"]
    declaring = [one for one in rows if one[1:2] == ["Công bố (TCVN ISO 9001:2008)"]]
    assert len(declaring) == PILOT - DONE and declaring[0][2] == "Áp dụng (TCVN ISO 9001:2008), 30/10/2017"
    page = (year.folder / "out" / "year" / "rollout.html").read_text(encoding="utf-8")
    assert page.count("data:image/svg+xml") == 2 and "http" not in page.replace("http-equiv", "")
    assert "Còn 31 ngày: cần 36,8 cơ quan mỗi tháng" in page  # what a drawing says to who cannot see it


def test_the_report_to_the_ministry_counts_the_twelve_by_the_register(year: Followed) -> None:
    lines = year.word("papers/december_report.docx").splitlines()
    assert "Xã, phường, đặc khu | 12/226" in lines and "UBND cấp huyện (đến 30/6/2025) | 10/10" in lines
    assert "Xã, phường, đặc khu | 226 | 0 | 0/0 | 12/226 | 38 | 176 | 0 | 0" in lines


def test_the_day_of_2017_over_it_is_missed_where_nobody_is_unknown(year: Followed) -> None:
    """Nobody spoke of the other 176 at the end of November, so that they are open then and not counted as missing."""
    (said,) = year.said("rollout show --as-of 05/01/2018")
    assert "Đã hết thời hạn 05 ngày, trong thời hạn có 45 cơ quan" in said
    assert "Kết luận: không đạt trong thời hạn" in said
    pilot, _ = targets(year, "05/01/2018")
    assert (len(pilot["in_time"]), pilot["feasibility"], pilot["done"]["unknown"]) == (45, "missed", [])


def test_the_roll_out_goes_on_in_the_programme_of_the_year_after(year: Followed) -> None:
    (said,) = year.said("init ../nam-2018 --after ../nam-2017")
    assert "năm 2018, tiếp nối năm 2017" in said and "Mang sang: 236 cơ quan" in said
    after = Followed(year.inputs, year.folder.with_name("nam-2018"), ())
    assert targets(after, "05/01/2018") == targets(year, "05/01/2018")


def test_a_day_taken_out_of_the_table_of_a_district_is_seen(year: Followed) -> None:
    """The list of the end of the year again changes nothing; «chưa» in its place takes the day out."""
    programme = year.folder.with_name("nam-2018")
    table = year.inputs / "tien-do-31-12-2017.csv"
    again = run_isoaudit("-C", programme, "rollout", "import", table)
    assert again.returncode == 0 and "450 giữ nguyên" in again.stdout, again.stdout
    text = table.read_text(encoding="utf-8")
    assert text.count("22/12/2017") == 45 - DONE
    changed = table.with_name("sửa.csv")
    changed.write_text(text.replace("22/12/2017", "chưa", 1), encoding="utf-8")
    assert run_isoaudit("-C", programme, "rollout", "import", changed).returncode == 0
    after = Followed(year.inputs, programme, ())
    assert len(targets(after, "05/01/2018")[0]["in_time"]) == 44
