"""Whether this laptop is ready for a year of inspections, and what to do where it is not.

Every answer is worth having when something is missing, so nothing outside the standard library is imported, nor any
module of ours that needs more. Nothing is changed: one small file is written and removed, the data are opened
read-only.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from isoaudit.errors import IsoAuditError, Problem, RunError
from isoaudit.files import read_bounded, reason, shipped, write_whole
from isoaudit.programs import BROWSER, FAMILIES, OFFICE, Program, families_in, find, font_folders

if TYPE_CHECKING:
    from isoaudit.model import Settings

State = tuple[str, str]
"""What was found, and what to do about it; nothing to do means that it is fine."""

PACKAGES = ("papermill", "nbconvert", "ipykernel", "docxtpl", "great_expectations", "openpyxl", "pandas")
LEAST_PYTHON = (3, 11)
LEAST_SQLITE = (3, 31, 0)
LEAST_FREE = 10**9
LONGEST_FOLDER = 150  # Windows stops at 260; notebooks, letters and their drafts lie up to 100 characters deeper
_ZONE = "Asia/Ho_Chi_Minh"
_SETTINGS, _DATABASE = "isoaudit.toml", "programme.db"
_AGAIN = "Cài lại isoaudit theo hướng dẫn cài đặt."
_NOT_FOUND_OUT = "Chạy lại; nếu vẫn thế, gửi dòng này cho người hỗ trợ."
_NO_OFFICE = "Có Word thì không cần; nếu không, cài LibreOffice để mở và in dự thảo."
_NO_BROWSER = "Nên cài một trong ba để xem và in các phiếu làm việc."
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
    database = folder / _DATABASE
    return [
        _ask("PYTHON", "phiên bản Python", lambda: python_state(sys.version_info[:3])),
        _ask("SQLITE", "thư viện SQLite", lambda: sqlite_state(sqlite3.sqlite_version_info)),
        _ask("PACKAGES", "các gói Python", lambda: packages_state(PACKAGES)),
        _ask("KERNEL", "nhân Python 3 của Jupyter", lambda: kernel_state(Path(sys.prefix))),
        _ask("FONTS", "phông chữ", _fonts),
        _ask("OFFICE", "LibreOffice", lambda: _program(OFFICE, "LibreOffice", _NO_OFFICE), needed=False),
        _ask(
            "BROWSER", "trình duyệt", lambda: _program(BROWSER, "Chrome, Edge hoặc Chromium", _NO_BROWSER), needed=False
        ),
        _ask("DISK", "chỗ trống trên đĩa", lambda: disk_state(shutil.disk_usage(folder).free)),
        _ask("WRITE", "quyền ghi vào thư mục", lambda: _write(folder)),
        _ask("PLACE", "nơi đặt thư mục", lambda: place_state(str(folder))),
        _ask("PATH", "độ dài đường dẫn", lambda: path_state(str(folder)), needed=sys.platform == "win32"),
        _ask("TIME_ZONE", "múi giờ", _time_zone),
        _ask("CLOCK", "đồng hồ", lambda: _clock(database, now)),
        _ask("PROGRAMME", "dữ liệu của thư mục", lambda: _programme(folder)),
        _ask("DAYS_OFF", "danh sách ngày nghỉ", lambda: days_off_state(folder / _SETTINGS, now), needed=False),
        _ask("CONTENT", "phiếu, sổ tay, mẫu của thư mục", lambda: (_content(folder), "")),
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


def _fonts() -> State:
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


def _program(program: Program, name: str, remedy: str) -> State:
    found = find(program)
    return (f"Không thấy {name}.", remedy) if found is None else (f"Có {name} ({found}).", "")


def disk_state(free: int) -> State:
    """Whether so many free bytes are enough for a year."""
    size = free / 10**9
    words = f"{size:.0f}" if size >= 10 else f"{size:.1f}".replace(".", ",")
    remedy = "Cần ít nhất 1 GB: xóa bớt tệp không dùng, hoặc chuyển thư mục sang đĩa khác."
    return f"Còn {words} GB trống trên đĩa.", "" if free >= LEAST_FREE else remedy


def _write(folder: Path) -> State:
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
    slashes = path.replace("/", "\\")
    local = slashes.startswith("\\\\?\\") and not slashes.upper().startswith("\\\\?\\UNC\\")
    if slashes.startswith("\\\\") and not local:
        return "Thư mục nằm trên máy khác trong mạng.", remedy
    for part in slashes.lower().split("\\"):
        service = next((name for start, name in _SYNCHRONISED.items() if part.startswith(start)), None)
        if service:
            return f"Thư mục do {service} đồng bộ.", remedy
    return "Thư mục không nằm trên mạng hay trong thư mục đồng bộ.", ""


def path_state(path: str) -> State:
    """Whether a folder's path leaves room for the files beneath it on Windows."""
    what = f"Đường dẫn của thư mục dài {len(path)} ký tự."
    remedy = f"Trên Windows chỉ nên dài tối đa {LONGEST_FOLDER} ký tự: chuyển thư mục ra gần gốc đĩa hoặc đặt tên ngắn."
    return what, remedy if len(path) > LONGEST_FOLDER else ""


