"""One job in a process of its own: the notebook run, its traces removed, its page made.

The process comes from multiprocessing's fork server, which :mod:`isoaudit.warm` has prepared, or is started anew where
there is none. A job that fails, hangs or is killed costs itself and nothing else.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Literal, TypeAlias

from isoaudit.errors import IsoAuditError, Problem, RunError, problem
from isoaudit.files import write_whole

NOTEBOOK, PAGE, FINDINGS, CASE = "findings.ipynb", "findings.html", "findings.json", "case.json"

Engine: TypeAlias = Literal["fork", "kernel"]
"""What runs the cells: :mod:`isoaudit.engine` in the job's own process, or a stock kernel started by it."""

_BROKEN = ("RUN_005", "RUN_007", "RUN_008", "RUN_009")
"""What can come of the fast way itself: a dead process, an engine that fails, a notebook it cannot run."""

STOP = threading.Event()
"""Set when the run is to end: jobs are killed, and none is begun again."""

_GRACE = 20.0  # seconds a job gets to report, once its cells are out of time
_SERVER_BACK = 0.3  # seconds after which a fork server that was killed is surely noticed, and another one started
_SERVER_LOST = 255  # the exit code multiprocessing gives to a process of a fork server that was killed
_TRIES = 3
LOOK = 0.2
"""Seconds between two looks at STOP."""


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
    memory: int = 2048
    """MiB it may take, where the system can hold it to that."""


def default_engine() -> Engine:
    """``fork`` where a fork server exists, which is everywhere but on Windows."""
    return "fork" if "forkserver" in multiprocessing.get_all_start_methods() else "kernel"


def start_method(engine: Engine) -> BaseContext:
    """How processes start for the jobs of a run."""
    if default_engine() == "kernel":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    stock = ["isoaudit.worker", "papermill", "nbconvert", "isoaudit.pages"]
    # Each process imports what the command imports, too.
    context.set_forkserver_preload([*(["isoaudit.preload"] if engine == "fork" else stock), "isoaudit.cli.commands"])
    return context


def make_ready(engine: Engine) -> None:
    """Start the fork server, so that it warms up while the jobs are prepared; without it the first job waits longer."""
    if default_engine() == "fork":
        start_method(engine)
        from multiprocessing.forkserver import ensure_running

        ensure_running()


def do(job: Job, engine: Engine, context: BaseContext) -> tuple[Problem | None, str]:
    """Do a job; why it failed, if it did, and what else is to be said.

    What broke the fast way itself, and not a cell that raised or was late, is done again on a stock kernel.
    """
    job.out.mkdir(parents=True, exist_ok=True)
    write_whole(job.out / CASE, job.case)
    failure = _in_own_process(job, engine, context)
    if STOP.is_set() or engine == "kernel" or failure is None or failure.code not in _BROKEN:
        return failure, ""
    first = failure.what.rstrip(".")
    return _in_own_process(job, "kernel", context), f"Chạy nhanh không được ({first}) nên đã chạy lại bằng kernel."


def _in_own_process(job: Job, engine: Engine, context: BaseContext) -> Problem | None:
    """Run a job in a fresh process and wait for its word; what it was, if it was not good."""
    for _ in range(_TRIES):
        try:
            return _once(job, engine, context)
        except _ServerLostError:
            time.sleep(_SERVER_BACK)
    return problem("RUN_005", job.inspection, code=_SERVER_LOST)


class _ServerLostError(Exception):
    """The fork server was killed, and the job's process was not started or nobody knows what became of it."""


def _once(job: Job, engine: Engine, context: BaseContext) -> Problem | None:
    """Run a job in a fresh process; a silent or late one is killed and reported. Raises _ServerLostError."""
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(job, engine, there), daemon=False)  # type: ignore[attr-defined]
    try:
        process.start()
    except (OSError, EOFError):
        here.close()
        raise _ServerLostError from None
    finally:
        there.close()
    try:
        if _heard(here, process, job.timeout + _GRACE):
            word = here.recv()
            return None if word is None else Problem(**word)
        return problem("RUN_004", job.inspection, seconds=f"{job.timeout:g}")
    except EOFError:
        process.join(_GRACE)
        if process.exitcode == _SERVER_LOST:
            raise _ServerLostError from None
        return problem("RUN_005", job.inspection, code=process.exitcode)
    finally:
        _end(process)
        here.close()


