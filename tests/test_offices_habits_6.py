"""What the twelfth stranger's lists write and the program lost: each kind of it, as it stood there."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from test_office_tables import lists  # noqa: F401  the programmes of before each table
from test_offices_own_sheets import saved
from test_results_by_points import answers

from isoaudit.desk.intake.asking import NOBODY
from isoaudit.desk.registers.agencies import AGENCY_COLUMNS, import_agencies
from isoaudit.desk.registers.inspectors import import_inspectors
from isoaudit.errors import TableError
from isoaudit.journal.programme import Programme, today
from isoaudit.model import Agency, Inspector
from isoaudit.rules.competence import lacking
from isoaudit.tables import read_table
from isoaudit.tables.days import with_level
from isoaudit.wording.office_papers import told


@pytest.fixture
def folder(lists: Path, tmp_path: Path) -> Path:  # noqa: F811
    return Path(shutil.copytree(lists / "agencies", tmp_path / "năm"))


def agencies(folder: Path, *rows: list[Any]) -> tuple[dict[str, Agency], str]:
    done = import_agencies(Programme(folder), saved(folder.parent, *rows))
    return {one.name: one for one in Programme(folder).lists().agencies.values()}, "\n".join(done.warnings)


def inspectors(folder: Path, *rows: list[Any]) -> tuple[dict[str, Inspector], str]:
    done = import_inspectors(Programme(folder), saved(folder.parent, *rows))
    return {one.name: one for one in Programme(folder).lists().inspectors.values()}, "\n".join(done.warnings)


def beside(folder: Path, name: str) -> dict[str, str]:
    """What is kept with a person besides what the program has a field for."""
    one = next(one for one in Programme(folder).lists().inspectors.values() if one.name == name)
    return {other.heading: other.text for other in one.others}


# --- the decision that declared a system


@pytest.mark.parametrize("number", ["QĐ công bố số", "Số hiệu quyết định công bố", "Văn bản công bố số"])
@pytest.mark.parametrize("day", ["Ngày công bố", "Ngày QĐ", "Ngày ban hành"])
def test_qd19_4_3_number_and_day_of_a_declaration_are_one_whatever_heads_the_number(
    number: str, day: str, folder: Path
) -> None:
    """A heading known by its key phrase alone left the day beside it among what is only kept."""
    head = ["TT", "Cơ quan", "Tình trạng xây dựng HTQLCL", number, day]
    found, said = agencies(folder, head, [1, "Sở Ngoại vụ", "Đã công bố", "44/QĐ-SNgV", "26/8/2025"])
    assert found["Sở Ngoại vụ"].declaration == "44/QĐ-SNgV, ngày 26/8/2025"
    assert f"«{day}»" not in said


# --- superior bodies


REGISTER = ["TT", "Tên cơ quan", "Tình trạng"]


def test_the_place_of_a_group_is_the_committee_of_it_that_is_listed(tmp_path: Path) -> None:
    """The register of a year with districts: «Thành phố Sông Công» is no body, UBND of it is."""
    rows = [
        REGISTER,
        ["I", "UBND CẤP HUYỆN"],
        [1, "UBND TP. Sông Công", "Đã công bố"],
        ["II", "UBND CẤP XÃ"],
        ["", "Thành phố Sông Công"],
        [1, "UBND phường Mỏ Chè", "Đã công bố"],
        ["", "Huyện Đại Từ"],
        [1, "UBND xã La Bằng", "Chưa xây dựng"],
    ]
    table = read_table(saved(tmp_path, *rows), AGENCY_COLUMNS, today(), keeps=True)
    parents = {row.values["name"]: row.values.get("parent") for row in table.rows}
    assert parents["UBND phường Mỏ Chè"] == next(name for name in parents if "Sông Công" in name)
    assert parents["UBND xã La Bằng"] == "Huyện Đại Từ"  # nobody said which body that is
    assert any("«UBND xã La Bằng» thuộc «Huyện Đại Từ»" in note for note in table.warnings)


# --- people


PEOPLE = ["TT", "Họ và tên", "Trình độ chuyên môn", "Năm tốt nghiệp ĐH", "QLNN", "Ghi chú"]


@pytest.mark.parametrize(
    ("typed", "level"),
    [
        ("2015 (CĐ)", "CĐ"),
        ("6/2015 (cao đẳng)", "cao đẳng"),
        ("2015 - Trung cấp", "Trung cấp"),
        ("2009 (ĐH)", "ĐH"),
        ("2009 (ĐH Bách khoa)", "ĐH Bách khoa"),
    ],
)
def test_a_level_behind_the_year_of_graduation_is_told_from_it(typed: str, level: str) -> None:
    year, found = with_level(typed)
    assert (typed.startswith(year), year[-4:].isdigit(), found) == (True, True, level)


@pytest.mark.parametrize("typed", ["2015", "2015 (liên thông)", "2015-2019", "05/6/2015", "(CĐ)", "2015 (Cđinh)", ""])
def test_what_else_stands_behind_a_year_is_no_level(typed: str) -> None:
    assert with_level(typed) == ("", "")


def test_40_1_a_the_year_of_a_college_is_none_of_a_university_and_stays_as_typed(folder: Path) -> None:
    """One such cell had the whole list refused."""
    rows = [
        [1, "Đồng Minh Tâm", "Cao đẳng Điện tử", "2015 (CĐ)", "", ""],
        [2, "Ngô Thị Thúy", "Cử nhân Luật", "2005 (ĐH)", "Chuyên viên", ""],
        [3, "Lương Xuân Bách", "Kỹ sư CNTT", 2014, "Chuyên viên", ""],
    ]
    found, said = inspectors(folder, PEOPLE, *rows)
    days = {name: one.graduated_on and one.graduated_on.isoformat() for name, one in found.items()}
    assert days["Đồng Minh Tâm"] is None
    assert (days["Ngô Thị Thúy"], days["Lương Xuân Bách"]) == ("2005-12-31", "2014-12-31")
    assert "2015 (CĐ)" in beside(folder, "Đồng Minh Tâm").values()
    assert "2005 (ĐH)" in beside(folder, "Ngô Thị Thúy").values()
    assert "«2015 (CĐ)» là ô trống" in said


@pytest.mark.parametrize("note", ["Miễn CC QLNN", "Thư ký; miễn chứng chỉ QLNN", "Được miễn bồi dưỡng QLNN (HVHC)"])
def test_40_1_b_a_note_that_exempts_from_the_certificate_counts_as_its_cell_would(note: str, folder: Path) -> None:
    """Circular 26/2014, Article 40.1.b, second sentence."""
    found, _ = inspectors(folder, PEOPLE, [1, "Tạ Văn Thiện", "Cử nhân Hành chính", 2010, "", note])
    exempt = found["Tạ Văn Thiện"]
    assert exempt.administration_degree and not exempt.state_admin_certificate
    assert not [one for one in lacking(exempt, None) if "quản lý hành chính" in one]
    assert note in beside(folder, "Tạ Văn Thiện").values()


@pytest.mark.parametrize(
    ("cell", "note"),
    [("", "Miễn tham gia đoàn"), ("", "Chưa có QLNN"), ("", "Miễn chứng chỉ tin học"), ("Miễn dịch học", "")],
)
def test_40_1_b_what_exempts_from_something_else_exempts_not_from_the_certificate(
    cell: str, note: str, folder: Path
) -> None:
    found, _ = inspectors(folder, PEOPLE, [1, "Tạ Văn Thiện", "Cử nhân Luật", 2010, cell, note])
    assert not found["Tạ Văn Thiện"].administration_degree


def test_40_1_b_a_certificate_that_is_held_is_not_given_up_for_a_note(folder: Path) -> None:
    found, _ = inspectors(folder, PEOPLE, [1, "Tạ Văn Thiện", "Cử nhân Luật", 2010, "Chuyên viên", "Miễn CC QLNN"])
    assert found["Tạ Văn Thiện"].state_admin_certificate == "Chuyên viên"


# --- papers


LETTER = "V/v đề nghị thực hiện, khắc phục các nội dung chưa đáp ứng yêu cầu (Sở Tài chính)"
BOOK = "SỔ ĐĂNG KÝ VĂN BẢN ĐI (kiểm tra HTQLCL năm 2025)"


def test_37_1_a_a_letter_in_the_words_of_the_circular_asks_for_correction() -> None:
    found = told("CV", LETTER, title=BOOK)
    assert (found.acts, found.is_sure) == (("correction_requested",), True)


def test_37_1_a_outside_a_book_of_inspections_somebody_is_asked_and_of_goods_nothing_is_told() -> None:
    assert not told("CV", LETTER, title="SỔ ĐĂNG KÝ VĂN BẢN ĐI").is_sure
    assert not told("CV", "V/v khắc phục các nội dung chưa đáp ứng yêu cầu về đo lường", title=BOOK).of_inspections


# --- results


@pytest.mark.parametrize(("number", "said"), [("", "Năng lực, đào tạo"), ("1c", "1.c: Năng lực, đào tạo")])
def test_a_line_that_is_about_no_criterion_is_left_where_that_is_said(
    number: str, said: str, folder: Path, tmp_path: Path
) -> None:
    """At a terminal a person could leave the line; a command could not say so."""
    import_agencies(Programme(folder), saved(tmp_path, ["Tên cơ quan"], ["Sở Y tế"]))
    rows = [
        ["KẾT QUẢ KIỂM TRA"],
        ["Cơ quan được kiểm tra: Sở Y tế"],
        ["Ngày kiểm tra: 16/6/2026"],
        ["TT", "Nội dung kiểm tra", "Kết quả", "Nhận xét"],
        [number and "1a", "Phạm vi áp dụng", "Đạt", "128/128 TTHC"],
        [number and "1b", "Phổ biến tài liệu", "Đạt", "Có danh sách"],
        [number, "Năng lực, đào tạo", "Đạt", "02 công chức đã học"],
        [number, "Rủi ro và cơ hội", "Đạt", "Đã lập"],
    ]
    path = saved(tmp_path, *rows)
    with pytest.raises(TableError) as refused:
        answers(folder, path)
    (one,) = refused.value.problems
    assert one.code == "CRITERION_004" and f'--map "{said}=' in one.remedy
    found, told_ = answers(folder, path, replace(NOBODY, given=[f"{said}=bỏ qua"]))
    assert [id for id in found if "-1-c-" in id] == ["D36-1-c-03"]
    assert "01 dòng để lại theo trả lời" in told_ and "02 công chức đã học" in told_
