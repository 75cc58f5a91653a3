"""``isoaudit issue``: what goes out lies ready, under names people and Windows take, and nobody's file is lost."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
import tempfile
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from unittest.mock import patch

import docx
import openpyxl
import pytest
from conftest import AUTHORITY, Run, absent, cases, run_isoaudit
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from pypdf import PdfReader

from isoaudit import files
from isoaudit.journal.programme import Programme
from isoaudit.papers.joined import join
from isoaudit.rules.answers import expected
from isoaudit.tables import Column, read_table, text
from isoaudit.tables.cells import OF_THE_BOOK
from isoaudit.tables.days import past_day
from isoaudit.tables.replies.form import read_reply_form
from isoaudit.work.file_names import LONGEST_PATH, safe_name
from isoaudit.work.issuing import folder as folder_module
from isoaudit.work.issuing import issue
from isoaudit.work.issuing.folder import MEMORY, Folder
from isoaudit.work.issuing.names import FORMS, Named, file_names
from isoaudit.work.reply_forms import began_with

AGENCIES = """\
code,name,level,kind,obligation,qms_status,standard,declaration
99-SNV,Sở Nội vụ,tinh,co_quan_chuyen_mon,bat_buoc,da_cong_bo,2015,Quyết định số 325/QĐ ngày 23/11/2025
99-STP,Sở Tư pháp,tinh,co_quan_chuyen_mon,bat_buoc,da_cong_bo,2015,Quyết định số 326/QĐ ngày 23/11/2025
99-90001,UBND xã Tân Lập,xa,ubnd_cap_xa,khuyen_khich,da_cong_bo,2015,Quyết định số 82/QĐ ngày 28/10/2025
99-90002,UBND xã Tân Lập,xa,ubnd_cap_xa,khuyen_khich,da_cong_bo,2015,Quyết định số 83/QĐ ngày 28/10/2025
99-90003,UBND phường Đông Kiều,xa,ubnd_cap_xa,khuyen_khich,da_cong_bo,2015,Quyết định số 84/QĐ ngày 28/10/2025
"""
INSPECTIONS = """\
agency,mode,round,from,to,team
99-SNV,on_site,1,2026-06-15,2026-06-15,Lương Quốc Bảo (trưởng đoàn); Nông Thu Trang (thư ký)
99-STP,on_site,1,2026-06-16,2026-06-16,Lương Quốc Bảo (trưởng đoàn); Nông Thu Trang (thư ký)
99-90001,by_record,,2026-09-01,2026-09-30,
99-90002,by_record,,2026-09-01,2026-09-30,
99-90003,by_record,,2026-09-01,2026-09-30,
"""
SIGNED, UNSIGNED = "2026-99-SNV-TS", "2026-99-STP-TS"
REPORTED, NAMESAKE, SILENT = "2026-99-90001-HS", "2026-99-90002-HS", "2026-99-90003-HS"
NOTICE = "Thông báo/TB - Sở Nội vụ.docx"
LETTERS = {
    NOTICE,
    "Công văn/CV - UBND xã Tân Lập (99-90001).docx",
    "Công văn/CV - UBND xã Tân Lập (99-90002).docx",
}
KEPT = ".gate-answer"
BOOK, LIST, PRINT = "Sổ văn bản đi.xlsx", "Danh sách gửi.xlsx", "In 2 mặt.pdf"
HEADINGS = (
    "Cuộc kiểm tra", "Việc", "Số, ký hiệu", "Ngày", "Người ký", "Cơ quan ban hành", "Ngày đến", "Hạn báo cáo", "Tệp",
    "Ghi chú",
)  # fmt: skip


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year in which three letters may go out, one waits for signed minutes, one for the report of the agency."""
    folder = tmp_path_factory.mktemp("issue") / "năm 2026"
    assert run_isoaudit("init", folder, "--authority", AUTHORITY, "--year", 2026).returncode == 0
    for name, table in (("agencies", AGENCIES), ("inspections", INSPECTIONS), ("answers", "")):
        path = folder.with_name(f"{name}.csv")
        path.write_text(table or answers(Programme(folder)), encoding="utf-8")
        done = run_isoaudit("-C", folder, name, "import", path)
        assert done.returncode == 0, done.stderr
    for words in (
        ("decided", "--round", "1", "--on", "2/6/2026", "--number", "41/QĐ-CCTĐC"),
        ("minutes_agreed", SIGNED, "--on", "15/6/2026"),
        ("minutes_signed", SIGNED, "--on", "15/6/2026"),
        ("team_reported", SIGNED, "--on", "18/6/2026", "--number", "01/BC-ĐKT"),
        ("report_received", REPORTED, "--on", "20/8/2026", "--number", "11/BC-UBND"),
        ("report_received", NAMESAKE, "--on", "20/8/2026", "--number", "12/BC-UBND"),
    ):
        done = run_isoaudit("-C", folder, "record", *words)
        assert done.returncode == 0, done.stderr
    keep_judgement(folder, tmp_path_factory.mktemp("judged"))
    return folder


