"""Cells run in a fresh process of multiprocessing's fork server, for papermill's own command line."""

from __future__ import annotations

import multiprocessing
import os
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.log import logger

from isoaudit.environment import settle_for_children
from isoaudit.errors import RunError, problem
from isoaudit.runs.engine.here import run_here
from isoaudit.runs.engine.record import Record

_GRACE = 5.0  # seconds a cell that is out of time gets to stop by itself


def run_apart(record: Record, kernel_name: str, options: dict[str, Any]) -> None:
    """Run the cells in a fresh process of the fork server and keep the record of what it sends."""
    if sys.platform == "win32" or "forkserver" not in multiprocessing.get_all_start_methods():
        raise RunError(problem("RUN_009", sys.platform))
    settle_for_children()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    here, there = context.Pipe(duplex=False)
    place = str(Path.cwd()), dict(os.environ)
    plain = {name: value for name, value in options.items() if name not in ("stdout_file", "stderr_file")}
    child = context.Process(target=_apart, args=(there, record.nb, kernel_name, plain, *place))
    child.start()
    there.close()
    try:
        _follow(record, here, options)
    finally:
        child.kill()
        child.join()
        here.close()


def _follow(record: Record, here: Connection, options: dict[str, Any]) -> None:
    """Take in what the process sends until it is done. Raises what stopped it, DeadKernelError when it died."""
    files = {name: options[name] for name in ("stdout_file", "stderr_file") if options.get(name)}
    speaker = PapermillNotebookClient(record, log=logger, log_output=record.log_output, **files)
    seconds: int = options.get("execution_timeout") or options.get("timeout") or 0
    running = 0
    while True:
        cell = record.nb.cells[running]
        if not here.poll(seconds + _GRACE if seconds else None):
            record.cell_complete(cell, running)
            raise CellTimeoutError.error_from_timeout_and_cell("Cell execution timed out", seconds, cell)
        try:
            index, result = here.recv()
        except EOFError:
            record.cell_complete(cell, running)
            raise DeadKernelError("Kernel died") from None
        if index is None:
            record.nb, error = result
            if error:
                raise error
            return
        if result is None:
            running = index
            record.cell_start(record.nb.cells[index], index)
        else:
            record.nb.cells[index] = result
            for output in result.get("outputs", ()):
                speaker.log_output_message(output)


def _apart(
    there: Connection, nb: NotebookNode, kernel_name: str, options: dict[str, Any], folder: str, environ: dict[str, str]
) -> None:
    """In the fresh process: run the cells and send each."""
    os.environ.clear()
    os.environ.update(environ)  # the fork server still has the variables of the time when it started
    os.chdir(folder)
    record = Record(nb, None)
    record.start_time = record.now()
    record.on_cell = lambda index, cell: there.send((index, cell))
    error: Exception | None = None
    try:
        run_here(record, kernel_name, options)
    except Exception as stopped:
        error = stopped
    there.send((None, (record.nb, error)))
