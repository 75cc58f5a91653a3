"""What a table says of itself around its rows: abbreviations explained below it, titles, notes, a name at its end."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from test_namesakes import taken
from test_office_tables import lists  # noqa: F401  the programmes of before each table
from test_offices_own_sheets import saved

from isoaudit.desk import INSPECTOR_COLUMNS
from isoaudit.desk.inspections.schedule import import_inspections
from isoaudit.desk.intake.asking import NOBODY
from isoaudit.desk.registers.agencies import import_agencies
from isoaudit.journal.programme import Programme, today
from isoaudit.tables import Column, read_table
from isoaudit.tables.cells import one_of, text
from isoaudit.tables.columns.office_words import OURS, Said

HEAD = ["TT", "Tên cơ quan", "Tình trạng", "QĐ công bố", "Ghi chú"]


@pytest.fixture
def folder(lists: Path, tmp_path: Path) -> Path:  # noqa: F811
    return Path(shutil.copytree(lists / "agencies", tmp_path / "năm"))


@pytest.mark.parametrize(
    "legend",
    [
        ["", "Chú thích: A: Đã công bố; B: Đang xây dựng; C: Chưa xây dựng."],
        ["", "A = đã công bố, B = đang xây dựng, C = chưa xây dựng"],
        ["", "A - Đã công bố\nB - Đang xây dựng\nC - Chưa xây dựng (ghi chú của Phòng)"],
    ],
)
@pytest.mark.parametrize("above", [True, False])
def test_abbreviations_mean_what_the_table_explains(
    legend: list[str], above: bool, folder: Path, tmp_path: Path
) -> None:
    rows = [1, "Sở Y tế", "A", "15/QĐ-SYT", ""], [2, "UBND xã Tây Trà", "B", "", ""], [3, "UBND xã Trà", "C", "", ""]
    path = saved(tmp_path, *([legend] if above else []), HEAD, *rows, *([] if above else [[], legend]))
    found, said = taken(folder, path)
    assert [one.qms_status for one in found.values()] == ["da_cong_bo", "dang_xay_dung", "chua_xay_dung"]
    assert "«A» là «đã công bố»" in said


def test_what_the_office_said_of_a_word_counts_before_what_a_table_explains(tmp_path: Path) -> None:
    columns = Column("name", text, required=True), Column("qms_status", one_of("qms_status"), values="qms_status")
    path = saved(tmp_path, ["Tên cơ quan", "Tình trạng HTQLCL"], ["Sở Y tế", "ĐC"], [], ["", "ĐC: đã công bố; B: x"])
    for words, meant in (
        (OURS, "da_cong_bo"),
        (OURS.also([Said("ĐC", "chua_xay_dung", "qms_status")]), "chua_xay_dung"),
    ):
        table = read_table(path, columns, today(), words=words)
        assert table.rows[0].values["qms_status"] == meant


def test_a_name_below_the_last_number_is_no_agency(folder: Path, tmp_path: Path) -> None:
    rows = [1, "Sở Y tế", "Đã công bố", "", ""], ["", "Người theo dõi: Trần Thị Bích Ngọc"]
    found, said = taken(folder, saved(tmp_path, HEAD, *rows))
    assert set(found) == {"Sở Y tế"} and "dòng ngoài bảng" in said


def test_how_an_office_groups_bodies_is_kept_and_the_kind_is_told_by_the_name(folder: Path, tmp_path: Path) -> None:
    """«Nhóm: Sở, ngành thành phố» was refused as a kind, fourteen times; each name tells its kind."""
    head = ["TT", "Tên cơ quan", "Loại cơ quan", "Diện áp dụng"]
    rows = [1, "Sở Y tế", "Khối hành chính", "Phải"], [2, "UBND phường An Hòa", "Phường", "Khuyến khích"]
    found, _ = taken(folder, saved(tmp_path, head, *rows))
    assert {name: one.kind for name, one in found.items()} == {
        "Sở Y tế": "co_quan_chuyen_mon",
        "UBND phường An Hòa": "ubnd_cap_xa",
    }
    assert [one.obligation for one in found.values()] == ["bat_buoc", "khuyen_khich"]
    kept = Programme(folder).state().fields("agency", found["Sở Y tế"].code)["others"]
    assert "Khối hành chính" in str(kept)


def test_the_title_of_a_list_tells_who_is_obliged(folder: Path, tmp_path: Path) -> None:
    """Of «Ban Quản lý …» the law tells it not (Decision 19/2014, Article 2.1), the title of the list does."""
    title = ["DANH MỤC CƠ QUAN THUỘC ĐỐI TƯỢNG PHẢI XÂY DỰNG VÀ ÁP DỤNG HTQLCL (CẤP TỈNH)"]
    path = saved(tmp_path, title, [], HEAD, [1, "Ban Quản lý các khu công nghiệp", "Đã công bố", "", ""])
    asking = replace(NOBODY, given=["Ban Quản lý các khu công nghiệp=Cơ quan khác"])
    import_agencies(Programme(folder), path, asking=asking)
    (one,) = Programme(folder).state().agencies.values()
    assert (one.level, one.obligation) == ("tinh", "bat_buoc")


def test_a_superior_body_alone_among_notes_is_the_superior_and_a_group_of_several_is_none(
    folder: Path, tmp_path: Path
) -> None:
    rows = (
        [1, "Chi cục Kiểm lâm", "Đã công bố", "", "Sở Nông nghiệp và Môi trường"],
        [2, "Chi cục Thủy sản", "", "", "x"],
    )
    path = saved(tmp_path, HEAD, ["II", "Chi cục trực thuộc sở"], *rows)
    found, said = taken(folder, path)
    assert [one.parent for one in found.values()] == ["Sở Nông nghiệp và Môi trường", ""]
    assert "nội dung ghi ở cột khác" in said


def test_a_unit_in_letters_behind_a_member_is_no_role(folder: Path, tmp_path: Path) -> None:
    taken(folder, saved(tmp_path, ["Tên cơ quan"], ["Sở Y tế"]))
    head = ["TT", "Cơ quan", "Hình thức", "Trưởng đoàn", "Thành viên"]
    row = [1, "Sở Y tế", "Tại trụ sở", "Lê Văn Khánh", "Nguyễn Minh Triết, Phạm Thị Liễu (SNV), Trần An (VP UBND)"]
    import_inspections(Programme(folder), saved(tmp_path, head, row))
    (inspection,) = Programme(folder).state().inspections.values()
    assert [member.name for member in inspection.team] == [
        "Lê Văn Khánh",
        "Nguyễn Minh Triết",
        "Phạm Thị Liễu",
        "Trần An",
    ]


def test_a_board_of_zones_is_neither_a_specialised_agency_nor_a_public_unit(folder: Path, tmp_path: Path) -> None:
    head = ["TT", "Tên cơ quan", "Đối tượng", "Tình trạng"]
    rows = [1, "Ban Quản lý các khu công nghiệp tỉnh", "Bắt buộc", "Đã xây dựng, chưa công bố"]
    found, said = taken(folder, saved(tmp_path, head, rows))
    (one,) = found.values()
    assert (one.kind, one.level, one.qms_status) == ("khac", "tinh", "dang_xay_dung")
    assert "«Đã xây dựng, chưa công bố» là «đang xây dựng»" in said


def test_number_and_day_below_a_certificate_in_words_of_its_own_are_one_paper(tmp_path: Path) -> None:
    """Circular 26/2014, Article 40.1.c: fourteen certificates were kept beside the people and said to be missing."""
    head = ["TT", "Họ và tên", "Chức vụ", "Chứng chỉ đào tạo đánh giá HTQLCL", ""]
    lower = ["", "", "", "Số", "Ngày cấp"]
    row = [1, "Lê Văn Hòa", "Chuyên viên", "15/2016/ĐT", "20/6/2016"]
    path = saved(tmp_path, head, lower, row, merged=["D1:E1", "A1:A2", "B1:B2", "C1:C2"])
    (one,) = (row.values for row in read_table(path, INSPECTOR_COLUMNS, today(), keeps=True).rows)
    assert one["audit_certificate"] == "15/2016/ĐT, ngày 20/6/2016"


def test_who_inspects_is_kept_as_written_where_the_settings_know_one_office_alone(folder: Path, tmp_path: Path) -> None:
    """Thirty refusals of a plan whose column says «Sở KH&CN», «UBND huyện Cao Lộc»."""
    taken(folder, saved(tmp_path, ["Tên cơ quan"], ["Sở Y tế"]))
    head = ["TT", "Cơ quan", "Hình thức", "Đơn vị kiểm tra"]
    done = import_inspections(Programme(folder), saved(tmp_path, head, [1, "Sở Y tế", "Qua hồ sơ", "Sở KH&CN"]))
    state = Programme(folder).state()
    (inspection,) = state.inspections.values()
    assert not inspection.inspecting_unit
    assert "Sở KH&CN" in str(state.fields("inspection", inspection.id)["others"])
    assert any("chỉ giữ lời ghi" in warning for warning in done.warnings)
