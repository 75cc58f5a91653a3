"""The process that judges: started early, asked once.

great_expectations takes seconds to import and hundreds of megabytes, so a child process does it, while the caller
goes on. Whatever happens to the child, the outcome is a complete :class:`Gate` or a RunError, never a pass.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self

from isoaudit.errors import RunError, problem
from isoaudit.files import reason
from isoaudit.model import Case, Gate
from isoaudit.quality.__main__ import NO_ENGINE
from isoaudit.quality.asking import WHERE, Asking
from isoaudit.quality.suites import SUITES, Suite, read_suites
from isoaudit.quality.tables import TableName

# -P: nothing in the folder the user stands in is taken for a library.
COMMAND = (sys.executable, "-P", "-m", "isoaudit.quality")
_SECONDS, _ROWS_A_SECOND = 120, 500  # a twentieth of the pace of an ordinary laptop


def check(cases: Sequence[Case], suites: Path = SUITES) -> Gate:
    """What the rules find in all inspections of a run. Raises as :func:`start` and :meth:`Judging.result`."""
    with start(cases, suites) as judging:
        return judging.result()


def start(cases: Sequence[Case], suites: Path = SUITES, *, timeout: float | None = None) -> Judging:
    """Begin to judge in a process of its own; ``timeout`` is in seconds, without one it grows with the cases.

    Raises RunError when the suites are wrong (GATE_005) or no process can be started (GATE_001).
    """
    return Judging(cases, read_suites(suites), timeout)


class Judging:
    """A judgement under way; leaving its ``with`` block early ends the process."""

    def __init__(self, cases: Sequence[Case], suites: dict[TableName, Suite], timeout: float | None) -> None:
        pipe = subprocess.PIPE
        try:
            self._child = subprocess.Popen(COMMAND, stdin=pipe, stdout=pipe, stderr=pipe)
        except OSError as error:
            raise RunError(problem("GATE_001", WHERE, reason=reason(error))) from error
        try:
            self._asking = Asking(cases, suites)
        except BaseException:
            self._end()
            raise
        self._timeout = _SECONDS + self._asking.rows / _ROWS_A_SECOND if timeout is None else timeout
        self._late = False
        self._said, self._complaints = b"", b""
        self._listener = Thread(target=self._converse, daemon=True)
        self._listener.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._child.poll() is None:
            self._child.kill()
        self._listener.join()

    def result(self) -> Gate:
        """Wait for what was found.

        Raises RunError when great_expectations is missing (GATE_001), the process died (002), was late (003) or
        answered incompletely (004), when an expectation is unfit (005), and for what is false in the data themselves
        (006 and on).
        """
        self._listener.join()
        status = self._child.returncode
        if self._late:
            raise RunError(problem("GATE_003", WHERE, seconds=round(self._timeout)))
        if status:
            complaint = RuntimeError(self._complaints.decode("utf-8", "replace"))
            if status == NO_ENGINE:
                raise RunError(problem("GATE_001", WHERE, reason="thiếu thư viện great_expectations")) from complaint
            raise RunError(problem("GATE_002", WHERE, code=status)) from complaint
        return self._asking.gate(self._said)

    def _converse(self) -> None:
        try:
            self._said, self._complaints = self._child.communicate(self._asking.question, self._timeout)
        except subprocess.TimeoutExpired:
            self._late = True
            self._end()

    def _end(self) -> None:
        """Kill the process and let go of its pipes."""
        self._child.kill()
        self._child.communicate()
