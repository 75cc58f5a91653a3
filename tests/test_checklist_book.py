"""Checklists out to Excel and in again, and to phones: nothing lost, nothing half-written, faults at their cells."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import AUTHORITY, Run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyxform.xls2xform import convert

from isoaudit.desk.checklists.importing import import_checklist
from isoaudit.errors import ChecklistError, TableError
from isoaudit.files import shipped
from isoaudit.journal.checklist_writing import checklist_text
from isoaudit.journal.checklists import parse
from isoaudit.journal.programme import Programme
from isoaudit.model import REQUIRED, Checklist, Criterion, Selection
from isoaudit.tables.workbooks.checklist import CRITERIA, HEAD, checklist_workbook
from isoaudit.tables.workbooks.xlsform import question_name, xlsform

NAMES = ("dieu-36", "tcvn-iso-9001-2015")


def checklist(name: str = "dieu-36") -> Checklist:
    return parse((shipped("checklists") / f"{name}.yaml").read_bytes()).checklist


# --- the file that is written


@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_says_the_same(name: str) -> None:
    made = checklist_text(checklist(name))
    assert parse(made.encode()).checklist == checklist(name)
    assert "&id" not in made and "\t" not in made


TEXTS = (
    st.text(st.characters(min_codepoint=32, max_codepoint=0x1EF9, exclude_categories=("Cc", "Cs")), min_size=1)
    .map(str.strip)
    .filter(bool)
)


@given(TEXTS, TEXTS)
@settings(suppress_health_check=[HealthCheck.filter_too_much])
def test_any_text_is_written_so_that_it_is_read_again(question: str, line: str) -> None:
    first = checklist().criteria[0]
    raw = {**first.model_dump(), "question": question, "look_for": [line, "Sổ theo dõi"]}
    changed = Criterion.model_validate(raw)
    made = checklist().model_copy(update={"criteria": (changed, *checklist().criteria[1:3])})
    assert parse(checklist_text(made).encode()).checklist.criteria == made.criteria


# --- out and in again


@pytest.fixture
def programme(isoaudit: Run, tmp_path: Path) -> Programme:
    """A new programme with the annex."""
    folder = tmp_path / "năm 2026"
    assert isoaudit("init", folder, "--authority", AUTHORITY, "--year", 2026).returncode == 0
    assert isoaudit("-C", folder, "checklist", "annex").returncode == 0
    return Programme(folder)


@pytest.fixture
def edited(tmp_path: Path) -> Callable[..., Path]:
    """The workbook of a checklist after somebody changed cells: (sheet, row, heading) to text."""

    def edit(cells: dict[tuple[str, int, str], Any] | None = None, name: str = "dieu-36", drop: int = 0) -> Path:
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(checklist_workbook(checklist(name)))
        book = openpyxl.load_workbook(path)
        for (sheet, row, heading), text in (cells or {}).items():
            columns = {cell.value: cell.column for cell in book[sheet][3]}
            book[sheet].cell(row, columns[heading]).value = text
        if drop:
            book[CRITERIA].delete_rows(drop)
        book.save(path)
        return path

    return edit


VERSION = (HEAD, 5, "Nội dung")
"""The cell of the version."""


@pytest.mark.parametrize("name", NAMES)
def test_what_was_not_changed_comes_back_equal_and_nothing_is_written(
    programme: Programme, edited: Callable[..., Path], name: str
) -> None:
    target = programme.folder / "checklists" / f"{name}.yaml"
    before = target.read_bytes()
    done = import_checklist(programme, edited(name=name))
    assert not done.anything
    assert target.read_bytes() == before


@pytest.mark.parametrize("name", NAMES)
def test_the_round_trip_is_equal_in_every_field(programme: Programme, edited: Callable[..., Path], name: str) -> None:
    done = import_checklist(programme, edited({VERSION: "2027.1"}, name=name))
    made = parse(done.path.read_bytes()).checklist
    assert made == checklist(name).model_copy(update={"version": "2027.1"})


def test_a_changed_question_is_written_with_its_version_and_the_old_file_is_kept(
    programme: Programme, edited: Callable[..., Path]
) -> None:
    target = programme.folder / "checklists" / "dieu-36.yaml"
    before = target.read_bytes()
    question = "Danh mục TTHC trong phạm vi áp dụng đã đủ chưa?"
    done = import_checklist(programme, edited({VERSION: "2026.4-AB", (CRITERIA, 4, "Câu hỏi"): question}))
    assert (done.changed, done.added, done.removed) == (["D36-1-a-01"], [], [])
    made = parse(target.read_bytes()).checklist
    assert (made.version, made.criteria[0].question) == ("2026.4-AB", question)
    assert done.backup and done.backup.read_bytes() == before
    assert parse(target.read_bytes()).checklist.selections == checklist().selections


def test_questions_do_not_change_under_the_same_version(programme: Programme, edited: Callable[..., Path]) -> None:
    """An inspection names its checklist by id and version: two texts under one version could not be told apart."""
    target = programme.folder / "checklists" / "dieu-36.yaml"
    before = target.read_bytes()
    path = edited({(CRITERIA, 4, "Câu hỏi"): "Danh mục TTHC đã đủ chưa?"})
    with pytest.raises(TableError) as error:
        import_checklist(programme, path)
    assert [one.code for one in error.value.problems] == ["CHECKLISTBOOK_004"]
    assert "trang «Phiếu», ô B5" in str(error.value)
    assert target.read_bytes() == before


def test_a_row_taken_out_is_taken_out_of_the_short_form_too(programme: Programme, edited: Callable[..., Path]) -> None:
    row = next(n for n, one in enumerate(checklist().criteria, start=4) if one.id == "D36-1-dd-05")
    done = import_checklist(programme, edited({VERSION: "2026.5"}, drop=row))
    assert done.removed == ["D36-1-dd-05"]
    made = parse(done.path.read_bytes()).checklist
    assert len(made.selections[0].criteria) == 23


FAULTS: dict[str, tuple[tuple[str, int, str], str, str, str]] = {
    "a citation nobody read": (
        (CRITERIA, 4, "Căn cứ pháp lý"),
        "TT26/2014 Đ36.1.a; TT26/2014 Đ99",
        "CHECKLIST_004",
        "D4",
    ),
    "a citation in words": ((CRITERIA, 4, "Căn cứ pháp lý"), "Điều 36 Thông tư 26", "CHECKLISTBOOK_001", "D4"),
    "another point first": ((CRITERIA, 4, "Căn cứ pháp lý"), "TT26/2014 Đ36.1.b", "CHECKLIST_006", "D4"),
    "no point of Article 36": ((CRITERIA, 4, "Điểm của Điều 36"), "3.a", "CHECKLIST_005", "B4"),
    "an id twice": ((CRITERIA, 5, "Mã tiêu chí"), "D36-1-a-01", "CHECKLIST_002", "A5"),
    "an id that is none": ((CRITERIA, 5, "Mã tiêu chí"), "tiêu chí 2", "CHECKLIST_003", "A5"),
    "a clause that is none": ((CRITERIA, 4, "Mục của tiêu chuẩn"), "4.9", "CHECKLIST_009", "E4"),
    "no question": ((CRITERIA, 4, "Câu hỏi"), "", "TABLE_003", "C4"),
    "an unknown ground": ((CRITERIA, 4, "Cách xem"), "đoán", "TABLE_004", "F4"),
    "an unknown kind": ((CRITERIA, 4, "Áp dụng cho"), "công ty", "TABLE_004", "H4"),
    "a day that is none": ((CRITERIA, 4, "Áp dụng từ"), "mồng một", "TABLE_005", "O4"),
    "an unknown short form": ((CRITERIA, 4, "Trong phiếu rút gọn"), "siêu ngắn", "CHECKLISTBOOK_005", "Q4"),
    "a name of a file that is none": ((HEAD, 4, "Nội dung"), "Điều 36", "CHECKLISTBOOK_002", "B4"),
}


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_is_said_at_its_cell_and_nothing_is_written(
    programme: Programme, edited: Callable[..., Path], what: str
) -> None:
    cell, text, code, where = FAULTS[what]
    files = {path: path.read_bytes() for path in (programme.folder / "checklists").iterdir()}
    with pytest.raises(TableError) as error:
        import_checklist(programme, edited({VERSION: "2026.5", cell: text}))
    found = [(one.code, one.where) for one in error.value.problems]
    assert code in [code for code, _ in found]
    assert any(at.endswith(f"ô {where}") for got, at in found if got == code), found
    assert {path: path.read_bytes() for path in (programme.folder / "checklists").iterdir()} == files


def test_a_repeated_requirement_is_said_at_the_cell_that_repeats_it(
    programme: Programme, edited: Callable[..., Path]
) -> None:
    same = checklist().criteria[0].requirement
    with pytest.raises(TableError) as error:
        import_checklist(programme, edited({VERSION: "2026.5", (CRITERIA, 9, "Nội dung quy định"): same}))
    (found,) = error.value.problems
    assert (found.code, found.where.rpartition(", ")[2]) == ("CHECKLIST_007", "ô K9")
    assert "trùng với trang «Tiêu chí», dòng 4" in found.what


def test_all_faults_are_said_at_once_and_a_marked_copy_is_left(
    programme: Programme, edited: Callable[..., Path]
) -> None:
    cells = {(CRITERIA, 4, "Cách xem"): "đoán", (CRITERIA, 7, "Câu hỏi"): "", VERSION: "2026.5"}
    path = edited(cells)
    with pytest.raises(TableError) as error:
        import_checklist(programme, path)
    assert len(error.value.problems) == 2
    assert path.with_name("dieu-36 - cần sửa.xlsx").exists()


def test_a_second_main_checklist_is_refused(programme: Programme, edited: Callable[..., Path]) -> None:
    with pytest.raises((TableError, ChecklistError)) as error:
        import_checklist(programme, edited({(HEAD, 4, "Nội dung"): "dieu-36-ab", VERSION: "1"}))
    assert not (programme.folder / "checklists" / "dieu-36-ab.yaml").exists()
    assert "/tmp" not in str(error.value).replace(str(programme.folder.parent), "")


def test_another_workbook_is_refused(programme: Programme, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Mã cơ quan", "Hình thức"])  # type: ignore[union-attr]
    book.active.append(["99-STP", "tại trụ sở"])  # type: ignore[union-attr]
    path = tmp_path / "lịch.xlsx"
    book.save(path)
    with pytest.raises(TableError):
        import_checklist(programme, path)


def test_the_commands(isoaudit: Run, programme: Programme, tmp_path: Path) -> None:
    folder, out = programme.folder, tmp_path / "ra.xlsx"
    done = isoaudit("-C", folder, "checklist", "export", "-o", out)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Đã ghi 74 tiêu chí của phiếu «dieu-36»" in done.stdout
    again = isoaudit("-C", folder, "checklist", "export", "-o", out)
    assert (again.returncode, "đã có tệp này" in again.stderr) == (2, True)
    assert isoaudit("-C", folder, "checklist", "import", out).stdout == "Không có thay đổi.\n"
    book = openpyxl.load_workbook(out)
    book[CRITERIA]["C4"], book[HEAD]["B5"] = "Danh mục TTHC đã đủ chưa?", "2026.5"
    book.save(out)
    tried = isoaudit("-C", folder, "checklist", "import", out, "--dry-run")
    assert "Sửa 01 tiêu chí: D36-1-a-01." in tried.stdout and "Chưa ghi gì." in tried.stdout
    assert parse((folder / "checklists" / "dieu-36.yaml").read_bytes()).pin.version == "2026.4"
    done = isoaudit("-C", folder, "checklist", "import", out)
    assert "Đã ghi checklists/dieu-36.yaml, phiên bản 2026.5; bản trước: dieu-36.yaml.bak." in done.stdout
    assert isoaudit("-C", folder, "checklist", "check").returncode == 0


def test_a_checklist_there_is_none_of_is_not_exported(isoaudit: Run, programme: Programme, tmp_path: Path) -> None:
    done = isoaudit("-C", programme.folder, "checklist", "export", "dieu-37", "-o", tmp_path / "ra.xlsx")
    assert done.returncode == 2
    assert "không có phiếu «dieu-37». Ghi mã của một phiếu: dieu-36, tcvn-iso-9001-2015." in done.stderr


# --- phones


def form(name: str = "dieu-36", tmp_path: Path | None = None, **changed: Any) -> tuple[ET.Element, list[str]]:
    """The XForm that pyxform makes of the workbook, and its warnings."""
    assert tmp_path
    path = tmp_path / "form.xlsx"
    path.write_bytes(xlsform(checklist(name).model_copy(update=changed)))
    warnings: list[str] = []
    made = convert(path, validate=False, warnings=warnings)
    return ET.fromstring(made.xform), warnings


XF = "{http://www.w3.org/2002/xforms}"


def binds(root: ET.Element) -> dict[str, dict[str, str]]:
    """What binds a question, by the last part of its place."""
    return {bind.attrib["nodeset"].rpartition("/")[2]: bind.attrib for bind in root.iter(f"{XF}bind")}


@pytest.mark.parametrize("name", NAMES)
def test_pyxform_takes_the_form_without_a_warning(tmp_path: Path, name: str) -> None:
    root, warnings = form(name, tmp_path)
    assert warnings == []
    found = binds(root)
    assert all(f"{question_name(one.id)}_verdict" in found for one in checklist(name).criteria)


def test_labels_are_vietnamese(tmp_path: Path) -> None:
    root, _ = form(tmp_path=tmp_path)
    (translation,) = root.iter(f"{XF}translation")
    assert translation.attrib["lang"] == "Tiếng Việt (vi)"
    said = {value.text for value in root.iter(f"{XF}value")}
    assert checklist().criteria[0].question in said and "Không phù hợp" in said


def test_each_verdict_asks_for_what_it_must_carry(tmp_path: Path) -> None:
    """TT26/2014 Đ37.2.b: evidence and gap of a nonconformity, the reason of what was left out."""
    found = binds(form(tmp_path=tmp_path)[0])
    for verdict, must in REQUIRED.items():
        for what in ("evidence", "gap", "note"):
            bind = found[f"D36_1_a_01_{what}"]
            required = bind["required"] == "true()" or f"'{verdict}'" in bind["required"]
            asked = f"= '{verdict}'" in bind["relevant"]
            assert (required and asked) == (what in must), (verdict, what)
            assert "regex" in bind["constraint"]


def test_who_is_asked_what_is_as_in_the_checklist(tmp_path: Path) -> None:
    found = binds(form(tmp_path=tmp_path)[0])
    of_bureaus = found["D36_1_a_07"]["relevant"]
    assert "= 'chi_cuc'" in of_bureaus and "rut_gon" in of_bureaus
    assert "'on_site'" in found["D36_2_c_03"]["relevant"]
    assert "relevant" not in found.get("D36_1_a_01", {}), "in the short form, of all kinds, by record too"
    assert "rut_gon" in found["D36_1_a_02"]["relevant"]


def test_the_short_form_is_offered_to_communes_only(tmp_path: Path) -> None:
    assert "ubnd_cap_xa" in binds(form(tmp_path=tmp_path)[0])["form"]["constraint"]
    assert "form" not in binds(form("tcvn-iso-9001-2015", tmp_path)[0])


def test_a_changed_version_is_another_form(tmp_path: Path) -> None:
    root, _ = form(tmp_path=tmp_path, version="2027.1")
    instance = next(one for one in root.iter() if one.attrib.get("id") == "isoaudit-dieu-36")
    assert instance.attrib["version"] == "2027.1"


def test_the_command_writes_a_form_for_phones(isoaudit: Run, tmp_path: Path) -> None:
    out = tmp_path / "dt.xlsx"
    done = isoaudit("checklist", "export", "-o", out, "--xlsform", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert openpyxl.load_workbook(out).sheetnames == ["survey", "choices", "settings"]


def test_criteria_with_a_last_day_keep_it(programme: Programme, edited: Callable[..., Path]) -> None:
    done = import_checklist(programme, edited({VERSION: "2026.5", (CRITERIA, 5, "Áp dụng đến hết"): date(2027, 6, 30)}))
    assert parse(done.path.read_bytes()).checklist.criteria[1].in_force_to == date(2027, 6, 30)


def test_a_selection_without_kinds_is_for_all() -> None:
    made = checklist().model_copy(update={"selections": (Selection(id="x", title="X", criteria=("D36-1-a-01",)),)})
    assert parse(checklist_text(made).encode()).checklist.selections == made.selections
