"""The folder of letters that lie ready: what we wrote there, and that nothing of anybody else is written over.

``.isoaudit.json`` in the folder keeps the SHA-256 of each file we wrote. A file that has another one was edited, or is
not ours: it stays, and what is new goes beside it as ``… (mới).docx``.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from isoaudit.errors import IsoAuditError, Problem, RunError, problem
from isoaudit.files import is_link, make_folder, read_bounded, reason, refuse_links, write_whole
from isoaudit.papers.laid import MEMORY, Written, read_memory
from isoaudit.papers.pdf import withdraw_stale_of
from isoaudit.work.file_names import LONGEST_PATH
from isoaudit.work.issuing.names import NOTICES, SHORTEST

_HALF_WRITTEN = re.compile(r"\.(.+)\.[0-9a-f]{8}\.tmp")
"""How :func:`isoaudit.files.write_whole` calls a file while it is being written."""
_BESIDE = 40
"""Characters of a path left for `` (mới 99)``, the ending, and the name of a file while it is being written."""

Kept = Literal["", "edited", "edited before", "foreign"]
"""Why what lay there was left: a person edited it and it is of what is current, or of something older; not ours."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where something lies now."""

    path: Path
    """The file that counts: what was to be placed, or instead of it what a person made of it."""
    kept: Kept = ""
    new: Path | None = None
    """Where what was kept is of something older, or not ours: the file beside it."""


_NOTHING = Written("")


