"""Replies, reviews, effects and the year after on a PostgreSQL server: what SQLite says, said there as well."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from carry_bench import CCKL, COMMUNE, FIRST, SECOND, STP, THIRD, by_record, plan, reply, reported, tell, visit
from conftest import AUTHORITY, Run
from postgresql import new_database, server
from record_bench import BUILT
from test_evidence import PLAIN_PDF

from isoaudit.desk import import_agencies
from isoaudit.desk.answers.effects import say_effect
from isoaudit.desk.carrying import begin_after, carry
from isoaudit.desk.corrective.receiving import receive
from isoaudit.desk.corrective.reviews import export_reviews, import_reviews, say_review
from isoaudit.journal.new_programme import init
from isoaudit.journal.programme import Programme
from isoaudit.work.actions import rows_of_year
from isoaudit.work.make_papers import make_papers

WHOLE, DAY = f"2024-{STP}-TS", date(2024, 12, 20)


@pytest.fixture(scope="module")
def socket() -> Iterator[str]:
    with server() as folder:
        yield folder


def first_year(folder: Path, database: str) -> Programme:
    """2024: one visit with three findings reported and reviewed, one that is late, one inspection by record."""
    year = init(folder, AUTHORITY, 2024, database)
    table = folder.with_name("agencies.csv")
    table.write_text(BUILT, encoding="utf-8")
    import_agencies(year, table)
    visit(year, STP, FIRST, SECOND, THIRD)
    key = reported(year, WHOLE)
    reply(year, WHOLE, FIRST, key, "accepted")
    proposed = {"status": "proposed", "done_on": None, "due_on": "2024-12-01", "evidence": ""}
    reply(year, WHOLE, SECOND, key, "follow_up", **proposed)
    visit(year, CCKL, FIRST)
    by_record(year, COMMUNE, FIRST)
    return year


def said(year: Programme, day: date) -> list[Any]:
    """The corrective actions of a year, and what is carried into it."""
    state = year.state()
    carried = [one for code in sorted(state.agencies) for one in state.carried(state.agencies[code])]
    return [rows_of_year(year, day), [one.model_dump(exclude={"mark", "heads"}) for one in carried]]


@pytest.fixture(scope="module")
def years(socket: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Programme]:
    made = {}
    for name, database in (("SQLite", ""), ("PostgreSQL", new_database(socket, "nam-2024"))):
        made[name] = first_year(tmp_path_factory.mktemp(name) / "2024", database)
    return made


def test_37_2_d_rows_and_what_goes_over_are_the_same_on_both(years: dict[str, Programme], socket: str) -> None:
    local, there = years["SQLite"], years["PostgreSQL"]
    assert not (there.folder / "programme.db").exists() and there.verify() == []
    assert said(there, DAY) == said(local, DAY) and len(rows_of_year(there, DAY)) == 5
    after = {}
    for name, database in (("SQLite", ""), ("PostgreSQL", new_database(socket, "nam-2025"))):
        later = begin_after(years[name].folder.with_name("2025"), years[name].folder, database=database).programme
        plan(later, STP)
        effect = {"outcome": "effective", "reason": "Đã xem sổ", "examiner": "Lương Quốc Bảo"}
        say_effect(later, f"2025-{STP}-TS", WHOLE, FIRST, effect, edit="e", base=None)
        (reminder,) = make_papers(later, "correction_reminder")
        assert reminder.file is not None, reminder.problems
        assert carry(later, years[name].folder).unchanged == 5
        assert later.verify() == []
        after[name] = said(later, date(2025, 7, 1))
    assert after["PostgreSQL"] == after["SQLite"]
    assert {row.stage for row in after["PostgreSQL"][0]} >= {"effective", "follow_up_late", "overdue"}


def test_a_report_comes_in_and_is_reviewed_by_table_on_a_server(
    years: dict[str, Programme], socket: str, isoaudit: Run, tmp_path: Path
) -> None:
    year = first_year(tmp_path / "2024", new_database(socket, "bao-cao"))
    id = f"2024-{CCKL}-TS"
    scan = tmp_path / "báo cáo.pdf"
    scan.write_bytes(PLAIN_PDF)
    received = receive(year, id, "30/BC-CCKL", date(2024, 7, 30), date(2024, 8, 1), scan)
    assert received.new and received.unanswered == ("KPH 01",)
    reply(year, id, FIRST, received.report, "")
    book = tmp_path / "xem xét.xlsx"
    assert export_reviews(year, [id], book) == 1
    workbook = openpyxl.load_workbook(book)
    sheet = workbook.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[3]}
    assert sheet.cell(4, heads["Mã điểm"]).value == "KPH 01", "the column says what stands in it"
    answers = ("đạt yêu cầu", "Đủ bằng chứng", "Trần Thị Lan", "15/8/2024")
    for name, value in zip(("Kết quả xem xét", "Lý do", "Người xem xét", "Ngày xem xét"), answers, strict=True):
        sheet.cell(4, heads[name]).value = value
    workbook.save(book)
    assert import_reviews(year, book).added == 1
    (review,) = year.state().reviews(id)
    assert (review.outcome, review.reviewer) == ("accepted", "Trần Thị Lan")
    done = isoaudit("-C", year.folder, "archive", id, "-o", tmp_path / "hồ sơ.zip")
    assert done.returncode in (0, 1) and (tmp_path / "hồ sơ.zip").is_file(), done.stderr
    assert isoaudit("-C", year.folder, "verify").returncode == 0


def test_two_reviewers_at_once_are_both_kept_and_none_counts_until_one_decides(socket: str, tmp_path: Path) -> None:
    year = first_year(tmp_path / "2024", new_database(socket, "hai-nguoi"))
    tell(year, "correction_reported", WHOLE, "1/9", number="60/BC", arrived_on=date(2024, 9, 2))
    key = year.state().reports(WHOLE)[-1].key
    reply(year, WHOLE, THIRD, key, "")

    def one(outcome: str) -> None:
        fields = {"outcome": outcome, "reason": f"Lý do {outcome}", "reviewer": "Trần Thị Lan", "on": "2024-09-10"}
        say_review(Programme(year.folder), WHOLE, THIRD, key, fields, edit=outcome, base=())

    with ThreadPoolExecutor(2) as both:
        list(both.map(one, ("accepted", "not_accepted")))
    (review,) = (r for r in year.state().reviews(WHOLE) if (r.criterion, r.report) == (THIRD, key))
    assert review.outcome is None and {r.outcome for r in review.disputed} == {"accepted", "not_accepted"}
    assert year.verify() == []
