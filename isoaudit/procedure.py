"""What an inspection unit does with a programme, in the order of the work: run the findings, make the letters."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from isoaudit import batch, quality, worker
from isoaudit.errors import IsoAuditError, RunError, StoreError, problem
from isoaudit.files import reason as file_reason
from isoaudit.files import write_whole
from isoaudit.findings import judge
from isoaudit.inspection import State
from isoaudit.model import Case, Gate, Outcome, Result
from isoaudit.pages import (
    DRAFT,
    NOTEBOOK,
    WORKING_PAPER,
    Coverage,
    IndexRow,
    finding_counts,
    gate_html,
    index_html,
    totals,
)
from isoaudit.render import write_letter
from isoaudit.worker import Engine
from isoaudit.workspace import Workspace

GATE, GATE_PAGE = "gate.json", "gate.html"
OnOutcome = Callable[[Outcome], None]
_SHOWN = 8  # refusals of one rule shown singly; more are counted


def run_findings(
    workspace: Workspace,
    names: Iterable[str] = (),
    *,
    workers: int = 2,
    engine: Engine | None = None,
    timeout: float = 120.0,
    memory: int = 2048,
    force: bool = False,
    on_outcome: OnOutcome | None = None,
) -> list[Outcome]:
    """The working paper, findings and draft letter of each inspection named, or of all; then the index.

    Each may take ``timeout`` seconds and ``memory`` MiB. Raises StoreError when the journal was tampered with,
    RunError when a name fits nothing or the notebook is unfit.
    """
    worker.make_ready(engine or worker.default_engine())
    state = trusted(workspace)
    chosen = workspace.choose(state, names)
    notebook = workspace.folder / "notebooks" / worker.NOTEBOOK
    batch.check_notebook(notebook)
    make_folder(workspace.out)
    gate, cases = judged(workspace, state)
    jobs = [batch.job_of(cases[i.id], notebook, workspace.out, timeout, memory) for i in chosen]
    outcomes = batch.run(jobs, workers, engine=engine, force=force, on_outcome=on_outcome)
    _write_run(workspace, outcomes)
    _write_gate_page(workspace, gate, cases)
    _write_index(workspace, state, cases, outcomes)
    return outcomes


def make_letters(
    workspace: Workspace, names: Iterable[str] = (), *, on_outcome: OnOutcome | None = None
) -> list[Outcome]:
    """The draft letters again, without notebooks; the same rules refuse. Raises as :func:`run_findings`."""
    state = trusted(workspace)
    chosen = workspace.choose(state, names)
    make_folder(workspace.out)
    gate, cases = judged(workspace, state)
    outcomes = []
    for case in (cases[inspection.id] for inspection in chosen):
        outcome = _letter(case, workspace.out / case.inspection.id)
        outcomes.append(outcome)
        if on_outcome:
            on_outcome(outcome)
    _write_gate_page(workspace, gate, cases)
    return outcomes


def trusted(workspace: Workspace) -> State:
    """What the journal says, once nothing was found changed in it. Raises StoreError."""
    tampered = workspace.verify()
    if tampered:
        raise StoreError(tampered)
    return workspace.state()


def judged(workspace: Workspace, state: State) -> tuple[Gate, dict[str, Case]]:
    """What the rules found, also in ``gate.json``; and all cases with it, in the order of their agencies' names.

    All, whichever are asked for: evidence copied from another agency shows only beside it. Raises RunError when they
    cannot be judged.
    """
    with quality.start() as judging:  # it gets ready while the cases are made
        cases = [workspace.case(state, inspection) for inspection in state.inspections_by_name()]
        gate = judging.judge(cases)
    remarks = {case.inspection.id: (*case.remarks, *gate.remarks.get(case.inspection.id, ())) for case in cases}
    gate = gate.model_copy(update={"remarks": {id: found for id, found in remarks.items() if found}})
    write_whole(workspace.out / GATE, json.dumps(gate.model_dump(mode="json"), ensure_ascii=False, indent=1).encode())
    return gate, {case.inspection.id: _with_what_was_found(case, gate) for case in cases}


def _with_what_was_found(case: Case, gate: Gate) -> Case:
    id = case.inspection.id
    return case.model_copy(update={"refused": gate.refused.get(id, ()), "remarks": gate.remarks.get(id, ())})


def _write_gate_page(workspace: Workspace, gate: Gate, cases: Mapping[str, Case]) -> None:
    papers = {path.parent.name for path in workspace.out.glob(f"*/{worker.PAGE}")}
    page = gate_html(gate, list(cases.values()), workspace.settings, papers)
    write_whole(workspace.out / GATE_PAGE, page.encode())


def _letter(case: Case, out: Path) -> Outcome:
    reason = ""
    files: tuple[str, ...] = ()
    try:
        make_folder(out)
        files = write_letter(case, judge(case), out)
    except IsoAuditError as error:
        reason = str(error)
    return Outcome(
        inspection=case.inspection.id,
        agency=case.agency.code,
        status="failed" if reason else "ran",
        refused=bool(case.refused),
        reason=reason or batch.note_on_edited(out),
        files=files,
    )


def make_folder(path: Path) -> None:
    """Make a folder for what is derived. Raises RunError (FILE_005)."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunError(problem("FILE_005", str(path), reason=file_reason(error))) from None


