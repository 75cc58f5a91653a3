"""What was lost of the strangers' files (``example-files/strangers``), each kind of it as it stood there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from test_office_tables import lists  # noqa: F401  the programmes of before each table
from test_offices_habits import SAID
from test_offices_own_sheets import saved

from isoaudit.desk.registers.agencies import import_agencies
from isoaudit.desk.registers.inspectors import import_inspectors
from isoaudit.desk.rollout.procedures import import_published
from isoaudit.journal.programme import Programme
from isoaudit.model import Agency, Inspector, Procedure
from isoaudit.rules.competence import lacking
from isoaudit.wording.abbreviations import written_out
from isoaudit.wording.names import spelled_out


@pytest.fixture
def folder(lists: Path, tmp_path: Path) -> Path:  # noqa: F811
    return Path(shutil.copytree(lists / "agencies", tmp_path / "năm"))


def agencies(folder: Path, path: Path) -> dict[str, Agency]:
    import_agencies(Programme(folder), path, asking=SAID)
    return {one.name: one for one in Programme(folder).lists().agencies.values()}


def inspectors(folder: Path, path: Path) -> tuple[dict[str, Inspector], str]:
    done = import_inspectors(Programme(folder), path)
    return {one.name: one for one in Programme(folder).lists().inspectors.values()}, "\n".join(done.warnings)


def published(folder: Path, path: Path) -> tuple[dict[str, list[Procedure]], str]:
    done = import_published(Programme(folder), path)
    known = Programme(folder).state().scopes.lists
    return {known.name_of(body): list(of.rows) for body, of in known.present.items()}, "\n".join(done.warnings)


# --- those who inspect


GROUPS = [["TT", "Họ tên", "Chức vụ"], ["A", "Sở Nội vụ"], [1, "Tạ Quang Vinh", "Phó Trưởng phòng"], ["B", "Sở Y tế"]]


def test_the_name_of_a_group_is_the_unit_of_the_people_under_it(folder: Path, tmp_path: Path) -> None:
    """Circular 26/2014, Article 33.1: whoever works at an agency does not inspect it, so the unit must be known."""
    found, said = inspectors(folder, saved(tmp_path, *GROUPS, [2, "Mai Thị Thúy", "Chuyên viên"]))
    assert {name: one.unit for name, one in found.items()} == {"Tạ Quang Vinh": "Sở Nội vụ", "Mai Thị Thúy": "Sở Y tế"}
    assert "không có cột «Đơn vị»: lấy theo tên nhóm («Sở Nội vụ», «Sở Y tế»)" in said


def test_a_column_of_units_goes_before_the_name_of_a_group_and_a_team_is_no_unit(folder: Path, tmp_path: Path) -> None:
    heading = [*GROUPS[0], "Đơn vị"]
    rows = [heading, GROUPS[1], [*GROUPS[2], "Sở Tư pháp"], [2, "Mai Thị Thúy", "Chuyên viên", ""]]
    found, _ = inspectors(folder, saved(tmp_path, *rows))
    assert {name: one.unit for name, one in found.items()} == {"Tạ Quang Vinh": "Sở Tư pháp", "Mai Thị Thúy": ""}
    teams = [GROUPS[0], ["I", "ĐOÀN KIỂM TRA SỐ 1"], [1, "Lương Văn Sơn", "Chuyên viên"]]
    found, _ = inspectors(folder, saved(tmp_path, *teams))
    assert found["Lương Văn Sơn"].unit == ""


@pytest.mark.parametrize(
    ("typed", "position", "unit"),
    [
        ("Chuyên viên Sở Tư pháp", "Chuyên viên", "Sở Tư pháp"),  # no register names it
        ("Chuyên viên Phòng Tư pháp", "Chuyên viên Phòng Tư pháp", ""),
        ("Giám đốc Sở", "Giám đốc Sở", ""),
    ],
)
def test_an_office_behind_a_position_is_the_unit(
    typed: str, position: str, unit: str, folder: Path, tmp_path: Path
) -> None:
    rows = [["TT", "Họ và tên", "Chức vụ, đơn vị công tác"], [1, "Trương Mỹ Linh", typed]]
    found, _ = inspectors(folder, saved(tmp_path, *rows))
    assert (found["Trương Mỹ Linh"].position, found["Trương Mỹ Linh"].unit) == (position, unit)


@pytest.mark.parametrize("typed", ["Miễn", "Được miễn", "MIỄN"])
def test_40_1_b_exempt_is_no_certificate_and_lacks_none(typed: str, folder: Path, tmp_path: Path) -> None:
    heading = ["TT", "Họ và tên", "Bằng đại học", "Chứng chỉ QLNN", "Chứng chỉ đánh giá HTQLCL"]
    rows = [heading, [1, "Bùi Thanh Tâm", "Hành chính học", typed, "x"], [2, "Lê Thị Hoa", "Luật", "Chưa có", "x"]]
    found, _ = inspectors(folder, saved(tmp_path, *rows))
    exempt, other = found["Bùi Thanh Tâm"], found["Lê Thị Hoa"]
    assert (exempt.state_admin_certificate, exempt.administration_degree) == ("", typed)
    assert not lacking(exempt, None)
    assert (other.administration_degree, len(lacking(other, None))) == ("", 1)


# --- names of bodies


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("CC TCĐLCL", "Chi cục Tiêu chuẩn Đo lường Chất lượng"),
        ("BQL các KCN, KKT tỉnh", "Ban Quản lý các khu công nghiệp, khu kinh tế tỉnh"),
        ("Ban Quản lý KKT tỉnh", "Ban Quản lý Khu kinh tế tỉnh"),
        ("CC KIỂM LÂM", "CC KIỂM LÂM"),  # capitals, and not abbreviations alone
        ("SỞ Y TẾ", "SỞ Y TẾ"),
        ("Công ty KCN Bình Xuyên", "Công ty KCN Bình Xuyên"),
    ],
)
def test_a_name_of_abbreviations_is_written_out(typed: str, meant: str) -> None:
    assert written_out(typed) == meant
    assert spelled_out(written_out(typed)) == meant or meant == typed


def test_a_body_recorded_in_abbreviations_stays_one_under_its_name(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An import before they were understood recorded «KCN»; the same list again renames nothing, adds nothing."""
    heading = ["Tên cơ quan", "Loại cơ quan", "Đối tượng", "Cấp"]
    table = saved(tmp_path, heading, ["Ban Quản lý các KCN tỉnh", "Cơ quan khác", "Bắt buộc", "cấp tỉnh"])
    with monkeypatch.context() as before:
        before.setattr("isoaudit.tables.cells.written_out", str)
        assert list(agencies(folder, table)) == ["Ban Quản lý các KCN tỉnh"]
    assert list(agencies(folder, table)) == ["Ban Quản lý các KCN tỉnh"]


