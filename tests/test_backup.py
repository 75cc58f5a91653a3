"""A year as one file: whole or not at all, read back, and a programme again; whatever befell the file is said."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
import zipfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

import pytest
from conftest import AGENCIES, AUTHORITY, INSPECTIONS, Run, absent, cases, run_isoaudit
from hypothesis import given, settings
from hypothesis import strategies as st
from postgresql import new_database, server

from isoaudit.errors import IsoAuditError, RunError
from isoaudit.journal.programme import Programme
from isoaudit.lab.prepared import opened_kind, prepare
from isoaudit.work import backup_file
from isoaudit.work.backup import back_up, check, restore
from isoaudit.work.backup_file import INNER, MANIFEST
from isoaudit.work.file_names import is_safe_path, safe_name
from isoaudit.work.last_backup import NAME, LastBackup, last_backup, remember, standing

PASSWORD = "con meo treo cay cau"
PDF = b"%PDF-1.4 bien ban " + bytes(range(256)) * 8
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="POSIX")


def nobody() -> str:
    raise AssertionError("a backup without a password asks for none")


def known() -> str:
    return PASSWORD


@pytest.fixture
def year(programme: Path) -> Path:
    """A programme with a kept paper, a paper that a person edited, one that nobody did, and a file of the person."""
    paper = programme.parent / "Quyết định 41.pdf"
    paper.write_bytes(PDF)
    decided = ("decided", "--all", "--on", "1/6/2026", "--number", "41/QĐ-CCTĐC", "--file", paper)
    assert run_isoaudit("-C", programme, "record", *decided).returncode == 0
    assert run_isoaudit("-C", programme, "paper", "plan").returncode == 0
    assert run_isoaudit("-C", programme, "paper", "inspection_programme", "99-STP").returncode == 0
    edited = next((programme / "out" / "2026-99-STP-TS").glob("*.docx"))
    with zipfile.ZipFile(edited, "a") as archive:
        archive.writestr("word/custom.txt", "đã sửa")
    (programme / "Ghi chép.txt").write_text("Hẹn đoàn 8 giờ.", encoding="utf-8")
    return programme


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    folder = tmp_path / "USB E"
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def kept_once(made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A backup without and one with a password, to be spoilt by the tests in copies."""
    folder = tmp_path_factory.mktemp("backups")
    return (
        back_up(Programme(made_once), folder / "plain.zip").path,
        back_up(Programme(made_once), folder / "locked.zip", PASSWORD).path,
    )


def names_in(path: Path) -> set[str]:
    with zipfile.ZipFile(path) as archive:
        return set(archive.namelist())


# making one


def test_a_backup_holds_the_year_and_of_out_what_a_person_edited(isoaudit: Run, year: Path, usb: Path) -> None:
    done = isoaudit("-C", year, "backup", usb)
    assert done.returncode == 0, done.stderr
    (path,) = usb.iterdir()
    assert path.name.startswith("isoaudit năm 2026 - 2") and path.suffix == ".zip"
    names = names_in(path)
    (edited,) = (name for name in names if name.startswith("out/"))
    assert edited.startswith("out/2026-99-STP-TS/") and edited in done.stdout
    sha = hashlib.sha256(PDF).hexdigest()
    assert {"programme.db", "isoaudit.toml", "checklists/dieu-36.yaml", "notebooks/findings.ipynb", f"files/{sha}",
            "Ghi chép.txt", MANIFEST} <= names  # fmt: skip
    assert not {name for name in names if name.startswith(".") or name.endswith("-journal")}
    assert f"Dấu của dữ liệu: {Programme(year).fingerprint()}" in done.stdout
    assert "không có mật khẩu" in done.stdout and "cùng đĩa" in done.stderr


def test_every_word_file_edited_below_out_is_in_the_backup_and_no_form_is(year: Path, usb: Path) -> None:
    """Also a letter in a folder that ``issue`` laid out; of what nobody edited, and of the forms, nothing is said."""
    folder = year / "out" / "Phát hành - đợt 1"
    (folder / "Công văn").mkdir(parents=True)
    files = {f"Công văn/CV - {name}.docx": name.encode() for name in ("Sở Nội vụ", "Sở Y tế")}
    files["Sổ văn bản đi.xlsx"] = b"book"
    made = {name: {"of": "", "made": [hashlib.sha256(data).hexdigest()]} for name, data in files.items()}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    (folder / ".isoaudit.json").write_text(json.dumps({"format": 1, "files": made}), encoding="utf-8")
    (folder / "Công văn" / "CV - Sở Y tế.docx").write_bytes(b"edited")
    (folder / "Sổ văn bản đi.xlsx").write_bytes(b"numbers typed")
    dropped = year / "out" / "Tệp đã đưa vào" / hashlib.sha256(b"dropped").hexdigest()[:16]
    dropped.mkdir(parents=True)
    (dropped / "Báo cáo.docx").write_bytes(b"dropped")
    form = year / "out" / "start" / "start.ipynb"
    prepare(opened_kind(year, "start"), form, {"programme": str(year)})
    names = back_up(Programme(year), usb).edited
    assert set(names[1:]) == {f"out/{folder.name}/Công văn/CV - Sở Y tế.docx", f"out/{folder.name}/Sổ văn bản đi.xlsx"}
    assert names[0].startswith("out/2026-99-STP-TS/")


