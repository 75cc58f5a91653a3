"""The corrective actions of a year by finding: rows, page, workbook, calendar (TT26/2014 Đ37.1.a, Đ37.2.c, d)."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import icalendar
import pytest
from conftest import run_isoaudit
from openpyxl import load_workbook
from record_bench import BY_RECORD, NOT_MET, ON_SITE, SECOND, agree, copy, make, tell
from replies import PROPOSED, reply, review, say

from isoaudit.journal.programme import Cases, Programme
from isoaudit.pages.actions import actions_html
from isoaudit.pages.calendar import actions_calendar
from isoaudit.rules.actions import ActionRow, ageing, cure_times, in_order, usual_time
from isoaudit.tables.workbooks.actions import actions_workbook
from isoaudit.work.actions import rows_of, rows_of_year
from isoaudit.work.run import run_findings

BEFORE, AFTER = date(2026, 7, 1), date(2026, 9, 1)
FIRST, MIDDLE, LAST = NOT_MET


@pytest.fixture(scope="module")
def signed_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Minutes of ON_SITE and SECOND signed on 15/6, BY_RECORD asked on 1/4 for a report by 1/5."""
    folder = make(tmp_path_factory.mktemp("actions") / "year")
    year = Programme(folder)
    agree(year, ON_SITE, SECOND)
    tell(year, "minutes_signed", ON_SITE, SECOND, on="15/6")
    tell(year, "requested", BY_RECORD, on="2/3", number="1/CV")
    tell(year, "report_received", BY_RECORD, on="20/3", number="2/BC", arrived_on=date(2026, 3, 21))
    tell(year, "correction_requested", BY_RECORD, on="1/4", number="3/CV", reply_by=date(2026, 5, 1))
    return folder


@pytest.fixture
def year(signed_once: Path, tmp_path: Path) -> Programme:
    return copy(signed_once, tmp_path / "year")


@pytest.fixture
def reported(year: Programme) -> Programme:
    """A report of ON_SITE that came in time and says all of the three findings."""
    tell(year, "correction_reported", ON_SITE, on="20/7", number="9/BC", arrived_on=date(2026, 7, 22))
    reply(year, ON_SITE, FIRST)
    reply(year, ON_SITE, MIDDLE, PROPOSED)
    reply(year, ON_SITE, LAST)
    return year


def of(year: Programme, day: date, inspection: str = ON_SITE) -> dict[str, ActionRow]:
    """The rows of an inspection by criterion."""
    return {row.criterion: row for row in rows_of_year(year, day) if row.inspection == inspection}


def test_37_2_c_each_nonconformity_of_the_minutes_waits_two_months_and_is_late_then(year: Programme) -> None:
    waiting, late = of(year, BEFORE), of(year, AFTER)
    assert list(waiting) == list(NOT_MET) and [row.code for row in waiting.values()] == ["KPH 01", "KPH 02", "KPH 03"]
    assert {(r.stage, r.due, r.late, r.days_left, r.age) for r in waiting.values()} == {
        ("waiting", date(2026, 8, 17), False, 47, 16)
    }
    assert {(r.stage, r.late, r.who, r.next) for r in late.values()} == {
        ("overdue", True, "secretary", "remind_correction")
    }
    assert all(row.left_words == "quá hạn 15 ngày" for row in late.values())


def test_37_2_d_a_report_is_to_be_reviewed_and_what_was_carried_out_well_says_how_long_it_took(
    reported: Programme,
) -> None:
    assert {row.stage for row in of(reported, AFTER).values()} == {"reported"}
    assert {row.next for row in of(reported, AFTER).values()} == {"review"}
    review(reported, ON_SITE, FIRST, "accepted")
    review(reported, ON_SITE, MIDDLE, "follow_up")
    review(reported, ON_SITE, LAST, "not_accepted")
    rows = of(reported, AFTER)
    good, proposed, refused = (rows[one] for one in NOT_MET)
    assert (good.stage, good.open, good.days_to_cure, good.age) == ("accepted", False, 25, None)
    assert (proposed.stage, proposed.open, proposed.due, proposed.next) == (
        "follow_up", True, date(2026, 10, 30), "wait_completion",
    )  # fmt: skip
    assert (refused.stage, refused.next, refused.reason) == ("not_accepted", "not_accepted", "Lý do của not_accepted.")
    later = of(reported, date(2026, 11, 1))[MIDDLE]
    assert (later.stage, later.late, later.next) == ("follow_up_late", True, "remind_completion")


