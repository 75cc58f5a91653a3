"""Source 001, an invented province in its place: fifty communes in ten districts in 2017, over 70 % of all by 2020.

The plan is of 16/10/2017; four days later the province writes that little more than two months are left.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from taking import table

DISTRICTS = ["Bình Sơn", "Cao Thượng", "Đông Khê", "Hà Lâm", "Lương Ninh", "Nà Phặc", "Quang Bắc", "Tân Lĩnh",
             "Thạch Yên", "Văn Mộc"]  # fmt: skip
COMMUNES = 226
PILOT = 50
PLAN = "Kế hoạch số 174/KH-UBND ngày 16/10/2017"
STEPS = [
    "Khảo sát",
    "Tập huấn",
    "Viết tài liệu",
    "Áp dụng",
    "ĐGNB",
    "XXLĐ",
    "Xác nhận hiệu lực",
    "Công bố",
    "Gửi hồ sơ",
]


def commune(number: int) -> tuple[str, str, str]:
    """Code, name and district of a commune; the first fifty, five in each district, are the pilot."""
    district = DISTRICTS[number % 10]
    return f"X{number:03}", f"UBND xã {district} {number // 10 + 1}", f"UBND huyện {district}"


@pytest.fixture
def folder(tmp_path: Path, isoaudit: Run) -> Path:
    """The programme of 2017 with its register and its two targets."""
    folder = tmp_path / "năm 2017"
    unit = "Chi cục Tiêu chuẩn Đo lường Chất lượng tỉnh Bình Lâm"
    assert isoaudit("init", folder, "--authority", unit, "--year", 2017).returncode == 0
    head = ["Mã", "Tên cơ quan", "Cấp", "Loại cơ quan", "Đối tượng", "Cơ quan cấp trên"]
    of_districts = [[f"H{n:02}", f"UBND huyện {name}", "Huyện", "UBND huyện", "Bắt buộc", ""]
                    for n, name in enumerate(DISTRICTS)]  # fmt: skip
    of_communes = []
    for code, name, district in map(commune, range(COMMUNES)):
        of_communes.append([code, name, "Xã", "UBND xã", "Khuyến khích", district])
    register = table(tmp_path / "co-quan.csv", [head, *of_districts, *of_communes])
    done = isoaudit("-C", folder, "agencies", "import", register)
    assert done.returncode == 0, done.stderr
    targets = [
        ["Khối", "Mục tiêu", "Hoàn thành trước ngày", "Nội dung", "Phiên bản", "Từ ngày", "Căn cứ"],
        ["UBND cấp xã", "50", "31/12/2017", "Công bố", "TCVN ISO 9001:2008", "16/10/2017", PLAN],
        ["UBND cấp xã", "trên 70%", "31/12/2020", "hoàn thành việc xây dựng và áp dụng", "TCVN ISO 9001:2008",
         "16/10/2017", PLAN],
    ]  # fmt: skip
    done = isoaudit("-C", folder, "rollout", "import", table(tmp_path / "chi-tieu.csv", targets))
    assert done.returncode == 0, done.stderr
    return folder


def progress(folder: Path, isoaudit: Run, days: dict[int, Sequence[str]]) -> None:
    """Take in the office's list: the pilot communes by districts, days as far as they have got."""
    rows: list[list[Any]] = [["TIẾN ĐỘ XÂY DỰNG HTQLCL TẠI 50 XÃ"], ["TT", "Đơn vị", "Phiên bản", *STEPS]]
    for number, district in enumerate(DISTRICTS):
        rows.append([f"{number + 1}. Huyện {district}"])
        for n in (n for n in range(PILOT) if n % 10 == number):
            said = list(days.get(n, ()))
            rows.append([n + 1, commune(n)[1], "ISO 9001:2008", *said, *[""] * (len(STEPS) - len(said))])
    done = isoaudit("-C", folder, "rollout", "import", table(folder.with_name("tien-do.csv"), rows))
    assert done.returncode == 0, done.stderr


def show(folder: Path, isoaudit: Run, day: str) -> list[dict[str, Any]]:
    done = isoaudit("-C", folder, "rollout", "show", "--as-of", day, "--json")
    assert done.returncode == 0, done.stderr
    return sorted(json.loads(done.stdout)["targets"], key=lambda one: one["by"])


def test_with_little_more_than_two_months_left_21_communes_a_month_are_needed(folder: Path, isoaudit: Run) -> None:
    pilot, by_2020 = show(folder, isoaudit, "20/10/2017")
    assert (pilot["needed"], pilot["left"], pilot["days_left"]) == (50, 50, 72)
    assert math.ceil(pilot["needed_a_month"]) == 21
    assert pilot["feasibility"] == "pace_not_known"
    assert pilot["done"]["number"] is None and len(pilot["done"]["unknown"]) == COMMUNES
    assert (by_2020["needed"], by_2020["feasibility"]) == (159, "pace_not_known")  # 70 % of 226 are 158,2
    said = isoaudit("-C", folder, "rollout", "show", "--as-of", "20/10/2017").stdout
    assert "Còn 72 ngày: cần 20,9 cơ quan mỗi tháng" in said
    assert "70% (159/226 cơ quan) công bố (TCVN ISO 9001:2008), thời hạn 31/12/2020" in said
    assert PLAN in said


