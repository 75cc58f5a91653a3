"""Habits of a fifteenth office: dashes for nothing, superior bodies in brackets, clauses as groups."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from test_office_tables import lists  # noqa: F401  the programmes of before each table
from test_offices_own_sheets import saved

from isoaudit.desk.acts.papers_asked import OF_RECORD
from isoaudit.desk.answers.samples import SAMPLE_COLUMNS
from isoaudit.desk.answers.tables import ANSWER_COLUMNS
from isoaudit.desk.inspections.schedule import import_inspections
from isoaudit.desk.intake.body_names import BodyNames
from isoaudit.desk.registers.agencies import AGENCY_COLUMNS, import_agencies
from isoaudit.journal.programme import Programme, today
from isoaudit.model import Agency, Former
from isoaudit.tables import read_table
from isoaudit.tables.files.opening import open_table
from isoaudit.tables.lists.papers_book import papers_of
from isoaudit.wording.office_papers import ARRIVED, told


@pytest.fixture
def folder(lists: Path, tmp_path: Path) -> Path:  # noqa: F811
    return Path(shutil.copytree(lists / "agencies", tmp_path / "năm"))


@pytest.mark.parametrize("dash", ["-", "–", "—", "--", " - "])
def test_a_dash_says_that_there_is_nothing(dash: str, tmp_path: Path) -> None:
    head = ["TT", "Tên cơ quan", "Loại cơ quan", "Quyết định công bố", "Năm kiểm tra gần nhất", "Cơ quan chủ quản"]
    table = [head, [1, "Sở A", "Sở", "12/QĐ-SA", "2024", dash], [2, "Sở B", "Sở", dash, dash, dash]]
    read = read_table(saved(tmp_path, *table), AGENCY_COLUMNS, today(), keeps=True)
    assert not read.faults.placed
    second = read.rows[1].values
    assert (second["declaration"], second["last_on_site"], second["parent"]) == ("", None, "")
    assert any("là ô trống" in line for line in read.warnings)


def test_a_dash_is_no_name(tmp_path: Path) -> None:
    table = [["TT", "Tên cơ quan", "Loại cơ quan"], [1, "Sở A", "Sở"], [2, "-", "Sở"]]
    (fault,) = read_table(saved(tmp_path, *table), AGENCY_COLUMNS, today(), keeps=True).faults.problems()
    assert fault.code == "TABLE_003"


def test_a_system_built_anew_with_a_dash_for_its_decision_is_declared_no_more(folder: Path, tmp_path: Path) -> None:
    head = ["TT", "Tên cơ quan", "Loại cơ quan", "Tình trạng", "Quyết định công bố"]
    table = [head, [1, "Sở A", "Sở", "Đã công bố", "12/QĐ-SA"], [2, "Sở B", "Sở", "Đang xây dựng lại", "-"]]
    import_agencies(Programme(folder), saved(tmp_path, *table))
    states = {one.name: one.qms_status for one in Programme(folder).state().agencies.values()}
    assert (states["Sở A"], states["Sở B"]) == ("da_cong_bo", "dang_xay_dung")


def body(code: str, name: str, parent: str = "") -> Agency:
    return Agency(code=code, name=name, level="tinh", kind="khac", obligation="bat_buoc", parent=parent)


SEA = body("SNN", "Sở Nông nghiệp và Phát triển nông thôn")


@pytest.mark.parametrize(
    ("typed", "parent", "meant"),
    [
        ("Chi cục Thủy sản (Sở NN&PTNT)", "SNN", "CCTS"),
        ("Chi cục Thủy sản (thuộc Sở Nông nghiệp và Phát triển nông thôn)", "SNN", "CCTS"),
        ("Chi cục Thủy sản (Sở NN&PTNT)", "", "CCTS"),
        ("Chi cục Thủy sản (Sở Công Thương)", "SNN", ""),
        ("Chi cục Thú y (Sở NN&PTNT)", "SNN", ""),
    ],
)
def test_a_schedule_names_the_superior_body_in_brackets(typed: str, parent: str, meant: str) -> None:
    names = BodyNames({one.code: one for one in (SEA, body("CCTS", "Chi cục Thủy sản", parent))})
    assert names.code_of(typed) == meant


def test_a_body_that_was_renamed_is_known_by_what_it_was_called_before() -> None:
    """A paper of August names the body as it was called in August."""
    former = (Former(until=date(2026, 10, 1), name="Chi cục Dân số", level="tinh", kind="khac"),)
    renamed = body("CCDS", "Chi cục Dân số và Trẻ em").model_copy(update={"former": former})
    assert BodyNames({"CCDS": renamed}).code_of("Chi cục Dân số") == "CCDS"
    assert not BodyNames({"CCDS": renamed}).code_now("Chi cục Dân số"), "a register lists bodies as they are"
    another = body("MOI", "Chi cục Dân số")
    assert BodyNames({"CCDS": renamed, "MOI": another}).code_of("Chi cục Dân số") == "MOI", "who is called so now"


def test_a_schedule_with_superior_bodies_in_brackets_goes_in(folder: Path, tmp_path: Path) -> None:
    head = ["TT", "Tên cơ quan", "Loại cơ quan", "Đối tượng", "Cơ quan chủ quản"]
    register = [head, [1, "Sở Nông nghiệp và Phát triển nông thôn", "Sở", "Phải", ""]]
    register += [[2, "Chi cục Thủy sản", "Chi cục", "Phải", "Sở Nông nghiệp và Phát triển nông thôn"]]
    import_agencies(Programme(folder), saved(tmp_path, *register))
    plan = [["TT", "Cơ quan", "Hình thức"], [1, "Chi cục Thủy sản (Sở NN&PTNT)", "Tại trụ sở"]]
    assert import_inspections(Programme(folder), saved(tmp_path, *plan)).added == 1


@pytest.mark.parametrize(
    ("summary", "sure"),
    [
        ("Báo cáo kết quả khắc phục điểm không phù hợp", True),
        ("Báo cáo khắc phục các điểm không phù hợp sau kiểm tra", True),
        ("Báo cáo kết quả khắc phục thiên tai", False),
    ],
)
def test_a_report_on_corrective_action_is_told_by_its_own_words(summary: str, sure: bool) -> None:
    """Circular 26/2014, Article 37.2.c; «không phù hợp» is a word of quality systems alone."""
    found = told(ARRIVED, summary)
    assert found.acts == ("correction_reported",) and found.is_sure == sure


def test_signatures_below_a_book_are_no_papers(tmp_path: Path) -> None:
    head = ["STT", "Số, ký hiệu", "Ngày", "Loại văn bản", "Trích yếu", "Nơi nhận"]
    table = [head, [1, "12/QĐ-SKHCN", "02/6/2026", "QĐ", "Thành lập Đoàn kiểm tra HTQLCL", "Đoàn kiểm tra"]]
    table += [["", "VĂN THƯ", "", "", "TRƯỞNG PHÒNG", ""], ["", "(Đã ký)", "", "", "(Đã ký)", ""]]
    table += [["", "Phạm Thị Lan", "", "", "Đỗ Mạnh", ""], ["", "An Bình, ngày 30 tháng 11 năm 2026", "", "", "Ký", ""]]
    table += [[2, "…/TB-SKHCN", "", "TB", "Thông báo kết quả kiểm tra", "Sở A"]]
    book = papers_of(open_table(saved(tmp_path, *table), OF_RECORD))
    assert book is not None and [paper.of("number") for paper in book.papers] == ["12/QĐ-SKHCN", "…/TB-SKHCN"]


def test_letters_of_points_below_clauses_that_are_groups(tmp_path: Path) -> None:
    """Circular 26/2014, Article 36: «Khoản 2. Việc tuân thủ …» above «a)», «b)» below «Điểm»."""
    head = ["Điểm", "Nội dung kiểm tra", "Kết quả", "Nhận xét của Đoàn", "Bộ phận được kiểm tra"]
    table = [["Cơ quan được kiểm tra: Sở A"], head, ["Khoản 1. Việc xây dựng, áp dụng HTQLCL"]]
    table += [
        ["a)", "Phạm vi áp dụng", "Đạt", "Đủ 12 quy trình", "Văn phòng"],
        ["b)", "Phổ biến", "Đạt", "02 lớp", "-"],
        ["c)", "Chính sách", "Đạt", "Đã ban hành", "-"],
    ]
    table += [
        ["Khoản 2. Việc tuân thủ Quyết định số 19/2014/QĐ-TTg"],
        ["a)", "Sự tham gia", "Đạt", "Có Ban", "Phòng A"],
    ]
    read = read_table(saved(tmp_path, *table), ANSWER_COLUMNS, today())
    assert not read.faults.placed, read.faults.problems()
    assert [row.values["criterion"] for row in read.rows] == ["1.a", "1.b", "1.c", "2.a"]
    assert {row.values["agency"] for row in read.rows} == {"Sở A"}, "a part of the body is no body"
    assert any("«Bộ phận được kiểm tra» không dùng đến" in line for line in read.warnings)


def test_what_a_team_remarked_of_a_dossier_is_its_deviation_unless_all_is_well(tmp_path: Path) -> None:
    """Circular 26/2014, Article 36.1.d."""
    head = ["STT", "Mã hồ sơ", "Ngày nhận", "Ngày trả", "Nhận xét"]
    table = [head, [1, "H14-0031", "08/01/2026", "05/02/2026", "Đúng hạn"]]
    table += [[2, "H14-0044", "15/01/2026", "25/02/2026", "Quá hạn, không có thư xin lỗi"]]
    read = read_table(saved(tmp_path, *table), SAMPLE_COLUMNS, today())
    assert [row.values["deviation"] for row in read.rows] == ["", "Quá hạn, không có thư xin lỗi"]
