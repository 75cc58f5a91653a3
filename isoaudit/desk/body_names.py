"""Agencies by their names, as schedules and books name them instead of their codes."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from isoaudit.model import Agency, nfc
from isoaudit.wording import name_key, spelled_out, unaccented


def by_name_alone(agencies: Iterable[Agency]) -> dict[str, str]:
    """The codes of agencies by what their names are compared by; of two of one name neither.

    One with its superior body in brackets, «Chi cục Kiểm lâm (thuộc Sở NN&MT)», is also known without: where no other
    agency is called so.
    """
    codes: dict[str, set[str]] = {}
    for agency in agencies:
        for name in (agency.name, _BRACKETS.sub("", agency.name)):
            codes.setdefault(body_key(name), set()).add(agency.code)
    return {key: next(iter(several)) for key, several in codes.items() if len(several) == 1}


_BRACKETS = re.compile(r"\s*\([^()]*\)\s*\Z")


def near_names(typed: str, agencies: Iterable[Agency]) -> list[Agency]:
    """The agencies a writing that names none of them, or several, may mean, the likeliest first: without its tone marks
    the same as some, else alike in most letters. A person says which: Sở Nội vu is a slip, Sở Y tế and Sở Thuế are two.
    """
    by_key: dict[str, list[Agency]] = {}
    for agency in agencies:
        by_key.setdefault(unaccented(body_key(agency.name)), []).append(agency)
    key = unaccented(body_key(typed))
    near = [key] if key in by_key else difflib.get_close_matches(key, by_key, _OFFERED, _NEAR)
    return [agency for one in near for agency in by_key[one]][: 2 * _OFFERED]


_OFFERED, _NEAR = 2, 0.8
"""How many agencies are offered, and how much of two names must be the same, from 0 to 1 (difflib)."""


def body_key(name: str) -> str:
    """What two writings of an agency's name have in common: Ủy ban nhân dân xã is UBND xã, and that is Xã or X."""
    key = name_key(spelled_out(name)).replace(name_key("Ủy ban nhân dân"), "ubnd")
    return _OF_A_PLACE.sub("", key)


_PLACES = ("xã", "phường", "đặc khu", "thị trấn", "huyện", "quận", "thị xã")
_OF_A_PLACE = re.compile(rf"\Aubnd (?=(?:{'|'.join(map(name_key, _PLACES))}) )")


def by_abbreviation(typed: str, agencies: Iterable[Agency]) -> str:
    """The code of the one agency whose name a writing in abbreviations stands for: Sở KH&CN; empty: none or several."""
    words = re.findall(r"[\w&]+", nfc(typed))
    if len(words) < len(("Sở", "KHCN")) or not any(map(_is_short, words)):  # one word alone is a code
        return ""
    parts = [_letters(word) if _is_short(word) else re.escape(word.casefold()) + " " for word in words]
    pattern = re.compile("(?:và )?".join(parts))
    alike = {a.code for a in agencies if pattern.fullmatch(" ".join(re.findall(r"\w+", nfc(a.name).casefold())) + " ")}
    return alike.pop() if len(alike) == 1 else ""


def _is_short(word: str) -> bool:
    """Whether a word is an abbreviation; UBND is one that names have themselves."""
    return word.isupper() and len(word) > 1 and word.replace("&", "").isalpha() and word not in ("UBND", "HĐND")


def _letters(word: str) -> str:
    return "(?:và )?".join(rf"{letter.casefold()}\w* " for letter in word.replace("&", ""))
