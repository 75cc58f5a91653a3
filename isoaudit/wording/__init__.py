"""Labels, dates, numbers, citations and sorting as a Vietnamese reader expects them."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from isoaudit.model import Citation, Law, Member
from isoaudit.wording.names import name_key as name_key
from isoaudit.wording.names import spelled_out as spelled_out
from isoaudit.wording.names import unaccented as unaccented


@cache
def labels() -> dict[str, dict[str, str]]:
    """All labels of ``vi.toml``, by vocabulary and code."""
    return tomllib.loads(files(__package__).joinpath("vi.toml").read_text(encoding="utf-8"))


@cache
def synonyms() -> dict[str, dict[str, list[str]]]:
    """What people write for the labels of the closed vocabularies (``synonyms.toml``), by vocabulary and code."""
    return tomllib.loads(files(__package__).joinpath("synonyms.toml").read_text(encoding="utf-8"))


@cache
def table_words() -> dict[str, dict[str, list[str]]]:
    """What offices write above and around the rows of their tables (``headings.toml``)."""
    return tomllib.loads(files(__package__).joinpath("headings.toml").read_text(encoding="utf-8"))


def label(vocabulary: str, code: str) -> str:
    """The Vietnamese label of ``code``; an unknown one raises ``KeyError``."""
    return labels()[vocabulary][code]


def sentence(text: str) -> str:
    """``text`` with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def in_sentence(text: str) -> str:
    """``text`` within a sentence: its first letter in lower case, unless it begins with an abbreviation."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def date_short(day: date) -> str:
    """As printed in a sentence: 05/7/2026, 10/02/2026 (Decree 30/2020, Annex I, II.4: zeros before days
    under 10 and before months 1 and 2)."""
    return f"{day.day:02d}/{_month(day)}/{day.year}"


def date_long(day: date) -> str:
    """As printed in a citation: ngày 05 tháng 3 năm 2014."""
    return f"ngày {day.day:02d} tháng {_month(day)} năm {day.year}"


def read_day(value: str) -> date | None:
    """A date, ISO or as Vietnamese papers write it; nothing where it is none."""
    found = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", value)
    parts = found.groups() if found else None
    if parts is None and (found := re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", value)):
        parts = found.groups()[::-1]
    try:
        year, month, day_of_month = (int(part) for part in parts or ())
        return date(year, month, day_of_month)
    except ValueError:
        return None


def span(start: date | None, end: date | None) -> str:
    """The days from one to another, in words; empty where neither is known."""
    if start and end and start != end:
        return f"từ ngày {date_short(start)} đến ngày {date_short(end)}"
    if start and end:
        return f"ngày {date_short(start)}"
    return f"từ ngày {date_short(start)}" if start else f"đến ngày {date_short(end)}" if end else ""


def span_short(start: date | None, end: date | None) -> str:
    """The days from one to another, as a cell of a table has them: 05/7/2026, 01/9/2026 - 30/9/2026."""
    if start and end and start != end:
        return f"{date_short(start)} - {date_short(end)}"
    if start and end:
        return date_short(start)
    return f"từ {date_short(start)}" if start else f"đến {date_short(end)}" if end else ""


def in_team(member: Member) -> str:
    """A member with the role, as a team is listed: Lương Quốc Bảo (trưởng đoàn)."""
    return f"{member.name} ({label('role', member.role)})"


def _month(day: date) -> str:
    return f"{day.month:02d}" if day.month < 3 else str(day.month)


def count(number: int) -> str:
    """A count as administrative papers write it: 03, 12, 3.801."""
    return f"{number:02,d}".replace(",", ".")


def count_or_0(number: int) -> str:
    """A number that may be none: 0, 03, 3.801."""
    return count(number) if number else "0"


def left_words(days: int | None, *, late: bool) -> str:
    """How far a last day is, from the days left; empty without one. ``late``: whether something is owed since it."""
    if days is None:
        return ""
    if days > 0:
        return f"còn {count(days)} ngày"
    if days == 0:
        return "hạn cuối hôm nay"
    return f"{'quá hạn' if late else 'đã qua'} {count(-days)} ngày"


def cite_full(law: Law) -> str:
    """An instrument at its first mention (Decree 30/2020, Annex I, II.6.b)."""
    return f"{law.kind} số {law.number} {date_long(law.issued_on)} của {law.issuer} {law.subject}"


def cite(basis: Sequence[Citation], laws: Iterable[Law]) -> tuple[str, ...]:
    """Citations in words, one text per instrument in the order given: "điểm đ khoản 1 Điều 36, điểm h, điểm l
    khoản 2 Điều 7 Thông tư số 26/2014/TT-BKHCN": an article is named once, and so is a clause of it."""
    known = {law.id: law for law in laws}
    cited: dict[str, dict[int, list[Citation]]] = {}
    for citation in basis:
        cited.setdefault(citation.document, {}).setdefault(citation.article, []).append(citation)
    return tuple(
        f"{', '.join(map(_places, articles.values()))} {known[document].kind} số {known[document].number}"
        for document, articles in cited.items()
    )


def _places(citations: Sequence[Citation]) -> str:
    """The places of one article in their order: ``điểm h, điểm l khoản 2 Điều 7``."""
    article = f"Điều {citations[0].article}"
    clauses: dict[int, set[str]] = {}
    for citation in citations:
        points = clauses.setdefault(citation.clause or 0, set())
        if citation.point is not None:
            points.add(citation.point)
    whole = [article] if 0 in clauses else []
    within = [
        ", ".join(f"điểm {point}" for point in sorted(points, key=sort_key)) + f" khoản {clause}"
        if points
        else f"khoản {clause}"
        for clause, points in sorted(clauses.items())
        if clause
    ]
    return ", ".join([*whole, *([f"{', '.join(within)} {article}"] if within else [])])


def point_name(point: str) -> str:
    """A point of Article 36 in words: ``1.đ`` is "điểm đ khoản 1"."""
    clause, letter = point.split(".")
    return f"điểm {letter} khoản {clause}"


_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")  # ngang huyền hỏi ngã sắc nặng


@cache
def _letter_key(letter: str) -> tuple[int, int]:
    parts = unicodedata.normalize("NFD", letter)
    tone = next((m for m in parts[1:] if m in _TONES), "")
    base = unicodedata.normalize("NFC", "".join(m for m in parts if m != tone)) if tone else letter
    place = _ALPHABET.find(base)
    return (
        place + 100 if place >= 0 else min(ord(base[0]), 99) if base.isascii() else ord(base[0]) + 200,
        _TONES.index(tone),
    )


def sort_key(text: str) -> tuple[tuple[int, ...], tuple[int, ...], str]:
    """Key that sorts names by the Vietnamese alphabet (a ă â b c d đ e ê …), then by tone."""
    keys = [_letter_key(letter) for letter in unicodedata.normalize("NFC", text).lower()]
    return tuple(k[0] for k in keys), tuple(k[1] for k in keys), text
