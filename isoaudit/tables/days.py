"""Days and times as offices write them in a cell."""

from __future__ import annotations

import re
from datetime import MAXYEAR, date, timedelta
from functools import cache

from isoaudit.tables.cells import FIRST_YEAR, LAST_YEAR, Cell, is_none, noted, word_key
from isoaudit.wording import date_short, read_day, table_words


def day(value: str, cell: Cell, last: int = LAST_YEAR) -> str | None:
    """A date, ISO or as Vietnamese papers write it, as ISO text; or nothing. Its year may be ``last``, not later."""
    if not value:
        return None
    if is_none(value):
        noted(cell, value, "")
        return None
    written = re.sub(r"ngày:?\s+", "", value, count=1, flags=re.IGNORECASE) if value[:1] in "nN" else value
    found = read_day(written) or _of_short_year(written, cell)
    if found is None:
        cell.refuse("TABLE_027" if is_span_of_time(value) else "TABLE_005", value=value)
        return None
    if not FIRST_YEAR <= found.year <= last:
        most = cell.today.year if last == MAXYEAR else last
        cell.refuse("TABLE_023", value=found.year, least=FIRST_YEAR, most=most)
        return None
    return found.isoformat()


_YEARS_AROUND = 30
"""How far from today a year of two digits may lie: 85 is then neither 1985 nor 2085."""


def _of_short_year(value: str, cell: Cell) -> date | None:
    """A day whose year has two digits, in the years around today's (noted): 15/6/26."""
    parts = re.fullmatch(r"([0-9]{1,2}[/.-][0-9]{1,2}[/.-])([0-9]{2})", value)
    found = read_day(f"{parts[1]}{whole_year(parts[2], cell.today.year)}") if parts else None
    if found is None or abs(found.year - cell.today.year) > _YEARS_AROUND:
        return None
    noted(cell, value, date_short(found))
    return found


def whole_year(digits: str, near: int) -> int:
    """The year of two digits that is nearest to a year."""
    century = near - near % 100
    return min((century + more + int(digits) for more in (-100, 0, 100)), key=lambda year: abs(year - near))


_SPAN_OF_TIME = re.compile(
    r"(?:(?:từ|đầu|giữa|cuối|trong|khoảng|dự kiến|nửa|các|thượng|trung|hạ|[0-9]{1,2} ngày)\s+)*"
    r"(?:(?:tuần|tháng|quý)\b|(?:đầu|giữa|cuối)\s|t[0-9]{1,2}\b)"
    r"|[0-9]{1,2}\s?[/-]\s?[0-9]{4}$|(?:gửi|nộp)\s+(?:hồ sơ|báo cáo)\b"
    r"|(?:hạn\s+)?(?:xong\s+)?(?:trước|chậm nhất|muộn nhất)\s+(?:là\s+)?(?:ngày\s+)?[0-9]",
    re.IGNORECASE,
)
"""What a text begins with that says a week, a month or a quarter and no day, or till when papers are sent; or a month
with its year; or a day before which something is done: «Trước 31/10/2025»."""


def is_span_of_time(value: str) -> bool:
    """Whether a text says a week, a month or a quarter and no day: «Tháng 7/2026», «Quý III», «7/2026»."""
    return bool(_SPAN_OF_TIME.match(value))


LAST_TIME = "Lần trước đã ghi"
"""The heading under which the day is kept of which a register needs the year."""


def past_day(value: str, cell: Cell) -> str | None:
    """A date that is not after today."""
    found = day(value, cell, MAXYEAR)
    if found and date.fromisoformat(found) > cell.today:
        cell.refuse("TABLE_006", value=date_short(date.fromisoformat(found)), today=date_short(cell.today))
    return found


_LAST_OF = re.compile(
    r"(?:(?:năm|tốt nghiệp|cuối)\s+)*(?:(?:tháng\s+)?([0-9]{1,2})\s?[/.-]\s?)?([0-9]{4})", re.IGNORECASE
)


def past_day_or_year(value: str, cell: Cell) -> str | None:
    """A date that is not after today; of a year or a month alone the last day (noted).

    So no day of service is counted that may not have been (Circular 26/2014, Article 40.1.d: from graduation on). Of a
    year with its level of training beside it, 2015 (CĐ), nothing where that is below a university (Article 40.1.a).
    """
    graduated, level = with_level(value)
    if level and any(word_key(level).startswith(one) for one in _levels("below_a_university")):
        noted(cell, value, "")
        return None
    found = _LAST_OF.fullmatch(graduated if level else value)
    month, year_ = (int(found[1] or 12), int(found[2])) if found else (0, 0)
    begun = (year_, month if found and found[1] else 1) <= (cell.today.year, cell.today.month)
    if not begun or not 1 <= month <= 12 or year_ < FIRST_YEAR:
        return past_day(value, cell)
    last = date(year_ + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    noted(cell, value, f"hết ngày {date_short(last)}")
    return last.isoformat()


def with_level(value: str) -> tuple[str, str]:
    """A year or month of graduation and the level of training that stands behind it: 2015 (CĐ), 6/2009 - Đại học.

    Both empty: it is something else; what else stands in brackets is no level.
    """
    found = _WITH_LEVEL.fullmatch(" ".join(value.split()))
    levels = (*_levels("below_a_university"), *_levels("of_a_university"))
    known = found and any(re.match(rf"{re.escape(one)}(?!\w)", word_key(found[2])) for one in levels)
    return (found[1], found[2]) if found and known else ("", "")


_WITH_LEVEL = re.compile(r"([^()]*[0-9]{4})\s*(?:[(]|[-–,;:]\s)\s*([^()]+?)\s*\)?", re.IGNORECASE)


@cache
def _levels(which: str) -> tuple[str, ...]:
    return tuple(map(word_key, table_words()["text"][which]))


_NO_TIME = frozenset(
    f"{before}{part}"
    for before in ("", "buổi ", "cả ", "trong ")
    for part in (
        *("sáng", "chiều", "tối", "trưa", "ngày", "nửa ngày", "1/2 ngày", "một ngày", "một buổi", "sáng và chiều"),
        *("sáng, chiều", "sáng - chiều", "sáng + chiều", "sáng/chiều", "sáng hoặc chiều", "giờ hành chính"),
        *("giờ làm việc", "giờ hc"),
    )
)
"""What stands below «Giờ» and names none."""


def is_part_of_a_day(text: str) -> bool:
    """Whether a text says a part of the day and no hour: «Sáng», «Cả ngày», «Buổi chiều»."""
    return " ".join(text.casefold().split()).strip(" .") in _NO_TIME


def planned_time(value: str, cell: Cell) -> str | None:
    """A time of day; of a part of the day, as schedules have it below «Giờ», none (noted)."""
    return noted(cell, value, "") if is_part_of_a_day(value) else time_of_day(value, cell)


def time_of_day(value: str, cell: Cell) -> str | None:
    """A time as minutes say it, "08 giờ 00 phút"; also written 8:00, 8h, 8h30, 8.30."""
    hours = r"([0-9]{1,2}) ?(?::|\.(?=[0-9]{2}$)|h|g|giờ) ?"  # 8.3 may be 8.30 that a spreadsheet cut
    found = re.fullmatch(rf"{hours}(?:([0-9]{{1,2}})(?::00)? ?(?:phút|')?)?", value.casefold())
    if value and (not found or int(found[1]) > 23 or int(found[2] or 0) > 59):
        cell.refuse("TABLE_020", value=value)
        return None
    return f"{int(found[1]):02d} giờ {int(found[2] or 0):02d} phút" if found else ""
