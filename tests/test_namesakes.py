"""Lists by place: groups without numbers, wards of one name in two cities, codes left open, sheets of several kinds."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from conftest import AUTHORITY
from openpyxl import load_workbook
from test_office_tables import lists  # noqa: F401  the programmes of before each table
from test_offices_own_sheets import saved

from isoaudit.desk.inspections.schedule import import_inspections
from isoaudit.desk.intake.asking import NOBODY
from isoaudit.desk.registers.agencies import import_agencies
from isoaudit.desk.registers.inspectors import import_inspectors
from isoaudit.errors import TableError
from isoaudit.journal.new_programme import init
from isoaudit.journal.programme import Programme
from isoaudit.model import Agency

SAID = replace(NOBODY, given=["Chi cục=khuyến khích", "Đơn vị sự nghiệp=khuyến khích"])
HEAD = ["TT", "Tên cơ quan", "Quyết định công bố", "Năm kiểm tra gần nhất", "Ghi chú"]


@pytest.fixture
def folder(lists: Path, tmp_path: Path) -> Path:  # noqa: F811
    return Path(shutil.copytree(lists / "agencies", tmp_path / "năm"))


def taken(folder: Path, path: Path) -> tuple[dict[str, Agency], str]:
    before = set(Programme(folder).state().agencies)
    done = import_agencies(Programme(folder), path, asking=SAID)
    state = Programme(folder).state()
    return {one.name: one for code, one in state.agencies.items() if code not in before}, "\n".join(done.warnings)


def test_a_place_without_a_number_among_numbered_rows_is_a_group(folder: Path, tmp_path: Path) -> None:
    """It was taken for a body whose kind nobody knew, and the person was asked what kind «Thành phố Sa Đéc» is."""
    found, said = taken(
        folder,
        saved(
            tmp_path,
            HEAD,
            ["", "Thành phố Sa Đéc"],
            [1, "UBND phường An Hòa", "81/QĐ-UBND", 2022, ""],
            ["", "Huyện Tháp Mười"],
            [2, "UBND xã Mỹ Đông", "140/QĐ-UBND", "", ""],
            [3, "UBND xã Mỹ Quý", "", "", ""],
        ),
    )
    assert {name: one.parent for name, one in found.items()} == {
        "UBND phường An Hòa": "Thành phố Sa Đéc",
        "UBND xã Mỹ Đông": "Huyện Tháp Mười",
        "UBND xã Mỹ Quý": "Huyện Tháp Mười",
    }
    assert "02 dòng tên nhóm" in said


def test_a_body_above_rows_that_begin_anew_is_a_group_and_one_in_their_midst_is_not(
    folder: Path, tmp_path: Path
) -> None:
    found, _ = taken(
        folder,
        saved(
            tmp_path,
            HEAD,
            ["", "Sở Công Thương"],
            [1, "Chi cục Quản lý thị trường số 9", "1/QĐ-CC", "", ""],
            [2, "Trung tâm Khuyến công và Tư vấn", "2/QĐ-TT", "", ""],
            ["", "UBND xã Tây Trà"],
            [3, "UBND xã Đông Trà", "3/QĐ-UBND", "", ""],
        ),
    )
    assert "Sở Công Thương" not in found
    assert found["Trung tâm Khuyến công và Tư vấn"].parent == "Sở Công Thương"
    assert "UBND xã Tây Trà" in found, "a row that lacks its number alone is data"


def test_two_wards_of_one_name_are_told_apart_by_their_places(folder: Path, tmp_path: Path) -> None:
    """Letters are addressed by name alone. The list was refused with «Giữ lại một dòng»."""
    rows = (
        ["", "Thành phố Sa Đéc"],
        [1, "UBND Phường 1", "75/QĐ-UBND", "", ""],
        ["", "TP. Cao Lãnh"],
        [1, "UBND Phường 1", "66/QĐ-UBND", "", ""],
        [2, "UBND xã Mỹ Trà", "52/QĐ-UBND", "", ""],
    )
    path = saved(tmp_path, HEAD, *rows)
    found, said = taken(folder, path)
    assert set(found) == {"UBND Phường 1, thành phố Sa Đéc", "UBND Phường 1, thành phố Cao Lãnh", "UBND xã Mỹ Trà"}
    assert len({one.code for one in found.values()}) == 3
    assert "02 cơ quan trùng tên" in said
    assert import_agencies(Programme(folder), path).unchanged == 3, "the same list comes again"


def test_a_column_of_places_tells_namesakes_apart_too(folder: Path, tmp_path: Path) -> None:
    head = ["TT", "Tên cơ quan", "Địa bàn"]
    rows = [1, "UBND Phường 2", "TX. Hồng Ngự"], [2, "UBND Phường 2", "Thành phố Sa Đéc"]
    found, _ = taken(folder, saved(tmp_path, head, *rows))
    assert set(found) == {"UBND Phường 2, thị xã Hồng Ngự", "UBND Phường 2, thành phố Sa Đéc"}


def test_namesakes_of_no_place_are_refused_with_both_ways_out(folder: Path, tmp_path: Path) -> None:
    path = saved(tmp_path, ["TT", "Tên cơ quan", "Số TTHC"], [1, "UBND Phường 1", 5], [2, "UBND Phường 1", 7])
    with pytest.raises(TableError) as refused:
        import_agencies(Programme(folder), path)
    assert [problem.code for problem in refused.value.problems] == ["AGENCY_011"]
    assert "hai cơ quan" in refused.value.problems[0].remedy


def test_a_group_of_higher_rank_ends_the_one_before(folder: Path, tmp_path: Path) -> None:
    """«II. Khuyến khích» after places in «I. Bắt buộc»: the outer group of before said the opposite of its rows."""
    found, _ = taken(
        folder,
        saved(
            tmp_path,
            HEAD,
            ["I", "Cơ quan bắt buộc áp dụng"],
            ["", "Thành phố Sa Đéc"],
            [1, "UBND xã Bắc Trà", "", 2022, "a"],
            ["II", "Cơ quan khuyến khích áp dụng"],
            [1, "UBND xã Nam Trà", "", 2022, "b"],
            ["", "Huyện Tháp Mười"],
            [1, "UBND xã Tây Trà", "", 2022, "c"],
        ),
    )
    assert {name: one.obligation for name, one in found.items()} == {
        "UBND xã Bắc Trà": "bat_buoc",
        "UBND xã Nam Trà": "khuyen_khich",
        "UBND xã Tây Trà": "khuyen_khich",
    }
    assert not found["UBND xã Nam Trà"].parent


def test_codes_that_are_left_open_in_some_rows_are_given(folder: Path, tmp_path: Path) -> None:
    rows = [1, "SYTE", "Sở Y tế"], [2, "", "UBND phường Sa Pa"]
    found, said = taken(folder, saved(tmp_path, ["STT", "Ký hiệu", "Tên cơ quan"], *rows))
    assert {name: one.code for name, one in found.items()} == {"Sở Y tế": "SYTE", "UBND phường Sa Pa": "PSP"}
    assert "có dòng để trống cột «Mã»: đã đặt 01 mã" in said


def test_what_a_marked_copy_says_beside_a_group_does_not_spoil_it(folder: Path, tmp_path: Path) -> None:
    """What is wrong with a heading is written in the first row below it, which may be «ĐỢT 1» across the table."""
    taken(folder, saved(tmp_path, ["Tên cơ quan"], ["Sở Nội vụ"]))
    head = ["TT", "Cơ quan được kiểm tra", "Hình thức", "Ngày kiểm tra", "Từ ngày"]
    day = date(2026, 9, 8)
    path = saved(tmp_path, head, ["ĐỢT 1"], [1, "Sở Nội vụ", "Tại trụ sở", day, day], merged=["A2:E2"])
    with pytest.raises(TableError) as refused:
        import_inspections(Programme(folder), path)
    assert "cần sửa" in refused.value.note
    copy = path.with_name("bảng - cần sửa.xlsx")
    book = load_workbook(copy)
    assert "Dòng tiêu đề" in book.active["F2"].value
    book.active["E1"] = "Ghi chú"
    book.save(copy)
    assert import_inspections(Programme(folder), copy).added == 1
    (inspection,) = Programme(folder).state().inspections.values()
    assert inspection.round == "1"


def test_states_are_taken_sheet_by_sheet_and_from_notes(folder: Path, tmp_path: Path) -> None:
    """Decision 19/2014, Article 4.3: who decided to declare has declared, whatever columns other sheets have."""
    path = saved(tmp_path, HEAD, [1, "Sở Y tế", "15/QĐ-SYT", "", ""], [2, "UBND xã Tây Trà", "", "", "Đang xây dựng"])
    book = load_workbook(path)
    other = book.create_sheet("Xã")
    for row in (["TT", "Tên cơ quan", "Tình trạng HTQLCL"], [1, "UBND xã Đông Trà", "Chưa xây dựng"]):
        other.append(row)
    book.save(path)
    found, said = taken(folder, path)
    assert {name: one.qms_status for name, one in found.items()} == {
        "Sở Y tế": "da_cong_bo",
        "UBND xã Tây Trà": "dang_xay_dung",
        "UBND xã Đông Trà": "chua_xay_dung",
    }
    assert "ở cột khác" in said


@pytest.mark.parametrize(("year", "kinds"), [(2024, ["ubnd_cap_huyen"]), (2026, [])])
def test_a_city_below_a_province_was_of_a_district_until_30_6_2025(year: int, kinds: list[str], tmp_path: Path) -> None:
    """After that a committee of a city is one of a province, and of which no list is sure: it is asked."""
    programme = init(tmp_path / "năm", authority=AUTHORITY, year=year)
    path = saved(tmp_path, ["TT", "Tên cơ quan"], [1, "UBND thành phố Sa Đéc"])
    if kinds:
        import_agencies(programme, path)
    else:
        with pytest.raises(TableError, match="Loại cơ quan"):
            import_agencies(programme, path)
    assert [one.kind for one in Programme(programme.folder).state().agencies.values()] == kinds


def test_number_and_day_of_a_certificate_below_one_heading_are_one_paper(folder: Path, tmp_path: Path) -> None:
    head = ["TT", "Họ và tên", "Trình độ", "", "Chứng chỉ đánh giá HTQLCL", ""]
    lower = ["", "", "Chuyên ngành", "Năm tốt nghiệp ĐH", "Số", "Ngày cấp"]
    row = [1, "Lê Văn Hòa", "Kỹ sư Cơ khí", 1998, "15/2016/ĐT", date(2016, 6, 20)]
    merged = ["C1:D1", "E1:F1", "A1:A2", "B1:B2"]
    import_inspectors(Programme(folder), saved(tmp_path, head, lower, row, merged=merged))
    found = {one.name: one for one in Programme(folder).state().inspectors.values()}["Lê Văn Hòa"]
    assert (found.degree, found.graduated_on) == ("Kỹ sư Cơ khí", date(1998, 12, 31))
    assert found.audit_certificate == "15/2016/ĐT, ngày 20/06/2016"


def test_a_month_of_the_last_visit_tells_its_year(folder: Path, tmp_path: Path) -> None:
    head = ["TT", "Tên cơ quan", "Kiểm tra tại trụ sở lần gần nhất"]
    found, _ = taken(folder, saved(tmp_path, head, [1, "Sở Y tế", "10/2023"], [2, "UBND xã Tây Trà", "tháng 5/2022"]))
    assert {name: one.last_on_site for name, one in found.items()} == {"Sở Y tế": 2023, "UBND xã Tây Trà": 2022}
