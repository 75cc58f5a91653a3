"""Which days are worked: Saturdays and Sundays, the holidays of the law, and over both the office's own list. Pure.

Holidays come from the package ``holidays``; it is imported when a day is first asked for. What the office wrote in
``[[days_off]]`` of ``isoaudit.toml`` wins day by day: the yearly notices move days, and only the office has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from isoaudit.imports import alone
from isoaudit.model import DayOff
from isoaudit.wording import date_short

_SATURDAY = 5
_WEEKEND = ("thứ bảy", "chủ nhật")
_CULTURE_DAY = (11, 24)
"""A holiday from 01/7/2026 (Resolution 28/2026/QH16, read in a secondary source); older packages do not know it."""
_CULTURE_SINCE = 2026
_NATIONAL_DAY = (9, 2)
_TET = "Tết Nguyên Đán"
_AROUND_TET = 8
"""As many days away from the first of the year a day off can belong to it: five, those made up for, weekends."""
_MOVED = "Ngày nghỉ (thay cho ngày"
"""How the package begins the name of a day off that was swapped for another."""


def why_off(day: date, list_: Iterable[DayOff] = ()) -> str:
    """Why nobody works on a day, in words; empty: it is a working day."""
    listed = _by_day(tuple(list_))
    said = listed.get(day)
    if said is not None:
        return "" if said.works else said.reason or "ngày nghỉ theo danh sách của cơ quan"
    holidays, worked = _of_the_law(day.year)
    if day in worked:
        return ""
    by_law = "" if _chosen_otherwise(day, listed) else holidays.get(day)
    return by_law or (_WEEKEND[day.weekday() - _SATURDAY] if day.weekday() >= _SATURDAY else "")


def listed_years(list_: Iterable[DayOff]) -> frozenset[int]:
    """The years of which the office's list says anything."""
    return frozenset(day.year for day in _by_day(tuple(list_)))


def _chosen_otherwise(day: date, listed: Mapping[date, DayOff]) -> bool:
    """Whether a day of the calendar is a guess that the office's list has settled otherwise.

    Which five days Tết has, and which day goes with the national day, is chosen every year (Labour Code 2019, Article
    112.1.b, đ and 112.3). A list with five days of Tết, or with two around the national day, says what was chosen.
    """
    for first, beside, most in ((_tet(day.year), _AROUND_TET, 5), (date(day.year, *_NATIONAL_DAY), 1, 2)):
        near = [first + timedelta(days=n) for n in range(-beside, beside + 1)]
        if day in near and sum(one in listed and not listed[one].works for one in near) >= most:
            return True
    return False


@cache
def _tet(year: int) -> date:
    """The first day of the lunar year."""
    return next(day for day, name in _of_the_law(year)[0].items() if name == _TET)


@cache
def _by_day(list_: tuple[DayOff, ...]) -> Mapping[date, DayOff]:
    return {day: said for said in list_ for day in said.days}


@cache
def _of_the_law(year: int) -> tuple[Mapping[date, str], frozenset[date]]:
    """The holidays of a year with their names, and the weekend days worked instead of another."""
    known: Any = alone("holidays.countries.vietnam").VN(years=year, language="vi")
    names = {day: _named(known[day]) for day in known if day.year == year}
    if year >= _CULTURE_SINCE:
        day = date(year, *_CULTURE_DAY)
        names.setdefault(day, "Ngày Văn hóa Việt Nam")
        if day.weekday() >= _SATURDAY:  # a holiday on a weekend day is made up for (Labour Code 2019, Article 111.3)
            instead = day + timedelta(days=7 - day.weekday())
            names.setdefault(instead, "Ngày Văn hóa Việt Nam (nghỉ bù)")
    return names, frozenset(day for day in known.weekend_workdays if day.year == year)


def _named(name: str) -> str:
    """The name of a holiday; the day it was swapped for as days are written in papers."""
    if not name.startswith(_MOVED):
        return name
    day, month, year = name.removeprefix(_MOVED).strip(" )").split("/")
    return f"ngày nghỉ hoán đổi với ngày {date_short(date(int(year), int(month), int(day)))}"
