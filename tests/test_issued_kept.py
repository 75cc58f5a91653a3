"""What left can be printed again byte for byte (Decree 30/2020, Article 15.1: one number, one text)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import Run
from test_issue import BOOK, NOTICE, SIGNED, bench  # noqa: F401

from isoaudit.journal.programme import Programme

NUMBER = ("--on", "25/6/2026", "--number", "05/TB-CCTĐC")


@pytest.fixture
def year(bench: Path, tmp_path: Path, isoaudit: Run) -> Path:  # noqa: F811
    """A year whose letters lie ready."""
    folder = Path(shutil.copytree(bench, tmp_path / "năm"))
    done = isoaudit("-C", folder, "issue", "--no-pdf")
    assert (folder / "out" / "Phát hành" / NOTICE).is_file(), done.stderr
    return folder


def copies(isoaudit: Run, year: Path, to: Path) -> dict[str, bytes]:
    done = isoaudit("-C", year, "files", "copy", SIGNED, "--output", to)
    assert done.returncode == 0, done.stderr
    return {path.name: path.read_bytes() for path in to.iterdir()}


def test_the_letter_is_kept_when_its_number_is_recorded(year: Path, tmp_path: Path, isoaudit: Run) -> None:
    letter = year / "out" / "Phát hành" / NOTICE
    left = letter.read_bytes()
    done = isoaudit("-C", year, "record", "notice_issued", SIGNED, *NUMBER)
    assert done.returncode == 0 and "Đã lưu nguyên bản Word của 01 văn bản" in done.stdout, done.stderr
    letter.write_bytes(b"somebody typed over it")
    kept = copies(isoaudit, year, tmp_path / "in lại")
    name = "Thông báo kết quả kiểm tra (bản Word khi cấp số) số 05-TB-CCTĐC - Sở Nội vụ.docx"
    assert kept == {name: left}
    assert not Programme(year).verify(None)
    again = isoaudit("-C", year, "record", "notice_issued", SIGNED, *NUMBER)
    assert again.returncode == 0 and "Đã lưu nguyên bản" not in again.stdout


def test_the_number_of_another_letter_keeps_no_letter_of_this_one(year: Path, tmp_path: Path, isoaudit: Run) -> None:
    done = isoaudit("-C", year, "record", "requested", SIGNED, "--on", "1/6/2026", "--number", "03/CCTĐC-QLCL")
    assert done.returncode == 0 and "Đã lưu nguyên bản" not in done.stdout
    assert "Chưa lưu" in isoaudit("-C", year, "files", "copy", SIGNED, "--output", tmp_path / "ra").stdout


def test_a_signed_file_is_kept_instead_and_copied_as_it_was(year: Path, tmp_path: Path, isoaudit: Run) -> None:
    signed = tmp_path / "scan.pdf"
    signed.write_bytes(b"%PDF-1.4 signed and sealed")
    done = isoaudit("-C", year, "record", "notice_issued", SIGNED, *NUMBER, "--file", signed)
    assert done.returncode == 0 and "Đã lưu nguyên bản" not in done.stdout, done.stderr
    signed.unlink()
    assert copies(isoaudit, year, tmp_path / "ra") == {
        "Thông báo kết quả kiểm tra số 05-TB-CCTĐC - Sở Nội vụ.pdf": b"%PDF-1.4 signed and sealed"
    }


def test_an_act_taken_back_leaves_the_letter_as_a_file_nothing_uses(year: Path, isoaudit: Run) -> None:
    assert isoaudit("-C", year, "record", "notice_issued", SIGNED, *NUMBER).returncode == 0
    taken_back = ("record", "notice_issued", SIGNED, "--take-back", "--note", "Ghi nhầm.")
    assert isoaudit("-C", year, *taken_back).returncode == 0
    assert "bản Word khi cấp số" not in isoaudit("-C", year, "files", "list").stdout
    assert "Tệp không còn dùng trong hồ sơ nào" in isoaudit("-C", year, "files", "list").stdout


def test_numbers_from_the_book_keep_the_letters_that_lie_beside_it(year: Path, tmp_path: Path, isoaudit: Run) -> None:
    import openpyxl

    elsewhere = tmp_path / "USB"
    assert isoaudit("-C", year, "issue", SIGNED, "--no-pdf", "-o", elsewhere).returncode == 0
    shutil.rmtree(year / "out" / "Phát hành")
    left = (elsewhere / NOTICE).read_bytes()
    book = openpyxl.load_workbook(elsewhere / BOOK)
    headings = [cell.value for cell in book.active[1]]
    for heading, value in (("Số, ký hiệu", "05/TB-CCTĐC"), ("Ngày", "25/6/2026")):
        book.active.cell(2, headings.index(heading) + 1).value = value
    book.save(elsewhere / BOOK)
    done = isoaudit("-C", year, "record", "import", elsewhere / BOOK)
    assert done.returncode == 0 and "Đã lưu nguyên bản" in done.stdout, done.stderr
    assert list(copies(isoaudit, year, tmp_path / "in lại").values()) == [left]
