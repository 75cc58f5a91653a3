"""The jobs of a run: which are done, how many at once, what came of each."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, as_completed, wait
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeAlias

from isoaudit.errors import IsoAuditError, Problem, problem
from isoaudit.files import reason
from isoaudit.model import Outcome
from isoaudit.runs import job as worker
from isoaudit.runs import results
from isoaudit.runs.job import STOP, Engine, Job, default_engine, start_method

Do: TypeAlias = Callable[[Job], tuple[Problem | None, str]]
"""Does a job in its draft folder; why it failed, if it did, and what else is to be said."""
Status: TypeAlias = Literal["ran", "failed", "skipped"]
Finish: TypeAlias = Callable[[Job, Status], tuple[str, ...]]
"""What follows a job once its results lie in their place, or are gone; the files that are there besides. It may raise
an IsoAuditError, and is then asked again with ``failed``."""


def locally(engine: Engine | None = None) -> Do:
    """Does jobs on this machine, each in a process of its own; ``engine`` is the fastest there is if left out."""
    engine = engine or default_engine()
    return partial(worker.do, engine=engine, context=start_method(engine))


@dataclass(frozen=True, slots=True)
class _Done:
    """A job that ended, before anything of it was put in its place."""

    job: Job
    inputs: str
    skipped: bool
    failure: Problem | None
    note: str
    """What else is to be said of it, in words; mostly empty."""
    seconds: float


def run(
    jobs: Iterable[Job],
    workers: int,
    *,
    do: Do,
    force: bool = False,
    agreed: Future[Any] | None = None,
    finish: Finish | None = None,
    on_outcome: Callable[[Outcome], None] | None = None,
) -> list[Outcome]:
    """Run the jobs, at most ``workers`` at once; one outcome each, in the order of the jobs.

    ``do`` does a job, here (:func:`locally`) or elsewhere. A job is asked for only when a worker will soon be free, so
    that thousands are never held at once. Nothing is put in its place before ``agreed`` has a result; what it raises
    ends the run, and what was made is gone.
    """
    STOP.clear()
    drafts: dict[str, Path] = {}  # and not the jobs: each holds its case, and there are thousands
    waiting: set[Future[_Done]] = set()
    settling = _Settling(agreed, finish, on_outcome)
    try:
        with ThreadPoolExecutor(max_workers=max(1, workers)) as pool:
            try:
                for job in jobs:
                    drafts[job.subject] = job.draft
                    waiting.add(pool.submit(_done, job, do, force))
                    if len(waiting) > 2 * workers:
                        finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                        settling.take_in(finished)
                settling.take_in(as_completed(waiting))
                settling.end()
            except BaseException:
                STOP.set()
                pool.shutdown(wait=False, cancel_futures=True)
                for child in multiprocessing.active_children():
                    child.kill()
                raise
    finally:
        for subject, draft in drafts.items():
            if subject not in settling.outcomes:
                results.discard(draft)
    return [settling.outcomes[subject] for subject in drafts]


@dataclass(slots=True)
class _Settling:
    """Puts results in their place, one after the other, once it is agreed that they may lie there."""

    agreed: Future[Any] | None
    finish: Finish | None
    on_outcome: Callable[[Outcome], None] | None
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    _held: list[_Done] = field(default_factory=list)

    def take_in(self, finished: Iterable[Future[_Done]]) -> None:
        """Settle these jobs, or hold them until it is agreed. Raises what the agreement raises."""
        for future in finished:
            self._held.append(future.result())
            if self.agreed is None or self.agreed.done():
                self.end()

    def end(self) -> None:
        """Wait until it is agreed, and settle all that is held. Raises what the agreement raises."""
        if self.agreed is not None:
            self.agreed.result()
        while self._held:
            done = self._held.pop(0)
            outcome = self.outcomes[done.job.subject] = _settled(done, self.finish)
            results.discard(done.job.draft)
            if self.on_outcome:
                self.on_outcome(outcome)


def _done(job: Job, do: Do, force: bool) -> _Done:
    """Do a job in its draft folder, unless its results are up to date."""
    started = time.perf_counter()
    inputs, skipped, note = "", False, ""
    failure: Problem | None = None
    try:
        inputs = results.inputs_of(job)
        skipped = not force and results.up_to_date(job, inputs)
        if not skipped:
            failure, note = do(job)
            if failure is None and (names := results.lacking(job)):
                failure = problem("RUN_020", job.subject, names=", ".join(names))
    except IsoAuditError as error:
        failure = error.problems[0]
    except OSError as error:
        failure = problem("FILE_005", str(job.out), reason=reason(error))
    return _Done(job, inputs, skipped, failure, note, time.perf_counter() - started)


def _settled(done: _Done, finish: Finish | None) -> Outcome:
    """Put what a job made in its place, and do what follows."""
    job, failure = done.job, done.failure
    status: Status = "skipped" if done.skipped else "ran"
    written: tuple[str, ...] = ()
    try:
        if failure is None and not done.skipped:
            results.publish(job, done.inputs)
        if failure is None and finish:
            written = finish(job, status)
    except IsoAuditError as error:
        failure = error.problems[0]
    notes = [done.note, results.note_on_edited(job.out, job.kind), note_on_edited(job.out) if finish else ""]
    if failure is not None:
        status = "failed"
        results.keep_stopped(job)
        written = finish(job, status) if finish else ()
        notes = [failure.what, failure.remedy, done.note]
    return Outcome(
        inspection=job.subject,
        agency=job.agency,
        status=status,
        refused=job.refused,
        reason=" ".join(note for note in notes if note),
        seconds=round(done.seconds, 2),
        files=(*results.present(job.out, job.kind), *written),
    )


def letter_files(out: Path) -> list[str]:
    """The draft letters in an inspection's folder, the newest last."""
    return sorted((path.name for path in out.glob("notice*.docx")), key=lambda name: (len(name), name))


def note_on_edited(out: Path) -> str:
    """A sentence about a draft that was left alone because a person edited it; empty if none was."""
    newer = [name for name in letter_files(out) if name != "notice.docx"]
    if not newer:
        return ""
    return f"Dự thảo notice.docx đã được sửa tay nên giữ nguyên; bản mới là {newer[-1]}."
