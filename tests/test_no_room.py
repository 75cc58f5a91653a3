"""A full disk, a quota, a lock, a lost folder: what failed is said, the data stay, and nobody is sent to a backup."""

from __future__ import annotations

import errno
import io
import os
import sqlite3
import stat
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

import pytest
from conftest import AGENCIES, AUTHORITY, Run, run_isoaudit
from sqlalchemy.exc import OperationalError

from isoaudit import cli, environment
from isoaudit.errors import IsoAuditError, ProgrammeError
from isoaudit.files import reason
from isoaudit.journal import databases, new_programme
from isoaudit.journal.new_programme import init
from isoaudit.journal.programme import Programme

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="descriptors of POSIX")


class Full(io.StringIO):
    """A terminal whose disk is full, or whose reader has gone."""

    def __init__(self, number: int = errno.ENOSPC) -> None:
        super().__init__()
        self.number = number

    def write(self, text: str) -> int:
        raise OSError(self.number, os.strerror(self.number))


def run_into(out: io.StringIO, *words: object) -> tuple[int, str]:
    """The status of a command that prints into ``out``, and what it said on standard error."""
    said = io.StringIO()
    with (
        patch.object(environment, "settle"),
        patch.object(sys, "argv", ["isoaudit", *map(str, words)]),
        redirect_stdout(out),
        redirect_stderr(said),
        pytest.raises(SystemExit) as end,
    ):
        cli.run()
    return int(end.value.code or 0), said.getvalue()


WRITING = (
    "record plan_approved --all --on 5/1/2026",
    "agencies export",
    "answers export",
    "letters 99-STP",
    "paper plan",
)
READING = ("status", "status --json", "agencies list", "checklist list", "verify", "--help", "--version")


@pytest.mark.parametrize("command", (*WRITING, *READING))
def test_what_is_done_is_done_also_where_it_cannot_be_printed(programme: Path, command: str) -> None:
    """faults A3: status 1 and one sentence on standard error."""
    status, said = run_into(Full(), "-C", programme, *command.split())
    assert status == 1
    assert said.splitlines()[-1] == "Lệnh đã thực hiện xong, nhưng không in ra được đầy đủ (đĩa đã đầy)."
    assert "chưa lường trước" not in said
    if command.startswith("record"):
        assert len(Programme(programme).state().acts("2026-99-STP-TS")) == 1


def test_a_refusal_stays_one_and_a_reader_that_had_enough_is_no_fault(programme: Path) -> None:
    assert run_into(Full(), "-C", programme, "run", "nothing")[0] == 2
    assert run_into(Full(errno.EPIPE), "-C", programme, "agencies", "list") == (0, "")


@POSIX
def test_standard_output_that_is_closed_or_full_in_a_process_of_its_own(programme: Path) -> None:
    """What is left in Python's own buffers must not end it with another status."""
    script = Path(sys.executable).with_name("isoaudit")
    line = f"'{script}' -C '{programme}' agencies list"
    assert os.waitstatus_to_exitcode(os.system(f"{line} >/dev/full 2>/dev/null")) == 1
    assert os.waitstatus_to_exitcode(os.system(f"{line} >&- 2>&-")) == 0


@contextmanager
def held(database: Path, statement: str, seconds: float) -> Iterator[None]:
    """Another program that has the database for some time."""
    with closing(sqlite3.connect(database, isolation_level=None, check_same_thread=False)) as connection:
        connection.execute("BEGIN" if statement == "SELECT" else statement)
        connection.execute("SELECT count(*) FROM entries").fetchone()
        release = threading.Timer(seconds, connection.execute, ["ROLLBACK"])
        release.start()
        try:
            yield
        finally:
            release.join()