@dataclass(slots=True)
class Folder:
    """A folder of letters; see the head of this module. Everything that goes wrong with a file is kept and told."""

    path: Path
    problems: list[Problem] = field(default_factory=list)
    _written: dict[str, Written] = field(default_factory=dict)
    _current: set[str] = field(default_factory=set)

    @classmethod
    def at(cls, path: Path) -> Folder:
        """The folder at ``path``, which need not be there.

        Raises RunError: ``ISSUE_007`` when its path is too long for names in it, ``FILE_005`` for a file,
        ``FILE_008`` for a link.
        """
        folder = cls(path)
        if path.exists() and not path.is_dir():
            raise RunError(problem("FILE_005", str(path), reason="là tệp, không phải thư mục"))
        if folder.room < SHORTEST:
            where = str(path.absolute())
            raise RunError(problem("ISSUE_007", where, length=len(where), most=folder._longest))
        refuse_links([path])
        folder._written = read_memory(path)
        folder._tidy()
        return folder

    def _tidy(self) -> None:
        """Remove what a command that was killed left half-written, and nothing else that looks like it."""
        ours = {PurePosixPath(name).name for name in self._written} | {MEMORY}
        for draft in (*self.path.glob(".*.tmp"), *self.path.glob("*/.*.tmp")):
            half = _HALF_WRITTEN.fullmatch(draft.name)
            if half and half[1] in ours and not is_link(draft):
                with suppress(OSError):
                    draft.unlink()

    @property
    def _longest(self) -> int:
        """Characters of the path of a folder in which names have the least room they need."""
        return LONGEST_PATH - len(f"/{NOTICES}/") - _BESIDE - SHORTEST

    @property
    def room(self) -> int:
        """Characters that the name of a letter may have, without its ending."""
        return self._longest + SHORTEST - len(str(self.path.absolute()))

    def expect(self, coming: Iterable[tuple[str, bytes, str]]) -> None:
        """Note what is about to be placed (name, data, inspection), all at once; what is there already is no news.

        Raises RunError (``FILE_005``, ``FILE_008``) when nothing can be written in the folder.
        """
        news = False
        for name, data, of in coming:
            digest, written = _digest(data), self._written.get(name)
            if _there(self.path / name) != digest:
                self._written[name] = Written(of, written.made if written else (), digest)
                news = True
        if news:
            self._note()

    def place(self, name: str, data: bytes, of: str = "", beside: Callable[[], bytes] | None = None) -> Placed | None:
        """Put ``data`` under ``name``, ``Thông báo/TB - Sở Nội vụ.docx``; None where that failed.

        What lies there already stays untouched if it is the same. Written by us before and edited since, it is kept;
        what is new is written beside it only if it is new to whoever edited it; ``beside`` makes it, if it is another.
        """
        try:
            return self._place(name, data, of, beside or (lambda: data))
        except IsoAuditError as error:
            self.problems += error.problems
        except OSError as error:
            self.problems.append(problem("FILE_002", str(self.path / name), reason=reason(error)))
        self._current.add(name)  # an older file may lie there: it stays, and the problem says so
        return None

    def _place(self, name: str, data: bytes, of: str, beside: Callable[[], bytes]) -> Placed:
        path, known = self.path / name, self._written.get(name)
        if self._is_free(name, data):
            self._write(name, data, of)
            return Placed(path)
        self._current.add(name)
        if known and known.made[:1] == (_digest(data),):
            return Placed(path, "edited")
        other = beside()
        for one in _beside(name):
            if self._is_free(one, other):
                self._write(one, other, of)
                self._written[one].source = _digest(data)
                break
            self._current.add(one)
            if self._written.get(one, _NOTHING).source == _digest(data):  # a person edits the newer version already
                return Placed(self.path / one, "edited")
        new = self.path / one
        return Placed(path, "edited before", new) if known and known.made else Placed(new, "foreign", new)

    def _is_free(self, name: str, data: bytes) -> bool:
        """Whether data may stand under a name: nothing there, our own unedited file, or this very one."""
        there, written = _sha256(self.path / name), self._written.get(name)
        return there in (None, _digest(data)) or (written is not None and written.wrote(there))

    def _write(self, name: str, data: bytes, of: str) -> None:
        there, digest = _sha256(self.path / name), _digest(data)
        if there != digest:
            make_folder((self.path / name).parent)
            self.expect([(name, data, of)] if self._written.get(name, _NOTHING).coming != digest else [])
            write_whole(self.path / name, data)
        before = (there,) if there and there != digest else self._written.get(name, _NOTHING).made[1:]
        self._written[name] = Written(of, (digest, *before))
        self._current.add(name)

    def withdraw(self, inspections: Iterable[str]) -> Iterator[Path]:
        """Take away the letters of these inspections that are current no more, also of an agency's former name.

        Gives those a person edited, which stay.
        """
        wanted = set(inspections)
        for name, written in list(self._written.items()):
            if name in self._current or written.of not in wanted:
                continue
            path = self.path / name
            try:
                there = _sha256(path)
                if there and not written.wrote(there):
                    yield path
                    continue
                path.unlink(missing_ok=True)
                withdraw_stale_of(path)
            except OSError as error:
                self.problems.append(problem("FILE_005", str(path), reason=reason(error)))
            except IsoAuditError as error:
                self.problems += error.problems
            else:
                del self._written[name]

    def finish(self) -> None:
        """Note what was written in the end."""
        for name, written in list(self._written.items()):
            written.coming = ""
            if not written.made:  # it was to be written, and could not be
                del self._written[name]
        if self._written or (self.path / MEMORY).is_file():
            try:
                self._note()
            except IsoAuditError as error:
                self.problems += error.problems

    def versions(self, name: str) -> Iterator[Path]:
        """The files that lie under a name and beside it, the newest last."""
        yield from (path for path in (self.path / name, *islice(self._besides(name), 100)) if path.is_file())

    def _besides(self, name: str) -> Iterator[Path]:
        return (self.path / one for one in _beside(name))

    def take_away(self, name: str) -> None:
        """Take away a file of ours that is not true any more, unless a person edited it."""
        written = self._written.get(name)
        try:
            if written and written.wrote(_sha256(self.path / name)):
                (self.path / name).unlink()
        except OSError as error:
            self.problems.append(problem("FILE_005", str(self.path / name), reason=reason(error)))

    def _note(self) -> None:
        make_folder(self.path)
        files = {name: _noted(one) for name, one in sorted(self._written.items())}
        data = json.dumps({"format": 1, "files": files}, ensure_ascii=False, indent=1).encode()
        if _there(self.path / MEMORY) != _digest(data):
            write_whole(self.path / MEMORY, data)


def _noted(one: Written) -> dict[str, Any]:
    more = {name: digest for name, digest in (("coming", one.coming), ("source", one.source)) if digest}
    return {"of": one.of, "made": one.made, **more}


def _beside(name: str) -> Iterator[str]:
    stem, ending = name.rsplit(".", 1)
    yield f"{stem} (mới).{ending}"
    number = 2
    while True:
        yield f"{stem} (mới {number}).{ending}"
        number += 1


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _there(path: Path) -> str | None:
    """As :func:`_sha256`; of what cannot be read no digest."""
    try:
        return _sha256(path)
    except OSError:
        return "unreadable"


def _sha256(path: Path) -> str | None:
    """Of a file; None where nothing is; of a link, which is never ours, no digest. Raises OSError."""
    if is_link(path):
        return "link"
    try:
        return _digest(read_bounded(path))
    except FileNotFoundError:
        return None
