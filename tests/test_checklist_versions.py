"""An inspection keeps the checklist it was opened with, in every word, when the programme goes over to a newer one.

``example-files/positive/checklists-2026.1/dieu-36.yaml`` is the checklist as it was shipped with isoaudit 0.1.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from builders import case
from conftest import AGENCIES, AUTHORITY, INSPECTIONS, Run
from record_bench import BY_RECORD, ON_SITE, agree, copy, gap

from isoaudit.desk import import_agencies, import_answers, import_inspections
from isoaudit.errors import ChecklistError, TableError
from isoaudit.journal import checklists
from isoaudit.journal.checklists import LAW
from isoaudit.journal.new_programme import init
from isoaudit.journal.programme import Programme
from isoaudit.journal.settings import shipped
from isoaudit.model import Case, Checklist, Pin, PinnedChecklist, Signer
from isoaudit.notebooks.findings import facts
from isoaudit.papers.render import letter_text
from isoaudit.papers.values import PaperSubject, paper
from isoaudit.rules.findings import expected, judge
from isoaudit.wording import sentence
from isoaudit.work.make_papers import make_papers

OLD = Path(__file__).parent / "example-files" / "positive" / "checklists-2026.1" / "dieu-36.yaml"
NEW = shipped("checklists") / "dieu-36.yaml"
HIRED = "D36-2-c-05"
"""Hiring a certifier: of 2026.1 only, where it is a point to look at; a nonconformity of 2026.2, as D36-1-c-13."""
CHANGED = "D36-1-b-03"
"""In both versions, in other words."""
OPENED_LATER = "2026-99-CCKL-TS"


@pytest.fixture(scope="module")
def of_2026_1(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme of 2026.1 with two inspections, every answer given."""
    folder = tmp_path_factory.mktemp("versions") / "năm 2026"
    programme = init(folder, AUTHORITY, 2026)
    shutil.copy(OLD, folder / "checklists")
    table = folder.parent / "table.csv"
    table.write_text(AGENCIES, encoding="utf-8")
    import_agencies(programme, table)
    table.write_text(INSPECTIONS, encoding="utf-8")
    import_inspections(programme, table)
    take_answers(programme, answered(programme, (ON_SITE, BY_RECORD)))
    return folder


@pytest.fixture
def gone_over(of_2026_1: Path, tmp_path: Path) -> Programme:
    """The same after its checklist was replaced by the newer one; one more inspection was opened then."""
    programme = copy(of_2026_1, tmp_path / "năm 2026")
    shutil.copy(NEW, programme.folder / "checklists")
    table = tmp_path / "table.csv"
    table.write_text("agency,mode\n99-CCKL,on_site\n", encoding="utf-8")
    assert import_inspections(programme, table).added == 1
    return Programme(programme.folder)


def answered(programme: Programme, ids: Iterable[str]) -> str:
    """Every expected answer; what is in both versions in other words, and what is in the older one only, is not met."""
    state = programme.state()
    lines = ["inspection,criterion,verdict,evidence,gap"]
    for id in ids:
        for wanted in expected(programme.case(state, state.inspections[id])):
            met = wanted.id not in (HIRED, CHANGED)
            said = "conforming,," if met else f"nonconforming,Xem hợp đồng và hỏi 05 người,{gap(wanted.id)}"
            lines.append(f"{id},{wanted.id},{said}")
    return "\n".join(lines)


def take_answers(programme: Programme, text: str) -> Any:
    table = programme.folder.parent / "answers.csv"
    table.write_text(text, encoding="utf-8")
    return import_answers(programme, table)


def case_of(programme: Programme, id: str) -> Case:
    state = programme.state()
    return programme.case(state, state.inspections[id])


def criterion(source: Path, id: str) -> Any:
    """A criterion as the file has it."""
    return next(c for c in checklists.parse(source.read_bytes()).checklist.criteria if c.id == id)


def versions(programme: Programme) -> dict[str, str]:
    state = programme.state()
    return {id: programme.case(state, one).checklists[0].pin.version for id, one in state.inspections.items()}


def test_running_inspections_keep_theirs_and_new_ones_get_the_newer(gone_over: Programme) -> None:
    assert versions(gone_over) == {ON_SITE: "2026.1", BY_RECORD: "2026.1", OPENED_LATER: "2026.4"}
    assert case_of(gone_over, ON_SITE).checklists[0] == checklists.parse(OLD.read_bytes())
    assert case_of(gone_over, OPENED_LATER).checklists[0] == checklists.parse(NEW.read_bytes())


def test_a_running_inspection_is_judged_by_its_own_words(of_2026_1: Path, gone_over: Programme) -> None:
    before, after = (judge(case_of(p, ON_SITE)) for p in (Programme(of_2026_1), gone_over))
    assert before == after
    assert not after.missing
    found = {finding.criterion: finding for finding in after.findings}
    assert found[HIRED].kind == "observation", "the worst that 2026.1 gives it"
    assert found[CHANGED].requirement == criterion(OLD, CHANGED).requirement
    assert found[CHANGED].requirement != criterion(NEW, CHANGED).requirement


