"""Plans of inspections as offices draw them: a half for each form, teams spelled out in a table of their own.

The plan is the one of Article 34.2 of Circular 26/2014: which agencies, in which form (Article 33.2), when, by whom.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from test_office_tables import lists  # noqa: F401  the programmes of before each table

from isoaudit.desk.inspections.schedule import INSPECTION_COLUMNS, import_inspections
from isoaudit.journal.programme import Programme, today
from isoaudit.model import Inspection
from isoaudit.tables import Table, read_table
from isoaudit.tables.cells import TO_MEND

SITE, RECORD = "Kiểm tra tại trụ sở", "Kiểm tra qua hồ sơ, báo cáo"
UPPER = ["TT", "Cơ quan, đơn vị", SITE, "", "", RECORD, "", "Ghi chú"]
LOWER = ["", "", "Đợt", "Thời gian", "Đoàn số", "Tháng", "Người phụ trách", ""]
MERGED = ["A1:A2", "B1:B2", "C1:E1", "F1:G1", "H1:H2"]
LEADER = {"name": "Lê Thị Cẩm", "role": "truong_doan"}
Sheets = Mapping[str, Sequence[Sequence[Any]]]


def workbook(folder: Path, sheets: Sheets, merged: Mapping[str, Sequence[str]] | None = None) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for cells in (merged or {}).get(name, ()):
            sheet.merge_cells(cells)
    book.save(folder / "kế hoạch.xlsx")
    return folder / "kế hoạch.xlsx"


def read(folder: Path, *rows: Sequence[Any], merged: Sequence[str] = (), **more: Sequence[Sequence[Any]]) -> Table:
    path = workbook(folder, {"KH": rows, **more}, {"KH": merged})
    return read_table(path, INSPECTION_COLUMNS, today(), year=2026, keeps=True)


def said(table: Table, *names: str) -> list[tuple[Any, ...]]:
    assert not table.faults.placed, table.faults.problems()
    return [tuple(row.values.get(name) for name in names) for row in table.rows]


@pytest.fixture
def programme(lists: Path, tmp_path: Path) -> Programme:  # noqa: F811
    return Programme(Path(shutil.copytree(lists / "inspections", tmp_path / "năm")))


def imported(programme: Programme, path: Path) -> tuple[dict[tuple[str, str], Inspection], list[str]]:
    before = set(Programme(programme.folder).state().inspections)
    done = import_inspections(Programme(programme.folder), path)
    after = Programme(programme.folder).state().inspections
    return {(one.agency, one.mode): one for id, one in after.items() if id not in before}, done.warnings


def members(inspection: Inspection) -> list[tuple[str, str]]:
    return [(member.name, member.role) for member in inspection.team]


# --- halves of a plan


@pytest.mark.parametrize("merged", [MERGED, []], ids=["merged", "plain"])
def test_the_half_that_is_filled_tells_the_form_and_both_are_two_inspections(
    merged: Sequence[str], tmp_path: Path
) -> None:
    """Circular 26/2014, Article 33.2: an agency is inspected at its office or by record, here both."""
    table = read(
        tmp_path,
        UPPER,
        LOWER,
        ["I. Sở, ngành"],
        [1, "Sở Y tế", 1, "12-13/5/2026", 2, "9/2026", "Lê Thị Cẩm", "Cả hai"],
        [2, "Sở Nội vụ", "", "", "", "9/2026", "Lê Thị Cẩm"],
        [3, "Sở Tư pháp", 2, "14/5/2026", 1],
        ["Cộng", "", "2 cơ quan", "", "", "2 cơ quan"],
        merged=merged,
    )
    assert said(table, "agency", "mode", "round", "from", "to") == [
        ("Sở Y tế", "on_site", "1", "2026-05-12", "2026-05-13"),
        ("Sở Y tế", "by_record", None, None, None),
        ("Sở Nội vụ", "by_record", None, None, None),
        ("Sở Tư pháp", "on_site", "2", "2026-05-14", None),
    ]
    assert [row.place.row for row in table.rows] == [4, 4, 5, 6]
    assert said(table, "team")[1] == ([LEADER],)
    others = [row.values["others"] for row in table.rows]
    assert others[0] == {"Đoàn số": "2", "Ghi chú": "Cả hai"}
    assert others[1] == {"Lịch đã ghi (tháng kiểm tra)": "9/2026", "Ghi chú": "Cả hai"}
    assert any("01 dòng ghi ở nhiều nhóm, mỗi nhóm lấy thành một cuộc kiểm tra" in line for line in table.warnings)


def test_a_row_with_no_half_filled_is_no_inspection_and_that_is_said(tmp_path: Path) -> None:
    empty = [[2, "Sở Nội vụ"], [3, "Sở Tư pháp", "-", "-", "-", "Không", "-"]]
    table = read(tmp_path, UPPER, LOWER, [1, "Sở Y tế", 1, "12/5/2026", 2], *empty, merged=MERGED)
    assert said(table, "agency") == [("Sở Y tế",)]
    assert any("02 dòng không ghi gì ở nhóm cột nào" in line and "dòng 4, 5" in line for line in table.warnings)


def test_what_a_marked_copy_says_of_a_row_is_no_half_of_it(tmp_path: Path) -> None:
    """The copy to mend has a column «Cần sửa» on the right, here beside the last half."""
    upper, lower = [*UPPER[:-1], ""], [*LOWER[:-1], TO_MEND]
    table = read(tmp_path, upper, lower, [1, "Sở Y tế", 1, "12/5/2026", 2, "", "", "Sai ngày"])
    assert said(table, "agency", "mode") == [("Sở Y tế", "on_site")]


def test_a_fault_in_a_half_is_named_at_its_cell(tmp_path: Path) -> None:
    table = read(tmp_path, UPPER, LOWER, [1, "Sở Y tế", 1, "32/5/2026", 2, "9/2026", "Lê Thị Cẩm"], merged=MERGED)
    assert [(place.row, place.column, fault.code) for place, fault in table.faults.placed] == [(3, 4, "TABLE_005")]


@pytest.mark.parametrize(
    ("upper", "lower", "cells", "expected"),
    [
        (
            ["Tại trụ sở", "", "Qua hồ sơ"],
            ["Ngày", "Thành phần đoàn", ""],
            ["12/5/2026", "Lê Thị Cẩm (trưởng đoàn)", "Tháng 9"],
            [("on_site", None, "2026-05-12", [LEADER]), ("by_record", None, None, None)],
        ),
        (
            ["Kiểm tra trực tiếp", "", "Kiểm tra gián tiếp"],
            ["Từ ngày", "Đến ngày", ""],
            ["12/5/2026", "13/5/2026", "x"],
            [("on_site", None, "2026-05-12", None), ("by_record", None, None, None)],
        ),
        (
            ["Đợt 1 (tại trụ sở)", "", "Đợt 2 (tại trụ sở)", ""],
            ["Ngày", "Trưởng đoàn", "Ngày", "Trưởng đoàn"],
            ["12/5/2026", "Lê Thị Cẩm", "06/10/2026", "Lê Thị Cẩm"],
            [("on_site", "1", "2026-05-12", [LEADER]), ("on_site", "2", "2026-10-06", [LEADER])],
        ),
        (
            ["KT tại CQ", "", "KT qua HS", ""],
            ["Ngày KT", "Trưởng đoàn", "Tháng", "CB phụ trách"],
            ["-", "-", "9", "Phòng TĐC"],
            [("by_record", None, None, [])],
        ),
        (
            ["Đợt 1", "", "Đợt 2", ""],
            ["Ngày", "Hình thức", "Ngày", "Hình thức"],
            ["12/5/2026", "Tại trụ sở", "06/10/2026", "Qua hồ sơ"],
            [("on_site", "1", "2026-05-12", None), ("by_record", "2", "2026-10-06", None)],
        ),
        (
            ["Tại trụ sở", "", "Qua hồ sơ", ""],
            ["Thời gian", "Đoàn kiểm tra", "Thời gian", "Cán bộ thực hiện"],
            ["", "", "Quý III/2026", "Lê Thị Cẩm"],
            [("by_record", None, None, [LEADER])],
        ),
    ],
    ids=["a column alone", "a mark", "rounds", "short words and a unit", "the form in a column", "the same words"],
)
def test_any_groups_of_forms_or_rounds_are_halves(
    upper: list[str], lower: list[str], cells: list[str], expected: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    table = read(tmp_path, ["TT", "Cơ quan", *upper], ["", "", *lower], [1, "Sở Y tế", *cells])
    assert said(table, "mode", "round", "from", "team") == expected


def test_forms_that_are_ticked_below_one_heading_are_no_halves(tmp_path: Path) -> None:
    upper, lower = ["TT", "Cơ quan", "Hình thức", "", "Thời gian"], ["", "", "Tại trụ sở", "Qua hồ sơ", ""]
    table = read(tmp_path, upper, lower, [1, "Sở Y tế", "x", "", "12/5/2026"], [2, "Sở Nội vụ", "", "x", ""])
    assert said(table, "mode", "from") == [("on_site", "2026-05-12"), ("by_record", None)]


@pytest.mark.parametrize("over", [True, False])
def test_days_below_the_forms_themselves_are_halves(over: bool, tmp_path: Path) -> None:
    """«Tại trụ sở | Qua hồ sơ» with a day or a month in place of a mark."""
    upper = [["TT", "Cơ quan", "Thời gian kiểm tra", "", "Đoàn kiểm tra"], ["", "", "Tại trụ sở", "Qua hồ sơ", ""]]
    plain = [["TT", "Cơ quan", "Kiểm tra tại trụ sở", "Kiểm tra qua hồ sơ", "Đoàn kiểm tra"]]
    rows = [[1, "Sở Y tế", "12/5/2026", "", "Lê Thị Cẩm"], [2, "Sở Nội vụ", "", "Tháng 9/2026", "Lê Thị Cẩm"]]
    rows += [[3, "Sở Tư pháp", "14-15/5/2026", "x", ""], ["", "Cộng", 2, 2]]
    table = read(tmp_path, *(upper if over else plain), *rows)
    assert said(table, "agency", "mode", "from", "to") == [
        ("Sở Y tế", "on_site", "2026-05-12", None),
        ("Sở Nội vụ", "by_record", None, None),
        ("Sở Tư pháp", "on_site", "2026-05-14", "2026-05-15"),
        ("Sở Tư pháp", "by_record", None, None),
    ]


def test_rows_of_data_that_name_a_round_and_a_form_are_no_halves(tmp_path: Path) -> None:
    """A schedule by days has «Đợt 1» and «Tại trụ sở» above members and parts of the day, but no heading there."""
    head = ["TT", "Đợt", "Ngày", "Buổi", "Cơ quan được kiểm tra", "Hình thức", "Thành phần Đoàn"]
    rows = [
        [1, "Đợt 1", "15/6/2026", "Sáng", "Sở Nội vụ", "Tại trụ sở", "- Lê Thị Cẩm, Chi cục trưởng, Trưởng đoàn"],
        [2, "", "", "Chiều", "Sở Tư pháp", "Tại trụ sở", ""],
    ]
    table = read(tmp_path, head, *rows, merged=["B2:B3", "C2:C3", "G2:G3"])
    assert said(table, "agency", "from", "team") == [
        (body, "2026-06-15", [LEADER]) for body in ("Sở Nội vụ", "Sở Tư pháp")
    ]


def test_one_in_charge_beside_a_team_does_not_take_its_place(tmp_path: Path) -> None:
    upper = ["TT", "Cơ quan", SITE, "", "", RECORD, ""]
    lower = ["", "", "Ngày", "Thành phần đoàn", "Cán bộ phụ trách", "Tháng", "Cán bộ phụ trách"]
    row = [1, "Sở Y tế", "12/5/2026", "Lê Thị Cẩm (trưởng đoàn)", "Võ Thị Hà", "9", "Võ Thị Hà"]
    table = read(tmp_path, upper, lower, row)
    assert said(table, "mode", "team") == [
        ("on_site", [LEADER]),
        ("by_record", [{"name": "Võ Thị Hà", "role": "truong_doan"}]),
    ]
    assert table.rows[0].values["others"] == {"Cán bộ phụ trách": "Võ Thị Hà"}


@pytest.mark.parametrize(("title", "sheet"), [("KIỂM TRA QUA HỒ SƠ, BÁO CÁO NĂM 2026", "Trang 2"), ("", "Qua hồ sơ")])
def test_a_sheet_of_one_form_is_read_though_it_names_no_form(title: str, sheet: str, tmp_path: Path) -> None:
    """One sheet for the inspections at offices, one for those by record: the second was passed over."""
    site = [["TT", "Mã", "Cơ quan", "Hình thức", "Ngày"], [1, "T01", "Sở Y tế", "Tại trụ sở", "12/5/2026"]]
    record = [[title], ["STT", "Mã", "Cơ quan", "Thời gian xem xét", "Người xem xét", "Hạn nộp báo cáo"]]
    record.append([1, "T02", "Sở Nội vụ", "Tháng 8/2026", "Lê Thị Cẩm", "31/7/2026"])
    table = read(tmp_path, *site, **{sheet: record})
    assert said(table, "agency", "mode", "from", "team") == [
        ("T01", "on_site", "2026-05-12", None),
        ("T02", "by_record", None, [LEADER]),
    ]
    assert table.rows[1].values["others"]["Hạn nộp báo cáo"] == "31/7/2026"


def test_halves_below_the_words_of_all_of_them_are_read(tmp_path: Path) -> None:
    """Three rows of headings, as «Hình thức kiểm tra» stands over both forms."""
    rows = [
        ["TT", "Cơ quan, đơn vị", "Hình thức kiểm tra", "", "", "", "Ghi chú"],
        ["", "", "Tại trụ sở", "", "Qua hồ sơ", "", ""],
        ["", "", "Đợt", "Ngày", "Tháng", "Phụ trách", ""],
        [1, "Sở Y tế", "I", "12/5/2026", "", "", "Cả ngày"],
        [2, "Sở Nội vụ", "", "", "9", "Lê Thị Cẩm", ""],
    ]
    table = read(tmp_path, *rows, merged=["A1:A3", "B1:B3", "C1:F1", "C2:D2", "E2:F2", "G1:G3"])
    assert said(table, "mode", "round", "from", "team") == [
        ("on_site", "I", "2026-05-12", None),
        ("by_record", None, None, [LEADER]),
    ]
    assert table.rows[1].values["others"]["Lịch đã ghi (tháng kiểm tra)"] == "tháng 9/2026"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("9", "tháng 9/2026"),
        ("09", "tháng 9/2026"),
        ("9-10", "tháng 9, 10/2026"),
        ("9/2026", "9/2026"),
        ("01/9/2026", "tháng 9/2026"),
    ],
)
def test_a_number_below_thang_is_a_month_and_no_day(written: str, kept: str, tmp_path: Path) -> None:
    """The first day of a month is what a spreadsheet makes of «9/2026»."""
    table = read(tmp_path, ["TT", "Cơ quan", "Hình thức", "Tháng kiểm tra"], [1, "Sở Y tế", "Qua hồ sơ", written])
    assert said(table, "from") == [(None,)]
    assert table.rows[0].values["others"] == {"Lịch đã ghi (tháng kiểm tra)": kept}


WHO = st.sampled_from(["Lê Thị Cẩm", "Trần Quang Đại", ""])
HALF = st.one_of(
    st.none(),
    st.fixed_dictionaries(
        {
            "Đợt": st.sampled_from(["1", "2", ""]),
            "Ngày": st.dates(date(2026, 1, 1), date(2026, 12, 31)).map(lambda day: f"{day:%d/%m/%Y}"),
            "Trưởng đoàn": WHO,
        }
    ),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(HALF, HALF, st.sampled_from(["", "Có một cửa"])), min_size=1, max_size=8))
def test_a_plan_in_halves_is_the_plain_list_with_a_row_an_inspection(
    rows: list[tuple[dict[str, str] | None, dict[str, str] | None, str]], tmp_path: Path
) -> None:
    rows = [row for row in rows if row[0] or row[1]]
    if not rows:
        return
    own = ["Đợt", "Ngày", "Trưởng đoàn"]
    halves: list[list[Any]] = [["TT", "Cơ quan", SITE, "", "", RECORD, "", "", "Ghi chú"], ["", "", *own, *own, ""]]
    plain: list[list[Any]] = [["TT", "Cơ quan", "Hình thức", *own, "Ghi chú"]]
    for number, (site, record, note) in enumerate(rows, 1):
        body = f"UBND phường Số {number}"
        cells = [value for half in (site, record) for value in ((half or {}).get(name, "") for name in own)]
        halves.append([number, body, *cells, note])
        filled = [(form, half) for form, half in (("Tại trụ sở", site), ("Qua hồ sơ", record)) if half]
        plain += [[number, body, form, *(half[name] for name in own), note] for form, half in filled]
    one, other = read(tmp_path, *halves), read(tmp_path, *plain)
    names = ("agency", "mode", "round", "from", "team", "others")
    assert said(one, *names) == said(other, *names)


# --- teams spelled out beside the plan

PEOPLE = [("Lê Thị Cẩm", "Chi cục trưởng", "Trưởng đoàn"), ("Đỗ Văn Sĩ", "Chuyên viên, Sở Nội vụ", "Thư ký")]
SECOND = [
    ("Trần Quang Đại", "Phó Giám đốc Sở KH&CN", "Trưởng đoàn"),
    ("Võ Thị Hà", "Phó Chánh Văn phòng", "Thành viên"),
]
TEAMS = {
    1: [("Lê Thị Cẩm", "truong_doan"), ("Đỗ Văn Sĩ", "thu_ky")],
    2: [("Trần Quang Đại", "truong_doan"), ("Võ Thị Hà", "thanh_vien")],
}
HEAD = ["Họ và tên", "Chức vụ, đơn vị", "Nhiệm vụ"]


def in_a_column(name: Callable[[int], Any], heading: str) -> Sheets:
    rows = [["THÀNH PHẦN CÁC ĐOÀN KIỂM TRA"], [], [heading, *HEAD]]
    for number, people in enumerate((PEOPLE, SECOND), 1):
        rows += [[name(number) if at == 0 else "", *person] for at, person in enumerate(people)]
    return {"Đoàn KT": rows}


LAYOUTS: dict[str, Sheets] = {
    "a number below Đoàn số": in_a_column(lambda n: n, "Đoàn số"),
    "a number below Đoàn": in_a_column(lambda n: n, "Đoàn"),
    "its name": in_a_column(lambda n: f"Đoàn {n}", "Đoàn"),
    "its name with what it is for": in_a_column(lambda n: f"Đoàn số {n} (khối sở)", "Tên đoàn"),
    "in Roman": in_a_column(lambda n: "I" * n, "Đoàn kiểm tra"),
    "above its members": {
        "Thành viên": [
            ["TT", *HEAD],
            ["I", "Đoàn kiểm tra số 1"],
            *([at, *person] for at, person in enumerate(PEOPLE, 1)),
            ["II", "Đoàn kiểm tra: 2"],
            *([at, *person] for at, person in enumerate(SECOND, 1)),
        ]
    },
    "a sheet a team": {
        "Đoàn 1": [["TT", *HEAD], *([at, *person] for at, person in enumerate(PEOPLE, 1))],
        "Đoàn 2": [["TT", *HEAD], *([at, *person] for at, person in enumerate(SECOND, 1))],
    },
    "a row a team": {
        "Đoàn": [
            ["Đoàn số", "Trưởng đoàn", "Thư ký", "Thành viên"],
            [1, "Lê Thị Cẩm", "Đỗ Văn Sĩ", ""],
            [2, "Ông Trần Quang Đại", "", "Võ Thị Hà"],
        ]
    },
    "a cell a team": {
        "Đoàn": [
            ["Đoàn", "Thành phần"],
            ["Đoàn 1", "Lê Thị Cẩm, Chi cục trưởng - Trưởng đoàn\nĐỗ Văn Sĩ - Thư ký"],
            ["Đoàn 2", "Ông Trần Quang Đại, Phó Giám đốc Sở - Trưởng đoàn; bà Võ Thị Hà - Thành viên"],
        ]
    },
}


@pytest.mark.parametrize(
    "named", [lambda n: n, lambda n: f"Đoàn {n}", lambda n: f"Đoàn số 0{n}"], ids=["1", "Đoàn 1", "Đoàn số 01"]
)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_members_of_a_team_come_from_its_own_table(
    layout: str, named: Callable[[int], Any], programme: Programme, tmp_path: Path
) -> None:
    """Circular 26/2014, Article 34.2: the plan says who inspects, here one sheet further on."""
    first, second = list(programme.lists().agencies)[:2]
    plan = [["TT", "Mã cơ quan", "Hình thức", "Đợt", "Đoàn số"], [1, first, "Tại trụ sở", "9", named(1)]]
    plan.append([2, second, "Tại trụ sở", "9", named(2)])
    found, _ = imported(programme, workbook(tmp_path, {"Kế hoạch": plan, **LAYOUTS[layout]}))
    assert {agency: members(one) for (agency, _), one in found.items()} == {first: TEAMS[1], second: TEAMS[2]}


def test_a_table_of_teams_below_the_plan_on_its_sheet_is_read(programme: Programme, tmp_path: Path) -> None:
    first, second = list(programme.lists().agencies)[:2]
    plan = [["TT", "Mã cơ quan", "Hình thức", "Đợt", "Đoàn"], [1, first, "Tại trụ sở", "9", "Đoàn 1"]]
    plan += [[2, second, "Tại trụ sở", "9", "Đoàn 2"], ["", "Cộng"], [], *LAYOUTS["its name"]["Đoàn KT"]]
    found, _ = imported(programme, workbook(tmp_path, {"Kế hoạch": plan}))
    assert {agency: members(one) for (agency, _), one in found.items()} == {first: TEAMS[1], second: TEAMS[2]}


def test_a_unit_in_place_of_a_team_is_nobody_and_no_fault(programme: Programme, tmp_path: Path) -> None:
    """«Phòng TĐC» examines the papers of those that are inspected by record; it was taken for a person."""
    first, second, third = list(programme.lists().agencies)[:3]
    plan = [["TT", "Mã cơ quan", "Hình thức", "Đợt", "Đoàn"], [1, first, "Tại trụ sở", "9", "Đoàn 1"]]
    plan += [[2, second, "Qua hồ sơ", "9", "Phòng TĐC"], [3, third, "Qua hồ sơ", "9", "Lê Thị Cẩm (trưởng đoàn)"]]
    sheets = {"Kế hoạch": plan[:3], **LAYOUTS["its name"]}
    for rows in (plan[:3], plan):
        found, _ = imported(programme, workbook(tmp_path, {**sheets, "Kế hoạch": rows}))
        kept = {
            agency: {one.heading: one.text for one in inspection.others} for (agency, _), inspection in found.items()
        }
        teams = {agency: members(inspection) for (agency, _), inspection in found.items()}
        if len(rows) == len(plan):
            assert teams == {third: [("Lê Thị Cẩm", "truong_doan")]}
        else:
            assert teams == {first: TEAMS[1], second: []}
            assert kept[second] == {"Đoàn": "Phòng TĐC"}
    assert not any(
        "chưa có thành viên" in line for line in import_inspections(programme, tmp_path / "kế hoạch.xlsx").warnings
    )


@pytest.mark.parametrize(
    ("group", "open_"), [("Nhóm 1 - Các sở", False), ("Đoàn số 1: khối xã", False), ("ĐOÀN SỐ 1", True)]
)
def test_a_group_of_agencies_is_no_team_without_members(
    group: str, open_: bool, programme: Programme, tmp_path: Path
) -> None:
    first = next(iter(programme.lists().agencies))
    plan = [["TT", "Mã cơ quan", "Hình thức", "Đợt"], ["I", group], [1, first, "Tại trụ sở", "9"]]
    found, notes = imported(programme, workbook(tmp_path, {"Kế hoạch": plan}))
    assert [members(one) for one in found.values()] == [[]]
    assert any("có tên đoàn, chưa có thành viên" in line for line in notes) is open_


@pytest.mark.parametrize("row", [[" ", "Sở Nội vụ", "Tại trụ sở"], ["Đoàn 1", "()", "x"]])
def test_cells_of_blanks_and_signs_are_no_team(row: list[str], tmp_path: Path) -> None:
    teams = {"Đoàn": [["Đoàn", "Họ và tên", "Nhiệm vụ"], row]}
    table = read(tmp_path, ["TT", "Cơ quan", "Hình thức"], row, [1, "Sở Y tế", "Tại trụ sở"], **teams)
    assert not table.teams and "Sở Y tế" in [one.values["agency"] for one in table.rows]


def test_a_list_of_people_without_teams_is_no_table_of_teams(tmp_path: Path) -> None:
    people = {"Người": [["TT", "Họ và tên", "Chức vụ"], [1, "Lê Thị Cẩm", "Chuyên viên"]]}
    plan = [["TT", "Cơ quan", "Hình thức"], [1, "Sở Y tế", "Tại trụ sở"]]
    table = read(tmp_path, *plan, **people)
    assert said(table, "agency") == [("Sở Y tế",)] and not table.teams
    assert any("trang «Người» không có bảng" in line for line in table.warnings)


def test_a_plan_in_halves_with_its_teams_is_taken_whole_and_comes_again_without_change(
    programme: Programme, tmp_path: Path
) -> None:
    first, second = list(programme.lists().agencies)[:2]
    upper = ["TT", "Mã cơ quan", *UPPER[2:]]
    plan = [
        upper,
        LOWER,
        [1, first, 7, "12-13/5/2026", 2, "9/2026", "Lê Thị Cẩm", ""],
        [2, second, "", "", "", "9/2026", "Lê Thị Cẩm", ""],
    ]
    path = workbook(tmp_path, {"KH": plan, **LAYOUTS["a number below Đoàn số"]}, {"KH": MERGED})
    found, _ = imported(programme, path)
    assert members(found[first, "on_site"]) == TEAMS[2]
    assert [members(one) for (_, mode), one in found.items() if mode == "by_record"] == [
        [("Lê Thị Cẩm", "truong_doan")]
    ] * 2
    again = import_inspections(Programme(programme.folder), path)
    assert (again.added, again.changed) == (0, 0)