def test_37_2_c_how_late_a_report_came_is_said_of_the_first_only_for_the_law_sets_no_second_day(
    year: Programme,
) -> None:
    tell(year, "correction_reported", ON_SITE, on="27/8", number="9/BC", arrived_on=date(2026, 8, 28))
    reply(year, ON_SITE, FIRST)
    assert of(year, AFTER)[FIRST].late_by == 10
    assert any("chậm 10 ngày" in said for said in of(year, AFTER)[FIRST].remarks)
    review(year, ON_SITE, FIRST, "not_accepted", on="2026-08-29")
    tell(year, "correction_reported", ON_SITE, on="20/9", number="10/BC", arrived_on=date(2026, 9, 21))
    reply(year, ON_SITE, FIRST)
    again = of(year, date(2026, 9, 30))[FIRST]
    assert (again.late_by, again.report) == (0, "Báo cáo số 10/BC ngày 20/9/2026")


def test_37_1_a_by_record_a_report_is_left_to_the_next_inspections_and_nobody_waits_for_a_review(
    year: Programme,
) -> None:
    (asked,) = of(year, AFTER, BY_RECORD).values()
    assert (asked.code, asked.stage, asked.late, asked.next) == ("01", "past_asked_day", True, "remind_correction")
    tell(year, "correction_reported", BY_RECORD, on="20/8", number="9/BC", arrived_on=date(2026, 8, 22))
    reply(year, BY_RECORD, asked.criterion)
    (told,) = of(year, AFTER, BY_RECORD).values()
    assert (told.open, told.stage_words, told.next_words) == (
        False, "Đã báo cáo khắc phục", "Xem ở cuộc kiểm tra tiếp theo",
    )  # fmt: skip
    assert told.who_words == "-"


def test_37_2_d_a_notice_without_what_was_reviewed_refuses_all_that_the_report_said(year: Programme) -> None:
    tell(year, "correction_reported", ON_SITE, on="20/7", number="9/BC", arrived_on=date(2026, 7, 22))
    tell(year, "not_accepted", ON_SITE, on="1/8", number="5/TB")
    assert {(row.stage, row.since, row.next) for row in of(year, AFTER).values()} == {
        ("not_accepted", date(2026, 8, 1), "wait_again")
    }


def test_reviewers_who_differ_are_shown_and_none_of_them_counts(reported: Programme) -> None:
    review(reported, ON_SITE, FIRST, "accepted", "not_accepted")
    row = of(reported, AFTER)[FIRST]
    assert row.disputed and row.stage == "reported"
    assert "Có ý kiến khác nhau, chưa thống nhất" in row.remarks


CARRIED = {
    "agency": "99-STP", "mode": "on_site", "year": 2025, "told_on": "2025-06-10", "stage": "follow_up",
    "action": "Tập huấn.", "due_on": "2026-03-31", "reason": "Theo dõi.", "reviewed_on": "2025-09-01",
    "finding": {
        "id": "2025-99-STP-TS/D36-1-c-01", "kind": "nonconformity", "criterion": "D36-1-c-01", "point": "1.c",
        "legal_basis": ["điểm c khoản 1 Điều 36"], "requirement": "Quy định.", "evidence": [], "gap": "Chưa đủ.",
        "remedy": "Bổ sung.", "code": "KPH 04",
    },
}  # fmt: skip


