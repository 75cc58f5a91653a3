"""How days are counted: months by the calendar, and an end on a day off moved to the next working day.

Circular 26/2014 does not say how its two months are counted; the Civil Code 91/2015/QH13 applies (Article 145.1). The
day of the signing is not counted (Article 147.2); a period ends with the same day of the last month, or its last day
(Article 148.3), and where that is a weekend day or a public holiday, with the next working day (Article 148.5).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from isoaudit.model import DayOff
from isoaudit.rules.days_off import listed_years, why_off
from isoaudit.wording import date_short

REPORT_MONTHS = 2
"""The agency reports on corrective action within two months of the signing (Circular 26/2014, Article 37.2.c)."""
_LAW = "Điều 147, Điều 148 Bộ luật Dân sự số 91/2015/QH13"


@dataclass(frozen=True, slots=True)
class Counted:
    """A last day, and how it was arrived at."""

    start: date
    """The day of the event, which is not counted."""
    end: date
    """The same day of the last month, before days off were looked at."""
    due: date
    passed: tuple[tuple[date, str], ...] = ()
    """The days off from ``end`` up to ``due``, each with why."""
    unlisted: tuple[int, ...] = ()
    """The years that were looked at and of which the office has given no list of days off."""
    months: int = REPORT_MONTHS

    @property
    def in_words(self) -> str:
        """How it was counted, in a sentence, with the articles."""
        start, end = date_short(self.start), date_short(self.end)
        counted = f"{self.months:02} tháng kể từ ngày {start} (không tính ngày này) là ngày {end}"
        if self.passed:
            off = "; ".join(f"ngày {date_short(day)}: {why}" for day, why in self.passed)
            counted += f"; ngày nghỉ được chuyển sang ngày làm việc tiếp theo ({off})"
        return f"{counted} ({_LAW})."


def months_after(day: date, months: int) -> date:
    """The same day ``months`` later; the last day of a month that has no such day (Civil Code, Article 148.3)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def working_day(day: date, days_off: Iterable[DayOff] = ()) -> date:
    """The day itself, or the next working day after a day off (Civil Code, Article 148.5)."""
    while why_off(day, days_off):
        day += timedelta(days=1)
    return day


def counted(signed: date, days_off: Iterable[DayOff] = (), months: int = REPORT_MONTHS) -> Counted:
    """The months that begin with an event, two with the signing of the minutes, and how they were counted."""
    return _counted(signed, tuple(days_off), months)


@cache
def _counted(signed: date, days_off: tuple[DayOff, ...], months: int) -> Counted:
    """The same; minutes of thousands of inspections are signed on a few hundred days."""
    end = months_after(signed, months)
    due = working_day(end, days_off)
    between = [end + timedelta(days=n) for n in range((due - end).days)]
    unlisted = sorted({end.year, due.year} - listed_years(days_off))
    return Counted(signed, end, due, tuple((day, why_off(day, days_off)) for day in between), tuple(unlisted), months)


def report_due(signed: date, days_off: Iterable[DayOff] = ()) -> date:
    """The last day of the two months that begin with the signing of the minutes."""
    return counted(signed, days_off).due


def without_list(years: Iterable[int]) -> str:
    """What to say of years of which the office has given no list of days off; empty for none."""
    named = ", ".join(map(str, sorted(set(years))))
    if not named:
        return ""
    return (
        f"Chưa có danh sách ngày nghỉ của cơ quan năm {named}: hạn chỉ tính theo ngày nghỉ lễ, tết của pháp luật, chưa "
        "tính ngày hoán đổi theo thông báo hằng năm. Ghi các ngày ấy vào trang «Ngày nghỉ» (isoaudit settings export)."
    )
