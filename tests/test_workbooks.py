"""Workbooks out: what is written is read back the same, can be filled in without harm, and handed back marked."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import builders
import pytest
import test_sheets
from conftest import cases as few_or_many
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from isoaudit.desk import (
    AGENCY_COLUMNS,
    ANSWER_COLUMNS,
    INSPECTION_COLUMNS,
    INSPECTOR_COLUMNS,
    import_agencies,
    import_answers,
    import_inspections,
)
from isoaudit.errors import RunError, TableError
from isoaudit.journal.new_programme import init
from isoaudit.journal.programme import Programme
from isoaudit.journal.settings import SETTINGS, shipped
from isoaudit.journal.wordings import shipped_wordings
from isoaudit.model import REQUIRED, Answer, Case, Evidence, Member, PinnedChecklist
from isoaudit.rules.findings import expected
from isoaudit.tables import CellFaults, Table, read_table
from isoaudit.tables.cells import FOR_READING, TO_MEND
from isoaudit.tables.files.sheets import GUIDE, LISTS, WORDINGS
from isoaudit.tables.workbooks.marking import marked
from isoaudit.tables.workbooks.to_fill_in import answers_workbook, table_workbook
from isoaudit.tables.workbooks.writing import escaped, sheet_name
from isoaudit.wording import label, labels
from isoaudit.wording.capitals import all_capitals

TODAY = date(2026, 12, 31)
LETTERS = st.characters(exclude_categories=["Cc", "Cs", "Cn"])
TEXTS = st.text(LETTERS | st.sampled_from(list(' "&<>\n\t=+-@_x0041')), max_size=40)
TEXTS = TEXTS.filter(builders.comes_in_as_typed)
TEXTS |= st.sampled_from(["=1+1", "+84", "- gạch", "@a", "#N/A", "_x0041_", "_x000D_", "_x005F_x0041_", "001", "TRUE"])


def read(tmp_path: Path, data: bytes, columns: Sequence[Any] = ANSWER_COLUMNS) -> Table:
    path = tmp_path / "bảng.xlsx"
    path.write_bytes(data)
    return read_table(path, columns, TODAY)


def as_read(case: Case) -> dict[tuple[str, str], dict[str, Any]]:
    """The answers of a case as a table of answers says them."""
    return {
        (answer.inspection, answer.criterion): {
            "verdict": answer.verdict,
            "evidence": "\n".join(e.text for e in answer.evidence).strip(),
            "gap": answer.gap.strip(),
            "grade": answer.grade,
            "note": answer.note.strip(),
            "inspector": " ".join(answer.inspector.split()),
            "examined_on": answer.examined_on.isoformat() if answer.examined_on else None,
            "seen": [head[:16] for head in answer.heads],
        }
        for answer in case.answers
    }


def assert_comes_back(tmp_path: Path, cases: Sequence[Case]) -> None:
    """The workbook of cases holds their answers, and nothing of the criteria that have none."""
    table = read(tmp_path, answers_workbook(cases))
    assert not table.faults.placed
    assert table.warnings == []
    said = {k: v for case in cases for k, v in as_read(case).items()}
    names = [(row.values["inspection"], row.values["criterion"]) for row in table.rows]
    assert len(set(names)) == len(names)
    assert set(names) == {*said, *((case.inspection.id, c.id) for case in cases for c in expected(case))}
    nothing: dict[str, Any] = dict.fromkeys(("verdict", "grade", "examined_on"))
    nothing |= {**dict.fromkeys(("evidence", "gap", "note", "inspector"), ""), "seen": []}
    for row in table.rows:
        key = row.values.pop("inspection"), row.values.pop("criterion")
        assert row.values == said.get(key, nothing)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> list[Case]:
    """The 80 inspections of the example."""
    folder, inputs = tmp_path_factory.mktemp("demo") / "2026", shipped("examples") / "an-binh-2026"
    init(folder, "Chi cục", 2026)
    (folder / SETTINGS).write_bytes((inputs / SETTINGS).read_bytes())
    workspace = Programme(folder)
    import_agencies(workspace, inputs / "agencies.csv")
    import_inspections(workspace, inputs / "inspections.csv")
    import_answers(workspace, inputs / "answers.csv")
    state = workspace.state()
    return [workspace.case(state, inspection) for inspection in workspace.choose(state, [])]


def test_every_inspection_of_the_example_comes_back(tmp_path: Path, demo: list[Case]) -> None:
    assert len(demo) == 80
    assert_comes_back(tmp_path, demo[:: few_or_many(4, 1)])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A case with any answers to any of its criteria."""
    blank = builders.case(mode=draw(st.sampled_from(["on_site", "by_record"])))
    answers = []
    for criterion in draw(st.lists(st.sampled_from(builders.CRITERIA), unique=True)):
        answers.append(
            Answer(
                inspection=blank.inspection.id,
                criterion=criterion.id,
                verdict=draw(st.none() | st.sampled_from(list(REQUIRED))),
                evidence=tuple(Evidence(text=t) for t in draw(st.lists(TEXTS, max_size=3))),
                gap=draw(TEXTS),
                grade=draw(st.sampled_from([None, "minor", "major", "good_practice"])),
                note=draw(TEXTS),
                inspector=draw(TEXTS.filter(lambda text: not all_capitals(text))),
                examined_on=draw(st.none() | st.dates(date(2014, 1, 1), TODAY)),
            )
        )
    return blank.model_copy(update={"answers": tuple(answers)})


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_any_answers_come_back(tmp_path_factory: pytest.TempPathFactory, case: Case) -> None:
    """Formulas, escapes and error values stay the text they were."""
    assert_comes_back(tmp_path_factory.getbasetemp(), [case])