def _end(process: BaseProcess) -> None:
    """End a job's process and whatever its notebook left running."""
    process.join(1)
    if process.is_alive():
        process.kill()
    if process.pid and sys.platform != "win32":
        with contextlib.suppress(OSError):  # mostly the group is empty, and no more
            os.killpg(process.pid, signal.SIGKILL)
    process.join()


def _heard(report: Connection, process: BaseProcess, seconds: float) -> bool:
    """Wait for the word of a process; False when it is late, or the run is to end. Raises EOFError when it is dead."""
    until = time.monotonic() + seconds
    while not report.poll(min(LOOK, max(0.0, until - time.monotonic()))):
        if STOP.is_set() or time.monotonic() >= until:
            return False
        # A process it forked may hold the pipe open; of those of a lost server it is not known whether they live.
        if process.exitcode not in (None, _SERVER_LOST) and not report.poll():
            raise EOFError
    return True


def _work(job: Job, engine: Engine, report: Connection) -> None:
    """In the child: the job, and one word on how it went."""
    _keep_apart()
    # What kernels mutter on standard error is for nobody: the word sent is what is known.
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    _limit_memory(job.memory)
    try:
        execute(job, engine)
        report.send(None)
    except IsoAuditError as error:
        report.send(error.problems[0].as_dict())
    except Exception as error:
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        report.send(problem("RUN_007", job.inspection, reason=reason).as_dict())


def _keep_apart() -> None:
    """Let what a notebook kills or leaves behind be of its own, and let the job end when the command is killed.

    Without a terminal nothing that a notebook calls can ask for a password there and wait.
    """
    if sys.platform == "win32":
        return
    os.setsid()
    threading.Thread(target=_end_with_command, daemon=True).start()


def _end_with_command() -> None:
    """Wait until the command is gone, however it went; nobody is left then to end this process when it is late."""
    command = multiprocessing.parent_process()
    if command:
        command.join()
        os.killpg(0, signal.SIGKILL)


def _limit_memory(mebibytes: int) -> None:
    """Let this process and those it starts be refused more memory, rather than the laptop run out; not on Windows."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        limit = mebibytes * 2**20
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def execute(job: Job, engine: Engine) -> None:
    """Run the notebook and make its page, in this process, which must be fresh. Raises RunError naming a cell."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    import nbformat

    from isoaudit.pages import working_paper_html

    part = job.out / ".part.ipynb"
    try:
        failure = _run_notebook(job, engine, part)
        if part.is_file():
            notebook = without_traces(nbformat.read(part, as_version=4), job)  # type: ignore[no-untyped-call]
            write_whole(job.out / NOTEBOOK, nbformat.writes(notebook).encode())  # type: ignore[no-untyped-call]
    finally:
        part.unlink(missing_ok=True)
    if failure:
        raise RunError(failure)
    write_whole(job.out / PAGE, working_paper_html(notebook, job.title).encode())


def _run_notebook(job: Job, engine: Engine, target: Path) -> Problem | None:
    """Execute the notebook with papermill; what stopped it, if anything did."""
    import papermill
    from papermill.exceptions import PapermillExecutionError

    with tempfile.TemporaryDirectory(prefix="isoaudit-") as sockets:
        try:
            papermill.execute_notebook(
                str(job.notebook),
                str(target),
                parameters={"case": str(job.out / CASE), "out": str(job.out)},
                progress_bar=False,
                execution_timeout=int(job.timeout),
                **_engine_options(engine, Path(sockets)),
            )
        except PapermillExecutionError as error:
            if error.ename.endswith("MemoryError"):  # numpy has one of its own
                return problem("RUN_010", job.inspection, cell=error.cell_index + 1, memory=job.memory)
            ours = {kind.__name__ for kind in IsoAuditError.__subclasses__()}  # these speak Vietnamese already
            said = error.evalue if error.ename in ours else f"{error.ename}: {error.evalue}"
            said = (said or error.ename).splitlines()[0]
            return problem("RUN_003", job.inspection, cell=error.cell_index + 1, reason=said)
        except TimeoutError:
            return problem("RUN_004", job.inspection, seconds=f"{job.timeout:g}")
    return None


def _engine_options(engine: Engine, sockets: Path) -> dict[str, Any]:
    """What papermill is told of the engine."""
    if engine == "fork":
        from isoaudit.engine import NAME

        return {"engine_name": NAME, "own_process": False}
    from traitlets.config import Config

    # Files of this user, not ports that anybody on the machine can listen to; Windows has ports only.
    private = {} if sys.platform == "win32" else {"transport": "ipc", "ip": str(sockets / "k")}
    return {"config": Config({"KernelManager": private})}


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
