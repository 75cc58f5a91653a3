"""What the thirteenth stranger's lists write and the program lost or asked: each kind of it, as it stood there."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from record_bench import BY_RECORD, ON_SITE, SECOND
from test_acts_book import bench, happened, programme  # noqa: F401  fixtures
from test_book_of_outgoing_papers import CCKL, DONG_KIEU, STP, refused, subjects
from test_office_tables import lists  # noqa: F401  the programmes of before each table
from test_offices_habits_3 import read, said, workbook
from test_offices_habits_4 import beside, inspectors
from test_offices_own_sheets import agencies, saved
from test_results_by_points import answers

from isoaudit.desk.acts.book import import_acts
from isoaudit.desk.intake.asking import NOBODY
from isoaudit.desk.registers.agencies import import_agencies
from isoaudit.errors import TableError
from isoaudit.journal.programme import Programme
from isoaudit.tables.columns.certificates import begins_with_a_day
from isoaudit.tables.visits.days import read_visit
from isoaudit.wording.agency_kinds import kind_of_name


@pytest.fixture
def folder(lists: Path, tmp_path: Path) -> Path:  # noqa: F811
    return Path(shutil.copytree(lists / "agencies", tmp_path / "năm"))


# --- registers

LEGEND = [["Chữ viết tắt", "Nghĩa"], ["CB", "Đã công bố"], ["CBL", "Đã công bố lại (sau hợp nhất)"], ["CX", "gì đó"]]
OF_STATES = [["TT", "Cơ quan", "Tình trạng"], [1, "Sở Y tế", "CB"], [2, "Sở Nội vụ", "CBL"], [3, "Sở Tư pháp", "ĐXD"]]


@pytest.mark.parametrize("first", [True, False])
def test_a_sheet_of_abbreviations_explains_the_list_beside_it(folder: Path, tmp_path: Path, first: bool) -> None:
    sheets = {"Viet tat": LEGEND, "Cap tinh": OF_STATES}
    found = agencies(folder, workbook(tmp_path, dict(sorted(sheets.items(), reverse=first))))
    states = {name: one.qms_status for name, one in found.items()}
    assert states == {"Sở Y tế": "da_cong_bo", "Sở Nội vụ": "da_cong_bo", "Sở Tư pháp": "dang_xay_dung"}


def test_what_a_sheet_of_abbreviations_does_not_explain_is_asked(folder: Path, tmp_path: Path) -> None:
    rows = [*OF_STATES, [4, "Sở Xây dựng", "CX"]]
    with pytest.raises(TableError, match="CX"):
        import_agencies(Programme(folder), workbook(tmp_path, {"Cap tinh": rows, "Viet tat": LEGEND}))


def test_a_system_applied_and_not_declared_is_still_being_built(folder: Path, tmp_path: Path) -> None:
    """Decision 19/2014, Article 4: the system is applied, then declared."""
    rows = [["Tên cơ quan", "Tình trạng"], ["Sở Y tế", "Đang áp dụng, chưa công bố"], ["Sở Nội vụ", "Đang áp dụng"]]
    found = agencies(folder, saved(tmp_path, *rows))
    assert {name: one.qms_status for name, one in found.items()} == {
        "Sở Y tế": "dang_xay_dung",
        "Sở Nội vụ": "da_cong_bo",
    }


def test_the_board_of_ethnic_affairs_of_a_province_is_a_specialised_agency() -> None:
    """Decree 24/2014, Article 9; a committee of the people's council of that name is none."""
    assert kind_of_name("Ban Dân tộc") == kind_of_name("Ban Dân tộc tỉnh Lâm Đồng") == "co_quan_chuyen_mon"
    assert not kind_of_name("Ban Dân tộc HĐND tỉnh")


# --- inspectors


def test_name_number_and_day_of_a_certificate_stand_in_three_columns(folder: Path) -> None:
    group = "Chứng chỉ đào tạo đánh giá HTQLCL"
    heading = [["TT", "Họ và tên", group, "", "", "Ghi chú"], ["", "", "Tên chứng chỉ", "Số", "Ngày cấp", ""]]
    rows = [
        [1, "Lê Thị Cẩm", "Đánh giá HTQLCL theo TT26", "118/2017/CN-TĐC", "20/9/2017", ""],
        [2, "Đỗ Văn Sĩ", "Đánh giá nội bộ", "QMS-LA 0412", "14/6/2019", "Thư ký"],
    ]
    found, _ = inspectors(folder, *heading, *rows)
    assert {name: one.audit_certificate for name, one in found.items()} == {
        "Lê Thị Cẩm": "Đánh giá HTQLCL theo TT26, 118/2017/CN-TĐC, ngày 20/9/2017",
        "Đỗ Văn Sĩ": "Đánh giá nội bộ, QMS-LA 0412, ngày 14/6/2019",
    }


