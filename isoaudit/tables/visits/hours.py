"""Hours that a schedule says once for all, in a note: «Buổi sáng bắt đầu từ 7h30, buổi chiều từ 13h30»."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from isoaudit.tables.visits.days import WRITTEN, hours_of
from isoaudit.wording import count

_PART = re.compile(
    r"\b(sáng|chiều)\b(?:(?!\b(?:sáng|chiều)\b)[^0-9.;])*([0-9]{1,2}\s?(?:h|g|giờ|:)\s?(?:[0-9]{2})?)", re.I
)
_DAY = re.compile(r"(?<![0-9/])[0-9]{1,2}\s?/\s?[0-9]{1,2}(?![0-9])|\bngày\s+[0-9]", re.IGNORECASE)
_MONTH = re.compile(r"\btháng\s+[0-9]|\b[0-9]{1,2}\s?/\s?[0-9]{4}", re.IGNORECASE)
_WHOLE = re.compile(r"\b(?:cả ngày|sáng\s*(?:và|,|-|\+|/)\s*chiều)\b", re.IGNORECASE)


def hours_in(lines: Iterable[str]) -> dict[str, str]:
    """When a morning and an afternoon begin, by what lines without a day say; nothing of what they say in two ways.

    Of a month only its own sentence is: «Đợt I tháng 6/2026. Buổi sáng từ 8h00.»
    """
    said: dict[str, set[str]] = {}
    sentences = (one for line in lines if not _DAY.search(line) for one in re.split(r"[.;]\s+|\n", line))
    for one in sentences:
        for part, time in _PART.findall("" if _MONTH.search(one) else one):
            said.setdefault(part.lower(), set()).add(hours_of(f"{part} {time}"))
    return {part: times.pop() for part, times in said.items() if len(times) == 1 and "" not in times}


def with_hours(rows: Sequence[dict[str, Any]], lines: Iterable[str]) -> Iterator[str]:
    """Give the visits of a schedule that only name a part of the day the hour at which that begins; what was done."""
    hours = hours_in(lines) if any(values.get("from") for values in rows) else {}
    taken = 0
    for values in rows if hours else ():
        written = " ".join(text for words, text in (values.get("others") or {}).items() if words.startswith(WRITTEN))
        parts = {"sáng"} if _WHOLE.search(written) else {part for part in hours if part in written.lower()}
        if values.get("from") and not values.get("opened_at") and len(parts) == 1 and (time := hours.get(parts.pop())):
            values["opened_at"] = time
            taken += 1
    if taken:
        each = ", ".join(f"buổi {part} {time}" for part, time in hours.items())
        yield f"giờ bắt đầu ghi ngoài bảng ({each}) lấy cho {count(taken)} cuộc kiểm tra chỉ ghi buổi."
