"""Files on their way from the browser: taken in pieces, compared by SHA-256 at both ends, or nothing is left."""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from isoaudit.errors import ProcedureError, RunError, problem
from isoaudit.files import for_owner, make_folder, reason

LARGEST = 50_000_000
"""Bytes a file may have, as :data:`isoaudit.desk.acts.filing.LARGEST` says; the browser refuses a larger one unread."""
PIECE = 1 << 20
"""Bytes of one piece at most."""
_KEPT_ANSWERS = 64


@dataclass(slots=True)
class _Part:
    """A file of which a part has come."""

    path: Path
    have: int = 0
    digest: Any = field(default_factory=hashlib.sha256)


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece as the browser sends it."""

    upload: str
    record: str
    name: str
    size: int
    offset: int
    sha256: str
    data: bytes

    @classmethod
    def of(cls, content: dict[str, Any], buffers: list[Any]) -> Piece:
        """The message ``chunk``. Raises KeyError, ValueError when it is no such message."""
        data = bytes(buffers[0]) if buffers else b""
        size, offset = int(content["size"]), int(content["offset"])
        if len(data) > PIECE or offset < 0:
            raise ValueError("not a piece")
        words = {name: str(content[name]) for name in ("upload", "record", "name", "sha256")}
        return cls(size=size, offset=offset, data=data, **words)


class Uploads:
    """The files that are coming in, by the id that the browser gave each."""

    def __init__(self, keep: Callable[[Path, str, str], Any], folder: Path | None = None) -> None:
        """``keep`` takes the whole file, its name and its record, once; ``folder``: where the parts lie meanwhile."""
        self._keep = keep
        self._folder = folder
        self._parts: dict[str, _Part] = {}
        self._answers: dict[str, Any] = {}

    def take(self, piece: Piece) -> tuple[int, Any]:
        """Take a piece: how many bytes there are now, and what ``keep`` gave after the last one (before it: None).

        A piece that does not go on where the others ended is left: the browser goes on from the number it is told.
        After a refusal nothing is left of the file. Raises ProcedureError: ``ACT_011`` (empty), ``ACT_012`` (too
        large), ``FORM_002`` (came otherwise than it was sent); RunError (``FILE_005``); what ``keep`` raises.
        """
        if piece.upload in self._answers:  # the answer was lost on its way
            return piece.size, self._answers[piece.upload]
        try:
            part = self._part(piece)
            if piece.offset == part.have:
                self._add(part, piece.data)
            if part.have < piece.size:
                return part.have, None
            kept = self._finish(part, piece)
        except BaseException:
            self.drop(piece.upload)
            raise
        self.drop(piece.upload)
        self._answers[piece.upload] = kept
        if len(self._answers) > _KEPT_ANSWERS:
            del self._answers[next(iter(self._answers))]
        return piece.size, kept

    def drop(self, upload: str) -> None:
        """Throw away what came of a file."""
        if part := self._parts.pop(upload, None):
            with suppress(OSError):
                part.path.unlink(missing_ok=True)

    def _part(self, piece: Piece) -> _Part:
        if piece.size == 0:
            raise ProcedureError(problem("ACT_011", piece.name))
        if piece.size > LARGEST:
            size = f"{piece.size / 1_000_000:.1f}".replace(".", ",")
            raise ProcedureError(problem("ACT_012", piece.name, size=size, most=LARGEST // 1_000_000))
        if piece.upload not in self._parts:
            self._parts[piece.upload] = _Part(self._new_path())
        return self._parts[piece.upload]

    def _new_path(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="isoaudit-"))
        make_folder(self._folder)
        return self._folder / f"{secrets.token_hex(8)}.part"

    def _add(self, part: _Part, data: bytes) -> None:
        try:
            with open(part.path, "ab", opener=for_owner) as stream:  # Path.open takes no opener
                stream.write(data)
        except OSError as error:
            raise RunError(problem("FILE_005", str(part.path), reason=reason(error))) from error
        part.digest.update(data)
        part.have += len(data)

    def _finish(self, part: _Part, piece: Piece) -> Any:
        if part.have != piece.size or part.digest.hexdigest() != piece.sha256:
            raise ProcedureError(problem("FORM_002", piece.name, received=part.have, size=piece.size))
        try:
            with part.path.open("rb+") as stream:
                os.fsync(stream.fileno())
        except OSError as error:
            raise RunError(problem("FILE_005", str(part.path), reason=reason(error))) from error
        return self._keep(part.path, piece.name, piece.record)
