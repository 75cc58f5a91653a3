"""The working papers of a programme, run as notebooks while great_expectations judges the year; then the letters."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from isoaudit import gate
from isoaudit.errors import IsoAuditError, RunError, problem
from isoaudit.files import write_whole
from isoaudit.journal.programme import Cases, Programme
from isoaudit.model import Case, Gate, Outcome
from isoaudit.papers.in_folder import withdraw_letters
from isoaudit.papers.render import write_letter
from isoaudit.rules.findings import judge
from isoaudit.runs import batch, job, results, trust
from isoaudit.runs.batch import Status
from isoaudit.runs.cluster import Cluster
from isoaudit.runs.job import Engine, Job
from isoaudit.runs.kinds import FINDINGS, NotebookKind, clashes, find, notebooks, read_kind
from isoaudit.work.out import (
    RUN,
    alone_in_out,
    changed,
    check_seals,
    kept_answer,
    last_fingerprint,
    withdraw_not_held,
    write_gate,
)
from isoaudit.work.overview import Overview

Given = Mapping[str, object] | None
"""Further parameters of a notebook, by name."""
OnOutcome = Callable[[Outcome], None]


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
            job.make_ready(self.engine or job.default_engine(), draws=kind.name != FINDINGS)


def kind_of(programme: Programme, name: str, given: Given = None) -> NotebookKind:
    """The notebook ``name`` of a programme, fit to be run with these further parameters. Raises RunError."""
    folder = programme.folder / "notebooks"
    kind = read_kind(find(folder, name))
    if kind.when == "opened":
        raise RunError(problem("NOTEBOOK_013", kind.path.name))
    foreign = trust.problem_of(kind.path)
    wrong = [foreign] if foreign else []
    wrong += [problem("NOTEBOOK_009", kind.path.name, name=one) for one in given or () if not _may_be_given(kind, one)]
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
    fingerprint = programme.fingerprint()
    news = how.force or fingerprint != last_fingerprint(programme)
    kept = None if how.force else kept_answer(programme)
    if news:  # where nothing was written since the last run, they start only when a job turns out to be out of date
        how.make_ready(kind)
    check_seals(programme)
    register = programme.register()
    chosen = {inspection.id for inspection in programme.choose(register, names)}
    withdraw_not_held(programme, register)
    cases = Cases(programme, register)
    overview = Overview(programme, register)
    with ThreadPoolExecutor(1) as beside, gate.start(kept=kept, at_once=news) as judging:
        year = judging.ask(cases)
        agreed = beside.submit(_agreed, programme, judging)

        def jobs() -> Iterator[Job]:
            for case in map(year.judged, cases):
                overview.add(case)
                if case.inspection.id in chosen:
                    yield job_of(case, kind, programme.out, how, given)

        outcomes = how.run(jobs(), agreed=agreed, finish=_with_letters, on_outcome=on_outcome)
        found = agreed.result()
    outcomes += [changed(programme, register, id, kind) for id in sorted(cases.changed & chosen)]
    outcomes = overview.in_order(outcomes)
    _write_run(programme, outcomes, fingerprint)
    overview.write(found, outcomes)
    return outcomes


def _agreed(programme: Programme, judging: gate.Judging) -> Gate:
    """What the rules found in the whole year, once great_expectations agreed; also in ``gate.json``."""
    found = judging.answer()
    write_gate(programme, found)
    return found


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


def _with_letters(done: Job, status: Status) -> tuple[str, ...]:
    """The draft letter of an inspection whose working paper is made; of one that failed it is taken away."""
    if status == "failed":
        with suppress(IsoAuditError):
            withdraw_letters(done.out)
    elif status == "ran" or not results.has_letters(done.out, done.kind):
        assert isinstance(done.case, bytes)
        case = Case.model_validate_json(done.case)
        write_letter(case, judge(case), done.out)
        results.remember_letters(done.out, done.kind, tuple(batch.letter_files(done.out)))
    return tuple(batch.letter_files(done.out))


def _may_be_given(kind: NotebookKind, name: str) -> bool:
    return name in kind.parameters and name not in ("case", "out")


def _readable(paths: Iterable[Path]) -> Iterator[NotebookKind]:
    """The notebooks beside, those left out that are unfit: they do not run."""
    for path in paths:
        with suppress(RunError):
            yield read_kind(path)


def _write_run(programme: Programme, outcomes: Sequence[Outcome], fingerprint: str) -> None:
    """``run.json``: what came of each, and the mark of the journal from before anything of it was read."""
    record = {"fingerprint": fingerprint, "outcomes": [outcome.model_dump(mode="json") for outcome in outcomes]}
    write_whole(programme.out / RUN, json.dumps(record, ensure_ascii=False, indent=1).encode())
