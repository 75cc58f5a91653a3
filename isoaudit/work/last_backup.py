"""When a programme was last backed up: a small file beside it, which a copy of its folder does not make true.

It counts only in the folder and on the machine it was written for: a folder that was copied or moved has not been
backed up from where it lies now. Standard library only, so that the doctor can ask, too.
"""

from __future__ import annotations

import json
import platform
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from isoaudit.files import parse_json, read_bounded, write_whole

NAME = ".last-backup.json"
OLD_AFTER = 7
"""Days after which a backup is old, once something was written since."""
_MOST = 10_000
COMMAND = "Cắm USB rồi chạy «isoaudit backup THƯ_MỤC_USB»."


@dataclass(frozen=True, slots=True)
class LastBackup:
    """The last backup that was made, and read back whole."""

    at: str
    """ISO 8601 with offset."""
    entries: int
    """How many entries the journal had."""
    to: str
    """The path of its file."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a programme stands with its backups."""

    said: str
    """In a sentence; empty: there is nothing worth backing up yet."""
    due: bool
    """Whether it is time for one."""


def remember(folder: Path, last: LastBackup) -> None:
    """Note a backup of the programme in ``folder``. Raises RunError (FILE_005)."""
    said = {**asdict(last), "folder": _place(folder), "machine": platform.node()}
    write_whole(folder / NAME, json.dumps(said, ensure_ascii=False, indent=1).encode())


def last_backup(folder: Path) -> LastBackup | None:
    """The last backup of the programme in ``folder``; None where none is known here."""
    try:
        said = parse_json(read_bounded(folder / NAME, _MOST))
        if (said["folder"], said["machine"]) != (_place(folder), platform.node()):
            return None
        datetime.fromisoformat(said["at"]).astimezone()
        return LastBackup(str(said["at"]), int(said["entries"]), str(said["to"]))
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return None


def standing(folder: Path, entries: int | None, now: datetime) -> Standing:
    """How the programme in ``folder`` stands; ``entries``: how many its journal has, None: not known."""
    last = last_backup(folder)
    if last is None:
        if entries is not None and entries <= 1:  # the first entry is made with the folder
            return Standing("", False)
        return Standing("Chưa có bản sao lưu nào của thư mục này: máy hỏng là mất dữ liệu cả năm.", True)
    at = datetime.fromisoformat(last.at)  # in the time of Vietnam, in which it was written
    days = max((now.astimezone(at.tzinfo).date() - at.date()).days, 0)
    ago = f"{days:02d} ngày trước" if days else "hôm nay"
    said = f"Bản sao lưu gần nhất: {_moment(at)} ({ago})"
    since = None if entries is None else max(entries - last.entries, 0)
    if since == 0:
        return Standing(f"{said}; từ đó chưa ghi thêm gì.", False)
    more = "" if since is None else f"; đã ghi thêm {f'{since:02,d}'.replace(',', '.')} nội dung từ đó"
    return Standing(f"{said}{more}.", days >= OLD_AFTER)


def _place(folder: Path) -> str:
    return str(folder.resolve())


def _moment(at: datetime) -> str:
    month = f"{at.month:02d}" if at.month < 3 else str(at.month)
    return f"{at:%H:%M} ngày {at.day:02d}/{month}/{at.year}"
