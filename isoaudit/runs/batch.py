"""The jobs of a run: which are up to date, which are done, what came of each.

What is up to date is decided by content.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import multiprocessing
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, as_completed, wait
from functools import cache, partial
from pathlib import Path
from typing import TypeAlias

from isoaudit.errors import IsoAuditError, Problem, RunError, problem
from isoaudit.files import read_bounded, reason, write_whole
from isoaudit.model import Case, Outcome
from isoaudit.papers.render import find_template, withdraw_letters
from isoaudit.runs import job as worker
from isoaudit.runs import trust
from isoaudit.runs.job import CASE, FINDINGS, NOTEBOOK, PAGE, STOP, Engine, Job, default_engine, start_method

STAMP = "stamp.json"


def job_of(case: Case, notebook: Path, out: Path, timeout: float, memory: int) -> Job:
    """The job of a case; ``out`` is the programme's folder for what is derived."""
    data = case.model_dump_json(indent=1)
    id = case.inspection.id
    title = f"Phiếu làm việc {id}: {case.agency.name}"
    return Job(id, case.agency.code, title, data.encode(), notebook, out / id, bool(case.refused), timeout, memory)


def check_notebook(path: Path) -> None:
    """Refuse a foreign notebook, and one that would not take the two parameters: papermill itself would only warn.

    Raises RunError.
    """
    try:
        cells = json.loads(read_bounded(path))["cells"]
    except FileNotFoundError:
        raise RunError(problem("FILE_001", str(path))) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(problem("FILE_002", str(path), reason=type(error).__name__)) from None
    tagged = ["".join(c["source"]) for c in cells if "parameters" in c.get("metadata", {}).get("tags", ())]
    declared = set(re.findall(r"(?m)^(\w+)\s*(?::[^=]+)?=", "\n".join(tagged)))
    absent = [name for name in ("case", "out") if name not in declared]
    problems = [problem("RUN_002", str(path), names=", ".join(absent))] if absent else []
    if stops := trust.problem_of(path):
        problems.append(stops)
    if problems:
        raise RunError(problems)


Do: TypeAlias = Callable[[Job], tuple[Problem | None, str]]
"""Does a job; why it failed, if it did, and what else is to be said."""


def locally(engine: Engine | None = None) -> Do:
    """Does jobs on this machine, each in a process of its own; ``engine`` is the fastest there is if left out."""
    engine = engine or default_engine()
    return partial(worker.do, engine=engine, context=start_method(engine))


def run(
    jobs: Iterable[Job],
    workers: int,
    *,
    do: Do,
    force: bool = False,
    on_outcome: Callable[[Outcome], None] | None = None,
) -> list[Outcome]:
    """Run the jobs, at most ``workers`` at once; one outcome each, in the order of the jobs.

    ``do`` does a job, here (:func:`locally`) or elsewhere. A job is asked for only when a worker will soon be free, so
    that thousands are never held at once.
    """
    STOP.clear()
    order: list[str] = []
    outcomes: dict[str, Outcome] = {}
    waiting: set[Future[Outcome]] = set()

    def take_in(finished: Iterable[Future[Outcome]]) -> None:
        for future in finished:
            outcome = outcomes[future.result().inspection] = future.result()
            if on_outcome:
                on_outcome(outcome)

    with ThreadPoolExecutor(max_workers=max(1, workers)) as pool:
        try:
            for job in jobs:
                order.append(job.inspection)
                waiting.add(pool.submit(_outcome, job, do, force))
                if len(waiting) > 2 * workers:
                    finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                    take_in(finished)
            take_in(as_completed(waiting))
        except BaseException:
            STOP.set()
            pool.shutdown(wait=False, cancel_futures=True)
            for child in multiprocessing.active_children():
                child.kill()
            raise
    return [outcomes[id] for id in order]


