"""What the sixth stranger's offices write and the program lost: each kind of it, as it stood there."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from test_office_tables import lists  # noqa: F401  the programmes of before each table
from test_offices_own_sheets import saved

from isoaudit.desk.inspections.schedule import import_inspections
from isoaudit.desk.intake.asking import NOBODY
from isoaudit.desk.registers.agencies import import_agencies
from isoaudit.desk.registers.inspectors import import_inspectors
from isoaudit.desk.rollout.procedures import body_that_decides, import_published
from isoaudit.journal.programme import Programme
from isoaudit.model import Agency, Inspector
from isoaudit.rules.competence import lacking

SAID = replace(NOBODY, given=["Chi cục=khuyến khích", "Đơn vị sự nghiệp=khuyến khích"])


@pytest.fixture
def folder(lists: Path, tmp_path: Path) -> Path:  # noqa: F811
    return Path(shutil.copytree(lists / "agencies", tmp_path / "năm"))


def agencies(folder: Path, path: Path) -> tuple[dict[str, Agency], str]:
    done = import_agencies(Programme(folder), path, asking=SAID)
    return {one.name: one for one in Programme(folder).state().agencies.values()}, "\n".join(done.warnings)


def test_who_decided_to_declare_has_declared_and_of_the_others_it_is_said(folder: Path, tmp_path: Path) -> None:
    """Decision 19/2014, Article 4.3. A list without a column of states made every system an unknown one, unsaid."""
    head = ["TT", "Tên cơ quan", "Quyết định công bố", ""]
    rows = [[1, "Sở Y tế", "15/QĐ-SYT", date(2024, 3, 5)], [2, "UBND xã Tây Trà", "", ""]]
    found, said = agencies(folder, saved(tmp_path, head, ["", "", "Số", "Ngày"], *rows, merged=["C1:D1"]))
    assert found["Sở Y tế"].qms_status == "da_cong_bo"
    assert not found["UBND xã Tây Trà"].qms_status
    assert "01 cơ quan có quyết định công bố" in said
    assert "01 cơ quan chưa rõ «Tình trạng HTQLCL»" in said


def test_a_state_that_is_recorded_stays_though_an_old_decision_is_listed_again(folder: Path, tmp_path: Path) -> None:
    head = ["Tên cơ quan", "Quyết định công bố", "Tình trạng"]
    agencies(folder, saved(tmp_path, head, ["Sở Y tế", "15/QĐ-SYT", "Phải công bố lại"]))
    found, _ = agencies(folder, saved(tmp_path, head[:2], ["Sở Y tế", "15/QĐ-SYT"]))
    assert found["Sở Y tế"].qms_status == "phai_cong_bo_lai"


@pytest.mark.parametrize(
    "written",
    [
        "Chi cục Kiểm lâm (thuộc Sở Nông nghiệp và Môi trường)",
        "Chi cục Kiểm lâm (Sở Nông nghiệp và Môi trường)",
        "Chi cục Kiểm lâm trực thuộc Sở Nông nghiệp và Môi trường",
        "Chi cục Kiểm lâm - Sở Nông nghiệp và Môi trường",
        "Chi cục Kiểm lâm, thuộc Sở Nông nghiệp và Môi trường",
    ],
)
def test_the_superior_body_behind_a_name_is_no_part_of_it(written: str, folder: Path, tmp_path: Path) -> None:
    found, said = agencies(folder, saved(tmp_path, ["TT", "Tên cơ quan"], [1, written]))
    assert found["Chi cục Kiểm lâm"].parent == "Sở Nông nghiệp và Môi trường"
    assert "phần ghi sau tên" in said


def test_two_that_would_be_called_alike_keep_what_tells_them_apart(folder: Path, tmp_path: Path) -> None:
    names = ["Trung tâm Dịch vụ (thuộc Sở Y tế)", "Trung tâm Dịch vụ (thuộc Sở Tư pháp)"]
    found, _ = agencies(folder, saved(tmp_path, ["Tên cơ quan"], *([name] for name in names)))
    assert set(names) <= set(found)


def test_a_list_with_superior_bodies_behind_names_comes_again_without_change(folder: Path, tmp_path: Path) -> None:
    path = saved(tmp_path, ["Tên cơ quan"], ["Chi cục Kiểm lâm (thuộc Sở Nông nghiệp và Môi trường)"])
    agencies(folder, path)
    assert import_agencies(Programme(folder), path, asking=SAID).unchanged == 1


def test_a_dash_before_a_name_puts_it_under_the_body_above(folder: Path, tmp_path: Path) -> None:
    rows = [[1, "Sở Xây dựng"], ["", "- Chi cục Giám định"], ["", " – Trung tâm Kiểm định"], [2, "UBND xã Tây Trà"]]
    rows = [[*row, "Bắt buộc"] for row in rows]
    found, _ = agencies(folder, saved(tmp_path, ["TT", "Tên cơ quan", "Đối tượng"], *rows))
    assert found["Chi cục Giám định"].parent == found["Trung tâm Kiểm định"].parent == "Sở Xây dựng"
    assert not found["UBND xã Tây Trà"].parent


def test_a_sheet_that_lists_bodies_is_never_passed_over(folder: Path, tmp_path: Path) -> None:
    """The seventh stranger's register lost 23 of 27 agencies: a heading known alone was not beside other sheets."""
    book = Workbook()
    book.active.title = "Sở, ban, ngành"
    for row in (["TT", "Tên cơ quan", "Địa chỉ trụ sở"], *([n, f"Sở {name}", "Số 1"] for n, name in NUMBERED)):
        book.active.append(row)
    other = book.create_sheet("Xã, phường")
    for row in (["TT", "UBND xã, phường", "Thuộc huyện cũ"], *([n, f"UBND xã {name}", "X"] for n, name in NUMBERED)):
        other.append(row)
    book.create_sheet("Ghi chú").append(["Số liệu đến ngày 01/7/2026"])
    book.save(tmp_path / "nhiều trang.xlsx")
    found, said = agencies(folder, tmp_path / "nhiều trang.xlsx")
    assert {f"Sở {name}" for _, name in NUMBERED} | {f"UBND xã {name}" for _, name in NUMBERED} <= set(found)
    assert "trang «Ghi chú» không có bảng, bỏ qua" in said


