"""What groups of a table say of their rows; a list whose unclear rows are left in the marked copy, the others taken."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from test_office_tables import lists  # noqa: F401  the programmes of before each table
from test_offices_own_sheets import saved

from isoaudit.desk.inspections.schedule import INSPECTION_COLUMNS, import_inspections
from isoaudit.desk.intake.asking import NOBODY, Asking
from isoaudit.desk.intake.judging import Imported
from isoaudit.desk.intake.left_rows import told
from isoaudit.desk.registers.agencies import import_agencies
from isoaudit.errors import TableError
from isoaudit.journal.programme import Programme, today
from isoaudit.tables import read_table
from isoaudit.tables.columns.office_words import Said
from isoaudit.tables.columns.questions import Question, asked_in_words
from isoaudit.tables.rows.groups import codes_in

HEAD = ["TT", "Cơ quan", "Ngày kiểm tra"]
LIST = ["TT", "Tên cơ quan", "Loại cơ quan", "Năm kiểm tra gần nhất"]
LEAVE = replace(NOBODY, leave=lambda refused, left: True)


@pytest.fixture
def folder(lists: Path, tmp_path: Path) -> Path:  # noqa: F811
    return Path(shutil.copytree(lists / "agencies", tmp_path / "năm"))


@pytest.fixture
def register(folder: Path, tmp_path: Path) -> Programme:
    import_agencies(Programme(folder), saved(tmp_path, LIST, *([n, *row] for n, row in enumerate(BODIES, 1))))
    return Programme(folder)


BODIES = (
    ("Sở Nông nghiệp và Môi trường", "Sở", ""),
    ("Sở Dân tộc và Tôn giáo", "Sở", ""),
    ("UBND xã Tây Trà", "UBND xã", ""),
    ("UBND xã Trà Bồng", "UBND xã", ""),
)


def rows(path: Path) -> list[dict[str, Any]]:
    table = read_table(path, INSPECTION_COLUMNS, today(), year=2026, keeps=True)
    assert not table.faults.placed, table.faults.problems()
    return [row.values for row in table.rows]


def form_of(register: Programme) -> dict[str, tuple[str, str]]:
    state = Programme(register.folder).state()
    return {state.agencies[one.agency].name: (one.mode, one.round) for one in state.inspections.values()}


def test_groups_tell_the_form_of_the_inspections_in_them(register: Programme, tmp_path: Path) -> None:
    groups = (["A", "Kiểm tra trực tiếp tại trụ sở", ""], ["B", "Kiểm tra qua hồ sơ", ""])
    table = [HEAD, groups[0], [1, BODIES[0][0], "12/10/2026"], groups[1], [1, BODIES[2][0], ""], [2, BODIES[3][0], ""]]
    done = import_inspections(register, saved(tmp_path, *table))
    assert form_of(register) == {
        BODIES[0][0]: ("on_site", ""),
        BODIES[2][0]: ("by_record", ""),
        BODIES[3][0]: ("by_record", ""),
    }
    said = "\n".join(done.warnings)
    assert "nhóm «Kiểm tra trực tiếp tại trụ sở»: tại trụ sở; nhóm «Kiểm tra qua hồ sơ»: qua hồ sơ" in said


def test_a_group_within_a_group_is_told_by_the_one_around_it(tmp_path: Path) -> None:
    table = [HEAD, ["A", "Kiểm tra qua hồ sơ", ""], ["I", "CẤP TỈNH", ""], [1, "Sở A", ""], [2, "Sở B", ""]]
    assert [row["mode"] for row in rows(saved(tmp_path, *table))] == ["by_record", "by_record"]


def test_a_sheet_is_a_group_and_rounds_are_told_by_groups_too(tmp_path: Path) -> None:
    table = [HEAD, ["", "ĐỢT I", ""], [1, "Sở A", ""], ["", "ĐỢT II", ""], [2, "Sở B", ""]]
    found = rows(saved(tmp_path, *table, sheet="Kiểm tra tại trụ sở"))
    assert [(row["mode"], row["round"]) for row in found] == [("on_site", "I"), ("on_site", "II")]


def test_a_column_says_more_than_the_groups(tmp_path: Path) -> None:
    table = [[*HEAD, "Hình thức"], ["A", "Kiểm tra qua hồ sơ", "", ""], [1, "Sở A", "", "Tại trụ sở"]]
    assert [row["mode"] for row in rows(saved(tmp_path, *table))] == ["on_site"]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("Đơn vị không bắt buộc", {"khuyen_khich"}),
        ("Cơ quan bắt buộc áp dụng", {"bat_buoc"}),
        ("Bắt buộc áp dụng; khuyến khích áp dụng", {"bat_buoc", "khuyen_khich"}),
        ("Các sở", set()),
    ],
)
def test_a_group_says_what_stands_in_it_in_words_of_their_own(words: str, meant: set[str]) -> None:
    assert codes_in("obligation", words) == meant


def test_a_group_of_a_register_says_who_is_obliged_as_the_office_has_it(folder: Path, tmp_path: Path) -> None:
    """Article 2 of Decision 19/2014 lets a province oblige its communes; the list says which it did."""
    table = [["TT", "Tên cơ quan"], ["I", "Cơ quan bắt buộc áp dụng"], [1, "UBND xã Tây Trà"]]
    table += [["II", "Cơ quan khuyến khích áp dụng"], [1, "UBND xã Trà Bồng"]]
    done = import_agencies(Programme(folder), saved(tmp_path, *table))
    obliged = {one.name: one.obligation for one in Programme(folder).state().agencies.values()}
    assert (obliged["UBND xã Tây Trà"], obliged["UBND xã Trà Bồng"]) == ("bat_buoc", "khuyen_khich")
    said = next(line for line in done.warnings if "chưa ghi «Đối tượng»" in line)
    assert "nhóm trong bảng" in said
    assert "Điều 2" not in said


def test_numbers_within_numbers_tell_the_superior_body(folder: Path, tmp_path: Path) -> None:
    table = [["TT", "Tên cơ quan"], [4, "Sở Nông nghiệp và Môi trường"], [5, "Sở Dân tộc và Tôn giáo"]]
    table += [[5.1, "Chi cục Dân số miền núi"], ["5,2", "Trung tâm Dịch vụ miền núi"], ["II", "UBND CẤP XÃ"]]
    table += [
        [1, "UBND xã Tây Trà"],
        ["1.1", "Trạm Y tế xã Tây Trà"],
        ["1.2", "Các cơ quan khác"],
        [6, "UBND xã Trà Bồng"],
    ]
    given = ["Đơn vị sự nghiệp=khuyến khích", "Chi cục=khuyến khích", "Trạm Y tế xã Tây Trà=Đơn vị sự nghiệp"]
    done = import_agencies(Programme(folder), saved(tmp_path, *table), asking=replace(NOBODY, given=given))
    above = {one.name: one.parent for one in Programme(folder).state().agencies.values()}
    assert above["Chi cục Dân số miền núi"] == above["Trung tâm Dịch vụ miền núi"] == "Sở Dân tộc và Tôn giáo"
    assert above["Trạm Y tế xã Tây Trà"] == "UBND xã Tây Trà"
    assert not above["UBND xã Trà Bồng"]
    assert any("«Chi cục Dân số miền núi» thuộc «Sở Dân tộc và Tôn giáo»" in line for line in done.warnings)


def answering(*wanted: str) -> tuple[Asking, list[str]]:
    """Whoever chooses the first answer with one of these words, and what was asked."""
    asked: list[str] = []

    def ask(questions: Sequence[Question]) -> list[Said]:
        asked.extend(asked_in_words(one) for one in questions)
        return [said for one in questions for words, said in one.answers if words in wanted]

    return Asking(ask=ask), asked


def test_a_group_nobody_knows_is_asked_about_and_not_remembered(register: Programme, tmp_path: Path) -> None:
    table = [HEAD, ["A", "Nhóm 1", ""], [1, BODIES[0][0], ""], ["B", "Nhóm 2", ""], [1, BODIES[2][0], ""]]
    path = saved(tmp_path, *table)
    with pytest.raises(TableError, match="Hình thức"):
        import_inspections(register, path)
    asking, asked = answering("tại trụ sở")
    import_inspections(register, path, asking=asking)
    assert [question.split(" của")[0] for question in asked] == ["«Hình thức» («Nhóm 1»)", "«Hình thức» («Nhóm 2»)"]
    assert set(form_of(register).values()) == {("on_site", "")}
    assert not (register.folder / "tu-ngu.toml").exists(), "the next schedule means other bodies by «Nhóm 1»"


def test_which_agency_is_meant_is_asked_once_and_remembered(register: Programme, tmp_path: Path) -> None:
    path = saved(tmp_path, [*HEAD, "Hình thức"], [1, "Sở Nông nghiệp", "", "Qua hồ sơ"])
    with pytest.raises(TableError, match="Sở Nông nghiệp"):
        import_inspections(register, path)
    asking, asked = answering("Sở Nông nghiệp và Môi trường (SNNMT)")
    import_inspections(register, path, asking=asking)
    assert asked == ["Ở cột «Mã cơ quan», «Sở Nông nghiệp» (01 ô) là:"]
    assert set(form_of(register)) == {"Sở Nông nghiệp và Môi trường"}
    assert import_inspections(register, path).unchanged == 1, "it is in tu-ngu.toml"


def test_what_an_agency_is_called_can_be_given_with_the_command(register: Programme, tmp_path: Path) -> None:
    path = saved(tmp_path, [*HEAD, "Hình thức"], [1, "Sở Nông nghiệp", "", "Qua hồ sơ"])
    asking = Asking(given=["Sở Nông nghiệp=Sở Nông nghiệp và Môi trường"])
    assert import_inspections(register, path, asking=asking).added == 1
    with pytest.raises(TableError, match="--map"):
        import_inspections(register, path, asking=Asking(given=["Sở Nông nghiệp=Sở nào đó"]))


# --- rows that are left -----------------------------------------------------------------------------------------------

LEFT_OPEN = "Năm kiểm tra tại trụ sở gần nhất đã ghi"
GOOD = [f"UBND xã Số {chr(65 + n)}" for n in range(6)]


@settings(max_examples=15, deadline=None)
@given(
    kinds=st.lists(st.sampled_from(["good", "year", "kind", "text"]), min_size=2, max_size=6).filter(
        lambda kinds: {"good", "year"} & set(kinds) and set(kinds) != {"good"}
    )
)
def test_what_is_understood_goes_in_and_only_that(
    kinds: list[str],
    tmp_path_factory: pytest.TempPathFactory,
    lists: Path,  # noqa: F811
) -> None:
    place = tmp_path_factory.mktemp("bảng")
    programme = Programme(Path(shutil.copytree(lists / "agencies", place / "năm")))
    before = len(programme.state().agencies)
    made = {
        "good": lambda n: [n, GOOD[n - 5], "xã", "2024"],
        "year": lambda n: [n, GOOD[n - 5], "xã", "hôm nào"],
        "kind": lambda n: [n, f"Cơ quan lạ {n}", "zzz", ""],
        "text": lambda n: [n, "", "xã", "2024"],
    }
    path = saved(place, LIST, *(made[kind](n) for n, kind in enumerate(kinds, start=5)))
    with pytest.raises(TableError) as refused:
        import_agencies(programme, path)
    assert refused.value.understood == kinds.count("good") + kinds.count("year")
    assert refused.value.waiting == kinds.count("year")
    assert len(programme.state().agencies) == before, "nothing is taken in unasked"
    done = import_agencies(programme, path, asking=LEAVE)
    known = {one.name: one for one in Programme(programme.folder).state().agencies.values()}
    goes_in = {GOOD[n]: kind for n, kind in enumerate(kinds) if kind in ("good", "year")}
    assert known.keys() & set(GOOD) == goes_in.keys()
    assert (done.added, done.left_rows) == (len(goes_in), len(kinds) - len(goes_in))
    assert done.left_cells == kinds.count("year")
    for name, kind in goes_in.items():
        kept = {one.heading: one.text for one in known[name].others}
        assert known[name].last_on_site == (2024 if kind == "good" else None)
        assert kept == ({} if kind == "good" else {LEFT_OPEN: "hôm nào"}), "nothing that is typed is lost"


def test_the_marked_copy_once_mended_brings_in_the_rest(folder: Path, tmp_path: Path) -> None:
    path = saved(tmp_path, LIST, [1, GOOD[0], "xã", "2024"], [2, GOOD[1], "xã", "hôm nào"], [3, "Nơi lạ", "", "2025"])
    done = import_agencies(Programme(folder), path, asking=LEAVE)
    assert (done.added, done.left_cells, done.left_rows) == (2, 1, 1)
    assert "bảng - cần sửa.xlsx" in done.note
    copy = path.with_name("bảng - cần sửa.xlsx")
    book = load_workbook(copy)
    book.active["D3"] = 2023
    book.active["C4"] = "Sở"
    book.save(copy)
    again = import_agencies(Programme(folder), copy)
    assert (again.added, again.changed, again.unchanged, again.left_rows, again.left_cells) == (1, 1, 1, 0, 0)
    mended = next(one for one in Programme(folder).state().agencies.values() if one.name == GOOD[1])
    assert (mended.last_on_site, mended.others) == (2023, ()), "what was left open is said no longer"


def test_a_cell_left_open_takes_nothing_from_what_is_recorded(folder: Path, tmp_path: Path) -> None:
    import_agencies(Programme(folder), saved(tmp_path, LIST, [1, GOOD[0], "xã", "2024"]))
    path = saved(tmp_path, LIST, [1, GOOD[0], "xã", "hôm nào"])
    done = import_agencies(Programme(folder), path, asking=LEAVE)
    known = next(one for one in Programme(folder).state().agencies.values() if one.name == GOOD[0])
    assert (done.left_cells, known.last_on_site) == (1, 2024)
    assert [(one.heading, one.text) for one in known.others] == [(LEFT_OPEN, "hôm nào")]


def test_a_visit_whose_day_is_no_day_goes_in_without_one(register: Programme, tmp_path: Path) -> None:
    table = [["TT", "Cơ quan", "Hình thức", "Ngày"], [1, BODIES[0][0], "Tại trụ sở", "12/10/2026"]]
    table += [[2, BODIES[1][0], "Qua hồ sơ", "Phòng TBT thẩm định báo cáo"], [3, BODIES[2][0], "lạ", "13/10/2026"]]
    done = import_inspections(register, saved(tmp_path, *table), asking=LEAVE)
    assert (done.left_rows, done.left_cells) == (1, 1), "without a form there is no inspection"
    found = {one.agency: one for one in Programme(register.folder).state().inspections.values()}
    days = sorted(str(one.from_) for one in found.values())
    assert days == ["2026-10-12", "None"]
    kept = [other.text for one in found.values() for other in one.others]
    assert kept == ["Phòng TBT thẩm định báo cáo"]


def test_what_is_left_is_told_in_a_sentence() -> None:
    assert told(Imported(left_rows=3)) == "Chưa nhập 03 dòng; phần khác đã nhập."
    assert told(Imported(left_cells=2)) == "Chưa nhập 02 ô; chữ trong các ô ấy được giữ kèm dòng; phần khác đã nhập."
    both = "Sẽ để lại 01 dòng và 12 ô của các dòng khác; chữ trong các ô ấy được giữ kèm dòng; phần khác nhập được."
    assert told(Imported(left_rows=1, left_cells=12, dry_run=True)) == both


def test_of_two_rows_that_say_the_same_neither_goes_in(folder: Path, tmp_path: Path) -> None:
    table = [LIST, [1, GOOD[0], "xã", "2024"], [2, GOOD[0], "xã", "2020"], [3, GOOD[1], "xã", ""]]
    done = import_agencies(Programme(folder), saved(tmp_path, *table), asking=LEAVE)
    assert (done.added, done.left_rows) == (1, 2)


def test_a_row_that_rests_on_one_left_out_waits_with_it(folder: Path, tmp_path: Path) -> None:
    head = ["Mã", "Tên cơ quan", "Cơ quan chủ quản", "Năm kiểm tra gần nhất"]
    table = [head, ["SKX", "Nơi lạ X", "", ""], ["CCX", "Chi cục X", "SKX", ""], ["XQ", GOOD[0], "", ""]]
    with pytest.raises(TableError):
        import_agencies(Programme(folder), saved(tmp_path, *table))
    done = import_agencies(Programme(folder), saved(tmp_path, *table), asking=LEAVE)
    known = Programme(folder).state().agencies
    assert "XQ" in known
    assert "SKX" not in known
    assert ("CCX" in known) == (done.left_rows == 1)


def test_a_heading_that_is_not_understood_is_one_fault_of_all_rows(register: Programme, tmp_path: Path) -> None:
    with pytest.raises(TableError) as refused:
        import_inspections(register, saved(tmp_path, HEAD, [1, BODIES[0][0], "12/10/2026"]), asking=LEAVE)
    assert refused.value.understood == 0
