"""What clerks wrote and was refused or lost: titles above tables, papers in two columns, verdicts nobody read."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from test_office_tables import INSPECTION_COLUMNS, TODAY, lists  # noqa: F401  the programmes of before each table

from isoaudit.desk.answers.tables import ANSWER_COLUMNS, import_answers
from isoaudit.desk.inspections.schedule import import_inspections
from isoaudit.desk.intake.body_names import BodyNames, body_key
from isoaudit.desk.registers.agencies import AGENCY_COLUMNS
from isoaudit.desk.registers.inspectors import INSPECTOR_COLUMNS
from isoaudit.journal.programme import Programme
from isoaudit.model import Agency
from isoaudit.tables import CellFaults, Column, Place, Table, read_table, team
from isoaudit.tables.cells import Cell

VERDICTS = ["D36-1-a-01", "Đạt", "Danh mục"], ["D36-1-a-02", "Chưa đạt", "Danh mục còn thiếu"]


def read(folder: Path, columns: Sequence[Column], *rows: Sequence[Any]) -> Table:
    return read_table(saved(folder, *rows), columns, TODAY, year=TODAY.year)


def saved(folder: Path, *rows: Sequence[Any]) -> Path:
    book = Workbook()
    for number, row in enumerate(rows, 1):
        for at, value in enumerate(row, 1):
            book.active.cell(number, at, value)
    book.save(folder / "bảng.xlsx")
    return folder / "bảng.xlsx"


def refused(table: Table) -> list[str]:
    return [problem.code for problem in table.faults.problems()]


# --- columns that nobody read


def test_a_column_in_unknown_words_is_asked_about_where_a_table_of_answers_lacks_what_it_is_for(tmp_path: Path) -> None:
    heading = ["Mã cơ quan", "Mã tiêu chí", "Cột lạ", "Bằng chứng", "Tồn tại"]
    row = ["SNV", "D36-1-a-01", "tốt", "Danh mục", "thiếu"]
    assert refused(read(tmp_path, ANSWER_COLUMNS, heading, row)) == ["TABLE_029"]
    heading[2] = "Không nhập"
    assert refused(read(tmp_path, ANSWER_COLUMNS, heading, row)) == []
    heading[2:4] = ["Kiến nghị", "Bằng chứng"]  # of no table: not asked about
    assert refused(read(tmp_path, ANSWER_COLUMNS, heading, row)) == []


def test_a_complete_table_of_answers_may_have_columns_of_its_own(tmp_path: Path) -> None:
    heading = ["Mã cơ quan", "Mã tiêu chí", "Kết quả", "Bằng chứng", "Tồn tại", "Cột lạ"]
    table = read(tmp_path, ANSWER_COLUMNS, heading, ["SNV", "D36-1-a-01", "đạt", "Danh mục", "", "tốt"])
    assert refused(table) == [] and [warning for warning in table.warnings if "«Cột lạ»" in warning]


def test_verdicts_in_their_own_words_tell_their_column_but_not_that_of_another_year(tmp_path: Path) -> None:
    heading = ["Mã cơ quan", "Mã tiêu chí", "Ý kiến trưởng nhóm", "Bằng chứng", "Tồn tại"]
    rows = [["SNV", "D36-1-a-01", "Đạt", "", ""], ["SNV", "D36-1-a-02", "Chưa đạt", "", "thiếu"]]
    table = read(tmp_path, ANSWER_COLUMNS, heading, *rows)
    assert [row.values["verdict"] for row in table.rows] == ["conforming", "nonconforming"]
    heading[2] = "Kết quả kiểm tra năm 2025"
    assert "verdict" not in read(tmp_path, ANSWER_COLUMNS, heading, *rows).columns


# --- above the table


def test_agency_inspector_and_day_above_the_table_are_those_of_every_row(lists: Path, tmp_path: Path) -> None:  # noqa: F811
    folder = Path(shutil.copytree(lists / "answers", tmp_path / "năm"))
    agency = next(iter(Programme(folder).state().inspections.values())).agency
    name = Programme(folder).state().agencies[agency].name
    above = [["KẾT QUẢ KIỂM TRA"], [f"Đơn vị được kiểm tra: {name}"], ["Ngày kiểm tra:", "18/6/2026"]]
    heading = ["Mã", "Kết luận", "Minh chứng", "Tồn tại"]
    rows = [[*VERDICTS[0], ""], [*VERDICTS[1], "thiếu"]]
    done = import_answers(Programme(folder), saved(tmp_path, *above, heading, *rows))
    assert done.added == len(rows)
    said = [w for w in done.warnings if "phía trên bảng" in w]
    assert len(said) == 1 and name in said[0]
    answers = [
        Programme(folder).state().fields("answer", f"{id}/D36-1-a-02") for id in Programme(folder).state().inspections
    ]
    assert [answer["examined_on"] for answer in answers if answer] == ["2026-06-18"]


@pytest.mark.parametrize(
    "above",
    [
        [["Đơn vị kiểm tra: Chi cục TĐC"]],
        [["Đơn vị được kiểm tra: Sở A"], ["Cơ quan chịu sự kiểm tra: Sở B"]],
        [["Cơ quan ban hành: Sở A"]],
        [["Đơn vị: Chi cục TĐC"], ["KẾT QUẢ KIỂM TRA"]],  # the letterhead
    ],
)
def test_another_body_above_the_table_or_two_are_not_taken(above: list[list[str]], tmp_path: Path) -> None:
    heading = ["Mã tiêu chí", "Kết quả", "Bằng chứng", "Tồn tại"]
    assert "agency" not in read(tmp_path, ANSWER_COLUMNS, *above, heading, [*VERDICTS[0], ""]).columns


@pytest.mark.parametrize(
    ("title", "mode", "round_"),
    [
        ("LỊCH KIỂM TRA TẠI TRỤ SỞ ĐỢT 1 NĂM 2026", "on_site", "1"),
        ("Kế hoạch kiểm tra qua hồ sơ, đợt II", "by_record", "II"),
        ("Kế hoạch kiểm tra tại trụ sở và qua hồ sơ các đợt", None, None),
        ("(Kiểm tra trực tiếp tại đơn vị)", "on_site", None),
        ("Giám đốc trực tiếp chỉ đạo", None, None),
    ],
)
def test_the_title_of_a_schedule_tells_form_and_round(
    title: str, mode: str | None, round_: str | None, tmp_path: Path
) -> None:
    table = read(
        tmp_path, INSPECTION_COLUMNS, [title], ["Mã cơ quan", "Ngày", "Địa điểm"], ["SNV", "16/6/2026", "Tầng 2"]
    )
    (row,) = table.rows
    assert (row.values.get("mode"), row.values.get("round")) == (mode, round_)
    assert refused(table) == ([] if mode else ["TABLE_033"])


def test_a_column_comes_before_what_stands_above_it(tmp_path: Path) -> None:
    rows = ["KIỂM TRA TẠI TRỤ SỞ ĐỢT 1"], ["Mã cơ quan", "Hình thức", "Đợt"], ["SNV", "qua hồ sơ", "2"]
    (row,) = read(tmp_path, INSPECTION_COLUMNS, *rows).rows
    assert (row.values["mode"], row.values["round"]) == ("by_record", "2")


def test_hours_beside_days_are_the_time_of_the_visit(tmp_path: Path) -> None:
    heading = ["Mã cơ quan", "Hình thức", "Ngày", "Thời gian"]
    (row,) = read(tmp_path, INSPECTION_COLUMNS, heading, ["SNV", "tại trụ sở", "16/6/2026", "8h00"]).rows
    assert (row.values["from"], row.values["opened_at"]) == ("2026-06-16", "08 giờ 00 phút")


# --- headings


def test_number_and_day_of_a_paper_in_two_columns_are_one(tmp_path: Path) -> None:
    rows = [
        ["Mã", "Tên cơ quan", "Đối tượng áp dụng", None, "Quyết định công bố", None, "Số TTHC"],
        [None, None, "Bắt buộc", "Khuyến khích", "Số, ký hiệu", "Ngày ban hành", None],
        ["A1", "Sở A", "x", None, "125/QĐ-SA", "20/8/2025", 3],
        ["A2", "UBND xã B", None, "x", None, None, 4],
    ]
    found = read(tmp_path, AGENCY_COLUMNS, *rows).rows
    assert [row.values["declaration"] for row in found] == ["125/QĐ-SA, ngày 20/8/2025", ""]
    assert [row.values["obligation"] for row in found] == ["bat_buoc", "khuyen_khich"]


@pytest.mark.parametrize("words", ["Bắt buộc/Tự nguyện", "Phải áp dụng hoặc khuyến khích"])
def test_a_heading_of_values_is_their_column(words: str, tmp_path: Path) -> None:
    table = read(tmp_path, AGENCY_COLUMNS, ["Mã", "Tên cơ quan", words], ["A1", "Sở A", "Bắt buộc"])
    assert table.rows[0].values["obligation"] == "bat_buoc"


def test_a_heading_of_values_of_two_columns_is_none(tmp_path: Path) -> None:
    table = read(tmp_path, AGENCY_COLUMNS, ["Mã", "Tên cơ quan", "Bắt buộc/Đã công bố"], ["A1", "Sở A", "x"])
    assert {"obligation", "qms_status"}.isdisjoint(table.columns)


# --- names


def test_a_role_behind_a_position_is_the_role() -> None:
    cell = Cell(Place("bảng.xlsx", 2), 1, "Đoàn", TODAY, CellFaults(), Table(Path("bảng.xlsx")).taken)
    text = "- Ông Đỗ Mạnh Hùng, Phó Giám đốc Sở KH&CN - Trưởng đoàn;\n- Bà Vũ Thị Thoa, Chuyên viên (Thư ký)"
    assert team(text, cell) == [
        {"name": "Đỗ Mạnh Hùng", "role": "truong_doan"},
        {"name": "Vũ Thị Thoa", "role": "thu_ky"},
    ]


def body(code: str, name: str) -> Agency:
    return Agency.model_validate(
        {"code": code, "name": name, "level": "tinh", "kind": "khac", "obligation": "bat_buoc"}
    )


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Sở KH&CN", "A"),
        ("Sở KHCN", "A"),
        ("Sở GD&ĐT", "B"),
        ("Sở NN&MT", "C"),
        ("Sở KH", ""),  # begins one, is none
        ("Sở XD", ""),  # two
        ("Sở Nội vụ", ""),
        ("SKHCN", ""),  # a code
    ],
)
def test_an_abbreviated_name_is_the_one_it_stands_for(typed: str, code: str) -> None:
    names = {
        "A": "Sở Khoa học và Công nghệ",
        "B": "Sở Giáo dục và Đào tạo",
        "C": "Sở Nông nghiệp và Môi trường",
        "D": "Sở Xây dựng",
        "E": "Sở Xã dân",
    }
    assert BodyNames({code: body(code, name) for code, name in names.items()}).abbreviated(typed) == code


def test_a_commune_is_its_peoples_committee() -> None:
    assert body_key("UBND xã Vũ Thư") == body_key("Ủy ban nhân dân xã Vũ Thư") == body_key("Xã Vũ Thư")
    assert body_key("UBND tỉnh An Bình") != body_key("tỉnh An Bình")


def test_a_schedule_may_abbreviate_agencies_and_says_so(lists: Path, tmp_path: Path) -> None:  # noqa: F811
    folder = Path(shutil.copytree(lists / "inspections", tmp_path / "năm"))
    state = Programme(folder).state()
    name = next(a.name for a in state.agencies.values() if a.name.startswith("Sở ") and len(a.name.split()) > 2)
    short = "Sở " + "".join(word[0] for word in name.split()[1:] if word != "và").upper()
    table = saved(tmp_path, ["Cơ quan", "Hình thức", "Ngày"], [short, "tại trụ sở", "16/6/2026"])
    done = import_inspections(Programme(folder), table)
    assert done.added == 1 and [w for w in done.warnings if f"«{short}» là «{name}»" in w]


def test_marks_in_an_unknown_column_beside_those_of_a_verdict_are_asked_about(tmp_path: Path) -> None:
    heading = ["Mã cơ quan", "Mã tiêu chí", "Tốt", "Không đạt", "Không áp dụng", "Bằng chứng", "Tồn tại"]
    rows = ["SNV", "D36-1-a-01", "x", "", "", "a", "b"], ["SNV", "D36-1-a-02", "", "x", "", "a", "b"]
    assert "TABLE_029" in refused(read(tmp_path, ANSWER_COLUMNS, heading, *rows))


def test_the_day_of_a_paper_beside_its_number_goes_with_it(tmp_path: Path) -> None:
    heading = ["Mã", "Tên cơ quan", "Số QĐ công bố", "Ngày công bố"]
    (row,) = read(tmp_path, AGENCY_COLUMNS, heading, ["A1", "Sở A", "5/QĐ-SA", "01/9/2025"]).rows
    assert row.values["declaration"] == "5/QĐ-SA, ngày 01/9/2025"


def test_labels_with_their_answers_beside_them_are_no_heading(tmp_path: Path) -> None:
    above = [
        ["PHIẾU"],
        ["Cơ quan chịu sự kiểm tra:", "Sở A"],
        ["Ngày kiểm tra:", "12/5/2026"],
        ["Kiểm tra viên:", "Hồ Thị Ngân"],
    ]
    heading = ["STT", "Tiêu chí kiểm tra", "Câu hỏi", "Phù hợp (Có/Không)", "Thực tế ghi nhận", "Vấn đề cần khắc phục"]
    (row,) = read(
        tmp_path, ANSWER_COLUMNS, *above, heading, [1, "D36-1-a-01", "Có?", "Phù hợp", "Danh mục", "thiếu"]
    ).rows
    assert row.values == row.values | {
        "agency": "Sở A",
        "criterion": "D36-1-a-01",
        "verdict": "conforming",
        "evidence": "Danh mục",
        "gap": "thiếu",
        "inspector": "Hồ Thị Ngân",
        "examined_on": "2026-05-12",
    }


def test_what_people_are_called_by_is_no_part_of_their_names(tmp_path: Path) -> None:
    heading = ["Ông/Bà", "Chức vụ"]
    rows = ["Ông Tạ Quang Huy", "Giám đốc"], ["Bà Mạc Thị Xuân", "Chuyên viên"], ["Ông Ích Khiêm", "Chuyên viên"]
    table = read(tmp_path, INSPECTOR_COLUMNS, heading, *rows)
    assert [row.values["name"] for row in table.rows] == ["Tạ Quang Huy", "Mạc Thị Xuân", "Ích Khiêm"]
    assert [warning for warning in table.warnings if "«Ông Ích Khiêm» là «Ích Khiêm»" in warning]