TICKED = ["Họ tên", "CC QLNN", "CC đánh giá HTQLCL", "Chi tiết chứng chỉ / ghi chú"]
CITED = "CC số 61/2019/TĐC ngày 03/10/2019"


def test_a_ticked_certificate_is_cited_as_the_remarks_beside_cite_it(folder: Path) -> None:
    rows = [["Lê Thị Cẩm", "x", "x", CITED], ["Đỗ Văn Sĩ", "", "x", f"{CITED}; chưa học QLNN"]]
    rows += [["Võ Thị Hà", "x", "", "Trưởng đoàn"], ["Bùi Văn Tám", "x", "", ""]]
    found, told = inspectors(folder, TICKED, *rows)
    assert {name for name, one in found.items() if one.audit_certificate == CITED} == {"Lê Thị Cẩm", "Đỗ Văn Sĩ"}
    assert {name for name, one in found.items() if not one.audit_certificate} == {"Võ Thị Hà", "Bùi Văn Tám"}
    assert found["Lê Thị Cẩm"].state_admin_certificate == "x"
    assert beside(folder, "Đỗ Văn Sĩ")[TICKED[3]] == f"{CITED}; chưa học QLNN"
    assert "02 chứng chỉ chỉ đánh dấu" in told


def test_a_certificate_cited_that_may_be_either_stays_in_the_remarks(folder: Path) -> None:
    """Circular 26/2014, Article 40.1.b and c: two certificates, and nothing says which of them is cited."""
    rows = [["Lê Thị Cẩm", "x", "x", CITED], ["Đỗ Văn Sĩ", "x", "x", CITED]]
    found, _ = inspectors(folder, TICKED, *rows)
    assert {(one.state_admin_certificate, one.audit_certificate) for one in found.values()} == {("x", "x")}


def test_what_somebody_is_called_by_is_kept_beside_the_name(folder: Path) -> None:
    rows = [["Ông Lương Trọng Nghĩa"], ["Bà Đinh Thị Thu Hà"], ["Bà Kơ Să K' Thủy"], ["Trịnh Bảo Long"]]
    found, _ = inspectors(folder, ["Họ tên"], *rows)
    called = {name: beside(folder, name).get("Xưng hô") for name in found}
    assert called == {
        "Lương Trọng Nghĩa": "Ông",
        "Đinh Thị Thu Hà": "Bà",
        "Kơ Să K' Thủy": "Bà",
        "Trịnh Bảo Long": None,
    }


@pytest.mark.parametrize(
    ("text", "is_day"),
    [("20/9/2017", True), ("9/2017", True), ("2016", True), ("20 tháng 8 năm 2025", True), ("20/8/2025 (lần 2)", True)]
    + [("18/2017/CN-TĐC", False), ("0412", False), ("125/QĐ-SNV", False), ("QMS-LA 0412", False)],
)
def test_a_number_of_a_certificate_is_no_day(text: str, is_day: bool) -> None:
    assert begins_with_a_day(text) is is_day


# --- plans


def test_a_sheet_of_teams_and_groups_tells_the_members_of_both(tmp_path: Path) -> None:
    plan = [["Đơn vị", "Hình thức", "Thời gian", "Đoàn / Tổ"], ["Sở Y tế", "Trụ sở", "8h00 ngày 09/6/2026", "Đoàn 1"]]
    plan += [["Sở Nội vụ", "Hồ sơ", "01/9/2026 - 30/9/2026", "Tổ hồ sơ"]]
    people = [["Đoàn / Tổ", "STT", "Họ tên", "Chức vụ, đơn vị", "Vai trò"]]
    people += [["Đoàn 1", 1, "Bạch Văn Tuấn", "Phó Giám đốc", "Trưởng đoàn"], ["", 2, "Lê Thị Út", "", "Thư ký"]]
    people += [["Tổ hồ sơ", 1, "Cao Hữu Nhân", "", "Tổ trưởng"], ["", 2, "Đỗ Minh Nhựt", "", "Thành viên"]]
    table = read(tmp_path, *plan, **{"Thành phần": people})
    assert {key: [one["role"] for one in team] for key, team in table.teams.items()} == {
        "đoàn 1": ["truong_doan", "thu_ky"],
        "tổ hồ sơ": ["truong_doan", "thanh_vien"],
    }
    assert not table.faults.placed