def keep_judgement(folder: Path, aside: Path) -> None:
    """Let great_expectations judge a copy, and keep only its answer: each test would wait for the same one."""
    copy = Path(shutil.copytree(folder, aside / folder.name))
    assert run_isoaudit("-C", copy, "letters").returncode == 0
    (folder / "out").mkdir(exist_ok=True)
    shutil.copy2(copy / "out" / KEPT, folder / "out" / KEPT)


def answers(programme: Programme) -> str:
    """All conforming but one criterion of each inspection."""
    state = programme.state()
    lines = ["inspection,criterion,verdict,evidence,gap"]
    for inspection in state.inspections_by_name():
        for number, criterion in enumerate(expected(programme.case(state, inspection))):
            verdict = "conforming,Xem hồ sơ," if number else "nonconforming,Xem sổ theo dõi,Thiếu 02 TTHC."
            lines.append(f"{inspection.id},{criterion.id},{verdict}")
    return "\n".join(lines)


@pytest.fixture
def programme(bench: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(bench, tmp_path / bench.name))


@pytest.fixture(scope="module")
def printed_once(bench: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the letters laid ready by a real LibreOffice, once for all tests that need PDFs."""
    if not shutil.which("soffice"):
        absent("soffice", "libreoffice-writer libreoffice-calc")
    folder = Path(shutil.copytree(bench, tmp_path_factory.mktemp("printed") / bench.name))
    done = run_isoaudit("-C", folder, "issue")
    assert f"{PRINT}: in hai mặt" in done.stdout, done.stderr
    return folder


@pytest.fixture
def printed(printed_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(printed_once, tmp_path / printed_once.name))


def laid(folder: Path) -> set[str]:
    """The Word files in a folder of letters, the reply forms that go with them left out."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.docx") if path.parent.name != FORMS}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def edit(path: Path, words: str = " Sửa tay.") -> bytes:
    document = docx.Document(str(path))
    document.paragraphs[-1].add_run(words)
    document.save(str(path))
    return path.read_bytes()


def change(programme: Path, line: str) -> None:
    """Put a line into the settings of a programme, in place of the one that says the same."""
    path, name = programme / "isoaudit.toml", line.partition(" ")[0]
    path.write_text(
        re.sub(rf"(?m)^(# ?)?{name} =.*$", line, path.read_text(encoding="utf-8"), count=1), encoding="utf-8"
    )
    assert line in path.read_text(encoding="utf-8")


def move(programme: Path) -> None:
    """Change something that stands in every letter."""
    change(programme, 'place = "Đông Kiều"')


def book(path: Path) -> list[dict[str, object]]:
    rows = list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))
    return [dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:]]


# --- which letters (Circular 26/2014, Article 37) -------------------------------------------------------------------


def test_letters_that_may_go_lie_apart_by_kind_under_the_names_of_their_agencies(
    isoaudit: Run, programme: Path
) -> None:
    """Đ37.2: on site a thông báo; Đ37.1.a: by record a công văn. Two agencies of one name have their codes added."""
    done = isoaudit("-C", programme, "issue", "--no-pdf")
    out = programme / "out" / "Phát hành"
    assert laid(out) == LETTERS
    assert f"Đã xếp 01 thông báo, 02 công văn vào thư mục: {out}" in done.stdout
    assert (out / NOTICE).read_bytes() == (programme / "out" / SIGNED / "notice.docx").read_bytes()


def test_37_2_c_a_reply_form_lies_beside_each_letter_and_goes_with_it(isoaudit: Run, programme: Path) -> None:
    """As Word form and workbook; by record it has the numbers that the công văn is going to have."""
    done = isoaudit("-C", programme, "issue", "--no-pdf")
    out = programme / "out" / "Phát hành"
    names = {f"Phiếu {Path(letter).stem}.{ending}" for letter in LETTERS for ending in ("docx", "xlsx")}
    assert {path.name for path in (out / FORMS).iterdir()} == names
    assert "Thư mục «Phiếu»: 03 phiếu hành động khắc phục (Word, Excel), gửi kèm văn bản." in done.stdout
    sheet = openpyxl.load_workbook(out / FORMS / "Phiếu TB - Sở Nội vụ.xlsx").worksheets[0]
    assert [row[0] for row in sheet.iter_rows(values_only=True) if row[1]][1:] == ["KPH 01"]
    by_record = openpyxl.load_workbook(out / FORMS / "Phiếu CV - UBND xã Tân Lập (99-90001).xlsx").worksheets[0]
    assert [row[0] for row in by_record.iter_rows(values_only=True) if row[1]][1:] == ["01"]
    edit(out / FORMS / "Phiếu TB - Sở Nội vụ.docx")
    isoaudit("-C", programme, "record", "team_reported", SIGNED, "--take-back", "--note", "Ghi nhầm")
    isoaudit("-C", programme, "issue", "--no-pdf")
    kept = {path.name for path in (out / FORMS).iterdir()}
    assert kept == names - {"Phiếu TB - Sở Nội vụ.xlsx"}, "what nobody edited goes with its letter"