def _write_run(workspace: Workspace, outcomes: Sequence[Outcome]) -> None:
    record = {"outcomes": [outcome.model_dump(mode="json") for outcome in outcomes]}
    write_whole(workspace.out / "run.json", json.dumps(record, ensure_ascii=False, indent=1).encode())


def _write_index(workspace: Workspace, state: State, cases: Mapping[str, Case], outcomes: Sequence[Outcome]) -> None:
    """The page over every agency of the register, whichever inspections this run was about."""
    by_id = {outcome.inspection: outcome for outcome in outcomes}
    rows, results, seen_on_site = [], [], set()
    for inspection in state.inspections_by_name():
        case = cases[inspection.id]
        result = judge(case)
        results.append(result)
        rows.append(_index_row(workspace.out, case, result, by_id.get(inspection.id)))
        if inspection.mode == "on_site" and case.answers:
            seen_on_site.add(inspection.agency)
    year = workspace.settings.year
    counted = {code for code, agency in state.agencies.items() if agency.stands_in(year) or state.of_agency(code)}
    obliged = {code for code in counted if state.agencies[code].obligation == "bat_buoc"}
    waiting = [a for a in state.agencies_by_name() if a.code in counted and not state.of_agency(a.code)]
    page = index_html(
        rows,
        waiting=waiting,
        programme=workspace.settings,
        points=totals(results),
        coverage=Coverage(len(obliged), len(obliged & seen_on_site)),
        gate_page=True,
    )
    write_whole(workspace.out / "index.html", page.encode())


def _index_row(out: Path, case: Case, result: Result, outcome: Outcome | None) -> IndexRow:
    folder = out / case.inspection.id
    letters = batch.letter_files(folder)
    links = {WORKING_PAPER: worker.PAGE, DRAFT: letters[-1] if letters else "notice.docx", NOTEBOOK: worker.NOTEBOOK}
    return IndexRow(
        inspection=case.inspection.id,
        agency=case.agency.code,
        name=case.agency.name,
        kind=case.agency.kind,
        mode=case.inspection.mode,
        status=outcome.status if outcome else "skipped",
        state=_state(case, result, outcome, bool(letters)),
        refused=_messages(result),
        counts=finding_counts(result),
        files={words: f"{folder.name}/{name}" for words, name in links.items() if (folder / name).is_file()},
        reason=outcome.reason if outcome and outcome.status == "failed" else "",
        qms_not_built=result.qms_not_built,
        remarks=tuple(remark.message for remark in case.remarks),
    )


def _state(case: Case, result: Result, outcome: Outcome | None, drafted: bool) -> str:
    if outcome and outcome.status == "failed":
        return "Không lập được"
    if result.refused:
        return "Cần bổ sung kết quả" if case.answers else "Chưa có kết quả"
    if not drafted:
        return "Chưa lập dự thảo"
    return "Đã có dự thảo, chưa xây dựng HTQLCL" if result.qms_not_built else "Đã có dự thảo"


def _messages(result: Result) -> tuple[str, ...]:
    """Why there is no letter, one message a criterion; of very many unanswered criteria only their number."""
    unanswered = [refusal for refusal in result.refused if refusal.rule == "unanswered"]
    if len(unanswered) <= _SHOWN:
        return tuple(refusal.message for refusal in result.refused)
    others = tuple(refusal.message for refusal in result.refused if refusal.rule != "unanswered")
    return (*others, f"{len(unanswered)} tiêu chí chưa có kết quả. Ghi kết quả, hoặc ghi chưa kiểm tra và lý do.")
