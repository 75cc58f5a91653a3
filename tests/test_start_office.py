"""What a clerk does on the start page that was a command alone before: rows taken out, history, settling, ..."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import run_isoaudit
from test_merge import CRITERIA, STP, answer, packs
from test_merge import join as merged
from test_procedures import LAW
from test_rollout import TARGETS
from test_rollout import book as sheet
from test_score import SCALE
from test_start import VISIT, book, dropped, offered, press, records, said
from test_start_others import codes

from isoaudit.desk.rollout.instruments import import_instruments
from isoaudit.desk.rollout.tables import import_rollout
from isoaudit.errors import IsoAuditError
from isoaudit.journal.history import Event, _merged
from isoaudit.journal.programme import Programme
from isoaudit.journal.settings import SETTINGS
from isoaudit.start.year_book import YearBook

__all__ = ["book"]
WHY = "Nhập nhầm"


def options(book: YearBook, record: str, action: str, field: str) -> list[str]:
    return [one.value for one in next(f for f in offered(book, record)[action].fields if f.name == field).options]


def refused(book: YearBook, record: str, action: str, **given: Any) -> list[str]:
    before = book.programme.journal.heads()
    with pytest.raises(IsoAuditError) as found:
        press(book, record, action, **given)
    assert book.programme.journal.heads() == before, "nothing is written"
    return codes(found)


# rows typed wrongly


def test_an_agency_typed_wrongly_is_taken_out_and_one_that_is_inspected_is_not(book: YearBook) -> None:
    own = book.programme.lists().inspections[VISIT].agency
    free = next(code for code in options(book, "table/agencies", "remove_row", "which") if code.startswith("99-90019"))
    assert refused(book, "table/agencies", "remove_row", which=own, why=WHY) == ["CHANGE_014"]
    assert refused(book, "table/agencies", "remove_row", which=free, why="")
    assert refused(book, "table/agencies", "remove_row", why=WHY) == ["START_003"]
    assert WHY in said(press(book, "table/agencies", "remove_row", which=free, why=WHY))
    assert free not in book.programme.lists().agencies
    assert free not in options(book, "table/agencies", "remove_row", "which")
    assert {one.code for one in book.programme.lists().agencies_by_name()} == {
        *options(book, "table/agencies", "remove_row", "which")
    }


def test_40_1_an_inspector_in_a_team_stays_and_another_is_taken_out(programme: Path, tmp_path: Path) -> None:
    book = YearBook(programme)
    path = tmp_path / "người.csv"
    path.write_text("code,name\nKT-77,Người Nhập Nhầm\n", "utf-8")
    press(book, "table/inspectors", "look_at", files=[dropped(book, path)])
    press(book, "table/inspectors", "take_in")
    assert "KT-77" in options(book, "table/inspectors", "remove_row", "which")
    press(book, "table/inspectors", "remove_row", which="KT-77", why=WHY)
    assert "KT-77" not in book.programme.lists().inspectors


def test_of_the_roll_out_and_of_law_a_row_is_taken_out_and_says_who_wrote_it(programme: Path, tmp_path: Path) -> None:
    import_rollout(Programme(programme), sheet(tmp_path / "chi tieu.xlsx", TARGETS))
    import_instruments(Programme(programme), sheet(tmp_path / "van ban.xlsx", LAW))
    book = YearBook(programme)
    days = [one for one in options(book, "table/instruments", "remove_row", "which") if one.startswith("taken/")]
    press(book, "table/instruments", "remove_row", which=days[0], why=WHY)
    assert days[0] not in options(book, "table/instruments", "remove_row", "which"), "the agency's day alone"
    for table in ("rollout", "instruments"):
        record = f"table/{table}"
        before = options(book, record, "remove_row", "which")
        assert "118/2025/NĐ-CP" in said(press(book, record, "row_history", which=before[0])) or table == "rollout"
        press(book, record, "remove_row", which=before[0], why=WHY)
        left = options(book, record, "remove_row", "which")
        assert before[0] not in left and len(left) < len(before)
    made = press(book, "table/instruments", "updates").made
    assert made and (book.programme.folder / made[0].path).is_file()


def test_a_list_that_is_empty_has_nothing_to_take_out(book: YearBook) -> None:
    assert "remove_row" not in offered(book, "table/rollout") and "remove_row" not in offered(book, "table/instruments")


# an inspection


def test_39_who_wrote_what_when_is_told_as_the_command_tells_it(book: YearBook) -> None:
    press(book, f"inspection/{VISIT}", "record_next", on="2026-06-01", number="41/QĐ", signer="Trần Văn A")
    press(book, f"inspection/{VISIT}", "record_next", on="2026-06-15")
    done = press(book, f"inspection/{VISIT}", "history", whole=True)
    typed = run_isoaudit("-C", book.programme.folder, "history", VISIT, "--all").stdout.splitlines()
    assert "41/QĐ" in said(done) and "Công bố quyết định" in done.lines[0].text, "the latest first"
    told = [line for one in reversed(done.lines) for line in one.text.splitlines()]
    assert [line.removeprefix("– ") for line in told] == [line.strip() for line in typed]
    assert refused(book, f"inspection/{VISIT}", "history", criterion="D36-9-z-99") == ["CRITERION_001"]
    assert "Chưa có nội dung nào" in said(press(book, f"inspection/{VISIT}", "history", criterion=CRITERIA[0]))


def test_39_the_file_of_an_inspection_is_told_row_by_row_as_the_command_tells_it(book: YearBook) -> None:
    press(book, f"inspection/{VISIT}", "record_next", on="2026-06-01", number="41/QĐ", signer="Trần Văn A")
    done = press(book, f"inspection/{VISIT}", "dossier")
    typed = run_isoaudit("-C", book.programme.folder, "status", VISIT).stdout
    told = said(done)
    assert "41/QĐ" in told and all(line in " ".join(typed.split()) for line in told.splitlines())
    assert len(done.lines) == 10 and {one.tone for one in done.lines} >= {"good", "bad"}, "Article 39 has ten clauses"


def test_37_2_b_answers_that_differ_are_shown_and_one_is_chosen(programme: Path) -> None:
    """None counts until then; of an inspection without differences there is no such button."""
    one, two = packs(programme, 2)
    answer(one, CRITERIA[0], "conforming", by="trang")
    answer(two, CRITERIA[0], "nonconforming", by="bảo", gap="Thiếu sổ.", grade="major")
    merged(programme, one)
    merged(programme, two)
    book = YearBook(programme)
    record = f"inspection/{STP}"
    (fact,) = [one for one in records(book)[record].facts if one.label == "Kết quả khác nhau"]
    assert CRITERIA[0] in fact.text and "trang ghi" in fact.text and "Thiếu sổ" in fact.text
    chosen = next(one for one in options(book, record, "settle", "take") if "/bảo/" in one)
    assert refused(book, record, "settle", take=f"{CRITERIA[0]}/3/bảo/2026") == ["START_003"]
    assert "Thiếu sổ" in said(press(book, record, "settle", take=chosen))
    (stands,) = [one for one in book.programme.about([STP])[0].answers(STP) if one.criterion == CRITERIA[0]]
    assert (stands.verdict, stands.disputed) == ("nonconforming", ())
    assert "settle" not in offered(book, record)


# the office


def test_a_checklist_is_edited_in_excel_and_taken_in(book: YearBook, tmp_path: Path) -> None:
    done = press(book, "table/checklist", "export")
    path = book.programme.folder / done.made[0].path
    work = openpyxl.load_workbook(path)
    cell = next(c for row in work["Tiêu chí"].iter_rows() for c in row if c.value == CRITERIA[0])
    question = next(c for c in work["Tiêu chí"][cell.row] if len(str(c.value)) > 30)
    question.value = "Câu hỏi của đơn vị?"
    work.save(tmp_path / "phiếu.xlsx")
    seen = said(press(book, "table/checklist", "look_at", files=[dropped(book, tmp_path / "phiếu.xlsx")]))
    assert "phiên bản" in seen and "take_in" not in offered(book, "table/checklist")
    row = next(r for r in work["Phiếu"].iter_rows() if r[0].value == "Phiên bản")
    row[1].value = "2026-dv"
    work.save(tmp_path / "phiếu.xlsx")
    seen = said(press(book, "table/checklist", "look_at", files=[dropped(book, tmp_path / "phiếu.xlsx")]))
    assert f"Sửa 01 tiêu chí: {CRITERIA[0]}" in seen
    assert "Câu hỏi của đơn vị?" not in (book.programme.folder / "checklists" / "dieu-36.yaml").read_text("utf-8")
    press(book, "table/checklist", "take_in")
    assert "Câu hỏi của đơn vị?" in (book.programme.folder / "checklists" / "dieu-36.yaml").read_text("utf-8")


def test_the_annex_is_put_in_once_and_given_out(book: YearBook) -> None:
    assert "phụ lục" in said(press(book, "table/checklist", "annex"))
    assert (book.programme.folder / "checklists" / "tcvn-iso-9001-2015.yaml").is_file()
    done = press(book, "table/checklist", "annex")
    assert (book.programme.folder / done.made[0].path).is_file()


def test_the_communes_of_a_province_are_looked_at_and_taken_in(book: YearBook, tmp_path: Path) -> None:
    lang_son = next(one for one in options(book, "table/agencies", "look_at", "province") if one == "20")
    before = set(book.programme.lists().agencies)
    assert "65" in said(press(book, "table/agencies", "look_at", province=lang_son))
    assert set(book.programme.lists().agencies) == before
    press(book, "table/agencies", "take_in")
    assert len(set(book.programme.lists().agencies) - before) == 65
    path = tmp_path / "a.csv"
    path.write_text("code,name\n", "utf-8")
    assert refused(book, "table/agencies", "look_at", province="20", files=[dropped(book, path)]) == ["START_017"]


def test_a_special_zone_of_a_province_is_asked_about_by_a_field(book: YearBook) -> None:
    """19/2014, Article 1: nobody has said whether a special zone must have a system."""
    press(book, "table/agencies", "look_at", province="22")
    asked = [one for one in offered(book, "table/agencies")["look_at"].fields if one.name.startswith("q")]
    assert asked and "take_in" not in offered(book, "table/agencies")
    press(book, "table/agencies", "look_at", **{one.name: one.options[0].value for one in asked})
    press(book, "table/agencies", "take_in")
    assert any("đặc khu" in one.name for one in book.programme.lists().agencies.values())


def test_nd30_a_word_document_is_measured_with_the_clause_of_each_deviation(book: YearBook) -> None:
    made = press(book, f"inspection/{VISIT}", "make_paper")
    path = book.programme.folder / made.made[0].path
    told = said(press(book, "other/documents", "check_documents", files=[dropped(book, path)]))
    assert path.name in told and "thể thức" in told and not book.files()
    wrong = path.with_name("sai.docx")
    wrong.write_bytes(b"no document")
    assert press(book, "other/documents", "check_documents", files=[dropped(book, wrong)]).lines[0].tone == "bad"
    assert refused(book, "other/documents", "check_documents") == ["START_003"]


def test_wordings_are_listed_and_one_is_kept_of_a_finding(programme: Path) -> None:
    answer(programme, CRITERIA[0], "nonconforming", by="bảo", gap="Thiếu sổ theo dõi số 12.", grade="major")
    book = YearBook(programme)
    assert CRITERIA[0] in said(press(book, "other/phrases", "phrases", criterion=CRITERIA[0]))
    own = programme / "checklists" / "wording.yaml"
    before = own.read_text("utf-8") if own.is_file() else ""
    assert "Chưa lưu" in said(press(book, "other/phrases", "look_at_phrase", which=STP, criterion=CRITERIA[0]))
    assert (own.read_text("utf-8") if own.is_file() else "") == before
    press(book, "other/phrases", "keep_phrase", which=STP, criterion=CRITERIA[0])
    assert "Thiếu sổ theo dõi" in own.read_text("utf-8")
    assert refused(book, "other/phrases", "keep_phrase", which=STP, criterion=CRITERIA[1]) == ["CHECKLIST_028"]
    assert refused(book, "other/phrases", "keep_phrase", criterion=CRITERIA[1]) == ["START_003"]


def test_the_settings_are_shown_as_the_command_shows_them(book: YearBook) -> None:
    typed = run_isoaudit("-C", book.programme.folder, "settings", "list").stdout.splitlines()
    told = said(press(book, "table/settings", "settings_list")).splitlines()
    assert len(told) > 10 and told == typed[: len(told)]


def test_a_score_is_offered_only_where_the_settings_have_a_scale(programme: Path) -> None:
    assert "score" not in offered(YearBook(programme), "year/stands")
    path = programme / SETTINGS
    path.write_text(path.read_text("utf-8") + SCALE, "utf-8")
    book = YearBook(programme)
    done = press(book, "year/stands", "score", as_of="2026-11-30")
    assert "Đã chấm điểm" in said(done) and "Tổng chưa đủ" in said(done)
    assert openpyxl.load_workbook(programme / done.made[0].path).sheetnames[0] == "Tổng hợp"


def test_what_was_recorded_in_one_second_stands_in_the_order_of_the_law() -> None:
    """A sheet records eighty acts in a second; «Công bố» stood before «Ban hành quyết định» (Article 35)."""
    kinds = (
        ("inspection", "2026-X"),
        ("act", "2026-X/announced"),
        ("act", "2026-X/decided"),
        ("answer", "2026-X/D36-1-a-01"),
    )
    lines = [[Event(subject, "2026-06-01T08:00:00+07:00", "", "", kind, subject, False, ())] for kind, subject in kinds]
    for order in permutations(lines):
        told = [event.subject.rpartition("/")[2] for event in _merged(list(order))]
        assert told == ["2026-X", "decided", "announced", "D36-1-a-01"]
