"""Headings in words of an office's own: what key phrases tell, what must never be taken, lists without codes."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from test_office_tables import INSPECTION_COLUMNS, TODAY, lists  # noqa: F401  the programmes of before each table

from isoaudit.desk.answers.samples import SAMPLE_COLUMNS
from isoaudit.desk.answers.tables import ANSWER_COLUMNS
from isoaudit.desk.registers.agencies import AGENCY_COLUMNS, import_agencies
from isoaudit.desk.registers.given_codes import initials
from isoaudit.desk.registers.inspectors import INSPECTOR_COLUMNS, import_inspectors
from isoaudit.errors import TableError
from isoaudit.journal.programme import Programme
from isoaudit.model import is_code
from isoaudit.tables import Column, Table, read_table
from isoaudit.tables.columns.headings import find_heading
from isoaudit.tables.columns.missing import with_phrases
from isoaudit.tables.columns.phrases import told_by_phrase
from isoaudit.wording import labels, table_words

ALL = (AGENCY_COLUMNS, INSPECTOR_COLUMNS, INSPECTION_COLUMNS, ANSWER_COLUMNS, SAMPLE_COLUMNS)
OF_ANY = (
    *("Người ký", "Ngày ban hành", "Cơ quan ban hành", "Số điện thoại", "ĐT", "Email", "Ngày sinh", "Số QĐ", "Ghi chú"),
    *("Địa chỉ", "Thủ trưởng cơ quan", "Họ và tên thủ trưởng đơn vị", "Người đại diện", "Kiến nghị của đoàn"),
    *("Năm thành lập", "Kết quả năm trước", "Kết quả kiểm tra năm 2025", "Đơn vị đã kiểm tra", "Đơn vị chủ trì"),
    *("Trưởng đoàn", "Họ và tên trưởng đoàn", "Số lượng thành viên", "Nội dung kiểm tra", "Biện pháp khắc phục"),
    *("Người nộp hồ sơ", "Cán bộ thụ lý", "Lãnh đạo đơn vị", "Trình độ ngoại ngữ", "Nơi cấp", "Xếp hạng"),
)
"""Headings that no table takes for one of its columns."""
NEVER = {
    AGENCY_COLUMNS: ("Đơn vị phối hợp", "Số hồ sơ", "Họ và tên", "Ngày kiểm tra", "Đoàn kiểm tra", "Đơn vị phụ trách"),
    INSPECTOR_COLUMNS: ("Đơn vị phối hợp", "Số hồ sơ", "Đơn vị chịu sự kiểm tra", "Hình thức", "Số TTHC"),
    INSPECTION_COLUMNS: ("Số hồ sơ", "Đơn vị công tác", "Chức vụ", "Bằng chứng", "Số TTHC", "Cơ quan chủ quản"),
    ANSWER_COLUMNS: ("Chức vụ", "Đơn vị công tác", "Hình thức kiểm tra", "Số hồ sơ", "Thành phần đoàn"),
    SAMPLE_COLUMNS: ("Ngày kiểm tra", "Đoàn kiểm tra", "Chức vụ", "Bằng chứng", "Hình thức nộp"),
}
AROUND = ("", " năm nay", " của đơn vị", " (nếu có)", " cụ thể", " (ghi rõ)", " chi tiết", ":", " theo kế hoạch")


@pytest.mark.parametrize("columns", ALL, ids=("agencies", "inspectors", "inspections", "answers", "samples"))
def test_what_no_table_needs_is_never_taken(columns: tuple[Column, ...]) -> None:
    taken = {words: told_by_phrase(words, columns) for words in (*OF_ANY, *NEVER[columns])}
    assert {words: told[0].name for words, told in taken.items() if told} == {}


@pytest.mark.parametrize("columns", ALL, ids=("agencies", "inspectors", "inspections", "answers", "samples"))
def test_a_label_of_ours_is_never_told_otherwise_by_a_phrase(columns: tuple[Column, ...]) -> None:
    told = {column.name: told_by_phrase(column.heading, columns) for column in columns}
    assert {name: found[0].name for name, found in told.items() if found and found[0].name != name} == {}


def test_every_phrase_is_of_a_column_that_is_there() -> None:
    assert set(table_words()["phrase"]) - {"aside"} <= labels()["column"].keys()
    assert all(len(words) == 1 for words in table_words()["abbreviation"].values())


@pytest.mark.parametrize(
    ("words", "columns", "name"),
    [
        ("Tên CQ, ĐV áp dụng HTQLCL", AGENCY_COLUMNS, "name"),
        ("Số TTHC thuộc phạm vi áp dụng", AGENCY_COLUMNS, "procedures"),
        ("Cơ quan chủ quản trực tiếp", AGENCY_COLUMNS, "parent"),
        ("Họ và tên cán bộ tham gia kiểm tra", INSPECTOR_COLUMNS, "name"),
        ("Bằng cấp chuyên môn cao nhất", INSPECTOR_COLUMNS, "degree"),
        ("Giấy chứng nhận đào tạo ĐGV ISO 9001:2015", INSPECTOR_COLUMNS, "audit_certificate"),
        ("Phòng/đơn vị đang công tác", INSPECTOR_COLUMNS, "unit"),
        ("Thành phần tham gia đoàn KT", INSPECTION_COLUMNS, "team"),
        ("Cách thức tiến hành kiểm tra", INSPECTION_COLUMNS, "mode"),
        ("Tên đơn vị được KT trong đợt", INSPECTION_COLUMNS, "agency"),
        ("Hiện trạng thực tế ghi nhận", ANSWER_COLUMNS, "evidence"),
        ("Nội dung KPH / lưu ý cụ thể", ANSWER_COLUMNS, "gap"),
        ("Ngày hẹn trả theo phiếu", SAMPLE_COLUMNS, "due"),
        ("Ngày trả kết quả cho dân", SAMPLE_COLUMNS, "returned"),
    ],
)
def test_a_longer_heading_means_the_column_of_its_longest_phrase(
    words: str, columns: Sequence[Column], name: str
) -> None:
    told = told_by_phrase(words, columns)
    assert told and told[0].name == name


@settings(deadline=None)
@given(st.data())
def test_usual_words_around_a_phrase_turn_it_into_no_other_column(data: st.DataObject) -> None:
    columns = data.draw(st.sampled_from(ALL))
    named = [column for column in columns if (column.title or column.name) in table_words()["phrase"]]
    column = data.draw(st.sampled_from(named))
    phrase = data.draw(st.sampled_from(table_words()["phrase"][column.title or column.name]))
    alone = told_by_phrase(phrase, columns)
    assume(alone)
    assert alone
    how = data.draw(st.sampled_from((str, str.upper, str.title, str.capitalize)))
    told = told_by_phrase(how(phrase) + data.draw(st.sampled_from(AROUND)), columns)
    assert told is None or told[0] is alone[0]
    assert told or "của đơn vị" in table_words()["phrase"] or len(phrase.split()) <= 2


def read(folder: Path, columns: Sequence[Column], *rows: Sequence[Any]) -> Table:
    return read_table(saved(folder, *rows), columns, TODAY, year=TODAY.year)


def saved(folder: Path, *rows: Sequence[Any]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    book.save(folder / "bảng.xlsx")
    return folder / "bảng.xlsx"


def test_optional_columns_of_longer_headings_are_read_and_said_in_one_line(tmp_path: Path) -> None:
    heading = ["Mã", "Họ và tên", "Bằng cấp cao nhất", "Chứng chỉ về đánh giá ISO", "Ngày sinh"]
    table = read(tmp_path, INSPECTOR_COLUMNS, heading, ["K1", "Lê Thị Cẩm", "Kỹ sư", "số 5", "1/1/1980"])
    (row,) = table.rows
    assert (row.values["degree"], row.values["audit_certificate"]) == ("Kỹ sư", "số 5")
    assert len([warning for warning in table.warnings if "Bằng cấp cao nhất" in warning]) == 1
    assert [warning for warning in table.warnings if "«Ngày sinh» không dùng đến" in warning]


def test_two_headings_of_one_phrase_are_not_taken(tmp_path: Path) -> None:
    heading = find_heading([(1, ["Mã", "Họ và tên", "Bằng cấp một", "Bằng cấp hai"])], INSPECTOR_COLUMNS)
    found = with_phrases(heading, INSPECTOR_COLUMNS, [(2, ["K1", "Lê Thị Cẩm", "Kỹ sư", "Cử nhân"])])
    assert "degree" not in found.where()


def test_cells_that_do_not_fit_speak_against_a_phrase(tmp_path: Path) -> None:
    heading = ["Mã", "Tên cơ quan", "Số thủ tục nội bộ"]
    table = read(tmp_path, AGENCY_COLUMNS, heading, ["A1", "Sở A", "như trên"], ["A2", "Sở B", "nhiều"])
    assert "procedures" not in table.columns


def test_a_second_row_of_a_heading_is_passed_over_where_merged_cells_repeat_its_words(tmp_path: Path) -> None:
    rows = ["Mã", "Tên cơ quan", "Căn cứ xác định đối tượng"], ["Mã", "Tên cơ quan", "Số văn bản"], ["A1", "Sở A", "x"]
    table = read(tmp_path, AGENCY_COLUMNS, *rows)
    assert [row.values["code"] for row in table.rows] == ["A1"]


# --- lists without codes


def test_codes_of_names_are_as_offices_make_them() -> None:
    made = ["Sở Khoa học và Công nghệ", "UBND xã Hòa Tiến", "Ủy ban nhân dân phường An Hải", "Ban Quản lý KKT"]
    assert [*map(initials, made)] == ["SKHCN", "XHT", "PAH", "BQLKKT"]
    assert initials("SỞ Y TẾ") == "SYT"


def test_a_list_without_codes_gets_codes_once_and_keeps_them(
    lists: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    folder = Path(shutil.copytree(lists / "inspections", tmp_path / "năm"))
    before = Programme(folder).state().agencies
    path = saved(
        tmp_path, ["STT", "Tên cơ quan"], [1, "Sở Nội vụ"], [2, "Sở Xây dựng"], [3, "Sở Xứ đạo"], [4, "Sở Y tế"]
    )
    done = import_agencies(Programme(folder), path)
    after = Programme(folder).state().agencies
    new = {code: after[code].name for code in after.keys() - before.keys()}
    assert new == {"SXD": "Sở Xây dựng", "SXD-2": "Sở Xứ đạo", "SYT": "Sở Y tế"} and all(map(is_code, new))
    assert [warning for warning in done.warnings if "đã đặt 03 mã («Sở Xây dựng» là SXD" in warning]
    path = saved(tmp_path, ["STT", "Tên cơ quan"], [1, "Sở Y tế"], [2, "Sở Xứ đạo"], [3, "Sở Xây dựng"])
    again = import_agencies(Programme(folder), path)
    assert (again.added, again.changed) == (0, 0)


def test_a_name_that_two_agencies_have_needs_its_code(lists: Path, tmp_path: Path) -> None:  # noqa: F811
    folder = Path(shutil.copytree(lists / "inspections", tmp_path / "năm"))
    import_agencies(Programme(folder), saved(tmp_path, ["Mã", "Tên cơ quan"], ["A1", "Sở A"], ["A2", "Sở A"]))
    with pytest.raises(TableError) as refused:
        import_agencies(Programme(folder), saved(tmp_path, ["STT", "Tên cơ quan"], [1, "Sở A"]))
    assert [problem.code for problem in refused.value.problems] == ["AGENCY_007"]


def test_inspectors_without_codes_are_numbered_and_keep_their_codes(lists: Path, tmp_path: Path) -> None:  # noqa: F811
    folder = Path(shutil.copytree(lists / "agencies", tmp_path / "năm"))
    rows = ["STT", "Họ và tên"], [1, "Lê Thị Cẩm"], [2, "Võ Minh Hiếu"]
    import_inspectors(Programme(folder), saved(tmp_path, *rows))
    assert {i.code: i.name for i in Programme(folder).state().inspectors.values()} == {
        "KTV01": "Lê Thị Cẩm",
        "KTV02": "Võ Minh Hiếu",
    }
    again = import_inspectors(Programme(folder), saved(tmp_path, ["STT", "Họ và tên"], [1, "Võ Minh Hiếu"]))
    assert (again.added, again.changed) == (0, 0)


def test_a_code_that_is_missing_beside_others_is_still_refused(tmp_path: Path) -> None:
    table = read(tmp_path, AGENCY_COLUMNS, ["Mã", "Tên cơ quan", "Số TTHC"], ["A1", "Sở A", 1], ["", "Sở B", 2])
    assert [problem.code for problem in table.faults.problems()] == ["TABLE_003"]


# --- days and times written short


@pytest.mark.parametrize(
    ("typed", "day"),
    [("15/6/26", "2026-06-15"), ("15-6-99", "1999-06-15"), ("15.6.56", "2056-06-15"), ("15/6/85", None)],
)
def test_a_year_of_two_digits_is_one_within_thirty_years(typed: str, day: str | None, tmp_path: Path) -> None:
    table = read(tmp_path, AGENCY_COLUMNS, ["Mã", "Tên cơ quan", "Ngày thành lập"], ["A1", "Sở A", typed])
    (row,) = table.rows
    assert row.values["valid_from"] == day
    assert bool(table.faults.placed) is (day is None)
    assert day is None or [warning for warning in table.warnings if f"«{typed}»" in warning]


@pytest.mark.parametrize(("typed", "time"), [("8.30", "08 giờ 30 phút"), ("13.05", "13 giờ 05 phút"), ("8.3", None)])
def test_a_time_with_a_dot_has_both_digits_of_its_minutes(typed: str, time: str | None, tmp_path: Path) -> None:
    heading = ["Mã cơ quan", "Hình thức", "Giờ bắt đầu"]
    table = read(tmp_path, INSPECTION_COLUMNS, heading, ["A1", "Tại trụ sở", typed])
    assert table.rows[0].values["opened_at"] == time