NUMBERED = tuple(enumerate(("Alpha", "Beta", "Gamma", "Delta"), 1))


def test_levels_below_khoi_are_levels(folder: Path, tmp_path: Path) -> None:
    rows = [
        ["Khối", "Tên cơ quan"],
        ["Cấp tỉnh", "Sở Y tế"],
        ["Cấp tỉnh", "Chi cục X"],
        ["Khối xã, phường", "UBND xã Y"],
    ]
    found, _ = agencies(folder, saved(tmp_path, *rows))
    assert [found[name].kind for name in ("Sở Y tế", "Chi cục X", "UBND xã Y")] == [
        "co_quan_chuyen_mon",
        "chi_cuc",
        "ubnd_cap_xa",
    ]


def test_ticks_of_a_spreadsheet_say_who_is_obliged(folder: Path, tmp_path: Path) -> None:
    """Decision 19/2014, Article 2.2: a commune may be obliged by its province, and the tick says so."""
    rows = [["Tên cơ quan", "Bắt buộc"], ["UBND xã Tây Trà", True], ["UBND xã Trà Bồng", False]]
    found, _ = agencies(folder, saved(tmp_path, *rows))
    assert [found[name].obligation for name in ("UBND xã Tây Trà", "UBND xã Trà Bồng")] == ["bat_buoc", "khuyen_khich"]


def test_a_round_is_told_by_its_group_though_another_group_is_of_none(folder: Path, tmp_path: Path) -> None:
    agencies(folder, saved(tmp_path, ["Tên cơ quan"], ["Sở Y tế"], ["Sở Nội vụ"]))
    table: list[Sequence[Any]] = [["TT", "Cơ quan", "Hình thức"]]
    table += [["", "Đợt 1: từ ngày 08/6 đến ngày 10/6/2026", ""], [1, "Sở Y tế", "Tại trụ sở"]]
    table += [["", "Kiểm tra qua hồ sơ, báo cáo", ""], [1, "Sở Nội vụ", "Qua hồ sơ"]]
    import_inspections(Programme(folder), saved(tmp_path, *table))
    state = Programme(folder).state()
    assert {state.agencies[one.agency].name: one.round for one in state.inspections.values()} == {
        "Sở Y tế": "1",
        "Sở Nội vụ": "",
    }


def test_o_and_b_before_a_name_are_no_part_of_it(folder: Path, tmp_path: Path) -> None:
    rows = [["TT", "Họ & tên"], [1, "Ô. Nguyễn Văn Thạnh"], [2, "B. Lê Thị Bích"], [3, "B.Lê Hà"], [4, "Bùi An"]]
    import_inspectors(Programme(folder), saved(tmp_path, *rows))
    names = {one.name for one in Programme(folder).state().inspectors.values()}
    assert {"Nguyễn Văn Thạnh", "Lê Thị Bích", "Lê Hà", "Bùi An"} <= names


@pytest.mark.parametrize(
    ("degree", "lacks"),
    [
        ("Cao đẳng", True),
        ("Trung cấp kế toán", True),
        ("Đại học", False),
        ("Cao đẳng; cử nhân luật", False),
        ("", True),
    ],
)
def test_article_40_1_a_asks_for_a_university_degree(degree: str, lacks: bool) -> None:
    known = Inspector(
        code="KTV01", name="An", degree=degree, state_admin_certificate="Có", audit_certificate="Có", unit="Sở"
    )
    assert bool(lacking(known, None)) is lacks


TITLES = ["UBND PHƯỜNG MỸ THO", "DANH MỤC TTHC THUỘC THẨM QUYỀN GIẢI QUYẾT CỦA UBND PHƯỜNG"]


@pytest.mark.parametrize(
    ("titles", "body"),
    [
        (TITLES, "UBND PHƯỜNG MỸ THO"),
        (["Danh mục TTHC thuộc thẩm quyền giải quyết của Sở Y tế năm 2026"], "Sở Y tế"),
        (["UBND TỈNH", "DANH MỤC TTHC CÔNG BỐ"], ""),
    ],
)
def test_the_title_of_a_list_of_procedures_says_whose_it_is(titles: list[str], body: str) -> None:
    assert body_that_decides(titles) == body


def test_a_list_of_one_ward_is_not_that_of_the_province(folder: Path, tmp_path: Path) -> None:
    agencies(folder, saved(tmp_path, ["Tên cơ quan"], ["UBND phường Mỹ Tho"]))
    table = [*([title] for title in TITLES), ["TT", "Mã TTHC", "Tên TTHC"], [1, "1.000001", "Thủ tục A"]]
    done = import_published(Programme(folder), saved(tmp_path, *table))
    assert "UBND phường Mỹ Tho: 01 TTHC" in "\n".join(done.warnings)
