"""Where programmes lie: the one a folder is inside of, those directly below it. Nothing of them is read here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

SETTINGS = "isoaudit.toml"
WORDS = "tu-ngu.toml"
"""What the office calls things in its own tables."""
_MOST_LEVELS = 30
_MOST_BELOW = 1000
"""Names in a folder that are looked at for programmes."""


def programme_above(folder: Path) -> Path | None:
    """The nearest programme that ``folder`` is or lies in, as git finds a repository; None: there is none.

    The search ends where another disk begins. Above ``folder`` itself, settings of another user do not count: in a
    folder that many may write to, anybody could put some that name their own database.
    """
    try:
        here = folder.resolve()
        disk = here.stat().st_dev
        if (here / SETTINGS).is_file():
            return here
        for parent in islice(here.parents, _MOST_LEVELS):
            if parent.stat().st_dev != disk:
                return None
            if (parent / SETTINGS).is_file():
                return parent if _is_own(parent / SETTINGS) else None
    except (OSError, RuntimeError, ValueError):  # a folder without rights, one that was removed, links in a ring
        pass
    return None


def programme_around(folder: Path) -> Path | None:
    """The programme in which a folder would lie that is to be made; None: there is none."""
    try:
        parents = folder.absolute().parents
        there = next((parent for parent in parents if parent.is_dir()), None)
    except (OSError, ValueError):
        return None
    return programme_above(there) if there else None


def programmes_below(folder: Path) -> list[Path]:
    """The programmes that lie directly in ``folder``, by name."""
    return sorted(_below(folder))


def _below(folder: Path) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            for entry in islice(entries, _MOST_BELOW):
                if entry.is_dir(follow_symlinks=False) and (Path(entry.path) / SETTINGS).is_file():
                    yield Path(entry.path)
    except OSError:
        return


def _is_own(path: Path) -> bool:
    """Whether this user owns a file; Windows, where folders keep others out, does not say it so."""
    return not hasattr(os, "geteuid") or path.stat().st_uid == os.geteuid()
