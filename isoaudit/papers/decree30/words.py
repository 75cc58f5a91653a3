"""Looking at words: what a line is, whatever it looks like. Lists of words stand in ``decree-30.toml``."""

from __future__ import annotations

import re
from functools import cache

from isoaudit.papers.decree30.nouns import Line
from isoaudit.papers.decree30.rules import decree
from isoaudit.wording import unaccented

_DRAWN = re.compile(r"[_\-–—=*~. ]{4,}|[-–—*]{3}")
_NAME = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){1,5}")


def fold(text: str) -> str:
    """Letters and digits only, small, without accents."""
    return "".join(sign for sign in unaccented(text.lower()) if sign.isalnum())


def is_upper(text: str) -> bool:
    """Whether a text of some length is in capitals."""
    return sum(sign.isalpha() for sign in text) > 2 and text.upper() == text


def is_typed_line(text: str) -> bool:
    """Whether a text is a line drawn with signs."""
    return bool(_DRAWN.fullmatch(text))


@cache
def kinds() -> dict[str, str]:
    """The folded names of the kinds of papers with their abbreviations, the longest name first."""
    named = {fold(name): short for short, name in decree().kinds.items()}
    return dict(sorted(named.items(), key=lambda item: -len(item[0])))


def kind_of(line: Line, *, more: bool = True) -> str:
    """The abbreviation of the kind of paper a line names, or nothing; ``more``: capitals may follow the name."""
    text = line.text
    if len(text) > 90 or text.endswith((":", ";")):
        return ""
    folded = fold(text)
    for name, short in kinds().items():
        if folded == name and (is_upper(text) or line.align == "center"):
            return short
        if more and folded.startswith(name) and is_upper(text) and re.match(r"\S+ \S+", text):
            first = fold(" ".join(text.split()[: len(decree().kinds[short].split())]))
            if first == name:
                return short
    return ""


@cache
def _pattern(name: str, form: str) -> re.Pattern[str]:
    words = sorted(decree().words[name], key=len, reverse=True)
    return re.compile(form % "|".join(map(re.escape, words)))


def begins_with_office(text: str) -> bool:
    """Whether a line begins the name of an office."""
    return bool(_pattern("offices", r"(?:%s)(?!\w)").match(text.upper()))


def has_position(text: str) -> bool:
    """Whether a line names a position, or the authority to sign for another."""
    return bool(_pattern("positions", r"(?<!\w)(?:%s)(?!\w)").search(text.upper()))


def has_academic_title(text: str) -> bool:
    """Whether a name begins with an academic or honorary title."""
    return bool(_pattern("academic", r"(?:%s)(?:[.,]\s*|\s+)(?=\w)").match(text))


def looks_like_name(text: str) -> bool:
    """Whether a line can be the name of a person, with or without a title before it."""
    if has_academic_title(text):
        return True
    return bool(_NAME.fullmatch(text)) and not has_position(text) and all(word[0].isupper() for word in text.split())