def test_37_2_c_the_command_makes_both_forms_and_none_before_the_minutes_are_signed(
    isoaudit: Run, programme: Path
) -> None:
    done = isoaudit("-C", programme, "paper", "reply_form", UNSIGNED)
    assert done.returncode == 2 and "không có điểm không phù hợp nào phải khắc phục" in done.stderr
    done = isoaudit("-C", programme, "paper", "reply_form", SIGNED)
    assert done.returncode == 0, done.stderr
    path = programme / "out" / SIGNED / "reply_form.xlsx"
    assert str(path) in done.stdout and path.with_suffix(".docx").is_file()
    workbook = openpyxl.load_workbook(path)
    workbook.worksheets[0]["D8"] = "Chưa phân công"
    workbook.save(path)
    filled_in = path.read_bytes()
    got = read_reply_form(path)
    assert got.inspection == SIGNED and got.is_of([began_with(Programme(programme))])
    move(programme)
    change(programme, f'authority = "{AUTHORITY} (mới)"')
    assert isoaudit("-C", programme, "paper", "reply_form", SIGNED).returncode == 0
    assert path.read_bytes() == filled_in, "what a person filled in is never written over"
    assert path.with_name("reply_form.new.xlsx").is_file()


def test_a_draft_waits_and_the_list_says_why(isoaudit: Run, programme: Path) -> None:
    """Without signed minutes (Đ37.2.c), or by record without the agency's report, a letter is a DỰ THẢO."""
    done = isoaudit("-C", programme, "issue", "--no-pdf")
    assert done.returncode == 1
    assert f"{UNSIGNED}: chưa ghi «Ký Biên bản kiểm tra»" in done.stderr
    assert f"{SILENT}: chưa ghi «Nhận báo cáo của cơ quan»" in done.stderr
    waiting = openpyxl.load_workbook(programme / "out" / "Phát hành" / LIST)["Chưa gửi"]
    said = list(waiting.iter_rows(min_row=3, values_only=True))
    assert {row[2] for row in said} == {UNSIGNED, SILENT}
    assert {row[1] for row in said} == {"Sở Tư pháp", "UBND phường Đông Kiều"}


def test_incomplete_answers_keep_a_letter_back_and_take_an_unedited_one_away(
    isoaudit: Run, programme: Path, tmp_path: Path
) -> None:
    isoaudit("-C", programme, "issue", "--no-pdf")
    table = tmp_path / "a.csv"
    table.write_text(
        f"inspection,criterion,verdict,evidence,gap\n{REPORTED},D36-1-a-02,nonconforming,,\n", encoding="utf-8"
    )
    assert isoaudit("-C", programme, "answers", "import", table).returncode == 0
    out = programme / "out" / "Phát hành"
    kept = edit(out / "Công văn/CV - UBND xã Tân Lập (99-90002).docx")
    done = isoaudit("-C", programme, "issue", "--no-pdf")
    assert laid(out) == LETTERS - {"Công văn/CV - UBND xã Tân Lập (99-90001).docx"}
    assert f"{REPORTED}: kết quả kiểm tra chưa đủ" in done.stderr
    assert (out / "Công văn/CV - UBND xã Tân Lập (99-90002).docx").read_bytes() == kept


def test_a_letter_that_went_out_is_left_out_unless_it_is_named(isoaudit: Run, programme: Path) -> None:
    record = ("record", "notice_issued", SIGNED, "--on", "25/6/2026", "--number", "61/TB-CCTĐC", "--signer", "Lê An")
    assert isoaudit("-C", programme, *record).returncode == 0
    done = isoaudit("-C", programme, "issue", "--no-pdf")
    assert laid(programme / "out" / "Phát hành") == LETTERS - {NOTICE}
    assert f"Đã gửi trước đây nên không xếp lại 01 văn bản; muốn xếp lại thì ghi mã: {SIGNED}." in done.stdout
    done = isoaudit("-C", programme, "issue", "--no-pdf", "99-SNV")
    assert done.returncode == 0, done.stderr
    assert f"{SIGNED}: văn bản này đã gửi (số 61/TB-CCTĐC, ngày 25/6/2026)" in done.stderr
    again = programme / "out" / "Phát hành - 99-SNV"
    assert laid(again) == {NOTICE}
    (row,) = book(again / BOOK)
    assert (row["Số, ký hiệu"], row["Người ký"]) == ("61/TB-CCTĐC", "Lê An")
    assert row["Ngày"].date() == date(2026, 6, 25)  # type: ignore[attr-defined]


def test_what_went_out_stays_where_it_lay(isoaudit: Run, programme: Path) -> None:
    isoaudit("-C", programme, "issue", "--no-pdf")
    isoaudit("-C", programme, "record", "notice_issued", SIGNED, "--on", "25/6/2026")
    isoaudit("-C", programme, "issue", "--no-pdf")
    assert laid(programme / "out" / "Phát hành") == LETTERS


