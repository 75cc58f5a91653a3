"""What the start page offers of letters that left: put right, corrected, revoked, replaced, read by a second person."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from conftest import Run
from test_issue import REPORTED, SIGNED, bench  # noqa: F401
from test_letters_after import year as letters_year
from test_second_reading import READER
from test_second_reading import year as reading_year
from test_start import dropped, offered, press, records, said
from test_start_others import work
from test_words import rendered

from isoaudit.errors import CATALOGUE, IN_FORM, IsoAuditError
from isoaudit.papers.render import letter_text
from isoaudit.start.remedies import on_page
from isoaudit.start.year_book import YearBook
from isoaudit.wording import labels

letters = pytest.fixture(name="letters")(letters_year.__wrapped__)
read = pytest.fixture(name="read")(reading_year.__wrapped__)
OWN, RECORD = f"inspection/{SIGNED}", f"inspection/{REPORTED}"


@pytest.fixture
def page(letters: Path) -> YearBook:
    return YearBook(letters)


@pytest.fixture
def reading(read: Path) -> YearBook:
    return YearBook(read)


def options(page: YearBook, record: str, action: str, field: str) -> list[str]:
    return [one.value for one in next(f for f in offered(page, record)[action].fields if f.name == field).options]


def acts(page: YearBook, id: str) -> dict[str, str]:
    return {act.kind: act.number for act in page.programme.about([id])[0].acts(id)}


# an act put right


def test_39_a_number_typed_wrongly_is_put_right_and_a_scan_that_came_later_is_added(
    page: YearBook, tmp_path: Path
) -> None:
    which = next(key for key in options(page, OWN, "correct", "which") if key.startswith("notice_issued"))
    press(page, OWN, "correct", which=which, number="06/TB-CCTĐC")
    assert acts(page, SIGNED)["notice_issued"] == "06/TB-CCTĐC"
    scan = tmp_path / "đã ký.pdf"
    scan.write_bytes(b"%PDF-1.4\n%%EOF\n")
    which = next(key for key in options(page, OWN, "correct", "which") if key.startswith("notice_issued"))
    press(page, OWN, "correct", which=which, files=[dropped(page, scan)])
    notice = next(act for act in page.programme.about([SIGNED])[0].acts(SIGNED) if act.kind == "notice_issued")
    assert (notice.number, notice.on) == ("06/TB-CCTĐC", date(2026, 6, 25)) and notice.file and not page.files()
    kept = press(page, OWN, "kept")
    assert any((page.programme.folder / made.path).read_bytes() == scan.read_bytes() for made in kept.made)
    with pytest.raises(IsoAuditError) as refused:
        press(page, OWN, "correct", number="7/TB")
    assert [one.code for one in refused.value.problems] == ["START_003"]


# a letter after it was issued


def test_18_5_after_a_revocation_the_page_makes_and_records_the_letter_in_its_place(page: YearBook) -> None:
    press(page, OWN, "other_paper", paper="letter_revocation", about="05/TB-CCTĐC")
    press(page, OWN, "other_act", act="letter_revoked", about="05/TB-CCTĐC", number="06/TB-CCTĐC", on="2026-06-26",
          signer="Trần Văn A")  # fmt: skip
    facts = {one.label: one.text for one in records(page)[OWN].facts}
    buttons = offered(page, OWN)
    if facts["Tình trạng"].startswith("Quá hạn"):  # today may be after the two months: the reminder is first
        assert "letter_replaced" in options(page, OWN, "other_act", "act")
        press(page, OWN, "other_act", act="letter_replaced", about="05/TB-CCTĐC", number="09/TB", on="2026-06-28")
    else:
        assert buttons["make_paper"].given["paper"] == "notice"
        assert buttons["record_next"].given["about"] == "05/TB-CCTĐC"
        press(page, OWN, "record_next", number="09/TB", on="2026-06-28")
    assert acts(page, SIGNED)["letter_replaced"] == "09/TB"


def test_18_5_by_record_the_letter_in_the_place_of_a_revoked_one_is_the_next_button(page: YearBook) -> None:
    press(page, RECORD, "other_act", act="letter_revoked", about="31/CCTĐC-QLCL", number="41/TB", on="2026-09-12")
    buttons = offered(page, RECORD)
    assert buttons["make_paper"].given["paper"] == "correction_request"
    assert buttons["record_next"].given == {"id": REPORTED, "about": "31/CCTĐC-QLCL", "act": "letter_replaced",
                                            "on": buttons["record_next"].given["on"]}  # fmt: skip
    press(page, RECORD, "make_paper")
    press(page, RECORD, "record_next", number="45/CCTĐC-QLCL", on="2026-09-20")
    assert acts(page, REPORTED)["letter_replaced"] == "45/CCTĐC-QLCL"


def test_18_4_a_letter_that_replaces_and_one_that_corrects_are_made_of_the_letter_chosen(page: YearBook) -> None:
    assert options(page, RECORD, "other_paper", "about") == ["31/CCTĐC-QLCL"]
    made = press(page, RECORD, "other_paper", paper="letter_correction", about="31/CCTĐC-QLCL")
    assert "31/CCTĐC-QLCL" in "\n".join(letter_text(page.programme.folder / made.made[0].path))
    plain = press(page, OWN, "other_paper", paper="notice")
    assert "thay thế" not in "\n".join(letter_text(page.programme.folder / plain.made[0].path))
    new = press(page, OWN, "other_paper", paper="notice", replaces=True)
    assert "thay thế" in "\n".join(letter_text(page.programme.folder / new.made[0].path))


def test_before_a_letter_is_out_nothing_is_corrected_or_revoked(bench: Path, tmp_path: Path) -> None:  # noqa: F811
    page = YearBook(Path(shutil.copytree(bench, tmp_path / "năm")))
    papers = options(page, OWN, "other_paper", "paper")
    assert "notice" in papers and not {"letter_correction", "letter_revocation"} & set(papers)


# the year


def test_the_book_of_outgoing_papers_and_the_next_number_are_made(page: YearBook) -> None:
    done = press(page, "year/stands", "numbers")
    sheet = openpyxl.load_workbook(page.programme.folder / done.made[0].path)
    text = "\n".join(str(cell.value) for row in sheet.worksheets[0].iter_rows() for cell in row if cell.value)
    assert "05/TB-CCTĐC" in text and "số tiếp theo 06/TB-CCTĐC" in said(done)


def test_inspections_of_no_round_have_their_letters_laid_ready_as_well(page: YearBook) -> None:
    job = work(page, "year/stands", "issue")
    assert job.lines and "year/stands" in records(page)


def test_38_a_report_of_the_year_counts_up_to_the_day_chosen(page: YearBook) -> None:
    made = press(page, "year/stands", "other_paper", paper="november_report", as_of="2026-06-30")
    text = "\n".join(letter_text(page.programme.folder / made.made[0].path)).replace("\u00a0", " ")
    assert "30/6/2026" in text or "30 tháng 6 năm 2026" in text


def test_what_is_printed_by_another_program_goes_on_beside_the_page(page: YearBook) -> None:
    job = work(page, "year/stands", "other_paper", paper="report_request", pdf=True)
    assert "Đã lập" in job.lines[0].text and (page.programme.folder / job.made[0].path).is_file()


# the second reader


def test_all_that_waits_stands_in_one_place_to_be_opened_agreed_with_or_returned(reading: YearBook) -> None:
    id = f"reading/{SIGNED}/notice_issued"
    record = records(reading)[id]
    (link,) = [link for fact in record.facts for link in fact.links]
    assert (reading.programme.folder / link.path).is_file() and "Chờ" not in record.title
    for action, given, code in (
        ("read_agree", {"reader": ""}, "READ_005"),
        ("read_return", {"reader": READER, "note": ""}, "READ_007"),
    ):
        with pytest.raises(IsoAuditError) as refused:
            press(reading, id, action, **given)
        assert [one.code for one in refused.value.problems] == [code]
    press(reading, id, "read_return", reader=READER, note="Sửa căn cứ")
    assert "Sửa căn cứ" in records(reading)[id].facts[0].text
    press(reading, f"reading/{REPORTED}/correction_requested", "read_agree", reader=READER)
    assert f"reading/{REPORTED}/correction_requested" not in records(reading)
    done = press(reading, "reading/list", "reading_list")
    sheet = openpyxl.load_workbook(reading.programme.folder / done.made[0].path).worksheets[0]
    text = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    assert "Sở Nội vụ" in text and "Sửa căn cứ" in text and READER in text and REPORTED not in text


def test_a_paper_that_nobody_made_yet_is_made_from_there(reading: YearBook) -> None:
    (reading.programme.out / SIGNED / "notice.docx").unlink()
    again = YearBook(reading.programme.folder)
    buttons = offered(again, f"reading/{SIGNED}/notice_issued")
    assert set(buttons) == {"make_paper"}
    press(again, f"reading/{SIGNED}/notice_issued", "make_paper")
    assert set(offered(again, f"reading/{SIGNED}/notice_issued")) == {"read_agree", "read_return"}


def test_where_the_office_wants_no_second_reader_there_is_no_such_section(page: YearBook) -> None:
    assert not [section for section in page.page().sections if section.id == "reading"]


def test_the_list_of_what_waits_is_a_workbook_and_nothing_is_overwritten(
    read: Path, tmp_path: Path, isoaudit: Run
) -> None:
    path = tmp_path / "chờ đọc.xlsx"
    done = isoaudit("-C", read, "review-letters", "--output", path)
    assert done.returncode == 0 and str(path) in done.stdout
    rows = list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))
    assert rows[2][:4] == ("Cơ quan", "Văn bản", "Đợt", "Vì sao chờ") and len(rows) == 3 + 3
    assert isoaudit("-C", read, "review-letters", "--output", path).returncode == 2
    words = ("--reader", READER, "--agree", "--output", tmp_path / "b.xlsx")
    assert isoaudit("-C", read, "review-letters", SIGNED, *words).returncode == 2


# what is refused


TYPED = re.compile(r"\bisoaudit [a-z]|«?--[a-z]")
NOT_ON_THE_PAGE = {
    *("BACKUP_003", "BACKUP_004", "CLUSTER_001", "CLUSTER_002", "CLUSTER_003", "CLUSTER_005", "GATE_001"),
    *("LAB_003", "LAB_005", "LAB_007", "MERGE_008", "NOTEBOOK_008", "PAPER_010", "PAPER_043", "PAPER_044"),
    *("RUN_008", "RUN_009", "RUN_010", "RUN_018", "SCOPE_013", "START_001", "START_014", "TEMPLATE_010", "TRUST_001"),
}
"""Whoever is not the clerk mends these, or no button leads there."""


def test_every_remedy_that_is_a_command_says_what_to_press_on_the_page() -> None:
    here = labels()["start_remedy"]
    typed = {code for code in CATALOGUE if code not in IN_FORM and TYPED.search(on_page(rendered(code)).remedy)}
    assert typed == NOT_ON_THE_PAGE
    assert set(here) <= set(CATALOGUE) and not [code for code, words in here.items() if TYPED.search(words)]


def test_what_a_remedy_tells_to_press_is_on_the_page() -> None:
    """Each button a remedy names between « » is a label of the page, of the form, or of what it asks."""
    known = {
        words for name, of in labels().items() if name.startswith(("start_", "visit_", "act")) for words in of.values()
    }
    for code, words in labels()["start_remedy"].items():
        for named in re.findall(r"nút «([^»]+)»|bấm «([^»]+)»", words):
            button = next(filter(None, named))
            assert any(one.startswith(button) for one in known), (code, button)
