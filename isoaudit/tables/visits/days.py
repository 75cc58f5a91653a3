"""Days and times of a visit as schedules write them: «8h00 ngày 15/6», «Sáng 15/6», «15-16/6/2026», «Thứ Hai, 15/6»."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from isoaudit.model import nfc
from isoaudit.tables.cells import Column, Raw, Unfit, codes, word_key
from isoaudit.tables.columns.headings import Heading, is_merged
from isoaudit.tables.days import is_part_of_a_day, is_span_of_time, whole_year
from isoaudit.tables.rows.groups import codes_in
from isoaudit.wording import date_short, read_day
from isoaudit.wording.codes import DASHES

_TIME = (
    r"(?:(?:lúc|hồi|vào|từ|bắt đầu)\s+)*([0-9]{1,2})\s?(?:giờ|h|g|:)\s?"
    r"(?:([0-9]{2})(?![0-9./])(?::00)?\s?(?:phút|')?)?"
)
_TIMES = re.compile(rf"{_TIME}(?:\s*(?:-|đến)\s*{_TIME})?", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"\b(?:thứ\s+(hai|ba|tư|năm|sáu|bảy|[2-7])|(chủ\s+nhật|cn)|t([2-7]))(?![\w/.])\s*,?\s*", re.IGNORECASE
)
_NAMES = {"hai": 0, "ba": 1, "tư": 2, "năm": 3, "sáu": 4, "bảy": 5}
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_PART = re.compile(
    r"\b(?:(?:cả|trong)\s+ngày\b(?!\s*[0-9])|(?:cả|trong)(?=\s+ngày)|(?:buổi\s+)?(sáng|chiều))\b\s*(?:và\s+(?=chiều))?",
    re.IGNORECASE,
)
_WHOLE_DAY = re.compile(r"\bcả\s+ngày\b", re.IGNORECASE)
_MONTH = r"(?:[/.]|\s+tháng\s+)([0-9]{1,2})(?:(?:[/.]|\s+năm\s+)([0-9]{4}|[0-9]{2}(?![0-9])))?"
_ONE = re.compile(rf"(?:ngày\s+)?([0-9]{{1,2}}){_MONTH}", re.IGNORECASE)
_SPAN = re.compile(
    rf"(?:từ\s+)?(?:ngày\s+)?([0-9]{{1,2}})(?:{_MONTH})?\s*(?:-|đến)\s*(?:hết\s+)?(?:ngày\s+)?([0-9]{{1,2}}){_MONTH}",
    re.IGNORECASE,
)
_LIST = re.compile(
    rf"(?:các\s+)?(?:ngày\s+)?([0-9]{{1,2}}(?:\s*(?:,|;|\+|&|và)\s*[0-9]{{1,2}})+){_MONTH}", re.IGNORECASE
)
WRITTEN = "Lịch đã ghi"
"""How the headings begin under which the words of a schedule are kept."""
_NO_DAY = "chưa định ngày"
"""What a week, a month or a quarter means for a visit: the plan says when it is to be, its day is set later."""
_PARTS_OF_DAYS = frozenset(map(word_key, ("buổi", "buổi kiểm tra", "thời gian trong ngày", "ca")))
"""What heads the parts of the day beside the days of visits."""
_NO_HOUR = "chưa định giờ"
"""What a part of the day means for the hour at which a visit begins."""
_OF_GROUP = re.compile(r"\b(tháng|quý)\s+([0-9]{1,2}|[ivx]{1,3})(?:\s*[/.-]\s*|\s+năm\s+)?([0-9]{4})?\b", re.IGNORECASE)
"""The month or the quarter that the name of a group says: «THÁNG 9/2026», «Quý III năm 2026»."""
_LAST_NUMBER = re.compile(r"([0-9]{1,2})(?=[^0-9]*\Z)")
_AFTERNOON = 6
"""The last hour that is one of the afternoon where «chiều» stands beside it."""


@dataclass(frozen=True, slots=True)
class Span:
    """The month or the quarter that the rows of a group are of."""

    unit: str = ""
    """«tháng» or «quý»; empty: the group tells none, or several."""
    number: str = ""
    year: int = 0
    """0: the group names none."""

    def day(self, text: str) -> str:
        """A text whose last number is a day of this month: 14 of «THÁNG 9/2026» as 14/9; empty: it is none."""
        of_a_month = self.unit == "tháng" and self.number.isdigit() and not re.search(r"[0-9]\s*[/.]", text)
        return _LAST_NUMBER.sub(rf"\1/{self.number}", text, count=1) if of_a_month else ""

    def said(self, text: str) -> str:
        """A text that says a time without a number, such as «Trong tháng», with that of the group.

        A month in the group of a quarter stays as it is, the quarter behind it: a plan may call its rounds so.
        """
        if not self.unit or _OF_A_DAY.search(text):
            return text
        named = f"{self.unit} {self.number}{f'/{self.year}' if self.year else ''}"
        if _NUMBERED.search(text):
            of_a_quarter = self.unit == "quý" and not re.search(r"\bquý\b", text, re.IGNORECASE)
            return f"{text}, {named}" if of_a_quarter else text
        found = re.compile(rf"\b{self.unit}\b(?!\s+(?:này|đó))", re.IGNORECASE)
        return found.sub(named, text, count=1) if found.search(text) else f"{text} {named}"


_NUMBERED = re.compile(r"\b(?:tháng|quý)\s+(?:[0-9]{1,2}|[ivx]{1,3})\b|\bt[0-9]|[0-9]\s?[/-]\s?[0-9]{4}", re.IGNORECASE)
"""A text that says a number of its own: «Tháng 9», «T9», «9/2026»."""
_OF_A_DAY = re.compile(r"[0-9]\s?[/.]\s?[0-9]{1,2}\b")
"""A text that says a day: «Trước 31/10»."""


def span_of(groups: Sequence[str]) -> Span:
    """The month or the quarter of the nearest group that names one alone."""
    for group in filter(None, groups):
        found = list(_OF_GROUP.finditer(group))
        if len(found) == 1:
            unit, number, year = found[0].groups()
            return Span(unit.lower(), (number.lstrip("0") or number).upper(), int(year or 0))
        if found:
            return Span()
    return Span()


@dataclass(frozen=True, slots=True)
class Visit:
    """What a cell of a schedule says of a visit."""

    first: date
    last: date | None = None
    """Absent where the cell names one day."""
    opened: str = ""
    """A time of day as :func:`isoaudit.tables.cells.time_of_day` takes it; empty: none."""
    closed: str = ""
    weekdays: tuple[int, ...] = ()
    """Days of the week that are named, Monday 0."""
    plain: bool = True
    """Whether it is nothing but days with their years."""

    @property
    def misnamed(self) -> date | None:
        """The day that is another day of the week than the cell says."""
        days = (self.first, self.last or self.first)
        pairs = zip(self.weekdays, days, strict=False)
        return next((day for weekday, day in pairs if day.weekday() != weekday), None)

    def words(self) -> str:
        """The visit as the journal will have it."""
        days = [date_short(day) for day in (self.first, self.last) if day]
        times = [time for time in (self.opened, self.closed) if time]
        return ", ".join((" - ".join(days), *([" - ".join(times)] if times else [])))


def read_visit(text: str, year: int) -> Visit | None:
    """What a text says of a visit, days without a year being of ``year``; nothing where it is not understood.

    Days that do not follow one another are no visit. A part of the day alone is no time: it is left out.
    """
    rest = " ".join(nfc(text).translate(DASHES).split())
    times = list(_TIMES.finditer(rest))
    both = (pair for one in times for pair in (one.groups()[:2], one.groups()[2:]))
    hours = [(int(hour), int(minute or 0)) for hour, minute in both if hour]
    parts = [found[1].lower() for found in _PART.finditer(rest) if found[1]]
    if len(hours) > 2 or len(times) > 2 or any(hour > 23 or minute > 59 for hour, minute in hours):
        return None
    if parts and set(parts) == {"chiều"}:
        hours = [(hour + 12 if hour <= _AFTERNOON else hour, minute) for hour, minute in hours]
    weekdays = tuple(_weekday(found) for found in _WEEKDAY.finditer(rest))
    days = rest
    for pattern in (_TIMES, _WEEKDAY, _PART):
        days = pattern.sub(" ", days)
    found = _days(" ".join(re.sub(r"[()]", " ", days).split()).strip(" ,;:.-"), year)
    if found is None or len(weekdays) > 2 or (hours != sorted(hours) and found[0] == (found[1] or found[0])):
        return None
    first, last, whole = found
    said = [f"{hour:02d}:{minute:02d}" for hour, minute in hours] + ["", ""]
    whole_day = _WHOLE_DAY.search(rest)
    return Visit(first, last, said[0], said[1], weekdays, whole and not (hours or parts or whole_day))


def says_hours(text: str) -> bool:
    """Whether a text says an hour or a part of the day, and no day: «8h00 - 11h30», «Sáng (7h30)», «Cả ngày»."""
    return is_part_of_a_day(text) or _hours_of(text) is not None


def _hours_of(text: str) -> Visit | None:
    """The hours of a text as those of some day; nothing where it says none or something else."""
    visit = read_visit(f"{text} 01/01/2000", 2000) if text else None
    return visit if visit and visit.opened and not visit.last else None


def hours_of(text: str) -> str:
    """When what a text says begins, as minutes say it: «chiều 2 giờ» is 14 giờ 00 phút; empty: it names no hour."""
    visit = _hours_of(text)
    hour, _, minute = visit.opened.partition(":") if visit else ("", "", "")
    return f"{hour} giờ {minute} phút" if hour else ""


def _weekday(found: re.Match[str]) -> int:
    name, sunday, short = found.groups()
    said = (name or short or "").lower()
    return 6 if sunday else _NAMES[said] if said in _NAMES else int(said) - 2


def _days(text: str, year: int) -> tuple[date, date | None, bool] | None:
    """The first and the last day, and whether each has its year; nothing of any other text."""
    if (alone := read_day(text.removeprefix("ngày ").removeprefix("Ngày "))) is not None:
        return alone, None, True
    text = re.sub(r"\s*([-/.])\s*", r"\1", text)
    if one := _ONE.fullmatch(text):
        day, month, of_year = one.groups()
        first = _day(day, month, of_year, year)
        return (first, None, _is_whole(of_year)) if first else None
    if span := _SPAN.fullmatch(text):
        day, month, of_year, until, last_month, last_year = span.groups()
        first, last = (
            _day(day, month or last_month, of_year or last_year, year),
            _day(until, last_month, last_year, year),
        )
        return (first, last, _is_whole(last_year)) if first and last and first <= last else None
    if several := _LIST.fullmatch(text):
        numbers, month, of_year = several.groups()
        made = [_day(number, month, of_year, year) for number in re.findall("[0-9]+", numbers)]
        dates = [day for day in made if day]
        follow = all(after - before == timedelta(days=1) for before, after in zip(dates, dates[1:], strict=False))
        return (dates[0], dates[-1], _is_whole(of_year)) if len(dates) == len(made) and follow else None
    return None


def _day(day: str, month: str, year: str | None, usual: int) -> date | None:
    try:
        of_year = usual if not year else int(year) if _is_whole(year) else whole_year(year, usual)
        return date(of_year, int(month), int(day))
    except ValueError:
        return None


def _is_whole(year: str | None) -> bool:
    return len(year or "") > len("26")


def _month_below(heading: str, text: str, year: int) -> str:
    """The month or months that a text alone is below «Tháng»: 9, «9-10», or the first day a spreadsheet made of 9/2026;
    empty: it says something else."""
    if not re.match(r"(?:dự kiến )?tháng\b(?!.*\bngày\b)", nfc(heading).casefold()):
        return ""
    day = read_day(text)
    if day is not None:
        return f"tháng {day.month}/{day.year}" if day.day == 1 else ""
    numbers = re.findall("[0-9]+", text) if _MONTHS.fullmatch(text.translate(DASHES)) else []
    fit = bool(numbers) and all(1 <= int(number) <= 12 for number in numbers)
    return f"tháng {', '.join(number.lstrip('0') for number in numbers)}/{year}" if fit else ""


_MONTHS = re.compile(r"[0-9]{1,2}(?:\s*[-,;/+&]\s*[0-9]{1,2})*")
_HOURS = ("opened_at", "closed_at")
_ONE_TIME = re.compile(r"[0-9]{1,2} ?(?::|\.|h|g|giờ) ?(?:[0-9]{1,2}(?::00)? ?(?:phút|')?)?", re.IGNORECASE)
Read = Sequence[tuple[str, int, Column]]
"""Columns that are read: the words above each, where it stands from 1, the column."""


@dataclass(frozen=True, slots=True)
class Visits:
    """Puts what the cells of days say of a visit into the columns it belongs to, also where the table has none."""

    heading: Heading
    columns: Sequence[Column]
    year: int
    taken: Counter[tuple[str, str, str]]
    written: dict[str, str] = field(default_factory=dict)
    """What the row read last says of its visit beyond days, by a heading under which it is kept: Sáng 15/6."""

    def spread(
        self, cells: Sequence[Raw], read: Read, where: dict[str, int], groups: Sequence[str] = ()
    ) -> tuple[list[Raw], Read, dict[str, int]]:
        """The cells of a row with days and times each in a cell of its own, what is then read, and where it stands.

        ``groups``: the names of the groups around the row, the nearest first, and the form that is told of all rows.
        """
        made, said = list(cells), dict[str, str]()
        self.written.clear()
        span = span_of(groups)
        for name in ("from", "to") if self.year else ():
            at = where.get(name, 0)
            raw = made[at - 1] if 0 < at <= len(made) else ""
            if not isinstance(raw, str) or isinstance(raw, Unfit) or not (written := " ".join(raw.split())):
                continue
            year = span.year or self.year
            if self._is_of_whom(made, at, where, groups) and read_visit(raw, year) is None:
                made[at - 1 : self._end(made, at)] = [""] * (self._end(made, at) - at + 1)
                self._keep(at, written, _NO_DAY)
                continue
            if month := _month_below(self.heading.words(at), written, year):
                made[at - 1] = ""
                self._keep(at, written, f"{_NO_DAY} ({month})", month)
                continue
            visit = read_visit(raw, year) or (read_visit(day, year) if (day := span.day(written)) else None)
            if visit is None and is_span_of_time(written):
                made[at - 1] = ""
                whole = span.said(written)
                self._keep(at, written, _NO_DAY if whole == written else f"{_NO_DAY} ({whole})", whole)
                continue
            if visit is None:
                continue
            if (other := visit.misnamed) is not None:
                named = {"value": written, "day": date_short(other), "weekday": _WEEKDAYS[other.weekday()]}
                made[at - 1] = Unfit("TABLE_028", named)
                continue
            if name == "to":
                visit = replace(
                    visit, first=visit.last or visit.first, last=None, opened="", closed=visit.closed or visit.opened
                )
            if not visit.plain:
                self._keep(at, written, visit.words())
            made[at - 1] = date_short(visit.first)
            last = date_short(visit.last) if visit.last else ""
            said |= {k: v for k, v in (("to", last), ("opened_at", visit.opened), ("closed_at", visit.closed)) if v}
        if self.year and "to" not in said and (last := self._last_beside(made, where)):
            said["to"] = last
        for name in _HOURS if self.year else ():
            said = self._hours(made, where.get(name, 0)) | said
        return self._put(made, said, read, where) if said else (made, read, where)

    def _end(self, cells: Sequence[Raw], at: int) -> int:
        """The last of the columns, from 1, over which the cell of a column is merged."""
        return next((n for n in range(at, len(cells)) if not is_merged(cells[n])), len(cells))

    def _is_of_whom(self, cells: Sequence[Raw], at: int, where: Mapping[str, int], groups: Sequence[str]) -> bool:
        """Whether the cell of days of an inspection by record is merged with those beside it: it says who looks at the
        papers, «Phòng TĐC tổng hợp, thẩm định báo cáo»."""
        mode = where.get("mode", 0)
        raw = cells[mode - 1] if 0 < mode <= len(cells) else ""
        of_groups = next((found for group in groups if (found := codes_in("mode", group))), set[str]())
        said = {codes("mode").get(word_key(raw))} if mode and isinstance(raw, str) else of_groups
        return said == {"by_record"} and self._end(cells, at) > at

    def _last_beside(self, cells: Sequence[Raw], where: Mapping[str, int]) -> str:
        """The last day of a visit that stands below «Buổi», beside its first: 16-17/7; empty: none does."""
        at = where.get("from", 0)
        first = cells[at - 1] if 0 < at <= len(cells) else ""
        if where.get("to") or not isinstance(first, str) or not (day := read_day(first)):
            return ""
        for n, column in enumerate(self.heading.columns, 1):
            raw = cells[n - 1] if n <= len(cells) else ""
            if column is None and isinstance(raw, str) and word_key(self.heading.words(n)) in _PARTS_OF_DAYS:
                visit = read_visit(raw, day.year)
                if visit and visit.last and visit.first == day:
                    return date_short(visit.last)
        return ""

    def _hours(self, cells: list[Raw], at: int) -> dict[str, str]:
        """What a cell below «Giờ» says besides an hour, which is left there: «Sáng», «Sáng (7h30)», «8h00 - 11h30»."""
        raw = cells[at - 1] if 0 < at <= len(cells) else ""
        written = " ".join(raw.split()) if isinstance(raw, str) else ""
        if is_part_of_a_day(written):
            cells[at - 1] = ""
            self._keep(at, written, _NO_HOUR)
            return {}
        visit = None if _ONE_TIME.fullmatch(written) else _hours_of(written)
        if visit is None:
            return {}
        cells[at - 1] = visit.opened
        self._keep(at, written, " - ".join(filter(None, (visit.opened, visit.closed))))
        return {"closed_at": visit.closed} if visit.closed else {}

    def _keep(self, at: int, written: str, meant: str, whole: str = "") -> None:
        """Keep the words of a cell, or what they say with their group, beside what they were understood as."""
        self.taken[self.heading.words(at), written, meant] += 1
        self.written[f"{WRITTEN} ({self.heading.words(at).casefold()})"] = whole or written

    def _put(
        self, cells: list[Raw], said: dict[str, str], read: Read, where: dict[str, int]
    ) -> tuple[list[Raw], Read, dict[str, int]]:
        also, stands = list(read), dict(where)
        known = {column.name: column for column in self.columns}
        source = where.get("from") or where["to"]
        cells += [""] * (len(self.heading.titles) - len(cells))
        for name, text in said.items():
            at = where.get(name, 0)
            if at and not cells[at - 1]:
                cells[at - 1] = text
            elif not at and name in known:
                cells.append(text)
                also.append((self.heading.words(source), len(cells), known[name]))
                stands[name] = source
        return cells, also, stands
