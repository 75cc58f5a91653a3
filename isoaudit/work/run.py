"""What an inspection unit does with a programme, in the order of the work: run the findings, make the letters."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from isoaudit import gate as quality
from isoaudit.errors import IsoAuditError, RunError, StoreError, problem
from isoaudit.files import alone, write_whole
from isoaudit.files import reason as file_reason
from isoaudit.journal.programme import Cases, Programme
from isoaudit.journal.state import State
from isoaudit.model import Case, Gate, Outcome
from isoaudit.papers.pdf import Printed, to_pdf
from isoaudit.papers.render import withdraw_letters, write_letter
from isoaudit.rules.findings import judge
from isoaudit.runs import batch, results
from isoaudit.runs import job as worker
from isoaudit.runs.batch import Status
from isoaudit.runs.cluster import Cluster
from isoaudit.runs.job import Engine, Job
from isoaudit.runs.kinds import FINDINGS, FINDINGS_KIND, NotebookKind, clashes, find, notebooks, read_kind
from isoaudit.work.overview import Overview

GATE, RUN = "gate.json", "run.json"
Given = Mapping[str, object] | None
"""Further parameters of a notebook, by name."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How the notebooks of a run are executed."""

    workers: int = 2
    engine: Engine | None = None
    """The fastest there is if left out."""
    timeout: float = 120.0
    """Seconds that each may take."""
    memory: int = 2048
    """MiB that each may take."""
    force: bool = False
    """Also what is up to date."""
    cluster: Cluster | None = None
    """Where the notebooks run, if not here."""

    def run(self, jobs: Iterable[Job], **more: Any) -> list[Outcome]:
        """Do the jobs; see :func:`isoaudit.runs.batch.run`."""
        do = self.cluster.do if self.cluster else batch.locally(self.engine)
        threads = self.cluster.threads if self.cluster else self.workers
        return batch.run(jobs, threads, do=do, force=self.force, **more)

    def make_ready(self, kind: NotebookKind) -> None:
        """Let this machine warm up while the jobs are prepared."""
        if self.cluster is None:
            worker.make_ready(self.engine or worker.default_engine(), draws=kind.name != FINDINGS)


def kind_of(programme: Programme, name: str, given: Given = None) -> NotebookKind:
    """The notebook ``name`` of a programme, fit to be run with these further parameters. Raises RunError."""
    folder = programme.folder / "notebooks"
    kind = read_kind(find(folder, name))
    wrong = [problem("NOTEBOOK_009", kind.path.name, name=one) for one in given or () if not _may_be_given(kind, one)]
    wrong += clashes(kind, _readable(path for path in notebooks(folder) if path != kind.path))
    if wrong:
        raise RunError(wrong)
    return kind


@alone_in_out
def run_findings(
    programme: Programme,
    /,
    names: Iterable[str] = (),
    *,
    given: Given = None,
    on_outcome: OnOutcome | None = None,
    **manner: Any,
) -> list[Outcome]:
    """The working paper, findings and draft letter of each inspection named, or of all; then the pages over the year.

    ``manner`` is that of :class:`Manner`, ``given`` are further parameters of the notebook. No paper is put in its
    place, and no letter is written, before great_expectations agreed with the rules on the whole year. Raises
    StoreError when the journal was tampered with, RunError when a name fits nothing, the notebook is unfit or the year
    cannot be judged.
    """
    how = Manner(**manner)
    kind = kind_of(programme, FINDINGS, given)
    how.make_ready(kind)
    register = trusted(programme)
    chosen = {inspection.id for inspection in programme.choose(register, names)}
    cases = Cases(programme, register)
    overview = Overview(programme, register)
    with ThreadPoolExecutor(1) as beside, quality.start() as started:
        judging = _Asked(started)
        year = judging.ask(cases)
        agreed = beside.submit(_agreed, programme, judging)

        def jobs() -> Iterator[Job]:
            for case in map(year.judged, cases):
                overview.add(case)
                if case.inspection.id in chosen:
                    yield job_of(case, kind, programme.out, how, given)

        outcomes = how.run(jobs(), agreed=agreed, finish=_with_letters, on_outcome=on_outcome)
        gate = agreed.result()
    outcomes += [changed(programme, register, id, kind) for id in sorted(cases.changed & chosen)]
    outcomes = overview.in_order(outcomes)
    _write_run(programme, outcomes)
    overview.write(gate, outcomes)
    return outcomes


