"""Acts from a table: the book of the year and a row an act, by the rules of ``isoaudit record``."""

from __future__ import annotations

import csv
import os
import random
import shutil
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import Copied, run_isoaudit
from record_bench import BY_RECORD, ON_SITE, OPEN, SECOND, agree, copy, make, tell

from isoaudit.demo import told
from isoaudit.desk import ActToRecord, Recorded, import_inspections, record
from isoaudit.desk.acts.book import import_acts
from isoaudit.desk.acts_export import export_acts
from isoaudit.desk.inspections.change_of_form import change_form
from isoaudit.desk.inspections.changes import cancel, remove
from isoaudit.errors import IsoAuditError, TableError
from isoaudit.journal.new_programme import init
from isoaudit.journal.programme import Programme
from isoaudit.journal.settings import shipped
from isoaudit.rules.acts import RULES
from isoaudit.tables.workbooks.acts import COLUMNS, SLOTS, STAGES, fields_of
from isoaudit.wording import label

HEADINGS = (
    *("Cuộc kiểm tra", "Việc", "Số, ký hiệu", "Ngày", "Người ký", "Cơ quan ban hành"),
    *("Ngày đến", "Hạn báo cáo", "Tệp", "Ghi chú"),
)
PDF = b"%PDF-1.4 "


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("bench") / "năm 2026")


@pytest.fixture
def programme(bench: Path, tmp_path: Path) -> Programme:
    return copy(bench, tmp_path / "năm 2026")


def table(folder: Path, *rows: Sequence[str]) -> Path:
    """A table with a row an act: inspection, act, number, day, signer, issuer, arrived, reply by, file, note."""
    path = folder / "việc.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADINGS, *([*row, *[""] * 10][:10] for row in rows)])
    return path


def refused(programme: Programme, path: Path, **options: Any) -> list[str]:
    """The messages a table is refused with; nothing is written then."""
    before = programme.journal.heads(), sorted(programme.journal.files.iterdir())
    with pytest.raises(TableError) as error:
        import_acts(programme, path, **options)
    assert (programme.journal.heads(), sorted(programme.journal.files.iterdir())) == before
    return [f"{one.code} {one}" for one in error.value.problems]


def codes(programme: Programme, path: Path, **options: Any) -> set[str]:
    return {message.split()[0] for message in refused(programme, path, **options)}


def happened(programme: Programme) -> dict[str, Any]:
    """What was said of every act, by subject."""
    state = programme.state()
    return {s: state.fields("act", s) for id in state.inspections for k, s in state.subjects(id) if k == "act"}


def exported(programme: Programme, name: str = "sổ.xlsx", *names: str) -> Path:
    path = programme.folder.parent / name
    path.unlink(missing_ok=True)
    export_acts(programme, names, "", path)
    return path


def cell(book: openpyxl.Workbook, inspection: str, act: str, name: str, time: int = 0) -> Any:
    """The cell of a field of an act, wherever rows were moved to."""
    title = next(title for title, acts in STAGES if act in acts)
    slot = next(s for s in SLOTS if (s.act, s.time) == (act, time))
    wanted = next(column.heading for column in COLUMNS if column.name == slot.column(name))
    for row in book[title].iter_rows():
        column = next((c.column for c in row if c.value == wanted), None)
        if column:
            found = next(r for r in book[title].iter_rows(min_row=row[0].row) if r[0].value == inspection)
            return found[column - 1]
    raise AssertionError(wanted)


def changed(path: Path, *said: tuple[str, str, str, Any]) -> Path:
    """The book with cells filled in: inspection, act, field, value."""
    book = openpyxl.load_workbook(path)
    for inspection, act, name, value in said:
        time = next(slot.time for slot in SLOTS if slot.act == act)
        cell(book, inspection, act, name, time).value = value
    book.save(path)
    return path


VISIT = (
    (ON_SITE, "Thông báo kết quả kiểm tra", "88/TB-CCTĐC", "25/6/2026", "Nguyễn Thị Minh Tâm"),
    (ON_SITE, "Ký Biên bản kiểm tra", "", "15/6/2026"),
    (ON_SITE, "Thống nhất Biên bản trong Đoàn", "", "15/6/2026"),
    (ON_SITE, "Công bố quyết định kiểm tra", "", "15/6/2026"),
    (ON_SITE, "Ban hành quyết định kiểm tra", "41/QĐ-CCTĐC", "1/6/2026", "Nguyễn Thị Minh Tâm"),
)
"""A visit whose rows stand upside down."""


