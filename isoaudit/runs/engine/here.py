"""Cells run in this process: ipykernel's kernel and papermill's client with nothing between them."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from ipykernel import kernelapp
from ipykernel.ipkernel import IPythonKernel
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.session import Session
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellTimeoutError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.log import logger
from tornado.ioloop import IOLoop
from traitlets import Any as AnyTrait
from zmq import Message

from isoaudit.errors import RunError, problem
from isoaudit.runs.engine.record import Record
from isoaudit.runs.engine.streams import Stream, Wire, captured

_CONNECTION, _HISTORY = "isoaudit.json", "--HistoryManager.hist_file=:memory:"  # as papermill starts a kernel


@cache
def check_language(kernel_name: str) -> None:
    """Refuse a kernel that is not this very Python: ``RUN_008``. Raises NoSuchKernel when there is none of the name."""
    spec = KernelSpecManager().get_kernel_spec(kernel_name)
    program = spec.argv[0]
    # by these names jupyter_client starts the Python that it runs in, whatever lies on the path by them
    ours = program in ("python", f"python{sys.version_info[0]}", f"python{sys.version_info[0]}.{sys.version_info[1]}")
    python = Path(sys.executable if ours else shutil.which(program) or program).resolve()
    if spec.argv[1:3] != ["-m", "ipykernel_launcher"] or python != Path(sys.executable).resolve():
        raise RunError(problem("RUN_008", kernel_name))


def prepare() -> None:
    """Make the shell, for this process and those forked from it."""
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")  # else the debugger warns on standard error
    if not IPKernelApp.initialized():
        app = IPKernelApp.instance()
        app.initialize(["-f", _CONNECTION, _HISTORY])  # type: ignore[no-untyped-call]
    else:  # the environment may have changed since the shell was made
        app = IPKernelApp.instance()
        shell: Any = app.shell
        shell.init_environment()
        app.init_gui_pylab()  # type: ignore[no-untyped-call]


def renew() -> None:
    """Make another shell, as if nothing had run in this process. Modules stay loaded and stay as they are."""
    loop = ensure_event_loop()
    loop.close()  # processes that share its descriptors would wake each other
    app = IPKernelApp.instance()
    for one in (app.shell, app.kernel, app):
        kind: Any = type(one)
        kind.clear_instance()
    prepare()


def imported(modules: Iterable[str]) -> None:
    """Import modules as a cell does: pandas looks for the shell then, and lays out its tables for it."""
    shell: Any = IPKernelApp.instance().shell
    with shell.builtin_trap:
        for name in modules:
            import_module(name)


def run_here(record: Record, kernel_name: str, options: dict[str, Any]) -> None:
    """Run the cells in this process, good for nothing else afterwards. Raises RunError (RUN_009) on Windows."""
    if sys.platform == "win32":
        raise RunError(problem("RUN_009", sys.platform))
    prepare()
    app = IPKernelApp.instance()
    given = {name: value for name, value in options.items() if name not in _NOT_FOR_CLIENT}
    timeout = options.get("execution_timeout") or options.get("timeout")
    with _as_kernel(app):
        _Client(record, km=_Here(app.kernel), kernel_name=kernel_name, log=logger, timeout=timeout, **given).execute()


_NOT_FOR_CLIENT = {"input_path", "start_timeout", "startup_timeout", "execution_timeout", "timeout"}


class _Client(PapermillNotebookClient):  # type: ignore[misc]  # papermill is untyped
    """papermill's client of a kernel; only a cell's time is kept otherwise, as nobody else is here to look at it."""

    def execute_cell(self, cell: NotebookNode, cell_index: int, **kwargs: Any) -> NotebookNode:
        seconds: int | None = self._get_timeout(cell) if cell.cell_type == "code" else None
        late = threading.Event()
        try:
            with _interrupted_after(seconds, late):
                done = super().execute_cell(cell, cell_index, **kwargs)
        except (Exception, KeyboardInterrupt):
            if not late.is_set():
                raise
        if seconds and late.is_set():
            cell.metadata.get("execution", {}).pop("shell.execute_reply", None)  # the reply came too late
            raise CellTimeoutError.error_from_timeout_and_cell("Cell execution timed out", seconds, cell)
        return cast(NotebookNode, done)


@contextmanager
def _interrupted_after(seconds: float | None, late: threading.Event) -> Iterator[None]:
    """Interrupt the code when its time is up, and once a second from then on, as a kernel is before it is killed."""
    if not seconds:
        yield
        return
    done, running, loop = threading.Event(), threading.get_ident(), ensure_event_loop()

    def watch() -> None:
        if done.wait(seconds):
            return
        if sys.platform == "win32":
            raise NotImplementedError  # Windows has no signal for one thread; run_here refuses to run there
        late.set()
        while not done.is_set():
            signal.pthread_kill(running, signal.SIGINT)  # sent to the process, it could wake the wrong thread
            loop.call_soon_threadsafe(bool)  # a loop that waits does not see by itself what the signal left for it
            done.wait(1)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


class _Kernel(IPythonKernel):
    """ipykernel's kernel, which is sent requests directly."""

    shell_stream = AnyTrait()  # a Wire, not a ZMQStream
    _execute_sleep = 0.0  # seconds; a kernel waits that long for its sockets

    @property
    def _supports_kernel_subshells(self) -> bool:
        return False

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """Nothing waits in a queue."""


