"""What an inspection unit does with a programme, in the order of the work: run the findings, make the letters."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from isoaudit import gate as quality
from isoaudit.errors import IsoAuditError, StoreError, problem
from isoaudit.files import alone, make_folder, write_whole
from isoaudit.journal.programme import Cases, Programme
from isoaudit.journal.state import State
from isoaudit.model import Case, Gate, Outcome
from isoaudit.papers.pdf import Printed, to_pdf
from isoaudit.papers.render import write_letter
from isoaudit.rules.findings import judge
from isoaudit.runs import batch
from isoaudit.runs import job as worker
from isoaudit.runs.cluster import Cluster
from isoaudit.runs.job import Engine
from isoaudit.work.overview import Overview

GATE = "gate.json"
OnOutcome = Callable[[Outcome], None]
_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")


def alone_in_out(
    writes: Callable[Concatenate[Programme, _Given], _Made],
) -> Callable[Concatenate[Programme, _Given], _Made]:
    """One command at a time writes to ``out``: it removes what killed ones left. Raises RunError (RUN_019)."""

    @wraps(writes)
    def held(programme: Programme, /, *args: _Given.args, **given: _Given.kwargs) -> _Made:
        make_folder(programme.out)
        with alone(programme.out):
            return writes(programme, *args, **given)

    return held


@alone_in_out
def run_findings(
    programme: Programme,
    names: Iterable[str] = (),
    *,
    workers: int = 2,
    engine: Engine | None = None,
    timeout: float = 120.0,
    memory: int = 2048,
    force: bool = False,
    cluster: Cluster | None = None,
    on_outcome: OnOutcome | None = None,
) -> list[Outcome]:
    """The working paper, findings and draft letter of each inspection named, or of all; then the index.

    Each may take ``timeout`` seconds and ``memory`` MiB. With a ``cluster`` the notebooks run there. Raises StoreError
    when the journal was tampered with, RunError when a name fits nothing or the notebook is unfit.
    """
    if cluster is None:
        worker.make_ready(engine or worker.default_engine())
    register = trusted(programme)
    chosen = {inspection.id for inspection in programme.choose(register, names)}
    notebook = programme.folder / "notebooks" / worker.NOTEBOOK
    batch.check_notebook(notebook)
    cases = Cases(programme, register)
    gate = judged(programme, cases)
    overview = Overview(programme, register)

    def jobs() -> Iterator[worker.Job]:
        for case in (with_what_was_found(case, gate) for case in cases):
            overview.add(case)
            if case.inspection.id in chosen:
                yield batch.job_of(case, notebook, programme.out, timeout, memory)

    do = cluster.do if cluster else batch.locally(engine)
    outcomes = batch.run(jobs(), cluster.threads if cluster else workers, do=do, force=force, on_outcome=on_outcome)
    outcomes += [_changed(programme, register, id) for id in sorted(cases.changed & chosen)]
    outcomes = overview.in_order(outcomes)
    _write_run(programme, outcomes)
    overview.write(gate, outcomes)
    return outcomes


@alone_in_out
def make_letters(
    programme: Programme, names: Iterable[str] = (), *, on_outcome: OnOutcome | None = None
) -> list[Outcome]:
    """The draft letters again, without notebooks; the same rules refuse. Raises as :func:`run_findings`."""
    register = trusted(programme)
    chosen = {inspection.id for inspection in programme.choose(register, names)}
    cases = Cases(programme, register)
    gate = judged(programme, cases)
    overview = Overview(programme, register)
    outcomes = []
    for case in (with_what_was_found(case, gate) for case in cases):
        overview.add(case)
        if case.inspection.id in chosen:
            outcomes.append(_letter(case, programme.out / case.inspection.id))
            if on_outcome:
                on_outcome(outcomes[-1])
    outcomes += [_changed(programme, register, id) for id in sorted(cases.changed & chosen)]
    overview.write_gate_page(gate)
    return overview.in_order(outcomes)


def print_letters(programme: Programme, outcomes: Iterable[Outcome]) -> Printed:
    """The drafts of these outcomes as PDF: also one a person edited, which may be the one that is sent."""
    drafted = [programme.out / o.inspection for o in outcomes if o.status != "failed" and not o.refused]
    return to_pdf(folder / name for folder in drafted for name in batch.letter_files(folder))


def trusted(programme: Programme) -> State:
    """The register, once nothing was found changed in the journal. Raises StoreError."""
    tampered = programme.verify()
    if tampered:
        raise StoreError(tampered)
    return programme.register()


def judged(programme: Programme, cases: Iterable[Case]) -> Gate:
    """What the rules found in all cases, also in ``gate.json``.

    All, whichever are asked for: evidence copied from another agency shows only beside it. Raises RunError when they
    cannot be judged.
    """
    with quality.start() as judging:  # it gets ready while the cases are made
        gate = judging.judge(cases)
    write_whole(programme.out / GATE, json.dumps(gate.model_dump(mode="json"), ensure_ascii=False, indent=1).encode())
    return gate


def _changed(programme: Programme, register: State, id: str) -> Outcome:
    """An inspection that somebody wrote to while it was being judged: what would be printed was not."""
    batch.take_away(programme.out / id)
    said = problem("RUN_011", id)
    agency = register.inspections[id].agency
    return Outcome(inspection=id, agency=agency, status="failed", refused=False, reason=f"{said.what} {said.remedy}")


def with_what_was_found(case: Case, gate: Gate) -> Case:
    id = case.inspection.id
    return case.model_copy(update={"refused": gate.refused.get(id, ()), "remarks": gate.remarks.get(id, ())})


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


def _write_run(programme: Programme, outcomes: Sequence[Outcome]) -> None:
    record = {"outcomes": [outcome.model_dump(mode="json") for outcome in outcomes]}
    write_whole(programme.out / "run.json", json.dumps(record, ensure_ascii=False, indent=1).encode())
