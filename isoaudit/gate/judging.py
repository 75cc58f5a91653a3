"""The process that judges: started early, asked once.

great_expectations takes seconds to import and hundreds of megabytes, so a child process does it, while the caller
goes on. Whatever happens to the child, the outcome is a complete :class:`Gate` or a RunError, never a pass.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import IO, Self

from isoaudit.errors import RunError, problem
from isoaudit.files import reason
from isoaudit.gate.__main__ import NO_ENGINE
from isoaudit.gate.agreement import WHERE
from isoaudit.gate.suites import SUITES, Suite, read_suites
from isoaudit.gate.tables import TableName
from isoaudit.gate.year import Year
from isoaudit.model import Case, Gate

# -P: nothing in the folder the user stands in is taken for a library. -W: a warning of a library is no error, whatever
# PYTHONWARNINGS says.
COMMAND = (sys.executable, "-P", "-W", "ignore", "-m", "isoaudit.gate")
_SECONDS, _ROWS_A_SECOND = 120, 500  # a twentieth of the pace of an ordinary laptop


def check(cases: Iterable[Case], suites: Path = SUITES) -> Gate:
    """What the rules find in all inspections of a year. Raises as :func:`start`, :meth:`Judging.ask` and
    :meth:`Judging.answer`."""
    with start(suites) as judging:
        judging.ask(cases)
        return judging.answer()


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
        self._year: Year | None = None
        self._held = ExitStack()
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
        self._held.close()
        for pipe in (self._child.stdin, self._child.stdout, self._child.stderr):
            if pipe:
                with suppress(OSError):  # text that the child did not take any more
                    pipe.close()

    def ask(self, cases: Iterable[Case]) -> Year:
        """Go through all cases of the year once and let the child begin; to be asked once.

        The question waits in a file without a name, which is gone with this process however it ends: it holds the
        evidence of a whole year. Raises RunError (FILE_005) when there is no room for it.
        """
        try:
            question = self._held.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
            self._year = Year(cases, self._suites, question)
            question.seek(0)
        except OSError as error:
            raise RunError(problem("FILE_005", tempfile.gettempdir(), reason=reason(error))) from error
        assert self._child.stdin
        sending = Thread(target=_send, args=(question, self._child.stdin), daemon=True)
        self._child.stdin = None  # the thread closes it
        sending.start()
        self._held.callback(sending.join)
        return self._year

    def answer(self) -> Gate:
        """What was found in the cases asked about, once the child has judged them.

        Raises RunError when great_expectations is missing (GATE_001), the process died (002) or was late (003), and as
        :meth:`Year.gate`.
        """
        assert self._year, "asked first"
        seconds = _SECONDS + self._year.rows / _ROWS_A_SECOND if self._timeout is None else self._timeout
        try:
            payload, complaints = self._child.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise RunError(problem("GATE_003", WHERE, seconds=round(seconds))) from None
        status = self._child.returncode
        if status:
            complaint = RuntimeError(complaints.decode("utf-8", "replace"))
            if status == NO_ENGINE:
                raise RunError(problem("GATE_001", WHERE, reason="thiếu thư viện great_expectations")) from complaint
            raise RunError(problem("GATE_002", WHERE, code=status)) from complaint
        return self._year.gate(payload)


def _send(question: IO[bytes], child: IO[bytes]) -> None:
    """Hand the question to the child as fast as it reads; one that ended early says so by its exit status."""
    with suppress(OSError), child:
        shutil.copyfileobj(question, child, 1 << 16)
