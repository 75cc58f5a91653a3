"""The cases of a programme, gone through without holding them all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import AUTHORITY

from isoaudit.desk import import_agencies, import_answers, import_inspections
from isoaudit.journal.new_programme import init
from isoaudit.journal.programme import Cases, Programme, writer
from isoaudit.journal.settings import SETTINGS, shipped
from isoaudit.journal.store import Draft
from isoaudit.model import Case, Outcome
from isoaudit.work.letters import make_letters

EXAMPLE = shipped("examples") / "an-binh-2026"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's programme, not run; two of its answers are in conflict."""
    folder = tmp_path_factory.mktemp("cases") / "an-binh"
    workspace = init(folder, AUTHORITY, 2026)
    shutil.copyfile(EXAMPLE / SETTINGS, folder / SETTINGS)
    import_agencies(workspace, EXAMPLE / "agencies.csv")
    import_inspections(workspace, EXAMPLE / "inspections.csv")
    import_answers(workspace, EXAMPLE / "answers.csv")
    subject = next(entry.subject for entry in workspace.journal.entries() if entry.kind == "answer")
    with workspace.journal.writing() as transaction:
        transaction.append([Draft("answer", subject, {"verdict": "not_applicable", "note": "Khác."})], writer())
    return folder


def whole(workspace: Programme) -> dict[str, Case]:
    """Every case, from the whole state of the journal."""
    state = workspace.state()
    return {id: workspace.case(state, inspection) for id, inspection in state.inspections.items()}


@pytest.mark.parametrize("portion", [1, 7, 1000])
def test_the_cases_in_passing_are_those_of_the_whole_journal(
    demo: Path, portion: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("isoaudit.journal.programme._PORTION", portion)
    workspace = Programme(demo)
    expected = whole(workspace)
    assert any(answer.disputed for case in expected.values() for answer in case.answers)
    cases = Cases(workspace, workspace.register())
    for _ in range(2):
        passing = list(cases)
        assert len(passing) == len(expected)
        assert {case.inspection.id: case for case in passing} == expected
    assert not cases.changed


def test_an_inspection_that_was_changed_since_the_first_time_is_left_out(demo: Path, tmp_path: Path) -> None:
    """What is printed is what was judged: somebody else may write meanwhile."""
    folder = Path(shutil.copytree(demo, tmp_path / "bản sao"))
    workspace = Programme(folder)
    cases = Cases(workspace, workspace.register())
    before = {case.inspection.id for case in cases}
    table = tmp_path / "answers.csv"
    table.write_text("agency,criterion,note\n99-CCKL,D36-2-e-01,Xem lại.\n", encoding="utf-8")
    assert import_answers(Programme(folder), table).changed == 1
    after = {case.inspection.id for case in cases}
    assert before - after == cases.changed
    assert len(cases.changed) == 1


def test_cases_of_a_small_year_are_made_once_until_somebody_writes(demo: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(demo, tmp_path / "bản sao"))
    cases = Cases(Programme(folder), Programme(folder).register())
    first = list(cases)
    assert all(one is other for one, other in zip(first, cases, strict=True))
    agencies = tmp_path / "agencies.csv"
    agencies.write_text(
        "code,name,level,kind,obligation,qms_status\n99-MOI,Sở Mới,tinh,co_quan_chuyen_mon,bat_buoc,da_cong_bo\n",
        encoding="utf-8",
    )
    assert import_agencies(Programme(folder), agencies).added == 1
    again = list(cases)
    assert again == first
    assert not any(one is other for one, other in zip(first, again, strict=True))


def test_an_inspection_opened_meanwhile_is_of_the_next_run(demo: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(demo, tmp_path / "bản sao"))
    workspace = Programme(folder)
    cases = Cases(workspace, workspace.register())
    agencies = tmp_path / "agencies.csv"
    agencies.write_text(
        "code,name,level,kind,obligation,qms_status\n99-MOI,Sở Mới,tinh,co_quan_chuyen_mon,bat_buoc,da_cong_bo\n",
        encoding="utf-8",
    )
    import_agencies(Programme(folder), agencies)
    answers = tmp_path / "answers.csv"
    answers.write_text("agency,criterion,verdict\n99-MOI,D36-1-a-01,conforming\n", encoding="utf-8")
    assert import_answers(Programme(folder), answers).opened
    assert {case.inspection.id for case in cases} == set(whole(Programme(demo)))


def test_what_was_written_during_a_run_makes_no_letter_and_is_said(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("isoaudit.journal.programme._PORTION", 1)
    folder = Path(shutil.copytree(demo, tmp_path / "bản sao"))
    table = tmp_path / "answers.csv"
    table.write_text("agency,criterion,verdict,note\n99-STP,D36-2-e-01,not_applicable,Xem lại.\n", encoding="utf-8")
    written: list[int] = []

    def meanwhile(_: Outcome) -> None:
        if not written:
            written.append(import_answers(Programme(folder), table).changed)

    outcomes = make_letters(Programme(folder), on_outcome=meanwhile)
    assert written == [1]
    failed = [outcome for outcome in outcomes if outcome.status == "failed"]
    assert [(outcome.agency, "vừa được ghi thêm" in outcome.reason) for outcome in failed] == [("99-STP", True)]
    assert len(outcomes) == len(whole(Programme(demo)))
    assert not list((folder / "out" / failed[0].inspection).glob("*"))