def test_37_2_d_what_an_earlier_year_found_is_followed_until_this_one_says_whether_it_is_effective(
    year: Programme,
) -> None:
    old = "2025-99-STP-TS"
    say(year, "carried", f"{old}/D36-1-c-01", CARRIED)
    (row,) = of(year, AFTER, old).values()
    assert (row.stage, row.late, row.carried, row.age) == ("follow_up_late", True, True, 448)
    assert rows_of_year(year, AFTER)[0] == row, "the longest known stands first"
    say(year, "effect", f"{ON_SITE}/{old}/D36-1-c-01", {"outcome": "effective", "reason": "Đã xem."})
    (seen,) = of(year, AFTER, old).values()
    assert (seen.stage, seen.open, seen.stage_words, seen.next_words) == ("effective", False, "Có hiệu lực", "-")


def test_the_quick_way_finds_what_whole_cases_say(reported: Programme) -> None:
    review(reported, ON_SITE, FIRST, "accepted")
    say(reported, "carried", "2025-99-STP-TS/D36-1-c-01", CARRIED)
    whole = rows_of(Cases(reported, reported.register()), AFTER)
    assert whole == rows_of_year(reported, AFTER) and len(whole) == 8


def test_charts_count_each_open_finding_once_and_the_median_is_of_what_was_carried_out_well(
    reported: Programme,
) -> None:
    review(reported, ON_SITE, FIRST, "accepted")
    review(reported, ON_SITE, LAST, "accepted")
    rows = rows_of_year(reported, AFTER)
    numbers = dict(ageing(rows))
    assert sum(map(sum, numbers.values())) == sum(row.open for row in rows) == 5
    assert numbers["61 đến 90 ngày"] == (0, 3, 1, 0, 0) and numbers["Trên 90 ngày"] == (0, 1, 0, 0, 0)
    assert dict(cure_times(rows)) == {
        "Đến 30 ngày": (2,), "31 đến 60 ngày": (0,), "61 đến 90 ngày": (0,), "Trên 90 ngày": (0,),
    }  # fmt: skip
    assert usual_time(rows) == 25


def test_page_and_workbook_hold_every_finding_word_by_word_and_nothing_typed_is_markup(reported: Programme) -> None:
    rows = rows_of_year(reported, AFTER)
    rows = in_order([*rows[1:], replace(rows[0], gap='Thiếu <script>alert(1)</script> & "{{ 7*7 }}"')])
    page = actions_html(rows, reported.settings, AFTER, mark="1A2B")
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert all(row.code in page for row in rows) and "Tính đến ngày 01/9/2026; dấu của dữ liệu: 1A2B" in page
    book = load_workbook(io.BytesIO(actions_workbook(rows, 2026, "Tên", "Ngày")))
    lines = list(book.active.iter_rows(min_row=4, values_only=True))
    assert [line[3] for line in lines] == [row.gap for row in rows]
    assert actions_workbook(rows, 2026, "Tên", "Ngày") == actions_workbook(rows, 2026, "Tên", "Ngày")


def test_37_2_c_nothing_is_said_to_be_late_since_the_day_of_the_minutes(year: Programme) -> None:
    """It is late since its last day, which stands beside it."""
    rows = [row for row in rows_of_year(year, AFTER) if row.late]
    assert rows and all(row.since for row in rows)
    page = actions_html(rows, year.settings, AFTER, mark="1A2B")
    for row in rows:
        assert re.search(rf"{row.stage_words}\s*(<span[^>]*>)?\s*từ ngày", page) is None
    book = load_workbook(io.BytesIO(actions_workbook(rows, 2026, "Tên", "Ngày")))
    _, *lines = book.active.iter_rows(min_row=3, values_only=True)
    assert lines and not any(line[18] for line in lines)


