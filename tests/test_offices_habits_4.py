"""What the eighth and ninth strangers' lists write and the program lost: each kind of it, as it stood there."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_office_tables import lists  # noqa: F401  the programmes of before each table
from test_offices_own_sheets import saved

from isoaudit.desk.exports import export_inspectors
from isoaudit.desk.registers.agencies import import_agencies
from isoaudit.desk.registers.inspectors import INSPECTOR_COLUMNS, import_inspectors
from isoaudit.journal.programme import Programme, today
from isoaudit.model import Inspector
from isoaudit.rules.competence import lacking
from isoaudit.tables import read_table
from isoaudit.tables.columns.certificates import is_exemption, is_on_its_way
from isoaudit.tables.columns.choices import state_in

HEAD = ["TT", "Họ và tên", "Bằng đại học", "Chứng chỉ QLNN", "Chứng chỉ đánh giá HTQLCL"]
ADMIN, AUDIT = "Chứng chỉ quản lý hành chính nhà nước đã ghi", "Chứng chỉ đánh giá HTQLCL đã ghi"


@pytest.fixture
def folder(lists: Path, tmp_path: Path) -> Path:  # noqa: F811
    return Path(shutil.copytree(lists / "agencies", tmp_path / "năm"))


def inspectors(folder: Path, *rows: list[Any]) -> tuple[dict[str, Inspector], str]:
    done = import_inspectors(Programme(folder), saved(folder.parent, *rows))
    return {one.name: one for one in Programme(folder).lists().inspectors.values()}, "\n".join(done.warnings)


def beside(folder: Path, name: str) -> dict[str, str]:
    """What is kept with a person besides what the program has a field for."""
    state = Programme(folder).state()
    code = next(code for code, one in state.inspectors.items() if one.name == name)
    return {one["heading"]: one["text"] for one in state.fields("inspector", code).get("others") or ()}


# --- certificates


EXEMPT = ["miễn", "Được miễn", "Thuộc diện miễn"]
REASONS = [
    " (HVHCQG)",
    " (tốt nghiệp HV Hành chính QG)",
    " - đã học ĐH Hành chính",
    ", do học viện cấp",
    " do tốt nghiệp HVHC",
]


@given(said=st.sampled_from(EXEMPT), reason=st.sampled_from(["", *REASONS]))
def test_40_1_b_an_exemption_may_stand_with_its_reason(said: str, reason: str) -> None:
    """Circular 26/2014, Article 40.1.b, second sentence."""
    assert is_exemption(said + reason)


@pytest.mark.parametrize(
    "typed", ["Miễn dịch học", "Chuyên viên (miễn thi)", "QLNN ngạch chuyên viên", "", "Số 5 (miễn phí)"]
)
def test_what_only_speaks_of_exemption_is_none(typed: str) -> None:
    assert not is_exemption(typed)


def test_40_1_b_the_reason_of_an_exemption_is_kept_with_it(folder: Path) -> None:
    typed = "Miễn (tốt nghiệp HV Hành chính QG)"
    found, _ = inspectors(folder, HEAD, [1, "Bùi Thanh Tâm", "Cử nhân Hành chính học", typed, "số 5"])
    exempt = found["Bùi Thanh Tâm"]
    assert (exempt.state_admin_certificate, exempt.administration_degree) == ("", typed)
    assert not lacking(exempt, None)


@pytest.mark.parametrize(
    "typed", ["Đang học", "Đang học lớp đánh giá, khóa 6/2026", "Chờ cấp chứng chỉ", "đã học, chờ cấp"]
)
def test_40_1_c_a_certificate_on_its_way_is_none_and_what_was_said_stays(typed: str, folder: Path) -> None:
    found, said = inspectors(folder, HEAD, [1, "Đoàn Văn Cường", "Kỹ sư Cơ khí", typed, typed])
    cuong = found["Đoàn Văn Cường"]
    assert (cuong.state_admin_certificate, cuong.audit_certificate) == ("", "")
    assert len(lacking(cuong, None)) == 2
    assert beside(folder, "Đoàn Văn Cường") == {ADMIN: typed, AUDIT: typed}
    assert f"«{typed}» là ô trống" in said


def test_a_certificate_that_has_come_takes_the_place_of_what_was_said(folder: Path) -> None:
    inspectors(folder, HEAD, [1, "Đoàn Văn Cường", "Kỹ sư Cơ khí", "Đang học", "Chờ cấp"])
    found, _ = inspectors(folder, HEAD, [1, "Đoàn Văn Cường", "Kỹ sư Cơ khí", "Đang học", "số 7/2026"])
    assert found["Đoàn Văn Cường"].audit_certificate == "số 7/2026"
    assert beside(folder, "Đoàn Văn Cường") == {ADMIN: "Đang học"}


def test_what_was_said_of_a_certificate_comes_back_as_it_was(folder: Path) -> None:
    inspectors(folder, HEAD, [1, "Đoàn Văn Cường", "Kỹ sư Cơ khí", "Đang học", "số 7/2026"])
    export_inspectors(Programme(folder), folder.parent / "xuất.xlsx")
    import_inspectors(Programme(folder), folder.parent / "xuất.xlsx")
    cuong = next(one for one in Programme(folder).lists().inspectors.values() if one.name == "Đoàn Văn Cường")
    assert (cuong.state_admin_certificate, cuong.audit_certificate) == ("", "số 7/2026")
    assert beside(folder, "Đoàn Văn Cường") == {ADMIN: "Đang học"}


def test_a_certificate_that_is_cited_is_one_whatever_else_is_learnt() -> None:
    assert not is_on_its_way("Đang học nâng cao, đã có CC số 12/2019")
    assert not is_on_its_way("QLNN ngạch chuyên viên")


def test_number_and_day_of_a_certificate_in_two_columns_stay_one(tmp_path: Path) -> None:
    upper, lower = [*HEAD[:4], HEAD[4], ""], ["", "", "", "", "Số", "Ngày cấp"]
    table = read_table(
        saved(tmp_path, upper, lower, [1, "Lý Văn An", "Luật", "x", "115/CN", "14/10/2016"]), INSPECTOR_COLUMNS, today()
    )
    assert table.rows[0].values["audit_certificate"] == "115/CN, ngày 14/10/2016"


# --- the unit of a group


PEOPLE = ["TT", "Họ và tên", "Chức vụ"]


@pytest.mark.parametrize(
    ("group", "unit"),
    [
        ("Văn phòng, phòng chuyên môn Sở Tư pháp", "Sở Tư pháp"),
        ("Lãnh đạo, công chức Chi cục TĐC", "Chi cục TĐC"),
        ("Các phòng chuyên môn thuộc Sở Tư pháp", "Sở Tư pháp"),
        ("Chi cục Tiêu chuẩn Đo lường Chất lượng", "Chi cục Tiêu chuẩn Đo lường Chất lượng"),
        ("Văn phòng Sở Tư pháp", "Văn phòng Sở Tư pháp"),
        ("Văn phòng, Thanh tra Sở", ""),  # two parts of a body that is not named
        ("Cơ quan phối hợp", ""),
        ("Lãnh đạo", ""),
    ],
)
def test_33_1_people_under_the_name_of_a_body_or_its_parts_work_there(group: str, unit: str, folder: Path) -> None:
    """Circular 26/2014, Article 33.1: who works at an agency does not inspect it."""
    found, said = inspectors(folder, PEOPLE, ["B", group], [1, "Võ Thị Thanh Hà", "Phó Chánh Văn phòng"])
    assert found["Võ Thị Thanh Hà"].unit == unit
    assert (f"«{group}» là «{unit}»" in said) == bool(unit and unit != group)


# --- degrees


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Đại học Bách khoa Đà Nẵng, Kỹ sư Cơ khí", "Đại học Bách khoa Đà Nẵng, Kỹ sư Cơ khí"),
        (
            "Học viện Hành chính Quốc gia, Cử nhân Hành chính học",
            "Học viện Hành chính Quốc gia, Cử nhân Hành chính học",
        ),
        ("Cử nhân Luật", "Cử nhân Luật"),
        ("ĐH Luật Huế", "ĐH Luật Huế"),
        ("Luật", "Đại học (Luật)"),
        ("Kinh tế đối ngoại", "Đại học (Kinh tế đối ngoại)"),
        ("x", "Đại học"),
    ],
)
def test_nothing_is_put_before_a_degree_that_says_itself_what_it_is(typed: str, meant: str, tmp_path: Path) -> None:
    rows = [["Họ và tên", "Tốt nghiệp đại học"], ["Lý Văn An", typed]]
    table = read_table(saved(tmp_path, *rows), INSPECTOR_COLUMNS, today())
    assert table.rows[0].values["degree"] == meant


def test_a_level_above_stays_before_a_degree_that_does_not_say_it(tmp_path: Path) -> None:
    rows = [["Họ và tên", "Đại học", "Sau đại học"], ["Lý Văn An", "Kỹ sư Điện", "Luật kinh tế"]]
    table = read_table(saved(tmp_path, *rows), INSPECTOR_COLUMNS, today())
    assert table.rows[0].values["degree"] == "Kỹ sư Điện; Sau đại học (Luật kinh tế)"


# --- states


@pytest.mark.parametrize(
    ("note", "state"),
    [
        ("Đang xây dựng, chưa công bố", "dang_xay_dung"),
        ("Chưa công bố (đang xây dựng)", "dang_xay_dung"),
        ("Chưa xây dựng, chưa công bố", "chua_xay_dung"),
        ("Đã xây dựng, chưa công bố", "dang_xay_dung"),
        ("Mới thành lập, đang xây dựng", "dang_xay_dung"),
        ("Chưa công bố", ""),
        ("Đã công bố, chưa công bố", None),
        ("Đang xây dựng trụ sở", None),
    ],
)
def test_what_one_piece_of_a_note_leaves_open_another_says(note: str, state: str | None) -> None:
    assert state_in(note, "qms_status") == state


def test_qd19_4_3_a_list_without_states_is_told_by_its_notes(folder: Path) -> None:
    """Decision 19/2014, Article 4.3: who decided to declare has declared; of others the note says what there is."""
    head = ["TT", "Tên cơ quan", "Quyết định công bố", "Ghi chú"]
    rows = [[1, "Sở Xây dựng", "số 7/QĐ-SXD ngày 05/8/2025", ""], [2, "Sở Y tế", "", "Đang xây dựng, chưa công bố"]]
    done = import_agencies(Programme(folder), saved(folder.parent, head, *rows))
    known = {one.name: one.qms_status for one in Programme(folder).lists().agencies.values()}
    assert (known["Sở Xây dựng"], known["Sở Y tế"]) == ("da_cong_bo", "dang_xay_dung")
    assert any("«Đang xây dựng, chưa công bố» là «đang xây dựng»" in line for line in done.warnings)
