"""``isoaudit init`` at a terminal: what is asked, what is checked at once, what is there afterwards (secretary A17)."""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import Run

from isoaudit.cli import init
from isoaudit.journal.new_settings import settings_of
from isoaudit.journal.settings import read_settings
from isoaudit.model import Settings

AUTHORITY = "Chi cục Tiêu chuẩn Đo lường Chất lượng tỉnh An Bình"
DONE = 60.0


def asked(answers: Iterable[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, str]:
    """The status of the command and what it said, each answer a line, through click's own runner."""
    monkeypatch.setattr(init, "_at_a_terminal", lambda: True)
    done = CliRunner().invoke(init.init, [*words], input="".join(f"{answer}\n" for answer in answers))
    return done.exit_code, done.output


def dialogue(folder: Path, answers: list[str], interrupt: bool = False) -> tuple[int, str]:
    """The command at a real terminal: an answer where it waits for one, at the end perhaps Ctrl-C."""
    pty = pytest.importorskip("pty")  # Windows has none
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(folder)
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell in the background leaves it ignored
        os.environ |= {"COLUMNS": "100", "LC_ALL": "C.UTF-8"}
        script = str(Path(sys.executable).with_name("isoaudit"))
        os.execv(script, [script, "init"])
    said, left, ends = b"", list(answers), time.monotonic() + DONE
    while time.monotonic() < ends:
        if not select.select([terminal], [], [], 1)[0]:
            # Python misses a Ctrl-C between its prompt and its waiting for keys; a person presses it again.
            if interrupt and not left:
                os.write(terminal, b"\x03")
            continue
        try:
            read = os.read(terminal, 4096)
        except OSError:  # the other side is closed
            break
        if not read:
            break
        said += read
        if said.endswith(b"> "):
            if left:
                os.write(terminal, left.pop(0).encode() + b"\n")
            elif interrupt:
                os.write(terminal, b"\x03")
    if time.monotonic() >= ends:
        os.kill(process, signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), said.decode().replace("\r\n", "\n")


ANSWERS = [AUTHORITY, "2026", "năm 2026", "QLCL", "CCTĐC", "SKHCN", "", "", "Trần Thị Bích", "Nguyễn Văn An", "c"]


def expected() -> Settings:
    """What these answers say."""
    found = settings_of(AUTHORITY, 2026)
    symbols = {"chi_cuc": "CCTĐC", "so": "SKHCN", "ubnd": ""}
    names = {"ubnd": "", "so": "Trần Thị Bích", "chi_cuc": "Nguyễn Văn An"}
    offices = {key: office.model_copy(update={"symbol": symbols[key]}) for key, office in found.offices.items()}
    signers = tuple(one.model_copy(update={"name": names[one.office]}) for one in found.signers)
    return found.model_copy(update={"drafter": "QLCL", "offices": offices, "signers": signers})


def test_at_a_terminal_a_year_begins_with_questions(tmp_path: Path, isoaudit: Run) -> None:
    status, said = dialogue(tmp_path, ANSWERS)
    assert status == 0, said
    assert read_settings(tmp_path / "năm 2026") == expected()
    assert "# Ai ký văn bản nào" in (tmp_path / "năm 2026" / "isoaudit.toml").read_text(encoding="utf-8")
    for words in ("Tên đầy đủ kèm tỉnh, như: ", "Sở Khoa học và Công nghệ: họ và tên Giám đốc", "Việc tiếp theo:"):
        assert words in said
    assert said.index("Người ký: Mọi văn bản, gửi mọi cơ quan: Chi cục trưởng Nguyễn Văn An") < said.index("Đã tạo")
    assert "settings export" in said and "Error" not in said and "Aborted" not in said
    assert isoaudit("-C", tmp_path / "năm 2026", "verify").returncode == 0


@pytest.mark.parametrize("answered", [0, 3, len(ANSWERS) - 1])
def test_ctrl_c_leaves_nothing(tmp_path: Path, answered: int) -> None:
    status, said = dialogue(tmp_path, ANSWERS[:answered], interrupt=True)
    assert status == 2 and "Đã dừng theo yêu cầu." in said and "Aborted" not in said and "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


def test_an_answer_that_cannot_be_used_is_told_at_once_and_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "đã có").mkdir()
    (tmp_path / "đã có" / "tệp.txt").write_text("x", encoding="utf-8")
    answers = ["", "Ban Chỉ đạo ISO", "26", "hai nghìn", "2026", "đã có", "nam", "An Bình", "tỉnh An Bình"]
    status, said = asked([*answers, "", "", "", "", "", "x", ""], monkeypatch)
    assert status == 0, said
    for words in (
        "Chưa ghi tên đơn vị.",
        "Ghi năm bằng bốn chữ số, từ 2014 đến 2100.",
        "Thư mục đã có nội dung. Chọn thư mục mới hoặc thư mục trống.",
        "Ghi như: tỉnh An Bình; thành phố An Bình.",
        "Gõ c (có), s (sửa) hoặc k (không).",
    ):
        assert words in said
    found = read_settings(tmp_path / "nam")
    assert (found.authority, found.province, found.place) == ("Ban Chỉ đạo ISO", "tỉnh An Bình", "An Bình")
    assert found.offices["don_vi"].name == "Ban Chỉ đạo ISO"


def test_whoever_sees_a_mistake_in_the_summary_answers_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    first = ["Sở Khoa học và Công nghệ tỉnh An Bnh", "2025", "a", "", "", "", "", "", "s"]
    second = ["Sở Khoa học và Công nghệ tỉnh An Bình", "2026", "b", "", "", "", "", "", "có"]
    status, said = asked([*first, *second], monkeypatch)
    assert status == 0, said
    assert [path.name for path in tmp_path.iterdir()] == ["b"]
    assert read_settings(tmp_path / "b").authority == "Sở Khoa học và Công nghệ tỉnh An Bình"


def test_no_is_no(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    status, _ = asked([*ANSWERS[:-1], "k"], monkeypatch)
    assert status != 0 and list(tmp_path.iterdir()) == []


def test_only_what_was_not_given_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    status, said = asked(ANSWERS[3:], monkeypatch, "nam", "--year", "2026", "--authority", AUTHORITY)
    assert status == 0 and "Đơn vị kiểm tra\n" not in said
    status, said = asked([AUTHORITY, *ANSWERS[3:]], monkeypatch, "nam 2", "--year", "2026")
    assert status == 0 and "Năm kế hoạch\n" not in said
    assert read_settings(tmp_path / "nam 2") == expected()


def test_without_a_terminal_nothing_is_asked(tmp_path: Path, isoaudit: Run) -> None:
    for words, missing in (
        ((), "thiếu tham số THƯ_MỤC"),
        ((tmp_path / "a",), "thiếu tùy chọn «--authority»"),
        ((tmp_path / "a", "--authority", "X"), "thiếu tùy chọn «--year»"),
    ):
        done = isoaudit("init", *words)
        assert (done.returncode, done.stdout) == (2, "") and missing in done.stderr
    assert not (tmp_path / "a").exists()
