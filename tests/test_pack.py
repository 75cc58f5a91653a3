"""A pack tells of its inspections everything and of other agencies nothing; it is a programme, sealed like one."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from conftest import Run
from postgresql import new_database, server

from isoaudit.errors import IsoAuditError, RunError
from isoaudit.journal.programme import Programme, writer
from isoaudit.journal.settings_writing import plain
from isoaudit.journal.store import Draft, Journal, heads
from isoaudit.work.pack import pack

STP, KIEU = "2026-99-STP-TS", "2026-99-90001-HS"
ANSWERS = """\
agency,criterion,verdict,evidence,gap,examined_on
99-STP,D36-1-a-01,không phù hợp,Đã xem danh mục ngày 15/6/2026.,Thiếu 02 TTHC.,15/6/2026
"""
SECRET = "Bằng chứng chỉ của phường Đông Kiều"


@pytest.fixture
def year(programme: Path, isoaudit: Run, tmp_path: Path) -> Path:
    """The year, with answers and files of both inspections, and a decision that names both."""
    (tmp_path / "a.csv").write_text(f"{ANSWERS}99-90001,D36-1-a-01,phù hợp,{SECRET},,\n", encoding="utf-8")
    assert isoaudit("-C", programme, "answers", "import", tmp_path / "a.csv").returncode == 0
    (tmp_path / "i.csv").write_text("code,name\nKT-01,Lương Quốc Bảo\n", encoding="utf-8")
    assert isoaudit("-C", programme, "inspectors", "import", tmp_path / "i.csv").returncode == 0
    journal = Programme(programme).journal
    drafts = []
    for id, data in ((STP, b"anh cua so tu phap"), (KIEU, b"anh cua phuong")):
        sha256 = journal.keep(data)
        drafts.append(Draft("file", sha256, {"name": "a.jpg", "size": len(data), "mime": "image/jpeg"}))
        drafts.append(Draft("sample", f"{id}/H1", {"field": "Hộ tịch"}))
        drafts.append(Draft("act", f"{id}/requested", {"on": "2026-05-20", "file": sha256}))
        drafts.append(Draft("act", f"{id}/decided", {"on": "2026-06-01", "number": "41/QĐ-CCTĐC"}))
    with journal.writing() as transaction:
        transaction.append(drafts, writer())
    return programme


def bytes_in(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def case_of(folder: Path, id: str) -> str:
    programme = Programme(folder)
    state, (inspection,) = programme.about([id])
    return programme.case(state, inspection).model_dump_json()


def test_a_pack_is_the_same_case_and_tells_nothing_of_other_agencies(year: Path, isoaudit: Run, tmp_path: Path) -> None:
    done = isoaudit("-C", year, "pack", "99-STP", "-o", tmp_path / "gói")
    assert done.returncode == 0, done.stderr
    assert case_of(tmp_path / "gói", STP) == case_of(year, STP)
    held = bytes_in(tmp_path / "gói")
    assert "Sở Tư pháp".encode() in held
    for other in (SECRET, "UBND phường Đông Kiều", "Kiểm lâm", "anh cua phuong", str(year), str(tmp_path)):
        assert other.encode() not in held, other
    assert {path.name for path in (tmp_path / "gói").iterdir()} == {
        "checklists", "files", "isoaudit.toml", "notebooks", "programme.db", "templates"
    }  # fmt: skip
    assert (tmp_path / "gói" / "files" / hashlib.sha256(b"anh cua so tu phap").hexdigest()).is_file()


def test_every_command_works_in_a_pack(year: Path, isoaudit: Run, tmp_path: Path) -> None:
    isoaudit("-C", year, "pack", STP, "-o", tmp_path / "p")
    (tmp_path / "b.csv").write_text(ANSWERS.replace("a-01", "a-02"), encoding="utf-8")
    for words in (
        ("verify",),
        ("status", "--on", "2026-07-01"),
        ("files", "list"),
        ("history", STP),
        ("answers", "export", STP, "--output", "ra.xlsx"),
        ("answers", "import", tmp_path / "b.csv"),
        ("paper", "minutes", STP),
        ("letters", STP),
        ("verify",),
        ("backup", tmp_path),
    ):
        done = isoaudit("-C", tmp_path / "p", *words, cwd=tmp_path)
        assert done.returncode in (0, 1) and "Lưu ý: đây là gói mang đi" in done.stderr, (words, done.stderr)
        assert words != ("verify",) or done.returncode == 0, done.stderr
    assert json.loads(isoaudit("-C", tmp_path / "p", "verify", "--json").stdout)["is_pack"]
    assert not json.loads(isoaudit("-C", year, "verify", "--json").stdout)["is_pack"]
    assert "gói mang đi" not in isoaudit("-C", year, "verify").stderr


@pytest.mark.parametrize("how", ["changed", "removed", "removed and counted", "file", "not listed"])
def test_what_is_altered_in_a_pack_is_seen(year: Path, isoaudit: Run, tmp_path: Path, how: str) -> None:
    folder = tmp_path / "p"
    isoaudit("-C", year, "pack", STP, "-o", folder)
    if how == "file":
        next((folder / "files").iterdir()).write_bytes(b"khac")
    with closing(sqlite3.connect(folder / "programme.db")) as database, database:
        if how == "changed":
            database.execute("UPDATE entries SET payload = replace(payload, 'Thiếu 02', 'Thiếu 01')")
        if how == "not listed":
            database.execute("DELETE FROM cuts")
        if how.startswith("removed"):
            database.execute("DELETE FROM entries WHERE kind = 'answer'")
        if how == "removed and counted":
            database.execute("UPDATE heads SET entries = (SELECT count(*) FROM entries)")
    done = isoaudit("-C", folder, "verify")
    assert done.returncode == 1 and done.stderr
    done = isoaudit("-C", year, "merge", folder)
    assert done.returncode == 2 and "Chưa gộp gì từ gói này" in done.stderr
    assert str(folder) in done.stderr


def test_a_whole_journal_that_is_called_a_pack_says_so(year: Path, isoaudit: Run, tmp_path: Path) -> None:
    """The entries a pack may lack are no licence to delete them from the year they were cut from."""
    isoaudit("-C", year, "pack", STP, "-o", tmp_path / "p")
    with closing(sqlite3.connect(year / "programme.db")) as database, database:
        database.execute("DELETE FROM entries WHERE subject LIKE ?", (f"{KIEU}/D36%",))
        database.execute("UPDATE heads SET entries = (SELECT count(*) FROM entries)")
    assert "thiếu mục đứng trước" in isoaudit("-C", year, "verify").stderr
    with closing(sqlite3.connect(year / "programme.db")) as database, database:
        database.execute("CREATE TABLE cuts (entry TEXT NOT NULL, PRIMARY KEY (entry)) WITHOUT ROWID")
        database.execute("INSERT INTO cuts SELECT id FROM entries WHERE kind = 'pack'")
    assert "đây là gói mang đi" in isoaudit("-C", year, "verify").stderr


def test_a_lost_stick_tells_nothing(year: Path, isoaudit: Run, tmp_path: Path) -> None:
    (tmp_path / "mk").write_text("con meo treo cay cau\n", encoding="utf-8")
    (tmp_path / "usb").mkdir()
    done = isoaudit("-C", year, "pack", STP, "-o", tmp_path / "usb", "--password-file", tmp_path / "mk")
    assert done.returncode == 0, done.stderr
    (file,) = (tmp_path / "usb").iterdir()
    held = file.name.encode() + file.read_bytes()
    for told in ("STP", "Sở Tư pháp", "answer", "isoaudit.toml", "Thiếu 02"):
        assert told.encode() not in held, told
    done = isoaudit("restore", file, tmp_path / "máy", "--password-file", tmp_path / "mk")
    assert done.returncode == 0, done.stderr
    assert case_of(tmp_path / "máy", STP) == case_of(year, STP)
    (tmp_path / "sai").write_text("con meo treo cay bang\n", encoding="utf-8")
    done = isoaudit("-C", year, "merge", file, "--password-file", tmp_path / "sai")
    assert done.returncode == 2 and "mật khẩu không đúng" in done.stderr
    done = isoaudit("-C", year, "merge", file, "--password-file", tmp_path / "mk")
    assert done.returncode == 0 and "không có gì mới" in done.stdout


def test_a_password_that_is_weak_or_cannot_be_asked_makes_no_pack(year: Path, isoaudit: Run, tmp_path: Path) -> None:
    (tmp_path / "mk").write_text("ngan\n", encoding="utf-8")
    for words in (("--password-file", tmp_path / "mk"), ("--password",)):
        done = isoaudit("-C", year, "pack", STP, "-o", tmp_path / "p.zip", *words)
        assert done.returncode == 2 and "mật khẩu" in done.stderr
    assert not (tmp_path / "p.zip").exists()
    assert "pack" not in {entry.kind for entry in Programme(year).journal.entries()}


@pytest.mark.parametrize("place", ["full", "pack", "within", "file", "no right"])
def test_where_no_pack_can_stand(year: Path, isoaudit: Run, tmp_path: Path, place: str) -> None:
    to, before = tmp_path / "p", Programme(year).journal.heads()
    if place == "within":
        to = year / "p"
    elif place == "file":
        to.write_text("của tôi", encoding="utf-8")
    elif place != "no right":
        to.mkdir()
        (to / ("isoaudit.toml" if place == "pack" else "của tôi.txt")).write_text("", encoding="utf-8")
    else:
        to = Path("/proc/isoaudit/p")
    done = isoaudit("-C", year, "pack", STP, "-o", to)
    assert done.returncode == 2 and done.stderr
    assert ("isoaudit merge" in done.stderr) == (place == "pack")
    assert Programme(year).journal.heads() == before
    assert not list(tmp_path.glob(".isoaudit-*")) and not (year / "p").exists()


@pytest.mark.parametrize("when", range(6))
def test_a_full_disk_leaves_nothing(year: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: int) -> None:
    import isoaudit.files as door

    before, left = Programme(year).journal.heads(), [when * 2]
    real = os.fsync

    def full(number: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(28, "No space left on device")
        real(number)

    monkeypatch.setattr(door.os, "fsync", full)
    try:
        pack(Programme(year), [STP], tmp_path / "p")
    except RunError as error:
        assert error.problems[0].code == "FILE_005"
        assert not (tmp_path / "p").exists()
        monkeypatch.undo()
        assert Programme(year).journal.heads() == before
    else:
        assert left[0] >= 0 and (tmp_path / "p" / "isoaudit.toml").is_file()
    assert not list(tmp_path.glob(".isoaudit-*"))


def test_a_kept_file_that_was_changed_stops_the_pack_and_says_whose_it_is(
    year: Path, isoaudit: Run, tmp_path: Path
) -> None:
    (year / "files" / hashlib.sha256(b"anh cua so tu phap").hexdigest()).write_bytes(b"khac")
    done = isoaudit("-C", year, "pack", STP, "-o", tmp_path / "p")
    assert done.returncode == 2 and "a.jpg" in done.stderr and not (tmp_path / "p").exists()
    assert isoaudit("-C", year, "pack", KIEU, "-o", tmp_path / "p").returncode == 0


def test_a_year_on_a_server_gives_a_pack_without_its_address(year: Path, isoaudit: Run, tmp_path: Path) -> None:
    with server() as socket:
        url = new_database(socket, "goi")
        small = Programme(year)
        office = tmp_path / "máy chủ"
        shutil.copytree(year, office)
        (office / "programme.db").unlink()
        settings = small.settings.model_copy(update={"database": url})
        (office / "isoaudit.toml").write_text(f"# cũ: {url}\n{plain(settings)}", encoding="utf-8")
        Journal(url, office / "files", create=True).join(small.journal.entries())
        assert isoaudit("-C", office, "pack", STP, "-o", tmp_path / "p").returncode == 0
        held = bytes_in(tmp_path / "p")
        assert b"postgresql" not in held and socket.encode() not in held
        (tmp_path / "b.csv").write_text(ANSWERS.replace("a-01", "a-02"), encoding="utf-8")
        assert isoaudit("-C", tmp_path / "p", "answers", "import", tmp_path / "b.csv").returncode == 0
        done = isoaudit("-C", office, "merge", tmp_path / "p")
        assert done.returncode == 0, done.stderr
        assert case_of(office, STP) == case_of(tmp_path / "p", STP)
        assert isoaudit("-C", office, "verify").returncode == 0
        done = isoaudit("-C", tmp_path / "p", "merge", office)
        assert done.returncode == 2 and "máy chủ" in done.stderr


def test_an_inspection_nobody_knows_makes_no_pack(year: Path, tmp_path: Path) -> None:
    with pytest.raises(IsoAuditError) as error:
        pack(Programme(year), ["99-KHONG-CO"], tmp_path / "p")
    assert error.value.problems[0].code == "RUN_001" and not (tmp_path / "p").exists()


def test_no_entry_can_be_taken_out_of_a_pack_unseen(year: Path, isoaudit: Run, tmp_path: Path) -> None:
    """Not even by somebody who writes anew what is kept beside the entries."""
    isoaudit("-C", year, "pack", STP, "-o", tmp_path / "p")
    database = tmp_path / "p" / "programme.db"
    entries, data = Programme(tmp_path / "p").journal.entries(), database.read_bytes()
    assert len(entries) > 10
    for gone in entries:
        left = heads(entry for entry in entries if entry.id != gone.id)
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.execute("DELETE FROM entries WHERE id = ?", (gone.id,))
            connection.execute("UPDATE heads SET ids = ?, entries = ?", (json.dumps(left), len(entries) - 1))
        assert Programme(tmp_path / "p").verify(), (gone.kind, gone.subject)
        database.write_bytes(data)
