"""A file that a person may work in is never overwritten: what is new then lies beside it, as with letters."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from isoaudit.files import read_bounded

Known = Mapping[str, tuple[str, ...]]
"""SHA-256 of what we wrote, by name: the present file, and the one it replaced."""


def place_for(folder: Path, name: str, data: bytes, known: Known) -> str:
    """The name under which ``data`` may be written: ``name``, or ``x.new.ipynb``, ``x.new-2.ipynb``, …."""
    digest = hashlib.sha256(data).hexdigest()
    return next(one for one in _names(name) if sha256(folder / one) in (None, digest, *known.get(one, ())))


def ours(folder: Path, known: Known) -> Iterator[Path]:
    """The files we wrote and nobody changed since."""
    return (folder / name for name, digests in known.items() if sha256(folder / name) in digests)


def newest(folder: Path, name: str) -> str:
    """The last of the files that :func:`place_for` gave."""
    stem, suffix = Path(name).stem, Path(name).suffix
    found = [path.name for path in folder.glob(f"*.new*{suffix}") if path.name in _few(stem, suffix)]
    return max(found, key=lambda one: (len(one), one), default=name)


def sha256(path: Path) -> str | None:
    """Of a file; None where there is none. Raises OSError."""
    try:
        return hashlib.sha256(read_bounded(path)).hexdigest()
    except FileNotFoundError:
        return None


def _names(name: str) -> Iterator[str]:
    stem, suffix = Path(name).stem, Path(name).suffix
    yield name
    yield f"{stem}.new{suffix}"
    number = 2
    while True:
        yield f"{stem}.new-{number}{suffix}"
        number += 1


def _few(stem: str, suffix: str) -> set[str]:
    return {f"{stem}.new{suffix}", *(f"{stem}.new-{number}{suffix}" for number in range(2, 100))}