def test_a_round_is_chosen_however_it_is_written(isoaudit: Run, programme: Path) -> None:
    done = isoaudit("-C", programme, "issue", "--no-pdf", "--round", "Đợt I", "-o", programme / "đợt 1")
    assert laid(programme / "đợt 1") == {NOTICE}
    assert SILENT not in done.stderr
    done = isoaudit("-C", programme, "issue", "--round", "9")
    assert done.returncode == 2
    assert "không có đợt «9»" in done.stderr


def test_an_edited_draft_is_taken_as_it_is(isoaudit: Run, programme: Path) -> None:
    isoaudit("-C", programme, "letters")
    edited = edit(programme / "out" / SIGNED / "notice.docx")
    done = isoaudit("-C", programme, "issue", "--no-pdf")
    assert (programme / "out" / "Phát hành" / NOTICE).read_bytes() == edited
    assert f"{SIGNED}: dùng dự thảo notice.docx đã được sửa tay" in done.stderr


def test_an_edited_draft_on_which_du_thao_still_stands_waits(isoaudit: Run, programme: Path) -> None:
    isoaudit("-C", programme, "letters")
    edit(programme / "out" / SILENT / "notice.docx")
    isoaudit("-C", programme, "record", "report_received", SILENT, "--on", "20/8/2026", "--number", "13/BC-UBND")
    done = isoaudit("-C", programme, "issue", "--no-pdf")
    assert laid(programme / "out" / "Phát hành") == LETTERS
    assert f"{SILENT}: dự thảo đã được sửa tay còn ghi «DỰ THẢO»" in done.stderr


# --- nothing a person edited is written over ------------------------------------------------------------------------


def test_run_twice_nothing_is_touched(isoaudit: Run, programme: Path) -> None:
    isoaudit("-C", programme, "issue", "--no-pdf")
    out = programme / "out" / "Phát hành"
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    assert isoaudit("-C", programme, "issue", "--no-pdf").returncode == 1
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before


def test_a_letter_edited_in_the_folder_stays_and_what_is_new_lies_beside_it(isoaudit: Run, programme: Path) -> None:
    isoaudit("-C", programme, "issue", "--no-pdf")
    out = programme / "out" / "Phát hành"
    edited = edit(out / NOTICE)
    done = isoaudit("-C", programme, "issue", "--no-pdf")
    assert laid(out) == LETTERS, "the edit is of what is current: there is nothing new to be shown"
    assert "sửa tay" not in done.stderr
    move(programme)
    done = isoaudit("-C", programme, "issue", "--no-pdf")
    assert (out / NOTICE).read_bytes() == edited
    assert laid(out) == LETTERS | {"Thông báo/TB - Sở Nội vụ (mới).docx"}
    assert "nội dung mới nằm ở «TB - Sở Nội vụ (mới).docx»" in done.stderr
    isoaudit("-C", programme, "issue", "--no-pdf")
    assert laid(out) == LETTERS | {"Thông báo/TB - Sở Nội vụ (mới).docx"}, "not a newer one each time"


def test_the_book_with_numbers_filled_in_is_never_lost(isoaudit: Run, programme: Path) -> None:
    isoaudit("-C", programme, "issue", "--no-pdf")
    path = programme / "out" / "Phát hành" / BOOK
    workbook = openpyxl.load_workbook(path)
    workbook.worksheets[0]["B2"] = "61/TB-CCTĐC"
    workbook.save(path)
    filled = path.read_bytes()
    isoaudit("-C", programme, "issue", "--no-pdf")
    assert path.read_bytes() == filled
    assert not path.with_name("Sổ văn bản đi (mới).xlsx").exists()
    isoaudit("-C", programme, "record", "report_received", SILENT, "--on", "20/8/2026", "--number", "13/BC-UBND")
    done = isoaudit("-C", programme, "issue", "--no-pdf")
    assert path.read_bytes() == filled
    newer = path.with_name("Sổ văn bản đi (mới).xlsx")
    assert {row["Cuộc kiểm tra"] for row in book(newer)} == {SIGNED, REPORTED, NAMESAKE, SILENT}
    assert f"sổ mới là «{newer.name}», chép cả những ô đã ghi" in done.stderr
    assert book(newer)[0]["Số, ký hiệu"] == "61/TB-CCTĐC"
    workbook = openpyxl.load_workbook(newer)
    workbook.worksheets[0]["B3"] = "166/CCTĐC-QLCL"
    workbook.save(newer)
    before = contents(path.parent)
    isoaudit("-C", programme, "issue", "--no-pdf")
    assert contents(path.parent) == before, "what was filled in is of what is current"
    move(programme)
    isoaudit("-C", programme, "record", "team_reported", SIGNED, "--take-back", "--note", "Ghi nhầm")
    isoaudit("-C", programme, "issue", "--no-pdf")
    numbers = {row["Cuộc kiểm tra"]: row["Số, ký hiệu"] for row in book(path.with_name("Sổ văn bản đi (mới 2).xlsx"))}
    assert numbers == {SILENT: "166/CCTĐC-QLCL", REPORTED: None, NAMESAKE: None}


