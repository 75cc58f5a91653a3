"""The folders of letters that lie ready, as they are: what the program wrote there, and what a person edited.

Nothing is changed here. The folders are laid by :mod:`isoaudit.work.issuing`; ``.isoaudit.json`` in each keeps the
SHA-256 of each file that was written.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from isoaudit.files import is_link, parse_json, read_bounded

FOLDER = "Phát hành"
"""How the names of the folders begin that lie below ``out``."""
FORMS = "Phiếu"
"""The folder of the reply forms that are sent with them."""
REQUESTS = "Đề nghị"
"""The folder of the request for reports and the outlines that are sent with it."""
_NO_RESULTS = (f"{FORMS}/", f"{REQUESTS}/")
"""What lies in these is the letter of no single inspection."""
MEMORY = ".isoaudit.json"
_LARGEST_MEMORY = 50_000_000
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(slots=True)
class Written:
    """A file we wrote."""

    of: str
    """The inspection whose letter it is; empty: of all."""
    made: tuple[str, ...] = ()
    """SHA-256 of what we wrote last under this name, then of what it replaced."""
    coming: str = ""
    """SHA-256 of what is about to be written; noted before, so that a program that is killed knows its own later."""
    source: str = ""
    """Of a file beside another: SHA-256 of what was to be placed, if what is there was made of it."""

    def wrote(self, there: str | None) -> bool:
        """Whether what lies there is from us and was not edited since."""
        return there in self.made or (there is not None and there == self.coming)


def letters_in(folder: Path) -> dict[str, Path]:
    """The Word file of each letter that lies in a folder, by its key, as a person edited it where one did.

    Nothing is changed there: somebody may be laying letters into it.
    """
    names = {
        one.of: folder / name
        for name, one in (() if is_link(folder) else read_memory(folder).items())
        if one.of and not one.source and name.endswith(".docx") and not name.startswith(_NO_RESULTS)
    }
    return {of: path for of, path in names.items() if not is_link(path) and path.is_file()}


def read_memory(folder: Path) -> dict[str, Written]:
    """What we wrote in a folder. Unreadable counts as nothing, so that nothing is overwritten."""
    try:
        noted = parse_json(read_bounded(folder / MEMORY, _LARGEST_MEMORY))
        files = noted["files"].items()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return {name: found for name, one in files if _is_inside(name) and (found := _one(one))}


def _one(noted: Any) -> Written | None:
    if not isinstance(noted, dict) or not isinstance(noted.get("of"), str) or not isinstance(noted.get("made"), list):
        return None
    made = tuple(str(digest) for digest in noted["made"] if _DIGEST.fullmatch(str(digest)))
    written = Written(noted["of"], made, *(str(noted.get(name, "")) for name in ("coming", "source")))
    return written if written.made or written.coming else None


def _is_inside(name: str) -> bool:
    """Whether a name noted is of the folder or a folder of it: nothing else is ever taken away."""
    parts = PurePosixPath(name).parts
    return 0 < len(parts) <= 2 and ".." not in parts and not re.search(r'[\\:*?"<>|\x00]|^/', name)


def edited_letters(out: Path) -> Mapping[str, tuple[Path, ...]]:
    """The letters below ``out`` that a person edited where they lie ready, by their keys, oldest first."""
    found: dict[str, list[Path]] = {}
    for memory in sorted(out.glob(f"{FOLDER}*/{MEMORY}")):
        folder = memory.parent
        for name, one in () if is_link(folder) else read_memory(folder).items():
            path = folder / name
            if one.of and name.endswith(".docx") and not name.startswith(_NO_RESULTS) and _is_edited(path, one):
                found.setdefault(one.of, []).append(path)
    return {of: tuple(sorted(paths, key=lambda path: path.stat().st_mtime_ns)) for of, paths in found.items()}


def _is_edited(path: Path, written: Written) -> bool:
    if is_link(path) or not path.is_file():
        return False
    return not written.wrote(hashlib.sha256(read_bounded(path)).hexdigest())
