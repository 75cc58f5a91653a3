"""On which disks a folder lies: those of another machine are no place for a database."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from isoaudit.errors import RunError, problem

_NETWORK = frozenset(
    ("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "afpfs", "ncpfs", "ceph", "glusterfs", "lustre", "davfs", "webdav")
)
_NETWORK_FUSE = frozenset(("sshfs", "rclone", "davfs", "davfs2", "curlftpfs", "smbnetfs", "glusterfs", "gvfsd-fuse"))
_REMOTE_DRIVE = 4
"""What ``GetDriveTypeW`` of Windows says of a letter that means a folder of another machine."""


def refuse_network(folder: Path) -> None:
    """Refuse a folder of another machine: SQLite's locks do not hold there. Raises RunError (``FILE_009``)."""
    if kind := network_disk(folder):
        raise RunError(problem("FILE_009", str(folder), kind=kind))


def network_disk(folder: Path) -> str:
    """The kind of network disk that a folder, which need not be there yet, lies on; empty: it lies on this machine."""
    really = folder.absolute().resolve()
    kind = network_of(str(really), mounts())
    if not kind and sys.platform == "win32":
        import ctypes

        if ctypes.windll.kernel32.GetDriveTypeW(really.anchor) == _REMOTE_DRIVE:
            kind = really.drive
    return kind


def network_of(path: str, mounts: str) -> str:
    """The kind of network disk that an absolute path lies on, as ``nfs4``; empty: it lies on none.

    ``mounts`` is the text of ``/proc/mounts``; of mounts one upon the other the last counts. A
    ``\\\\server\\share`` needs none.
    """
    slashes = path.replace("/", "\\")
    local = slashes.startswith(("\\\\?\\", "\\\\.\\")) and not slashes.upper().startswith("\\\\?\\UNC\\")
    if slashes.startswith("\\\\") and not local:
        return "UNC"
    above = {str(PurePosixPath(path)), *map(str, PurePosixPath(path).parents)}
    kind, depth = "", -1
    for point, name in _points(mounts.splitlines()):
        if point in above and len(point) >= depth:
            kind, depth = name, len(point)
    family, _, inner = kind.partition(".")
    return kind if family in _NETWORK or (family == "fuse" and inner in _NETWORK_FUSE) else ""


def _points(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The folder and kind of each mount; blanks in a folder's name are written as ``\\040``."""
    for line in lines:
        parts = line.split(" ")
        if len(parts) > 2:
            yield _unescaped(parts[1]), parts[2]


def _unescaped(text: str) -> str:
    for code, sign in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(code, sign)
    return text


def mounts() -> str:
    """The text of ``/proc/mounts``; empty where the system has none."""
    try:
        return Path("/proc/mounts").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""
