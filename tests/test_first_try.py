"""What a second office's files failed at: they go in at the first try, or the message says what one more try needs."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from test_clerks_tables import read, refused, saved
from test_office_tables import INSPECTOR_COLUMNS, TODAY, lists  # noqa: F401  the programmes of before each table

from isoaudit.desk.intake.asking import Asking
from isoaudit.desk.registers.agencies import AGENCY_COLUMNS, import_agencies
from isoaudit.errors import TableError
from isoaudit.journal.programme import Programme
from isoaudit.model import Agency
from isoaudit.tables import read_table
from isoaudit.tables.days import LAST_TIME


@pytest.fixture
def folder(lists: Path, tmp_path: Path) -> Path:  # noqa: F811
    return Path(shutil.copytree(lists / "agencies", tmp_path / "năm 2026"))


def agencies(folder: Path) -> dict[str, Agency]:
    return dict(Programme(folder).lists().agencies)


def test_each_open_question_of_a_body_names_its_own_map_and_all_go_in_together(folder: Path, tmp_path: Path) -> None:
    file = saved(tmp_path, ["Tên cơ quan"], ["Ban Quản lý Khu du lịch"], ["Chi cục Thuế khu vực III"])
    with pytest.raises(TableError) as error:
        import_agencies(Programme(folder), file)
    given = [meant for problem in error.value.problems for meant in re.findall('--map "([^"]+)"', problem.remedy)]
    assert given == [
        "Ban Quản lý Khu du lịch=cấp tỉnh",
        "Ban Quản lý Khu du lịch=Cơ quan khác",
        "Ban Quản lý Khu du lịch=bắt buộc",
        "Chi cục Thuế khu vực III=cấp tỉnh",
        "Chi cục=bắt buộc",
    ]
    assert "(Đối tượng: bắt buộc, khuyến khích)" in error.value.problems[0].remedy
    import_agencies(Programme(folder), file, asking=Asking(given))
    assert {(one.level, one.kind, one.obligation) for one in agencies(folder).values()} == {
        ("tinh", "khac", "bat_buoc"),
        ("tinh", "chi_cuc", "bat_buoc"),
    }


def states(tmp_path: Path, *rows: Sequence[Any]) -> tuple[list[str], list[Any]]:
    """What was refused, and the state of each body."""
    table = read(tmp_path, AGENCY_COLUMNS, *rows)
    return refused(table), [row.values.get("qms_status", "left open") for row in table.rows]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("Chưa thực hiện", "chua_xay_dung"),
        ("chưa triển khai", "chua_xay_dung"),
        ("Đang làm", "dang_xay_dung"),
        ("Không áp dụng", "left open"),
        ("Đang xây dựng lại", "left open"),
        ("đang chuyển đổi", "left open"),
    ],
)
def test_words_that_say_how_far_a_system_is_are_read_below_its_state_and_never_refused(
    words: str, meant: str, tmp_path: Path
) -> None:
    plain = states(tmp_path, ["Tên cơ quan", "Tình trạng HTQLCL"], ["Sở Y tế", "đã công bố"], ["Sở Nội vụ", words])
    assert plain == ([], ["da_cong_bo", meant])
    heading = ["Tên cơ quan", "Chưa XD", "Đang XD", "Đã CB"]
    marked = ["Sở A", "", "", "x"], ["Sở B", "x", "", ""], ["Sở C", "", "x", ""]
    assert states(tmp_path, heading, *marked, ["Sở D", words, "", ""])[1][-1] == meant
    of_published = "left open" if meant == "chua_xay_dung" else meant
    heading[-1] = "Đã công bố"
    assert states(tmp_path, heading, *marked, ["Sở D", "", "", words]) == (
        [],
        ["da_cong_bo", "chua_xay_dung", "dang_xay_dung", of_published],
    )


def test_nothing_done_below_published_leaves_open_whether_a_system_was_built(tmp_path: Path) -> None:
    """Decision 19/2014, Article 4.1 to 4.3: built, published, kept up."""
    rows = ["Sở Y tế", "đã công bố"], ["Sở Nội vụ", "Chưa thực hiện"]
    assert states(tmp_path, ["Tên cơ quan", "Tình trạng công bố"], *rows) == ([], ["da_cong_bo", "left open"])


def test_such_words_below_another_heading_make_no_state_of_it(tmp_path: Path) -> None:
    rows = ["Sở Y tế", "Chưa thực hiện"], ["Sở Nội vụ", "Đang thực hiện"]
    table = read(tmp_path, AGENCY_COLUMNS, ["Tên cơ quan", "Tình trạng số hóa hồ sơ"], *rows)
    assert "qms_status" not in table.columns


def test_what_words_leave_open_the_office_says_by_the_map_that_the_message_names(folder: Path, tmp_path: Path) -> None:
    rows = ["Sở Y tế", "đã công bố"], ["Sở Nội vụ", "Đang chuyển đổi"]
    file = saved(tmp_path, ["Tên cơ quan", "Tình trạng HTQLCL"], *rows)
    said = import_agencies(Programme(folder), file, dry_run=True).warnings
    assert any('--map "Đang chuyển đổi=giá trị"' in one for one in said)
    import_agencies(Programme(folder), file, asking=Asking(["Đang chuyển đổi=phải công bố lại"]))
    assert {one.name: one.qms_status for one in agencies(folder).values()}["Sở Nội vụ"] == "phai_cong_bo_lai"


@pytest.mark.parametrize(
    "heading",
    [
        "Chứng chỉ đào tạo chuyên gia đánh giá",
        "Chứng chỉ khóa đào tạo chuyên gia đánh giá trưởng",
        "Chứng chỉ chuyên gia đánh giá",
    ],
)
def test_a_certificate_of_training_is_that_of_an_auditor_and_no_card(heading: str, tmp_path: Path) -> None:
    """Circular 26/2014: Article 40.1.c asks for training, 40.2 for the card of an expert of a certification body."""
    rows = [["Họ và tên", heading, "Thẻ chuyên gia đánh giá"], ["Lê Thị Cẩm", "số 5", "TCG-01"]]
    for shown, card in ((rows, "TCG-01"), ([row[:2] for row in rows], None)):
        table = read_table(saved(tmp_path, *shown), INSPECTOR_COLUMNS, TODAY, keeps=True)
        (row,) = table.rows
        assert row.values.get("expert_card") == card
        assert row.values["audit_certificate"] == "số 5"


def test_two_bodies_of_the_same_first_letters_get_the_codes_that_offices_write(folder: Path, tmp_path: Path) -> None:
    names = ["Sở Ngoại vụ", "Sở Nội vụ", "Sở Nông nghiệp và Môi trường", "Sở Dân tộc và Tôn giáo", "Sở Công Thương"]
    import_agencies(Programme(folder), saved(tmp_path, ["Tên cơ quan"], *([name] for name in names)))
    codes = {one.name: code for code, one in agencies(folder).items()}
    assert [codes[name] for name in names] == ["SNgV", "SNV", "SNNMT", "SDTTG", "SCT"]


def test_a_last_time_by_record_is_no_year_at_the_office_and_its_day_is_kept(folder: Path, tmp_path: Path) -> None:
    """Circular 26/2014, Article 33.2: at the office once in three years, else by record."""
    cells = {
        "Sở Nội vụ": ("Qua hồ sơ ngày 05/6/2024", ""),
        "Sở Y tế": ("2024", "Qua hồ sơ"),
        "Sở Công Thương": ("06/6/2024 (tại trụ sở, có xem xét hồ sơ)", ""),
    }
    rows = [["Tên cơ quan", "Lần kiểm tra gần nhất", "Hình thức kiểm tra trước"]]
    rows += [[name, *said] for name, said in cells.items()]
    import_agencies(Programme(folder), saved(tmp_path, *rows))
    found = {one.name: one for one in agencies(folder).values()}
    assert [found[name].last_on_site for name in cells] == [None, None, 2024]
    kept = [{other.heading: other.text for other in found[name].others}[LAST_TIME] for name in cells]
    assert kept == [typed for typed, _ in cells.values()]
