"""Tables as offices type them: taken as they are, whatever stands around the data and however a value is written.

The files in ``example-files/offices/KIND`` are found by name; NAME.expected beside each is JSON: what is ``added`` and
``changed``, the ``fields`` the journal then holds, and, of a file with faults, what a person mends in the marked copy
(``mend``: cells). Most were typed with openpyxl in the habits of Excel, WPS and Google Sheets (titles, merged groups,
signatures); those called libreoffice, and the .xls files, were written by LibreOffice itself. Inspectors, inspections
and answers are those of the office in Đà Nẵng: its lists are taken in first.
"""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from conftest import AUTHORITY, run_isoaudit
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from isoaudit.cli.speech import KINDS, told
from isoaudit.desk import (
    AGENCY_COLUMNS,
    ANSWER_COLUMNS,
    INSPECTION_COLUMNS,
    INSPECTOR_COLUMNS,
    Imported,
    import_agencies,
    import_answers,
    import_inspections,
    import_inspectors,
    import_samples,
)
from isoaudit.desk.exports import export_answers
from isoaudit.errors import Problem, TableError
from isoaudit.journal.new_programme import init
from isoaudit.journal.programme import Programme
from isoaudit.tables import CellFaults, Column, Place, Table, read_table, team
from isoaudit.tables.cells import Cell, codes, word_key
from isoaudit.tables.columns.headings import find_heading
from isoaudit.wording import label, labels, synonyms, table_words
from isoaudit.wording.capitals import agency_name, person_name

