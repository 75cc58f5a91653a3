"""What a cell prints, and what the programs it calls print."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from codecs import getincrementaldecoder
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty
from typing import Any

from ipykernel.iostream import IOPubThread, OutStream
from jupyter_client.session import Session


class Wire:
    """Stands where a socket stands: takes what is sent through it, and hands it out as a client's channel does."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._messages: deque[dict[str, Any]] = deque()

    def send_multipart(self, frames: list[bytes], **_: Any) -> None:
        """Take a message, as packed for a socket."""
        _identities, parts = self._session.feed_identities(frames)
        self._messages.append(self._session.deserialize(parts))

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """The next message; nobody is there to send one later, so there is no waiting."""
        if not self._messages:
            raise Empty
        return self._messages.popleft()


class _Text:
    """What other programs write to a file descriptor, read as it grows."""

    def __init__(self, file: int, before: int) -> None:
        self.before = before
        """A copy of the descriptor as it was."""
        self._file, self._read = file, 0
        self._decode = getincrementaldecoder("utf-8")(errors="replace").decode

    def more(self) -> str:
        """What came since the last look."""
        if sys.platform == "win32":
            raise NotImplementedError  # Windows has no os.pread; run_here refuses to run there
        size = os.fstat(self._file).st_size - self._read
        if size <= 0:
            return ""
        printed = os.pread(self._file, size, self._read)
        self._read += len(printed)
        return self._decode(printed)


@contextmanager
def captured(number: int) -> Iterator[_Text]:
    """Send a file descriptor, and so what programs called by a cell print, to a file.

    A kernel has a pipe and a thread for it, and may put the words of a program into the next cell.
    """
    before = os.dup(number)
    with tempfile.TemporaryFile("ab+", buffering=0) as file:
        os.dup2(file.fileno(), number)
        try:
            yield _Text(file.fileno(), before)
        finally:
            os.dup2(before, number)
            os.close(before)


class _NoThread(IOPubThread):
    """The thread that sends what is printed, as far as a stream asks for it: there is none."""

    thread = None  # type: ignore[assignment]

    def __init__(self, wire: Wire) -> None:
        self.send_multipart = wire.send_multipart  # type: ignore[method-assign]
        self.io_loop = None  # type: ignore[assignment]


class Stream(OutStream):
    """ipykernel's ``sys.stdout`` and ``sys.stderr``, with the words of other programs in their place.

    A kernel sends what was printed after a moment (``flush_interval``), or when something else is shown. Here the
    moment is looked at when more is printed.
    """

    def __init__(self, session: Session, wire: Wire, name: str, text: _Text) -> None:
        super().__init__(session, _NoThread(wire), name, watchfd=False)  # type: ignore[no-untyped-call]
        self.together = [self]
        """The streams in which to look for what is to be sent before more is printed."""
        self._text = text
        self._original_stdstream_copy = text.before
        self._due: float | None = None

    def _schedule_flush(self) -> None:
        if self._due is None:
            self._due = time.monotonic() + self.flush_interval

    def _flush(self) -> None:
        self._due = None
        super()._flush()  # type: ignore[no-untyped-call]

    def _catch_up(self) -> None:
        now = time.monotonic()
        for stream in sorted(self.together, key=lambda one: one._due or now):
            if stream._due is not None and stream._due <= now:
                stream._flush()
        for stream in self.together:
            printed = stream._text.more()
            if printed:
                OutStream.write(stream, printed)

    def write(self, string: str) -> int:
        """Print; a process forked by a cell prints into the file its parent reads."""
        if not self._is_master_process():  # type: ignore[no-untyped-call]
            return os.write(1 if self.name == "stdout" else 2, string.encode(errors="replace"))
        self._catch_up()
        OutStream.write(self, string)
        return len(string)

    def flush(self) -> None:
        if self._is_master_process():  # type: ignore[no-untyped-call]
            self._catch_up()
            self._flush()