def test_a_visit_is_judged_in_the_order_of_the_law_not_of_its_rows(programme: Programme, tmp_path: Path) -> None:
    done = import_acts(programme, table(tmp_path, *VISIT))
    assert done.added == 5 and len(done.agreed[ON_SITE]) >= 4
    kinds = [act.kind for act in programme.state().acts(ON_SITE)]
    assert kinds == ["decided", "announced", "minutes_agreed", "minutes_signed", "notice_issued"]


def test_a_row_without_number_and_day_is_passed_over_and_that_is_said(programme: Programme, tmp_path: Path) -> None:
    """The book of outgoing papers comes with both to be filled in."""
    rows = (*VISIT[4:], (SECOND, "Thông báo kết quả kiểm tra", "", "", "Nguyễn Thị Minh Tâm"))
    done = import_acts(programme, table(tmp_path, *rows))
    assert done.added == 1 and any("dòng 3: chưa có số và ngày, bỏ qua" in said for said in done.warnings)
    assert codes(programme, table(tmp_path, (SECOND, "decided", "41/QĐ", ""))) == {"TABLE_003"}


def test_an_agency_is_named_as_books_name_it_and_the_form_of_the_act_tells_which(
    programme: Programme, tmp_path: Path
) -> None:
    """Offices keep their book by names; of an agency inspected in both forms minutes and decisions are of one."""
    assert import_acts(programme, table(tmp_path, ("SỞ TƯ PHÁP", "decided", "41/QĐ", "1/6/2026"))).added == 1
    also = tmp_path / "thêm.csv"
    also.write_text("agency,mode\n99-STP,by_record\n", encoding="utf-8")
    import_inspections(programme, also)
    assert import_acts(programme, table(tmp_path, ("Sở Tư pháp", "announced", "", "15/6/2026"))).added == 1
    assert [act.kind for act in programme.state().acts(ON_SITE)] == ["decided", "announced"]
    assert codes(programme, table(tmp_path, ("Sở Tư pháp", "requested", "5/CV", "1/3/2026"))) == {"INSPECTION_002"}
    assert codes(programme, table(tmp_path, ("Sở Khác", "requested", "5/CV", "1/3/2026"))) == {"INSPECTION_001"}


def test_form_and_round_beside_an_agency_tell_which_of_its_inspections(programme: Programme, tmp_path: Path) -> None:
    also = tmp_path / "thêm.csv"
    also.write_text("agency,mode,round\n99-STP,on_site,Đợt 2\n99-STP,by_record,\n", encoding="utf-8")
    import_inspections(programme, also, additional=True)
    heading = "Cuộc kiểm tra,Đợt,Hình thức,Việc,Số,Ngày\n"
    path = tmp_path / "việc.csv"
    path.write_text(f"{heading}Sở Tư pháp,,Qua hồ sơ,requested,5/CV,1/3/2026\n", encoding="utf-8")
    assert import_acts(programme, path).added == 1
    path.write_text(f"{heading}Sở Tư pháp,II,,decided,9/QĐ,1/8/2026\n", encoding="utf-8")
    assert import_acts(programme, path).added == 1
    assert {subject.partition("/")[0] for subject in happened(programme)} == {"2026-99-STP-HS", "2026-99-STP-TS2"}
    path.write_text(f"{heading}Sở Tư pháp,Đợt 7,,decided,9/QĐ,1/8/2026\n", encoding="utf-8")
    assert codes(programme, path) == {"INSPECTION_002"}  # also where one alone is there


def test_a_round_and_all_are_those_of_the_form_of_the_act(programme: Programme, tmp_path: Path) -> None:
    rows = (("Đợt 1", "decided", "41/QĐ", "1/6/2026"), ("Tất cả", "plan_approved", "215/QĐ", "10/2/2026"))
    assert import_acts(programme, table(tmp_path, *rows)).added == 2 + 4
    several = (f"{ON_SITE}; 99-CCKL", "announced", "", "16/6/2026")
    assert import_acts(programme, table(tmp_path, several)).added == 2
    assert codes(programme, table(tmp_path, ("Đợt 9", "decided", "1/QĐ", "1/6/2026"))) == {"INSPECTION_001"}