FREE = st.text(LETTERS | st.sampled_from(list("=+-@\n")), max_size=20).map(str.strip)
FREE = FREE.filter(builders.comes_in_as_typed)
NAMES = FREE.filter(lambda text: text and not all_capitals(text) and not re.match(r"[-–—+•*]\s*\S", text))
"""Names of bodies; the sign of a list before one is taken off (:func:`isoaudit.tables.cells.body`)."""


@settings(deadline=None, max_examples=60)
@given(names=st.lists(NAMES, max_size=4), standard=FREE)
def test_any_table_comes_back(tmp_path_factory: pytest.TempPathFactory, names: list[str], standard: str) -> None:
    rows = [{"code": f"00{n}", "name": name, "standard": standard, "level": "cấp xã"} for n, name in enumerate(names)]
    rows = [row | {"kind": label("kind", "khac"), "obligation": label("obligation", "bat_buoc")} for row in rows]
    path = tmp_path_factory.getbasetemp()
    table = read(path, table_workbook("Danh sách", AGENCY_COLUMNS, rows), AGENCY_COLUMNS)
    assert not table.faults.placed
    assert not table.warnings
    for given_, found in zip(rows, table.rows, strict=True):
        wanted = {"code": given_["code"], "name": given_["name"], "standard": standard, "level": "xa", "kind": "khac"}
        wanted["name"] = " ".join(wanted["name"].split())  # a name stands in one line
        wanted = {k: unicodedata.normalize("NFC", v) for k, v in wanted.items()}
        assert {name: found.values[name] for name in wanted} == wanted


@pytest.mark.parametrize("columns", [AGENCY_COLUMNS, INSPECTION_COLUMNS, INSPECTOR_COLUMNS, ANSWER_COLUMNS])
def test_every_heading_of_a_table_is_known_again(tmp_path: Path, columns: Sequence[Any]) -> None:
    table = read(tmp_path, table_workbook("Bảng", columns, []), columns)
    assert table.columns == {column.name for column in columns}
    assert not table.warnings


