"""Processes of their own that the page starts: a form opened in its JupyterLab, work that takes long.

They take what they do on standard input and answer in lines of JSON; ``isoaudit/start/__main__.py`` is their other end.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from isoaudit.errors import Problem, RunError, problem
from isoaudit.form.page import Job, Line, Made
from isoaudit.start.remedies import on_page

_PATIENCE = 120.0
"""Seconds until a form must have opened."""


def begin(order: Mapping[str, Any]) -> subprocess.Popen[str]:
    """Start a process with its order; it has nothing of the kernel that starts it."""
    given = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER_", "JPY_", "IPYTHON"))}
    kept = {name: os.environ[name] for name in ("JUPYTER_DATA_DIR", "JUPYTER_PLATFORM_DIRS") if name in os.environ}
    apart: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        apart = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    child = subprocess.Popen(
        [sys.executable, "-m", "isoaudit.start"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        env={**given, **kept, "PYTHONIOENCODING": "utf-8"},
        **apart,
    )
    assert child.stdin
    child.stdin.write(json.dumps(order))
    child.stdin.close()
    return child


def answer(child: subprocess.Popen[str]) -> dict[str, Any]:
    """The next line of a process. Raises RunError: what it was refused for, or START_008 where it ended unsaid."""
    assert child.stdout
    line = child.stdout.readline()
    if not line:
        raise RunError(problem("START_008", "isoaudit"))
    said: dict[str, Any] = json.loads(line)
    if problems := said.get("problems"):
        raise RunError([Problem(**one) for one in problems])
    return said


def opened(order: Mapping[str, Any]) -> str:
    """The address of a form that another process opens and guards. Raises RunError, as the launcher does."""
    child = begin({"do": "open", **order})
    late = threading.Timer(_PATIENCE, child.kill)
    late.start()
    try:
        return str(answer(child)["url"])
    finally:
        late.cancel()
        if child.stdout:
            child.stdout.close()


class Jobs:
    """The work that goes on beside a page, one at a time, and what came of it last."""

    def __init__(self, folder: Path, ended: Callable[[], None] = lambda: None) -> None:
        self._folder, self._ended = folder, ended
        self._lock = threading.Lock()
        self._jobs: list[Job] = []
        self._number = 0

    def shown(self) -> tuple[Job, ...]:
        """What runs, or ended last."""
        with self._lock:
            return tuple(self._jobs)

    @property
    def running(self) -> bool:
        """Whether something runs."""
        return any(job.running for job in self.shown())

    def start(self, title: str, order: Mapping[str, Any]) -> None:
        """Begin work. Raises RunError (START_009) while other work runs: both would write to ``out``."""
        with self._lock:
            if busy := next((job for job in self._jobs if job.running), None):
                raise RunError(problem("START_009", busy.title))
            self._number += 1
            self._jobs = [Job(f"{os.getpid()}-{self._number}", title)]
        child = begin({"do": "job", "folder": str(self._folder), **order})
        threading.Thread(target=self._follow, args=(child,), daemon=True).start()

    def _follow(self, child: subprocess.Popen[str]) -> None:
        try:
            while "lines" not in (said := answer(child)):
                self._now(done=int(said["done"]), of=int(said["of"]))
            lines = tuple(Line(text, tone) for text, tone in said["lines"])
            made = tuple(Made(name, path) for name, path in said["made"])
        except RunError as error:
            lines = tuple(Line(" ".join((one.what, one.remedy)), "bad") for one in map(on_page, error.problems))
            made = ()
        finally:
            child.wait()
            if child.stdout:
                child.stdout.close()
        self._now(running=False, lines=lines, made=made)
        self._ended()

    def _now(self, **news: Any) -> None:
        with self._lock:
            self._jobs = [replace(self._jobs[0], **news)]
