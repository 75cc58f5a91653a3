"""One job in a process of its own: the notebook run, its traces removed, its page made.

The process comes from multiprocessing's fork server, which :mod:`isoaudit.runs.warm` has prepared, or is started
anew where there is none. A job that fails, hangs or is killed costs itself and nothing else.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import re
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from isoaudit.environment import settle_for_children
from isoaudit.errors import IsoAuditError, Problem, RunError, problem
from isoaudit.files import reason as system_reason
from isoaudit.files import write_whole
from isoaudit.runs import trust
from isoaudit.runs.executed import last_cell, stopped_cells, too_much, without_traces
from isoaudit.runs.kinds import NotebookKind

if TYPE_CHECKING:
    if sys.platform == "win32":
        from multiprocessing.connection import PipeConnection as Connection
    else:
        from multiprocessing.connection import Connection

PART = ".part.ipynb"
"""The notebook as far as it was run; gone when the job is done."""

Engine: TypeAlias = Literal["fork", "kernel"]
"""What runs the cells: :mod:`isoaudit.runs.engine` in the job's own process, or a stock kernel started by it."""

_BROKEN = ("RUN_005", "RUN_007", "RUN_008", "RUN_009", "RUN_012")
"""Failures that the fork engine may have caused, and not the notebook: such a job is run again on a stock kernel."""

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
    """A notebook with what it is about: what it reads, where it writes."""

    subject: str
    """Id of the inspection; of a programme or a round the name of its folder in ``out``."""
    agency: str
    title: str
    kind: NotebookKind
    case: bytes | Path
    """What is prepared for it, or the file in which that lies: a year may be large."""
    out: Path
    """Where what it made is put, once it is whole."""
    refused: bool = False
    given: Mapping[str, object] = field(default_factory=dict)
    """Further parameters, as given by a person."""
    beside: Mapping[str, bytes] = field(default_factory=dict)
    """Files prepared besides the case, by name."""
    timeout: float = 120.0
    memory: int = 2048
    """MiB it may take, where the system can hold it to that."""
    signs: bool = True
    """Whether what was executed is entered in Jupyter's trust store of this machine."""

    @property
    def draft(self) -> Path:
        """Where it works: what an earlier run made stays until this is whole. In ``out`` like the folder itself."""
        return self.out.with_name(f".{self.out.name}.{self.kind.name}.part")

    @property
    def parameters(self) -> dict[str, object]:
        """What the notebook is told."""
        return {"case": str(self.draft / self.kind.case), "out": str(self.draft), **self.given}

    def prepare(self) -> None:
        """A draft folder with what the notebook reads, and nothing else. Raises OSError."""
        self.out.mkdir(parents=True, exist_ok=True)
        if self.draft.exists():
            shutil.rmtree(self.draft)
        self.draft.mkdir()
        case = self.draft / self.kind.case
        if isinstance(self.case, bytes):
            case.write_bytes(self.case)
        else:
            shutil.copyfile(self.case, case)
        for name, data in self.beside.items():
            (self.draft / name).write_bytes(data)


def default_engine() -> Engine:
    """``fork`` where a fork server exists, which is everywhere but on Windows."""
    return "fork" if "forkserver" in multiprocessing.get_all_start_methods() else "kernel"


def start_method(engine: Engine, *, draws: bool = False) -> BaseContext:
    """How processes start for the jobs of a run; where they draw, with what draws loaded."""
    settle_for_children()
    if default_engine() == "kernel":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    stock = ["isoaudit.runs.job", "papermill", "nbconvert", "isoaudit.pages"]
    # Each process imports what the command imports, too.
    loaded = [*(["isoaudit.runs.preload"] if engine == "fork" else stock), "isoaudit.cli.commands"]
    if draws and engine == "fork":
        loaded += ["isoaudit.notebooks.drawing"]
    context.set_forkserver_preload(loaded)
    return context


def make_ready(engine: Engine, *, draws: bool = False) -> None:
    """Start the fork server, so that it warms up while the jobs are prepared; without it the first job waits longer."""
    if default_engine() == "fork":
        start_method(engine, draws=draws)
        from multiprocessing.forkserver import ensure_running

        # Ctrl-C reaches the server, too, which heeds it while it imports, and would end with a traceback.
        in_main = threading.current_thread() is threading.main_thread()  # elsewhere no handler can be set
        before = signal.signal(signal.SIGINT, signal.SIG_IGN) if in_main else None
        try:
            ensure_running()
        finally:
            if in_main:
                signal.signal(signal.SIGINT, before)


