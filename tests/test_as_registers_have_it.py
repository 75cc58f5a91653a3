"""Registers and schedules as offices have them: abbreviated names, no decision yet, days for years, half days."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from test_clerks_tables import read, refused, saved
from test_office_tables import INSPECTION_COLUMNS, TODAY, lists  # noqa: F401  the programmes of before each table

from isoaudit.desk.answers.tables import ANSWER_COLUMNS, import_answers
from isoaudit.desk.inspections.schedule import import_inspections
from isoaudit.desk.registers.agencies import AGENCY_COLUMNS, import_agencies
from isoaudit.desk.registers.inspectors import import_inspectors
from isoaudit.journal.programme import Programme
from isoaudit.model import Agency
from isoaudit.tables import read_table
from isoaudit.wording.abbreviations import written_out

HEADING = ["Mã", "Tên cơ quan", "Cấp", "Loại cơ quan", "Đối tượng"]
NOT_SAID = "what was recorded before stays"
FULL = ["Cấp tỉnh", "Chi cục thuộc Sở", "Bắt buộc"]


def agencies(folder: Path) -> dict[str, Agency]:
    return dict(Programme(folder).lists().agencies)


def column(folder: Path, heading: str, *cells: object) -> list[Any]:
    """What the cells below a heading in a register are read as, by the field that is not empty in any row."""
    plain = ["Tên cơ quan", "Đối tượng"]
    rows = [[f"Sở Số {n}", "Bắt buộc", cell] for n, cell in enumerate(cells)]
    table = read(folder, AGENCY_COLUMNS, [*plain, heading], *rows)
    assert refused(table) == []
    name = next(name for name in table.rows[0].values if name not in ("name", "obligation", "others"))
    return [row.values.get(name, NOT_SAID) for row in table.rows]


# --- names in abbreviations


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("CC Kiểm lâm", "Chi cục Kiểm lâm"),
        ("Chi cục Trồng trọt và BVTV", "Chi cục Trồng trọt và Bảo vệ thực vật"),
        ("CC An toàn VSTP", "Chi cục An toàn vệ sinh thực phẩm"),
        ("TT Kiểm soát bệnh tật", "Trung tâm Kiểm soát bệnh tật"),
        ("TT. Y tế", "Trung tâm Y tế"),
        ("TT. Phú Lộc", "TT. Phú Lộc"),  # a town
        ("UBND TT. Phú Lộc", "UBND thị trấn Phú Lộc"),
        ("UBND P. Tân Lập", "UBND phường Tân Lập"),
        ("Sở KH&CN", "Sở Khoa học và Công nghệ"),
        ("Sở VHTTDL", "Sở Văn hóa, Thể thao và Du lịch"),
        ("Sở NV", "Sở NV"),  # Nội vụ or Ngoại vụ
        ("Văn phòng HĐND và UBND", "Văn phòng HĐND và UBND"),
    ],
)
def test_a_name_is_written_out_where_one_office_alone_is_called_so(typed: str, meant: str) -> None:
    assert written_out(typed) == meant


def test_a_register_in_abbreviations_makes_no_second_agency_and_renames_none(lists: Path, tmp_path: Path) -> None:  # noqa: F811
    folder = Path(shutil.copytree(lists / "agencies", tmp_path / "năm"))
    names = ["Chi cục Trồng trọt và Bảo vệ thực vật", "Chi cục Kiểm lâm", "Trung tâm Kiểm soát bệnh tật tỉnh An Bình"]
    codes = ["TTBVTV", "KL", "KSBT"]
    import_agencies(
        Programme(folder), saved(tmp_path, HEADING, *([c, n, *FULL] for c, n in zip(codes, names, strict=True)))
    )
    short = ["Chi cục Trồng trọt và BVTV", "CC Kiểm lâm", "TT Kiểm soát bệnh tật"]
    without = import_agencies(Programme(folder), saved(tmp_path, HEADING[1:], *([n, *FULL] for n in short)))
    coded = import_agencies(
        Programme(folder), saved(tmp_path, HEADING, *([c, n, *FULL] for c, n in zip(codes, short, strict=True)))
    )
    assert (without.added, without.changed, coded.added, coded.changed) == (0, 0, 0, 0)
    assert {agency.code: agency.name for agency in agencies(folder).values()} == dict(zip(codes, names, strict=True))


def test_bodies_of_one_name_in_two_cities_of_a_province_are_two(lists: Path, tmp_path: Path) -> None:  # noqa: F811
    folder = Path(shutil.copytree(lists / "agencies", tmp_path / "năm"))
    for city in ("Tam Kỳ", "Hội An"):
        import_agencies(Programme(folder), saved(tmp_path, HEADING[1:], [f"Trung tâm Y tế thành phố {city}", *FULL]))
    assert len(agencies(folder)) == 2


# --- decisions and years


def test_what_is_not_decided_yet_is_no_number_of_a_decision(tmp_path: Path) -> None:
    said = column(tmp_path, "Quyết định công bố", "12/QĐ-SNV ngày 15/3/2023", "Chưa công bố", "Chưa có", "15/3/2023")
    assert said == ["12/QĐ-SNV ngày 15/3/2023", "", "", "ngày 15/3/2023"]


@pytest.mark.parametrize("heading", ["Công bố", "Đã công bố?", "Đã công bố"])
def test_states_below_a_heading_of_decisions_are_states(heading: str, tmp_path: Path) -> None:
    assert column(tmp_path, heading, "Có", "Chưa", "Có") == ["da_cong_bo", NOT_SAID, "da_cong_bo"]
    assert column(tmp_path, heading, "Đã công bố", "Chưa công bố", "Đang xây dựng") == [
        "da_cong_bo",
        NOT_SAID,
        "dang_xay_dung",
    ]


def test_number_and_day_beside_the_state_are_the_decision(tmp_path: Path) -> None:
    heading = ["Tên cơ quan", "Đối tượng", "Đã công bố?", "Số QĐ", "Ngày ký QĐ"]
    rows = [["Sở A", "Bắt buộc", "Có", "12/QĐ-SA", "15/3/2023"], ["Sở B", "Bắt buộc", "Chưa", "", ""]]
    table = read(tmp_path, AGENCY_COLUMNS, heading, *rows)
    assert [row.values["declaration"] for row in table.rows] == ["12/QĐ-SA, ngày 15/3/2023", ""]
    assert [row.values.get("qms_status", NOT_SAID) for row in table.rows] == ["da_cong_bo", NOT_SAID]


@pytest.mark.parametrize("heading", ["Năm kiểm tra gần nhất", "Kiểm tra lần cuối", "Ngày kiểm tra gần nhất"])
def test_the_year_of_a_day_is_that_of_the_last_inspection(heading: str, tmp_path: Path) -> None:
    said = column(tmp_path, heading, "20/6/2024", "T5/2023", "năm 2022", "2022, 2024", "chưa kiểm tra", 2021)
    assert said == [2024, 2023, 2022, 2024, None, 2021]


@pytest.mark.parametrize("cell", ["trước 2020", "khoảng 2019", "2024?", "đã lâu"])
def test_a_year_nobody_is_sure_of_is_refused(cell: str, tmp_path: Path) -> None:
    table = read(tmp_path, AGENCY_COLUMNS, ["Tên cơ quan", "Năm kiểm tra gần nhất"], ["Sở A", cell])
    assert refused(table) == ["TABLE_034"]


# --- schedules


def schedule(folder: Path, *cells: Sequence[str]) -> list[dict[str, Any]]:
    table = read(folder, INSPECTION_COLUMNS, ["Mã cơ quan", "Hình thức", "Ngày kiểm tra", "Đoàn kiểm tra"], *cells)
    assert refused(table) == []
    return [row.values for row in table.rows]


@pytest.mark.parametrize(
    "team",
    [
        "Nguyễn Văn An + Lê Thị Bình",
        "Nguyễn Văn An & Lê Thị Bình",
        "Tổ 1: Nguyễn Văn An, Lê Thị Bình",
        "Nguyễn Văn An+Lê Thị Bình",
    ],
)
def test_members_of_a_team_are_parted_and_its_name_is_none(team: str, tmp_path: Path) -> None:
    (row,) = schedule(tmp_path, ["SNV", "Tại trụ sở", "15/6/2026", team])
    assert [member["name"] for member in row["team"]] == ["Nguyễn Văn An", "Lê Thị Bình"]


def test_half_a_day_is_kept_as_it_was_written(lists: Path, tmp_path: Path) -> None:  # noqa: F811
    folder = Path(shutil.copytree(lists / "inspections", tmp_path / "năm"))
    rows = ["SGDDT", "Tại trụ sở", "Sáng 15/6"], ["SNV", "Tại trụ sở", "16/6/2026"]
    table = saved(tmp_path, ["Mã cơ quan", "Hình thức", "Ngày kiểm tra"], *rows)
    import_inspections(Programme(folder), table)
    said = {
        i.agency: (str(i.from_), [one.text for one in i.others]) for i in Programme(folder).lists().inspections.values()
    }
    assert said == {"SGDDT": ("2026-06-15", ["Sáng 15/6"]), "SNV": ("2026-06-16", [])}


def test_people_who_lack_the_same_are_named_in_one_sentence(lists: Path, tmp_path: Path) -> None:  # noqa: F811
    folder = Path(shutil.copytree(lists / "inspectors", tmp_path / "năm"))
    people = [["Nguyễn Văn An"], ["Lê Thị Bình"], ["Trần Văn Cường"]]
    done = import_inspectors(Programme(folder), saved(tmp_path, ["Họ và tên"], *people))
    assert len([warning for warning in done.warnings if "Điều 40" in warning]) == 1


def test_a_lone_text_in_a_column_without_a_heading_is_kept(lists: Path, tmp_path: Path) -> None:  # noqa: F811
    folder = Path(shutil.copytree(lists / "agencies", tmp_path / "năm"))
    rows = ["A1", "Sở Nội vụ", *FULL], ["A2", "Sở Y tế", *FULL, "mới sáp nhập"]
    import_agencies(Programme(folder), saved(tmp_path, HEADING, *rows))
    assert [one.text for one in agencies(folder)["A2"].others] == ["mới sáp nhập"]


def test_what_does_not_tell_the_state_takes_no_recorded_state_away(lists: Path, tmp_path: Path) -> None:  # noqa: F811
    folder = Path(shutil.copytree(lists / "agencies", tmp_path / "năm"))
    for state in ("Đang xây dựng", "Chưa công bố"):
        import_agencies(Programme(folder), saved(tmp_path, [*HEADING, "Tình trạng"], ["A1", "Sở Nội vụ", *FULL, state]))
    assert agencies(folder)["A1"].qms_status == "dang_xay_dung"


# --- what a stranger's files had besides


def test_the_form_of_the_last_inspection_tells_whether_it_was_at_the_office(lists: Path, tmp_path: Path) -> None:  # noqa: F811
    folder = Path(shutil.copytree(lists / "agencies", tmp_path / "năm"))
    heading = [*HEADING, "Lần kiểm tra trước", "Hình thức kiểm tra trước"]
    rows = (
        ["A1", "Sở Công Thương", *FULL, "22/10/2025", "Qua hồ sơ"],
        ["A2", "Sở Y tế", *FULL, "20/6/2024", "Tại trụ sở"],
    )
    done = import_agencies(Programme(folder), saved(tmp_path, heading, *rows))
    assert {code: one.last_on_site for code, one in agencies(folder).items()} == {"A1": None, "A2": 2024}
    assert [said for said in done.warnings if "qua hồ sơ (A1)" in said]
    assert "20/6/2024" in [one.text for one in agencies(folder)["A2"].others], "the day is kept beside its year"


@pytest.mark.parametrize("mark", ["nt", "Như trên", "″", "-nt-"])
def test_as_above_is_what_stands_above(mark: str, tmp_path: Path) -> None:
    rows = [["A1", "Sở Nội vụ", *FULL, "mới sáp nhập"], ["A2", "Sở Y tế", *FULL, mark]]
    table = read_table(saved(tmp_path, [*HEADING, "Ghi chú thêm"], *rows), AGENCY_COLUMNS, TODAY, keeps=True)
    assert [row.values["others"]["Ghi chú thêm"] for row in table.rows] == ["mới sáp nhập"] * 2
    assert [said for said in table.warnings if f"01 ô «{mark}» lấy như ô ở trên" in said]


def test_a_row_above_a_group_names_the_team_of_its_visits(lists: Path, tmp_path: Path) -> None:  # noqa: F811
    folder = Path(shutil.copytree(lists / "inspections", tmp_path / "năm"))
    rows = [
        ["ĐOÀN SỐ 1 (Trưởng đoàn: ông Nguyễn Viết Dũng; Lê Thị Bình)"],
        ["SGDDT", "Tại trụ sở", "15/6/2026"],
        ["ĐOÀN SỐ 2 (Trưởng đoàn: Bà Trần Thị Kim Chi)"],
        ["SNV", "Tại trụ sở", "16/6/2026"],
    ]
    done = import_inspections(Programme(folder), saved(tmp_path, ["Mã cơ quan", "Hình thức", "Ngày kiểm tra"], *rows))
    said = {i.agency: [(m.name, m.role) for m in i.team] for i in Programme(folder).lists().inspections.values()}
    assert said == {
        "SGDDT": [("Nguyễn Viết Dũng", "truong_doan"), ("Lê Thị Bình", "thanh_vien")],
        "SNV": [("Trần Thị Kim Chi", "truong_doan")],
    }
    assert len([warning for warning in done.warnings if "lấy thành viên đoàn theo dòng ấy" in warning]) == 2


def test_what_people_are_called_by_is_no_part_of_their_names(tmp_path: Path) -> None:
    team = "Ông Nguyễn Viết Dũng (Trưởng đoàn); ông Hồ Sỹ Nam; Bà Trần Thị Kim Chi (Thư ký); Ông Văn Tùng"
    (row,) = schedule(tmp_path, ["SNV", "Tại trụ sở", "15/6/2026", team])
    names = ["Nguyễn Viết Dũng", "Hồ Sỹ Nam", "Trần Thị Kim Chi", "Văn Tùng"]
    assert [member["name"] for member in row["team"]] == names


def test_two_labels_in_one_cell_above_a_table_are_two(lists: Path, tmp_path: Path) -> None:  # noqa: F811
    folder = Path(shutil.copytree(lists / "answers", tmp_path / "năm"))
    agency = next(iter(Programme(folder).state().inspections.values())).agency
    name = Programme(folder).state().agencies[agency].name
    above = [["KẾT QUẢ KIỂM TRA"], [f"Đơn vị được kiểm tra: {name}"]]
    for line in (
        "Ngày kiểm tra: 06/5/2026          Hình thức: tại trụ sở",
        "Hình thức: tại trụ sở   Ngày kiểm tra: 06/5/2026",
    ):
        heading = ["Mã", "Kết luận", "Minh chứng", "Tồn tại"]
        table = read(tmp_path, ANSWER_COLUMNS, *above, [line], heading, ["D36-1-a-01", "Đạt", "Danh mục", ""])
        assert refused(table) == [] and [row.values["examined_on"] for row in table.rows] == ["2026-05-06"]


def test_no_time_below_a_heading_of_times_is_none(tmp_path: Path) -> None:
    heading = ["Mã cơ quan", "Hình thức", "Ngày", "Giờ"]
    rows = [["SNV", "Qua hồ sơ", "05/10/2026", "Giờ hành chính"], ["SYT", "Tại trụ sở", "06/10/2026", "8h00"]]
    table = read(tmp_path, INSPECTION_COLUMNS, heading, *rows)
    assert refused(table) == [] and [row.values["opened_at"] for row in table.rows] == ["", "08 giờ 00 phút"]


def test_a_remark_beside_a_verdict_without_a_finding_is_a_note(lists: Path, tmp_path: Path) -> None:  # noqa: F811
    folder = Path(shutil.copytree(lists / "answers", tmp_path / "năm"))
    agency = next(iter(Programme(folder).state().inspections.values())).agency
    heading = ["Mã cơ quan", "Mã tiêu chí", "Kết quả", "Bằng chứng", "Nội dung tồn tại / Ghi chú"]
    rows = [agency, "D36-1-a-01", "Đạt", "Danh mục", "20/20 hồ sơ"], [agency, "D36-1-a-02", "KPH", "Danh mục", "Thiếu"]
    import_answers(Programme(folder), saved(tmp_path, heading, *rows))
    said = Programme(folder).state()
    of = [one.id for one in said.of_agency(agency)]
    found = {c: said.fields("answer", f"{id}/{c}") for id in of for c in ("D36-1-a-01", "D36-1-a-02")}
    assert (found["D36-1-a-01"].get("note"), found["D36-1-a-01"].get("gap")) == ("20/20 hồ sơ", None)
    assert found["D36-1-a-02"].get("gap") == "Thiếu"


def test_a_section_of_specialised_agencies_and_a_place_behind_a_name_tell_enough(lists: Path, tmp_path: Path) -> None:  # noqa: F811
    folder = Path(shutil.copytree(lists / "agencies", tmp_path / "năm"))
    rows = [
        ["", "I. CƠ QUAN CHUYÊN MÔN THUỘC UBND TỈNH VÀ TƯƠNG ĐƯƠNG", ""],
        ["A1", "Ban Quản lý Khu kinh tế cửa khẩu", "Bắt buộc"],
        ["A2", "UBND thị trấn Càng Long, huyện Càng Long", "Bắt buộc"],
    ]
    import_agencies(Programme(folder), saved(tmp_path, ["Mã", "Tên cơ quan", "Đối tượng"], *rows))
    known = agencies(folder)
    assert (known["A1"].kind, known["A2"].kind) == ("co_quan_chuyen_mon", "ubnd_cap_xa")
    table = saved(tmp_path, ["Tên cơ quan", "Hình thức"], ["UBND thị trấn Càng Long", "Qua hồ sơ"])
    assert import_inspections(Programme(folder), table).added == 1


def test_marks_below_short_words_for_the_form_tell_it(tmp_path: Path) -> None:
    heading = ["Cơ quan", "Ngày", "Trụ sở", "Hồ sơ"]
    rows = [["SNV", "11/5/2026", "x", ""], ["SCT", "1/6/2026", "", "x"]]
    table = read(tmp_path, INSPECTION_COLUMNS, heading, *rows)
    assert refused(table) == [] and [row.values["mode"] for row in table.rows] == ["on_site", "by_record"]


def test_33_1_the_unit_of_an_inspector_is_the_agency_it_abbreviates(lists: Path, tmp_path: Path) -> None:  # noqa: F811
    folder = Path(shutil.copytree(lists / "inspectors", tmp_path / "năm"))
    people = [["Vũ Văn Giang", "Sở GD&ĐT"], ["Vũ Văn Hải", "Sở Giáo dục và Đào tạo"], ["Vũ Văn Hà", "Sở Lạ"]]
    done = import_inspectors(Programme(folder), saved(tmp_path, ["Họ và tên", "Đơn vị công tác"], *people))
    units = {one.name: one.unit for one in Programme(folder).lists().inspectors.values()}
    whole = "Sở Giáo dục và Đào tạo"
    assert units == {"Vũ Văn Giang": whole, "Vũ Văn Hải": whole, "Vũ Văn Hà": "Sở Lạ"}
    assert [said for said in done.warnings if "«Sở GD&ĐT» là «Sở Giáo dục và Đào tạo»" in said]
    both = saved(tmp_path, ["Họ và tên", "Chức vụ, đơn vị công tác"], ["Trần Văn An", "Chuyên viên Sở GD&ĐT"])
    import_inspectors(Programme(folder), both)
    of = {one.name: (one.position, one.unit) for one in Programme(folder).lists().inspectors.values()}
    assert of["Trần Văn An"] == ("Chuyên viên", whole)


@pytest.mark.parametrize("kind", ["Văn phòng UBND tỉnh", "Thanh tra tỉnh"])
def test_offices_that_stand_for_their_own_kind_are_specialised_agencies(kind: str, tmp_path: Path) -> None:
    table = read(tmp_path, AGENCY_COLUMNS, ["Tên cơ quan", "Loại cơ quan"], [kind, kind])
    assert refused(table) == [] and table.rows[0].values["kind"] == "co_quan_chuyen_mon"