def test_the_book_of_another_programme_is_not_recorded(isoaudit: Run, programme: Path) -> None:
    """An office has several folders, with the same codes: its other year, its other province."""
    isoaudit("-C", programme, "issue", "--no-pdf")
    path = programme / "out" / "Phát hành" / BOOK
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[0]
    (whose,) = {row["seen"] for row in book(path)}
    at = next(cell.column for cell in sheet[1] if cell.value == "seen")
    assert sheet.column_dimensions[sheet.cell(1, at).column_letter].hidden
    for number, day in ((2, "20/8/2026"), (3, "21/8/2026")):
        sheet.cell(number, 2, f"{number}/CV-CCTĐC")
        sheet.cell(number, 3, day)
        sheet.cell(number, at, f"p={'0' * 16}")
    workbook.save(path)
    done = isoaudit("-C", programme, "record", "import", path)
    assert done.returncode == 2
    assert "đơn vị khác hoặc của năm khác" in done.stderr
    (path.parent / ".isoaudit.json").unlink()
    isoaudit("-C", programme, "issue", "--no-pdf")
    newer = path.with_name("Sổ văn bản đi (mới).xlsx")
    assert {row["seen"] for row in book(newer)} == {whose}
    assert not any(row["Số, ký hiệu"] for row in book(newer)), "numbers of another programme are not made ours"
    for number in (2, 3):
        sheet.cell(number, at, whose)
    workbook.save(path)
    done = isoaudit("-C", programme, "record", "import", path)
    assert done.returncode == 0 and "02 việc ghi mới" in done.stdout


def test_a_folder_that_holds_other_things_keeps_them(isoaudit: Run, programme: Path, tmp_path: Path) -> None:
    out = tmp_path / "Màn hình"
    (out / "Thông báo").mkdir(parents=True)
    (out / BOOK).write_bytes(b"ours")
    (out / NOTICE).write_bytes(b"somebody's")
    (out / "ảnh.jpg").write_bytes(b"\xff\xd8")
    (out / ".ảnh.jpg.0123abcd.tmp").write_bytes(b"of another program")
    before = contents(out)
    done = isoaudit("-C", programme, "issue", "--no-pdf", "-o", out)
    assert {name: data for name, data in contents(out).items() if name in before} == before
    assert (out / "Thông báo/TB - Sở Nội vụ (mới).docx").is_file()
    assert len(book(out / "Sổ văn bản đi (mới).xlsx")) == 3
    assert done.stderr.count("không do chương trình lập") == 2