def _outcome(job: Job, do: Do, force: bool) -> Outcome:
    started = time.perf_counter()
    inputs = _inputs(job)
    said, status = "", "ran"
    if not force and _up_to_date(job.out, inputs):
        status = "skipped"
    else:
        take_away(job.out)
        failure, said = _done(job, do, inputs)
        if failure is not None:
            status, said = "failed", f"{failure.what} {failure.remedy} {said}".rstrip()
            take_away(job.out)
    return Outcome(
        inspection=job.inspection,
        agency=job.agency,
        status=status,  # type: ignore[arg-type]
        refused=job.refused,
        reason=" ".join(part for part in (said, "" if status == "failed" else note_on_edited(job.out)) if part),
        seconds=round(time.perf_counter() - started, 2),
        files=tuple(_present(job.out)),
    )


def take_away(out: Path) -> None:
    """Remove what an earlier run left of an inspection: it is no longer known to be true. What was edited stays."""
    for name in (STAMP, PAGE, FINDINGS):  # the stamp first: whoever is killed here has stamped nothing
        with contextlib.suppress(OSError):
            (out / name).unlink()
    with contextlib.suppress(IsoAuditError):
        withdraw_letters(out)


def _done(job: Job, do: Do, inputs: str) -> tuple[Problem | None, str]:
    """Do a job and stamp what it made; why it failed, if it did, and what else is to be said."""
    try:
        failure, said = do(job)
        if failure is None and not (job.out / FINDINGS).is_file():
            failure = problem("RUN_020", job.inspection)
        if failure is None:
            _stamp(job.out, inputs)
        return failure, said
    except IsoAuditError as error:
        return error.problems[0], ""
    except OSError as error:
        return problem("FILE_005", str(job.out), reason=reason(error)), ""


def _inputs(job: Job) -> str:
    """SHA-256 over all a working paper depends on: case, notebook, templates, isoaudit itself."""
    digest = hashlib.sha256(job.case)
    digest.update(job.notebook.read_bytes())
    for name in ("notice", "correction_request"):
        digest.update(find_template(name, job.out).read_bytes())
    digest.update(package().encode())
    return digest.hexdigest()


@cache
def package() -> str:
    """A mark of isoaudit as it is installed here, and of its Python."""
    digest = hashlib.sha256(sys.version.encode())
    root = Path(__file__).parents[1]
    for path in sorted(root.rglob("*")):
        if path.suffix in (".py", ".toml", ".j2", ".css", ".js") and path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _stamp(out: Path, inputs: str) -> None:
    files = {name: _sha256(out / name) for name in (CASE, NOTEBOOK, PAGE, FINDINGS)}
    stamp = {"inputs": inputs, "files": files, "letters": letter_files(out)}
    write_whole(out / STAMP, json.dumps(stamp, indent=1).encode())


def _up_to_date(out: Path, inputs: str) -> bool:
    """Whether the same inputs made what lies there, and it lies there as made; a letter may have been edited since."""
    try:
        stamp = json.loads(read_bounded(out / STAMP))
        same = all(_sha256(out / name) == sha256 for name, sha256 in stamp["files"].items())
        return bool(stamp["inputs"] == inputs and same and all((out / n).is_file() for n in stamp["letters"]))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def letter_files(out: Path) -> list[str]:
    """The draft letters in an inspection's folder, the newest last."""
    return sorted((path.name for path in out.glob("notice*.docx")), key=lambda name: (len(name), name))


def note_on_edited(out: Path) -> str:
    """A sentence about a draft that was left alone because a person edited it; empty if none was."""
    newer = [name for name in letter_files(out) if name != "notice.docx"]
    if not newer:
        return ""
    return f"Dự thảo notice.docx đã được sửa tay nên giữ nguyên; bản mới là {newer[-1]}."


def _present(out: Path) -> Iterator[str]:
    names: Iterable[str] = (CASE, NOTEBOOK, PAGE, FINDINGS, *letter_files(out))
    return (name for name in names if (out / name).is_file())


def _sha256(path: Path) -> str:
    return hashlib.sha256(read_bounded(path)).hexdigest()
