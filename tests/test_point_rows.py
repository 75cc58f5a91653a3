"""Sheets of results by points with a clause told once, lines of a point, remarks of the team and agreed words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from test_office_tables import lists  # noqa: F401  the programmes of before each table
from test_offices_own_sheets import saved
from test_results_by_points import answers, folder  # noqa: F401

from isoaudit.desk.intake.asking import NOBODY
from isoaudit.errors import TableError

HEAD = ["Khoản", "Điểm", "Nội dung kiểm tra", "Đạt", "Không đạt", "Nhận xét của Đoàn"]
ABOVE = ["KẾT QUẢ KIỂM TRA"], ["Cơ quan: Sở Y tế          Ngày kiểm tra: 14/10/2025 (buổi sáng)"]


def test_a_clause_goes_down_and_what_has_not_arisen_is_not_applicable(
    folder: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    rows: list[list[Any]] = [
        [2, "b)", "Xác nhận", "x", "", "Đã ký"],
        ["", "đ)", "Công bố lại", "", "", "Không phát sinh trong kỳ"],
    ]
    rows += [["", "e)", "Tư vấn", "", "", "Cơ quan tự xây dựng, không thuê tư vấn"]]
    found, said = answers(folder, saved(tmp_path, *ABOVE, HEAD, *rows))
    by_point = {id.rpartition("-")[0]: one.verdict for id, one in found.items()}
    assert by_point == {"D36-2-b": "conforming", "D36-2-dd": "not_applicable", "D36-2-e": "not_applicable"}
    assert {item.text for id, one in found.items() if "-2-b-" in id for item in one.evidence} == {"Đã ký"}
    assert "02 dòng không đánh dấu" in said


LINES: list[list[Any]] = [
    [2, "c)", "Công bố HTQLCL", "", "", ""],
    ["", "", "- Thông báo bằng văn bản đến đơn vị chủ trì", "x", "", "Công văn 12"],
    ["", "", "- Đăng tải, cập nhật bản công bố", "", "x", "Bản cũ"],
]


def test_a_line_that_is_met_is_the_criterion_its_words_are_near_and_of_a_finding_a_person_says_which(
    folder: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    agreed = ["KPH 01", "(2c) Bản công bố chưa được cập nhật"]
    path = saved(tmp_path, *ABOVE, HEAD, *LINES, ["Điểm không phù hợp của Đoàn:"], agreed)
    with pytest.raises(TableError, match=r"2\.c: Đăng tải, cập nhật bản công bố"):
        answers(folder, path)
    given = replace(NOBODY, given=["2.c: Đăng tải, cập nhật bản công bố=D36-2-c-04"])
    found, said = answers(folder, path, given)
    assert {id: one.verdict for id, one in found.items()} == {
        "D36-2-c-02": "conforming",
        "D36-2-c-04": "nonconforming",
    }
    assert found["D36-2-c-04"].gap == "Bản công bố chưa được cập nhật"
    assert "lời gần nhất" in said


def test_a_line_near_no_criterion_is_told_by_the_office(folder: Path, tmp_path: Path) -> None:  # noqa: F811
    lines: list[list[Any]] = [*LINES[:2], ["", "", "- Việc khác", "x", "", "Có mã QR (LY 01)"]]
    path = saved(tmp_path, *ABOVE, HEAD, *lines)
    given = replace(NOBODY, given=["2.c: Việc khác=D36-2-c-03"])
    found, _ = answers(folder, path, given)
    assert (found["D36-2-c-03"].verdict, found["D36-2-c-03"].gap) == ("observation", "Việc khác: Có mã QR (LY 01)")
