"""What goes out as a workbook comes in again as it was: over 1,000 random programmes, and through LibreOffice."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, get_args

import openpyxl
import pytest
from builders import comes_in_as_typed
from conftest import AUTHORITY, Run, absent, cases
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from isoaudit import model
from isoaudit.desk import (
    AGENCY_COLUMNS,
    ANSWER_COLUMNS,
    INSPECTION_COLUMNS,
    INSPECTOR_COLUMNS,
    Imported,
    import_agencies,
    import_answers,
    import_inspections,
    import_inspectors,
)
from isoaudit.desk.exports import (
    export_agencies,
    export_answers,
    export_inspections,
    export_inspectors,
)
from isoaudit.errors import RunError, TableError
from isoaudit.journal.new_programme import init
from isoaudit.journal.programme import Programme, writer
from isoaudit.journal.state import State
from isoaudit.journal.store import Draft
from isoaudit.model import control_character, nfc
from isoaudit.tables.workbooks.to_fill_in import table_workbook
from isoaudit.wording import date_short, label, name_key

PROGRAMMES = cases(25, 1000)

WORDS = st.text(
    st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from(list("=+-@'\"<&>_x\n\t;")), max_size=40
).filter(lambda typed: not control_character(typed) and comes_in_as_typed(typed))
LINE = WORDS.map(lambda typed: " ".join(nfc(typed).split()))
NAME = LINE.filter(lambda typed: typed != "")
PERSON = st.text(st.sampled_from(list("ĂÂĐÊÔƠƯăâđêôơưabcdeghiklmnopqrstuvxyẠạ ")), min_size=1, max_size=20).map(
    lambda typed: " ".join(typed.split())
)
CODE = st.from_regex(r"[0-9A-Z][0-9A-Z-]{0,12}", fullmatch=True)
DAYS = st.dates(date(2000, 1, 1), date(2026, 10, 1))
Row = dict[str, str]


def optional(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """The values, or an empty cell."""
    return st.one_of(st.just(""), values)


def words_of(vocabulary: str) -> st.SearchStrategy[str]:
    """The Vietnamese labels of a closed vocabulary."""
    return st.sampled_from([label(vocabulary, code) for code in get_args(getattr(model, vocabulary_type(vocabulary)))])


def vocabulary_type(vocabulary: str) -> str:
    """``qms_status`` is the type QmsStatus."""
    return "".join(part.capitalize() for part in vocabulary.split("_"))


@dataclass
class Tables:
    """The tables of one programme as a person would type them."""

    agencies: list[Row]
    inspectors: list[Row]
    inspections: list[Row]
    answers: list[Row]


CRITERIA = [f"D36-1-c-{number:02d}" for number in range(1, 7)]
ONE_AGENCY = st.fixed_dictionaries(
    {
        "name": NAME,
        "level": words_of("level"),
        "kind": words_of("kind").filter(lambda words: words != label("kind", "ubnd_cap_huyen")),  # refused in 2026
        "obligation": words_of("obligation"),
        "obligation_source": WORDS,
        "qms_status": optional(words_of("qms_status")),
        "standard": LINE,
        "declaration": WORDS,
        "procedures": optional(st.integers(0, 5000).map(str)),
        "last_on_site": optional(st.integers(2014, 2026).map(str)),
        "parent": LINE,
    }
)
ONE_INSPECTION = st.fixed_dictionaries(
    {
        "mode": words_of("mode"),
        "round": LINE,
        "from": optional(DAYS.map(date_short)),
        "period_from": optional(DAYS.map(date.isoformat)),
        "occasion": optional(st.sampled_from(["theo kế hoạch", "đột xuất"])),
        "coordinating_unit": WORDS,
        "budget": LINE,
    }
)
ONE_ANSWER = st.fixed_dictionaries(
    {
        "verdict": optional(words_of("verdict")),
        "evidence": WORDS,
        "gap": WORDS,
        "grade": optional(words_of("grade")),
        "note": WORDS,
        "inspector": LINE,
        "examined_on": optional(DAYS.map(date_short)),
    }
)


@st.composite
def tables(draw: st.DrawFn) -> Tables:
    """One to three agencies, some with inspections, some of those with answers."""
    codes = draw(
        st.lists(st.from_regex(r"[0-9A-Z][0-9A-Z-]{0,12}", fullmatch=True), min_size=1, max_size=3, unique=True)
    )
    codes = [code for code in codes if model.is_code(code)] or ["99-STP"]
    people = draw(st.lists(PERSON.filter(bool), max_size=3, unique_by=name_key))
    roles = st.sampled_from([label("role", code) for code in get_args(model.Role)])
    agencies = [{"code": code, **draw(ONE_AGENCY)} for code in codes]
    inspectors = [
        {"code": f"KTV-{n}", "name": name, "unit": draw(WORDS), "degree": draw(LINE)} for n, name in enumerate(people)
    ]
    inspections, answers = [], []
    for code in codes:
        if draw(st.booleans()):
            team = "; ".join(f"{name} ({draw(roles)})" for name in people)
            inspections.append({"agency": code, "team": team, **draw(ONE_INSPECTION)})
            asked = draw(st.lists(st.sampled_from(CRITERIA), max_size=3, unique=True))
            answers += [{"agency": code, "criterion": criterion, **draw(ONE_ANSWER)} for criterion in asked]
    return Tables(agencies, inspectors, inspections, answers)


Import = Callable[[Programme, Path], Imported]
KINDS: dict[str, tuple[tuple[Any, ...], Import]] = {
    "agencies": (AGENCY_COLUMNS, import_agencies),
    "inspectors": (INSPECTOR_COLUMNS, import_inspectors),
    "inspections": (INSPECTION_COLUMNS, import_inspections),
    "answers": (ANSWER_COLUMNS, import_answers),
}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in memory, where there is such a thing, with an empty programme to be copied."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as scratch:
        init(Path(scratch) / "new", AUTHORITY, 2026)
        yield Path(scratch)


def fresh(bench: Path, name: str) -> Programme:
    """A new programme; always in the same place, so that its checklists need not be checked again."""
    folder = bench / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(bench / "new", folder)
    return Programme(folder)


def said(state: State) -> dict[str, Any]:
    """Everything a programme says, without which entries it rests on."""
    answers = {id: [a.model_copy(update={"heads": ()}) for a in state.answers(id)] for id in state.inspections}
    return {
        "agencies": state.agencies,
        "inspectors": state.inspectors,
        "inspections": state.inspections,
        "answers": {id: found for id, found in answers.items() if found},
    }


def exported(workspace: Programme, out: Path) -> dict[str, Path]:
    """All four tables as workbooks."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    paths = {name: out / f"{name}.xlsx" for name in KINDS}
    export_agencies(workspace, paths["agencies"])
    export_inspectors(workspace, paths["inspectors"])
    export_inspections(workspace, paths["inspections"])
    if workspace.state().inspections:
        export_answers(workspace, (), paths["answers"])
    return {name: path for name, path in paths.items() if path.exists()}


