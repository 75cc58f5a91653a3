"""The process that judges: started early, asked once.

great_expectations takes seconds to import and hundreds of megabytes, so a child process does it, while the caller
goes on. Whatever happens to the child, the outcome is a complete :class:`Gate` or a RunError, never a pass. What was
asked before, word for word, is not asked again where its answer was kept.
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
from isoaudit.gate.kept import KeptAnswer
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


def start(
    suites: Path = SUITES, *, timeout: float | None = None, kept: KeptAnswer | None = None, at_once: bool = True
) -> Judging:
    """Start the process that judges, which takes seconds to be ready; ``timeout`` is in seconds, without one it grows
    with the cases.

    ``kept`` is where the last answer lies and the next one will; not ``at_once``: the process is started when the
    question turns out to be another one. Raises RunError when the suites are wrong (GATE_005) or no process can be
    started (GATE_001).
    """
    judging = Judging(read_suites(suites), timeout, kept)
    if at_once:
        judging.begin()
    return judging


class Judging:
    """The process that judges; leaving its ``with`` block ends it."""

    def __init__(self, suites: dict[TableName, Suite], timeout: float | None, kept: KeptAnswer | None) -> None:
        self._suites, self._timeout, self._kept = suites, timeout, kept
        self._year: Year | None = None
        self._held = ExitStack()
        self._child: subprocess.Popen[bytes] | None = None

    def begin(self) -> subprocess.Popen[bytes]:
        """Start the process, if it was not. Raises RunError (GATE_001)."""
        if self._child is None:
            self._child = self._started()
        return self._child

    def _started(self) -> subprocess.Popen[bytes]:
        pipe = subprocess.PIPE
        try:
            return subprocess.Popen(COMMAND, stdin=pipe, stdout=pipe, stderr=pipe)
        except OSError as error:
            raise RunError(problem("GATE_001", WHERE, reason=reason(error))) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end_child()
        self._held.close()

    def _end_child(self) -> None:
        child = self._child
        if child is None:
            return
        if child.poll() is None:
            child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout, child.stderr):
            if pipe:
                with suppress(OSError):  # text that the child did not take any more
                    pipe.close()

    def ask(self, cases: Iterable[Case]) -> Year:
        """Go through all cases of the year once and let the child begin; to be asked once.

        The question waits in a file without a name, which is gone with this process however it ends: it holds the
        evidence of a whole year. Raises RunError (FILE_005) when there is no room for it.
        """
        try:
            self._question = self._held.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
            self._year = Year(cases, self._suites, self._question)
            if self._kept:
                self._kept.look_up(self._question)
        except OSError as error:
            raise RunError(problem("FILE_005", tempfile.gettempdir(), reason=reason(error))) from error
        if not (self._kept and self._kept.answer):
            self._hand_over()
        return self._year

    def _hand_over(self) -> None:
        """Let the child have the question. Raises RunError (GATE_001)."""
        child = self.begin()
        assert child.stdin
        self._question.seek(0)
        sending = Thread(target=_send, args=(self._question, child.stdin), daemon=True)
        child.stdin = None  # the thread closes it
        sending.start()
        self._held.callback(sending.join)

    def answer(self) -> Gate:
        """What was found in the cases asked about, once the child has judged them.

        Raises RunError when great_expectations is missing (GATE_001), the process died (002) or was late (003), and as
        :meth:`Year.gate`.
        """
        assert self._year, "asked first"
        if self._kept and self._kept.answer:
            try:
                return self._year.gate(self._kept.answer)
            except RunError:  # only answers without a fault are kept: this one was changed
                self._hand_over()
        payload = self._payload(self._year.rows)
        gate = self._year.gate(payload)
        if self._kept:
            self._kept.keep(payload)
        return gate

    def _payload(self, rows: int) -> bytes:
        """What the child says. Raises RunError (GATE_001 to 003)."""
        child = self.begin()
        seconds = _SECONDS + rows / _ROWS_A_SECOND if self._timeout is None else self._timeout
        try:
            payload, complaints = child.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise RunError(problem("GATE_003", WHERE, seconds=round(seconds))) from None
        if child.returncode:
            complaint = RuntimeError(complaints.decode("utf-8", "replace"))
            if child.returncode == NO_ENGINE:
                raise RunError(problem("GATE_001", WHERE, reason="thiếu thư viện great_expectations")) from complaint
            raise RunError(problem("GATE_002", WHERE, code=child.returncode)) from complaint
        return payload


def _send(question: IO[bytes], child: IO[bytes]) -> None:
    """Hand the question to the child as fast as it reads; one that ended early says so by its exit status."""
    with suppress(OSError), child:
        shutil.copyfileobj(question, child, 1 << 16)
