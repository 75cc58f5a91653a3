"""Names of bodies that people abbreviate: «CC An toàn VSTP», «Sở KH&CN», «TT Kiểm soát bệnh tật»."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from isoaudit.wording.capitals import all_capitals, office_names
from isoaudit.wording.names import name_key, spelled_out

_KEPT = ("UBND", "HĐND")
"""Abbreviations that names have themselves."""
_LEAST = len(("Sở", "KHCN"))
"""Words of a name; one word alone is a code."""


def written_out(name: str) -> str:
    """A body's name with its abbreviations written out, where the names of offices tell how; else as typed.

    The kind of body at the beginning (CC, BQL, VP, UBND P.), then what abbreviates one name that provinces have alone:
    «Sở NV» stays, for it may be Nội vụ or Ngoại vụ.
    """
    name = " ".join(name.split())
    if name_key(name) in _whole():
        return name
    whole = spelled_out(name)
    meant: dict[str, str] = {}
    for known in abbreviated(whole, office_names()):
        meant.setdefault(_words(known), known)  # of two ways to write one name the first
    if len(meant) == 1:
        return next(iter(meant.values()))
    return name if all_capitals(name) else whole  # KIỂM may be an abbreviation or a word


@cache
def _whole() -> frozenset[str]:
    return frozenset(map(name_key, office_names()))


def abbreviated(typed: str, names: Iterable[str]) -> list[str]:
    """Those of some names that a writing in abbreviations stands for."""
    return [name for name in names if stands_for(typed, name)]


def stands_for(typed: str, name: str) -> bool:
    """Whether a writing in abbreviations stands for a name: Sở KH&CN is Sở Khoa học và Công nghệ."""
    pattern = _pattern(typed)
    return pattern is not None and pattern.fullmatch(_words(name)) is not None


@lru_cache(maxsize=1 << 12)
def _pattern(typed: str) -> re.Pattern[str] | None:
    """What the names match that a writing stands for; nothing for one without an abbreviation."""
    words = re.findall(r"[\w&]+", unicodedata.normalize("NFC", spelled_out(typed)))
    if len(words) < _LEAST or not any(map(_is_short, words)):
        return None
    parts = [_letters(word) if _is_short(word) else re.escape(word.casefold()) + " " for word in words if word != "&"]
    return re.compile("(?:và )?".join(parts))


@lru_cache(maxsize=1 << 13)
def _words(name: str) -> str:
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", name).casefold())) + " "


@cache
def _is_short(word: str) -> bool:
    return word.isupper() and len(word) > 1 and word.replace("&", "").isalpha() and word not in _KEPT


def _letters(word: str) -> str:
    return "(?:và )?".join(rf"{letter.casefold()}\w* " for letter in word.replace("&", ""))