class IPKernelApp(kernelapp.IPKernelApp):
    """The application that makes a kernel, settings and start-up files of the user included; without sockets.

    It bears the name of ipykernel's, under which settings and notebooks look for it.
    """

    kernel_class = _Kernel

    def init_connection_file(self) -> None: ...
    def write_connection_file(self, **kwargs: Any) -> None: ...
    def log_connection_info(self) -> None: ...
    def init_poller(self) -> None: ...
    def init_heartbeat(self) -> None: ...
    def init_signal(self) -> None: ...
    def init_io(self) -> None: ...

    def init_sockets(self) -> None:
        self.session = Session(parent=self, check_pid=False)
        self.session.key = b""  # nothing leaves this process, nothing is signed

    def init_kernel(self) -> None:
        kernel = _Kernel.instance(
            parent=self,
            session=self.session,
            shell_stream=Wire(self.session),
            iopub_socket=Wire(self.session),
            shell_channel_thread=SimpleNamespace(parent_thread=threading.main_thread()),
            log=self.log,
            profile_dir=self.profile_dir,
            user_ns=self.user_ns,
        )
        self.kernel = kernel


class _Here:
    """What papermill's client takes for a kernel's manager and client: it runs the code it is sent."""

    has_kernel = True
    allow_stdin = False

    def __init__(self, kernel: _Kernel) -> None:
        self._kernel = kernel
        self._session = cast(Session, kernel.session)
        self.shell_channel, self.iopub_channel = kernel.shell_stream, kernel.iopub_socket

    def client(self) -> _Here:
        return self

    def start_channels(self) -> None: ...
    def wait_for_ready(self, timeout: float | None = None) -> None: ...

    def is_alive(self) -> bool:
        return True

    def kernel_info(self) -> str:
        """Ask for the language; the answer lies on the channel at once."""
        request = self._session.msg("kernel_info_request")
        content = {"language_info": self._kernel.language_info}
        self._session.send(self._kernel.shell_stream, "kernel_info_reply", content, parent=request)
        return str(request["header"]["msg_id"])

    async def execute(self, code: str, *, store_history: bool = True, stop_on_error: bool = True) -> str:
        """Run a cell; what it said and the reply lie on the channels afterwards."""
        kernel = self._kernel
        kernel.io_loop = IOLoop.current()
        content = {
            "code": code,
            "silent": False,
            "store_history": store_history,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": stop_on_error,
        }
        request = self._session.msg("execute_request", content)
        await kernel.dispatch_shell([Message(part) for part in self._session.serialize(request)])
        return str(request["header"]["msg_id"])


@contextmanager
def _as_kernel(app: IPKernelApp) -> Iterator[None]:
    """This process as that of a kernel: its streams, its ``__main__``, its arguments; random numbers of its own."""
    import ipykernel_launcher  # type: ignore[import-untyped]

    numpy = sys.modules.get("numpy")
    if numpy and "numpy.random" in sys.modules:
        numpy.random.seed()  # Python seeds its own numbers anew after a fork, numpy does not
    shell: Any = app.shell
    saved = sys.modules["__main__"], sys.argv, sys.stdout, sys.stderr
    with ExitStack() as stack:
        texts = [stack.enter_context(captured(number)) for number in (1, 2)]
        out, err = (
            Stream(app.session, app.kernel.iopub_socket, name, text)
            for name, text in zip(("stdout", "stderr"), texts, strict=True)
        )
        out.together = err.together = [out, err]
        sys.modules["__main__"] = shell.user_module
        sys.argv = [str(ipykernel_launcher.__file__), "-f", _CONNECTION, _HISTORY]
        sys.stdout, sys.stderr = out, err
        try:
            yield
        finally:
            sys.modules["__main__"], sys.argv, sys.stdout, sys.stderr = saved
