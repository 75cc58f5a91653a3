"""Tables of the roll-out as offices have them: taken in whole, or refused in words; never a silent cell for a no."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from openpyxl import Workbook

from isoaudit.desk.rollout import import_rollout
from isoaudit.errors import IsoAuditError
from isoaudit.journal.programme import Programme
from isoaudit.journal.rollout import ROLLOUT, Rollout, rollout_of

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
