"""The notebooks of a programme's inspections, and the pages over the whole year."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence

from isoaudit import gate as quality
from isoaudit.files import write_whole
from isoaudit.journal.programme import Cases, Programme
from isoaudit.model import Outcome
from isoaudit.runs import batch
from isoaudit.runs import job as worker
from isoaudit.runs.cluster import Cluster
from isoaudit.runs.job import Engine
from isoaudit.work.out import alone_in_out, changed, check_seals, write_gate
from isoaudit.work.overview import Overview

OnOutcome = Callable[[Outcome], None]


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
    check_seals(programme)
    register = programme.register()
    chosen = {inspection.id for inspection in programme.choose(register, names)}
    notebook = programme.folder / "notebooks" / worker.NOTEBOOK
    batch.check_notebook(notebook)
    cases = Cases(programme, register)
    with quality.start() as judging:  # it gets ready while the cases are made
        year = judging.ask(cases)
        gate = judging.answer()
    write_gate(programme, gate)
    overview = Overview(programme, register)

    def jobs() -> Iterator[worker.Job]:
        for case in map(year.judged, cases):
            overview.add(case)
            if case.inspection.id in chosen:
                yield batch.job_of(case, notebook, programme.out, timeout, memory)

    do = cluster.do if cluster else batch.locally(engine)
    outcomes = batch.run(jobs(), cluster.threads if cluster else workers, do=do, force=force, on_outcome=on_outcome)
    outcomes += [changed(programme, register, id) for id in sorted(cases.changed & chosen)]
    outcomes = overview.in_order(outcomes)
    _write_run(programme, outcomes)
    overview.write(gate, outcomes)
    return outcomes


def _write_run(programme: Programme, outcomes: Sequence[Outcome]) -> None:
    record = {"outcomes": [outcome.model_dump(mode="json") for outcome in outcomes]}
    write_whole(programme.out / "run.json", json.dumps(record, ensure_ascii=False, indent=1).encode())