def test_a_memory_that_was_tampered_with_takes_nothing_away(isoaudit: Run, programme: Path, tmp_path: Path) -> None:
    out = tmp_path / "ra"
    victim = tmp_path / "quan trọng.docx"
    victim.write_bytes(b"x")
    out.mkdir()
    digest = hashlib.sha256(b"x").hexdigest()
    noted = {
        name: {"of": UNSIGNED, "made": [digest]}
        for name in ("../quan trọng.docx", str(victim), "a/../../quan trọng.docx")
    }
    (out / MEMORY).write_text(json.dumps({"format": 1, "files": noted}), encoding="utf-8")
    isoaudit("-C", programme, "issue", "--no-pdf", "-o", out)
    assert victim.read_bytes() == b"x"
    assert laid(out) == LETTERS


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_nothing_is_written_through_a_link(isoaudit: Run, programme: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "nơi khác"
    elsewhere.mkdir()
    (tmp_path / "liên kết").symlink_to(elsewhere)
    done = isoaudit("-C", programme, "issue", "--no-pdf", "-o", tmp_path / "liên kết")
    assert done.returncode == 2
    assert "là liên kết" in done.stderr
    out = tmp_path / "ra"
    out.mkdir()
    (out / "Thông báo").symlink_to(elsewhere)
    (out / BOOK).symlink_to(elsewhere / "sổ.xlsx")
    done = isoaudit("-C", programme, "issue", "--no-pdf", "-o", out)
    assert list(elsewhere.iterdir()) == []
    assert (out / BOOK).is_symlink()
    assert len(book(out / "Sổ văn bản đi (mới).xlsx")) == 2, "only what lies ready is in the book"
    assert done.returncode == 1


def test_a_file_open_in_word_is_named_and_the_rest_goes_on(isoaudit: Run, programme: Path) -> None:
    """Windows lets nobody replace a file that Word has open."""
    isoaudit("-C", programme, "issue", "--no-pdf")
    out = programme / "out" / "Phát hành"
    old = (out / NOTICE).read_bytes()
    move(programme)
    replace = Path.replace

    def locked(self: Path, target: Path) -> Path:
        if Path(target) == out / NOTICE:
            raise PermissionError(13, "in use", str(target))
        return replace(self, target)

    with patch.object(Path, "replace", locked):
        done = isoaudit("-C", programme, "issue", "--no-pdf")
    assert done.returncode == 1
    assert f"{out / NOTICE}: không ghi được (không có quyền đọc, ghi, hoặc tệp đang mở" in done.stderr
    assert (out / NOTICE).read_bytes() == old
    assert {row["Cuộc kiểm tra"] for row in book(out / BOOK)} == {REPORTED, NAMESAKE}
    assert not list(out.rglob("*.tmp"))
    edited = edit(out / NOTICE)  # she goes on in Word with what was old
    isoaudit("-C", programme, "issue", "--no-pdf")
    assert (out / NOTICE).read_bytes() == edited
    assert (out / "Thông báo/TB - Sở Nội vụ (mới).docx").is_file(), "and is shown what is new"
    (out / NOTICE).unlink()
    isoaudit("-C", programme, "issue", "--no-pdf")
    assert laid(out) == LETTERS, "what lay beside it is not needed any more"


def test_a_full_disk_leaves_whole_files_only(isoaudit: Run, programme: Path) -> None:
    out = programme / "out" / "Phát hành"
    write, written = files.os.fsync, []

    def full(number: int) -> None:
        written.append(number)
        if len(written) > 12:
            raise OSError(28, "No space left on device")
        write(number)

    with patch.object(files.os, "fsync", full):
        done = isoaudit("-C", programme, "issue", "--no-pdf")
    assert done.returncode in (1, 2)
    assert "đĩa đã đầy" in done.stderr
    assert not list(programme.rglob("*.tmp"))
    done = isoaudit("-C", programme, "issue", "--no-pdf")
    assert "đĩa đã đầy" not in done.stderr
    assert laid(out) == LETTERS
    for path in out.rglob("*.docx"):
        docx.Document(str(path))


def test_what_a_killed_command_left_half_written_is_removed(programme: Path, tmp_path: Path) -> None:
    out = tmp_path / "ra"
    run_isoaudit("-C", programme, "issue", "--no-pdf", "-o", out)
    half, foreign = out / "Thông báo/.TB - Sở Nội vụ.docx.0123abcd.tmp", out / ".khác.docx.0123abcd.tmp"
    for path in (half, foreign):
        path.write_bytes(b"half")
    run_isoaudit("-C", programme, "issue", "--no-pdf", SIGNED, "-o", out)
    assert not half.exists()
    assert foreign.exists()


def test_a_command_that_was_killed_knows_its_own_files_later(programme: Path) -> None:
    """What is about to be written is noted before; what was edited meanwhile is not taken for it."""
    run_isoaudit("-C", programme, "issue", "--no-pdf")
    out = programme / "out" / "Phát hành"
    move(programme)
    write, written = files.write_whole, []

    def killed(path: Path, data: bytes) -> None:
        written.append(path.name)
        if len(written) > 3:
            raise KeyboardInterrupt
        write(path, data)

    with patch.object(folder_module, "write_whole", killed), pytest.raises(KeyboardInterrupt):
        issue(Programme(programme), as_pdf=False)
    assert len(written) == 4
    run_isoaudit("-C", programme, "issue", "--no-pdf")
    assert laid(out) == LETTERS
    for name in LETTERS:
        assert "Đông Kiều, ngày" in "".join(docx.Document(str(out / name)).element.itertext()).replace("\xa0", " ")


def test_where_nothing_may_go_no_folder_is_made(isoaudit: Run, programme: Path) -> None:
    done = isoaudit("-C", programme, "issue", UNSIGNED)
    assert done.returncode == 1
    assert "Không có văn bản nào để xếp vào thư mục." in done.stdout
    assert not [path for path in (programme / "out").iterdir() if path.name.startswith("Phát hành")]


def test_a_folder_that_is_a_file_is_refused(isoaudit: Run, programme: Path, tmp_path: Path) -> None:
    (tmp_path / "tệp").write_bytes(b"x")
    done = isoaudit("-C", programme, "issue", "-o", tmp_path / "tệp")
    assert done.returncode == 2
    assert "là tệp, không phải thư mục" in done.stderr


class OneFile(RuleBasedStateMachine):
    """A name of the folder in the hands of the program and of a person, in any order."""

    NAME = "Công văn/CV - UBND xã A.docx"

    def __init__(self) -> None:
        super().__init__()
        self.place = tempfile.TemporaryDirectory()
        self.path = Path(self.place.name, "ra")
        self.of_people: dict[Path, bytes] = {}
        self.edits = 0

    def teardown(self) -> None:
        self.place.cleanup()

    def there(self) -> list[Path]:
        return sorted(self.path.rglob("*.docx"))

    @rule(version=st.integers(0, 2), fails=st.booleans())
    def issue(self, version: int, fails: bool) -> None:
        data = f"bản {version}".encode()
        before = {path: path.read_bytes() for path in self.there()}
        folder = Folder.at(self.path)
        folder.expect([(self.NAME, data, "A")])
        trouble = PermissionError(13, "in use") if fails else None
        with patch.object(Path, "replace", side_effect=trouble) if fails else nullcontext():
            placed = folder.place(self.NAME, data, "A")
        assert not list(folder.withdraw(["A"])) or self.of_people
        if not fails:
            folder.finish()
        if placed is None:
            assert fails
            return
        known = {path.read_bytes() for path in self.there()}
        assert data in known or placed.kept == "edited"
        if placed.kept == "edited":
            assert {path: path.read_bytes() for path in self.there() if path in before} == {
                path: before[path] for path in self.there()
            }

    @precondition(lambda self: self.there())
    @rule(data=st.data())
    def edit(self, data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(self.there()))
        self.edits += 1
        path.write_bytes(f"sửa {self.edits}".encode())
        self.of_people[path] = path.read_bytes()

    @precondition(lambda self: self.there())
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(self.there()))
        path.unlink()
        self.of_people.pop(path, None)

    @invariant()
    def nothing_of_a_person_is_lost(self) -> None:
        for path, data in self.of_people.items():
            assert path.read_bytes() == data


