"""Letters, papers and acts of inspections that are named: the rules alone, and what the last gate said of others."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from record_bench import BY_RECORD, NOT_MET, ON_SITE, OPEN, SECOND, copy, make, tell

from isoaudit.errors import ProcedureError
from isoaudit.journal.programme import Programme
from isoaudit.model import Gate
from isoaudit.rules.answers import remark_of
from isoaudit.tables.workbooks.found import found_workbook
from isoaudit.work import out
from isoaudit.work.letters import make_letters
from isoaudit.work.make_papers import make_papers
from isoaudit.work.out import GATE, LastGate, is_long, write_gate

LEFT_ALONE = """
import sys

def refuse(event, arguments):
    if event in ("subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.exec"):
        raise SystemExit(f"started a process: {event} {arguments}")

sys.addaudithook(refuse)
sys.argv[0] = "isoaudit"
from isoaudit.cli.commands import main
done = main(standalone_mode=False)
heavy = {"great_expectations", "pandas", "isoaudit.gate", "papermill", "nbconvert"} & set(sys.modules)
assert not heavy, heavy
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("named") / "2026")


@pytest.fixture
def programme(made: Path, tmp_path: Path) -> Programme:
    return copy(made, tmp_path / "2026")


@pytest.mark.parametrize(
    "words",
    [
        ["letters", ON_SITE],
        ["paper", "minutes", ON_SITE],
        ["record", "minutes_agreed", ON_SITE, "--on", "15/6/2026"],
        ["status"],
        ["status", ON_SITE],
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_what_is_about_named_inspections_starts_no_process_and_loads_no_engine(
    programme: Programme, words: list[str]
) -> None:
    tell(programme, "decided", ON_SITE, on="1/6", number="41/QĐ-CCTĐC", signer="Nguyễn Thị Minh Tâm")
    command = [sys.executable, "-c", LEFT_ALONE, "-C", str(programme.folder), *words]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120)
    assert done.returncode == 0, done.stderr


def test_a_named_letter_is_refused_by_the_rules_and_says_why_in_a_line(programme: Programme) -> None:
    whole, refused = make_letters(programme, [OPEN, ON_SITE])
    assert (whole.inspection, whole.refused, bool(whole.files)) == (ON_SITE, False, True)
    assert (refused.inspection, refused.refused, refused.files) == (OPEN, True, ())
    assert refused.reason == (
        "Cần bổ sung: Tiêu chí D36-1-a-01: chưa có kết quả. Ghi kết quả, hoặc ghi chưa kiểm tra và lý do "
        "(và 70 tiêu chí khác: D36-1-a-02, D36-1-a-03, D36-1-a-08, …)."
    )
    assert not (programme.out / "gate.html").exists(), "the page is over the whole year"


def a_gate(**remarks: tuple[object, ...]) -> Gate:
    """What was found by a gate: remarks by inspection."""
    fields = {"engine": "x", "inspections": 4, "rows": 9, "expectations": 9, "refused": {}, "remarks": remarks}
    return Gate.model_validate(fields)


def test_pasted_evidence_is_said_as_the_last_gate_found_it_with_its_day(
    programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(out, "today", lambda: date(2026, 7, 5))
    assert make_letters(programme, [ON_SITE])[0].reason == ""
    programme.out.mkdir(exist_ok=True)
    pasted = remark_of("pasted_evidence", NOT_MET[0], others=f"cuộc kiểm tra {SECOND}")
    write_gate(programme, a_gate(**{ON_SITE: (remark_of("own_agency"), pasted)}))
    (said,) = make_letters(programme, [ON_SITE])
    assert said.reason == (
        f"Cần xem lại: Tiêu chí {NOT_MET[0]}: bằng chứng trùng với bằng chứng của cuộc kiểm tra {SECOND}. "
        "Kiểm tra lại có chép nhầm không (theo lần rà soát ngày 05/7/2026)."
    )
    assert make_letters(programme, [BY_RECORD])[0].reason == ""


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"on": "x", "remarks": {}, "more": {}}', '{"remarks": {}}',
                                  '{"on": "2026-07-05", "remarks": {"2026-99-STP-TS": 1}, "more": {}}',
                                  '{"on": "2026-07-05", "remarks": {"2026-99-STP-TS": [1]}, "more": {}}'])  # fmt: skip
def test_a_gate_that_cannot_be_read_says_nothing(programme: Programme, text: str) -> None:
    programme.out.mkdir()
    (programme.out / GATE).write_text(text, encoding="utf-8")
    assert LastGate(programme).pasted(ON_SITE) == ()


def test_of_very_many_remarks_the_file_holds_the_first_of_each_rule_and_says_how_many_more(
    programme: Programme,
) -> None:
    programme.out.mkdir()
    ids = [ON_SITE, *(f"2026-99-{n:05d}-TS" for n in range(250))]
    pasted = tuple(remark_of("pasted_evidence", f"C-{n}", others=SECOND) for n in range(50))
    found = a_gate(**{id: (remark_of("own_agency"), *pasted) for id in ids})
    assert is_long(found)
    write_gate(programme, found)
    held = Gate.model_validate_json((programme.out / GATE).read_bytes())
    assert held.remarks[ON_SITE] == (remark_of("own_agency"), *pasted[:8])
    assert held.more == {id: {"pasted_evidence": 42} for id in ids}
    last = LastGate(programme).pasted(ON_SITE)
    assert len(last) == 8 and all("; còn 42 tiêu chí khác: xem gate.xlsx)." in one.message for one in last)
    few = a_gate(**{ON_SITE: pasted})
    write_gate(programme, few)
    raw = json.loads((programme.out / GATE).read_bytes())
    assert (len(raw["remarks"][ON_SITE]), raw["more"]) == (50, {})


def test_the_whole_list_is_a_workbook_of_text_on_as_many_sheets_as_it_takes() -> None:
    rows = [(f"2026-{n}", "=1+1", "Cần xem lại", "D36-1-a-01", "Có _x0041_ #N/A", "Lan") for n in range(5)]
    book = openpyxl.load_workbook(BytesIO(found_workbook(rows, most=2)))
    assert [sheet.max_row - 1 for sheet in book.worksheets] == [2, 2, 1]
    cells = [[cell.value for cell in row] for sheet in book.worksheets for row in sheet.iter_rows(min_row=2)]
    assert [row[0] for row in cells] == [row[0] for row in rows]
    assert {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row} == {"s"}
    assert openpyxl.load_workbook(BytesIO(found_workbook([]))).worksheets[0].max_row == 1


def test_a_paper_of_a_named_inspection_is_refused_by_the_rules(programme: Programme) -> None:
    tell(programme, "decided", OPEN, ON_SITE, on="1/6")
    whole, refused = sorted(make_papers(programme, "minutes", [ON_SITE, OPEN]), key=lambda made: made.file is None)
    assert whole.file and whole.name == ON_SITE
    assert refused.name == OPEN and {problem.code for problem in refused.problems} == {"PAPER_003"}


def test_an_agreement_is_refused_by_the_rules(programme: Programme) -> None:
    tell(programme, "decided", OPEN, on="1/6")
    with pytest.raises(ProcedureError) as caught:
        tell(programme, "minutes_agreed", OPEN, on="15/6")
    assert {problem.code for problem in caught.value.problems} == {"ACT_006"}
