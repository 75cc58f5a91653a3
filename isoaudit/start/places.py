"""Where a backup may go: a stick that is plugged in, or beside the programme; where workbooks go that are given out;
and how a folder is shown to a person."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from isoaudit.errors import RunError, problem
from isoaudit.files import make_folder, reason
from isoaudit.journal.programme import Programme
from isoaudit.wording import label

_REMOVABLE = ("/media/", "/run/media/", "/mnt/", "/Volumes/")


def destinations(folder: Path) -> list[tuple[Path, str]]:
    """The folders a backup can go to, best first, each in words."""
    import psutil

    found = []
    for disk in psutil.disk_partitions(all=False):
        stick = "removable" in disk.opts.split(",") or disk.mountpoint.startswith(_REMOVABLE)
        if stick and os.access(disk.mountpoint, os.W_OK):
            found.append((Path(disk.mountpoint), label("start_place", "stick").format(place=disk.mountpoint)))
    beside = folder.parent / label("start_place", "folder")
    return [*found, (beside, label("start_place", "beside").format(place=beside))]


def ready(folder: Path, to: str) -> Path:
    """The folder chosen, made where it is the one beside the programme. Raises RunError (START_004, FILE_005)."""
    for path, _ in destinations(folder):
        if str(path) == to:
            if not path.is_dir():
                make_folder(path)
            return path
    raise RunError(problem("START_004", to or str(folder)))


def fresh(programme: Programme, stem: str, suffix: str = ".xlsx") -> Path:
    """A name for a workbook that is not taken: one that a person has begun to fill in is not overwritten.

    It lies outside ``out``, which may be thrown away, so that a backup has what was filled in.
    """
    place = (programme.folder if suffix == ".xlsx" else programme.out) / label("start_place", "exports")
    make_folder(place)
    ends = ["", *(f" ({n})" for n in range(2, 1000))]
    return next(path for end in ends if not (path := place / f"{stem}{end}{suffix}").exists())


def show_folder(path: Path) -> None:
    """Show a folder in the file manager of this machine. Raises RunError (START_005)."""
    try:
        if sys.platform == "win32":
            os.startfile(path)
            return
        opener = shutil.which("xdg-open") or shutil.which("open")
        if opener is None:
            raise RunError(problem("START_005", str(path), said="xdg-open"))
        subprocess.Popen(
            [opener, str(path)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    except OSError as error:
        raise RunError(problem("START_005", str(path), said=reason(error))) from error
