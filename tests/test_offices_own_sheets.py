"""Whole sheets as offices keep them: groups within groups, teams below the table, a book of papers a row an agency."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from test_office_tables import lists  # noqa: F401  the programmes of before each table

from isoaudit.desk.inspections.schedule import import_inspections
from isoaudit.desk.registers.agencies import import_agencies
from isoaudit.desk.registers.inspectors import INSPECTOR_COLUMNS
from isoaudit.journal.programme import Programme, today
from isoaudit.model import Agency
from isoaudit.tables import Table, read_table
from isoaudit.tables.lists.procedures import PROCEDURE_COLUMNS
from isoaudit.tables.workbooks.acts import COLUMNS

REST = ("Bắt buộc", "Đã công bố")


def saved(folder: Path, *rows: Sequence[Any], merged: Sequence[str] = (), sheet: str = "Sheet") -> Path:
    book = Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(folder / "bảng.xlsx")
    return folder / "bảng.xlsx"


@pytest.fixture
def folder(lists: Path, tmp_path: Path) -> Path:  # noqa: F811
    return Path(shutil.copytree(lists / "agencies", tmp_path / "năm"))


def agencies(folder: Path, path: Path) -> dict[str, Agency]:
    import_agencies(Programme(folder), path)
    return {one.name: one for one in Programme(folder).state().agencies.values()}


def test_the_name_of_a_contact_is_not_that_of_the_agency(folder: Path, tmp_path: Path) -> None:
    upper = ["TT", "Tên cơ quan", "Đối tượng", "Tình trạng", "Đầu mối ISO", ""]
    rows = [upper, ["", "", "", "", "Họ và tên", "Điện thoại"], [1, "Sở Y tế", *REST, "Lê Thị Cẩm", "0912 345 678"]]
    found = agencies(folder, saved(tmp_path, *rows, merged=["E1:F1"]))["Sở Y tế"]
    assert ("Đầu mối ISO: Họ và tên", "Lê Thị Cẩm") in {(other.heading, other.text) for other in found.others}


@pytest.mark.parametrize("obligation", ["Bắt buộc", ""])
def test_a_section_of_departments_tells_the_kind_where_the_office_says_who_is_obliged(
    obligation: str, folder: Path, tmp_path: Path
) -> None:
    rows = [["TT", "Tên cơ quan", "Đối tượng"], ["I", "Sở, ban, ngành tỉnh", ""]]
    rows += [[1, "Sở Y tế", obligation], [2, "Ban Quản lý các khu kinh tế", obligation]]
    if not obligation:
        with pytest.raises(Exception, match="Ban Quản lý các khu kinh tế"):
            agencies(folder, saved(tmp_path, *rows))
        return
    assert agencies(folder, saved(tmp_path, *rows))["Ban Quản lý các khu kinh tế"].kind == "co_quan_chuyen_mon"


def test_the_name_of_a_sheet_tells_the_level(folder: Path, tmp_path: Path) -> None:
    rows = [["TT", "Tên đơn vị", "Loại hình", "Đối tượng"], [1, "Trường Cao đẳng A", "Đơn vị sự nghiệp", "Tự nguyện"]]
    assert agencies(folder, saved(tmp_path, *rows, sheet="Cấp tỉnh"))["Trường Cao đẳng A"].level == "tinh"


@pytest.mark.parametrize(
    ("typed", "decision", "meant"),
    [
        ("Đang XD", "", "dang_xay_dung"),
        ("Chưa XD", "", "chua_xay_dung"),
        ("Đã CB", "1/QĐ-SYT", "da_cong_bo"),
        ("CB lại", "1/QĐ-SYT", "da_cong_bo"),
        ("Công bố lại", "", None),
        ("Phải công bố lại", "1/QĐ-SYT", "phai_cong_bo_lai"),
    ],
)
def test_states_are_read_in_abbreviations_and_what_is_declared_anew_beside_its_decision(
    typed: str, decision: str, meant: str | None, folder: Path, tmp_path: Path
) -> None:
    rows = [["TT", "Tên cơ quan", "Đối tượng", "Tình trạng", "Quyết định công bố"]]
    rows += [[1, "Sở Y tế", "BB", typed, decision], [2, "Sở Nội vụ", "BB", "Đã CB", "2/QĐ-SNV"]]
    assert agencies(folder, saved(tmp_path, *rows))["Sở Y tế"].qms_status == meant


def test_the_decision_on_the_right_of_a_state_known_by_its_values_is_read_with_its_day(
    folder: Path, tmp_path: Path
) -> None:
    heading = ["TT", "Tên đơn vị", "Đối tượng", "Trạng thái", "Số quyết định", "Ngày quyết định"]
    file = saved(tmp_path, heading, [1, "Sở Y tế", *REST, "402/QĐ-SYT", date(2025, 11, 12)])
    assert agencies(folder, file)["Sở Y tế"].declaration == "402/QĐ-SYT, ngày 12/11/2025"


def test_a_commune_called_by_its_place_is_its_committee_each_time_the_list_comes(folder: Path, tmp_path: Path) -> None:
    rows = [["TT", "Tên cơ quan", "Đối tượng"], [1, "Phường Yên Bái", "KK"], [2, "UBND xã Bắc Hà", "KK"]]
    file = saved(tmp_path, *rows)
    found = agencies(folder, file)
    assert {"UBND phường Yên Bái", "UBND xã Bắc Hà"} <= found.keys()
    plan = tmp_path / "lịch.csv"
    plan.write_text(f"Mã cơ quan,Hình thức\n{found['UBND phường Yên Bái'].code},Qua hồ sơ\n", encoding="utf-8")
    import_inspections(Programme(folder), plan)
    again = import_agencies(Programme(folder), file)
    assert (again.added, again.changed) == (0, 0), "an agency that is inspected is not renamed by its own list"


def test_days_merged_over_rows_and_columns_and_teams_below_the_table_are_read(
    lists: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    programme = Programme(Path(shutil.copytree(lists / "inspections", tmp_path / "năm")))
    first, second, *_ = programme.lists().agencies
    rows: list[list[Any]] = [
        ["STT", "Thời gian", "Buổi", "Mã cơ quan", "Hình thức", "Đoàn kiểm tra"],
        [1, "Từ ngày 06/7 đến ngày 10/7/2026", "", first, "Qua hồ sơ", "Đoàn 2"],
        [2, "", "", second, "Qua hồ sơ", "Đoàn 2"],
        [],
        *(["", line] for line in ("Thành phần Đoàn kiểm tra:", "* Đoàn 1:", "1. Ông Lý Văn An - Trưởng đoàn;")),
        *(["", line] for line in ("* Đoàn 2:", "1. Bà Hà Thị Vân, Chi cục trưởng Chi cục TCĐLCL - Trưởng đoàn;")),
        *(["", line] for line in ("2. Ông Tạ Văn Bé Tư, Trưởng phòng TCCL - Thành viên.", "* Buổi sáng từ 8 giờ 00.")),
    ]
    import_inspections(programme, saved(tmp_path, *rows, merged=["B2:C3"]))
    after = Programme(programme.folder).state().inspections.values()
    found = [one for one in after if one.agency in (first, second) and one.mode == "by_record"]
    assert {(str(i.from_), str(i.to)) for i in found} == {("2026-07-06", "2026-07-10")} and len(found) == 2
    for inspection in found:
        assert [(m.name, m.role) for m in inspection.team] == [
            ("Hà Thị Vân", "truong_doan"),
            ("Tạ Văn Bé Tư", "thanh_vien"),
        ]


def acts(folder: Path, *rows: Sequence[Any]) -> Table:
    return read_table(saved(folder, *rows), COLUMNS, today(), repeats=True)


def test_a_book_of_papers_has_a_row_an_agency_and_a_group_a_paper(tmp_path: Path) -> None:
    upper = ["STT", "Cơ quan, đơn vị", "Quyết định thành lập đoàn kiểm tra", "", "", "Ngày biên bản"]
    upper += ["Thông báo kết quả kiểm tra", "", ""]
    lower = ["", "", "Số", "Ngày", "Người ký", "", "Số", "Ngày", "Người ký"]
    rows = [
        [1, "Sở Y tế", "146/QĐ", "28/4/2026", "Trần A", "12/5/2026", "56/TB", "21/5/2026", "Trần A"],
        [2, "Sở Nội vụ", "nt", "nt", "nt", "Không lập", "57/TB", "21/5/2026", "nt"],
    ]
    table = acts(tmp_path, upper, lower, *rows)
    assert not table.faults.problems()
    said = [{k: v for k, v in row.values.items() if v} for row in table.rows]
    both = {"decided number": "146/QĐ", "decided on": "2026-04-28", "decided signer": "Trần A"}
    both |= {"notice_issued on": "2026-05-21", "notice_issued signer": "Trần A"}
    assert said[0] == both | {
        "agency_code": "Sở Y tế",
        "minutes_signed on": "2026-05-12",
        "notice_issued number": "56/TB",
    }
    assert said[1] == both | {"agency_code": "Sở Nội vụ", "notice_issued number": "57/TB"}


def test_who_is_still_learning_has_no_certificate(tmp_path: Path) -> None:
    """Circular 26/2014, Article 40.1.c."""
    rows = [["Họ và tên", "Chứng chỉ đánh giá"], ["Sùng Thị Dợ", "Đang học"], ["Lý Văn An", "số 5"]]
    table = read_table(saved(tmp_path, *rows), INSPECTOR_COLUMNS, today())
    assert [row.values["audit_certificate"] or "" for row in table.rows] == ["", "số 5"]


def test_a_row_knows_the_group_around_its_group(tmp_path: Path) -> None:
    rows = [["STT", "Mã số TTHC", "Tên thủ tục hành chính"]]
    for mark, level in (("A", "TỈNH"), ("B", "XÃ")):
        rows += [[mark, f"THỦ TỤC HÀNH CHÍNH CẤP {level}", ""], ["I", "Lĩnh vực Bưu chính", ""]]
        rows += [["1", "1.003659", f"Cấp giấy phép {level}"], ["II", "Lĩnh vực Đo lường", ""]]
        rows += [["2", "1.003687", f"Cấp chứng chỉ {level}"]]
    table = read_table(saved(tmp_path, *rows), PROCEDURE_COLUMNS, today())
    assert [(row.outer[-4:], row.section) for row in table.rows] == [
        ("TỈNH", "Lĩnh vực Bưu chính"),
        ("TỈNH", "Lĩnh vực Đo lường"),
        ("P XÃ", "Lĩnh vực Bưu chính"),
        ("P XÃ", "Lĩnh vực Đo lường"),
    ]


def test_a_register_of_abbreviations_beside_a_sheet_of_sums_is_read(folder: Path, tmp_path: Path) -> None:
    """After 30/6/2025 a public unit is of the province where nothing says otherwise."""
    book = Workbook()
    book.active.title = "Tổng hợp"
    for row in (["Khối", "Đối tượng", "Số đơn vị"], ["Sở, ban, ngành tỉnh", "Bắt buộc", 2]):
        book.active.append(row)
    listed = book.create_sheet("Danh sách")
    for row in (
        ["TT", "Tên đơn vị", "Loại hình", "Đối tượng", "Hiện trạng", "Kiểm tra gần nhất"],
        [1, "Chi cục Thủy sản", "CC", "BB", "Đã CB", "2025"],
        [2, "Trung tâm Kiểm định", "ĐVSN", "KK", "Chưa", "Chưa KT"],
        [3, "Ban Quản lý các khu công nghiệp", "Cơ quan thuộc UBND tỉnh", "BB", "Đang XD", ""],
        ["", "Số liệu cập nhật ngày 10/11/2026"],
    ):
        listed.append(row)
    book.save(tmp_path / "bảng.xlsx")
    found = agencies(folder, tmp_path / "bảng.xlsx")
    assert (found["Chi cục Thủy sản"].kind, found["Chi cục Thủy sản"].last_on_site) == ("chi_cuc", 2025)
    centre = found["Trung tâm Kiểm định"]
    assert (centre.level, centre.qms_status, centre.last_on_site) == ("tinh", "chua_xay_dung", None)
    assert found["Ban Quản lý các khu công nghiệp"].kind == "khac"


def test_a_column_of_ong_and_ba_beside_the_names_is_no_name(tmp_path: Path) -> None:
    rows = [["Họ và tên", "Ông/Bà"], ["Lý Văn An", "Ông"], ["Hà Thị Vân", "Bà"]]
    table = read_table(saved(tmp_path, *rows), INSPECTOR_COLUMNS, today(), keeps=True)
    assert not table.faults.problems() and [row.values["name"] for row in table.rows] == ["Lý Văn An", "Hà Thị Vân"]


def test_when_papers_are_to_be_sent_is_no_day_of_a_visit_and_a_legend_no_row(
    lists: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    programme = Programme(Path(shutil.copytree(lists / "inspections", tmp_path / "năm")))
    first = next(iter(programme.lists().agencies))
    rows = [
        ["STT", "Mã cơ quan", "Thời gian", "Hình thức", "Đoàn kiểm tra"],
        [1, first, "Gửi hồ sơ trước ngày 15/7/2026", "Qua hồ sơ", "Bà Hà Thị Vân - Tổ trưởng"],
        ["", "TĐ: Trưởng đoàn; TK: Thư ký; TV: Thành viên"],
    ]
    import_inspections(programme, saved(tmp_path, *rows))
    after = Programme(programme.folder).state().inspections.values()
    (found,) = [one for one in after if one.agency == first and one.mode == "by_record"]
    assert [(m.name, m.role) for m in found.team] == [("Hà Thị Vân", "truong_doan")]
    assert [other.text for other in found.others] == ["Gửi hồ sơ trước ngày 15/7/2026"]
