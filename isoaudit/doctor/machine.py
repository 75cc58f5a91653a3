"""Whether the machine is ready: Python, packages, fonts, programs, the disk and where the folder lies on it."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from importlib import metadata
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from isoaudit.disks import mounts, network_of
from isoaudit.errors import RunError
from isoaudit.files import write_whole
from isoaudit.lab.parts import missing_parts
from isoaudit.programs import FAMILIES, Program, families_in, find, font_folders

State = tuple[str, str]
"""What was found, and what to do about it; nothing to do means that it is fine."""
PACKAGES = ("papermill", "nbconvert", "ipykernel", "docxtpl", "great_expectations", "openpyxl", "pandas")
LEAST_PYTHON = (3, 11)
LEAST_SQLITE = (3, 31, 0)
LEAST_FREE = 10**9
LONGEST_FOLDER = 150  # Windows stops at 260; notebooks, letters and their drafts lie up to 100 characters deeper
_ZONE = "Asia/Ho_Chi_Minh"
_AGAIN = "Cài lại isoaudit theo hướng dẫn cài đặt."
_SYNCHRONISED = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "drive của tôi": "Google Drive",
    "icloud": "iCloud",
    "com~apple~clouddocs": "iCloud",
    "nextcloud": "Nextcloud",
}


def python_state(version: Sequence[int]) -> State:
    """Whether this Python is new enough."""
    least = _dotted(LEAST_PYTHON)
    remedy = "" if tuple(version) >= LEAST_PYTHON else f"Cài Python từ {least} trở lên, rồi cài lại isoaudit."
    return f"Python {_dotted(version)}.", remedy


def sqlite_state(version: Sequence[int]) -> State:
    """Whether the SQLite library is new enough and can do what the data are kept with."""
    what, remedy = f"SQLite {_dotted(version)}.", f"Cài Python mới hơn: SQLite phải từ {_dotted(LEAST_SQLITE)} trở lên."
    if tuple(version) < LEAST_SQLITE:
        return what, remedy
    try:
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
            connection.execute("CREATE TABLE entries (id TEXT PRIMARY KEY) WITHOUT ROWID")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("SELECT typeof(id), CAST(id AS BLOB) FROM entries")
    except sqlite3.Error:
        return f"SQLite {_dotted(version)} thiếu tính năng cần có.", remedy
    return what, ""


def packages_state(names: Sequence[str]) -> State:
    """Whether the packages the runs need are installed; they are not imported, which would take seconds."""
    missing = []
    for name in names:
        try:
            metadata.version(name)
        except metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        return f"Thiếu gói Python: {', '.join(missing)}.", _AGAIN
    return f"Đủ các gói Python: {', '.join(names)}.", ""


def kernel_state(prefix: Path) -> State:
    """Whether notebooks find the kernel ``python3`` of the Python at ``prefix``, and that kernel its Python."""
    path = prefix / "share" / "jupyter" / "kernels" / "python3" / "kernel.json"
    remedy = "Chạy «python -m ipykernel install --sys-prefix» bằng Python đã cài isoaudit."
    try:
        command = str(json.loads(path.read_text(encoding="utf-8"))["argv"][0])
    except FileNotFoundError:
        return f"Thiếu nhân Python 3 của Jupyter ({path}).", remedy
    except (OSError, ValueError, LookupError, TypeError):
        return f"Không đọc được nhân Python 3 của Jupyter ({path}).", remedy
    # Jupyter puts its own Python in place of these bare names.
    bare = {"python", f"python{sys.version_info[0]}", f"python{_dotted(sys.version_info[:2])}"}
    if command not in bare and shutil.which(command) is None:
        return f"Nhân Python 3 của Jupyter dùng «{command}», nay không còn.", remedy
    return "Jupyter dùng được Python 3.", ""


def open_state() -> State:
    """Whether ``isoaudit open`` finds what it needs; it is not started, which would take seconds."""
    if missing := missing_parts():
        return f"Chưa mở được phiếu kiểm tra tại chỗ, thiếu: {', '.join(missing)}.", _AGAIN
    return "Mở được phiếu kiểm tra tại chỗ (JupyterLab, tiếng Việt).", ""


def fonts() -> State:
    families = _listed_families()
    if families is None:
        families = families_in(font_folders(sys.platform, os.environ, str(Path.home())))
    return fonts_state(families)


def fonts_state(families: set[str]) -> State:
    """Whether papers can be set in Times New Roman (Decree 30/2020, Annex I, I.4) or one of the same measures."""
    found = next((family for family in FAMILIES if family in families), None)
    if found is None:
        return "Không có phông chữ Times New Roman.", "Cài phông Times New Roman, hoặc Liberation Serif, hoặc Tinos."
    return f"Có phông chữ {found}.", ""


def _listed_families() -> set[str] | None:
    """The families fontconfig knows; None where it cannot be asked."""
    program = shutil.which("fc-list")
    if program is None:
        return None
    try:
        done = subprocess.run([program, ":", "family"], capture_output=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    text = done.stdout.decode("utf-8", "replace")
    return {family.strip() for line in text.splitlines() for family in line.split(",")}


def program_state(program: Program, name: str, remedy: str) -> State:
    found = find(program)
    return (f"Không thấy {name}.", remedy) if found is None else (f"Có {name} ({found}).", "")


def disk_state(free: int) -> State:
    """Whether so many free bytes are enough for a year."""
    size = free / 10**9
    words = f"{size:.0f}" if size >= 10 else f"{size:.1f}".replace(".", ",")
    remedy = "Cần ít nhất 1 GB: xóa bớt tệp không dùng, hoặc chuyển thư mục sang đĩa khác."
    return f"Còn {words} GB trống trên đĩa.", "" if free >= LEAST_FREE else remedy


def write_state(folder: Path) -> State:
    # Not tempfile: in a folder without rights it tries without end on Windows.
    trial = folder / f"isoaudit-{secrets.token_hex(8)}.tmp"
    remedy = "Kiểm tra đường dẫn và quyền ghi, hoặc chọn thư mục khác bằng «-C»."
    try:
        write_whole(trial, b"isoaudit")
        trial.unlink()
    except RunError as error:
        return f"Thư mục {folder}: {error.problems[0].what}", remedy
    except OSError:
        return f"Thư mục {folder}: ghi được nhưng không xóa được tệp thử {trial.name}.", remedy
    return f"Ghi được vào thư mục {folder}.", ""


def place_state(path: str) -> State:
    """Whether a folder lies on the machine's own disk: SQLite's locks do not hold on a network, and a program that
    synchronises copies the data half written."""
    remedy = "Chuyển thư mục vào đĩa của máy, ngoài thư mục đồng bộ; sao lưu sang nơi khác khi không chạy isoaudit."
    if network_of(path, mounts()):
        return "Thư mục nằm trên máy khác trong mạng.", remedy
    for part in path.replace("/", "\\").lower().split("\\"):
        service = next((name for start, name in _SYNCHRONISED.items() if part.startswith(start)), None)
        if service:
            return f"Thư mục do {service} đồng bộ.", remedy
    return "Thư mục không nằm trên mạng hay trong thư mục đồng bộ.", ""


def path_state(path: str) -> State:
    """Whether a folder's path leaves room for the files beneath it on Windows."""
    what = f"Đường dẫn của thư mục dài {len(path)} ký tự."
    remedy = f"Trên Windows chỉ nên dài tối đa {LONGEST_FOLDER} ký tự: chuyển thư mục ra gần gốc đĩa hoặc đặt tên ngắn."
    return what, remedy if len(path) > LONGEST_FOLDER else ""


def time_zone_state() -> State:
    try:
        ZoneInfo(_ZONE)
    except ZoneInfoNotFoundError:
        return f"Không có múi giờ Việt Nam ({_ZONE}).", "Cài gói Python tzdata, hoặc cài lại isoaudit."
    return f"Có múi giờ Việt Nam ({_ZONE}).", ""


def _dotted(version: Sequence[int]) -> str:
    return ".".join(map(str, version))
