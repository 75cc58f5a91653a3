"""A workbook of the rows of a page, in ``out``: made again only of other rows, never over what a person typed in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from isoaudit.errors import IsoAuditError, Problem, problem
from isoaudit.files import parse_json, read_bounded, reason, write_whole
from isoaudit.runs.edited import Known, ours, place_for, sha256


@dataclass(frozen=True, slots=True)
class Written:
    """What became of page and workbook."""

    page: Path
    book: Path | None
    """The workbook with these rows; None: it could not be written."""
    edited: bool = False
    """Whether a person worked in the earlier workbook, which stays: the new one has another name."""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class ListBook:
    """A workbook by its name, and the file beside it that says what was written last and of what."""

    name: str
    memory: str

    def write(self, out: Path, made_of: object, make: Callable[[], bytes]) -> tuple[str, Sequence[Problem]]:
        """Write the workbook where nothing of a person lies; its name.

        ``made_of`` is all it is made of: it is not made again of the same. Where it cannot be written, as when Excel
        has it open, there is no name but the problem (FILE_005).
        """
        try:
            return self._write(out, made_of, make), ()
        except IsoAuditError as error:
            return "", error.problems
        except OSError as error:
            return "", [problem("FILE_005", str(out / self.name), reason=reason(error))]

    def note(self, name: str, problems: Iterable[Problem]) -> str:
        """What a page says of the workbook that became ``name``; empty where nothing is to be known of it."""
        if not name:
            why = " ".join(found.what for found in problems)
            return f"Bảng Excel chưa làm mới được: {why} Bảng đang có là của lần trước."
        return f"Bảng {self.name} đã được sửa tay nên giữ nguyên; bảng mới là {name}." if name != self.name else ""

    def _write(self, out: Path, made_of: object, make: Callable[[], bytes]) -> str:
        digest = _digest_of(made_of)
        memory = _Memory.read(out / self.memory)
        if memory.made_of == digest and (name := memory.lies_in(out, self.name)):
            return name
        data = make()
        name = place_for(out, self.name, data, memory.known)
        old = [path for path in ours(out, memory.known) if path.name != name]
        digests = (hashlib.sha256(data).hexdigest(), sha256(out / name))
        # Both are noted before the file is replaced: after a kill in between either is known to be ours.
        known = {name: tuple(dict.fromkeys(digest for digest in digests if digest))}
        _Memory("", known).write(out / self.memory)
        write_whole(out / name, data)
        for path in old:
            path.unlink()
        _Memory(digest, {name: digests[:1]}).write(out / self.memory)
        return name


def _digest_of(made_of: object) -> str:
    """A mark of what a workbook is made of, and of the program that makes it."""
    from isoaudit.runs.results import package

    return hashlib.sha256(repr((made_of, package())).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Memory:
    """What was written last, and of what."""

    made_of: str
    known: Known

    def lies_in(self, out: Path, wanted: str) -> str:
        """The name of what was written last, where it lies there as written and could go nowhere better; or nothing."""
        named = (name for name, marks in self.known.items() if sha256(out / name) in marks)
        return next((name for name in named if name == wanted or (out / wanted).exists()), "")

    @classmethod
    def read(cls, path: Path) -> _Memory:
        try:
            read = parse_json(read_bounded(path))
            known: Mapping[str, list[str]] = read["known"]
            return cls(str(read["made_of"]), {str(name): tuple(map(str, marks)) for name, marks in known.items()})
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls("", {})

    def write(self, path: Path) -> None:
        write_whole(path, json.dumps({"made_of": self.made_of, "known": self.known}, indent=1).encode())
