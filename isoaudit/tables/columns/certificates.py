"""Certificates of people as lists write them."""

from __future__ import annotations

import re
from functools import cache

from isoaudit.tables.cells import Cell, noted, paper, word_key
from isoaudit.wording import table_words


def certificate(value: str, cell: Cell) -> str:
    """What a certificate is cited by; of «Đang học», «Chờ cấp chứng chỉ» nothing (noted).

    Circular 26/2014, Article 40.1, asks for the certificate itself.
    """
    return noted(cell, value, "") if is_on_its_way(value) else paper(value, cell)


def is_on_its_way(value: str) -> bool:
    """Whether a cell says that a certificate is still being got, and cites none: Đang học, khóa tháng 6."""
    return word_key(value).startswith(_beginnings()) and not _CITED.search(value)


@cache
def _beginnings() -> tuple[str, ...]:
    return tuple(word_key(words) for words in table_words()["text"]["on_its_way"])


_CITED = re.compile(r"\bsố\s*:?\s*[0-9]", re.IGNORECASE)


def begins_with_a_day(value: str) -> bool:
    """Whether a cell beside a paper or a certificate begins with its day, month or year: 20/9/2017, 2016; numbers may
    look alike: 18/2017/CN-TĐC, 0412."""
    return bool(_DAY.match(value.strip()))


_SIGN = r"\s?(?:[/.-]|tháng|năm)\s?"
_DAY = re.compile(
    rf"(?:[0-9]{{1,2}}{_SIGN}[0-9]{{1,2}}{_SIGN}[0-9]{{2}}(?:[0-9]{{2}})?|(?:[0-9]{{1,2}}{_SIGN})?(?:19|20)[0-9]{{2}})"
    r"(?![\w/-])",
    re.IGNORECASE,
)


def is_exemption(value: str) -> bool:
    """Whether a cell for a certificate says that none is asked of the person, be a reason behind it or not: Miễn,
    Miễn (tốt nghiệp Học viện Hành chính Quốc gia), Được miễn do đã học (Circular 26/2014, Article 40.1.b)."""
    return word_key(_reason().split(value, maxsplit=1)[0]) in _exemptions()


def exemption_in(note: str) -> tuple[str, str]:
    """What a note exempts a person from, and the piece of the note that says so: of «Thư ký; Miễn CC QLNN» «CC QLNN»
    and «Miễn CC QLNN». Both empty: from nothing that it names."""
    for piece in re.split(r"[;\n]", note):
        words = _reason().split(" ".join(piece.split()).strip(" ."), maxsplit=1)[0].split()
        of = next((n for n in range(len(words) - 1, 0, -1) if word_key(" ".join(words[:n])) in _exemptions()), 0)
        if of:
            return " ".join(words[of:]), piece.strip(" .")
    return "", ""


@cache
def _exemptions() -> frozenset[str]:
    return frozenset(map(word_key, table_words()["text"]["exempt"]))


@cache
def _reason() -> re.Pattern[str]:
    words = "|".join(map(re.escape, table_words()["text"]["reason"]))
    return re.compile(rf"\s*[(,;:\n]|\s+[-–]\s+|\s+(?:{words})\s+", re.IGNORECASE)
