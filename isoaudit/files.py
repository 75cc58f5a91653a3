"""Writing a file whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
from contextlib import suppress
from pathlib import Path

from isoaudit.errors import RunError, problem

_REASONS = {
    errno.EACCES: "không có quyền ghi, hoặc tệp đang mở trong chương trình khác",
    errno.EPERM: "không có quyền ghi, hoặc tệp đang mở trong chương trình khác",
    errno.ENOSPC: "đĩa đã đầy",
    errno.EDQUOT: "đã hết dung lượng được cấp",
    errno.EROFS: "đĩa chỉ cho đọc",
    errno.ENOENT: "không có thư mục này",
    errno.ENOTDIR: "không có thư mục này",
    errno.EISDIR: "đã có thư mục cùng tên",
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


def reason(error: OSError) -> str:
    """Why the system refused, in words; its own text for what is rare."""
    return _REASONS.get(error.errno or 0, error.strerror or type(error).__name__)
