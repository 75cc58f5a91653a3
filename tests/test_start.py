"""The start page without a browser: what it offers, what its buttons do and refuse; new years; the shortcut."""

from __future__ import annotations

import configparser
import hashlib
import itertools
import os
import shlex
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import AGENCIES, AUTHORITY, Copied, run_isoaudit
from openpyxl import Workbook

from isoaudit.desk import ActToRecord, record
from isoaudit.errors import IsoAuditError, Problem
from isoaudit.files import shipped
from isoaudit.form.page import Action, Done, Record
from isoaudit.journal.programme import Programme
from isoaudit.model import Act, Case
from isoaudit.rules.acts import ORDER, RULES, faults
from isoaudit.rules.answers import stops
from isoaudit.rules.corrective import ON_FINDINGS
from isoaudit.rules.in_force import ON_LETTERS
from isoaudit.rules.offers import recordable
from isoaudit.runs.kinds import read_kind
from isoaudit.start import show
from isoaudit.start.shortcut import command, desktop_entry, lnk_script
from isoaudit.start.year_book import YearBook
from isoaudit.start.years_book import YearsBook
from isoaudit.wording.grouping import told

VISIT, BY_RECORD = "2026-99-STP-TS", "2026-99-90001-HS"
_EDITS = itertools.count()


@pytest.fixture
def book(programme: Path) -> YearBook:
    return YearBook(programme)


def records(book: YearBook | YearsBook) -> dict[str, Record]:
    return {record.id: record for section in book.page().sections for record in section.records}


def offered(book: YearBook | YearsBook, id: str) -> dict[str, Action]:
    return {action.name: action for action in records(book)[id].actions}


def press(book: YearBook | YearsBook, id: str, action: str, **given: Any) -> Done:
    """Press a button of a record that is there, its fields filled in."""
    button = offered(book, id)[action]
    return book.do(action, {**button.given, **given}, edit=f"edit-{next(_EDITS)}")


def said(done: Done) -> str:
    return "\n".join(line.text for line in done.lines)


def dropped(book: YearBook, path: Path, name: str = "") -> str:
    """A file dropped on the page; its SHA-256."""
    copy = path.with_name(f"part-{next(_EDITS)}")
    shutil.copyfile(path, copy)
    return book.keep(copy, name or path.name, record="action/look_at").sha256


# what is offered


def cases_of(folder: Path) -> Iterator[Case]:
    programme = Programme(folder)
    state = programme.state()
    for inspection in (*state.inspections_by_name(), *state.not_held_by_name()):
        yield programme.case(state, inspection)


def test_what_is_offered_makes_no_paper_false_and_what_is_not_would(example_told: Copied, tmp_path: Path) -> None:
    """Circular 26/2014, Articles 34 to 42: a year in every state, act by act, against the rules of ``record``."""
    seen = set()
    for case in cases_of(example_told(tmp_path / "năm 2026")):
        inspection, recorded = case.inspection, {act.kind for act in case.acts}
        for kind in ORDER:
            act = Act(kind=kind, on=date(2026, 12, 31))
            own = [fault for fault in faults(inspection, (*case.acts, act)) if fault.act is act and not fault.earlier]
            if kind in recordable(case):
                seen.add(kind)
                assert not own and (RULES[kind].several or kind not in recorded), (inspection.id, kind)
            elif not inspection.cancelled and not own and kind not in recorded:
                others = RULES[kind].ad_hoc or kind in (*ON_FINDINGS, *ON_LETTERS) or kind.startswith("minutes_")
                assert others, (inspection.id, kind)
    assert {"announced", "minutes_signed", "notice_issued", "correction_requested", "correction_reported"} <= seen


def test_37_2_b_minutes_are_offered_only_over_whole_answers(example_told: Copied, tmp_path: Path) -> None:
    open_ones = [case for case in cases_of(example_told(tmp_path / "năm 2026")) if stops(case)]
    assert open_ones and not any("minutes_agreed" in recordable(case) for case in open_ones)


