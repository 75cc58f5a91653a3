"""What people are called by before their names, Ông, Bà, đồng chí, and names with initials: N.H.Tuấn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from isoaudit.wording.names import name_key

_BEFORE = r"(?:(?:các )?đồng chí|đ/c|ông/bà|bà|[ôb](?=\.)|ông(?=(?:\s+\S+){{{words}}}))[\s:.]+"
_SURELY = re.compile(_BEFORE.format(words=3), re.IGNORECASE)
_OF_ALL = re.compile(_BEFORE.format(words=2), re.IGNORECASE)
_WITHIN = re.compile(r"(?<!\w)(?<!bà )(?<!ông )ông\s+(?=[^\W\d_]+\s+[^\W\d_]+)", re.IGNORECASE)

_OF_TWO_WORDS = re.compile(rf"{_WITHIN.pattern}([^\W\d_]+ [^\W\d_]+)(?=\s*(?:[;,:(\n–-]|$))", re.IGNORECASE)

_INITIALS = re.compile(r"((?:[^\W\d_]\s?\.\s?)+)([^\W\d_]{2,}(?:\s[^\W\d_]{2,})*)")


def of_initials(typed: str, names: Iterable[str]) -> str:
    """The one of several names that initials before a part of it stand for, «N.H.Tuấn», «H. Minh»; empty: none, or more
    than one."""
    found = _INITIALS.fullmatch(typed.strip())
    if not found:
        return ""
    letters, last = name_key(found[1]).replace(".", " ").split(), name_key(found[2]).split()
    fitting = {
        name
        for name in names
        if (words := name_key(name).split())[-len(last) :] == last
        and [word[: len(letter)] for word, letter in zip(words[: -len(last)][-len(letters) :], letters, strict=False)]
        == letters
    }
    return fitting.pop() if len(fitting) == 1 else ""


CALLED = "Xưng hô"
"""The heading under which a list keeps what stands before a name; «Ông/Bà» would head the names themselves."""


def called_by(typed: str, name: str) -> str:
    """«Ông» or «Bà» that a cell says before a name; empty: it says none, or both."""
    first = typed.strip().partition(" ")[0]
    is_before = first.casefold() in ("ông", "bà") and name.casefold().split()[:1] != [first.casefold()]
    return first.capitalize() if is_before else ""


def uncalled(name: str, called: bool = False) -> str:
    """A name without what its bearer is called by.

    Ông is also a family name: before two words it is left out only where all are ``called`` so.
    """
    found = (_OF_ALL if called else _SURELY).match(name)
    return name[found.end() :].strip() if found else name


def are_called(names: Sequence[str]) -> bool:
    """Whether most of several names stand behind «Ông» or «Bà», and one of them for certain."""
    whole = [name.strip() for name in names if len(name.split()) > 1]
    behind = sum(bool(_OF_ALL.match(name)) for name in whole)
    return 2 * behind > len(whole) > 1 and any(_SURELY.match(name) for name in whole)


def all_uncalled(text: str) -> tuple[str, list[str]]:
    """A text in which several are named, without «Ông» before the names of any, and the names it left of two words.

    Bà and đồng chí stay for the reader.
    """
    return _WITHIN.sub("", text), [found[1] for found in _OF_TWO_WORDS.finditer(text)]
