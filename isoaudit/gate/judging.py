"""The process that judges: started early, asked once.

great_expectations takes seconds to import and hundreds of megabytes, so a child process does it, while the caller
goes on. Whatever happens to the child, the outcome is a complete :class:`Gate` or a RunError, never a pass.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from isoaudit.errors import RunError, problem
from isoaudit.files import reason
from isoaudit.gate.__main__ import NO_ENGINE
from isoaudit.gate.asking import WHERE, Asking
from isoaudit.gate.suites import SUITES, Suite, read_suites
from isoaudit.gate.tables import TableName
from isoaudit.model import Case, Gate

# -P: nothing in the folder the user stands in is taken for a library.
COMMAND = (sys.executable, "-P", "-m", "isoaudit.gate")
_SECONDS, _ROWS_A_SECOND = 120, 500  # a twentieth of the pace of an ordinary laptop


def check(cases: Iterable[Case], suites: Path = SUITES) -> Gate:
    """What the rules find in all inspections of a run. Raises as :func:`start` and :meth:`Judging.judge`."""
    with start(suites) as judging:
        return judging.judge(cases)


def start(suites: Path = SUITES, *, timeout: float | None = None) -> Judging:
    """Start the process that judges, which takes seconds to be ready; ``timeout`` is in seconds, without one it grows
    with the cases.

    Raises RunError when the suites are wrong (GATE_005) or no process can be started (GATE_001).
    """
    return Judging(read_suites(suites), timeout)


class Judging:
    """The process that judges; leaving its ``with`` block ends it."""

    def __init__(self, suites: dict[TableName, Suite], timeout: float | None) -> None:
        self._suites, self._timeout = suites, timeout
        pipe = subprocess.PIPE
        try:
            self._child = subprocess.Popen(COMMAND, stdin=pipe, stdout=pipe, stderr=pipe)
        except OSError as error:
            raise RunError(problem("GATE_001", WHERE, reason=reason(error))) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._child.poll() is None:
            self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout, self._child.stderr):
            if pipe:
                with suppress(OSError):  # what was not written yet
                    pipe.close()

    def judge(self, cases: Iterable[Case]) -> Gate:
        """What is found in these cases, which are gone through more than once; to be asked once.

        Raises RunError when great_expectations is missing (GATE_001), the process died (002), was late (003) or
        answered incompletely (004), when an expectation is unfit (005), and for what is false in the data themselves
        (006 and on); FILE_005 when there is no room for the question.
        """
        with tempfile.TemporaryDirectory(prefix="isoaudit-") as folder:
            paper = Path(folder) / "question"
            try:
                with paper.open("xb") as stream:
                    asking = Asking(cases, self._suites, stream)
            except OSError as error:
                raise RunError(problem("FILE_005", folder, reason=reason(error))) from error
            seconds = _SECONDS + asking.rows / _ROWS_A_SECOND if self._timeout is None else self._timeout
            try:
                said, complaints = self._child.communicate(str(paper).encode(), seconds)
            except subprocess.TimeoutExpired:
                raise RunError(problem("GATE_003", WHERE, seconds=round(seconds))) from None
        status = self._child.returncode
        if status:
            complaint = RuntimeError(complaints.decode("utf-8", "replace"))
            if status == NO_ENGINE:
                raise RunError(problem("GATE_001", WHERE, reason="thiếu thư viện great_expectations")) from complaint
            raise RunError(problem("GATE_002", WHERE, code=status)) from complaint
        return asking.gate(said)
