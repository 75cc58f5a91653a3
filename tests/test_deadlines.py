"""Months by the calendar, and an end on a day off moved on (Civil Code 2015, Articles 147 and 148)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isoaudit.rules.deadlines import months_after, report_due, working_day

DAYS = st.dates(date(2014, 1, 1), date(2100, 12, 31))


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
    ],
)
def test_two_months_from_the_signing(signed: date, due: date) -> None:
    """TT26/2014 Đ37.2.c"""
    assert report_due(signed) == due


@given(DAYS, st.integers(0, 24))
def test_a_month_later_is_the_same_day_or_the_last_of_its_month(day: date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


@given(DAYS)
def test_a_working_day_is_the_first_that_is_no_day_off(day: date) -> None:
    moved = working_day(day)
    assert moved.weekday() < 5 and 0 <= (moved - day).days <= 2
    assert moved == day or all((day + timedelta(days=n)).weekday() >= 5 for n in range((moved - day).days))


@given(DAYS, DAYS)
def test_who_signs_later_reports_no_earlier(first: date, second: date) -> None:
    early, late = sorted((first, second))
    assert report_due(early) <= report_due(late)
    assert timedelta(days=58) < report_due(early) - early < timedelta(days=66)