OFFICES = Path(__file__).parent / "example-files" / "offices"
IMPORT: dict[str, Callable[..., Imported]] = {
    "agencies": import_agencies,
    "inspectors": import_inspectors,
    "inspections": import_inspections,
    "answers": import_answers,
    "samples": import_samples,
}
TYPED = sorted(path for kind in IMPORT for path in (OFFICES / kind).glob("*") if path.suffix != ".expected")
TODAY = date(2026, 6, 18)
HEADING = ["STT", "Mã", "Tên cơ quan", "Cấp", "Loại cơ quan", "Đối tượng"]
REST = ["Tỉnh", "Sở", "Bắt buộc"]


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Programmes as they are before each kind of table comes in; nobody changes them."""
    folder = tmp_path_factory.mktemp("offices")
    init(folder / "agencies", AUTHORITY, 2026)
    for before, kind in zip(IMPORT, list(IMPORT)[1:], strict=False):
        shutil.copytree(folder / before, folder / kind)
        if before != "answers":
            table = shutil.copy(OFFICES / before / "da-nang-excel.xlsx", folder)  # beside it a copy may be left
            IMPORT[before](Programme(folder / kind), Path(table))
    return folder


def copy_of(lists: Path, kind: str, folder: Path) -> Path:
    return Path(shutil.copytree(lists / kind, folder / "năm 2026"))


# --- the files


@pytest.mark.parametrize("path", TYPED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_table_of_an_office_is_taken_at_the_first_try_or_once_its_copy_is_mended(
    path: Path, lists: Path, tmp_path: Path
) -> None:
    kind = path.parent.name
    expected = json.loads(path.with_suffix(".expected").read_text(encoding="utf-8"))
    folder = copy_of(lists, kind, tmp_path)
    table = Path(shutil.copy(path, tmp_path))
    if "mend" in expected:
        with pytest.raises(TableError):
            IMPORT[kind](Programme(folder), table)
        table = tmp_path / f"{path.stem} - cần sửa.xlsx"
        book = load_workbook(table)
        for cell, value in expected["mend"].items():
            book.active[cell] = value
        book.save(table)
    done = IMPORT[kind](Programme(folder), table)
    assert (done.added, done.changed) == (expected["added"], expected["changed"]), done.warnings
    state = Programme(folder).state()
    for subject, fields in expected["fields"].items():
        said = state.fields(*subject.split(" "))
        assert {name: said.get(name) for name in fields} == fields
    again = IMPORT[kind](Programme(folder), table)
    assert (again.added, again.changed) == (0, 0)


def test_nine_of_ten_are_taken_at_the_first_try() -> None:
    mended = [path for path in TYPED if "mend" in json.loads(path.with_suffix(".expected").read_text("utf-8"))]
    assert len([path for path in TYPED if path.parent.name == "agencies"]) >= 10
    assert 10 * len(mended) <= len(TYPED)


# --- any mixture of accepted writings


def written(draw: st.DrawFn, text: str) -> str:
    """A text as somebody may type it: in capitals, with spaces and marks around it."""
    how = st.sampled_from((str, str.upper, str.title, lambda t: f" {t}\u00a0", lambda t: t.replace(" ", "  ")))
    return draw(how)(text)


def headed(draw: st.DrawFn, column: Column) -> str:
    """A heading that is accepted for a column."""
    usual = table_words()["heading"].get(column.title or column.name, [])
    text = written(draw, draw(st.sampled_from([column.heading, *usual])))
    ends = st.sampled_from(("", ":", " (*)", " (1)", "*", ".", "\n(ghi rõ)"))
    return text + draw(ends)


def valued(draw: st.DrawFn, column: Column, number: int) -> tuple[str, Any]:
    """A value as it may be typed in a column, and what it must be read as."""
    if column.values == "qms_status" and draw(st.booleans()):
        return written(draw, draw(st.sampled_from(table_words()["untold"]["qms_status"]))), None
    if column.values:
        code = draw(st.sampled_from(sorted(labels()[column.values])))
        words = [code, label(column.values, code), *synonyms()[column.values].get(code, [])]
        return written(draw, draw(st.sampled_from(words))) + draw(st.sampled_from(("", ".", " ;"))), code
    if column.name in ("code", "agency"):
        if draw(st.booleans()):
            return draw(st.sampled_from((f"H77.01.{number}", f"H77-01-{number}"))), f"H77-01-{number}"
        return draw(st.sampled_from((f"SGDĐT-{number}", f"SGDDT–{number}", f" SGDDT-{number} "))), f"SGDDT-{number}"
    if column.name == "name" and column.title:
        return draw(st.sampled_from((f"LÊ THỊ CẨM {'IVX'[number]}", f"Lê Thị Cẩm {'IVX'[number]}"))), ...
    if column.name == "name":
        return draw(st.sampled_from(("SỞ CÔNG THƯƠNG", " Sở Công Thương", "SỞ  CÔNG THƯƠNG"))), ...
    if column.name == "graduated_on" and draw(st.booleans()):
        return draw(st.sampled_from(("2012", "năm 2012", "12/2012", "Tháng 12/2012"))), "2012-12-31"
    if column.name == "from" and draw(st.booleans()):
        return draw(st.sampled_from(VISITS)), "2026-06-16"
    if column.name in ("from", "to", "valid_from", "graduated_on"):
        return draw(st.sampled_from(("16/6/2026", "16-06-2026", "2026-06-16", "16.6.2026"))), "2026-06-16"
    if column.name == "team":
        ways = (
            "Võ Minh Hiếu (Trưởng đoàn); Lê Thị Cẩm (thư ký); Đặng Liên",
            "VÕ MINH HIẾU (TĐ), LÊ THỊ CẨM (TK), Đặng Liên",
            "Trưởng đoàn: Võ Minh Hiếu\nThư ký: Lê Thị Cẩm\nThành viên: Đặng Liên",
            "1. Ông Võ Minh Hiếu - Chi cục trưởng - Trưởng đoàn\n2. Bà Lê Thị Cẩm - Thư ký\n3. Đặng Liên",
            "Võ Minh Hiếu, Trưởng đoàn; Lê Thị Cẩm, thư ký và Đặng Liên.",
        )
        if draw(st.booleans()):
            ways = (
                "KTV01 (trưởng đoàn), KTV02 (TK), KTV03",
                "KTV01 - TĐ; KTV02 - thư ký; KTV03",
                "Trưởng đoàn: KTV01\nThư ký: KTV02\nThành viên: KTV03",
            )
            coded = ("KTV01", "truong_doan"), ("KTV02", "thu_ky"), ("KTV03", "thanh_vien")
            return draw(st.sampled_from(ways)), [{"name": code, "role": role} for code, role in coded]
        people = (("Võ Minh Hiếu", "truong_doan"), ("Lê Thị Cẩm", "thu_ky"), ("Đặng Liên", "thanh_vien"))
        return draw(st.sampled_from(ways)), [{"name": name, "role": role} for name, role in people]
    return "", ""


def marked(draw: st.DrawFn, column: Column, rows: int) -> list[tuple[list[str], list[Any]]]:
    """A column of a closed vocabulary as columns of marks, the heading of each first; what is read stands last.

    Either one for each value («Bắt buộc | Khuyến khích»), or one that is answered with yes and no.
    """
    words = table_words()
    named = {code: [label(column.values, code), *usual] for code, usual in synonyms()[column.values].items()}
    ends = st.sampled_from(("", " (x)", ":", " HTQLCL", " theo QĐ 19/2014/QĐ-TTg"))
    yes, no = (st.sampled_from([*words["mark"][said], *map(str.upper, words["mark"][said])]) for said in ("yes", "no"))
    heads = {code: written(draw, draw(st.sampled_from(usual))) + draw(ends) for code, usual in named.items()}
    meant = [draw(st.sampled_from(sorted(heads))) for _ in range(rows)]
    if column.values == "obligation" and draw(st.booleans()):
        asked = draw(st.sampled_from([*named["bat_buoc"], *words["asked"]["bat_buoc"]])) + draw(ends)
        return [([asked, *(draw(yes if code == "bat_buoc" else no) for code in meant)], meant)]
    blank = st.one_of(st.just(""), no)
    return [([head, *(draw(yes if code == of else blank) for of in meant)], meant) for code, head in heads.items()]


VISITS = (
    *("16/6", "Thứ Ba, 16/6/2026", "Sáng 16/6", "Chiều 16/6/2026", "ngày 16 tháng 6 năm 2026", "T3, 16/6"),
    *("8h00 ngày 16/6", "8h30 - 11h30, 16/6/2026", "14 giờ 00 phút, ngày 16/6/2026", "16/6/2026 08:00"),
)
"""Writings of one day of a visit, some with times."""


@st.composite
def tables(draw: st.DrawFn) -> tuple[Sequence[Column], list[list[str]], list[dict[str, Any]]]:
    """A table as an office may type it, and the rows it must be read as."""
    columns = draw(st.sampled_from((AGENCY_COLUMNS, INSPECTOR_COLUMNS, INSPECTION_COLUMNS)))
    tried = ("qms_status", "valid_from", "position", "unit", "graduated_on", "round", "from", "to", "team")
    needed = [c for c in columns if c.required and not (c.derived and draw(st.booleans()))]
    chosen = draw(st.permutations([*needed, *(c for c in columns if c.name in tried and draw(st.booleans()))]))
    count = draw(st.integers(1, 3))
    marks = {
        c.name: marked(draw, c, count)
        for c in chosen
        if c.values in ("obligation", "mode", "qms_status") and draw(st.booleans())
    }
    heads = [[cells[0] for cells, _ in marks[c.name]] if c.name in marks else [headed(draw, c)] for c in chosen]
    heading = [draw(st.sampled_from(("STT", "TT", "Số TT"))), *chain.from_iterable(heads)]
    width = len(heading)
    rows: list[list[str]] = [["DANH SÁCH"], ["(Kèm theo Kế hoạch số 12/KH-SKHCN)"], []][: draw(st.integers(0, 3))]
    rows.append(heading)
    if draw(st.booleans()):
        rows.append([f"({number})" for number in range(1, width + 1)])
    besides = [["I. CÁC SỞ, BAN, NGÀNH"], ["II", "CẤP XÃ"], [], ["", "A. Cấp tỉnh"], ["", "Khối xã, phường"]]
    expected = []
    for number in range(count):
        rows += draw(st.lists(st.sampled_from(besides), max_size=2))
        row, plain = [str(number + 1)], {}
        for c in chosen:
            if c.name in marks:
                row += [cells[number + 1] for cells, _ in marks[c.name]]
                plain[c.name] = marks[c.name][0][1][number]
            else:
                typed, plain[c.name] = valued(draw, c, number)
                row.append(typed)
        rows.append(row)
        if "name" in plain:
            one = f"Lê Thị Cẩm {'IVX'[number]}" if columns is INSPECTOR_COLUMNS else "Sở Công Thương"
            plain["name"] = one
        expected.append(plain)
    ends = [
        ["", "Tổng cộng: 41"],
        [],
        ["", "Đà Nẵng, ngày 05 tháng 01 năm 2026"],
        ["", "NGƯỜI LẬP BIỂU"],
        ["Nơi nhận:"],
    ]
    rows += draw(st.lists(st.sampled_from(ends), unique_by=str))
    if ["", "NGƯỜI LẬP BIỂU"] in rows:
        rows += [["", "(Ký, ghi rõ họ tên)"], [], ["", "Lê Thị Cẩm"]]
    return columns, [[*row, *[""] * (width - len(row))] for row in rows], expected


@settings(deadline=None)  # the first example makes what is kept of all word lists
@given(drawn=tables())
def test_any_mixture_of_accepted_writings_is_read_as_the_plain_table(
    drawn: tuple[Sequence[Column], list[list[str]], list[dict[str, Any]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    columns, rows, expected = drawn
    path = tmp_path_factory.getbasetemp() / "mixture.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    table = read_table(path, columns, TODAY, year=TODAY.year)
    assert not table.faults.problems()
    # What a cell says besides, such as a time, is tried with VISITS below.
    beside = {"opened_at", "closed_at"}
    read = [{k: v for k, v in row.values.items() if k not in beside} for row in table.rows]
    # «Chưa công bố» says nothing of the state, an empty cell that it is not known.
    assert [{"qms_status": None, **row} for row in read] == [{"qms_status": None, **row} for row in expected]
    assert not [warning for warning in table.warnings if "không dùng đến" in warning or "chưa đọc" in warning]


@pytest.mark.parametrize("columns", [AGENCY_COLUMNS, INSPECTOR_COLUMNS, INSPECTION_COLUMNS])
def test_a_heading_means_one_column_of_a_table(columns: Sequence[Column]) -> None:
    usual = table_words()["heading"]
    meant: dict[str, str] = {}
    for column in columns:
        for words in usual.get(column.title or column.name, []):
            assert meant.setdefault(word_key(words), column.name) == column.name, words


def test_every_word_of_headings_is_of_a_column_that_is_there() -> None:
    assert set(table_words()["heading"]) <= labels()["column"].keys()


# --- what stands around the data


def read(path: Path, *rows: Sequence[object], columns: Sequence[Column] = AGENCY_COLUMNS, keeps: bool = False) -> Table:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    book.save(path / "bảng.xlsx")
    return read_table(path / "bảng.xlsx", columns, TODAY, year=TODAY.year, keeps=keeps)


def codes_read(table: Table) -> list[str]:
    return [row.values["code"] for row in table.rows]


def test_data_after_a_blank_row_a_total_and_a_signature_is_data(tmp_path: Path) -> None:
    good = [1, "SNV", "Sở Nội vụ", *REST]
    later = [2, "STP", "Sở Tư pháp", *REST]
    for between in ([], ["", "Tổng cộng: 1"], ["", "", "NGƯỜI LẬP BIỂU"], ["Nơi nhận:"]):
        table = read(tmp_path, HEADING, good, between, later)
        assert codes_read(table) == ["SNV", "STP"]
        assert not table.faults.problems()


@pytest.mark.parametrize(
    "row",
    [
        ["", "", "Sở Tư pháp", *REST],
        ["", "", "Giám đốc", "Tỉnh", "Sở", "Bắt buộc"],
    ],
)
def test_a_row_of_data_without_its_code_is_refused_and_never_passed_over(row: list[object], tmp_path: Path) -> None:
    table = read(tmp_path, HEADING, [1, "SNV", "Sở Nội vụ", *REST], ["", "", "NGƯỜI LẬP BIỂU"], row)
    assert [problem.code for problem in table.faults.problems()] == ["TABLE_003"]


def test_a_numbered_row_whose_code_is_left_open_is_data_and_gets_one(tmp_path: Path) -> None:
    table = read(tmp_path, HEADING, [1, "SNV", "Sở Nội vụ", *REST], [3, "", "TỔNG CỤC THUẾ", *REST])
    assert not table.faults.problems()
    assert [row.values.get("code") for row in table.rows] == ["SNV", None]


def test_an_inspector_without_a_code_is_no_signature(tmp_path: Path) -> None:
    heading = ["TT", "Mã", "Họ và tên", "Chức vụ"]
    table = read(
        tmp_path, heading, [1, "A1", "Lê A", "Giám đốc"], ["", "", "LÊ B", "GIÁM ĐỐC"], columns=INSPECTOR_COLUMNS
    )
    assert [problem.code for problem in table.faults.problems()] == ["TABLE_003"]


def test_a_row_with_one_text_and_no_code_is_one_fault_and_not_six(tmp_path: Path) -> None:
    table = read(tmp_path, HEADING, [1, "", "Sở Tư pháp"])
    assert [problem.code for problem in table.faults.problems()] == ["TABLE_025"]


def test_what_is_passed_over_is_said_with_row_and_words(tmp_path: Path) -> None:
    good = [1, "SNV", "Sở Nội vụ", *REST]
    table = read(
        tmp_path, HEADING, ["", "I. CÁC SỞ"], good, ["Tổng số: 01"], [], ["", "", "", "GIÁM ĐỐC"], ["", "Lê A"]
    )
    said = "\n".join(table.warnings)
    assert "bỏ qua 01 dòng tên nhóm (dòng 2 «I. CÁC SỞ»)" in said
    assert "bỏ qua 01 dòng cộng (dòng 4 «Tổng số: 01»)" in said
    assert "bỏ qua 02 dòng ngoài bảng" in said and "dòng 6 «GIÁM ĐỐC»" in said


# --- headings


def test_a_heading_near_one_that_is_absent_is_asked_about_with_what_is_lost(tmp_path: Path) -> None:
    heading = ["STT", "Mã", "Họ và tên", "Đơnn vịi", "Ghi chú riêng"]
    rows = [[1, "KT-01", "Lê Thị Cẩm", "Sở Nội vụ", "x"], [2, "KT-02", "Võ Hiếu", "Sở Nội vụ", ""]]
    table = read(tmp_path, heading, *rows, columns=INSPECTOR_COLUMNS)
    (asked,) = [warning for warning in table.warnings if "có phải" in warning]
    assert "chưa đọc cột «Đơnn vịi» (02 ô); có phải «Đơn vị»?" in asked
    assert [w for w in table.warnings if "«Ghi chú riêng» không dùng đến" in w]
    assert not [w for w in table.warnings if "STT" in w]


def test_a_place_of_several_sheets_says_its_file_once() -> None:
    """A workbook of answers has a sheet an inspection: the same fault stands in many."""
    places = [f"kết quả.xlsx, trang «{sheet}», ô F{row}" for sheet in ("CCKL", "SCT") for row in (6, 9, 12)]
    (line,) = told([Problem("TABLE_004", place, "không phải giá trị.", "Chọn.") for place in places])
    assert line.count("kết quả.xlsx") == 1
    assert "trang «CCKL», ô F6" in line and "trang «SCT», ô F6" in line


@pytest.mark.parametrize(
    ("words", "column"),
    [
        ("Tình trạng áp dụng ISO", "qms_status"),
        ("Số, ngày QĐ công bố", "declaration"),
        ("Lần kiểm tra trực tiếp gần nhất", "last_on_site"),
        ("Trình độ ĐH", "degree"),
        ("CC QLHCNN", "state_admin_certificate"),
        ("CC đánh giá ISO", "audit_certificate"),
    ],
)
def test_short_headings_of_an_office_are_understood(words: str, column: str) -> None:
    """As a secretary typed them who had never read our docs."""
    columns = (*AGENCY_COLUMNS, *INSPECTOR_COLUMNS[2:])
    (meant,) = find_heading([(1, [words])], columns).columns
    assert meant is not None and meant.name == column


def test_two_headings_of_one_column_are_refused_and_both_named(tmp_path: Path) -> None:
    table = read(tmp_path, ["Mã", "Tên cơ quan", "Tên đơn vị", *HEADING[3:]], ["SNV", "Sở A", "Sở B", *REST])
    (problem,) = table.faults.problems()
    assert problem.code == "TABLE_002"
    assert "«Tên cơ quan» và «Tên đơn vị» cùng là cột «Tên cơ quan»" in problem.what


def test_a_fault_of_the_heading_is_not_told_again_in_every_row(tmp_path: Path) -> None:
    named = ["STT", "Mã", "Xếp hạng", "Cấp", "Loại cơ quan", "Đối tượng"]
    table = read(tmp_path, named, *([n, f"X-{n}", "A", *REST] for n in range(41)))
    assert [problem.code for problem in table.faults.problems()] == ["TABLE_001"]


def test_a_heading_of_two_rows_is_one_merged_or_not(tmp_path: Path) -> None:
    upper = ["STT", "Mã cơ quan", "Hình thức", "Thời gian kiểm tra", "", "Thời kỳ kiểm tra", ""]
    row = [1, "SNV", "Tại trụ sở", "16/6/2026", "17/6/2026", "01/7/2025", "30/5/2026"]
    below = ["Từ ngày", "Đến ngày", "Từ ngày", "Đến ngày"]
    for lower in (["", "", "", *below], ["STT", "Mã cơ quan", "Hình thức", *below]):
        table = read(tmp_path, ["KẾ HOẠCH"], upper, lower, row, columns=INSPECTION_COLUMNS)
        assert not table.faults.problems()
        (found,) = table.rows
        days = [found.values[name] for name in ("from", "to", "period_from", "period_to")]
        assert days == ["2026-06-16", "2026-06-17", "2025-07-01", "2026-05-30"]


def test_no_message_names_a_column_by_its_english_code(lists: Path, tmp_path: Path) -> None:
    """What the file itself calls its columns may be repeated; these are Vietnamese."""
    folder = copy_of(lists, "inspections", tmp_path)
    (table := tmp_path / "a.csv").write_text("Cuộc\nSNV\n", encoding="utf-8")
    known = {column.name for column in (*AGENCY_COLUMNS, *INSPECTOR_COLUMNS, *INSPECTION_COLUMNS)}
    for kind in IMPORT:
        said = run_isoaudit("-C", folder, kind, "import", table).stderr
        assert "thiếu cột «" in said
        assert not known & set(said.replace("«", " ").replace("»", " ").replace(",", " ").split())


# --- columns that are missing, and those that were meant


MEANT = ["STT", "Mã", "Tên cơ quan", "Cấp", "Loại cơ quan"]


def faults(table: Table) -> list[tuple[str, int]]:
    return [(problem.code, place.column) for place, problem in table.faults.placed]


def test_the_faults_of_a_column_that_was_probably_meant_are_told_with_that_of_its_heading(tmp_path: Path) -> None:
    """Whoever mends the file once has mended all of it: no fault waits behind another."""
    rows = [["SNV", "Sở Nội vụ", *REST], ["STP", "Sở Tư pháp", "Tỉnh", "Sở", "BB?"]]
    for heading, wanted in (("Xếp diện", ["TABLE_026", "TABLE_004"]), ("Đối tượng xét", ["TABLE_004"])):
        table = read(tmp_path, [*MEANT, heading], *([n, *row] for n, row in enumerate(rows, 1)))
        assert faults(table) == [(code, 6) for code in wanted]
        mended = read(tmp_path, [*MEANT, "Đối tượng"], [1, *rows[0]], [2, *rows[1][:4], "BB"])
        assert not mended.faults.placed and len(mended.rows) == 2


def test_a_column_whose_heading_and_cells_leave_no_doubt_is_taken_and_that_is_said_once(tmp_path: Path) -> None:
    heading = ["STT", "Mã", "Tên cơ quan, địa phương", "Cấp chính quyền", "Nhóm đơn vị", "Đối tượng xét"]
    table = read(tmp_path, heading, [1, "SNV", "Sở Nội vụ", *REST], [2, "XA", "UBND xã A", "Xã", "Xã", "KK"])
    assert not table.faults.placed
    assert [(row.values["name"], row.values["level"], row.values["obligation"]) for row in table.rows] == [
        ("Sở Nội vụ", "tinh", "bat_buoc"),
        ("UBND xã A", "xa", "khuyen_khich"),
    ]
    (said,) = [warning for warning in table.warnings if "đã hiểu" in warning and "tiêu đề" in warning]
    assert "«Cấp chính quyền» là «Cấp»" in said and said.count("» là «") == 4


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        (["Đối tượng xét", "Đối tượng thi đua"], ["Bắt buộc", "Khuyến khích"]),  # two candidates
        (["Đối tượng xét"], ["Bắt buộc ạ"]),  # a cell that does not fit
        (["Ngạch"], ["Bắt buộc"]),  # a heading that is like none
    ],
)
def test_a_column_of_which_any_doubt_is_left_is_not_taken(heading: list[str], cells: list[str], tmp_path: Path) -> None:
    table = read(tmp_path, [*MEANT, *heading], [1, "SNV", "Sở Nội vụ", "Tỉnh", "Sở", *cells])
    assert {code for code, _ in faults(table)} & {"TABLE_001", "TABLE_026", "TABLE_033"}


def test_cells_that_fit_two_missing_columns_are_of_the_one_that_the_heading_begins_with(tmp_path: Path) -> None:
    """«Xã» is a level and a kind."""
    heading = ["STT", "Mã", "Tên cơ quan", "Cấp hoặc loại", "Đối tượng"]
    table = read(tmp_path, heading, [1, "XA", "UBND xã A", "Xã", "Khuyến khích"])
    assert not table.faults.placed
    assert [(row.values["level"], row.values.get("kind")) for row in table.rows] == [("xa", None)]


def test_who_answers_for_bodies_is_not_their_list(tmp_path: Path) -> None:
    for words, bodies in (("Đơn vị phụ trách", ["Sở A"] * 3), ("Đơn vị chưa rà soát", ["Sở A", "Sở B", "Sở C"])):
        heading = ["STT", "Mã", words, *HEADING[3:]]
        table = read(tmp_path, heading, *([n, f"X{n}", name, *REST] for n, name in enumerate(bodies)))
        assert [code for code, _ in faults(table)] == ["TABLE_026"]


def test_words_that_turn_the_meaning_of_a_heading_part_it_from_one_without_them(tmp_path: Path) -> None:
    heading = ["STT", "Mã", "Đơn vị đã kiểm tra", *HEADING[3:]]
    table = read(tmp_path, heading, [1, "SNV", "xong", *REST], [2, "STP", "xong", *REST])
    assert faults(table) == [("TABLE_001", 0)]
    assert "có phải" not in "".join([*table.warnings, *map(str, table.faults.problems())])


def test_an_agency_that_is_not_listed_is_told_beside_a_missing_form(lists: Path, tmp_path: Path) -> None:
    (table := tmp_path / "a.csv").write_text("Mã cơ quan,Đợt\nSKHONG,1\n", encoding="utf-8")
    with pytest.raises(TableError) as refused:
        import_inspections(Programme(copy_of(lists, "inspections", tmp_path)), table)
    assert {problem.code for problem in refused.value.problems} == {"TABLE_033", "AGENCY_001"}


# --- marks that only their column makes clear


def test_a_group_heading_over_columns_of_marks_is_their_column(tmp_path: Path) -> None:
    upper = ["STT", "Mã cơ quan", "Hình thức kiểm tra", "", "Từ ngày"]
    lower = ["", "", "Tại trụ sở", "Qua hồ sơ", ""]
    rows = [[1, "SNV", "x", "", "16/6/2026"], [2, "STP", "", "✓", "17/6/2026"]]
    table = read(tmp_path, upper, lower, *rows, columns=INSPECTION_COLUMNS)
    assert not table.faults.placed
    assert [row.values["mode"] for row in table.rows] == ["on_site", "by_record"]


@pytest.mark.parametrize(("marks", "code"), [(["x", "x"], "TABLE_004"), (["", ""], "TABLE_003")])
def test_two_marks_or_none_in_a_row_are_refused(marks: list[str], code: str, tmp_path: Path) -> None:
    heading = ["STT", "Mã cơ quan", "Tại trụ sở", "Qua hồ sơ"]
    table = read(tmp_path, heading, [1, "SNV", "x", ""], [2, "STP", *marks], columns=INSPECTION_COLUMNS)
    assert faults(table) == [(code, 3)]
    said = str(table.faults.problems()[0])
    assert "«Tại trụ sở | Qua hồ sơ»" in said and "«x" not in said


def test_what_does_not_tell_whether_a_system_was_built_is_left_empty_and_said_once(tmp_path: Path) -> None:
    rows = [[n, f"X{n}", f"Sở {n}", *REST] for n in range(5)]
    for heading, typed in (("Tình trạng HTQLCL", "Chưa công bố"), ("Đã công bố HTQLCL", "Không")):
        cells = ["Có" if heading.startswith("Đã") else "Đang duy trì", *[typed] * 4]
        table = read(tmp_path, [*HEADING, heading], *([*row, cell] for row, cell in zip(rows, cells, strict=True)))
        assert not table.faults.placed
        assert [row.values.get("qms_status", "not said") for row in table.rows] == ["da_cong_bo", *["not said"] * 4]
        (said,) = [warning for warning in table.warnings if "không cho biết" in warning]
        assert f"cột «{heading}»: 04 ô «{typed}» không cho biết đã xây dựng hay chưa" in said


def test_the_words_of_a_value_over_other_things_than_marks_are_no_column_of_it(tmp_path: Path) -> None:
    row = [1, "SNV", "Sở Nội vụ", *REST]
    table = read(tmp_path, [*HEADING, "Đã công bố"], [*row, "QĐ 12/QĐ-SNV ngày 05/3/2024"])
    assert not table.faults.placed and "qms_status" not in table.columns
    assert [warning for warning in table.warnings if "«Đã công bố» không dùng đến" in warning]
    rows = [["SNV", "A", "cần bổ sung"], ["SNV", "B", "cần rà soát"], ["SNV", "C", "x"]]
    table = read(tmp_path, ["Mã cơ quan", "Mã tiêu chí", "Lưu ý"], *rows, columns=ANSWER_COLUMNS)
    assert not table.faults.placed and "verdict" not in table.columns


def test_marks_without_a_heading_of_a_value_are_refused(tmp_path: Path) -> None:
    for mark in ("x", "Có"):
        table = read(tmp_path, HEADING, [1, "SNV", "Sở Nội vụ", "Tỉnh", "Sở", mark])
        assert faults(table) == [("TABLE_004", 6)]


def test_the_name_of_an_agency_beside_its_code_is_for_the_reader(tmp_path: Path) -> None:
    heading = ["Mã cơ quan", "Cơ quan", "Hình thức"]
    table = read(tmp_path, heading, ["SNV", "Sở Nội vụ", "Tại trụ sở"], columns=INSPECTION_COLUMNS)
    assert not table.faults.placed and table.rows[0].values["agency"] == "SNV"


def test_a_mark_below_a_value_that_is_named_with_the_system_is_read(tmp_path: Path) -> None:
    table = read(tmp_path, [*HEADING, "HTQLCL đã công bố"], [1, "SNV", "Sở Nội vụ", *REST, "x"])
    assert [row.values["qms_status"] for row in table.rows] == ["da_cong_bo"]


def test_answers_may_be_marked_in_a_column_for_each_verdict(tmp_path: Path) -> None:
    heading = ["Mã cơ quan", "Mã tiêu chí", "Phù hợp", "Không phù hợp", "Lưu ý", "Bằng chứng"]
    rows = [["SNV", "A", "x", "", "", "Sổ"], ["SNV", "B", "", "X", "", "Sổ"], ["SNV", "C", "", "", "", "Sổ"]]
    table = read(tmp_path, heading, *rows, columns=ANSWER_COLUMNS)
    assert not table.faults.placed
    assert [row.values["verdict"] for row in table.rows] == ["conforming", "nonconforming", None]


# --- names, codes, teams


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("SỞ CÔNG THƯƠNG", "Sở Công Thương"),
        ("SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", "Sở Lao động - Thương binh và Xã hội"),
        ("UBND PHƯỜNG AN HẢI", "UBND phường An Hải"),
        ("ỦY BAN NHÂN DÂN XÃ HOÀ VANG", "Ủy ban nhân dân xã Hoà Vang"),
        ("SỞ TƯ PHÁP THÀNH PHỐ HUẾ", "Sở Tư pháp thành phố Huế"),
        ("UBND PHƯỜNG SỞ DẦU", "UBND phường Sở Dầu"),
        ("CHI CỤC KIỂM LÂM THUỘC SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG", "Chi cục Kiểm lâm thuộc Sở Nông nghiệp và Môi trường"),
        ("Sở Công thương", "Sở Công thương"),
        ("UBND", "UBND"),
        ("SỞ KH&CN", None),
        ("TRUNG TÂM XÚC TIẾN", None),
    ],
)
def test_a_name_in_capitals_is_written_as_letters_write_it_where_its_words_are_known(
    typed: str, meant: str | None
) -> None:
    """Decree 30/2020, Annex II; a name in small and capital letters is never touched."""
    assert agency_name(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"), [("LÊ THỊ CẨM", "Lê Thị Cẩm"), ("Y-BLƠ NIÊ", "Y-Blơ Niê"), ("Lê thị cẩm", "Lê thị cẩm")]
)
def test_a_person_in_capitals_is_written_as_letters_write_it(typed: str, meant: str) -> None:
    assert person_name(typed) == meant


def test_capitals_that_nobody_can_turn_are_said_and_a_recorded_name_stays(lists: Path, tmp_path: Path) -> None:
    folder = copy_of(lists, "agencies", tmp_path)
    (table := tmp_path / "a.csv").write_text(f"Mã,{','.join(HEADING[2:])}\nX,TRUNG TÂM XÚC TIẾN,{','.join(REST)}\n")
    done = import_agencies(Programme(folder), table)
    assert [w for w in done.warnings if "01 tên viết toàn chữ in hoa («TRUNG TÂM XÚC TIẾN»)" in w]
    better = table.with_name("b.csv")
    better.write_text(table.read_text().replace("TRUNG TÂM XÚC TIẾN", "Trung tâm Xúc tiến"))
    assert import_agencies(Programme(folder), better).changed == 1
    assert import_agencies(Programme(folder), table).changed == 0


@pytest.mark.parametrize("typed", ["SGDĐT", "sgdđt", "sgddt", "SGDDT"])
def test_a_code_with_đ_or_in_small_letters_finds_its_agency_in_every_table(
    typed: str, lists: Path, tmp_path: Path
) -> None:
    folder = copy_of(lists, "inspections", tmp_path)
    (table := tmp_path / "a.csv").write_text(f"Mã cơ quan,Hình thức\n{typed},Tại trụ sở\n", encoding="utf-8")
    assert import_inspections(Programme(folder), table).added == 1
    table.write_text(f"Mã cơ quan,Mã tiêu chí,Kết quả\n{typed},d36-1-a-01,Đạt\n", encoding="utf-8")
    assert import_answers(Programme(folder), table).added == 1
    table.write_text(f"Mã cuộc kiểm tra,Mã hồ sơ,Mã tiêu chí\n2026-{typed}-ts,HS1,d36-1-a-01\n", encoding="utf-8")
    assert import_samples(Programme(folder), table).added == 1
    state = Programme(folder).state()
    assert state.fields("answer", "2026-SGDDT-TS/D36-1-a-01")["verdict"] == "conforming"
    assert state.fields("sample", "2026-SGDDT-TS/HS1")["criterion"] == "D36-1-a-01"


def members(value: str) -> tuple[list[tuple[str, str]], list[str]]:
    faults = CellFaults()
    read = team(value, Cell(Place("a.csv", 2), 1, "Đoàn kiểm tra", TODAY, faults))
    return [(member["name"], member["role"]) for member in read], [problem.code for problem in faults.problems()]


@pytest.mark.parametrize(
    "typed",
    [
        "Lê A (cố vấn)",
        "(trưởng đoàn)",
        "Lê A (thư ký) B",
        "Lê A (thư ký",
        "Lê A trưởng đoàn",
        "Lê A (leader)",
        "Lê, 5",
    ],
)
def test_what_is_no_member_is_refused(typed: str) -> None:
    assert members(typed) == ([], ["INSPECTION_004"])


def test_a_role_before_several_names_is_that_of_those_who_can_share_it() -> None:
    assert members("Trưởng đoàn: Lê A, Võ B; Các thành viên: Đỗ C, Hồ D và Y E")[0] == [
        ("Lê A", "truong_doan"),
        ("Võ B", "thanh_vien"),
        ("Đỗ C", "thanh_vien"),
        ("Hồ D", "thanh_vien"),
        ("Y E", "thanh_vien"),
    ]


@given(
    st.lists(
        st.tuples(
            st.from_regex("[A-Z][a-z]{1,5}( [A-Z][a-z]{1,5}){1,3}", fullmatch=True),
            st.sampled_from(sorted(labels()["role"])),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_a_team_as_isoaudit_writes_it_comes_back(people: list[tuple[str, str]]) -> None:
    written = "; ".join(f"{name} ({label('role', role)})" for name, role in people)
    assert members(written) == (people, [])


def test_a_team_may_stand_in_a_column_for_each_role(tmp_path: Path) -> None:
    heading = ["Mã cơ quan", "Hình thức", "Trưởng đoàn", "Thư ký", "Thành viên"]
    rows = [["SNV", "Tại trụ sở", "VÕ MINH HIẾU", "Lê Thị Cẩm", "Đặng Liên, Hồ Dũng"], ["STP", "Qua hồ sơ", "Võ Ba"]]
    table = read(tmp_path, heading, *rows, columns=INSPECTION_COLUMNS)
    assert not table.faults.problems()
    assert not [warning for warning in table.warnings if "không dùng đến" in warning]
    assert [[(m["name"], m["role"]) for m in row.values["team"]] for row in table.rows] == [
        [
            ("Võ Minh Hiếu", "truong_doan"),
            ("Lê Thị Cẩm", "thu_ky"),
            ("Đặng Liên", "thanh_vien"),
            ("Hồ Dũng", "thanh_vien"),
        ],
        [("Võ Ba", "truong_doan")],
    ]


# --- days and times of a visit


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("8h00 ngày 15/6", ("2026-06-15", None, "08 giờ 00 phút", None)),
        ("Sáng 15/6", ("2026-06-15", None, None, None)),
        ("Chiều 15/6/2026", ("2026-06-15", None, None, None)),
        ("14h chiều 15/6", ("2026-06-15", None, "14 giờ 00 phút", None)),
        ("2h30 chiều 15/6", ("2026-06-15", None, "14 giờ 30 phút", None)),
        ("8h30 - 11h30, 15/6/2026", ("2026-06-15", None, "08 giờ 30 phút", "11 giờ 30 phút")),
        ("15-16/6/2026", ("2026-06-15", "2026-06-16", None, None)),
        ("15, 16/6", ("2026-06-15", "2026-06-16", None, None)),
        ("15 và 16/6/2026", ("2026-06-15", "2026-06-16", None, None)),
        ("30/6 - 01/7", ("2026-06-30", "2026-07-01", None, None)),
        ("Thứ Hai, 15/6/2026", ("2026-06-15", None, None, None)),
        ("Từ 8h ngày 15/6 đến 17h ngày 16/6", ("2026-06-15", "2026-06-16", "08 giờ 00 phút", "17 giờ 00 phút")),
    ],
)
def test_a_cell_of_a_schedule_may_hold_days_and_times(
    typed: str, meant: tuple[str | None, ...], tmp_path: Path
) -> None:
    heading = ["Mã cơ quan", "Hình thức", "Thời gian kiểm tra"]
    table = read(tmp_path, heading, ["SNV", "Tại trụ sở", typed], columns=INSPECTION_COLUMNS)
    assert not table.faults.problems()
    (found,) = table.rows
    assert tuple(found.values.get(name) for name in ("from", "to", "opened_at", "closed_at")) == meant
    plain = typed in ("15-16/6/2026", "15 và 16/6/2026", "Thứ Hai, 15/6/2026")
    assert plain or [warning for warning in table.warnings if f"đã hiểu «{typed}» là «" in warning]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Thứ Ba, 15/6/2026", "TABLE_028"),
        ("15, 18/6", "TABLE_005"),
        ("31/6", "TABLE_005"),
        ("25h00 ngày 15/6", "TABLE_005"),
        ("16-15/6", "TABLE_005"),
    ],
)
def test_what_names_no_days_of_one_visit_is_refused(typed: str, code: str, tmp_path: Path) -> None:
    heading = ["Mã cơ quan", "Hình thức", "Thời gian kiểm tra"]
    table = read(tmp_path, heading, ["SNV", "Tại trụ sở", typed], columns=INSPECTION_COLUMNS)
    assert [problem.code for problem in table.faults.problems()] == [code]


@pytest.mark.parametrize(
    "typed", ["Tuần 3 tháng 6", "Cuối tháng 6", "Quý III/2026", "Tháng 7/2026", "7/2026", "T7/2026", "Từ tháng 7"]
)
def test_a_month_of_a_schedule_is_kept_and_leaves_the_day_open(typed: str, tmp_path: Path) -> None:
    heading = ["Mã cơ quan", "Hình thức", "Thời gian kiểm tra"]
    table = read(tmp_path, heading, ["SNV", "Tại trụ sở", typed], columns=INSPECTION_COLUMNS, keeps=True)
    assert not table.faults.problems()
    (found,) = table.rows
    assert not found.values["from"] and found.values["others"] == {"Lịch đã ghi (thời gian kiểm tra)": typed}
    assert [warning for warning in table.warnings if f"đã hiểu «{typed}» là «chưa định ngày»" in warning]


def test_a_month_that_excel_made_a_day_of_is_a_month(tmp_path: Path) -> None:
    """Whoever types 7/2026 into Excel gets the day 01/7/2026, shown as Jul-26."""
    book = Workbook()
    book.active.append(["Mã cơ quan", "Hình thức", "Thời gian kiểm tra"])
    for shape, day in (("mmm-yy", 1), ("mm/yyyy", 1), ("mm/yyyy", 15), ("dd/mm/yyyy", 1), ("d-mmm", 1)):
        book.active.append(["SNV", "Tại trụ sở", date(2026, 7, day)])
        book.active.cell(book.active.max_row, 3).number_format = shape
    book.save(tmp_path / "bảng.xlsx")
    table = read_table(tmp_path / "bảng.xlsx", INSPECTION_COLUMNS, TODAY, year=2026)
    assert not table.faults.problems()
    assert [row.values["from"] for row in table.rows] == [None, None, "2026-07-15", "2026-07-01", "2026-07-01"]


def test_a_time_beside_a_day_gives_way_to_the_column_of_times(tmp_path: Path) -> None:
    heading = ["Mã cơ quan", "Hình thức", "Từ ngày", "Đến ngày", "Giờ bắt đầu"]
    rows = [["SNV", "Tại trụ sở", "8h ngày 15/6", "16/6", "9h"], ["STP", "Tại trụ sở", "8h ngày 15/6", "16/6", ""]]
    table = read(tmp_path, heading, *rows, columns=INSPECTION_COLUMNS)
    assert [row.values["opened_at"] for row in table.rows] == ["09 giờ 00 phút", "08 giờ 00 phút"]
    assert [row.values["to"] for row in table.rows] == ["2026-06-16"] * 2


# --- codes


def test_a_code_with_dots_is_one_with_dashes_in_every_table(lists: Path, tmp_path: Path) -> None:
    folder = copy_of(lists, "inspections", tmp_path)
    table = tmp_path / "a.csv"
    rest = ",".join(REST)
    table.write_text(
        f"Mã,Tên cơ quan,Cấp,Loại,Đối tượng\nH77.01,Sở A,{rest}\n000.00.02.H77,Sở B,{rest}\n", encoding="utf-8"
    )
    done = import_agencies(Programme(folder), table)
    assert done.added == 2 and [w for w in done.warnings if "«H77.01» là «H77-01»" in w]
    for typed in ("H77-01", "h77.01"):
        table.write_text(f"Mã cơ quan,Hình thức\n{typed},Tại trụ sở\n000.00.02.H77,Qua hồ sơ\n", encoding="utf-8")
        import_inspections(Programme(folder), table)
    assert {"2026-H77-01-TS", "2026-000-00-02-H77-HS"} <= set(Programme(folder).state().inspections)
    table.write_text("Mã cuộc kiểm tra,Mã tiêu chí,Kết quả\n2026-H77.01-TS,D36-1-a-01,Đạt\n", encoding="utf-8")
    assert import_answers(Programme(folder), table).added == 1


@pytest.mark.parametrize("typed", ["1.10", "a.b", "H77..01", "H77.", "nul.txt"])
def test_what_is_no_code_with_dots_is_refused(typed: str, tmp_path: Path) -> None:
    table = read(tmp_path, HEADING, [1, typed, "Sở A", *REST])
    assert [problem.code for problem in table.faults.problems()] == ["TABLE_010"]


def test_a_team_may_name_inspectors_by_their_codes(lists: Path, tmp_path: Path) -> None:
    folder = copy_of(lists, "inspections", tmp_path)
    known = {code: person.name for code, person in Programme(folder).state().inspectors.items()}
    (first, one), (second, two) = list(known.items())[:2]
    table = tmp_path / "a.csv"
    for typed in (
        f"{first} (trưởng đoàn), {second}",
        f"Trưởng đoàn: {first}; {second}",
        f"{first} - {one} (TĐ); {two}",
    ):
        table.write_text(f'Mã cơ quan,Hình thức,Đoàn\nSNV,Tại trụ sở,"{typed}"\n', encoding="utf-8")
        done = import_inspections(Programme(folder), table)
        team_ = Programme(folder).state().inspections["2026-SNV-TS"].team
        assert [(member.name, member.role) for member in team_] == [(one, "truong_doan"), (two, "thanh_vien")]
    number = "".join(filter(str.isdigit, first)).lstrip("0")
    table.write_text(f'Mã cơ quan,Hình thức,Đoàn\nSNV,Tại trụ sở,"{number} (trưởng đoàn); {two}"\n', encoding="utf-8")
    assert import_inspections(Programme(folder), table).changed == 0
    table.write_text('Mã cơ quan,Hình thức,Đoàn\nSNV,Tại trụ sở,"KTV88; 99"\n', encoding="utf-8")
    with pytest.raises(TableError) as refused:
        import_inspections(Programme(folder), table)
    assert [problem.code for problem in refused.value.problems] == ["INSPECTION_009"] * 2
    assert done.changed == 0


# --- what a list of agencies leaves open


def taken(lists: Path, tmp_path: Path, *rows: Sequence[object]) -> tuple[dict[str, tuple[str, str, str]], list[str]]:
    """Level, kind and obligation of each agency as the journal holds them, and what was said."""
    folder = copy_of(lists, "agencies", tmp_path)
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    book.save(tmp_path / "bảng.xlsx")
    done = import_agencies(Programme(folder), tmp_path / "bảng.xlsx")
    again = import_agencies(Programme(folder), tmp_path / "bảng.xlsx")
    assert (again.added, again.changed) == (0, 0)
    agencies = Programme(folder).state().agencies
    return {code: (one.level, one.kind, one.obligation) for code, one in agencies.items()}, done.warnings


def test_level_kind_and_obligation_are_taken_from_names_and_sections_and_said(lists: Path, tmp_path: Path) -> None:
    found, said = taken(
        lists,
        tmp_path,
        ["STT", "Mã", "Tên cơ quan"],
        ["A", "", "CÁC SỞ, BAN, NGÀNH"],
        [1, "H1", "Sở Nội vụ"],
        [2, "H2", "Thanh tra thành phố"],
        ["B", "", "ĐƠN VỊ SỰ NGHIỆP THUỘC TỈNH"],
        [3, "H3", "Trung tâm Y tế"],
        ["C", "", "UBND CẤP XÃ"],
        [4, "H4", "UBND phường An Hải"],
        [5, "H5", "Ủy ban nhân dân xã Hoà Vang"],
        [6, "H6", "Trung tâm Dịch vụ tổng hợp"],
        ["", "", ""],
        [7, "H7", "UBND thành phố Đà Nẵng"],
    )
    agency, unit = ("tinh", "co_quan_chuyen_mon", "bat_buoc"), ("tinh", "don_vi_su_nghiep", "khuyen_khich")
    commune = ("xa", "ubnd_cap_xa", "khuyen_khich")
    assert [found[f"H{n}"] for n in range(1, 8)] == [
        *(agency, agency, unit, commune, commune),
        ("xa", *unit[1:]),
        ("tinh", "ubnd_tinh", "bat_buoc"),
    ]
    assert [w for w in said if "07 cơ quan chưa ghi «Cấp»" in w and "cấp tỉnh 04, cấp xã 03" in w]
    (law,) = [w for w in said if "chưa ghi «Đối tượng»" in w]
    assert "Điều 2 Quyết định số 19/2014/QĐ-TTg" in law and "UBND cấp xã 02: được khuyến khích" in law


def test_what_no_name_tells_is_asked_once_and_mended_by_its_own_cells_alone(lists: Path, tmp_path: Path) -> None:
    rows = [
        ["Mã", "Tên cơ quan", "Cấp", "Loại cơ quan", "Đối tượng"],
        ["A1", "Sở Nội vụ", "", "", ""],
        ["A2", "Ban Quản lý Khu kinh tế", "", "", ""],
        ["A3", "Chi cục Thuế khu vực III", "", "", ""],
        ["A4", "Trung tâm Phục vụ hành chính công", "", "", ""],
        ["A5", "UBND đặc khu Cô Tô", "", "", ""],
        ["A6", "UBND thành phố Vinh", "", "", ""],
    ]
    with pytest.raises(TableError) as refused:
        taken(lists, tmp_path, *rows)
    assert [problem.code for problem in refused.value.problems] == ["AGENCY_006"] * 5
    for row, mended in zip(rows[2:], ("Tỉnh,Khác,BB", "TW,,KK", "Tỉnh,Khác,KK", ",,KK", "Tỉnh,Khác,KK"), strict=True):
        row[2:] = mended.split(",")
    shutil.rmtree(tmp_path / "năm 2026")
    found, _ = taken(lists, tmp_path, *rows)
    assert found["A1"] == ("tinh", "co_quan_chuyen_mon", "bat_buoc")
    assert found["A3"] == ("trung_uong", "chi_cuc", "khuyen_khich")
    assert found["A5"] == ("xa", "ubnd_cap_xa", "khuyen_khich")


def test_the_level_of_a_body_of_a_ministry_is_asked(lists: Path, tmp_path: Path) -> None:
    heading = ["Mã", "Tên cơ quan", "Đối tượng"]
    with pytest.raises(TableError) as refused:
        taken(lists, tmp_path, heading, ["A1", "Chi cục Thuế khu vực III", "BB"], ["A2", "Chi cục Kiểm lâm", "BB"])
    (problem,) = refused.value.problems
    assert problem.code == "AGENCY_006" and "«Cấp»" in problem.what and "«Chi cục Thuế" in problem.what


def test_a_commune_with_a_source_of_its_obligation_is_asked(lists: Path, tmp_path: Path) -> None:
    """A decision of the province may oblige it, or name it as encouraged."""
    with pytest.raises(TableError) as refused:
        taken(lists, tmp_path, ["Mã", "Tên cơ quan", "Căn cứ"], ["A1", "UBND xã A", "QĐ 12/2024/QĐ-UBND"])
    assert [problem.code for problem in refused.value.problems] == ["AGENCY_006"]


def test_what_the_office_wrote_under_a_name_of_its_own_comes_before_the_law(tmp_path: Path) -> None:
    heading = ["Mã", "Tên cơ quan", "Diện"]
    table = read(tmp_path, heading, ["A1", "UBND xã A", "Bắt buộc"], ["A2", "UBND xã B", "BB"])
    assert [row.values["obligation"] for row in table.rows] == ["bat_buoc"] * 2
    assert [warning for warning in table.warnings if "cột «Diện» hiểu là «Đối tượng»" in warning]
    table = read(tmp_path, heading, ["A1", "UBND xã A", "Bắt buộc"], ["A2", "UBND xã B", "theo tỉnh"])
    assert [problem.code for problem in table.faults.problems()] == ["TABLE_026", "TABLE_004"]
    twice = ["A1", "UBND xã A", "Bắt buộc", "Bắt buộc"], ["A2", "UBND xã B", "Bắt buộc", "Khuyến khích"]
    table = read(tmp_path, [*heading, "Mới"], *twice)
    assert [problem.code for problem in table.faults.problems()] == ["TABLE_026"]


def test_what_is_recorded_of_an_agency_stays_where_a_list_does_not_say_it(lists: Path, tmp_path: Path) -> None:
    folder = copy_of(lists, "inspections", tmp_path)
    (table := tmp_path / "a.csv").write_text("Mã,Tên cơ quan,Cấp,Loại,Đối tượng\nX1,UBND xã A,Xã,UBND xã,Bắt buộc\n")
    import_agencies(Programme(folder), table)
    table.write_text("Mã,Tên cơ quan\nX1,UBND xã A\n")
    assert import_agencies(Programme(folder), table).changed == 0


# --- answers that were left out


def test_rows_deleted_from_a_workbook_of_answers_are_said(lists: Path, tmp_path: Path) -> None:
    folder = copy_of(lists, "answers", tmp_path)
    export_answers(Programme(folder), ["SNV"], tmp_path / "kq.xlsx")
    book = load_workbook(tmp_path / "kq.xlsx")
    sheet = book["SNV"]
    gone = [sheet.cell(row, 2).value for row in (6, 7)]
    sheet.delete_rows(6, 2)
    sheet["F5"] = "Đạt"
    book.save(tmp_path / "kq.xlsx")
    done = import_answers(Programme(folder), tmp_path / "kq.xlsx")
    assert done.added == 1
    (said,) = [warning for warning in done.warnings if "thiếu" in warning]
    assert f"2026-SNV-TS: thiếu 02 dòng ({', '.join(gone)})" in said


# --- dry runs


def snapshot(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in folder.rglob("*")
    }


SAMPLES = "Mã cơ quan,Mã hồ sơ,Ngày nhận\nSNV,HS-1,02/6/2026\n"


@pytest.mark.parametrize("kind", IMPORT)
def test_a_dry_run_tells_what_would_be_and_writes_nothing(kind: str, lists: Path, tmp_path: Path) -> None:
    folder = copy_of(lists, kind, tmp_path)
    table = tmp_path / "bảng" / "a.csv"
    table.parent.mkdir()
    if kind == "samples":
        table.write_text(SAMPLES, encoding="utf-8")
    else:
        table = Path(shutil.copy(OFFICES / kind / "da-nang-excel.xlsx", table.with_suffix(".xlsx")))
    heads, before = Programme(folder).journal.heads(), snapshot(tmp_path)
    dry = run_isoaudit("-C", folder, kind, "import", "--dry-run", table)
    assert dry.returncode == 0, dry.stderr
    assert (Programme(folder).journal.heads(), snapshot(tmp_path)) == (heads, before)
    assert "Xem trước, chưa ghi dữ liệu nào. Nếu nhập: 0" in dry.stdout and "Thêm: " in dry.stdout
    assert "đã hiểu" in dry.stderr and "Chưa ghi dữ liệu nào; có" in dry.stderr and "Đã ghi dữ liệu" not in dry.stderr
    real = run_isoaudit("-C", folder, kind, "import", table)
    wanted = dry.stdout.splitlines()[0].partition("Nếu nhập: ")[2]
    assert real.stdout.splitlines()[0].removeprefix("a.xlsx: ") == wanted
    told = [line for line in dry.stderr.splitlines() if line.startswith("Lưu ý: ")]
    assert told == [line for line in real.stderr.splitlines() if line.startswith("Lưu ý: ")]


def test_a_dry_run_tells_each_change_as_it_was_and_would_be(lists: Path, tmp_path: Path) -> None:
    folder = copy_of(lists, "answers", tmp_path)
    table = tmp_path / "a.csv"
    table.write_text("Mã cơ quan,Hình thức,Đợt,Từ ngày\nSNV,Tại trụ sở,Đợt 1,20/6/2026\n", encoding="utf-8")
    said = run_isoaudit("-C", folder, "inspections", "import", "--dry-run", table).stdout
    assert "Đổi: 2026-SNV-TS: Từ ngày: «16/6/2026» thành «20/6/2026»" in said
    table.write_text("Mã,Tên cơ quan,Cấp,Loại,Đối tượng,Số TTHC\n" + ",".join(["SNV", "Sở Nội vụ", *REST, "121"]))
    said = run_isoaudit("-C", folder, "agencies", "import", "--dry-run", table).stdout
    assert "01 thay đổi" in said and "Đổi: SNV: Số TTHC: «120» thành «121»" in said


def test_a_dry_run_refuses_as_the_import_does_and_leaves_no_copy(lists: Path, tmp_path: Path) -> None:
    folder = copy_of(lists, "agencies", tmp_path)
    table = Path(shutil.copy(OFFICES / "agencies" / "lao-cai-with-slips.xlsx", tmp_path))
    before = snapshot(tmp_path)
    dry = run_isoaudit("-C", folder, "agencies", "import", "--dry-run", table)
    assert dry.returncode == 2 and snapshot(tmp_path) == before
    real = run_isoaudit("-C", folder, "agencies", "import", table)
    assert [x for x in dry.stderr.splitlines() if x.startswith("- ")] == [
        x for x in real.stderr.splitlines() if x.startswith("- ")
    ]


def test_a_screen_shows_ten_kinds_of_faults_at_most_the_worst_first(capsys: pytest.CaptureFixture[str]) -> None:
    from isoaudit.cli.speech import show_problems
    from isoaudit.errors import CATALOGUE, Problem

    of_the_heading = ("TABLE_001", "TABLE_002", "TABLE_017", "TABLE_026", "TABLE_033")
    kinds = [code for code in CATALOGUE if code.startswith("TABLE_") and code not in of_the_heading][: KINDS + 2]
    problems = [
        Problem(code, f"a.xlsx, dòng {row}", f"loại {code}.", "Sửa.")
        for n, code in enumerate(kinds)
        for row in range(n + 1)
    ]
    show_problems([*problems, Problem("TABLE_001", "a.xlsx, dòng 1", "thiếu cột.", "Ghi.")], most=KINDS)
    lines = capsys.readouterr().err.splitlines()
    assert "thiếu cột" in lines[0] and kinds[-1] in lines[1]
    assert kinds[0] not in "".join(lines) and len([x for x in lines if x.startswith("- ")]) <= 5 * KINDS
    assert "chỗ thuộc 03 loại khác" in "".join(lines)


def test_a_synonym_of_a_role_is_no_name() -> None:
    assert not [role for role in codes("role") if members(role)[0]]