class _Asked:
    """The gate as it is asked here: a question, answers to single cases at once, and the whole answer later.

    Today's gate answers when it is asked.
    """

    def __init__(self, judging: quality.Judging) -> None:
        self._judging = judging

    def ask(self, cases: Iterable[Case]) -> _Asked:
        self._gate = self._judging.judge(cases)
        return self

    def judged(self, case: Case) -> Case:
        return with_what_was_found(case, self._gate)

    def answer(self) -> Gate:
        return self._gate


def _agreed(programme: Programme, judging: _Asked) -> Gate:
    """What the rules found in the whole year, once great_expectations agreed; also in ``gate.json``."""
    gate = judging.answer()
    _write_gate(programme, gate)
    return gate


def job_of(case: Case, kind: NotebookKind, out: Path, how: Manner, given: Given, **more: Any) -> Job:
    """The job of a notebook for an inspection; ``out`` is the programme's folder for what is derived."""
    return Job(
        subject=case.inspection.id,
        agency=case.agency.code,
        title=f"{kind.title} {case.inspection.id}: {case.agency.name}",
        kind=kind,
        case=case.model_dump_json(indent=1).encode(),
        out=out / case.inspection.id,
        refused=bool(case.refused),
        given=given or {},
        timeout=how.timeout,
        memory=how.memory,
        **more,
    )


def _with_letters(job: Job, status: Status) -> tuple[str, ...]:
    """The draft letter of an inspection whose working paper is made; of one that failed it is taken away."""
    if status == "failed":
        with suppress(IsoAuditError):
            withdraw_letters(job.out)
    elif status == "ran" or not results.has_letters(job.out, job.kind):
        assert isinstance(job.case, bytes)
        case = Case.model_validate_json(job.case)
        write_letter(case, judge(case), job.out)
        results.remember_letters(job.out, job.kind, tuple(batch.letter_files(job.out)))
    return tuple(batch.letter_files(job.out))


def _may_be_given(kind: NotebookKind, name: str) -> bool:
    return name in kind.parameters and name not in ("case", "out")


def _readable(paths: Iterable[Path]) -> Iterator[NotebookKind]:
    """The notebooks beside, those left out that are unfit: they do not run."""
    for path in paths:
        with suppress(RunError):
            yield read_kind(path)


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
    outcomes += [changed(programme, register, id) for id in sorted(cases.changed & chosen)]
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
    _write_gate(programme, gate)
    return gate


def _write_gate(programme: Programme, gate: Gate) -> None:
    write_whole(programme.out / GATE, json.dumps(gate.model_dump(mode="json"), ensure_ascii=False, indent=1).encode())


def changed(programme: Programme, register: State, id: str, kind: NotebookKind = FINDINGS_KIND) -> Outcome:
    """An inspection that somebody wrote to while it was being judged: what would be printed was not.

    What ``kind`` made of it earlier is taken away.
    """
    results.take_away(programme.out / id, kind)
    if kind.name == FINDINGS:
        with suppress(IsoAuditError):
            withdraw_letters(programme.out / id)
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


def make_folder(path: Path) -> None:
    """Make a folder for what is derived. Raises RunError (FILE_005)."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunError(problem("FILE_005", str(path), reason=file_reason(error))) from None


def _write_run(programme: Programme, outcomes: Sequence[Outcome]) -> None:
    record = {"outcomes": [outcome.model_dump(mode="json") for outcome in outcomes]}
    write_whole(programme.out / RUN, json.dumps(record, ensure_ascii=False, indent=1).encode())
