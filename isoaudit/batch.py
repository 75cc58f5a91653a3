"""Jobs: one notebook run by papermill for each inspection, each in a process of its own.

A job that fails, hangs or is killed costs itself and nothing else. What is up to date is decided by content.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import multiprocessing
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path

from isoaudit.errors import IsoAuditError, Problem, RunError, problem
from isoaudit.files import reason, write_whole
from isoaudit.model import Case, Outcome
from isoaudit.render import find_template, withdraw_letters

STAMP = "stamp.json"
NOTEBOOK, PAGE, FINDINGS, CASE = "findings.ipynb", "findings.html", "findings.json", "case.json"
_GRACE = 20.0  # seconds a job gets to report, once its cells are out of time


@dataclass(frozen=True, slots=True)
class Job:
    """One inspection's notebook: what it reads, where it writes."""

    inspection: str
    agency: str
    title: str
    case: bytes
    notebook: Path
    out: Path
    refused: bool
    timeout: float = 120.0


def job_of(case: Case, notebook: Path, out: Path, timeout: float) -> Job:
    """The job of a case; ``out`` is the programme's folder for what is derived."""
    data = json.dumps(case.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, indent=1)
    id = case.inspection.id
    title = f"Phiếu làm việc {id}: {case.agency.name}"
    return Job(id, case.agency.code, title, data.encode(), notebook, out / id, bool(case.refused), timeout)


def check_notebook(path: Path) -> None:
    """Refuse a notebook that would not take the two parameters: papermill itself would only warn. Raises RunError."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except FileNotFoundError:
        raise RunError(problem("FILE_001", str(path))) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(problem("FILE_002", str(path), reason=type(error).__name__)) from None
    tagged = ["".join(c["source"]) for c in cells if "parameters" in c.get("metadata", {}).get("tags", ())]
    declared = set(re.findall(r"(?m)^(\w+)\s*(?::[^=]+)?=", "\n".join(tagged)))
    absent = [name for name in ("case", "out") if name not in declared]
    if absent:
        raise RunError(problem("RUN_002", str(path), names=", ".join(absent)))


def start_workers() -> None:
    """Let the process that workers are forked from load what they need, while the caller goes on; a hint only."""
    if _context().get_start_method() == "forkserver":
        from multiprocessing import forkserver  # Windows has none

        forkserver.ensure_running()


def _context() -> multiprocessing.context.BaseContext:
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload(["isoaudit.batch", "papermill", "nbconvert", "isoaudit.pages"])
    return context


def run(
    jobs: Sequence[Job], workers: int, *, force: bool = False, on_outcome: Callable[[Outcome], None] | None = None
) -> list[Outcome]:
    """Run the jobs, at most ``workers`` at once; one outcome each, in the order of the jobs."""
    context = _context()
    done: dict[str, Outcome] = {}
    with ThreadPoolExecutor(max_workers=max(1, workers)) as pool:
        waiting: set[Future[Outcome]] = {pool.submit(_outcome, job, context, force) for job in jobs}
        try:
            while waiting:
                finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for future in finished:
                    outcome = future.result()
                    done[outcome.inspection] = outcome
                    if on_outcome:
                        on_outcome(outcome)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for child in multiprocessing.active_children():
                child.kill()
            raise
    return [done[job.inspection] for job in jobs]


def _outcome(job: Job, context: multiprocessing.context.BaseContext, force: bool) -> Outcome:
    started = time.perf_counter()
    inputs = _inputs(job)
    said, status = "", "ran"
    if not force and _up_to_date(job.out, inputs):
        status = "skipped"
    else:
        failure = _done(job, context, inputs)
        if failure is not None:
            status, said = "failed", f"{failure.what} {failure.remedy}"
            for name in (STAMP, PAGE, FINDINGS):  # what an earlier run left would no longer be true
                with contextlib.suppress(OSError):
                    (job.out / name).unlink()
            with contextlib.suppress(IsoAuditError):
                withdraw_letters(job.out)
    return Outcome(
        inspection=job.inspection,
        agency=job.agency,
        status=status,  # type: ignore[arg-type]
        refused=job.refused,
        reason=said or note_on_edited(job.out),
        seconds=round(time.perf_counter() - started, 2),
        files=tuple(_present(job.out)),
    )


def _done(job: Job, context: multiprocessing.context.BaseContext, inputs: str) -> Problem | None:
    """Do a job and stamp what it made; why it failed, if it did."""
    try:
        failure = _in_own_process(job, context)
        if failure is None:
            _stamp(job.out, inputs)
        return failure
    except IsoAuditError as error:
        return error.problems[0]
    except OSError as error:
        return problem("FILE_005", str(job.out), reason=reason(error))


def _in_own_process(job: Job, context: multiprocessing.context.BaseContext) -> Problem | None:
    """Run a job in a fresh process and wait for its word; a silent or late one is killed and reported."""
    job.out.mkdir(parents=True, exist_ok=True)
    write_whole(job.out / CASE, job.case)
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(job, there), daemon=False)  # type: ignore[attr-defined]
    process.start()
    there.close()
    try:
        if here.poll(job.timeout + _GRACE):
            word = here.recv()
            return None if word is None else Problem(**word)
        return problem("RUN_004", job.inspection, seconds=f"{job.timeout:g}")
    except EOFError:
        process.join(_GRACE)
        return problem("RUN_005", job.inspection, code=process.exitcode)
    finally:
        process.join(1)
        if process.is_alive():
            process.kill()
            process.join()
        here.close()


def _work(job: Job, report: Connection) -> None:
    """In the child: the job, and one word on how it went."""
    # What kernels mutter on standard error is for nobody: the word sent is what is known.
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    try:
        execute(job)
        report.send(None)
    except IsoAuditError as error:
        report.send(error.problems[0].as_dict())
    except Exception as error:
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        report.send(problem("RUN_007", job.inspection, reason=reason).as_dict())


def execute(job: Job) -> None:
    """Run the notebook on a stock kernel and make its page. Raises RunError naming the cell that stopped."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    import nbformat

    from isoaudit.pages import working_paper_html

    part = job.out / ".part.ipynb"
    try:
        failure = _run_notebook(job, part)
        if part.is_file():
            notebook = without_traces(nbformat.read(part, as_version=4), job)  # type: ignore[no-untyped-call]
            write_whole(job.out / NOTEBOOK, nbformat.writes(notebook).encode())  # type: ignore[no-untyped-call]
    finally:
        part.unlink(missing_ok=True)
    if failure:
        raise RunError(failure)
    write_whole(job.out / PAGE, working_paper_html(notebook, job.title).encode())


