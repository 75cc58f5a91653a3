"""What the tenth and eleventh strangers' lists write and the program lost or asked about: each kind of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_acts_book import bench, programme  # noqa: F401  fixtures
from test_book_of_outgoing_papers import book, refused, subjects
from test_lists_of_three_offices import agencies, empty, inspectors  # noqa: F401
from test_offices_own_sheets import saved

from isoaudit.desk.acts.book import import_acts
from isoaudit.desk.answers.criterion_meant import About, Told, about
from isoaudit.desk.exports import export_inspections
from isoaudit.desk.inspections.schedule import INSPECTION_COLUMNS, import_inspections
from isoaudit.journal import checklists
from isoaudit.journal.programme import Programme, today
from isoaudit.tables import Table, read_table
from isoaudit.tables.rows.groups import reports_read
from isoaudit.tables.visits.days import read_visit
from isoaudit.tables.visits.hours import hours_in
from isoaudit.tables.visits.teams import unit_before

STATED = ["TT", "Tên cơ quan", "Đối tượng", "Tình trạng HTQLCL", "Quyết định công bố"]
UNIT = "Đoàn kiểm tra đã ghi"


def schedule(folder: Path, *rows: Sequence[Any]) -> Table:
    table = read_table(saved(folder, *rows), INSPECTION_COLUMNS, today(), keeps=True, year=2026)
    assert not table.faults.placed, table.faults.problems()
    return table


# --- states


@pytest.mark.parametrize("typed", ["Đang xây dựng lại", "Đang xây dựng lại sau hợp nhất"])
def test_what_is_built_anew_without_a_decision_is_being_built(typed: str, empty: Path) -> None:  # noqa: F811
    """Decision 19/2014, Article 4: a list that has decisions, and none of it, knows no system that is declared."""
    known = agencies(
        empty, STATED, [1, "Sở Nội vụ", "Bắt buộc", "Đã công bố", "5/QĐ-SNV"], [2, "Sở Y tế", "Bắt buộc", typed, ""]
    )
    assert (known["Sở Nội vụ"].qms_status, known["Sở Y tế"].qms_status) == ("da_cong_bo", "dang_xay_dung")


def test_what_is_built_anew_beside_its_decision_is_declared_still(empty: Path) -> None:  # noqa: F811
    known = agencies(empty, STATED, [1, "Sở Y tế", "Bắt buộc", "Đang xây dựng lại", "9/QĐ-SYT"])
    assert known["Sở Y tế"].qms_status == "da_cong_bo"
    assert "Đang xây dựng lại" in [other.text for other in known["Sở Y tế"].others]


# --- people


@pytest.mark.parametrize("typed", ["Kỹ sư Hóa (2012)", "Kỹ sư Hóa (TN năm 2012)", "Kỹ sư Hóa(tốt nghiệp 2012)"])
def test_40_1_a_a_degree_is_what_stands_before_the_year(typed: str, empty: Path) -> None:  # noqa: F811
    known = inspectors(empty, ["TT", "Họ tên", "Học vấn"], [1, "Bùi Thị Nhàn", typed])["Bùi Thị Nhàn"]
    assert (known.degree, str(known.graduated_on)) == ("Kỹ sư Hóa", "2012-12-31")


def test_a_year_beside_a_column_of_graduation_stays_in_the_degree(empty: Path) -> None:  # noqa: F811
    rows = ["TT", "Họ tên", "Học vấn", "Năm tốt nghiệp"], [1, "Bùi Thị Nhàn", "Kỹ sư Hóa (2012)", 2011]
    known = inspectors(empty, *rows)["Bùi Thị Nhàn"]
    assert (known.degree, str(known.graduated_on)) == ("Kỹ sư Hóa (2012)", "2011-12-31")


# --- inspections


@given(st.sampled_from(["16/6/2026 (cả ngày)", "cả ngày 16/6/2026", "Cả ngày, 16/6/2026", "16/6/2026 trong ngày"]))
def test_a_whole_day_is_the_day(typed: str) -> None:
    visit = read_visit(typed, 2026)
    assert visit is not None
    assert (visit.first.isoformat(), visit.last, visit.opened) == ("2026-06-16", None, "")


def test_that_a_visit_takes_the_whole_day_is_kept(tmp_path: Path) -> None:
    """«(cả ngày)» was dropped where «(sáng)» stayed; such a visit begins when mornings do."""
    table = schedule(
        tmp_path,
        ["TT", "Cơ quan", "Hình thức", "Thời gian"],
        [1, "Sở Y tế", "Tại trụ sở", "Thứ Ba, 16/6/2026 (cả ngày)"],
        [2, "Sở Xây dựng", "Tại trụ sở", "Ngày 23/6/2026"],
        ["", "Ghi chú: Buổi sáng từ 8h00, buổi chiều từ 14h00.", "", ""],
    )
    whole, plain = table.rows
    assert list(whole.values["others"].values()) == ["Thứ Ba, 16/6/2026 (cả ngày)"]
    assert whole.values["opened_at"] == "08 giờ 00 phút"
    assert "others" not in plain.values


@pytest.mark.parametrize(
    ("line", "hours"),
    [
        ("Đợt I tháng 6/2026, đợt II tháng 9/2026. Buổi sáng từ 8h00, buổi chiều từ 14h00.", ["08", "14"]),
        ("Tháng 6/2026: buổi sáng từ 7h00.", []),
        ("Ngày 15/6: đi Phú Quý. Buổi sáng từ 6h00.", []),
    ],
)
def test_hours_beside_a_month_are_those_of_all_visits(line: str, hours: list[str]) -> None:
    """A month in another sentence hid them; a day may be the one they are of."""
    assert [time[:2] for time in hours_in([line]).values()] == hours


def test_the_month_in_which_the_reports_of_a_group_are_read_is_kept(tmp_path: Path) -> None:
    """Only the day by which they are sent was."""
    table = schedule(
        tmp_path,
        ["TT", "Cơ quan", "Hình thức", "Ngày"],
        ["I", "Đợt 1: từ ngày 14/5/2026"],
        [1, "Sở Tài chính", "Tại trụ sở", "14/5/2026"],
        ["II", "Qua hồ sơ: các cơ quan gửi báo cáo trước ngày 30/6/2026, Chi cục xem xét trong tháng 7/2026"],
        [2, "Sở Nội vụ", "Qua hồ sơ", ""],
        [3, "Sở Y tế", "Qua hồ sơ", "06/7/2026"],
    )
    due = {"Hạn gửi báo cáo": "30/6/2026"}
    kept = [row.values.get("others") for row in table.rows]
    assert kept == [None, {**due, "Thời gian xem xét": "tháng 7/2026"}, due], "a day of its own counts"


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("Qua hồ sơ: Chi cục TĐC xem xét trong tháng 7/2024", "tháng 7/2024"),
        ("thẩm tra hồ sơ: quý III năm 2026", "quý III năm 2026"),
        ("gửi báo cáo trước ngày 30/6, xem xét cuối tháng 8", "cuối tháng 8"),
        ("gửi báo cáo trong tháng 7/2024", ""),
        ("Danh sách cơ quan, xem xét tháng 7/2024", ""),
        ("xem xét báo cáo. Tháng 7/2024 nộp lại", ""),
    ],
)
def test_when_reports_are_read(said: str, when: str) -> None:
    assert reports_read(said) == ({"Thời gian xem xét": when} if when else {})


def test_the_unit_of_those_who_read_the_papers_is_kept(empty: Path) -> None:  # noqa: F811
    """«Tổ giúp việc: …» was dropped from before its people; it goes out and comes in again as it was."""
    agencies(empty, STATED, [1, "Sở Y tế", "Bắt buộc", "Đã công bố", ""], [2, "Sở Xây dựng", "Bắt buộc", "", ""])
    head, days = ["TT", "Cơ quan", "Hình thức", "Từ ngày", "Đến ngày", "Thành phần"], ["20/11/2026", "28/11/2026"]
    inspectors(
        empty, ["TT", "Họ tên", "Học vấn"], *([n, name, ""] for n, name in enumerate(["Y Thuận Niê", "Hà Thị Thu"], 1))
    )
    rows = [
        [1, "Sở Y tế", "Qua hồ sơ", *days, "Tổ giúp việc: Y Thuận Niê, Hà Thị Thu"],
        [2, "Sở Xây dựng", "Tại trụ sở", *days, "Hà Thị Thu (TĐ), Y Thuận Niê (TK)"],
    ]
    path = saved(empty.parent, head, *rows)
    for turn in range(2):
        import_inspections(Programme(empty), path)
        state = Programme(empty).state()
        found = {state.agencies[one.agency].name: id for id, one in state.inspections.items()}
        ours = {name: state.fields("inspection", id) for name, id in found.items()}
        assert [one["name"] for one in ours["Sở Y tế"]["team"]] == ["Y Thuận Niê", "Hà Thị Thu"]
        assert {one["heading"]: one["text"] for one in ours["Sở Y tế"]["others"]} == {UNIT: "Tổ giúp việc"}
        assert not ours["Sở Xây dựng"].get("others")
        path = empty.parent / f"xuất-{turn}.xlsx"
        export_inspections(Programme(empty), path)


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("Tổ giúp việc: Y Thuận Niê, Hà Thị Thu", "Tổ giúp việc"),
        ("Phòng Quản lý tiêu chuẩn: Lê Văn An", "Phòng Quản lý tiêu chuẩn"),
        ("Trưởng đoàn: Lê Văn An", ""),
        ("Lê Văn An (TĐ)", ""),
    ],
)
def test_which_unit_stands_before_names(typed: str, unit: str) -> None:
    assert unit_before(typed) == unit


# --- books of papers


@pytest.mark.parametrize(
    "to", ["Các cơ quan theo danh sách", "Các đơn vị trong danh sách kèm theo", "Các cơ quan theo phụ lục"]
)
def test_the_recipients_of_a_list_that_is_not_here_are_asked_for(
    to: str,
    programme: Programme,  # noqa: F811
    tmp_path: Path,
) -> None:
    """They were taken for all agencies of the year; that it says how many tells it."""
    request = ["12/CV", "02/3/2026", "CV", "V/v đề nghị báo cáo tình hình áp dụng HTQLCL", to]
    (said,) = refused(programme, book(tmp_path, request))
    assert "12/CV" in said and "không nêu cơ quan" in said
    number = len({one.agency for one in programme.lists().inspections.values()})
    import_acts(programme, book(tmp_path, [*request[:4], f"{to} ({number} cơ quan)"]))
    assert len(subjects(programme, "requested")) == len(programme.lists().inspections)


# --- results


@pytest.mark.parametrize("line", ["Nhận diện bối cảnh, rủi ro và cơ hội", "Xác định bối cảnh, rủi ro, cơ hội"])
@pytest.mark.parametrize("verdict", ["conforming", "nonconforming"])
def test_36_1_c_risks_in_their_context_are_one_criterion(line: str, verdict: str) -> None:
    """TCVN ISO 9001:2015, 4.1 and 6.1: the checklist asks for both at once, and it was asked which criterion."""
    checklist = checklists.parse((Path(__file__).parents[1] / "checklists" / "dieu-36.yaml").read_bytes()).checklist
    among = checklist.criteria
    assert about(Told("1.c", line, verdict, "Bảng rủi ro lập năm 2023"), among) == About(("D36-1-c-03",))


@pytest.mark.parametrize(
    ("point", "line", "found", "meant"),
    [
        (
            "1.a",
            "",
            "Thiếu 06 quy trình của 06 TTHC lĩnh vực Dược; hiện có 118/124 TTHC đã có quy trình.",
            "D36-1-a-03",
        ),
        ("2.c", "", "Đã công bố, đã thông báo Sở KH&CN; chưa đăng tải trên trang TTĐT của Sở.", "D36-2-c-04"),
        ("2.c", "Niêm yết và đăng tải", "Niêm yết và đăng tải: Chưa đăng bản công bố mới; có niêm yết.", "D36-2-c-04"),
        ("2.c", "", "Chưa niêm yết.", "D36-2-c-03"),
        ("1.c", "Mục tiêu chất lượng", "Phòng Nghiệp vụ Dược chưa lập mục tiêu năm 2026.", "D36-1-c-02"),
        ("1.c", "Mục tiêu chất lượng", "Chưa theo dõi mục tiêu; phòng Dược chưa lập mục tiêu.", ""),
        ("2.c", "", "Thông báo chậm 10 ngày, chưa đăng tải.", ""),
        ("2.c", "", "Chưa niêm yết, chưa đăng tải.", ""),
        ("2.c", "", "Chưa đăng ký với Sở.", ""),
        ("2.c", "", "Đã đăng tải, không có bản in.", ""),
        ("1.b", "", "Chưa niêm yết.", ""),
        ("1.a", "", "Còn thiếu 05 TTHC lĩnh vực Dược.", ""),
    ],
)
def test_36_what_is_lacking_may_say_its_criterion(point: str, line: str, found: str, meant: str) -> None:
    """It was asked, though the remark said it; where it says more, or something else, it still is."""
    checklist = checklists.parse((Path(__file__).parents[1] / "checklists" / "dieu-36.yaml").read_bytes()).checklist
    told = about(Told(point, line, "nonconforming", found), checklist.criteria)
    assert told.criteria == ((meant,) if meant else ())
    assert bool(told.offered) == (not meant)
