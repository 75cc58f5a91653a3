"""Imported by the fork server alone, which takes no other order: warms it up."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
import warnings
from types import TracebackType

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before numpy: a process with threads must not be forked


def _look_for_command(*_: object) -> None:
    """End when the command that wants this server was killed: the server itself looks only once it is warm."""
    if os.getppid() != _COMMAND:
        os._exit(1)


_COMMAND = os.getppid()
_INTERRUPT = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command, which ends this server
if sys.platform != "win32":  # an alarm, no thread: see above
    signal.signal(signal.SIGALRM, _look_for_command)
    signal.setitimer(signal.ITIMER_REAL, 1, 1)

warnings.filterwarnings("ignore", module=r"IPython\.paths")  # that the home folder cannot be written to

from isoaudit.imports import jsonschema_without_addresses  # noqa: E402

jsonschema_without_addresses()  # before papermill

from isoaudit.runs.warm import warm  # noqa: E402

with contextlib.suppress(Exception):  # what fails here fails again in each job, which reports it
    warm()

if sys.platform != "win32":
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)


def _say_nothing_of_half_a_job(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A command that is killed while it hands a job over leaves half of one: nobody is there to be told."""
    if not issubclass(kind, (EOFError, pickle.UnpicklingError)):
        sys.__excepthook__(kind, error, trace)


sys.excepthook = _say_nothing_of_half_a_job

signal.signal(signal.SIGINT, _INTERRUPT)  # the server ignores it from here on, its jobs do not
