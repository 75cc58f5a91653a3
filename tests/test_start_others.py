"""What is seldom done in a year, from the start page: packs out and home, a backup restored, the plan, lists."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import AUTHORITY
from test_start import BY_RECORD, VISIT, book, dropped, offered, press, records, said

from isoaudit.desk import ActToRecord, record
from isoaudit.errors import IsoAuditError
from isoaudit.form.page import Job
from isoaudit.journal.new_programme import init
from isoaudit.journal.programme import Programme
from isoaudit.start import others
from isoaudit.start.year_book import YearBook

__all__ = ["book"]
PASSWORD = "mat khau that dai"


def place_of(book: YearBook) -> Path:
    """The folder beside the programme to which packs and backups go."""
    return book.programme.folder.parent / "Sao lưu"


def codes(refused: pytest.ExceptionInfo[IsoAuditError]) -> list[str]:
    return [one.code for one in refused.value.problems]


def ended(book: YearBook) -> Job:
    """What came of the work beside the page, once it ended."""
    until = time.monotonic() + 240
    while book.status().jobs[0].running and time.monotonic() < until:
        time.sleep(0.1)
    book.refresh()
    (job,) = book.status().jobs
    assert not job.running
    return job


def work(book: YearBook, id: str, action: str, **given: Any) -> Job:
    """A button that begins work beside the page, and what came of that."""
    assert not press(book, id, action, **given).lines, "it says at the head of the page how far it is"
    return ended(book)


def told(job: Job) -> str:
    return "\n".join(line.text for line in job.lines)


def test_a_pack_goes_out_and_comes_home_with_what_was_written_in_it(book: YearBook) -> None:
    assert "Gói không có mật khẩu" in told(work(book, "other/pack", "pack", which=VISIT))
    (pack,) = place_of(book).iterdir()
    away = Programme(pack)
    assert set(away.lists().inspections) == {VISIT}
    record(away, [ActToRecord("decided", (VISIT,), on=date(2026, 6, 1), number="41/QĐ", signer="Trần Văn A")])
    away.journal.close()
    book.refresh()
    assert "Xem trước, chưa gộp" in told(work(book, "other/merge", "look_at_pack", source=str(pack)))
    assert not book.programme.about([VISIT])[0].acts(VISIT)
    assert "Đã gộp" in told(work(book, "other/merge", "merge", source=str(pack)))
    assert [act.kind for act in book.programme.about([VISIT])[0].acts(VISIT)] == ["decided"]
    assert "Không có gì mới" in told(work(book, "other/merge", "merge", source=str(pack)))


def test_a_pack_with_a_password_is_dropped_and_opened_with_it_alone(book: YearBook) -> None:
    with pytest.raises(IsoAuditError) as refused:
        press(book, "other/pack", "pack", which=VISIT, password=PASSWORD, again="khac di mot chut")
    assert codes(refused) == ["BACKUP_011"]
    assert "Gói có mật khẩu" in told(
        work(book, "other/pack", "pack", which="round:đợt 1", password=PASSWORD, again=PASSWORD)
    )
    (pack,) = place_of(book).iterdir()
    file = dropped(book, pack)
    with pytest.raises(IsoAuditError) as refused:
        press(book, "other/merge", "merge", files=[file], password="mot mat khau khac")
    assert codes(refused) == ["BACKUP_005"] and refused.value.problems[0].remedy
    assert book.files(), "a refused pack stays to be tried again"
    assert not book.status().jobs[0].running, "a wrong password is refused before any work begins"
    assert "Không có gì mới" in told(work(book, "other/merge", "merge", files=[file], password=PASSWORD))
    assert not book.files()


def test_what_is_no_pack_is_refused_and_nothing_is_merged(book: YearBook, tmp_path: Path) -> None:
    path = tmp_path / "gói.zip"
    path.write_bytes(b"no pack")
    before = book.programme.journal.heads()
    with pytest.raises(IsoAuditError) as refused:
        press(book, "other/merge", "merge", files=[dropped(book, path)])
    assert codes(refused) == ["BACKUP_001"]
    with pytest.raises(IsoAuditError) as refused:
        press(book, "other/merge", "merge")
    assert codes(refused) == ["START_003"] and book.programme.journal.heads() == before


def test_a_backup_becomes_a_year_beside_this_one(book: YearBook) -> None:
    from isoaudit.work.backup import back_up

    place = place_of(book)
    place.mkdir()
    made = back_up(book.programme, place)
    book.programme.journal.join([])
    book._shown = book._look(book._shown.now)  # the file was made by no button of the page
    assert "còn nguyên" in told(work(book, "other/restore", "check_backup", source=str(made.path)))
    done = work(book, "other/restore", "restore_backup", source=str(made.path), folder="nam-cu")
    there = book.programme.folder.parent / "nam-cu"
    assert Programme(there).journal.heads() == book.programme.journal.heads()
    assert made.manifest.mark in told(done)
    with pytest.raises(IsoAuditError) as refused:
        press(book, "other/restore", "restore_backup", source=str(made.path), folder="nam-cu")
    assert codes(refused) == ["PROGRAMME_002"]
    with pytest.raises(IsoAuditError) as refused:
        press(book, "other/restore", "restore_backup", source=str(made.path), folder="../ngoai")
    assert codes(refused) == ["START_011"]


def test_a_backup_with_a_password_is_made_read_again_and_the_year_found_whole(book: YearBook) -> None:
    with pytest.raises(IsoAuditError) as refused:
        press(book, "program/backup", "backup", password=PASSWORD, again="")
    assert codes(refused) == ["BACKUP_011"]
    assert "Đã sao lưu" in told(work(book, "program/backup", "backup", password=PASSWORD, again=PASSWORD))
    (made,) = place_of(book).glob("*.zip")
    with pytest.raises(IsoAuditError) as refused:
        press(book, "other/restore", "check_backup", source=str(made), password="mot mat khau khac")
    assert codes(refused) == ["BACKUP_005"]
    assert "còn nguyên" in told(work(book, "other/restore", "check_backup", source=str(made), password=PASSWORD))
    said_so = told(work(book, "program/backup", "verify"))
    assert book.programme.fingerprint() in said_so


def test_work_that_is_refused_beside_the_page_says_what_to_do_on_the_page(book: YearBook) -> None:
    """A pack of another year: refused in its process, with a remedy that names no command."""
    other = init(book.programme.folder.parent / "nam-khac", AUTHORITY, 2026)
    record_nothing = other.journal.heads()
    place_of(book).mkdir()
    from isoaudit.work.backup import back_up

    back_up(other, place_of(book))
    book._shown = book._look(book._shown.now)  # the file was made by no button of the page
    (made,) = place_of(book).glob("*.zip")
    job = work(book, "other/merge", "merge", source=str(made))
    assert job.lines[0].tone == "bad" and "isoaudit merge" not in told(job) and record_nothing == other.journal.heads()


def test_33_2_the_plan_is_proposed_as_a_workbook_and_nothing_is_written(book: YearBook) -> None:
    before = book.programme.journal.heads()
    done = press(book, "other/plan", "propose", at_least="1")
    sheet = openpyxl.load_workbook(book.programme.folder / done.made[0].path)
    assert sheet.worksheets and "Điều 33" in said(done) and book.programme.journal.heads() == before
    for name, typed in (("at_least", "nhiều"), ("teams", "0"), ("teams", "99")):
        with pytest.raises(IsoAuditError) as refused:
            press(book, "other/plan", "propose", **{name: typed})
        assert codes(refused) == ["START_015"]


def test_every_duty_of_the_year_stands_there_with_its_calendar(book: YearBook) -> None:
    facts = records(book)["other/duties"].facts
    assert [fact.label for fact in facts] == [duty.words[0].upper() + duty.words[1:] for duty in book._shown.now.duties]
    done = press(book, "other/duties", "duties")
    assert (book.programme.folder / done.made[0].path).read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_a_list_of_procedures_is_looked_at_and_taken_in(book: YearBook, tmp_path: Path) -> None:
    published, declared = tmp_path / "da-cong-bo.csv", tmp_path / "kem-cong-bo.csv"
    declared.write_text("Mã TTHC,Tên TTHC\n1.000001,Cấp phiếu\n", "utf-8")
    code = book.programme.lists().inspections[VISIT].agency
    published.write_text(f"Mã TTHC,Tên TTHC,Cơ quan thực hiện\n1.000001,Cấp phiếu,{code}\n", "utf-8")
    with pytest.raises(IsoAuditError) as refused:
        press(book, "other/rollout", "compare")
    assert codes(refused) and refused.value.problems[0].remedy
    for path, given in ((published, {}), (declared, {"declared": code, "declared_on": "2025-03-01"})):
        press(book, "table/procedures", "look_at", files=[dropped(book, path)], **given)
        assert "Đã nhập" in said(press(book, "table/procedures", "take_in"))
    done = press(book, "other/rollout", "compare")
    assert "01 cơ quan" in said(done) and (book.programme.folder / done.made[0].path).is_file()


def test_the_roll_out_is_taken_in_and_shown(book: YearBook, tmp_path: Path) -> None:
    with pytest.raises(IsoAuditError) as refused:
        press(book, "other/rollout", "rollout_show")
    assert codes(refused) == ["ROLLOUT_007"]
    code = book.programme.lists().inspections[VISIT].agency
    path = tmp_path / "cac-buoc.csv"
    path.write_text(f"Cơ quan,Phiên bản,Bước,Ngày\n{code},2015,công bố,2025-03-01\n", "utf-8")
    press(book, "table/rollout", "look_at", files=[dropped(book, path)])
    press(book, "table/rollout", "take_in")
    assert "2015" in said(press(book, "other/rollout", "rollout_show"))


def test_findings_of_the_year_before_are_brought_over_again(book: YearBook) -> None:
    from isoaudit.desk.carrying import begin_after

    assert "other/carry" not in records(book)
    folder = book.programme.folder
    begin_after(folder.parent / "nam-2027", folder)
    after = YearBook(folder.parent / "nam-2027")
    assert offered(after, "other/carry")["carry"].given == {"earlier": folder.name}
    assert "Xem trước, chưa ghi" in said(press(after, "other/carry", "look_at_carry"))
    assert "Đã cập nhật" in said(press(after, "other/carry", "carry"))
    init(folder.parent / "nam-2025", AUTHORITY, 2025)
    with pytest.raises(IsoAuditError) as refused:
        press(after, "other/carry", "carry", earlier="nam-2025")
    assert codes(refused) == ["CARRY_005"]


def test_a_path_that_nobody_offered_is_not_read(book: YearBook, tmp_path: Path) -> None:
    with pytest.raises(IsoAuditError) as refused:
        press(book, "other/merge", "merge", source=str(tmp_path))
    assert codes(refused) == ["START_003"]
    assert others.sources(book.programme.folder, folders=True) == [] and BY_RECORD


def test_a_book_of_papers_is_asked_about_and_what_is_clear_is_taken_in(book: YearBook, tmp_path: Path) -> None:
    """What the command asks at a terminal the page asks by fields; without an answer the other papers can go in."""
    state = book.programme.lists()
    name = state.agencies[state.inspections[VISIT].agency].name
    table = openpyxl.Workbook()
    rows = [
        ["Số, ký hiệu", "Ngày", "Loại", "Trích yếu", "Nơi nhận"],
        ["12/CV", "02/3/2026", "CV", "V/v đề nghị báo cáo tình hình áp dụng HTQLCL", name],
        ["13/CV", "03/3/2026", "CV", "V/v trả lời kiến nghị về kiểm tra HTQLCL", name],
    ]
    for row in rows:
        table.active.append(row)
    table.save(tmp_path / "sổ.xlsx")
    seen = press(book, "table/acts", "look_at", files=[dropped(book, tmp_path / "sổ.xlsx")])
    assert "13/CV" in said(seen) and "--" not in said(seen)
    assert offered(book, "table/acts")["take_in_partly"].label == "Nhập trước 01 dòng đã rõ"
    asked = offered(book, "table/acts")["look_at"].fields[-1]
    assert "Văn bản 13/CV: V/v trả lời kiến nghị" in asked.label
    (left,) = [option.value for option in asked.options if "để lại" in option.label]
    press(book, "table/acts", "look_at", **{asked.name: left})
    press(book, "table/acts", "take_in")
    assert [act.number for act in book.programme.about([VISIT])[0].acts(VISIT) if act.kind == "requested"] == ["12/CV"]