TestOneFile = OneFile.TestCase
TestOneFile.settings = settings(max_examples=cases(20, 400), deadline=None)


# --- the book, as `record import` reads it --------------------------------------------------------------------------


def test_the_book_is_read_as_a_table_with_the_headings_of_what_happened(isoaudit: Run, programme: Path) -> None:
    isoaudit("-C", programme, "issue", "--no-pdf")
    path = programme / "out" / "Phát hành" / BOOK
    days = ("Ngày", "Ngày đến", "Hạn báo cáo")
    columns = [Column(heading, past_day if heading in days else text) for heading in HEADINGS]
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[0]
    place = [cell.value for cell in sheet[1]].index("Ngày") + 1
    sheet.cell(2, place).value = date(2026, 6, 25)  # as Excel keeps a day that is typed
    sheet.cell(3, place).value = "26/6/2026"  # as a cell of text keeps it
    workbook.save(path)
    table = read_table(path, columns, date(2026, 11, 26), beside=(*OF_THE_BOOK, "seen"))
    assert not table.faults.problems()
    assert table.warnings == []
    assert [row.values["Cuộc kiểm tra"] for row in table.rows] == [SIGNED, REPORTED, NAMESAKE]
    assert [row.values["Ngày"] for row in table.rows] == ["2026-06-25", "2026-06-26", None]
    assert table.rows[0].values["Việc"] == "Thông báo kết quả kiểm tra"


def test_the_book_says_what_papers_cite_and_leaves_number_and_day_open(isoaudit: Run, programme: Path) -> None:
    """Decree 30/2020, Annex IV; the day of the report is the office's own (Đ37.1.a), on site the law's."""
    change(programme, "reply_by = 2026-12-15")
    isoaudit("-C", programme, "issue", "--no-pdf")
    first, *others = book(programme / "out" / "Phát hành" / BOOK)
    assert first["Việc"] == "Thông báo kết quả kiểm tra"
    assert first["Hạn báo cáo"] is None
    assert str(first["Tên loại và trích yếu"]).startswith("Thông báo kết quả kiểm tra việc xây dựng")
    assert "Sở Nội vụ" in str(first["Nơi nhận"])
    for row in (first, *others):
        assert row["Số, ký hiệu"] is None and row["Ngày"] is None
        assert str(row["Cơ quan ban hành"]).endswith("tỉnh An Bình")
    assert {row["Việc"] for row in others} == {"Đề nghị thực hiện, khắc phục"}
    assert {row["Hạn báo cáo"].date() for row in others} == {date(2026, 12, 15)}  # type: ignore[attr-defined]


# --- printing -------------------------------------------------------------------------------------------------------


def test_each_letter_begins_on_the_front_of_a_sheet(printed: Path) -> None:
    out = printed / "out" / "Phát hành"
    pages = PdfReader(out / PRINT).pages
    of_letters = {path.stem: len(PdfReader(path).pages) for path in out.rglob("*/*.pdf")}
    assert len(of_letters) == 3
    firsts = [number for number, page in enumerate(pages) if "CỘNG HÒA XÃ HỘI" in page.extract_text()]
    assert len(firsts) == 3
    assert all(number % 2 == 0 for number in firsts), "counted from 0: an odd page in print"
    assert len(pages) == sum(number + number % 2 for number in of_letters.values())
    assert [row["Số trang"] for row in book(out / BOOK)][0] == of_letters["TB - Sở Nội vụ"]


def test_the_pdf_is_that_of_the_letter_as_it_was_edited_in_the_folder(isoaudit: Run, printed: Path) -> None:
    out = printed / "out" / "Phát hành"
    edit(out / NOTICE, " Câu của văn thư.")
    isoaudit("-C", printed, "issue")
    for path in ((out / NOTICE).with_suffix(".pdf"), out / PRINT):
        assert "Câu của văn thư." in "".join(page.extract_text() for page in PdfReader(path).pages)


