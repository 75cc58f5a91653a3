"""Persons whose names stand in several columns; agencies whose names are nearly those of the register."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from test_office_tables import lists, read  # noqa: F401  the programmes of before each table
from test_phrases import saved

from isoaudit.desk.inspections.schedule import INSPECTION_COLUMNS, import_inspections
from isoaudit.desk.registers.agencies import import_agencies
from isoaudit.desk.registers.inspectors import INSPECTOR_COLUMNS, import_inspectors
from isoaudit.errors import IsoAuditError
from isoaudit.journal.programme import Programme


def copy(lists: Path, kind: str, folder: Path) -> Programme:  # noqa: F811
    return Programme(Path(shutil.copytree(lists / kind, folder / "năm 2026")))


def merged(folder: Path, heading: Sequence[str], *rows: Sequence[Any]) -> Path:
    """A table whose second heading goes on over the third column."""
    book = Workbook()
    for row in (heading, *rows):
        book.active.append(list(row))
    book.active.merge_cells("B1:C1")
    book.save(folder / "bảng.xlsx")
    return folder / "bảng.xlsx"


def names(programme: Programme) -> set[str]:
    return {one.name for one in programme.lists().inspectors.values()}


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        (["TT", "Họ đệm", "Tên", "Chức danh"], [1, "Đặng Thúy", "Hòa", "Chuyên viên"]),
        (["TT", "Họ", "Tên đệm", "Tên", "Chức danh"], [1, "Đặng", "Thúy", "Hòa", "Chuyên viên"]),
        (["TT", "Họ và đệm", "Tên (*)", "Chức danh"], [1, "Đặng  Thúy ", "Hòa", "Chuyên viên"]),
    ],
)
def test_the_parts_of_a_name_are_one_name(
    heading: list[str],
    row: list[Any],
    lists: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    programme = copy(lists, "inspectors", tmp_path)
    done = import_inspectors(programme, saved(tmp_path, heading, row))
    assert "Đặng Thúy Hòa" in names(programme) and "Hòa" not in names(programme)
    assert not any("giữ nguyên" in words for words in done.warnings)


def test_one_heading_over_both_parts_is_read_whole(lists: Path, tmp_path: Path) -> None:  # noqa: F811
    programme = copy(lists, "inspectors", tmp_path)
    table = merged(
        tmp_path, ["TT", "Họ và tên", "", "Chức danh"], [1, "Đặng Thúy", "Hòa", "CV"], [2, "Lý", "Bình", "CV"]
    )
    import_inspectors(programme, table)
    assert {"Đặng Thúy Hòa", "Lý Bình"} <= names(programme)


def test_a_whole_name_beside_a_column_of_family_names_stays_as_it_is(lists: Path, tmp_path: Path) -> None:  # noqa: F811
    programme = copy(lists, "inspectors", tmp_path)
    import_inspectors(
        programme, saved(tmp_path, ["TT", "Họ", "Họ và tên", "Chức vụ"], [1, "Đặng", "Đặng Thúy Hòa", "CV"])
    )
    assert "Đặng Thúy Hòa" in names(programme)


def test_an_agency_nearly_of_the_register_is_offered_and_never_taken(lists: Path, tmp_path: Path) -> None:  # noqa: F811
    programme = copy(lists, "inspections", tmp_path)
    known = next(one for one in programme.lists().agencies_by_name() if one.name.startswith("Sở "))
    slip = known.name[:-1] + ("u" if known.name[-1] != "u" else "o")
    with pytest.raises(IsoAuditError) as refused:
        import_inspections(programme, saved(tmp_path, ["Tên cơ quan", "Hình thức"], [slip, "tại trụ sở"]))
    (problem,) = refused.value.problems
    assert problem.code == "AGENCY_008" and f"«{known.name}» ({known.code})" in problem.remedy
    with pytest.raises(IsoAuditError) as refused:
        import_inspections(programme, saved(tmp_path, ["Tên cơ quan", "Hình thức"], ["Vườn quốc gia Xa", "tại trụ sở"]))
    assert [one.code for one in refused.value.problems] == ["AGENCY_001"]


def test_ticks_below_parted_headings_are_read(lists: Path, tmp_path: Path) -> None:  # noqa: F811
    """«Đã XD» and «Chưa CB» leave open what the system is: kept as they are, and taken for nothing."""
    programme = copy(lists, "agencies", tmp_path)
    upper = ["TT", "Tên đơn vị", "Xây dựng HTQLCL", "", "Công bố", ""]
    lower = ["", "", "Đã XD", "Chưa XD", "Đã CB", "Chưa CB"]
    rows = [
        [1, "Sở Y tế", "x", "", "x", ""],
        [2, "UBND xã Nà Lĩnh", "", "x", "", "x"],
        [3, "Sở Nội vụ", "x", "", "", "x"],
    ]
    import_agencies(programme, saved(tmp_path, upper, lower, *rows))
    said = {one.name: one.qms_status for one in programme.lists().agencies.values()}
    assert said == {"Sở Y tế": "da_cong_bo", "UBND xã Nà Lĩnh": "chua_xay_dung", "Sở Nội vụ": None}


@pytest.mark.parametrize(
    ("names", "meant"),
    [
        (["Ông Văn Hùng", "Bà Lê Thị Hoa", "Ông Lê Nam"], ["Văn Hùng", "Lê Thị Hoa", "Lê Nam"]),
        (["Ông Cao Thắng", "Lê Thị Hoa", "Lê Nam"], ["Ông Cao Thắng", "Lê Thị Hoa", "Lê Nam"]),
        (["Ông Cao Thắng"], ["Ông Cao Thắng"]),
        (["Bà Ông Thị Lan", "Ông Ông Cao Thắng", "Ông Văn Hùng"], ["Ông Thị Lan", "Ông Cao Thắng", "Văn Hùng"]),
    ],
)
def test_ong_before_two_words_is_left_out_where_all_are_called_so(
    names: list[str], meant: list[str], tmp_path: Path
) -> None:
    rows = [[n, name, "Chuyên viên"] for n, name in enumerate(names, 1)]
    table = read(tmp_path, ["Mã", "Họ và tên", "Chức vụ"], *rows, columns=INSPECTOR_COLUMNS)
    assert [row.values["name"] for row in table.rows] == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Ông Văn Hùng (trưởng đoàn); bà Lê Thị Hoa; ông Lê Nam", ["Văn Hùng", "Lê Thị Hoa", "Lê Nam"]),
        ("Trưởng đoàn: ông Văn Hùng; Thư ký: Bà Lê Thị Hoa", ["Văn Hùng", "Lê Thị Hoa"]),
        ("Ông Cao Thắng (trưởng đoàn); Lê Thị Hoa", ["Ông Cao Thắng", "Lê Thị Hoa"]),
    ],
)
def test_ong_in_a_team_is_left_out_where_another_is_called_so(typed: str, meant: list[str], tmp_path: Path) -> None:
    heading = ["Mã cơ quan", "Hình thức", "Đoàn kiểm tra"]
    table = read(tmp_path, heading, ["SNV", "Tại trụ sở", typed], columns=INSPECTION_COLUMNS)
    assert not table.faults.problems()
    assert [member["name"] for member in table.rows[0].values["team"]] == meant
    said = any("«Ông Văn Hùng» là «Văn Hùng»" in warning for warning in table.warnings)
    assert said == ("Văn Hùng" in meant)


def test_number_and_day_below_one_paper_are_one_paper(lists: Path, tmp_path: Path) -> None:  # noqa: F811
    """Two columns under «Quyết định công bố», or under a group that says no more than «Công bố HTQLCL»."""
    for group, number in (("Quyết định công bố", "Số"), ("Công bố HTQLCL", "Số QĐ")):
        upper = ["STT", "Tên cơ quan", "Đối tượng", "Tình trạng", group, "", "Ghi chú"]
        lower = ["", "", "", "", number, "Ngày ban hành", ""]
        row = [1, "Sở Nội vụ", "Bắt buộc", "Đã công bố", "12/QĐ-SNV", "15/3/2024", ""]
        table = read(tmp_path, upper, lower, row)
        assert not table.faults.problems()
        assert [row.values["declaration"] for row in table.rows] == ["12/QĐ-SNV, ngày 15/3/2024"]


@pytest.mark.parametrize("by_column", [False, True])
def test_a_team_named_by_its_number_is_that_of_the_list(by_column: bool, lists: Path, tmp_path: Path) -> None:  # noqa: F811
    """The list of inspectors is by teams, each with what everybody does there; the schedule says «Đoàn 1»."""
    programme = copy(lists, "inspections", tmp_path)
    people = [("Lò Thị Mai", "Trưởng đoàn"), ("Vi Văn Dũng", "Thư ký"), ("Hà Thu Trang", "Thành viên")]
    rows: list[list[Any]] = []
    for number, members in (("1", people[:2]), ("II", people[2:])):
        rows += [] if by_column else [[f"ĐOÀN KIỂM TRA SỐ {number}", "", ""]]
        rows += [[name, "Chuyên viên", role, f"Đoàn {number}"][: 4 if by_column else 3] for name, role in members]
    heading = ["Họ và tên", "Chức vụ", "Nhiệm vụ trong Đoàn", "Đoàn số"][: 4 if by_column else 3]
    import_inspectors(programme, saved(tmp_path, heading, *rows))
    code, other = list(programme.lists().agencies)[:2]
    heading = ["Mã cơ quan", "Hình thức", "Đợt", "Đoàn kiểm tra"]
    table = saved(
        tmp_path,
        heading,
        [code, "Tại trụ sở", "1", "Đoàn số 01"],
        [code, "Qua hồ sơ", "1", "Đoàn 2"],
        [other, "Qua hồ sơ", "1", "Đoàn 3"],
    )
    done = import_inspections(Programme(programme.folder), table)
    teams = {
        (i.agency, i.mode): [(m.name, m.role) for m in i.team]
        for i in Programme(programme.folder).state().inspections.values()
    }
    assert teams[code, "on_site"] == [("Lò Thị Mai", "truong_doan"), ("Vi Văn Dũng", "thu_ky")]
    assert teams[code, "by_record"] == [("Hà Thu Trang", "thanh_vien")]
    assert not teams[other, "by_record"]
    assert [w for w in done.warnings if "01 dòng ghi «Đoàn số 01» lấy thành viên đoàn theo danh sách" in w]
    assert [w for w in done.warnings if "01 dòng có tên đoàn, chưa có thành viên" in w]