def _time_zone() -> State:
    try:
        ZoneInfo(_ZONE)
    except ZoneInfoNotFoundError:
        return f"Không có múi giờ Việt Nam ({_ZONE}).", "Cài gói Python tzdata, hoặc cài lại isoaudit."
    return f"Có múi giờ Việt Nam ({_ZONE}).", ""


def _clock(database: Path, now: datetime) -> State:
    clock = now.astimezone()
    what = f"Đồng hồ của máy: {_moment(clock)}"
    if not database.is_file():
        return f"{what}.", ""
    try:
        last = _last_entry(database)
    except sqlite3.Error:
        return f"{what}; chưa đối chiếu được với {_DATABASE}.", f"Xem điểm về {_DATABASE}, xử lý xong thì chạy lại."
    if last is None or clock >= last:
        return f"{what}.", ""
    remedy = (
        "Chỉnh lại ngày giờ của máy. Nếu đồng hồ đã đúng thì mục ấy được ghi khi đồng hồ của máy ghi chạy sai: "
        "dữ liệu vẫn dùng được."
    )
    return f"{what}, sớm hơn mục ghi sau cùng ({_moment(last.astimezone(clock.tzinfo))}).", remedy


def _last_entry(database: Path) -> datetime | None:
    """The latest moment at which something was written; machines may have different offsets."""
    with closing(_open(database)) as connection:
        texts = [row[0] for row in connection.execute("SELECT DISTINCT at FROM entries")]
    moments = []
    for text in texts:
        try:
            moments.append(datetime.fromisoformat(text).astimezone())
        except (TypeError, ValueError, OverflowError, OSError):
            continue  # text that is no moment: `verify` tells of it
    return max(moments, default=None)


def _programme(folder: Path) -> State:
    database, settings = folder / _DATABASE, folder / _SETTINGS
    missing = [path.name for path in (settings, database) if not path.is_file()]
    if len(missing) == 2:
        return "Đây chưa phải thư mục làm việc của isoaudit: chỉ kiểm tra máy.", ""
    if missing:
        return f"Thiếu tệp {missing[0]}.", f"Khôi phục {missing[0]} từ bản sao lưu gần nhất."
    try:
        with closing(_open(database)) as connection:
            answers = connection.execute("PRAGMA integrity_check").fetchall()
            entries = connection.execute("SELECT count(*) FROM entries").fetchone()[0]
    except sqlite3.Error as error:
        return _refused(getattr(error, "sqlite_errorname", ""))
    if answers != [("ok",)]:
        return _refused("SQLITE_CORRUPT")
    if not entries:
        return f"{_DATABASE} không còn dữ liệu nào.", f"Khôi phục {_DATABASE} từ bản sao lưu gần nhất."
    said = _settings(folder)
    if isinstance(said, Problem):
        return f"{said.where}: {said.what}", said.remedy
    return f"{_DATABASE} mở được, cấu trúc còn nguyên vẹn.", ""


