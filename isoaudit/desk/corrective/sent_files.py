"""The evidence an agency sends beside its reply form: which file belongs to which finding."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from isoaudit.errors import ProcedureError, problem
from isoaudit.model import nfc
from isoaudit.wording.codes import code_key

_SHORTEST = 5
"""Letters of a name without its ending that may stand for the file: «1» or «anh» would be found in any text."""
_NAME = re.compile(r"[^,;:«»\"()\n]+?\.(?:pdf|docx?|xlsx?|jpe?g|png|heic|webp|zip|rar)\b", re.IGNORECASE)
_OWN = ("thumbs.db", "desktop.ini")


@dataclass(slots=True)
class SentFiles:
    """The files of a folder by the finding they belong to."""

    of_finding: dict[str, list[Path]] = field(default_factory=dict)
    """By the code of the finding; a file that several rows name belongs to each."""
    of_none: list[Path] = field(default_factory=list)
    """Files that no row names: a person says of which finding they are."""
    lacking: list[tuple[str, str]] = field(default_factory=list)
    """Code and name of what a row names and the folder does not hold."""


def sort_files(folder: Path, evidence: Mapping[str, str]) -> SentFiles:
    """Sort the files of a folder, and of those below it, by what the rows of a form say of evidence, by code.

    A file belongs to a finding where the folder it lies in is named like its code, else where the text of the row holds
    its name. Raises ProcedureError (REPLY_010) for what is no folder.
    """
    if not folder.is_dir():
        raise ProcedureError(problem("REPLY_010", str(folder)))
    found, names = SentFiles(), set[str]()
    keys = {_key(code): code for code in evidence}
    for path in _files(folder):
        names.add(_plain(path.name))
        inside = [keys[_key(part)] for part in path.relative_to(folder).parts[:-1] if _key(part) in keys]
        codes = inside[-1:] or [code for code, text in evidence.items() if _names(text, path)]
        for code in codes:
            found.of_finding.setdefault(code, []).append(path)
        if not codes:
            found.of_none.append(path)
    for code, text in evidence.items():
        named = dict.fromkeys(one.strip() for one in _NAME.findall(nfc(text)))
        found.lacking += [(code, one) for one in named if not any(_plain(one).endswith(name) for name in names)]
    return found


def _files(folder: Path) -> Iterator[Path]:
    """The files below a folder, in the order of their names; hidden ones and links are not looked at."""
    for place, below, names in os.walk(folder):
        below[:] = sorted(one for one in below if not one.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if not name.startswith((".", "~$")) and name.casefold() not in _OWN and not path.is_symlink():
                yield path


def _names(text: str, path: Path) -> bool:
    stem = path.stem if len(path.stem) >= _SHORTEST else path.name
    wanted = (re.escape(_plain(one)) for one in (path.name, stem))
    return any(re.search(rf"(?<!\w){one}(?!\w)", _plain(text)) for one in wanted)


def _plain(text: str) -> str:
    return nfc(text).casefold().strip()


def _key(code: str) -> str:
    return re.sub(r"[\s_-]", "", code_key(code))