REFUSED: dict[str, tuple[tuple[str, ...], ...]] = {
    "ACT_001": ((BY_RECORD, "decided", "41/QĐ", "1/6/2026"),),
    "ACT_002": ((ON_SITE, "announced", "", "15/6/2026"),),
    "ACT_003": ((ON_SITE, "decided", "41/QĐ", "17/6/2026"), (ON_SITE, "announced", "", "15/6/2026")),
    "ACT_004": ((ON_SITE, "decided", "41/QĐ", "1/6/2099"),),
    "ACT_006": ((OPEN, "decided", "41/QĐ", "1/6/2026"), (OPEN, "minutes_agreed", "", "2/6/2026")),
    "ACT_019": ((BY_RECORD, "report_received", "5/BC", "1/6/2026", "", "", "31/5/2026"),),
    "ACT_026": ((ON_SITE, "decided", "41/QĐ", "1/6/2026", "", "", "2/6/2026"),),
    "ACT_027": ((BY_RECORD, "requested", "5/CV", "1/6/2026", "", "", "", "31/5/2026"),),
    "ACT_028": ((ON_SITE, "decided", "4" * 101, "1/6/2026"),),
    "ACT_030": ((ON_SITE, "decided", "41/QĐ", "1/6/2026"), (ON_SITE, "minutes_unsigned", "", "2/6/2026")),
    "ACT_031": ((ON_SITE, "ad_hoc_required", "41/CV", "1/6/2026"),),
}


@pytest.mark.parametrize("code", REFUSED)
def test_every_rule_of_record_refuses_in_a_table_at_its_line(programme: Programme, tmp_path: Path, code: str) -> None:
    rows = REFUSED[code]
    messages = refused(programme, table(tmp_path, *rows))
    assert [message.split()[0] for message in messages] == [code]
    assert f"việc.csv, dòng {len(rows) + 1} ({rows[-1][0]})" in messages[0]
    names = ("number", "on", "signer", "issuer", "arrived_on", "reply_by")
    with pytest.raises(IsoAuditError) as error:
        for inspection, act, *values in rows:
            fields: dict[str, Any] = dict(zip(names, values, strict=False))
            days = {n: datetime.strptime(fields[n], "%d/%m/%Y").date() for n in names if "/20" in fields.get(n, "")}
            record(programme, [ActToRecord(**{**fields, **days, "act": act, "names": (inspection,)} | _none(fields))])
    assert {one.code for one in error.value.problems} == {code}


def _none(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: None for name in ("arrived_on", "reply_by") if fields.get(name) == ""}


def test_what_lacks_only_a_refused_act_is_not_said_as_well(programme: Programme, tmp_path: Path) -> None:
    decided = (ON_SITE, "decided", "41/QĐ", "1/6/2099")
    assert codes(programme, table(tmp_path, *VISIT[:4], decided)) == {"ACT_004"}
    unsigned = (ON_SITE, "minutes_unsigned", "", "15/6/2026")
    assert codes(programme, table(tmp_path, VISIT[0], unsigned, *VISIT[2:])) == {"ACT_030"}
    elsewhere = (SECOND, "announced", "", "15/6/2026")
    assert codes(programme, table(tmp_path, *VISIT[:4], decided, elsewhere)) == {"ACT_004", "ACT_002"}


def test_the_same_act_twice_is_refused_and_rows_may_say_it_again(programme: Programme, tmp_path: Path) -> None:
    again = (ON_SITE, "decided", "42/QĐ", "2/6/2026")
    messages = refused(programme, table(tmp_path, VISIT[4], again))
    assert len(messages) == 1 and "trùng với dòng 2" in messages[0]
    import_acts(programme, table(tmp_path, *VISIT))
    assert import_acts(programme, table(tmp_path, *VISIT)).unchanged == 5
    assert codes(programme, table(tmp_path, again)) == {"ACT_005"}
    assert import_acts(programme, table(tmp_path, again), correct=True).changed == 1
    assert programme.state().acts_by_subject(ON_SITE)[f"{ON_SITE}/decided"].number == "42/QĐ"


def test_one_number_for_letters_to_two_agencies_is_warned_of(programme: Programme, tmp_path: Path) -> None:
    for id in (ON_SITE, SECOND):
        agree(programme, id)
        tell(programme, "minutes_signed", id, on="16/6")
    rows = [(id, "notice_issued", "88/TB", "25/6/2026") for id in (ON_SITE, SECOND)]
    said = import_acts(programme, table(tmp_path, *rows)).warnings
    assert any("số 88/TB ghi cho 02 cuộc kiểm tra" in warning and SECOND in warning for warning in said)