def test_every_offered_act_has_its_fields_and_an_inspection_by_record_no_form(book: YearBook) -> None:
    assert "open" in offered(book, f"inspection/{VISIT}") and "open" not in offered(book, f"inspection/{BY_RECORD}")
    other = offered(book, f"inspection/{VISIT}")["other_act"]
    act, *fields = other.fields
    kinds = {option.value for option in act.options}
    assert "requested" in kinds and not {"announced", "notice_issued", "report_received"} & kinds
    assert "receive_report" in offered(book, f"inspection/{VISIT}"), "what arrives has a button of its own"
    shown = {field.name: set(field.shown_for) for field in fields}
    assert shown["reply_by"] == {"requested"} and "requested" in shown["number"]
    assert "arrived_on" in {field.name for field in offered(book, f"inspection/{VISIT}")["receive_report"].fields}


# acts


def test_an_act_is_recorded_as_the_command_records_it(book: YearBook) -> None:
    press(book, f"inspection/{VISIT}", "record_next", on="2026-06-01", number="41/QĐ-CCTĐC", signer="Trần Văn A")
    (act,) = book.programme.about([VISIT])[0].acts(VISIT)
    assert (act.kind, act.number, act.signer, act.on) == ("decided", "41/QĐ-CCTĐC", "Trần Văn A", date(2026, 6, 1))
    assert offered(book, f"inspection/{VISIT}")["record_next"].given["act"] == "announced"


def test_35_2_an_act_of_a_round_is_of_all_of_it(book: YearBook) -> None:
    press(book, "round/đợt 1", "record_round", act="requested", on="2026-05-01", number="12/CV", reply_by="2026-06-01")
    assert book.programme.about([VISIT])[0].acts(VISIT)[0].reply_by == date(2026, 6, 1)
    assert not book.programme.about([BY_RECORD])[0].acts(BY_RECORD)


def test_what_was_recorded_elsewhere_meanwhile_is_refused_with_clause_and_remedy(book: YearBook) -> None:
    """37.2.a: the page is old; another took the decision back, upon which the announcement rests."""
    decided = ActToRecord("decided", (VISIT,), on=date(2026, 6, 1), number="41/QĐ")
    record(book.programme, [decided])
    book.refresh()
    button = offered(book, f"inspection/{VISIT}")["record_next"]
    record(book.programme, [ActToRecord("decided", (VISIT,), note="Ghi nhầm.", take_back=True)])
    with pytest.raises(IsoAuditError) as refused:
        book.do("record_next", {**button.given, "on": "2026-06-15"}, edit="old page")
    (one,) = refused.value.problems
    assert "Điều 37" in one.what and one.remedy
    assert not book.programme.about([VISIT])[0].acts(VISIT)
    changed = book.refresh().sections
    assert changed == () or any("turn/" in section.id for section in changed)
    assert offered(book, f"inspection/{VISIT}")["record_next"].given["act"] == "decided"


def test_an_act_recorded_by_mistake_is_taken_back_with_a_reason(book: YearBook) -> None:
    press(book, f"inspection/{VISIT}", "record_next", on="2026-06-01", number="41/QĐ")
    which = offered(book, f"inspection/{VISIT}")["take_back"].fields[0].options[0].value
    with pytest.raises(IsoAuditError):
        press(book, f"inspection/{VISIT}", "take_back", which=which, note="")
    press(book, f"inspection/{VISIT}", "take_back", which=which, note="Ghi nhầm cơ quan.")
    assert not book.programme.about([VISIT])[0].acts(VISIT)


def test_a_signed_paper_is_kept_with_its_act_and_not_left_lying(book: YearBook, tmp_path: Path) -> None:
    scan = tmp_path / "quyết định.pdf"
    scan.write_bytes(b"%PDF-1.4\n%%EOF\n")
    sha256 = dropped(book, scan)
    assert [file.name for file in book.files()] == ["quyết định.pdf"]
    press(book, f"inspection/{VISIT}", "record_next", on="2026-06-01", number="41/QĐ", files=[sha256])
    (act,) = book.programme.about([VISIT])[0].acts(VISIT)
    assert act.file == hashlib.sha256(scan.read_bytes()).hexdigest() and book.files() == []


