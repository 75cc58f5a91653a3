"""Secretary A19: what is kept can be looked at, under names people know; verify says whose paper a file was."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path

import pytest
from conftest import Run

from isoaudit.journal.programme import Programme
from isoaudit.work import kept_files as keeping
from isoaudit.work.kept_files import kept_files, show

PDF, PHOTO = b"%PDF-1.4 " + b"q" * 5000, b"\xff\xd8\xff" + b"p" * 2_400_000
INSPECTION = "2026-99-STP-TS"


@pytest.fixture
def year(isoaudit: Run, programme: Path) -> Path:
    """A plan of two inspections and a report of one, as scanners and phones name them."""
    for name, data in (("scan0001.pdf", PDF), ("anh.JPG", PHOTO)):
        (programme.parent / name).write_bytes(data)
    plan, photo = (programme.parent / name for name in ("scan0001.pdf", "anh.JPG"))
    for words in (
        ("plan_approved", "--all", "--on", "5/1/2026", "--number", "41/QĐ-UBND", "--file", plan),
        ("decided", "99-STP", "--on", "1/6/2026"),
        ("announced", "99-STP", "--on", "15/6/2026", "--file", photo),
    ):
        done = isoaudit("-C", programme, "record", *words)
        assert done.returncode == 0, done.stderr
    return programme


def code(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:8]


def test_the_list_names_act_number_day_agency_and_the_name_it_came_under(isoaudit: Run, year: Path) -> None:
    done = isoaudit("-C", year, "files", "list")
    assert done.stdout.splitlines() == [
        f"{code(PDF)}  Văn bản phê duyệt kế hoạch kiểm tra; số 41/QĐ-UBND ngày 05/01/2026; 02 cơ quan; "
        "«scan0001.pdf» (6 KB)",
        f"{code(PHOTO)}  Biên bản công bố quyết định kiểm tra; ngày 15/6/2026; Sở Tư pháp ({INSPECTION}); "
        "«anh.JPG» (2,4 MB)",
    ]
    (one,) = json.loads(isoaudit("-C", year, "files", "list", code(PHOTO), "--json").stdout)
    assert (one["name"], one["size"], one["mime"]) == ("anh.JPG", len(PHOTO), "image/jpeg")
    assert [(use["inspection"], use["act"]) for use in one["uses"]] == [(INSPECTION, "announced")]
    assert len(json.loads(isoaudit("-C", year, "files", "list", "99-90001", "--json").stdout)) == 1


def test_copies_have_vietnamese_names_and_overwrite_nothing(isoaudit: Run, year: Path, tmp_path: Path) -> None:
    folder = tmp_path / "Hồ sơ"
    done = isoaudit("-C", year, "files", "copy", "99-STP", "--output", folder)
    assert done.returncode == 0, done.stderr
    decision = folder / "Văn bản phê duyệt kế hoạch kiểm tra số 41-QĐ-UBND - 02 cơ quan.pdf"
    photo = folder / "Biên bản công bố quyết định kiểm tra - Sở Tư pháp.jpg"
    assert {path.name for path in folder.iterdir()} == {decision.name, photo.name}
    assert (decision.read_bytes(), photo.read_bytes()) == (PDF, PHOTO)
    decision.write_bytes(b"of somebody")
    assert isoaudit("-C", year, "files", "copy", "--output", folder).returncode == 0
    assert decision.read_bytes() == b"of somebody"
    assert {path.name for path in folder.iterdir()} == {decision.name, photo.name, f"{decision.stem} (2).pdf"}


def test_a_relative_folder_is_below_the_current_one_not_below_the_programme(isoaudit: Run, year: Path) -> None:
    inside = year / "out" / "x"
    inside.mkdir(parents=True)
    done = isoaudit("files", "copy", "99-STP", "--output", "ra", cwd=inside)
    assert done.returncode == 0, done.stderr
    assert len(list((inside / "ra").iterdir())) == 2


def test_one_is_opened_as_a_copy_that_is_read_only(isoaudit: Run, year: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Path] = []
    monkeypatch.setattr(keeping, "show", lambda path: bool(shown.append(path)) or True)
    done = isoaudit("-C", year, "files", "open", code(PHOTO))
    assert done.returncode == 0, done.stderr
    (path,) = shown
    assert path.read_bytes() == PHOTO and path.suffix == ".jpg" and "Sở Tư pháp" in path.name
    assert not path.is_relative_to(year / "files")
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o400
    assert isoaudit("-C", year, "files", "open", code(PHOTO)).returncode == 0
    assert shown[1] == path
    assert Programme(year).verify() == []


@pytest.mark.skipif(sys.platform != "linux", reason="xdg-open")
def test_the_systems_own_program_is_asked_and_without_one_the_place_is_said(
    isoaudit: Run, year: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, told = tmp_path / "bin" / "xdg-open", tmp_path / "told"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nprintf %s "$1" > "{told}"\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("DISPLAY", ":0")
    assert show(tmp_path / "a.pdf") and told.read_text(encoding="utf-8") == str(tmp_path / "a.pdf")
    program.write_text("#!/bin/sh\nexit 4\n", encoding="utf-8")
    assert not show(tmp_path / "a.pdf")
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    done = isoaudit("-C", year, "files", "open", code(PHOTO))
    assert done.returncode == 0
    place = done.stdout.rpartition("nằm ở ")[2].strip().rstrip(".")
    assert Path(f"{place}").read_bytes() == PHOTO


def test_a_program_in_the_clothes_of_a_paper_is_never_opened_as_one(isoaudit: Run, programme: Path) -> None:
    """A file comes in by its content; its name may say anything."""
    sly = programme.parent / "bien-ban.pdf.exe"
    sly.write_bytes(PDF)
    record = ("record", "announced", "99-STP", "--on", "15/6/2026", "--file", sly)
    decided = ("record", "decided", "--all", "--on", "1/6/2026")
    assert isoaudit("-C", programme, *decided).returncode == isoaudit("-C", programme, *record).returncode == 0
    (one,) = kept_files(Programme(programme))
    assert one.given == "bien-ban.pdf.exe" and one.name.endswith("Sở Tư pháp.pdf")


def test_a_paper_that_was_replaced_is_still_listed(isoaudit: Run, year: Path) -> None:
    other = year.parent / "lần 2.pdf"
    other.write_bytes(PDF + b"2")
    again = ("announced", "99-STP", "--on", "15/6/2026", "--file", other, "--correct")
    assert isoaudit("-C", year, "record", *again).returncode == 0
    last = isoaudit("-C", year, "files", "list").stdout.splitlines()[-1]
    assert last.startswith(f"{code(PHOTO)}  Tệp không còn dùng trong hồ sơ nào")


def test_what_names_nothing_or_several_is_said(isoaudit: Run, year: Path) -> None:
    for name, words in (
        ("abcdef99", "không có cuộc kiểm tra, cơ quan hay tệp đã lưu nào"),
        ("99-STP", "có nhiều văn bản: "),
        ("lạ", "files list"),
    ):
        done = isoaudit("-C", year, "files", "open", name)
        assert done.returncode == 2 and words in done.stderr, done.stderr
    copied = isoaudit("-C", year, "files", "copy", "lạ", "99-XXX", "--output", year.parent / "ra")
    assert "Có 02 vấn đề" in copied.stderr and not (year.parent / "ra").exists()


def test_verify_says_whose_paper_is_missing_or_changed_and_how_to_get_it_back(isoaudit: Run, year: Path) -> None:
    """Secretary A19: "files/5db947e7…: tệp bị thiếu" told nobody what to look for."""
    photo, decision = (year / "files" / hashlib.sha256(data).hexdigest() for data in (PHOTO, PDF))
    photo.unlink()
    decision.write_bytes(b"changed")
    said = isoaudit("-C", year, "verify").stderr
    assert f"Biên bản công bố quyết định kiểm tra, {INSPECTION}: «anh.JPG» ({photo}): tệp bị thiếu." in said
    assert "Văn bản phê duyệt kế hoạch kiểm tra, 2026-99-90001-HS và 01 cuộc kiểm tra khác: «scan0001.pdf» (" in said
    assert "isoaudit restore" in said
    copied = isoaudit("-C", year, "files", "copy", "--output", year.parent / "ra")
    assert copied.returncode == 1 and "Sở Tư pháp.jpg (" in copied.stderr
    assert not list((year.parent / "ra").iterdir())


def test_the_way_back_that_verify_names_works(isoaudit: Run, year: Path, tmp_path: Path) -> None:
    assert isoaudit("-C", year, "backup", tmp_path / "b.zip").returncode == 0
    photo = year / "files" / hashlib.sha256(PHOTO).hexdigest()
    photo.write_bytes(b"spoilt")
    assert isoaudit("restore", tmp_path / "b.zip", tmp_path / "again").returncode == 0
    photo.write_bytes((tmp_path / "again" / "files" / photo.name).read_bytes())
    assert isoaudit("-C", year, "verify").returncode == 0


def test_the_papers_of_a_cancelled_inspection_are_still_known_by_it(isoaudit: Run, year: Path, tmp_path: Path) -> None:
    before = isoaudit("-C", year, "files", "list").stdout
    words = ("inspections", "cancel", INSPECTION, "--why", "cơ quan đang sắp xếp lại")
    assert isoaudit("-C", year, *words).returncode == 0
    assert isoaudit("-C", year, "files", "list").stdout == before
    for name in (INSPECTION, "99-STP", "99-stp"):
        assert len(isoaudit("-C", year, "files", "list", name).stdout.splitlines()) == 2
    assert isoaudit("-C", year, "files", "copy", "99-STP", "--output", tmp_path / "hồ sơ").returncode == 0


def test_nothing_kept_is_said_in_words_not_as_a_number(isoaudit: Run, programme: Path, tmp_path: Path) -> None:
    done = isoaudit("-C", programme, "files", "copy", "--output", tmp_path / "hồ sơ")
    assert done.returncode == 0 and "Chưa lưu văn bản nào" in done.stdout and "00 văn bản" not in done.stdout