def do(job: Job, engine: Engine, context: BaseContext) -> tuple[Problem | None, str]:
    """Do a job; why it failed, if it did, and what else is to be said.

    Where the fork engine may be the cause (:data:`_BROKEN`), the job is run again on a stock kernel; a cell that raised
    or was late is not.
    """
    job.prepare()
    failure = _in_own_process(job, engine, context)
    if STOP.is_set() or engine == "kernel" or failure is None or failure.code not in _BROKEN:
        return failure, ""
    first = failure.what.rstrip(".")
    return _in_own_process(job, "kernel", context), f"Chạy nhanh không được ({first}) nên đã chạy lại bằng kernel."


def _in_own_process(job: Job, engine: Engine, context: BaseContext) -> Problem | None:
    """Run a job in a fresh process and wait for its report; why it failed, if it did."""
    for _ in range(_TRIES):
        try:
            return _once(job, engine, context)
        except _ServerLostError:
            time.sleep(_SERVER_BACK)
    return problem("RUN_005", job.subject, code=_SERVER_LOST)


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
    until, cell = time.monotonic() + job.timeout + _GRACE, 0
    try:
        while _heard(here, process, until):
            word = here.recv()
            if not isinstance(word, int):
                return None if word is None else Problem(**word)
            cell = word
        return _late(job, cell or last_cell(job.draft / PART))
    except EOFError:
        process.join(_GRACE)
        if process.exitcode == _SERVER_LOST:
            raise _ServerLostError from None
        return _dead(job, cell or last_cell(job.draft / PART), process.exitcode)
    finally:
        _end(process)
        here.close()


def _end(process: BaseProcess) -> None:
    """End a job's process and whatever its notebook left running."""
    process.join(1)
    if process.is_alive():
        process.kill()
    if process.pid and sys.platform != "win32":
        with contextlib.suppress(OSError):  # mostly no process of the group is left
            os.killpg(process.pid, signal.SIGKILL)
    process.join()


def _late(job: Job, cell: int) -> Problem:
    """The problem of a job out of time; ``cell`` is the one that ran, as people count, 0: none yet."""
    seconds = f"{job.timeout:g}"
    if cell:
        return problem("RUN_018", job.subject, cell=cell, seconds=seconds)
    return problem("RUN_004", job.subject, seconds=seconds)


def _dead(job: Job, cell: int, code: object) -> Problem:
    """The problem of a job whose process died."""
    if cell:
        return problem("RUN_012", job.subject, cell=cell)
    return problem("RUN_005", job.subject, code=code)


def _heard(report: Connection, process: BaseProcess, until: float) -> bool:
    """Wait for the report of a process; False when it is late or the run is to end. Raises EOFError when it is dead."""
    while not report.poll(min(LOOK, max(0.0, until - time.monotonic()))):
        if STOP.is_set() or time.monotonic() >= until:
            return False
        # The pipe stays open while a process that the job forked holds it, so a dead job is seen by its exit code. The
        # code of a lost fork server says nothing: the job itself may still be running.
        if process.exitcode not in (None, _SERVER_LOST) and not report.poll():
            raise EOFError
    return True


def _work(job: Job, engine: Engine, report: Connection) -> None:
    """In the child: do the job and report how it went."""
    _keep_apart()
    # What a kernel prints on standard error is dropped: the job reports through the pipe alone.
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    _limit_memory(job.memory)
    try:
        execute(job, engine, report.send)
        report.send(None)
    except IsoAuditError as error:
        report.send(error.problems[0].as_dict())
    except OSError as error:
        report.send(problem("RUN_007", job.subject, reason=system_reason(error)).as_dict())
    except MemoryError:
        report.send(problem("RUN_007", job.subject, reason="máy không đủ bộ nhớ").as_dict())
    except Exception:  # a library's own words are English
        report.send(problem("RUN_007", job.subject, reason="vì một lý do chưa lường trước").as_dict())


def _keep_apart() -> None:
    """Let what a notebook kills or leaves behind be of its own, and let the job end when the command is killed.

    Without a terminal nothing that a notebook calls can ask for a password there and wait.
    """
    if sys.platform == "win32":
        return
    os.setsid()
    threading.Thread(target=_end_with_command, daemon=True).start()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # by which a cell that is late is stopped