def test_the_calendar_has_each_last_day_once_with_the_same_id_each_time(reported: Programme) -> None:
    review(reported, ON_SITE, MIDDLE, "follow_up")
    rows = rows_of_year(reported, AFTER)
    data = actions_calendar(rows, reported.settings, AFTER)
    assert data == actions_calendar(rows, reported.settings, AFTER)
    events = icalendar.Calendar.from_ical(data).walk("VEVENT")
    days = {str(event["summary"]): event["dtstart"].dt for event in events}
    assert len(days) == len(events) == 3, days
    proposed = next(name for name in days if name.startswith("Thời hạn hoàn thành theo đề xuất"))
    assert "(KPH 02)" in proposed and days[proposed] == date(2026, 10, 30)
    of_second = next(event for event in events if "KPH 01, KPH 02, KPH 03" in event["summary"])
    assert of_second["dtstart"].dt == date(2026, 8, 17) and of_second["dtend"].dt == date(2026, 8, 18)
    assert of_second.walk("VALARM")[0]["trigger"].dt == timedelta(days=-7)
    later = icalendar.Calendar.from_ical(actions_calendar(rows, reported.settings, date(2026, 9, 5))).walk("VEVENT")
    assert {str(event["uid"]) for event in events} == {str(event["uid"]) for event in later}
    assert all(len(line.encode()) <= 75 for line in data.decode().split("\r\n"))


def test_the_command_shows_what_is_to_be_followed_and_writes_all_three(reported: Programme) -> None:
    review(reported, ON_SITE, FIRST, "accepted")
    done = run_isoaudit("-C", reported.folder, "actions")
    assert done.returncode == 0, done.stderr
    assert "07 điểm cần khắc phục" in done.stdout and "KPH 02, KPH 03: Chờ xem xét" in done.stdout
    assert all((reported.out / name).is_file() for name in ("actions.html", "actions.xlsx", "actions.ics"))
    assert "KPH 01" not in done.stdout.partition(SECOND)[0].partition(ON_SITE)[2].partition("\n2026")[0]


@pytest.mark.parametrize("words", [("--json",), ("--on", "1/9/2026")])
def test_what_only_looks_writes_nothing(reported: Programme, words: tuple[str, ...]) -> None:
    done = run_isoaudit("-C", reported.folder, "actions", *words)
    assert done.returncode == 0 and not (reported.out / "actions.html").exists()


def test_only_what_is_overdue_can_be_asked_for_as_data(reported: Programme) -> None:
    all_ = json.loads(run_isoaudit("-C", reported.folder, "actions", "--on", "1/9/2026", "--json").stdout)
    late = json.loads(run_isoaudit("-C", reported.folder, "actions", "--on", "1/9/2026", "--overdue", "--json").stdout)
    assert len(all_) == 7 and late == [row for row in all_ if row["late"]] and len(late) == 4
    assert {row["inspection"] for row in late} == {SECOND, BY_RECORD}


def test_without_anything_to_correct_that_is_said(signed_once: Path, tmp_path: Path) -> None:
    empty = make(tmp_path / "new")
    done = run_isoaudit("-C", empty, "actions")
    assert "Chưa có điểm nào cần khắc phục." in done.stdout and done.returncode == 0
    page = (Programme(empty).out / "actions.html").read_text(encoding="utf-8")
    assert "Chưa có điểm nào cần khắc phục" in page and "<script" not in page


def test_a_workbook_in_which_somebody_worked_stays(reported: Programme) -> None:
    run_isoaudit("-C", reported.folder, "actions")
    path = reported.out / "actions.xlsx"
    path.write_bytes(path.read_bytes() + b"typed")
    mine = path.read_bytes()
    review(reported, ON_SITE, FIRST, "accepted")
    done = run_isoaudit("-C", reported.folder, "actions")
    assert path.read_bytes() == mine and (reported.out / "actions.new.xlsx").is_file()
    assert "bảng actions.xlsx đã được sửa tay nên giữ nguyên; bảng mới là actions.new.xlsx" in done.stderr


def test_a_run_over_the_year_writes_the_page_and_the_index_links_it(reported: Programme) -> None:
    run_findings(reported, [ON_SITE], workers=2)
    assert re.search(r'href="actions.html"', (reported.out / "index.html").read_text(encoding="utf-8"))
    assert "Chờ xem xét" in (reported.out / "actions.html").read_text(encoding="utf-8")