def test_what_is_restored_is_the_same_programme(isoaudit: Run, year: Path, usb: Path, tmp_path: Path) -> None:
    assert isoaudit("-C", year, "backup", usb / "b.zip").returncode == 0
    folder = tmp_path / "máy khác" / "năm 2026"
    done = isoaudit("restore", usb / "b.zip", folder)
    assert done.returncode == 0, done.stderr
    assert Programme(year).fingerprint() in done.stdout and "run findings" in done.stdout
    assert Programme(folder).verify() == []
    assert Programme(folder).fingerprint() == Programme(year).fingerprint()
    assert (folder / "Ghi chép.txt").read_text(encoding="utf-8") == "Hẹn đoàn 8 giờ."
    assert isoaudit("-C", folder, "status", "--json").stdout == isoaudit("-C", year, "status", "--json").stdout
    assert isoaudit("-C", folder, "agencies", "list").returncode == 0
    if os.name == "posix":
        modes = {path.stat().st_mode & 0o077 for path in (folder, *folder.rglob("*"))}
        assert modes == {0}
    assert [path.name for path in folder.parent.iterdir()] == ["năm 2026"]


def test_a_letter_edited_by_hand_is_not_overwritten_after_it_was_restored(
    year: Path, usb: Path, tmp_path: Path
) -> None:
    made = back_up(Programme(year), usb)
    restore(made.path, tmp_path / "again", nobody)
    (name,) = made.edited
    before = (tmp_path / "again" / name).read_bytes()
    assert run_isoaudit("-C", tmp_path / "again", "paper", "inspection_programme", "99-STP").returncode == 0
    assert (tmp_path / "again" / name).read_bytes() == before == (year / name).read_bytes()