def test_a_table_can_be_filled_in(tmp_path: Path) -> None:
    """A heading that stays, a drop-down of every label, one with a comma in it too, and text also in new rows."""
    data = table_workbook("Cuộc kiểm tra", INSPECTION_COLUMNS, [{"agency": "=1", "round": "1"}])
    book = load_workbook(io.BytesIO(data))
    sheet = book["Cuộc kiểm tra"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("A2", "A1:V2", "$1:$1")
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
    assert (sheet["B2"].value, sheet["B2"].data_type, sheet["B2"].quotePrefix) == ("=1", "s", True)
    assert {cell.number_format for cell in sheet[2]} == {"@"}
    assert all(sheet.column_dimensions[letter].number_format == "@" for letter in "ABCDEFGHIJKL")
    assert choices(book, sheet, "C5000") == list(labels()["mode"].values())
    assert "qua hồ sơ, báo cáo" in choices(book, sheet, "C2")
    assert book[LISTS].sheet_state == "hidden"
    assert not sheet.protection.sheet


def choices(book: Workbook, sheet: Worksheet, cell: str) -> list[str]:
    """What the drop-down of a cell offers."""
    found = next(v for v in sheet.data_validations.dataValidation if v.type == "list" and cell in v.sqref)
    where = re.fullmatch(r"'Danh mục'!(.*)", found.formula1)
    assert where
    area = book[LISTS][where[1].replace("$", "")]
    return [line[0].value for line in (area if isinstance(area, tuple) else ((area,),))]


def inspection_sheet(case: Case) -> tuple[Workbook, Worksheet]:
    book = load_workbook(io.BytesIO(answers_workbook([case])))
    return book, book[case.agency.code]


def test_the_sheet_of_an_inspection_can_be_filled_in_and_nothing_else_changed() -> None:
    team = [Member(name="Lương Quốc Bảo", role="truong_doan"), Member(name="Nông Thu Trang", role="thu_ky")]
    book, sheet = inspection_sheet(builders.case("D36-1-d-01 | conforming", inspection={"team": team}))
    assert book.sheetnames == [GUIDE, "99-90001", LISTS]
    assert sheet.freeze_panes == "E5"
    assert sheet.column_dimensions["A"].hidden and sheet.column_dimensions["M"].hidden
    assert "UBND phường Đông Kiều" in sheet["B1"].value
    assert "18/6/2026" in sheet["B2"].value
    assert "Nông Thu Trang (thư ký)" in sheet["B3"].value
    headings = [cell.value for cell in sheet[4]]
    assert headings[2:5] == list(FOR_READING)
    entries = [i for i, h in enumerate(headings) if h not in (*FOR_READING, label("column", "seen")) and i > 1]
    for row in sheet.iter_rows(min_row=5, max_row=9):
        assert [i for i, cell in enumerate(row) if not cell.protection.locked] == entries
        assert {row[i].number_format for i in entries} == {"@"}
        assert row[0].value == "2026-99-90001-TS"
    protection = sheet.protection
    assert (protection.sheet, protection.password) == (True, None)
    assert not (protection.formatColumns or protection.formatRows or protection.autoFilter)
    assert book[GUIDE].protection.sheet
    assert choices(book, sheet, "F9") == list(labels()["verdict"].values())
    assert choices(book, sheet, "J5") == list(labels()["grade"].values())
    assert choices(book, sheet, "K5") == ["Lương Quốc Bảo", "Nông Thu Trang"]
    others = {str(v.sqref): v.showErrorMessage for v in sheet.data_validations.dataValidation if v.type == "list"}
    assert others == {"F5:F9": True, "J5:J9": True, "K5:K9": False}


def test_what_to_write_is_said_at_the_cell() -> None:
    """Excel takes 255 characters."""
    long = builders.criterion("D36-1-b-01", "1.b", gap_hint="Nêu " + "rất " * 100)
    _, sheet = inspection_sheet(builders.case(criteria=(builders.CRITERIA[0], long)))
    hints = {str(v.sqref): v.prompt for v in sheet.data_validations.dataValidation if v.prompt}
    assert hints["H5"] == "Nêu nội dung chưa thực hiện"
    assert hints["H6"].endswith("…")
    assert all(len(hint) <= 255 for hint in hints.values())


def test_criteria_are_grouped_by_point_without_merging() -> None:
    """Each row says its point, so that a filter works; the first of a point stands out."""
    second = builders.criterion("D36-1-a-02", "1.a", caution="Chú thích")
    criteria = (builders.CRITERIA[0], second, builders.CRITERIA[1])
    _, sheet = inspection_sheet(builders.case(criteria=criteria))
    assert not sheet.merged_cells.ranges
    assert [sheet.cell(row, 3).value for row in (5, 6)] == ["Phạm vi áp dụng (điểm a khoản 1)"] * 2
    colours = [sheet.cell(row, 3).font.color and sheet.cell(row, 3).font.color.rgb for row in (5, 6, 7)]
    assert colours[0] == colours[2] != colours[1]
    assert [sheet.cell(row, 6).border.top.style for row in (5, 6, 7)] == ["medium", "thin", "medium"]
    assert sheet["E6"].value == "• Hồ sơ D36-1-a-02\n• Chú ý: Chú thích"


def conditions(sheet: Worksheet) -> dict[str, tuple[str, str]]:
    """By column: the cells that may be coloured, and the formula."""
    found = {}
    for area in sheet.conditional_formatting:
        (rule,) = area.rules
        found[str(area.sqref)[0]] = (str(area.sqref), rule.formula[0])
    return found


def test_what_is_missing_stands_out_as_the_rules_have_it() -> None:
    _, sheet = inspection_sheet(builders.case("D36-1-a-01 | nonconforming"))
    found = conditions(sheet)
    assert found["F"] == ("F5:F9", "LEN(TRIM($F5))=0")
    for field, letter in {"evidence": "G", "gap": "H", "note": "I"}.items():
        named = set(re.findall(r'\$F5="([^"]+)"', found[letter][1]))
        assert named == {label("verdict", verdict) for verdict, fields in REQUIRED.items() if field in fields}
        assert found[letter][1].endswith(f"LEN(TRIM(${letter}5))=0)")


def test_evidence_that_is_a_photo_is_not_missing() -> None:
    blank = builders.case()
    seen = Evidence(text="", files=("a",))
    photo = Answer(inspection=blank.inspection.id, criterion="D36-1-d-01", verdict="nonconforming", evidence=(seen,))
    _, sheet = inspection_sheet(blank.model_copy(update={"answers": (photo,)}))
    assert conditions(sheet)["G"][0] == "G5 G7:G9"


def test_an_annex_is_offered_and_never_missing() -> None:
    case = builders.case()
    fields = {"id": "phu-luc", "annex": True, "title": "Phiếu riêng"}
    criteria = (builders.criterion("PL-1-a-01", "1.a"),)
    annex = case.checklists[0].checklist.model_copy(update={**fields, "criteria": criteria})
    pinned = PinnedChecklist(pin=case.checklists[0].pin, checklist=annex)
    both = {"checklists": (pinned, *case.checklists)}
    _, sheet = inspection_sheet(case.model_copy(update=both))
    assert [sheet.cell(row, 2).value for row in range(5, 11)] == [*(c.id for c in builders.CRITERIA), "PL-1-a-01"]
    assert sheet["C10"].value == "Phiếu riêng: Phạm vi áp dụng (điểm a khoản 1)"
    assert conditions(sheet)["F"][0] == "F5:F9"
    not_built = builders.case(qms_status="chua_xay_dung").model_copy(update=both)
    assert inspection_sheet(not_built)[1]["B5"].value is None


def test_a_body_without_a_system_has_nothing_to_answer(tmp_path: Path) -> None:
    """Its sheet says so, above the heading, and is read as a table without rows."""
    case = builders.case(qms_status="chua_xay_dung")
    _, sheet = inspection_sheet(case)
    assert "Không có tiêu chí nào" in sheet["B3"].value
    assert not read(tmp_path, answers_workbook([case])).rows


def test_what_was_answered_although_it_does_not_apply_is_there() -> None:
    _, sheet = inspection_sheet(builders.case("D36-1-d-01 | conforming", mode="by_record"))
    assert "D36-1-d-01" in [cell.value for cell in sheet["B"]]


def test_the_guide_leads_to_every_sheet_and_counts_what_is_missing() -> None:
    on_site, by_record = builders.case(), builders.case(mode="by_record")
    book = load_workbook(io.BytesIO(answers_workbook([on_site, by_record])))
    guide = book[GUIDE]
    links = {cell.value: cell.hyperlink.location for row in guide.iter_rows() for cell in row if cell.hyperlink}
    assert links == {name: f"'{name}'!B1" for name in ("2026-99-90001-TS", "2026-99-90001-HS")}
    assert [sheet.title for sheet in book.worksheets[1:3]] == list(links)
    said = "\n".join(str(cell.value) for row in guide.iter_rows() for cell in row if cell.value)
    assert "Không phù hợp: ghi thêm «Bằng chứng» và «Nội dung không phù hợp, cần lưu ý»." in said
    assert "=COUNTBLANK('2026-99-90001-TS'!F5:F9)" in said
    assert not re.search("tái phạm|vi phạm|thanh tra|[Ll]ỗi|%|điểm số", said)
    assert len(re.findall(r"(?m)^\d+\. ", said)) == 10


def test_wordings_can_be_copied_from_a_sheet_that_is_never_read(tmp_path: Path) -> None:
    case = builders.case("D36-1-a-01 | conforming")
    data = answers_workbook([case], shipped_wordings())
    sheet = load_workbook(io.BytesIO(data))[WORDINGS]
    shown = [(row[0].value, row[2].value, row[3].value) for row in sheet.iter_rows(min_row=4)]
    asked = {criterion.id for criterion in expected(case)}
    assert shown == [(w.criterion, w.evidence, w.gap) for w in shipped_wordings() if w.criterion in asked]
    assert len(shown) >= len(asked)
    table = read(tmp_path, data)
    assert table.warnings == []
    assert {row.values["criterion"] for row in table.rows} == asked
    guide = load_workbook(io.BytesIO(data))[GUIDE]
    assert any(f"«{WORDINGS}»" in str(cell.value) for row in guide.iter_rows() for cell in row)


def test_only_the_guide_is_selected() -> None:
    """Else what is typed in one sheet goes into others."""
    book = load_workbook(io.BytesIO(answers_workbook([builders.case()])))
    assert [sheet.title for sheet in book.worksheets if sheet.sheet_view.tabSelected] == [GUIDE]
    assert book.active.title == GUIDE


@given(st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"], max_codepoint=0xFFFF), max_size=40)))
def test_a_sheet_has_a_name_that_a_spreadsheet_takes(wishes: list[str]) -> None:
    taken = {"history"}
    names = [sheet_name(wish, taken) for wish in wishes]
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert 1 <= len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'") and not name.endswith("'")
        assert name.casefold() != "history"


@given(st.text())
def test_an_escape_stands_for_itself(said: str) -> None:
    undone = re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), escaped(said))
    assert undone == said


