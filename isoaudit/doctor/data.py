"""Whether the data of a folder are whole and backed up, and what in it is not as it was shipped."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from isoaudit.doctor.machine import State
from isoaudit.errors import IsoAuditError, Problem
from isoaudit.files import read_bounded, shipped

if TYPE_CHECKING:
    from isoaudit.model import Settings

SETTINGS, DATABASE = "isoaudit.toml", "programme.db"


def clock_state(database: Path, now: datetime) -> State:
    clock = now.astimezone()
    what = f"Đồng hồ của máy: {_moment(clock)}"
    if not database.is_file():
        return f"{what}.", ""
    try:
        last = _last_entry(database)
    except sqlite3.Error:
        return f"{what}; chưa đối chiếu được với {DATABASE}.", f"Xem điểm về {DATABASE}, xử lý xong thì chạy lại."
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


def programme_state(folder: Path) -> State:
    database, settings = folder / DATABASE, folder / SETTINGS
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
        return f"{DATABASE} không còn dữ liệu nào.", f"Khôi phục {DATABASE} từ bản sao lưu gần nhất."
    said = _settings(folder)
    if isinstance(said, Problem):
        return f"{said.where}: {said.what}", said.remedy
    return f"{DATABASE} mở được, cấu trúc còn nguyên vẹn.", ""


def backup_state(folder: Path, now: datetime) -> State:
    """Whether what was said in a programme lies in a backup, too."""
    from isoaudit.work.last_backup import COMMAND, standing

    if not (folder / SETTINGS).is_file():
        return "Không có dữ liệu nào cần sao lưu.", ""
    if not (folder / DATABASE).is_file():  # it is missing, which is said elsewhere, or on a server
        return "Thư mục không có programme.db để sao lưu.", ""
    try:
        with closing(_open(folder / DATABASE)) as connection:
            entries = connection.execute("SELECT count(*) FROM entries").fetchone()[0]
    except sqlite3.Error:
        return "Chưa xem được đã ghi thêm gì từ lần sao lưu trước.", f"Xem điểm về {DATABASE}, xong thì chạy lại."
    found = standing(folder, entries, now)
    return found.said or "Chưa ghi gì, chưa cần sao lưu.", COMMAND if found.due else ""


def days_off_state(settings: Path, now: datetime) -> State:
    """Whether the office gave its list of days off for the year of the programme, and from November for the next one:
    the two months of Circular 26/2014, Article 37.2.c may end there."""
    if not settings.is_file():
        return "Không có thời hạn nào để tính.", ""
    said = _settings(settings.parent)
    if said is None or isinstance(said, Problem):
        return f"Chưa xem được danh sách ngày nghỉ trong {SETTINGS}.", f"Sửa {SETTINGS} xong thì chạy lại."
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


def content_state(folder: Path) -> str:
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
        return f"{DATABASE} đang có chương trình khác ghi.", "Đợi chương trình ấy ghi xong rồi chạy lại."
    if name.startswith("SQLITE_READONLY"):  # a journal of SQLite lies beside it, and we opened to read only
        return (
            f"{DATABASE}: lần ghi trước bị ngắt giữa chừng.",
            "Chạy «isoaudit verify»: phần ghi dở được bỏ, những gì đã ghi xong còn nguyên.",
        )
    if name.startswith("SQLITE_CANTOPEN"):
        return f"{DATABASE} không mở được.", "Kiểm tra quyền đọc tệp và thư mục."
    return (
        f"{DATABASE} bị hỏng hoặc không phải dữ liệu isoaudit.",
        f"Khôi phục {DATABASE} từ bản sao lưu gần nhất; giữ lại tệp hỏng.",
    )


def _open(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(read_only_uri(database.as_posix()), uri=True, timeout=0.3)


def read_only_uri(path: str) -> str:
    """SQLite's address of a file (absolute, with ``/``) to be read only; a network path keeps its two strokes."""
    return f"file://{'' if path.startswith('/') else '/'}{quote(path, safe='/:')}?mode=ro"


def _moment(at: datetime) -> str:
    month = f"{at.month:02d}" if at.month < 3 else str(at.month)
    return f"{at:%H:%M} ngày {at.day:02d}/{month}/{at.year}"