def _end_with_command() -> None:
    """Wait until the command is gone, however it went; nobody is left then to end this process when it is late."""
    command = multiprocessing.parent_process()
    if command and sys.platform != "win32":
        command.join()
        os.killpg(0, signal.SIGKILL)


def _limit_memory(mebibytes: int) -> None:
    """Let this process and those it starts be refused more memory, rather than the laptop run out; not on Windows."""
    if sys.platform == "win32":
        return
    import resource

    with contextlib.suppress(ValueError, OSError):
        limit = mebibytes * 2**20
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def execute(job: Job, engine: Engine, at_cell: Callable[[int], object] = bool) -> None:
    """Run the notebook and make its page, in this process, which must be fresh. Raises RunError naming a cell.

    ``at_cell`` hears the number of each cell that begins, where the engine tells it.
    """
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    import nbformat

    from isoaudit.pages import working_paper_html

    part, store = job.draft / PART, trust.store_of_user()  # of the user, whatever the notebook does to the environment
    failure = _run_notebook(job, engine, part, at_cell)
    if part.is_file():
        notebook = nbformat.read(part, as_version=4)  # type: ignore[no-untyped-call]
        without_traces(notebook, {"case": job.kind.case, "out": ".", **job.given})
        failure = too_much(notebook, job.subject) or failure
        data = nbformat.writes(notebook).encode()  # type: ignore[no-untyped-call]
        write_whole(job.draft / job.kind.notebook, data)
        if job.signs:
            trust.sign_written(data, store)
        part.unlink()
    if failure:
        raise RunError(failure)
    page = working_paper_html(notebook, job.title, job.kind.notebook)
    write_whole(job.draft / job.kind.page, page.encode())


def _run_notebook(job: Job, engine: Engine, target: Path, at_cell: Callable[[int], object]) -> Problem | None:
    """Execute the notebook with papermill; what stopped it, if anything did."""
    import papermill
    from jupyter_client.kernelspec import NoSuchKernel
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    with tempfile.TemporaryDirectory(prefix="isoaudit-") as sockets:
        try:
            papermill.execute_notebook(
                _literally(job.kind.path),
                _literally(target),
                parameters=job.parameters,
                progress_bar=False,
                execution_timeout=int(job.timeout),
                **_engine_options(engine, Path(sockets), at_cell),
            )
        except PapermillExecutionError as error:
            return _stopped(job, error.cell_index + 1, error.ename, error.evalue)
        except TimeoutError:
            return _late(job, last_cell(target))
        except DeadKernelError:
            return _dead(job, last_cell(target), "kernel")
        except NoSuchKernel as error:
            return problem("RUN_017", job.subject, name=error.name)
    # papermill takes sys.exit() for a good end: the cells after it were not run
    failed = stopped_cells(target)
    return problem("RUN_014", job.subject, cell=failed[0]) if failed else None


def _literally(path: Path) -> str:
    """A path for papermill, which puts parameters where there are braces."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _stopped(job: Job, cell: int, name: str, message: str) -> Problem:
    """The problem of a cell that raised the exception of this name."""
    if name.endswith("MemoryError"):  # numpy raises its own _ArrayMemoryError
        return problem("RUN_010", job.subject, cell=cell, memory=job.memory)
    if name == "StdinNotImplementedError":
        return problem("RUN_013", job.subject, cell=cell)
    if name == "SystemExit":
        return problem("RUN_014", job.subject, cell=cell)
    if number := re.match(r"\[Errno (\d+)\] ", message):
        words = system_reason(OSError(int(number[1]), message.removeprefix(number[0])))
        return problem("RUN_015", job.subject, cell=cell, reason=words)
    if name not in {kind.__name__ for kind in IsoAuditError.__subclasses__()}:  # whose messages are Vietnamese
        message = f"{name}: {message}"
    first = (message.strip() or name).splitlines()[0]
    return problem("RUN_003", job.subject, cell=cell, reason=first, notebook=job.kind.notebook)


def _engine_options(engine: Engine, sockets: Path, at_cell: Callable[[int], object]) -> dict[str, Any]:
    """What papermill is told of the engine."""
    if engine == "fork":
        from isoaudit.runs.engine import NAME

        return {"engine_name": NAME, "own_process": False, "at_cell": at_cell}
    from traitlets.config import Config

    # Files of this user, not ports that anybody on the machine can listen to; Windows has ports only.
    private = {} if sys.platform == "win32" else {"transport": "ipc", "ip": str(sockets / "k")}
    return {"config": Config({"KernelManager": private})}
