"""Many problems, warnings, names told as a person reads them: what is alike in one line."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import islice

from isoaudit.errors import Problem
from isoaudit.wording import count, sentence

FEW = 5
"""Faults of one kind that are told one by one; of more, the first so many places in one line."""
_VALUES = re.compile(r"«[^»]*»|\d+")
_LONG = 120
"""Letters of what is to be done, from which on it is said once for several places."""


def told(problems: Iterable[Problem], *, full: bool = False) -> list[str]:
    """A line for each problem; of many of one code a line for those that say the same, else one line for all."""
    if full:
        return [_said(found) for found in problems]
    lines: list[str] = []
    for several in by(problems, lambda found: found.code):
        alike = by(several, lambda found: found.what)
        if len(several) <= FEW:
            lines += [line for same in by(several, lambda found: found.remedy) for line in _once(same)]
        elif len(alike) <= FEW:
            lines += [_in_a_line(same, "") for same in alike]
        else:  # what is mended in different ways is told apart, such as two columns with their own values
            kinds = by(several, lambda found: found.remedy)
            lines += [_in_a_line(kind, "như: ") for kind in (kinds if len(kinds) <= FEW else [several])]
    return lines


def as_problems(warnings: Iterable[str]) -> list[Problem]:
    """Warnings as :func:`told` takes them: those that differ only in what they quote are of one kind."""
    found = []
    for warning in warnings:
        place, colon, said = warning.partition(": ")
        what = said if colon else warning
        found.append(Problem(kind_of_words(what), place if colon else "", what, ""))
    return found


def by(problems: Iterable[Problem], key: Callable[[Problem], str]) -> list[list[Problem]]:
    """Problems that have a key in common, in the order in which the first of each stands."""
    groups: dict[str, list[Problem]] = {}
    for found in problems:
        groups.setdefault(key(found), []).append(found)
    return list(groups.values())


def _said(found: Problem) -> str:
    return str(found) if found.where else f"{found.what} {found.remedy}".strip()


def _in_a_line(several: Sequence[Problem], like: str) -> str:
    if len(several) == 1:
        return _said(several[0])
    first = several[0]
    return f"{count(len(several))} chỗ ({_places(several)}): {like}{first.what} {first.remedy}".strip()


def _once(several: Sequence[Problem]) -> list[str]:
    """A few problems that are mended alike: what to do, where it takes a paragraph, once; else a line each."""
    if len(several) == 1 or len(several[0].remedy) < _LONG:
        return [_said(found) for found in several]
    first, *more = dict.fromkeys(found.what for found in several)
    whats = " ".join([first, *map(sentence, more)])
    return [f"{count(len(several))} chỗ ({_places(several)}): {whats} {several[0].remedy}"]


def _places(problems: Sequence[Problem]) -> str:
    """The first few of many places; what all of them begin with, such as the file, is said once."""
    places = list(dict.fromkeys(found.where for found in problems))
    start = places[0].rpartition(", ")[0]
    while start and not all(place.startswith(f"{start}, ") for place in places[:FEW]):
        start = start.rpartition(", ")[0]
    return few([places[0], *(place.removeprefix(f"{start}, ") if start else place for place in places[1:])])


def kind_of_words(text: str) -> str:
    """What sentences that differ only in what they quote, and in numbers, have in common."""
    return _VALUES.sub("", text)


def counts(numbers: Mapping[str, int]) -> str:
    """How many there are of each: ``02 mới, 01 thay đổi``; what there is none of is left out."""
    said = ", ".join(f"{count(value)} {words}" for words, value in numbers.items() if value)
    return said or f"không có gì {next(iter(numbers))}"


def few(words: Collection[str], most: int = FEW) -> str:
    """The first of many words, and a sign that there are more."""
    return ", ".join(islice(words, most)) + (", …" if len(words) > most else "")


def some(names: Sequence[str], *, full: bool = False) -> str:
    """Names in a row; of very many the first, and how many more there are."""
    most = 4 * FEW
    if len(names) <= most or full:
        return ", ".join(names)
    return f"{', '.join(names[:most])} và {count(len(names) - most)} mã khác"
