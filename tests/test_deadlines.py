"""Months by the calendar, and an end on a day off moved on (Civil Code 2015, Articles 147 and 148)."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isoaudit.model import DayOff
from isoaudit.rules.days_off import why_off
from isoaudit.rules.deadlines import counted, months_after, report_due, without_list, working_day

DAYS = st.dates(date(2014, 1, 1), date(2099, 10, 31))
OWN = (
    DayOff(day=date(2026, 8, 31), to=date(2026, 9, 2), reason="hoán đổi; Quốc khánh"),
    DayOff(day=date(2026, 8, 22), works=True, reason="làm bù ngày 31/8"),
)


@pytest.mark.parametrize(
    ("signed", "due"),
    [
        (date(2026, 6, 18), date(2026, 8, 18)),  # the same day of the later month
        (date(2025, 12, 31), date(2026, 3, 2)),  # 28/02/2026 is a Saturday
        (date(2026, 12, 31), date(2027, 3, 1)),  # 28/02/2027 is a Sunday
        (date(2023, 12, 31), date(2024, 2, 29)),  # a leap year, a Thursday
        (date(2026, 7, 15), date(2026, 9, 15)),
        (date(2026, 7, 5), date(2026, 9, 7)),  # 05/9/2026 is a Saturday
        (date(2026, 7, 6), date(2026, 9, 7)),  # 06/9/2026 is a Sunday
        (date(2026, 9, 24), date(2026, 11, 25)),  # the day of culture, from 01/7/2026
        (date(2026, 7, 1), date(2026, 9, 3)),  # the day beside the national day
        (date(2026, 7, 2), date(2026, 9, 3)),
        (date(2026, 3, 1), date(2026, 5, 4)),  # 01/5 is a Friday
        (date(2026, 2, 28), date(2026, 4, 28)),
        (date(2026, 2, 26), date(2026, 4, 28)),  # 26/4 is a Sunday and 10/3 of the moon: made up for on Monday
        (date(2026, 11, 1), date(2027, 1, 4)),  # 01/01/2027 is a Friday
        *((date(2026, 12, day), date(2027, 2, 11)) for day in (7, 8, 9, 10)),  # Tết of 2027
    ],
)
def test_two_months_from_the_signing(signed: date, due: date) -> None:
    """TT26/2014 Đ37.2.c; BLDS 91/2015 Đ147.2, 148.3, 148.5"""
    assert report_due(signed) == due


def test_the_list_of_the_office_wins_over_calendar_and_weekend() -> None:
    """31/8/2026 was swapped for Saturday 22/8/2026."""
    assert report_due(date(2026, 6, 30), OWN) == date(2026, 9, 3)
    assert report_due(date(2026, 6, 22), OWN) == date(2026, 8, 22)
    worked = (DayOff(day=date(2027, 2, 9), works=True, reason="ngày Tết dự kiến sai"),)
    assert report_due(date(2026, 12, 7), worked) == date(2027, 2, 9)
    off = (DayOff(day=date(2026, 8, 18), reason="mất điện"),)
    assert report_due(date(2026, 6, 18), off) == date(2026, 8, 19)


@pytest.mark.parametrize(
    ("listed", "signed", "due"),
    [
        # The calendar guesses 4-10/02/2027; the notice has 5-11/02.
        ((DayOff(day=date(2027, 2, 5), to=date(2027, 2, 11)),), date(2026, 12, 4), date(2027, 2, 4)),
        ((DayOff(day=date(2027, 2, 5), to=date(2027, 2, 11)),), date(2026, 12, 5), date(2027, 2, 12)),
        # Only its working days are written down.
        (
            (DayOff(day=date(2027, 2, 5)), DayOff(day=date(2027, 2, 8), to=date(2027, 2, 11))),
            date(2026, 12, 4),
            date(2027, 2, 4),
        ),
        # The day beside the national day is the one after it.
        ((DayOff(day=date(2026, 9, 2), to=date(2026, 9, 3)),), date(2026, 7, 1), date(2026, 9, 1)),
        ((DayOff(day=date(2026, 9, 2), to=date(2026, 9, 3)),), date(2026, 7, 2), date(2026, 9, 4)),
        # A list that speaks of other days leaves the calendar as it is.
        ((DayOff(day=date(2026, 8, 31)), DayOff(day=date(2026, 9, 2))), date(2026, 7, 1), date(2026, 9, 3)),
        ((DayOff(day=date(2027, 2, 11)),), date(2026, 12, 4), date(2027, 2, 12)),
        ((DayOff(day=date(2026, 2, 16), to=date(2026, 2, 20)),), date(2026, 12, 4), date(2027, 2, 11)),
    ],
)
def test_a_list_of_tet_or_the_national_day_replaces_the_guess_of_the_calendar(
    listed: tuple[DayOff, ...], signed: date, due: date
) -> None:
    """BLLĐ 2019 Đ112.1.b, đ, Đ112.3: what is off is chosen for each year"""
    assert report_due(signed, listed) == due


def test_it_is_said_how_the_day_was_counted_and_of_which_years_there_is_no_list() -> None:
    how = counted(date(2026, 6, 30), OWN)
    assert how.passed == (
        (date(2026, 8, 30), "chủ nhật"),
        *((date(2026, *day), "hoán đổi; Quốc khánh") for day in ((8, 31), (9, 1), (9, 2))),
    )
    assert "Điều 148 Bộ luật Dân sự số 91/2015/QH13" in how.in_words and "30/8/2026" in how.in_words
    assert (how.unlisted, counted(date(2026, 6, 30)).unlisted) == ((), (2026,))
    assert counted(date(2026, 11, 1), OWN).unlisted == (2027,)
    assert counted(date(2026, 10, 31), OWN).passed == ()
    assert without_list(()) == "" and "2026, 2027" in without_list([2027, 2026, 2027])


def test_a_swapped_day_is_named_as_days_are_written() -> None:
    assert why_off(date(2026, 8, 31)) == "ngày nghỉ hoán đổi với ngày 22/8/2026"
    assert why_off(date(2026, 8, 22)) == ""  # a Saturday, worked instead
    assert why_off(date(2029, 11, 26)) and why_off(date(2025, 11, 24)) == ""


def test_the_calendar_is_imported_only_when_a_day_is_asked_for() -> None:
    program = "import sys, isoaudit.rules.standing; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0


@given(DAYS, st.integers(0, 24))
def test_a_month_later_is_the_same_day_or_the_last_of_its_month(day: date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


LISTS = st.lists(st.builds(DayOff, day=st.dates(date(2026, 1, 1), date(2027, 12, 31)), works=st.booleans())).map(tuple)
NEAR = st.dates(date(2025, 11, 1), date(2027, 11, 30))


@given(NEAR, LISTS)
def test_a_working_day_is_the_first_that_is_no_day_off(day: date, own: tuple[DayOff, ...]) -> None:
    moved = working_day(day, own)
    assert moved >= day and not why_off(moved, own)
    assert all(why_off(day + timedelta(days=n), own) for n in range((moved - day).days))


@given(st.one_of(DAYS, NEAR), LISTS)
def test_the_last_day_is_a_working_day_and_never_before_the_two_months(day: date, own: tuple[DayOff, ...]) -> None:
    how = counted(day, own)
    assert how.due >= how.end == months_after(day, 2) and not why_off(how.due, own)
    assert how.due.weekday() < 5 or any(one.works for one in own) or how.due.year < 2027


@given(DAYS, DAYS)
def test_who_signs_later_reports_no_earlier(first: date, second: date) -> None:
    early, late = sorted((first, second))
    assert report_due(early) <= report_due(late)
    assert timedelta(days=58) < report_due(early) - early < timedelta(days=75)