def test_printed_twice_nothing_is_touched(isoaudit: Run, printed: Path) -> None:
    out = printed / "out" / "Phát hành"
    isoaudit("-C", printed, "issue")
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    isoaudit("-C", printed, "issue")
    isoaudit("-C", printed, "issue", "--no-pdf")
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before


def test_without_libreoffice_everything_else_is_made_and_it_is_said(isoaudit: Run, programme: Path) -> None:
    with patch("isoaudit.papers.pdf.find", lambda name: None):
        done = isoaudit("-C", programme, "issue")
    out = programme / "out" / "Phát hành"
    assert laid(out) == LETTERS
    assert (out / BOOK).is_file() and (out / LIST).is_file()
    assert not list(out.rglob("*.pdf"))
    assert "máy này không có LibreOffice" in done.stderr


def test_a_pdf_of_a_letter_that_changed_does_not_stay(isoaudit: Run, printed: Path) -> None:
    out = printed / "out" / "Phát hành"
    move(printed)
    isoaudit("-C", printed, "issue", "--no-pdf")
    assert not list(out.rglob("*.pdf"))


def test_a_signed_scan_under_the_name_of_the_pdf_stays(isoaudit: Run, printed: Path) -> None:
    out = printed / "out" / "Phát hành"
    scan = (out / NOTICE).with_suffix(".pdf")
    scan.write_bytes(b"%PDF-1.7 signed\n%%EOF\n")
    done = isoaudit("-C", printed, "issue")
    assert scan.read_bytes() == b"%PDF-1.7 signed\n%%EOF\n"
    assert "«TB - Sở Nội vụ.docx» chưa có trong bản in" in done.stderr


def test_a_broken_pdf_is_left_out_and_named(tmp_path: Path) -> None:
    broken = tmp_path / "hỏng.pdf"
    broken.write_bytes(b"%PDF-1.7\nnonsense\n%%EOF\n")
    joined = join([broken, tmp_path / "không có.pdf"])
    assert joined.data == b""
    assert [found.code for found in joined.problems] == ["PDF_006", "FILE_002"]


# --- names ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ('Sở "Nội vụ" / Tỉnh: A*B?', "Sở -Nội vụ- - Tỉnh- A-B"),
        ("UBND xã Tân Lập. ", "UBND xã Tân Lập"),
        ("con", "con_"),
        ("Nul.docx", "Nul_.docx"),
        ("COM1", "COM1_"),
        ("Comment", "Comment"),
        ("So\u031b\u0309", "Sở"),
        ("Sở\u200b\nNội\tvụ", "Sở Nội vụ"),
        ("...", "_"),
        ("", "_"),
    ],
)
def test_a_name_is_one_that_windows_takes(name: str, taken: str) -> None:
    assert safe_name(name) == taken


NAMES = st.text(max_size=300) | st.sampled_from(["con", "aux.", "UBND xã A", "ubnd XÃ a", "UBND xã A.", "COM¹", "Sở"])


@example([("Sở " + "𠀀" * 60, True), ("Sở " + "𠀀" * 60, True)], 120)  # letters of four bytes
@given(st.lists(st.tuples(NAMES, st.booleans()), min_size=1, max_size=12), st.integers(24, 120))
def test_no_two_letters_have_one_name_and_every_name_is_safe(agencies: list[tuple[str, bool]], room: int) -> None:
    named = [Named(f"i{n}", f"c{n}", name, on_site) for n, (name, on_site) in enumerate(agencies)]
    names = file_names(named, room)
    assert names.keys() == {one.inspection for one in named}
    assert len({name.casefold() for name in names.values()}) == len(named)
    for name in names.values():
        assert safe_name(name) == name
        assert not set(name) & set('<>:"/\\|?*') and name.isprintable()
        assert name[-1] not in " ." and len(name) <= room
        assert len(name.encode()) <= 230


def test_a_folder_too_deep_for_windows_is_refused_before_anything_is_made(
    isoaudit: Run, programme: Path, tmp_path: Path
) -> None:
    deep = tmp_path / ("a" * 120) / ("b" * 100)
    done = isoaudit("-C", programme, "issue", "--no-pdf", "-o", deep)
    assert done.returncode == 2
    assert "đường dẫn thư mục quá dài" in done.stderr
    assert not deep.parent.exists()


def test_in_a_deep_folder_names_are_shortened_so_that_every_path_can_be_opened(tmp_path: Path) -> None:
    length = LONGEST_PATH - len(str(tmp_path.absolute())) - 77
    folder = Folder.at(tmp_path / ("a" * max(length, 1)))
    long = "Trung tâm Chuyển đổi số và Phát triển công nghệ cao trực thuộc Sở Khoa học và Công nghệ"
    names = file_names([Named("2026-A-HS", "A", long, False)], folder.room)
    path = folder.path.absolute() / "Thông báo" / f"{names['2026-A-HS']} (mới 99).docx"
    assert len(str(path)) <= LONGEST_PATH
    assert names["2026-A-HS"].startswith("CV - Trung tâm")
