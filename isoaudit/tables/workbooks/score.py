"""The workbook of the scores: a row an agency, every part with why and what it rests on, and the scale itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import shorten

from isoaudit.model import Settings
from isoaudit.rules.score import Part, Score
from isoaudit.rules.score_formula import points_words
from isoaudit.tables.workbooks.lists import List, ListForm, Value, lists_workbook
from isoaudit.wording import label, point_name, sentence

_EXPLAINED = ListForm(
    (
        ("Cơ quan", 30), ("Thành phần", 36), ("Điểm tối đa", 9), ("Điểm đạt", 9), ("Điểm chưa rõ", 9),
        ("Vì sao", 50), ("Căn cứ", 70),
    ),
    printed=7,
    frozen=2,
    has_days=False,
)  # fmt: skip
_SCALE = ListForm(
    (
        ("TT", 6), ("Thành phần", 40), ("Đo bằng", 40), ("Nội dung (Điều 36)", 18), ("Điểm tối đa", 9),
        ("Cách tính điểm", 20), ("Số điểm trừ mỗi điểm không phù hợp, lưu ý", 18), ("Chấm cho cơ quan", 30),
    ),
    printed=8,
    frozen=2,
    has_days=False,
)  # fmt: skip
_WHOLE, _SHOWN, _LINE = 8, 25, 78
"""Things a part rests on that are told word by word; of more each is cut to a line, and so many are named singly: a row
can be no higher."""


def score_workbook(scores: Sequence[Score], settings: Settings, title: str, told: str) -> bytes:
    """The workbook of the scores by a scale; the same scores, the same bytes."""
    names = [one.name for one in settings.score]
    columns = (
        ("TT", 6),
        ("Cơ quan", 38),
        *((f"{one.name} (tối đa {points_words(one.points)})", 14) for one in settings.score),
        ("Tổng điểm đạt", 11),
        ("Điểm chưa rõ", 11),
        ("Tối đa", 9),
        ("Ghi chú", 36),
    )
    summary = ListForm(columns, printed=len(columns), frozen=2, has_days=False)
    lists = [
        List(summary, "Tổng hợp", [tuple(_row(place, one, names)) for place, one in enumerate(scores, start=1)]),
        List(_EXPLAINED, "Diễn giải", [_explained(one, part) for one in scores for part in one.parts]),
        List(_SCALE, "Thang điểm", list(_scale(settings))),
    ]
    return lists_workbook(lists, title, told)


def _row(place: int, one: Score, names: Sequence[str]) -> Iterator[Value]:
    """A part of which nothing is known says so; one that is not for the agency's kind is empty."""
    parts = {part.component.name: part for part in one.parts}
    yield from (place, one.name)
    for name in names:
        part = parts.get(name)
        yield "" if part is None else label("score_part", "open") if part.state == "open" else part.points
    yield from (one.points, one.open or None, one.maximum)
    yield f"Tổng chưa đủ: còn {points_words(one.open)} điểm chưa rõ" if one.open else ""


def _explained(one: Score, part: Part) -> tuple[Value, ...]:
    lines = [f"{source.id}: {source.words}" if source.id else sentence(source.words) for source in part.sources]
    if len(lines) > _WHOLE:
        more = [f"… và {len(lines) - _SHOWN} căn cứ khác"] if len(lines) > _SHOWN else []
        lines = [*(shorten(line, _LINE, placeholder="…") for line in lines[:_SHOWN]), *more]
    points = label("score_part", "open") if part.state == "open" else part.points
    said = "\n".join(lines)
    return one.name, part.component.name, part.component.points, points, part.open or None, part.why, said


def _scale(settings: Settings) -> Iterator[tuple[Value, ...]]:
    for place, one in enumerate(settings.score, start=1):
        bodies = "mọi cơ quan" if one.bodies == "all" else "; ".join(label("kind", kind) for kind in one.bodies)
        at = f"{point_name(one.point)}" if one.point else ""
        measure, way = label("score_measure", one.measure), label("score_way", one.way)
        yield place, one.name, measure, at, one.points, way, one.minus, bodies
    if settings.score_total is not None:
        yield "", "Tổng điểm tối đa", "", "", settings.score_total, "", "", ""
