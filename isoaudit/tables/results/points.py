"""Results by the points of Article 36 of Circular 26/2014, as offices write them: «1a» in a row, or a column a point.

A cell may say its reason behind the verdict: «Không đạt: chưa cập nhật 03 quy trình».
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from isoaudit.rules.parts import points_of
from isoaudit.tables.cells import Column, Raw, codes, word_key
from isoaudit.tables.columns.headings import Heading

OF_POINTS = ("criterion", "verdict", "evidence", "gap", "note", "grade")
"""Columns that a table with a column a point has no need of."""
_NAMED = re.compile(
    r"\s*((?:điều\s*)?(?:36\s*[.,-]\s*)?[12]\s?[.,]?\s?(?:dd|[a-zđ])|điểm\s+[a-zđ]\s*,?\s*khoản\s+[12])"
    r"(?:\s*[.):–-]\s*\S.*)?\s*",
    re.IGNORECASE | re.DOTALL,
)
_BEHIND = re.compile(r"\s*[:;,(\n–]\s*|\s+-\s+|\.\s+|\s+(?:vì|do)\s+", re.IGNORECASE)
_WHERE = {"nonconforming": "gap", "observation": "gap", "conforming": "evidence"}
"""The column of what stands behind a verdict; behind others it is their reason."""
Also = list[tuple[Column, str]]
"""What is told of a row elsewhere than in its own cell of a column."""


def point_in(text: str) -> str:
    """The one point that a text names or begins with, «1a», «1a. Phạm vi áp dụng»; empty: none, or a whole clause."""
    found = _NAMED.fullmatch(" ".join(text.split()))
    points = points_of(text) or (points_of(found[1]) if found else [])
    return points[0] if len(points) == 1 else ""


def with_points(heading: Heading, columns: Sequence[Column]) -> Heading:
    """The heading of a table of results with its columns of single points; any other as it is."""
    there = heading.where()
    if "criterion" in there or not any(column.name == "criterion" for column in columns):
        return heading
    open_ = [n for n, column in enumerate(heading.columns, 1) if column is None and n not in heading.apart]
    found = tuple((n, point) for n in open_ if (point := point_in(heading.words(n))))
    if len({point for _, point in found}) < max(2, len(found)):
        return heading
    return replace(heading, points=found, apart=(*heading.apart, *(n for n, _ in found)))


def parted(text: str) -> tuple[str, str, str]:
    """A verdict, what stands behind it, and the column of that; the text alone where it begins with no verdict, or
    says two."""
    known = codes("verdict")
    if word_key(text) in known:
        return text, "", ""
    for found in reversed(list(_BEHIND.finditer(text))):
        if any(word_key(piece) in known for piece in _BEHIND.split(text[found.end() :])):
            return text, "", ""
        code = known.get(word_key(text[: found.start()]))
        if code and (rest := text[found.end() :].strip(" .)")):
            return text[: found.start()], rest, _WHERE.get(code, "note")
    return text, "", ""


def results_of(
    heading: Heading, cells: Sequence[Raw], where: dict[str, int], columns: Sequence[Column]
) -> Iterator[tuple[Sequence[Raw], dict[str, int], Also]]:
    """The results of a row: its cells, where each column stands, and what else is told; of a row by points one each."""
    by_name = {column.name: column for column in columns}
    for n, point in heading.points:
        raw = cells[n - 1] if n <= len(cells) else ""
        if raw:
            also: Also = [(by_name["criterion"], point)]
            made = _parted(list(cells), n, where, by_name, also)
            yield made, {**where, "criterion": n, "verdict": n}, also
    if not heading.points:
        told, at = Also(), where.get("verdict", 0)
        yield (_parted(list(cells), at, where, by_name, told) if at and "criterion" in where else cells), where, told


def _parted(
    cells: list[Raw], at: int, where: Mapping[str, int], by_name: Mapping[str, Column], also: Also
) -> list[Raw]:
    """The cells with the verdict alone in its own, its reason in the cell it belongs to or told besides."""
    raw = cells[at - 1] if at <= len(cells) else ""
    verdict, rest, name = parted(raw.strip()) if isinstance(raw, str) and raw.strip() else ("", "", "")
    if not rest or name not in by_name:
        return cells
    cells[at - 1] = verdict
    stands = where.get(name, 0)
    if not stands:
        also.append((by_name[name], rest))
        return cells
    cells += [""] * (stands - len(cells))
    before = cells[stands - 1]
    if isinstance(before, str):
        cells[stands - 1] = "\n".join(filter(None, (rest, before.strip())))
    return cells
