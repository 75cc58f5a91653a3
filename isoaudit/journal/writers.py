"""Who writes: the user of the system, or whoever said at the form that it is them."""

from __future__ import annotations

import getpass
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from zoneinfo import ZoneInfo

from isoaudit.journal.sealing import Writer

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_CHOSEN = ContextVar("chosen", default="")


def writer() -> Writer:
    """Who is at the keyboard, on which machine, at what time in Vietnam.

    Where a person was chosen at the form, that one; whose account it is then stands with the machine.
    """
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # no name for this user on this machine
        user = ""
    chosen, machine = _CHOSEN.get(), platform.node()
    device = ", ".join(filter(None, (machine, user))) if chosen else machine
    return Writer(chosen or user, device, datetime.now(ZONE).isoformat(timespec="seconds"))


@contextmanager
def written_by(name: str) -> Iterator[None]:
    """What is written within is of the person ``name``; empty: of the user of the system."""
    token = _CHOSEN.set(name)
    try:
        yield
    finally:
        _CHOSEN.reset(token)
