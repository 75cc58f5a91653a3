"""What the lists of three more offices hold and the program asked about, kept aside or lost: each kind of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from test_offices_own_sheets import saved

from isoaudit.desk.answers.tables import ANSWER_COLUMNS
from isoaudit.desk.inspections.schedule import INSPECTION_COLUMNS
from isoaudit.desk.registers.agencies import AGENCY_COLUMNS, import_agencies
from isoaudit.desk.registers.inspectors import import_inspectors
from isoaudit.journal.new_programme import init
from isoaudit.journal.programme import Programme, today
from isoaudit.model import Agency, Inspector
from isoaudit.tables import Table, read_table
from isoaudit.tables.visits.days import read_visit

SITE = "Tại trụ sở"


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    folder = tmp_path / "năm"
    init(folder, "Sở Khoa học và Công nghệ tỉnh Nghệ An", 2026)
    return folder


def agencies(folder: Path, *rows: Sequence[Any]) -> dict[str, Agency]:
    import_agencies(Programme(folder), saved(folder.parent, *rows))
    return {agency.name: agency for agency in Programme(folder).state().agencies.values()}


def inspectors(folder: Path, *rows: Sequence[Any]) -> dict[str, Inspector]:
    import_inspectors(Programme(folder), saved(folder.parent, *rows))
    return {inspector.name: inspector for inspector in Programme(folder).state().inspectors.values()}


# --- a column of states or obligations under words of its own


def test_most_of_the_cells_tell_a_column_of_states(empty: Path) -> None:
    """«Đang xây dựng lại» is no state that everybody reads alike: the column was kept aside for it, the others lost."""
    stated = ["Đã công bố lại", "Đã công bố", "Đang xây dựng lại", "Chưa công bố lại", "Chưa xây dựng"]
    names = ["Sở Nội vụ", "Sở Y tế", "Sở Xây dựng", "Thanh tra tỉnh", "Sở Tài chính"]
    rows = [[n, name, "x", state] for n, (name, state) in enumerate(zip(names, stated, strict=True), 1)]
    known = agencies(empty, ["TT", "Đơn vị", "Phải áp dụng", "HTQLCL hiện nay"], *rows)
    states = ["da_cong_bo", "da_cong_bo", None, "phai_cong_bo_lai", "chua_xay_dung"]
    assert [known[name].qms_status or None for name in names] == states
    assert "Đang xây dựng lại" in [other.text for other in known["Sở Xây dựng"].others]


def test_a_column_of_which_few_cells_are_states_is_none(tmp_path: Path) -> None:
    rows = [[1, "Sở Nội vụ", "Đã công bố"], [2, "Sở Y tế", "Họp 2 lần"], [3, "Sở Xây dựng", "Gửi tài liệu"]]
    table = read_table(saved(tmp_path, ["TT", "Tên cơ quan", "Đợt 1"], *rows), AGENCY_COLUMNS, today(), keeps=True)
    assert not any("Tình trạng" in line and "hiểu là" in line for line in table.warnings)


def test_a_legend_tells_what_a_column_of_abbreviations_is(empty: Path) -> None:
    """«Diện: P, KK» with «P: phải xây dựng, áp dụng; KK: khuyến khích» below the table was asked about."""
    known = agencies(
        empty,
        ["TT", "Cơ quan", "Diện", "Hiện trạng"],
        [1, "Sở Nội vụ", "P", "Đang duy trì"],
        [2, "UBND xã Nam Đàn", "KK", "Đang xây dựng"],
        [3, "Sở Y tế", "P", "Đang duy trì"],
        ["", "Ghi chú: P: phải xây dựng, áp dụng; KK: khuyến khích; TS: tại trụ sở; HS: qua hồ sơ, báo cáo."],
    )
    assert {name: agency.obligation for name, agency in known.items()} == {
        "Sở Nội vụ": "bat_buoc",
        "Sở Y tế": "bat_buoc",
        "UBND xã Nam Đàn": "khuyen_khich",
    }


@pytest.mark.parametrize(
    ("written", "year"),
    [
        ("2024 (TS)", 2024),
        ("2025 (HS)", None),
        ("2025 (qua hồ sơ)", None),
        ("2023 (TS), 2025 (HS)", 2023),
        ("2022 (HS); 2024 (TS)", 2024),
        ("Tại trụ sở 2021", 2021),
        ("2024", 2024),
    ],
)
def test_an_inspection_by_record_is_no_year_of_one_at_the_office(written: str, year: int | None, empty: Path) -> None:
    """«2025 (HS)» was taken for the year of the last inspection at the office, on which the plan rests."""
    known = agencies(empty, ["TT", "Cơ quan", "Đối tượng", "Kiểm tra lần cuối"], [1, "Sở Y tế", "phải", written])
    assert known["Sở Y tế"].last_on_site == year


@pytest.mark.parametrize("written", ["Đã công bố, chưa công bố lại", "Đã công bố, phải công bố lại"])
def test_who_has_published_and_is_to_publish_anew(written: str, empty: Path) -> None:
    """QĐ 19/2014, Article 4: a system whose scope changed is published anew."""
    known = agencies(empty, ["TT", "Cơ quan", "Đối tượng", "Tình trạng"], [1, "Sở Xây dựng", "phải", written])
    assert known["Sở Xây dựng"].qms_status == "phai_cong_bo_lai"


def test_the_values_side_by_side_are_seen_where_the_year_stands_below_its_heading(empty: Path) -> None:
    """«Đối tượng: Phải áp dụng | Khuyến khích» was lost beside «Kiểm tra gần nhất: Năm | Hình thức»."""
    known = agencies(
        empty,
        [
            "TT",
            "Tên cơ quan, đơn vị",
            "Đối tượng",
            "",
            "Quyết định công bố",
            "",
            "Kiểm tra gần nhất",
            "",
            "Cơ quan chủ quản",
        ],
        ["", "", "Phải áp dụng", "Khuyến khích", "Số", "Ngày", "Năm", "Hình thức", ""],
        [1, "Sở Nội vụ", "x", "", "179/QĐ-SNV", "18/8/2020", 2022, "TS", "UBND tỉnh"],
        [2, "UBND xã Lát", "", "x", "", "", 2023, "HS", "UBND tỉnh"],
    )
    told = {name: (agency.obligation, agency.last_on_site) for name, agency in known.items()}
    assert told == {"Sở Nội vụ": ("bat_buoc", 2022), "UBND xã Lát": ("khuyen_khich", None)}
    assert known["Sở Nội vụ"].declaration.startswith("179/QĐ-SNV")


def test_numbered_districts_merged_across_the_table_and_a_note_in_two_cells(empty: Path) -> None:
    """«1 | Huyện Đại Từ» above its communes was taken for a body with merged cells, «Ghi chú:» for a code."""
    book = Workbook()
    sheet = book.active
    for row in (
        ["TT", "Mã", "Tên cơ quan", "Đối tượng", "Tình trạng"],
        ["I", "CÁC SỞ"],
        [1, "DT", "Sở Y tế", "phải", "Đã công bố"],
        ["II", "UBND CẤP XÃ"],
        [1, "Huyện Đại Từ"],
        [1, "HS", "UBND xã Hùng Sơn", "KK", "Đã công bố"],
        [2, "LB", "UBND xã La Bằng", "KK", "Chưa xây dựng"],
        [2, "Huyện Phú Bình"],
        [1, "KS", "UBND xã Kha Sơn", "KK", "Chưa xây dựng"],
        [],
        ["", "Ghi chú:", "Số liệu đến ngày 31/3/2026 của từng cơ quan."],
    ):
        sheet.append(row)
    for row in (5, 8):
        sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=5)
    path = empty.parent / "bảng.xlsx"
    book.save(path)
    import_agencies(Programme(empty), path)
    names = {agency.name for agency in Programme(empty).state().agencies.values()}
    assert names == {"Sở Y tế", "UBND xã Hùng Sơn", "UBND xã La Bằng", "UBND xã Kha Sơn"}


# --- people: the speciality beside the degree, the year behind it


def test_the_speciality_stands_with_the_degree(empty: Path) -> None:
    """«Trình độ | Chuyên ngành» below one heading was refused as two columns of one degree (Article 40.1.a)."""
    known = inspectors(
        empty,
        ["TT", "Họ và tên", "Trình độ chuyên môn", "", "", "Chứng chỉ QLNN"],
        ["", "", "Trình độ", "Chuyên ngành", "Năm TN", ""],
        [1, "Trịnh Xuân Lưu", "Thạc sĩ", "Quản lý kinh tế", 1995, "CVC"],
        [2, "Hà Văn Sáng", "Đại học", "", 2020, ""],
        [3, "Mai Thị Hương", "", "Luật", 2011, "Miễn (TN Học viện HCQG)"],
    )
    degrees = {name: person.degree for name, person in known.items()}
    assert degrees == {
        "Trịnh Xuân Lưu": "Thạc sĩ, chuyên ngành Quản lý kinh tế",
        "Hà Văn Sáng": "Đại học",
        "Mai Thị Hương": "Luật",
    }
    assert known["Mai Thị Hương"].administration_degree == "Miễn (TN Học viện HCQG)", "Article 40.1.b"
    assert not known["Mai Thị Hương"].state_admin_certificate


def test_the_body_whose_leaders_a_group_names_keeps_its_whole_name(empty: Path) -> None:
    """«Lãnh đạo Sở Khoa học và Công nghệ» was read as «Sở Khoa học Công nghệ»."""
    known = inspectors(
        empty,
        ["TT", "Họ tên", "Chức vụ"],
        ["I", "Lãnh đạo Sở Khoa học và Công nghệ", ""],
        [1, "Hà Tiến Lực", "Phó Giám đốc"],
        ["II", "Công chức, viên chức Chi cục Tiêu chuẩn Đo lường Chất lượng", ""],
        [2, "Phùng Văn Quyết", "Chi cục trưởng"],
    )
    units = {name: person.unit for name, person in known.items()}
    assert units == {
        "Hà Tiến Lực": "Sở Khoa học và Công nghệ",
        "Phùng Văn Quyết": "Chi cục Tiêu chuẩn Đo lường Chất lượng",
    }


def test_the_year_behind_the_degree_is_that_of_graduation(empty: Path) -> None:
    """Article 40.1.d counts service from graduation on; the year in «Kỹ sư Hóa (2012)» was left in the words."""
    known = inspectors(
        empty,
        ["TT", "Họ tên", "Học vấn"],
        [1, "Bùi Thị Nhàn", "Kỹ sư Hóa (2012)"],
        [2, "Đỗ Văn Lâm", "Cử nhân Luật (TN năm 2001)"],
        [3, "Lê Trung Kiên", "Kỹ sư (Cơ khí)"],
    )
    graduated = {name: str(person.graduated_on or "") for name, person in known.items()}
    assert graduated == {"Bùi Thị Nhàn": "2012-12-31", "Đỗ Văn Lâm": "2001-12-31", "Lê Trung Kiên": ""}
    assert known["Bùi Thị Nhàn"].degree == "Kỹ sư Hóa"


# --- schedules


@pytest.mark.parametrize(
    "written", ["16/6/2026 (cả ngày)", "Thứ Ba, 16/6/2026 (cả ngày)", "cả ngày 16/6/2026", "16/6, cả ngày"]
)
def test_a_whole_day_is_the_day(written: str) -> None:
    """«Thứ Ba, 16/6/2026 (cả ngày)» was refused as no day."""
    visit = read_visit(written, 2026)
    assert visit and (visit.first.isoformat(), visit.last, visit.opened) == ("2026-06-16", None, "")


def schedule(path: Path, *rows: Sequence[Any]) -> Table:
    table = read_table(saved(path, *rows), INSPECTION_COLUMNS, today(), year=2026, keeps=True)
    assert not table.faults.placed, table.faults.problems()
    return table


def test_the_members_below_the_heading_of_the_team_each_in_a_role(tmp_path: Path) -> None:
    """Of «Đoàn kiểm tra: Trưởng đoàn | Thư ký | Thành viên» the first alone was taken for the team."""
    table = schedule(
        tmp_path,
        ["TT", "Cơ quan", "Hình thức", "Thời gian", "Đoàn kiểm tra", "", ""],
        ["", "", "", "", "Trưởng đoàn", "Thư ký", "Thành viên"],
        [1, "Sở Y tế", SITE, "16/6/2026", "Nguyễn Viết Hùng", "Hồ Thị Hiền", "Phan Đức Đồng\nLê Văn Trí"],
    )
    roles = [(person["name"], person["role"]) for person in table.rows[0].values["team"]]
    members = [(name, "thanh_vien") for name in ("Phan Đức Đồng", "Lê Văn Trí")]
    assert roles == [("Nguyễn Viết Hùng", "truong_doan"), ("Hồ Thị Hiền", "thu_ky"), *members]


def test_a_second_sheet_that_only_names_its_agencies_is_no_sheet_without_a_table(tmp_path: Path) -> None:
    """«TT | Cơ quan | Hạn gửi báo cáo | Người xem xét»: eleven inspections by record were passed over."""
    book = Workbook()
    site = book.active
    site.title = "Tại trụ sở"
    site.append(["TT", "Cơ quan", "Đợt", "Thời gian"])
    site.append([1, "Sở Y tế", "I", "16/6/2026"])
    record = book.create_sheet("Qua hồ sơ")
    record.append(["TT", "Cơ quan", "Hạn gửi báo cáo", "Người xem xét"])
    for number, name in enumerate(["Sở Nội vụ", "Sở Tư pháp", "Sở Tài chính"], 1):
        record.append([number, name, "15/7/2026", "Đậu Minh Châu, Thái Bá Quân"])
    book.save(tmp_path / "lịch.xlsx")
    table = read_table(tmp_path / "lịch.xlsx", INSPECTION_COLUMNS, today(), year=2026, keeps=True)
    assert [row.values["mode"] for row in table.rows] == ["on_site", *["by_record"] * 3]
    both = [("Đậu Minh Châu", "thanh_vien"), ("Thái Bá Quân", "thanh_vien")]
    assert [(one["name"], one["role"]) for one in table.rows[1].values["team"]] == both, "none is said to lead"


def test_the_day_by_which_a_group_sends_its_reports_is_kept_with_each(tmp_path: Path) -> None:
    """The name of a group was passed over with the day in it."""
    table = schedule(
        tmp_path,
        ["TT", "Tên cơ quan", "Hình thức", "Ngày kiểm tra"],
        ["I", "Kiểm tra tại trụ sở"],
        [1, "Sở Y tế", SITE, "16/6/2026"],
        ["II", "Kiểm tra qua hồ sơ, báo cáo (gửi báo cáo trước ngày 15/7/2026)"],
        [2, "Sở Nội vụ", "Qua hồ sơ", ""],
    )
    assert [row.values.get("others") for row in table.rows] == [None, {"Hạn gửi báo cáo": "15/7/2026"}]


def test_what_is_said_once_above_the_inspections_by_record(tmp_path: Path) -> None:
    """The day for the reports and those of the examination stood in the second row of a sheet, and were lost."""
    table = schedule(
        tmp_path,
        ["DANH SÁCH CƠ QUAN KIỂM TRA QUA HỒ SƠ, BÁO CÁO NĂM 2026"],
        ["Thời hạn gửi báo cáo: trước ngày 31/7/2026. Xem xét hồ sơ: từ 01/8/2026 đến 30/8/2026."],
        ["Nhóm Zalo: trao đổi về hồ sơ; lịch"],
        ["TT", "Cơ quan", "Người xem xét hồ sơ"],
        [1, "Sở Nội vụ", "Trần Đình Khôi"],
        [2, "Sở Tư pháp", "Tổ giúp việc: Y Thuận Niê, Hà Thị Minh Nguyệt"],
        [3, "Sở Y tế", "Vũ Thị Hoài Thu"],
    )
    for row in table.rows:
        assert (row.values["from"], row.values["to"]) == ("2026-08-01", "2026-08-30")
        assert row.values["others"]["Hạn gửi báo cáo"] == "31/7/2026"
    assert [one["name"] for one in table.rows[1].values["team"]] == ["Y Thuận Niê", "Hà Thị Minh Nguyệt"]


def test_verdicts_side_by_side_with_what_has_not_arisen(tmp_path: Path) -> None:
    """«Đạt | Không đạt | Không phát sinh»: the third was asked about. Lines of a point keep their words."""
    rows = [
        ["Điều 36 TT26", "Nội dung kiểm tra", "Đạt", "Không đạt", "Không phát sinh", "Nhận xét", "Người kiểm tra"],
        ["a) khoản 1", "Phạm vi áp dụng", "x", "", "", "Có 148 quy trình.", "Lê Văn Trí"],
        ["đ) khoản 1", "- Đánh giá nội bộ", "x", "", "", "Ngày 05/3/2026.", "Lê Văn Trí"],
        ["", "- Xem xét của Lãnh đạo", "x", "", "", "Ngày 27/3/2026.", "Lê Văn Trí"],
        ["e) khoản 1", "Xử lý khiếu nại", "", "", "x", "", "Lê Văn Trí"],
        ["g) khoản 1", "Hoạt động cải tiến", "x", "", "", "Rút ngắn 12 TTHC.", "Lê Văn Trí"],
        ["", "Cộng", 4, "", 1, "", ""],
        ["", "THƯ KÝ ĐOÀN", "", "", "", "TRƯỞNG ĐOÀN", ""],
        ["", "Hồ Thị Thu Hiền", "", "", "", "Nguyễn Viết Hùng", ""],
    ]
    table = read_table(saved(tmp_path, *rows), ANSWER_COLUMNS, today(), keeps=True)
    assert not table.faults.placed, table.faults.problems()
    told = [(row.values["criterion"], row.values["verdict"], row.values["evidence"]) for row in table.rows]
    assert told == [
        ("1.a", "conforming", "Có 148 quy trình."),
        ("1.đ: Đánh giá nội bộ", "conforming", "Đánh giá nội bộ: Ngày 05/3/2026."),
        ("1.đ: Xem xét của Lãnh đạo", "conforming", "Xem xét của Lãnh đạo: Ngày 27/3/2026."),
        ("1.e", "not_applicable", ""),
        ("1.g", "conforming", "Rút ngắn 12 TTHC."),
    ]


def test_a_team_that_is_said_once_above_the_inspections(tmp_path: Path) -> None:
    """«Tổ kiểm tra: …» above the list of inspections by record was lost."""
    table = schedule(
        tmp_path,
        ["DANH SÁCH CƠ QUAN KIỂM TRA QUA HỒ SƠ, BÁO CÁO NĂM 2026"],
        ["Tổ kiểm tra: Bùi Đức Thuận (Tổ trưởng); Quách Thị Hậu, Tạ Thị Thu Hà (thành viên); Nguyễn Thị Loan (Thư ký)"],
        ["TT", "Cơ quan", "Thời gian xem xét hồ sơ"],
        [1, "Sở Nội vụ", "Từ 10 đến 14/8/2026"],
        [2, "Sở Tư pháp", "Từ 10 đến 14/8/2026"],
        [3, "Sở Y tế", "Từ 17 đến 21/8/2026"],
    )
    roles = ["truong_doan", "thanh_vien", "thanh_vien", "thu_ky"]
    for row in table.rows:
        assert [one["role"] for one in row.values["team"]] == roles


def test_points_in_the_column_of_numbers_and_codes_in_their_own(tmp_path: Path) -> None:
    """«TT: 1a, -» were no points, and «KPH 01» below «Mã» was looked for among the agencies."""
    rows = [
        ["TT", "Nội dung kiểm tra (Điều 36)", "Đạt", "Không đạt", "Nhận xét, bằng chứng", "Mã", "Người kiểm tra"],
        ["1a", "Phạm vi áp dụng", "x", "", "128 TTHC có quy trình", "", "Hà Tiến Lực"],
        ["1b", "Phổ biến", "x", "", "Ngày 05/12/2025", "", "Hà Tiến Lực"],
        ["1c", "Tuân thủ TCVN ISO 9001:2015", "", "", "", "", ""],
        ["-", "Chính sách, mục tiêu chất lượng", "", "x", "Mục tiêu không đo được", "KPH 01", "Hà Tiến Lực"],
        ["-", "Kiểm soát tài liệu", "x", "", "Biểu mẫu ghi lần ban hành cũ", "LY 01", "Hà Tiến Lực"],
        ["1d", "Giải quyết TTHC", "x", "", "15 hồ sơ đúng hạn", "", "Hà Tiến Lực"],
    ]
    table = read_table(saved(tmp_path, *rows), ANSWER_COLUMNS, today(), keeps=True)
    assert not table.faults.placed, table.faults.problems()
    told = [(row.values["criterion"], row.values["verdict"], row.values["gap"]) for row in table.rows]
    assert told == [
        ("1.a", "conforming", ""),
        ("1.b", "conforming", ""),
        (
            "1.c: Chính sách, mục tiêu chất lượng",
            "nonconforming",
            "Chính sách, mục tiêu chất lượng: Mục tiêu không đo được (KPH 01)",
        ),
        ("1.c: Kiểm soát tài liệu", "observation", "Kiểm soát tài liệu: Biểu mẫu ghi lần ban hành cũ (LY 01)"),
        ("1.d", "conforming", ""),
    ]
