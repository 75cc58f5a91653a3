"""``isoaudit open`` as tests run it: the installed command, in a process of its own."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import Page


def figure(what: str, began: float) -> None:
    """Print how long something took, for who reads with ``-s``."""
    sys.stdout.write(f"\n{what}: {time.monotonic() - began:.1f} s\n")


def until(page: Page, seen: Callable[[], Any], seconds: float = 40) -> Any:
    """Ask again until something is seen; the page goes on meanwhile."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := seen():
            return found
        page.wait_for_timeout(50)
    raise AssertionError("not seen in time")


class Opened:
    """``isoaudit open`` of an inspection, or another command that opens a page, running."""

    def __init__(self, folder: Path, *words: str, command: str = "open") -> None:
        script = Path(sys.executable).with_name("isoaudit")
        line = [str(script), "-C", str(folder), command, *words, "--no-browser"]
        self.began = time.monotonic()
        self.process = subprocess.Popen(line, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        assert self.process.stdout
        self.said = self.process.stdout.readline() + self.process.stdout.readline()
        self.url = re.findall(r"http://\S+", self.said)[0]
        self.token = self.url.partition("token=")[2]
        self.port = int(re.findall(r":(\d+)/", self.url)[0])

    def server(self) -> psutil.Process:
        """The process of JupyterLab."""
        return next(p for p in psutil.Process(self.process.pid).children() if "isoaudit.lab" in p.cmdline())

    def end(self) -> int:
        """Ctrl-C."""
        self.process.send_signal(signal.SIGINT)
        return self.status()

    def status(self) -> int:
        """How the command ended, which it is about to."""
        self.process.communicate(timeout=30)
        return self.process.returncode
