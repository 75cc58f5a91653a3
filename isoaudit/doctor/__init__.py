"""Whether this laptop is ready for a year of inspections, and what to do where it is not.

Every answer is worth having when something is missing, so nothing outside the standard library is imported, nor any
module of ours that needs more. Nothing is changed: one small file is written and removed, the data are opened
read-only.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from isoaudit.doctor.data import (
    DATABASE,
    SETTINGS,
    backup_state,
    clock_state,
    content_state,
    days_off_state,
    programme_state,
)
from isoaudit.doctor.machine import (
    PACKAGES,
    State,
    disk_state,
    fonts,
    kernel_state,
    open_state,
    packages_state,
    path_state,
    place_state,
    program_state,
    python_state,
    sqlite_state,
    time_zone_state,
    write_state,
)
from isoaudit.files import reason
from isoaudit.programs import BROWSER, OFFICE

_NOT_FOUND_OUT = "Chạy lại; nếu vẫn thế, gửi dòng này cho người phụ trách công nghệ thông tin."
_NO_OFFICE = "Có Word thì không cần; nếu không, cài LibreOffice để mở và in dự thảo."
_NO_BROWSER = "Nên cài một trong ba để xem và in các phiếu làm việc."


@dataclass(frozen=True, slots=True)
class Check:
    """One thing the laptop needs, or is better off with."""

    code: str
    """Stable id, such as ``FONTS``."""
    fine: bool
    needed: bool
    """Whether isoaudit cannot be relied on without it."""
    what: str
    """How it is at present."""
    remedy: str
    """What to do; empty when it is fine."""


def examine(folder: Path, now: datetime) -> list[Check]:
    """All checks of this machine and of ``folder``, at ``now``; inside a programme its data too.

    Raises nothing: what cannot be found out is a check that is not fine and says so.
    """
    folder = _real(folder)
    database = folder / DATABASE
    return [
        _ask("PYTHON", "phiên bản Python", lambda: python_state(sys.version_info[:3])),
        _ask("SQLITE", "thư viện SQLite", lambda: sqlite_state(sqlite3.sqlite_version_info)),
        _ask("PACKAGES", "các gói Python", lambda: packages_state(PACKAGES)),
        _ask("KERNEL", "nhân Python 3 của Jupyter", lambda: kernel_state(Path(sys.prefix))),
        _ask("OPEN", "phiếu kiểm tra tại chỗ", open_state),
        _ask("FONTS", "phông chữ", fonts),
        _ask("OFFICE", "LibreOffice", lambda: program_state(OFFICE, "LibreOffice", _NO_OFFICE), needed=False),
        _ask(
            "BROWSER",
            "trình duyệt",
            lambda: program_state(BROWSER, "Chrome, Edge hoặc Chromium", _NO_BROWSER),
            needed=False,
        ),
        _ask("DISK", "chỗ trống trên đĩa", lambda: disk_state(shutil.disk_usage(folder).free)),
        _ask("WRITE", "quyền ghi vào thư mục", lambda: write_state(folder)),
        _ask("PLACE", "nơi đặt thư mục", lambda: place_state(str(folder))),
        _ask("PATH", "độ dài đường dẫn", lambda: path_state(str(folder)), needed=sys.platform == "win32"),
        _ask("TIME_ZONE", "múi giờ", time_zone_state),
        _ask("CLOCK", "đồng hồ", lambda: clock_state(database, now)),
        _ask("PROGRAMME", "dữ liệu của thư mục", lambda: programme_state(folder)),
        _ask("BACKUP", "bản sao lưu", lambda: backup_state(folder, now), needed=False),
        _ask("DAYS_OFF", "danh sách ngày nghỉ", lambda: days_off_state(folder / SETTINGS, now), needed=False),
        _ask("CONTENT", "phiếu, sổ tay, mẫu của thư mục", lambda: (content_state(folder), "")),
    ]


def _ask(code: str, subject: str, question: Callable[[], State], needed: bool = True) -> Check:
    try:
        what, remedy = question()
    except Exception as error:  # whatever a strange machine answers, the other checks are still wanted
        said = reason(error) if isinstance(error, OSError) else "lý do chưa lường trước"
        what, remedy = f"Không kiểm tra được {subject} ({said}).", _NOT_FOUND_OUT
    return Check(code, not remedy, needed, what, remedy)


def _real(folder: Path) -> Path:
    """The folder as it really lies: on Windows a drive letter of the network becomes \\\\server\\share."""
    try:
        return folder.resolve()
    except (OSError, RuntimeError, ValueError):  # the current folder was removed, links in a ring, a zero byte
        return folder
