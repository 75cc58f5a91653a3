"""The process that judges, forked from one that has great_expectations loaded, which takes two thirds of its time.

What is forked runs ``isoaudit.gate.__main__.main`` with the streams of whom it answers. That ``-m isoaudit.gate`` does
the same is shown by what runs in a process of its own: test_gate, test_kill, test_security, test_demo.
"""

from __future__ import annotations

import atexit
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Thread

_ASK = """
import os, socket, sys
with socket.socket(socket.AF_UNIX) as server:
    server.connect(sys.argv[1])
    socket.send_fds(server, [b"?"], [0, 1, 2])
    for stream in (0, 1, 2):
        os.close(stream)
    os._exit((server.recv(1) or b"\\1")[0])
"""


class Command:
    """The words that start what judges: as an office does, ``own``, unless this process is ``unchanged`` by a test."""

    def __init__(self, own: tuple[str, ...], unchanged: Callable[[], bool]) -> None:
        self.own, self._unchanged = own, unchanged

    def __iter__(self) -> Iterator[str]:
        return iter(_served_by() if self._unchanged() else self.own)


@cache
def _served_by() -> tuple[str, ...]:
    """What is started instead of ``python -m isoaudit.gate``; the server ends with this process."""
    place = os.path.join(tempfile.mkdtemp(prefix="gate-"), "s")  # noqa: PTH118  # a short one: sockets know 107 letters
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # a process with threads must not be forked
    server = subprocess.Popen(
        [sys.executable, "-P", "-W", "ignore", __file__, place],
        stdin=subprocess.PIPE,  # which ends when this process does, however
        stdout=subprocess.PIPE,
        cwd="/",
        env=environment,
        start_new_session=True,  # Ctrl-C in a test is for the command
    )
    atexit.register(_end, server, place)
    assert server.stdout and server.stdout.readline() == b"ready\n"
    return (sys.executable, "-I", "-S", "-c", _ASK, place)


def _end(server: subprocess.Popen[bytes], place: str) -> None:
    server.kill()
    server.wait()
    Path(place).unlink(missing_ok=True)
    Path(place).parent.rmdir()


def _serve(place: str) -> None:
    from isoaudit.gate.__main__ import prepare

    prepare()
    from isoaudit.gate import engine, wire  # noqa: F401

    parent = os.getppid()
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(place)
    listening.listen()
    listening.settimeout(5)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while os.getppid() == parent:
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        try:
            asking, _ = listening.accept()
        except TimeoutError:
            continue
        with asking:
            asking.setblocking(True)
            _, streams, _, _ = socket.recv_fds(asking, 1, 3)
            if os.fork() == 0:
                listening.close()
                _judge(asking, streams)
            for stream in streams:
                os.close(stream)


def _judge(asking: socket.socket, streams: list[int]) -> None:
    from isoaudit.gate.__main__ import main

    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    Thread(target=_end_with, args=(asking,), daemon=True).start()
    status = 1
    try:
        main()
        status = 0
    except SystemExit as end:
        status = int(end.code or 0)
    except BaseException:
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
    for stream in (0, 1, 2):
        os.close(stream)
    asking.send(bytes([status]))
    os._exit(status)


def _end_with(asking: socket.socket) -> None:
    """Who asked was killed: so is who answers."""
    asking.recv(1)
    os._exit(1)


if __name__ == "__main__":
    _serve(sys.argv[1])
