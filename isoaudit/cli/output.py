"""Output that cannot fail a command: what was done is done, also where it cannot be printed."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from isoaudit.files import reason


class Output:
    """A text stream that remembers the first fault of writing and from then on writes nowhere."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.fault: OSError | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write, if it is still possible. Raises TypeError for bytes, by which click knows a stream of text."""
        if not isinstance(text, str):
            raise TypeError("text is wanted")
        if self.fault is None:
            try:
                self._stream.write(text)
            except OSError as error:
                self._give_up(error)
        return len(text)

    def flush(self) -> None:
        """Flush, if it is still possible."""
        if self.fault is None:
            try:
                self._stream.flush()
            except OSError as error:
                self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        self.fault = error
        # What is left in its buffer would be tried again when Python ends, and end it with a status of its own.
        with suppress(OSError, ValueError, io.UnsupportedOperation):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())
            os.close(nowhere)

    @property
    def was_left(self) -> bool:
        """Whether the reader went away, as ``head`` does: it has what it wanted."""
        return self.fault is not None and self.fault.errno in (errno.EPIPE, errno.ESHUTDOWN)

    @property
    def why(self) -> str:
        """Why writing failed, in words; empty where it did not, or where the reader had enough."""
        return "" if self.fault is None or self.was_left else reason(self.fault)


@contextmanager
def patient_output() -> Iterator[Output]:
    """Standard output and standard error as :class:`Output` for as long as a command runs; gives the first."""
    before = sys.stdout, sys.stderr
    # Whoever closes them does not want to read; libraries write to them all the same.
    out, err = (Output(stream if stream is not None else io.StringIO()) for stream in before)
    sys.stdout, sys.stderr = out, err
    try:
        yield out
    finally:
        for stream in (out, err):
            stream.flush()
        sys.stdout, sys.stderr = before
