"""The chart of one inspection: the answers at each of the 13 points of Article 36 as a bar.

Drawn straight onto the figure, without axes and legend of matplotlib's: nothing on it has a scale, and a working paper
is made for each of thousands of inspections, of which the chart is the dearest part.
"""

from __future__ import annotations

import io
import textwrap
from typing import Any

import matplotlib
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from isoaudit.model import Result
from isoaudit.wording import point_name

SERIES: tuple[tuple[str, str, str, str, str], ...] = (  # field, label, colour, hatch, colour of the number
    ("conforming", "phù hợp", "#d6e8d5", "", "#111111"),
    ("nonconforming", "không phù hợp", "#8c1d18", "", "#ffffff"),
    ("observation", "điểm lưu ý", "#f2b84b", "//", "#111111"),
    ("not_applicable", "không áp dụng", "#ffffff", "..", "#111111"),
    ("not_examined", "chưa kiểm tra", "#9aa0a6", "", "#111111"),
    ("missing", "chưa có kết quả", "#ffffff", "xx", "#111111"),
)
_LOOK: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Arial", "sans-serif"],  # the first comes with matplotlib
    "font.size": 8,
    "hatch.linewidth": 0.5,
    "svg.fonttype": "none",  # letters stay text: sharp on paper, and no outline of each letter to draw
    "svg.hashsalt": "isoaudit",  # the same names inside the drawing each time
}
_INK = "#333333"
_LEFT, _TOP, _WIDTH, _HEIGHT = 0.43, 0.99, 0.55, 0.89
"""Where the bars stand, in parts of the figure; the names of the points stand left of them, the key below."""
_THICK = 0.72
"""How much of its row a bar fills."""


def conformity_chart(result: Result) -> Figure:
    """The answers at the 13 points as stacked bars; shades, hatches and numbers differ in grey print too."""
    with matplotlib.rc_context(_LOOK):
        figure = Figure(figsize=(7.2, 5.4))
        longest = max(sum(getattr(point, field) for field, *_ in SERIES) for point in result.points)
        step, row = _WIDTH / max(longest, 1), _HEIGHT / len(result.points)
        for number, point in enumerate(result.points):
            middle, left = _TOP - (number + 0.5) * row, _LEFT
            whence = point_name(point.point).replace(" ", "\N{NO-BREAK SPACE}")
            name = textwrap.fill(f"{point.title} ({whence})", 44)
            figure.text(_LEFT - 0.01, middle, name, ha="right", va="center")
            for field, _, colour, hatch, ink in SERIES:
                if answers := getattr(point, field):
                    width = answers * step
                    _block(figure, (left, middle - _THICK * row / 2), (width, _THICK * row), colour, hatch)
                    box = {"facecolor": "white", "edgecolor": "none", "pad": 0.8} if hatch else None
                    figure.text(left + width / 2, middle, str(answers), ha="center", va="center", color=ink, bbox=box)
                    left += width
        figure.add_artist(Line2D([_LEFT, _LEFT], [_TOP, _TOP - _HEIGHT], color=_INK, linewidth=0.8))
        _key(figure)
    return figure


def _key(figure: Figure) -> None:
    """What the colours stand for, two below each other."""
    for number, (_, name, colour, hatch, _) in enumerate(SERIES):
        left, bottom = 0.24 + 0.2 * (number // 2), 0.06 - 0.03 * (number % 2)
        _block(figure, (left, bottom), (0.032, 0.016), colour, hatch)
        figure.text(left + 0.042, bottom + 0.002, name)


def _block(figure: Figure, corner: tuple[float, float], size: tuple[float, float], colour: str, hatch: str) -> None:
    figure.add_artist(Rectangle(corner, *size, facecolor=colour, hatch=hatch, edgecolor=_INK))


def as_svg(figure: Figure) -> bytes:
    """The figure as a drawing; the same bytes for the same figure."""
    data = io.BytesIO()
    with matplotlib.rc_context(_LOOK):
        figure.savefig(data, format="svg", metadata={"Date": None, "Creator": None})
    return data.getvalue()
