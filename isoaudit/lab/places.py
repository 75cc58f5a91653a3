"""Where the guarded JupyterLab of an inspection keeps its own things and at which port it stands.

What it keeps is this user's, on this machine, outside the programme: the token would otherwise travel with a copy of
the folder. The port is chosen once and kept: the browser keeps what was not yet saved under host and port.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
import sys
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from isoaudit.files import make_folder, parse_json, read_bounded, write_whole

FIRST_PORT, PORTS = 20000, 10000
"""Below what Linux and Windows give to outgoing connections, above what browsers refuse to open."""
_STATE = "state.json"
_LARGEST = 100_000


@dataclass(frozen=True, slots=True)
class Instance:
    """The JupyterLab of one inspection, as its state file says; nothing says that it still runs."""

    port: int
    token: str
    subject: str = ""
    """Folder of the programme and id of the inspection, for people."""
    pid: int = 0
    """0: none was started yet."""
    started: float = 0.0
    """When that process began, as the system says (seconds since 1970): a number of a process is used again."""

    @property
    def address(self) -> str:
        """Where it is, without the token."""
        return f"http://127.0.0.1:{self.port}"


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of the JupyterLab of one inspection."""

    folder: Path

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.folder / "server.log"

    @property
    def config(self) -> Path:
        """The one file from which the server takes its settings."""
        return self.folder / "server.json"

    @property
    def redirect(self) -> Path:
        """The page by which the browser learns the address with the token."""
        return self.folder / "open.html"

    def read(self) -> Instance | None:
        """What was kept of it; None where nothing was, or it cannot be read."""
        return _read(self.folder / _STATE)

    def write(self, instance: Instance) -> None:
        """Keep it. Raises RunError (``FILE_005``)."""
        write_whole(self.folder / _STATE, json.dumps(asdict(instance), indent=1).encode())


def place_of(programme: Path, inspection: str) -> Place:
    """The folder of an inspection's JupyterLab, made for this user alone. Raises RunError (``FILE_005``, ``FILE_008``).

    ``programme``: its folder as it really lies.
    """
    digest = hashlib.sha256(_subject(programme, inspection).encode("utf-8", "surrogateescape")).hexdigest()
    place = Place(_shelf() / digest[:16])
    make_folder(place.folder)
    return place


def kept_or_new(place: Place, programme: Path, inspection: str, token: str, port: int | None = None) -> Instance:
    """The inspection's instance as it was kept, else a new one at a port that is nobody's; ``port``: this one instead.

    A new one gets ``token``; an old one keeps its own, so that a page that is still open in the browser stays valid.
    """
    kept = place.read()
    if kept is not None:
        return kept if port is None else replace(kept, port=port)
    subject = _subject(programme, inspection)
    return Instance(port or _first_free(subject, {other.port for other in instances()}), token, subject)


def instances() -> Iterator[Instance]:
    """All that this user ever opened on this machine."""
    for path in sorted(_shelf().glob(f"*/{_STATE}")):
        if found := _read(path):
            yield found


def can_listen(port: int) -> bool:
    """Whether nobody has the port and this user may have it."""
    with socket.socket() as here:
        if sys.platform != "win32":  # there it would let two programs have one port
            here.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            here.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _subject(programme: Path, inspection: str) -> str:
    return f"{programme}{os.sep}{inspection}"


def _shelf() -> Path:
    from platformdirs import user_state_path

    return user_state_path("isoaudit", appauthor=False) / "lab"


def _first_free(subject: str, others: set[int]) -> int:
    """The port that a subject has by its name, or the next after it that is neither another's nor in use."""
    first = zlib.crc32(subject.encode("utf-8", "surrogateescape")) % PORTS
    ports = (FIRST_PORT + (first + step) % PORTS for step in range(PORTS))
    return next(port for port in ports if port not in others and can_listen(port))


def _read(path: Path) -> Instance | None:
    with suppress(OSError, ValueError, TypeError):
        found = Instance(**parse_json(read_bounded(path, _LARGEST)))
        if isinstance(found.port, int) and 0 < found.port < 65536 and isinstance(found.token, str) and found.token:
            return found
    return None