def test_the_days_above_a_plan_may_have_the_round_behind_them(tmp_path: Path) -> None:
    above = ["Thời gian kiểm tra: từ ngày 01/7/2026 đến ngày 31/7/2026 (Đợt 3). Gửi báo cáo trước ngày 25/6/2026."]
    rows = [["KẾ HOẠCH KIỂM TRA QUA HỒ SƠ, BÁO CÁO"], above, [], ["TT", "Cơ quan", "Ghi chú"], [1, "Sở Y tế", "a"]]
    (row,) = said(read(tmp_path, *rows), "from", "to", "round", "mode")
    assert row == ("2026-07-01", "2026-07-31", "3", "by_record")


@pytest.mark.parametrize(
    ("text", "is_plain"),
    [("Cả ngày 21/5/2024", False), ("21/5/2024", True), ("trong ngày 21/5/2024", True), ("Sáng 21/5/2024", False)],
)
def test_a_visit_of_a_whole_day_is_more_than_its_day(text: str, is_plain: bool) -> None:
    visit = read_visit(text, 2024)
    assert visit is not None and visit.plain is is_plain and visit.first.isoformat() == "2024-05-21"


# --- results

POINTS = ["STT", "Điểm, khoản Đ.36", "Nội dung kiểm tra", "Kết quả", "Nhận xét, bằng chứng", "Kiến nghị"]
TOP = ["Cơ quan được kiểm tra: Sở Y tế"], ["Ngày kiểm tra: 10/9/2025 (Đợt 1). Thư ký Đoàn: Đoàn Ngọc Bích"]
LINES: list[list[Any]] = [
    [1, "1.c", "Mục tiêu chất lượng", "Không đạt", "Chưa có mục tiêu ở 02 phòng", "Ban hành mục tiêu"],
    [2, "", "Theo dõi, đo lường thiết bị (7.1.5)", "Không phát sinh", "Không có thiết bị đo", ""],
    [4, "2.a", "Sự tham gia của Lãnh đạo", "Đạt", "Có quyết định", ""],
    [3, "2.b", "Xác nhận hiệu lực", "Đạt", "Có báo cáo xác nhận", ""],
]
OUT = "1.c: Theo dõi, đo lường thiết bị (7.1.5)=bỏ qua"


@pytest.fixture
def health(folder: Path, tmp_path: Path) -> Path:
    import_agencies(Programme(folder), saved(tmp_path, ["Tên cơ quan"], ["Sở Y tế"], ["Sở Nội vụ"]))
    return folder


def results(tmp_path: Path) -> Path:
    return saved(tmp_path, ["PHIẾU TỔNG HỢP KẾT QUẢ KIỂM TRA"], *TOP, [], POINTS, *LINES)


def test_the_day_of_a_visit_may_have_more_behind_it_and_a_proposal_goes_to_the_note(
    health: Path, tmp_path: Path
) -> None:
    given = ["1.c: Mục tiêu chất lượng=D36-1-c-02", OUT]
    found, told = answers(health, results(tmp_path), replace(NOBODY, given=given))
    finding = found["D36-1-c-02"]
    assert finding.examined_on is not None and finding.examined_on.isoformat() == "2025-09-10"
    assert "Kiến nghị: Ban hành mục tiêu" in finding.note
    assert "Kiến nghị" not in "".join(one.note for id, one in found.items() if "-2-b-" in id)
    assert "01 dòng để lại theo trả lời" in told and "không dùng đến" not in told.partition("Kiến nghị")[2]


def test_a_line_of_a_point_that_is_of_no_criterion_is_left_where_the_command_says_so(
    health: Path, tmp_path: Path
) -> None:
    with pytest.raises(TableError, match=r"7\.1\.5\)=bỏ qua"):
        answers(health, results(tmp_path), replace(NOBODY, given=["1.c: Mục tiêu chất lượng=D36-1-c-02"]))


def test_a_line_in_words_that_is_of_no_criterion_is_left_where_the_command_says_so(
    health: Path, tmp_path: Path
) -> None:
    rows = [["Cơ quan", "Nội dung kiểm tra", "Kết quả", "Nhận xét"], ["Sở Y tế", "Máy đo khí thải", "Không đạt", "a"]]
    rows += [["Sở Y tế", "Đánh giá nội bộ", "Đạt", "b"]]
    found, told = answers(health, saved(tmp_path, *rows), replace(NOBODY, given=["Máy đo khí thải=bỏ qua"]))
    assert "D36-1-dd-02" in found and "«Máy đo khí thải" in told


