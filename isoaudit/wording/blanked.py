"""A finding made a reusable wording: names, numbers and days that can be recognised become blanks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_KEPT = (
    r"TCVN ISO \d+(?::\d+)?|(?:mục|Điều|khoản|Mục|Phụ lục) \d+(?:\.\d+)*"
    r"|/13 nội dung|02 tháng|\{[^{}\n]*\}"
)
"""Numbers that are of the law or the standard, and blanks that stand there already."""
_NUMBER = r"\d+(?:/\d{4})?/[A-ZĐ][A-ZĐƯ0-9]*(?:-[A-ZĐƯ0-9]+)*"
_DAY = r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2} tháng \d{1,2} năm \d{4}"
_MONTH = r"tháng \d{1,2}(?:/| năm )\d{4}"
_CODE = r"\d{3}\.\d{2}\.\d{2}(?:\.[A-Z]\d{2})?-\d+-\d+|[A-ZĐ]{1,6}\d*(?:[-.][A-ZĐ0-9]+)*[-.]\d[A-Z0-9.-]*(?<![.-])"
_COUNT = r"\d+(?:\.\d{3})*"
_FOUND = re.compile(
    rf"(?P<kept>{_KEPT})|(?P<number>\b{_NUMBER})|(?P<day>\b(?:{_DAY})\b)|(?P<month>\b{_MONTH}\b)|(?P<code>\b(?:{_CODE}))"
    rf"|(?P<part>\b{_COUNT})/(?P<whole>{_COUNT}\b)|(?<=năm )(?P<year>\d{{4}}\b)"
    rf"|(?P<count>(?<![\w/.:-]){_COUNT}\b(?![/:-]\w))"
)
_OF_WHAT = re.compile(r"\s+([^\W\d_]+)(?:\s+([^\W\d_]+))?")


def blanked(text: str, names: Mapping[str, str]) -> str:
    """``text`` on one line with blanks. ``names``: what is known to be a name, and the blank it becomes,
    ``{"UBND xã Tân An": "tên cơ quan"}``; a longer name goes before a shorter one.

    A person looks at it before it is kept: a name that nobody told of stays.
    """
    line = " ".join(text.split())
    for name in sorted(filter(None, names), key=len, reverse=True):
        line = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", f"{{{names[name]}}}", line)
    return _FOUND.sub(lambda found: _blank(found, line), line)


def _blank(found: re.Match[str], line: str) -> str:
    of = _of_what(line[found.end() :])
    match found.lastgroup:
        case "number":
            return "{số hiệu văn bản}"
        case "day":
            return "{ngày}"
        case "month":
            return "{ngày tháng}"
        case "code":
            return "{mã}"
        case "whole":
            return f"{{số{of}}}/{{tổng số{of}}}"
        case "year":
            return "{năm}"
        case "count":
            return f"{{số{of}}}"
    return found[0]


def _of_what(rest: str) -> str:
    """What is counted: the next word, or the next two where the first is no abbreviation."""
    found = _OF_WHAT.match(rest)
    if not found:
        return ""
    words = [found[1]] if found[1].isupper() or not found[2] else [found[1], found[2]]
    return " " + " ".join(words)


def names_in(names: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """Names by the blank each becomes; of one that is said twice the first blank stands."""
    known: dict[str, str] = {}
    for blank, several in names:
        for name in several:
            known.setdefault(" ".join(name.split()), blank)
    return known