def test_an_answer_is_taken_by_the_version_of_its_inspection(gone_over: Programme) -> None:
    head = "inspection,criterion,verdict,evidence,gap\n"
    assert take_answers(gone_over, f"{head}{ON_SITE},{HIRED},conforming,,\n").changed == 1
    assert take_answers(gone_over, f"{head}{OPENED_LATER},D36-1-c-13,conforming,,\n").added == 1
    for id, unknown in ((OPENED_LATER, HIRED), (ON_SITE, "D36-1-c-13")):
        with pytest.raises(TableError) as error:
            take_answers(gone_over, f"{head}{id},{unknown},conforming,,\n")
        assert [problem.code for problem in error.value.problems] == ["CRITERION_001"]


def test_minutes_of_a_running_inspection_are_in_the_words_it_was_opened_with(gone_over: Programme) -> None:
    agree(gone_over, ON_SITE)
    (made,) = make_papers(gone_over, "minutes", [ON_SITE])
    assert made.file is not None, made.problems
    said = "\n".join(letter_text(made.file))
    assert gap(HIRED) in said and gap(CHANGED) in said
    state = gone_over.state()
    given = {finding.criterion: finding for finding in state.agreed(ON_SITE)}
    assert given[CHANGED].requirement == criterion(OLD, CHANGED).requirement
    assert given[HIRED].code == "LY 01"


def test_a_running_inspection_gets_its_letter_and_its_working_paper_says_the_version(
    isoaudit: Run, gone_over: Programme
) -> None:
    done = isoaudit("-C", gone_over.folder, "letters", ON_SITE)
    assert done.returncode == 0, done.stderr
    letter = next((gone_over.out / ON_SITE).glob("*.docx"))
    said = "\n".join(letter_text(letter))
    assert criterion(OLD, CHANGED).remedy.rstrip(".") in said
    assert criterion(NEW, CHANGED).remedy.rstrip(".") not in said
    printed = dict(facts(case_of(gone_over, ON_SITE)).values.tolist())
    assert "Phiên bản 2026.1" in printed["Phiếu kiểm tra"]


def test_a_law_book_that_is_too_old_for_the_newer_checklist_stops_new_inspections_only(gone_over: Programme) -> None:
    """Who copies dieu-36.yaml and forgets law.yaml is told so; what runs goes on."""
    law = gone_over.folder / "checklists" / LAW
    law.write_text(law.read_text(encoding="utf-8").replace("- article: 7\n", "- article: 107\n"), encoding="utf-8")
    table = gone_over.folder.parent / "table.csv"
    table.write_text("agency,mode\n99-90001,on_site\n", encoding="utf-8")
    programme = Programme(gone_over.folder)
    with pytest.raises(ChecklistError) as error:
        import_inspections(programme, table)
    assert {problem.code for problem in error.value.problems} == {"CHECKLIST_004"}
    assert not judge(case_of(programme, ON_SITE)).missing
    assert versions(programme)[ON_SITE] == "2026.1"


def outline(*of: Checklist) -> list[list[str]]:
    """What a request for reports asks of inspections opened under these, by the 13 points."""
    pins = [Pin(id=c.id, version=c.version, sha256=f"{number:064}") for number, c in enumerate(of)]
    signers = {"signers": (Signer(papers="all", office="chi_cuc"),)}
    cases = tuple(
        case(mode="by_record", programme=signers).model_copy(
            update={"checklists": (PinnedChecklist(pin=pin, checklist=checklist),)}
        )
        for pin, checklist in zip(pins, of, strict=True)
    )
    about = PaperSubject(cases, {c.inspection.id: judge(c) for c in cases}, ())
    return [point["asks"] for point in paper("report_request", about).context["outline"]]


def test_a_request_to_inspections_of_several_versions_asks_everything_once_in_the_newer_words() -> None:
    """TT26/2014 Đ35.2: one letter to many. Whichever of them comes first."""
    old, new = (checklists.parse(path.read_bytes()).checklist for path in (OLD, NEW))
    assert outline(old, new) == outline(new, old)
    asks = [ask for point in outline(new, old) for ask in point]
    assert len(set(asks)) == len(asks)
    assert set(asks) >= {ask for point in outline(new) for ask in point}
    changed = "D36-1-c-02"
    before, after = (sentence((criterion(path, changed).ask or "").removeprefix("Báo cáo ")) for path in (OLD, NEW))
    assert before not in asks and after in asks
    assert outline(old) != outline(new)


def test_the_tenth_version_of_a_year_is_newer_than_the_ninth() -> None:
    new = checklists.parse(NEW.read_bytes()).checklist
    first = new.criteria[0]
    ninth, tenth = (
        new.model_copy(
            update={
                "version": version,
                "criteria": (first.model_copy(update={"ask": f"Báo cáo theo bản {version}"}), *new.criteria[1:]),
            }
        )
        for version in ("2026.9", "2026.10")
    )
    assert outline(ninth, tenth)[0][0] == outline(tenth, ninth)[0][0] == "Theo bản 2026.10"