def test_of_one_act_no_field_of_another_is_sent(book: YearBook) -> None:
    """What was typed before another act was chosen, and is hidden now, says nothing."""
    given = {"act": "programme_made", "on": "2026-06-02", "reply_by": "2026-06-30", "arrived_on": "2026-06-03"}
    press(book, f"inspection/{VISIT}", "record_next", on="2026-06-01", number="41/QĐ")
    press(book, f"inspection/{VISIT}", "other_act", **given)
    made = next(one for one in book.programme.about([VISIT])[0].acts(VISIT) if one.kind == "programme_made")
    assert made.reply_by is None and made.arrived_on is None


def test_an_inspection_is_put_off_cancelled_and_restored_with_its_reason(book: YearBook) -> None:
    record_of = f"inspection/{VISIT}"
    for given, code in (({"way": ""}, "START_003"), ({"way": "postpone", "why": "Bão."}, "VISIT_003")):
        with pytest.raises(IsoAuditError) as refused:
            press(book, record_of, "change", **given)
        assert refused.value.problems[0].code == code
    press(book, record_of, "change", way="postpone", why="Bão.", to="2026-12-21")
    assert book.programme.lists().inspections[VISIT].from_ == date(2026, 12, 21)
    press(book, record_of, "restore")
    press(book, record_of, "change", way="cancel", why="Cơ quan giải thể.")
    assert book.programme.lists().not_held.keys() == {VISIT}
    assert {"open", "record_next", "run"}.isdisjoint(offered(book, record_of))
    press(book, record_of, "restore")
    assert VISIT in book.programme.lists().inspections and "open" in offered(book, record_of)


def test_letters_that_lie_ready_are_a_folder_each_with_its_links_folded(book: YearBook) -> None:
    place = book.programme.out / "Phát hành - đợt 2"
    (place / "Công văn").mkdir(parents=True)
    for name in ("Sổ văn bản đi.xlsx", "Công văn/CV - Sở Nội vụ.docx", "Công văn/CV - Sở Y tế.docx"):
        (place / name).write_bytes(b"")
    book.refresh()
    record = records(book)["year/results"]
    assert [(fact.label, [link.name for link in fact.links]) for fact in record.facts[:1]] == [
        ("Phát hành - đợt 2", ["Sổ văn bản đi (Excel)"])
    ]
    assert record.actions[0].label == "Mở thư mục «Phát hành - đợt 2»"
    assert record.folded_title == "Từng văn bản, phiếu gửi kèm (02 tệp)" and len(record.folded[0].links) == 2
    assert not any("CV - " in link.name for fact in record.facts for link in fact.links)


# tables


def test_a_table_is_looked_at_then_taken_in(book: YearBook, tmp_path: Path) -> None:
    path = tmp_path / "co-quan.csv"
    path.write_text(AGENCIES.replace("UBND xã Vĩnh Tường Hạ", "UBND xã Vĩnh Tường Mới"), "utf-8")
    heads = book.programme.journal.heads()
    seen = press(book, "table/agencies", "look_at", files=[dropped(book, path)])
    same = run_isoaudit("-C", book.programme.folder, "agencies", "import", path, "--dry-run")
    assert book.programme.journal.heads() == heads
    assert "01 thay đổi" in same.stdout and same.stdout.strip() in said(seen)
    assert "take_in" in offered(book, "table/agencies") and "look_at" not in offered(book, "table/agencies")
    press(book, "table/agencies", "take_in")
    assert book.programme.lists().agencies["99-90019"].name == "UBND xã Vĩnh Tường Mới"
    assert "look_at" in offered(book, "table/agencies") and not book.files()


def test_a_refused_table_writes_nothing_and_its_faults_are_told_by_kind(book: YearBook, tmp_path: Path) -> None:
    rows = "".join(f"99-X{n},Cơ quan {n},tinh,loại lạ,bat_buoc,da_cong_bo\n" for n in range(30))
    path = tmp_path / "sai.csv"
    path.write_text(f"code,name,level,kind,obligation,qms_status\n{rows}", "utf-8")
    heads = book.programme.journal.heads()
    seen = press(book, "table/agencies", "look_at", files=[dropped(book, path)])
    assert book.programme.journal.heads() == heads
    assert seen.lines[0].tone == "bad" and "30 chỗ" in said(seen) and len(seen.lines) < 6
    assert "take_in" not in offered(book, "table/agencies")