def _run_notebook(job: Job, target: Path) -> Problem | None:
    """Execute the notebook with papermill; what stopped it, if anything did."""
    import papermill
    from papermill.exceptions import PapermillExecutionError
    from traitlets.config import Config

    with tempfile.TemporaryDirectory(prefix="isoaudit-") as sockets:
        # Files of this user, not ports that anybody on the machine can listen to; Windows has ports only.
        private = {} if sys.platform == "win32" else {"transport": "ipc", "ip": f"{sockets}/k"}
        try:
            papermill.execute_notebook(
                str(job.notebook),
                str(target),
                parameters={"case": str(job.out / CASE), "out": str(job.out)},
                progress_bar=False,
                execution_timeout=int(job.timeout),
                config=Config({"KernelManager": private}),
            )
        except PapermillExecutionError as error:
            ours = {kind.__name__ for kind in IsoAuditError.__subclasses__()}  # these speak Vietnamese already
            said = error.evalue if error.ename in ours else f"{error.ename}: {error.evalue}"
            said = (said or error.ename).splitlines()[0]
            return problem("RUN_003", job.inspection, cell=error.cell_index + 1, reason=said)
        except TimeoutError:
            return problem("RUN_004", job.inspection, seconds=f"{job.timeout:g}")
    return None


def without_traces(notebook, job: Job):  # type: ignore[no-untyped-def]  # nbformat's nodes are untyped
    """The notebook without paths of this machine and times of this run, so that it can be opened where it lies."""
    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", ()):
            cell.id = "parameters-given"  # papermill's is random; the same case is to give the same page
            cell.source = f'# Parameters\ncase = "{CASE}"\nout = "."\n'
        for output in cell.get("outputs", ()):
            if "traceback" in output:
                output["traceback"] = [f"{output['ename']}: {output['evalue']}"]
    return notebook


def _inputs(job: Job) -> str:
    """SHA-256 over all a working paper depends on: case, notebook, templates, isoaudit itself."""
    digest = hashlib.sha256(job.case)
    digest.update(job.notebook.read_bytes())
    for name in ("notice", "correction_request"):
        digest.update(find_template(name, job.out).read_bytes())
    digest.update(_package().encode())
    return digest.hexdigest()


@cache
def _package() -> str:
    digest = hashlib.sha256(sys.version.encode())
    root = Path(__file__).parent
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
        stamp = json.loads((out / STAMP).read_text())
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
    return hashlib.sha256(path.read_bytes()).hexdigest()