def test_a_remark_on_the_year_is_said_once_for_all_minutes_of_a_table(programme: Programme, tmp_path: Path) -> None:
    """Minutes signed on several days are several acts, and each has a last day (Article 37.2.c)."""
    for id in (ON_SITE, SECOND):
        agree(programme, id)
    rows = [(id, "minutes_signed", "", day) for id, day in ((ON_SITE, "16/6/2026"), (SECOND, "17/6/2026"))]
    said = import_acts(programme, table(tmp_path, *rows)).warnings
    assert sum("Chưa có danh sách ngày nghỉ của cơ quan năm 2026" in one for one in said) == 1
    assert len(said) == len(set(said))


# files


def test_what_rows_lack_alike_is_said_once_for_all_of_them(programme: Programme, tmp_path: Path) -> None:
    """A book of forty letters says forty times that no scan is there yet; a secretary reads no forty lines."""
    rows = [(id, "decided", f"{number}/QĐ-CCTĐC", "25/5/2026") for number, id in ((41, ON_SITE), (42, SECOND))]
    done = import_acts(programme, table(tmp_path, *rows), dry_run=True)
    said = [one for one in done.warnings if "bản chụp" in one]
    assert len(said) == 1
    assert ON_SITE in said[0] and SECOND in said[0]


def test_files_are_found_by_name_in_any_case_and_composition(programme: Programme, tmp_path: Path) -> None:
    (tmp_path / "quét").mkdir()
    (tmp_path / "quét" / unicodedata.normalize("NFD", "Quyết định.PDF")).write_bytes(PDF)
    row = (ON_SITE, "decided", "41/QĐ", "1/6/2026", "", "", "", "", "quyết định.pdf")
    import_acts(programme, table(tmp_path, row))
    act = programme.state().acts_by_subject(ON_SITE)[f"{ON_SITE}/decided"]
    assert (programme.journal.files / act.file).read_bytes() == PDF


def test_a_file_that_is_absent_twice_empty_or_a_pipe_is_refused_at_its_line(
    programme: Programme, tmp_path: Path
) -> None:
    papers = tmp_path / "giấy"
    for folder in ("a", "b"):
        (papers / folder).mkdir(parents=True)
        (papers / folder / "hai lần.pdf").write_bytes(PDF + folder.encode())
    (papers / "trống.pdf").touch()
    os.mkfifo(papers / "ống.pdf")
    (papers / "liên kết.pdf").symlink_to(papers / "không có")

    def said(name: str) -> str:
        path = table(tmp_path, VISIT[4], (SECOND, "decided", "42/QĐ", "1/6/2026", "", "", "", "", name))
        (message,) = refused(programme, path, files=papers)
        assert f"dòng 3 ({SECOND})" in message
        return message

    assert said("không có.pdf").startswith("BOOK_004") and str(papers) in said("không có.pdf")
    assert "»; có tệp «trống.pdf». Chép" in said("trống")
    assert all(str(papers / folder) in said("hai lần.pdf") for folder in ("a", "b"))
    assert said("trống.pdf").startswith("ACT_011")
    assert said("ống.pdf").startswith("FILE_002")
    assert said("liên kết.pdf")[:5] == "FILE_"
    row = (SECOND, "announced", "", "15/6/2026", "", "", "", "", "không có.pdf")
    assert codes(programme, table(tmp_path, row)) == {"BOOK_004", "ACT_002"}, "all that is wrong is said at once"
    row = (SECOND, "decided", "42/QĐ", "1/6/2026", "", "", "", "", "b\\hai lần.pdf")
    import_acts(programme, table(tmp_path, row), files=papers)
    act = programme.state().acts_by_subject(SECOND)[f"{SECOND}/decided"]
    assert (programme.journal.files / act.file).read_bytes() == PDF + b"b"


def test_one_file_for_the_minutes_of_two_inspections_is_refused(programme: Programme, tmp_path: Path) -> None:
    """Minutes belong to one inspection (Article 37.2.b)."""
    agree(programme, ON_SITE, SECOND)
    (tmp_path / "bb.pdf").write_bytes(PDF)
    rows = [(id, "minutes_signed", "", "16/6/2026", "", "", "", "", "bb.pdf") for id in (ON_SITE, SECOND)]
    assert codes(programme, table(tmp_path, *rows)) == {"ACT_015"}


# the book


@pytest.fixture
def begun(programme: Programme, tmp_path: Path) -> Programme:
    """Two visits agreed, one signed with its file; a report of one by record."""
    (tmp_path / "bb.pdf").write_bytes(PDF)
    agree(programme, ON_SITE, SECOND)
    tell(programme, "minutes_signed", ON_SITE, on="16/6", file=tmp_path / "bb.pdf")
    tell(programme, "report_received", BY_RECORD, on="3/8", number="67/BC", arrived_on=date(2026, 8, 4))
    tell(programme, "report_received", BY_RECORD, on="5/8", number="68/BC", arrived_on=date(2026, 8, 6))
    return programme


