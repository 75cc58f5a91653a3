"""An inspecting unit reports on its own inspections to the office that reports the year: districts, as in source 003.

What they report the Sở sums up (Circular 26/2014, Article 38.1).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import run_isoaudit
from test_units import copy as copy
from test_units import words
from test_units import year as year

SO = "Sở Khoa học và Công nghệ tỉnh An Bình"


def made(folder: Path, *args: str) -> tuple[str, dict[str, str]]:
    """What the command says, and the words of the papers it leaves."""
    done = run_isoaudit("-C", folder, "paper", *args)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout, {path.stem: words(path) for path in (folder / "out" / "papers").glob("*.docx")}


@pytest.mark.parametrize("unit", ["BL", "bl", "UBND huyện Bắc Lĩnh", "Ủy ban nhân dân huyện Bắc Lĩnh"])
def test_38_1_a_unit_reports_its_year_to_the_office_that_reports_all(copy: Path, unit: str) -> None:
    _, papers = made(copy, "november_report", "--unit", unit, "--as-of", "30/11/2022")
    assert set(papers) == {"november_report-BL"}
    text = papers["november_report-BL"]
    head, _, rest = text.partition("Kính gửi: ")
    assert "HUYỆN BẮC LĨNH" in head and "BC-UBND" in head and "SỞ KHOA HỌC" not in head
    assert rest.startswith(SO) and "kính báo cáo Sở Khoa học và Công nghệ" in rest
    assert "do Ủy ban nhân dân huyện Bắc Lĩnh kiểm tra năm 2022" in head
    assert "có 02 cuộc kiểm tra tại 02 cơ quan" in rest
    assert "Nà Kheo" in rest and "Pò Mạ" in rest and "Tây Kiều" not in rest and "Sở Tư pháp" not in rest
    assert "Hoàng Văn Páo" in rest and "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH" in rest and "VT, VHTT" in rest


def test_33_2_a_unit_whose_agencies_are_not_obliged_reports_no_coverage_and_numbers_its_tables_so(copy: Path) -> None:
    _, papers = made(copy, "november_report", "--unit", "BL", "--as-of", "30/11/2022")
    text = papers["november_report-BL"]
    assert "mức tối thiểu một phần ba" not in text and "thuộc đối tượng phải xây dựng" not in text
    assert "Bảng 1. Số cuộc kiểm tra" in text and "Bảng 2. Kết quả theo 13 nội dung" in text
    assert "| 0/0\n" not in text and "Bảng 4" not in text and "khoản 1 Điều 38" not in text
    _, papers = made(copy, "november_report", "--as-of", "30/11/2022")
    whole = papers["november_report"]
    assert "mức tối thiểu một phần ba" in whole and "Bảng 3. Kết quả theo 13 nội dung" in whole
    assert "có 05 cuộc kiểm tra tại 05 cơ quan" in whole and "Phạm Minh Đức" in whole
    assert "Kính gửi: Ủy ban nhân dân tỉnh An Bình" in whole


def test_a_unit_reports_a_round_to_the_same_office_and_others_get_none(copy: Path) -> None:
    said, papers = made(copy, "round_report", "--unit", "DK", "--as-of", "30/11/2022")
    assert set(papers) == {"round_report-DK-1"} and "Đã lập 01 văn bản" in said
    text = papers["round_report-DK-1"]
    assert f"Kính gửi: {SO}" in text and "Tây Kiều" in text and "Nà Kheo" not in text
    assert "Đỗ Thị Lan" in text and "TM. ỦY BAN NHÂN DÂN" in text


def test_the_programmes_own_office_can_be_named_for_a_round(copy: Path) -> None:
    _, papers = made(copy, "round_report", "--unit", SO, "--round", "1")
    assert set(papers) == {"round_report-1"} and "Sở Tư pháp" in papers["round_report-1"]
    assert "Kính gửi: Ủy ban nhân dân tỉnh An Bình" in papers["round_report-1"]


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("november_report", "--unit", "KHÁC"), "không phải đơn vị kiểm tra nào"),
        (("december_report", "--unit", "BL"), "là của cả năm kiểm tra"),
        (("plan", "--unit", "BL"), "là của cả năm kiểm tra"),
        (("november_report", "--unit", SO), "là của cả năm kiểm tra"),
        (("round_report", "--unit", "BL", "--round", "2"), "không có cuộc kiểm tra nào"),
        (("round_report", "2022-NK-TS", "--unit", "BL"), "chọn một trong hai"),
    ],
)
def test_what_no_unit_has_of_its_own_is_refused(copy: Path, args: tuple[str, ...], code: str) -> None:
    done = run_isoaudit("-C", copy, "paper", *args)
    assert done.returncode == 2 and not (copy / "out" / "papers").exists()
    assert code in done.stderr