@pytest.mark.parametrize("how", ["BEGIN EXCLUSIVE", "BEGIN IMMEDIATE", "SELECT"])
def test_a_locked_database_is_said_at_once_and_the_command_goes_on(
    programme: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """faults A7: who is waited for, also by those who only read, and by a writer who waits for readers."""
    monkeypatch.setattr(databases, "NOTICE_AFTER", 0.05)
    command = "agencies list" if how == "BEGIN EXCLUSIVE" else "record plan_approved --all --on 5/1/2026"
    with held(programme / "programme.db", how, 0.4):
        done = run_isoaudit("-C", programme, *command.split())
    assert done.returncode == 0, done.stderr
    assert "programme.db: đang chờ" in done.stderr
    assert "sao lưu" not in done.stderr


def test_one_that_stays_locked_is_refused_and_nobody_is_sent_to_a_backup(
    programme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "NOTICE_AFTER", 0.05)
    monkeypatch.setattr(databases, "PATIENCE", 0.2)
    with held(programme / "programme.db", "BEGIN EXCLUSIVE", 0.8):
        done = run_isoaudit("-C", programme, "status")
    assert done.returncode == 2
    assert "Dữ liệu còn nguyên" in done.stderr and "sao lưu" not in done.stderr


ASIDE = (
    "SQLITE_FULL",
    "SQLITE_IOERR_WRITE",
    "SQLITE_IOERR_READ",
    "SQLITE_READONLY_DBMOVED",
    "SQLITE_CANTOPEN",
    "SQLITE_PERM",
    "SQLITE_NOMEM",
)


@pytest.mark.parametrize("name", [*ASIDE, "SQLITE_CORRUPT", "SQLITE_NOTADB"])
def test_only_damage_that_verify_would_find_is_to_be_restored(tmp_path: Path, name: str) -> None:
    """faults D4.18: a disk, a quota, a network that fails is not a damaged file."""
    fault = sqlite3.OperationalError("disk I/O error")
    fault.sqlite_errorname = name
    told = databases.Sqlite(tmp_path / "programme.db").reason(OperationalError("", None, fault))
    assert ("sao lưu" in told.remedy) is (name not in ASIDE)
    assert ("còn nguyên" in told.remedy) is (name in ASIDE)


@POSIX
def test_a_quota_while_writing(programme: Path, tmp_path: Path) -> None:
    """faults D4.18, in a process of its own: the shell's ``ulimit -f``."""
    table = tmp_path / "a.csv"
    table.write_text(AGENCIES.replace("99-", "98-"), encoding="utf-8")
    script, said = Path(sys.executable).with_name("isoaudit"), tmp_path / "said"
    line = f"ulimit -f 4; '{script}' -C '{programme}' agencies import '{table}' 2>'{said}'"
    assert os.waitstatus_to_exitcode(os.system(line)) == 2
    words = said.read_text(encoding="utf-8")
    assert "hạn mức" in words and "còn nguyên" in words and "sao lưu" not in words
    assert Programme(programme).verify() == []


def test_a_lost_folder_and_a_lost_database_are_named(isoaudit: Run, programme: Path, tmp_path: Path) -> None:
    gone = isoaudit("-C", tmp_path / "ổ mạng" / "2026", "status")
    assert gone.returncode == 2 and "không có thư mục này" in gone.stderr and "kết nối lại" in gone.stderr
    (programme / "programme.db").rename(tmp_path / "elsewhere.db")
    lost = isoaudit("-C", programme, "status")
    assert "programme.db: không có tệp dữ liệu này" in lost.stderr


def test_a_kept_file_that_cannot_be_read_this_time_is_not_called_missing(
    programme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: Path, most: int = 0) -> bytes:
        raise OSError(errno.EIO, "Input/output error")

    from isoaudit.journal import verifying

    monkeypatch.setattr(verifying, "read_bounded", refused)
    found = Programme(programme).verify()
    assert {one.code for one in found} == {"FILE_002"}
    assert all("lỗi đĩa" in one.what and "sao lưu" not in one.remedy for one in found)


@pytest.mark.parametrize("number", sorted(errno.errorcode))
def test_no_word_of_the_system_is_repeated(number: int) -> None:
    """Its own words are English."""
    assert os.strerror(number) not in reason(OSError(number, os.strerror(number)))


# init


def stopped(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("there", [False, True])
@pytest.mark.parametrize("step", ["shutil.copytree", "Journal", "write_whole"])
def test_init_that_fails_leaves_nothing(
    tmp_path: Path, step: str, there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """faults A6"""
    folder = tmp_path / "2026"
    if there:
        folder.mkdir()
    with monkeypatch.context() as broken:
        broken.setattr(f"isoaudit.journal.new_programme.{step}", stopped)
        with pytest.raises(IsoAuditError) as refused:
            init(folder, AUTHORITY, 2026)
    assert "đĩa đã đầy" in str(refused.value)
    assert folder.exists() is there
    assert init(folder, AUTHORITY, 2026).verify() == []


def test_a_folder_left_by_an_init_that_was_killed_is_known_as_half_made(tmp_path: Path) -> None:
    """faults A6: the settings are written last and whole, so a folder without them is not done."""
    folder = tmp_path / "2026"
    with (
        patch.object(new_programme, "_take_away"),
        patch.object(new_programme, "write_whole", stopped),
        pytest.raises(ProgrammeError),
    ):
        init(folder, AUTHORITY, 2026)
    done = run_isoaudit("init", folder, "--authority", AUTHORITY, "--year", 2026)
    assert done.returncode == 2 and "lần tạo trước bị ngắt giữa chừng" in done.stderr
    (folder / "thư.txt").write_text("of somebody", encoding="utf-8")
    other = run_isoaudit("init", folder, "--authority", AUTHORITY, "--year", 2026)
    assert "thư mục đã có nội dung" in other.stderr


@POSIX
def test_a_kept_file_is_on_the_disk_with_its_name_before_an_entry_names_it(
    programme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """faults A5: the folder is synchronised after the rename, not only the file before it."""
    synchronised: list[str] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        synchronised.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    Programme(programme).journal.keep(b"scanned")
    assert synchronised == ["file", "folder"]
