"""Source 000 as examples/dong-sen-2022: a year of keeping systems up, as the plan for 2022 has it.

Six classes, internal audit and management review at least once, declaring again where the scope changed, an inspection
of each agency at least once, a report to the People's Committee.
"""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from conftest import run_isoaudit
from followed import Followed, follow

AGENCIES, AGAIN, CLASSES = 30, 4, 6
SILENT = "H12"
"""Of it nothing is recorded."""


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    return follow("dong-sen-2022", tmp_path_factory.mktemp("000"))


def test_the_tables_are_of_the_size_the_source_names(year: Followed) -> None:
    said = dict(year.printed)
    for table, taken in (("co-quan.csv", "30 cơ quan mới"), ("lop-dao-tao.csv", "06 lớp đào tạo mới"),
                         ("chi-tieu.csv", "02 chỉ tiêu mới"), ("ke-hoach.xlsx", "30 cuộc kiểm tra mới")):  # fmt: skip
        (line,) = [one for one in said if one.endswith(f"import {table}")]
        assert taken in said[line]
    steps = list(csv.DictReader((year.inputs / "cac-buoc.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["Công bố"] for row in steps].count("20/10/2022") == AGAIN and len(steps) == AGENCIES - 1


def test_six_classes_with_their_learners_stand_in_the_notebook(year: Followed) -> None:
    (said,) = year.said("rollout show --as-of 31/12/2022")
    assert "Năm 2022: 06 lớp đã tổ chức, 255 học viên" in said
    shown = year.shown("rollout")
    assert "Năm 2022: 06 lớp đã tổ chức, 255 học viên" in shown
    assert len(set(re.findall(r"\d+/5/2022: (Lớp \d) \(\d+ học viên\)", shown))) == CLASSES


def test_audit_and_review_once_a_year_and_who_is_not_known_to_have_had_them(year: Followed) -> None:
    rows = [row for row in year.tables("rollout") if "100% (30/30 cơ quan)" in row[0]]
    assert [row[1:4] for row in rows] == [["29/30", "01", "01"]] * 2
    targets = year.asked("rollout", "show", "--as-of", "31/12/2022")["targets"]
    assert {one["step"] for one in targets} == {"internal_audit", "management_review"}
    for target in targets:
        assert (target["done"]["number"], target["needed"]) == (AGENCIES - 1, AGENCIES)
        assert target["done"]["unknown"] == [SILENT]
        assert target["feasibility"] == "not_within_reach"
    before = year.asked("rollout", "show", "--as-of", "20/8/2022")["targets"]
    numbers = {one["step"]: one["done"]["number"] for one in before}
    assert numbers == {"internal_audit": AGENCIES - 1, "management_review": 0}


def test_each_is_proposed_once_and_the_plan_lacks_nothing_the_circular_asks_for(year: Followed) -> None:
    (checked,) = year.said("plan check ke-hoach.xlsx")
    assert "Kế hoạch có 30 cuộc kiểm tra" in checked and "10 cơ quan tại trụ sở (tối thiểu 10)" in checked
    assert "Theo quy định: không có nội dung nào cần sửa." in checked
    listed = json.loads(run_isoaudit("-C", year.folder, "inspections", "list", "--json").stdout)
    assert len({one["agency"] for one in listed}) == len(listed) == AGENCIES


def test_the_report_to_the_committee_says_that_nothing_is_inspected_yet(year: Followed) -> None:
    text = year.word("papers/november_report.docx")
    assert "có 30 cuộc kiểm tra tại 30 cơ quan; đã kiểm tra 0 cuộc" in text
    for line in ("Theo kế hoạch | 30", "Đã kiểm tra tại trụ sở cơ quan | 0/10", "Đã kiểm tra qua hồ sơ, báo cáo | 0/20",
                 "Đã được kiểm tra tại trụ sở | 0/30"):  # fmt: skip
        assert line in text.splitlines()


def test_33_2_a_report_counts_the_third_of_the_register_in_its_text_and_of_nothing_else(year: Followed) -> None:
    """Of the one inspection that tells what approved the plan it said «00 trong 01 cơ quan»."""
    assert "chưa đạt mức tối thiểu một phần ba (10 cơ quan)" in year.word("papers/november_report.docx")
    (said,) = year.said("paper november_report --as-of 30/11/2022")
    assert "trong 01 cơ quan" not in said and "00 trong 30 cơ quan thuộc đối tượng" in said


def test_the_readme_is_followed_in_a_folder_of_any_name(year: Followed) -> None:
    assert year.folder.name == "nam-2022" and year.folder.parent.name == "bản chép"
    assert Path(year.folder / "out" / "year" / "rollout.html").is_file()