def test_a_month_on_the_pace_seen_does_not_hold_the_day_of_2017(folder: Path, isoaudit: Run) -> None:
    all_steps = ["18/10/2017", "20/10/2017", "25/10/2017", "30/10/2017", "15/11/2017", "20/11/2017", "22/11/2017",
                 "24/11/2017", "27/11/2017"]  # fmt: skip
    days = {n: all_steps if n < 12 else all_steps[:4] if n < 40 else all_steps[:2] for n in range(PILOT)}
    progress(folder, isoaudit, days)
    pilot, by_2020 = show(folder, isoaudit, "30/11/2017")
    assert pilot["done"]["number"] == 12 and pilot["done"]["ids"] == [commune(n)[0] for n in range(12)]
    assert pilot["pace"]["a_month"] == 8 and pilot["feasibility"] == "not_within_reach"
    assert math.ceil(pilot["needed_a_month"]) == 37  # 38 in 31 days
    assert by_2020["feasibility"] == "within_reach"  # 147 in 1.127 days are 4 a month
    said = isoaudit("-C", folder, "rollout", "show", "--as-of", "30/11/2017").stdout
    assert "Kết luận: không kịp theo tiến độ đã ghi nhận" in said
    assert "Tiến độ đã ghi nhận từ 16/10/2017 đến 30/11/2017 (45 ngày): 12 cơ quan, tức 08 cơ quan mỗi tháng" in said
    assert "Khảo sát: 50/226, chưa ghi nhận 176".lower() in said.lower()


def test_the_notebook_draws_each_target_though_nothing_was_inspected(folder: Path, isoaudit: Run) -> None:
    days = ["18/10/2017", "20/10/2017", "25/10/2017", "30/10/2017", "15/11/2017", "20/11/2017", "22/11/2017",
            "24/11/2017", "27/11/2017"]  # fmt: skip
    progress(folder, isoaudit, {n: days if n < 12 else days[:4] for n in range(PILOT)})
    done = isoaudit("-C", folder, "run", "rollout", "-p", "as_of=2017-11-30")
    assert done.returncode == 0, done.stderr
    page = (folder / "out" / "year" / "rollout.html").read_text(encoding="utf-8")
    assert page.count("data:image/svg+xml") == 2 and "http" not in page.replace("http-equiv", "")
    rows = re.findall(r"<tr>(.*?)</tr>", page)
    cells = [re.findall(r"<td>(.*?)</td>", row) for row in rows]
    pilot, by_2020 = (one[1:] for one in cells if one and one[0].startswith("UBND cấp xã: "))
    assert pilot == ["12/226", "38", "176", "36,8", "08", "Không kịp theo tiến độ đã ghi nhận"]
    assert by_2020 == ["12/226", "147", "176", "04", "08", "Kịp theo tiến độ đã ghi nhận"]
    declaring = [one for one in cells if one[1:2] == ["Công bố (TCVN ISO 9001:2008)"]]
    assert len(declaring) == 38 and declaring[0][2] == "Áp dụng (TCVN ISO 9001:2008), 30/10/2017"
    assert "Còn 31 ngày: cần 36,8 cơ quan mỗi tháng" in page  # what a drawing says to who cannot see it


def test_the_roll_out_goes_on_in_the_programme_of_the_year_after(folder: Path, isoaudit: Run) -> None:
    progress(folder, isoaudit, {n: ["18/10/2017"] * 9 for n in range(12)})
    after = folder.with_name("năm 2018")
    done = isoaudit("init", after, "--after", folder)
    assert done.returncode == 0, done.stderr
    assert show(after, isoaudit, "30/11/2017") == show(folder, isoaudit, "30/11/2017")


def test_the_day_of_2017_over_it_is_missed_only_where_nobody_is_unknown(folder: Path, isoaudit: Run) -> None:
    days = [(date(2017, 10, 18) + timedelta(days=7 * step)).strftime("%d/%m/%Y") for step in range(9)]
    progress(folder, isoaudit, {n: days if n < 45 else days[:4] for n in range(PILOT)})
    pilot, _ = show(folder, isoaudit, "05/01/2018")
    assert (len(pilot["in_time"]), pilot["feasibility"]) == (45, "not_recorded")  # of 176 others nothing is recorded
    rows = [["Cơ quan", "Phiên bản", "Công bố"]]
    rows += [[commune(n)[0], "2008", "chưa"] for n in range(PILOT, COMMUNES)]
    done = isoaudit("-C", folder, "rollout", "import", table(folder.with_name("khac.csv"), rows))
    assert done.returncode == 0, done.stderr
    pilot, _ = show(folder, isoaudit, "05/01/2018")
    assert pilot["feasibility"] == "missed"
