"""What the fourteenth stranger's lists write and the program refused or lost: each kind of it, as it stood there."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_office_tables import lists  # noqa: F401  the programmes of before each table
from test_offices_habits_3 import read, said
from test_offices_own_sheets import saved

from isoaudit.desk.answers.tables import ANSWER_COLUMNS, import_answers
from isoaudit.desk.registers.agencies import AGENCY_COLUMNS, import_agencies
from isoaudit.journal.programme import Programme, today
from isoaudit.tables import read_table
from isoaudit.tables.days import is_span_of_time
from isoaudit.tables.results.agreed_findings import agreed_of
from isoaudit.tables.results.point_heads import with_whole_points
from isoaudit.tables.results.point_rows import by_points
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


# --- lists of agencies


@pytest.mark.parametrize("typed", ["K.khích", "K. khích", "k/khích", "KK"])
def test_qd19_2_2_encouraged_may_be_shortened(typed: str, tmp_path: Path) -> None:
    """Decision 19/2014, Article 2.2."""
    head = ["Cơ quan", "Cấp", "Đối tượng (phải/khuyến khích)"]
    rows = [["Sở Y tế", "Tỉnh", "Phải"], ["UBND xã An Bình", "Xã", typed]]
    table = read_table(saved(tmp_path, head, *rows), AGENCY_COLUMNS, today(), keeps=True)
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
        *("1.a", "1.c: Chính sách chất lượng", "1.c: Kiểm soát tài liệu"),
        *("1.đ: Đánh giá nội bộ", "1.đ: Biên bản họp xem xét của Lãnh đạo"),
    ]
    assert found[-1] == "2.e"


def test_agreed_words_stand_before_the_point_they_rest_on() -> None:
    found = agreed_of(["KPH1", "Còn 02 biểu mẫu bản cũ", "điểm c khoản 1 Điều 36 (mục 7.5)", "Thu hồi bản cũ"])
    assert found is not None
    assert (found.code, found.words) == ("KPH 01", "Còn 02 biểu mẫu bản cũ")
    assert found.about == "điểm c khoản 1 Điều 36"


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
