"""A full disk, a folder that cannot be written to, a kill: commands of corrective action leave what was, or all of it.

Each command runs in a process of its own, as the shell's ``ulimit -f``, the rights of the folder or a signal stop it;
after that the same command, undisturbed, does its work.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest
from conftest import run_isoaudit
from kills import ROUNDS, drafts_of_files
from kills import dice_of as dice
from test_evidence import PLAIN_PDF
from test_procedures import LAW, LIST
from test_procedures import book as workbook
from test_receive import ANSWERED, form
from test_reviews import CRITERION, DONE, GOOD, ID, OTHER, filled_in
from test_reviews import book as minutes_signed
from test_words import foreign

from isoaudit.desk.corrective.replies import say_reply
from isoaudit.journal.programme import Programme

__all__ = ["minutes_signed"]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="descriptors, rights and signals of POSIX")
SCRIPT = Path(sys.executable).with_name("isoaudit")
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "receive": (
        "receive", ID, "--number", "20/BC-STP", "--dated", "10/8/2026", "--arrived", "12/8/2026",
        "--file", "{in}/báo cáo.pdf", "--form", "{in}/phiếu.xlsx", "--files", "{in}/bằng chứng",
    ),
    "review export": ("review", "export", "--output", "{to}/xem-xet.xlsx"),
    "review import": ("review", "import", "{in}/xem xét.xlsx"),
    "actions": ("actions",),
    "archive": ("archive", ID, "-o", "{to}/hồ sơ.zip"),
    "init --after": ("init", "{to}/2027", "--after", "{programme}"),
    "procedures import": ("procedures", "import", "{in}/tthc.xlsx"),
    "instruments import": ("instruments", "import", "{in}/văn bản.xlsx"),
}  # fmt: skip
MADE = {"review export": "xem-xet.xlsx", "archive": "hồ sơ.zip", "init --after": "2027"}
"""What a command makes beside the programme; the others write into it."""


class Place:
    """A programme, what comes in from outside, and where things go."""

    def __init__(self, root: Path) -> None:
        self.root, self.programme, self.incoming, self.to = root, root / "2026", root / "đến", root / "ra"

    def words(self, command: str) -> list[str]:
        at = {"in": str(self.incoming), "to": str(self.to), "programme": str(self.programme)}
        words = [word.format(**at) for word in COMMANDS[command]]
        return words if words[0] == "init" else ["-C", str(self.programme), *words]

    def line(self, command: str) -> str:
        return shlex.join([str(SCRIPT), *self.words(command)])

    def made(self, command: str) -> Path | None:
        return self.to / MADE[command] if command in MADE else None

    def said(self) -> dict[Path, bytes]:
        """The programme without what can be thrown away."""
        return {
            path.relative_to(self.programme): path.read_bytes()
            for path in self.programme.rglob("*")
            if path.is_file() and path.relative_to(self.programme).parts[0] != "out"
        }


@pytest.fixture
def place(minutes_signed: Programme, tmp_path: Path) -> Place:
    """Signed minutes with two findings, a report with two replies, and the files each command takes in."""
    at = Place(tmp_path / "nơi làm việc")
    at.incoming.mkdir(parents=True)
    at.to.mkdir()
    shutil.move(minutes_signed.folder, at.programme)
    year = Programme(at.programme)
    for criterion in (CRITERION, OTHER):
        say_reply(year, ID, criterion, "15/bc-stp", DONE, edit=f"reply {criterion}", base=None)
    (at.incoming / "báo cáo.pdf").write_bytes(PLAIN_PDF)
    (at.incoming / "bằng chứng").mkdir()
    (at.incoming / "bằng chứng" / "Báo cáo.pdf").write_bytes(PLAIN_PDF + b"\n%" + os.urandom(20_000).hex().encode())
    answered = {**ANSWERED, "Bằng chứng": "Báo cáo.pdf", "Ngày": "01/8/2026"}
    form(year, at.incoming / "phiếu.xlsx", {"KPH 01": answered, "KPH 02": answered})
    reviews = at.incoming / "xem xét.xlsx"
    assert run_isoaudit("-C", at.programme, "review", "export", "--output", reviews).returncode == 0
    good = ("đạt yêu cầu", "Đủ", GOOD["reviewer"], "20/7/2026")
    filled_in(reviews, {CRITERION: good, OTHER: good})
    many = ([str(n), f"1.{n:06d}", f"Thủ tục {n}", "Khác", "Cấp tỉnh", "Sở Tư pháp"] for n in range(5, 400))
    workbook(at.incoming / "tthc.xlsx", [*LIST, *many])
    workbook(at.incoming / "văn bản.xlsx", LAW)
    return at


def shell(line: str) -> tuple[int, str]:
    """The status of a line of the shell, and what it said on standard error."""
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, encoding="utf-8", timeout=300)
    return done.returncode, done.stderr


def without_rights(line: str) -> str:
    """A line run by somebody whom the rights of files bind: root is bound by none."""
    if os.geteuid():
        return line
    if not shutil.which("capsh"):
        pytest.skip("this user may write everything, and capsh is not there")
    return f"capsh --drop=cap_dac_override,cap_dac_read_search,cap_fowner -- -c {shlex.quote(line)}"


def refused(place: Place, command: str, line: str, *because: str) -> None:
    """A command that was stopped says so in Vietnamese, and nothing it was to change is changed or half there."""
    before = place.said()
    status, told = shell(line)
    assert status in (1, 2), (status, told)
    assert "Traceback" not in told and "chưa lường trước" not in told and not foreign(spoken(told, place)), told
    assert any(words in told for words in because), told
    after = {path: data for path, data in place.said().items() if not is_taken_up_again(path, data, before)}
    assert after == before, [path for path, data in after.items() if before.get(path) != data]
    made = place.made(command)
    assert made is None or not made.exists(), told
    assert list(place.to.iterdir()) == [], "nothing is left beside it either"


def is_taken_up_again(path: Path, data: bytes, before: Mapping[Path, bytes]) -> bool:
    """Whether it is a kept file, whole, that no entry names yet: the repeat takes it up."""
    return path not in before and path.parts[0] == "files" and path.name == sha256(data).hexdigest()


def spoken(told: str, place: Place) -> str:
    """What was said without paths and names of files."""
    words = told.replace(str(place.root), "").split()
    return " ".join(word for word in words if "/" not in word and "." not in word[:-1])


def whole(place: Place, command: str) -> None:
    """The command undisturbed: it does its work, and what it made is whole."""
    done = run_isoaudit(*place.words(command))
    assert done.returncode in (0, 1), done.stderr
    assert Programme(place.programme).verify() == []
    match command:
        case "receive":
            state = Programme(place.programme).state()
            assert [report.key for report in state.reports(ID)] == ["15/bc-stp", "20/bc-stp"]
            assert len(state.replies(ID)) == 4
        case "review import":
            assert {one.outcome for one in Programme(place.programme).state().reviews(ID)} == {"accepted"}
        case "review export":
            assert openpyxl.load_workbook(place.to / "xem-xet.xlsx").sheetnames
        case "archive":
            assert zipfile.ZipFile(place.to / "hồ sơ.zip").testzip() is None
        case "init --after":
            assert len(Programme(place.to / "2027").state().agencies) > 1
        case "actions":
            assert all((place.programme / "out" / f"actions.{end}").is_file() for end in ("html", "xlsx", "ics"))
        case _:
            assert Programme(place.programme).journal.entries_of(command.split()[0][:-1])


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_is_lost_or_half_written_by_what_stops_it(place: Place, command: str) -> None:
    quota = "hạn mức", "đĩa đã đầy", "lớn quá mức"
    refused(place, command, f"ulimit -f 4; {place.line(command)}", *quota)
    rights = [path for path in (place.programme, place.to) for path in (path, *path.rglob("*"))]
    modes = {path: path.stat().st_mode for path in rights}
    for path in rights:
        path.chmod(0o500 if path.is_dir() else 0o400)
    try:
        refused(place, command, without_rights(place.line(command)), "chỉ đọc", "không có quyền", "không được phép")
    finally:
        for path, mode in modes.items():
            path.chmod(mode)
    whole(place, command)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_is_killed_leaves_what_was_or_all_of_it(place: Place, command: str) -> None:
    """Killed at a moment of its work; the entries of one command come together or not at all."""
    entries, made = Programme(place.programme).journal.number(), place.made(command)
    numbers = {entries}
    for number in range(ROUNDS or 1):
        process = subprocess.Popen(
            [SCRIPT, *place.words(command)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(dice(command, number).uniform(0.3, 1.8))
        process.kill()
        process.wait()
        year = Programme(place.programme)
        assert year.verify() == []
        numbers.add(year.journal.number())
        if made is not None and made.is_file():
            assert zipfile.ZipFile(made).testzip() is None, "a file that has its name is whole"
            made.unlink()
        if made is not None and made.is_dir():
            done = run_isoaudit(*place.words(command))
            assert done.returncode == 2 and ("giữa chừng" in done.stderr or "đã có" in done.stderr), done.stderr
            shutil.rmtree(made)
    assert len(numbers) <= 2, "all of its entries or none"
    whole(place, command)
    assert not drafts_of_files(place.programme), "what a kill left is taken away by the next command"
