"""Several inspecting units in one programme, as in source 003: districts inspect their communes, the Sở the rest."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import run_isoaudit
from docx import Document

from isoaudit.desk import import_inspections
from isoaudit.desk.settings.book import export_settings, not_signed
from isoaudit.desk.settings.importing import import_settings
from isoaudit.errors import ProgrammeError, TableError
from isoaudit.journal.new_programme import init
from isoaudit.journal.programme import Programme
from isoaudit.journal.settings import SETTINGS, ImpossibleSettings, read_settings, validated
from isoaudit.model import Office, Settings, Signer, Unit
from isoaudit.office.text import document_text
from isoaudit.rules.answers import judged
from isoaudit.rules.carrying import settings_after
from isoaudit.rules.findings import fingerprint
from isoaudit.wording import label

SO = "Sở Khoa học và Công nghệ tỉnh An Bình"
AGENCIES = """\
code,name,level,kind,obligation,parent
UB,UBND tỉnh An Bình,tinh,ubnd_tinh,bat_buoc,
STP,Sở Tư pháp,tinh,co_quan_chuyen_mon,bat_buoc,UB
BS,UBND huyện Bắc Lĩnh,huyen,ubnd_cap_huyen,bat_buoc,UBND tỉnh An Bình
NK,UBND xã Nà Kheo,xa,ubnd_cap_xa,khuyen_khich,BS
PM,UBND xã Pò Mạ,xa,ubnd_cap_xa,khuyen_khich,UBND huyện Bắc Lĩnh
TK,UBND phường Tây Kiều,xa,ubnd_cap_xa,khuyen_khich,UBND thành phố Đông Kiều
"""
TEAM = "Trần Văn Nam (trưởng đoàn); Lê Thị Hoa"
SCHEDULE = f"""\
Cơ quan,Hình thức,Đợt,Đơn vị kiểm tra,Từ ngày,Đến ngày,Đoàn kiểm tra
STP,Tại trụ sở,1,,16/6/2022,16/6/2022,{TEAM}
NK,Tại trụ sở,1,BL,20/7/2022,20/7/2022,{TEAM}
PM,Tại trụ sở,1,Ủy ban nhân dân huyện Bắc Lĩnh,21/7/2022,21/7/2022,{TEAM}
TK,Tại trụ sở,1,dk,22/7/2022,22/7/2022,{TEAM}
BS,Qua hồ sơ,2,{SO},01/8/2022,01/8/2022,{TEAM}
"""
UNITS = {
    "BL": Unit(name="UBND huyện Bắc Lĩnh", office="bl", place="Bắc Lĩnh", drafter="VHTT"),
    "DK": Unit(name="UBND thành phố Đông Kiều", office="dk"),
}


def settings(**changed: Any) -> Settings:
    given = Settings(
        authority=SO,
        year=2022,
        province="tỉnh An Bình",
        place="An Bình",
        drafter="TĐC",
        offices={
            "so": Office(parent="UBND tỉnh An Bình", name="Sở Khoa học và Công nghệ", symbol="SKHCN", head="Giám đốc"),
            "bl": Office(name="UBND huyện Bắc Lĩnh", symbol="UBND", head="Chủ tịch"),
            "dk": Office(name="UBND thành phố Đông Kiều", symbol="UBND", head="Chủ tịch"),
        },
        signers=(
            Signer(papers="all", addressees="all", office="so", name="Phạm Minh Đức"),
            Signer(papers="all", addressees="all", office="bl", name="Hoàng Văn Páo", unit="BL"),
            Signer(papers="all", addressees="all", office="dk", name="Đỗ Thị Lan", unit="DK"),
        ),
        units=UNITS,
    )
    return given.model_copy(update=changed)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("đơn vị") / "năm 2022"
    init(folder, SO, 2022, "", settings())
    for name, text in (("agencies", AGENCIES), ("inspections", SCHEDULE)):
        table = folder.parent / f"{name}.csv"
        quoted = text.replace(TEAM, f'"{TEAM}"')
        table.write_text(quoted, encoding="utf-8")
        done = run_isoaudit("-C", folder, name, "import", table)
        assert done.returncode == 0, done.stderr
    for unit, number in (("2022-NK-TS", "12/QĐ-UBND"), ("2022-PM-TS", "12/QĐ-UBND"), ("2022-TK-TS", "12/QĐ-UBND")):
        done = run_isoaudit("-C", folder, "record", "decided", unit, "--on", "01/7/2022", "--number", number)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def copy(year: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(year, tmp_path / "bản sao"))


def words(path: Path) -> str:
    return "\n".join(document_text(Document(str(path))))


def test_an_inspection_names_its_unit_by_code_or_name(year: Path) -> None:
    found = {i.agency: i.inspecting_unit for i in Programme(year).lists().inspections.values()}
    assert found == {"STP": "", "NK": "BL", "PM": "BL", "TK": "DK", "BS": ""}


def test_a_paper_of_a_round_is_one_for_each_unit_on_its_own_letterhead(copy: Path) -> None:
    done = run_isoaudit("-C", copy, "paper", "inspection_decision")
    assert done.returncode == 0, done.stderr + done.stdout
    made = {path.stem: words(path) for path in (copy / "out" / "papers").glob("inspection_decision*.docx")}
    assert set(made) == {"inspection_decision-1", "inspection_decision-BL-1", "inspection_decision-DK-1"}
    of_bl, of_dk, own = (made[f"inspection_decision-{name}"] for name in ("BL-1", "DK-1", "1"))
    assert "UBND HUYỆN BẮC LĨNH" in of_bl.upper() and "Hoàng Văn Páo" in of_bl and "Bắc Lĩnh, " in of_bl
    assert "Nà Kheo" in of_bl and "Pò Mạ" in of_bl and "Tây Kiều" not in of_bl and "Sở Tư pháp" not in of_bl
    assert "QĐ-UBND" in of_bl and "Phạm Minh Đức" not in of_bl and "VT, VHTT" in of_bl
    assert "Đỗ Thị Lan" in of_dk and "Tây Kiều" in of_dk and "Nà Kheo" not in of_dk and "An Bình, " in of_dk
    assert "Phạm Minh Đức" in own and "QĐ-SKHCN" in own and "Sở Tư pháp" in own


def test_35_2_each_unit_asks_its_agencies_itself_and_the_plan_is_the_programmes_own(copy: Path) -> None:
    for kind in ("report_request", "plan"):
        done = run_isoaudit("-C", copy, "paper", kind)
        assert done.returncode == 0, done.stderr + done.stdout
    folder = copy / "out" / "papers"
    assert {path.stem for path in folder.glob("*.docx")} == {
        *("report_request", "report_request-BL", "report_request-DK", "plan"),
    }
    asked = words(folder / "report_request-BL.docx")
    assert "Hoàng Văn Páo" in asked and "Nà Kheo" in asked and "Tây Kiều" not in asked
    plan = words(folder / "plan.docx")
    assert "Phạm Minh Đức" in plan and all(name in plan for name in ("Nà Kheo", "Tây Kiều", "Sở Tư pháp"))


def test_37_2_the_minutes_are_headed_by_the_unit_whose_decision_it_is(copy: Path) -> None:
    done = run_isoaudit("-C", copy, "paper", "inspection_programme", "2022-NK-TS")
    assert done.returncode == 0, done.stderr + done.stdout
    said = words(next((copy / "out" / "2022-NK-TS").glob("*programme*.docx")))
    assert said.upper().startswith("UBND HUYỆN BẮC LĨNH") and "12/QĐ-UBND" in said and "Bắc Lĩnh, " in said
    assert "Sở Khoa học" not in said


def test_each_unit_has_its_own_series_of_numbers(year: Path, copy: Path) -> None:
    """Two districts give 12/QĐ-UBND on one day: two decisions, and no number twice (Decree 30/2020, Article 15.1)."""
    state = Programme(year).register()
    assert [state.decided_together(f"2022-{code}-TS") for code in ("NK", "PM", "TK")] == [2, 2, 1]
    about, _ = Programme(year).about(["2022-NK-TS"])
    assert about.decided_together("2022-NK-TS") == 2
    about, _ = Programme(year).about(["2022-TK-TS"])
    assert about.decided_together("2022-TK-TS") == 1
    alike = ("--on", "02/7/2022", "--number", "12/QĐ-UBND")
    said = run_isoaudit("-C", copy, "record", "decided", "2022-STP-TS", *alike)
    assert said.returncode == 0 and "đã dùng" not in said.stdout + said.stderr
    done = run_isoaudit("-C", copy, "record", "decided", "2022-TK-TS", *alike, "--correct")
    assert done.returncode == 0 and "đã dùng" not in done.stdout + done.stderr


def test_one_number_for_several_units_is_warned_of(copy: Path) -> None:
    words_ = ("--on", "03/7/2022", "--number", "20/QĐ-UBND")
    several = ("2022-NK-TS", "2022-PM-TS", "2022-TK-TS")
    done = run_isoaudit("-C", copy, "record", "decided", *several, *words_, "--correct")
    said = done.stdout + done.stderr
    assert done.returncode == 0 and "của 02 đơn vị kiểm tra (UBND huyện Bắc Lĩnh; UBND thành phố Đông Kiều)" in said
    done = run_isoaudit(
        "-C", copy, "record", "decided", *several[:2], *words_[:2], "--number", "21/QĐ-UBND", "--correct"
    )
    assert done.returncode == 0 and "đơn vị kiểm tra (" not in done.stdout + done.stderr


def test_a_case_of_the_own_office_is_as_it_was_before_there_were_units(year: Path) -> None:
    state, (inspection,) = Programme(year).about(["2022-STP-TS"])
    case = Programme(year).case(state, inspection)
    offices = {"so": settings().offices["so"]}
    alone = settings(units={}, signers=settings().signers[:1], offices=offices)
    assert (
        case.programme.model_dump()
        == Programme(year)
        .settings.model_copy(update={"units": {}, "signers": alone.signers, "offices": offices})
        .model_dump()
    )
    assert fingerprint(case) == fingerprint(case.model_copy(update={"programme": case.programme}))
    assert "inspecting_unit" in case.inspection.not_said_later() and "units" in case.programme.not_said_later()


def test_an_unknown_unit_is_refused_with_those_there_are(copy: Path, tmp_path: Path) -> None:
    table = tmp_path / "lịch.csv"
    table.write_text("Cơ quan,Hình thức,Đơn vị kiểm tra\nNK,Qua hồ sơ,UBND huyện Nam Lĩnh\n", encoding="utf-8")
    with pytest.raises(TableError) as error:
        import_inspections(Programme(copy), table)
    (problem,) = error.value.problems
    assert problem.code == "INSPECTION_010" and "UBND huyện Bắc Lĩnh (BL)" in problem.remedy and SO in problem.remedy


def test_a_unit_without_a_signer_is_refused_in_clear_words() -> None:
    raw = settings(signers=settings().signers[:2]).model_dump()
    with pytest.raises(ImpossibleSettings) as error:
        validated(raw)
    assert error.value.faults == (
        (("units", "DK"), "đơn vị kiểm tra «UBND thành phố Đông Kiều» chưa có người ký văn bản; thêm người ký cho đơn "
         "vị này"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"units": {**UNITS, "BL": UNITS["BL"].model_copy(update={"office": "không có"})}}, ("units", "BL", "office")),
        ({"units": {"BL": UNITS["BL"]}}, ("signers", 2, "unit")),
        ({"units": {**UNITS, "Bắc Lĩnh": UNITS["BL"]}}, ("units", "Bắc Lĩnh")),
    ],
)
def test_what_of_units_cannot_be_meant(changed: dict[str, Any], place: tuple[str | int, ...]) -> None:
    with pytest.raises(ImpossibleSettings) as error:
        validated(settings(**changed).model_dump())
    assert place in [found for found, _ in error.value.faults]


def test_a_paper_nobody_of_the_unit_signs_names_the_unit(copy: Path) -> None:
    of_bl = settings().signers[1].model_copy(update={"papers": ("notice",)})
    changed = settings(signers=(settings().signers[0], of_bl, settings().signers[2]))
    assert any("UBND huyện Bắc Lĩnh" in one for one in not_signed(changed))
    text = (copy / SETTINGS).read_text(encoding="utf-8")
    assert 'unit = "BL"' in text
    from isoaudit.journal.settings_writing import rewritten

    (copy / SETTINGS).write_text(rewritten(text, changed), encoding="utf-8")
    done = run_isoaudit("-C", copy, "paper", "inspection_decision", "--round", "1")
    assert done.returncode != 0 and "của UBND huyện Bắc Lĩnh gửi UBND cấp xã" in done.stderr + done.stdout
    assert (copy / "out" / "papers" / "inspection_decision-DK-1.docx").is_file(), "the others are made all the same"


def test_an_inspection_of_a_unit_that_is_gone_is_refused(copy: Path) -> None:
    from isoaudit.journal.settings_writing import plain

    without = settings(units={"DK": UNITS["DK"]}, signers=settings().signers[::2])
    (copy / SETTINGS).write_text(plain(without), encoding="utf-8")
    programme = Programme(copy)
    state, (inspection,) = programme.about(["2022-NK-TS"])
    with pytest.raises(ProgrammeError) as error:
        programme.case(state, inspection)
    assert error.value.problems[0].code == "PROGRAMME_010" and "2022-NK-TS" in str(error.value)


def test_the_workbook_of_settings_takes_units_and_their_signers(copy: Path, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    book = tmp_path / "thiết lập.xlsx"
    export_settings(copy, book)
    assert import_settings(copy, book, dry_run=True).changes == []
    opened = load_workbook(book)
    sheet = opened["Đơn vị kiểm tra"]
    rows = [row for row in sheet.iter_rows() if row[0].value == "DK"]
    rows[0][1].value = "UBND thành phố Đông Kiều Mới"
    rows[0][3].value = "Đông Kiều"
    opened.save(book)
    changes = import_settings(copy, book).changes
    (said,) = changes
    assert said.startswith("Đơn vị kiểm tra, UBND thành phố Đông Kiều Mới (DK): ") and "→ Đông Kiều" in said
    unit = read_settings(copy).units["DK"]
    assert (unit.name, unit.place, unit.office) == ("UBND thành phố Đông Kiều Mới", "Đông Kiều", "dk")
    signers = opened["Người ký"]
    last = next(row for row in signers.iter_rows() if row[-1].value == "DK")
    last[-1].value = "XX"
    opened.save(book)
    before = (copy / SETTINGS).read_bytes()
    with pytest.raises(TableError) as error:
        import_settings(copy, book)
    assert "không có đơn vị kiểm tra «XX»" in str(error.value) and "chưa có người ký văn bản" in str(error.value)
    assert (copy / SETTINGS).read_bytes() == before


def test_the_next_year_keeps_the_units_and_says_so() -> None:
    after, said = settings_after(settings(), 2023, SO)
    assert after.units == UNITS and after.signers == settings().signers
    assert any("UBND huyện Bắc Lĩnh; UBND thành phố Đông Kiều" in one for one in said)
    assert not any("Đơn vị kiểm tra khác" in one for one in settings_after(settings(units={}), 2023, SO)[1])


def test_33_1_a_unit_that_inspects_itself_is_remarked(copy: Path, tmp_path: Path) -> None:
    table = tmp_path / "lịch.csv"
    table.write_text("Cơ quan,Hình thức,Đơn vị kiểm tra\nBS,Tại trụ sở,BL\n", encoding="utf-8")
    import_inspections(Programme(copy), table)
    programme = Programme(copy)
    state, (inspection, other) = programme.about(["2022-BS-TS", "2022-NK-TS"])
    remarked = [judged(programme.case(state, one)).remarks for one in (inspection, other)]
    assert ["own_agency" in {remark.rule for remark in one} for one in remarked] == [True, False]


def test_lists_and_sums_by_unit_by_superior_body_and_by_block(year: Path) -> None:
    listed = run_isoaudit("-C", year, "inspections", "list", "--unit", "bl", "--json")
    assert [one["id"] for one in json.loads(listed.stdout)] == ["2022-NK-TS", "2022-PM-TS"]
    assert run_isoaudit("-C", year, "inspections", "list", "--unit", "Nam Lĩnh").returncode == 2
    assert "UBND huyện Bắc Lĩnh" in run_isoaudit("-C", year, "inspections", "list").stdout
    sums = {
        by: {one["words"]: one["inspections"] for one in json.loads(
            run_isoaudit("-C", year, "status", "--by", by, "--json").stdout)}
        for by in ("unit", "parent", "block")
    }  # fmt: skip
    assert sums["unit"] == {
        SO: ["2022-BS-HS", "2022-STP-TS"],
        "UBND huyện Bắc Lĩnh": ["2022-NK-TS", "2022-PM-TS"],
        "UBND thành phố Đông Kiều": ["2022-TK-TS"],
    }
    assert sums["parent"] == {
        "UBND huyện Bắc Lĩnh": ["2022-NK-TS", "2022-PM-TS"],
        "UBND thành phố Đông Kiều": ["2022-TK-TS"],
        "UBND tỉnh An Bình": ["2022-BS-HS", "2022-STP-TS"],
    }
    assert list(sums["block"]) == [label("block", name) for name in ("departments", "districts", "communes")]
    said = run_isoaudit("-C", year, "status", "--by", "unit")
    assert f"{SO}: 02 cuộc kiểm tra (tại trụ sở 01, qua hồ sơ, báo cáo 01; quá hạn 01)" in said.stdout
    assert not (year / "out" / "status.html").exists()