def test_a_dropped_file_is_named_as_it_is_called_and_its_marked_copy_where_it_lies(
    book: YearBook, tmp_path: Path
) -> None:
    table = Workbook()
    for row in (["Mã", "Tên cơ quan", "Loại cơ quan"], ["99-X2", "Cơ quan lạ", "zzz"]):
        table.active.append(row)
    table.save(tmp_path / "b sớm.xlsx")
    lines = [
        line.text
        for line in press(book, "table/agencies", "look_at", files=[dropped(book, tmp_path / "b sớm.xlsx")]).lines
    ]
    assert any(line.startswith("b sớm.xlsx, ") for line in lines) and not any("B sớm" in line for line in lines)
    assert "Các chỗ cần sửa được đánh dấu trong «b sớm - cần sửa.xlsx», mở ở liên kết dưới đây." in lines


def test_each_sentence_of_several_told_in_one_line_begins_with_a_capital() -> None:
    several = [Problem("X_1", f"dòng {n}", f"đã ghi ngày {n}/7.", "Sửa. " * 30) for n in (1, 2)]
    assert "đã ghi ngày 1/7. Đã ghi ngày 2/7. Sửa." in told(several)[0]


def test_rows_that_are_clear_are_taken_in_before_the_others_are_mended(book: YearBook, tmp_path: Path) -> None:
    rows = [["Mã", "Tên cơ quan", "Loại cơ quan"], ["99-X1", "UBND xã Rõ", "xã"], ["99-X2", "Cơ quan lạ", "zzz"]]
    table = Workbook()
    for row in rows:
        table.active.append(row)
    table.save(tmp_path / "danh sách.xlsx")
    press(book, "table/agencies", "look_at", files=[dropped(book, tmp_path / "danh sách.xlsx")])
    partly = offered(book, "table/agencies")["take_in_partly"]
    assert partly.label == "Nhập trước 01 dòng đã rõ"
    seen = press(book, "table/agencies", "take_in_partly", **partly.given)
    known = book.programme.lists().agencies
    assert "99-X1" in known and "99-X2" not in known
    assert "Phần sau chưa nhập" in said(seen)
    assert seen.made
    assert all((book.programme.folder / made.path).is_file() for made in seen.made)


def test_what_an_option_answers_is_looked_at_again_with_it(book: YearBook, tmp_path: Path) -> None:
    """An agency that has an inspection is renamed as of a day: the field for it stands there, the file stays."""
    path = tmp_path / "co-quan.csv"
    path.write_text(AGENCIES.replace("UBND phường Đông Kiều", "UBND phường Đông Kiều Mới"), "utf-8")
    seen = press(book, "table/agencies", "look_at", files=[dropped(book, path)])
    assert "Đổi tên, hợp nhất từ ngày" in said(seen) and "--as-of" not in said(seen)
    assert "take_in" not in offered(book, "table/agencies")
    press(book, "table/agencies", "look_at", as_of="2026-07-01")
    press(book, "table/agencies", "take_in")
    assert book.programme.lists().agencies["99-90001"].name == "UBND phường Đông Kiều Mới"


def test_words_of_the_office_are_asked_about_and_remembered(book: YearBook, tmp_path: Path) -> None:
    """What the command asks at a terminal the page asks by fields; the next table is taken as it is."""
    rows = ["agency,criterion,Đoàn chấm"]
    rows += [f"99-STP,D36-1-a-0{n},{words}" for n, words in ((1, "phù hợp"), (2, "phù hợp"), (3, "Xong hết"))]
    path = tmp_path / "ket-qua.csv"
    path.write_text("\n".join(rows), "utf-8")
    press(book, "table/answers", "look_at", files=[dropped(book, path)])
    for words in ("Kết quả", "phù hợp"):
        asked = offered(book, "table/answers")["look_at"].fields[-1]
        (value,) = [option.value for option in asked.options if option.label == words]
        press(book, "table/answers", "look_at", **{asked.name: value})
    assert "Xong hết" not in _words(book)
    press(book, "table/answers", "take_in")
    assert len(book.programme.about([VISIT])[0].answers(VISIT)) == 3
    assert "Xong hết" in _words(book)


