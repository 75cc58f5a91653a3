"""The other end of :mod:`isoaudit.start.children`: ``python -m isoaudit.start``, told on standard input what to do."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from isoaudit import environment
from isoaudit.errors import IsoAuditError

_GRACE = 30.0
"""Seconds a form outlives the start page that opened it: it may be started again."""


def say(said: Mapping[str, Any]) -> None:
    """A line for whoever started this process, if it is still there: the work is done all the same."""
    try:
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()
    except OSError:
        pass


def main() -> int:
    """Do what is told. Exit status: 0 done, 2 refused."""
    environment.settle()
    order = json.loads(sys.stdin.read())
    try:
        if order["do"] == "open":
            guard(order)
        else:
            from isoaudit.start.work import do_job

            do_job(order, say)
    except IsoAuditError as error:
        say({"problems": [asdict(one) for one in error.problems]})
        return 2
    return 0


def guard(order: Mapping[str, Any]) -> None:
    """Open a form, tell its address, stay until it ends or the start page is gone. Raises IsoAuditError."""
    from isoaudit.journal.programme import Programme
    from isoaudit.lab import opening

    folder = Path(order["folder"])
    of_page = Path(order["page"])
    if order["notebook"] == opening.START:
        page = opening.opened_start(folder, order["title"])
    else:
        page = opening.opened(Programme(folder), order["id"], order["title"], notebook=order["notebook"])
    with page as shown:
        say({"url": shown.url})
        if shown.guards:
            shown.wait(_wanted(of_page))


def _wanted(of_page: Path) -> Any:
    """Whether the start page that asked is there, or was until a moment ago."""
    from isoaudit.lab import server
    from isoaudit.lab.opening import place_of_start

    place, seen = place_of_start(of_page), time.monotonic()

    def wanted() -> bool:
        nonlocal seen
        instance = place.read()
        if instance is not None and server.Server(instance).runs():
            seen = time.monotonic()
        return time.monotonic() - seen < _GRACE

    return wanted


if __name__ == "__main__":
    sys.exit(main())
