"""The one door to people's files and to the programme's folder.

A file is written whole or not at all, for its owner alone, and not through a link; one that came from elsewhere is read
up to a bound, and only if it is a file.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import shutil
import stat
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from struct import error as StructError
from typing import Any
from zipfile import BadZipFile

from isoaudit.errors import RunError, problem

BROKEN_ARCHIVE = (BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, StructError)
"""What :mod:`zipfile` raises on archives that are broken, or locked with a password."""
LARGEST = 10**9
"""Bytes read of a file for which no smaller bound is known."""
_NOT_A_FILE = "là thư mục hoặc thiết bị, không phải tệp"
_REASONS = {
    "EACCES": "không có quyền đọc, ghi, hoặc tệp đang mở trong chương trình khác",
    "EPERM": "không có quyền đọc, ghi, hoặc tệp đang mở trong chương trình khác",
    "EBUSY": "chương trình khác đang dùng",
    "ETXTBSY": "chương trình khác đang dùng",
    "ENOSPC": "đĩa đã đầy",
    "EDQUOT": "đã hết dung lượng được cấp",
    "EROFS": "đĩa chỉ cho đọc",
    "ENOENT": "không có tệp, không có thư mục này",
    "ENOTDIR": "không có tệp, không có thư mục này",
    "EISDIR": "là thư mục, không phải tệp",
    "EEXIST": "đã có tệp cùng tên",
    "ENOTEMPTY": "thư mục còn nội dung",
    "EXDEV": "nằm ở hai đĩa khác nhau",
    "EFBIG": "tệp lớn quá mức được phép",
    "ENAMETOOLONG": "tên hoặc đường dẫn quá dài",
    "ELOOP": "liên kết vòng, hoặc là liên kết",
    "EINVAL": "tên hoặc đường dẫn không dùng được ở đây",
    "EILSEQ": "tên có ký tự không dùng được ở đây",
    "EMFILE": "mở quá nhiều tệp cùng lúc",
    "ENFILE": "mở quá nhiều tệp cùng lúc",
    "ENOMEM": "máy không đủ bộ nhớ",
    "EAGAIN": "máy đang quá tải",
    "EIO": "lỗi đĩa hoặc mất kết nối tới đĩa",
    "ENXIO": "thiết bị không còn kết nối",
    "ENODEV": "thiết bị không còn kết nối",
    "ESTALE": "mất kết nối tới thư mục trên mạng",
    "ENOTCONN": "mất kết nối mạng",
    "ENETDOWN": "mất kết nối mạng",
    "ENETUNREACH": "mất kết nối mạng",
    "EHOSTDOWN": "máy kia không trả lời",
    "EHOSTUNREACH": "máy kia không trả lời",
    "ECONNREFUSED": "máy kia từ chối kết nối",
    "ECONNRESET": "mất kết nối mạng",
    "ETIMEDOUT": "quá thời gian chờ",
    "EPIPE": "nơi nhận đã đóng",
    "ENOSYS": "hệ thống không làm được việc này",
    "ENOTSUP": "hệ thống không làm được việc này",
    "EOPNOTSUPP": "hệ thống không làm được việc này",
}


def shipped(name: str) -> Path:
    """The folder ``checklists``, ``notebooks`` or ``examples``: in the wheel, or beside the package in a checkout."""
    package = Path(__file__).parent
    inside = package / "shipped" / name
    return inside if inside.is_dir() else package.parent / name


def write_whole(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``: a reader, or a power cut, sees the old bytes or the new ones, never a part.

    Only the owner may read it, whatever the umask: what is written may hold evidence. A link that stands at ``path`` is
    replaced, not followed. Raises :class:`RunError` (``FILE_005``) when the file is locked or cannot be written; the
    old one then stays.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with open(draft, "xb", opener=for_owner) as stream:  # Path.open takes no opener
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        raise RunError(problem("FILE_005", str(path), reason=reason(error))) from error


def for_owner(path: str, flags: int) -> int:
    """Open as :func:`open` does; a new file is the owner's alone, the last part of the path must be no link.

    A pipe is not waited for.
    """
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0), 0o600)


def keep_private(path: Path) -> None:
    """Let only the owner read a file; one that is not there is made, empty. Raises OSError when it cannot be made.

    What belongs to somebody else stays as it is. Nothing is done on Windows, where a file has the rights of its folder.
    The file is not opened: SQLite would lose its locks on it.
    """
    if sys.platform == "win32":
        return
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with suppress(PermissionError):
        path.chmod(0o600)


def make_folder(path: Path) -> None:
    """Make a folder for what only its owner may read, and those above it; one that is there stays as it is.

    Raises :class:`RunError`: ``FILE_005`` when it cannot be made, ``FILE_008`` for a link.
    """
    refuse_links([path])
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise RunError(problem("FILE_005", str(path), reason=reason(error))) from None


def refuse_links(paths: Iterable[Path]) -> None:
    """Refuse what is a link and would be written to: the file or folder it leads to may be anybody's.

    Symbolic links are meant, and the junctions of Windows. Raises :class:`RunError` (``FILE_008``) with every one.
    """
    if problems := [problem("FILE_008", str(path)) for path in paths if is_link(path)]:
        raise RunError(problems)


def is_link(path: Path) -> bool:
    """Whether a symbolic link stands there, also one that leads nowhere, or a junction of Windows."""
    try:
        seen = path.lstat()
    except (OSError, ValueError):
        return False
    junction = getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", None)
    return stat.S_ISLNK(seen.st_mode) or (junction is not None and getattr(seen, "st_reparse_tag", 0) == junction)


def read_bounded(path: Path, most: int = LARGEST) -> bytes:
    """The bytes of a file; of a larger one only the first ``most + 1``.

    Raises OSError, also for a folder, and for a device or a pipe: these have no size, may never end, and opening one
    may wait for ever.
    """
    _check_is_file(path.stat())
    with open(path, "rb", opener=_without_waiting) as stream:
        seen = os.fstat(stream.fileno())
        _check_is_file(seen)  # what was opened may be another than what was looked at
        return stream.read(min(seen.st_size, most) + 1)


def name_as_text(path: Path) -> str:
    """The name of a file to be kept: bytes that are no text, as old systems and archives leave, as ``?``."""
    return path.name.encode("utf-8", "replace").decode()


def parse_json(text: str | bytes) -> Any:
    """What JSON says that may have been spoilt. Raises ValueError, also where it is nested deeper than Python reads."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("nested too deep") from None