def test_a_book_taken_back_in_as_it_is_changes_nothing(begun: Programme) -> None:
    before = begun.journal.heads()
    done = import_acts(begun, exported(begun))
    assert begun.journal.heads() == before
    assert done == Recorded()


@pytest.mark.parametrize("mode", ["on_site", "by_record"])
@pytest.mark.parametrize("acts", [acts for _, acts in STAGES], ids=[title for title, _ in STAGES])
def test_the_hidden_row_names_more_columns_than_the_one_people_read(acts: Sequence[Any], mode: Any) -> None:
    """Reading takes the row that names the most for the heading; a sheet without acts of the form is not written."""
    fitting = [act for act in acts if mode in RULES[act].forms and not RULES[act].ad_hoc]
    if fitting:
        assert sum(len(fields_of(act)) for act in fitting) > len({name for act in fitting for name in fields_of(act)})


def test_a_book_without_its_hidden_column_is_a_table_like_any_other(begun: Programme) -> None:
    """Its kept files need not be there; what is recorded is left, and another value needs to be a correction."""
    path = changed(exported(begun), (SECOND, "minutes_signed", "on", datetime(2026, 6, 17)))
    (begun.folder.parent / "bb.pdf").unlink()
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        sheet.delete_cols(sheet.max_column)
    book.save(path)
    done = import_acts(begun, path)
    assert (done.added, done.changed) == (1, 0) and done.unchanged > 5
    changed(path, (ON_SITE, "decided", "number", "42/QĐ"))
    assert codes(begun, path) == {"ACT_005"}


def test_a_row_of_no_inspection_is_refused_once_for_all_its_acts(begun: Programme) -> None:
    path = exported(begun)
    book = openpyxl.load_workbook(path)
    cell(book, ON_SITE, "announced", "on").parent["A7"].value = "2026-99-XYZ-TS"
    book.save(path)
    assert [message.split()[0] for message in refused(begun, path)] == ["INSPECTION_001"]


def test_cells_filled_in_are_recorded_by_the_same_rules(begun: Programme, tmp_path: Path) -> None:
    (tmp_path / "tb.pdf").write_bytes(PDF + b"2")
    path = changed(
        exported(begun),
        (ON_SITE, "notice_issued", "number", "88/TB-CCTĐC"),
        (ON_SITE, "notice_issued", "on", datetime(2026, 6, 25)),
        (ON_SITE, "notice_issued", "file", "tb.pdf"),
        (SECOND, "minutes_signed", "on", "17/6/2026"),
    )
    done = import_acts(begun, path)
    assert (done.added, done.changed) == (2, 0)
    notice = begun.state().acts_by_subject(ON_SITE)[f"{ON_SITE}/notice_issued"]
    assert (notice.number, notice.on) == ("88/TB-CCTĐC", date(2026, 6, 25)) and notice.file
    path = changed(exported(begun), (SECOND, "notice_issued", "on", datetime(2026, 6, 1)))
    (message,) = refused(begun, path)
    assert message.startswith("ACT_003") and "trang «Thông báo, khắc phục», ô " in message
    assert (path.parent / "sổ - cần sửa.xlsx").exists()


def test_the_copy_to_mend_is_taken_in_when_it_is_mended(begun: Programme) -> None:
    refused(begun, changed(exported(begun), (SECOND, "minutes_signed", "on", datetime(2026, 6, 1))))
    copy_ = begun.folder.parent / "sổ - cần sửa.xlsx"
    book = openpyxl.load_workbook(copy_)
    assert any(c.value == "Cần sửa" for row in book["Tại trụ sở"].iter_rows() for c in row)
    cell(book, SECOND, "minutes_signed", "on").value = datetime(2026, 6, 17)
    book.save(copy_)
    assert import_acts(begun, copy_).added == 1