def test_text_that_a_cell_cannot_hold_is_refused_with_its_place() -> None:
    """All at once; a cell that is just full is written."""
    full = builders.case(f"D36-1-a-01 | conforming | {'x' * 32_767}")
    assert load_workbook(io.BytesIO(answers_workbook([full])))["99-90001"]["G5"].value == "x" * 32_767
    long = builders.case(f"D36-1-a-01 | conforming | {'x' * 32_768} | {'y' * 40_000}")
    with pytest.raises(TableError) as error:
        answers_workbook([long])
    assert [(p.code, p.where) for p in error.value.problems] == [
        ("TABLE_015", "cuộc kiểm tra 2026-99-90001-TS, tiêu chí D36-1-a-01")
    ] * 2
    with pytest.raises(TableError):
        table_workbook("Bảng", AGENCY_COLUMNS, [{"name": "x" * 32_768}])


MAKE = """
import sys, hashlib, builders
from isoaudit.tables.workbooks.to_fill_in import answers_workbook
case = builders.case("D36-1-a-01 | nonconforming | Đã xem | Thiếu")
print(hashlib.sha256(answers_workbook([case])).hexdigest())
"""


def test_the_same_answers_give_the_same_bytes() -> None:
    """On another day, in another process, whatever the order of its sets."""
    made = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parent)}
        done = subprocess.run([sys.executable, "-c", MAKE], capture_output=True, text=True, env=environment, check=True)
        made.add(done.stdout)
    assert len(made) == 1
    with zipfile.ZipFile(io.BytesIO(answers_workbook([builders.case()]))) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"dcterms" not in archive.read("docProps/core.xml").partition(b">")[2]