def _check_is_file(seen: os.stat_result) -> None:
    if not stat.S_ISREG(seen.st_mode):
        raise OSError(errno.EINVAL, _NOT_A_FILE)


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


_LOCK = ".lock"
_BUSY = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold ``folder`` for this process; the system lets go of it however the process ends.

    What writers that were killed left half-written in it, or in its folders, is removed. Raises :class:`RunError`:
    ``RUN_019`` when another process holds it, ``FILE_005`` when nothing can be written there, ``FILE_008`` when it, or
    anything in it, is a link.
    """
    refuse_links([folder])
    refuse_links(_entries(folder))
    try:
        with suppress(FileNotFoundError):
            _check_is_file((folder / _LOCK).lstat())
        stream = open(folder / _LOCK, "ab", opener=for_owner)  # noqa: SIM115  # held below
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


def _entries(folder: Path) -> list[Path]:
    """What lies in a folder. Raises :class:`RunError` (``FILE_005``)."""
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        raise RunError(problem("FILE_005", str(folder), reason=reason(error))) from error


def _lock(number: int) -> None:
    """Lock an open file or raise OSError at once."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)


def is_absent(error: OSError) -> bool:
    """Whether no file stands there: nothing, a folder or a pipe; not one that merely could not be read this time."""
    return error.errno in (errno.ENOENT, errno.ENOTDIR, errno.EINVAL, errno.ENAMETOOLONG, errno.ELOOP, errno.EISDIR)


def reason(error: OSError) -> str:
    """Why the system refused, in words; of what is rare only its number, for a library's own words are English."""
    if error.strerror == _NOT_A_FILE:
        return _NOT_A_FILE
    name = errno.errorcode.get(error.errno or 0, "")
    return _REASONS.get(name) or (f"hệ thống báo lỗi số {error.errno}" if error.errno else "hệ thống không nói lý do")