def test_a_field_that_was_empty_is_added_and_another_value_is_a_correction(begun: Programme) -> None:
    path = changed(exported(begun), (ON_SITE, "decided", "issuer", "Chi cục trưởng"))
    assert import_acts(begun, path).changed == 1
    path = changed(exported(begun), (ON_SITE, "decided", "number", "42/QĐ-CCTĐC"))
    (message,) = refused(begun, path)
    assert message.startswith("ACT_005") and "41/QĐ-CCTĐC; bảng này ghi số 42/QĐ-CCTĐC" in message
    assert import_acts(begun, path, correct=True).changed == 1
    acts = begun.state().acts_by_subject
    assert acts(ON_SITE)[f"{ON_SITE}/decided"].number == "42/QĐ-CCTĐC"
    assert acts(SECOND)[f"{SECOND}/decided"].number == "41/QĐ-CCTĐC"


def test_one_of_several_reports_is_corrected_and_another_is_added(begun: Programme) -> None:
    path = exported(begun)
    book = openpyxl.load_workbook(path)
    cell(book, BY_RECORD, "report_received", "number", 1).value = "76/BC"
    cell(book, BY_RECORD, "report_received", "number", 3).value = "80/BC"
    cell(book, BY_RECORD, "report_received", "on", 3).value = datetime(2026, 8, 10)
    book.save(path)
    done = import_acts(begun, path, correct=True)
    assert (done.added, done.changed) == (1, 1)
    assert [act.number for act in begun.state().acts(BY_RECORD)] == ["76/BC", "68/BC", "80/BC"]


def test_an_emptied_cell_takes_nothing_back(begun: Programme) -> None:
    path = changed(exported(begun), (ON_SITE, "decided", "signer", None))
    for correct in (False, True):
        (message,) = refused(begun, path, correct=correct)
        assert message.startswith("BOOK_002") and f"record decided {ON_SITE} --take-back" in message
    whole = [(ON_SITE, "minutes_signed", name, None) for name in ("on", "file")]
    assert len(refused(begun, changed(exported(begun), *whole))) == 1


def test_what_another_person_recorded_meanwhile_is_not_written_over(begun: Programme) -> None:
    path = exported(begun)
    tell(begun, "decided", ON_SITE, on="1/6", number="43/QĐ-CCTĐC", correct=True)
    assert import_acts(begun, path).changed == 0, "a cell nobody touched says nothing"
    changed(path, (ON_SITE, "decided", "number", "42/QĐ-CCTĐC"))
    for correct in (False, True):
        (message,) = refused(begun, path, correct=correct)
        assert message.startswith("BOOK_003") and "43/QĐ-CCTĐC" in message and "42/QĐ-CCTĐC" in message
    changed(path, (ON_SITE, "decided", "number", "43/QĐ-CCTĐC"))
    assert import_acts(begun, path).changed == 0
    tell(begun, "minutes_signed", ON_SITE, note="ghi nhầm", take_back=True)
    changed(path, (ON_SITE, "minutes_signed", "note", "đã ký"))
    assert codes(begun, path) == {"BOOK_003"}


def test_the_book_of_another_programme_is_refused(begun: Programme, tmp_path: Path) -> None:
    path = changed(exported(begun), (SECOND, "minutes_signed", "on", datetime(2026, 6, 17)))
    other = init(tmp_path / "khác", "Sở Khoa học và Công nghệ tỉnh B", 2026)
    (message,) = refused(other, path)
    assert message.startswith("BOOK_001")
    assert codes(other, table(tmp_path, *VISIT)) == {"INSPECTION_001"}


def test_rows_deleted_say_nothing_and_that_is_said_and_rows_moved_are_fine(begun: Programme) -> None:
    path = changed(exported(begun), (SECOND, "minutes_signed", "on", datetime(2026, 6, 17)))
    book = openpyxl.load_workbook(path)
    sheet = book["Tại trụ sở"]
    rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=7)]
    sheet.delete_rows(7, len(rows))
    for row in [r for r in reversed(rows) if r[0] != ON_SITE]:
        sheet.append(row)
    book.save(path)
    done = import_acts(begun, path)
    assert done.added == 1
    assert any("«Tại trụ sở»: còn 02 trong 03 dòng" in said for said in done.warnings)
    assert len(begun.state().acts(ON_SITE)) == 4


def test_a_dry_run_judges_and_writes_nothing(begun: Programme) -> None:
    path = changed(exported(begun), (SECOND, "minutes_signed", "on", datetime(2026, 6, 17)))
    before = begun.journal.heads()
    assert import_acts(begun, path, dry_run=True).added == 1
    assert begun.journal.heads() == before
    assert codes(begun, changed(path, (SECOND, "minutes_signed", "on", datetime(2026, 6, 1)))) == {"ACT_003", "ACT_032"}


