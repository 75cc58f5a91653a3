"""What the fourteenth stranger's lists write and the program refused or lost: each kind of it, as it stood there."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import AUTHORITY
from hypothesis import given
from hypothesis import strategies as st
from record_bench import BY_RECORD
from test_acts_book import bench, programme  # noqa: F401  fixtures
from test_book_of_outgoing_papers import DONG_KIEU, book, subjects
from test_office_tables import lists  # noqa: F401  the programmes of before each table
from test_offices_habits_3 import read, said
from test_offices_own_sheets import saved

from isoaudit.desk.acts.book import import_acts
from isoaudit.desk.answers.criterion_meant import Told, about
from isoaudit.desk.answers.tables import ANSWER_COLUMNS, import_answers
from isoaudit.desk.inspections.schedule import import_inspections
from isoaudit.desk.registers.agencies import AGENCY_COLUMNS, import_agencies
from isoaudit.desk.registers.inspectors import INSPECTOR_COLUMNS
from isoaudit.journal import checklists
from isoaudit.journal.new_programme import init
from isoaudit.journal.programme import Programme, today
from isoaudit.journal.settings import shipped
from isoaudit.tables import Table, read_table
from isoaudit.tables.days import is_span_of_time
from isoaudit.tables.results.agreed_findings import agreed_of, only_agreed
from isoaudit.tables.results.point_heads import with_whole_points
from isoaudit.tables.results.point_rows import by_points
from isoaudit.tables.rows.groups import codes_in
from isoaudit.tables.visits.days import span_of
from isoaudit.wording.called import of_initials

# --- plans of inspections


def test_33_2_marks_in_columns_of_the_forms_and_a_day_before_which_reports_come(tmp_path: Path) -> None:
    """Circular 26/2014, Article 33.2: at the office or by record; «Trước 31/10/2025» is no day of a visit."""
    head = ["TT", "Cơ quan chịu sự kiểm tra", "Hình thức kiểm tra", "", "Thời gian", "Thành phần Đoàn"]
    forms = ["", "", "Tại trụ sở", "Qua hồ sơ, BC", "", ""]
    rows = [[1, "Sở Y tế", "X", "", "13/10/2026", "Lê Thị Cẩm (TĐ)"], [2, "Sở Nội vụ", "", "X", "Trước 31/10/2026", ""]]
    table = read(tmp_path, head, forms, *rows, merged=["C1:D1", "A1:A2", "B1:B2", "E1:E2", "F1:F2"])
    assert said(table, "agency", "mode", "from") == [
        ("Sở Y tế", "on_site", "2026-10-13"),
        ("Sở Nội vụ", "by_record", None),
    ]
    assert table.rows[1].values["others"] == {"Lịch đã ghi (thời gian)": "Trước 31/10/2026"}


@given(day=st.dates(date(2000, 1, 1), date(2099, 12, 31)), words=st.sampled_from(["Trước", "Chậm nhất", "trước ngày"]))
def test_a_day_before_which_something_is_done_is_no_day_of_a_visit(day: date, words: str) -> None:
    assert is_span_of_time(f"{words} {day:%d/%m/%Y}")
    assert not is_span_of_time(f"{day:%d/%m/%Y}")
    assert not is_span_of_time(f"Ngày {day:%d/%m/%Y}")


def test_the_month_of_a_group_is_not_put_behind_a_day_that_is_said() -> None:
    assert span_of(["THÁNG 10/2026"]).said("Trước 31/10") == "Trước 31/10"
    assert span_of(["THÁNG 10/2026"]).said("Trong tháng") == "Trong tháng 10/2026"


def test_the_last_day_stands_below_the_time_beside_the_first(tmp_path: Path) -> None:
    title = ["CHƯƠNG TRÌNH KIỂM TRA HTQLCL NĂM 2026 (TẠI TRỤ SỞ)"]
    head = ["TT", "Cơ quan", "Thời gian", "", "Đoàn kiểm tra", "", ""]
    lower = ["", "", "Từ ngày", "Đến ngày", "Trưởng đoàn", "Thư ký", "Thành viên"]
    row = [1, "Sở Y tế", "13/5/2026", "14/5/2026", "Lê Thị Cẩm", "Võ Minh Hiếu", "Đặng Liên"]
    table = read(tmp_path, title, head, lower, row, merged=["A2:A3", "B2:B3", "C2:D2", "E2:G2"])
    assert said(table, "from", "to") == [("2026-05-13", "2026-05-14")]
    assert [member["role"] for member in table.rows[0].values["team"]] == ["truong_doan", "thu_ky", "thanh_vien"]


WHO = "Phòng TBT và QLCL tổng hợp, thẩm định báo cáo"


def test_33_2_b_a_cell_over_days_and_teams_says_who_looks_at_records(tmp_path: Path) -> None:
    """Circular 26/2014, Article 33.2.b: by record; the cell stands once for all rows below the form."""
    head = ["STT", "Cơ quan được kiểm tra", "Hình thức", "Ngày", "Buổi", "Đoàn kiểm tra"]
    visit = [1, "Sở Y tế", "Tại trụ sở", "14/5/2026", "Sáng", "Trưởng đoàn: Lê Thị Cẩm; Thành viên: Đặng Liên"]
    records = [[2, "Sở Nội vụ", "Qua hồ sơ", WHO, "", ""], [3, "Sở Tư pháp", "Qua hồ sơ", "", "", ""]]
    table = read(tmp_path, head, visit, *records, merged=["D3:F4"])
    assert said(table, "agency", "from", "team")[1:] == [("Sở Nội vụ", None, []), ("Sở Tư pháp", None, [])]
    assert {row.values["others"]["Lịch đã ghi (ngày)"] for row in table.rows[1:]} == {WHO}


def test_33_2_b_the_form_may_stand_above_the_table(tmp_path: Path) -> None:
    title = ["DANH SÁCH CƠ QUAN KIỂM TRA QUA HỒ SƠ, BÁO CÁO NĂM 2026"]
    head = ["STT", "Cơ quan được kiểm tra", "Ngày", "Đoàn kiểm tra"]
    table = read(tmp_path, title, head, [1, "Sở Nội vụ", WHO, ""], [2, "Sở Tư pháp", "", ""], merged=["C3:D4"])
    assert said(table, "mode", "from", "team") == [("by_record", None, [])] * 2


def test_a_cell_over_days_and_teams_of_a_visit_is_not_passed_over(tmp_path: Path) -> None:
    head = ["STT", "Cơ quan được kiểm tra", "Hình thức", "Ngày", "Buổi", "Đoàn kiểm tra"]
    table = read(tmp_path, head, [1, "Sở Y tế", "Tại trụ sở", "Hoãn sang năm sau", "", ""], merged=["D2:F2"])
    assert {fault.code for _, fault in table.faults.placed} == {"TABLE_005", "TABLE_016"}


@pytest.mark.parametrize(("part", "last"), [("16-17/7", "2026-07-17"), ("Sáng", None), ("17-18/7", None)])
def test_the_last_day_may_stand_below_the_parts_of_the_day(part: str, last: str | None, tmp_path: Path) -> None:
    head = ["STT", "Cơ quan được kiểm tra", "Hình thức", "Ngày", "Buổi"]
    table = read(tmp_path, head, [1, "Sở Y tế", "Tại trụ sở", "16/7/2026", part])
    assert said(table, "from", "to") == [("2026-07-16", last)]
    assert table.rows[0].values["others"]["Buổi"] == part


# --- lists of people

ADMIN, AUDIT = "state_admin_certificate", "audit_certificate"


def people(folder: Path, *rows: list[Any], merged: list[str] | None = None) -> list[tuple[Any, ...]]:
    table = read_table(saved(folder, *rows, merged=merged or []), INSPECTOR_COLUMNS, today(), keeps=True)
    return said(table, "name", ADMIN, AUDIT)


def test_40_1_c_a_tick_and_the_number_beside_it_are_one_certificate(tmp_path: Path) -> None:
    """Circular 26/2014, Article 40.1.c."""
    head = ["TT", "Họ và tên", "Trình độ chuyên môn", "Chứng chỉ QLNN", "Đào tạo đánh giá HTQLCL", ""]
    lower = ["", "", "", "", "Đã có CC", "Số CC"]
    rows = [[1, "Lê Thị Cẩm", "Cử nhân Luật", "CVC", "x", "2134/2017/QMS"], [2, "Đặng Liên", "Kỹ sư", "CV", "", ""]]
    merged = ["A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1"]
    assert people(tmp_path, head, lower, *rows, merged=merged) == [
        ("Lê Thị Cẩm", "CVC", "2134/2017/QMS"),
        ("Đặng Liên", "CV", ""),
    ]


BOTH = ["STT", "Họ và tên", "Chức vụ", "Trình độ", "Chứng chỉ"]


def test_40_1_b_and_c_one_column_of_both_certificates_is_parted(tmp_path: Path) -> None:
    rows = [
        [1, "Lê Thị Cẩm", "Chuyên viên", "Cử nhân Luật", "QLNN chuyên viên (2019);\nĐánh giá HTQLCL (số 127/2022)"],
        [2, "Đặng Liên", "Chuyên viên", "Kỹ sư Hóa", "QLNN chuyên viên (2021);\nchưa có CC đánh giá"],
        [3, "Võ Minh Hiếu", "Viên chức", "Kỹ sư Điện", "chưa có CC QLNN; Đánh giá HTQLCL (số 130/2022)"],
    ]
    assert people(tmp_path, BOTH, *rows) == [
        ("Lê Thị Cẩm", "QLNN chuyên viên (2019)", "Đánh giá HTQLCL (số 127/2022)"),
        ("Đặng Liên", "QLNN chuyên viên (2021)", ""),
        ("Võ Minh Hiếu", "", "Đánh giá HTQLCL (số 130/2022)"),
    ]


def test_certificates_of_which_one_is_neither_stay_as_they_are(tmp_path: Path) -> None:
    rows = [
        [1, "Lê Thị Cẩm", "Chuyên viên", "Cử nhân Luật", "QLNN chuyên viên; Đánh giá HTQLCL (số 127/2022)"],
        [2, "Đặng Liên", "Chuyên viên", "Kỹ sư Hóa", "Tin học; QLNN chuyên viên"],
    ]
    table = read_table(saved(tmp_path, BOTH, *rows), INSPECTOR_COLUMNS, today(), keeps=True)
    assert [row.values["others"]["Chứng chỉ"] for row in table.rows] == [row[-1] for row in rows]
    assert not {ADMIN, AUDIT} & table.columns


# --- lists of agencies


def agencies(folder: Path, *rows: list[Any]) -> Table:
    return read_table(saved(folder, *rows), AGENCY_COLUMNS, today(), keeps=True)


def test_communes_a_new_one_was_made_of_are_kept_and_are_no_codes(tmp_path: Path) -> None:
    """Since 01/7/2025 (Resolution 203/2025/QH15): the communes of before stand in no register."""
    old = "TT Thọ Xuân, xã Xuân Hồng, Xuân Trường"
    table = agencies(tmp_path, ["TT", "UBND xã, phường", "Hình thành từ"], [1, "Xã Thọ Xuân", old])
    assert not table.faults.placed
    assert table.rows[0].values["others"] == {"Hình thành từ": old}
    coded = agencies(tmp_path, ["TT", "UBND xã, phường", "Hình thành từ"], [1, "Xã Thọ Xuân", "UBND-A; UBND-B"])
    assert coded.rows[0].values["predecessors"] == ["UBND-A", "UBND-B"]


def test_qd19_2_1_who_is_obliged_may_stand_below_the_title(tmp_path: Path) -> None:
    """Decision 19/2014, Article 2.1: what the office says of the whole list."""
    titles = [["BIỂU 01. KHỐI SỞ, NGÀNH"], ["Thuộc đối tượng phải xây dựng, áp dụng theo khoản 1 Điều 2 QĐ 19/2014"]]
    table = agencies(tmp_path, *titles, ["TT", "Tên cơ quan", "Tình trạng"], [1, "Ban Quản lý Khu kinh tế", "Đã CB"])
    assert codes_in("obligation", table.rows[0].title) == {"bat_buoc"}
    assert table.rows[0].title.startswith("BIỂU 01")


@pytest.mark.parametrize("typed", ["K.khích", "K. khích", "k/khích", "KK"])
def test_qd19_2_2_encouraged_may_be_shortened(typed: str, tmp_path: Path) -> None:
    """Decision 19/2014, Article 2.2."""
    head = ["Cơ quan", "Cấp", "Đối tượng (phải/khuyến khích)"]
    table = agencies(tmp_path, head, ["Sở Y tế", "Tỉnh", "Phải"], ["UBND xã An Bình", "Xã", typed])
    assert not table.faults.placed
    assert [row.values["obligation"] for row in table.rows] == ["bat_buoc", "khuyen_khich"]


# --- results of one inspection

TITLE = ["KẾT QUẢ KIỂM TRA HTQLCL TẠI SỞ Y TẾ"]
TIME = ["Ngày kiểm tra: 14/5/2026. Hình thức: tại trụ sở"]
RESULTS = ["Nội dung (Điều 36 TT26)", "Yêu cầu", "Nhận xét, bằng chứng", "Kết quả", "Mã KPH/LY", "Người KT"]
ASKED = "Sự tuân thủ các yêu cầu của tiêu chuẩn, chính sách, mục tiêu, quy trình"
LINES: list[list[Any]] = [
    ["Khoản 1", "Việc xây dựng, áp dụng, duy trì và cải tiến", "", "", "", ""],
    ["a)", "Phạm vi áp dụng", "112 quy trình, đủ", "Đạt", "", "V.M.Hiếu"],
    ["c)", ASKED, "Chính sách chất lượng: ký ngày 18/6/2025", "Đạt", "", "L.T.Cẩm"],
    ["c)", ASKED, "Kiểm soát tài liệu (7.5): 02 biểu mẫu là bản cũ", "Không đạt", "KPH1", "L.T.Cẩm"],
    ["đ)", "Đánh giá nội bộ", "Đánh giá nội bộ ngày 20/12/2025, có báo cáo", "Đạt", "", "V.M.Hiếu"],
    ["đ)", "Đánh giá nội bộ", "Biên bản họp xem xét của Lãnh đạo ngày 27/12/2025", "Đạt", "", "V.M.Hiếu"],
    ["Khoản 2", "Việc tuân thủ Quyết định số 19/2014/QĐ-TTg", "", "", "", ""],
    ["e)", "Tư vấn", "Không thuê tư vấn", "Không phát sinh", "", "V.M.Hiếu"],
]


def told(rows: list[list[Any]]) -> list[tuple[Any, ...]]:
    sheet = [(n, [str(cell) for cell in row]) for n, row in enumerate(rows, 1)]
    made, _ = by_points(sheet, ANSWER_COLUMNS)
    return [tuple(cells) for _, cells in made]


def test_36_a_letter_below_its_clause_is_a_point() -> None:
    """Circular 26/2014, Article 36: «a)» below «Khoản 1» is 1.a, below «Khoản 2» 2.a."""
    rows = [(n, [cell]) for n, cell in enumerate(["Khoản 1", "a)", "b)", "đ)", "Khoản 2", "a)", "Cộng"])]
    assert [cells[0] for _, cells in with_whole_points(rows)] == ["Khoản 1", "1a", "1b", "1đ", "Khoản 2", "2a", "Cộng"]


def test_letters_without_a_clause_are_no_points() -> None:
    rows = [(n, [cell]) for n, cell in enumerate(["Phần A", "a)", "b)", "c)", "d)"])]
    assert with_whole_points(rows) == rows


def test_36_lines_of_a_point_are_told_by_how_their_remarks_begin() -> None:
    found = [row[0] for row in told([RESULTS, *LINES])[1:]]
    assert found[1:6] == [
        *("1.a", "1.c: Chính sách chất lượng", "1.c: Kiểm soát tài liệu (7.5)"),
        *("1.đ: Đánh giá nội bộ", "1.đ: Biên bản họp xem xét của Lãnh đạo"),
    ]
    assert found[-1] == "2.e"


CRITERIA = checklists.parse((shipped("checklists") / "dieu-36.yaml").read_bytes()).checklist.criteria


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("Bối cảnh, các bên quan tâm, rủi ro (4.1, 4.2, 6.1)", ("D36-1-c-03",)),
        ("Bối cảnh, các bên quan tâm, rủi ro (mục 4.1, 4.2 và 6.1)", ("D36-1-c-03",)),
        ("Bối cảnh của cơ quan (4.1)", ()),
        ("Bối cảnh của cơ quan, 4.1, 4.2, 6.1", ()),
        ("Mở rộng phạm vi (4.1, 4.2, 6.1, 9.9)", ()),
    ],
)
def test_36_1_c_a_line_is_of_the_criterion_of_just_its_requirements(line: str, meant: tuple[str, ...]) -> None:
    """Circular 26/2014, Article 36.1.c: the requirements of TCVN ISO 9001."""
    assert about(Told("1.c", line, "observation", "chưa cập nhật năm 2025"), CRITERIA).criteria == meant


@pytest.mark.parametrize("line", ["Lấy mẫu 15 hồ sơ TTHC: 15/15 trả đúng hạn", "Hồ sơ trả đúng hạn"])
def test_36_1_d_dossiers_returned_in_time_are_of_the_criterion_of_time(line: str) -> None:
    """Circular 26/2014, Article 36.1.d; that dossiers were sampled says nothing of what was looked at in them."""
    assert about(Told("1.d", line, "conforming", line), CRITERIA).criteria == ("D36-1-d-06",)


def test_agreed_words_stand_before_the_point_they_rest_on() -> None:
    found = agreed_of(["KPH1", "Còn 02 biểu mẫu bản cũ", "điểm c khoản 1 Điều 36 (mục 7.5)", "Thu hồi bản cũ"])
    assert found is not None
    assert (found.code, found.words) == ("KPH 01", "Còn 02 biểu mẫu bản cũ")
    assert found.about == "điểm c khoản 1 Điều 36"


def test_what_is_proposed_stands_below_its_own_words_alone() -> None:
    rows = [(2, ["KPH1", "Thiếu quy trình"]), (3, ["LY1", "Bảng rủi ro cũ", "Cập nhật"])]
    below = only_agreed([(1, ["Mã", "Nội dung", "Kiến nghị"]), *rows])
    assert [one.proposed for one in below] == ["", "Cập nhật"]
    assert [one.proposed for one in only_agreed([(1, ["Mã", "Nội dung", "Hạn"]), *rows])] == ["", ""]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("N.H.Tuấn", "Nguyễn Hữu Tuấn"),
        ("H.Minh", "Đào Thị Hồng Minh"),
        ("H. Minh", "Đào Thị Hồng Minh"),
        ("Tr.X.Hòa", ""),
        ("Đ.Minh", ""),
        ("Minh", ""),
        ("T.Hà", ""),
    ],
)
def test_initials_are_those_of_the_one_they_stand_for(typed: str, meant: str) -> None:
    team = ["Nguyễn Hữu Tuấn", "Đào Thị Hồng Minh", "Trịnh Xuân Hòa", "Lê Thanh Hà", "Vũ Thị Thu Hà"]
    assert of_initials(typed, team) == meant


def test_37_2_a_results_by_letters_go_in_whole(lists: Path, tmp_path: Path) -> None:  # noqa: F811
    """The agency and the day stand in titles, a finding and what is proposed on a sheet of its own."""
    folder = Path(shutil.copytree(lists / "agencies", tmp_path / "năm"))
    import_agencies(Programme(folder), saved(tmp_path, ["Tên cơ quan"], ["Sở Y tế"]))
    done = import_answers(
        Programme(folder),
        saved(tmp_path, TITLE, TIME, RESULTS, *[row for row in LINES if row[3] != "Không đạt"]),
    )
    state = Programme(folder).state()
    found = {one.criterion: one for id in state.inspections for one in state.answers(id)}
    assert found["D36-1-c-01"].evidence[0].text == "Chính sách chất lượng: ký ngày 18/6/2025"
    assert found["D36-1-dd-06"].verdict == "conforming"
    assert found["D36-2-e-01"].verdict == "not_applicable"
    assert {one.examined_on for one in found.values()} == {date(2026, 5, 14)}
    assert "«SỞ Y TẾ»" in "\n".join(done.warnings)


# --- the book of papers


def test_35_1_a_letter_to_those_inspected_by_record_is_of_these(programme: Programme, tmp_path: Path) -> None:  # noqa: F811
    """Circular 26/2014, Article 35.1: the request for a report."""
    letter = ["418/SKHCN-TĐC", "27/3/2026", "CV", "V/v đề nghị báo cáo tình hình áp dụng HTQLCL năm 2026"]
    import_acts(programme, book(tmp_path, [*letter, "Các cơ quan qua hồ sơ (01 cơ quan)"]))
    assert subjects(programme, "requested") == {BY_RECORD}


def test_named_committees_among_recipients_are_no_group(tmp_path: Path) -> None:
    """«UBND huyện» alone calls all districts; with a name behind it is the one of that name."""
    year = init(tmp_path / "năm 2024", AUTHORITY, 2024)
    bodies = ["Sở Du lịch", "UBND huyện Con Cuông", "UBND huyện Nam Đàn"]
    import_agencies(year, saved(tmp_path, ["Tên cơ quan"], *[[name] for name in bodies]))
    plan = [[name, "Qua hồ sơ"] for name in bodies]
    import_inspections(year, saved(tmp_path, ["Cơ quan", "Hình thức"], *plan))
    letter = ["1175/SKHCN-TĐC", "10/9/2024", "CV", "V/v đôn đốc gửi báo cáo tình hình áp dụng HTQLCL năm 2024"]
    import_acts(year, book(tmp_path, [*letter, "; ".join(bodies[:2])]))
    state = Programme(year.folder).state()
    reminded = {state.inspections[id].agency for id in subjects(year, "reminded")}
    assert {state.agencies[code].name for code in reminded} == set(bodies[:2])


def test_37_1_a_the_letter_after_a_review_of_records_says_what_the_article_says(
    programme: Programme,  # noqa: F811
    tmp_path: Path,
) -> None:
    """Circular 26/2014, Article 37.1.a; the title of the book says what it is about."""
    letter = ["1290/SKHCN", "27/9/2026", "CV", "V/v đề nghị thực hiện, khắc phục các nội dung chưa đáp ứng yêu cầu"]
    title = "SỔ THEO DÕI VĂN BẢN VỀ KIỂM TRA HTQLCL NĂM 2026"
    import_acts(programme, book(tmp_path, [*letter, DONG_KIEU], title=title))
    assert subjects(programme, "correction_requested") == {BY_RECORD}
