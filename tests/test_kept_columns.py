"""An office's list goes in with all its columns: what nothing here reads is kept, comes back, is in no paper."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from test_asking import dialogue
from test_clerks_tables import read, refused, saved
from test_office_tables import TODAY, lists  # noqa: F401  the programmes of before each table

from isoaudit.desk.answers.tables import ANSWER_COLUMNS, import_answers
from isoaudit.desk.exports import export_agencies, export_inspections, export_inspectors
from isoaudit.desk.inspections.schedule import INSPECTION_COLUMNS, import_inspections
from isoaudit.desk.intake.asking import Asking
from isoaudit.desk.intake.body_names import body_key, by_name_alone
from isoaudit.desk.intake.judging import beside_the_recorded
from isoaudit.desk.registers.agencies import AGENCY_COLUMNS, import_agencies
from isoaudit.desk.registers.given_codes import initials
from isoaudit.desk.registers.inspectors import INSPECTOR_COLUMNS, import_inspectors
from isoaudit.errors import TableError
from isoaudit.journal.programme import Programme
from isoaudit.model import Agency, Other
from isoaudit.rules.findings import fingerprint
from isoaudit.tables import read_table
from isoaudit.tables.cells import codes, word_key
from isoaudit.tables.columns.headings import find_heading
from isoaudit.tables.columns.phrases import without_figures
from isoaudit.wording.agency_kinds import kind_of_name

LIST = ["TT", "Mã", "Tên cơ quan", "Trụ sở chính", "Máy lẻ", "Lưu ý riêng"]
FIRST = [1, "SKHM", "Sở Khí tượng", "Số 5 phố Mới", "0204", "đến sớm"]
SECOND = [2, "STVM", "Sở Thủy văn", "Số 7 phố Mới", "0205", ""]


@pytest.fixture
def folder(lists: Path, tmp_path: Path) -> Path:  # noqa: F811
    return Path(shutil.copytree(lists / "answers", tmp_path / "năm"))


def others(folder: Path, code: str) -> dict[str, str]:
    return {other.heading: other.text for other in Programme(folder).state().agencies[code].others}


def headings(path: Path) -> list[str]:
    return [cell.value for cell in next(load_workbook(path).worksheets[0].iter_rows())]


# --- kept, and back again


def test_what_stands_below_a_merged_heading_and_below_none_is_kept(folder: Path, tmp_path: Path) -> None:
    upper = ["TT", "Mã", "Họ và tên", "Năm sinh", "", "Chứng chỉ đánh giá viên ISO 9001", "", "Nhiệm vụ", ""]
    lower = ["", "", "", "Nam", "Nữ", "Số", "Nơi cấp", "", ""]
    rows = [
        [1, "KM1", "Lê Văn Một", "1972", "", "15/2023/ĐGV", "Viện Đo", "Trưởng đoàn", "điện thoại sau"],
        [2, "KM2", "Trần Thị Hai", "", "1983", "16/2023/ĐGV", "Trạm Cân", "Thành viên", "nghỉ phép"],
    ]
    done = import_inspectors(Programme(folder), saved(tmp_path, upper, lower, *rows))
    found = Programme(folder).state().inspectors
    assert found["KM2"].audit_certificate == "16/2023/ĐGV"
    kept = {other.heading: other.text for other in found["KM2"].others}
    group = "Chứng chỉ đánh giá viên ISO 9001"
    assert kept == {
        "Năm sinh: Nữ": "1983",
        f"{group}: Nơi cấp": "Trạm Cân",
        "Nhiệm vụ": "Thành viên",
        "Cột I": "nghỉ phép",
    }
    assert any("«Năm sinh: Nam»" in warning and "«Cột I»" in warning for warning in done.warnings)


def test_no_column_of_a_list_is_lost_and_one_line_says_so(folder: Path, tmp_path: Path) -> None:
    done = import_agencies(Programme(folder), saved(tmp_path, LIST, FIRST, SECOND))
    assert others(folder, "SKHM") == {"Trụ sở chính": "Số 5 phố Mới", "Máy lẻ": "0204", "Lưu ý riêng": "đến sớm"}
    assert others(folder, "STVM") == {"Trụ sở chính": "Số 7 phố Mới", "Máy lẻ": "0205"}
    said = [warning for warning in done.warnings if "«Máy lẻ»" in warning]
    assert len(said) == 1 and "giữ nguyên 03 cột" in said[0]
    assert not [warning for warning in done.warnings if "bỏ qua" in warning and "Trụ sở chính" in warning]


def test_an_export_has_them_and_taken_in_again_changes_nothing(folder: Path, tmp_path: Path) -> None:
    import_agencies(Programme(folder), saved(tmp_path, LIST, FIRST, SECOND))
    export_agencies(Programme(folder), tmp_path / "ra.xlsx")
    assert headings(tmp_path / "ra.xlsx")[-3:] == LIST[3:]
    done = import_agencies(Programme(folder), tmp_path / "ra.xlsx")
    assert (done.added, done.changed) == (0, 0) and done.unchanged > 1


def test_a_column_that_is_absent_stays_and_an_empty_cell_takes_it_out(folder: Path, tmp_path: Path) -> None:
    import_agencies(Programme(folder), saved(tmp_path, LIST, FIRST))
    import_agencies(
        Programme(folder), saved(tmp_path, [*LIST[:3], "MÁY LẺ", "Fax"], [1, "SKHM", "Sở Khí tượng", "", "9"])
    )
    assert others(folder, "SKHM") == {"Trụ sở chính": "Số 5 phố Mới", "Lưu ý riêng": "đến sớm", "Fax": "9"}


def test_a_schedule_and_a_list_of_inspectors_keep_theirs(folder: Path, tmp_path: Path) -> None:
    agency = sorted(Programme(folder).state().agencies)[0]
    inspection = next(i for i in Programme(folder).state().inspections.values() if i.agency == agency)
    row = [inspection.id, agency, "tại trụ sở" if inspection.mode == "on_site" else "qua hồ sơ", "Chiều"]
    import_inspections(Programme(folder), saved(tmp_path, ["Mã cuộc kiểm tra", "Mã cơ quan", "Hình thức", "Buổi"], row))
    known = Programme(folder).state().inspections[inspection.id]
    assert known.others == (Other(heading="Buổi", text="Chiều"),)
    import_inspectors(Programme(folder), saved(tmp_path, ["Mã", "Họ và tên", "Máy lẻ"], ["K77", "Lý Thị Hậu", "0207"]))
    assert Programme(folder).state().inspectors["K77"].others == (Other(heading="Máy lẻ", text="0207"),)
    for export, name in ((export_inspections, "Buổi"), (export_inspectors, "Máy lẻ")):
        path = tmp_path / f"{name}.xlsx"
        export(Programme(folder), path)
        assert headings(path)[-1] == name


def test_no_paper_sees_what_a_list_says_beside_and_no_fingerprint_changes(folder: Path, tmp_path: Path) -> None:
    programme = Programme(folder)
    state = programme.state()
    inspection = next(iter(state.inspections.values()))
    before = fingerprint(programme.case(state, inspection))
    name = state.agencies[inspection.agency].name
    import_agencies(programme, saved(tmp_path, ["Mã", "Tên cơ quan", "Máy lẻ"], [inspection.agency, name, "0209"]))
    heading = ["Mã cuộc kiểm tra", "Mã cơ quan", "Hình thức", "Buổi"]
    form = "tại trụ sở" if inspection.mode == "on_site" else "qua hồ sơ"
    import_inspections(programme, saved(tmp_path, heading, [inspection.id, inspection.agency, form, "Chiều"]))
    state = programme.state()
    assert state.agencies[inspection.agency].others and state.inspections[inspection.id].others
    case = programme.case(state, state.inspections[inspection.id])
    assert "0209" not in case.model_dump_json() and "Chiều" not in case.model_dump_json()
    assert fingerprint(case) == before


def test_a_noun_of_the_first_format_says_nothing_of_others() -> None:
    agency = Agency(code="A", name="Sở A", level="tinh", kind="co_quan_chuyen_mon", obligation="bat_buoc")
    assert "others" in agency.not_said_later()


WORDS = st.text("abcdeăâêôơưđ ", min_size=1, max_size=9).filter(str.strip).map(lambda text: " ".join(text.split()))


@given(st.dictionaries(WORDS, WORDS, max_size=5), st.dictionaries(WORDS, WORDS | st.just(""), max_size=5))
def test_what_a_table_says_counts_and_the_rest_stays(recorded: dict[str, str], said: dict[str, str]) -> None:
    first = beside_the_recorded((), recorded)
    now = {word_key(one["heading"]): one["text"] for one in beside_the_recorded(first, said)}
    told = {word_key(heading): text for heading, text in said.items()}
    for one in first:
        key = word_key(one["heading"])
        assert now.get(key, "") == told.get(key, one["text"])
    assert all(now.get(key, "") == text for key, text in told.items())
    assert beside_the_recorded(beside_the_recorded(first, said), said) == beside_the_recorded(first, said)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=4, unique_by=word_key))
def test_a_table_with_columns_of_any_words_keeps_each_under_its_own(tmp_path: Path, words: list[str]) -> None:
    heading = ["Mã", "Tên cơ quan", *(f"xq {text}" for text in words)]
    row = ["SKHM", "Sở Khí tượng", *(f"ô {n}" for n in range(len(words)))]
    table = read_table(saved(tmp_path, heading, row), AGENCY_COLUMNS, TODAY, keeps=True)
    assert table.rows[0].values["others"] == dict(zip(heading[2:], row[2:], strict=True))


def test_two_columns_of_one_heading_are_kept_apart(tmp_path: Path) -> None:
    heading = ["Mã", "Họ và tên", "Thẻ đỏ", "Ngày nhận", "Thẻ xanh", "Ngày nhận"]
    row = ["K1", "Lý Thị Hậu", "x", "02/3/2020", "y", "04/5/2021"]
    table = read_table(saved(tmp_path, heading, row), INSPECTOR_COLUMNS, TODAY, keeps=True)
    kept = {"Thẻ đỏ": "x", "Thẻ đỏ: Ngày nhận": "02/3/2020", "Thẻ xanh": "y", "Thẻ xanh: Ngày nhận": "04/5/2021"}
    assert table.rows[0].values["others"] == kept


# --- what a heading is not


def test_the_day_a_certificate_was_given_is_no_day_of_graduation(tmp_path: Path) -> None:
    heading = ["Mã", "Họ và tên", "Chứng chỉ khác", "Ngày cấp"]
    table = read_table(
        saved(tmp_path, heading, ["K1", "Lý Thị Hậu", "x", "02/3/2020"]), INSPECTOR_COLUMNS, TODAY, keeps=True
    )
    assert table.rows[0].values["others"] == {"Chứng chỉ khác": "x", "Ngày cấp": "02/3/2020"}
    assert not [warning for warning in table.warnings if "có phải" in warning]


def test_the_day_beside_a_certificate_goes_with_it(tmp_path: Path) -> None:
    heading = ["Mã", "Họ và tên", "Chứng chỉ đánh giá", "Ngày cấp"]
    table = read(tmp_path, INSPECTOR_COLUMNS, heading, ["K1", "Lý Thị Hậu", "số 12", "02/3/2020"])
    assert table.rows[0].values["audit_certificate"] == "số 12, ngày 02/3/2020"


def test_a_day_alone_under_a_declaration_is_its_day_and_tells_no_state(tmp_path: Path) -> None:
    table = read(tmp_path, AGENCY_COLUMNS, ["Mã", "Tên cơ quan", "Quyết định công bố"], ["A", "Sở A", "01/02/2025"])
    assert table.rows[0].values["declaration"] == "ngày 01/02/2025" and "qms_status" not in table.columns


@pytest.mark.parametrize("typed", ["K. đạt", "K.đạt", "k đạt", "Ko đạt", "K. phù hợp"])
def test_a_short_not_is_one_as_value_and_as_heading(typed: str, tmp_path: Path) -> None:
    assert codes("verdict")[word_key(typed)] == "nonconforming"
    heading, row = ["Mã cơ quan", "Mã tiêu chí", "Đạt", typed, "Bằng chứng", "Tồn tại"], ["A", "D36-1-a-01"]
    rows = [[*row, "x", "", "a", ""], ["A", "D36-1-a-02", "", "x", "b", "c"]]
    table = read(tmp_path, ANSWER_COLUMNS, heading, *rows)
    assert [one.values["verdict"] for one in table.rows] == ["conforming", "nonconforming"]


@pytest.mark.parametrize(
    ("short", "whole"),
    [("UBND P. An Hải", "UBND phường An Hải"), ("X. Bắc Lý", "Xã Bắc Lý"), ("UBND TT. Mốc", "UBND thị trấn Mốc")],
)
def test_a_short_kind_of_body_is_the_whole_one_in_codes_kinds_and_names(short: str, whole: str) -> None:
    assert initials(short) == initials(whole) and kind_of_name(short) == "ubnd_cap_xa"
    assert body_key(short) == body_key(whole)
    assert body_key("UBND P. 1 Bảo Lộc") == body_key("Phường 1 Bảo Lộc")
    assert body_key("TT. Y tế") != body_key("Thị trấn Y tế") and kind_of_name("VP UBND tỉnh") == "co_quan_chuyen_mon"


@pytest.mark.parametrize("name", ["Đoàn 1", "Tổ 2", "Nhóm số III", "Tổ kiểm tra số 4"])
def test_the_name_of_a_team_is_no_person(name: str, tmp_path: Path) -> None:
    heading = ["Mã cơ quan", "Hình thức", "Đoàn kiểm tra"]
    path = saved(tmp_path, heading, ["A", "tại trụ sở", name], ["B", "tại trụ sở", name])
    table = read_table(path, INSPECTION_COLUMNS, TODAY, keeps=True)
    assert [row.values.get("team") for row in table.rows] == [None, None]
    assert table.rows[0].values["others"] == {"Đoàn kiểm tra": name} and refused(table) == []
    path = saved(tmp_path, heading, ["A", "tại trụ sở", name], *(["B", "tại trụ sở", "Lê Văn Tám"] for _ in range(2)))
    assert refused(read_table(path, INSPECTION_COLUMNS, TODAY, keeps=True)) == ["INSPECTION_004"]


def test_position_and_unit_in_one_cell_are_parted_where_a_body_tells(folder: Path, tmp_path: Path) -> None:
    name = sorted(agency.name for agency in Programme(folder).state().agencies.values())[0]
    typed = {"K1": "Phó Trưởng phòng, Sở Nội vụ", "K2": f"Chuyên viên {name}", "K3": "Phó Trưởng phòng, Kiểm soát viên"}
    rows = [[code, f"Lý Thị {code[-1]}u", text] for code, text in typed.items()]
    import_inspectors(Programme(folder), saved(tmp_path, ["Mã", "Họ và tên", "Chức vụ, đơn vị"], *rows))
    known = Programme(folder).state().inspectors
    assert (known["K1"].position, known["K1"].unit) == ("Phó Trưởng phòng", "Sở Nội vụ")
    assert (known["K2"].position, known["K2"].unit) == ("Chuyên viên", name)
    assert (known["K3"].position, known["K3"].unit) == (typed["K3"], "")


# --- asked, above, and where it is wrong


@pytest.mark.parametrize(
    "title", ["KẾT QUẢ KIỂM TRA TẠI: {}", "PHIẾU KIỂM TRA TẠI {} NĂM 2026", "Đơn vị được kiểm tra: {}"]
)
def test_a_title_names_the_agency_of_a_sheet_of_answers(title: str, folder: Path, tmp_path: Path) -> None:
    state = Programme(folder).state()
    inspection = next(iter(state.inspections.values()))
    name = state.agencies[inspection.agency].name
    heading = ["Mã tiêu chí", "Kết quả", "Bằng chứng", "Tồn tại"]
    rows = [[title.format(name)], [], heading, ["D36-1-a-01", "Đạt", "Danh mục", ""]]
    table = read(tmp_path, ANSWER_COLUMNS, *rows)
    assert table.rows[0].values["agency"] == name


def test_a_missing_column_is_named_in_the_row_of_the_heading(folder: Path, tmp_path: Path) -> None:
    heading = ["Mã tiêu chí", "Kết quả", "Bằng chứng", "Tồn tại"]
    rows: list[Sequence[Any]] = [["PHIẾU GHI"], [], [], heading, ["D36-1-a-01", "Đạt", "Danh mục", ""]]
    with pytest.raises(TableError) as found:
        import_answers(Programme(folder), saved(tmp_path, *rows))
    assert [problem.code for problem in found.value.problems] == ["TABLE_033"]
    assert "dòng 4" in found.value.problems[0].where


KINDS = ["TT", "Tên cơ quan"], [1, "Chi cục Đê"], [2, "Chi cục Rừng"], [3, "Ban Quản lý Vịnh"]


def test_what_a_list_leaves_open_is_asked_once_a_kind_with_a_way_back(folder: Path, tmp_path: Path) -> None:
    answers = ["1", "l", "7", "2", "1", "2"]  # the kind of Ban Quản lý, back and again; obligations; its level
    words = ["agencies", "import", str(saved(tmp_path, *KINDS))]
    status, said = dialogue(folder, words, answers)
    assert status == 0 and said.count("của 02 cơ quan chưa ghi") == 2, said
    known = {agency.name: agency for agency in Programme(folder).state().agencies.values()}
    assert (known["Chi cục Rừng"].obligation, known["Ban Quản lý Vịnh"].kind) == ("khuyen_khich", "khac")
    assert known["Ban Quản lý Vịnh"].obligation == "bat_buoc"


def test_map_says_of_a_kind_what_a_list_leaves_open(folder: Path, tmp_path: Path) -> None:
    given_ = ["Chi cục=được khuyến khích xây dựng và áp dụng", "Ban Quản lý Vịnh=UBND cấp xã"]
    done = import_agencies(Programme(folder), saved(tmp_path, *KINDS), asking=Asking(given_))
    assert done.added == 3


def test_a_column_kept_as_it_is_is_asked_about_no_more(folder: Path, tmp_path: Path) -> None:
    path = saved(tmp_path, [*LIST[:3], "Đơn vị"], [1, "SKHM", "Sở Khí tượng", "Sở Lạ"])
    import_agencies(Programme(folder), path, asking=Asking(["Đơn vị=giữ nguyên"]))
    assert others(folder, "SKHM") == {"Đơn vị": "Sở Lạ"}
    assert import_agencies(Programme(folder), path).unchanged == 1


# --- wide headings


@given(st.text("abc đạt0123456789/() ", max_size=20))
def test_figures_of_no_heading_may_be_left_out_of_what_is_looked_up(text: str) -> None:
    cells = [["Mã tiêu chí", "Kết quả", text]]
    plain = [["Mã tiêu chí", "Kết quả", without_figures(text)]]
    found, same = (find_heading([(1, list(row[0]))], ANSWER_COLUMNS) for row in (cells, plain))
    assert found.columns == same.columns and len(found.choices) == len(same.choices)


def test_a_column_whose_cells_do_not_fit_stays_as_it_is_where_the_office_says_so(folder: Path, tmp_path: Path) -> None:
    titles = ["Mã", "Tên cơ quan", "Loại cơ quan", "Năm kiểm tra gần nhất"]
    table = saved(tmp_path, titles, ["SKHM", "Sở Khí tượng", "Cơ quan chuyên môn", "trước 2024"])
    with pytest.raises(TableError):
        import_agencies(Programme(folder), table)
    import_agencies(Programme(folder), table, asking=Asking(("Năm kiểm tra gần nhất=giữ nguyên",)))
    assert others(folder, "SKHM") == {"Năm kiểm tra gần nhất": "trước 2024"}


def test_a_body_is_known_without_what_stands_in_brackets_behind_its_name_unless_two_are() -> None:
    def body(code: str, name: str) -> Agency:
        return Agency(code=code, name=name, level="tinh", kind="chi_cuc", obligation="bat_buoc")

    forest = body("KL", "Chi cục Kiểm lâm (thuộc Sở Lâm nghiệp)")
    assert by_name_alone([forest])[body_key("Chi cục Kiểm lâm")] == "KL"
    assert body_key("Chi cục Kiểm lâm") not in by_name_alone([forest, body("K2", "Chi cục Kiểm lâm (vùng II)")])
