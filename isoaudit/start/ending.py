"""The end of a start page, asked for on the page itself: nobody who came by a shortcut has a terminal to close."""

from __future__ import annotations

import threading
from pathlib import Path

from isoaudit.lab import server
from isoaudit.lab.opening import place_of_start

_SOON = 1.5
"""Seconds in which the answer reaches the browser."""


def close_soon(folder: Path) -> None:
    """Let the JupyterLab of a start page end; the forms opened from it end after it."""
    place = place_of_start(folder)

    def close() -> None:
        if instance := place.read():
            server.Server(instance).stop()

    timer = threading.Timer(_SOON, close)
    timer.daemon = True
    timer.start()
