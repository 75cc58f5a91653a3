"""Tables of the roll-out as offices have them: taken in whole, or refused in words; never a silent cell for a no."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from openpyxl import Workbook

from isoaudit.desk.rollout.tables import import_rollout
from isoaudit.errors import IsoAuditError
from isoaudit.journal.programme import Programme
from isoaudit.journal.rollout import ROLLOUT, rollout_of
from isoaudit.model import Rollout
from isoaudit.tables.cells import Cell, CellFaults, Place
from isoaudit.tables.files import opening
from isoaudit.tables.rollout import amount, first_day, last_day, size

STEPS = [
    ["BẢNG THEO DÕI TIẾN ĐỘ XÂY DỰNG HTQLCL"],
    ["TT", "Cơ quan", "Phiên bản", "Khảo sát", "Đào tạo, tập huấn", "Viết tài liệu", "Áp dụng", "Đánh giá nội bộ",
     "Xem xét của lãnh đạo", "Xác nhận hiệu lực", "Công bố", "Gửi hồ sơ", "Bằng chứng"],
    ["1", "Sở Tư pháp", "ISO 9001:2015", "02/3/2026", "10/3/2026", "01/4/2026", "15/4/2026", "01/6/2026", "05/6/2026",
     "10/6/2026", date(2026, 6, 12), "", "Quyết định số 12/QĐ-STP"],
    ["2", "99-CCKL", "TCVN ISO 9001:2015", "03/3/2026", "chưa", "", "", "", "", "", "", "", ""],
]  # fmt: skip
TARGETS = [
    ["Khối", "Chỉ tiêu", "Thời hạn", "Nội dung", "Phiên bản tiêu chuẩn", "Thực hiện từ ngày", "Kế hoạch"],
    ["Sở, ngành", "2/2", "31/12/2026", "Công bố", "9001:2015", "01/3/2026", "Kế hoạch số 10/KH-UBND"],
    ["UBND xã", "trên 70%", "31/12/2026", "Chuyển đổi", "9001:2015", "", ""],
]
CLASSES = [
    ["STT", "Tên lớp", "Ngày mở lớp", "Số học viên", "Nội dung đào tạo"],
    ["1", "Nhận thức chung về HTQLCL", "10/3/2026", "45 học viên", "TCVN ISO 9001:2015"],
    ["2", "Đánh giá viên nội bộ", "12/3/2026", "", ""],
]
MONEY = [
    ["Năm", "Nội dung chi", "Dự toán (triệu đồng)", "Đã chi (triệu đồng)"],
    ["2026", "Đào tạo", "150", "120,5"],
    ["2026", "Tư vấn", "400", ""],
]


def book(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    made.save(path)
    return path


def rollout(folder: Path) -> Rollout:
    return rollout_of(Programme(folder).journal.entries_of(*ROLLOUT))


@pytest.fixture
def take(programme: Path, tmp_path: Path, isoaudit: Run) -> Any:
    """Import rows; what the command said, with its exit status."""

    def import_(rows: Sequence[Sequence[Any]], *more: object) -> Any:
        return isoaudit("-C", programme, "rollout", "import", book(tmp_path / "bang.xlsx", rows), *more)

    return import_


def days(folder: Path, agency: str) -> dict[str, str | None]:
    """The steps of an agency in the edition of 2015 with their days."""
    mine = [one for one in rollout(folder).steps if (one.agency, one.edition) == (agency, "2015")]
    return {one.step: one.on.isoformat() if one.on else None for one in mine}


def test_4_steps_with_a_column_each_and_an_empty_cell_is_not_done_yet(programme: Path, take: Any) -> None:
    done = take(STEPS)
    assert done.returncode == 0, done.stderr
    said = days(programme, "99-STP")
    assert (said["survey"], said["declaration"], said["notice"]) == ("2026-03-02", "2026-06-12", None)
    assert len(said) == 9
    assert days(programme, "99-CCKL") == {**dict.fromkeys(said), "survey": "2026-03-03"}
    (declared,) = [one for one in rollout(programme).steps if one.step == "declaration" and one.on]
    assert declared.evidence == "Quyết định số 12/QĐ-STP"


def test_a_list_without_a_column_says_nothing_of_its_step(programme: Path, take: Any) -> None:
    assert take([["Cơ quan", "Phiên bản", "Khảo sát"], ["99-STP", "2015", "02/3/2026"]]).returncode == 0
    assert days(programme, "99-STP") == {"survey": "2026-03-02"}
    assert days(programme, "99-CCKL") == {}


def test_an_empty_cell_keeps_a_recorded_day_and_the_word_takes_it_out(programme: Path, take: Any) -> None:
    head = ["Cơ quan", "Phiên bản", "Khảo sát", "Công bố"]
    assert take([head, ["99-STP", "2015", "02/3/2026", "12/6/2026"]]).returncode == 0
    kept = take([head, ["99-STP", "2015", "02/3/2026", ""]])
    assert kept.returncode == 0 and "giữ ngày đã ghi" in kept.stderr
    assert days(programme, "99-STP")["declaration"] == "2026-06-12"
    assert take([head, ["99-STP", "2015", "02/3/2026", "chưa"]]).returncode == 0
    assert days(programme, "99-STP")["declaration"] is None


def test_one_step_a_row_is_read_as_well(programme: Path, take: Any) -> None:
    rows = [
        ["Cơ quan", "Bước", "Ngày thực hiện", "Phiên bản", "Minh chứng"],
        ["Sở Tư pháp", "Tập huấn", "10/3/2026", "2015", "Danh sách lớp"],
        ["Sở Tư pháp", "ĐGNB", "chưa", "2015", ""],
    ]
    done = take(rows)
    assert done.returncode == 0, done.stderr
    assert days(programme, "99-STP") == {"training": "2026-03-10", "internal_audit": None}


def test_4_a_step_before_the_one_it_rests_on_is_remarked_and_kept(programme: Path, take: Any) -> None:
    head = ["Cơ quan", "Phiên bản", "Xác nhận hiệu lực", "Công bố"]
    done = take([head, ["99-STP", "2015", "10/6/2026", "01/6/2026"]])
    assert done.returncode == 0
    assert "bước công bố ngày 01/6/2026 nhưng bước xác nhận hiệu lực ghi ngày 10/6/2026" in done.stderr
    assert days(programme, "99-STP")["declaration"] == "2026-06-01"


def test_targets_of_numbers_and_shares(programme: Path, take: Any) -> None:
    done = take(TARGETS)
    assert done.returncode == 0, done.stderr
    communes, sở = rollout(programme).targets
    assert (sở.group, sở.number, sở.percent, sở.by, sở.since) == (
        "departments", 2, None, date(2026, 12, 31), date(2026, 3, 1)
    )  # fmt: skip
    assert sở.source == "Kế hoạch số 10/KH-UBND"
    assert (communes.group, communes.number, communes.percent, communes.step) == ("communes", None, 70, "declaration")


def test_classes_and_money_in_the_unit_of_their_heading(programme: Path, take: Any) -> None:
    assert take(CLASSES).returncode == 0
    done = take(MONEY)
    assert done.returncode == 0, done.stderr
    known = rollout(programme)
    assert [(one.name, one.learners) for one in known.classes] == [
        ("Nhận thức chung về HTQLCL", 45), ("Đánh giá viên nội bộ", None)
    ]  # fmt: skip
    assert [(one.item, one.planned, one.spent) for one in known.money] == [
        ("Tư vấn", 400_000_000, None), ("Đào tạo", 150_000_000, 120_500_000)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "heading", "đồng"),
    [
        ("150.000.000", "Dự toán", 150_000_000),
        ("150,000,000 đồng", "Dự toán", 150_000_000),
        ("1.250,5", "Dự toán (triệu đồng)", 1_250_500_000),
        ("1,5 tỷ", "Dự toán", 1_500_000_000),
        ("400 trđ", "Dự toán", 400_000_000),
        ("0", "Dự toán", 0),
        ("1,0000001 triệu", "Dự toán", None),
        ("khoảng 5", "Dự toán", None),
        ("5 USD", "Dự toán", None),
    ],
)
def test_amounts_as_offices_write_them(typed: str, heading: str, đồng: int | None) -> None:
    faults = CellFaults()
    assert amount(typed, Cell(Place("a.xlsx", 2), 1, heading, date(2026, 1, 1), faults)) == đồng
    assert bool(faults.placed) == (đồng is None)


@pytest.mark.parametrize(
    ("parse", "typed", "meant"),
    [
        (last_day, "hết năm 2020", "2020-12-31"),
        (last_day, "2020", "2020-12-31"),
        (last_day, "đến hết tháng 6/2021", "2021-06-30"),
        (last_day, "30/6/2021", "2021-06-30"),
        (last_day, "tháng 13/2021", None),
        (last_day, "quý II/2021", None),
        (first_day, "10-12/3/2026", "2026-03-10"),
        (first_day, "28/3 - 02/4/2026", "2026-03-28"),
        (first_day, "từ ngày 10/3/2026 đến ngày 12/3/2026", "2026-03-10"),
        (first_day, "10/3/2026", "2026-03-10"),
        (first_day, "2026-03-10", "2026-03-10"),
        (first_day, "31-33/2/2026", None),
        (size, "0.7", {"percent": 70}),
        (size, "0,75", {"percent": 75}),
        (size, "100 %", {"percent": 100}),
        (size, "50 xã", {"number": 50}),
        (size, "40/56", {"number": 40}),
        (size, "0", {}),
        (size, "0,0", {}),
    ],
)
def test_days_and_sizes_as_plans_write_them(parse: Any, typed: str, meant: Any) -> None:
    faults = CellFaults()
    assert parse(typed, Cell(Place("a.xlsx", 2), 1, "Thời hạn", date(2026, 1, 1), faults)) == meant
    assert bool(faults.placed) == (not meant)


def test_a_dash_is_an_empty_cell(programme: Path, take: Any) -> None:
    done = take([["Cơ quan", "Phiên bản", "Khảo sát", "Công bố"], ["99-STP", "2015", "02/3/2026", "-"]])
    assert done.returncode == 0, done.stderr
    assert days(programme, "99-STP") == {"survey": "2026-03-02", "declaration": None}


def test_the_same_table_twice_changes_nothing(programme: Path, take: Any) -> None:
    for table in (STEPS, TARGETS, CLASSES, MONEY):
        assert take(table).returncode == 0
        before = rollout(programme)
        assert "giữ nguyên" in take(table).stdout
        assert rollout(programme) == before


@pytest.mark.parametrize(
    ("rows", "code", "words"),
    [
        ([TARGETS[0], ["", *TARGETS[1][1:]]], "TABLE_003", "Khối"),
        ([TARGETS[0][1:], TARGETS[1][1:]], "TABLE_033", "Khối cơ quan"),
        ([TARGETS[0], TARGETS[1], TARGETS[1]], "TABLE_008", "sở, ngành"),
        ([TARGETS[0], ["Sở, ngành", "nhiều", *TARGETS[1][2:]]], "ROLLOUT_003", "nhiều"),
        ([TARGETS[0], ["Sở, ngành", "120%", *TARGETS[1][2:]]], "ROLLOUT_003", "120%"),
        ([TARGETS[0], [*TARGETS[1][:5], "01/3/2027", ""]], "ROLLOUT_005", "01/3/2027"),
        ([STEPS[1], ["1", "Sở Không Có", *STEPS[2][2:]]], "AGENCY_001", "Sở Không Có"),
        ([STEPS[1], STEPS[2], [*STEPS[2][:3], "05/3/2026", *STEPS[2][4:]]], "ROLLOUT_002", "khảo sát"),
        ([STEPS[1], [*STEPS[2][:3], "02/3/2099", *STEPS[2][4:]]], "TABLE_006", "02/3/2099"),
        ([STEPS[1], [*STEPS[2][:3], "xong", *STEPS[2][4:]]], "TABLE_005", "xong"),
        ([CLASSES[0], CLASSES[1], CLASSES[1]], "TABLE_008", "Nhận thức chung"),
        ([MONEY[0], MONEY[1], MONEY[1]], "TABLE_008", "2026, Đào tạo"),
        ([MONEY[0], ["2026", "Đào tạo", "khoảng 3 tỷ hơn", ""]], "ROLLOUT_004", "khoảng 3 tỷ hơn"),
        ([["Họ tên", "Điện thoại"], ["A", "1"]], "ROLLOUT_001", "«Cơ quan»"),
        ([CLASSES[0]], "ROLLOUT_006", "không có dòng nào"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isupper() else "",
)
def test_a_table_is_refused_in_words_and_nothing_of_it_is_kept(
    programme: Path, tmp_path: Path, rows: list[list[Any]], code: str, words: str
) -> None:
    with pytest.raises(IsoAuditError) as refused:
        import_rollout(Programme(programme), book(tmp_path / "bang.xlsx", rows))
    assert code in [one.code for one in refused.value.problems]
    assert words in str(refused.value)
    assert rollout(programme).is_empty


def test_a_target_above_the_register_is_told(take: Any) -> None:
    done = take([TARGETS[0], ["Sở, ngành", "50", *TARGETS[1][2:]]])
    assert done.returncode == 0
    assert "chỉ tiêu 50 cơ quan, danh sách cơ quan có" in done.stderr


def test_a_dry_run_keeps_nothing(programme: Path, take: Any) -> None:
    done = take(STEPS, "--dry-run")
    assert done.returncode == 0 and "chưa ghi dữ liệu nào" in done.stdout
    assert rollout(programme).is_empty


def test_one_unknown_row_refuses_all_of_a_table(programme: Path, take: Any) -> None:
    done = take([*STEPS, ["3", "Sở Không Có", "2015", "02/3/2026", *[""] * 9]])
    assert done.returncode == 2
    assert rollout(programme).is_empty


# --- shown -----------------------------------------------------------------------------------------------------------


def test_shown_it_says_what_is_known_and_what_is_not(programme: Path, take: Any, isoaudit: Run) -> None:
    for table in (STEPS, TARGETS, CLASSES, MONEY):
        assert take(table).returncode == 0
    done = isoaudit("-C", programme, "rollout", "show", "--as-of", "30/6/2026")
    assert done.returncode == 0, done.stderr
    for words in (
        "- Sở, ngành: 02 cơ quan công bố (TCVN ISO 9001:2015), thời hạn 31/12/2026",
        "Căn cứ: Kế hoạch số 10/KH-UBND",
        "Chỉ tiêu nhiều hơn số cơ quan của khối trong danh sách (01)",
        "Chưa ghi nhận bước này ở cơ quan nào trong 02 cơ quan của khối, phải thực hiện 02",
        "đào tạo: 00/01",
        "Năm 2026: 02 lớp đã tổ chức, 45 học viên ở 01 lớp, 01 lớp chưa ghi số học viên",
        "Năm 2026: dự toán 550.000.000 đồng, đã chi 120.500.000 đồng ở 01 khoản, 01 khoản chưa ghi",
    ):
        assert words in done.stdout, done.stdout


def test_shown_before_the_day_of_a_step_it_is_not_done(programme: Path, take: Any, isoaudit: Run) -> None:
    take(STEPS)
    take(TARGETS)
    shown = isoaudit("-C", programme, "rollout", "show", "--as-of", "11/6/2026", "--json").stdout
    (departments,) = [one for one in json.loads(shown)["targets"] if one["group"] == "departments"]
    assert (departments["done"]["number"], departments["done"]["unknown"]) == (0, [])


def test_a_step_out_of_order_is_shown_with_its_article(programme: Path, take: Any, isoaudit: Run) -> None:
    take([["Cơ quan", "Phiên bản", "Xác nhận hiệu lực", "Công bố"], ["99-STP", "2015", "10/6/2026", "01/6/2026"]])
    said = isoaudit("-C", programme, "rollout", "show").stdout
    assert "Điều 4 Quyết định số 19/2014/QĐ-TTg" in said and "99-STP: bước công bố ngày 01/6/2026" in said
    assert "Chưa có chỉ tiêu nào." in said and "Chưa ghi nhận kinh phí." in said


def test_where_nothing_is_recorded_it_says_what_to_do(programme: Path, isoaudit: Run) -> None:
    done = isoaudit("-C", programme, "rollout", "show")
    assert done.returncode == 2 and "isoaudit rollout import" in done.stderr


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
@pytest.mark.parametrize("rows", [STEPS, TARGETS, CLASSES, MONEY])
def test_a_file_is_read_once_to_know_it_and_to_take_it_in(
    programme: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: Sequence[Sequence[Any]], suffix: str
) -> None:
    path = tmp_path / f"bang.{suffix}"
    if suffix == "xlsx":
        book(path, rows)
    else:
        text = "\n".join(
            ";".join(f"{cell:%d/%m/%Y}" if isinstance(cell, date) else cell for cell in row) for row in rows
        )
        path.write_text(text, encoding="utf-8")
    whole, read = opening.read_bounded, list[Path]()

    def counted(file: Path, most: int) -> bytes:
        read.append(file)
        return whole(file, most)

    monkeypatch.setattr(opening, "read_bounded", counted)
    _, done = import_rollout(Programme(programme), path)
    assert read == [path] and done.added >= 2


def test_a_long_table_is_known_by_its_top_and_taken_in_whole(programme: Path, take: Any) -> None:
    rows = [[f"Lớp {n}", f"{1 + n % 28:02}/{1 + n % 12:02}/2026", "20"] for n in range(200)]
    done = take([["Tên lớp", "Ngày mở lớp", "Số học viên"], *rows])
    assert done.returncode == 0, done.stderr
    assert len(rollout(programme).classes) == 200


def test_a_fault_far_below_is_still_found(programme: Path, take: Any) -> None:
    rows = [[f"Lớp {n}", "10/3/2026", "20"] for n in range(100)]
    done = take([["Tên lớp", "Ngày mở lớp", "Số học viên"], *rows, ["Lớp cuối", "10/3/2026", "rất nhiều"]])
    assert done.returncode != 0 and "rất nhiều" in done.stderr
    assert rollout(programme).is_empty
