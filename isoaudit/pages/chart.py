"""The chart of one inspection: the answers at each of the 13 points of Article 36 as a bar.

A drawing whose letters stay text: sharp on paper, nothing to measure, and cheap, as one is made for each of thousands
of inspections.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any, NamedTuple

from isoaudit import looks
from isoaudit.model import PointResult, Result
from isoaudit.pages.frame import environment
from isoaudit.wording import point_name


class Series(NamedTuple):
    """What a stretch of a bar stands for, and how it looks."""

    field: str
    name: str
    colour: str
    hatch: str = ""
    ink: str = looks.colour("ink")
    """Colour of the number in it."""

    @property
    def fills(self) -> tuple[str, ...]:
        """What it is filled with, the hatch over the colour."""
        return (self.colour, f"url(#{self.hatch})") if self.hatch else (self.colour,)


SERIES: tuple[Series, ...] = (
    Series("conforming", "phù hợp", looks.colour("conforming")),
    Series("nonconforming", "không phù hợp", looks.colour("nonconforming"), ink=looks.colour("on-nonconforming")),
    Series("observation", "điểm lưu ý", looks.colour("observation"), "strokes"),
    Series("not_applicable", "không áp dụng", looks.colour("not-applicable"), "dots"),
    Series("not_examined", "chưa kiểm tra", looks.colour("not-examined")),
    Series("missing", "chưa có kết quả", looks.colour("missing"), "crosses"),
)
_WIDTH, _ROW, _LEFT, _BARS = 720, 37, 310, 396
"""Of the drawing, of a row, of the names at its left, of the longest bar: in points of the drawing."""
_THICK, _LINE, _BASE = 26, 12, 4
"""How much of its row a bar fills; from one line of a name to the next; from the middle of letters to their foot."""


def conformity_chart(result: Result) -> str:
    """The answers at the 13 points as stacked bars, in SVG; shades, hatches and numbers differ in grey print too."""
    longest = max(sum(getattr(point, one.field) for one in SERIES) for point in result.points)
    bottom = _ROW * len(result.points)
    return (
        environment()
        .get_template("chart.svg.j2")
        .render(
            width=_WIDTH,
            height=bottom + 55,
            left=_LEFT,
            bottom=bottom,
            rows=[_row(number, point, _BARS / max(longest, 1)) for number, point in enumerate(result.points)],
            key=[(150 + 150 * (n // 2), bottom + 14 + 18 * (n % 2), series) for n, series in enumerate(SERIES)],
        )
    )


def _row(number: int, point: PointResult, step: float) -> dict[str, Any]:
    """A point: the lines of its name with their feet, and its bars."""
    middle = _ROW * number + _ROW / 2
    whence = point_name(point.point).replace(" ", "\N{NO-BREAK SPACE}")
    lines = textwrap.wrap(f"{point.title} ({whence})", 44)
    first = middle + _BASE - _LINE * (len(lines) - 1) / 2
    return {
        "name": [(first + _LINE * n, line) for n, line in enumerate(lines)],
        "top": middle - _THICK / 2,
        "height": _THICK,
        "base": middle + _BASE,
        "bars": list(_bars(point, step)),
    }


def _bars(point: PointResult, step: float) -> Iterator[dict[str, Any]]:
    x = float(_LEFT)
    for series in SERIES:
        if answers := getattr(point, series.field):
            width = round(answers * step, 1)
            yield {"x": round(x, 1), "width": width, "series": series, "number": answers}
            x += width