# --- books of papers

BOOK = ["STT", "Số", "Ký hiệu", "Ngày văn bản", "Loại VB", "Trích yếu nội dung", "Người ký", "Nơi nhận", "Ghi chú"]


def in_two_columns(folder: Path, *papers: Sequence[Any]) -> Path:
    rows = [[n, *paper[:5], "A", paper[5], ""] for n, paper in enumerate(papers, 1)]
    return saved(folder, ["SỔ THEO DÕI VĂN BẢN ĐI (ISO hành chính) NĂM 2026"], [], BOOK, ["Tháng 6/2026"], *rows)


def test_number_and_symbol_of_a_paper_in_two_columns_are_its_number(programme: Programme, tmp_path: Path) -> None:  # noqa: F811
    """Decree 30/2020, Annex I, II.3: a number below ten is written with a nought."""
    request = [4, "SKHCN-TĐC", "28/5/2026", "Công văn", "V/v đề nghị báo cáo tình hình áp dụng HTQLCL", "Các cơ quan"]
    import_acts(programme, in_two_columns(tmp_path, request))
    assert {said["number"] for said in happened(programme).values()} == {"04/SKHCN-TĐC"}


def test_a_symbol_in_a_column_without_a_number_makes_no_book(programme: Programme, tmp_path: Path) -> None:  # noqa: F811
    with pytest.raises(TableError, match="Việc"):
        import_acts(
            programme, saved(tmp_path, [*BOOK[:1], *BOOK[2:]], [1, "QĐ-SKHCN", "28/5/2026", "QĐ", "a", "b", "c"])
        )


def test_recipients_that_are_counted_and_listed_are_those_listed(programme: Programme, tmp_path: Path) -> None:  # noqa: F811
    to = f"02 cơ quan chưa báo cáo ({STP}, {CCKL})"
    reminder = [1425, "SKHCN-TĐC", "20/10/2026", "Công văn", "V/v đôn đốc gửi báo cáo áp dụng HTQLCL", to]
    import_acts(programme, in_two_columns(tmp_path, reminder))
    assert subjects(programme, "reminded") == {ON_SITE, SECOND}


@pytest.mark.parametrize("to", ["02 cơ quan", "02 cơ quan (bản điện tử)"])
def test_recipients_that_are_counted_alone_are_asked(programme: Programme, tmp_path: Path, to: str) -> None:  # noqa: F811
    letter = [9, "SKHCN-TĐC", "20/10/2026", "Công văn", "V/v đôn đốc gửi báo cáo áp dụng HTQLCL", to]
    (message,) = refused(programme, in_two_columns(tmp_path, letter))
    assert "không nêu cơ quan hay đợt kiểm tra" in message


def test_a_decision_amended_in_its_budget_is_an_amendment(programme: Programme, tmp_path: Path) -> None:  # noqa: F811
    """Decree 30/2020, Article 18: what amends a decision is a decision; one that grants money alone is no act."""
    decided = [8, "QĐ-SKHCN", "01/6/2026", "Quyết định", "Kiểm tra HTQLCL Đợt 1", "Các cơ quan Đợt 1"]
    amended = [9, "QĐ-SKHCN", "03/6/2026", "Quyết định", "Sửa đổi Điều 3 (kinh phí) Quyết định kiểm tra Đợt 1", "a"]
    money = [10, "QĐ-SKHCN", "04/6/2026", "Quyết định", "Phê duyệt kinh phí kiểm tra Đợt 1", "a"]
    import_acts(programme, in_two_columns(tmp_path, decided, amended, money))
    acts = happened(programme)
    assert {said["number"] for subject, said in acts.items() if "/decision_amended" in subject} == {"09/QĐ-SKHCN"}
    assert "10/QĐ-SKHCN" not in {said["number"] for said in acts.values()}


def test_a_letter_on_what_records_lack_asks_for_its_correction(programme: Programme, tmp_path: Path) -> None:  # noqa: F811
    """Circular 26/2014, Article 37.1.a: by record the authority asks for what is to be corrected."""
    words = "V/v đề nghị khắc phục các nội dung chưa đáp ứng yêu cầu qua hồ sơ"
    letter = [1427, "SKHCN-TĐC", "10/11/2026", "Công văn", f"{words} ({DONG_KIEU})", DONG_KIEU]
    import_acts(programme, in_two_columns(tmp_path, letter))
    assert subjects(programme, "correction_requested") == {BY_RECORD}