def test_white_is_what_the_law_allows_next(begun: Programme) -> None:
    book = openpyxl.load_workbook(exported(begun))

    def colour(inspection: str, act: str) -> str:
        time = next(slot.time for slot in SLOTS if slot.act == act)
        return str(cell(book, inspection, act, "on", time).fill.fgColor.rgb)[-6:]

    assert colour(ON_SITE, "minutes_signed") not in ("FFFFFF", "D9D9D9")
    assert colour(ON_SITE, "notice_issued") == colour(SECOND, "minutes_signed") == "FFFFFF"
    assert colour(SECOND, "notice_issued") == colour(OPEN, "minutes_agreed") == "D9D9D9"
    assert colour(BY_RECORD, "notice_issued") == "D9D9D9" and colour(BY_RECORD, "correction_requested") == "FFFFFF"


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_book_saved_by_libreoffice_is_taken_in(
    begun: Programme, tmp_path: Path, soffice: Callable[..., None], kind: str
) -> None:
    path = changed(exported(begun), (SECOND, "minutes_signed", "on", datetime(2026, 6, 17)))
    soffice(kind, tmp_path / "lo", path)
    saved = tmp_path / "lo" / f"sổ.{kind}"
    if kind == "ods":
        soffice("xlsx", tmp_path / "lo2", saved)
        saved = tmp_path / "lo2" / "sổ.xlsx"
    done = import_acts(begun, saved)
    assert (done.added, done.changed) == (1, 0)


# the example year


