"""Districts, in the years in which there were some: obliged, a block of their own, gone since 01/7/2025."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from conftest import AUTHORITY

from isoaudit.desk import Imported, import_agencies, import_inspections
from isoaudit.errors import TableError
from isoaudit.journal.new_programme import init
from isoaudit.journal.programme import Programme
from isoaudit.model import Agency
from isoaudit.rules.register_figures import register_figures
from isoaudit.wording.agency_kinds import kind_of_name, level_of_section, level_within_name

LIST = "Mã,Tên cơ quan\nBS,UBND huyện Bắc Sơn\nNL,Ủy ban nhân dân thị xã Nghĩa Lộ\nXA,UBND xã Tân Lập\n"


def programme(folder: Path, year: int) -> Programme:
    init(folder / f"năm {year}", AUTHORITY, year)
    return Programme(folder / f"năm {year}")


def take(into: Programme, text: str) -> Imported:
    path = into.folder / "bảng.csv"
    path.write_text(text, encoding="utf-8")
    of_agencies = text.startswith("Mã,")
    return import_agencies(into, path) if of_agencies else import_inspections(into, path)


def test_2_1_b_a_district_is_obliged(tmp_path: Path) -> None:
    year = programme(tmp_path, 2022)
    done = take(year, LIST)
    found = {a.code: (a.level, a.kind, a.obligation) for a in year.lists().agencies.values()}
    assert found["BS"] == found["NL"] == ("huyen", "ubnd_cap_huyen", "bat_buoc")
    assert found["XA"] == ("xa", "ubnd_cap_xa", "khuyen_khich")
    assert any("UBND cấp huyện 02: thuộc đối tượng phải" in said for said in done.warnings)


@pytest.mark.parametrize("word", ["UBND huyện", "cấp huyện", "UBND các huyện, thị xã, thành phố", "UBND cấp huyện"])
def test_offices_write_the_kind_as_they_are_used_to(tmp_path: Path, word: str) -> None:
    year = programme(tmp_path, 2022)
    take(year, f'Mã,Tên cơ quan,Loại cơ quan\nLS,Thành phố Lạng Sơn,"{word}"\n')
    assert year.lists().agencies["LS"].kind == "ubnd_cap_huyen"


def test_names_tell_a_district_and_no_other_level() -> None:
    assert kind_of_name("UBND quận Hải An") == "ubnd_cap_huyen"
    assert kind_of_name("UBND thành phố Lạng Sơn") == "", "of a district or a province: asked"
    assert level_within_name("Trung tâm Y tế huyện Bắc Sơn") == "huyen"
    assert level_within_name("Phòng Tư pháp thị xã Nghĩa Lộ") == "huyen"
    assert level_of_section("II. CẤP HUYỆN") == "huyen"
    assert level_of_section("III. UBND CẤP XÃ") == "xa"


def test_a_register_of_a_later_year_refuses_it_without_its_last_day(tmp_path: Path) -> None:
    year = programme(tmp_path, 2026)
    with pytest.raises(TableError) as error:
        take(year, LIST)
    assert [problem.code for problem in error.value.problems] == ["AGENCY_010"] * 2
    ended = "Mã,Tên cơ quan,Hoạt động đến ngày\nBS,UBND huyện Bắc Sơn,{}\n"
    with pytest.raises(TableError) as error:
        take(year, ended.format("01/7/2025"))
    assert [problem.code for problem in error.value.problems] == ["AGENCY_010"]
    assert take(year, ended.format("30/6/2025")).added == 1
    assert take(year, "Mã,Tên cơ quan\nBS,UBND huyện Bắc Sơn\n").unchanged == 1, "its last day is recorded"


def test_another_body_of_that_level_is_remarked_in_a_later_year(tmp_path: Path) -> None:
    row = "Mã,Tên cơ quan,Loại cơ quan\nTT,Trung tâm Y tế huyện Bắc Sơn,Đơn vị sự nghiệp\n"
    assert any("không còn từ ngày 01/7/2025" in said for said in take(programme(tmp_path, 2026), row).warnings)
    assert not any("01/7/2025" in said for said in take(programme(tmp_path, 2024), row).warnings)


def test_no_inspection_of_a_district_is_opened_after_its_last_day(tmp_path: Path) -> None:
    year = programme(tmp_path, 2025)
    take(year, LIST)
    assert take(year, "Cơ quan,Hình thức,Từ ngày\nBS,Tại trụ sở,30/6/2025\n").added == 1
    with pytest.raises(TableError) as error:
        take(year, "Cơ quan,Hình thức,Từ ngày\nNL,Tại trụ sở,01/7/2025\n")
    assert [problem.code for problem in error.value.problems] == ["AGENCY_004"]
    assert "30/6/2025" in str(error.value)


def test_of_a_year_that_is_over_an_inspection_without_a_day_is_of_that_year(tmp_path: Path) -> None:
    year = programme(tmp_path, 2022)
    take(year, LIST)
    assert take(year, "Cơ quan,Hình thức\nBS,Qua hồ sơ\n").added == 1


@pytest.mark.parametrize(("until", "there"), [(None, True), (date(2025, 6, 29), False), (date(2026, 1, 1), True)])
def test_12_6_districts_are_a_block_until_their_last_day(until: date | None, there: bool) -> None:
    one = Agency(code="BS", name="UBND huyện Bắc Sơn", level="huyen", kind="ubnd_cap_huyen", obligation="bat_buoc",
                 valid_to=until)  # fmt: skip
    on_the_last = register_figures([one], date(2025, 6, 30))
    assert [found.block for found in on_the_last] == (["districts"] if there else [])
    assert not register_figures([one], date(2025, 7, 1)) and not one.stands_in(2025)
    assert one.stands_in(2024)