def taken(workspace: Programme, paths: dict[str, Path]) -> tuple[int, int]:
    """How much was new and how much changed when the tables were taken in, in the order of the work."""
    done = [KINDS[name][1](workspace, path) for name, path in paths.items()]
    return sum(one.added for one in done), sum(one.changed for one in done)


@settings(
    deadline=None,
    max_examples=PROGRAMMES,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(typed=tables())
def test_what_is_exported_and_taken_in_again_is_the_same(bench: Path, typed: Tables) -> None:
    """Into the same programme nothing is new; into an empty one everything is as it was."""
    workspace = fresh(bench, "first")
    paths = {}
    for name, (columns, _) in KINDS.items():
        rows = getattr(typed, name)
        if rows:
            paths[name] = bench / f"{name}.xlsx"
            paths[name].write_bytes(table_workbook(name, columns, rows))
    try:
        added, _ = taken(workspace, paths)
    except TableError as refused:  # letters drawn at random may look like those of an old encoding
        assume({one.code for one in refused.problems} != {"TABLE_021"})
        raise
    before = said(workspace.state())
    assert added >= len(typed.agencies)
    out = exported(workspace, bench / "out")
    assert taken(workspace, out) == (0, 0)
    other = fresh(bench, "second")
    taken(other, out)
    assert said(other.state()) == before


def test_what_is_typed_is_what_is_said(programme: Path, tmp_path: Path) -> None:
    """The other half of the identity: the journal holds the words of the workbook, not merely the same twice."""
    row = {"agency": "99-STP", "criterion": "D36-1-a-01", "verdict": "Không phù hợp", "evidence": "=1+1\n- _x0041_"}
    path = tmp_path / "answers.xlsx"
    path.write_bytes(table_workbook("Kết quả", ANSWER_COLUMNS, [{**row, "gap": "+84", "examined_on": "18/6/2026"}]))
    import_answers(Programme(programme), path)
    (answer,) = Programme(programme).state().answers("2026-99-STP-TS")
    assert (answer.verdict, answer.gap, answer.examined_on) == ("nonconforming", "+84", date(2026, 6, 18))
    assert [e.text for e in answer.evidence] == ["=1+1\n- _x0041_"]


def test_several_items_of_evidence_stay_several(programme: Path, tmp_path: Path) -> None:
    workspace = Programme(programme)
    items = [{"text": "Sổ theo dõi", "ground": "record"}, {"text": "Phỏng vấn 02 người", "ground": "interview"}]
    with workspace.journal.writing() as transaction:
        subject = "2026-99-STP-TS/D36-1-a-01"
        transaction.append([Draft("answer", subject, {"verdict": "conforming", "evidence": items})], writer())
    path = tmp_path / "answers.xlsx"
    export_answers(workspace, ["99-STP"], path)
    assert import_answers(workspace, path).changed == 0
    (answer,) = workspace.state().answers("2026-99-STP-TS")
    assert [e.ground for e in answer.evidence] == ["record", "interview"]


def filled_in(path: Path, **cells: str) -> None:
    """Type into the row of D36-1-a-01 of the workbook's only inspection, by the heading of the column."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[1]
    rows = list(sheet.iter_rows())
    heading = next(row for row in rows if any(cell.value == "Kết quả" for cell in row))
    columns = {str(cell.value): cell.column for cell in heading}
    row = next(row[0].row for row in rows if any(cell.value == "D36-1-a-01" for cell in row))
    for name, value in cells.items():
        sheet.cell(row, columns[label("column", name)]).value = value
    book.save(path)


def the_answer(workspace: Programme) -> model.Answer:
    """What is said of D36-1-a-01."""
    found = workspace.state().answers("2026-99-STP-TS")
    return next(answer for answer in found if answer.criterion == "D36-1-a-01")


@pytest.fixture
def sent(programme: Path, tmp_path: Path) -> Path:
    """The workbook of one inspection, handed out before anything was answered."""
    path = tmp_path / "gửi.xlsx"
    export_answers(Programme(programme), ["99-STP"], path)
    return path


def test_a_cell_left_blank_in_an_old_workbook_takes_nothing_back(programme: Path, tmp_path: Path, sent: Path) -> None:
    """Two inspectors share an inspection: what one left blank, the other has answered meanwhile."""
    workspace = Programme(programme)
    import_answers(workspace, answered(tmp_path))
    before = said(workspace.state())
    done = import_answers(workspace, sent)
    assert (done.added, done.changed) == (0, 0)
    assert said(workspace.state()) == before


def test_what_was_typed_without_having_seen_the_other_stands_beside_it(
    programme: Path, tmp_path: Path, sent: Path
) -> None:
    workspace = Programme(programme)
    import_answers(workspace, answered(tmp_path))
    filled_in(sent, verdict="phù hợp", note="Xem lại sau")
    done = import_answers(workspace, sent)
    assert done.changed == 1
    assert any("có 02 kết quả khác nhau" in warning for warning in done.warnings)
    answer = the_answer(workspace)
    assert (answer.verdict, answer.note, answer.gap) == (None, "", "")
    assert {(one.note, one.gap) for one in answer.disputed} == {("Xem lại sau", ""), ("", "Thiếu 02 TTHC")}
    assert len(answer.heads) == 2
    again = import_answers(workspace, sent)
    assert (again.added, again.changed) == (0, 0), "the same file says nothing twice"
    agreed = tmp_path / "thống nhất.xlsx"
    export_answers(workspace, ["99-STP"], agreed)
    filled_in(agreed, verdict="điểm lưu ý")
    import_answers(workspace, agreed)
    assert (the_answer(workspace).verdict, len(the_answer(workspace).heads)) == ("observation", 1)


def test_what_was_typed_alike_is_no_conflict(programme: Path, tmp_path: Path, sent: Path) -> None:
    workspace = Programme(programme)
    import_answers(workspace, answered(tmp_path))
    filled_in(sent, verdict="Không phù hợp")
    assert import_answers(workspace, sent).changed == 0
    assert the_answer(workspace).verdict == "nonconforming"


def test_a_correction_in_a_workbook_that_is_up_to_date_replaces_what_it_showed(programme: Path, tmp_path: Path) -> None:
    workspace = Programme(programme)
    import_answers(workspace, answered(tmp_path))
    path = tmp_path / "mới.xlsx"
    export_answers(workspace, ["99-STP"], path)
    filled_in(path, verdict="phù hợp", gap="")
    assert import_answers(workspace, path).changed == 1
    answer = the_answer(workspace)
    assert (answer.verdict, answer.gap, len(answer.heads)) == ("conforming", "", 1)
    assert [e.text for e in answer.evidence] == ["Xem 12 hồ sơ"]


def test_a_workbook_handed_out_by_another_copy_is_read_as_it_stands(programme: Path, tmp_path: Path) -> None:
    """The entries it rested on are not here, so it speaks for itself."""
    workspace = Programme(programme)
    import_answers(workspace, answered(tmp_path))
    path = tmp_path / "khác.xlsx"
    export_answers(workspace, ["99-STP"], path)
    filled_in(path, seen="0" * 16, verdict="phù hợp")
    assert import_answers(workspace, path).changed == 1
    assert (the_answer(workspace).verdict, len(the_answer(workspace).heads)) == ("conforming", 1)


def test_a_workbook_that_is_there_is_not_overwritten(programme: Path, isoaudit: Run) -> None:
    done = isoaudit("-C", programme, "answers", "export", "99-STP")
    assert done.returncode == 0 and "ket-qua-99-STP-2026.xlsx" in done.stdout
    path = programme / "ket-qua-99-STP-2026.xlsx"
    before = path.read_bytes()
    again = isoaudit("-C", programme, "answers", "export", "99-STP")
    assert (again.returncode, path.read_bytes()) == (2, before)
    assert "đã có tệp này" in again.stderr and "--output" in again.stderr


@pytest.mark.parametrize("kind", ["agencies", "inspectors", "inspections", "answers"])
def test_the_commands_write_what_the_commands_take(programme: Path, tmp_path: Path, isoaudit: Run, kind: str) -> None:
    path = tmp_path / "ra.xlsx"
    out = isoaudit("-C", programme, kind, "export", "--output", path)
    assert out.returncode == 0, out.stderr
    back = isoaudit("-C", programme, kind, "import", path)
    assert back.returncode == 0, back.stderr
    assert ("giữ nguyên" in back.stdout or "không có gì" in back.stdout) and "thay đổi" not in back.stdout


def test_what_a_spreadsheet_saves_again_is_still_the_same(
    programme: Path, tmp_path: Path, soffice: Callable[..., None]
) -> None:
    """Through LibreOffice, as an inspector would open it and save it."""
    workspace = Programme(programme)
    import_answers(workspace, answered(tmp_path))
    sent = tmp_path / "gửi.xlsx"
    export_answers(workspace, (), sent)
    back = tmp_path / "về"
    soffice("xlsx", back, sent)
    if not (back / sent.name).exists():  # soffice ends with 0 even where only Writer is installed
        absent("LibreOffice Calc", "libreoffice-calc")
    done = import_answers(workspace, back / sent.name)
    assert (done.added, done.changed) == (0, 0)
    assert done.unchanged >= 2


def test_a_refused_workbook_leaves_a_copy_that_says_where(programme: Path, tmp_path: Path, isoaudit: Run) -> None:
    sent = tmp_path / "gửi.xlsx"
    export_answers(Programme(programme), ["99-STP"], sent)
    book = openpyxl.load_workbook(sent)
    sheet = book.worksheets[1]
    heading = next(row for row in sheet.iter_rows() if any(cell.value == "Kết quả" for cell in row))
    column = next(cell.column for cell in heading if cell.value == "Kết quả")
    place = sheet.cell(heading[0].row + 2, column)
    place.value = "tạm được"
    book.save(sent)
    done = isoaudit("-C", programme, "answers", "import", sent)
    assert done.returncode == 2
    assert f"trang «{sheet.title}», ô {place.coordinate}" in done.stderr
    assert "«gửi - cần sửa.xlsx»" in done.stderr
    marked = openpyxl.load_workbook(tmp_path / "gửi - cần sửa.xlsx")[sheet.title]
    assert "tạm được" in marked[place.coordinate].comment.text
    again = isoaudit("-C", programme, "answers", "import", tmp_path / "gửi - cần sửa.xlsx")
    assert again.returncode == 2 and "«gửi - cần sửa 2.xlsx»" in again.stderr, "a copy being mended is not overwritten"


def test_an_export_never_half_writes(programme: Path, tmp_path: Path) -> None:
    with pytest.raises(RunError):
        export_agencies(Programme(programme), tmp_path / "không có" / "x.xlsx")
    assert not (tmp_path / "không có").exists()


def answered(folder: Path) -> Path:
    """Two answers in a CSV file."""
    path = folder / "answers.csv"
    lines = ["agency,criterion,verdict,evidence,gap,examined_on"]
    lines += ["99-STP,D36-1-a-01,không phù hợp,Xem 12 hồ sơ,Thiếu 02 TTHC,15/6/2026"]
    lines += ["99-STP,D36-1-a-02,phù hợp,- Đã xem sổ,,01/02/2026"]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path