@pytest.fixture(scope="module")
def example(example_answered: Copied, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return example_answered(tmp_path_factory.mktemp("example") / "an bình")


@pytest.mark.parametrize("seed", range(3))
def test_any_acts_of_the_example_told_by_table_are_those_told_by_commands(
    example: Path, tmp_path: Path, seed: int
) -> None:
    """Told one inspection after the other, in any order of the rows."""
    chance = random.Random(seed)
    acts = [act for act in told(shipped("examples") / "an-binh-2026" / "acts.csv") if act.names]
    some = set(chance.sample(sorted({name for act in acts for name in act.names}), 20))
    acts = [ActToRecord(**{**_fields(a), "names": tuple(n for n in a.names if n in some)}) for a in acts]
    acts = [act for act in acts if act.names]
    by_command, by_table = copy(example, tmp_path / "a"), copy(example, tmp_path / "b")
    whole = tuple(told(shipped("examples") / "an-binh-2026" / "acts.csv"))
    needed = [act for act in whole if not act.names]
    record(by_command, [*needed, *acts])
    record(by_table, needed)
    rows = [_row(act, name) for act in acts for name in act.names]
    chance.shuffle(rows)
    import_acts(by_table, table(tmp_path, *rows))
    assert happened(by_table) == happened(by_command)
    assert import_acts(by_table, exported(by_table)) == Recorded()


def _fields(act: ActToRecord) -> dict[str, Any]:
    return {name: getattr(act, name) for name in ActToRecord.__dataclass_fields__}


def _row(act: ActToRecord, name: str) -> tuple[str, ...]:
    days = [day.strftime("%d/%m/%Y") if day else "" for day in (act.on, act.arrived_on, act.reply_by)]
    return (name, label("act", act.act), act.number, days[0], act.signer, act.issuer, days[1], days[2], "", act.note)


# as it is typed


def test_the_commands_as_a_secretary_types_them(begun: Programme) -> None:
    at = ("-C", begun.folder)
    done = run_isoaudit(*at, "record", "export", "--round", "1")
    assert done.returncode == 0 and "Đã ghi 02 cuộc kiểm tra vào" in done.stdout
    path = begun.folder / "so-ghi-viec-2026.xlsx"
    assert run_isoaudit(*at, "record", "export").returncode == 2, "it is there and is not written over"
    assert "PAPER_006" not in run_isoaudit(*at, "record", "export", "--round", "9", "--output", "x.xlsx").stderr
    again = run_isoaudit(*at, "record", "import", path)
    assert "không có việc nào mới" in again.stdout
    assert "Đã ghi dữ liệu" not in again.stderr, "nothing was"
    blank = table(begun.folder, (SECOND, "notice_issued", "", ""))
    assert "Chưa ghi dữ liệu nào; có 01 nội dung" in run_isoaudit(*at, "record", "import", blank).stderr
    changed(path, (SECOND, "minutes_signed", "on", datetime(2026, 6, 17)))
    done = run_isoaudit(*at, "record", "import", path, "--dry-run")
    assert (
        "Xem trước, chưa ghi dữ liệu nào. Nếu nhập: 01 việc ghi mới." in done.stdout
        and "Đã ghi dữ liệu" not in done.stderr
    )
    done = run_isoaudit(*at, "record", "import", path)
    assert done.returncode == 0 and "Đã đọc bảng: 01 việc ghi mới." in done.stdout
    done = run_isoaudit(*at, "record", "--on", "20/6/2026", "notice_issued", SECOND)
    assert done.returncode == 0, "an act is typed as before, options first too"
    for words in (("record", "--help"), ("record", "decided", "--help")):
        said = run_isoaudit(*words).stdout
        assert "record import" in said and "minutes_signed" in said


def test_a_table_of_something_else_is_refused(programme: Programme, tmp_path: Path) -> None:
    path = tmp_path / "cơ quan.csv"
    path.write_text("Cuộc kiểm tra,Tên cơ quan\nA,B\n", encoding="utf-8")
    assert codes(programme, path) == {"TABLE_001"}
    shutil.rmtree(tmp_path / "không có", ignore_errors=True)


CANCELLED = "cơ quan đang sắp xếp lại"


def test_a_book_from_before_an_inspection_was_cancelled_is_taken_without_a_word(programme: Programme) -> None:
    """The rows of those that stand are recorded; that of the other says nothing new."""
    tell(programme, "plan_approved", ON_SITE, OPEN, on="5/1", number="41/QĐ-UBND")
    book = exported(programme)
    cancel(programme, [OPEN], CANCELLED)
    change_form(programme, [SECOND], "by_record", CANCELLED)
    done = import_acts(programme, changed(book, (ON_SITE, "decided", "on", datetime(2026, 6, 1))))
    assert (done.added, done.changed) == (1, 0)
    assert import_acts(programme, book).added == 0


def test_an_act_of_a_cancelled_inspection_is_refused_at_its_cell_and_says_what_became_of_it(
    programme: Programme, tmp_path: Path
) -> None:
    book = exported(programme)
    cancel(programme, [SECOND], CANCELLED)
    (message,) = refused(programme, changed(book, (SECOND, "decided", "on", datetime(2026, 6, 1))))
    assert message.startswith("CHANGE_011") and "trang «Quyết định», ô " in message and CANCELLED in message
    for typed in (SECOND, "99-CCKL"):
        (message,) = refused(programme, table(tmp_path, (typed, "decided", "41/QĐ", "1/6/2026")))
        assert message.startswith("CHANGE_001 việc.csv, dòng 2: không kiểm tra") and CANCELLED in message
    remove(programme, [OPEN], "nhập nhầm")
    for typed in (OPEN, "99-90019"):
        assert codes(programme, table(tmp_path, (typed, "decided", "41/QĐ", "1/6/2026"))) == {"CHANGE_002"}


def test_the_amended_decision_of_a_cancelled_inspection_comes_in_from_a_table(
    programme: Programme, tmp_path: Path
) -> None:
    """As with record: the decision that named it is to be amended (Article 35.2)."""
    tell(programme, "decided", OPEN, on="1/6", number="41/QĐ-CCTĐC")
    cancel(programme, [OPEN], CANCELLED, date(2026, 6, 5))
    row = (OPEN, "Sửa đổi, bổ sung quyết định kiểm tra", "45/QĐ-CCTĐC", "8/6/2026")
    assert import_acts(programme, table(tmp_path, row)).added == 1
    assert import_acts(programme, table(tmp_path, row)).added == 0


def test_codes_in_a_table_are_compared_by_their_key(programme: Programme, tmp_path: Path) -> None:
    for typed in ("2026-99-stp-ts", "99–stp", "99-STP"):
        assert import_acts(programme, table(tmp_path, (typed, "decided", "41/QĐ", "1/6/2026"))).added in (0, 1)
    assert [act.kind for act in programme.state().acts(ON_SITE)] == ["decided"]


def test_what_many_letters_lack_is_said_once(programme: Programme, tmp_path: Path) -> None:
    rows = [(id, "Ban hành quyết định kiểm tra", f"{n}/QĐ-CCTĐC", "1/6/2026") for n, id in enumerate((ON_SITE, SECOND))]
    (said,) = import_acts(programme, table(tmp_path, *rows)).warnings[:1]
    both = f"{ON_SITE}, {SECOND}."
    assert said.endswith(both) and "chưa ghi «Phê duyệt kế hoạch kiểm tra»" in said
    lacks = [one for one in tell(programme, "announced", ON_SITE, SECOND, on="15/6").warnings if "bản chụp" in one]
    assert len(lacks) == 1