def test_rows_grow_with_what_is_typed() -> None:
    """Their heights are what the text needs now, not fixed."""
    with zipfile.ZipFile(io.BytesIO(answers_workbook([builders.case()]))) as archive:
        sheet = archive.read("xl/worksheets/sheet2.xml").decode()
    assert ' ht="' in sheet
    assert "customHeight" not in sheet


# --- a refused workbook handed back


def spoiled(change: Callable[[Worksheet], None], data: bytes | None = None) -> bytes:
    """The workbook of an inspection after somebody worked in it."""
    book = load_workbook(io.BytesIO(data or answers_workbook([builders.case("D36-1-d-01 | conforming | _x0041_ =1")])))
    change(book["99-90001"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def wrong(sheet: Worksheet) -> None:
    sheet["F5"], sheet["L5"], sheet["F8"] = "tốt", "31/02/2026", "=1+1"


def faults_of(tmp_path: Path, data: bytes) -> list[tuple[str, str]]:
    return [(p.code, p.where) for p in read(tmp_path, data).faults.problems()]


def marked_copy(tmp_path: Path, data: bytes) -> bytes:
    return marked(data, read(tmp_path, data).faults)


def test_each_problem_stands_beside_its_cell(tmp_path: Path) -> None:
    data = spoiled(wrong)
    copy = marked_copy(tmp_path, data)
    book = load_workbook(io.BytesIO(copy))
    sheet = book["99-90001"]
    assert sheet["N4"].value == TO_MEND
    said = {row: sheet.cell(row, 14).value for row in range(5, 10)}
    assert [row for row, text in said.items() if text] == [5, 8]
    assert "không ghi được «tốt»" in said[5]
    assert "«31/02/2026»" in said[5]
    assert "bảng.xlsx" not in said[5]
    assert "Ghi một trong" in said[5]
    for place, part in (("F5", "«tốt»"), ("L5", "không phải ngày"), ("F8", "công thức")):
        assert sheet[place].fill.fgColor.rgb == "00F8CBAD"
        assert sheet[place].comment.author == "isoaudit"
        assert part in sheet[place].comment.text
    assert sheet["F6"].comment is None
    assert sheet["F6"].fill.fgColor.rgb != "00F8CBAD"


def test_a_marked_copy_is_read_as_the_workbook_was(tmp_path: Path) -> None:
    """The same problems; once mended, the same answers, escapes and all; no word about our column."""
    data = spoiled(wrong)
    copy = marked_copy(tmp_path, data)
    assert faults_of(tmp_path, copy) == faults_of(tmp_path, data)
    assert not [w for w in read(tmp_path, copy).warnings if TO_MEND in w]
    rows = {row.values["criterion"]: row.values for row in read(tmp_path, copy).rows}
    assert rows["D36-1-d-01"]["evidence"] == "_x0041_ =1"


def test_what_can_be_done_with_the_workbook_stays(tmp_path: Path) -> None:
    book = load_workbook(io.BytesIO(marked_copy(tmp_path, spoiled(wrong))))
    sheet = book["99-90001"]
    assert choices(book, sheet, "F9") == list(labels()["verdict"].values())
    assert sheet.protection.sheet and not sheet.protection.formatColumns
    assert not sheet["F5"].protection.locked
    assert (sheet.freeze_panes, sheet["F5"].number_format) == ("E5", "@")
    assert len(list(sheet.conditional_formatting)) == 4


def test_the_first_sheet_with_a_problem_is_the_one_shown(tmp_path: Path) -> None:
    data = answers_workbook([builders.case(), builders.case(mode="by_record")])
    book = load_workbook(io.BytesIO(data))
    book["2026-99-90001-HS"]["F5"] = "tốt"
    book["2026-99-90001-HS"].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    shown = load_workbook(io.BytesIO(marked_copy(tmp_path, out.getvalue())))
    assert shown.active.title == "2026-99-90001-HS"
    assert [s.title for s in shown.worksheets if s.sheet_view.tabSelected] == ["2026-99-90001-HS"]


def test_marking_again_says_what_is_wrong_now(tmp_path: Path) -> None:
    """What an earlier copy says is replaced; a second copy of the same is the same."""
    once = marked_copy(tmp_path, spoiled(wrong))
    assert marked_copy(tmp_path, once) == once

    def mend(sheet: Worksheet) -> None:
        sheet["F5"], sheet["L5"], sheet["L6"] = "phù hợp", "18/6/2026", "mai"

    sheet = load_workbook(io.BytesIO(marked_copy(tmp_path, spoiled(mend, once))))["99-90001"]
    assert [row for row in range(5, 10) if sheet.cell(row, 14).value] == [6, 8]
    assert sheet["F5"].comment is None and sheet["F5"].fill.fgColor.rgb != "00F8CBAD"
    assert sheet["L6"].comment and sheet["F8"].comment
    assert sheet["O4"].value is None


def test_what_a_person_commented_stays(tmp_path: Path) -> None:
    def comment(sheet: Worksheet) -> None:
        wrong(sheet)
        sheet["F5"].comment = Comment("Hỏi lại anh Bảo", "Trang")
        sheet["G9"].comment = Comment("Xem ảnh", "Trang")

    sheet = load_workbook(io.BytesIO(marked_copy(tmp_path, spoiled(comment))))["99-90001"]
    assert [sheet[c].comment.text for c in ("F5", "G9")] == ["Hỏi lại anh Bảo", "Xem ảnh"]
    assert sheet["F5"].fill.fgColor.rgb == "00F8CBAD"


def test_what_is_wrong_with_the_heading_stands_below_it(tmp_path: Path) -> None:
    """The heading of our column must stay as it is, for reading to know it again."""

    def rename(sheet: Worksheet) -> None:
        sheet["B4"], sheet["G4"] = "Cột lạ", "Kết quả"
        for row in range(5, sheet.max_row + 1):  # else ids of criteria would tell what the column is
            sheet.cell(row, 2).value = "?"

    data = spoiled(rename)
    copy = marked_copy(tmp_path, data)
    sheet = load_workbook(io.BytesIO(copy))["99-90001"]
    assert sheet["N4"].value == TO_MEND
    assert sheet["N5"].value.count("Dòng tiêu đề: ") == 3  # two of one name, one missing, one that nobody read
    assert "cùng là cột" in sheet["G4"].comment.text
    assert "thiếu cột" in sheet["N4"].comment.text.lower()
    assert faults_of(tmp_path, copy) == faults_of(tmp_path, data)


def test_a_merged_cell_is_marked_where_it_holds_something(tmp_path: Path) -> None:
    data = spoiled(lambda sheet: sheet.merge_cells("G6:H7"))
    copy = marked_copy(tmp_path, data)
    sheet = load_workbook(io.BytesIO(copy))["99-90001"]
    assert "bị gộp" in sheet["G6"].comment.text
    assert "bị gộp" in sheet["N6"].value and "bị gộp" in sheet["N7"].value
    assert faults_of(tmp_path, copy) == faults_of(tmp_path, data)


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_marking_loses_no_answer(tmp_path_factory: pytest.TempPathFactory, case: Case) -> None:
    folder = tmp_path_factory.getbasetemp()
    data = answers_workbook([case])
    copy = marked(data, read(folder, data).faults)
    assert [row.values for row in read(folder, copy).rows] == [row.values for row in read(folder, data).rows]


STRINGS = (
    "<si><t>_x005F_x0041_</t></si><si><t>=1+1</t></si><si><t>a_x0009_b</t></si>"
    "<si><r><rPr><b/></rPr><t>_x005F_x0042_</t></r><r><t xml:space='preserve'> _x005F_x0043_</t></r></si>"
)
INLINE = "<c t='inlineStr'><is><t>_x005F_x0044_ _x0045_</t></is></c>"


def test_marking_keeps_what_excel_wrote(tmp_path: Path) -> None:
    """Escapes in strings of their own part, bold words, what only looks like a formula."""
    cells = "".join(f'<c t="s"><v>{number}</v></c>' for number in range(4))
    book = test_sheets.parts(f"<row>{cells}{INLINE}</row>", strings=STRINGS)
    del book["xl/styles.xml"]
    declared = (
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{test_sheets.TYPES}.sharedStrings+xml"/></Types>'
    )
    book["[Content_Types].xml"] = book["[Content_Types].xml"].replace("</Types>", declared)
    book["xl/_rels/workbook.xml.rels"] = re.sub(
        "<Relationship [^>]*styles[^>]*>", "", book["xl/_rels/workbook.xml.rels"]
    )
    data = test_sheets.packed(book)
    before = test_sheets.rows(data)
    assert before == {1: ["_x0041_", "=1+1", "a\tb", "_x0042_ _x0043_", "_x0044_ E"]}
    copy = marked(data, CellFaults())
    assert test_sheets.rows(copy) == before
    rich = load_workbook(io.BytesIO(copy), rich_text=True)["Trang"]["D1"].value
    assert rich[0].font.b


def test_a_workbook_that_would_take_minutes_is_not_marked(tmp_path: Path) -> None:
    """Ranges that openpyxl would write out cell by cell, a cell at the far end, and what it cannot load."""

    def far(sheet: Worksheet) -> None:
        wrong(sheet)
        sheet["XFD1048576"] = 1

    data = spoiled(wrong)
    inserted = b'<mergeCells><mergeCell ref="A20:XFD1048576"/></mergeCells><conditionalFormatting'
    linked = b'<hyperlinks><hyperlink ref="A20:XFD1048576" location="x"/></hyperlinks><pageMargins'
    for bad in (
        spoiled(far),
        replaced(data, b"<conditionalFormatting", inserted),
        replaced(data, b"<pageMargins", linked),
        replaced(data, b"<pageMargins", linked.replace(b"A20:XFD1048576", b"A:C")),
        replaced(data, b'"landscape"', b'"slanted"'),
    ):
        with pytest.raises(RunError) as error:
            marked_copy(tmp_path, bad)
        assert [found.code for found in error.value.problems] == ["SHEET_008"]


def replaced(data: bytes, old: bytes, new: bytes) -> bytes:
    """A workbook with the first ``old`` of its second sheet replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for info in source.infolist():
            content = source.read(info)
            changed = content.replace(old, new, 1) if info.filename == "xl/worksheets/sheet2.xml" else content
            assert info.filename != "xl/worksheets/sheet2.xml" or changed != content
            target.writestr(info, changed)
    return out.getvalue()
