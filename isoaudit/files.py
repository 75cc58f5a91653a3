"""Writing a file whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from struct import error as StructError
from zipfile import BadZipFile

from isoaudit.errors import RunError, problem

BROKEN_ARCHIVE = (BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, StructError)
"""What :mod:`zipfile` raises on archives that are broken, or locked with a password."""
_REASONS = {
    errno.EACCES: "không có quyền ghi, hoặc tệp đang mở trong chương trình khác",
    errno.EPERM: "không có quyền ghi, hoặc tệp đang mở trong chương trình khác",
    errno.ENOSPC: "đĩa đã đầy",
    errno.EDQUOT: "đã hết dung lượng được cấp",
    errno.EROFS: "đĩa chỉ cho đọc",
    errno.ENOENT: "không có thư mục này",
    errno.ENOTDIR: "không có thư mục này",
    errno.EISDIR: "đã có thư mục cùng tên",
    errno.EEXIST: "đã có tệp cùng tên",
    errno.EFBIG: "tệp lớn quá mức được phép",
}


def write_whole(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``: a reader, or a power cut, sees the old bytes or the new ones, never a part.

    Raises :class:`RunError` (``FILE_005``) when the file is locked or cannot be written; the old one then stays.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with draft.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        raise RunError(problem("FILE_005", str(path), reason=reason(error))) from error


def read_bounded(path: Path, most: int) -> bytes:
    """The bytes of a file; of a larger one only the first ``most + 1``.

    Raises OSError, also for a folder, and for a device or a pipe: these have no size and may never end.
    """
    seen = path.stat()
    if not stat.S_ISREG(seen.st_mode):
        raise OSError(errno.EINVAL, "là thư mục hoặc thiết bị, không phải tệp")
    with path.open("rb") as stream:
        return stream.read(min(seen.st_size, most) + 1)


_LOCK = ".lock"
_BUSY = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold ``folder`` for this process; the system lets go of it however the process ends.

    What writers that were killed left half-written in it, or in its folders, is removed. Raises :class:`RunError`:
    ``RUN_019`` when another process holds it, ``FILE_005`` when nothing can be written there.
    """
    try:
        stream = (folder / _LOCK).open("ab")
    except OSError as error:
        raise RunError(problem("FILE_005", str(folder), reason=reason(error))) from error
    with stream:
        try:
            _lock(stream.fileno())
        except OSError as error:
            if error.errno in _BUSY:
                raise RunError(problem("RUN_019", str(folder))) from error
            # a shared disk that knows no locks: there people must take care themselves, and nothing is removed
        else:
            for pattern in _LEFT:
                for draft in (*folder.glob(pattern), *folder.glob(f"*/{pattern}")):
                    with suppress(OSError):
                        draft.unlink()
            for folder_of_a_job in folder.glob(_DRAFTS):
                shutil.rmtree(folder_of_a_job, ignore_errors=True)
        yield


_LEFT = (".*.????????.tmp", ".part.ipynb")
"""What a killed writer leaves: see :func:`write_whole`, and the notebook of a job."""
_DRAFTS = ".*.part"
"""The folders in which jobs that were killed had worked."""


def _lock(number: int) -> None:
    """Lock an open file or raise OSError at once."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)


def reason(error: OSError) -> str:
    """Why the system refused, in words; its own text for what is rare."""
    return _REASONS.get(error.errno or 0, error.strerror or type(error).__name__)
