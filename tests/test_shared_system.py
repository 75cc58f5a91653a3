"""The provincial People's Committee and its office: one system (Circular 26/2014, Article 6.1), in two rows or one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from test_papers_reports import said, signed
from test_rollout import book
from test_year_figures import agency

from isoaudit.desk import import_agencies
from isoaudit.journal.new_programme import init
from isoaudit.journal.programme import Programme, today
from isoaudit.rules.register_figures import register_figures

HEAD = ["Mã", "Tên cơ quan", "Cấp", "Loại cơ quan", "Đối tượng"]
COMMITTEE = ["UBT", "UBND tỉnh An Bình", "Tỉnh", "UBND cấp tỉnh", "Bắt buộc"]
OFFICE = ["VPUB", "Văn phòng UBND tỉnh", "Tỉnh", "Cơ quan chuyên môn", "Bắt buộc"]
SỞ = ["SNV", "Sở Nội vụ", "Tỉnh", "Cơ quan chuyên môn", "Bắt buộc"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return init(tmp_path / "năm", "Chi cục Tiêu chuẩn Đo lường Chất lượng tỉnh An Bình", 2026).folder


def notes(folder: Path, *rows: list[str]) -> list[str]:
    done = import_agencies(Programme(folder), book(folder.parent / "co-quan.xlsx", [HEAD, *rows]))
    return [words for words in done.warnings if "chung một HTQLCL" in words]


def test_6_1_two_rows_are_taken_in_and_the_remark_says_what_is_counted(folder: Path) -> None:
    (words,) = notes(folder, COMMITTEE, OFFICE, SỞ)
    assert "(mã UBT)" in words and "(mã VPUB)" in words and "khoản 1 Điều 6 Thông tư số 26/2014/TT-BKHCN" in words
    assert "isoaudit agencies remove VPUB" in words
    assert set(Programme(folder).lists().agencies) == {"UBT", "VPUB", "SNV"}


def test_the_remark_is_of_lists_that_name_one_of_them(folder: Path) -> None:
    assert not notes(folder, COMMITTEE, SỞ)
    assert len(notes(folder, OFFICE)) == 1  # the other was there already
    assert not notes(folder, SỞ)


def test_what_the_remark_says_makes_them_one(folder: Path, isoaudit: Run) -> None:
    notes(folder, COMMITTEE, OFFICE)
    together = [COMMITTEE[0], "UBND tỉnh An Bình và Văn phòng UBND tỉnh", *COMMITTEE[2:]]
    notes(folder, together)
    done = isoaudit("-C", folder, "agencies", "remove", "VPUB", "--why", "Chung HTQLCL với UBT")
    assert done.returncode == 0, done.stderr
    (block,) = register_figures(Programme(folder).lists().agencies.values(), today())
    assert (block.block, block.agencies.ids, block.systems.of) == ("province", ("UBT",), ("UBND",))
    assert not notes(folder, together)


def test_an_office_that_is_no_more_or_of_a_commune_is_no_second_row(folder: Path) -> None:
    ended = import_agencies(
        Programme(folder),
        book(folder.parent / "a.xlsx", [[*HEAD, "Hoạt động đến ngày"], [*COMMITTEE, ""], [*OFFICE, "30/6/2025"]]),
    )
    assert not [words for words in ended.warnings if "chung một HTQLCL" in words]
    commune = ["VPX", "Văn phòng HĐND và UBND xã An Hải", "Xã", "Cơ quan khác", "Khuyến khích"]
    assert not notes(folder, commune)


def test_6_1_the_december_report_cites_the_circular(tmp_path: Path) -> None:
    register: Any = (agency("U", name="UBND tỉnh", kind="ubnd_tinh"), agency("V", name="Văn phòng UBND tỉnh"))
    text = said(tmp_path, "december_report", signed("U"), register=register)
    assert "có chung một HTQLCL (khoản 1 Điều 6 Thông tư số 26/2014/TT-BKHCN)" in text
