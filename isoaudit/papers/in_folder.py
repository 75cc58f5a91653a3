"""The papers in the folder of an inspection: nothing edited is overwritten, what is no longer true is taken away.

Here no paper is made (``render.py``), so that a command that only clears up loads no engine of Word documents.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from isoaudit.errors import RunError, problem
from isoaudit.files import is_link, parse_json, read_bounded, reason, write_whole
from isoaudit.papers import pdf

_MEMORY = "written.json"
LETTER = "notice"
"""The file of the letter on the result, whichever of the two it is."""


def find_template(name: str, out: Path) -> Path:
    """The office's own template if the programme of ``out`` (``PROGRAMME/out/ID``) has one, else the packaged one.

    Raises :class:`RunError` (``TEMPLATE_003``) when there is neither.
    """
    own = out.resolve().parent.parent / "templates" / f"{name}.docx"
    packaged = Path(str(files(__package__).joinpath("templates", f"{name}.docx")))
    for path in (own, packaged):
        if path.is_file():
            return path
    raise RunError(problem("TEMPLATE_003", "templates", value=f"{name}.docx"))


def write_file(data: bytes | None, stem: str, out: Path, ending: str = "docx") -> tuple[str, ...]:
    """The same for a file that is made already, ``stem.xlsx``: also beside a paper of this name."""
    ours = remembered(out)
    new: dict[str, bytes] = {}
    if data is not None:
        new = {next(name for name in _names(stem, ending) if _free(out / name, ours.get(name, ()), data)): data}
    kept = {name: digests for name, digests in ours.items() if not _is_of(stem, name, ending)}
    for name in ours.keys() - kept.keys() - new.keys():
        _withdraw(out / name, ours[name])
    there = {name: _sha256(out / name) for name in new}
    # Both the draft that lies there and the new one are noted before anything is written: if the program is killed
    # in between, the next one recognizes whichever of them it finds.
    kept |= {name: tuple(dict.fromkeys(m for m in (_digest(data), there[name]) if m)) for name, data in new.items()}
    if kept != ours:
        write_whole(out / _MEMORY, json.dumps(kept, indent=1, sort_keys=True).encode())
    for name, data in new.items():
        if there[name] != _digest(data):
            write_whole(out / name, data)
    pdf.withdraw_stale(out)
    return tuple(new)


def withdraw_letters(out: Path) -> None:
    """Take away the draft letters in ``out`` that nobody edited: what they say is no longer known to be true."""
    for name, ours in remembered(out).items():
        if _is_of(LETTER, name):
            _withdraw(out / name, ours)
    pdf.withdraw_stale(out)


def _names(stem: str, ending: str) -> Iterator[str]:
    yield f"{stem}.{ending}"
    yield f"{stem}.new.{ending}"
    number = 2
    while True:
        yield f"{stem}.new-{number}.{ending}"
        number += 1


def is_letter(name: str) -> bool:
    """Whether a file of this name is the letter on the result, as we wrote it or as a person edited it."""
    return _is_of(LETTER, name)


def edited_papers(stem: str, out: Path) -> tuple[Path, ...]:
    """The files of a paper of this name that a person edited, the one edited last at the end."""
    if not out.is_dir():
        return ()
    ours = remembered(out)
    there = [path for path in out.iterdir() if _is_of(stem, path.name) and not is_link(path) and path.is_file()]
    edited = [path for path in there if _sha256(path) not in ours.get(path.name, ())]
    return tuple(sorted(edited, key=lambda path: (path.stat().st_mtime_ns, path.name)))


def _is_of(stem: str, name: str, ending: str = "docx") -> bool:
    return re.fullmatch(rf"{re.escape(stem)}(\.new(-\d+)?)?\.{ending}", name) is not None


def _free(path: Path, ours: tuple[str, ...], data: bytes) -> bool:
    """Whether the letter may stand here: nothing there, our own unedited file, or this very letter."""
    return _sha256(path) in (None, *ours, _digest(data))


def _withdraw(path: Path, ours: tuple[str, ...]) -> None:
    if _sha256(path) in ours:
        try:
            path.unlink()
        except OSError as error:
            raise RunError(problem("FILE_005", str(path), reason=reason(error))) from error


def remembered(out: Path) -> dict[str, tuple[str, ...]]:
    """The SHA-256 of what we wrote, by name: the draft, and the one it replaced.

    Unreadable counts as nothing, so that nothing is overwritten.
    """
    try:
        written = parse_json(read_bounded(out / _MEMORY))
    except (OSError, ValueError):
        return {}
    name_of_paper = re.compile(r"[A-Za-z0-9_-]+(\.new(-\d+)?)?\.(docx|xlsx)")
    items = written.items() if isinstance(written, dict) else ()
    # Early versions wrote one digest instead of a list.
    listed = {name: [digests] if isinstance(digests, str) else digests for name, digests in items}
    return {
        name: tuple(str(digest) for digest in digests)
        for name, digests in listed.items()
        if name_of_paper.fullmatch(name) and isinstance(digests, list)
    }


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _sha256(path: Path) -> str | None:
    try:
        return _digest(read_bounded(path))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RunError(problem("FILE_002", str(path), reason=reason(error))) from error