def test_a_password_hides_names_too_and_without_it_nothing_is_opened(
    isoaudit: Run, year: Path, usb: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "mat-khau.txt"
    secret.write_text(f"{PASSWORD}\n", encoding="utf-8")
    done = isoaudit("-C", year, "backup", usb, "--password-file", secret)
    assert done.returncode == 0, done.stderr
    assert "không ai mở được" in done.stdout
    (path,) = usb.iterdir()
    assert names_in(path) == {INNER}
    assert b"Ghi ch" not in path.read_bytes() and "Ghi chép".encode() not in path.read_bytes()
    refused = isoaudit("restore", path, tmp_path / "again")
    assert refused.returncode == 2 and "--password-file" in refused.stderr
    secret.write_text("con meo treo cay dua", encoding="utf-8")
    wrong = isoaudit("restore", path, tmp_path / "again", "--password-file", secret)
    assert wrong.returncode == 2 and "mật khẩu không đúng" in wrong.stderr
    assert not (tmp_path / "again").exists()
    secret.write_text(PASSWORD, encoding="utf-8-sig")
    assert isoaudit("backup", path, "--check", "--password-file", secret).returncode == 0
    assert isoaudit("restore", path, tmp_path / "again", "--password-file", secret).returncode == 0
    assert Programme(tmp_path / "again").fingerprint() == Programme(year).fingerprint()


def test_another_program_opens_it_with_the_password(kept_once: tuple[Path, Path], tmp_path: Path) -> None:
    if not shutil.which("7z"):
        absent("7z", "p7zip-full")
    locked = kept_once[1]
    done = subprocess.run(["7z", "x", f"-p{PASSWORD}", f"-o{tmp_path}", str(locked)], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "programme.db" in names_in(tmp_path / INNER)
    assert subprocess.run(["7z", "t", str(tmp_path / INNER)], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("password", ["ngắn", "short", "mật khẩu thật là dài", "con\tmeo treo cay cau"])
def test_a_password_that_is_weak_or_typed_otherwise_elsewhere_is_refused(
    isoaudit: Run, year: Path, usb: Path, tmp_path: Path, password: str
) -> None:
    (tmp_path / "p").write_text(password, encoding="utf-8")
    done = isoaudit("-C", year, "backup", usb, "--password-file", tmp_path / "p")
    assert done.returncode == 2 and "mật khẩu chưa dùng được" in done.stderr
    assert not list(usb.iterdir())


@POSIX
@pytest.mark.parametrize(("again", "status"), [(PASSWORD, 0), ("con meo treo cay dua", 2)])
def test_a_password_is_asked_for_twice_and_not_shown(year: Path, usb: Path, again: str, status: int) -> None:
    """On a terminal of its own, as a person types it."""
    import pexpect

    script = str(Path(sys.executable).with_name("isoaudit"))
    terminal = pexpect.spawn(script, ["-C", str(year), "backup", str(usb), "--password"], encoding="utf-8", timeout=60)
    terminal.expect("Mật khẩu .*: ")
    terminal.sendline(PASSWORD)
    terminal.expect("Gõ lại mật khẩu: ")
    terminal.sendline(again)
    terminal.expect(pexpect.EOF)
    terminal.close()
    said = terminal.before or ""
    assert PASSWORD not in said and terminal.exitstatus == status
    assert ("hai lần gõ khác nhau" in said) is bool(status)
    assert len(list(usb.iterdir())) == (0 if status else 1)


def test_where_nobody_can_type_a_password_it_is_not_waited_for(isoaudit: Run, year: Path, usb: Path) -> None:
    done = isoaudit("-C", year, "backup", usb, "--password")
    assert done.returncode == 2 and "--password-file" in done.stderr
    assert not list(usb.iterdir())


def test_nothing_is_overwritten_and_no_place_is_guessed(isoaudit: Run, year: Path, usb: Path) -> None:
    (usb / "đã có.zip").write_bytes(b"of somebody")
    for to, words in (
        (usb / "đã có.zip", "không ghi đè"),
        (usb / "ổ chưa cắm", "Cắm USB"),
        (usb / "thư.txt", "Cắm USB"),
        (year / "b.zip", "trong chính thư mục làm việc"),
        (year / "out", "trong chính thư mục làm việc"),
    ):
        done = isoaudit("-C", year, "backup", to)
        assert done.returncode == 2 and words in done.stderr, (to, done.stderr)
    assert [path.read_bytes() for path in usb.iterdir()] == [b"of somebody"]
    assert isoaudit("-C", year, "backup", usb).returncode == isoaudit("-C", year, "backup", usb).returncode == 0
    assert len(list(usb.glob("isoaudit*.zip"))) == 2


def test_a_changed_journal_is_not_backed_up_as_if_it_were_whole(isoaudit: Run, year: Path, usb: Path) -> None:
    with closing(sqlite3.connect(year / "programme.db")) as connection:
        connection.execute("UPDATE entries SET author = 'ai đó' WHERE kind = 'agency'")
        connection.commit()
    done = isoaudit("-C", year, "backup", usb)
    assert done.returncode == 2 and "đừng xóa các bản sao lưu trước đây" in done.stderr
    assert not list(usb.iterdir())


def test_a_kept_paper_that_is_lost_does_not_stop_a_backup_and_is_named(
    isoaudit: Run, year: Path, usb: Path, tmp_path: Path
) -> None:
    (year / "files" / hashlib.sha256(PDF).hexdigest()).unlink()
    done = isoaudit("-C", year, "backup", usb / "b.zip")
    assert done.returncode == 1
    assert "01 tệp đã lưu bị thiếu" in done.stderr and "Quyết định 41.pdf" in done.stderr
    again = isoaudit("restore", usb / "b.zip", tmp_path / "again")
    assert again.returncode == 1 and "01 tệp" in again.stderr
    assert [one.code for one in Programme(tmp_path / "again").verify()] == ["STORE_004"]


@POSIX
def test_links_are_not_followed_and_names_windows_refuses_are_said(isoaudit: Run, year: Path, usb: Path) -> None:
    secret = year.parent / "khác.txt"
    secret.write_text("not of this programme", encoding="utf-8")
    (year / "nối.txt").symlink_to(secret)
    done = isoaudit("-C", year, "backup", usb / "b.zip")
    assert done.returncode == 0 and "liên kết: nối.txt" in done.stderr
    assert "nối.txt" not in names_in(usb / "b.zip")
    (year / "bản: 2.txt").write_text("", encoding="utf-8")
    (year / "GHI CHÉP.txt").write_text("", encoding="utf-8")
    refused = isoaudit("-C", year, "backup", usb / "c.zip")
    assert refused.returncode == 2 and "bản: 2.txt" in refused.stderr and "Có 02 vấn đề" in refused.stderr


# while others write, when the disk is full, when it is killed

WRITER = """
import sys
from pathlib import Path
from typing import IO, Any
from isoaudit.journal.programme import Programme, writer
from isoaudit.journal.store import Draft
programme = Programme(Path(sys.argv[1]))
print("go", flush=True)
number = 0
while True:
    with programme.journal.writing() as transaction:
        drafts = [Draft("programme", "programme", {"n": str(number), "half": str(i)}) for i in range(2)]
        transaction.append(drafts, writer())
    number += 1
"""


def test_a_copy_made_while_another_process_writes_is_one_moment_of_it(year: Path, usb: Path, tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(year)], stdout=subprocess.PIPE)
    try:
        assert process.stdout and process.stdout.readline()
        made = [back_up(Programme(year), usb / f"{number}.zip") for number in range(4)]
        assert process.poll() is None, "the writer went on"
    finally:
        process.kill()
        process.communicate()
    numbers = [one.manifest.entries for one in made]
    assert numbers == sorted(numbers) and numbers[-1] > numbers[0]
    for one in made:
        folder = tmp_path / one.path.stem
        restore(one.path, folder, nobody)
        programme = Programme(folder)
        assert programme.verify() == []
        assert programme.journal.number() == one.manifest.entries
        halves = [e.payload["half"] for e in programme.journal.entries_of("programme") if "half" in e.payload]
        assert halves.count("0") == halves.count("1"), "never a transaction in part"
    assert Programme(year).verify() == []


@POSIX
@pytest.mark.parametrize("blocks", [8, 60, 200, 300])
def test_a_full_stick_leaves_nothing_and_is_said(year: Path, usb: Path, blocks: int) -> None:
    (year / "to.pdf").write_bytes(random.Random(1).randbytes(400_000))
    script, said = Path(sys.executable).with_name("isoaudit"), year.parent / "said"
    line = f"ulimit -f {blocks}; '{script}' -C '{year}' backup '{usb}' 2>'{said}' >/dev/null"
    assert os.waitstatus_to_exitcode(os.system(line)) == 2
    words = said.read_text(encoding="utf-8")
    assert "không ghi được" in words and "Traceback" not in words, words
    assert not list(usb.iterdir())
    assert last_backup(year) is None


def test_a_stick_that_is_pulled_while_reading_back_leaves_nothing(
    year: Path, usb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Pulled(zipfile.ZipExtFile):
        def read(self, n: int | None = -1) -> bytes:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(zipfile, "ZipExtFile", Pulled)
    with pytest.raises(RunError) as refused:
        back_up(Programme(year), usb)
    assert "lỗi đĩa hoặc mất kết nối" in str(refused.value) and str(usb) in str(refused.value)
    assert not list(usb.iterdir()) and last_backup(year) is None


@pytest.mark.parametrize("password", ["", PASSWORD])
def test_a_stick_that_keeps_other_bytes_than_it_was_given_is_noticed(
    year: Path, usb: Path, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    """It is read back before it is called done: a worn stick takes everything and says nothing."""
    real = backup_file.write

    def worn(stream: IO[bytes], *given: Any) -> None:
        real(stream, *given)
        stream.seek(500)
        byte = stream.read(1)
        stream.seek(500)
        stream.write(bytes([byte[0] ^ 1]))

    monkeypatch.setattr(backup_file, "write", worn)
    with pytest.raises(RunError) as refused:
        back_up(Programme(year), usb / "b.zip", password)
    assert [(one.code, one.where) for one in refused.value.problems] == [("BACKUP_002", str(usb / "b.zip"))]
    assert not list(usb.iterdir()) and last_backup(year) is None


@POSIX
@pytest.mark.parametrize("number", range(cases(2, 60)))
@pytest.mark.parametrize("command", ["backup", "restore"])
def test_what_is_killed_leaves_no_half_and_the_next_one_is_whole(
    year: Path, usb: Path, tmp_path: Path, command: str, number: int
) -> None:
    (year / "lớn.bin").write_bytes(random.Random(number).randbytes(30_000_000))
    script = str(Path(sys.executable).with_name("isoaudit"))
    words = ["-C", str(year), "backup", str(usb / "b.zip")]
    if command == "restore":
        back_up(Programme(year), usb / "b.zip")
        words = ["restore", str(usb / "b.zip"), str(tmp_path / "again")]
    start = time.monotonic()
    process = subprocess.Popen([script, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    target, place = (usb / "b.zip", usb) if command == "backup" else (tmp_path / "again", tmp_path)
    while process.poll() is None and not list(place.glob(".isoaudit-*.part")) and time.monotonic() - start < 60:
        time.sleep(0.002)
    time.sleep(random.Random(number).random() * 0.3)
    process.kill()
    process.wait()
    if target.exists():  # it was given its name: then it is whole
        check(target, nobody) if command == "backup" else Programme(target).verify()
    else:
        for left in place.glob(".isoaudit-*.part"):
            for path in (*left.glob("*"), left):
                os.utime(path, (0, 0))
        assert run_isoaudit(*words).returncode == 0
    assert not list(place.glob(".isoaudit-*.part"))
    if command == "restore":
        assert Programme(target).verify() == []


def test_a_year_on_a_server_says_who_backs_it_up(isoaudit: Run, usb: Path, tmp_path: Path) -> None:
    """Not a copy of the empty folder that looks like a backup."""
    folder = tmp_path / "năm 2026"
    with server() as socket:
        url = new_database(socket, "backup")
        assert isoaudit("init", folder, "--authority", AUTHORITY, "--year", 2026, "--database", url).returncode == 0
        (tmp_path / "a.csv").write_text(AGENCIES, encoding="utf-8")
        (tmp_path / "i.csv").write_text(INSPECTIONS, encoding="utf-8")
        assert isoaudit("-C", folder, "agencies", "import", tmp_path / "a.csv").returncode == 0
        assert isoaudit("-C", folder, "inspections", "import", tmp_path / "i.csv").returncode == 0
        done = isoaudit("-C", folder, "backup", usb)
        assert "sao lưu" not in isoaudit("-C", folder, "status").stdout
        checks = {c["code"]: c for c in json.loads(isoaudit("-C", folder, "doctor", "--json").stdout)}
    assert done.returncode == 2 and "pg_dump" in done.stderr, done.stderr
    assert not list(usb.iterdir()) and checks["BACKUP"]["fine"]


# what befell the file


def spoilt(path: Path, data: bytes, folder: Path) -> str:
    """What is said of altered bytes; empty where what they restore to is the same all the same."""
    broken = folder / "b.zip"
    broken.write_bytes(data)
    target = folder / "again"
    shutil.rmtree(target, ignore_errors=True)
    try:
        restore(broken, target, known)
    except IsoAuditError as error:
        assert not target.exists(), "nothing half-done"
        assert sorted(one.name for one in folder.iterdir()) == ["b.zip"]
        codes = {one.code for one in error.problems}
        assert codes <= {"BACKUP_001", "BACKUP_002", "BACKUP_005"}, (codes, str(error))
        return str(error)
    return ""


def content(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file() and p.name != NAME}


@pytest.mark.parametrize("which", [0, 1], ids=["plain", "locked"])
def test_every_byte_that_was_altered_is_noticed_or_harmless(
    kept_once: tuple[Path, Path], which: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = kept_once[which]
    data = path.read_bytes()
    whole = tmp_path_factory.mktemp("whole") / "again"
    restore(path, whole, known)
    expected, folder = content(whole), tmp_path_factory.mktemp("spoilt")
    said: list[str] = []

    @settings(max_examples=cases(60, 2000), deadline=None)
    @given(st.integers(0, len(data) - 1), st.integers(1, 255))
    def altered(position: int, by: int) -> None:
        changed = bytearray(data)
        changed[position] ^= by
        said.append(spoilt(path, bytes(changed), folder))
        if not said[-1]:
            assert content(folder / "again") == expected

    altered()
    assert sum(map(bool, said)) > len(said) / 2


@pytest.mark.parametrize("which", [0, 1], ids=["plain", "locked"])
@pytest.mark.parametrize("left", [0, 1, 2, 3, 4, 21, 22, 1000, 0.1, 0.5, 0.9, 0.999, -1, -22, -30, -200])
def test_a_backup_cut_anywhere_is_refused(
    kept_once: tuple[Path, Path], which: int, left: float, tmp_path: Path
) -> None:
    data = kept_once[which].read_bytes()
    length = int(len(data) * left) if isinstance(left, float) else int(left)
    assert spoilt(kept_once[which], data[:length], tmp_path)


def repacked(path: Path, into: Path, change: dict[str, bytes | None], **manifest: object) -> Path:
    """A backup with parts replaced or taken out (None), its list as it was or with fields replaced."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(into, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == MANIFEST and manifest:
                data = json.dumps({**json.loads(data), **manifest}).encode()
            data = change.get(name, data)  # type: ignore[assignment]
            if data is not None:
                target.writestr(name, data)
        for name in change.keys() - set(source.namelist()):
            target.writestr(name, change[name] or b"")
    return into


def listed(path: Path) -> list[dict[str, object]]:
    with zipfile.ZipFile(path) as archive:
        return list(json.loads(archive.read(MANIFEST))["files"])


def one(name: str, data: bytes) -> dict[str, object]:
    return {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"isoaudit.toml": b"authority = 'x'"}, "cỡ tệp không khớp"),
        ({"isoaudit.toml": None}, "thiếu tệp hoặc thừa tệp"),
        ({"notebooks/evil.ipynb": b"{}"}, "thiếu tệp hoặc thừa tệp"),
        ({MANIFEST: None}, "không phải bản sao lưu của isoaudit"),
        ({MANIFEST: b"{}"}, "bảng kê"),
        ({MANIFEST: b"[1]"}, "bảng kê"),
        ({MANIFEST: b'{"format": 1, "version": "1"}'}, "bảng kê viết sai"),
        ({MANIFEST: b"[" * 100_000}, "bảng kê"),
    ],
)
def test_parts_that_were_exchanged_are_noticed(
    kept_once: tuple[Path, Path], tmp_path: Path, change: dict[str, bytes | None], words: str
) -> None:
    path = repacked(kept_once[0], tmp_path / "b.zip", change)
    for command in (("restore", path, tmp_path / "again"), ("backup", path, "--check")):
        done = run_isoaudit(*command)
        assert done.returncode == 2 and words in done.stderr, done.stderr
    assert not (tmp_path / "again").exists()


def test_a_part_exchanged_for_one_of_the_same_size_is_noticed(kept_once: tuple[Path, Path], tmp_path: Path) -> None:
    """Whoever packs the archive anew gives it the right check sums; the list has its own."""
    with zipfile.ZipFile(kept_once[0]) as archive:
        toml = archive.read("isoaudit.toml")
    path = repacked(kept_once[0], tmp_path / "b.zip", {"isoaudit.toml": toml.replace(b"2026", b"2027", 1)})
    with pytest.raises(RunError, match="tệp «isoaudit.toml» không khớp với bảng kê"):
        check(path, nobody)


EVIL = ("../evil", "/etc/evil", "C:/evil", "a/../../evil", "a\\..\\evil", "CON", "nul.txt", "a//b", "./evil", "x. ")


@pytest.mark.parametrize("name", EVIL)
def test_a_name_that_leads_out_of_the_folder_is_refused(
    kept_once: tuple[Path, Path], tmp_path: Path, name: str
) -> None:
    """Zip slip: the list names it as well, so only the name itself gives it away."""
    assert not is_safe_path(name)
    files = [*listed(kept_once[0]), one(name, b"x")]
    path = repacked(kept_once[0], tmp_path / "b.zip", {name: b"x"}, files=files)
    with pytest.raises(RunError, match="BACKUP_002|không dùng được|bảng kê|tệp"):
        restore(path, tmp_path / "inner" / "again", nobody)
    assert [one.name for one in tmp_path.iterdir()] == ["b.zip"]


def test_a_link_a_bomb_a_newer_version_a_server_and_another_mark_have_their_own_words(
    kept_once: tuple[Path, Path], tmp_path: Path
) -> None:
    plain, files = kept_once[0], listed(kept_once[0])

    def said(path: Path) -> str:
        with pytest.raises(IsoAuditError) as refused:
            restore(path, tmp_path / "again", nobody)
        assert not (tmp_path / "again").exists()
        return str(refused.value)

    assert "phiên bản mới hơn (9.1)" in said(repacked(plain, tmp_path / "n.zip", {}, format=2, version="9.1"))
    assert "dấu của dữ liệu" in said(repacked(plain, tmp_path / "m.zip", {}, mark="0123456789ABCDEF"))
    with zipfile.ZipFile(plain) as archive:
        toml = archive.read("isoaudit.toml") + b'\ndatabase = "postgresql+psycopg://x@evil/y"\n'
    text = toml.decode()
    top = text.replace("\ndatabase = ", "\n#", 1) if text.count("\ndatabase = ") > 1 else text
    moved = ('database = "postgresql+psycopg://x@evil/y"\n' + top.replace('\ndatabase = "postgresql', "\n#")).encode()
    others = [f for f in files if f["name"] != "isoaudit.toml"]
    server = repacked(plain, tmp_path / "s.zip", {"isoaudit.toml": moved}, files=[*others, one("isoaudit.toml", moved)])
    assert "cơ sở dữ liệu khác" in said(server)
    link = tmp_path / "l.zip"
    with zipfile.ZipFile(repacked(plain, link, {}, files=[*files, one("nối", b"/etc/passwd")]), "a") as archive:
        info = zipfile.ZipInfo("nối")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    assert "có liên kết" in said(link)
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(
        repacked(plain, bomb, {}, files=[*files, {**one("x", b""), "size": 2 * 10**9}]), "a"
    ) as archive:
        with archive.open(zipfile.ZipInfo("x"), "w", force_zip64=True) as target:
            target.write(b"")
        archive.infolist()[-1].file_size = 2 * 10**9
    assert "lớn bất thường" in said(bomb) or "cỡ tệp" in said(bomb)


OTHERS = {
    "ảnh.zip": (b"\x89PNG\r\n", "ảnh"),
    "giấy.zip": (b"%PDF-1.4", "tệp PDF"),
    "trống.zip": (b"", "tệp trống"),
    "chữ.zip": ("Kính gửi".encode(), "không rõ loại tệp"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_another_file_is_named_as_what_it_is(isoaudit: Run, tmp_path: Path, name: str) -> None:
    data, words = OTHERS[name]
    (tmp_path / name).write_bytes(data)
    done = isoaudit("restore", tmp_path / name, tmp_path / "again")
    assert done.returncode == 2 and "không phải bản sao lưu" in done.stderr and words in done.stderr
    for missing, said in ((tmp_path / "không có.zip", "không tìm thấy tệp"), (tmp_path, "không phải tệp")):
        assert said in isoaudit("restore", missing, tmp_path / "again").stderr
    assert not (tmp_path / "again").exists()


def test_another_archive_is_no_backup(isoaudit: Run, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("thư.txt", "x")
    done = isoaudit("backup", tmp_path / "a.zip", "--check")
    assert done.returncode == 2 and "tệp không do isoaudit lập" in done.stderr


def test_a_restore_goes_nowhere_but_to_an_empty_folder_outside_of_any_programme(
    isoaudit: Run, kept_once: tuple[Path, Path], programme: Path, tmp_path: Path
) -> None:
    full = tmp_path / "đầy"
    full.mkdir()
    (full / "thư.txt").write_text("of somebody", encoding="utf-8")
    for folder, words in (
        (full, "đã có nội dung"),
        (full / "thư.txt", "đã có nội dung"),
        (programme, "đã có nội dung"),
        (programme / "mới", "nằm bên trong thư mục làm việc"),
    ):
        done = isoaudit("restore", kept_once[0], folder)
        assert done.returncode == 2 and words in done.stderr, done.stderr
    assert [path.name for path in full.iterdir()] == ["thư.txt"] and not (programme / "mới").exists()
    empty = tmp_path / "trống"
    empty.mkdir()
    assert isoaudit("restore", kept_once[0], empty).returncode == 0
    assert Programme(empty).verify() == []


@POSIX
def test_no_room_for_a_restore_leaves_nothing(kept_once: tuple[Path, Path], tmp_path: Path) -> None:
    script, said = Path(sys.executable).with_name("isoaudit"), tmp_path / "said"
    line = f"ulimit -f 100; '{script}' restore '{kept_once[0]}' '{tmp_path / 'x' / 'again'}' 2>'{said}'"
    assert os.waitstatus_to_exitcode(os.system(line)) == 2
    assert "không ghi được" in said.read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["said"]


def test_a_notebook_changed_by_the_office_has_to_be_trusted_on_another_machine(
    isoaudit: Run, year: Path, usb: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = year / "notebooks" / "findings.ipynb"
    notebook.write_text(notebook.read_text(encoding="utf-8").replace("# ", "# x ", 1), encoding="utf-8")
    assert isoaudit("-C", year, "backup", usb / "b.zip").returncode == 0
    assert isoaudit("trust", notebook).returncode == 0
    here = isoaudit("restore", usb / "b.zip", tmp_path / "here")
    assert "chưa được tin cậy" not in here.stdout, "trust is by content, for this user on this machine"
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "another machine"))
    there = isoaudit("restore", usb / "b.zip", tmp_path / "there")
    assert "chưa được tin cậy trên máy này: findings.ipynb" in there.stdout


# the reminder

NOW = datetime(2026, 11, 26, 15, 30, tzinfo=UTC)


def test_nothing_written_asks_for_no_backup_and_anything_written_does(tmp_path: Path) -> None:
    assert standing(tmp_path, 1, NOW).due is False
    assert standing(tmp_path, 2, NOW).due is True
    assert "Chưa có bản sao lưu" in standing(tmp_path, None, NOW).said


@pytest.mark.parametrize(("days", "more", "due"), [(0, 35, False), (6, 35, False), (7, 35, True), (12, 0, False)])
def test_a_backup_is_old_after_a_week_in_which_something_was_written(
    tmp_path: Path, days: int, more: int, due: bool
) -> None:
    remember(tmp_path, LastBackup((NOW - timedelta(days=days)).isoformat(), 100, "E:/b.zip"))
    found = standing(tmp_path, 100 + more, NOW)
    assert found.due is due
    assert (f"đã ghi thêm {more:02d} nội dung" in found.said) is bool(more)
    assert ("ngày trước" in found.said) is bool(days)


def test_a_copied_folder_does_not_say_that_it_was_backed_up(isoaudit: Run, year: Path, usb: Path) -> None:
    assert "Chưa có bản sao lưu" in isoaudit("-C", year, "status").stdout
    assert isoaudit("-C", year, "backup", usb).returncode == 0
    assert "sao lưu" not in isoaudit("-C", year, "status").stdout
    copy = Path(shutil.copytree(year, year.parent / "bản chép"))
    assert (copy / NAME).exists()
    assert "Chưa có bản sao lưu" in isoaudit("-C", copy, "status").stdout


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"folder": 1}', "\x00"])
def test_a_note_that_was_spoilt_is_none(year: Path, text: str) -> None:
    (year / NAME).write_text(text, encoding="utf-8")
    assert last_backup(year) is None


def test_status_and_doctor_say_that_the_last_backup_is_old(isoaudit: Run, year: Path) -> None:
    before = (datetime.now().astimezone() - timedelta(days=12)).isoformat(timespec="seconds")
    remember(year, LastBackup(before, Programme(year).journal.number() - 3, "E:/b.zip"))
    line = isoaudit("-C", year, "status").stdout.splitlines()[-1]
    assert line.startswith("Bản sao lưu gần nhất: ")
    assert "(12 ngày trước); đã ghi thêm 03 nội dung từ đó. " in line and "isoaudit backup" in line
    checks = {c["code"]: c for c in json.loads(isoaudit("-C", year, "doctor", "--json").stdout)}
    assert not checks["BACKUP"]["fine"] and not checks["BACKUP"]["needed"]
    assert "03 nội dung" in checks["BACKUP"]["what"]


def test_a_year_made_before_edit_ids_is_backed_up_as_it_is(programme: Path, usb: Path, tmp_path: Path) -> None:
    """Its database has neither the column nor the kept heads."""
    with closing(sqlite3.connect(programme / "programme.db")) as connection:
        for statement in ("DROP INDEX entries_by_edit", "DROP INDEX entries_by_subject", "DROP TABLE heads",
                          "ALTER TABLE entries DROP COLUMN edit"):  # fmt: skip
            connection.execute(statement)
        connection.commit()
    expected = Programme(programme).fingerprint()
    made = back_up(Programme(programme), usb)
    restore(made.path, tmp_path / "again", nobody)
    assert Programme(tmp_path / "again").verify() == []
    assert (made.manifest.mark, Programme(tmp_path / "again").fingerprint()) == (expected, expected)


def test_a_paper_that_cannot_be_read_this_time_is_not_left_out(
    year: Path, usb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from isoaudit.journal import verifying

    def refused(path: Path, most: int = 0) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(verifying, "read_bounded", refused)
    with pytest.raises(RunError, match="không đọc được"):
        back_up(Programme(year), usb)
    assert not list(usb.iterdir())


# names


@given(st.text(max_size=300))
def test_a_name_made_of_any_words_can_be_a_file_anywhere(text: str) -> None:
    name = safe_name(text, ".pdf")
    assert is_safe_path(name) and "/" not in name and len(name.encode()) <= 255


def test_marks_of_vietnamese_stay_in_names() -> None:
    assert safe_name("Biên bản đã ký - Sở Nội vụ", ".pdf") == "Biên bản đã ký - Sở Nội vụ.pdf"
    assert safe_name("Quyết định 41/QĐ-CCTĐC: đợt 1", ".pdf") == "Quyết định 41-QĐ-CCTĐC- đợt 1.pdf"
    assert safe_name("CON", ".pdf") == "CON_.pdf"
