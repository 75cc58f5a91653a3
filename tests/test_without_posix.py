"""isoaudit on a system without POSIX: its own modules take the ways of Windows and find neither fcntl nor fork.

Only isoaudit's own modules are told that they are on Windows; the libraries they stand on go on as on Linux, for they
have their own ways there. ``msvcrt``, which locks a file, is made of what Linux has. ``mypy --platform win32`` judges
the rest (``make check``).
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="hides what Linux has")
HIDDEN = """
import builtins, fcntl, json, multiprocessing, os, sys, types

ABSENT = {"fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "syslog", "readline"}
imported = builtins.__import__


class Sys:
    platform = "win32"

    def __getattr__(self, name):
        return getattr(sys, name)


def ours(name):
    return name.partition(".")[0] == "isoaudit"


def without(name, globals=None, locals=None, fromlist=(), level=0):
    of_ours = ours((globals or {}).get("__name__", ""))
    if of_ours and name.partition(".")[0] in ABSENT:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    if of_ours and name in ("sys", "msvcrt"):
        return Sys() if name == "sys" else msvcrt
    return imported(name, globals, locals, fromlist, level)


def locking(number, mode, size):
    fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)


msvcrt = types.SimpleNamespace(locking=locking, LK_NBLCK=2, LK_LOCK=1, LK_UNLCK=0)
builtins.__import__ = without
multiprocessing.get_all_start_methods = lambda: ["spawn"]
del os.geteuid
from isoaudit.cli import run

for words in json.loads(sys.argv[1]):
    sys.argv[:] = ["isoaudit", *words]
    sys.stderr.write("\\0")
    try:
        run()
    except SystemExit as end:
        sys.stderr.write(f"\\0{end.code}")
"""
"""Commands one after the other: one start for many."""
REGISTER = "Tên cơ quan,Cấp\nSở Nội vụ,cấp tỉnh\nUBND xã Tây Trà,cấp xã\n"
SCHEDULE = "Tên cơ quan,Hình thức,Từ ngày\nSở Nội vụ,Tại trụ sở,12/10/2026\n"


@pytest.fixture
def year(tmp_path: Path) -> Path:
    (tmp_path / "co-quan.csv").write_text(REGISTER, encoding="utf-8")
    (tmp_path / "lich.csv").write_text(SCHEDULE, encoding="utf-8")
    return tmp_path / "năm 2026"


def isoaudit(*lines: Sequence[str | Path]) -> list[tuple[str, str]]:
    """What each command said on standard error, and its status."""
    words = json.dumps([list(map(str, line)) for line in lines])
    command = [sys.executable, "-c", HIDDEN, words]
    done = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8", timeout=240)
    _, *said = done.stderr.split("\0")
    assert len(said) == 2 * len(lines), done.stderr
    return list(zip(said[::2], said[1::2], strict=True))


def test_a_small_year_goes_on_without_posix(year: Path, tmp_path: Path) -> None:
    commands: tuple[tuple[str | Path, ...], ...] = (
        ("init", year, "--authority", "Sở Khoa học và Công nghệ tỉnh An Bình", "--year", "2026"),
        ("-C", year, "agencies", "import", tmp_path / "co-quan.csv"),
        ("-C", year, "inspections", "import", tmp_path / "lich.csv"),
        ("-C", year, "run", "findings", "2026-SNV-TS"),
        ("-C", year, "paper", "report_request", "2026-SNV-TS"),
        ("-C", year, "status"),
        ("-C", year, "backup", tmp_path / "sao lưu.zip"),
        ("-C", year, "verify"),
        ("doctor",),
    )
    for command, (told, status) in zip(commands, isoaudit(*commands), strict=True):
        assert status in ("0", "1"), (command, told)
        assert "Traceback" not in told and "--debug" not in told, (command, told)
    assert (year / "out" / "status.html").is_file()


def test_the_hiding_hides() -> None:
    code = HIDDEN.partition("from isoaudit.cli import run")[0]
    code += (
        "exec(compile('import sys; print(sys.platform); import fcntl', 'x', 'exec'), {'__name__': 'isoaudit.files'})"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.stdout == "win32\n" and "No module named 'fcntl'" in done.stderr