def _words(book: YearBook) -> str:
    path = book.programme.folder / "tu-ngu.toml"
    return path.read_text("utf-8") if path.is_file() else ""


def test_two_tables_at_once_and_a_file_that_is_gone_are_refused(book: YearBook, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(AGENCIES, "utf-8")
    other = tmp_path / "b.csv"
    other.write_text(AGENCIES + "\n", "utf-8")
    both = [dropped(book, path), dropped(book, other)]
    for files, code in ((both, "START_006"), (["0" * 64], "START_002"), ([], "START_006")):
        with pytest.raises(IsoAuditError) as refused:
            press(book, "table/agencies", "look_at", files=files)
        assert [one.code for one in refused.value.problems] == [code]


def test_what_is_exported_never_overwrites_what_was_begun(book: YearBook) -> None:
    first, second = (press(book, "table/agencies", "export").made[0].path for _ in range(2))
    assert first != second and all((book.programme.folder / path).is_file() for path in (first, second))


# papers, work beside the page


def test_a_paper_is_made_and_stands_among_the_results(book: YearBook) -> None:
    done = press(book, f"inspection/{VISIT}", "other_paper", paper="inspection_programme")
    assert (book.programme.folder / done.made[0].path).is_file()
    links = [link for fact in records(book)[f"inspection/{VISIT}"].facts for link in fact.links]
    assert any("(Word)" in link.name for link in links)


def test_35_2_what_goes_to_agencies_is_made_for_one_of_them_or_a_round(book: YearBook) -> None:
    """A request or a reminder is one paper to many; of one inspection, or of a round, it names these."""
    for id, action in ((f"inspection/{VISIT}", "other_paper"), ("round/đợt 1", "round_paper")):
        papers = {option.value for option in offered(book, id)[action].fields[0].options}
        assert {"report_request", "report_reminder"} <= papers and "plan" not in papers
        done = press(book, id, action, paper="report_request")
        assert (book.programme.folder / done.made[0].path).is_file()


def test_work_goes_on_beside_the_page_one_at_a_time(book: YearBook, tmp_path: Path) -> None:
    target = book.programme.folder.parent / "Sao lưu"
    press(book, "program/backup", "backup")
    with pytest.raises(IsoAuditError) as refused:
        press(book, "program/backup", "backup")
    assert refused.value.problems[0].code == "START_009"
    until = time.monotonic() + 120
    while book.status().jobs[0].running and time.monotonic() < until:
        time.sleep(0.1)
    (job,) = book.status().jobs
    assert job.lines[0].tone == "good" and list(target.glob("*.zip"))


def test_39_the_file_of_an_inspection_is_archived_beside_the_page(example_told: Copied, tmp_path: Path) -> None:
    book = YearBook(example_told(tmp_path / "năm 2026"))
    done = next(id for id in records(book) if id.startswith("inspection/") and "archive" in offered(book, id))
    press(book, done, "archive")
    until = time.monotonic() + 240
    while book.status().jobs[0].running and time.monotonic() < until:
        time.sleep(0.2)
    (job,) = book.status().jobs
    assert "Dấu của hồ sơ" in job.lines[0].text and (book.programme.folder / job.made[0].path).is_file()


# years


def test_a_year_is_made_by_fields_and_bad_fields_make_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("isoaudit.start.new_year.opened", lambda order: f"http://127.0.0.1/{order['notebook']}")
    book = YearsBook(tmp_path)
    whole = {"authority": AUTHORITY, "year": "2026", "folder": "nam-2026"}
    for name, value, code in (
        ("authority", " ", "START_013"),
        ("year", "hai nghìn", "START_012"),
        ("folder", "../nam-2026", "START_011"),
        ("folder", "", "START_011"),
    ):
        with pytest.raises(IsoAuditError) as refused:
            press(book, "new", "new_year", **{**whole, name: value})
        assert [one.code for one in refused.value.problems] == [code]
    assert list(tmp_path.iterdir()) == []
    assert press(book, "new", "new_year", **whole).made[0].url
    assert Programme(tmp_path / "nam-2026").settings.year == 2026
    press(book, "year/nam-2026", "next_year")
    assert Programme(tmp_path / "nam-2027").settings.year == 2027
    assert {"year/nam-2026", "year/nam-2027"} <= records(book).keys()


def test_the_notebook_is_of_the_year_and_is_opened_not_run() -> None:
    kind = read_kind(shipped("notebooks") / "start.ipynb")
    assert (kind.of, kind.when, kind.parameters) == ("programme", "opened", ("programme",))
    with pytest.raises(IsoAuditError) as refused:
        show(None)
    assert refused.value.problems[0].code == "START_001"


# the shortcut


@pytest.mark.skipif(sys.platform == "win32", reason="a .desktop file")
def test_the_shortcut_lies_on_the_desktop_and_starts_the_page(
    programme: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop = tmp_path / "Màn hình nền"
    desktop.mkdir()
    (tmp_path / ".config").mkdir()
    (tmp_path / ".config" / "user-dirs.dirs").write_text('XDG_DESKTOP_DIR="$HOME/Màn hình nền"\n', "utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    assert run_isoaudit("-C", programme, "shortcut").returncode == 0
    (path,) = desktop.iterdir()
    assert "2026" in path.name and path.suffix == ".desktop" and path.stat().st_mode & stat.S_IXUSR
    entry = configparser.RawConfigParser()
    entry.read(path, encoding="utf-8")
    words = shlex.split(entry["Desktop Entry"]["Exec"])
    assert words == command(programme.resolve()) and entry["Desktop Entry"]["Terminal"] == "false"
    # What it starts is there: the same words with --help answer.
    done = subprocess.run([*words, "--help"], capture_output=True, text=True, check=False, env={**os.environ})
    assert done.returncode == 0 and "--no-browser" in done.stdout


def test_signs_in_a_path_mean_nothing_to_the_desktop() -> None:
    folder = Path('/x/a b "c" $d `e` %f')
    line = next(line for line in desktop_entry(folder, "Năm").splitlines() if line.startswith("Exec="))
    unescaped = line.removeprefix("Exec=").replace("\\\\", "\\").replace("%%", "%")
    told = ["sh", "-c", f"for word in {unescaped}; do printf '%s\\n' \"$word\"; done"]
    words = subprocess.run(told, capture_output=True, text=True, check=True).stdout.splitlines()
    assert words == command(folder)


def test_the_link_of_windows_is_whole_and_expands_nothing() -> None:
    """Checked by its text: PowerShell's single quotation marks, doubled where the path has one."""
    script = lnk_script(Path("C:/Kiểm tra's $(calc)"), "Kiểm tra HTQLCL năm 2026", "C:/Python/pythonw.exe")
    assert "$link.TargetPath = 'C:/Python/pythonw.exe'" in script
    assert "Kiểm tra''s $(calc)" in script and "GetFolderPath('Desktop')" in script
    assert "-m isoaudit.cli -C" in script and "'Kiểm tra HTQLCL năm 2026.lnk'" in script


def test_the_search_of_the_page_finds_what_the_command_finds(book: YearBook, programme: Path) -> None:
    from test_merge import say

    say(programme, "answer", f"{VISIT}/D36-1-a-01", verdict="nonconforming", gap="Chưa có sổ mượn hồ sơ.")
    page = programme / "out" / VISIT / "findings.html"
    page.parent.mkdir(parents=True)
    page.write_text("<p>Phiếu</p>", encoding="utf-8")
    done = press(book, "year/search", "search", words="so muon")
    assert "Năm 2026" in said(done) and "‹sổ mượn›" in said(done)
    assert [made.path for made in done.made] == [f"out/{VISIT}/findings.html"]
    assert "Không có kết quả" in said(press(book, "year/search", "search", words="khong co tu nay"))
    with pytest.raises(IsoAuditError, match="không có chữ, số nào để tìm"):
        press(book, "year/search", "search", words=" ! ")