def days_off_state(settings: Path, now: datetime) -> State:
    """Whether the office gave its list of days off for the year of the programme, and from November for the next one:
    the two months of Circular 26/2014, Article 37.2.c may end there."""
    if not settings.is_file():
        return "Không có thời hạn nào để tính.", ""
    said = _settings(settings.parent)
    if said is None or isinstance(said, Problem):
        return f"Chưa xem được danh sách ngày nghỉ trong {_SETTINGS}.", f"Sửa {_SETTINGS} xong thì chạy lại."
    wanted = [said.year, said.year + 1] if now.date() >= date(said.year, 11, 1) else [said.year]
    listed = {day.year for one in said.days_off for day in one.days}
    if missing := [str(one) for one in wanted if one not in listed]:
        return (
            f"Chưa có danh sách ngày nghỉ của cơ quan năm {', '.join(missing)}: thời hạn tính theo ngày nghỉ của luật.",
            "Ghi ngày nghỉ, ngày làm bù theo thông báo hằng năm vào trang «Ngày nghỉ» (isoaudit settings export).",
        )
    return f"Có danh sách ngày nghỉ của cơ quan năm {', '.join(map(str, wanted))}.", ""


def _settings(folder: Path) -> Settings | Problem | None:
    """The settings as every command reads them, or what is wrong with them; None: a package is missing."""
    try:
        from isoaudit.journal.settings import read_settings
    except ImportError:  # said by the check of the packages
        return None
    try:
        return read_settings(folder)
    except IsoAuditError as error:
        return error.problems[0]


def _content(folder: Path) -> str:
    """Which checklists, notebooks and templates are not those shipped: an office may have its own; a folder that came
    by post has whatever its sender put there."""
    parts = []
    for words, name, pattern in (("Phiếu kiểm tra", "checklists", "*.yaml"), ("Sổ tay", "notebooks", "*.ipynb")):
        there = sorted((folder / name).glob(pattern))
        if own := [path.name for path in there if not _is_same(path, shipped(name) / path.name)]:
            parts.append(f"{words} khác bản kèm theo isoaudit: {', '.join(own)}.")
    if own := sorted(path.name for path in (folder / "templates").glob("*.docx")):
        parts.append(f"Mẫu Word riêng: {', '.join(own)}.")
    return " ".join(parts) or "Không có phiếu, sổ tay, mẫu nào khác bản kèm theo isoaudit."


def _is_same(path: Path, other: Path) -> bool:
    """Whether two text files say the same, however their lines end."""
    try:
        one, two = (read_bounded(file).replace(b"\r\n", b"\n") for file in (path, other))
    except OSError:
        return False
    return one == two


def _refused(name: str) -> State:
    """Why the data could not be read, by SQLite's name for it."""
    if name.startswith("SQLITE_BUSY"):
        return f"{_DATABASE} đang có chương trình khác ghi.", "Đợi chương trình ấy ghi xong rồi chạy lại."
    if name.startswith("SQLITE_READONLY"):  # a journal of SQLite lies beside it, and we opened to read only
        return (
            f"{_DATABASE}: lần ghi trước bị ngắt giữa chừng.",
            "Chạy «isoaudit verify»: phần ghi dở được bỏ, những gì đã ghi xong còn nguyên.",
        )
    if name.startswith("SQLITE_CANTOPEN"):
        return f"{_DATABASE} không mở được.", "Kiểm tra quyền đọc tệp và thư mục."
    return (
        f"{_DATABASE} bị hỏng hoặc không phải dữ liệu isoaudit.",
        f"Khôi phục {_DATABASE} từ bản sao lưu gần nhất; giữ lại tệp hỏng.",
    )


def _open(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(read_only_uri(database.as_posix()), uri=True, timeout=0.3)


def read_only_uri(path: str) -> str:
    """SQLite's address of a file (absolute, with ``/``) to be read only; a network path keeps its two strokes."""
    return f"file://{'' if path.startswith('/') else '/'}{quote(path, safe='/:')}?mode=ro"


def _moment(at: datetime) -> str:
    month = f"{at.month:02d}" if at.month < 3 else str(at.month)
    return f"{at:%H:%M} ngày {at.day:02d}/{month}/{at.year}"


def _dotted(version: Sequence[int]) -> str:
    return ".".join(map(str, version))
