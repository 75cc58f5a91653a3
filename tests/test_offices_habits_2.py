"""What the seventh stranger's offices write and the program lost: each kind of it, as it stood there."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_office_tables import lists  # noqa: F401  the programmes of before each table
from test_offices_own_sheets import saved

from isoaudit.desk.inspections.schedule import INSPECTION_COLUMNS
from isoaudit.desk.intake.asking import NOBODY
from isoaudit.desk.registers.agencies import AGENCY_COLUMNS, import_agencies
from isoaudit.desk.registers.inspectors import INSPECTOR_COLUMNS
from isoaudit.errors import TableError
from isoaudit.journal.new_programme import init
from isoaudit.journal.programme import Programme, today
from isoaudit.model import Agency
from isoaudit.tables import Column, Table, read_table
from isoaudit.tables.cells import codes, word_key
from isoaudit.tables.columns.headings import find_heading
from isoaudit.tables.columns.missing import near_columns
from isoaudit.tables.columns.office_words import Said
from isoaudit.tables.columns.phrases import told_by_phrase
from isoaudit.tables.columns.questions import NONE_OF_THESE, Question

HEAD = ["TT", "Cơ quan", "Hình thức", "Ngày kiểm tra"]
SITE = "Tại trụ sở"


@pytest.fixture
def folder(lists: Path, tmp_path: Path) -> Path:  # noqa: F811
    return Path(shutil.copytree(lists / "agencies", tmp_path / "năm"))


def schedule(path: Path, *rows: Sequence[Any]) -> Table:
    table = read_table(saved(path, *rows), INSPECTION_COLUMNS, today(), year=2026, keeps=True)
    assert not table.faults.placed, table.faults.problems()
    return table


# --- a: the half-day beside the day


@pytest.mark.parametrize(
    ("written", "opened", "closed", "kept"),
    [
        ("Sáng", "", None, "Sáng"),
        ("Buổi chiều", "", None, "Buổi chiều"),
        ("Cả ngày", "", None, "Cả ngày"),
        ("1/2 ngày", "", None, "1/2 ngày"),
        ("8h00", "08 giờ 00 phút", None, None),
        ("Sáng (7h30)", "07 giờ 30 phút", None, "Sáng (7h30)"),
        ("Chiều, từ 2 giờ", "14 giờ 00 phút", None, "Chiều, từ 2 giờ"),
        ("8h00 - 11h30", "08 giờ 00 phút", "11 giờ 30 phút", "8h00 - 11h30"),
    ],
)
def test_the_half_day_beside_the_day_is_no_second_day(
    written: str, opened: str, closed: str | None, kept: str | None, tmp_path: Path
) -> None:
    """Two columns «Ngày kiểm tra | Thời gian» were refused as two of one day, though the second holds none."""
    table = schedule(tmp_path, [*HEAD, "Thời gian"], [1, "Sở Y tế", SITE, "12/5/2026", written])
    values = table.rows[0].values
    assert (values["from"], values["opened_at"], values.get("closed_at")) == ("2026-05-12", opened, closed)
    assert values.get("others", {}).get("Lịch đã ghi (thời gian)") == kept
    assert any(word == written for _, word, _ in table.taken) == bool(kept)


@pytest.mark.parametrize("written", ["01 ngày", "0,5 ngày", "Tháng 5"])
def test_what_is_no_day_and_no_hour_beside_the_day_stays_as_it_is(written: str, tmp_path: Path) -> None:
    table = schedule(tmp_path, [*HEAD, "Thời gian"], [1, "Sở Y tế", SITE, "12/5/2026", written])
    assert table.rows[0].values["from"] == "2026-05-12"
    assert table.rows[0].values["others"] == {"Thời gian": written}
    assert any("giữ nguyên 01 cột: «Thời gian»" in line for line in table.warnings)


def test_two_columns_of_days_are_still_asked_about(tmp_path: Path) -> None:
    rows = [[*HEAD, "Thời gian"], [1, "Sở Y tế", SITE, "12/5/2026", "13/5/2026"]]
    table = read_table(saved(tmp_path, *rows), INSPECTION_COLUMNS, today(), year=2026, keeps=True)
    assert [one.code for one in table.faults.problems()] == ["TABLE_002"]


# --- e: the month of the group


@pytest.mark.parametrize(
    ("group", "written", "kept"),
    [
        ("THÁNG 9/2026", "Trong tháng", "Trong tháng 9/2026"),
        ("Tháng 9", "cuối tháng", "cuối tháng 9"),
        ("THÁNG 09 NĂM 2026", "tuần 2", "tuần 2 tháng 9/2026"),
        ("THÁNG 9", "giữa tháng 9", "giữa tháng 9"),
        ("Tháng 8", "Tuần 2 tháng 9", "Tuần 2 tháng 9"),
        ("QUÝ III/2026", "Trong quý", "Trong quý III/2026"),
        ("Quý III", "Tháng 8", "Tháng 8, quý III"),
        ("KIỂM TRA QUA HỒ SƠ (Quý III/2026)", "Tháng 8/2026", "Tháng 8/2026, quý III/2026"),
        ("Quý III", "Quý IV", "Quý IV"),
        ("Tháng 9", "10 ngày đầu tháng", "10 ngày đầu tháng 9"),
        ("Tháng 9", "Thượng tuần", "Thượng tuần tháng 9"),
        ("Tháng 8, tháng 9", "Trong tháng", "Trong tháng"),
    ],
)
def test_the_month_of_a_group_stays_though_the_day_is_open(group: str, written: str, kept: str, tmp_path: Path) -> None:
    """«Trong tháng» below «THÁNG 9/2026» was kept without its month: nobody could tell any more which."""
    table = schedule(tmp_path, HEAD, [group], [1, "Sở Y tế", SITE, written])
    values = table.rows[0].values
    assert not values["from"]
    assert values["others"] == {"Lịch đã ghi (ngày kiểm tra)": kept}
    (meant,) = (meant for _, word, meant in table.taken if word == written)
    assert meant.startswith("chưa định ngày") and (kept == written or kept in meant)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("14", "2026-09-14", None),
        ("Ngày 14", "2026-09-14", None),
        ("Sáng 14", "2026-09-14", None),
        ("14-15", "2026-09-14", "2026-09-15"),
        ("14, 15", "2026-09-14", "2026-09-15"),
        ("14/9", "2026-09-14", None),
    ],
)
def test_a_day_below_its_month_is_of_that_month(written: str, first: str, last: str | None, tmp_path: Path) -> None:
    table = schedule(tmp_path, HEAD, ["THÁNG 9/2026"], [1, "Sở Y tế", SITE, written])
    assert (table.rows[0].values["from"], table.rows[0].values.get("to")) == (first, last)


def test_a_day_without_a_month_is_still_refused(tmp_path: Path) -> None:
    rows = [HEAD, ["QUÝ III/2026"], [1, "Sở Y tế", SITE, "14"]]
    table = read_table(saved(tmp_path, *rows), INSPECTION_COLUMNS, today(), year=2026, keeps=True)
    assert [one.code for one in table.faults.problems()] == ["TABLE_005"]


# --- d, g: lists of people


def people(path: Path, *rows: Sequence[Any]) -> Table:
    table = read_table(saved(path, *rows), INSPECTOR_COLUMNS, today(), keeps=True)
    assert not table.faults.placed, table.faults.problems()
    return table


LEVELS = ["Cao đẳng", "Đại học", "Sau đại học"]


@pytest.mark.parametrize(
    ("head", "cells", "degree"),
    [
        (["Đại học"], ["x"], "Đại học"),
        (["Bằng đại học"], ["x"], "Đại học"),
        (["Trình độ đại học"], ["✓"], "Đại học"),
        (LEVELS, ["", "x", ""], "Đại học"),
        (LEVELS, ["x", "", ""], "Cao đẳng"),
        (LEVELS, ["", "x", "x"], "Đại học; Sau đại học"),
        (LEVELS, ["", "", ""], ""),
        (LEVELS, ["", "Luật", ""], "Đại học (Luật)"),
        (["ĐH", "ThS"], ["x", "Không"], "Đại học"),
        (["Trình độ", "Sau đại học"], ["Cử nhân Luật", "x"], "Cử nhân Luật; Sau đại học"),
        (["Trình độ", "Sau đại học"], ["Cử nhân Luật", ""], "Cử nhân Luật"),
    ],
)
def test_a_level_of_training_that_is_ticked_is_the_degree(
    head: list[str], cells: list[str], degree: str, tmp_path: Path
) -> None:
    """Circular 26/2014, Article 40.1.a: six with an x below «Đại học» were said to have no degree."""
    other = ["x" if words in LEVELS[:1] else "" for words in head]
    rows = [["TT", "Họ và tên", *head], [1, "Lê Thị Cẩm", *cells], [2, "Võ Minh Hiếu", *other]]
    table = people(tmp_path, *rows)
    assert (table.rows[0].values.get("degree") or "") == degree
    said = [word for heading, word, _ in table.taken if heading in head]
    assert set(said) >= {cell for cell, words in zip(cells, head, strict=True) if cell and words != "Trình độ"}


def test_levels_below_one_heading_are_ticked_too(tmp_path: Path) -> None:
    upper, lower = ["TT", "Họ và tên", "Trình độ", ""], ["", "", "Đại học", "Sau đại học"]
    path = saved(tmp_path, upper, lower, [1, "Lê Thị Cẩm", "x", ""], [2, "Võ Minh Hiếu", "", "x"], merged=["C1:D1"])
    table = read_table(path, INSPECTOR_COLUMNS, today(), keeps=True)
    assert [row.values["degree"] for row in table.rows] == ["Đại học", "Sau đại học"]


def test_year_of_a_degree_and_day_of_a_certificate_below_their_groups_are_read(tmp_path: Path) -> None:
    """Circular 26/2014, Article 40.1: both were kept beside the person, and counted for nothing."""
    upper = ["TT", "Họ và tên", "Trình độ", "", "Chứng chỉ QLNN", "Chứng chỉ đánh giá HTQLCL", "", "Năm sinh", ""]
    lower = ["", "", "Chuyên ngành", "Năm tốt nghiệp ĐH", "", "Số", "Ngày cấp", "Nam", "Nữ"]
    row = [1, "Lê Thị Cẩm", "Luật", 2015, "Chuyên viên", "41/2019/ĐT", "25/10/2019", "", 1992]
    path = saved(tmp_path, upper, lower, row, merged=["C1:D1", "F1:G1", "H1:I1"])
    (one,) = (row.values for row in read_table(path, INSPECTOR_COLUMNS, today(), keeps=True).rows)
    assert (one["degree"], one["graduated_on"]) == ("Luật", "2015-12-31")
    assert one["audit_certificate"] == "41/2019/ĐT, ngày 25/10/2019"
    assert one["others"] == {"Năm sinh: Nam": "", "Năm sinh: Nữ": "1992"}


def test_a_formula_below_a_level_is_refused_and_not_lost(tmp_path: Path) -> None:
    rows = [["TT", "Họ và tên", "Đại học"], [1, "Lê Thị Cẩm", "x"], [2, "Võ Minh Hiếu", "=1/0"]]
    table = read_table(saved(tmp_path, *rows), INSPECTOR_COLUMNS, today(), keeps=True)
    assert [one.code for one in table.faults.problems()] == ["TABLE_014"]


@pytest.mark.parametrize(
    ("words", "columns"),
    [
        ("Nam/Nữ", INSPECTOR_COLUMNS),
        ("Nam, nữ", INSPECTOR_COLUMNS),
        ("Phỏng vấn", INSPECTOR_COLUMNS),
        ("Đột xuất", INSPECTION_COLUMNS),
        ("Đoạn đường (km)", INSPECTION_COLUMNS),
        ("Cập nhật", AGENCY_COLUMNS),
        ("Ngày khởi công", AGENCY_COLUMNS),
    ],
)
def test_a_heading_is_not_taken_for_another_word_of_the_same_letters(words: str, columns: Sequence[Column]) -> None:
    """«Nam/Nữ» was asked about as the year («năm») of a degree; «Đột xuất» was taken for a round («đợt»)."""
    assert told_by_phrase(words, columns) is None
    assert not near_columns(words, columns)


@pytest.mark.parametrize(
    ("words", "columns", "name"),
    [
        ("Nam tot nghiep", INSPECTOR_COLUMNS, "graduated_on"),
        ("Năm tôt nghiệp ĐH", INSPECTOR_COLUMNS, "graduated_on"),
        ("Tinh trang ap dung", AGENCY_COLUMNS, "qms_status"),
        ("Tình trang HTQLCL", AGENCY_COLUMNS, "qms_status"),
        ("Dot kiem tra", INSPECTION_COLUMNS, "round"),
    ],
)
def test_marks_that_were_forgotten_hide_no_heading(words: str, columns: Sequence[Column], name: str) -> None:
    told = told_by_phrase(words, columns)
    near = [column.name for column in near_columns(words, columns)]
    assert name in near or (told and told[0].name == name) or find_heading([(1, [words])], columns).where().get(name)


# --- f: states of systems


def register(folder: Path, path: Path) -> tuple[dict[str, Agency], str]:
    done = import_agencies(Programme(folder), path, asking=replace(NOBODY, given=["Chi cục=khuyến khích"]))
    return {one.name: one for one in Programme(folder).state().agencies.values()}, "\n".join(done.warnings)


WRITTEN = "Tình trạng HTQLCL đã ghi"


@pytest.mark.parametrize(
    ("written", "state", "kept"),
    [
        ("Đang xây dựng", "dang_xay_dung", None),
        ("Chưa xây dựng", "chua_xay_dung", None),
        ("Mới thành lập, chưa xây dựng HTQLCL", "chua_xay_dung", None),
        ("Chưa công bố", None, "Chưa công bố"),
        ("Mới thành lập; chưa công bố", None, "Mới thành lập; chưa công bố"),
        ("Đang xây dựng trụ sở", None, None),
        ("", None, None),
    ],
)
def test_a_state_told_in_a_note_is_no_unknown_one(
    written: str, state: str | None, kept: str | None, folder: Path, tmp_path: Path
) -> None:
    """Decision 19/2014, Article 4: lists without a column of states tell those that have not declared in a note."""
    head = ["TT", "Tên cơ quan", "Số, ngày quyết định công bố", "Ghi chú"]
    rows = [[1, "Sở Y tế", "15/QĐ-SYT ngày 05/3/2024", ""], [2, "UBND xã Tây Trà", "", written]]
    found, said = register(folder, saved(tmp_path, head, *rows))
    others = {other.heading: other.text for other in found["UBND xã Tây Trà"].others}
    assert (found["Sở Y tế"].qms_status, found["UBND xã Tây Trà"].qms_status) == ("da_cong_bo", state)
    assert others.get("Ghi chú", "") == written
    assert others.get(WRITTEN) == kept
    assert (f"«{written}»" in said) == bool(written and (state or kept))


@pytest.mark.parametrize("written", ["Đang xây dựng", "Chưa xây dựng"])
def test_a_state_below_the_decision_is_no_decision(written: str, folder: Path, tmp_path: Path) -> None:
    """«Đang xây dựng» below «Quyết định công bố» was a decision, and the system declared by it."""
    head = ["TT", "Tên cơ quan", "Quyết định công bố"]
    rows = [[1, "Sở Y tế", "15/QĐ-SYT ngày 05/3/2024"], [2, "UBND xã Tây Trà", written]]
    found, said = register(folder, saved(tmp_path, head, *rows))
    one = found["UBND xã Tây Trà"]
    assert (one.qms_status, one.declaration) == (codes("qms_status")[word_key(written)], "")
    assert f"«{written}»" in said


def test_words_that_leave_the_state_open_stay_till_it_is_known(folder: Path, tmp_path: Path) -> None:
    head = ["TT", "Tên cơ quan", "Tình trạng"]
    states = {}
    for written in ("Chưa công bố", "Chưa công bố", "Đang xây dựng"):
        found, said = register(folder, saved(tmp_path, head, [1, "UBND xã Tây Trà", written]))
        one = found["UBND xã Tây Trà"]
        states[written] = (one.qms_status, {other.heading: other.text for other in one.others}.get(WRITTEN))
        assert ("giữ lời đã ghi" in said) == (written == "Chưa công bố")
    assert states == {"Chưa công bố": (None, "Chưa công bố"), "Đang xây dựng": ("dang_xay_dung", None)}


# --- h: what no value of a list is


def test_a_word_may_be_none_of_the_values_and_stays_as_it_is(folder: Path, tmp_path: Path) -> None:
    """Whoever was asked what «Tạm dừng» means could only choose a wrong value, or nothing and have it refused."""
    asked: list[Question] = []

    def ask(questions: Sequence[Question]) -> list[Said]:
        asked.extend(questions)
        return [one.answers[-1][1] for one in questions]

    head = ["TT", "Tên cơ quan", "Tình trạng HTQLCL"]
    path = saved(tmp_path, head, [1, "Sở Y tế", "Đã công bố"], [2, "UBND xã Tây Trà", "Tạm dừng"])
    done = import_agencies(Programme(folder), path, asking=replace(NOBODY, ask=ask))
    (one,) = asked
    assert (one.typed, one.answers[-1][0]) == ("Tạm dừng", NONE_OF_THESE)
    found = {one.name: one for one in Programme(folder).state().agencies.values()}
    assert (found["Sở Y tế"].qms_status, found["UBND xã Tây Trà"].qms_status) == ("da_cong_bo", None)
    assert {other.heading: other.text for other in found["UBND xã Tây Trà"].others} == {WRITTEN: "Tạm dừng"}
    assert "«Tạm dừng» là «để trống»" in "\n".join(done.warnings)
    assert not (folder / "tu-ngu.toml").exists()


def test_where_a_value_must_be_none_of_them_is_no_answer(tmp_path: Path) -> None:
    rows = [HEAD, [1, "Sở Y tế", "Kiểu mới", "12/5/2026"]]
    table = read_table(saved(tmp_path, *rows), INSPECTION_COLUMNS, today(), year=2026, keeps=True)
    (one,) = table.questions
    assert NONE_OF_THESE not in [words for words, _ in one.answers]


def test_hours_in_a_note_are_those_of_the_visits_that_name_a_part_of_the_day(tmp_path: Path) -> None:
    rows = [[1, "Sở Y tế", SITE, "Sáng 12/5"], [2, "Sở A", SITE, "Chiều 12/5"], [3, "Sở B", SITE, "13/5/2026"]]
    rows += [[4, "Sở C", SITE, "8h00 14/5"], [5, "Sở D", SITE, "Chiều 15/5, 15h00"]]
    note = ["", "Ghi chú: Buổi sáng bắt đầu từ 7h30, buổi chiều từ 13h30."]
    table = schedule(tmp_path, HEAD, *rows, [], note)
    hours = ["07 giờ 30 phút", "13 giờ 30 phút", None, "08 giờ 00 phút", "15 giờ 00 phút"]
    assert [row.values.get("opened_at") for row in table.rows] == hours
    assert any("lấy cho 02 cuộc kiểm tra chỉ ghi buổi" in line for line in table.warnings)


def test_hours_of_one_day_are_not_those_of_all(tmp_path: Path) -> None:
    note = ["", "Ghi chú: Sáng ngày 12/5 họp Đoàn lúc 7h30."]
    table = schedule(tmp_path, HEAD, [1, "Sở Y tế", SITE, "Sáng 13/5"], [2, "Sở A", SITE, "Sáng 14/5"], [], note)
    assert [row.values.get("opened_at") for row in table.rows] == [None, None]


@pytest.mark.parametrize(("province", "level"), [("thành phố Đà Nẵng", "tinh"), ("tỉnh An Bình", None)])
def test_thanh_pho_is_the_level_of_a_city_that_is_one_of_a_province(
    province: str, level: str | None, tmp_path: Path
) -> None:
    """A city below a province was a district until 30/6/2025: there it is asked."""
    init(tmp_path / "năm", f"Chi cục Tiêu chuẩn Đo lường Chất lượng {province}", 2026)
    path = saved(tmp_path, ["TT", "Tên cơ quan", "Cấp"], [1, "Sở Y tế", "Thành phố"])
    try:
        found = register(tmp_path / "năm", path)[0]["Sở Y tế"].level
    except TableError as refused:
        found = None
        assert [one.code for one in refused.problems] == ["TABLE_004"]
    assert found == level


# --- any mixture of these

HALVES = {"": "", "Sáng": "Sáng", "Cả ngày": "Cả ngày", "8h00": "", "Sáng (7h30)": "Sáng (7h30)"}
"""What may stand beside the day, and what of it is kept."""
MONTHS = ("THÁNG {}/2026", "Tháng {}", "THÁNG 0{} NĂM 2026")
DAYS = ("{0}", "Ngày {0}", "{0}/{1}", "Sáng {0}/{1}", "{0}/{1}/2026", "Trong tháng", "cuối tháng {1}", "tuần 2")
TICKS = {"x": "Đại học", "✓": "Đại học", "": "", "Luật": "Đại học (Luật)"}


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_any_mixture_of_these_writings_of_a_schedule_is_read(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows: list[list[Any]] = [[*HEAD, "Thời gian"], [1, "Sở Y tế", SITE, "12/5/2026", "Chiều"]]
    months, meant = data.draw(st.lists(st.integers(6, 9), min_size=1, max_size=3)), []
    for month in months:
        rows.append([data.draw(st.sampled_from(MONTHS)).format(month)])
        for written in data.draw(st.lists(st.sampled_from(DAYS), min_size=1, max_size=3)):
            day, half = data.draw(st.integers(1, 28)), data.draw(st.sampled_from(sorted(HALVES)))
            rows.append([len(rows), f"Sở {len(rows)}", SITE, written.format(day, month), half])
            meant.append((None if "t" in written else f"2026-{month:02d}-{day:02d}", month, HALVES[half]))
    table = schedule(tmp_path_factory.mktemp("lịch"), *rows)
    for row, (day, month, half) in zip(table.rows[1:], meant, strict=True):
        others = row.values.get("others") or {}
        assert row.values.get("from") == day
        assert others.get("Lịch đã ghi (thời gian)", "") == half
        assert day or f"tháng {month}" in others["Lịch đã ghi (ngày kiểm tra)"]


@settings(deadline=None, max_examples=30)
@given(
    cells=st.lists(st.sampled_from(sorted(TICKS)), min_size=1, max_size=4), sex=st.sampled_from(["Nam/Nữ", "Nam, nữ"])
)
def test_any_mixture_of_ticks_and_words_is_a_degree(
    cells: list[str], sex: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = [[n, f"Lê Thị {'ABCD'[n]}", "Nữ", cell] for n, cell in enumerate(cells)]
    table = people(tmp_path_factory.mktemp("người"), ["TT", "Họ và tên", sex, "Đại học"], *rows)
    assert [row.values["degree"] for row in table.rows] == [TICKS[cell] for cell in cells]
    assert all(row.values["others"] == {sex: "Nữ"} for row in table.rows)
