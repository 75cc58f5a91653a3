"""The settings as a workbook: what it shows, what it takes back, what it refuses (secretary A17)."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import get_args

import openpyxl
import pytest
from builders import PROGRAMME, comes_in_as_typed
from conftest import Run, cases
from hypothesis import example, given, settings
from hypothesis import strategies as st

from isoaudit.desk.settings.book import (
    NOT_IN_SHEET,
    export_settings,
    office_said,
    scalars,
    settings_forms,
)
from isoaudit.desk.settings.importing import import_settings
from isoaudit.desk.settings.score import SCORE_FIELDS
from isoaudit.desk.settings.units import UNIT_FIELDS
from isoaudit.errors import TableError
from isoaudit.journal.new_settings import new_settings
from isoaudit.journal.settings import SETTINGS, read_settings, validated
from isoaudit.journal.settings_text import parsed
from isoaudit.journal.settings_writing import plain, rewritten
from isoaudit.model import (
    POINTS,
    Component,
    DayOff,
    Kind,
    Office,
    Plan,
    Settings,
    Signer,
    Unit,
    is_code,
    paper_files,
)
from isoaudit.papers.kinds import kinds
from isoaudit.rules.score_formula import AT_POINTS, WAYS
from isoaudit.wording import label, labels, name_key
from isoaudit.wording.capitals import person_name

AUTHORITY = "Chi cục Tiêu chuẩn Đo lường Chất lượng tỉnh An Bình"

# --- any settings

LETTERS = st.sampled_from(list("aăâbcdđeêghiklmnoôơpqrstuưvxyẠẾĐÔ 0123456789-./\"'\\#=[]{}“”«»&<_;,"))
TEXT = st.text(LETTERS, max_size=30).map(lambda text: " ".join(text.split())).filter(comes_in_as_typed)
NAME = TEXT.filter(lambda text: any(map(str.isalpha, text)))
DAYS = st.none() | st.dates(date(2014, 1, 1), date(2100, 12, 31))
OFFICE = st.builds(Office, parent=TEXT, name=NAME, symbol=TEXT, head=TEXT, charter=TEXT, proposer=TEXT)
PAPERS = st.just("all") | st.lists(st.sampled_from(list(paper_files())), min_size=1, max_size=4, unique=True).map(tuple)
BODIES = st.just("all") | st.lists(st.sampled_from(get_args(Kind)), min_size=1, max_size=4, unique=True).map(tuple)

POINTS_GIVEN = st.decimals("0.01", 100, places=2)


@st.composite
def components(draw: st.DrawFn, name: str) -> Component:
    """A component of a scale that can be meant."""
    measure = draw(st.sampled_from(list(WAYS)))
    way, points = draw(st.sampled_from(WAYS[measure])), draw(POINTS_GIVEN)
    minus = draw(st.decimals("0.01", points, places=2)) if way == "minus" else None
    point = draw(st.sampled_from(["", *POINTS])) if measure in AT_POINTS else ""
    return Component(name=name, measure=measure, points=points, way=way, minus=minus, point=point, bodies=draw(BODIES))


@st.composite
def some_settings(draw: st.DrawFn) -> Settings:
    """Settings as an office may have them: days off apart from each other, offices told apart by their names."""
    offices = draw(
        st.dictionaries(
            st.from_regex(r"[a-z][a-z_]{0,9}", fullmatch=True),
            OFFICE,
            max_size=4,
        ).filter(lambda found: len({name_key(office.name) for office in found.values()}) == len(found))
    )
    signers = st.builds(
        Signer,
        papers=PAPERS,
        addressees=BODIES,
        office=st.sampled_from(sorted(offices) or ["none"]),
        form=st.sampled_from(["", "KT.", "TL.", "TUQ.", "TM."]),
        position=TEXT,
        name=TEXT.map(person_name),
    )
    codes = draw(
        st.lists(st.from_regex(r"[A-Z][A-Z0-9]{1,4}", fullmatch=True).filter(is_code), max_size=2, unique=True)
    )
    unit = st.builds(Unit, name=NAME, office=st.sampled_from(sorted(offices) or ["none"]), place=TEXT, team=TEXT)
    units = {code: draw(unit) for code in codes} if offices else {}
    of_units = tuple(draw(signers).model_copy(update={"unit": code}) for code in units)
    starts = draw(st.lists(st.integers(0, 60), max_size=4, unique=True))
    days = []
    for start in starts:
        first = date.fromordinal(date(2026, 1, 1).toordinal() + 10 * start)
        last = draw(st.none() | st.integers(0, 9).map(lambda more, day=first: date.fromordinal(day.toordinal() + more)))
        days.append(DayOff(day=first, to=last, works=draw(st.booleans()), reason=draw(TEXT)))
    score = [draw(components(name)) for name in draw(st.lists(NAME, max_size=3, unique_by=name_key))]
    for_all = [one.model_copy(update={"bodies": "all"}) for one in score]
    total = sum(one.points for one in for_all) if score and draw(st.booleans()) else None
    period = sorted(day for day in (draw(DAYS), draw(DAYS)) if day)
    first_day, last_day = [*period, None, None][:2]
    return Settings(
        authority=draw(NAME),
        year=2026,
        province=draw(TEXT),
        place=draw(TEXT),
        period_from=first_day,
        period_to=last_day,
        reply_by=draw(DAYS),
        by_arrival=draw(st.booleans()),
        drafter=draw(TEXT),
        team=draw(TEXT),
        banner=draw(TEXT),
        guidance=draw(TEXT),
        plan=Plan(number=draw(TEXT), on=draw(DAYS), issuer=draw(TEXT)),
        offices=offices,
        signers=tuple(
            draw(st.lists(signers, max_size=4, unique_by=lambda one: (one.papers, one.addressees))) if offices else ()
        )
        + of_units,
        units=units,
        days_off=tuple(days),
        score=tuple(score if total is None else for_all),
        score_total=total,
    )


def programme_with(folder: Path, text: str) -> Path:
    (folder / SETTINGS).write_text(text, encoding="utf-8")
    return folder


SWAPPED = Settings(
    authority="a",
    year=2026,
    offices={"a": Office(name="b"), "b": Office(name="a")},
    signers=(Signer(papers="all", addressees="all", office="a"),),
)
"""Two offices, each called as the key of the other: the sheet names an office by its name."""


@settings(deadline=None, max_examples=cases(12, 100))
@given(some_settings())
@example(SWAPPED)
def test_what_was_given_out_and_taken_in_unchanged_changes_nothing(found: Settings) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = programme_with(Path(name), plain(found))
        before = (folder / SETTINGS).read_bytes()
        assert read_settings(folder) == found
        export_settings(folder, folder / "thiet-lap.xlsx")
        done = import_settings(folder, folder / "thiet-lap.xlsx")
        assert (done.settings, done.changes, done.backup) == (found, [], None)
        assert (folder / SETTINGS).read_bytes() == before


def shown(found: Settings) -> list[list[dict[str, object]]]:
    """What the sheets show; the keys and the order of offices say nothing."""
    sheets = [[{k: v for k, v in row.items() if k != "key"} for row in form.rows] for form in settings_forms(found)]
    sheets[1].sort(key=str)
    return sheets


@settings(deadline=None, max_examples=cases(12, 100))
@given(some_settings(), some_settings())
def test_whatever_a_sheet_says_is_what_the_settings_say_afterwards(old: Settings, new: Settings) -> None:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        folder, other = programme_with(Path(one), plain(old)), programme_with(Path(two), plain(new))
        export_settings(other, other / "thiet-lap.xlsx")
        done = import_settings(folder, other / "thiet-lap.xlsx")
        assert shown(read_settings(folder)) == shown(new)
        assert bool(done.changes) == (done.backup is not None)
        if done.backup:
            assert read_settings(folder) == done.settings
            assert done.backup.read_text(encoding="utf-8") == plain(old)


TEMPLATE = new_settings(AUTHORITY, 2026)


@settings(deadline=None, max_examples=cases(50, 300))
@given(some_settings())
def test_a_comment_of_isoaudit_toml_outlives_whatever_is_changed(new: Settings) -> None:
    made = rewritten(TEMPLATE, new)
    assert validated(parsed(made)[0]) == new
    comments = [line for line in TEMPLATE.splitlines() if line.startswith("#")]
    assert [line for line in comments if line not in made.splitlines()] == []


def test_only_what_changed_is_written_anew() -> None:
    old = validated(parsed(TEMPLATE)[0])
    made = rewritten(TEMPLATE, old.model_copy(update={"drafter": "QLCL"}))
    differing = [line for line in made.splitlines() if line not in TEMPLATE.splitlines()]
    assert len(differing) == 1 and differing[0].startswith('drafter = "QLCL" ') and "# viết tắt" in differing[0]


def test_every_setting_stands_in_a_sheet() -> None:
    """A setting that is added later needs its row, its name and what it is for."""
    single = dict(scalars(PROGRAMME))
    listed = {"offices", "signers", "days_off", "units", "score", "score_total"}
    assert {name.partition(".")[0] for name in single} | listed | NOT_IN_SHEET == set(Settings.model_fields)
    assert set(labels()["setting"]) == set(labels()["setting_use"]) == set(single)
    columns = {form.title: {one.column.name for one in form.columns} for form in settings_forms(PROGRAMME)}
    fields = {
        "Cơ quan ban hành": {"above": "parent", "office": "name", "key": ""},
        "Người ký": {"full_name": "name", "signs_for": "unit"},
        "Đơn vị kiểm tra": {**UNIT_FIELDS, "unit_code": ""},
        "Ngày nghỉ": {"from": "day", "day_kind": "works"},
        "Chấm điểm": {column: field for field, column in SCORE_FIELDS.items()} | {"score_total": ""},
    }
    nouns = {"Cơ quan ban hành": Office, "Người ký": Signer, "Ngày nghỉ": DayOff, "Đơn vị kiểm tra": Unit} | {
        "Chấm điểm": Component
    }
    for title, noun in nouns.items():
        assert {fields[title].get(name, name) for name in columns[title]} - {""} == set(noun.model_fields)


# --- the workbook as a person finds it


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return programme_with(tmp_path, TEMPLATE)


def book_of(folder: Path, change: Callable[[openpyxl.Workbook], object]) -> Path:
    """The workbook of a programme, changed by a person."""
    path = folder / "điền.xlsx"
    export_settings(folder, path)
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def at(book: openpyxl.Workbook, sheet: str, heading: str, row: int) -> openpyxl.cell.Cell:
    """A cell by its heading, rows below it from 1."""
    for cells in book[sheet].iter_rows(min_row=2, max_row=5):
        for cell in cells:
            if cell.value == heading:
                found: openpyxl.cell.Cell = book[sheet].cell(cell.row + row, cell.column)
                return found
    raise AssertionError(heading)


def setting_row(book: openpyxl.Workbook, name: str) -> int:
    return next(n for n in range(1, 30) if at(book, "Đơn vị", "Thiết lập", n).value == label("setting", name))


def refused(folder: Path, change: Callable[[openpyxl.Workbook], object]) -> list[tuple[str, str, str]]:
    """Code, place and words of what is wrong; nothing was written."""
    path = book_of(folder, change)
    before = (folder / SETTINGS).read_bytes()
    with pytest.raises(TableError) as error:
        import_settings(folder, path)
    assert (folder / SETTINGS).read_bytes() == before and not list(folder.glob("*.bak*"))
    return [(p.code, p.where.removeprefix(f"{path.name}, "), f"{p.what} {p.remedy}") for p in error.value.problems]


def test_no_code_stands_where_a_person_looks(folder: Path) -> None:
    export_settings(folder, folder / "a.xlsx")
    book = openpyxl.load_workbook(folder / "a.xlsx")
    codes = {*paper_files(), *get_args(Kind), *Settings.model_fields, "all", "chi_cuc", "so", "ubnd"}
    for sheet in book.worksheets:
        hidden = {letter for letter, dimension in sheet.column_dimensions.items() if dimension.hidden}
        seen = {cell.value for row in sheet.iter_rows(min_row=3) for cell in row if cell.column_letter not in hidden}
        assert not seen & codes
    assert "khắc phục" in at(book, "Người ký", "Văn bản ký", 3).value
    assert at(book, "Người ký", "Cơ quan ban hành", 4).value == "Chi cục Tiêu chuẩn Đo lường Chất lượng"


def test_a_sheet_exported_under_the_earlier_heading_is_read(folder: Path) -> None:
    """«Giá trị» until 0.1.0: whoever filled in such a sheet need not do so again."""

    def fill(book: openpyxl.Workbook) -> None:
        at(book, "Đơn vị", "Nội dung", setting_row(book, "place")).value = "An Hòa"
        at(book, "Đơn vị", "Nội dung", 0).value = "Giá trị"

    import_settings(folder, book_of(folder, fill))
    assert read_settings(folder).place == "An Hòa"


def test_a_signer_typed_in_words_signs(folder: Path) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        for heading, value in (
            ("Văn bản ký", "quyết định kiểm tra ; Kế hoạch kiểm tra"),
            ("Gửi cơ quan", "UBND xã;Sở, ngành"),
            ("Cơ quan ban hành", "SỞ Khoa học và Công nghệ"),
            ("Hình thức ký", "KT. Giám đốc"),
            ("Chức vụ", "Phó Giám đốc"),
            ("Họ và tên", "TRẦN THỊ BÍCH"),  # a signature has it in small letters (NĐ 30/2020, Phụ lục I, II.7)
        ):
            at(book, "Người ký", heading, 1).value = value
        at(book, "Đơn vị", "Nội dung", setting_row(book, "reply_by")).value = date(2026, 10, 30)
        at(book, "Đơn vị", "Nội dung", setting_row(book, "plan.on")).value = "10/02/2026"
        for heading, day in (("Từ ngày", date(2026, 8, 31)), ("Đến ngày", "2/9/2026"), ("Loại ngày", "nghỉ")):
            at(book, "Ngày nghỉ", heading, 1).value = day
        at(book, "Ngày nghỉ", "Từ ngày", 2).value = "22/8/2026"
        at(book, "Ngày nghỉ", "Loại ngày", 2).value = "làm bù"

    done = import_settings(folder, book_of(folder, fill))
    found = read_settings(folder)
    assert found.signers[0] == Signer(
        papers=("inspection_decision", "plan"),
        addressees=("ubnd_cap_xa", "co_quan_chuyen_mon"),
        office="so",
        form="KT.",
        position="Phó Giám đốc",
        name="Trần Thị Bích",
    )
    assert (found.reply_by, found.plan.on) == (date(2026, 10, 30), date(2026, 2, 10))
    assert found.days_off == (
        DayOff(day=date(2026, 8, 31), to=date(2026, 9, 2)),
        DayOff(day=date(2026, 8, 22), works=True),
    )
    assert any("đã hiểu «TRẦN THỊ BÍCH» là «Trần Thị Bích»" in said for said in done.warnings)
    assert "Ngày đề nghị báo cáo khắc phục: chưa ghi → 30/10/2026" in done.changes
    assert done.backup and done.backup.read_text(encoding="utf-8") == TEMPLATE


def test_of_a_signer_who_changes_only_what_is_different_is_said(folder: Path) -> None:
    def another(book: openpyxl.Workbook) -> None:
        at(book, "Người ký", "Họ và tên", 1).value = "Lê Văn Sáng"

    (said,) = import_settings(folder, book_of(folder, another), dry_run=True).changes
    assert re.fullmatch(r"Người ký, dòng 1 \(.{1,120}\): họ và tên: chưa ghi → Lê Văn Sáng", said), said


def test_a_sheet_of_another_year_is_refused_and_told_how_to_use_it(folder: Path) -> None:
    def other(book: openpyxl.Workbook) -> None:
        at(book, "Đơn vị", "Nội dung", setting_row(book, "year")).value = "2025"

    ((code, where, said),) = refused(folder, other)
    assert code == "SETTINGS_002" and where == "trang «Đơn vị», ô B5"
    assert "tệp ghi năm 2025, thư mục làm việc này là của năm 2026" in said and "ghi 2026 vào ô này" in said


@pytest.mark.parametrize(
    ("sheet", "heading", "value", "code", "said"),
    [
        ("Người ký", "Văn bản ký", "Thông báo; Công văn X", "SETTINGS_004", "không có loại văn bản «Thông báo»"),
        ("Người ký", "Gửi cơ quan", "các xã nghèo", "SETTINGS_005", "UBND cấp tỉnh; Cơ quan chuyên môn cấp tỉnh; Chi"),
        ("Người ký", "Cơ quan ban hành", "Sở Y tế", "SETTINGS_003", "không có cơ quan ban hành «Sở Y tế»"),
        ("Người ký", "Hình thức ký", "KTT", "TABLE_004", "KT. (ký thay)"),
        ("Ngày nghỉ", "Từ ngày", "31/02/2026", "TABLE_005", "không phải ngày"),
        ("Đơn vị", "Nội dung", "", "SETTINGS_001", "để trống"),
        ("Đơn vị", "Thiết lập", "Màu sắc", "TABLE_004", "Màu sắc"),
        ("Cơ quan ban hành", "Cơ quan ban hành", "", "TABLE_003", "để trống"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_cell(
    folder: Path, sheet: str, heading: str, value: str, code: str, said: str
) -> None:
    cell: list[str] = []

    def spoil(book: openpyxl.Workbook) -> None:
        there = at(book, sheet, heading, 1)
        there.value = value
        cell.append(f"trang «{sheet}», ô {there.coordinate}")

    found = refused(folder, spoil)
    assert (code, cell[0]) in [(c, where) for c, where, _ in found]
    assert any(said in words for c, _, words in found if c == code)


def test_days_that_contradict_each_other_are_refused_at_the_second(folder: Path) -> None:
    def spoil(book: openpyxl.Workbook) -> None:
        for row, kind in ((1, "ngày nghỉ"), (2, "làm việc bù")):
            at(book, "Ngày nghỉ", "Từ ngày", row).value = date(2026, 8, 31)
            at(book, "Ngày nghỉ", "Loại ngày", row).value = kind
        at(book, "Ngày nghỉ", "Từ ngày", 3).value = date(2026, 9, 2)
        at(book, "Ngày nghỉ", "Đến ngày", 3).value = date(2026, 9, 1)

    assert [(code, where) for code, where, _ in refused(folder, spoil)] == [
        ("SETTINGS_001", "trang «Ngày nghỉ», ô C5"),
        ("SETTINGS_001", "trang «Ngày nghỉ», ô B6"),
    ]


def test_two_signers_of_the_same_papers_are_refused_and_one_never_asked_is_told(folder: Path) -> None:
    def twice(book: openpyxl.Workbook) -> None:
        at(book, "Người ký", "Văn bản ký", 2).value = at(book, "Người ký", "Văn bản ký", 1).value

    ((code, where, said),) = refused(folder, twice)
    assert code == "TABLE_008" and where.startswith("trang «Người ký», ô A5") and "dòng 4" in said

    def never(book: openpyxl.Workbook) -> None:
        (folder / "điền.xlsx").unlink(missing_ok=True)
        at(book, "Người ký", "Văn bản ký", 1).value = "mọi văn bản"
        at(book, "Người ký", "Văn bản ký", 4).value = "Kế hoạch kiểm tra"

    (folder / "điền.xlsx").unlink()
    done = import_settings(folder, book_of(folder, never), dry_run=True)
    assert sum("không bao giờ được dùng" in warning for warning in done.warnings) == 3


def test_all_faults_are_said_at_once_and_marked_in_a_copy(folder: Path, isoaudit: Run) -> None:
    def spoil(book: openpyxl.Workbook) -> None:
        at(book, "Đơn vị", "Nội dung", setting_row(book, "reply_by")).value = "mai"
        at(book, "Người ký", "Cơ quan ban hành", 1).value = "Sở Y tế"
        at(book, "Ngày nghỉ", "Từ ngày", 1).value = "32/8/2026"

    path = book_of(folder, spoil)
    done = isoaudit("-C", folder, "settings", "import", path)
    assert done.returncode == 2 and "Có 03 chỗ cần sửa; chưa ghi dữ liệu nào." in done.stderr
    copy = openpyxl.load_workbook(folder / "điền - cần sửa.xlsx")
    marked = {sheet.title for sheet in copy if any("Cần sửa" in map(str, row) for row in sheet.values)}
    assert marked == {"Đơn vị", "Người ký", "Ngày nghỉ"}


def test_a_sheet_that_was_taken_out_leaves_its_settings_as_they_are(folder: Path) -> None:
    def only_signers(book: openpyxl.Workbook) -> None:
        for name in ("Đơn vị", "Cơ quan ban hành", "Ngày nghỉ"):
            del book[name]
        at(book, "Người ký", "Họ và tên", 1).value = "Lê Văn Sáng"

    old = read_settings(folder)
    done = import_settings(folder, book_of(folder, only_signers))
    named = old.signers[0].model_copy(update={"name": "Lê Văn Sáng"})
    assert done.settings == old.model_copy(update={"signers": (named, *old.signers[1:])})


def test_a_workbook_of_something_else_is_no_sheet_of_settings(folder: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Mã", "Tên cơ quan"])
    book.active.append(["99-STP", "Sở Tư pháp"])
    stream = io.BytesIO()
    book.save(stream)
    (folder / "a.xlsx").write_bytes(stream.getvalue())
    with pytest.raises(TableError) as error:
        import_settings(folder, folder / "a.xlsx")
    assert [problem.code for problem in error.value.problems] == ["SETTINGS_006"]


def test_an_office_that_still_signs_cannot_be_taken_away_alone(folder: Path) -> None:
    def without(book: openpyxl.Workbook) -> None:
        del book["Người ký"]
        book["Cơ quan ban hành"].delete_rows(5)

    ((code, _, said),) = refused(folder, without)
    assert code == "SETTINGS_003" and "Sở Khoa học và Công nghệ" in said


def test_a_new_office_gets_its_place_and_a_renamed_one_keeps_its_own(folder: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        at(book, "Cơ quan ban hành", "Cơ quan ban hành", 2).value = "Sở Khoa học, Công nghệ và Môi trường"
        at(book, "Cơ quan ban hành", "Cơ quan ban hành", 4).value = "Ban Chỉ đạo ISO"
        for row in range(1, 5):
            cell = at(book, "Người ký", "Cơ quan ban hành", row)
            if cell.value == "Sở Khoa học và Công nghệ":
                cell.value = "Sở Khoa học, Công nghệ và Môi trường"
        at(book, "Người ký", "Cơ quan ban hành", 1).value = "Ban Chỉ đạo ISO"

    found = import_settings(folder, book_of(folder, change)).settings
    assert found == read_settings(folder)
    assert list(found.offices) == ["chi_cuc", "so", "ubnd", "ban_chi_dao_iso"]
    assert found.offices["so"].symbol == "" and office_said(found, "so").startswith("Sở Khoa học, Công")
    assert found.signers[0].office == "ban_chi_dao_iso"


def test_the_address_of_a_database_stays_and_is_in_no_sheet(folder: Path) -> None:
    secret = 'database = "postgresql+psycopg://thu_ky:bi-mat@may-chu/nam"\n'
    programme_with(folder, TEMPLATE.replace("\n[plan]", f"{secret}\n[plan]", 1))

    def change(book: openpyxl.Workbook) -> None:
        assert not any("bi-mat" in str(cell) for sheet in book for row in sheet.values for cell in row)
        at(book, "Đơn vị", "Nội dung", setting_row(book, "drafter")).value = "QLCL"

    done = import_settings(folder, book_of(folder, change))
    assert secret in (folder / SETTINGS).read_text(encoding="utf-8")
    assert done.changes == ["Viết tắt đơn vị soạn thảo: chưa ghi → QLCL"]


def test_libreoffice_gives_back_what_it_was_given(folder: Path, tmp_path: Path, soffice: Callable[..., None]) -> None:
    text = (Path(__file__).parent.parent / "examples/an-binh-2026/isoaudit.toml").read_text(encoding="utf-8")
    programme_with(folder, text)
    export_settings(folder, folder / "a.xlsx")
    soffice("xlsx", tmp_path / "ra", folder / "a.xlsx")
    done = import_settings(folder, tmp_path / "ra" / "a.xlsx")
    assert (done.changes, done.settings) == ([], read_settings(folder))


# --- the commands


def test_the_commands_say_what_changes_and_what_comes_next(folder: Path, isoaudit: Run) -> None:
    out = isoaudit("-C", folder, "settings", "export")
    assert out.returncode == 0 and "settings import" in out.stdout
    path = folder / "thiet-lap.xlsx"
    again = isoaudit("-C", folder, "settings", "export")
    assert again.returncode == 2 and "đã có tệp này" in again.stderr
    book = openpyxl.load_workbook(path)
    at(book, "Đơn vị", "Nội dung", setting_row(book, "place")).value = "An Hòa"
    at(book, "Người ký", "Họ và tên", 1).value = "TS. Lê Văn Sáng"
    book.save(path)
    tried = isoaudit("-C", folder, "settings", "import", path, "--dry-run")
    assert tried.returncode == 0 and "Địa danh: An Bình → An Hòa" in tried.stdout and "chưa ghi." in tried.stdout
    assert "không ghi học hàm, học vị" in tried.stderr
    assert (folder / SETTINGS).read_text(encoding="utf-8") == TEMPLATE
    done = isoaudit("-C", folder, "settings", "import", path)
    assert done.returncode == 0 and "isoaudit.toml.bak" in done.stdout
    assert read_settings(folder).place == "An Hòa"
    listed = isoaudit("-C", folder, "settings", "list")
    assert "Chủ tịch TS. Lê Văn Sáng, Ủy ban nhân dân tỉnh An Bình" in listed.stdout
    same = isoaudit("-C", folder, "settings", "import", path)
    assert same.stdout == "Không có thay đổi.\n" and len(list(folder.glob("*.bak*"))) == 1


def test_the_list_says_which_papers_nobody_signs(folder: Path, isoaudit: Run) -> None:
    programme_with(folder, plain(PROGRAMME))
    listed = isoaudit("-C", folder, "settings", "list").stdout
    assert f"Chưa có người ký gửi đủ mọi loại cơ quan: {kinds()['plan_submission'].spoken}; " in listed
    assert "«" not in listed and "notice" not in listed
