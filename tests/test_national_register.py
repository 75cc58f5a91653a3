"""The communes of 2025 into a register: all 34 provinces, no agency twice, nothing recorded changed."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from conftest import AUTHORITY, run_isoaudit

from isoaudit.desk import import_agencies
from isoaudit.desk.intake.asking import Asking
from isoaudit.desk.registers.national_register import import_national_register
from isoaudit.errors import TableError
from isoaudit.journal.new_programme import init
from isoaudit.journal.programme import Programme
from isoaudit.tables.lists.national_register import COMMUNES, province_named, table_of


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("danh mục") / "năm 2026"
    init(folder, AUTHORITY, 2026)
    return folder


@pytest.fixture
def copy(empty: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(empty, tmp_path / "bản sao"))


def rows() -> list[dict[str, str]]:
    with COMMUNES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_register_is_whole() -> None:
    """34 provinces and 3,321 communes of Resolutions 202/2025/QH15 and those on communes."""
    codes = {row["province_code"] for row in rows()}
    assert len(codes) == 34 and len(rows()) == 3321
    tables = [table_of(province_named(code)) for code in codes]
    assert len({row.values["code"] for table in tables for row in table.rows}) == 3321
    assert all(len({row.values["name"] for row in table.rows}) == len(table.rows) for table in tables)


@pytest.mark.parametrize(
    "typed", ["Lạng Sơn", "tỉnh Lạng Sơn", "TỈNH LẠNG SƠN", "lang son", "20", " 20 ", "Tỉnh  Lạng\u00a0Sơn"]
)
def test_a_province_is_named_as_names_are_compared(typed: str) -> None:
    assert province_named(typed).code == "20"


@pytest.mark.parametrize(
    ("typed", "code"), [("1", "01"), ("TP. Hồ Chí Minh", "79"), ("TP Huế", "46"), ("thành phố hà nội", "01")]
)
def test_a_city_with_and_without_its_kind(typed: str, code: str) -> None:
    assert province_named(typed).code == code


@pytest.mark.parametrize(
    ("typed", "near", "far"),
    [
        ("Quảng", "Quảng Ninh (22); Quảng Trị (44); Quảng Ngãi (51)", "Lạng Sơn"),
        ("Lạng Sen", "Lạng Sơn (20)", "Cà Mau"),
        ("99", "Thành phố Hà Nội (01)", ""),
        ("", "Cà Mau (96)", ""),
    ],
)
def test_what_is_no_province_is_answered_with_the_near_ones(typed: str, near: str, far: str) -> None:
    with pytest.raises(TableError) as error:
        province_named(typed)
    (problem,) = error.value.problems
    assert problem.code == "AGENCY_009" and near in problem.remedy
    assert not far or far not in problem.remedy


def test_communes_are_encouraged_and_the_note_says_by_which_article(copy: Path) -> None:
    """Decision 19/2014, Article 2.2.c."""
    done = import_national_register(Programme(copy), "Lạng Sơn")
    agencies = Programme(copy).lists().agencies
    assert done.added == len(agencies) == 65
    one = agencies["20-05977"]
    identity = (one.name, one.level, one.kind, one.obligation)
    assert identity == ("UBND phường Đông Kinh", "xa", "ubnd_cap_xa", "khuyen_khich")
    assert one.parent == "UBND tỉnh Lạng Sơn" and str(one.valid_from) == "2025-07-01"
    assert any("Điều 2 Quyết định số 19/2014/QĐ-TTg" in said for said in done.warnings)


def test_an_earlier_year_is_told_that_these_are_not_its_communes(copy: Path, tmp_path: Path) -> None:
    init(tmp_path / "năm 2022", AUTHORITY, 2022)
    said = import_national_register(Programme(tmp_path / "năm 2022"), "20").warnings
    assert any("không phải các xã, phường của năm 2022" in one for one in said)
    assert not any("không phải" in one for one in import_national_register(Programme(copy), "20").warnings)


def test_a_special_zone_is_asked_about(copy: Path) -> None:
    """Article 2.2.c of Decision 19/2014 names xã, phường, thị trấn: what holds of a đặc khu the office says."""
    with pytest.raises(TableError) as error:
        import_national_register(Programme(copy), "22")
    assert [problem.code for problem in error.value.problems] == ["AGENCY_006"] * 2
    assert "UBND đặc khu Vân Đồn" in str(error.value) and Programme(copy).lists().agencies == {}
    given = [f"UBND đặc khu {name}=Khuyến khích" for name in ("Vân Đồn", "Cô Tô")]
    assert import_national_register(Programme(copy), "22", asking=Asking(given)).added == 54


def test_what_is_recorded_stays_as_it_is(copy: Path, tmp_path: Path) -> None:
    table = tmp_path / "có sẵn.csv"
    first, second, third = (row.values["name"] for row in table_of(province_named("20")).rows[:3])
    table.write_text(
        "code,name,level,kind,obligation,qms_status,parent\n"
        f"MA-CU,{first.replace('UBND', 'Ủy ban nhân dân')},xa,ubnd_cap_xa,bat_buoc,da_cong_bo,\n"
        + "".join(f"HAI-{n},{second},xa,ubnd_cap_xa,khuyen_khich,,\n" for n in (1, 2))
        + f"{table_of(province_named('20')).rows[2].values['code']},{third} mới,xa,ubnd_cap_xa,khuyen_khich,,\n",
        encoding="utf-8",
    )
    import_agencies(Programme(copy), table)
    before = dict(Programme(copy).lists().agencies)
    done = import_national_register(Programme(copy), "tỉnh lạng sơn")
    after = Programme(copy).lists().agencies
    assert {code: after[code] for code in before} == before
    assert (done.added, done.changed, done.unchanged) == (62, 0, 2) and len(after) == 66
    assert any(second in said and "nhiều cơ quan" in said for said in done.warnings)
    assert import_national_register(Programme(copy), "20").added == 0


def test_a_commune_of_before_with_its_district_behind_its_name_is_another_body(copy: Path, tmp_path: Path) -> None:
    first = table_of(province_named("20")).rows[0].values["name"]
    (tmp_path / "cũ.csv").write_text(
        f'code,name,level,kind,obligation\nCU,"{first}, huyện Cũ",xa,ubnd_cap_xa,khuyen_khich\n', encoding="utf-8"
    )
    import_agencies(Programme(copy), tmp_path / "cũ.csv")
    import_national_register(Programme(copy), "20")
    names = [agency.name for agency in Programme(copy).lists().agencies.values()]
    assert first in names and f"{first}, huyện Cũ" in names


def test_the_command_shows_first_and_refuses_what_is_typed_wrongly(copy: Path, tmp_path: Path) -> None:
    shown = run_isoaudit("-C", copy, "agencies", "import", "--register-2025", "20", "--dry-run")
    assert shown.returncode == 0 and "65 cơ quan mới" in shown.stdout and Programme(copy).lists().agencies == {}
    done = run_isoaudit("-C", copy, "agencies", "import", "--register-2025", "20")
    assert done.returncode == 0 and "65 cơ quan mới" in done.stdout
    for words in ([], ["x.csv", "--register-2025", "20"], ["--register-2025", "20", "--as-of", "01/7/2026"]):
        assert run_isoaudit("-C", copy, "agencies", "import", *words).returncode == 2
    near = run_isoaudit("-C", copy, "agencies", "import", "--register-2025", "Lạng Sen")
    assert near.returncode == 2 and "Lạng Sơn (20)" in near.stderr
