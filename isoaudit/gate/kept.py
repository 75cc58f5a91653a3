"""The last answer of great_expectations, kept beside its question's SHA-256: the same question is not asked twice.

It is kept only once the rules agreed with it, and held against them again whenever it is used.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO

from isoaudit.errors import RunError
from isoaudit.files import read_bounded, write_whole

_ENGINE = ("great_expectations", "pandas", "numpy")
_MOST = 20_000_000
"""Bytes of an answer that is kept: one on a year in which very much was found is asked for again."""


class KeptAnswer:
    """A file with the SHA-256 of a question in its first line, and the answer after it."""

    def __init__(self, path: Path, package: str) -> None:
        """``package`` is a mark of the program as it is installed."""
        self._path, self._package = path, package
        self._asked = b""
        self.answer: bytes | None = None
        """The answer to the question that was looked up, if that is the one that lies there."""

    def look_up(self, question: IO[bytes]) -> None:
        """Look for the answer to a question. Raises OSError when the question cannot be read."""
        question.seek(0)
        try:
            judged_by = [self._package, *(version(name) for name in _ENGINE)]
        except PackageNotFoundError:  # it is said by the process that cannot judge
            return
        digest = hashlib.file_digest(question, "sha256")  # type: ignore[arg-type]  # a file on the disk
        digest.update("\n".join(judged_by).encode())
        self._asked = digest.hexdigest().encode()
        with suppress(OSError):
            asked, _, answer = read_bounded(self._path, _MOST).partition(b"\n")
            self.answer = answer if asked == self._asked else None

    def keep(self, answer: bytes) -> None:
        """Keep the answer to the question that was looked up; where it cannot be kept it is asked for again."""
        if self._asked and len(answer) + len(self._asked) < _MOST:
            with suppress(RunError):
                write_whole(self._path, self._asked + b"\n" + answer)