# --- columns


def test_not_done_beside_other_states_is_a_state(folder: Path, tmp_path: Path) -> None:
    rows = [
        ["Tên cơ quan", "Đã công bố", "Đang xây dựng", "Chưa thực hiện"],
        ["UBND xã Đại Từ", "", "x", ""],
        ["UBND xã Chợ Mới", "", "", "x"],
    ]
    found = agencies(folder, saved(tmp_path, *rows))
    states = {name: one.qms_status for name, one in found.items()}
    assert states == {"UBND xã Đại Từ": "dang_xay_dung", "UBND xã Chợ Mới": "chua_xay_dung"}


def test_not_done_alone_says_nothing_of_the_system(folder: Path, tmp_path: Path) -> None:
    rows = [["Tên cơ quan", "Chưa thực hiện"], ["UBND xã Chợ Mới", "x"]]
    found = agencies(folder, saved(tmp_path, *rows))
    assert found["UBND xã Chợ Mới"].qms_status is None


def test_a_signature_below_khoi_is_no_kind_of_body(folder: Path, tmp_path: Path) -> None:
    rows = [
        ["TT", "Khối", "Tên cơ quan"],
        [1, "Cấp tỉnh", "Sở Y tế"],
        [2, "Cấp xã", "UBND xã Y"],
        [],
        ["", "Người lập biểu", ""],
    ]
    found = agencies(folder, saved(tmp_path, *rows))
    kinds = {name: (one.level, one.kind) for name, one in found.items()}
    assert kinds == {"Sở Y tế": ("tinh", "co_quan_chuyen_mon"), "UBND xã Y": ("xa", "ubnd_cap_xa")}


# --- lists of procedures


TITLES = (
    ["DANH MỤC TTHC THUỘC THẨM QUYỀN GIẢI QUYẾT CỦA SỞ Y TẾ TỈNH QUẢNG TRỊ"],
    ["(Ban hành kèm theo Quyết định số 1186/QĐ-UBND ngày 22 tháng 5 năm 2026 của Chủ tịch UBND tỉnh)"],
)
HEADING = ["STT", "Mã TTHC", "Tên TTHC"]
LIST = (*TITLES, ["PHẦN A. DANH MỤC TTHC CẤP TỈNH"], HEADING, [1, "1.001392", "Cấp giấy"])
GONE = (["PHẦN B. DANH MỤC TTHC BỊ BÃI BỎ"], HEADING, [1, "1.002951", "Cấp mã số"])


def test_a_part_of_the_province_in_a_list_of_one_office_is_that_offices(folder: Path, tmp_path: Path) -> None:
    agencies(folder, saved(tmp_path, ["Tên cơ quan"], ["Sở Y tế"]))
    found, said = published(folder, saved(tmp_path, *LIST))
    assert [(body, [row.name for row in rows]) for body, rows in found.items()] == [("Sở Y tế", ["Cấp giấy"])]
    assert "Sở Y tế: 01 TTHC" in said


def test_what_a_part_of_the_list_says_was_abolished_is_left_out_and_told(folder: Path, tmp_path: Path) -> None:
    agencies(folder, saved(tmp_path, ["Tên cơ quan"], ["Sở Y tế"]))
    found, said = published(folder, saved(tmp_path, *LIST, *GONE))
    assert [row.codes for row in found["Sở Y tế"]] == [("1.001392",)]
    assert "bỏ qua 01 TTHC ở phần bị bãi bỏ («Cấp mã số»)" in said


def test_the_decision_above_a_list_published_its_rows_but_gives_them_no_day(folder: Path, tmp_path: Path) -> None:
    """Circular 26/2014, Article 36.1.a: a procedure counts from its own day; the list as it stands is no new one."""
    found, said = published(folder, saved(tmp_path, *LIST))
    (row,) = next(iter(found.values()))
    assert (row.decision, row.decided_on) == ("1186/QĐ-UBND ngày 22 tháng 5 năm 2026", None)
    assert "quyết định công bố lấy ở dòng trên bảng" in said
    own = saved(tmp_path, *TITLES, [*HEADING, "Quyết định công bố"], [1, "1.001393", "Cấp thẻ", "12/QĐ-UBND"])
    found, _ = published(folder, own)
    assert "12/QĐ-UBND" in [row.decision for rows in found.values() for row in rows]
