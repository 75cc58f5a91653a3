"""The files in ``out`` in which a person worked: all that cannot be made again from the data."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from isoaudit.files import is_link, parse_json, read_bounded
from isoaudit.papers.in_folder import remembered
from isoaudit.papers.laid import MEMORY, read_memory
from isoaudit.runs.edited import Known, sha256
from isoaudit.runs.results import Stamp

_HELD_BY_EXCEL = "~$"
_DIGITS = 16
"""Of the SHA-256 of a file dropped on the start page: the name of the folder in which its copy lies."""


def edited_files(out: Path, kept: Collection[str]) -> Iterator[Path]:
    """The papers and notebooks below ``out`` that are not as isoaudit wrote them.

    In a folder of letters that lie ready also the workbooks: numbers are typed into its book. Not those that nobody
    worked in: copies of files the programme keeps (``kept``: SHA-256) or that were dropped on the start page, and the
    notebooks that are forms, whose every edit is in the database. Raises OSError for what cannot be read.
    """
    if not out.is_dir() or is_link(out):
        return
    for folder in sorted(out.iterdir()):
        if folder.name.startswith(".") or is_link(folder) or not folder.is_dir():
            continue
        known, laid = _known(folder), (folder / MEMORY).is_file()
        endings = {".docx", ".ipynb", ".xlsx"} if laid else {".docx", ".ipynb"}
        for path in _files(folder):
            if path.suffix.lower() not in endings:
                continue
            digest = sha256(path)
            of_ours = digest in known.get(path.relative_to(folder).as_posix(), ())
            if digest and not of_ours and not (digest in kept or _is_dropped(path, digest) or _is_form(path)):
                yield path


def _known(folder: Path) -> Known:
    """SHA-256 of all we wrote in a folder of ``out``, by name."""
    known = dict(remembered(folder))
    for stamp in folder.glob("*.stamp.json"):
        known |= Stamp.read(stamp).notebooks
    return known | {name: (*one.made, one.coming) for name, one in read_memory(folder).items()}


def _files(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):  # follows no link
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found = (Path(place, name) for name in sorted(names) if not name.startswith((".", _HELD_BY_EXCEL)))
        yield from (path for path in found if path.is_file() and not is_link(path))


def _is_dropped(path: Path, digest: str) -> bool:
    return path.parent.name == digest[:_DIGITS]


def _is_form(path: Path) -> bool:
    """Whether a notebook is one that ``isoaudit open`` prepares anew each time."""
    if path.suffix.lower() != ".ipynb":
        return False
    try:
        return bool(parse_json(read_bounded(path))["metadata"]["isoaudit"]["when"] == "opened")
    except (ValueError, KeyError, TypeError):
        return False
