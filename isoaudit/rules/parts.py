"""Each member's part of an inspection (Circular 26/2014, Article 37.2.a): points of Article 36, or single criteria."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from isoaudit.model import Criterion, Member
from isoaudit.wording import labels
from isoaudit.wording.codes import code_key

_POINT = re.compile(r"(?:khoản\s*)?([12])\s*[.,-]?\s*(?:điểm\s*)?(dd|[a-zđ])?", re.IGNORECASE)
_IN_WORDS = re.compile(r"(?:điểm\s*)?([a-zđ])\s*[),.]*\s*[-–]?\s*khoản\s*([12])", re.IGNORECASE)
_RANGE = re.compile(r"\s*(?:–|—|->|đến|tới|\s-\s|(?<=[a-zđ])-(?=[12a-zđ]))\s*", re.IGNORECASE)
_ALL = ("tất cả", "toàn bộ", "mọi tiêu chí", "13 nội dung")


def resolved(item: str, criteria: Sequence[Criterion]) -> list[str] | None:
    """The ids that one item names: ``1.đ``, ``điểm đ khoản 1``, ``khoản 2``, ``1.a-1.d``, ``D36-1-a-01``, ``tất cả``.

    Nothing where it names none.
    """
    typed = " ".join(item.split()).strip(" .")
    if named := [c.id for c in criteria if code_key(c.id) == code_key(typed)]:
        return named
    if typed.casefold() in _ALL:
        return [c.id for c in criteria]
    ends = [points_of(end) for end in _RANGE.split(typed)]
    if not all(ends) or len(ends) > 2:
        return None
    every = list(labels()["point"])
    points = every[every.index(ends[0][0]) : every.index(ends[-1][-1]) + 1]
    return [c.id for c in criteria if c.point in points] or None


_ARTICLE = re.compile(r"\A(?:điều\s*)?36\s*[.,-]\s*|\s*,?\s*(?:của\s+)?điều 36\b.*\Z", re.IGNORECASE)


def points_of(typed: str) -> list[str]:
    """The points of Article 36 that words name, in their order: ``1a``, ``36.1.a``, ``Điểm a khoản 1 Điều 36``; a
    clause alone names all of it. [] where they name something else."""
    return _points(_ARTICLE.sub("", " ".join(typed.split())).strip(" .:)"))


def _points(typed: str) -> list[str]:
    every = list(labels()["point"])
    if found := _IN_WORDS.fullmatch(typed):
        clause, letter = found[2], found[1]
    elif found := _POINT.fullmatch(typed):
        clause, letter = found[1], found[2] or ""
    else:
        return []
    if not letter:
        return [point for point in every if point.startswith(f"{clause}.")]
    point = f"{clause}.{letter.lower().replace('dd', 'đ')}"
    return [point] if point in every else []


def in_words(team: Iterable[Member], criteria: Sequence[Criterion]) -> str:
    """The parts as a table writes them and reads them again: ``Nông Thu Trang: 1.a-1.d, D36-2-a-01``."""
    parts = ((member.name, _items(member.criteria, criteria)) for member in team if member.criteria)
    return "; ".join(f"{name}: {', '.join(items)}" for name, items in parts)


def _items(assigned: Sequence[str], criteria: Sequence[Criterion]) -> list[str]:
    """Whole points, several in a row as a range; of a point that was assigned in part the single criteria."""
    of_point: dict[str, list[str]] = {}
    for criterion in criteria:
        of_point.setdefault(criterion.point, []).append(criterion.id)
    whole = [point for point in of_point if set(of_point[point]) <= set(assigned)]
    every = list(labels()["point"])
    runs: list[list[str]] = []
    for point in whole:
        if runs and every.index(point) == every.index(runs[-1][-1]) + 1:
            runs[-1].append(point)
        else:
            runs.append([point])
    items = [run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]
    covered = {id for point in whole for id in of_point[point]}
    return [*items, *(id for id in assigned if id not in covered)]


def assigned_to(criterion: str, team: Iterable[Member]) -> list[str]:
    """Who a criterion was assigned to; nobody by name: it is everybody's."""
    return [member.name for member in team if criterion in member.criteria]
